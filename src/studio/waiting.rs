//! Which jobs wait, always in the order in which they will run, so that neither a long queue nor its
//! end is ever searched for. It decides no order; ranks are given in `queue`.

use crate::job::{Job, JobId, State};
use std::collections::{BTreeSet, HashMap};

/// The waiting jobs by rank, and by id where two ranks are alike.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    places: BTreeSet<(i64, JobId)>,
    ranks: HashMap<JobId, i64>,
}

impl Waiting {
    pub(super) fn of<'a>(jobs: impl Iterator<Item = &'a Job>) -> Self {
        let mut waiting = Self::default();
        jobs.for_each(|job| waiting.heed(job));
        waiting
    }

    /// To be called with every job that is new or changed its state or rank.
    pub(super) fn heed(&mut self, job: &Job) {
        if let Some(rank) = self.ranks.remove(&job.id) {
            self.places.remove(&(rank, job.id));
        }
        if *job.state() == State::Queued {
            self.ranks.insert(job.id, job.rank);
            self.places.insert((job.rank, job.id));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn first_rank(&self) -> Option<i64> {
        self.places.first().map(|(rank, _)| *rank)
    }

    pub(super) fn last_rank(&self) -> Option<i64> {
        self.places.last().map(|(rank, _)| *rank)
    }

    /// Ids in the order in which they will run.
    pub(super) fn iter(&self) -> impl Iterator<Item = JobId> {
        self.places.iter().map(|(_, id)| *id)
    }
}
