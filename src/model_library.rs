//! The model library: which models are installed and where, adding and removing them, and downloading more.
//! The window and the command line use [`ModelLibrary`]; how a model is loaded and run is the engine's part.

mod add;
pub mod download;
mod event;
mod header_check;
mod installed_models;
mod lora_checks;
mod model_files;
mod recommended_models;
mod removal;
mod scan;
mod worker;

pub use add::{AddError, AddMode};
pub use download::{Download, DownloadFailure, DownloadState};
pub use event::LibraryEvent;
pub use installed_models::{InstalledModel, InstalledModels, UnusableModel};
pub use lora_checks::LoraChecks;
pub use model_files::{FoundModel, MANIFEST_FILE, Manifest, ModelKind, ModelOwner};
pub use recommended_models::{
    RecommendedFile, RecommendedModel, recommended_model, recommended_models,
};
pub use scan::ScannedLocation;

use crate::engine::Catalog;
use crate::files::{Home, Settings};
use crossbeam_channel::{Receiver, Select, Sender, unbounded};
use download::{DownloadRequest, Downloads, HubEndpoint};
use lora_checks::LoraReader;
use std::path::{Path, PathBuf};
use std::time::Duration;
use worker::{LibraryWorker, Reply, Request, scan_all};

/// The installed models and the downloads, with the threads that change them.
///
/// Every call returns at once. What the threads did becomes visible with the next [`poll`](Self::poll).
pub struct ModelLibrary {
    downloads: Downloads,
    /// The downloads that are not over, in the order of their requests.
    active: Vec<Download>,
    requests: Sender<Request>,
    replies: Receiver<Reply>,
    installed: InstalledModels,
    endpoint: HubEndpoint,
    /// The locations that the user added.
    added_locations: Vec<PathBuf>,
    lora_checks: LoraChecks,
    candidate: Option<Candidate>,
    last_removed: Option<Removed>,
    /// Events of the library's own calls, for the next `poll`.
    events: Vec<LibraryEvent>,
    /// Successes that the user may want to know of, each reported once.
    notices: Vec<String>,
}

/// A model that the user wants to add: how is not decided yet, or it is being copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub path: PathBuf,
    /// The kind of the model; `None` for a folder of several.
    pub kind: Option<ModelKind>,
    pub bytes: u64,
    /// Bytes copied so far, once copying started.
    pub copied: Option<u64>,
}

impl Candidate {
    pub fn name(&self) -> String {
        file_name(&self.path)
    }
}

/// The last removal, for undo.
enum Removed {
    Model(PathBuf),
    Location(PathBuf),
}

