//! The paintings of the post that the window shows: which are needed in this frame, which are still good, which are
//! requested. The studio's thread paints them; until a new one arrives, the old one stays in sight.

use crate::brand::Persona;
use crate::brief::Format;
use crate::post::{PlacedPicture, PostPicture, PostVersion};
use crate::studio::{PaintRequest, PaintedShot, Posts, Shot, ShotId};
use crate::ui::text;
use crate::ui::textures;
use egui::{Context, TextureHandle, TextureOptions};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Sides are whole multiples of so many pixels, so that a window under resizing does not paint at each step.
const STEP: u32 = 16;

/// A painting in sight.
#[derive(Default)]
pub struct Painting {
    pub texture: Option<TextureHandle>,
    /// Why there is none, in a sentence.
    pub refusal: Option<String>,
    /// What is wrong with it, in sentences.
    pub faults: Vec<String>,
    /// Where its cut-outs stand, from the one behind to the one in front.
    pub pictures: Vec<PlacedPicture>,
    stamp: u64,
}

/// All paintings, and what this frame needs.
#[derive(Default)]
pub struct Shots {
    paintings: HashMap<ShotId, Painting>,
    wanted: Vec<Shot>,
    requested: Vec<(ShotId, u64)>,
    /// Distinguishes pictures and personas, which are too large to be compared by value each frame.
    generation: u64,
    /// Counts the posts that were shown; the first bits of every stamp.
    epoch: u16,
}

/// The bits of a stamp below its epoch.
const HASH_BITS: u32 = 48;

impl Shots {
    /// To be called when the picture or the persona is another one: every painting is out of date.
    pub fn outdate(&mut self) {
        self.generation += 1;
    }

    /// To be called when another post is shown: no painting of the last one may be seen under its name.
    pub fn clear(&mut self) {
        self.paintings.clear();
        self.requested.clear();
        self.epoch = self.epoch.wrapping_add(1);
        self.outdate();
    }

    /// Needs a painting in this frame and returns the one that is there; `side` is the longer side in pixels.
    pub fn get(
        &mut self,
        id: ShotId,
        version: &PostVersion,
        format: &'static Format,
        side: f32,
    ) -> &Painting {
        let side = (side.clamp(64.0, 4096.0) as u32).next_multiple_of(STEP);
        let stamp = self.stamp(version, format, side);
        let painting = self.paintings.entry(id).or_default();
        if painting.stamp != stamp {
            self.wanted.push(Shot { id, stamp, version: version.clone(), format, side });
        }
        painting
    }

    /// The painting that is there.
    pub fn painting(&self, id: ShotId) -> Option<&Painting> {
        self.paintings.get(&id)
    }

    fn stamp(&self, version: &PostVersion, format: &Format, side: u32) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.generation, format.id, side).hash(&mut hasher);
        let PostVersion { layout, headline, line, fact, call, handle, .. } = version;
        (layout, headline, line, fact, call, handle).hash(&mut hasher);
        let PostVersion { focus, added_focus, placement, added_placements, order, .. } = version;
        order.hash(&mut hasher);
        let bits = |value: f32| value.to_bits();
        for focus in std::iter::once(focus).chain(added_focus) {
            focus.map(|focus| focus.map(bits)).hash(&mut hasher);
        }
        for placement in std::iter::once(placement).chain(added_placements) {
            (placement.offset.map(bits), bits(placement.scale)).hash(&mut hasher);
        }
        // A new painting has the stamp 0.
        (u64::from(self.epoch) << HASH_BITS) | (hasher.finish() >> (64 - HASH_BITS)) | 1
    }

    /// Requests what this frame lacks, the large one first, unless that was the last request.
    pub fn request(
        &mut self,
        posts: &Posts,
        persona: Option<&Arc<Persona>>,
        picture: Option<&PostPicture>,
    ) {
        let mut shots = std::mem::take(&mut self.wanted);
        shots.sort_by_key(|shot| match shot.id {
            ShotId::Shown => 0,
            ShotId::Format(_) => 1,
            ShotId::Layout(_) => 2,
        });
        let wanted: Vec<_> = shots.iter().map(|shot| (shot.id, shot.stamp)).collect();
        if wanted == self.requested {
            return;
        }
        self.requested = wanted;
        let (persona, picture) = (persona.cloned(), picture.cloned());
        posts.paint(PaintRequest { persona, picture, shots });
    }

    /// Takes a painting that has arrived, unless it is of another post than the one that is shown.
    pub fn insert(&mut self, ctx: &Context, shot: PaintedShot) {
        if shot.stamp >> HASH_BITS != u64::from(self.epoch) {
            return;
        }
        self.requested.retain(|requested| *requested != (shot.id, shot.stamp));
        let painting = self.paintings.entry(shot.id).or_default();
        painting.stamp = shot.stamp;
        painting.faults = shot.faults;
        painting.pictures = shot.pictures;
        match shot.pixels {
            Ok(pixels) => {
                let (image, options) = (textures::image(&pixels), TextureOptions::LINEAR);
                match &mut painting.texture {
                    Some(texture) => texture.set(image, options),
                    None => painting.texture = Some(ctx.load_texture("post", image, options)),
                }
                painting.refusal = None;
            }
            Err(sentence) => {
                painting.texture = None;
                painting.refusal = Some(text::said(&sentence).into_owned());
            }
        }
    }
}
