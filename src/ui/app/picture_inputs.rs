//! The files that pictures are made with beside the prompt: the start picture, the mask of what to redraw, LoRAs.
//! The paths go into the brief; whether a model can use them is checked there.

use super::App;
use crate::files::DiskRequest;
use crate::ui::Screen;
use crate::ui::desktop::PictureInput;
use crate::ui::painting::{Painting, PaintingResult};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl App {
    pub(super) fn picture_input_chosen(&mut self, input: PictureInput, path: PathBuf) {
        let advanced = &mut self.draft.brief.advanced;
        match input {
            PictureInput::StartPicture => self.set_start_picture(Some(path)),
            PictureInput::Mask => {
                // Its pixels are not shown: they are read to know that they can be.
                self.studio.disk().send(DiskRequest::Outside { path: path.clone() });
                advanced.mask = Some(path);
            }
            PictureInput::Lora => {
                if advanced.loras.iter().all(|(known, _)| *known != path) {
                    advanced.loras.push((path, 1.0));
                }
            }
        }
    }

    /// Another start picture has no mask yet; without one there is nothing to mask.
    pub(super) fn set_start_picture(&mut self, path: Option<PathBuf>) {
        let advanced = &mut self.draft.brief.advanced;
        if advanced.init_image == path {
            return;
        }
        advanced.mask = None;
        if path.is_none() {
            advanced.strength = None;
        }
        if let Some(path) = &path {
            self.studio.disk().send(DiskRequest::Outside { path: path.clone() });
        }
        advanced.init_image = path;
        self.screen = Screen::Create;
    }

    /// A picture that cannot be opened leaves the brief, with the reason, before a job is made of it.
    pub(super) fn refuse_picture_input(&mut self, path: &Path, sentence: String) {
        let advanced = &mut self.draft.brief.advanced;
        if advanced.init_image.as_deref() == Some(path) {
            self.toasts.error(sentence);
            self.set_start_picture(None);
        } else if advanced.mask.as_deref() == Some(path) {
            advanced.mask = None;
            self.toasts.error(sentence);
        }
    }

    /// Opens the mask painter over the start picture.
    pub(super) fn paint_mask(&mut self) {
        if let Some(path) = &self.draft.brief.advanced.init_image {
            self.painting = Some(Painting::resume(self.painting.take(), path));
        }
    }

    /// Applies what the mask painter returned in this frame.
    pub(super) fn apply_painting(&mut self, result: PaintingResult) {
        match result {
            PaintingResult::Mask(Some(mask)) => {
                self.studio.disk().send(DiskRequest::KeepMask(Arc::new(mask)));
            }
            PaintingResult::Mask(None) => self.draft.brief.advanced.mask = None,
            PaintingResult::Open | PaintingResult::Cancelled => {}
        }
    }
}
