//! The jobs in memory and their way to history: accepted once they are on disk, saved after each change, removed,
//! restored and loaded, without a wait for the disk. In which order they run, and where, is not known here.

mod descriptions;
mod replies;
mod write_tracker;

use super::StudioError;
use super::recent_captions::RecentCaptions;
use crate::files::{HistoryError, HistoryThread};
use crate::job::{Event, Job, JobId, State};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::{Duration, Instant};
use write_tracker::WriteTracker;

/// How many jobs that are over are held in memory; the Library finds the rest.
pub(super) const MAX_FINISHED: usize = 500;
/// How many jobs that were loaded from history are held although they are older.
const MAX_LOADED: usize = 200;
/// After a write failed, how long until the next attempt.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Jobs and what history knows of them.
pub struct JobStore {
    jobs: BTreeMap<JobId, Job>,
    history: HistoryThread,
    reply_sender: Sender<Reply>,
    replies: Receiver<Reply>,
    writes: WriteTracker,
    /// When jobs are written again that could not be written.
    retry_at: Instant,
    removals: Vec<Removal>,
    next_removal: u64,
    loading: HashSet<JobId>,
    /// The jobs that were loaded last, the newest at the end.
    loaded: VecDeque<JobId>,
    captions: RecentCaptions,
    errors: Vec<String>,
    /// Why the last write that failed did.
    write_error: String,
    library_changed: bool,
}

/// What one call of `remove` took, to be restored together.
pub(super) struct Removal {
    number: u64,
    ids: Vec<JobId>,
    /// Those of them that were in memory.
    jobs: Vec<Job>,
}

pub(super) enum Reply {
    Saved(Vec<JobId>, Result<(), HistoryError>),
    Removed(u64, Result<usize, HistoryError>),
    Restored(Removal, Result<Vec<Job>, HistoryError>),
    Loaded(JobId, Result<Vec<Job>, HistoryError>),
}

/// What history's replies have changed.
#[derive(Debug, Default)]
pub(super) struct HistoryChanges {
    /// Jobs whose writes were acknowledged or failed, or that came back to memory.
    pub changed: Vec<JobId>,
    /// Those of them that ended because they could not be saved.
    pub ended: Vec<JobId>,
}

impl JobStore {
    pub(super) fn new(jobs: Vec<Job>, captions: RecentCaptions, history: HistoryThread) -> Self {
        let (reply_sender, replies) = unbounded();
        Self {
            jobs: jobs.into_iter().map(|job| (job.id, job)).collect(),
            history,
            reply_sender,
            replies,
            writes: WriteTracker::default(),
            retry_at: Instant::now(),
            removals: Vec::new(),
            next_removal: 0,
            loading: HashSet::new(),
            loaded: VecDeque::new(),
            captions,
            errors: Vec::new(),
            write_error: String::new(),
            library_changed: false,
        }
    }

    /// Where history's replies arrive, to sleep until one does.
    pub(super) fn replies(&self) -> &Receiver<Reply> {
        &self.replies
    }

    /// Where history is searched, and where writes are confirmed.
    pub fn history(&self) -> &HistoryThread {
        &self.history
    }

    pub(super) fn recent_captions(&self) -> &RecentCaptions {
        &self.captions
    }

