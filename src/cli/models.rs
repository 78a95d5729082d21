//! `brandish models`: list the models that draw and write, add and remove them, and download more.
//! The model library does the work; only one of window and command line changes it at a time.

use super::output::{note, print, print_json};
use super::{CliError, home_of, installed_models, shown};
use crate::engine::{Catalog, PhotoModel, PhotoTask, Row, WriterRow};
use crate::files::{Home, HomeLock, Settings};
use crate::model_library::{
    AddMode, Download, DownloadState, FoundModel, InstalledModels, LibraryEvent, ModelLibrary,
    ModelOwner, RecommendedModel, recommended_model, recommended_models,
};
use crate::units::{bytes, duration};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often a waiting command looks for Ctrl+C.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub(super) struct Models {
    #[command(subcommand)]
    command: Option<ModelsCommand>,
    /// Print JSON: an array where models are listed or added, an object for one
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum ModelsCommand {
    /// List the installed models; so does no command at all
    List {
        /// List those that can be downloaded instead
        #[arg(long)]
        recommended: bool,
    },
    /// Use a model that is on this machine: a .gguf file, a .safetensors file, or a folder
    Add {
        path: PathBuf,
        /// Copy it into Brandish's own folder [default: use it where it is]
        #[arg(long, conflicts_with = "link")]
        copy: bool,
        /// Put a link to it into Brandish's own folder
        #[arg(long)]
        link: bool,
    },
    /// Download a recommended model; Ctrl+C pauses, and the same command resumes
    Download { id: String },
    /// Delete a model that Brandish keeps, or stop using one that is elsewhere
    Remove { id: String },
    /// Show what is known of a model
    Show { id: String },
}

impl Models {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.command.unwrap_or(ModelsCommand::List { recommended: false }) {
            ModelsCommand::List { recommended: true } => {
                let models = recommended_models();
                if self.json {
                    return print_json(&models.iter().map(recommended_json).collect::<Vec<_>>());
                }
                models
                    .iter()
                    .try_for_each(|model| print_lines(&model.id, &[&model.good_at, &terms(model)]))
            }
            ModelsCommand::List { recommended: false } => list(self.json),
            ModelsCommand::Add { path, copy, link } => {
                let mode = match (copy, link) {
                    (true, _) => AddMode::Copy,
                    (_, true) => AddMode::Link,
                    _ => AddMode::InPlace,
                };
                add(&path, mode, self.json)
            }
            ModelsCommand::Download { id } => download(&id, self.json),
            ModelsCommand::Remove { id } => remove(&id),
            ModelsCommand::Show { id } => show(&id, self.json),
        }
    }
}

/// The library of the home, to be changed by this process alone.
struct OpenLibrary {
    library: ModelLibrary,
    home: Home,
    _lock: HomeLock,
}

impl OpenLibrary {
    fn open() -> Result<Self, CliError> {
        let home = home_of("models")?;
        let lock = home.lock()?;
        let settings = Settings::read(&home.settings);
        // Without the built-in models, whose headers take a while to read: these commands list none.
        let library = ModelLibrary::open(&home, &settings, Catalog::default(), || {});
        Ok(Self { library, home, _lock: lock })
    }

    /// Waits until the library reports that it added or removed a model, and stores changed locations.
    fn finish(&mut self) -> Result<(), CliError> {
        let mut is_finished = false;
        while !is_finished {
            for event in self.library.wait(POLL_INTERVAL) {
                match event {
                    LibraryEvent::Added { .. } | LibraryEvent::Removed => is_finished = true,
                    LibraryEvent::LocationsChanged(locations) => {
                        self.store(locations)?;
                        is_finished = true;
                    }
                    LibraryEvent::Failed(sentence) => return Err(CliError::Failed(sentence)),
                    LibraryEvent::Scanned | LibraryEvent::Download(_) => {}
                }
            }
        }
        Ok(())
    }

    fn store(&self, locations: Vec<PathBuf>) -> Result<(), CliError> {
        let mut settings = Settings::read(&self.home.settings);
        settings.model_locations = locations;
        let written = settings.write(&self.home.settings);
        written
            .map_err(|error| CliError::Failed(format!("The settings could not be saved: {error}")))
    }
}

fn list(is_json: bool) -> Result<(), CliError> {
    print_catalog(&installed_models()?.catalog, is_json)?;
    if !is_json {
        note("More can be downloaded: brandish models list --recommended");
    }
    Ok(())
}

