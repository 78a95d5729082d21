//! Joins engine and files: submit, cancel, retry, reorder, pause, poll, wait. The doors see only this.
//! It owns jobs, history, personas and settings; it draws nothing and computes no picture.

mod ask;
mod captions;
mod crew;
mod estimate;
mod open;
mod personas;
mod queue;
mod styles;
mod token_counter;
mod waiting;

pub use estimate::{Cost, Pace};
pub use open::OpenError;
pub use personas::Origin;
pub use styles::read_styles;
pub use token_counter::{PromptTexts, PromptTokens};

use crate::brand::Persona;
use crate::brief::{Brief, BriefError, ModelTraits, PictureSpec, StylePreset};
use crate::engine::{CancelFlag, Catalog, Report};
use crate::files::{self, Ask, Gallery, History, HistoryError, Home, HomeLock, Settings};
use crate::job::{Ending, Event, Job, JobId, Task};
use crate::model_library::{LibraryEvent, ModelLibrary};
use crew::Crew;
use crossbeam_channel::Receiver;
use personas::BrandSteps;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use token_counter::CounterThread;
use waiting::Waiting;

/// How long one `poll` may take in a frame.
const POLL_BUDGET: Duration = Duration::from_millis(4);
/// How many jobs that are over are held in memory; the Library finds the rest.
const REMEMBERED: usize = 500;
/// After so many writes, history is moved into its main file.
const WRITES_PER_CHECKPOINT: u32 = 200;

/// The app without its doors.
pub struct Studio {
    // Fields are dropped in this order: whoever draws first, the lock last.
    crew: Crew,
    reports: Receiver<Report>,
    gallery: Gallery,
    history: History,
    catalog: Arc<Catalog>,
    models: ModelLibrary,
    counter: CounterThread,
    jobs: BTreeMap<JobId, Job>,
    waiting: Waiting,
    /// The orders that are handed over.
    running: BTreeMap<JobId, Running>,
    /// Jobs that the user wants before others.
    urgent: HashSet<JobId>,
    paused: bool,
    /// The one batch that may run; any where there is none.
    only: Option<JobId>,
    removed: Vec<Job>,
    personas: Vec<Persona>,
    styles: Vec<StylePreset>,
    /// What was done to them, to be undone; and what is not on disk yet.
    brand_steps: BrandSteps,
    settings: Settings,
    /// The settings as the renderers follow them; a door may have its own.
    settings_for_crew: Settings,
    pace: Pace,
    writes: u32,
    /// What went wrong while nobody was there to be told: shown once.
    troubles: Vec<String>,
    /// Successes of the model library, each reported once.
    notices: Vec<String>,
    home: Home,
    _lock: HomeLock,
}

struct Running {
    cancel: CancelFlag,
    to_team: bool,
    /// Whether the user, not the program's end, stopped it.
    asked_to_cancel: bool,
    since: Instant,
    /// When the first step was done: what comes before is loading.
    first_step: Option<(u32, Instant)>,
}

/// Why something asked of the studio was not done. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    #[error(transparent)]
    Brief(#[from] BriefError),
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error("There is no job {0}.")]
    NoSuchJob(JobId),
    #[error("This job is {0} and cannot be changed like that.")]
    NotNow(String),
    #[error("The picture could not be moved: {0}")]
    Picture(#[from] std::io::Error),
}

/// How far a running job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JobProgress {
    /// 0..=1, decoding and saving included.
    pub fraction: f32,
    pub left: Option<Duration>,
}

impl Studio {
    /// Checks a brief, writes its jobs to disk, lists them as queued and returns their ids at once:
    /// pictures first, then captions. `first` puts them at the front of the queue.
    pub fn submit(&mut self, brief: &Brief, first: bool) -> Result<Vec<JobId>, StudioError> {
        let persona = self.known_persona(brief.persona.as_ref())?;
        let seed = fresh_seed();
        let (style, model) = (self.style_of(brief), self.model_of(brief)?);
        let specs = PictureSpec::styled(brief, persona, style, model, seed)?;
        self.check_captions(brief)?;
        let count = (specs.len() + brief.captions.networks.len()) as i64;
        let rank = if first { self.front_rank() - count } else { self.back_rank() };
        let batch = JobId::fresh();
        let captions = rank + specs.len() as i64;
        let looked = specs[0].clone();
        let mut jobs: Vec<_> = specs
            .into_iter()
            .zip(rank..)
            .enumerate()
            .map(|(at, (spec, rank))| {
                let id = if at == 0 { batch } else { JobId::fresh() };
                Job::new(id, batch, Task::Picture(spec), rank)
            })
            .collect();
        jobs.extend(self.caption_jobs(brief, &looked, batch, captions)?);
        let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
        self.history.add(&jobs)?;
        self.wrote();
        jobs.iter().for_each(|job| self.waiting.heed(job));
        if first {
            self.urgent.extend(&ids);
        }
        self.jobs.extend(jobs.into_iter().map(|job| (job.id, job)));
        self.dispatch();
        Ok(ids)
    }

