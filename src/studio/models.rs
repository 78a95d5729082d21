//! The model shelf: what is installed and where it lies, what is being downloaded, adding and removing.
//! A thread of its own looks, copies and moves; the studio holds what it found and puts each new catalog in force.

use super::Studio;
use crate::brief::ModelId;
use crate::engine::{Catalog, Recommended, Stock, Unusable};
use crate::files::download::{Download, DownloadAsk, DownloadState, Downloads, Line};
use crate::files::models::{self, Found, Keep, Kind, LookedIn, Owner};
use crate::files::{Home, Settings};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the models' thread is asked for. After each change it looks again.
enum Ask {
    Look(Vec<PathBuf>),
    Weigh(PathBuf),
    Add(PathBuf, Keep),
    SetAside(PathBuf),
    BringBack(PathBuf),
}

/// What it answers.
enum Reply {
    Stock(Box<Stock>, Vec<LookedIn>),
    Weighed(PathBuf, Result<(Option<Kind>, u64), String>),
    Copied(u64),
    Added(Result<String, String>),
    Trouble(String),
}

/// A model that the user wants to add and has not said how, or that is being copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Adding {
    pub path: PathBuf,
    /// What a file or folder holds; a folder of several has no one kind.
    pub kind: Option<Kind>,
    pub bytes: u64,
    /// Bytes copied, once that goes on.
    pub copied: Option<u64>,
}

impl Adding {
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// What was removed last.
enum Removed {
    SetAside(PathBuf),
    Place(PathBuf),
}

/// The shelf as the studio holds it.
pub struct ModelShelf {
    downloads: Downloads,
    /// Those that are not over, in the order they were asked for.
    list: Vec<Download>,
    asks: Sender<Ask>,
    replies: Receiver<Reply>,
    installed: Vec<(ModelId, Found)>,
    unusable: Vec<Unusable>,
    looked_in: Vec<LookedIn>,
    adding: Option<Adding>,
    removed: Option<Removed>,
    news: Vec<String>,
}

impl ModelShelf {
    /// Starts both threads; the first look begins at once. `built_in` may hold models that were found already.
    pub(super) fn start(
        home: &Home,
        settings: &Settings,
        built_in: Catalog,
        wake: impl Fn() + Send + Clone + 'static,
    ) -> Self {
        let downloads = Downloads::start(home.models(), line(settings), wake.clone());
        let (asks, inbox) = unbounded();
        let (outbox, replies) = unbounded();
        let (folder, cache) = (home.models(), home.hub_cache.clone());
        let named = settings.model_places.clone();
        std::thread::Builder::new()
            .name("models".into())
            .spawn(move || {
                models::empty_removed(&folder);
                let built_in = without_found(built_in, &folder);
                Desk { folder, cache, named, built_in, outbox, wake: Box::new(wake) }.run(&inbox);
            })
            .expect("a thread can be started");
        Self {
            downloads,
            list: Vec::new(),
            asks,
            replies,
            installed: Vec::new(),
            unusable: Vec::new(),
            looked_in: Vec::new(),
            adding: None,
            removed: None,
            news: Vec::new(),
        }
    }

    /// Downloads that are not over.
    pub fn downloads(&self) -> &[Download] {
        &self.list
    }

    pub fn download(&self, id: &str) -> Option<&Download> {
        self.list.iter().find(|download| download.id == id)
    }

    /// Where a model of the catalog lies, unless it came with the program.
    pub fn found(&self, id: &ModelId) -> Option<&Found> {
        self.installed.iter().find(|(known, _)| known == id).map(|(_, found)| found)
    }

    /// Models that were found and cannot be used, with the reason.
    pub fn unusable(&self) -> &[Unusable] {
        &self.unusable
    }

    pub fn looked_in(&self) -> &[LookedIn] {
        &self.looked_in
    }

    /// What is about to be added.
    pub fn adding(&self) -> Option<&Adding> {
        self.adding.as_ref()
    }

