//! The laptop's side of the team queue: a renderer like the thread that draws, only that others do the work.
//! It is a handle; its thread is in `desk`.

use super::desk::Desk;
use super::store::Store;
use super::{Standing, TeamAddress, TeamError};
use crate::engine::{Order, Renderer, Report};
use crate::job::JobId;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::thread::JoinHandle;

/// How many orders are sent at once. More would gain nothing, and what is still here can be moved and paused.
const CAPACITY: usize = 100;

/// What the thread is told.
pub(super) enum Ask {
    Send(Box<Order>),
    Settled(JobId),
    /// A cancel flag was raised.
    Cancelled,
}

/// The handle to the thread. Dropping it leaves the jobs on the queue, where they go on; a client that is given the
/// same orders again finds them there.
pub struct QueueClient {
    asks: Option<Sender<Ask>>,
    standings: Receiver<Standing>,
    thread: Option<JoinHandle<()>>,
}

impl QueueClient {
    /// Starts the thread. Reports go to `outbox`; `wake` is called after each, and when the team stands otherwise.
    ///
    /// # Errors
    /// Where the store's address is none. Whether anything answers is seen later, and then told as a standing.
    pub fn start(
        address: TeamAddress,
        outbox: Sender<Report>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, TeamError> {
        let store = Store::open(address.store.as_deref())?;
        let (asks, inbox) = unbounded();
        let (told, standings) = unbounded();
        let thread = std::thread::Builder::new()
            .name("team".into())
            .spawn(move || Desk::new(address, store, outbox, told, Box::new(wake)).run(&inbox))
            .expect("a thread can be started");
        Ok(Self { asks: Some(asks), standings, thread: Some(thread) })
    }

    /// How the team stands, where that changed since the last call.
    pub fn standing(&self) -> Option<Standing> {
        self.standings.try_iter().last()
    }

    fn ask(&self, ask: Ask) {
        if let Some(asks) = &self.asks {
            asks.send(ask).ok();
        }
    }
}

impl Renderer for QueueClient {
    fn send(&self, order: Order) {
        self.ask(Ask::Send(Box::new(order)));
    }

    fn capacity(&self) -> usize {
        CAPACITY
    }

    fn cancelled(&self) {
        self.ask(Ask::Cancelled);
    }

    fn acknowledge(&self, job: JobId) {
        self.ask(Ask::Settled(job));
    }
}

impl Drop for QueueClient {
    fn drop(&mut self) {
        self.asks = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
