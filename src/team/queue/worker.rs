//! A worker: draws the team queue's jobs, without a window. It starts its slots, keeps itself registered, forwards
//! wake-ups and cancels, and stops in order; what a slot does with a job is in `worker_slot`.

use super::redis_connection::QueueConnection;
use super::store::Store;
use super::wire::{self, cancelled_channel, wake_up_channel};
use super::worker_slot::{Signal, WorkerSlot};
use super::{TeamAddress, TeamError, WorkerInfo};
use crate::engine::Catalog;
use crossbeam_channel::{Sender, unbounded};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How often a worker renews its registration.
const HEARTBEAT: Duration = Duration::from_secs(4);
/// How often it deletes expired pictures.
const CLEANUP: Duration = Duration::from_secs(3600);
/// How often it checks the stop signal.
const TICK: Duration = Duration::from_millis(100);
/// The pause before it subscribes again.
const RECONNECT: Duration = Duration::from_secs(1);

/// The options of a worker.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    pub address: TeamAddress,
    /// The team's name for it; no two may have the same.
    pub name: String,
    /// How many jobs it draws at once, each with a model of its own in memory.
    pub concurrency: usize,
    /// A worker without a heartbeat for so long loses its job to another.
    pub lease: Duration,
    pub catalog: Catalog,
    /// Where pictures are until they are in the store.
    pub folder: PathBuf,
    /// How long it waits for a queue that cannot be used; `None` waits for ever.
    pub wait_limit: Option<Duration>,
}

/// Stops a worker: the first request lets running jobs finish, the second gives them back. Clones share the count.
#[derive(Clone, Debug, Default)]
pub struct StopSignal(Arc<AtomicU8>);

