//! One slot of a worker: it takes a job, has an engine of its own draw it, reports its progress, and ends it once.
//! Whatever breaks, the job is ended, given back, or left to the worker that finds its lease expired.

use super::redis_connection::{HeartbeatReply, QueueConnection, TakenJob};
use super::store::Store;
use super::wire::{DrawnPicture, Ended, Message, Payload, PayloadError, WorkerEvent};
use super::worker::{HeldJobs, StopSignal, WorkerOptions};
use super::{MAX_ATTEMPTS, TeamAddress, TeamError};
use crate::brief::DeviceChoice;
use crate::engine::{CancelFlag, Catalog, Engine, Order, Priority, Renderer, Report};
use crate::job::{Ending, Event, Failure, JobId, Preview, SavedPicture, Task};
use crossbeam_channel::{Receiver, select, unbounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long an idle slot waits for a wake-up before it polls the queue.
const IDLE: Duration = Duration::from_secs(1);
/// The pause after the queue did not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a running job may still take after the worker was asked to stop.
const GRACE: Duration = Duration::from_secs(20);
/// How long a finished job is still handed over to a queue that cannot be used, after the worker was asked to stop.
const HAND_OVER: Duration = Duration::from_secs(5);
/// The shortest time between two previews.
const PREVIEW_INTERVAL: Duration = Duration::from_millis(150);
/// How often the stop signal is checked while a job runs.
const TICK: Duration = Duration::from_millis(100);

/// A signal to a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// A job may be waiting.
    WakeUp,
    Cancelled(JobId),
}

pub(super) struct WorkerSlot {
    /// The name by which the queue knows who holds a job.
    consumer: String,
    address: TeamAddress,
    connection: Option<QueueConnection>,
    store: Store,
    engine: Engine,
    reports: Receiver<Report>,
    signals: Receiver<Signal>,
    catalog: Arc<Catalog>,
    streams: Vec<String>,
    lease: Duration,
    folder: PathBuf,
    stop: StopSignal,
    held: HeldJobs,
}

/// How a job left the engine, as the queue sees it.
enum Outcome {
    Ended(Ending),
    /// Another worker has it now.
    Lost,
    /// The worker stops before the job ended.
    Unfinished,
}

impl WorkerSlot {
    pub(super) fn new(
        consumer: String,
        options: &WorkerOptions,
        catalog: Arc<Catalog>,
        streams: Vec<String>,
        signals: Receiver<Signal>,
        (stop, held): (StopSignal, HeldJobs),
    ) -> Result<Self, TeamError> {
        let (outbox, reports) = unbounded();
        Ok(Self {
            folder: options.folder.join(&consumer),
            consumer,
            address: options.address.clone(),
            connection: None,
            store: Store::open(options.address.store.as_deref())?,
            engine: Engine::start(outbox, || {}),
            reports,
            signals,
            catalog,
            streams,
            lease: options.lease,
            stop,
            held,
        })
    }

    /// Works until the worker is asked to stop.
    pub(super) fn run(mut self) {
        while !self.stop.is_requested() {
            let (streams, consumer, lease) =
                (self.streams.clone(), self.consumer.clone(), self.lease);
            match self.with_connection(|connection| connection.take(&streams, &consumer, lease)) {
                Ok(Some(taken)) => self.work(&taken),
                Ok(None) => self.idle(IDLE),
                Err(_) => self.idle(PAUSE),
            }
        }
    }

