//! What the actions of the Models screen do to the model library, and how the brief changes when a model is removed.
//! The studio reports what failed.

use super::App;
use crate::brief::ModelId;
use crate::model_library::{FoundModel, recommended_model};
use crate::post::is_picture_ending;
use crate::ui::Screen;
use crate::ui::desktop::FileDialog;
use crate::ui::models::ModelAction;
use std::path::{Path, PathBuf};

impl App {
    pub(super) fn dispatch_model(&mut self, action: ModelAction) {
        match action {
            ModelAction::Download(id) => {
                if let Some(model) = recommended_model(&id) {
                    self.studio.models().start_download(model);
                }
            }
            ModelAction::Pause(id) => self.studio.models().pause_download(&id),
            ModelAction::Resume(id) => self.studio.models().resume_download(&id),
            ModelAction::Cancel(id) => self.studio.models().cancel_download(&id),
            ModelAction::Choose { folder } => {
                self.desktop.open_dialog(FileDialog::Model { folder }, None);
            }
            ModelAction::Add(mode) => self.studio.models_mut().add_candidate(mode),
            ModelAction::CancelAdding => self.studio.models_mut().drop_candidate(),
            ModelAction::Remove(id) => self.remove_model(&id),
            ModelAction::RemoveUnusable(found) => {
                self.remove_found(&found, &found.name);
            }
            ModelAction::UndoRemove => {
                self.toasts.withdraw_undo(ModelAction::UndoRemove);
                self.studio.models_mut().undo_remove();
                if let Some(writer) = self.writer_before.take() {
                    self.draft.brief.captions.writer = writer;
                }
            }
            ModelAction::RemoveLocation(location) => {
                self.studio.models_mut().remove_location(&location);
                let text = text!("message-no-longer-searched", path = location.display());
                self.toasts.offer_undo(text, ModelAction::UndoRemove);
            }
            ModelAction::Reveal(path) => self.desktop.reveal(&path),
            ModelAction::Rescan => self.studio.models().rescan(),
            ModelAction::SetEndpoint { mirror, proxy } => {
                self.studio.change_settings(|settings| {
                    (settings.hub, settings.proxy) = (mirror, proxy);
                });
            }
        }
    }

    fn remove_model(&mut self, id: &ModelId) {
        let Some(found) = self.studio.models().installed().found(id).cloned() else { return };
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

    fn remove_found(&mut self, found: &FoundModel, name: &str) {
        if self.studio.models_mut().remove(found) {
            let text = text!("message-removed", name = name);
            self.toasts.offer_undo(text, ModelAction::UndoRemove);
        }
    }

    /// Inspects a model that was dropped or chosen; the Models screen then asks how to add it.
    pub(super) fn inspect_model(&mut self, path: &Path) {
        self.screen = Screen::Models;
        self.studio.models().inspect(path);
    }

    /// Inspects a dropped file, unless it is no model's: then it is returned.
    pub(super) fn model_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_picture = is_picture_ending(&ending);
        if !is_picture {
            self.inspect_model(&path);
            return None;
        }
        Some(path)
    }
}
