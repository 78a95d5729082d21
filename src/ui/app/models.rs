//! What the wishes of the Models place do to the studio, and what becomes of the brief when a model goes.
//! What went wrong is said by the studio's troubles.

use super::App;
use crate::brief::ModelId;
use crate::engine::recommended;
use crate::files::models::Found;
use crate::ui::Place;
use crate::ui::action::Action;
use crate::ui::desktop::Question;
use crate::ui::models::ModelAction;
use std::path::{Path, PathBuf};

/// What a picture's file ends with. All else that is dropped may be a model: its file, or its folder, which has any name.
const PICTURES: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

impl App {
    pub(super) fn model_act(&mut self, action: ModelAction) {
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
                self.desktop.ask(Question::Model { folder }, None);
            }
            ModelAction::Add(keep) => self.studio.add_model(keep),
            ModelAction::ForgetAdding => self.studio.forget_adding(),
            ModelAction::Remove(id) => self.remove_model(&id),
            ModelAction::RemoveUnusable(found) => {
                self.take_away(&found, &found.name);
            }
            ModelAction::UndoRemove => {
                self.toasts.withdraw(&Action::Model(ModelAction::UndoRemove));
                self.studio.undo_remove_model();
                if let Some(writer) = self.writer_before.take() {
                    self.draft.brief.captions.writer = writer;
                }
            }
            ModelAction::ForgetPlace(place) => {
                self.studio.forget_place(&place);
                let words = format!("{} is looked in no longer", place.display());
                self.toasts.offer(words, "Undo", Action::Model(ModelAction::UndoRemove));
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
        self.take_away(&found, &name);
    }

    fn take_away(&mut self, found: &Found, name: &str) {
        if self.studio.remove_model(found) {
            let undo = Action::Model(ModelAction::UndoRemove);
            self.toasts.offer(format!("{name} was removed"), "Undo", undo);
        }
    }

    /// A model was dropped or chosen; it is looked at, and the place asks how to keep it.
    pub(super) fn take_model(&mut self, path: &Path) {
        self.place = Place::Models;
        self.studio.weigh_model(path);
    }

    /// A file was dropped: gives it back where it is no model's.
    pub(super) fn model_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_picture = PICTURES.contains(&ending.as_str());
        if !is_picture || self.place == Place::Models {
            self.take_model(&path);
            return None;
        }
        Some(path)
    }
}
