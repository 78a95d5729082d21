//! The formats of what the queue holds and carries: payloads, events and endings, each with its check, and the keys.
//! It sends nothing; `connection` does.

use super::can_run_remotely;
use crate::brief::caption::DrawnScene;
use crate::brief::{BriefError, ModelId};
use crate::engine::{Catalog, Priority};
use crate::job::{Failure, JobId, Preview, Task, WrittenCaption};
use image::{ExtendedColorType, ImageEncoder, ImageFormat, codecs::png::PngEncoder};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The version of payloads that this program writes, and the only one it reads.
pub const PAYLOAD: u32 = 1;
/// No valid payload has more bytes.
const MAX_BYTES: usize = 256 * 1024;
/// Pixels of a preview's longer side, at most.
const PREVIEW_SIDE: usize = 512;
/// Things that one picture shows, and characters of the name of one, at most.
const MAX_THINGS: usize = 12;
const MAX_THING: usize = 120;

/// What a worker needs for a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    pub version: u32,
    pub task: Task,
}

/// Why a payload is refused.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    #[error("the job is written in version {0}, this worker reads version {PAYLOAD}")]
    Version(u32),
    #[error("the job cannot be read: {0}")]
    Unreadable(String),
    #[error("the job names files of another machine")]
    Files,
    #[error(transparent)]
    Brief(#[from] BriefError),
}

impl Payload {
    pub fn of(task: &Task) -> Self {
        Self { version: PAYLOAD, task: task.clone() }
    }

    pub(super) fn write(&self) -> String {
        serde_json::to_string(self).expect("JSON can hold every task")
    }

    /// Reads a payload and checks it against the models of this machine. Anyone who can write into the queue could have
    /// written it, so nothing in it is trusted: no size, no count, no path.
    pub(super) fn read(bytes: &[u8], catalog: &Catalog) -> Result<Task, PayloadError> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let unreadable = |error: serde_json::Error| PayloadError::Unreadable(error.to_string());
        if bytes.len() > MAX_BYTES {
            return Err(PayloadError::Unreadable(format!("{} bytes are too many", bytes.len())));
        }
        // The version first: the rest of a newer payload is unknown here.
        let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
        if head.version != PAYLOAD {
            return Err(PayloadError::Version(head.version));
        }
        let Self { task, .. } = serde_json::from_slice(bytes).map_err(unreadable)?;
        if !can_run_remotely(&task) {
            return Err(PayloadError::Files);
        }
        let unknown = |id: &ModelId| PayloadError::Brief(BriefError::ModelUnknown(id.to_string()));
        match &task {
            Task::Picture(spec) => {
                let row = catalog.row(spec.model()).ok_or_else(|| unknown(spec.model()))?;
                spec.check_again(&row.traits)?;
            }
            Task::Caption(spec) => {
                catalog.writer(spec.writer()).ok_or_else(|| unknown(spec.writer()))?;
            }
        }
        Ok(task)
    }
}

/// What a worker reports of a job while it draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum WorkerEvent {
    Taken,
    GivenBack,
    Loading {
        what: String,
    },
    /// Its preview follows the header as a PNG.
    Step {
        done: u32,
        total: u32,
    },
    Words(String),
    Finishing,
    /// Its ending is on the queue.
    Ended,
}

/// A worker's event as it is published.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    pub job: JobId,
    /// The attempt at the job that it belongs to, counting from 1.
    pub attempt: u32,
    pub event: WorkerEvent,
    pub preview: Option<Preview>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    job: JobId,
    #[serde(rename = "tries")]
    attempt: u32,
    #[serde(rename = "news")]
    event: WorkerEvent,
}

impl Message {
    /// One line of JSON, then the preview.
    pub(super) fn write(self) -> Vec<u8> {
        let Self { job, attempt, event, preview } = self;
        let header = Header { job, attempt, event };
        let mut bytes = serde_json::to_vec(&header).expect("it holds plain text and numbers");
        bytes.push(b'\n');
        if let Some(preview) = preview.filter(|preview| {
            preview.rgba.len() == preview.width * preview.height * 4 && !preview.rgba.is_empty()
        }) {
            let size = (preview.width as u32, preview.height as u32);
            let png = PngEncoder::new(&mut bytes);
            if let Err(error) =
                png.write_image(&preview.rgba, size.0, size.1, ExtendedColorType::Rgba8)
            {
                tracing::warn!("a preview could not be sent: {error}");
            }
        }
        bytes
    }

    /// `None` if it cannot be read, as from another version; an unreadable preview is left out.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let Header { job, attempt, event } = serde_json::from_slice(&bytes[..end]).ok()?;
        Some(Self { job, attempt, event, preview: read_preview(&bytes[end + 1..]) })
    }
}

fn read_preview(png: &[u8]) -> Option<Preview> {
    if png.is_empty() {
        return None;
    }
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(png), ImageFormat::Png);
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) =
        (Some(PREVIEW_SIDE as u32), Some(PREVIEW_SIDE as u32));
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_rgba8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Some(Preview { width, height, rgba: picture.into_raw().into() })
}

/// How a job ended on its worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ended {
    /// Its file is in the store.
    Picture(DrawnPicture),
    Caption(Box<WrittenCaption>),
    Cancelled,
    Failed(Failure),
}

