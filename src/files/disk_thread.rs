//! The thread that reads and writes files for the window, as no frame may wait for a disk: requests in,
//! responses out, both by channel. It decides nothing; jobs are written by the history thread.

use super::history::{History, Page, Query};
use super::home::Home;
use super::persona_requests::{self, PersonaRequest, PersonaResponse};
use super::pictures::{self, Export};
use super::settings::Settings;
use super::support;
use crate::background::BackgroundThread;
use crate::job::JobId;
use crate::post::FoundRecipe;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long the end of the program waits for the thread.
const END_WITHIN: Duration = Duration::from_secs(10);

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

/// What the disk thread does on request.
#[derive(Clone, Debug)]
pub enum DiskRequest {
    /// The small picture of a finished job; made anew from `picture` where it is missing.
    Thumbnail { job: JobId, picture: PathBuf },
    /// The whole picture of a finished job, at most 2048 pixels a side.
    Picture { job: JobId, picture: PathBuf },
    /// A page of the Library.
    Page { query: Query, offset: usize, limit: usize },
    /// Copies of pictures, in a format and folder of the user's choice.
    Export(Vec<Export>),
    /// A picture's pixels for the clipboard.
    Copy { picture: PathBuf },
    /// How a picture file was made.
    Recipe { path: PathBuf },
    /// A picture of the user's own, at most 1024 pixels a side.
    Outside { path: PathBuf },
    /// Writes the part of a picture that is to be drawn anew.
    KeepMask(Arc<Mask>),
    /// Writes the settings.
    Settings(Box<Settings>),
    /// Writes the support file.
    SupportFile { to: PathBuf },
    /// Whatever concerns the files of brands.
    Persona(PersonaRequest),
}

/// A response. An error is a sentence for the user.
#[derive(Clone, Debug)]
pub enum DiskResponse {
    Thumbnail {
        job: JobId,
        pixels: Result<Arc<Pixels>, String>,
    },
    Picture {
        job: JobId,
        pixels: Result<Arc<Pixels>, String>,
    },
    Page(Result<Page, String>),
    /// The files that were exported, or what went wrong.
    Exported(Result<Vec<PathBuf>, String>),
    Copied(Result<Arc<Pixels>, String>),
    Recipe {
        path: PathBuf,
        recipe: Result<Option<FoundRecipe>, String>,
    },
    Outside {
        path: PathBuf,
        pixels: Result<Arc<Pixels>, String>,
    },
    /// The file of a painted part.
    MaskKept(Result<PathBuf, String>),
    /// Settings could not be written.
    SettingsFailed(String),
    Persona(PersonaResponse),
}

/// The handle to the disk thread. Dropping it lets the thread work off its requests, and waits for that
/// for at most `END_WITHIN`.
pub struct DiskThread {
    requests: Option<Sender<DiskRequest>>,
    responses: Receiver<DiskResponse>,
    thread: BackgroundThread,
}

/// The files and folders that the disk thread works in.
pub(crate) struct DiskPaths {
    pub history: PathBuf,
    pub thumbnails: PathBuf,
    pub masks: PathBuf,
    pub settings: PathBuf,
    pub logs: PathBuf,
    pub personas: PathBuf,
}

impl DiskPaths {
    pub(crate) fn of(home: &Home) -> Self {
        Self {
            history: home.history(),
            thumbnails: home.thumbnails(),
            masks: home.masks(),
            settings: home.settings.clone(),
            logs: home.logs(),
            personas: home.personas(),
        }
    }
}

impl DiskThread {
    /// Starts the thread; `wake` is called after each response.
    pub(crate) fn start(paths: DiskPaths, wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded::<DiskRequest>();
        let (outbox, responses) = unbounded();
        let work = move || {
            for request in inbox {
                if let Some(response) = handle(request, &paths) {
                    // The receiver may be gone; the request is carried out all the same.
                    outbox.send(response).ok();
                    wake();
                }
            }
        };
        let thread = BackgroundThread::spawn("disk", work)
            .expect("a program that just started has threads left");
        Self { requests: Some(requests), responses, thread }
    }

