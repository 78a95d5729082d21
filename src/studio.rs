//! Wires the parts below the front ends: briefs become jobs, jobs run, settings, brands and models change.
//! The front ends use only this and the model library; what each part does is known in its own file.

mod brands;
mod campaigns;
mod dispatcher;
mod element_search;
mod error;
mod estimator;
mod font_thread;
mod job_builder;
mod job_queue;
mod job_store;
mod open;
mod order_context;
mod posts;
mod products;
mod prompt_writer;
mod recent_captions;
mod scheduler;
mod styles;
mod token_counter;

pub use brands::{Brands, Origin};
pub use campaigns::{
    CampaignDefaults, CampaignEvent, CampaignOptions, CampaignResult, CampaignRun, ReadCampaign,
    ReadRequest, TableResponse, TableThread, campaign_cost, check_brief, check_briefs, open_folder,
    read_campaign,
};
pub use dispatcher::Dispatcher;
pub use element_search::{
    ElementQuery, ElementSearchThread, FoundElement, FoundElements, SHOWN_ELEMENTS,
};
pub use error::{OpenError, StudioError};
pub use estimator::{Cost, JobProgress, unmeasured_time};
pub use font_thread::{FontResponse, FontThread};
pub use job_builder::{JobBuilder, fresh_seed, sample_caption};
pub use job_queue::JobQueue;
pub use job_store::JobStore;
pub use posts::{
    DescribeRequest, DescribedSubject, ExportExtras, ExportKind, ExportedText, KeptPhoto, OpenPart,
    OpenPicture, PaintRequest, PaintedShot, PhotoNotKept, PostCheck, PostExport, PostFile,
    PostRequest, PostResponse, Posts, Shot, ShotId, WantedPicture, keep_photo, keep_photo_bytes,
    make_post_files, photo_named, photos_folder,
};
pub use products::{NewProduct, product_files, product_of_photo};
pub use prompt_writer::{PromptWriterThread, SceneRequest, WrittenScene};
pub use scheduler::Scheduler;
pub use styles::{check_style, read_styles};
pub use token_counter::{PromptTexts, PromptTokens, TokenCounterThread};

use crate::brand::PersonaId;
use crate::brief::{Brief, CaptionBrief, StylePreset};
use crate::engine::{Catalog, PhotoTask};
use crate::files::{DiskRequest, DiskThread, Home, HomeLock, RenderOn, Settings};
use crate::job::{Job, JobId};
use crate::model_library::{LibraryEvent, ModelLibrary};
use crate::team::{TeamAddress, TeamError};
use order_context::OrderContext;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The app without its front ends. No method but `open`, `wait`, `read_loras` and the drop waits for a disk, a network or a thread.
pub struct Studio {
    // Fields are dropped in this order: jobs and brands before the disk thread, the lock last.
    scheduler: Scheduler,
    brands: Brands,
    disk: DiskThread,
    posts: Posts,
    catalog: Arc<Catalog>,
    models: ModelLibrary,
    counter: TokenCounterThread,
    elements: ElementSearchThread,
    styles: Vec<StylePreset>,
    settings: Settings,
    /// Errors that belong to no call.
    errors: Vec<String>,
    home: Home,
    _lock: Option<HomeLock>,
}

