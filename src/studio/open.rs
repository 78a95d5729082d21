//! Opening a studio: what was stored is read, and what a crash left behind is put right.
//! The disk is waited for here and nowhere later.

use super::brands::Brands;
use super::dispatcher::Dispatcher;
use super::element_search::ElementSearchThread;
use super::job_store::{JobStore, MAX_FINISHED};
use super::posts::{PostPaths, Posts};
use super::recent_captions::RecentCaptions;
use super::scheduler::Scheduler;
use super::token_counter::TokenCounterThread;
use super::{OpenError, Studio};
use crate::brand::Persona;
use crate::brief::caption::LINE_MEMORY;
use crate::engine::Catalog;
use crate::files::{
    self, DiskPaths, DiskThread, History, HistoryError, HistoryThread, Home, HomeError, Salvage,
    Settings, UnreadableRow,
};
use crate::job::{Ending, Event, Job, JobId, SavedPicture};
use crate::model_library::ModelLibrary;
use crossbeam_channel::unbounded;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Locks a home, reads it, and starts the threads of a studio. A home that cannot be written is opened to be read.
///
/// # Errors
/// Where the home is in use, or its history cannot be read.
pub(super) fn open(
    home: Home,
    catalog: Catalog,
    wake: impl Fn() + Send + Sync + Clone + 'static,
) -> Result<Studio, OpenError> {
    let (lock, read_only) = match home.lock() {
        Ok(lock) => (Some(lock), None),
        Err(error) if error.allows_reading() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let settings = Settings::read(&home.settings);
    let (personas, mut errors) = files::read_personas(&home.personas());
    let (styles, style_errors) = super::read_styles(&home.styles());
    errors.extend(style_errors);
    let pictures = settings.pictures_folder.as_ref().unwrap_or(&home.pictures);
    let opened = match read_only {
        None => open_history(&home, pictures, &personas)?,
        Some(reason) => Opened::to_read(&home, reason)?,
    };
    let Opened { mut history, salvage, mut read_only } = opened;
    let found = history.recent(MAX_FINISHED)?;
    let last_captions = history.last_captions(LINE_MEMORY)?;
    errors.extend(salvage.map(|salvage| salvage.to_string()));
    errors.extend(unreadable_rows(&found.unreadable, &last_captions.unreadable));
    let mut jobs = found.items;
    let after_crash = settle(&mut jobs, pictures);
    if read_only.is_none() {
        match history.save(jobs.iter().filter(|job| after_crash.changed.contains(&job.id))) {
            Err(HistoryError::Full(_)) => read_only = Some(HomeError::Full(home.data.clone())),
            saved => saved?,
        }
        files::sweep(pictures);
        files::sweep(&home.data);
    }
    errors.extend(read_only.as_ref().map(ToString::to_string));
    let mut captions = RecentCaptions::default();
    for (persona, job, caption) in last_captions.items {
        captions.insert(persona, job, caption);
    }

    let disk = DiskThread::start(DiskPaths::of(&home), wake.clone());
    let (reports_sender, reports) = unbounded();
    let dispatcher = Dispatcher::new(&reports_sender, wake.clone());
    let jobs = JobStore::new(jobs, captions, HistoryThread::start(history, wake.clone()));
    let read_only = read_only.map(|reason| reason.to_string());
    let paused = after_crash.on_laptop || read_only.is_some();
    let elements = catalog.elements.clone();
    let mut studio = Studio {
        scheduler: Scheduler::new(dispatcher, jobs, reports, (paused, read_only)),
        brands: Brands::new(personas, disk.sender()),
        disk,
        posts: Posts::start(PostPaths::of(&home), elements.clone(), wake.clone()),
        models: ModelLibrary::open(&home, &settings, catalog.clone(), wake.clone()),
        catalog: Arc::new(catalog),
        counter: TokenCounterThread::start(wake.clone()),
        elements: ElementSearchThread::start(elements, home.elements(), wake),
        styles,
        settings,
        errors,
        home,
        _lock: lock,
    };
    studio.models.rescan();
    if studio.scheduler.check_writable().is_ok() {
        studio.apply_team_settings(studio.settings.clone());
    }
    Ok(studio)
}

/// A history, and what happened on the way.
struct Opened {
    history: History,
    salvage: Option<Salvage>,
    /// Why nothing can be written.
    read_only: Option<HomeError>,
}

impl Opened {
    fn to_read(home: &Home, reason: HomeError) -> Result<Self, OpenError> {
        let history = History::open_to_read(&home.history())?;
        Ok(Self { history, salvage: None, read_only: Some(reason) })
    }
}

/// Opens the history of a home that is locked. A damaged one is salvaged, with the pictures that it has lost.
fn open_history(home: &Home, pictures: &Path, personas: &[Persona]) -> Result<Opened, OpenError> {
    let path = home.history();
    let emptied = path.metadata().is_ok_and(|metadata| metadata.len() == 0);
    let lost = |saved: &History| {
        let known = saved.pictures().unwrap_or_default();
        files::jobs_of_pictures(pictures, &home.thumbnails(), personas, &known)
    };
    let opened = match History::open(&path) {
        // A new file may be empty after a crash; where its pictures are there, it was cut off.
        Ok(mut history) if emptied => {
            let jobs = lost(&history);
            history.save(&jobs)?;
            let salvage = Salvage { set_aside: None, rows: 0, relisted: jobs.len() };
            return Ok(Opened {
                history,
                salvage: (!jobs.is_empty()).then_some(salvage),
                read_only: None,
            });
        }
        Err(HistoryError::Damaged { detail, .. }) => {
            tracing::warn!("history is damaged: {detail}");
            History::salvage(&path, lost).map(|(history, salvage)| (history, Some(salvage)))
        }
        opened => opened.map(|history| (history, None)),
    };
    match opened {
        Ok((history, salvage)) => Ok(Opened { history, salvage, read_only: None }),
        Err(HistoryError::Full(_)) => Opened::to_read(home, HomeError::Full(home.data.clone())),
        Err(HistoryError::ReadOnly(_)) => {
            Opened::to_read(home, HomeError::ReadOnly(home.data.clone()))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said once of the rows that cannot be read.
fn unreadable_rows(jobs: &[UnreadableRow], captions: &[UnreadableRow]) -> Option<String> {
    let mut rows: Vec<_> = jobs.iter().chain(captions).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows.dedup_by(|a, b| a.id == b.id);
    for row in &rows {
        tracing::warn!("the job {} in history cannot be read: {}", row.id, row.reason);
    }
    let count = match rows.len() {
        0 => return None,
        1 => "1 job".to_owned(),
        count => format!("{count} jobs"),
    };
    Some(format!(
        "{count} in history cannot be read and {} not shown. The history file keeps {}; `brandish jobs` names the \
         reason.",
        if rows.len() == 1 { "is" } else { "are" },
        if rows.len() == 1 { "it" } else { "them" },
    ))
}

/// What a crash left behind.
struct AfterCrash {
    /// The jobs whose state it changed.
    changed: Vec<JobId>,
    /// Whether one of them ran on this laptop.
    on_laptop: bool,
}

/// Settles the jobs that ran when the last process died.
fn settle(jobs: &mut [Job], pictures: &Path) -> AfterCrash {
    let mut after_crash = AfterCrash { changed: Vec::new(), on_laptop: false };
    for job in jobs.iter_mut().filter(|job| job.state().is_running()) {
        after_crash.on_laptop |= !job.sent;
        let event = if job.sent {
            // The team goes on with it; the studio finds it on the queue.
            Event::GivenBack
        } else {
            match files::find_picture(pictures, job.id).and_then(|path| whole_picture(&path)) {
                Some(picture) => {
                    job.apply(Event::Finishing).ok();
                    Event::Ended(Ending::Picture(picture))
                }
                None => Event::Interrupted,
            }
        };
        if let Err(error) = job.apply(event) {
            tracing::error!("{error}");
        }
        after_crash.changed.push(job.id);
    }
    after_crash
}

/// A picture that a crash left behind, if all of it can be read.
fn whole_picture(path: &Path) -> Option<SavedPicture> {
    let (width, height) = files::read_pixels(path).ok()?.dimensions();
    let path = path.to_owned();
    Some(SavedPicture { path, width, height, took: Duration::ZERO, notes: Vec::new(), scene: None })
}
