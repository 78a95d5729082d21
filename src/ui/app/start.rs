//! What pictures are made with beside words: the start picture, the part of it that is painted, LoRAs.

use super::App;
use crate::files::DiskRequest;
use crate::ui::Place;
use crate::ui::desktop::{Ingredient, Question};
use crate::ui::painting::{Painted, Painting};
use crate::ui::theme::Look;
use egui::Context;
use std::path::PathBuf;
use std::sync::Arc;

impl App {
    /// Asks for a file that pictures are made with.
    pub(super) fn choose(&mut self, ingredient: Ingredient) {
        self.desktop.ask(Question::With(ingredient), None);
    }

    pub(super) fn chosen(&mut self, ingredient: Ingredient, path: PathBuf) {
        let advanced = &mut self.draft.brief.advanced;
        match ingredient {
            Ingredient::Start => self.start_from(Some(path)),
            Ingredient::Part => advanced.mask = Some(path),
            Ingredient::Lora => {
                if advanced.loras.iter().all(|(known, _)| *known != path) {
                    advanced.loras.push((path, 1.0));
                }
            }
        }
    }

    /// Another start picture has no part yet; without one there is nothing to have a part of.
    pub(super) fn start_from(&mut self, path: Option<PathBuf>) {
        let advanced = &mut self.draft.brief.advanced;
        if advanced.init_image == path {
            return;
        }
        advanced.mask = None;
        if path.is_none() {
            advanced.strength = None;
        }
        advanced.init_image = path;
        self.place = Place::Create;
    }

    /// Opens the painter over the start picture.
    pub(super) fn paint_part(&mut self) {
        if let Some(path) = &self.draft.brief.advanced.init_image {
            self.painting = Some(Painting::go_on(self.painting.take(), path));
        }
    }

    pub(super) fn painting_ui(&mut self, ctx: &Context, look: &Look) {
        let Some(painting) = self.painting.as_mut().filter(|painting| painting.is_open()) else {
            return;
        };
        match painting.ui(ctx, look, &self.studio, &mut self.textures) {
            Painted::Part(Some(mask)) => {
                self.studio.disk().send(DiskRequest::KeepMask(Arc::new(mask)));
            }
            Painted::Part(None) => self.draft.brief.advanced.mask = None,
            Painted::Nothing | Painted::Closed => {}
        }
    }
}
