//! `brandish generate`: makes pictures of a prompt and waits for them.
//! It only asks the Studio; a second Ctrl+C ends the program, and the job is then held as interrupted.

use super::advanced_options::AdvancedArguments;
use super::{Trouble, catalog, home, shown};
use crate::brief::{Backdrop, Brief, Captions, Enhance, ModelId, Size, StyleId};
use crate::files::{self, Export};
use crate::job::{Job, JobId, State};
use crate::post::FileFormat;
use crate::studio::Studio;
use indicatif::{ProgressBar, ProgressStyle};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

#[derive(clap::Args)]
pub(super) struct Generate {
    /// What the picture should show
    prompt: String,
    /// The brand that speaks, by its id (see `brandish personas`), or `none` [default: the one chosen last, at first stride]
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
    /// A network's format with its exact pixels, such as instagram-4x5, in the place of a size
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
    /// brand, transparent, or a colour as #RRGGBB
    #[arg(long, default_value = "brand")]
    backdrop: Backdrop,
    /// Send the prompt as it is, with nothing added
    #[arg(long)]
    no_enhance: bool,
    /// Have the team draw: its queue, as redis://HOST/0
    #[arg(long, value_name = "URL")]
    queue: Option<String>,
    /// Where the team's pictures are handed over [default: the queue itself]
    #[arg(long, value_name = "URL", requires = "queue")]
    store: Option<String>,
    /// Also copy the pictures to this file (its ending names the format) or folder
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// Answer as JSON, one object a picture
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    advanced: Box<AdvancedArguments>,
}

impl Generate {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let goal = self.out.as_deref().map(|out| Goal::new(out, self.count)).transpose()?;
        let begun = Instant::now();
        let (catalog, model) = catalog()?.with_model(&self.model).map_err(|failure| {
            Trouble::BadInput(format!("{} {}", failure.detail(), failure.advice()))
        })?;
        let mut studio = Studio::open(home()?, catalog, || {})?;
        tracing::info!("studio open after {:.0?}", begun.elapsed());
        if let Some(queue) = &self.queue {
            studio.render_on_team(queue, self.store.as_deref())?;
        }
        let brief = self.brief(&studio, model)?;
        // Only what this command asks for is rendered; what waits from before goes on waiting.
        let ids = studio.submit(&brief, true)?;
        studio.run_only(ids[0]);
        for advice in studio.enhance(&brief).advice {
            eprintln!("{} {}", advice.sentence, advice.todo);
        }
        let stop = stop_flag();
        let mut failed = false;
        for (number, id) in ids.iter().enumerate() {
            let bar = self.bar(number, ids.len());
            studio.wait(*id, |studio| {
                show(&bar, studio, *id);
                if stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            bar.finish_and_clear();
            let job = studio.job(*id).expect("it was submitted just now");
            let copied = match (&goal, job.picture()) {
                (Some(goal), Some(picture)) => Some(goal.copy(&picture.path, number)?),
                _ => None,
            };
            self.tell(job, copied.as_deref());
            failed |= *job.state() != State::Done;
        }
        if failed { Err(Trouble::Told) } else { Ok(()) }
    }

    fn brief(&self, studio: &Studio, model: ModelId) -> Result<Brief, Trouble> {
        Ok(Brief {
            prompt: self.prompt.clone(),
            negative: self.negative.clone(),
            persona: super::speaker(self.persona.as_deref(), studio),
            style: self.style.clone().map(StyleId),
            model,
            size: self.size,
            format: self.format.clone(),
            count: self.count,
            seed: self.seed,
            steps: self.steps,
            guidance: self.guidance,
            backdrop: self.backdrop,
            enhance: if self.no_enhance { Enhance::Off } else { Enhance::On },
            captions: Captions::default(),
            advanced: self.advanced.read()?,
        })
    }

    fn bar(&self, number: usize, count: usize) -> ProgressBar {
        if self.json {
            return ProgressBar::hidden();
        }
        // Hidden by itself where stderr is no terminal.
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

    fn tell(&self, job: &Job, copied: Option<&Path>) {
        let picture = job.picture().map(|picture| shown(&picture.path));
        if self.json {
            println!("{}", super::jobs::as_json(job, copied));
            return;
        }
        println!("{}  {}", job.id, job.state().words());
        if let Some(path) = copied.map(shown).or(picture) {
            println!("{path}");
        }
        for note in job.picture().into_iter().flat_map(|picture| &picture.notes) {
            eprintln!("{note}");
        }
        if let State::Failed(failure) = job.state() {
            eprintln!("{} {}", failure.sentence(), failure.advice());
        }
    }
}

fn show(bar: &ProgressBar, studio: &Studio, id: JobId) {
    let Some(job) = studio.job(id) else { return };
    let progress = studio.progress(id);
    bar.set_position((progress.map_or(0.0, |progress| progress.fraction) * 1000.0) as u64);
    let left = progress.and_then(|progress| progress.left);
    let left =
        left.map_or(String::new(), |left| format!(", {:.0} s left", left.as_secs_f32().ceil()));
    let waits = studio.why_waits(job).filter(|_| *job.state() == State::Queued);
    bar.set_message(waits.unwrap_or_else(|| format!("{}{left}", job.state().words())));
}

/// Raised by the first Ctrl+C; the second ends the program.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let set = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if let Err(error) = set {
        tracing::warn!("Ctrl+C cannot be caught: {error}");
    }
    flag
}

/// Where `--out` copies pictures to.
enum Goal {
    Folder(PathBuf),
    File(PathBuf, FileFormat, bool),
}

impl Goal {
    fn new(out: &Path, count: u32) -> Result<Self, Trouble> {
        if out.is_dir() || out.to_string_lossy().ends_with(['/', '\\']) {
            std::fs::create_dir_all(out).map_err(|error| {
                Trouble::BadInput(format!("{} cannot be made: {error}", out.display()))
            })?;
            return Ok(Self::Folder(out.to_owned()));
        }
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let format = FileFormat::of_name(&name, 90).ok_or_else(|| {
            Trouble::BadInput(format!(
                "“{name}” names no picture format. End it in .png, .jpg or .webp, or name a folder that exists."
            ))
        })?;
        if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty())
            && !folder.is_dir()
        {
            let sentence = format!("There is no folder {}.", folder.display());
            return Err(Trouble::BadInput(sentence));
        }
        Ok(Self::File(out.to_owned(), format, count > 1))
    }

    /// Copies a picture; a number tells several files apart.
    fn copy(&self, from: &Path, number: usize) -> Result<PathBuf, Trouble> {
        let (to, format) = match self {
            Self::Folder(folder) => {
                (folder.join(from.file_name().unwrap_or_default()), FileFormat::Png)
            }
            Self::File(path, format, false) => (path.clone(), *format),
            Self::File(path, format, true) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let ending = path.extension().unwrap_or_default().to_string_lossy();
                (path.with_file_name(format!("{stem}-{}.{ending}", number + 1)), *format)
            }
        };
        files::export(&Export { from: from.to_owned(), to: to.clone(), format })
            .map_err(|error| Trouble::Failed(error.to_string()))?;
        Ok(to)
    }
}
