//! Saves the brief under edit to the settings when typing pauses, and at the end of the program.
//! The disk thread writes the settings.

use super::App;
use crate::brief::Brief;
use egui::Context;
use std::time::{Duration, Instant};

/// How long typing pauses before the draft is saved.
const PAUSE: Duration = Duration::from_secs(1);

/// The brief as it was saved last, and since when it differs.
pub(super) struct DraftSaver {
    saved: Brief,
    changed: Option<Instant>,
}

impl DraftSaver {
    pub(super) fn new(saved: &Brief) -> Self {
        Self { saved: saved.clone(), changed: None }
    }
}

impl App {
    /// Saves the draft where typing has paused.
    pub(super) fn save_draft(&mut self, ctx: &Context) {
        if self.draft.brief == self.saver.saved {
            self.saver.changed = None;
            return;
        }
        let since = *self.saver.changed.get_or_insert_with(Instant::now);
        if since.elapsed() < PAUSE {
            ctx.request_repaint_after(PAUSE);
            return;
        }
        self.save_draft_now();
    }

    /// Saves the draft where it was changed.
    pub(super) fn save_draft_now(&mut self) {
        if self.draft.brief == self.saver.saved {
            return;
        }
        let draft = self.draft.brief.clone();
        self.saver = DraftSaver::new(&draft);
        self.studio.change_settings(|settings| {
            settings.persona.clone_from(&draft.persona);
            settings.draft = Some(draft);
        });
    }
}
