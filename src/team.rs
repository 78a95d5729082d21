//! The team queue: jobs go by Redis to workers on other machines, pictures come back by a store.
//!
//! Redis Streams are the engine: a consumer group hands each entry to one worker, keeps it pending until it is
//! acknowledged, counts deliveries, and lets another worker claim it when its holder falls silent. What is ours are
//! the short scripts in `lua/`, each one step that either happens whole or not at all.
//!
//! Keys, all with the prefix `{brandish}:1:` (one hash slot; the number is the layout's version):
//! - `todo:PRIORITY:KIND:MODEL`: a stream of job ids. A worker reads those of the models it has.
//! - `job:ID`: the payload, where news go, which entry counts, and in the end how it ended.
//! - `picture:ID`: the file, where the queue itself is the store.
//! - `workers`: who is there, and with which models.

mod address;
mod client;
mod desk;
mod ears;
mod follow;
mod line;
mod probe;
mod s3;
mod slot;
mod store;
mod wire;
mod worker;

pub use address::{QueueAddress, TeamAddress};
pub use client::QueueClient;
pub use probe::probe;
pub use wire::travels;
pub use worker::{Stop, Worker, WorkerError, WorkerOptions};

use std::time::Duration;

/// How long a job, its ending and its picture are kept for a laptop that does not come back.
pub const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// How many workers may stop on the way before a job is given up.
pub const MAX_TRIES: u32 = 4;

/// Why the team cannot be asked. Reads as a sentence to the user, and names no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    #[error("“{0}” is no address of a queue. Write redis://host/0, or rediss://host/0 with TLS.")]
    Address(String),
    #[error("“{address}” is no address of a store. {detail}")]
    StoreAddress { address: String, detail: String },
    #[error("The team queue {host} does not answer ({detail}).")]
    Unreachable { host: String, detail: String },
    #[error("The team queue {host} refuses this name or password.")]
    Refused { host: String },
    #[error("The team's store {place} cannot be used ({detail}).")]
    Store { place: String, detail: String },
    #[error("The picture is not in the team's store {place}.")]
    NotThere { place: String },
}

/// A worker that is there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WorkerCard {
    pub name: String,
    pub version: String,
    /// Ids of the picture models and writers it has.
    pub models: Vec<String>,
    pub concurrency: usize,
    /// By the clock of the queue, in milliseconds since 1970.
    pub seen_ms: i64,
}

/// How the laptop stands with the team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Not asked yet.
    #[default]
    Unknown,
    Reached {
        workers: Vec<WorkerCard>,
    },
    /// A sentence.
    Down(String),
}

impl Standing {
    /// How many workers there are for a model; `None` while the queue is not reached.
    pub fn workers_for(&self, model: &str) -> Option<usize> {
        match self {
            Self::Reached { workers } => {
                let has = |card: &&WorkerCard| card.models.iter().any(|id| id == model);
                Some(workers.iter().filter(has).count())
            }
            Self::Unknown | Self::Down(_) => None,
        }
    }
}
