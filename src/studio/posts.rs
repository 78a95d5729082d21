//! Posts in the background: one thread paints them for the window, another reads photos, cuts them out, keeps documents
//! and exports. Both take requests and send responses by channel; nobody waits for them.

mod bundle;
mod cutting;
mod export;
mod file_thread;
mod paint_thread;
mod photos;
mod themes;

pub use bundle::ExportExtras;
pub(super) use bundle::{BundledPost, pack, write_bundle};
pub use cutting::OpenPicture;
pub use export::{ExportKind, ExportedText, PostExport, PostFile, make_post_files};
pub(super) use export::{PostMaker, unwritable};
pub use file_thread::{PostCheck, PostRequest, PostResponse};
pub use paint_thread::{PaintRequest, PaintedShot, Shot, ShotId};
pub use photos::KeptPhoto;
pub(super) use themes::Themes;

use crate::background::BackgroundThread;
use crate::files::Home;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::PathBuf;
use std::time::Duration;

/// How long the end of the program waits for documents and exports.
const END_WITHIN: Duration = Duration::from_secs(10);

/// The folders that posts are read from and written to.
#[derive(Clone, Debug)]
pub(super) struct PostPaths {
    pub documents: PathBuf,
    /// The user's own photos.
    pub photos: PathBuf,
    pub personas: PathBuf,
}

impl PostPaths {
    pub fn of(home: &Home) -> Self {
        Self {
            documents: home.data.join("posts"),
            photos: home.data.join("photos"),
            personas: home.personas(),
        }
    }
}

/// The handle to both threads. Dropping it lets the file thread work off its requests, and waits for that for at most
/// `END_WITHIN`.
pub struct Posts {
    paint: Sender<PaintRequest>,
    painted: Receiver<PaintedShot>,
    requests: Option<Sender<PostRequest>>,
    responses: Receiver<PostResponse>,
    file_thread: BackgroundThread,
}

impl Posts {
    /// Starts the threads; `wake` is called after each response.
    pub(super) fn start(paths: PostPaths, wake: impl Fn() + Send + Clone + 'static) -> Self {
        let (paint, paint_inbox) = unbounded();
        let (paint_outbox, painted) = unbounded();
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        let personas = paths.personas.clone();
        let also_wake = wake.clone();
        BackgroundThread::spawn("post-painter", move || {
            paint_thread::paint_all(&paint_inbox, &paint_outbox, personas, &also_wake);
        })
        .expect("a program that just started has threads left");
        let work = move || file_thread::handle_all(&inbox, &outbox, paths, &wake);
        let file_thread = BackgroundThread::spawn("post-files", work)
            .expect("a program that just started has threads left");
        Self { paint, painted, requests: Some(requests), responses, file_thread }
    }

    /// Has shots painted, in their order. The shots of an older request that are not painted yet are dropped.
    pub fn paint(&self, request: PaintRequest) {
        // The thread lives as long as this end of its inbox.
        self.paint.send(request).ok();
    }

    /// The next shot that was painted; never waits.
    pub fn painted(&self) -> Option<PaintedShot> {
        self.painted.try_recv().ok()
    }

    /// Sends a request to the file thread; never waits.
    pub fn send(&self, request: PostRequest) {
        if let Some(requests) = &self.requests {
            requests.send(request).ok();
        }
    }

    /// The next response of the file thread; never waits.
    pub fn response(&self) -> Option<PostResponse> {
        self.responses.try_recv().ok()
    }
}

impl Drop for Posts {
    fn drop(&mut self) {
        self.requests = None;
        if !self.file_thread.join_within(END_WITHIN) {
            tracing::error!("the file thread of posts did not end in {} s", END_WITHIN.as_secs());
        }
    }
}

#[cfg(test)]
mod tests;
