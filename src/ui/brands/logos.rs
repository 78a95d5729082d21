//! Logos as textures: asked of the disk thread when one is looked at, held while the brand is.
//! A logo's file never changes under its name, so what came once stays true.

use crate::brand::PersonaId;
use crate::files::{DiskRequest, DiskThread, PersonaRequest, Pixels};
use crate::ui::textures::{Shown, image};
use egui::{Context, TextureHandle, TextureOptions};
use std::collections::HashMap;

/// How many stay in graphics memory, at 1 MB each at most.
const KEPT: usize = 24;

enum Slot {
    Asked,
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
        if self.slots.len() >= KEPT && !self.slots.contains_key(&key) {
            self.slots.clear();
        }
        let slot = self.slots.entry(key).or_insert_with(|| {
            let (id, name) = (id.clone(), name.to_owned());
            disk.send(DiskRequest::Persona(PersonaRequest::Logo { id, name }));
            Slot::Asked
        });
        match slot {
            Slot::Asked => Shown::Coming,
            Slot::Ready(texture) => Shown::Ready(texture),
            Slot::Failed(sentence) => Shown::Missing(sentence),
        }
    }

    pub fn came(
        &mut self,
        ctx: &Context,
        id: PersonaId,
        name: String,
        pixels: Result<&Pixels, String>,
    ) {
        let slot = match pixels {
            Ok(pixels) => {
                Slot::Ready(ctx.load_texture(&name, image(pixels), TextureOptions::LINEAR))
            }
            Err(sentence) => Slot::Failed(sentence),
        };
        self.slots.insert((id, name), slot);
    }
}
