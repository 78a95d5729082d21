//! The rendering thread and its handle: it receives orders and sends reports, both by channel.
//! The only part that knows the models; it knows neither the window nor history.

mod catalog;
mod cores;
mod device;
mod elements;
mod photo;
mod precision;
mod spark;
mod stable_diffusion;
mod threads;
mod vision;
mod worker;
mod writer;

pub use brandish_inference::nn::CpuLimit;
pub use brandish_inference::{
    ComputeDevice, DeviceKind, PrecisionChoice, PrecisionError, UnknownDevice,
};
pub use catalog::{Catalog, LoadModel, LoraFile, PhotoModel, PhotoTask, Row, WriterRow};
pub use device::draw_on;
pub use elements::{
    ElementLibrary, OwnDrawings, draw_element, element_cutout, element_parts, element_picture,
};
pub use precision::compute_in;
pub use stable_diffusion::check_lora;
#[cfg(all(test, target_os = "linux"))]
pub use threads::tests::niceness;
pub use threads::{ThreadsError, render_with, thread_count};
pub use vision::{
    CutPhoto, ObjectFinder, SeenPicture, SubjectMap, VisionError, cut_by_map, cut_out, describe,
    enlarge, subject_map, subject_of,
};
pub use worker::write_failure;
pub use writer::{
    LanguageWriter, RewriteError, RewriteRequest, Writer, rewrite_prompt, write_checked,
    write_scene,
};

use crate::background::BackgroundThread;
use crate::brief::caption::DrawnScene;
use crate::brief::{DeviceChoice, PictureSpec};
use crate::job::{Event, Failure, JobId, Task};
use crate::post::{Cutout, Picture};
use brandish_inference::nn::StopFlag;
use crossbeam_channel::{Sender, unbounded};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long the end of the program waits for the step under way.
const END_WITHIN: Duration = Duration::from_secs(10);

/// Asks a running job to stop; tested within the layers of a model. Clones share the one flag.
#[derive(Clone, Debug, Default)]
pub struct CancelFlag(StopFlag);

impl CancelFlag {
    pub fn raise(&self) {
        self.0.raise();
    }

    pub fn is_raised(&self) -> bool {
        self.0.is_raised()
    }

    /// The same flag, as the layers of a model know it.
    pub fn stop_flag(&self) -> &StopFlag {
        &self.0
    }
}

/// Which of the waiting orders goes first, where there is a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// The user wants it next.
    High,
    #[default]
    Normal,
    /// It may wait for everything else.
    Low,
}

/// What carries out the studio's orders: this laptop's rendering thread, or the team queue.
/// The reports of all renderers arrive on the studio's one channel.
pub trait Renderer: Send {
    /// Takes an order; never waits. An order whose job is known already is followed, not carried out twice.
    fn send(&self, order: Order);

    /// How many orders it may hold at once.
    fn capacity(&self) -> usize;

    /// Notifies it that a cancel flag was raised, where it does not test the flags all the time.
    fn cancelled(&self) {}

    /// Notifies it that a job's end is in history, so that nothing more need be kept of the job.
    fn acknowledge(&self, _job: JobId) {}
}

/// What a renderer is to make.
#[derive(Clone, Debug)]
pub struct Order {
    pub job: JobId,
    pub task: Task,
    pub cancel: CancelFlag,
    pub priority: Priority,
    /// The models to choose from, as they were when the order was sent.
    pub catalog: Arc<Catalog>,
    /// What pictures are drawn on.
    pub device: DeviceChoice,
    /// Whether it leaves the computer usable: on half of the cores, at the lowest priority.
    pub quiet: bool,
    /// The folder the picture is saved in.
    pub pictures: PathBuf,
    /// The folder its thumbnail is saved in.
    pub thumbnails: PathBuf,
}

/// What a renderer reports. Each order gets exactly one `Event::Ended`, its last.
#[derive(Clone, Debug)]
pub struct Report {
    pub job: JobId,
    pub event: Event,
}

/// How far a model is with a picture.
pub enum Progress {
    /// So many steps are done; `preview` shows the picture as it is now.
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

/// A loaded model. Each family implements it in its own folder. Orders are carried out on whatever thread is free.
pub trait Model: Send {
    /// Draws one picture, calling `watch` after each step and before the decode; `Break` stops it.
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure>;

    /// What the user should know about the last picture, in sentences.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// What the last picture shows, where the model knows.
    fn scene(&self) -> Option<DrawnScene> {
        None
    }
}

/// The handle to the rendering thread. Dropping it closes the channel, then waits for the thread for at most
/// `END_WITHIN`; raise the running order's cancel flag first, so that the thread ends after its step.
pub struct Engine {
    orders: Option<Sender<Order>>,
    thread: BackgroundThread,
}

impl Engine {
    /// Starts the thread, which sends reports to `outbox` and calls `wake` after each.
    pub fn start(outbox: Sender<Report>, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (orders, inbox) = unbounded();
        let work = move || worker::work(&inbox, &outbox, &wake);
        let thread = BackgroundThread::spawn("render", work)
            .expect("a program that just started has threads left");
        Self { orders: Some(orders), thread }
    }

    /// Closes the channel and waits for the thread, whose last reports can still be received. False where it
    /// is still in a step after `END_WITHIN`.
    pub fn stop(&mut self) -> bool {
        self.orders = None;
        self.thread.join_within(END_WITHIN)
    }
}

impl Renderer for Engine {
    fn send(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread catches every panic of a model, so it lives as long as this handle.
            orders.send(order).ok();
        }
    }

    /// The studio keeps the queue, so that waiting jobs can be moved without a message.
    fn capacity(&self) -> usize {
        1
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if !self.stop() {
            tracing::warn!("the rendering thread did not end in {} s", END_WITHIN.as_secs());
        }
    }
}
