//! Runs jobs: accepts them, hands each to a renderer when it is saved and its turn comes, applies what renderers and
//! history report, and follows the jobs to their end. What a job is made of is not known here.

use super::StudioError;
use super::dispatcher::{Dispatcher, TeamChange};
use super::estimator::{Cost, Estimator, JobProgress};
use super::job_queue::{Destination, JobQueue, RunningJob};
use super::job_store::JobStore;
use super::order_context::OrderContext;
use crate::brief::{Brief, ModelId};
use crate::engine::{Catalog, Order, Priority, Report};
use crate::files::Settings;
use crate::job::{Ending, Event, Job, JobId, State, Task};
use crossbeam_channel::{Receiver, Select};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long one call of `receive` may apply reports.
const BUDGET: Duration = Duration::from_millis(4);
/// How long the team queue has to end a cancelled job that a front end waits for.
const ABANDON_AFTER: Duration = Duration::from_millis(400);

/// The jobs with everything that moves them on.
pub struct Scheduler {
    pub(super) dispatcher: Dispatcher,
    pub(super) jobs: JobStore,
    pub(super) queue: JobQueue,
    pub(super) estimator: Estimator,
    reports: Receiver<Report>,
    /// Errors that belong to no call.
    errors: Vec<String>,
    /// Why nothing can be written in the home, as a sentence.
    read_only: Option<String>,
}

impl Scheduler {
    /// Runs the jobs of a store; `paused` starts nothing until the queue is resumed; where the home is
    /// `read_only`, the reason refuses every change.
    pub(super) fn new(
        dispatcher: Dispatcher,
        jobs: JobStore,
        reports: Receiver<Report>,
        (paused, read_only): (bool, Option<String>),
    ) -> Self {
        let queue = JobQueue::of(jobs.iter(), paused);
        let mut estimator = Estimator::default();
        jobs.iter().filter(|job| !job.sent).for_each(|job| estimator.learn(job));
        Self { dispatcher, jobs, queue, estimator, reports, errors: Vec::new(), read_only }
    }

    /// Refuses what would have to be written.
    pub fn check_writable(&self) -> Result<(), StudioError> {
        self.read_only.clone().map_or(Ok(()), |reason| Err(StudioError::ReadOnly(reason)))
    }

    /// Queues new jobs and sends them to history. They start once history has acknowledged them.
    pub(super) fn add(&mut self, jobs: Vec<Job>, first: bool) -> Vec<JobId> {
        jobs.iter().for_each(|job| self.queue.update(job));
        let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
        if first {
            self.queue.mark_urgent(&ids);
        }
        self.jobs.add(jobs);
        ids
    }

    /// Stops a job: at once while it is queued, within one step while it runs.
    pub fn cancel(&mut self, id: JobId) -> Result<(), StudioError> {
        self.check_writable()?;
        if let Some(running) = self.queue.running_mut(id).filter(|running| running.order_sent) {
            running.cancel.raise();
            running.cancelled_by_user = true;
            self.dispatcher.notify_cancelled();
            return Ok(());
        }
        self.queue.finish(id);
        self.apply(id, Event::Ended(Ending::Cancelled))
    }

    /// Ends a job that was cancelled a while ago and that the team does not end, as its queue does not answer. What
    /// becomes of it there is not followed: the queue keeps it until it expires.
    pub(super) fn abandon(&mut self, id: JobId, cancelled: Instant) -> Result<(), StudioError> {
        let running = self.queue.running(id);
        let on_team = running.is_some_and(|running| running.destination == Destination::Team);
        if !on_team || cancelled.elapsed() < ABANDON_AFTER {
            return Ok(());
        }
        self.queue.finish(id);
        self.apply(id, Event::Ended(Ending::Cancelled))
    }

    /// Queues a job again that failed, was cancelled or interrupted.
    pub fn retry(&mut self, id: JobId) -> Result<(), StudioError> {
        self.check_writable()?;
        let rank = self.queue.back_rank();
        self.jobs.change(id, |job| job.rank = rank)?;
        self.apply(id, Event::Requeued)
    }