    /// Whether a recommended model is there whole.
    pub fn has(&self, id: &str) -> bool {
        let found = self.installed.iter().map(|(_, found)| found);
        let all = found.chain(self.unusable.iter().map(|unusable| &unusable.found));
        all.filter_map(|found| found.manifest.as_ref()).any(|manifest| manifest.id == id)
    }
}

impl Studio {
    pub fn models(&self) -> &ModelShelf {
        &self.models
    }

    pub fn download_model(&self, model: &Recommended) {
        self.models.downloads.ask(DownloadAsk::Start(model.wanted()));
    }

    pub fn pause_download(&self, id: &str) {
        self.models.downloads.ask(DownloadAsk::Pause(id.to_owned()));
    }

    pub fn resume_download(&self, id: &str) {
        self.models.downloads.ask(DownloadAsk::Resume(id.to_owned()));
    }

    /// Stops a download and deletes what it brought.
    pub fn cancel_download(&self, id: &str) {
        self.models.downloads.ask(DownloadAsk::Cancel(id.to_owned()));
    }

    /// Changes the way to the hub; what is being fetched goes on by the old one.
    pub fn set_line(&mut self, hub: Option<String>, proxy: Option<String>) {
        self.change_settings(|settings| (settings.hub, settings.proxy) = (hub, proxy));
        self.models.downloads.ask(DownloadAsk::Via(line(&self.settings)));
    }

    /// Looks at what the user wants to add; `adding` then tells what it is.
    pub fn weigh_model(&self, path: &Path) {
        self.models.asks.send(Ask::Weigh(path.to_owned())).ok();
    }

    /// Adds what was weighed.
    pub fn add_model(&mut self, keep: Keep) {
        let Some(adding) = self.models.adding.as_mut() else { return };
        if keep == Keep::InPlace {
            let path = adding.path.clone();
            self.models
                .news
                .push(format!("{} was added; its files stay where they are", adding.name()));
            self.models.adding = None;
            self.change_places(|places| {
                places.retain(|place| *place != path);
                places.push(path);
            });
            return;
        }
        if adding.copied.is_none() {
            adding.copied = Some(0);
            self.models.asks.send(Ask::Add(adding.path.clone(), keep)).ok();
        }
    }

    pub fn forget_adding(&mut self) {
        self.models.adding.take_if(|adding| adding.copied.is_none());
    }

    /// Takes a model out of sight; `undo_remove_model` brings it back. False where its files are not ours to take and
    /// no place of the user's names it.
    pub fn remove_model(&mut self, found: &Found) -> bool {
        match &found.owner {
            Owner::Ours { whole } => {
                self.models.asks.send(Ask::SetAside(whole.clone())).ok();
                self.models.removed = Some(Removed::SetAside(whole.clone()));
                true
            }
            Owner::Place(place) if *place == found.path => {
                self.forget_place(&place.clone());
                true
            }
            Owner::Place(_) | Owner::Other => false,
        }
    }

    /// Looks no longer into a place of the user's; its files stay.
    pub fn forget_place(&mut self, place: &Path) {
        self.models.removed = Some(Removed::Place(place.to_owned()));
        self.change_places(|places| places.retain(|other| other != place));
    }

    pub fn undo_remove_model(&mut self) {
        match self.models.removed.take() {
            Some(Removed::SetAside(whole)) => {
                self.models.asks.send(Ask::BringBack(whole)).ok();
            }
            Some(Removed::Place(place)) => self.change_places(|places| places.push(place)),
            None => {}
        }
    }

    /// Looks again into every place.
    pub fn look_for_models(&self) {
        self.models.asks.send(Ask::Look(self.settings.model_places.clone())).ok();
    }

    /// What went well since the last call, each told once.
    pub fn take_news(&mut self) -> Vec<String> {
        std::mem::take(&mut self.models.news)
    }

    fn change_places(&mut self, change: impl FnOnce(&mut Vec<PathBuf>)) {
        self.change_settings(|settings| change(&mut settings.model_places));
        self.look_for_models();
    }