    fn idle(&self, at_most: Duration) {
        let until = Instant::now() + at_most;
        while !self.stop.is_requested() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.signals.recv_timeout(left.min(TICK)) == Ok(Signal::WakeUp) {
                break;
            }
        }
    }

    /// Performs an operation on the queue, after opening the connection if there is none. A broken one is closed.
    fn with_connection<T>(
        &mut self,
        operation: impl FnOnce(&mut QueueConnection) -> Result<T, TeamError>,
    ) -> Result<T, TeamError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => QueueConnection::open(&self.address.queue)?,
        };
        let outcome = operation(&mut connection);
        match &outcome {
            // An error of the store is none of the connection.
            Ok(_) | Err(TeamError::Store { .. } | TeamError::PictureMissing { .. }) => {
                self.connection = Some(connection);
            }
            Err(error) => tracing::warn!("{error}"),
        }
        outcome
    }

    fn heartbeat(
        &mut self,
        taken: &TakenJob,
        message: Option<Message>,
    ) -> Result<HeartbeatReply, TeamError> {
        let consumer = self.consumer.clone();
        self.with_connection(|connection| connection.heartbeat(taken, &consumer, message))
    }

    fn work(&mut self, taken: &TakenJob) {
        tracing::info!(job = %taken.job, attempt = taken.attempt, "taken");
        let held = self.held.hold();
        let outcome = match self.read(taken) {
            Ok(task) => self.draw(taken, task),
            Err(failure) => Outcome::Ended(Ending::Failed(failure)),
        };
        match outcome {
            Outcome::Ended(ending) => self.end(taken, ending),
            Outcome::Lost => tracing::info!(job = %taken.job, "another worker has it now"),
            Outcome::Unfinished => {
                drop(held);
                let consumer = self.consumer.clone();
                // If it cannot be given back, its lease expires.
                self.with_connection(|connection| connection.give_back(taken, &consumer)).ok();
                tracing::info!(job = %taken.job, "given back");
            }
        }
        std::fs::remove_dir_all(&self.folder).ok();
    }

    fn read(&self, taken: &TakenJob) -> Result<Task, Failure> {
        if taken.attempt > MAX_ATTEMPTS {
            return Err(Failure::GivenUp { tries: MAX_ATTEMPTS });
        }
        Payload::read(&taken.payload, &self.catalog).map_err(|error| match error {
            PayloadError::Version(_) | PayloadError::Unreadable(_) => {
                Failure::OtherVersion { detail: format!("{}: {error}", self.consumer) }
            }
            PayloadError::Files | PayloadError::Brief(_) => {
                let sentence = format!("This job cannot be drawn: {error}");
                Failure::Worker { worker: self.consumer.clone(), sentence }
            }
        })
    }

    fn draw(&mut self, taken: &TakenJob, task: Task) -> Outcome {
        let cancel = CancelFlag::default();
        self.engine.send(Order {
            job: taken.job,
            task,
            cancel: cancel.clone(),
            priority: Priority::Normal,
            catalog: Arc::clone(&self.catalog),
            device: DeviceChoice::Auto,
            quiet: false,
            pictures: self.folder.clone(),
            thumbnails: self.folder.join("thumbnails"),
        });
        let mut state = ReportState::default();
        let (mut lost, mut stopped) = (false, false);
        loop {
            select! {
                recv(self.reports) -> report => match report.map(|report| report.event) {
                    Ok(Event::Ended(Ending::Cancelled)) if lost => return Outcome::Lost,
                    Ok(Event::Ended(Ending::Cancelled)) if stopped => return Outcome::Unfinished,
                    Ok(Event::Ended(ending)) => return Outcome::Ended(ending),
                    Ok(event) => state.record(event),
                    Err(_) => return Outcome::Unfinished,
                },
                recv(self.signals) -> signal => if signal == Ok(Signal::Cancelled(taken.job)) {
                    cancel.raise();
                },
                default(TICK) => {}
            }
            if state.is_due(self.lease / 4) {
                match self.heartbeat(taken, state.message(taken)) {
                    Ok(HeartbeatReply::Continue) => {}
                    Ok(HeartbeatReply::Cancel) => cancel.raise(),
                    Ok(HeartbeatReply::Lost) => {
                        lost = true;
                        cancel.raise();
                    }
                    // Drawing continues: the queue may be reachable again before the picture is finished.
                    Err(_) => {}
                }
                state.sent_at = Instant::now();
            }
            if !stopped && (self.stop.is_immediate() || state.is_past_grace(&self.stop)) {
                stopped = true;
                cancel.raise();
            }
        }
    }

    /// Ends a job, and retries while queue or store do not answer. A worker that is asked to stop retries for a moment
    /// only; the job's lease then expires, and another worker draws it.
    fn end(&mut self, taken: &TakenJob, ending: Ending) {
        let (ended, picture) = match self.pack(ending) {
            Ok(packed) => packed,
            Err(failure) => (Ended::Failed(failure), Vec::new()),
        };
        let mut stopping_since = None;
        loop {
            let for_queue = if picture.is_empty() {
                Ok(Vec::new())
            } else {
                self.store.put(taken.job, picture.clone())
            };
            let outcome = for_queue.and_then(|bytes| {
                self.with_connection(|connection| connection.finish(taken, &ended, &bytes))
            });
            match outcome {
                Ok(counts) => {
                    tracing::info!(job = %taken.job, counts, "ended");
                    return;
                }
                Err(error) => tracing::warn!("{error}"),
            }
            let stopping = self.stop.is_requested();
            let since = stopping.then(|| *stopping_since.get_or_insert_with(Instant::now));
            if self.stop.is_immediate() || since.is_some_and(|since| since.elapsed() > HAND_OVER) {
                tracing::warn!(job = %taken.job, "not handed over: another worker will draw it");
                return;
            }
            std::thread::sleep(PAUSE);
            // The lease is renewed if possible, as when only the store does not answer.
            if self.heartbeat(taken, None) == Ok(HeartbeatReply::Lost) {
                return;
            }
        }
    }

    /// The ending for the queue and the picture's bytes; no bytes without a picture.
    fn pack(&self, ending: Ending) -> Result<(Ended, Vec<u8>), Failure> {
        Ok(match ending {
            Ending::Picture(picture) => {
                let bytes = std::fs::read(&picture.path)
                    .map_err(|error| Failure::Engine { detail: error.to_string() })?;
                let SavedPicture { took, notes, scene, .. } = picture;
                (Ended::Picture(DrawnPicture { took, notes, scene }), bytes)
            }
            Ending::Caption(written) => (Ended::Caption(written), Vec::new()),
            Ending::Cancelled => (Ended::Cancelled, Vec::new()),
            Ending::Failed(failure) => (Ended::Failed(self.attributed(failure)), Vec::new()),
        })
    }

    /// A failure that is also true on another machine: one that concerns this machine names its worker.
    fn attributed(&self, failure: Failure) -> Failure {
        match failure {
            Failure::NotFinite
            | Failure::Blank
            | Failure::Panicked { .. }
            | Failure::Engine { .. }
            | Failure::Worker { .. }
            | Failure::GivenUp { .. }
            | Failure::OtherVersion { .. }
            | Failure::PictureLost => failure,
            other => Failure::Worker { worker: self.consumer.clone(), sentence: other.sentence() },
        }
    }
}