    /// As `submit`, for a door that waits for these jobs and then closes: nothing else is run, also
    /// where the queue is paused or holds older jobs.
    pub fn submit_alone(&mut self, brief: &Brief) -> Result<Vec<JobId>, StudioError> {
        self.paused = true;
        let ids = self.submit(brief, true)?;
        self.only = ids.first().copied();
        self.resume();
        Ok(ids)
    }

    /// Stops a job: at once while it is queued, within one step while it runs.
    pub fn cancel(&mut self, id: JobId) -> Result<(), StudioError> {
        if let Some(running) = self.running.get_mut(&id) {
            running.cancel.raise();
            running.asked_to_cancel = true;
            self.crew.cancelled();
            return Ok(());
        }
        self.happen(id, Event::Ended(Ending::Cancelled))
    }

    /// Queues a job again that failed, was cancelled or interrupted.
    pub fn retry(&mut self, id: JobId) -> Result<(), StudioError> {
        let rank = self.back_rank();
        self.job_mut(id)?.rank = rank;
        self.happen(id, Event::Requeued)?;
        self.dispatch();
        Ok(())
    }

    /// Marks a picture as a favourite, or no longer.
    pub fn set_favourite(&mut self, id: JobId, favourite: bool) -> Result<(), StudioError> {
        self.recall(id)?;
        self.job_mut(id)?.favourite = favourite;
        self.save(id)
    }

    /// Takes a job that is over, and its picture, out of sight. `undo_remove` brings it back.
    pub fn remove(&mut self, id: JobId) -> Result<(), StudioError> {
        self.recall(id)?;
        let job = self.jobs.get(&id).ok_or(StudioError::NoSuchJob(id))?;
        if !job.state().is_over() {
            return Err(StudioError::NotNow(job.state().words().to_lowercase()));
        }
        if let Some(picture) = job.picture()
            && picture.path.exists()
        {
            files::set_aside(&picture.path)?;
        }
        self.history.set_removed(id, true)?;
        self.wrote();
        self.removed.extend(self.jobs.remove(&id));
        Ok(())
    }

    /// Brings back what was removed last, if anything was.
    pub fn undo_remove(&mut self) -> Result<Option<JobId>, StudioError> {
        let Some(job) = self.removed.pop() else { return Ok(None) };
        let id = job.id;
        self.history.set_removed(id, false)?;
        self.wrote();
        if let Some(picture) = job.picture()
            && !picture.path.exists()
        {
            files::bring_back(&picture.path)?;
        }
        self.jobs.insert(id, job);
        Ok(Some(id))
    }

    /// Takes in what the engine reported, for a few milliseconds at most, and keeps the queue
    /// running. Returns the jobs that ended.
    pub fn poll(&mut self) -> Vec<JobId> {
        self.poll_models();
        self.counter.take_in();
        self.take_in_crew();
        self.dispatch();
        let begun = Instant::now();
        let mut ended = Vec::new();
        while begun.elapsed() < POLL_BUDGET {
            let Ok(report) = self.reports.try_recv() else { break };
            if self.take_in(report.job, report.event) {
                ended.push(report.job);
            }
        }
        ended
    }

    /// Waits until a job is over, calling `seen` several times a second; `Break` cancels the job.
    pub fn wait(
        &mut self,
        id: JobId,
        mut seen: impl FnMut(&Self) -> ControlFlow<()>,
    ) -> Result<&Job, StudioError> {
        let mut asked = false;
        while !self.jobs.get(&id).ok_or(StudioError::NoSuchJob(id))?.state().is_over() {
            self.take_in_crew();
            self.dispatch();
            if let Ok(report) = self.reports.recv_timeout(Duration::from_millis(100)) {
                self.take_in(report.job, report.event);
            }
            if seen(self).is_break() && !std::mem::replace(&mut asked, true) {
                self.cancel(id)?;
            }
        }
        Ok(&self.jobs[&id])
    }

