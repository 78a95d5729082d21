//! Opening a studio: take the home, read what was kept, and put right what a crash left behind.
//! After this the studio is as if it had never been closed.

use super::crew::Crew;
use super::{BrandSteps, CounterThread, Pace, REMEMBERED, Studio, Waiting};
use crate::engine::Catalog;
use crate::files::{self, Gallery, History, HistoryError, Home, HomeError, Places, Settings};
use crate::job::{Ending, Event, Job, SavedPicture};
use crate::model_library::ModelLibrary;
use crossbeam_channel::unbounded;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why the studio cannot open. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    History(#[from] HistoryError),
}

impl Studio {
    /// Opens the studio of a home. `wake` is called from other threads whenever there is something
    /// to `poll` or a reply of the gallery to take.
    ///
    /// A job that ran when the last process died comes back as interrupted, or as done where its
    /// picture was saved whole; nothing that ran is run again by itself. The queue moves with the
    /// first `poll`. After a crash the queue is
    /// paused, so that a job which brings the program down does not do so at every start.
    pub fn open(
        home: Home,
        catalog: Catalog,
        wake: impl Fn() + Send + Clone + 'static,
    ) -> Result<Self, OpenError> {
        let lock = home.lock()?;
        let settings = Settings::read(&home.settings);
        let mut history = History::open(&home.history())?;
        let mut jobs = history.recent(REMEMBERED)?;
        let pictures = settings.pictures_folder.as_ref().unwrap_or(&home.pictures);
        files::sweep(pictures);
        files::sweep(&home.data);
        let begun: Vec<_> = jobs.iter_mut().filter(|job| job.state().is_running()).collect();
        let paused = begun.iter().any(|job| !job.sent);
        for job in begun {
            if job.sent {
                // The team goes on with it; `attach` finds it there.
                job.apply(Event::GivenBack).ok();
                history.update([&*job])?;
                continue;
            }
            let found = files::find_picture(pictures, job.id);
            let event = match found.and_then(|path| whole(&path)) {
                Some(picture) => {
                    job.apply(Event::Finishing).ok();
                    Event::Ended(Ending::Picture(picture))
                }
                None => Event::Interrupted,
            };
            if let Err(error) = job.apply(event) {
                tracing::error!("{error}");
            }
            history.update([&*job])?;
        }
        let catalog = Arc::new(catalog);
        let (outbox, reports) = unbounded();
        let crew = Crew::new(&outbox, wake.clone());
        let models = ModelLibrary::open(&home, &settings, (*catalog).clone(), wake.clone());
        models.rescan();
        let counter = CounterThread::start(wake.clone());
        let places = Places {
            history: home.history(),
            thumbnails: home.thumbnails(),
            masks: home.masks(),
            settings: home.settings.clone(),
            personas: home.personas(),
        };
        let gallery = Gallery::start(places, wake);
        let mut pace = Pace::default();
        jobs.iter().for_each(|job| pace.learn(job));
        let (personas, mut troubles) = files::read_personas(&home.personas());
        let (styles, more) = super::read_styles(&home.styles());
        troubles.extend(more);
        let mut studio = Self {
            crew,
            reports,
            gallery,
            history,
            catalog,
            models,
            counter,
            waiting: Waiting::of(jobs.iter()),
            jobs: jobs.into_iter().map(|job: Job| (job.id, job)).collect(),
            running: BTreeMap::new(),
            urgent: HashSet::new(),
            paused,
            only: None,
            removed: Vec::new(),
            personas,
            styles,
            brand_steps: BrandSteps::default(),
            settings_for_crew: settings.clone(),
            settings,
            pace,
            writes: 0,
            troubles,
            notices: Vec::new(),
            home,
            _lock: lock,
        };
        studio.follow_crew();
        studio.attach();
        Ok(studio)
    }
}

/// A picture that a crash left behind, if all of it can be read.
fn whole(path: &Path) -> Option<SavedPicture> {
    let (width, height) = files::read_pixels(path).ok()?.dimensions();
    Some(SavedPicture {
        path: path.to_owned(),
        width,
        height,
        took: Duration::ZERO,
        notes: Vec::new(),
    })
}
