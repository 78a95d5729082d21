//! A job as JSON: one set of types for the command line and HTTP.
//! How a job is requested and where its JSON goes is not known here.

use crate::files::UnreadableRow;
use crate::job::{Job, JobId, State, Task};
#[cfg(feature = "serve")]
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// The state of a job, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "serve", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Queued,
    Processing,
    Completed,
    Failed,
    Cancelled,
    Interrupted,
}

impl Status {
    pub fn of(state: &State) -> Self {
        match state {
            State::Queued => Self::Queued,
            State::Loading(_)
            | State::Rendering { .. }
            | State::Writing { .. }
            | State::Finishing => Self::Processing,
            State::Done => Self::Completed,
            State::Failed(_) => Self::Failed,
            State::Cancelled => Self::Cancelled,
            State::Interrupted => Self::Interrupted,
        }
    }
}

/// A job of any status.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "serve", derive(JsonSchema))]
pub struct JobResponse {
    pub status: Status,
    #[serde(flatten)]
    pub output: JobOutput,
    /// The copy that was requested beside the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// A row of history that cannot be read as a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "serve", derive(JsonSchema))]
pub struct UnreadableResponse {
    /// What stands in the place of its id.
    pub job_id: String,
    /// Why it cannot be read.
    pub unreadable: String,
}

impl From<UnreadableRow> for UnreadableResponse {
    fn from(row: UnreadableRow) -> Self {
        Self { job_id: row.id, unreadable: row.reason }
    }
}

/// What was requested and, as far as it exists, the result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "serve", derive(JsonSchema))]
pub struct JobOutput {
    #[cfg_attr(feature = "serve", schemars(with = "uuid::Uuid"))]
    pub job_id: JobId,
    pub prompt: String,
    pub seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// From the order to the saved file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// What to know of the picture, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(flatten)]
    pub caption: Option<CaptionResponse>,
}

/// A finished caption.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "serve", derive(JsonSchema))]
pub struct CaptionResponse {
    pub network: String,
    pub goal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub text: String,
    pub hook: String,
    pub hashtags: Vec<String>,
    pub alt_text: String,
    /// The text's length by the network's own count, and the most it may be.
    pub count: usize,
    pub limit: usize,
    pub writer: String,
    /// What was mended by rule, one sentence each.
    pub mended: Vec<String>,
}

impl JobResponse {
    /// `shown` writes a path for the reader.
    pub fn of(job: &Job, shown: impl Fn(&Path) -> String) -> Self {
        let failure = match job.state() {
            State::Failed(failure) => Some(failure),
            _ => None,
        };
        Self {
            status: Status::of(job.state()),
            output: JobOutput::of(job, shown),
            copied_to: None,
            error: failure.map(|failure| failure.sentence()),
            advice: failure.map(|failure| failure.advice().to_owned()),
        }
    }
}

impl JobOutput {
    /// See [`JobResponse::of`].
    pub fn of(job: &Job, shown: impl Fn(&Path) -> String) -> Self {
        let seed = match &job.task {
            Task::Picture(spec) => spec.seed(),
            Task::Caption(spec) => spec.seed(),
        };
        let picture = job.picture();
        Self {
            job_id: job.id,
            prompt: job.task.prompt().to_owned(),
            seed,
            image_path: picture.map(|picture| shown(&picture.path)),
            width: picture.map(|picture| picture.width),
            height: picture.map(|picture| picture.height),
            seconds: picture.map(|picture| (picture.took.as_secs_f64() * 1000.0).round() / 1000.0),
            notes: picture.map_or(Vec::new(), |picture| picture.notes.clone()),
            caption: CaptionResponse::of(job),
        }
    }
}

impl CaptionResponse {
    fn of(job: &Job) -> Option<Self> {
        let (spec, caption) = (job.task.caption()?, job.caption()?);
        let network = spec.network();
        Some(Self {
            network: network.id.to_owned(),
            goal: spec.goal().word().to_owned(),
            title: caption.title(network).map(str::to_owned),
            text: caption.text(network),
            hook: caption.hook.clone(),
            hashtags: caption.hashtags.clone(),
            alt_text: caption.alt_text.clone(),
            count: caption.count(network),
            limit: network.limit,
            writer: spec.writer().to_string(),
            mended: caption.mended.clone(),
        })
    }
}
