//! `brandish jobs` and `brandish result`: jobs from the history, read while a window may be open.
//! The JSON of a job is in `job_response`.

use super::output::{note, print, print_json};
use super::{CliError, home, shown};
use crate::files::{Found, History};
use crate::job::{Job, JobId, State};
use crate::job_response::{JobResponse, UnreadableResponse};
use serde::Serialize;
use std::path::Path;

#[derive(clap::Args)]
pub(super) struct Jobs {
    /// The largest number of jobs
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct JobResult {
    /// The id that `generate` printed
    job_id: String,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What `jobs --json` lists.
#[derive(Serialize)]
#[serde(untagged)]
enum Listed {
    Job(Box<JobResponse>),
    Unreadable(UnreadableResponse),
}

impl Jobs {
    pub(super) fn run(self) -> Result<(), CliError> {
        let found = History::open_to_read(&home()?.history())?.recent(self.limit)?;
        let Found { items: mut jobs, unreadable } = found;
        jobs.reverse();
        jobs.truncate(self.limit);
        if self.json {
            let jobs = jobs.iter().map(|job| Listed::Job(Box::new(response(job, None))));
            let unreadable = unreadable.into_iter().map(|row| Listed::Unreadable(row.into()));
            return print_json(&jobs.chain(unreadable).collect::<Vec<_>>());
        }
        if jobs.is_empty() && unreadable.is_empty() {
            note("No jobs yet. Make a first picture: brandish generate \"Red running shoes\"");
        }
        for job in &jobs {
            let prompt = job.task.prompt();
            let path = job.picture().map(|picture| shown(&picture.path)).unwrap_or_default();
            print(format_args!("{}  {:<12} {prompt}  {path}", job.id, job.state().words()))?;
        }
        for row in &unreadable {
            print(format_args!("{}  {:<12} {}", row.id, "Unreadable", row.reason))?;
        }
        if !unreadable.is_empty() {
            note("What is unreadable stays in the history file, and nothing else waits for it.");
        }
        Ok(())
    }
}

impl JobResult {
    pub(super) fn run(self) -> Result<(), CliError> {
        let id: JobId = self.job_id.parse().map_err(|_| {
            CliError::BadInput(format!("“{}” is not a job id. See brandish jobs.", self.job_id))
        })?;
        let unknown = || CliError::BadInput(format!("There is no job {id}. See brandish jobs."));
        let history = History::open_to_read(&home()?.history())?;
        let job = history.job(id)?.ok_or_else(unknown)?;
        if self.json {
            print_json(&response(&job, None))?;
        } else {
            print(format_args!("{}  {}", job.id, job.state().words()))?;
            if let Some(picture) = job.picture() {
                print(shown(&picture.path))?;
            }
            if let (Some(spec), Some(caption)) = (job.task.caption(), job.caption()) {
                print(caption.text(spec.network()))?;
            }
        }
        if let State::Failed(failure) = job.state() {
            if !self.json {
                note(format_args!("{} {}", failure.sentence(), failure.advice()));
            }
            return Err(CliError::Reported);
        }
        Ok(())
    }
}

/// A job as `--json` prints it, with paths from the current folder.
pub(super) fn response(job: &Job, copied: Option<&Path>) -> JobResponse {
    JobResponse { copied_to: copied.map(shown), ..JobResponse::of(job, shown) }
}
