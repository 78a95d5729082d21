//! The disk thread: whatever a window frame must not wait for. Ask it, and the answer comes by channel.
//! It reads and writes files as told; it decides nothing and holds no state but a history reader.

use super::history::{History, Page, Query};
use super::persona_desk::{self, PersonaAsk, PersonaReply};
use super::pictures::{self, Export};
use super::settings::Settings;
use crate::job::JobId;
use crate::post::Recipe;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

/// A picture ready to be shown: RGBA with premultiplied alpha, 8 bits a channel.
#[derive(Clone, PartialEq)]
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels {}x{}", self.width, self.height)
    }
}

impl From<image::RgbaImage> for Pixels {
    fn from(mut image: image::RgbaImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        for pixel in image.pixels_mut().filter(|pixel| pixel[3] < 255) {
            let [r, g, b, alpha] = pixel.0.map(u16::from);
            pixel.0 = [r * alpha / 255, g * alpha / 255, b * alpha / 255, alpha].map(|v| v as u8);
        }
        Self { width, height, rgba: image.into_raw() }
    }
}

/// A part of a picture: one byte a pixel, 255 where it is to be drawn anew.
#[derive(Clone, PartialEq)]
pub struct Mask {
    pub width: usize,
    pub height: usize,
    pub cover: Vec<u8>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mask {}x{}", self.width, self.height)
    }
}

/// What the disk thread can be asked for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// The small picture of a finished job; made anew from `picture` where it is missing.
    Thumbnail { job: JobId, picture: PathBuf },
    /// The whole picture of a finished job, at most 2048 pixels a side.
    Picture { job: JobId, picture: PathBuf },
    /// A stretch of the Library.
    Page { query: Query, offset: usize, limit: usize },
    /// Copies of pictures, in a format and place of the user's choice.
    Export(Vec<Export>),
    /// A picture's pixels for the clipboard.
    Copy { picture: PathBuf },
    /// How a picture file was made.
    Recipe { path: PathBuf },
    /// A picture of the user's own, at most 1024 pixels a side.
    Outside { path: PathBuf },
    /// Keeps the part of a picture that is to be drawn anew.
    KeepMask(Arc<Mask>),
    /// Keeps the settings.
    Settings(Box<Settings>),
    /// Moves what history wrote into its main file.
    Checkpoint,
    /// Whatever concerns brands.
    Persona(PersonaAsk),
}

/// An answer. An error is a sentence for the user.
#[derive(Clone, Debug)]
pub enum Reply {
    Thumbnail {
        job: JobId,
        pixels: Result<Arc<Pixels>, String>,
    },
    Picture {
        job: JobId,
        pixels: Result<Arc<Pixels>, String>,
    },
    Page(Result<Page, String>),
    /// How many pictures were exported to where, or what went wrong.
    Exported(Result<Vec<PathBuf>, String>),
    Copied(Result<Arc<Pixels>, String>),
    Recipe {
        path: PathBuf,
        recipe: Result<Option<Recipe>, String>,
    },
    Outside {
        path: PathBuf,
        pixels: Result<Arc<Pixels>, String>,
    },
    /// Where a painted part lies.
    MaskKept(Result<PathBuf, String>),
    /// Settings could not be kept.
    SettingsFailed(String),
    Persona(PersonaReply),
}

/// The handle to the disk thread. Dropping it finishes what was asked, then ends the thread.
pub struct Gallery {
    asks: Option<Sender<Ask>>,
    replies: Receiver<Reply>,
    thread: Option<JoinHandle<()>>,
}

/// The places the disk thread works in.
pub(crate) struct Places {
    pub history: PathBuf,
    pub thumbnails: PathBuf,
    pub masks: PathBuf,
    pub settings: PathBuf,
    pub personas: PathBuf,
}