impl StopSignal {
    /// Returns how often it was requested.
    pub fn request(&self) -> u8 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    pub(super) fn is_immediate(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

/// How many jobs a worker holds that it draws or has yet to hand over. Clones share the count.
#[derive(Clone, Debug, Default)]
pub struct HeldJobs(Arc<AtomicUsize>);

impl HeldJobs {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn hold(&self) -> HeldJob {
        self.0.fetch_add(1, Ordering::Relaxed);
        HeldJob(self.clone())
    }
}

/// Counts one job until it is dropped.
pub(super) struct HeldJob(HeldJobs);

impl Drop for HeldJob {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A worker that has not started.
pub struct Worker {
    options: WorkerOptions,
    stop: StopSignal,
    held: HeldJobs,
}

impl Worker {
    pub fn new(options: WorkerOptions) -> Self {
        Self { options, stop: StopSignal::default(), held: HeldJobs::default() }
    }

    pub fn held_jobs(&self) -> HeldJobs {
        self.held.clone()
    }

    pub fn stop_signal(&self) -> StopSignal {
        self.stop.clone()
    }

    /// Works until it is stopped. While the queue cannot be used it retries; `report` is called with a sentence when
    /// the queue answers, when it stops answering, and when the reason changes.
    ///
    /// # Errors
    /// If it cannot start: an invalid store, a folder that cannot be created. If the queue cannot be used for longer
    /// than its limit.
    pub fn run(self, report: impl Fn(&str) + Sync) -> Result<(), WorkerError> {
        let Self { options, stop, held } = self;
        let catalog = Arc::new(options.catalog.clone());
        let streams = wire::streams_of(&catalog);
        let mut signals = Vec::new();
        let mut slots = Vec::new();
        for number in 1..=options.concurrency {
            let (sender, receiver) = unbounded();
            signals.push(sender);
            slots.push(WorkerSlot::new(
                format!("{}-{number}", options.name),
                &options,
                Arc::clone(&catalog),
                streams.clone(),
                receiver,
                (stop.clone(), held.clone()),
            )?);
        }
        let store = Store::open(options.address.store.as_deref())?;
        std::thread::scope(|scope| {
            let threads: Vec<_> = slots
                .into_iter()
                .map(|slot| {
                    std::thread::Builder::new()
                        .name("slot".into())
                        .spawn_scoped(scope, || slot.run())
                })
                .collect::<io::Result<_>>()?;
            scope.spawn(|| forward_signals(&options, &stop, &signals));
            let worked = keep_registered(&options, &store, &stop, &report);
            for thread in threads {
                thread.join().ok();
            }
            // The registration last, after the slots are free.
            if let Ok(mut connection) = QueueConnection::open(&options.address.queue) {
                connection.unregister(&options.name).ok();
            }
            Ok(worked?)
        })
    }
}

/// Why a worker cannot start. Reads as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    #[error(transparent)]
    Team(#[from] TeamError),
    #[error("The worker cannot start: {0}.")]
    Io(#[from] io::Error),
}

/// Keeps the worker registered and deletes expired pictures, until it is stopped.
///
/// # Errors
/// Why the queue cannot be used, after the limit of the options; the worker is then asked to stop.
fn keep_registered(
    options: &WorkerOptions,
    store: &Store,
    stop: &StopSignal,
    report: &(impl Fn(&str) + Sync),
) -> Result<(), TeamError> {
    let models = options.catalog.rows.iter().map(|row| row.traits.id.to_string());
    let writers = options.catalog.writers.iter().map(|row| row.id.to_string());
    let worker = WorkerInfo {
        name: options.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.chain(writers).collect(),
        concurrency: options.concurrency,
        seen_ms: 0,
    };
    let mut connection: Option<QueueConnection> = None;
    // What was reported last: a change is reported, not each attempt.
    let mut reported: Option<Result<(), TeamError>> = None;
    let mut waiting_since = None;
    let (mut heartbeat_at, mut cleanup_at) = (Instant::now(), Instant::now());
    while !stop.is_requested() {
        let now = Instant::now();
        if now >= heartbeat_at {
            heartbeat_at = now + HEARTBEAT;
            let open =
                connection.take().map_or_else(|| QueueConnection::open(&options.address.queue), Ok);
            let registered = open.and_then(|mut open| open.register(&worker).map(|()| open));
            let outcome = registered.as_ref().map(|_| ()).map_err(TeamError::clone);
            let changed = reported.replace(outcome.clone()) != Some(outcome);
            match registered {
                Ok(open) => {
                    connection = Some(open);
                    waiting_since = None;
                    if changed {
                        let queue = &options.address.queue;
                        report(&format!("{} is ready at {queue}.", worker.name));
                    }
                }
                Err(error) => {
                    if changed {
                        report(&format!("{error} Trying again."));
                    }
                    let since = *waiting_since.get_or_insert(now);
                    if options.wait_limit.is_some_and(|limit| since.elapsed() >= limit) {
                        stop.request();
                        return Err(error);
                    }
                }
            }
        }
        if now >= cleanup_at {
            cleanup_at = now + CLEANUP;
            match store.delete_expired() {
                Ok(0) => {}
                Ok(count) => tracing::info!("{count} pictures that nobody fetched were deleted"),
                Err(error) => tracing::warn!("{error}"),
            }
        }
        std::thread::sleep(TICK);
    }
    Ok(())
}

/// Receives wake-ups and cancels, and forwards both to the slots.
fn forward_signals(options: &WorkerOptions, stop: &StopSignal, slots: &[Sender<Signal>]) {
    let channels = [wake_up_channel(), cancelled_channel()];
    while !stop.is_requested() {
        let outcome = QueueConnection::open(&options.address.queue).and_then(|connection| {
            connection.subscribe(&channels, |message| {
                let signal = match message {
                    Some((channel, bytes)) if channel == channels[1] => std::str::from_utf8(bytes)
                        .ok()
                        .and_then(|text| text.parse().ok())
                        .map(Signal::Cancelled),
                    Some(_) => Some(Signal::WakeUp),
                    None => None,
                };
                if let Some(signal) = signal {
                    for slot in slots {
                        slot.send(signal).ok();
                    }
                }
                !stop.is_requested()
            })
        });
        if outcome.is_err() {
            // The slots poll meanwhile, and heartbeats carry cancels.
            std::thread::sleep(RECONNECT);
        }
    }
}