/// What a worker says of a picture beside its file. Workers of earlier versions send neither notes nor scene.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct DrawnPicture {
    pub took: Duration,
    /// What to know of the picture, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What it shows, for its alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<DrawnScene>,
}

impl DrawnPicture {
    /// As it is taken from a queue into which others can write: a scene of more than a picture has is left out.
    pub fn bounded(mut self) -> Self {
        self.scene = self.scene.filter(|scene| {
            let ground = scene.ground.iter().map(|(colour, _)| colour);
            let lists = [&scene.things, &scene.asked, &scene.names];
            let is_plain = |text: &String| {
                text.chars().count() <= MAX_THING && !text.chars().any(char::is_control)
            };
            lists.iter().all(|list| list.len() <= MAX_THINGS)
                && lists.into_iter().flatten().chain(ground).all(is_plain)
        });
        self
    }
}

const PREFIX: &str = "{brandish}:1:";
/// The consumer group of every stream.
pub(super) const GROUP: &str = "workers";

pub(super) fn job_key(id: impl std::fmt::Display) -> String {
    format!("{PREFIX}job:{id}")
}

pub(super) fn picture_key(id: JobId) -> String {
    format!("{PREFIX}picture:{id}")
}

pub(super) fn workers_key() -> String {
    format!("{PREFIX}workers")
}

/// The channel on which waiting workers are woken when a job may be waiting.
pub(super) fn wake_up_channel() -> String {
    format!("{PREFIX}bell")
}

/// The channel on which workers are sent the ids of cancelled jobs.
pub(super) fn cancelled_channel() -> String {
    format!("{PREFIX}cancelled")
}

/// The channel on which a laptop receives the events of its jobs.
pub(super) fn reply_channel(client: &str) -> String {
    format!("{PREFIX}news:{client}")
}

/// The stream a job waits in.
pub(super) fn stream_of(task: &Task, priority: Priority) -> String {
    let kind = if task.picture().is_some() { "picture" } else { "caption" };
    stream(priority, kind, task.model())
}

/// The streams of a worker, the most urgent first.
pub(super) fn streams_of(catalog: &Catalog) -> Vec<String> {
    let mut streams = Vec::new();
    for priority in [Priority::High, Priority::Normal, Priority::Low] {
        let models = catalog.rows.iter().map(|row| ("picture", &row.traits.id));
        let writers = catalog.writers.iter().map(|row| ("caption", &row.id));
        streams.extend(models.chain(writers).map(|(kind, id)| stream(priority, kind, id)));
    }
    streams
}

fn stream(priority: Priority, kind: &str, model: &ModelId) -> String {
    let priority = match priority {
        Priority::High => "high",
        Priority::Normal => "normal",
        Priority::Low => "low",
    };
    format!("{PREFIX}todo:{priority}:{kind}:{model}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_and_its_preview_can_be_written_and_read() {
        let preview =
            Preview { width: 2, height: 1, rgba: vec![1, 2, 3, 255, 4, 5, 6, 128].into() };
        let event = WorkerEvent::Step { done: 3, total: 20 };
        let message = Message { job: JobId::fresh(), attempt: 1, event, preview: Some(preview) };
        assert_eq!(Message::read(&message.clone().write()), Some(message.clone()));
        let bare = Message { preview: None, event: WorkerEvent::Taken, ..message };
        assert_eq!(Message::read(&bare.clone().write()), Some(bare));
    }

    #[test]
    fn a_picture_keeps_its_notes_and_scene_and_one_of_an_earlier_worker_has_none() {
        let took = Duration::from_millis(1500);
        let notes = vec!["Read as “price tag”.".to_owned()];
        let scene = DrawnScene { things: vec!["red mug".into()], ..DrawnScene::default() };
        let ended = Ended::Picture(DrawnPicture { took, notes, scene: Some(scene) });
        let text = serde_json::to_string(&ended).unwrap();
        assert_eq!(serde_json::from_str::<Ended>(&text).unwrap(), ended);
        let earlier = r#"{"picture":{"took":{"secs":1,"nanos":500000000}}}"#;
        let plain = Ended::Picture(DrawnPicture { took, ..DrawnPicture::default() });
        assert_eq!(serde_json::from_str::<Ended>(earlier).unwrap(), plain);
        assert_eq!(serde_json::to_string(&plain).unwrap(), earlier);
    }

    #[test]
    fn a_scene_of_more_than_a_picture_has_is_left_out() {
        let bounded = |things: Vec<String>| {
            let scene = Some(DrawnScene { things, ..DrawnScene::default() });
            DrawnPicture { scene, ..DrawnPicture::default() }.bounded().scene
        };
        assert!(bounded(vec!["red mug".into(); 3]).is_some());
        assert_eq!(bounded(vec!["red mug".into(); 1_000]), None);
        assert_eq!(bounded(vec!["mug".repeat(1_000)]), None);
        assert_eq!(bounded(vec!["mug\u{1b}[2J".into()]), None);
    }

    #[test]
    fn an_unreadable_event_is_none() {
        for wrong in [&b""[..], b"\n", b"{}\n", b"no line at all"] {
            assert_eq!(Message::read(wrong), None);
        }
        let mut torn = Message {
            job: JobId::fresh(),
            attempt: 1,
            event: WorkerEvent::Finishing,
            preview: None,
        }
        .write();
        torn.extend(b"not a png");
        assert_eq!(Message::read(&torn).unwrap().preview, None);
    }
}