    /// Applies an event that the user caused.
    pub(super) fn apply(&mut self, id: JobId, event: Event) -> Result<(), StudioError> {
        self.jobs.apply(id, event)?;
        self.update_queue(id);
        Ok(())
    }

    /// Puts a waiting job before another waiting job, or at the end.
    pub fn move_before(&mut self, id: JobId, before: Option<JobId>) -> Result<(), StudioError> {
        self.check_writable()?;
        let job = self.jobs.get(id).ok_or(StudioError::NoSuchJob(id))?;
        if *job.state() != State::Queued || self.queue.is_handed_over(id) {
            return Err(StudioError::NotNow(job.state().words().to_lowercase()));
        }
        let ranks = self.queue.ranks_with(id, before);
        for (id, rank) in &ranks {
            self.jobs.change(*id, |job| job.rank = *rank)?;
            self.update_queue(*id);
        }
        let ids: Vec<_> = ranks.iter().map(|(id, _)| *id).collect();
        self.jobs.save(&ids);
        Ok(())
    }

    /// Puts a waiting job at the front.
    pub fn run_next(&mut self, id: JobId) -> Result<(), StudioError> {
        self.queue.mark_urgent(&[id]);
        let first = self.queue.ids().next();
        match first.filter(|first| *first != id) {
            Some(first) => self.move_before(id, Some(first)),
            None => Ok(()),
        }
    }

    /// Replaces a caption's text by the user's own version; `None` goes back to what was written.
    pub fn edit_caption(&mut self, id: JobId, text: Option<String>) -> Result<(), StudioError> {
        self.check_writable()?;
        self.apply(id, Event::Edited(text))
    }

    /// Marks a picture as a favourite, or no longer.
    pub fn set_favourite(&mut self, id: JobId, favourite: bool) -> Result<(), StudioError> {
        self.check_writable()?;
        self.jobs.set_favourite(id, favourite)
    }

    /// Removes jobs that are over, and their pictures, all or none. `undo_remove` restores them together.
    pub fn remove(&mut self, ids: &[JobId]) -> Result<(), StudioError> {
        self.check_writable()?;
        self.jobs.remove(ids)
    }

    /// Restores all that the last `remove` took; empty where nothing is left to restore.
    pub fn undo_remove(&mut self) -> Vec<JobId> {
        self.jobs.undo_remove()
    }

    /// Loads a job and its batch's captions from history into memory, in the background.
    pub fn load(&mut self, id: JobId) {
        self.jobs.load(id);
    }

    /// Whether the pictures in history have changed since the last call.
    pub fn take_library_changed(&mut self) -> bool {
        self.jobs.take_library_changed()
    }

    fn update_queue(&mut self, id: JobId) {
        match self.jobs.get(id) {
            Some(job) => self.queue.update(job),
            None => self.queue.remove(id),
        }
    }

    /// Applies the settings of queue and store.
    pub(super) fn apply_settings(&mut self, settings: &Settings, orders: &OrderContext) {
        let sent = self.jobs.iter().any(|job| job.sent && !job.state().is_over());
        if let Err(error) = self.dispatcher.apply_settings(settings, sent) {
            self.errors.push(error.to_string());
        }
        self.follow_sent_jobs(orders);
    }

    /// Applies what arrived from history and the renderers, for a few milliseconds at most, and keeps the queue
    /// running. Returns the jobs that ended.
    pub(super) fn receive(&mut self, orders: &OrderContext) -> Vec<JobId> {
        let team = self.dispatcher.receive();
        if let Err(error) = &team {
            self.errors.push(error.to_string());
        }
        if !matches!(team, Ok(TeamChange::None)) {
            self.follow_sent_jobs(orders);
        }
        let changes = self.jobs.receive();
        changes.changed.into_iter().for_each(|id| self.apply_written(id, orders));
        self.dispatch(orders);
        let (begun, mut ended) = (Instant::now(), changes.ended);
        while begun.elapsed() < BUDGET {
            let Ok(report) = self.reports.try_recv() else { break };
            if self.apply_report(report.job, report.event) {
                ended.push(report.job);
                self.dispatch(orders);
            }
        }
        ended
    }

