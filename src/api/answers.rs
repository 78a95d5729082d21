//! What callers are answered, as types: the document is generated from them.
//! What a job itself answers is known in `answer`, for the command line as well.

use crate::answer::{JobAnswer, Made, Status};
use crate::brief::Enhanced;
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// An answer as JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let text = serde_json::to_vec(&self.0).expect("answers are plain text and numbers");
        ([(header::CONTENT_TYPE, "application/json")], text).into_response()
    }
}

/// Something was begun, or asked to end.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Started {
    pub(super) message: String,
    /// The job; the first one of several.
    #[schemars(with = "uuid::Uuid")]
    pub(super) job_id: JobId,
    /// All of them, where there are several.
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

/// What became of a job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(super) enum ResultAnswer {
    /// It waits, or is being made.
    Processing {
        progress: ProgressAnswer,
    },
    Completed(Box<Completed>),
    /// It failed, or was held because the program ended while it ran.
    Failed {
        error: String,
    },
    Cancelled,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Completed {
    #[serde(flatten)]
    made: Made,
    /// Where the picture can be had here.
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
}

/// How far a job is.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProgressAnswer {
    /// Whether it still waits.
    queued: bool,
    /// How many are before it, itself counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    /// In the words that the window shows.
    state: String,
    /// Denoising steps.
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

impl ResultAnswer {
    pub(super) fn of(job: &Job, studio: &Studio) -> Self {
        let processing = || Self::Processing { progress: ProgressAnswer::of(job, studio) };
        Self::of_finished(job).unwrap_or_else(processing)
    }

    /// For a job that is over; `None` where it is not.
    pub(super) fn of_finished(job: &Job) -> Option<Self> {
        Some(match Status::of(job.state()) {
            Status::Completed => {
                let made = Made::of(job, shown);
                let name = job.picture().and_then(|picture| picture.path.file_name());
                let image_url = name.map(|name| super::pictures::address(&name.to_string_lossy()));
                Self::Completed(Box::new(Completed { made, image_url }))
            }
            Status::Failed | Status::Interrupted => Self::Failed { error: what_failed(job) },
            Status::Cancelled => Self::Cancelled,
            Status::Queued | Status::Processing => return None,
        })
    }
}

fn what_failed(job: &Job) -> String {
    match job.state() {
        State::Failed(failure) => format!("{} {}", failure.sentence(), failure.advice()),
        _ => "Brandish was closed while this was being made. Ask for it again.".into(),
    }
}

impl ProgressAnswer {
    fn of(job: &Job, studio: &Studio) -> Self {
        let queued = *job.state() == State::Queued;
        let place = || studio.queue().position(|waiting| waiting.id == job.id);
        let progress = studio.progress(job.id);
        let (done, total) = match job.state() {
            State::Rendering { done, total } => (Some(*done), Some(*total)),
            _ => (None, None),
        };
        Self {
            queued,
            // The one that the engine holds and has not begun yet is the very next.
            position: queued.then(|| place().map_or(1, |place| place + 1)),
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

/// A picture's path from the folder that holds the pictures' folder: no other part of the disk is told.
pub(super) fn shown(path: &Path) -> String {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match path.parent() {
        Some(folder) => format!("{}/{}", name(folder), name(path)),
        None => name(path),
    }
}

/// A stretch of jobs, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct JobsAnswer {
    pub(super) jobs: Vec<JobAnswer>,
    /// Give it as `before` to have those that are older; null where there are none.
    #[schemars(with = "Option<uuid::Uuid>")]
    pub(super) next: Option<JobId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PersonasAnswer {
    pub(super) personas: Vec<PersonaRow>,
}

/// A brand that can speak.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PersonaRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) promise: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ModelsAnswer {
    /// What draws.
    pub(super) models: Vec<ModelRow>,
    /// What writes captions.
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

/// What will be sent to a model.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EnhanceAnswer {
    prompt: String,
    negative_prompt: String,
    /// Each with where it comes from.
    #[schemars(with = "Vec<PartRow>")]
    parts: Value,
    #[schemars(with = "Vec<PartRow>")]
    negative_parts: Value,
    /// What the model cannot do of it.
    #[schemars(with = "Vec<AdviceRow>")]
    advice: Value,
}

/// How the schema writes a part.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it stands for a plain type that knows no schema")]
struct PartRow {
    text: String,
    source: String,
}

/// How the schema writes an advice.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it stands for a plain type that knows no schema")]
struct AdviceRow {
    topic: String,
    sentence: String,
    todo: String,
}

impl EnhanceAnswer {
    pub(super) fn of(enhanced: &Enhanced) -> Self {
        let value = |value: Result<Value, serde_json::Error>| value.expect("it is plain text");
        Self {
            prompt: enhanced.text(),
            negative_prompt: enhanced.negative_text(),
            parts: value(serde_json::to_value(&enhanced.parts)),
            negative_parts: value(serde_json::to_value(&enhanced.negative)),
            advice: value(serde_json::to_value(&enhanced.advice)),
        }
    }
}

/// How Brandish is.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HealthAnswer {
    /// `ok`, or `paused` while nothing waiting is begun, as after a crash.
    status: String,
    version: String,
    paused: bool,
    waiting: usize,
    #[schemars(with = "Option<uuid::Uuid>")]
    running: Option<JobId>,
    queue_limit: usize,
}

impl HealthAnswer {
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

/// What is told of a job as it moves on.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct JobEvent {
    #[schemars(with = "uuid::Uuid")]
    pub(super) job_id: JobId,
    /// As `/result` answers it.
    pub(super) result: ResultAnswer,
}
