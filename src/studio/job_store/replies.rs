//! What becomes of the jobs in memory when history has answered: saved, removed, restored, loaded, or failed.
//! When a job is sent to history is decided by the store's own methods.

use super::{HistoryChanges, JobStore, MAX_LOADED, RETRY_AFTER, Reply};
use crate::files::HistoryError;
use crate::job::{Event, Job, JobId};
use crate::studio::StudioError;
use std::time::Instant;

impl JobStore {
    pub(super) fn apply_reply(&mut self, reply: Reply, changes: &mut HistoryChanges) {
        match reply {
            Reply::Saved(ids, saved) => {
                let known = ids.iter().all(|id| self.writes.has_failed(*id));
                for id in &ids {
                    self.apply_saved(*id, saved.as_ref().err(), changes);
                }
                if let Err(error) = saved {
                    self.retry_at = Instant::now() + RETRY_AFTER;
                    self.write_error = error.to_string();
                    if !known {
                        self.report(error.to_string());
                    }
                }
            }
            Reply::Removed(number, Ok(found)) => {
                self.library_changed = true;
                let removal = self.removals.iter().find(|removal| removal.number == number);
                if let Some(removal) = removal
                    && found == 0
                    && removal.jobs.is_empty()
                    && let Some(id) = removal.ids.first()
                {
                    self.errors.push(StudioError::NoSuchJob(*id).to_string());
                }
            }
            Reply::Removed(number, Err(error)) => {
                let failed = self.removals.iter().position(|removal| removal.number == number);
                if let Some(index) = failed {
                    let jobs = self.removals.remove(index).jobs;
                    changes.changed.extend(jobs.iter().map(|job| job.id));
                    self.jobs.extend(jobs.into_iter().map(|job| (job.id, job)));
                }
                self.report(error.to_string());
            }
            Reply::Restored(_, Ok(jobs)) => {
                self.library_changed = true;
                self.insert_loaded(jobs, changes);
            }
            Reply::Restored(mut removal, Err(error)) => {
                removal.jobs = removal.ids.iter().filter_map(|id| self.jobs.remove(id)).collect();
                changes.changed.extend(&removal.ids);
                self.removals.push(removal);
                self.report(error.to_string());
            }
            Reply::Loaded(id, found) => {
                self.loading.remove(&id);
                match found {
                    Ok(jobs) => self.insert_loaded(jobs, changes),
                    Err(error) => self.report(error.to_string()),
                }
            }
        }
    }

    fn apply_saved(
        &mut self,
        id: JobId,
        error: Option<&HistoryError>,
        changes: &mut HistoryChanges,
    ) {
        self.writes.end(id, error.is_none());
        changes.changed.push(id);
        let Some(error) = error else {
            self.library_changed |= self.jobs.get(&id).is_some_and(|job| job.picture().is_some());
            return;
        };
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if !self.writes.is_accepted(id)
            && job.apply(Event::NotSaved { detail: error.to_string() }).is_ok()
        {
            changes.ended.push(id);
        }
    }

    fn insert_loaded(&mut self, jobs: Vec<Job>, changes: &mut HistoryChanges) {
        for job in jobs {
            let removed = self.removals.iter().any(|removal| removal.ids.contains(&job.id));
            if !removed && !self.jobs.contains_key(&job.id) {
                changes.changed.push(job.id);
                self.loaded.push_back(job.id);
                self.jobs.insert(job.id, job);
            }
        }
        let surplus = self.loaded.len().saturating_sub(MAX_LOADED);
        self.loaded.drain(..surplus);
    }
}