    /// Sleeps until a renderer or history reports something, at most for `limit`.
    pub(super) fn sleep(&self, limit: Duration) {
        let mut select = Select::new();
        select.recv(&self.reports);
        select.recv(self.jobs.replies());
        select.ready_timeout(limit).ok();
    }

    /// Whether a job is over and on disk as such.
    ///
    /// # Errors
    /// Where there is no such job, or a caption that is done cannot be saved.
    pub(super) fn is_finished(&self, id: JobId) -> Result<bool, StudioError> {
        let job = self.jobs.get(id).ok_or(StudioError::NoSuchJob(id))?;
        let failed = self.jobs.is_failed(id);
        if failed && job.caption().is_some() && !self.jobs.is_accepted(id) {
            let reason = self.jobs.write_error().to_owned();
            return Err(StudioError::NotSaved { job: id, reason });
        }
        Ok(job.state().is_over() && (failed || self.jobs.is_saved(id)))
    }

    /// What follows when history has acknowledged a job, could not write it, or lost or regained it.
    fn apply_written(&mut self, id: JobId, orders: &OrderContext) {
        let Some(job) = self.jobs.get(id) else { return self.queue.remove(id) };
        self.queue.update(job);
        let (ended_by_team, failed) = (job.sent && job.state().is_over(), self.jobs.is_failed(id));
        let unsent = self.queue.running(id).is_some_and(|running| !running.order_sent);
        if failed && unsent {
            self.queue.finish(id);
            self.jobs.change(id, |job| job.sent = false).ok();
        } else if self.jobs.is_saved(id) && unsent {
            self.send_order(id, orders);
        } else if self.jobs.is_saved(id) && ended_by_team {
            self.dispatcher.acknowledge(id);
        }
    }

    /// Applies what a renderer reported; true where it ended the job.
    fn apply_report(&mut self, id: JobId, event: Event) -> bool {
        let ends = matches!(event, Event::Ended(_) | Event::Interrupted);
        let keep = ends || matches!(event, Event::Started | Event::GivenBack);
        if let Some(running) = self.queue.running_mut(id) {
            match event {
                Event::Started => (running.since, running.first_step) = (Instant::now(), None),
                Event::Step { done, .. } => {
                    running.first_step.get_or_insert((done, Instant::now()));
                }
                _ => {}
            }
        }
        self.jobs.apply_report(id, event, keep);
        self.update_queue(id);
        if ends {
            self.queue.finish(id);
            // What a worker takes does not hold for this laptop.
            if let Some(job) = self.jobs.get(id).filter(|job| !job.sent) {
                self.estimator.learn(job);
            }
            self.jobs.drop_oldest();
        }
        ends
    }

    /// Gives each renderer with capacity its next job, if the queue runs.
    pub(super) fn dispatch(&mut self, orders: &OrderContext) {
        while let Some((id, destination)) = self.dispatcher.next(&self.queue, &self.jobs) {
            self.hand_over(id, destination, orders);
        }
    }

    fn hand_over(&mut self, id: JobId, destination: Destination, orders: &OrderContext) {
        // The team gets a job when history has it as sent, so that it is found there after a crash.
        let sent = self.jobs.get(id).is_some_and(|job| job.sent);
        let at_once = destination == Destination::Laptop || sent;
        self.queue.start(id, RunningJob::new(destination, at_once));
        if at_once {
            self.send_order(id, orders);
        } else if self.jobs.change(id, |job| job.sent = true).is_ok() {
            self.jobs.save(&[id]);
        }
    }

    fn send_order(&mut self, id: JobId, orders: &OrderContext) {
        let urgent = self.queue.is_urgent(id);
        let (Some(job), Some(running)) = (self.jobs.get(id), self.queue.running_mut(id)) else {
            return;
        };
        running.order_sent = true;
        let order = Order {
            job: id,
            task: job.task.clone(),
            cancel: running.cancel.clone(),
            priority: if urgent { Priority::High } else { Priority::Normal },
            catalog: Arc::clone(&orders.catalog),
            device: orders.device,
            quiet: orders.quiet,
            pictures: orders.pictures.clone(),
            thumbnails: orders.thumbnails.clone(),
        };
        let destination = running.destination;
        if !self.dispatcher.send(destination, order) {
            self.queue.finish(id);
        }
    }