fn print_catalog(catalog: &Catalog, is_json: bool) -> Result<(), CliError> {
    if is_json {
        let rows = catalog.rows.iter().map(row_json);
        let rows = rows.chain(catalog.writers.iter().map(writer_json));
        let rows: Vec<_> = rows.chain(catalog.photo_models.iter().map(photo_model_json)).collect();
        return print_json(&rows);
    }
    for row in &catalog.rows {
        print_lines(&row.traits.id.0, &[&row.about, &row.licence])?;
    }
    for row in &catalog.writers {
        print_lines(&row.id.0, &[&row.about, &row.licence])?;
    }
    for model in &catalog.photo_models {
        print_lines(&model.id.0, &[&model.about, &model.licence])?;
    }
    Ok(())
}

fn photo_model_json(model: &PhotoModel) -> Value {
    let kind = match model.task {
        PhotoTask::Describe => "describer",
        PhotoTask::Segment => "segmenter",
    };
    json!({
        "id": model.id.0, "kind": kind, "name": model.name, "about": model.about, "licence": model.licence,
    })
}

fn print_lines(id: &str, lines: &[&str]) -> Result<(), CliError> {
    // A long id has a line of its own, so that the rest stays in its column.
    let is_long = id.len() > 10;
    if is_long {
        print(id)?;
    }
    for (at, line) in lines.iter().enumerate() {
        print(format_args!("{:<10} {line}", if at == 0 && !is_long { id } else { "" }))?;
    }
    Ok(())
}

fn row_json(row: &Row) -> Value {
    json!({
        "id": row.traits.id,
        "draws": true,
        "name": row.traits.name,
        "about": row.about,
        "licence": row.licence,
        "folder": row.folder,
        "memory_bytes": row.memory_bytes,
        "steps": row.traits.default_steps,
        "guidance": row.traits.default_guidance,
    })
}

fn writer_json(row: &WriterRow) -> Value {
    json!({
        "id": row.id,
        "writes": true,
        "name": row.name,
        "about": row.about,
        "licence": row.licence,
        "file": row.file,
        "memory_bytes": row.memory_bytes,
    })
}

fn recommended_json(model: &RecommendedModel) -> Value {
    json!({
        "id": model.id,
        "recommended": true,
        "kind": model.kind,
        "name": model.name,
        "about": model.good_at,
        "licence": model.licence,
        "terms": model.terms,
        "repository": model.repository,
        "about_bytes": model.bytes(),
        "steps": model.steps,
        "guidance": model.guidance,
    })
}

fn terms(model: &RecommendedModel) -> String {
    let size = bytes(model.bytes());
    format!("About {size}. {}: {}", model.licence, model.terms)
}

fn add(path: &Path, mode: AddMode, is_json: bool) -> Result<(), CliError> {
    let mut open = OpenLibrary::open()?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inspected = ModelLibrary::inspect_now(&path);
    let inspected = inspected.map_err(|error| CliError::BadInput(error.to_string()))?;
    if let (true, Some(unusable)) = (inspected.models.is_empty(), inspected.unusable.first()) {
        return Err(CliError::BadInput(unusable.reason.clone()));
    }
    open.library.add(&path, mode);
    open.finish()?;
    print_catalog(&inspected.catalog, is_json)
}

fn download(id: &str, is_json: bool) -> Result<(), CliError> {
    let Some(model) = recommended_model(id) else {
        let ids: Vec<_> = recommended_models().iter().map(|model| model.id.as_str()).collect();
        let ids = ids.join(", ");
        return Err(CliError::BadInput(format!(
            "No model “{id}” is recommended. There are: {ids}."
        )));
    };
    let mut open = OpenLibrary::open()?;
    open.library.start_download(model);
    let stop = super::stop_flag::stop_flag();
    let bar = bar(is_json);
    let mut is_pausing = false;
    loop {
        if stop.load(Ordering::Relaxed) && !std::mem::replace(&mut is_pausing, true) {
            open.library.pause_download(id);
        }
        for event in open.library.wait(POLL_INTERVAL) {
            let LibraryEvent::Download(progress) = event else { continue };
            if progress.id != id {
                continue;
            }
            show_progress(&bar, &progress);
            // The part of an earlier run is reported as paused before this download starts.
            if progress.state == DownloadState::Paused && !is_pausing {
                continue;
            }
            if let Some(outcome) = outcome(&progress) {
                bar.finish_and_clear();
                outcome?;
                return print_downloaded(&open.home, model, is_json);
            }
        }
    }
}

