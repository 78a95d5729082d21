//! The thread behind the client: it holds the connection and the orders on the queue, submits and follows them, and
//! fetches their pictures. A broken connection is opened again, and jobs that the queue lost are submitted again.

use super::client::ClientRequest;
use super::event_sequencer::EventSequencer;
use super::redis_connection::{JobStatus, QueueConnection};
use super::store::Store;
use super::subscriber::{Received, Subscriber};
use super::wire::{self, DrawnPicture, Ended, WorkerEvent};
use super::{TeamAddress, TeamError, TeamStatus};
use crate::engine::{Order, Report, write_failure};
use crate::files;
use crate::job::{Ending, Event, Failure, JobId, SavedPicture};
use crate::post::read_photo;
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often cancel flags are checked while orders are on the queue.
const TICK: Duration = Duration::from_millis(40);
/// How often the jobs' statuses are queried, in case events were lost.
const POLL: Duration = Duration::from_secs(2);
/// How often the list of workers is refreshed.
const REFRESH: Duration = Duration::from_secs(4);
/// The pause after the connection broke, doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// An order that was sent to the team.
struct SentOrder {
    order: Order,
    sequencer: EventSequencer,
    /// Whether the queue has it, as far as is known.
    submitted: bool,
    /// Whether its cancel request was sent.
    cancelled: bool,
}

pub(super) struct ClientThread {
    address: TeamAddress,
    store: Store,
    outbox: Sender<Report>,
    statuses: Sender<TeamStatus>,
    wake: Box<dyn Fn() + Send>,
    status: TeamStatus,
    orders: BTreeMap<JobId, SentOrder>,
    /// Jobs whose data on the queue can be deleted.
    acknowledged: Vec<JobId>,
    connection: Option<QueueConnection>,
    subscriber: Option<Subscriber>,
    /// Numbers the subscribers, so that a late message of an old one is not taken for one of the current.
    subscribers_so_far: u32,
    /// The channel on which workers publish events for this client.
    reply: String,
    sender: Sender<Received>,
    received: Receiver<Received>,
    pause: Duration,
    retry_at: Instant,
    poll_at: Instant,
    refresh_at: Instant,
}

impl ClientThread {
    pub(super) fn new(
        address: TeamAddress,
        store: Store,
        outbox: Sender<Report>,
        statuses: Sender<TeamStatus>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        let (sender, received) = unbounded();
        let now = Instant::now();
        Self {
            address,
            store,
            outbox,
            statuses,
            wake,
            status: TeamStatus::Unknown,
            orders: BTreeMap::new(),
            acknowledged: Vec::new(),
            connection: None,
            subscriber: None,
            subscribers_so_far: 0,
            reply: wire::reply_channel(&JobId::fresh().to_string()),
            sender,
            received,
            pause: FIRST_PAUSE,
            retry_at: now,
            poll_at: now,
            refresh_at: now,
        }
    }

    /// Runs until the other end of `requests` is dropped.
    pub(super) fn run(mut self, requests: &Receiver<ClientRequest>) {
        loop {
            self.work();
            let received = self.received.clone();
            select! {
                recv(requests) -> request => match request {
                    Ok(request) => self.handle(request),
                    Err(_) => break,
                },
                recv(received) -> message => message.into_iter().for_each(|message| self.receive(message)),
                default(self.until_next_round()) => {}
            }
            while let Ok(request) = requests.try_recv() {
                self.handle(request);
            }
            while let Ok(message) = received.try_recv() {
                self.receive(message);
            }
        }
        // Last acknowledgements of the studio; without a connection, the data stays until it expires.
        if let Err(error) = self.delete_acknowledged() {
            tracing::warn!("{error}");
        }
    }

    fn until_next_round(&self) -> Duration {
        let now = Instant::now();
        if self.connection.is_none() {
            let until = self.retry_at.saturating_duration_since(now);
            return if self.orders.is_empty() { until } else { until.min(TICK) };
        }
        if self.orders.is_empty() { self.refresh_at.saturating_duration_since(now) } else { TICK }
    }

    fn handle(&mut self, request: ClientRequest) {
        match request {
            ClientRequest::Send(order) => {
                let sequencer = EventSequencer::default();
                let sent =
                    SentOrder { order: *order, sequencer, submitted: false, cancelled: false };
                self.orders.insert(sent.order.job, sent);
            }
            ClientRequest::Acknowledge(job) => self.acknowledged.push(job),
            // Every round checks the flags.
            ClientRequest::CancelRaised => {}
        }
    }

