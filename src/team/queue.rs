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
pub use worker::{HeldJobs, StopSignal, Worker, WorkerError, WorkerOptions};

use super::{TeamError, TeamStatus, WorkerInfo, can_run_remotely};
use std::time::Duration;

/// How long a job, its ending and its picture are kept for a laptop that does not return.
pub const RETENTION: Duration = Duration::from_secs(7 * 24 * 3600);
/// How many workers may lose a job before it is given up.
pub const MAX_ATTEMPTS: u32 = 4;
