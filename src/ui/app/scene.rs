//! A scene for the prompt under edit: requested from the language model, put behind the user's words when it arrives, and
//! taken out again. How it is written is the studio's.

use super::App;
use crate::engine::RewriteError;
use crate::studio::{PromptWriterThread, SceneRequest, WrittenScene, fresh_seed};
use crate::ui::draft::SceneState;
use crate::ui::scene::scene_writer;
use crate::ui::text;
use egui::Context;

impl App {
    pub(super) fn add_scene(&mut self, ctx: &Context) {
        // Another scene takes the place of the last one.
        self.undo_scene();
        let brief = &self.draft.brief;
        let catalog = self.studio.catalog();
        let (Some(model), Some(writer)) =
            (catalog.row(&brief.model), scene_writer(catalog, &brief.captions.writer))
        else {
            return;
        };
        let persona = brief.persona.as_ref().and_then(|id| self.studio.brands().get(id));
        let request = SceneRequest {
            prompt: brief.prompt.clone(),
            persona: persona.cloned(),
            model: model.clone(),
            writer: writer.clone(),
            seed: fresh_seed(),
        };
        let waker = ctx.clone();
        let thread = self
            .prompt_writer
            .get_or_insert_with(|| PromptWriterThread::start(move || waker.request_repaint()));
        thread.write(request);
        self.draft.scene = SceneState::Writing;
    }

    pub(super) fn undo_scene(&mut self) {
        if let SceneState::Added { before, after } = std::mem::take(&mut self.draft.scene)
            && after == self.draft.brief.prompt
        {
            self.draft.brief.prompt = before;
        }
    }

    /// Takes the scene that has arrived.
    pub(super) fn poll_scene(&mut self) {
        let Some(WrittenScene { before, after }) =
            self.prompt_writer.as_ref().and_then(PromptWriterThread::response)
        else {
            return;
        };
        self.draft.scene = SceneState::None;
        match after {
            Ok(_) if before != self.draft.brief.prompt => {
                self.toasts.info(text!("create-scene-left-out"));
            }
            Ok(after) => {
                self.draft.brief.prompt.clone_from(&after);
                self.draft.scene = SceneState::Added { before, after };
            }
            Err(error) => self.toasts.error(sentence(&error)),
        }
    }
}

/// Why there is no scene, and what to do.
fn sentence(error: &RewriteError) -> String {
    match error {
        RewriteError::Failed(failure) => {
            format!("{} {}", text::sentence(failure), text::advice(failure))
        }
        RewriteError::NoModel => text!("create-scene-needs-model").into(),
        RewriteError::Refused(_) => text!("create-scene-refused").into(),
        RewriteError::TooLong { tokens, limit } => {
            text!("create-scene-too-long", count = tokens, limit = limit)
        }
    }
}
