//! The thread on which a language model adds a scene to the prompt under edit. The model is loaded for one scene and dropped
//! after it, so that the memory is there for pictures. What a scene may be is `engine::write_scene`'s.

use crate::background::BackgroundThread;
use crate::brand::Persona;
use crate::brief::plain_words;
use crate::engine::{RewriteError, RewriteRequest, Row, WriterRow, write_scene};
use crate::job::Failure;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A prompt that gets a scene.
pub struct SceneRequest {
    /// As the user typed it.
    pub prompt: String,
    pub persona: Option<Persona>,
    /// The model that draws it.
    pub model: Row,
    pub writer: WriterRow,
    pub seed: u64,
}

/// What became of a prompt.
#[derive(Debug, PartialEq)]
pub struct WrittenScene {
    /// The prompt as it was sent.
    pub before: String,
    /// The prompt with the scene.
    pub after: Result<String, RewriteError>,
}

/// The handle. Dropping it waits for nothing.
pub struct PromptWriterThread {
    requests: Sender<SceneRequest>,
    responses: Receiver<WrittenScene>,
    _thread: Option<BackgroundThread>,
}

impl PromptWriterThread {
    /// Starts the thread; `wake` is called after each response.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded::<SceneRequest>();
        let (outbox, responses) = unbounded();
        let thread = BackgroundThread::spawn("prompt-writer", move || {
            for request in inbox {
                if outbox.send(write(request)).is_err() {
                    return;
                }
                wake();
            }
        });
        let thread = thread.inspect_err(|error| tracing::error!("no thread for prompts: {error}"));
        Self { requests, responses, _thread: thread.ok() }
    }

    /// Requests a scene; never waits.
    pub fn write(&self, request: SceneRequest) {
        self.requests.send(request).ok();
    }

    /// The next response; never waits.
    pub fn response(&self) -> Option<WrittenScene> {
        self.responses.try_recv().ok()
    }
}

fn write(request: SceneRequest) -> WrittenScene {
    let before = request.prompt.clone();
    // A damaged model may end its reader.
    let written = catch_unwind(AssertUnwindSafe(|| scene(&request)));
    let failed = |_| {
        let detail = "the language model ended unexpectedly".to_owned();
        Err(RewriteError::Failed(Failure::Panicked { detail }))
    };
    let after = written.unwrap_or_else(failed).map(|scene| with_scene(&before, &scene));
    WrittenScene { before, after }
}

fn scene(request: &SceneRequest) -> Result<String, RewriteError> {
    let SceneRequest { prompt, persona, model, writer, seed } = request;
    let mut writer = (writer.load)(&writer.file).map_err(RewriteError::Failed)?;
    let counter = (model.token_counter)(&model.folder).ok();
    let tokens = |text: &str| {
        let counted = counter.as_ref().and_then(|counter| counter.count(text, true).ok());
        counted.map_or_else(|| text.split_whitespace().count(), |counted| counted.tokens)
    };
    let request = RewriteRequest {
        prompt: &plain_words(prompt),
        persona: persona.as_ref(),
        tokens: &tokens,
        limit: model.traits.family.facts().pieces,
        seed: *seed,
    };
    write_scene(writer.as_mut(), &request)
}

/// The prompt with a scene behind its words, and before a flag or a negative prompt at its end.
fn with_scene(prompt: &str, scene: &str) -> String {
    let prompt = prompt.trim();
    let lower = prompt.to_ascii_lowercase();
    let marks = [" --", " —", "\n", "negative prompt:"];
    let end = marks.iter().filter_map(|mark| lower.find(mark)).min().unwrap_or(prompt.len());
    let (words, rest) = prompt.split_at(end);
    format!("{}, {scene}{rest}", words.trim_end().trim_end_matches(['.', ',', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_stands_behind_the_words_and_before_what_follows_them() {
        for (prompt, with) in [
            ("Red shoes.", "Red shoes, on wet stone"),
            ("(red:1.3) shoes", "(red:1.3) shoes, on wet stone"),
            ("red shoes --no people", "red shoes, on wet stone --no people"),
            (
                "red shoes\nNegative prompt: people",
                "red shoes, on wet stone\nNegative prompt: people",
            ),
        ] {
            assert_eq!(with_scene(prompt, "on wet stone"), with);
        }
    }
}
