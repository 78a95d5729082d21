//! `brandish caption`: has a caption written for one network and waits for it.
//! The JSON of a caption is in `job_response`.

use super::output::{note, print, print_json, visible};
use super::team_wait::{self, TeamWait};
use super::{CliError, catalog, home_of, products};
use crate::brand::Product;
use crate::brief::{
    Caption, CaptionBrief, CaptionSpec, Details, Goal, ModelId, Revision, Structure,
};
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use crate::team;
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
    #[command(flatten)]
    details: DetailOptions,
    /// statement, question, before-after, list, story, quote, how-to, countdown or behind-the-scenes [default: the one
    /// that was used longest ago]
    #[arg(long, value_name = "NAME")]
    structure: Option<Structure>,
    /// Write so many captions, none with the hook of another
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=14))]
    series: u32,
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
    #[arg(long, value_name = "SECONDS", default_value_t = team_wait::DEFAULT_LIMIT, hide = !team::IS_INCLUDED)]
    wait_limit: u64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What makes the subject good; a product of the brand brings its own.
#[derive(clap::Args)]
struct DetailOptions {
    /// What it does for whoever buys it
    #[arg(long, value_name = "TEXT", default_value = "")]
    benefit: String,
    /// What it is made of, where it comes from, how it is made
    #[arg(long, value_name = "TEXT", default_value = "")]
    detail: String,
    /// Why a reader may believe it: a customer's words, a test
    #[arg(long, value_name = "TEXT", default_value = "")]
    proof: String,
    /// Whom it is for
    #[arg(long, value_name = "TEXT", default_value = "")]
    audience: String,
    /// When it is used or given
    #[arg(long, value_name = "TEXT", default_value = "")]
    occasion: String,
}

impl WriteCaption {
    pub(super) fn run(self) -> Result<(), CliError> {
        let found = catalog()?.with_writer(&self.writer);
        let (catalog, writer) = found.map_err(|failure| CliError::BadInput(failure.detail()))?;
        let mut studio = Studio::open(home_of("caption")?, catalog, || {})?;
        let brief = self.brief(&studio, writer)?;
        let mut written: Vec<JobId> = Vec::new();
        for number in 0..self.series {
            let seed = brief.seed.map(|seed| seed.wrapping_add(u64::from(number)));
            let brief = CaptionBrief { seed, ..brief.clone() };
            let id = studio.submit_caption(&brief, written.first().copied())?;
            self.wait(&mut studio, id)?;
            let job = studio.job(id).expect("it was submitted just now");
            if !self.json {
                if number > 0 {
                    print("\n---\n")?;
                }
                print_job(job)?;
            }
            if *job.state() != State::Done {
                if self.json {
                    print_json(&super::jobs::response(job, None))?;
                }
                return match job.state() {
                    State::Failed(failure) if !self.json => Err(CliError::Failed(format!(
                        "{} {}",
                        failure.sentence(),
                        failure.advice()
                    ))),
                    _ => Err(CliError::Reported),
                };
            }
            written.push(id);
        }
        if self.json {
            let jobs = written.iter().filter_map(|id| studio.job(*id));
            let mut rows: Vec<_> = jobs.map(|job| super::jobs::response(job, None)).collect();
            return match self.series {
                1 => print_json(&rows.remove(0)),
                _ => print_json(&rows),
            };
        }
        Ok(())
    }

    /// Waits until a caption is written, and prints the draft as it grows.
    fn wait(&self, studio: &mut Studio, id: JobId) -> Result<(), CliError> {
        studio.run_only(id);
        studio.take_errors().iter().for_each(note);
        let stop = super::stop_flag::stop_flag();
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
        Ok(())
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
        Ok(CaptionBrief {
            prompt: self.prompt.clone().unwrap_or_default(),
            product: product.name,
            alt_text: product.alt_text,
            persona,
            network: self.network.clone(),
            goal: self.goal,
            facts: self.facts.clone(),
            details: self.details.read(),
            structure: self.structure,
            writer,
            seed: self.seed,
            revision,
            ..CaptionBrief::default()
        })
    }
}

impl DetailOptions {
    fn read(&self) -> Details {
        Details {
            benefit: self.benefit.clone(),
            detail: self.detail.clone(),
            proof: self.proof.clone(),
            audience: self.audience.clone(),
            occasion: self.occasion.clone(),
        }
    }
}

fn print_job(job: &Job) -> Result<(), CliError> {
    match (job.task.caption(), job.caption()) {
        (Some(spec), Some(caption)) => print_caption(spec, caption),
        _ => print(format_args!("{}  {}", job.id, job.state().words())),
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