impl ModelLibrary {
    /// Starts both threads and deletes what was removed in an earlier run; the caller holds the lock of the home.
    /// Nothing is scanned before [`rescan`](Self::rescan). `wake` is called whenever there is something to `poll`.
    pub fn open(
        home: &Home,
        settings: &Settings,
        built_in: Catalog,
        wake: impl Fn() + Send + Clone + 'static,
    ) -> Self {
        let endpoint = endpoint_of(settings);
        let downloads = Downloads::start(home.models(), endpoint.clone(), wake.clone());
        let (requests, inbox) = unbounded();
        let (outbox, replies) = unbounded();
        let worker = LibraryWorker {
            folder: home.models(),
            hub_cache: home.hub_cache.clone(),
            added: settings.model_locations.clone(),
            built_in: built_in.clone(),
            loras: LoraReader::default(),
            replies: outbox,
            wake: Box::new(wake),
        };
        std::thread::Builder::new()
            .name("models".into())
            .spawn(move || worker.run(&inbox))
            .expect("a thread can be started");
        Self {
            downloads,
            active: Vec::new(),
            requests,
            replies,
            installed: InstalledModels::built_in(built_in),
            endpoint,
            added_locations: settings.model_locations.clone(),
            lora_checks: LoraChecks::default(),
            candidate: None,
            last_removed: None,
            events: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// Scans every location at once, on this thread and without changing anything: for callers that may wait.
    pub fn scan_now(home: &Home, settings: &Settings, built_in: Catalog) -> InstalledModels {
        let cache = home.hub_cache.as_deref();
        scan_all(&home.models(), cache, &settings.model_locations, built_in)
    }

    /// Scans Brandish's own folder alone, on this thread.
    pub fn scan_own_folder(home: &Home, built_in: Catalog) -> InstalledModels {
        scan_all(&home.models(), None, &[], built_in)
    }

    /// Reads a file or folder at once, on this thread: the models in it, with a row for each supported one.
    ///
    /// # Errors
    /// Where it holds no model that can be added.
    pub fn inspect_now(path: &Path) -> Result<InstalledModels, AddError> {
        add::inspect(path)?;
        let scan = scan::scan(None, None, &[path.to_owned()]);
        Ok(InstalledModels::with_found(Catalog::default(), scan))
    }

    /// The models of the last scan.
    pub fn installed(&self) -> &InstalledModels {
        &self.installed
    }

    /// Scans every location again.
    pub fn rescan(&self) {
        self.requests.send(Request::Scan(self.added_locations.clone())).ok();
    }

    /// What is known of LoRAs: which fit which models.
    pub fn lora_checks(&self) -> &LoraChecks {
        &self.lora_checks
    }

    /// Has the library's thread read LoRAs where it is not known, or not known well enough, whether they fit the model in
    /// a folder or file. True where all is known.
    pub fn check_loras<'a>(
        &mut self,
        model: &Path,
        mut loras: impl Iterator<Item = &'a Path> + Clone,
    ) -> bool {
        for pair in self.lora_checks.ask(model, loras.clone()) {
            self.requests.send(Request::CheckLora(pair)).ok();
        }
        loras.all(|lora| self.lora_checks.is_fresh(model, lora))
    }

    /// Uses the mirror, the proxy and the added locations of these settings. A file that is being downloaded
    /// continues over the old endpoint.
    pub fn apply_settings(&mut self, settings: &Settings) {
        let endpoint = endpoint_of(settings);
        if self.endpoint != endpoint {
            self.downloads.send(DownloadRequest::SetEndpoint(endpoint.clone()));
            self.endpoint = endpoint;
        }
        if self.added_locations != settings.model_locations {
            self.added_locations.clone_from(&settings.model_locations);
            self.rescan();
        }
    }

    /// Applies the replies and reports of both threads. Never waits.
    pub fn poll(&mut self) -> Vec<LibraryEvent> {
        while let Ok(download) = self.downloads.reports().try_recv() {
            if download.state == DownloadState::Done {
                self.rescan();
            }
            self.set_progress(&download);
            self.events.push(LibraryEvent::Download(download));
        }
        while let Ok(reply) = self.replies.try_recv() {
            self.apply(reply);
        }
        let events = std::mem::take(&mut self.events);
        self.notices.extend(events.iter().filter_map(LibraryEvent::notice));
        events
    }

    /// What succeeded since the last call, as sentences for the user.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// As [`poll`](Self::poll), but waits up to `timeout` for something to report.
    pub fn wait(&mut self, timeout: Duration) -> Vec<LibraryEvent> {
        if self.events.is_empty() {
            let mut select = Select::new();
            select.recv(self.downloads.reports());
            select.recv(&self.replies);
            select.ready_timeout(timeout).ok();
        }
        self.poll()
    }

    fn apply(&mut self, reply: Reply) {
        match reply {
            Reply::Scanned(installed) => {
                self.installed = *installed;
                self.events.push(LibraryEvent::Scanned);
            }
            Reply::LoraChecked(pair, fit) => self.lora_checks.add(pair, fit),
            Reply::Inspected(candidate) => self.candidate = Some(candidate),
            Reply::Copied(bytes) => {
                if let Some(candidate) = &mut self.candidate {
                    candidate.copied = Some(bytes);
                }
            }
            Reply::Added(path, mode) => {
                self.candidate = None;
                self.events.push(LibraryEvent::Added { name: file_name(&path), mode });
            }
            Reply::AddFailed(sentence) => {
                self.candidate = None;
                self.events.push(LibraryEvent::Failed(sentence));
            }
            Reply::Removed => self.events.push(LibraryEvent::Removed),
            Reply::Failed(sentence) => self.events.push(LibraryEvent::Failed(sentence)),
        }
    }

    fn set_progress(&mut self, download: &Download) {
        let known = self.active.iter().position(|other| other.id == download.id);
        match known {
            Some(at) if download.state.is_over() => drop(self.active.remove(at)),
            Some(at) => self.active[at] = download.clone(),
            None if download.state.is_over() => {}
            None => self.active.push(download.clone()),
        }
    }
}

/// Downloads.
impl ModelLibrary {
    /// The downloads that are not over.
    pub fn downloads(&self) -> &[Download] {
        &self.active
    }