    /// Follows what was on the queue when the program was closed, also while ours is paused: it goes on there.
    fn follow_sent_jobs(&mut self, orders: &OrderContext) {
        let sent = self.jobs.iter().filter(|job| job.sent && !job.state().is_over());
        let sent = sent.map(|job| job.id).filter(|id| !self.queue.is_handed_over(*id));
        for id in sent.collect::<Vec<_>>() {
            if self.dispatcher.is_connected() {
                self.hand_over(id, Destination::Team, orders);
            } else if !self.dispatcher.has_team() {
                // Its queue is not known any more: it waits here, like any other.
                self.jobs.change(id, |job| job.sent = false).ok();
                self.jobs.save(&[id]);
            }
        }
    }

    /// How far a job is that is handed over, and how long it will still take.
    pub(super) fn progress(&self, id: JobId, catalog: &Catalog) -> Option<JobProgress> {
        let (running, job) = (self.queue.running(id)?, self.jobs.get(id)?);
        let family = catalog.traits(job.task.model()).map(|traits| traits.family);
        Some(self.estimator.progress(job, family, running.since, running.first_step))
    }

    /// What a brief will cost on this laptop; `None` while the team draws.
    pub(super) fn cost(&self, brief: &Brief, catalog: &Catalog) -> Option<Cost> {
        if self.dispatcher.renders_on_team() {
            return None;
        }
        let traits = catalog.traits(&brief.renders_with())?;
        let memory_bytes = catalog.row(&traits.id).map_or(0, |row| row.memory_bytes);
        let waiting = self.jobs.iter().filter(|job| !job.state().is_over());
        let family = |task: &Task| catalog.traits(task.model()).map(|traits| traits.family);
        let waiting = waiting.map(|job| (&job.task, family(&job.task)));
        Some(self.estimator.cost(brief, (traits, memory_bytes), waiting))
    }

    /// What a caption of a language model took on this laptop; `None` before the first.
    pub fn measured_caption(&self, writer: &ModelId) -> Option<Duration> {
        self.estimator.measured_caption(writer)
    }

    /// Why a waiting job waits longer than its turn.
    pub fn why_waits(&self, job: &Job) -> Option<String> {
        if self.jobs.is_saving_slowly(job.id) {
            return Some("Saving…".into());
        }
        self.dispatcher.why_waits(job)
    }

    /// Errors since the last call that belong to no call of the user's.
    pub(super) fn take_errors(&mut self) -> Vec<String> {
        let mut errors = std::mem::take(&mut self.errors);
        errors.extend(self.jobs.take_errors());
        errors
    }

    /// Stops what this laptop draws, and writes what became of it; a job that was not at its end is interrupted.
    /// What the team has goes on there. Waits, within bounds.
    pub(super) fn stop(&mut self) {
        self.queue.stop_laptop();
        self.dispatcher.stop();
        let reports: Vec<_> = self.reports.try_iter().collect();
        for mut report in reports {
            let running = self.queue.running(report.job);
            let stopped_by_us = running.is_some_and(|running| {
                running.destination == Destination::Laptop && !running.cancelled_by_user
            });
            if report.event == Event::Ended(Ending::Cancelled) && stopped_by_us {
                report.event = Event::Interrupted;
            }
            self.apply_report(report.job, report.event);
        }
        // Whatever is still in a step when the wait is over.
        let on_laptop = |id: &JobId| {
            let running = self.queue.running(*id);
            let here = running.is_some_and(|running| running.destination == Destination::Laptop);
            here && self.jobs.get(*id).is_some_and(|job| job.state().is_running())
        };
        for id in self.queue.running_ids().filter(on_laptop).collect::<Vec<_>>() {
            self.apply_report(id, Event::Interrupted);
        }
        self.jobs.save_failed();
    }
}
