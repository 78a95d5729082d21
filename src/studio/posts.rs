//! Posts in the background: one thread paints them for the window, another reads photos, cuts them out, keeps documents
//! and exports, a third describes photos. All take requests and send responses by channel; nobody waits for them.

mod bundle;
mod cutting;
mod describe_thread;
mod element_cut;
mod export;
mod file_thread;
mod finder;
mod paint_thread;
mod photos;
mod themes;

pub use bundle::ExportExtras;
pub(super) use bundle::{BundledPost, pack, write_bundle};
pub(super) use cutting::Cutters;
pub use cutting::{OpenPart, OpenPicture, WantedPicture};
pub use describe_thread::{DescribeRequest, DescribedSubject, Description};
pub use export::{ExportKind, ExportedText, PostExport, PostFile, make_post_files};
pub(super) use export::{PostMaker, unwritable};
pub use file_thread::{PostCheck, PostRequest, PostResponse};
pub use paint_thread::{PaintRequest, PaintedShot, Shot, ShotId};
pub use photos::{
    KeptPhoto, PhotoNotKept, keep_photo, keep_photo_bytes, photo_named, photos_folder,
};
pub(super) use photos::{MOST_PHOTO_BYTES, sized};
pub(super) use themes::Themes;

use crate::background::BackgroundThread;
use crate::engine::ElementLibrary;
use crate::files::Home;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
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
    describe: Sender<DescribeRequest>,
    descriptions: Receiver<Description>,
    /// What is being described.
    described: RefCell<Vec<DescribedSubject>>,
}

impl Posts {
    /// Starts the threads; `wake` is called after each response.
    pub(super) fn start(
        paths: PostPaths,
        library: Option<Arc<ElementLibrary>>,
        wake: impl Fn() + Send + Clone + 'static,
    ) -> Self {
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
        let (describe, describe_inbox) = unbounded();
        let (describe_outbox, descriptions) = unbounded();
        let also_wake = wake.clone();
        BackgroundThread::spawn("photo-describer", move || {
            describe_thread::describe_all(&describe_inbox, &describe_outbox, &also_wake);
        })
        .expect("a program that just started has threads left");
        let cutters = Cutters::new(library, paths.personas.clone());
        let work = move || file_thread::handle_all(&inbox, &outbox, (paths, cutters), &wake);
        let file_thread = BackgroundThread::spawn("post-files", work)
            .expect("a program that just started has threads left");
        let requests = Some(requests);
        let described = RefCell::default();
        Self { paint, painted, requests, responses, file_thread, describe, descriptions, described }
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

    /// Has a photo described; never waits.
    pub fn describe(&self, request: DescribeRequest) {
        self.described.borrow_mut().push(request.subject.clone());
        self.describe.send(request).ok();
    }

    /// The next description; never waits.
    pub fn description(&self) -> Option<Description> {
        let (subject, text) = self.descriptions.try_recv().ok()?;
        self.described.borrow_mut().retain(|described| *described != subject);
        Some((subject, text))
    }

    /// Whether something is being described.
    pub fn is_described(&self, subject: &DescribedSubject) -> bool {
        self.described.borrow().contains(subject)
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
