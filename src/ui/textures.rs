//! Pictures on their way to the screen: asks the disk thread for what is seen, holds what came, and
//! lets go of what was not looked at for long. Nothing is read or shrunk in a frame.

use crate::files::{DiskRequest, DiskThread, Pixels};
use crate::job::{Job, JobId, State};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// How many thumbnails stay in the graphics memory, at 400 KB each at most.
const THUMBNAILS: usize = 400;
/// How many whole pictures stay, at 16 MB each at most.
const PICTURES: usize = 4;

/// What became of a picture that was asked for.
pub enum Shown<'a> {
    Ready(&'a TextureHandle),
    Coming,
    /// A sentence for the user.
    Missing(&'a str),
}

enum Slot {
    Asked,
    Ready(TextureHandle),
    Failed(String),
}

#[derive(Default)]
struct Shelf {
    slots: HashMap<JobId, (Slot, u64)>,
}

impl Shelf {
    fn look(&mut self, job: JobId, now: u64, ask: impl FnOnce()) -> Shown<'_> {
        let (slot, seen) = self.slots.entry(job).or_insert_with(|| {
            ask();
            (Slot::Asked, now)
        });
        *seen = now;
        match slot {
            Slot::Asked => Shown::Coming,
            Slot::Ready(texture) => Shown::Ready(texture),
            Slot::Failed(sentence) => Shown::Missing(sentence),
        }
    }

    fn take_in(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>, now: u64) {
        let slot = match pixels {
            Ok(pixels) => Slot::Ready(upload(ctx, &job.short(), pixels)),
            Err(sentence) => Slot::Failed(sentence),
        };
        let seen = self.slots.get(&job).map_or(now, |(_, seen)| *seen);
        self.slots.insert(job, (slot, seen));
    }

    /// Lets go of what was looked at longest ago.
    fn keep(&mut self, count: usize, now: u64) {
        if self.slots.len() <= count {
            return;
        }
        let mut seen: Vec<_> = self.slots.iter().map(|(job, (_, seen))| (*seen, *job)).collect();
        seen.sort_unstable();
        for (last, job) in seen.iter().take(self.slots.len() - count) {
            if *last + 2 < now {
                self.slots.remove(job);
            }
        }
    }
}

/// Everything the window holds in graphics memory.
#[derive(Default)]
pub struct Textures {
    thumbnails: Shelf,
    pictures: Shelf,
    /// The preview of a running job and the step it shows.
    preview: Option<(JobId, u32, TextureHandle)>,
    /// A picture of the user's own, by its path.
    outside: Option<(PathBuf, Slot)>,
    frame: u64,
}

impl Textures {
    /// Begins a frame.
    pub fn tick(&mut self) {
        self.frame += 1;
        self.thumbnails.keep(THUMBNAILS, self.frame);
        self.pictures.keep(PICTURES, self.frame);
    }

    /// The small picture of a finished job.
    pub fn thumbnail(&mut self, disk: &DiskThread, job: JobId, picture: &Path) -> Shown<'_> {
        let ask = || disk.send(DiskRequest::Thumbnail { job, picture: picture.to_owned() });
        self.thumbnails.look(job, self.frame, ask)
    }

    /// The whole picture of a finished job.
    pub fn picture(&mut self, disk: &DiskThread, job: JobId, picture: &Path) -> Shown<'_> {
        let ask = || disk.send(DiskRequest::Picture { job, picture: picture.to_owned() });
        self.pictures.look(job, self.frame, ask)
    }

    /// A picture of the user's own, wherever it lies; the last one that was looked at is held.
    pub fn outside(&mut self, disk: &DiskThread, path: &Path) -> Shown<'_> {
        if self.outside.as_ref().is_none_or(|(held, _)| held != path) {
            disk.send(DiskRequest::Outside { path: path.to_owned() });
            self.outside = Some((path.to_owned(), Slot::Asked));
        }
        match &self.outside {
            Some((_, Slot::Ready(texture))) => Shown::Ready(texture),
            Some((_, Slot::Failed(sentence))) => Shown::Missing(sentence),
            Some((_, Slot::Asked)) | None => Shown::Coming,
        }
    }

    /// What can be seen of a running job.
    pub fn preview(&mut self, ctx: &Context, job: &Job) -> Option<&TextureHandle> {
        let preview = job.preview()?;
        let step = match job.state() {
            State::Rendering { done, .. } => *done,
            _ => u32::MAX,
        };
        let kept = matches!(&self.preview, Some((id, at, _)) if (*id, *at) == (job.id, step));
        if !kept {
            let size = [preview.width, preview.height];
            let image = ColorImage::from_rgba_unmultiplied(size, &preview.rgba);
            let texture = ctx.load_texture("preview", image, TextureOptions::LINEAR);
            self.preview = Some((job.id, step, texture));
        }
        self.preview.as_ref().map(|(_, _, texture)| texture)
    }

    pub fn thumbnail_came(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>) {
        self.thumbnails.take_in(ctx, job, pixels, self.frame);
    }

    pub fn picture_came(&mut self, ctx: &Context, job: JobId, pixels: Result<&Pixels, String>) {
        self.pictures.take_in(ctx, job, pixels, self.frame);
    }

    pub fn outside_came(&mut self, ctx: &Context, path: &Path, pixels: Result<&Pixels, String>) {
        let Some((held, slot)) = &mut self.outside else { return };
        if held == path {
            *slot = match pixels {
                Ok(pixels) => Slot::Ready(upload(ctx, "outside", pixels)),
                Err(sentence) => Slot::Failed(sentence),
            };
        }
    }

    /// Forgets a job's pictures, so that they are read anew.
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
