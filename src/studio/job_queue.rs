//! The queue: which jobs wait and in which order, which are handed over, whether new ones may start.
//! It knows jobs by id and rank, and neither renderers nor history.

use crate::engine::CancelFlag;
use crate::job::{Job, JobId, State};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Instant;

/// The jobs that wait and those that are handed over to a renderer.
#[derive(Debug, Default)]
pub struct JobQueue {
    waiting: PriorityQueue,
    running: BTreeMap<JobId, RunningJob>,
    /// Jobs that the user wants before others.
    urgent: HashSet<JobId>,
    paused: bool,
    /// The one batch that may run; any where there is none.
    only_batch: Option<JobId>,
}

/// Which renderer draws a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    Laptop,
    Team,
}

/// A job that is handed over.
#[derive(Clone, Debug)]
pub(super) struct RunningJob {
    pub cancel: CancelFlag,
    pub destination: Destination,
    /// False until history has acknowledged that the team is about to have the job.
    pub order_sent: bool,
    /// Whether the user, not the program's end, stops it.
    pub cancelled_by_user: bool,
    /// When the renderer began; until then, when the job was handed over.
    pub since: Instant,
    /// The first step that was reported, and when: what comes before is loading.
    pub first_step: Option<(u32, Instant)>,
}

impl RunningJob {
    pub(super) fn new(destination: Destination, order_sent: bool) -> Self {
        Self {
            cancel: CancelFlag::default(),
            destination,
            order_sent,
            cancelled_by_user: false,
            since: Instant::now(),
            first_step: None,
        }
    }
}

impl JobQueue {
    /// The queue of jobs that history holds.
    pub(super) fn of<'a>(jobs: impl Iterator<Item = &'a Job>, paused: bool) -> Self {
        let mut queue = Self { paused, ..Self::default() };
        jobs.for_each(|job| queue.update(job));
        queue
    }

    /// To be called with every job that is new, or whose state or rank has changed.
    pub(super) fn update(&mut self, job: &Job) {
        let rank = (*job.state() == State::Queued).then_some(job.rank);
        self.waiting.update(job.id, rank);
    }

    /// To be called with a job that left the memory.
    pub(super) fn remove(&mut self, id: JobId) {
        self.waiting.update(id, None);
        self.urgent.remove(&id);
    }

    /// The waiting jobs that are not handed over, in the order in which they will run.
    pub fn ids(&self) -> impl Iterator<Item = JobId> {
        self.waiting.ids().filter(|id| !self.running.contains_key(id))
    }

    /// How many jobs wait; those that are handed over and not begun count with them.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The jobs that are handed over, oldest first.
    pub fn running_ids(&self) -> impl Iterator<Item = JobId> {
        self.running.keys().copied()
    }

    /// Whether a job is handed over: it can no longer be moved, only cancelled.
    pub fn is_handed_over(&self, id: JobId) -> bool {
        self.running.contains_key(&id)
    }

    /// Whether a job was asked to stop and has not yet; it does so after its step.
    pub fn is_stopping(&self, id: JobId) -> bool {
        self.running.get(&id).is_some_and(|running| running.cancelled_by_user)
    }

    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// A paused queue lets nothing new start; what runs goes on.
    pub(super) fn set_paused(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Lets only the jobs of one batch run from now on.
    pub(super) fn run_only(&mut self, batch: JobId) {
        self.only_batch = Some(batch);
        self.paused = false;
    }

    /// Whether a waiting job may start now.
    pub(super) fn may_start(&self, job: &Job) -> bool {
        !self.paused && self.only_batch.is_none_or(|batch| job.batch == batch)
    }

    pub(super) fn mark_urgent(&mut self, ids: &[JobId]) {
        self.urgent.extend(ids);
    }

    pub(super) fn is_urgent(&self, id: JobId) -> bool {
        self.urgent.contains(&id)
    }

    /// The rank of the first waiting job.
    pub(super) fn front_rank(&self) -> i64 {
        self.waiting.first_rank().unwrap_or(0)
    }

    /// A rank behind every waiting job.
    pub(super) fn back_rank(&self) -> i64 {
        self.waiting.last_rank().map_or(0, |rank| rank + 1)
    }

    /// The ranks that put a waiting job before another, or at the end. All are new, so that no two are alike.
    /// They count once the jobs have them and were given to `update`.
    pub(super) fn ranks_with(&self, id: JobId, before: Option<JobId>) -> Vec<(JobId, i64)> {
        let mut order: Vec<_> = self.ids().filter(|other| *other != id).collect();
        let index = before.and_then(|before| order.iter().position(|other| *other == before));
        order.insert(index.unwrap_or(order.len()), id);
        order.into_iter().zip(self.front_rank()..).collect()
    }

    /// Takes a waiting job as handed over.
    pub(super) fn start(&mut self, id: JobId, running: RunningJob) {
        self.running.insert(id, running);
    }

    /// Takes a job as no longer handed over.
    pub(super) fn finish(&mut self, id: JobId) {
        self.running.remove(&id);
        self.urgent.remove(&id);
    }

    pub(super) fn running(&self, id: JobId) -> Option<&RunningJob> {
        self.running.get(&id)
    }

    pub(super) fn running_mut(&mut self, id: JobId) -> Option<&mut RunningJob> {
        self.running.get_mut(&id)
    }

    /// How many jobs a renderer holds.
    pub(super) fn held_by(&self, destination: Destination) -> usize {
        self.running.values().filter(|running| running.destination == destination).count()
    }

    /// Asks everything that this laptop draws to stop, as the program ends.
    pub(super) fn stop_laptop(&mut self) {
        self.paused = true;
        let own = self.running.values();
        let own = own.filter(|running| running.destination == Destination::Laptop);
        own.for_each(|running| running.cancel.raise());
    }
}