    pub fn download(&self, id: &str) -> Option<&Download> {
        self.active.iter().find(|download| download.id == id)
    }

    /// Starts a download, or resumes it.
    pub fn start_download(&self, model: &RecommendedModel) {
        self.downloads.send(DownloadRequest::Start(model.plan()));
    }

    pub fn pause_download(&self, id: &str) {
        self.downloads.send(DownloadRequest::Pause(id.to_owned()));
    }

    pub fn resume_download(&self, id: &str) {
        self.downloads.send(DownloadRequest::Resume(id.to_owned()));
    }

    /// Stops a download and deletes its files.
    pub fn cancel_download(&self, id: &str) {
        self.downloads.send(DownloadRequest::Cancel(id.to_owned()));
    }
}

/// Adding and removing.
impl ModelLibrary {
    /// Inspects what the user wants to add; it becomes the [`candidate`](Self::candidate).
    pub fn inspect(&self, path: &Path) {
        self.requests.send(Request::Inspect(path.to_owned())).ok();
    }

    /// The model that is about to be added.
    pub fn candidate(&self) -> Option<&Candidate> {
        self.candidate.as_ref()
    }

    /// Adds the candidate, unless it is being copied.
    pub fn add_candidate(&mut self, mode: AddMode) {
        let Some(candidate) = self.candidate.as_mut().filter(|known| known.copied.is_none()) else {
            return;
        };
        let path = candidate.path.clone();
        if mode == AddMode::InPlace {
            self.candidate = None;
        } else {
            candidate.copied = Some(0);
        }
        self.add(&path, mode);
    }

    /// Drops the candidate, unless it is being copied.
    pub fn drop_candidate(&mut self) {
        self.candidate.take_if(|candidate| candidate.copied.is_none());
    }

    /// Adds a file or folder.
    pub fn add(&mut self, path: &Path, mode: AddMode) {
        if mode != AddMode::InPlace {
            self.requests.send(Request::Add(path.to_owned(), mode)).ok();
            return;
        }
        self.events.push(LibraryEvent::Added { name: file_name(path), mode });
        self.change_locations(|added| {
            added.retain(|location| location != path);
            added.push(path.to_owned());
        });
    }

    /// Removes a model; [`undo_remove`](Self::undo_remove) restores it. False where its files are not Brandish's and
    /// it is not an added location itself.
    pub fn remove(&mut self, found: &FoundModel) -> bool {
        match &found.owner {
            ModelOwner::Brandish { path } => {
                self.requests.send(Request::SetAside(path.clone())).ok();
                self.last_removed = Some(Removed::Model(path.clone()));
            }
            ModelOwner::Location(location) if *location == found.path => {
                self.remove_location(location);
            }
            ModelOwner::Location(_) | ModelOwner::OtherProgram => return false,
        }
        true
    }

    /// Deletes a model for good. False where [`remove`](Self::remove) returns false; an added location is removed.
    pub fn delete(&mut self, found: &FoundModel) -> bool {
        let ModelOwner::Brandish { path } = &found.owner else { return self.remove(found) };
        self.requests.send(Request::Delete(path.clone())).ok();
        true
    }

    /// Removes an added location; its files stay.
    pub fn remove_location(&mut self, location: &Path) {
        self.last_removed = Some(Removed::Location(location.to_owned()));
        self.change_locations(|added| added.retain(|other| other != location));
    }

    /// Undoes the last removal.
    pub fn undo_remove(&mut self) {
        match self.last_removed.take() {
            Some(Removed::Model(path)) => {
                self.requests.send(Request::Restore(path)).ok();
            }
            Some(Removed::Location(location)) => {
                self.change_locations(|added| added.push(location));
            }
            None => {}
        }
    }

    fn change_locations(&mut self, change: impl FnOnce(&mut Vec<PathBuf>)) {
        change(&mut self.added_locations);
        self.events.push(LibraryEvent::LocationsChanged(self.added_locations.clone()));
        self.rescan();
    }
}

fn endpoint_of(settings: &Settings) -> HubEndpoint {
    HubEndpoint::from_settings(settings.hub.as_deref(), settings.proxy.as_deref())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