    /// Changes the settings; the disk thread keeps them.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.clone();
        change(&mut self.settings);
        if self.settings == before {
            return;
        }
        self.gallery.ask(Ask::Settings(Box::new(self.settings.clone())));
        self.models.apply_settings(&self.settings);
        let team = |settings: &Settings| {
            (settings.render_on, settings.queue.clone(), settings.store.clone())
        };
        if team(&self.settings) != team(&before) {
            self.settings_for_crew = self.settings.clone();
            self.follow_crew();
            self.dispatch();
        }
    }

    /// What went wrong since the last call while no answer was awaited; each is told once.
    pub fn take_troubles(&mut self) -> Vec<String> {
        std::mem::take(&mut self.troubles)
    }

    pub fn models(&self) -> &ModelLibrary {
        &self.models
    }

    /// The model library, to change it. What a change reports is applied by the next `poll`.
    pub fn models_mut(&mut self) -> &mut ModelLibrary {
        &mut self.models
    }

    /// Successes of the model library since the last call.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    fn poll_models(&mut self) {
        for event in self.models.poll() {
            self.notices.extend(event.notice());
            match event {
                LibraryEvent::Scanned => {
                    self.catalog = Arc::clone(&self.models.installed().catalog);
                    self.counter.models_changed();
                }
                LibraryEvent::LocationsChanged(locations) => {
                    self.change_settings(|settings| settings.model_locations = locations);
                }
                LibraryEvent::Failed(sentence) => self.troubles.push(sentence),
                LibraryEvent::Download(_) | LibraryEvent::Added { .. } | LibraryEvent::Removed => {}
            }
        }
    }

    fn model_of(&self, brief: &Brief) -> Result<&ModelTraits, BriefError> {
        let row = self.catalog.row(&brief.model);
        row.map(|row| &row.traits).ok_or_else(|| BriefError::ModelUnknown(brief.model.to_string()))
    }

    /// Applies what the engine reported; true where it ended the job.
    fn take_in(&mut self, id: JobId, event: Event) -> bool {
        let ends = matches!(event, Event::Ended(_) | Event::Interrupted);
        let keep = ends || matches!(event, Event::Started | Event::GivenBack);
        if let Some(running) = self.running.get_mut(&id) {
            match event {
                Event::Started => (running.since, running.first_step) = (Instant::now(), None),
                Event::Step { done, .. } => {
                    running.first_step.get_or_insert((done, Instant::now()));
                }
                _ => {}
            }
        }
        let outcome = match self.jobs.get_mut(&id) {
            Some(job) => {
                let outcome = job.apply(event).map_err(|error| error.to_string());
                self.waiting.heed(job);
                outcome
            }
            None => Err(format!("a report came for the unknown job {id}")),
        };
        match outcome {
            Ok(()) if keep => {
                if self.save_or_tell(id) && ends {
                    self.crew.settled(id);
                }
            }
            Ok(()) => {}
            Err(error) => tracing::error!("{error}"),
        }
        if ends {
            self.running.remove(&id);
            self.urgent.remove(&id);
            // What a worker takes says nothing of this laptop.
            if let Some(job) = self.jobs.get(&id).filter(|job| !job.sent) {
                self.pace.learn(job);
            }
            self.dispatch();
            self.forget();
        }
        ends
    }

    /// An event that the user caused.
    fn happen(&mut self, id: JobId, event: Event) -> Result<(), StudioError> {
        let job = self.job_mut(id)?;
        let words = job.state().words().to_lowercase();
        job.apply(event).map_err(|_| StudioError::NotNow(words))?;
        self.waiting.heed(&self.jobs[&id]);
        self.save(id)
    }

    fn job_mut(&mut self, id: JobId) -> Result<&mut Job, StudioError> {
        self.jobs.get_mut(&id).ok_or(StudioError::NoSuchJob(id))
    }

    /// Brings an old job from history into memory, so that it can be changed.
    fn recall(&mut self, id: JobId) -> Result<(), StudioError> {
        if !self.jobs.contains_key(&id) {
            let job = self.history.job(id)?.ok_or(StudioError::NoSuchJob(id))?;
            self.jobs.insert(id, job);
        }
        Ok(())
    }

    fn save(&mut self, id: JobId) -> Result<(), StudioError> {
        self.history.update(self.jobs.get(&id))?;
        self.wrote();
        Ok(())
    }

    /// Saves a job after something that nobody asked for just now; true where that went well.
    fn save_or_tell(&mut self, id: JobId) -> bool {
        let saved = self.save(id);
        if let Err(error) = &saved {
            self.troubles.push(error.to_string());
        }
        saved.is_ok()
    }

    fn wrote(&mut self) {
        self.writes += 1;
        if self.writes.is_multiple_of(WRITES_PER_CHECKPOINT) {
            self.gallery.ask(Ask::Checkpoint);
        }
    }

    /// Drops the oldest jobs that are over from memory.
    fn forget(&mut self) {
        let over = self.jobs.values().filter(|job| job.state().is_over()).map(|job| job.id);
        let over: Vec<_> = over.collect();
        for id in over.iter().take(over.len().saturating_sub(REMEMBERED)) {
            self.jobs.remove(id);
        }
    }
}

impl Drop for Studio {
    /// What this laptop draws is asked to stop; unless it ended before it heard, it is held as interrupted. What the
    /// team has goes on there.
    fn drop(&mut self) {
        self.poll_models();
        self.keep_personas_now();
        self.paused = true;
        let own = self.running.values().filter(|running| !running.to_team);
        own.for_each(|running| running.cancel.raise());
        self.crew.stop();
        let reports: Vec<_> = self.reports.try_iter().collect();
        for mut report in reports {
            let running = self.running.get(&report.job);
            let of_itself =
                running.is_some_and(|running| !running.to_team && !running.asked_to_cancel);
            if report.event == Event::Ended(Ending::Cancelled) && of_itself {
                report.event = Event::Interrupted;
            }
            self.take_in(report.job, report.event);
        }
    }
}

/// A seed of 32 bits from the system's randomness: enough, and short enough to be read out.
pub fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 32
}

#[cfg(test)]
mod tests;
