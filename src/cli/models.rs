//! `brandish models`: what draws and what writes, adding and removing it, and getting more.
//! It uses the same downloads and folders as the window, and only one of both at a time changes them.

use super::output::{note, print, print_json};
use super::{CliError, home, shown, stock};
use crate::engine::{Catalog, Recommended, Row, Stock, WriterRow, recommended, shelf};
use crate::files::download::{Download, DownloadAsk, DownloadState, Downloads, Line};
use crate::files::models::{self, Found, Keep, Owner};
use crate::files::{Home, Settings};
use crate::units::{bytes, duration};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

#[derive(clap::Args)]
pub(super) struct Models {
    #[command(subcommand)]
    command: Option<What>,
    /// Print JSON: an array where models are listed or added, an object for one
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// List the models that are here; so does no command at all
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
    /// Get a recommended model; Ctrl+C pauses, and the same command goes on from there
    Download { id: String },
    /// Delete a model that Brandish keeps, or look no longer for one that it uses elsewhere
    Remove { id: String },
    /// Show what is known of a model
    Show { id: String },
}

impl Models {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.command.unwrap_or(What::List { recommended: false }) {
            What::List { recommended: true } => {
                let models = &shelf().models;
                if self.json {
                    return print_json(&models.iter().map(as_json).collect::<Vec<_>>());
                }
                models
                    .iter()
                    .try_for_each(|model| print_lines(&model.id, &[&model.good_at, &terms(model)]))
            }
            What::List { recommended: false } => list(self.json),
            What::Add { path, copy, link } => {
                let keep = match (copy, link) {
                    (true, _) => Keep::Copy,
                    (_, true) => Keep::Link,
                    _ => Keep::InPlace,
                };
                add(&path, keep, self.json)
            }
            What::Download { id } => download(&id, self.json),
            What::Remove { id } => remove(&id),
            What::Show { id } => show(&id, self.json),
        }
    }
}

fn list(is_json: bool) -> Result<(), CliError> {
    let Catalog { rows, writers } = stock()?.catalog;
    if is_json {
        let rows = rows.iter().map(row_json).chain(writers.iter().map(writer_json));
        return print_json(&rows.collect::<Vec<_>>());
    }
    for row in &rows {
        print_lines(&row.traits.id.0, &[&row.about, &row.licence])?;
    }
    for row in &writers {
        print_lines(&row.id.0, &[&row.about, &row.licence])?;
    }
    note("More can be had: brandish models list --recommended");
    Ok(())
}

