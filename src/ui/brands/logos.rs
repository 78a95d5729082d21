//! Logos and pictures of products as textures: requested from the disk thread when one is drawn, and kept for the next frames.
//! A logo's file never changes under its name, so a texture is never stale.

use crate::brand::PersonaId;
use crate::files::{DiskRequest, DiskThread, PersonaRequest, Pixels};
use crate::ui::textures::{Shown, image};
use egui::{Context, TextureHandle, TextureOptions};
use std::collections::HashMap;

/// Textures in graphics memory at most, of up to 1 MB each.
const CAPACITY: usize = 24;

enum Slot {
    Requested,
    Ready(TextureHandle),
    Failed(String),
}

#[derive(Default)]
pub struct Logos {
    slots: HashMap<(PersonaId, String), Slot>,
}

impl Logos {
    /// The logo of a brand by the name of its file.
    pub fn logo(&mut self, disk: &DiskThread, id: &PersonaId, name: &str) -> Shown<'_> {
        let key = (id.clone(), name.to_owned());
        if self.slots.len() >= CAPACITY && !self.slots.contains_key(&key) {
            self.slots.clear();
        }
        let slot = self.slots.entry(key).or_insert_with(|| {
            let (id, name) = (id.clone(), name.to_owned());
            disk.send(DiskRequest::Persona(PersonaRequest::Logo { id, name }));
            Slot::Requested
        });
        match slot {
            Slot::Requested => Shown::Loading,
            Slot::Ready(texture) => Shown::Ready(texture),
            Slot::Failed(sentence) => Shown::Missing(sentence),
        }
    }

    /// Takes the pixels of a logo, unless nobody here has requested it.
    pub fn add(
        &mut self,
        ctx: &Context,
        id: PersonaId,
        name: String,
        pixels: Result<&Pixels, String>,
    ) {
        let key = (id, name);
        if !self.slots.contains_key(&key) {
            return;
        }
        let slot = match pixels {
            Ok(pixels) => {
                Slot::Ready(ctx.load_texture(&key.1, image(pixels), TextureOptions::LINEAR))
            }
            Err(sentence) => Slot::Failed(sentence),
        };
        self.slots.insert(key, slot);
    }
}
