//! The responses, as types from which the OpenAPI document is generated.
//! A job's own JSON, which the command line prints as well, is in `job_response`.

use crate::brief::Enhanced;
use crate::job::{Job, JobId, State};
use crate::job_response::{JobOutput, JobResponse, Status, UnreadableResponse};
use crate::studio::Studio;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// A job was accepted, or its cancellation.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Started {
    pub(super) message: String,
    /// The job; the first one of several.
    #[schemars(with = "uuid::Uuid")]
    pub(super) job_id: JobId,
    /// All jobs, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<uuid::Uuid>>")]
    pub(super) job_ids: Option<Vec<JobId>>,
}

impl Started {
    pub(super) fn new(message: &str, ids: &[JobId]) -> Self {
        let job_ids = (ids.len() > 1).then(|| ids.to_vec());
        Self { message: message.to_owned(), job_id: ids[0], job_ids }
    }
}

/// The state of a job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(super) enum ResultResponse {
    /// It waits or runs.
    Processing {
        progress: ProgressResponse,
    },
    Completed(Box<Completed>),
    /// It failed, or the program ended while it ran.
    Failed {
        error: String,
    },
    Cancelled,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Completed {
    #[serde(flatten)]
    output: JobOutput,
    /// The path of the picture on this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
}

/// The progress of a job.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProgressResponse {
    /// Whether it waits.
    queued: bool,
    /// Its position in the queue, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    /// As the window shows it.
    state: String,
    /// Finished denoising steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u32>,
    /// 0 to 1, loading and saving included.
    #[schemars(range(min = 0, max = 1))]
    fraction: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u64>,
}

impl ResultResponse {
    pub(super) fn of(job: &Job, studio: &Studio) -> Self {
        let processing = || Self::Processing { progress: ProgressResponse::of(job, studio) };
        Self::of_finished(job).unwrap_or_else(processing)
    }

    /// For a job that is over; `None` where it is not.
    pub(super) fn of_finished(job: &Job) -> Option<Self> {
        Some(match Status::of(job.state()) {
            Status::Completed => {
                let output = JobOutput::of(job, relative_path);
                let name = job.picture().and_then(|picture| picture.path.file_name());
                let image_url = name.map(|name| super::pictures::url(&name.to_string_lossy()));
                Self::Completed(Box::new(Completed { output, image_url }))
            }
            Status::Failed | Status::Interrupted => Self::Failed { error: error_of(job) },
            Status::Cancelled => Self::Cancelled,
            Status::Queued | Status::Processing => return None,
        })
    }
}

fn error_of(job: &Job) -> String {
    match job.state() {
        State::Failed(failure) => format!("{} {}", failure.sentence(), failure.advice()),
        _ => "Brandish was closed while this job ran. Send it again.".into(),
    }
}

impl ProgressResponse {
    fn of(job: &Job, studio: &Studio) -> Self {
        let queued = *job.state() == State::Queued;
        let index = || studio.queue().position(|waiting| waiting.id == job.id);
        let progress = studio.progress(job.id);
        let (done, total) = match job.state() {
            State::Rendering { done, total } => (Some(*done), Some(*total)),
            _ => (None, None),
        };
        Self {
            queued,
            // A job that a renderer has and has not started is the next.
            position: queued.then(|| index().map_or(1, |index| index + 1)),
            state: job.state().words(),
            done,
            total,
            fraction: progress
                .map_or(0.0, |progress| (f64::from(progress.fraction) * 1000.0).round() / 1000.0),
            seconds_left: progress
                .and_then(|progress| progress.left)
                .map(|left| left.as_secs_f64().ceil() as u64),
        }
    }
}

/// A picture's path from the parent of its folder, so that nothing else about the disk is revealed.
pub(super) fn relative_path(path: &Path) -> String {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match path.parent() {
        Some(folder) => format!("{}/{}", name(folder), name(path)),
        None => name(path),
    }
}

/// A page of jobs, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct JobsResponse {
    pub(super) jobs: Vec<JobResponse>,
    /// Rows of history among them that cannot be read as jobs. They stay in the history file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unreadable: Vec<UnreadableResponse>,
    /// The `before` of the next page; null on the last one.
    #[schemars(with = "Option<uuid::Uuid>")]
    pub(super) next: Option<JobId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PersonasResponse {
    pub(super) personas: Vec<PersonaRow>,
}

/// A brand.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PersonaRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) promise: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ModelsResponse {
    /// The picture models.
    pub(super) models: Vec<ModelRow>,
    /// The models that write captions.
    pub(super) writers: Vec<ModelRow>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ModelRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) licence: String,
    pub(super) memory_bytes: u64,
}

/// The prompt as a model will get it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EnhanceResponse {
    prompt: String,
    negative_prompt: String,
    /// Each part with its source.
    #[schemars(with = "Vec<PartSchema>")]
    parts: Value,
    #[schemars(with = "Vec<PartSchema>")]
    negative_parts: Value,
    /// What the model cannot draw of it.
    #[schemars(with = "Vec<AdviceSchema>")]
    advice: Value,
}

/// The schema of a part.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used, as the type itself has none")]
struct PartSchema {
    text: String,
    source: String,
}

/// The schema of an advice.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used, as the type itself has none")]
struct AdviceSchema {
    topic: String,
    sentence: String,
    todo: String,
}

impl EnhanceResponse {
    pub(super) fn of(enhanced: &Enhanced) -> Self {
        let value = |value: Result<Value, serde_json::Error>| value.expect("it holds plain text");
        Self {
            prompt: enhanced.text(),
            negative_prompt: enhanced.negative_text(),
            parts: value(serde_json::to_value(&enhanced.parts)),
            negative_parts: value(serde_json::to_value(&enhanced.negative)),
            advice: value(serde_json::to_value(&enhanced.advice)),
        }
    }
}

/// The state of the server.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HealthResponse {
    /// `ok`, or `paused` while no waiting job is started, as after a crash.
    status: String,
    version: String,
    paused: bool,
    waiting: usize,
    #[schemars(with = "Option<uuid::Uuid>")]
    running: Option<JobId>,
    queue_limit: usize,
}

impl HealthResponse {
    pub(super) fn of(studio: &Studio, queue_limit: usize) -> Self {
        let paused = studio.job_queue().is_paused();
        Self {
            status: if paused { "paused" } else { "ok" }.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            paused,
            waiting: studio.job_queue().len(),
            running: studio.running().next().map(|job| job.id),
            queue_limit,
        }
    }
}

/// An event of a job.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct JobEvent {
    #[schemars(with = "uuid::Uuid")]
    pub(super) job_id: JobId,
    /// As `/result` returns it.
    pub(super) result: ResultResponse,
}
