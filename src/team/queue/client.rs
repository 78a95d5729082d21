//! The laptop's side of the team queue: a renderer like the rendering thread, except that workers elsewhere draw.
//! This is the handle; its thread is in `client_thread`.

use super::client_thread::ClientThread;
use super::store::Store;
use super::{TeamAddress, TeamError, TeamStatus};
use crate::engine::{Order, Renderer, Report};
use crate::job::JobId;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::thread::JoinHandle;

/// How many orders are on the queue at once. More would gain nothing, and what is still here can be reordered and paused.
const CAPACITY: usize = 100;

/// A request to the thread.
pub(super) enum ClientRequest {
    Send(Box<Order>),
    /// The job's ending is in history; the queue may delete what it keeps of it.
    Acknowledge(JobId),
    /// A cancel flag was raised.
    CancelRaised,
}

/// The handle to the thread. Dropping it leaves the jobs on the queue, where they continue; a client that is given the
/// same orders again finds them there.
pub struct QueueClient {
    requests: Option<Sender<ClientRequest>>,
    statuses: Receiver<TeamStatus>,
    thread: Option<JoinHandle<()>>,
}

impl QueueClient {
    /// Starts the thread. Reports go to `outbox`; `wake` is called after each, and when the team's status changes.
    ///
    /// # Errors
    /// If the store's address is invalid. Whether anything answers is found out later and reported as a status.
    pub fn start(
        address: TeamAddress,
        outbox: Sender<Report>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, TeamError> {
        let store = Store::open(address.store.as_deref())?;
        let (requests, inbox) = unbounded();
        let (status_sender, statuses) = unbounded();
        let client = ClientThread::new(address, store, outbox, status_sender, Box::new(wake));
        let thread = std::thread::Builder::new()
            .name("team".into())
            .spawn(move || client.run(&inbox))
            .expect("a thread can be started");
        Ok(Self { requests: Some(requests), statuses, thread: Some(thread) })
    }

    /// The team's status, if it changed since the last call.
    pub fn status(&self) -> Option<TeamStatus> {
        self.statuses.try_iter().last()
    }

    fn request(&self, request: ClientRequest) {
        if let Some(requests) = &self.requests {
            requests.send(request).ok();
        }
    }
}

impl Renderer for QueueClient {
    fn send(&self, order: Order) {
        self.request(ClientRequest::Send(Box::new(order)));
    }

    fn capacity(&self) -> usize {
        CAPACITY
    }

    fn cancelled(&self) {
        self.request(ClientRequest::CancelRaised);
    }

    fn acknowledge(&self, job: JobId) {
        self.request(ClientRequest::Acknowledge(job));
    }
}

impl Drop for QueueClient {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
