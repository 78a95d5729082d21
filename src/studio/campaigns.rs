//! A campaign that runs: rows of a checked table become jobs, their pictures posts, and the posts a folder.
//! One row is drawn while the posts of another are written; the journal in the folder lets a later run go on.

mod begun;
mod file_thread;
mod plan;
mod table_thread;

pub use plan::{
    CampaignDefaults, ReadCampaign, campaign_cost, check_brief, check_briefs, open_folder,
    read_campaign,
};
pub use table_thread::{ReadRequest, TableResponse, TableThread};

use super::posts::{ExportExtras, ExportedText};
use super::{Studio, StudioError};
use crate::brief::{Format, ModelId, Size};
use crate::campaign::{Journal, RowOrder, RowState};
use crate::job::{Job, JobId, State};
use crate::post::{CutSelection, PictureSource, PostDocument};
use file_thread::{FileThread, FinishWork, Request, Response, RowWork};
use std::path::PathBuf;
use std::sync::Arc;

/// How a campaign is made.
#[derive(Clone, Debug)]
pub struct CampaignOptions {
    /// The folder that gets the posts.
    pub out: PathBuf,
    /// The title of the approval sheet.
    pub title: String,
    pub model: ModelId,
    /// The size of drawn pictures.
    pub size: Size,
    pub steps: Option<u32>,
    pub writer: ModelId,
    /// Show photos whole rather than cut out.
    pub whole_photos: bool,
    /// Leave the prompt out of the files.
    pub clean: bool,
    /// A finding of the brand check fails the row.
    pub strict: bool,
    pub extras: ExportExtras,
    /// Stop after so many failed rows in a row.
    pub stop_after: Option<usize>,
    /// Nothing else of the queue runs meanwhile, for a program that closes afterwards.
    pub exclusive: bool,
}

/// What happened in a campaign.
#[derive(Clone, Debug, PartialEq)]
pub enum CampaignEvent {
    /// The row's number, what it is about, and how many posts it has.
    Made {
        row: usize,
        title: String,
        posts: usize,
    },
    Failed {
        row: usize,
        title: String,
        message: String,
    },
    /// The journal could not be written.
    Note(String),
    /// It is over; nothing more happens.
    Finished(Result<CampaignResult, String>),
}

/// What a run has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignResult {
    pub folder: PathBuf,
    pub zip: Option<PathBuf>,
    /// Rows of the table whose posts are in the folder, those of earlier runs included, and their posts.
    pub made: usize,
    pub posts: usize,
    pub failed: usize,
    /// Rows that this run did not get to.
    pub left: usize,
}

/// A campaign on its way. Whoever owns it calls [`CampaignRun::step`] several times a second beside the studio's
/// `poll`, until it has returned `Finished`. Dropping it leaves the rest for a later run.
pub struct CampaignRun {
    orders: Vec<RowOrder>,
    options: CampaignOptions,
    journal: Journal,
    files: FileThread,
    next: usize,
    /// The row whose jobs run.
    drawn: Option<Drawn>,
    /// The batch that was requested from history last.
    loaded: Option<JobId>,
    /// The row whose posts are written.
    writing: Option<usize>,
    failed: usize,
    /// How many rows failed since the last one that was made.
    failed_in_a_row: usize,
    stopping: bool,
    finish_sent: bool,
    over: bool,
}

/// A row whose jobs run.
struct Drawn {
    at: usize,
    batch: JobId,
}

impl CampaignRun {
    /// Begins with a journal of [`open_folder`]; nothing runs before the first `step`.
    pub fn new(
        studio: &Studio,
        orders: Vec<RowOrder>,
        journal: Journal,
        options: CampaignOptions,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let files = FileThread::start(
            options.out.clone(),
            studio.home().personas(),
            studio.catalog().elements.clone(),
            wake,
        );
        Self {
            orders,
            options,
            journal,
            files,
            next: 0,
            drawn: None,
            loaded: None,
            writing: None,
            failed: 0,
            failed_in_a_row: 0,
            stopping: false,
            finish_sent: false,
            over: false,
        }
    }

    /// How many rows are over, of how many.
    pub fn progress(&self) -> (usize, usize) {
        let under_way = usize::from(self.drawn.is_some()) + usize::from(self.writing.is_some());
        (self.next - under_way, self.orders.len())
    }

