//! One place at a worker: takes a job, has it drawn by an engine of its own, tells how it goes, and ends it once.
//! Whatever breaks, the job is either ended, given back, or left to whoever finds its lease run out.

use super::line::{Beat, Line, Taken};
use super::store::Store;
use super::wire::{Ended, Message, News, Payload, PayloadError};
use super::worker::{Stop, WorkerOptions};
use super::{MAX_TRIES, TeamAddress, TeamError};
use crate::engine::{CancelFlag, Catalog, Engine, Order, Priority, Renderer, Report};
use crate::job::{Ending, Event, Failure, JobId, Preview, Task};
use crossbeam_channel::{Receiver, select, unbounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long an idle slot waits for the bell before it asks by itself.
const IDLE: Duration = Duration::from_secs(1);
/// The pause after the queue did not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a running job may still take when the worker is asked to stop.
const GRACE: Duration = Duration::from_secs(20);
/// Previews are sent no faster than this.
const PREVIEW: Duration = Duration::from_millis(150);
/// How often a running job looks whether it shall stop.
const TICK: Duration = Duration::from_millis(100);

/// What a slot is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// There may be something to take.
    Bell,
    Cancelled(JobId),
}

pub(super) struct Slot {
    /// The name under which the queue knows who holds a job.
    consumer: String,
    address: TeamAddress,
    line: Option<Line>,
    store: Store,
    engine: Engine,
    reports: Receiver<Report>,
    signs: Receiver<Sign>,
    catalog: Arc<Catalog>,
    streams: Vec<String>,
    lease: Duration,
    folder: PathBuf,
    stop: Stop,
}

/// How a job came out of the engine, seen from the queue.
enum Outcome {
    Ended(Ending),
    /// It is another's now.
    Lost,
    /// The worker stops before it was done.
    Unfinished,
}

impl Slot {
    pub(super) fn new(
        consumer: String,
        options: &WorkerOptions,
        catalog: Arc<Catalog>,
        streams: Vec<String>,
        signs: Receiver<Sign>,
        stop: Stop,
    ) -> Result<Self, TeamError> {
        let (outbox, reports) = unbounded();
        Ok(Self {
            folder: options.folder.join(&consumer),
            consumer,
            address: options.address.clone(),
            line: None,
            store: Store::open(options.address.store.as_deref())?,
            engine: Engine::start(outbox, || {}),
            reports,
            signs,
            catalog,
            streams,
            lease: options.lease,
            stop,
        })
    }

    /// Works until the worker shall stop.
    pub(super) fn run(mut self) {
        while !self.stop.is_asked() {
            let (streams, consumer, lease) =
                (self.streams.clone(), self.consumer.clone(), self.lease);
            match self.ask(|line| line.take(&streams, &consumer, lease)) {
                Ok(Some(taken)) => self.work(&taken),
                Ok(None) => self.idle(IDLE),
                Err(_) => self.idle(PAUSE),
            }
        }
    }

    fn idle(&self, at_most: Duration) {
        let until = Instant::now() + at_most;
        while !self.stop.is_asked() {
            let rest = until.saturating_duration_since(Instant::now());
            if rest.is_zero() || self.signs.recv_timeout(rest.min(TICK)) == Ok(Sign::Bell) {
                break;
            }
        }
    }

    /// Asks the queue; opens the line where it broke.
    fn ask<T>(
        &mut self,
        ask: impl FnOnce(&mut Line) -> Result<T, TeamError>,
    ) -> Result<T, TeamError> {
        let mut line = match self.line.take() {
            Some(line) => line,
            None => Line::open(&self.address.queue)?,
        };
        let answer = ask(&mut line);
        match &answer {
            // What the store refuses says nothing of the line.
            Ok(_) | Err(TeamError::Store { .. } | TeamError::NotThere { .. }) => {
                self.line = Some(line)
            }
            Err(error) => tracing::warn!("{error}"),
        }
        answer
    }

    fn work(&mut self, taken: &Taken) {
        tracing::info!(job = %taken.job, tries = taken.tries, "taken");
        let outcome = match self.read(taken) {
            Ok(task) => self.draw(taken, task),
            Err(failure) => Outcome::Ended(Ending::Failed(failure)),
        };
        match outcome {
            Outcome::Ended(ending) => self.end(taken, ending),
            Outcome::Lost => tracing::info!(job = %taken.job, "another has it now"),
            Outcome::Unfinished => {
                let consumer = self.consumer.clone();
                // Where it cannot be given back, its lease runs out.
                self.ask(|line| line.give_back(taken, &consumer)).ok();
                tracing::info!(job = %taken.job, "given back");
            }
        }
        std::fs::remove_dir_all(&self.folder).ok();
    }

    fn read(&self, taken: &Taken) -> Result<Task, Failure> {
        if taken.tries > MAX_TRIES {
            return Err(Failure::GivenUp { tries: MAX_TRIES });
        }
        Payload::read(&taken.payload, &self.catalog).map_err(|error| match error {
            PayloadError::Version(_) | PayloadError::Unreadable(_) => {
                Failure::OtherVersion { detail: format!("{}: {error}", self.consumer) }
            }
            PayloadError::Files | PayloadError::Brief(_) => {
                let sentence = format!("This job is not done here, as {error}");
                Failure::Worker { worker: self.consumer.clone(), sentence }
            }
        })
    }