    /// Every job in memory, oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.jobs.values()
    }

    /// The jobs of one batch, oldest first, as far as they are in memory.
    pub fn batch(&self, batch: JobId) -> impl DoubleEndedIterator<Item = &Job> {
        // Ids are given in order, and a batch takes the id of its first job.
        let later = self.jobs.range(batch..).map(|(_, job)| job);
        later.filter(move |job| job.batch == batch)
    }

    /// The pictures of one brief, first seed first, as far as they are in memory.
    pub fn variations(&self, batch: JobId) -> impl Iterator<Item = &Job> {
        self.batch(batch).filter(|job| job.task.picture().is_some())
    }

    /// The captions of one brief, oldest first, as far as they are in memory.
    pub fn captions(&self, batch: JobId) -> impl DoubleEndedIterator<Item = &Job> {
        self.batch(batch).filter(|job| job.task.caption().is_some())
    }

    pub(super) fn get(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(&id)
    }

    /// Whether history has acknowledged the job as it is now.
    pub(super) fn is_saved(&self, id: JobId) -> bool {
        self.writes.is_saved(id)
    }

    /// Whether the last write of a job failed and none is under way.
    pub(super) fn is_failed(&self, id: JobId) -> bool {
        self.writes.is_failed(id)
    }

    /// Why the last write that failed did, as a sentence.
    pub(super) fn write_error(&self) -> &str {
        &self.write_error
    }

    /// Whether history has acknowledged the job once.
    pub(super) fn is_accepted(&self, id: JobId) -> bool {
        self.writes.is_accepted(id)
    }

    /// Whether a write of the job takes so long that the user should know.
    pub(super) fn is_saving_slowly(&self, id: JobId) -> bool {
        self.writes.is_slow(id)
    }

    /// Adds new jobs. They are accepted when history acknowledges them.
    pub(super) fn add(&mut self, jobs: Vec<Job>) {
        let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
        ids.iter().for_each(|id| self.writes.add(*id));
        for job in jobs {
            self.captions.update(&job);
            self.jobs.insert(job.id, job);
        }
        self.save(&ids);
    }

    /// Changes a job in memory; `save` writes it.
    pub(super) fn change(
        &mut self,
        id: JobId,
        change: impl FnOnce(&mut Job),
    ) -> Result<&Job, StudioError> {
        let job = self.jobs.get_mut(&id).ok_or(StudioError::NoSuchJob(id))?;
        change(job);
        Ok(job)
    }

    /// Marks a picture as a favourite, or no longer, and saves it.
    pub(super) fn set_favourite(&mut self, id: JobId, favourite: bool) -> Result<(), StudioError> {
        self.change(id, |job| job.favourite = favourite)?;
        self.save(&[id]);
        Ok(())
    }

    /// Applies an event that the user caused, and saves the job.
    ///
    /// # Errors
    /// Where there is no such job in memory, or the event is impossible in its state.
    pub(super) fn apply(&mut self, id: JobId, event: Event) -> Result<(), StudioError> {
        let job = self.jobs.get_mut(&id).ok_or(StudioError::NoSuchJob(id))?;
        let words = job.state().words().to_lowercase();
        job.apply(event).map_err(|_| StudioError::NotNow(words))?;
        self.captions.update(job);
        self.save(&[id]);
        Ok(())
    }

    /// Applies what a renderer reported; saves the job where `keep` says so. False where the event is impossible.
    pub(super) fn apply_report(&mut self, id: JobId, event: Event, keep: bool) -> bool {
        let Some(job) = self.jobs.get_mut(&id) else {
            tracing::error!("a report arrived for the unknown job {id}");
            return false;
        };
        if let Err(error) = job.apply(event) {
            tracing::error!("{error}");
            return false;
        }
        self.captions.update(job);
        let batch = job.batch;
        if keep {
            self.save(&[id]);
            self.describe(batch);
        }
        true
    }

    /// Sends jobs to history as they are now.
    pub(super) fn save(&mut self, ids: &[JobId]) {
        let jobs: Vec<_> = ids.iter().filter_map(|id| self.jobs.get(id)).cloned().collect();
        jobs.iter().for_each(|job| self.writes.begin(job.id));
        let ids = jobs.iter().map(|job| job.id).collect();
        let replies = self.reply_sender.clone();
        self.history.save(jobs, move |saved| drop(replies.send(Reply::Saved(ids, saved))));
    }

    /// Removes jobs that are over, all or none; `undo_remove` restores them together. Their pictures are moved
    /// by the history thread.
    pub(super) fn remove(&mut self, ids: &[JobId]) -> Result<(), StudioError> {
        for job in ids.iter().filter_map(|id| self.jobs.get(id)) {
            if !job.state().is_over() {
                return Err(StudioError::NotNow(job.state().words().to_lowercase()));
            }
        }
        let number = self.next_removal;
        self.next_removal += 1;
        let jobs = ids.iter().filter_map(|id| self.jobs.remove(id)).collect();
        self.removals.push(Removal { number, ids: ids.to_vec(), jobs });
        let replies = self.reply_sender.clone();
        let reply = move |removed| drop(replies.send(Reply::Removed(number, removed)));
        self.history.remove(ids.to_vec(), reply);
        Ok(())
    }

    /// Restores what the last call of `remove` took; empty where nothing is left to restore.
    pub(super) fn undo_remove(&mut self) -> Vec<JobId> {
        let Some(mut removal) = self.removals.pop() else { return Vec::new() };
        let ids = removal.ids.clone();
        for job in removal.jobs.drain(..) {
            self.jobs.insert(job.id, job);
        }
        let replies = self.reply_sender.clone();
        let reply = move |restored| drop(replies.send(Reply::Restored(removal, restored)));
        self.history.restore(ids.clone(), reply);
        ids
    }

    /// Requests a job and its batch's captions from history, unless that is under way.
    pub(super) fn load(&mut self, id: JobId) {
        if self.loading.insert(id) {
            let replies = self.reply_sender.clone();
            self.history.load(id, move |found| drop(replies.send(Reply::Loaded(id, found))));
        }
    }

    pub fn is_loading(&self, id: JobId) -> bool {
        self.loading.contains(&id)
    }

    /// Applies history's replies, and writes again what could not be written.
    pub(super) fn receive(&mut self) -> HistoryChanges {
        let mut changes = HistoryChanges::default();
        while let Ok(reply) = self.replies.try_recv() {
            self.apply_reply(reply, &mut changes);
        }
        if Instant::now() >= self.retry_at {
            self.retry_at = Instant::now() + RETRY_AFTER;
            self.save_failed();
        }
        changes
    }

    /// Writes every job again whose last write failed.
    pub(super) fn save_failed(&mut self) {
        let failed = self.writes.failed().into_iter();
        let failed: Vec<_> = failed.filter(|id| self.jobs.contains_key(id)).collect();
        failed.into_iter().for_each(|id| self.save(&[id]));
    }

    /// Reports an error, unless the user has not yet read the same one.
    fn report(&mut self, error: String) {
        tracing::error!("{error}");
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// Errors since the last call.
    pub(super) fn take_errors(&mut self) -> Vec<String> {
        std::mem::take(&mut self.errors)
    }

    /// Whether the pictures that history holds have changed since the last call.
    pub(super) fn take_library_changed(&mut self) -> bool {
        std::mem::take(&mut self.library_changed)
    }

    /// Drops the oldest jobs that are over from memory, as far as history has them.
    pub(super) fn drop_oldest(&mut self) {
        let over = |job: &&Job| {
            job.state().is_over() && self.is_saved(job.id) && !self.loaded.contains(&job.id)
        };
        let over: Vec<_> = self.jobs.values().filter(over).map(|job| job.id).collect();
        for id in over.iter().take(over.len().saturating_sub(MAX_FINISHED)) {
            self.jobs.remove(id);
        }
    }

    /// Whether a job waits for its turn in the sight of history: queued, and saved as such.
    pub(super) fn is_ready(&self, job: &Job) -> bool {
        *job.state() == State::Queued && self.is_saved(job.id)
    }
}

#[cfg(test)]
mod tests;
