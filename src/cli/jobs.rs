//! `brandish jobs` and `brandish result`: what history knows of jobs, read without disturbing a window.
//! What a job's JSON holds is known in `answer`.

use super::{Trouble, home, shown};
use crate::answer::JobAnswer;
use crate::files::History;
use crate::job::{Job, JobId, State};
use serde_json::Value;
use std::path::Path;

#[derive(clap::Args)]
pub(super) struct Jobs {
    /// At most so many
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Answer as JSON, one object a job
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct JobResult {
    /// The id that `generate` gave
    job_id: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Jobs {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let path = home()?.history();
        let mut jobs = if path.exists() {
            History::open_to_read(&path)?.recent(self.limit)?
        } else {
            Vec::new()
        };
        jobs.reverse();
        jobs.truncate(self.limit);
        if jobs.is_empty() && !self.json {
            eprintln!("No jobs yet. Make a first picture: brandish generate \"Red running shoes\"");
        }
        for job in &jobs {
            if self.json {
                println!("{}", as_json(job, None));
            } else {
                let prompt = job.task.prompt();
                let path = job.picture().map(|picture| shown(&picture.path)).unwrap_or_default();
                println!("{}  {:<12} {prompt}  {path}", job.id, job.state().words());
            }
        }
        Ok(())
    }
}

impl JobResult {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let id: JobId = self.job_id.parse().map_err(|_| {
            Trouble::BadInput(format!("“{}” is not a job id. See brandish jobs.", self.job_id))
        })?;
        let unknown = || Trouble::BadInput(format!("There is no job {id}. See brandish jobs."));
        let path = home()?.history();
        if !path.exists() {
            return Err(unknown());
        }
        let job = History::open_to_read(&path)?.job(id)?.ok_or_else(unknown)?;
        if self.json {
            println!("{}", as_json(&job, None));
        } else {
            println!("{}  {}", job.id, job.state().words());
            if let Some(picture) = job.picture() {
                println!("{}", shown(&picture.path));
            }
            if let (Some(spec), Some(caption)) = (job.task.caption(), job.caption()) {
                println!("{}", caption.text(spec.network()));
            }
        }
        if let State::Failed(failure) = job.state() {
            if !self.json {
                eprintln!("{} {}", failure.sentence(), failure.advice());
            }
            return Err(Trouble::Told);
        }
        Ok(())
    }
}

/// A job as `--json` answers it, with paths from the current folder.
pub(super) fn as_json(job: &Job, copied: Option<&Path>) -> Value {
    let answer = JobAnswer { copied_to: copied.map(shown), ..JobAnswer::of(job, shown) };
    serde_json::to_value(answer).expect("an answer is plain text and numbers")
}
