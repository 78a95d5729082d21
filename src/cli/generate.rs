//! `brandish generate`: has pictures of a prompt drawn and waits for them.
//! A second Ctrl+C ends the program at once, and the job counts as interrupted.

use super::advanced_options::AdvancedArguments;
use super::device::DeviceArguments;
use super::guess::GuessNotes;
use super::output::{note, print, print_json};
use super::placed_photo::PlacedArguments;
use super::stop_flag::stop_flag;
use super::team_wait::{self, TeamWait};
use super::{CliError, catalog, home_of, shown};
use crate::brief::{
    Backdrop, Brief, Captions, ElementChoice, ElementStyle, Enhance, ModelId, PartColour, Size,
    SkinTone, StyleId, is_element_file,
};
use crate::engine::Catalog;
use crate::files::{self, Export};
use crate::job::{Job, JobId, State};
use crate::post::FileFormat;
use crate::studio::{Studio, check_style};
use crate::team;
use indicatif::{ProgressBar, ProgressStyle};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

#[derive(clap::Args)]
pub(super) struct Generate {
    /// What the picture should show [default: the names of the illustrations]; with --photo or --product, what it shows
    #[arg(required_unless_present_any = ["element", "photo", "product"])]
    prompt: Option<String>,
    #[command(flatten)]
    placed: PlacedArguments,
    /// The brand, by its id (see `brandish personas`), or `none` [default: the one chosen last, at first stride]
    #[arg(long, value_name = "ID")]
    persona: Option<String>,
    /// The model, by its id (see `brandish models`), or a folder or file of Stable Diffusion
    #[arg(long, value_name = "ID|PATH", default_value = "spark")]
    model: String,
    /// A style, by its id (see `brandish styles`), for models that know styles
    #[arg(long, value_name = "ID")]
    style: Option<String>,
    /// Width x height in pixels
    #[arg(long, value_name = "WxH", default_value = "1024x1024")]
    size: Size,
    /// A network's format with its exact pixels, such as instagram-4x5, instead of a size
    #[arg(long, value_name = "ID", conflicts_with = "size")]
    format: Option<String>,
    /// How many variations, 1 to 16
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    count: u32,
    /// The same seed makes the same picture [default: random]
    #[arg(long)]
    seed: Option<u64>,
    /// Denoising steps [default: the model's]
    #[arg(long)]
    steps: Option<u32>,
    /// How strictly the prompt is followed [default: the model's]
    #[arg(long, allow_negative_numbers = true)]
    guidance: Option<f32>,
    /// What the picture should not show
    #[arg(long, value_name = "TEXT", default_value = "")]
    negative: String,
    /// brand, one colour of it (primary, secondary or light), transparent, or a colour as #RRGGBB
    #[arg(long, default_value = "brand")]
    backdrop: Backdrop,
    /// Send the prompt as it is, with nothing added
    #[arg(long)]
    no_enhance: bool,
    #[command(flatten)]
    device: DeviceArguments,
    /// Draw on the team's workers: its queue, as redis://HOST/0
    #[arg(long, value_name = "URL", hide = !team::IS_INCLUDED)]
    queue: Option<String>,
    /// The store for the team's pictures [default: the queue itself]
    #[arg(long, value_name = "URL", requires = "queue", hide = !team::IS_INCLUDED)]
    store: Option<String>,
    /// For how many seconds to wait for a team queue or a worker that is not there, before giving up; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = team_wait::DEFAULT_LIMIT, hide = !team::IS_INCLUDED)]
    wait_limit: u64,
    /// Also copy the pictures to this file (its ending names the format) or folder
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object per picture, each on its own line as soon as the picture is finished
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    elements: ElementArguments,
    #[command(flatten)]
    advanced: Box<AdvancedArguments>,
}

/// The picture is composed of illustrations, and no model draws.
#[derive(clap::Args)]
#[command(next_help_heading = "Of illustrations")]
struct ElementArguments {
    /// One to three illustrations by name (see `brandish elements search`), `auto` for those that the prompt asks for, or SVG, PNG or WebP files of your own, with commas between; no model draws then
    #[arg(long, value_name = "NAME[,NAME]", value_delimiter = ',')]
    element: Vec<String>,
    /// Paint them in the brand's colours; skin stays skin
    #[arg(long, requires = "element")]
    recolour: bool,
    /// Paint one part in a colour of the brand: primary, secondary, accent, light or dark. Parts are counted from 1, the largest first; several with commas between
    #[arg(long, value_name = "NAME:PART=COLOUR", value_delimiter = ',', requires = "element")]
    recolour_part: Vec<PartColour>,
    /// How they are painted: original, flat, outline, sticker or grey
    #[arg(long, value_name = "STYLE", default_value = "original", requires = "element")]
    element_style: ElementStyle,
    /// The colour of skin: yellow, light, medium-light, medium, medium-dark or dark
    #[arg(long, value_name = "TONE", default_value = "yellow", requires = "element")]
    skin_tone: SkinTone,
}

