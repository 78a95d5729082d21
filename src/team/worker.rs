//! A worker: draws what the team queue has, without a window. It starts its slots, says that it is there, listens for
//! what may be taken and what is cancelled, and ends well when it is asked to.

use super::line::Line;
use super::slot::{Sign, Slot};
use super::store::Store;
use super::wire::{self, bell, cancelled_channel};
use super::{TeamAddress, TeamError, WorkerCard};
use crate::engine::Catalog;
use crossbeam_channel::{Sender, unbounded};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

/// How often a worker says that it is there.
const ANNOUNCE: Duration = Duration::from_secs(4);
/// How often it looks for pictures that nobody fetched.
const SWEEP: Duration = Duration::from_secs(3600);
/// How often it looks whether it shall stop.
const TICK: Duration = Duration::from_millis(100);

/// How a worker works.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    pub address: TeamAddress,
    /// By which the team knows it; no two may have the same.
    pub name: String,
    /// How many jobs it draws at once, each with a model of its own in memory.
    pub concurrency: usize,
    /// After so long without a sign of life, a worker's job is given to another.
    pub lease: Duration,
    pub catalog: Catalog,
    /// Where pictures lie until they are in the store.
    pub folder: PathBuf,
}

/// Asks a worker to stop, from a signal: once to finish what runs, twice to give it back. Clones share the one count.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicU8>);

impl Stop {
    /// Returns how often it was called.
    pub fn ask(&self) -> u8 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    pub(super) fn at_once(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

/// A worker that is to run.
pub struct Worker {
    options: WorkerOptions,
    stop: Stop,
}

impl Worker {
    pub fn new(options: WorkerOptions) -> Self {
        Self { options, stop: Stop::default() }
    }

    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Works until it is asked to stop. A queue that does not answer is waited for, and `say` is told once.
    ///
    /// # Errors
    /// Where it cannot begin: a store that is none, a folder that cannot be made.
    pub fn run(self, say: impl Fn(&str) + Sync) -> Result<(), WorkerError> {
        let Self { options, stop } = self;
        let catalog = Arc::new(options.catalog.clone());
        let streams = wire::streams_of(&catalog);
        let mut signs = Vec::new();
        let mut slots = Vec::new();
        for number in 1..=options.concurrency {
            let (sender, receiver) = unbounded();
            signs.push(sender);
            slots.push(Slot::new(
                format!("{}-{number}", options.name),
                &options,
                Arc::clone(&catalog),
                streams.clone(),
                receiver,
                stop.clone(),
            )?);
        }
        let store = Store::open(options.address.store.as_deref())?;
        std::thread::scope(|scope| {
            let working: Vec<_> = slots
                .into_iter()
                .map(|slot| {
                    std::thread::Builder::new()
                        .name("slot".into())
                        .spawn_scoped(scope, || slot.run())
                })
                .collect::<io::Result<_>>()?;
            scope.spawn(|| listen(&options, &stop, &signs));
            herald(&options, &store, &stop, &say);
            for slot in working {
                slot.join().ok();
            }
            // The announcement goes last, so that nobody counts on a worker that is gone.
            if let Ok(mut line) = Line::open(&options.address.queue) {
                line.leave(&options.name).ok();
            }
            Ok(())
        })
    }
}

/// Why a worker cannot begin. Reads as a sentence.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    #[error(transparent)]
    Team(#[from] TeamError),
    #[error("The worker cannot start: {0}.")]
    Io(#[from] io::Error),
}

/// Says that the worker is there, until it shall stop.
fn herald(options: &WorkerOptions, store: &Store, stop: &Stop, say: &(impl Fn(&str) + Sync)) {
    let models = options.catalog.rows.iter().map(|row| row.traits.id.to_string());
    let writers = options.catalog.writers.iter().map(|row| row.id.to_string());
    let card = WorkerCard {
        name: options.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.chain(writers).collect(),
        concurrency: options.concurrency,
        seen_ms: 0,
    };
    let mut line: Option<Line> = None;
    let (mut well, mut announce_at, mut sweep_at) = (None, Instant::now(), Instant::now());
    while !stop.is_asked() {
        let now = Instant::now();
        if now >= announce_at {
            announce_at = now + ANNOUNCE;
            let announced = match line.take() {
                Some(open) => Ok(open),
                None => Line::open(&options.address.queue),
            }
            .and_then(|mut open| open.announce(&card).map(|()| open));
            // Each change is said once, not each try.
            match (announced, well) {
                (Ok(open), was) => {
                    line = Some(open);
                    if was != Some(true) {
                        say(&format!("{} is ready at {}.", card.name, options.address.queue));
                    }
                    well = Some(true);
                }
                (Err(error), was) => {
                    if was != Some(false) {
                        say(&format!("{error} Trying again until it does."));
                    }
                    well = Some(false);
                }
            }
        }
        if now >= sweep_at {
            sweep_at = now + SWEEP;
            match store.sweep() {
                Ok(0) => {}
                Ok(swept) => tracing::info!("{swept} pictures that nobody fetched were deleted"),
                Err(error) => tracing::warn!("{error}"),
            }
        }
        std::thread::sleep(TICK);
    }
}

/// Hears the bell and what is cancelled, and passes both on to the slots.
fn listen(options: &WorkerOptions, stop: &Stop, slots: &[Sender<Sign>]) {
    let channels = [bell(), cancelled_channel()];
    // Jobs that are finished after the first call to stop can still be cancelled.
    while !stop.is_asked() {
        let heard = Line::open(&options.address.queue).and_then(|line| {
            line.listen(&channels, |message| {
                let sign = match message {
                    Some((channel, bytes)) if channel == channels[1] => std::str::from_utf8(bytes)
                        .ok()
                        .and_then(|text| text.parse().ok())
                        .map(Sign::Cancelled),
                    Some(_) => Some(Sign::Bell),
                    None => None,
                };
                if let Some(sign) = sign {
                    for slot in slots {
                        slot.send(sign).ok();
                    }
                }
                !stop.is_asked()
            })
        });
        if heard.is_err() {
            // The slots ask by themselves meanwhile, only less often.
            std::thread::sleep(Duration::from_secs(1).min(TICK * 10));
        }
    }
}
