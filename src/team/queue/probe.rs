//! The "Test" of the settings: whether queue and store answer, and which workers are present. It leaves nothing behind.

use super::redis_connection::QueueConnection;
use super::store::Store;
use super::{TeamAddress, TeamError, WorkerInfo};

/// Queries the queue and tests the store. Waits for both: never call it in a frame.
///
/// # Errors
/// The first of the two that does not answer.
pub fn probe(address: &TeamAddress) -> Result<Vec<WorkerInfo>, TeamError> {
    let workers = QueueConnection::open(&address.queue)?.workers()?;
    Store::open(address.store.as_deref())?.check()?;
    Ok(workers)
}