impl ElementArguments {
    fn choice(&self, prompt: &str, catalog: &Catalog) -> Result<ElementChoice, CliError> {
        let names = match self.element.as_slice() {
            [auto] if auto == "auto" => chosen(prompt, catalog)?,
            names => names.to_vec(),
        };
        let name = |name: &String| match name.trim() {
            // The job keeps the path, and may be drawn from another folder.
            file if is_element_file(file) => {
                std::path::absolute(file).map_or(file.to_owned(), |path| path.display().to_string())
            }
            name => name.to_owned(),
        };
        Ok(ElementChoice {
            names: names.iter().map(name).collect(),
            recolour: self.recolour,
            style: self.element_style,
            tone: self.skin_tone,
            parts: self.recolour_part.clone(),
        })
    }
}

/// The illustrations that a prompt asks for, by name.
fn chosen(prompt: &str, catalog: &Catalog) -> Result<Vec<String>, CliError> {
    let Some(elements) = &catalog.elements else { return Ok(vec!["auto".into()]) };
    let chosen = elements.choose(prompt).map_err(CliError::Failed)?;
    if chosen.is_empty() {
        return Err(CliError::BadInput(format!(
            "No illustration shows “{prompt}”. Say it in other words, or name some: brandish elements search TEXT."
        )));
    }
    Ok(chosen.iter().map(|element| element.name.clone()).collect())
}

