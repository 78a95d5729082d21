//! `brandish jobs` and `brandish result`: what history knows of jobs, read without disturbing a window.
//! The JSON of a job is made here, for every command.

use super::{Trouble, home, shown};
use crate::files::History;
use crate::job::{Job, JobId, State, Task};
use serde_json::{Value, json};
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

/// A job as the doors answer it: `status` is `completed`, `processing`, `queued`, `failed`,
/// `cancelled` or `interrupted`; `image_path` where there is a picture.
pub(super) fn as_json(job: &Job, copied: Option<&Path>) -> Value {
    let status = match job.state() {
        State::Queued => "queued",
        state if state.is_running() => "processing",
        State::Done => "completed",
        State::Failed(_) => "failed",
        State::Cancelled => "cancelled",
        _ => "interrupted",
    };
    let seed = match &job.task {
        Task::Picture(spec) => spec.seed(),
        Task::Caption(spec) => spec.seed(),
    };
    let mut answer = json!({
        "job_id": job.id,
        "status": status,
        "prompt": job.task.prompt(),
        "seed": seed,
    });
    if let (Some(spec), Some(caption)) = (job.task.caption(), job.caption()) {
        super::caption::describe(&mut answer, spec, caption);
    }
    if let Some(picture) = job.picture() {
        answer["image_path"] = shown(&picture.path).into();
        answer["width"] = picture.width.into();
        answer["height"] = picture.height.into();
        answer["seconds"] = ((picture.took.as_secs_f64() * 1000.0).round() / 1000.0).into();
    }
    if let Some(path) = copied {
        answer["copied_to"] = shown(path).into();
    }
    if let State::Failed(failure) = job.state() {
        answer["error"] = failure.sentence().into();
        answer["advice"] = failure.advice().into();
    }
    answer
}