/// Ids by rank, smaller first, and by id where two ranks are equal. Neither a long queue nor its end is
/// ever searched for.
#[derive(Debug, Default)]
struct PriorityQueue {
    entries: BTreeSet<(i64, JobId)>,
    ranks: HashMap<JobId, i64>,
}

impl PriorityQueue {
    /// Gives an id another rank; `None` takes it out.
    fn update(&mut self, id: JobId, rank: Option<i64>) {
        if let Some(rank) = self.ranks.remove(&id) {
            self.entries.remove(&(rank, id));
        }
        if let Some(rank) = rank {
            self.ranks.insert(id, rank);
            self.entries.insert((rank, id));
        }
    }

    fn len(&self) -> usize {
        self.entries.len()
    }

    fn first_rank(&self) -> Option<i64> {
        self.entries.first().map(|(rank, _)| *rank)
    }

    fn last_rank(&self) -> Option<i64> {
        self.entries.last().map(|(rank, _)| *rank)
    }

    fn ids(&self) -> impl Iterator<Item = JobId> {
        self.entries.iter().map(|(_, id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::{Brief, ModelTraits, PictureSpec};
    use crate::job::{Event, Task};

    fn job(rank: i64) -> Job {
        let brief = Brief { prompt: "mug".into(), ..Brief::default() };
        let specs = PictureSpec::from_brief(&brief, None, &ModelTraits::like_spark(), 1);
        let id = JobId::fresh();
        Job::new(id, id, Task::Picture(specs.unwrap().remove(0)), rank)
    }

    fn ids(queue: &JobQueue) -> Vec<JobId> {
        queue.ids().collect()
    }

    #[test]
    fn jobs_wait_by_rank_and_leave_with_their_state() {
        let mut jobs = [job(2), job(1), job(1)];
        let mut queue = JobQueue::of(jobs.iter(), false);
        assert_eq!(ids(&queue), [jobs[1].id, jobs[2].id, jobs[0].id]);
        assert_eq!((queue.front_rank(), queue.back_rank(), queue.len()), (1, 3, 3));
        jobs[0].rank = 0;
        jobs[2].apply(Event::Started).unwrap();
        jobs.iter().for_each(|job| queue.update(job));
        assert_eq!(ids(&queue), [jobs[0].id, jobs[1].id]);
        queue.remove(jobs[0].id);
        assert_eq!(ids(&queue), [jobs[1].id]);
    }

    #[test]
    fn a_job_is_moved_before_another_or_to_the_end() {
        let mut jobs = [job(5), job(6), job(7)];
        let mut queue = JobQueue::of(jobs.iter(), false);
        let [a, b, c] = [jobs[0].id, jobs[1].id, jobs[2].id];
        for (id, before, expected) in [(c, Some(a), [c, a, b]), (c, None, [a, b, c])] {
            for (id, rank) in queue.ranks_with(id, before) {
                let job = jobs.iter_mut().find(|job| job.id == id).unwrap();
                job.rank = rank;
                queue.update(job);
            }
            assert_eq!(ids(&queue), expected);
        }
    }

    #[test]
    fn what_is_handed_over_cannot_be_moved_and_counts_for_its_renderer() {
        let jobs = [job(1), job(2)];
        let mut queue = JobQueue::of(jobs.iter(), false);
        queue.start(jobs[0].id, RunningJob::new(Destination::Team, true));
        assert_eq!(ids(&queue), [jobs[1].id]);
        assert_eq!(queue.len(), 2, "it has not begun");
        assert_eq!(queue.held_by(Destination::Team), 1);
        assert_eq!(queue.held_by(Destination::Laptop), 0);
        queue.stop_laptop();
        assert!(!queue.running(jobs[0].id).unwrap().cancel.is_raised(), "the team goes on");
        queue.finish(jobs[0].id);
        assert_eq!(queue.held_by(Destination::Team), 0);
    }

    #[test]
    fn a_paused_queue_starts_nothing_and_one_for_a_batch_only_that() {
        let jobs = [job(1), job(2)];
        let mut queue = JobQueue::of(jobs.iter(), true);
        assert!(!queue.may_start(&jobs[0]));
        queue.set_paused(false);
        assert!(queue.may_start(&jobs[0]) && queue.may_start(&jobs[1]));
        queue.run_only(jobs[1].batch);
        assert!(!queue.may_start(&jobs[0]) && queue.may_start(&jobs[1]));
    }
}
