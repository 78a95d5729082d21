//! The team: jobs that workers on other machines draw. How it is reached is in `queue`, which the feature `team` brings;
//! here is what every build knows of a team.

#[cfg(not(feature = "team"))]
mod absent;
#[cfg(feature = "team")]
mod queue;

#[cfg(not(feature = "team"))]
pub use absent::{QueueClient, TeamAddress, probe};
#[cfg(feature = "team")]
pub use queue::{
    HeldJobs, QueueAddress, QueueClient, StopSignal, TeamAddress, Worker, WorkerError,
    WorkerOptions, probe,
};

use crate::job::Task;

/// Whether this program was built with the team queue.
pub const IS_INCLUDED: bool = cfg!(feature = "team");

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
    #[error("This Brandish was built without the team queue.")]
    NotIncluded,
}

impl TeamError {
    /// Whether only another address or password helps, so that waiting is in vain.
    pub fn needs_other_settings(&self) -> bool {
        match self {
            Self::Address(_)
            | Self::StoreAddress { .. }
            | Self::Refused { .. }
            | Self::Database { .. }
            | Self::NotIncluded => true,
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
            Self::Address(_) | Self::Database { .. } | Self::NotIncluded => {
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

/// Whether a job can be drawn on another machine: it names no file of this one, and takes longer than the way there.
pub fn can_run_remotely(task: &Task) -> bool {
    task.picture().is_none_or(|spec| {
        !spec.advanced().names_files() && spec.elements().is_empty() && spec.photo().is_none()
    })
}
