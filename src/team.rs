//! The team queue: jobs go through Redis to workers on other machines, pictures come back through a store.
//!
//! It is built on Redis Streams: a consumer group delivers each entry to one worker, keeps it pending until it is
//! acknowledged, counts deliveries, and lets another worker claim it when its holder falls silent. The short scripts in
//! `lua/` add the rest, each one step that is applied whole or not at all.
//!
//! Keys, all with the prefix `{brandish}:1:` (one hash slot; the number is the layout's version):
//! - `todo:PRIORITY:KIND:MODEL`: a stream of job ids. A worker reads those of the models it has.
//! - `job:ID`: the payload, the channel for events, the entry that counts, and at the end the ending.
//! - `picture:ID`: the file, if the queue itself is the store.
//! - `workers`: the registered workers and their models.

mod address;
mod client;
mod client_thread;
mod event_sequencer;
mod probe;
mod redis_connection;
mod s3;
mod store;
mod subscriber;
mod wire;
mod worker;
mod worker_slot;

pub use address::{QueueAddress, TeamAddress};
pub use client::QueueClient;
pub use probe::probe;
pub use wire::can_run_remotely;
pub use worker::{HeldJobs, StopSignal, Worker, WorkerError, WorkerOptions};

use std::time::Duration;

/// How long a job, its ending and its picture are kept for a laptop that does not return.
pub const RETENTION: Duration = Duration::from_secs(7 * 24 * 3600);
/// How many workers may lose a job before it is given up.
pub const MAX_ATTEMPTS: u32 = 4;

/// Why the team cannot be reached. Reads as a sentence to the user, and contains no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    #[error(
        "“{0}” is not the address of a team queue. Type the address exactly as your administrator gave it to you."
    )]
    Address(String),
    #[error("“{address}” is no address of a store. {detail}")]
    StoreAddress { address: String, detail: String },
    #[error("The team queue {host} does not answer ({detail}).")]
    Unreachable { host: String, detail: String },
    #[error("The team queue {host} refuses this name or password.")]
    Refused { host: String },
    #[error(
        "The team queue {host} is out of memory. Its administrator can raise the limit, or delete what else it holds."
    )]
    OutOfMemory { host: String },
    #[error(
        "The team queue {host} has no database {database}, the number at the end of its address. Most have 0 to 15."
    )]
    Database { host: String, database: i64 },
    #[error("The team queue {host} answers with an error ({detail}).")]
    Answer { host: String, detail: String },
    #[error("The team's store {address} cannot be used ({detail}).")]
    Store { address: String, detail: String },
    #[error("The picture is not in the team's store {address}.")]
    PictureMissing { address: String },
}

impl TeamError {
    /// Whether only another address or password helps, so that waiting is in vain.
    pub fn needs_other_settings(&self) -> bool {
        match self {
            Self::Address(_)
            | Self::StoreAddress { .. }
            | Self::Refused { .. }
            | Self::Database { .. } => true,
            Self::Unreachable { .. }
            | Self::OutOfMemory { .. }
            | Self::Answer { .. }
            | Self::Store { .. }
            | Self::PictureMissing { .. } => false,
        }
    }

    /// What a waiting job waits for, for the one line of its card.
    pub fn awaited(&self) -> &'static str {
        match self {
            Self::Address(_) | Self::Database { .. } => {
                "Waits for another address of the team queue"
            }
            Self::Refused { .. } => "Waits for another name or password of the team queue",
            Self::OutOfMemory { .. } => "Waits until the team queue has memory again",
            Self::StoreAddress { .. } | Self::Store { .. } | Self::PictureMissing { .. } => {
                "Waits until the team's store can be used"
            }
            Self::Unreachable { .. } | Self::Answer { .. } => "Waits until the team queue answers",
        }
    }
}

/// A registered worker.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WorkerInfo {
    pub name: String,
    pub version: String,
    /// Ids of the picture models and writers it has.
    pub models: Vec<String>,
    pub concurrency: usize,
    /// Its last heartbeat by the queue's clock, in milliseconds since 1970.
    pub seen_ms: i64,
}

/// Whether the team can be reached, and who works in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TeamStatus {
    /// Not queried yet.
    #[default]
    Unknown,
    Reachable {
        workers: Vec<WorkerInfo>,
    },
    /// Why not.
    Unreachable(TeamError),
}

impl TeamStatus {
    /// How many workers have a model; `None` while the queue is not reachable.
    pub fn workers_for(&self, model: &str) -> Option<usize> {
        match self {
            Self::Reachable { workers } => {
                let has = |worker: &&WorkerInfo| worker.models.iter().any(|id| id == model);
                Some(workers.iter().filter(has).count())
            }
            Self::Unknown | Self::Unreachable(_) => None,
        }
    }
}
