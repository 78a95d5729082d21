//! The textures of pictures: requests visible pictures from the disk thread, keeps those received, and frees
//! those drawn longest ago. The disk thread reads and shrinks them; a frame does neither.

use crate::files::{DiskRequest, DiskThread, Pixels};
use crate::job::{Job, JobId, State};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Thumbnails in graphics memory at most, of up to 400 KB each.
const THUMBNAILS: usize = 400;
/// Whole pictures in graphics memory at most, of up to 16 MB each.
const PICTURES: usize = 4;

/// The state of a requested picture.
pub enum Shown<'a> {
    Ready(&'a TextureHandle),
    Loading,
    /// A sentence for the user.
    Missing(&'a str),
}

enum Slot {
    Requested,
    Ready(TextureHandle),
    Failed(String),
}

/// Textures by job, with the frame in which each was drawn last.
#[derive(Default)]
struct Cache {
    slots: HashMap<JobId, (Slot, u64)>,
}

impl Cache {
    fn get_or_request(&mut self, job: JobId, now: u64, request: impl FnOnce()) -> Shown<'_> {
        let (slot, drawn) = self.slots.entry(job).or_insert_with(|| {
            request();
            (Slot::Requested, now)
        });
        *drawn = now;
        match slot {
            Slot::Requested => Shown::Loading,
            Slot::Ready(texture) => Shown::Ready(texture),
            Slot::Failed(sentence) => Shown::Missing(sentence),
        }
    }

    fn insert(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>, now: u64) {
        let slot = match pixels {
            Ok(pixels) => Slot::Ready(upload(ctx, &job.short(), pixels)),
            Err(sentence) => Slot::Failed(sentence),
        };
        let drawn = self.slots.get(&job).map_or(now, |(_, drawn)| *drawn);
        self.slots.insert(job, (slot, drawn));
    }

    /// Frees the textures drawn longest ago, those beyond a number.
    fn shrink(&mut self, capacity: usize, now: u64) {
        if self.slots.len() <= capacity {
            return;
        }
        let mut oldest: Vec<_> =
            self.slots.iter().map(|(job, (_, drawn))| (*drawn, *job)).collect();
        oldest.sort_unstable();
        for (drawn, job) in oldest.iter().take(self.slots.len() - capacity) {
            if *drawn + 2 < now {
                self.slots.remove(job);
            }
        }
    }
}

struct Preview {
    /// The step it shows.
    step: u32,
    texture: TextureHandle,
    drawn: u64,
}

/// All textures of pictures that the window holds.
#[derive(Default)]
pub struct Textures {
    thumbnails: Cache,
    pictures: Cache,
    /// The previews of the running jobs.
    previews: HashMap<JobId, Preview>,
    /// Illustrations by where their pixels are, with the frame in which each was drawn last.
    elements: HashMap<*const Pixels, (Arc<Pixels>, TextureHandle, u64)>,
    /// A picture of the user's own, by its path.
    outside: Option<(PathBuf, Slot)>,
    frame: u64,
}

impl Textures {
    /// Begins a frame.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
        self.thumbnails.shrink(THUMBNAILS, self.frame);
        self.pictures.shrink(PICTURES, self.frame);
        self.previews.retain(|_, preview| preview.drawn + 2 >= self.frame);
        self.elements.retain(|_, (_, _, drawn)| *drawn + 2 >= self.frame);
    }

    /// The small picture of a finished job.
    pub fn thumbnail(&mut self, disk: &DiskThread, job: JobId, picture: &Path) -> Shown<'_> {
        let request = || disk.send(DiskRequest::Thumbnail { job, picture: picture.to_owned() });
        self.thumbnails.get_or_request(job, self.frame, request)
    }

    /// The whole picture of a finished job.
    pub fn picture(&mut self, disk: &DiskThread, job: JobId, picture: &Path) -> Shown<'_> {
        let request = || disk.send(DiskRequest::Picture { job, picture: picture.to_owned() });
        self.pictures.get_or_request(job, self.frame, request)
    }

    /// A picture of the user's own, by its path; only the last one is kept.
    pub fn outside(&mut self, disk: &DiskThread, path: &Path) -> Shown<'_> {
        if self.outside.as_ref().is_none_or(|(kept, _)| kept != path) {
            disk.send(DiskRequest::Outside { path: path.to_owned() });
            self.outside = Some((path.to_owned(), Slot::Requested));
        }
        match &self.outside {
            Some((_, Slot::Ready(texture))) => Shown::Ready(texture),
            Some((_, Slot::Failed(sentence))) => Shown::Missing(sentence),
            Some((_, Slot::Requested)) | None => Shown::Loading,
        }
    }

    /// An illustration that the studio has painted.
    pub fn element(&mut self, ctx: &Context, pixels: &Arc<Pixels>) -> &TextureHandle {
        // The pixels are kept with their texture, so that no others come to lie at the same place.
        let slot = self.elements.entry(Arc::as_ptr(pixels)).or_insert_with(|| {
            (Arc::clone(pixels), upload(ctx, "illustration", pixels), self.frame)
        });
        slot.2 = self.frame;
        &slot.1
    }

    /// The preview of a running job.
    pub fn preview(&mut self, ctx: &Context, job: &Job) -> Option<&TextureHandle> {
        let pixels = job.preview()?;
        let step = match job.state() {
            State::Rendering { done, .. } => *done,
            _ => u32::MAX,
        };
        let is_current = self.previews.get(&job.id).is_some_and(|shown| shown.step == step);
        if !is_current {
            let size = [pixels.width, pixels.height];
            let image = ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
            let texture = ctx.load_texture("preview", image, TextureOptions::LINEAR);
            self.previews.insert(job.id, Preview { step, texture, drawn: self.frame });
        }
        let preview = self.previews.get_mut(&job.id)?;
        preview.drawn = self.frame;
        Some(&preview.texture)
    }

    pub fn add_thumbnail(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>) {
        self.thumbnails.insert(ctx, job, pixels, self.frame);
    }

    pub fn add_picture(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>) {
        self.pictures.insert(ctx, job, pixels, self.frame);
    }

    pub fn add_outside(&mut self, ctx: &Context, path: &Path, pixels: Result<&Pixels, String>) {
        let Some((kept, slot)) = &mut self.outside else { return };
        if kept == path {
            *slot = match pixels {
                Ok(pixels) => Slot::Ready(upload(ctx, "outside", pixels)),
                Err(sentence) => Slot::Failed(sentence),
            };
        }
    }

    /// Frees a job's pictures, so that they are requested again.
    pub fn forget(&mut self, job: JobId) {
        self.thumbnails.slots.remove(&job);
        self.pictures.slots.remove(&job);
    }
}

fn upload(ctx: &Context, name: &str, pixels: &Pixels) -> TextureHandle {
    let options = TextureOptions { mipmap_mode: None, ..TextureOptions::LINEAR };
    ctx.load_texture(name, image(pixels), options)
}

/// The disk thread's pixels in egui's form.
pub fn image(pixels: &Pixels) -> ColorImage {
    ColorImage::from_rgba_premultiplied([pixels.width, pixels.height], &pixels.rgba)
}