/// How a download ended; `None` while it runs.
fn outcome(progress: &Download) -> Option<Result<(), CliError>> {
    match &progress.state {
        DownloadState::Done => Some(Ok(())),
        DownloadState::Failed(failure) => {
            let sentence = format!("{} {}", failure.sentence(), failure.advice());
            Some(Err(CliError::Failed(sentence)))
        }
        DownloadState::Paused => {
            let (done, total) = (bytes(progress.done), bytes(progress.total));
            let sentence = format!("Paused at {done} of {total}. The same command resumes it.");
            Some(Err(CliError::Failed(sentence)))
        }
        DownloadState::Waiting
        | DownloadState::Running { .. }
        | DownloadState::Reconnecting
        | DownloadState::Checking
        | DownloadState::Cancelled => None,
    }
}

fn bar(is_json: bool) -> ProgressBar {
    if is_json {
        return ProgressBar::hidden();
    }
    // Hidden by itself where stderr is no terminal.
    let bar = ProgressBar::new(1);
    let style = ProgressStyle::with_template("{bar:32} {prefix} {msg}")
        .expect("the template is fixed")
        .progress_chars("━╸─");
    bar.set_style(style);
    bar
}

fn show_progress(bar: &ProgressBar, progress: &Download) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
    bar.set_prefix(format!("{} of {}", bytes(progress.done), bytes(progress.total)));
    bar.set_message(match &progress.state {
        DownloadState::Running { speed: Some(speed), left } => {
            let left = left.map_or(String::new(), |left| format!(", {} left", duration(left)));
            format!("{} per second{left}", bytes(*speed))
        }
        DownloadState::Reconnecting => "the connection was lost, trying again".into(),
        DownloadState::Checking => "checking".into(),
        _ => String::new(),
    });
}

fn print_downloaded(home: &Home, model: &RecommendedModel, is_json: bool) -> Result<(), CliError> {
    let folder = model.folder(&home.models());
    if is_json {
        print_json(&json!({ "id": model.id, "name": model.name, "folder": folder }))
    } else {
        print(format_args!("{}\n{}", model.id, shown(&folder)))
    }
}

fn remove(id: &str) -> Result<(), CliError> {
    let mut open = OpenLibrary::open()?;
    let found = find(&installed_models()?, id)?;
    if open.library.delete(&found) {
        return open.finish();
    }
    Err(CliError::BadInput(match &found.owner {
        ModelOwner::Location(location) => {
            format!("{id} is in {}, which is yours: delete it there.", location.display())
        }
        ModelOwner::OtherProgram | ModelOwner::Brandish { .. } => {
            format!("{id} belongs to another program: {}.", found.path.display())
        }
    }))
}

/// The model with an id; an unusable one is found by its name or the id of its manifest.
fn find(installed: &InstalledModels, id: &str) -> Result<FoundModel, CliError> {
    let is_named = |found: &&FoundModel| {
        found.manifest.as_ref().is_some_and(|manifest| manifest.id == id) || found.name == id
    };
    let usable = installed.models.iter().find(|model| model.id.0 == id).map(|model| &model.found);
    let unusable = || installed.unusable.iter().map(|model| &model.found).find(is_named);
    usable.or_else(unusable).cloned().ok_or_else(|| {
        let built_in = installed.catalog.rows.iter().map(|row| &row.traits.id.0);
        let mut built_in = built_in.chain(installed.catalog.writers.iter().map(|row| &row.id.0));
        CliError::BadInput(match built_in.any(|known| known == id) {
            true => format!("{id} is built in and stays."),
            false => format!("There is no model “{id}” here."),
        })
    })
}

fn show(id: &str, is_json: bool) -> Result<(), CliError> {
    let installed = installed_models()?;
    let catalog = &installed.catalog;
    let (mut value, mut lines) =
        if let Some(row) = catalog.rows.iter().find(|row| row.traits.id.0 == id) {
            (row_json(row), vec![row.about.clone(), row.licence.clone()])
        } else if let Some(row) = catalog.writers.iter().find(|row| row.id.0 == id) {
            (writer_json(row), vec![row.about.clone(), row.licence.clone()])
        } else if let Some(model) = catalog.photo_models.iter().find(|model| model.id.0 == id) {
            (photo_model_json(model), vec![model.about.clone(), model.licence.clone()])
        } else if let Some(model) = recommended_model(id) {
            let hub = format!("https://huggingface.co/{}", model.repository);
            (recommended_json(model), vec![model.good_at.clone(), terms(model), hub])
        } else {
            return Err(CliError::BadInput(format!("There is no model “{id}”.")));
        };
    if let Ok(found) = find(&installed, id) {
        value["path"] = json!(found.path);
        value["bytes"] = json!(found.bytes);
        lines.push(format!("{}, {}", bytes(found.bytes), found.path.display()));
    }
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    if is_json { print_json(&value) } else { print_lines(id, &lines) }
}
