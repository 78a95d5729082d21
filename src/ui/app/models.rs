//! What the actions of the Models screen do to the studio, and how the brief changes when a model is removed.
//! The studio reports what failed.

use super::App;
use crate::brief::ModelId;
use crate::engine::recommended;
use crate::files::models::Found;
use crate::ui::Screen;
use crate::ui::desktop::FileDialog;
use crate::ui::models::ModelAction;
use std::path::{Path, PathBuf};

/// What a picture's file ends with. All else that is dropped may be a model: its file, or its folder, which has any name.
const PICTURES: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

impl App {
    pub(super) fn dispatch_model(&mut self, action: ModelAction) {
        match action {
            ModelAction::Download(id) => {
                if let Some(model) = recommended(&id) {
                    self.studio.download_model(model);
                }
            }
            ModelAction::Pause(id) => self.studio.pause_download(&id),
            ModelAction::Resume(id) => self.studio.resume_download(&id),
            ModelAction::Cancel(id) => self.studio.cancel_download(&id),
            ModelAction::Choose { folder } => {
                self.desktop.open_dialog(FileDialog::Model { folder }, None);
            }
            ModelAction::Add(keep) => self.studio.add_model(keep),
            ModelAction::ForgetAdding => self.studio.forget_adding(),
            ModelAction::Remove(id) => self.remove_model(&id),
            ModelAction::RemoveUnusable(found) => {
                self.remove_found(&found, &found.name);
            }
            ModelAction::UndoRemove => {
                self.toasts.withdraw_undo(ModelAction::UndoRemove);
                self.studio.undo_remove_model();
                if let Some(writer) = self.writer_before.take() {
                    self.draft.brief.captions.writer = writer;
                }
            }
            ModelAction::ForgetPlace(place) => {
                self.studio.forget_place(&place);
                let text = format!("{} is no longer scanned for models", place.display());
                self.toasts.offer_undo(text, ModelAction::UndoRemove);
            }
            ModelAction::Reveal(path) => self.desktop.reveal(&path),
            ModelAction::LookAgain => self.studio.look_for_models(),
            ModelAction::SetLine(hub, proxy) => self.studio.set_line(hub, proxy),
        }
    }

    fn remove_model(&mut self, id: &ModelId) {
        let Some(found) = self.studio.models().found(id).cloned() else { return };
        let row = self.studio.catalog().writer(id);
        let name = row.map_or_else(|| found.name.clone(), |row| row.name.clone());
        let captions = &mut self.draft.brief.captions;
        let was_chosen = captions.writer == *id;
        self.writer_before = was_chosen.then(|| id.clone());
        if was_chosen {
            captions.writer = ModelId::builtin_writer();
        }
        self.remove_found(&found, &name);
    }

    fn remove_found(&mut self, found: &Found, name: &str) {
        if self.studio.remove_model(found) {
            self.toasts.offer_undo(format!("{name} was removed"), ModelAction::UndoRemove);
        }
    }

    /// Inspects a model that was dropped or chosen; the Models screen then asks how to add it.
    pub(super) fn inspect_model(&mut self, path: &Path) {
        self.screen = Screen::Models;
        self.studio.weigh_model(path);
    }

    /// Inspects a dropped file, unless it is no model's: then it is returned.
    pub(super) fn model_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_picture = PICTURES.contains(&ending.as_str());
        if !is_picture || self.screen == Screen::Models {
            self.inspect_model(&path);
            return None;
        }
        Some(path)
    }
}
