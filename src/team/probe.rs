//! The "Test" of the settings: whether queue and store answer, and who works there. It changes nothing that stays.

use super::line::Line;
use super::store::Store;
use super::{TeamAddress, TeamError, WorkerCard};

/// Asks the queue and tries the store out. Waits for both: never call it in a frame.
///
/// # Errors
/// A sentence about the first that does not answer.
pub fn probe(address: &TeamAddress) -> Result<Vec<WorkerCard>, TeamError> {
    let workers = Line::open(&address.queue)?.workers()?;
    Store::open(address.store.as_deref())?.try_out()?;
    Ok(workers)
}