    /// Sends a request; never waits.
    pub fn send(&self, request: DiskRequest) {
        if let Some(requests) = &self.requests {
            // The thread lives as long as this handle does.
            requests.send(request).ok();
        }
    }

    /// A sender for whoever sends requests of its own. The thread ends only when all senders are dropped.
    pub(crate) fn sender(&self) -> Sender<DiskRequest> {
        self.requests.clone().expect("it is there until this handle is dropped")
    }

    /// The next response that has arrived; never waits.
    pub fn response(&self) -> Option<DiskResponse> {
        self.responses.try_recv().ok()
    }
}

impl Drop for DiskThread {
    fn drop(&mut self) {
        self.requests = None;
        if !self.thread.join_within(END_WITHIN) {
            tracing::error!("the disk thread did not end in {} s", END_WITHIN.as_secs());
        }
    }
}

fn handle(request: DiskRequest, paths: &DiskPaths) -> Option<DiskResponse> {
    Some(match request {
        DiskRequest::Thumbnail { job, picture } => {
            DiskResponse::Thumbnail { job, pixels: thumbnail(paths, job, &picture) }
        }
        DiskRequest::Picture { job, picture } => {
            DiskResponse::Picture { job, pixels: pixels_within(&picture, 2048) }
        }
        DiskRequest::Page { query, offset, limit } => {
            let page = History::open_to_read(&paths.history)
                .and_then(|history| history.page(&query, offset, limit));
            DiskResponse::Page(page.map_err(|error| error.to_string()))
        }
        DiskRequest::Export(exports) => {
            let export = |export: Export| pictures::export(&export).map(|()| export.to);
            let exported = exports.into_iter().map(export).collect::<Result<_, _>>();
            DiskResponse::Exported(exported.map_err(|error| error.to_string()))
        }
        DiskRequest::Copy { picture } => {
            let pixels = pictures::read_pixels(&picture).map(|image| Arc::new(Pixels::from(image)));
            DiskResponse::Copied(pixels.map_err(|error| error.to_string()))
        }
        DiskRequest::Recipe { path } => {
            let recipe = pictures::read_recipe(&path).map_err(|error| error.to_string());
            DiskResponse::Recipe { path, recipe }
        }
        DiskRequest::Outside { path } => {
            let pixels = pixels_within(&path, 1024);
            DiskResponse::Outside { path, pixels }
        }
        DiskRequest::KeepMask(mask) => DiskResponse::MaskKept(
            pictures::save_mask(&paths.masks, &mask)
                .map_err(|error| format!("The painted part could not be saved: {error}")),
        ),
        DiskRequest::Settings(settings) => {
            let error = settings.write(&paths.settings).err()?;
            DiskResponse::SettingsFailed(format!("Your settings could not be saved: {error}"))
        }
        DiskRequest::SupportFile { to } => {
            DiskResponse::Exported(support::write(&paths.logs, &paths.settings, to))
        }
        DiskRequest::Persona(request) => {
            DiskResponse::Persona(persona_requests::handle(request, &paths.personas)?)
        }
    })
}

/// A picture brought to at most `side` pixels on its longer side.
fn pixels_within(picture: &Path, side: u32) -> Result<Arc<Pixels>, String> {
    let image = pictures::read_pixels(picture).map_err(|error| error.to_string())?;
    Ok(Arc::new(Pixels::from(pictures::shrunk(&image, side))))
}

fn thumbnail(paths: &DiskPaths, job: JobId, picture: &Path) -> Result<Arc<Pixels>, String> {
    let kept = pictures::thumbnail_path(&paths.thumbnails, job);
    if let Ok(image) = pictures::read_pixels(&kept) {
        return Ok(Arc::new(image.into()));
    }
    let image = pictures::read_pixels(picture).map_err(|error| error.to_string())?;
    let small = match pictures::save_thumbnail(&paths.thumbnails, job, &image) {
        Ok(small) => small,
        Err(error) => {
            tracing::warn!("a thumbnail could not be saved: {error}");
            pictures::shrunk(&image, 320)
        }
    };
    Ok(Arc::new(small.into()))
}
