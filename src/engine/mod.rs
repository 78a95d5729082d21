//! The rendering thread and its handle: orders down, reports up, both by channel.
//! The only part that knows candle; it never sees the window or history.

mod catalog;
pub mod language;
pub mod nn;
pub mod sampling;
mod shelf;
pub mod spark;
pub mod stable_diffusion;
mod stock;
pub mod weights;
mod worker;
mod writer;

pub use catalog::{Catalog, Row, WriterRow};
pub use shelf::{Recommended, Shelf, ShelfFile, recommended, shelf};
pub use stock::{Stock, Unusable};
pub use worker::free_memory;
pub use writer::{Writer, write_checked};

use crate::brief::PictureSpec;
use crate::job::{Event, Failure, JobId, Task};
use crate::post::{Cutout, Picture};
use crossbeam_channel::{Receiver, Sender, unbounded};
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

/// What goes down to the rendering thread.
#[derive(Clone, Debug)]
pub struct Order {
    pub job: JobId,
    pub task: Task,
    pub cancel: CancelFlag,
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
    reports: Receiver<Report>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread; `wake` is called after each report.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (orders, inbox) = unbounded();
        let (outbox, reports) = unbounded();
        let thread = std::thread::Builder::new()
            .name("render".into())
            .spawn(move || worker::work(&inbox, &outbox, &wake))
            .expect("a thread can be started");
        Self { orders: Some(orders), reports, thread: Some(thread) }
    }

    /// Hands an order down; never waits.
    pub fn send(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread catches every panic of a model, so it lives as long as this handle.
            orders.send(order).ok();
        }
    }

    pub fn reports(&self) -> &Receiver<Report> {
        &self.reports
    }

    /// Closes the channel and waits for the thread; its last reports can still be read.
    pub fn stop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}