impl Studio {
    /// Opens the studio of a home. `wake` is called from other threads whenever there is something
    /// to `poll` or a response of the disk thread to receive.
    ///
    /// A job that ran when the last process died is interrupted, or done where its picture was saved whole. The queue
    /// moves with the first `poll`; after a crash it is paused, so that no job ends the program at every start.
    /// A home that cannot be written is opened to be read, and a damaged history is saved as far as it goes; both are
    /// among the first `take_errors`. Fails where the home is in use or its history cannot be read.
    pub fn open(
        home: Home,
        catalog: Catalog,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> Result<Self, OpenError> {
        open::open(home, catalog, wake)
    }

    /// Checks a brief and returns the ids of its jobs at once: pictures first, then captions, which the built-in
    /// writer has written already. A job is accepted, and handed to a renderer, once it is on disk; one that
    /// cannot be saved fails. `first` puts them at the front of the queue.
    pub fn submit(&mut self, brief: &Brief, first: bool) -> Result<Vec<JobId>, StudioError> {
        self.scheduler.check_writable()?;
        let queue = &self.scheduler.queue;
        let front = queue.front_rank() - JobBuilder::count(brief);
        let rank = if first { front } else { queue.back_rank() };
        let jobs = self.builder().jobs(brief, rank)?;
        Ok(self.scheduler.add(jobs, first))
    }

    /// Has the LoRAs of a brief read in the background where it is not known whether they fit its model. True where that
    /// is known of each.
    pub fn check_loras(&mut self, brief: &Brief) -> bool {
        self.poll_models();
        let builder = self.builder();
        if !builder.takes_loras(brief) {
            return true;
        }
        let brief = builder.with_loras(brief).0;
        let model = builder.loras(&brief).next().map(|lora| lora.model.to_owned());
        let Some(model) = model else { return true };
        let files = brief.advanced.loras.iter().map(|(file, _)| file.as_path());
        self.models.check_loras(&model, files)
    }

    /// As `check_loras`, and waits for the results: for callers that may wait.
    pub fn read_loras(&mut self, brief: &Brief) {
        while !self.check_loras(brief) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Submits one caption. It joins the jobs of `batch`, or begins its own. The built-in writer has
    /// written it when this returns; a language model's waits in the queue.
    pub fn submit_caption(
        &mut self,
        brief: &CaptionBrief,
        batch: Option<JobId>,
    ) -> Result<JobId, StudioError> {
        self.scheduler.check_writable()?;
        let (id, rank) = (JobId::fresh(), self.scheduler.queue.back_rank());
        let job = self.builder().caption(brief, id, batch.unwrap_or(id), rank, &[])?;
        self.scheduler.add(vec![job], false);
        Ok(id)
    }

    /// Applies what has arrived, for a few milliseconds at most, and keeps the queue running. Returns the jobs that ended.
    pub fn poll(&mut self) -> Vec<JobId> {
        self.poll_models();
        self.counter.receive();
        self.elements.receive();
        self.scheduler.receive(&self.order_context())
    }

    /// Waits until a job is over and saved, calling `seen` several times a second; `Break` cancels it, within a second.
    pub fn wait(
        &mut self,
        id: JobId,
        mut seen: impl FnMut(&Self) -> ControlFlow<()>,
    ) -> Result<&Job, StudioError> {
        let mut cancelled = None;
        self.scheduler.receive(&self.order_context());
        while !self.scheduler.is_finished(id)? {
            self.scheduler.sleep(Duration::from_millis(100));
            if let Some(at) = cancelled {
                self.scheduler.abandon(id, at)?;
            } else if seen(self).is_break() {
                cancelled = Some(Instant::now());
                self.scheduler.cancel(id)?;
            }
            self.scheduler.receive(&self.order_context());
        }
        self.job(id).ok_or(StudioError::NoSuchJob(id))
    }

    /// Every job in memory, newest first.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.scheduler.jobs.iter().rev()
    }

    /// A job in memory; see `load` for older ones.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.scheduler.jobs.get(id)
    }

    /// The jobs in memory by batch, what is being loaded, and history behind them.
    pub fn job_store(&self) -> &JobStore {
        &self.scheduler.jobs
    }

    /// Lets only the jobs of one batch run, also where the queue is paused or holds older ones, for whoever then closes.
    pub fn run_only(&mut self, batch: JobId) {
        self.scheduler.queue.run_only(batch);
    }

    /// The jobs on their way: why one waits.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }

    /// The jobs on their way, to stop, repeat, change, remove and reorder them.
    pub fn scheduler_mut(&mut self) -> &mut Scheduler {
        &mut self.scheduler
    }

    /// The queue of jobs, by their ids.
    pub fn job_queue(&self) -> &JobQueue {
        &self.scheduler.queue
    }

    /// The waiting jobs in the order of running.
    pub fn queue(&self) -> impl Iterator<Item = &Job> {
        self.scheduler.queue.ids().filter_map(|id| self.job(id))
    }

    /// The jobs that are handed over, here or to the team, oldest first.
    pub fn running(&self) -> impl Iterator<Item = &Job> {
        self.scheduler.queue.running_ids().filter_map(|id| self.job(id))
    }

    /// Pauses the queue, so that nothing new starts and what runs goes on, or resumes it.
    pub fn set_paused(&mut self, paused: bool) {
        if let Err(error) = self.scheduler.check_writable() {
            return self.errors.push(error.to_string());
        }
        self.scheduler.queue.set_paused(paused);
        self.scheduler.dispatch(&self.order_context());
    }

    /// How far a job is that is handed over, and how long it will still take.
    pub fn progress(&self, id: JobId) -> Option<JobProgress> {
        self.scheduler.progress(id, &self.catalog)
    }

    /// What a brief will cost on this laptop; `None` while the team draws.
    pub fn cost(&self, brief: &Brief) -> Option<Cost> {
        self.scheduler.cost(brief, &self.catalog)
    }

    /// The persona that is named, nobody for `none`, or the one chosen last.
    pub fn speaker(&self, named: Option<&str>) -> Option<PersonaId> {
        self.brands.speaker(named, self.settings.persona.as_ref())
    }

    pub fn brands(&self) -> &Brands {
        &self.brands
    }