impl Gallery {
    /// Starts the thread; `wake` is called after each reply.
    pub(crate) fn start(places: Places, wake: impl Fn() + Send + 'static) -> Self {
        let (asks, inbox) = unbounded::<Ask>();
        let (outbox, replies) = unbounded();
        let thread = std::thread::Builder::new()
            .name("disk".into())
            .spawn(move || {
                for ask in inbox {
                    if let Some(reply) = answer(ask, &places) {
                        // The other end may be gone; what was asked is done all the same.
                        outbox.send(reply).ok();
                        wake();
                    }
                }
            })
            .expect("a thread can be started");
        Self { asks: Some(asks), replies, thread: Some(thread) }
    }

    /// Asks for something; never waits.
    pub fn ask(&self, ask: Ask) {
        if let Some(asks) = &self.asks {
            // The thread lives as long as this handle does.
            asks.send(ask).ok();
        }
    }

    /// The next answer that has come; never waits.
    pub fn reply(&self) -> Option<Reply> {
        self.replies.try_recv().ok()
    }
}

impl Drop for Gallery {
    fn drop(&mut self) {
        self.asks = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn answer(ask: Ask, places: &Places) -> Option<Reply> {
    Some(match ask {
        Ask::Thumbnail { job, picture } => {
            Reply::Thumbnail { job, pixels: thumbnail(places, job, &picture) }
        }
        Ask::Picture { job, picture } => {
            let pixels = pictures::read_pixels(&picture)
                .map(|image| Arc::new(Pixels::from(pictures::shrunk(&image, 2048))))
                .map_err(|error| error.to_string());
            Reply::Picture { job, pixels }
        }
        Ask::Page { query, offset, limit } => {
            let page = History::open_to_read(&places.history)
                .and_then(|history| history.page(&query, offset, limit));
            Reply::Page(page.map_err(|error| error.to_string()))
        }
        Ask::Export(orders) => {
            let export = |order: Export| pictures::export(&order).map(|()| order.to);
            let done = orders.into_iter().map(export).collect::<Result<_, _>>();
            Reply::Exported(done.map_err(|error| error.to_string()))
        }
        Ask::Copy { picture } => {
            let pixels = pictures::read_pixels(&picture).map(|image| Arc::new(Pixels::from(image)));
            Reply::Copied(pixels.map_err(|error| error.to_string()))
        }
        Ask::Recipe { path } => {
            let recipe = pictures::read_recipe(&path);
            let recipe = recipe.map(|found| found.map(|(_, recipe)| recipe));
            Reply::Recipe { path, recipe: recipe.map_err(|error| error.to_string()) }
        }
        Ask::Outside { path } => {
            let pixels = pictures::read_pixels(&path)
                .map(|image| Arc::new(Pixels::from(pictures::shrunk(&image, 1024))))
                .map_err(|error| error.to_string());
            Reply::Outside { path, pixels }
        }
        Ask::KeepMask(mask) => Reply::MaskKept(
            pictures::save_mask(&places.masks, &mask)
                .map_err(|error| format!("The painted part could not be kept: {error}")),
        ),
        Ask::Settings(settings) => {
            let error = settings.write(&places.settings).err()?;
            Reply::SettingsFailed(format!("Your settings could not be kept: {error}"))
        }
        Ask::Checkpoint => {
            if let Err(error) = History::checkpoint(&places.history) {
                tracing::warn!("history could not be tidied: {error}");
            }
            return None;
        }
        Ask::Persona(ask) => Reply::Persona(persona_desk::answer(ask, &places.personas)?),
    })
}

fn thumbnail(
    places: &Places,
    job: JobId,
    picture: &std::path::Path,
) -> Result<Arc<Pixels>, String> {
    let kept = pictures::thumbnail_path(&places.thumbnails, job);
    if let Ok(image) = pictures::read_pixels(&kept) {
        return Ok(Arc::new(image.into()));
    }
    let image = pictures::read_pixels(picture).map_err(|error| error.to_string())?;
    let small = match pictures::save_thumbnail(&places.thumbnails, job, &image) {
        Ok(small) => small,
        Err(error) => {
            tracing::warn!("a thumbnail could not be kept: {error}");
            pictures::shrunk(&image, 320)
        }
    };
    Ok(Arc::new(small.into()))
}