    pub(super) fn take_in_models(&mut self) {
        while let Ok(download) = self.models.downloads.reports().try_recv() {
            if download.state == DownloadState::Done {
                self.models.news.push(format!("{} is here and can be used", download.name));
                self.look_for_models();
            }
            self.models.note(download);
        }
        while let Ok(reply) = self.models.replies.try_recv() {
            match reply {
                Reply::Stock(stock, looked_in) => {
                    self.catalog = Arc::new(stock.catalog);
                    self.counter.models_changed();
                    self.models.installed = stock.installed;
                    self.models.unusable = stock.unusable;
                    self.models.looked_in = looked_in;
                }
                Reply::Weighed(path, Ok((kind, bytes))) => {
                    self.models.adding = Some(Adding { path, kind, bytes, copied: None });
                }
                Reply::Copied(bytes) => {
                    if let Some(adding) = &mut self.models.adding {
                        adding.copied = Some(bytes);
                    }
                }
                Reply::Added(outcome) => {
                    self.models.adding = None;
                    match outcome {
                        Ok(name) => self.models.news.push(format!("{name} was added")),
                        Err(sentence) => self.errors.push(sentence),
                    }
                }
                Reply::Weighed(_, Err(sentence)) | Reply::Trouble(sentence) => {
                    self.errors.push(sentence);
                }
            }
        }
    }
}

impl ModelShelf {
    fn note(&mut self, download: Download) {
        let known = self.list.iter().position(|other| other.id == download.id);
        match known {
            Some(at) if download.state.is_over() => drop(self.list.remove(at)),
            Some(at) => self.list[at] = download,
            None if download.state.is_over() => {}
            None => self.list.push(download),
        }
    }
}

fn line(settings: &Settings) -> Line {
    Line::of(settings.hub.as_deref(), settings.proxy.as_deref())
}

/// The catalog without the models that a look into the folder will find again.
fn without_found(mut catalog: Catalog, folder: &Path) -> Catalog {
    catalog.rows.retain(|row| !row.folder.starts_with(folder));
    catalog.writers.retain(|row| !row.file.starts_with(folder));
    catalog
}

/// The models' thread.
struct Desk {
    folder: PathBuf,
    cache: Option<PathBuf>,
    named: Vec<PathBuf>,
    built_in: Catalog,
    outbox: Sender<Reply>,
    wake: Box<dyn Fn() + Send>,
}

impl Desk {
    fn run(mut self, inbox: &Receiver<Ask>) {
        self.look();
        for ask in inbox {
            match ask {
                Ask::Look(named) => self.named = named,
                Ask::Weigh(path) => {
                    let weighed = models::weigh(&path).map_err(|error| error.to_string());
                    self.tell(Reply::Weighed(path, weighed));
                    continue;
                }
                Ask::Add(path, keep) => self.add(&path, keep),
                Ask::SetAside(whole) => {
                    self.unless_done(models::set_model_aside(&self.folder, &whole), "removed");
                }
                Ask::BringBack(whole) => {
                    self.unless_done(
                        models::bring_model_back(&self.folder, &whole),
                        "brought back",
                    );
                }
            }
            self.look();
        }
    }

    fn look(&self) {
        let cache = self.cache.as_deref();
        let (found, looked_in) = models::find(Some(&self.folder), cache, &self.named);
        let stock = Stock::take(self.built_in.clone(), found);
        self.tell(Reply::Stock(Box::new(stock), looked_in));
    }

    fn add(&self, path: &Path, keep: Keep) {
        let mut told = 0;
        let added = models::adopt(&self.folder, path, keep, &mut |done| {
            if done - told > 20_000_000 {
                told = done;
                self.tell(Reply::Copied(done));
            }
        });
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.tell(Reply::Added(added.map(|_| name).map_err(|error| error.to_string())));
    }

    fn unless_done(&self, done: std::io::Result<()>, what: &str) {
        if let Err(error) = done {
            self.tell(Reply::Trouble(format!("The model could not be {what}: {error}.")));
        }
    }

    fn tell(&self, reply: Reply) {
        // The studio may be closed by now.
        self.outbox.send(reply).ok();
        (self.wake)();
    }
}
