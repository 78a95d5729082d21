//! Which jobs have writes under way, which could not be written, and which history has never acknowledged.
//! It writes nothing itself.

use crate::job::JobId;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

/// A write that takes longer is shown.
const SLOW: Duration = Duration::from_millis(250);

/// The writes of all jobs.
#[derive(Debug, Default)]
pub(super) struct WriteTracker {
    /// How many writes of a job are not acknowledged yet, and since when.
    pending: HashMap<JobId, (u32, Instant)>,
    /// Jobs whose last write failed; they are to be written again.
    failed: BTreeSet<JobId>,
    /// Jobs that history has never acknowledged.
    unaccepted: HashSet<JobId>,
}

impl WriteTracker {
    /// A new job, which history does not have.
    pub(super) fn add(&mut self, id: JobId) {
        self.unaccepted.insert(id);
    }

    /// A write was sent.
    pub(super) fn begin(&mut self, id: JobId) {
        self.pending.entry(id).or_insert((0, Instant::now())).0 += 1;
    }

    /// A write was acknowledged, or failed.
    pub(super) fn end(&mut self, id: JobId, written: bool) {
        if let Some((count, _)) = self.pending.get_mut(&id) {
            *count -= 1;
            if *count == 0 {
                self.pending.remove(&id);
            }
        }
        if written {
            self.failed.remove(&id);
            self.unaccepted.remove(&id);
        } else {
            self.failed.insert(id);
        }
    }

    /// Whether history has acknowledged the job as it is now.
    pub(super) fn is_saved(&self, id: JobId) -> bool {
        !self.pending.contains_key(&id) && !self.failed.contains(&id)
    }

    /// Whether the last write failed and none is under way.
    pub(super) fn is_failed(&self, id: JobId) -> bool {
        self.failed.contains(&id) && !self.pending.contains_key(&id)
    }

    /// Whether the last write that ended failed.
    pub(super) fn has_failed(&self, id: JobId) -> bool {
        self.failed.contains(&id)
    }

    /// Whether history has acknowledged the job once.
    pub(super) fn is_accepted(&self, id: JobId) -> bool {
        !self.unaccepted.contains(&id)
    }

    /// Whether a write takes so long that the user should know.
    pub(super) fn is_slow(&self, id: JobId) -> bool {
        let slow = self.pending.get(&id).is_some_and(|(_, since)| since.elapsed() > SLOW);
        slow || self.failed.contains(&id)
    }

    /// The jobs that are to be written again.
    pub(super) fn failed(&self) -> Vec<JobId> {
        self.failed.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_saved_when_its_last_write_is_acknowledged() {
        let (id, mut writes) = (JobId::fresh(), WriteTracker::default());
        writes.add(id);
        writes.begin(id);
        writes.begin(id);
        writes.end(id, true);
        assert!(writes.is_accepted(id) && !writes.is_saved(id), "one is under way");
        writes.end(id, true);
        assert!(writes.is_saved(id) && !writes.is_failed(id));
    }

    #[test]
    fn a_failed_write_stays_failed_until_one_passes() {
        let (id, mut writes) = (JobId::fresh(), WriteTracker::default());
        writes.add(id);
        writes.begin(id);
        writes.end(id, false);
        assert!(writes.is_failed(id) && writes.is_slow(id) && !writes.is_accepted(id));
        assert_eq!(writes.failed(), [id]);
        writes.begin(id);
        assert!(!writes.is_failed(id) && !writes.is_saved(id), "it is tried again");
        writes.end(id, true);
        assert!(writes.is_saved(id) && writes.failed().is_empty());
    }
}
