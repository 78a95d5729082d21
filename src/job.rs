//! A job: its task, its state, and the events that change the state. `Job::apply` is the only way from one state
//! to another. It knows neither threads nor disks.

mod failure;
mod id;

pub use failure::{Failure, Remedy};
pub use id::JobId;

use crate::brand::PersonaId;
use crate::brief::caption::DrawnScene;
use crate::brief::{Caption, CaptionSpec, ModelId, PictureSpec};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What a job is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    Picture(PictureSpec),
    Caption(CaptionSpec),
}

impl Task {
    /// The picture's spec, if the task is a picture.
    pub fn picture(&self) -> Option<&PictureSpec> {
        match self {
            Self::Picture(spec) => Some(spec),
            Self::Caption(_) => None,
        }
    }

    /// The caption's spec, if the task is a caption.
    pub fn caption(&self) -> Option<&CaptionSpec> {
        match self {
            Self::Caption(spec) => Some(spec),
            Self::Picture(_) => None,
        }
    }

    /// The user's own words.
    pub fn prompt(&self) -> &str {
        match self {
            Self::Picture(spec) => spec.prompt(),
            Self::Caption(spec) => spec.prompt(),
        }
    }

    /// The brand that the task is for.
    pub fn persona(&self) -> Option<&PersonaId> {
        match self {
            Self::Picture(spec) => spec.persona().map(|snapshot| &snapshot.persona),
            Self::Caption(spec) => spec.persona().map(|persona| &persona.id),
        }
    }

    /// The model or writer that carries it out.
    pub fn model(&self) -> &ModelId {
        match self {
            Self::Picture(spec) => spec.model(),
            Self::Caption(spec) => spec.writer(),
        }
    }
}

/// The state of a job, as the user sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Queued,
    /// The engine loads a model: which.
    Loading(String),
    Rendering {
        done: u32,
        total: u32,
    },
    /// A language model writes: how many words there are.
    Writing {
        words: u32,
    },
    /// The picture is decoded, composed and saved; the caption is checked.
    Finishing,
    Done,
    Failed(Failure),
    Cancelled,
    /// The program ended while the job ran. It runs again only when the user retries it.
    Interrupted,
}

impl State {
    /// Whether the engine holds the job now.
    pub fn is_running(&self) -> bool {
        matches!(
            self,
            Self::Loading(_) | Self::Rendering { .. } | Self::Writing { .. } | Self::Finishing
        )
    }

    /// Whether nothing more happens to the job unless the user acts.
    pub fn is_over(&self) -> bool {
        !self.is_running() && *self != Self::Queued
    }

    /// The state in the user's words.
    pub fn words(&self) -> String {
        match self {
            Self::Queued => "Queued".into(),
            Self::Loading(model) => format!("Loading {model}"),
            Self::Rendering { done, total } => format!("Rendering {done}/{total}"),
            Self::Writing { words: 0 } => "Writing".into(),
            Self::Writing { words } => format!("Writing, {words} words"),
            Self::Finishing => "Finishing".into(),
            Self::Done => "Done".into(),
            Self::Failed(_) => "Failed".into(),
            Self::Cancelled => "Cancelled".into(),
            Self::Interrupted => "Interrupted".into(),
        }
    }
}

/// A small picture of a job that is rendering: straight (not premultiplied) RGBA, 8 bits a channel,
/// `[height, width, 4]`. Clones share the pixels.
#[derive(Clone, PartialEq)]
pub struct Preview {
    pub width: usize,
    pub height: usize,
    pub rgba: Arc<[u8]>,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Preview {}x{}", self.width, self.height)
    }
}

/// A picture that is whole on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPicture {
    pub path: PathBuf,
    pub width: u32,
    pub height: u32,
    /// From the order's start in the engine to the finished file.
    pub took: Duration,
    /// What the user should know about it, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What it shows, where it was drawn from words here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<DrawnScene>,
}

/// A caption and the time it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrittenCaption {
    pub caption: Caption,
    /// From the order's start to its end.
    pub took: Duration,
}

/// Everything that can happen to a job.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The engine took the order.
    Started,
    /// It reads a model from disk: which.
    Loading {
        what: String,
    },
    Step {
        done: u32,
        total: u32,
        preview: Option<Preview>,
    },
    /// The whole text of a caption's draft so far. A new draft begins with an empty text.
    Words(String),
    Finishing,
    Ended(Ending),
    /// The user's own version of a finished caption's text; `None` goes back to what was written.
    Edited(Option<String>),
    /// The picture beside a finished caption was drawn: its alternative text.
    Described(String),
    /// The program ended while the job ran.
    Interrupted,
    /// The worker that had begun it gave it back or stopped, and it waits for another.
    GivenBack,
    /// The user wants it to run again.
    Requeued,
    /// History could not be written, so the job was not accepted: why, as a sentence.
    NotSaved {
        detail: String,
    },
}