    /// The job that is drawn now.
    pub fn job(&self) -> Option<JobId> {
        self.drawn.as_ref().map(|drawn| drawn.batch)
    }

    /// The numbers of the rows that are drawn and written now.
    pub fn under_way(&self) -> [Option<usize>; 2] {
        let drawn = self.drawn.as_ref().map(|drawn| drawn.at);
        [drawn, self.writing].map(|at| Some(self.orders[at?].number))
    }

    /// The numbers of the rows whose posts are in the folder.
    pub fn made_rows(&self) -> impl Iterator<Item = usize> {
        self.orders.iter().filter(|order| self.is_made(order)).map(|order| order.number)
    }

    fn is_made(&self, order: &RowOrder) -> bool {
        self.journal.row(&order.key).is_some_and(|row| row.state == RowState::Made)
    }

    pub fn failed(&self) -> usize {
        self.failed
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// Begins no more rows, stops what is drawn, and writes the table of what is made.
    pub fn stop(&mut self, studio: &mut Studio) {
        self.stopping = true;
        if let Some(Drawn { batch, .. }) = self.drawn.take() {
            self.next -= 1;
            let ids: Vec<_> = jobs_of(studio, batch)
                .filter(|job| !job.state().is_over())
                .map(|job| job.id)
                .collect();
            for id in ids {
                // One that ended in this moment cannot be cancelled, and need not be.
                studio.scheduler_mut().cancel(id).ok();
            }
        }
    }

    /// Takes what has arrived and has the next thing done; never waits.
    pub fn step(&mut self, studio: &mut Studio) -> Vec<CampaignEvent> {
        let mut events = Vec::new();
        while let Some(response) = self.files.response() {
            self.take(response, &mut events);
        }
        if self.over {
            return events;
        }
        self.write_drawn(studio, &mut events);
        while self.drawn.is_none() && !self.stopping && self.next < self.orders.len() {
            match self.begin(studio) {
                Ok(begun::Begun::Drawing(batch)) => {
                    self.drawn = Some(Drawn { at: self.next, batch });
                    self.next += 1;
                }
                Ok(begun::Begun::MadeBefore) => self.next += 1,
                Ok(begun::Begun::Loading) => break,
                Err(error) => {
                    let at = self.next;
                    self.next += 1;
                    self.fail(at, error.to_string(), &mut events);
                }
            }
        }
        let all_begun = self.stopping || self.next == self.orders.len();
        if all_begun && self.drawn.is_none() && self.writing.is_none() && !self.finish_sent {
            self.finish_sent = true;
            self.send_finish();
        }
        events
    }

    /// Hands the drawn row over to be written, once it is drawn and the one before it is written.
    fn write_drawn(&mut self, studio: &mut Studio, events: &mut Vec<CampaignEvent>) {
        let Some(Drawn { at, batch }) = &self.drawn else { return };
        let (at, batch) = (*at, *batch);
        let mut jobs = jobs_of(studio, batch);
        if self.writing.is_some() || jobs.any(|job| !job.state().is_over()) {
            return;
        }
        self.drawn = None;
        match self.work(studio, at, batch) {
            Ok(work) => {
                self.writing = Some(at);
                self.files.send(Request::Make(Box::new(work)));
            }
            Err(sentence) => self.fail(at, sentence, events),
        }
    }

    /// What is written of a row whose jobs are over.
    fn work(&self, studio: &Studio, at: usize, batch: JobId) -> Result<RowWork, String> {
        let order = &self.orders[at];
        let failure = jobs_of(studio, batch).find_map(|job| match job.state() {
            State::Done => None,
            State::Failed(failure) => Some(format!("{} {}", failure.sentence(), failure.advice())),
            state => Some(format!("It was {}.", state.words().to_lowercase())),
        });
        if let Some(sentence) = failure {
            return Err(sentence);
        }
        let drawn = studio.job(batch).and_then(Job::picture);
        let (source, picture) = match (&order.photo, drawn) {
            (Some(photo), _) => (PictureSource::Photo(photo.clone()), photo.clone()),
            (None, Some(picture)) => (PictureSource::Job(batch), picture.path.clone()),
            (None, None) => return Err("The picture was removed.".into()),
        };
        let persona = order.persona.as_ref().and_then(|id| studio.brands().get(id));
        let handle = persona.map_or("", |persona| &persona.handle);
        let enabled = order.photo.is_none() || !self.options.whole_photos;
        let document = PostDocument {
            source,
            brand: order.persona.clone(),
            cut: CutSelection { enabled, ..CutSelection::default() },
            version: order.version(handle),
            formats: order.formats.iter().map(|format| format.id.to_owned()).collect(),
            ..PostDocument::default()
        };
        let stem = self.journal.row(&order.key).map_or_else(String::new, |row| row.stem.clone());
        Ok(RowWork {
            key: order.key.clone(),
            stem,
            document,
            persona: persona.cloned().map(Arc::new),
            picture,
            texts: texts_of(studio, batch, &order.formats),
            clean: self.options.clean,
            strict: self.options.strict,
        })
    }

    fn take(&mut self, response: Response, events: &mut Vec<CampaignEvent>) {
        match response {
            Response::NotKept(sentence) => events.push(CampaignEvent::Note(sentence)),
            Response::Finished(result) => {
                self.over = true;
                let failed = self.failed;
                let left = self.orders.len() - self.next;
                let result = result.map(|result| CampaignResult { failed, left, ..result });
                events.push(CampaignEvent::Finished(result));
            }
            Response::Made { key, result } => {
                let Some(at) = self.writing.take() else { return };
                match result {
                    Ok(posts) => {
                        let order = &self.orders[at];
                        let count = posts.len();
                        if let Some(row) = self.journal.row_mut(&key) {
                            (row.state, row.posts) = (RowState::Made, posts);
                        }
                        self.failed_in_a_row = 0;
                        let (row, title) = (order.number, order.title.clone());
                        events.push(CampaignEvent::Made { row, title, posts: count });
                        self.keep();
                    }
                    Err(sentence) => self.fail(at, sentence, events),
                }
            }
        }
    }

    fn fail(&mut self, at: usize, message: String, events: &mut Vec<CampaignEvent>) {
        let order = &self.orders[at];
        if let Some(row) = self.journal.row_mut(&order.key) {
            row.state = RowState::Failed(message.clone());
        }
        let (row, title) = (order.number, order.title.clone());
        events.push(CampaignEvent::Failed { row, title, message });
        self.failed += 1;
        self.failed_in_a_row += 1;
        self.stopping |= self.options.stop_after.is_some_and(|most| self.failed_in_a_row >= most);
        self.keep();
    }

    /// Has the journal written.
    fn keep(&self) {
        self.files.send(Request::Keep(Box::new(self.journal.clone())));
    }

    fn send_finish(&self) {
        let rows = self.orders.iter().filter_map(|order| {
            let row = self.journal.row(&order.key).filter(|row| row.state == RowState::Made)?;
            let date = order.date.map_or(String::new(), |date| date.to_string());
            Some((row.clone(), date))
        });
        let work = FinishWork {
            title: self.options.title.clone(),
            rows: rows.collect(),
            extras: self.options.extras,
        };
        self.files.send(Request::Finish(Box::new(work)));
    }
}

/// The jobs of a batch that are in memory.
fn jobs_of(studio: &Studio, batch: JobId) -> impl Iterator<Item = &Job> {
    studio.job_store().batch(batch)
}

/// The finished text of each network.
fn texts_of(studio: &Studio, batch: JobId, formats: &[&'static Format]) -> Vec<ExportedText> {
    let mut texts: Vec<ExportedText> = Vec::new();
    for network in formats.iter().map(|format| format.of_network()) {
        if texts.iter().any(|text| text.network == network.id) {
            continue;
        }
        let of_network =
            |job: &&Job| job.task.caption().is_some_and(|spec| spec.network().id == network.id);
        let mut captions = studio.job_store().captions(batch).rev().filter(of_network);
        let Some(caption) = captions.find_map(Job::caption) else { continue };
        texts.push(ExportedText {
            network: network.id.to_owned(),
            title: caption.title(network).map(str::to_owned),
            caption: caption.text(network),
            alt_text: caption.alt_text.clone(),
            hashtags: caption.hashtags.clone(),
        });
    }
    texts
}