    fn receive(&mut self, received: Received) {
        match received {
            Received::Message(message) => {
                if message.event == WorkerEvent::Ended {
                    self.poll_at = Instant::now();
                }
                if let Some(sent) = self.orders.get_mut(&message.job) {
                    let events =
                        sent.sequencer.receive(message.attempt, message.event, message.preview);
                    self.report(message.job, events);
                }
            }
            Received::Disconnected(number) => {
                // Connection and subscriber are opened together.
                if self.subscriber.as_ref().is_some_and(|current| current.number == number) {
                    self.connection = None;
                }
            }
        }
    }

    /// One round of everything that is due.
    fn work(&mut self) {
        if self.connection.is_none() {
            self.end_cancelled();
            if Instant::now() < self.retry_at {
                return;
            }
        }
        match self.synchronize() {
            Ok(()) => self.pause = FIRST_PAUSE,
            Err(error) => {
                tracing::warn!("{error}");
                (self.connection, self.subscriber) = (None, None);
                self.retry_at = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                self.set_status(TeamStatus::Unreachable(error));
            }
        }
    }

    fn synchronize(&mut self) -> Result<(), TeamError> {
        if self.connection.is_none() {
            self.connect()?;
        }
        self.submit()?;
        self.send_cancels()?;
        self.poll_jobs()?;
        self.delete_acknowledged()?;
        self.refresh_workers()
    }

    fn connect(&mut self) -> Result<(), TeamError> {
        self.connection = Some(QueueConnection::open(&self.address.queue)?);
        self.subscribers_so_far += 1;
        let number = self.subscribers_so_far;
        let (address, reply) = (self.address.queue.clone(), self.reply.clone());
        self.subscriber = Some(Subscriber::spawn(number, address, reply, self.sender.clone()));
        // The queue may have lost jobs, and this client events.
        for sent in self.orders.values_mut() {
            (sent.submitted, sent.cancelled) = (false, false);
        }
        let now = Instant::now();
        (self.poll_at, self.refresh_at) = (now, now);
        Ok(())
    }

