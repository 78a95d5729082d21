//! The thread that lists the installed fonts for the brand editor and paints a sample of each that is shown.
//! A chosen font's file is copied to its brand elsewhere.

use crate::background::BackgroundThread;
use crate::files::{Pixels, read_bounded};
use crate::post::{InstalledFont, font_sample, installed_fonts};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The largest font file that is read for a sample, in bytes.
const MAX_FONT: u64 = 32 << 20;

/// What the thread sends.
pub enum FontResponse {
    /// Every installed font by name.
    Listed(Vec<InstalledFont>),
    /// A font's name in its own type, in white; none where it cannot be painted.
    Sample { path: PathBuf, pixels: Option<Pixels> },
}

enum Request {
    List,
    /// The font's file, its name, and the height of the letters in pixels.
    Sample(PathBuf, String, f32),
}

/// The handle. Dropping it waits for nothing.
pub struct FontThread {
    requests: Sender<Request>,
    responses: Receiver<FontResponse>,
    _thread: Option<BackgroundThread>,
}

impl FontThread {
    /// Starts the thread, which lists the fonts first; `wake` is called after each response.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        let thread = BackgroundThread::spawn("fonts", move || handle_all(&inbox, &outbox, &wake));
        let thread = thread.inspect_err(|error| tracing::error!("no thread for fonts: {error}"));
        requests.send(Request::List).ok();
        Self { requests, responses, _thread: thread.ok() }
    }

    /// Has a font's name painted in its own type; never waits.
    pub fn sample(&self, font: &InstalledFont, size: f32) {
        let request = Request::Sample(font.path.clone(), font.name.clone(), size);
        self.requests.send(request).ok();
    }

    /// The next response; never waits.
    pub fn response(&self) -> Option<FontResponse> {
        self.responses.try_recv().ok()
    }
}

fn handle_all(inbox: &Receiver<Request>, outbox: &Sender<FontResponse>, wake: &impl Fn()) {
    for request in inbox {
        let response = match request {
            Request::List => {
                FontResponse::Listed(catch_unwind(installed_fonts).unwrap_or_else(|_| Vec::new()))
            }
            Request::Sample(path, name, size) => {
                // A damaged font may end its reader; it has no sample then.
                let painted = catch_unwind(AssertUnwindSafe(|| sample(&path, &name, size)));
                FontResponse::Sample { path, pixels: painted.ok().flatten() }
            }
        };
        if outbox.send(response).is_err() {
            return;
        }
        wake();
    }
}

fn sample(path: &Path, name: &str, size: f32) -> Option<Pixels> {
    let bytes = read_bounded(path, MAX_FONT).ok()?;
    let sample = font_sample(bytes, name, size).ok()?;
    let (width, height) = (sample.width as usize, sample.height as usize);
    Some(Pixels { width, height, rgba: sample.rgba })
}