    pub fn brands_mut(&mut self) -> &mut Brands {
        &mut self.brands
    }

    /// Every style, the shipped ones first.
    pub fn styles(&self) -> &[StylePreset] {
        &self.styles
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// For thumbnails, the Library and exports.
    pub fn disk(&self) -> &DiskThread {
        &self.disk
    }

    /// Posts: painting, photos, exports.
    pub fn posts(&self) -> &Posts {
        &self.posts
    }

    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The folder of new pictures.
    pub fn pictures_folder(&self) -> PathBuf {
        self.settings.pictures_folder.clone().unwrap_or_else(|| self.home.pictures.clone())
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes the settings; the disk thread writes them.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut Settings)) {
        let before = self.settings.clone();
        change(&mut self.settings);
        if self.settings == before {
            return;
        }
        if self.scheduler.check_writable().is_ok() {
            self.disk.send(DiskRequest::Settings(Box::new(self.settings.clone())));
        }
        self.models.apply_settings(&self.settings);
        let team = |set: &Settings| (set.render_on, set.queue.clone(), set.store.clone());
        if team(&self.settings) != team(&before) {
            self.apply_team_settings(self.settings.clone());
        }
    }

    pub fn models(&self) -> &ModelLibrary {
        &self.models
    }

    /// The model library, to change it. What a change reports is applied by the next `poll`.
    pub fn models_mut(&mut self) -> &mut ModelLibrary {
        &mut self.models
    }

    fn poll_models(&mut self) {
        for event in self.models.poll() {
            match event {
                LibraryEvent::Scanned => {
                    self.catalog = Arc::clone(&self.models.installed().catalog);
                    self.counter.models_changed();
                    let finder = self.catalog.photo_model(PhotoTask::Segment);
                    let folder = finder.map(|model| model.folder.clone());
                    self.posts.send(PostRequest::UseFinder(folder));
                }
                LibraryEvent::LocationsChanged(locations) => {
                    self.change_settings(|settings| settings.model_locations = locations);
                }
                LibraryEvent::Failed(sentence) => self.errors.push(sentence),
                LibraryEvent::Download(_) | LibraryEvent::Added { .. } | LibraryEvent::Removed => {}
            }
        }
    }

    /// Renders on the team queue while this studio is open, whatever the settings say. Fails where an address is none.
    pub fn render_on_team(&mut self, queue: &str, store: Option<&str>) -> Result<(), TeamError> {
        TeamAddress::parse(queue, store)?;
        let (queue, store) = (Some(queue.to_owned()), store.map(str::to_owned));
        let settings = self.settings.clone();
        self.apply_team_settings(Settings { render_on: RenderOn::Team, queue, store, ..settings });
        Ok(())
    }

    fn apply_team_settings(&mut self, settings: Settings) {
        self.scheduler.apply_settings(&settings, &self.order_context());
    }

    /// Where new jobs go, and what is known of the team queue.
    pub fn dispatcher(&self) -> &Dispatcher {
        &self.scheduler.dispatcher
    }

    /// Probes queue and store of the settings in the background; the dispatcher has the result later.
    pub fn probe_team(&mut self) {
        self.errors.extend(self.scheduler.dispatcher.probe(&self.settings).err());
    }

    /// Has a prompt's tokens counted in the background, unless that was the last request.
    pub fn count_tokens(&mut self, texts: PromptTexts) {
        self.counter.count(texts, &self.catalog);
    }

    /// The last count of tokens.
    pub fn token_counter(&self) -> &TokenCounterThread {
        &self.counter
    }

    /// Illustrations that are found and painted in the background.
    pub fn elements(&self) -> &ElementSearchThread {
        &self.elements
    }

    pub fn elements_mut(&mut self) -> &mut ElementSearchThread {
        &mut self.elements
    }

    /// Errors since the last call that belong to no call.
    pub fn take_errors(&mut self) -> Vec<String> {
        let own = std::mem::take(&mut self.errors);
        [own, self.scheduler.take_errors(), self.elements.take_errors()].concat()
    }

    /// What becomes of a brief: its check, its prompt as it is sent, its jobs.
    pub fn builder(&self) -> JobBuilder<'_> {
        let captions = self.scheduler.jobs.recent_captions();
        let (brands, catalog, styles) = (&self.brands, &*self.catalog, &self.styles[..]);
        JobBuilder { brands, catalog, styles, captions, lora_checks: self.models.lora_checks() }
    }

    fn order_context(&self) -> OrderContext {
        OrderContext::new(&self.catalog, &self.settings, &self.home, self.pictures_folder())
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.poll_models();
        self.brands.save_all();
        self.scheduler.stop();
    }
}

#[cfg(test)]
mod tests;