fn print_lines(id: &str, lines: &[&str]) -> Result<(), CliError> {
    // A long id has a line to itself, so that the rest stays in its column.
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

fn as_json(model: &Recommended) -> Value {
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

fn terms(model: &Recommended) -> String {
    let size = bytes(model.bytes());
    format!("About {size}. {}: {}", model.licence, model.terms)
}

fn add(path: &Path, keep: Keep, is_json: bool) -> Result<(), CliError> {
    let home = home()?;
    let _lock = home.lock()?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    models::weigh(&path).map_err(|error| CliError::BadInput(error.to_string()))?;
    let nothing = Catalog { rows: Vec::new(), writers: Vec::new() };
    let (found, _) = models::find(None, None, std::slice::from_ref(&path));
    let here = Stock::take(nothing, found);
    if let (true, Some(unusable)) = (here.installed.is_empty(), here.unusable.first()) {
        return Err(CliError::BadInput(unusable.reason.clone()));
    }
    if keep == Keep::InPlace {
        change_places(&home, |places| {
            places.retain(|place| *place != path);
            places.push(path.clone());
        })?;
    } else {
        models::adopt(&home.models(), &path, keep, &mut |_| {})
            .map_err(|error| CliError::Failed(error.to_string()))?;
    }
    let writers = &here.catalog.writers;
    if is_json {
        return print_json(&writers.iter().map(writer_json).collect::<Vec<_>>());
    }
    writers.iter().try_for_each(|row| print_lines(&row.id.0, &[&row.about, &row.licence]))
}

fn change_places(home: &Home, change: impl FnOnce(&mut Vec<PathBuf>)) -> Result<(), CliError> {
    let mut settings = Settings::read(&home.settings);
    change(&mut settings.model_places);
    let wrote = settings.write(&home.settings);
    wrote.map_err(|error| CliError::Failed(format!("The settings could not be kept: {error}")))
}

fn download(id: &str, is_json: bool) -> Result<(), CliError> {
    let Some(model) = recommended(id) else {
        let ids: Vec<_> = shelf().models.iter().map(|model| model.id.as_str()).collect();
        let ids = ids.join(", ");
        return Err(CliError::BadInput(format!(
            "No model “{id}” is recommended. There are: {ids}."
        )));
    };
    let home = home()?;
    let _lock = home.lock()?;
    let settings = Settings::read(&home.settings);
    let line = Line::of(settings.hub.as_deref(), settings.proxy.as_deref());
    let downloads = Downloads::start(home.models(), line, || {});
    downloads.ask(DownloadAsk::Start(model.wanted()));
    let stop = super::generate::stop_flag();
    let bar = bar(is_json);
    let mut asked = false;
    loop {
        if stop.load(Ordering::Relaxed) && !std::mem::replace(&mut asked, true) {
            downloads.ask(DownloadAsk::Pause(id.to_owned()));
        }
        let Ok(now) = downloads.reports().recv_timeout(Duration::from_millis(100)) else {
            continue;
        };
        if now.id != id {
            continue;
        }
        follow(&bar, &now);
        match &now.state {
            DownloadState::Done => {
                bar.finish_and_clear();
                return downloaded(&home, model, is_json);
            }
            DownloadState::Failed(failure) => {
                bar.finish_and_clear();
                let sentence = format!("{} {}", failure.sentence(), failure.advice());
                return Err(CliError::Failed(sentence));
            }
            // That of an earlier run is reported before this one is asked for.
            DownloadState::Paused if asked => {
                bar.finish_and_clear();
                let (done, total) = (bytes(now.done), bytes(now.total));
                let words = format!("Paused at {done} of {total}. The same command goes on there.");
                return Err(CliError::Failed(words));
            }
            _ => {}
        }
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

fn follow(bar: &ProgressBar, now: &Download) {
    bar.set_length(now.total);
    bar.set_position(now.done);
    bar.set_prefix(format!("{} of {}", bytes(now.done), bytes(now.total)));
    bar.set_message(match &now.state {
        DownloadState::Running { speed: Some(speed), left } => {
            let left = left.map_or(String::new(), |left| format!(", {} left", duration(left)));
            format!("{} a second{left}", bytes(*speed))
        }
        DownloadState::Reconnecting => "the connection is down, trying again".into(),
        DownloadState::Checking => "checking".into(),
        _ => String::new(),
    });
}

fn downloaded(home: &Home, model: &Recommended, is_json: bool) -> Result<(), CliError> {
    let folder = model.wanted().folder(&home.models());
    if is_json {
        print_json(&json!({ "id": model.id, "name": model.name, "folder": folder }))
    } else {
        print(format_args!("{}\n{}", model.id, shown(&folder)))
    }
}

fn remove(id: &str) -> Result<(), CliError> {
    let home = home()?;
    let _lock = home.lock()?;
    let found = find(&stock()?, id)?;
    match &found.owner {
        Owner::Ours { whole } => models::delete_model(&home.models(), whole).map_err(|error| {
            CliError::Failed(format!("{} could not be deleted: {error}", whole.display()))
        }),
        Owner::Place(place) if *place == found.path => {
            change_places(&home, |places| places.retain(|other| other != place))
        }
        Owner::Place(place) => Err(CliError::BadInput(format!(
            "{id} lies in {}, which is yours: delete it there.",
            place.display()
        ))),
        Owner::Other => Err(CliError::BadInput(format!(
            "{id} belongs to another program: {}.",
            found.path.display()
        ))),
    }
}

/// The model of an id; a downloaded one that cannot be used can be named, too.
fn find(stock: &Stock, id: &str) -> Result<Found, CliError> {
    let unusable = stock.unusable.iter().map(|unusable| &unusable.found);
    let named = |found: &&Found| {
        found.manifest.as_ref().is_some_and(|manifest| manifest.id == id) || found.name == id
    };
    let installed = stock.installed.iter().find(|(known, _)| known.0 == id);
    let found = installed.map(|(_, found)| found).or_else(|| unusable.clone().find(named));
    found.cloned().ok_or_else(|| {
        let came_along = stock.catalog.rows.iter().map(|row| &row.traits.id.0);
        let mut came_along = came_along.chain(stock.catalog.writers.iter().map(|row| &row.id.0));
        CliError::BadInput(match came_along.any(|known| known == id) {
            true => format!("{id} came with Brandish and stays."),
            false => format!("There is no model “{id}” here."),
        })
    })
}

fn show(id: &str, is_json: bool) -> Result<(), CliError> {
    let stock = stock()?;
    let catalog = &stock.catalog;
    let found = find(&stock, id).ok();
    let (mut value, mut lines) =
        if let Some(row) = catalog.rows.iter().find(|row| row.traits.id.0 == id) {
            (row_json(row), vec![row.about.to_owned(), row.licence.to_owned()])
        } else if let Some(row) = catalog.writers.iter().find(|row| row.id.0 == id) {
            (writer_json(row), vec![row.about.clone(), row.licence.clone()])
        } else if let Some(model) = recommended(id) {
            let hub = format!("https://huggingface.co/{}", model.repository);
            (as_json(model), vec![model.good_at.clone(), terms(model), hub])
        } else {
            return Err(CliError::BadInput(format!("There is no model “{id}”.")));
        };
    if let Some(found) = found {
        value["path"] = json!(found.path);
        value["bytes"] = json!(found.bytes);
        lines.push(format!("{}, {}", bytes(found.bytes), found.path.display()));
    }
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    if is_json { print_json(&value) } else { print_lines(id, &lines) }
}