/// How a job ends; the engine sends exactly one for each order.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    Picture(SavedPicture),
    Caption(Box<WrittenCaption>),
    Cancelled,
    Failed(Failure),
}

/// An event that cannot happen in the state the job is in.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{event:?} cannot happen to a job that is {state:?}")]
pub struct OutOfOrder {
    pub state: State,
    pub event: Box<Event>,
}

/// One picture or caption, from the click to the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: JobId,
    /// Shared by the variations of one brief.
    pub batch: JobId,
    pub task: Task,
    /// Its rank in the queue; smaller runs earlier.
    pub rank: i64,
    pub favourite: bool,
    /// Whether it was handed to the team queue, where it may go on while this program is closed.
    pub sent: bool,
    state: State,
    picture: Option<SavedPicture>,
    preview: Option<Preview>,
    caption: Option<WrittenCaption>,
    /// The text of a caption that is being written.
    draft: String,
}

impl Job {
    /// A new job, queued.
    pub fn new(id: JobId, batch: JobId, task: Task, rank: i64) -> Self {
        let (state, draft) = (State::Queued, String::new());
        let (picture, preview, caption) = (None, None, None);
        let (favourite, sent) = (false, false);
        Self { id, batch, task, rank, favourite, sent, state, picture, preview, caption, draft }
    }

    /// A job as history holds it.
    pub fn restored(
        (id, batch): (JobId, JobId),
        task: Task,
        (rank, favourite, sent): (i64, bool, bool),
        state: State,
        (picture, caption): (Option<SavedPicture>, Option<WrittenCaption>),
    ) -> Self {
        Self { favourite, sent, state, picture, caption, ..Self::new(id, batch, task, rank) }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// The finished picture.
    pub fn picture(&self) -> Option<&SavedPicture> {
        self.picture.as_ref()
    }

    /// The finished caption.
    pub fn caption(&self) -> Option<&Caption> {
        self.caption.as_ref().map(|written| &written.caption)
    }

    /// The finished caption and the time it took.
    pub fn written(&self) -> Option<&WrittenCaption> {
        self.caption.as_ref()
    }

    /// The text of its draft so far.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// The picture as it is while it renders.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Applies an event. The only function that changes a state.
    ///
    /// # Errors
    /// [`OutOfOrder`] where the event cannot happen now; the job is left as it was.
    pub fn apply(&mut self, event: Event) -> Result<(), OutOfOrder> {
        let running = self.state.is_running();
        self.state = match (&self.state, event) {
            (State::Queued, Event::Started) => State::Loading(String::new()),
            (State::Loading(_), Event::Loading { what }) => State::Loading(what),
            (State::Loading(_) | State::Rendering { .. }, Event::Step { done, total, preview }) => {
                if preview.is_some() {
                    self.preview = preview;
                }
                State::Rendering { done, total }
            }
            (State::Loading(_) | State::Writing { .. }, Event::Words(text)) => {
                let words = text.split_whitespace().count() as u32;
                self.draft = text;
                State::Writing { words }
            }
            (
                State::Loading(_) | State::Rendering { .. } | State::Writing { .. },
                Event::Finishing,
            ) => State::Finishing,
            (State::Finishing, Event::Ended(Ending::Picture(picture)))
                if self.task.picture().is_some() =>
            {
                self.picture = Some(picture);
                self.preview = None;
                State::Done
            }
            (State::Finishing, Event::Ended(Ending::Caption(written)))
                if self.task.caption().is_some() =>
            {
                self.caption = Some(*written);
                State::Done
            }
            (State::Done, Event::Edited(text)) if self.caption.is_some() => {
                if let Some(written) = &mut self.caption {
                    written.caption.edited = text;
                }
                State::Done
            }
            (State::Done, Event::Described(text)) if self.caption.is_some() => {
                if let Some(written) = &mut self.caption {
                    written.caption.alt_text = text;
                }
                State::Done
            }
            (state, Event::Ended(Ending::Cancelled)) if !state.is_over() => {
                self.preview = None;
                State::Cancelled
            }
            (_, Event::Ended(Ending::Failed(failure))) if running => {
                self.preview = None;
                State::Failed(failure)
            }
            (_, Event::Interrupted) if running => {
                self.preview = None;
                State::Interrupted
            }
            (_, Event::GivenBack) if running => {
                self.preview = None;
                State::Queued
            }
            (State::Queued, Event::NotSaved { detail }) => {
                State::Failed(Failure::NotSaved { detail })
            }
            (State::Failed(_) | State::Cancelled | State::Interrupted, Event::Requeued) => {
                // A new attempt goes to the renderer that is chosen now.
                self.sent = false;
                State::Queued
            }
            (state, event) => {
                return Err(OutOfOrder { state: state.clone(), event: Box::new(event) });
            }
        };
        if !self.state.is_running() {
            // The next attempt starts from nothing.
            self.draft.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