/// What is to be reported of a running job, and when the last report was sent.
struct ReportState {
    event: Option<WorkerEvent>,
    preview: Option<Preview>,
    previewed_at: Option<Instant>,
    sent_at: Instant,
    /// When the request to stop was first seen.
    stopping_since: Option<Instant>,
}

impl Default for ReportState {
    fn default() -> Self {
        Self {
            event: None,
            preview: None,
            previewed_at: None,
            sent_at: Instant::now(),
            stopping_since: None,
        }
    }
}

impl ReportState {
    fn record(&mut self, event: Event) {
        self.event = match event {
            Event::Loading { what } => Some(WorkerEvent::Loading { what }),
            Event::Step { done, total, preview } => {
                self.preview = preview.or(self.preview.take());
                Some(WorkerEvent::Step { done, total })
            }
            Event::Words(words) => Some(WorkerEvent::Words(words)),
            Event::Finishing => Some(WorkerEvent::Finishing),
            // Taking a job publishes its start.
            _ => self.event.take(),
        };
    }

    fn is_due(&self, interval: Duration) -> bool {
        self.event.is_some() || self.sent_at.elapsed() >= interval
    }

    fn message(&mut self, taken: &TakenJob) -> Option<Message> {
        let event = self.event.take()?;
        let preview_due = self.previewed_at.is_none_or(|at| at.elapsed() >= PREVIEW_INTERVAL);
        let is_step = matches!(event, WorkerEvent::Step { .. });
        let preview = self.preview.take_if(|_| preview_due && is_step);
        if preview.is_some() {
            self.previewed_at = Some(Instant::now());
        }
        Some(Message { job: taken.job, attempt: taken.attempt, event, preview })
    }

    /// Whether the worker was asked to stop so long ago that the job is not waited for.
    fn is_past_grace(&mut self, stop: &StopSignal) -> bool {
        stop.is_requested()
            && self.stopping_since.get_or_insert_with(Instant::now).elapsed() > GRACE
    }
}