    /// Submits what the queue does not have yet.
    fn submit(&mut self) -> Result<(), TeamError> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        for (job, sent) in self.orders.iter_mut().filter(|(_, sent)| !sent.submitted) {
            let order = &sent.order;
            let known = !connection.submit(*job, &order.task, order.priority, &self.reply)?;
            sent.submitted = true;
            if known {
                // It may have ended already.
                self.poll_at = Instant::now();
            }
        }
        Ok(())
    }

    fn send_cancels(&mut self) -> Result<(), TeamError> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        let raised = |sent: &&mut SentOrder| !sent.cancelled && sent.order.cancel.is_raised();
        for sent in self.orders.values_mut().filter(raised) {
            let ended = connection.cancel(sent.order.job)?;
            sent.cancelled = true;
            if ended {
                self.poll_at = Instant::now();
            }
        }
        Ok(())
    }

    /// Without a connection, a cancelled job ends at once: the queue deletes it when it is reachable again.
    fn end_cancelled(&mut self) {
        let raised = self.orders.iter().filter(|(_, sent)| sent.order.cancel.is_raised());
        let raised: Vec<_> = raised.map(|(job, _)| *job).collect();
        for job in raised {
            self.orders.remove(&job);
            self.report(job, vec![Event::Ended(Ending::Cancelled)]);
        }
    }

    /// Queries the jobs' statuses, ends those that are over, and submits again what the queue lost.
    fn poll_jobs(&mut self) -> Result<(), TeamError> {
        if Instant::now() < self.poll_at || self.orders.is_empty() {
            return Ok(());
        }
        let Some(connection) = &mut self.connection else { return Ok(()) };
        let submitted = self.orders.iter().filter(|(_, sent)| sent.submitted);
        let jobs: Vec<_> = submitted.map(|(job, _)| *job).collect();
        let statuses = connection.job_statuses(&jobs)?;
        for (job, status) in jobs.into_iter().zip(statuses) {
            match status {
                JobStatus::Open => {}
                JobStatus::Ended(ended) => self.end(job, ended)?,
                JobStatus::Unknown => {
                    if let Some(sent) = self.orders.get_mut(&job) {
                        tracing::warn!(%job, "the team queue lost a job; it is submitted again");
                        (sent.submitted, sent.cancelled) = (false, false);
                    }
                }
            }
        }
        self.poll_at = Instant::now() + POLL;
        Ok(())
    }

    fn end(&mut self, job: JobId, ended: Ended) -> Result<(), TeamError> {
        let Some(sent) = self.orders.get_mut(&job) else { return Ok(()) };
        let order = sent.order.clone();
        let before = sent.sequencer.before_ending(&ended);
        self.report(job, before);
        let ending = match ended {
            Ended::Picture(drawn) => self.fetch(&order, drawn.bounded())?,
            Ended::Caption(written) => Ending::Caption(written),
            Ended::Cancelled => Ending::Cancelled,
            Ended::Failed(failure) => Ending::Failed(failure),
        };
        self.orders.remove(&job);
        self.report(job, vec![Event::Ended(ending)]);
        Ok(())
    }

    /// Fetches a picture. One that was saved whole before, as after a crash, is not saved twice.
    fn fetch(&mut self, order: &Order, drawn: DrawnPicture) -> Result<Ending, TeamError> {
        let Some(connection) = &mut self.connection else { return Ok(Ending::Cancelled) };
        let saved = files::find_picture(&order.pictures, order.job);
        if let Some(path) = saved
            && let Ok(picture) = files::read_pixels(&path)
        {
            return Ok(Ending::Picture(saved_picture(path, picture.dimensions(), drawn)));
        }
        let saved = match self.store.get(order.job, connection) {
            Ok(bytes) => save(order, &bytes, drawn),
            Err(TeamError::PictureMissing { .. }) => Err(Failure::PictureLost),
            Err(error) => return Err(error),
        };
        Ok(saved.map_or_else(Ending::Failed, Ending::Picture))
    }

    fn delete_acknowledged(&mut self) -> Result<(), TeamError> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        while let Some(job) = self.acknowledged.last() {
            // The queue first: a job that is deleted needs no picture.
            connection.delete(*job)?;
            if let Err(error) = self.store.delete(*job) {
                // The workers delete it when it expires.
                tracing::warn!("{error}");
            }
            self.acknowledged.pop();
        }
        Ok(())
    }

    fn refresh_workers(&mut self) -> Result<(), TeamError> {
        if Instant::now() < self.refresh_at {
            return Ok(());
        }
        let Some(connection) = &mut self.connection else { return Ok(()) };
        let status = if connection.is_full()? {
            TeamStatus::Unreachable(TeamError::OutOfMemory { host: self.address.queue.host() })
        } else {
            TeamStatus::Reachable { workers: connection.workers()? }
        };
        self.set_status(status);
        self.refresh_at = Instant::now() + REFRESH;
        Ok(())
    }

    fn set_status(&mut self, status: TeamStatus) {
        if self.status != status {
            self.status = status.clone();
            self.statuses.send(status).ok();
            (self.wake)();
        }
    }

    fn report(&self, job: JobId, events: Vec<Event>) {
        for event in events {
            // While the program closes it is not received; the queue keeps the ending.
            self.outbox.send(Report { job, event }).ok();
            (self.wake)();
        }
    }
}

/// Saves a picture that was fetched, with its thumbnail, as if it had been drawn here.
fn save(order: &Order, bytes: &[u8], drawn: DrawnPicture) -> Result<SavedPicture, Failure> {
    let unreadable = |detail: String| Failure::Engine { detail };
    let picture = read_photo(bytes).map_err(|error| unreadable(error.to_string()))?;
    let prompt = order.task.prompt();
    let path = files::save_picture(&order.pictures, order.job, prompt, bytes)
        .map_err(|error| write_failure(&order.pictures, &error))?;
    if let Err(error) = files::save_thumbnail(&order.thumbnails, order.job, &picture) {
        tracing::warn!("a thumbnail could not be saved: {error}");
    }
    Ok(saved_picture(path, picture.dimensions(), drawn))
}

fn saved_picture(path: PathBuf, (width, height): (u32, u32), drawn: DrawnPicture) -> SavedPicture {
    let DrawnPicture { took, notes, scene } = drawn;
    SavedPicture { path, width, height, took, notes, scene }
}
