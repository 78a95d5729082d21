//! `brandish caption`: has a caption written for one network and waits for it.
//! The JSON of a caption is in `job_response`.

use super::output::{note, print, print_json, visible};
use super::team_wait::{self, TeamWait};
use super::{CliError, catalog, home_of, products};
use crate::brand::Product;
use crate::brief::{Caption, CaptionBrief, CaptionSpec, Goal, ModelId, Revision};
use crate::job::State;
use crate::studio::Studio;
use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

#[derive(clap::Args)]
pub(super) struct WriteCaption {
    /// What the picture shows; with --product, its name unless words are given
    #[arg(required_unless_present = "product")]
    prompt: Option<String>,
    /// A product of the brand, by its id or name (see `brandish products`): the caption says its name and its facts
    #[arg(long, value_name = "NAME")]
    product: Option<String>,
    /// The brand, by its id (see `brandish personas`), or `none` [default: the one chosen last, at first stride]
    #[arg(long, value_name = "ID")]
    persona: Option<String>,
    /// instagram, facebook, linkedin, x, pinterest, tiktok, youtube, threads, bluesky, mastodon or telegram
    #[arg(long, value_name = "NAME", default_value = "instagram")]
    network: String,
    /// story, launch, offer, event, tip or thanks
    #[arg(long, value_name = "GOAL", default_value = "story")]
    goal: Goal,
    /// A fact that the caption may state, such as an offer or a date; may be given several times
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
    /// For how many seconds to wait for a team queue or a worker that is not there, before giving up; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = team_wait::DEFAULT_LIMIT)]
    wait_limit: u64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl WriteCaption {
    pub(super) fn run(self) -> Result<(), CliError> {
        let found = catalog()?.with_writer(&self.writer);
        let (catalog, writer) = found.map_err(|failure| CliError::BadInput(failure.detail()))?;
        let mut studio = Studio::open(home_of("caption")?, catalog, || {})?;
        let brief = self.brief(&studio, writer)?;
        let id = studio.submit_caption(&brief, None)?;
        studio.run_only(id);
        studio.take_errors().iter().for_each(note);
        let stop = super::generate::stop_flag();
        let live = !self.json && std::io::stderr().is_terminal();
        let mut printed = String::new();
        let mut team_wait = TeamWait::new(team_wait::limit(self.wait_limit));
        let mut gave_up = None;
        studio.wait(id, |studio| {
            if live {
                print_draft(studio.job(id).map_or("", |job| job.draft()), &mut printed);
            }
            gave_up = gave_up.take().or_else(|| team_wait.follow(studio, id));
            if gave_up.is_some() || stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if !printed.is_empty() {
            note("\n");
        }
        gave_up.iter().for_each(note);
        let job = studio.job(id).expect("it was submitted just now");
        if self.json {
            print_json(&super::jobs::response(job, None))?;
        } else if let (Some(spec), Some(caption)) = (job.task.caption(), job.caption()) {
            print_caption(spec, caption)?;
        } else {
            print(format_args!("{}  {}", job.id, job.state().words()))?;
        }
        match job.state() {
            State::Done => Ok(()),
            State::Failed(failure) if !self.json => {
                Err(CliError::Failed(format!("{} {}", failure.sentence(), failure.advice())))
            }
            _ => Err(CliError::Reported),
        }
    }

    fn brief(&self, studio: &Studio, writer: ModelId) -> Result<CaptionBrief, CliError> {
        let revision = match (self.shorter, self.warmer) {
            (true, _) => Some(Revision::Shorter),
            (_, true) => Some(Revision::Warmer),
            _ => None,
        };
        let persona = super::speaker(self.persona.as_deref(), studio);
        let product = match &self.product {
            Some(wanted) => products::of_speaker(studio, persona.as_ref(), wanted)?.1.clone(),
            None => Product::default(),
        };
        let mut facts = self.facts.clone();
        facts.extend(product.facts());
        Ok(CaptionBrief {
            prompt: self.prompt.clone().unwrap_or_default(),
            product: product.name,
            alt_text: product.alt_text,
            persona,
            network: self.network.clone(),
            goal: self.goal,
            facts,
            writer,
            seed: self.seed,
            revision,
            ..CaptionBrief::default()
        })
    }
}

/// Prints what was added to the draft since the last call.
fn print_draft(draft: &str, printed: &mut String) {
    let mut stderr = std::io::stderr();
    match draft.strip_prefix(printed.as_str()) {
        Some(added) => write!(stderr, "{}", visible(added)).ok(),
        None => write!(stderr, "\n\n{}", visible(draft)).ok(),
    };
    stderr.flush().ok();
    draft.clone_into(printed);
}

fn print_caption(spec: &CaptionSpec, caption: &Caption) -> Result<(), CliError> {
    let network = spec.network();
    if let Some(title) = caption.title(network) {
        print(format_args!("{title}\n"))?;
    }
    print(format_args!("{}\n", caption.text(network)))?;
    print(format_args!("Alt text: {}", caption.alt_text))?;
    let (count, limit) = (caption.count(network), network.limit);
    note(format_args!("{count} of {limit} {} for {}", network.count.unit(), network.name));
    caption.mended.iter().for_each(note);
    Ok(())
}