    fn draw(&mut self, taken: &Taken, task: Task) -> Outcome {
        let cancel = CancelFlag::default();
        self.engine.send(Order {
            job: taken.job,
            task,
            cancel: cancel.clone(),
            priority: Priority::Normal,
            catalog: Arc::clone(&self.catalog),
            pictures: self.folder.clone(),
            thumbnails: self.folder.join("thumbnails"),
        });
        let mut told = Telling::default();
        let (mut lost, mut stopped) = (false, false);
        loop {
            select! {
                recv(self.reports) -> report => match report.map(|report| report.event) {
                    Ok(Event::Ended(Ending::Cancelled)) if lost => return Outcome::Lost,
                    Ok(Event::Ended(Ending::Cancelled)) if stopped => return Outcome::Unfinished,
                    Ok(Event::Ended(ending)) => return Outcome::Ended(ending),
                    Ok(event) => told.note(event),
                    Err(_) => return Outcome::Unfinished,
                },
                recv(self.signs) -> sign => if sign == Ok(Sign::Cancelled(taken.job)) {
                    cancel.raise();
                },
                default(TICK) => {}
            }
            if told.is_due(self.lease / 4) {
                let message = told.message(taken);
                let consumer = self.consumer.clone();
                match self.ask(|line| line.beat(taken, &consumer, message)) {
                    Ok(Beat::Go) => {}
                    Ok(Beat::Cancel) => cancel.raise(),
                    Ok(Beat::Lost) => {
                        lost = true;
                        cancel.raise();
                    }
                    // It goes on drawing: the queue may be back before the picture is done.
                    Err(_) => {}
                }
                told.said();
            }
            if !stopped && (self.stop.at_once() || told.too_late(&self.stop)) {
                stopped = true;
                cancel.raise();
            }
        }
    }

    /// Ends a job, and waits for queue and store as long as it takes, unless the worker must stop at once.
    fn end(&mut self, taken: &Taken, ending: Ending) {
        let (ended, bytes) = match self.pack(ending) {
            Ok(packed) => packed,
            Err(failure) => (Ended::Failed(failure), Vec::new()),
        };
        loop {
            let left = if bytes.is_empty() {
                Ok(Vec::new())
            } else {
                self.store.leave(taken.job, bytes.clone())
            };
            let done = left.and_then(|rest| self.ask(|line| line.finish(taken, &ended, &rest)));
            match done {
                Ok(counts) => {
                    tracing::info!(job = %taken.job, counts, "ended");
                    return;
                }
                Err(error) => tracing::warn!("{error}"),
            }
            if self.stop.at_once() {
                return;
            }
            std::thread::sleep(PAUSE);
            // The lease is kept up where that is possible, as when only the store is away.
            let consumer = self.consumer.clone();
            if self.ask(|line| line.beat(taken, &consumer, None)) == Ok(Beat::Lost) {
                return;
            }
        }
    }

    fn pack(&self, ending: Ending) -> Result<(Ended, Vec<u8>), Failure> {
        Ok(match ending {
            Ending::Picture(picture) => {
                let bytes = std::fs::read(&picture.path)
                    .map_err(|error| Failure::Engine { detail: error.to_string() })?;
                (Ended::Picture { took: picture.took }, bytes)
            }
            Ending::Caption(written) => (Ended::Caption(written), Vec::new()),
            Ending::Cancelled => (Ended::Cancelled, Vec::new()),
            Ending::Failed(failure) => (Ended::Failed(self.as_told(failure)), Vec::new()),
        })
    }

    /// A failure in words that are true on another machine: what is wrong here is said to be here.
    fn as_told(&self, failure: Failure) -> Failure {
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

/// What of a running job is to be told, and when it was last.
struct Telling {
    news: Option<News>,
    preview: Option<Preview>,
    previewed: Option<Instant>,
    spoke: Instant,
    /// Since when the worker shall stop.
    stopping: std::cell::Cell<Option<Instant>>,
}

impl Default for Telling {
    fn default() -> Self {
        let spoke = Instant::now();
        Self { news: None, preview: None, previewed: None, spoke, stopping: Default::default() }
    }
}

impl Telling {
    fn note(&mut self, event: Event) {
        self.news = match event {
            Event::Loading { what } => Some(News::Loading { what }),
            Event::Step { done, total, preview } => {
                self.preview = preview.or(self.preview.take());
                Some(News::Step { done, total })
            }
            Event::Words(words) => Some(News::Words(words)),
            Event::Finishing => Some(News::Finishing),
            // Who takes a job tells so itself.
            _ => self.news.take(),
        };
    }

    fn is_due(&self, silence: Duration) -> bool {
        self.news.is_some() || self.spoke.elapsed() >= silence
    }

    fn message(&mut self, taken: &Taken) -> Option<Message> {
        let news = self.news.take()?;
        let rested = self.previewed.is_none_or(|at| at.elapsed() >= PREVIEW);
        let preview = self.preview.take_if(|_| rested && matches!(news, News::Step { .. }));
        if preview.is_some() {
            self.previewed = Some(Instant::now());
        }
        Some(Message { job: taken.job, tries: taken.tries, news, preview })
    }

    fn said(&mut self) {
        self.spoke = Instant::now();
    }

    /// Whether the worker was asked to stop so long ago that the job is not waited for.
    fn too_late(&self, stop: &Stop) -> bool {
        if !stop.is_asked() {
            return false;
        }
        let since = self.stopping.get().unwrap_or_else(Instant::now);
        self.stopping.set(Some(since));
        since.elapsed() > GRACE
    }
}
