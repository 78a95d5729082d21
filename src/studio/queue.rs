//! The order in which jobs run: by rank, smaller first; and its changes by the user.
//! It starts nothing itself; `dispatch` takes the first of the queue.

use super::{Studio, StudioError};
use crate::job::{Job, JobId, State};

impl Studio {
    /// The waiting jobs in the order in which they will run.
    pub fn queue(&self) -> impl Iterator<Item = &Job> {
        self.waiting
            .iter()
            .filter(|id| !self.running.contains_key(id))
            .filter_map(|id| self.jobs.get(&id))
    }

    /// How many jobs wait; those that are handed over and not begun count with them.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The jobs that are handed over, here or to the team, oldest first.
    pub fn running(&self) -> impl Iterator<Item = &Job> {
        self.running.keys().filter_map(|id| self.jobs.get(id))
    }

    /// Lets nothing new start; the running job goes on.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    pub fn resume(&mut self) {
        self.paused = false;
        self.dispatch();
    }

    /// Puts a waiting job at the front.
    pub fn run_next(&mut self, id: JobId) -> Result<(), StudioError> {
        self.urgent.insert(id);
        let first = self.queue().next().map(|job| job.id).filter(|first| *first != id);
        match first {
            Some(first) => self.move_before(id, Some(first)),
            None => Ok(()),
        }
    }

    /// Puts a waiting job before another waiting job, or at the end.
    pub fn move_before(&mut self, id: JobId, before: Option<JobId>) -> Result<(), StudioError> {
        let job = self.jobs.get(&id).ok_or(StudioError::NoSuchJob(id))?;
        if *job.state() != State::Queued || self.is_out(id) {
            return Err(StudioError::NotNow(job.state().words().to_lowercase()));
        }
        let mut order: Vec<_> =
            self.queue().map(|job| job.id).filter(|other| *other != id).collect();
        let place = before.and_then(|before| order.iter().position(|other| *other == before));
        order.insert(place.unwrap_or(order.len()), id);
        // Ranks are dealt anew from the queue's own, so that no two are alike.
        let start = self.front_rank();
        for (rank, id) in (start..).zip(&order) {
            if let Some(job) = self.jobs.get_mut(id) {
                job.rank = rank;
                self.waiting.heed(job);
            }
        }
        self.history.update(order.iter().filter_map(|id| self.jobs.get(id)))?;
        self.wrote();
        Ok(())
    }

    /// The rank of the first waiting job.
    pub(super) fn front_rank(&self) -> i64 {
        self.waiting.first_rank().unwrap_or(0)
    }

    /// A rank behind every waiting job.
    pub(super) fn back_rank(&self) -> i64 {
        self.waiting.last_rank().map_or(0, |rank| rank + 1)
    }
}