impl Generate {
    pub(super) fn run(self) -> Result<(), CliError> {
        self.device.apply();
        let destination =
            self.out.as_deref().map(|out| Destination::new(out, self.count)).transpose()?;
        let begun = Instant::now();
        let (catalog, model) = catalog()?.with_model(&self.model).map_err(|failure| {
            CliError::BadInput(format!("{} {}", failure.detail(), failure.advice()))
        })?;
        let mut studio = Studio::open(home_of("generate")?, catalog, || {})?;
        tracing::info!("studio open after {:.0?}", begun.elapsed());
        if let Some(queue) = &self.queue {
            studio.render_on_team(queue, self.store.as_deref())?;
        }
        if let Some(style) = &self.style
            && self.elements.element.is_empty()
        {
            check_style(&StyleId(style.clone()), &model, studio.styles(), studio.catalog())?;
        }
        let brief = self.brief(&studio, model)?;
        let is_placed = brief.photo.is_some();
        studio.read_loras(&brief);
        let mut guess_notes = GuessNotes::start(&brief, studio.catalog());
        // Only this command's jobs run; those that were waiting keep waiting.
        let ids = studio.submit(&brief, true)?;
        studio.run_only(ids[0]);
        studio.take_errors().iter().for_each(note);
        let advice = if is_placed { Vec::new() } else { studio.builder().enhance(&brief).advice };
        for advice in advice {
            note(format_args!("{} {}", advice.sentence, advice.todo));
        }
        let stop = stop_flag();
        let mut team_wait = TeamWait::new(team_wait::limit(self.wait_limit));
        let mut failed = false;
        for (number, id) in ids.iter().enumerate() {
            let bar = self.bar(number, ids.len());
            let mut gave_up = None;
            studio.wait(*id, |studio| {
                update(&bar, studio, *id);
                if guess_notes.are_made() {
                    bar.suspend(|| guess_notes.print());
                }
                gave_up = gave_up.take().or_else(|| bar.suspend(|| team_wait.follow(studio, *id)));
                if gave_up.is_some() || stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            bar.finish_and_clear();
            guess_notes.print();
            gave_up.iter().for_each(note);
            let job = studio.job(*id).expect("it was submitted just now");
            let copied = match (&destination, job.picture()) {
                (Some(destination), Some(picture)) => Some(destination.copy(&picture.path, number)),
                _ => None,
            };
            let copy = copied.as_ref().and_then(|copied| copied.as_ref().ok());
            self.print_result(job, copy.map(PathBuf::as_path))?;
            if let (Some(Err(error)), Some(picture)) = (&copied, job.picture()) {
                // The picture is drawn, whatever became of its copy.
                note(format_args!("{error} The picture is in {}.", shown(&picture.path)));
                failed = true;
            }
            failed |= *job.state() != State::Done;
        }
        if failed { Err(CliError::Reported) } else { Ok(()) }
    }

    fn brief(&self, studio: &Studio, model: ModelId) -> Result<Brief, CliError> {
        let persona = super::speaker(self.persona.as_deref(), studio);
        let placed = self.placed.read(studio, persona.as_ref())?;
        let (shown, photo) = placed.unzip();
        let prompt = self.prompt.clone().or(shown).unwrap_or_default();
        let elements = self.elements.choice(&prompt, studio.catalog())?;
        Ok(Brief {
            prompt,
            photo,
            negative: self.negative.clone(),
            persona,
            style: self.style.clone().map(StyleId),
            model,
            size: self.size,
            format: self.format.clone(),
            count: self.count,
            seed: self.seed,
            steps: self.steps,
            guidance: self.guidance,
            backdrop: self.backdrop,
            elements,
            enhance: if self.no_enhance { Enhance::Off } else { Enhance::On },
            captions: Captions::default(),
            advanced: self.advanced.read()?,
        })
    }

    fn bar(&self, number: usize, count: usize) -> ProgressBar {
        if self.json {
            return ProgressBar::hidden();
        }
        // It hides itself if stderr is not a terminal.
        let bar = ProgressBar::new(1000);
        let style = ProgressStyle::with_template("{prefix}{bar:32} {msg}")
            .expect("the template is fixed")
            .progress_chars("━╸─");
        bar.set_style(style);
        if count > 1 {
            bar.set_prefix(format!("{}/{count} ", number + 1));
        }
        bar
    }

    fn print_result(&self, job: &Job, copied: Option<&Path>) -> Result<(), CliError> {
        if self.json {
            return print_json(&super::jobs::response(job, copied));
        }
        print(format_args!("{}  {}", job.id, job.state().words()))?;
        let picture = job.picture().map(|picture| shown(&picture.path));
        if let Some(path) = copied.map(shown).or(picture) {
            print(path)?;
        }
        job.picture().into_iter().flat_map(|picture| &picture.notes).for_each(note);
        if let State::Failed(failure) = job.state() {
            note(format_args!("{} {}", failure.sentence(), failure.advice()));
        }
        Ok(())
    }
}

fn update(bar: &ProgressBar, studio: &Studio, id: JobId) {
    let Some(job) = studio.job(id) else { return };
    let progress = studio.progress(id);
    bar.set_position((progress.map_or(0.0, |progress| progress.fraction) * 1000.0) as u64);
    let left = progress.and_then(|progress| progress.left);
    let left =
        left.map_or(String::new(), |left| format!(", {} left", crate::units::duration(left)));
    let waits = studio.scheduler().why_waits(job).filter(|_| *job.state() == State::Queued);
    bar.set_message(waits.unwrap_or_else(|| format!("{}{left}", job.state().words())));
}

/// Where `--out` copies pictures to.
enum Destination {
    Folder(PathBuf),
    File { path: PathBuf, format: FileFormat, numbered: bool },
}

impl Destination {
    fn new(out: &Path, count: u32) -> Result<Self, CliError> {
        if out.is_dir() || out.to_string_lossy().ends_with(['/', '\\']) {
            std::fs::create_dir_all(out).map_err(|error| {
                CliError::BadInput(format!("{} cannot be created: {error}", out.display()))
            })?;
            return Ok(Self::Folder(out.to_owned()));
        }
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let format = FileFormat::of_name(&name, 90).ok_or_else(|| {
            CliError::BadInput(format!(
                "“{name}” names no picture format. End it in .png, .jpg or .webp, or name a folder that exists."
            ))
        })?;
        if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.is_dir()
        {
            let sentence = format!("There is no folder {}.", folder.display());
            return Err(CliError::BadInput(sentence));
        }
        Ok(Self::File { path: out.to_owned(), format, numbered: count > 1 })
    }

    /// Copies a picture; several files are numbered.
    fn copy(&self, from: &Path, number: usize) -> Result<PathBuf, String> {
        let (to, format) = match self {
            Self::Folder(folder) => {
                (folder.join(from.file_name().unwrap_or_default()), FileFormat::Png)
            }
            Self::File { path, format, numbered: false } => (path.clone(), *format),
            Self::File { path, format, numbered: true } => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let ending = path.extension().unwrap_or_default().to_string_lossy();
                (path.with_file_name(format!("{stem}-{}.{ending}", number + 1)), *format)
            }
        };
        files::export(&Export { from: from.to_owned(), to: to.clone(), format })
            .map_err(|error| format!("The copy {} cannot be written: {error}", to.display()))?;
        Ok(to)
    }
}
