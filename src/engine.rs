//! The rendering thread and its handle: orders down, reports up, both by channel.
//! The only part that knows candle; it never sees the window or history.

mod catalog;
mod shelf;
mod spark;
mod stable_diffusion;
mod stock;
mod vision;
mod worker;
mod writer;

pub use catalog::{Catalog, Row, WriterRow};
pub use shelf::{Recommended, Shelf, ShelfFile, recommended, shelf};
pub use stock::{Stock, Unusable};
pub use vision::{CutPhoto, VisionError, cut_out, enlarge, subject_map};
pub use worker::write_failure;
pub use writer::{Writer, write_checked};

use crate::brief::PictureSpec;
use crate::job::{Event, Failure, JobId, Task};
use crate::post::{Cutout, Picture};
use crossbeam_channel::{Sender, unbounded};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Asks a running job to stop; tested between steps. Clones share the one flag.
#[derive(Clone, Debug, Default)]
pub struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Which of the orders that wait goes first, where there is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// The user asked for it to be next.
    High,
    #[default]
    Normal,
    /// It may wait for everything else.
    Low,
}

/// Whoever draws what the studio orders: this laptop's rendering thread, or the team queue.
/// Reports of every one of them come up by the studio's one channel.
pub trait Renderer: Send {
    /// Takes an order; never waits. An order whose job is known already is followed, not done twice.
    fn send(&self, order: Order);

    /// How many orders it may hold at once.
    fn reach(&self) -> usize;

    /// Says that a cancel flag was raised, for whoever does not look at it all the time.
    fn cancelled(&self) {}

    /// Says that a job's ending lies in history, so that nothing more need be kept for it.
    fn settled(&self, _job: JobId) {}
}

/// What goes down to a renderer.
#[derive(Clone, Debug)]
pub struct Order {
    pub job: JobId,
    pub task: Task,
    pub cancel: CancelFlag,
    pub priority: Priority,
    /// What there is to load, as it was when the order was sent.
    pub catalog: Arc<Catalog>,
    /// The folder the picture is saved in.
    pub pictures: PathBuf,
    /// The folder its thumbnail is kept in.
    pub thumbnails: PathBuf,
}

/// What comes up from the rendering thread. Each order gets exactly one `Event::Ended`, its last.
#[derive(Clone, Debug)]
pub struct Report {
    pub job: JobId,
    pub event: Event,
}

/// How far a model is with a picture.
pub enum Progress {
    /// So many steps are done; `preview` shows what can be seen by now.
    Step { done: u32, total: u32, preview: Option<Cutout> },
    /// The steps are done, the picture is being decoded.
    Decoding,
}

/// What a model made of a spec.
pub enum Drawn {
    Cutout(Cutout),
    /// A whole picture, of the spec's size.
    Picture(Picture),
    /// `watch` broke off.
    Stopped,
}

/// A loaded model. Each family implements it in its own folder.
pub trait Model {
    /// Draws one picture, calling `watch` after each step and before the decode; `Break` stops it.
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure>;

    /// What the user should know of the last picture, in sentences.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The handle to the rendering thread. Dropping it closes the channel, then waits for the thread;
/// raise the running order's cancel flag first to wait for one step at most.
pub struct Engine {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread. Reports go to `outbox`; `wake` is called after each.
    pub fn start(outbox: Sender<Report>, wake: impl Fn() + Send + 'static) -> Self {
        let (orders, inbox) = unbounded();
        let thread = std::thread::Builder::new()
            .name("render".into())
            .spawn(move || worker::work(&inbox, &outbox, &wake))
            .expect("a thread can be started");
        Self { orders: Some(orders), thread: Some(thread) }
    }

    /// Closes the channel and waits for the thread; its last reports can still be read.
    pub fn stop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl Renderer for Engine {
    fn send(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread catches every panic of a model, so it lives as long as this handle.
            orders.send(order).ok();
        }
    }

    /// The studio keeps the queue, so that what waits can be moved without a message.
    fn reach(&self) -> usize {
        1
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}
