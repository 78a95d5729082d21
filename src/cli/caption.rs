//! `brandish caption`: writes a caption for one network and waits for it.
//! It only asks the Studio; what the JSON of a caption holds is known in `answer`.

use super::{Trouble, catalog, home};
use crate::brief::{Caption, CaptionBrief, CaptionSpec, Goal, ModelId, Wish};
use crate::job::State;
use crate::studio::Studio;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

#[derive(clap::Args)]
pub(super) struct WriteCaption {
    /// What the picture shows
    prompt: String,
    /// The brand that speaks, by its id (see `brandish personas`), or `none` [default: the one chosen last, at first stride]
    #[arg(long, value_name = "ID")]
    persona: Option<String>,
    /// instagram, facebook, linkedin, x, pinterest, tiktok or youtube
    #[arg(long, value_name = "NAME", default_value = "instagram")]
    network: String,
    /// story, launch, offer, event, tip or thanks
    #[arg(long, value_name = "GOAL", default_value = "story")]
    goal: Goal,
    /// Something that may be said, such as an offer or a date; may be given several times
    #[arg(long = "fact", value_name = "TEXT")]
    facts: Vec<String>,
    /// builtin, the id of a language model (see `brandish models`), or a .gguf file
    #[arg(long, value_name = "builtin|MODEL", default_value = "builtin")]
    writer: String,
    /// The same seed writes the same caption [default: random]
    #[arg(long)]
    seed: Option<u64>,
    /// Write it shorter
    #[arg(long, conflicts_with = "warmer")]
    shorter: bool,
    /// Write it warmer
    #[arg(long)]
    warmer: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl WriteCaption {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let home = home()?;
        let found = catalog()?.with_writer(&self.writer);
        let (catalog, writer) = found.map_err(|failure| Trouble::BadInput(failure.detail()))?;
        let mut studio = Studio::open(home, catalog, || {})?;
        let brief = self.brief(&studio, writer);
        let id = studio.submit_caption(&brief, None)?;
        studio.run_only(id);
        let stop = super::generate::stop_flag();
        let live = !self.json && std::io::stderr().is_terminal();
        let mut told = String::new();
        studio.wait(id, |studio| {
            if live {
                tell_draft(studio.job(id).map_or("", |job| job.draft()), &mut told);
            }
            if stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if !told.is_empty() {
            eprintln!("\n");
        }
        let job = studio.job(id).expect("it was submitted just now");
        if self.json {
            println!("{}", super::jobs::as_json(job, None));
        } else if let (Some(spec), Some(caption)) = (job.task.caption(), job.caption()) {
            tell(spec, caption);
        } else {
            println!("{}  {}", job.id, job.state().words());
        }
        match job.state() {
            State::Done => Ok(()),
            State::Failed(failure) if !self.json => {
                Err(Trouble::Failed(format!("{} {}", failure.sentence(), failure.advice())))
            }
            _ => Err(Trouble::Told),
        }
    }

    fn brief(&self, studio: &Studio, writer: ModelId) -> CaptionBrief {
        let wish = match (self.shorter, self.warmer) {
            (true, _) => Some(Wish::Shorter),
            (_, true) => Some(Wish::Warmer),
            _ => None,
        };
        CaptionBrief {
            prompt: self.prompt.clone(),
            persona: super::speaker(self.persona.as_deref(), studio),
            network: self.network.clone(),
            goal: self.goal,
            facts: self.facts.clone(),
            writer,
            seed: self.seed,
            wish,
            looks: String::new(),
        }
    }
}

/// Prints what was written since the last time.
fn tell_draft(draft: &str, told: &mut String) {
    match draft.strip_prefix(told.as_str()) {
        Some(more) => eprint!("{more}"),
        None => eprint!("\n\n{draft}"),
    }
    std::io::stderr().flush().ok();
    draft.clone_into(told);
}

fn tell(spec: &CaptionSpec, caption: &Caption) {
    let network = spec.network();
    if let Some(title) = caption.title(network) {
        println!("{title}\n");
    }
    println!("{}\n", caption.text(network));
    println!("Alt text: {}", caption.alt_text);
    eprintln!("{} of {} characters for {}", caption.count(network), network.limit, network.name);
    caption.mended.iter().for_each(|note| eprintln!("{note}"));
}
