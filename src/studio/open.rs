//! Opening a studio: what was stored is read, and what a crash left behind is put right.
//! The disk is waited for here and nowhere later.

use super::brands::Brands;
use super::dispatcher::Dispatcher;
use super::job_store::{JobStore, MAX_FINISHED};
use super::posts::{PostPaths, Posts};
use super::recent_captions::RecentCaptions;
use super::scheduler::Scheduler;
use super::token_counter::TokenCounterThread;
use super::{OpenError, Studio};
use crate::brief::caption::LINE_MEMORY;
use crate::engine::Catalog;
use crate::files::{
    self, DiskPaths, DiskThread, History, HistoryError, HistoryThread, Home, Settings,
};
use crate::job::{Ending, Event, Job, SavedPicture};
use crate::model_library::ModelLibrary;
use crossbeam_channel::unbounded;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Locks a home, reads it, and starts the threads of a studio.
///
/// # Errors
/// Where the home cannot be locked, or its history not be read and written.
pub(super) fn open(
    home: Home,
    catalog: Catalog,
    wake: impl Fn() + Send + Clone + 'static,
) -> Result<Studio, OpenError> {
    let lock = home.lock()?;
    let settings = Settings::read(&home.settings);
    let mut history = History::open(&home.history())?;
    let mut jobs = history.recent(MAX_FINISHED)?;
    let pictures = settings.pictures_folder.as_ref().unwrap_or(&home.pictures);
    files::sweep(pictures);
    files::sweep(&home.data);
    let after_crash = recover(&mut history, &mut jobs, pictures)?;
    let mut captions = RecentCaptions::default();
    for (persona, job, caption) in history.last_captions(LINE_MEMORY)? {
        captions.insert(persona, job, caption);
    }
    let (personas, mut errors) = files::read_personas(&home.personas());
    let (styles, style_errors) = super::read_styles(&home.styles());
    errors.extend(style_errors);

    let disk = DiskThread::start(DiskPaths::of(&home), wake.clone());
    let (reports_sender, reports) = unbounded();
    let dispatcher = Dispatcher::new(&reports_sender, wake.clone());
    let jobs = JobStore::new(jobs, captions, HistoryThread::start(history, wake.clone()));
    let mut studio = Studio {
        scheduler: Scheduler::new(dispatcher, jobs, reports, after_crash),
        brands: Brands::new(personas, disk.sender()),
        disk,
        posts: Posts::start(PostPaths::of(&home), wake.clone()),
        models: ModelLibrary::open(&home, &settings, catalog.clone(), wake.clone()),
        catalog: Arc::new(catalog),
        counter: TokenCounterThread::start(wake),
        styles,
        settings,
        errors,
        home,
        _lock: lock,
    };
    studio.models.rescan();
    studio.apply_team_settings(studio.settings.clone());
    Ok(studio)
}

/// Settles the jobs that ran when the last process died; true where one of them ran on this laptop.
fn recover(history: &mut History, jobs: &mut [Job], pictures: &Path) -> Result<bool, HistoryError> {
    let mut on_laptop = false;
    for job in jobs.iter_mut().filter(|job| job.state().is_running()) {
        on_laptop |= !job.sent;
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
        history.save([&*job])?;
    }
    Ok(on_laptop)
}

/// A picture that a crash left behind, if all of it can be read.
fn whole_picture(path: &Path) -> Option<SavedPicture> {
    let (width, height) = files::read_pixels(path).ok()?.dimensions();
    let path = path.to_owned();
    Some(SavedPicture { path, width, height, took: Duration::ZERO, notes: Vec::new() })
}
