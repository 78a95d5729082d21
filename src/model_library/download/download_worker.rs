//! The download thread: one model at a time, the others wait. Requests are handled between two blocks, and ten times
//! a second while nothing arrives, so that pause and cancel need no shared flag.
//! It decides which model comes next; how a file is fetched is the transfer's part.

use super::failure::DownloadFailure;
use super::hub_endpoint::HubEndpoint;
use super::plan::{DownloadPlan, Journal, PLAN_FILE, part_path};
use super::throughput::Throughput;
use super::transfer::{Stop, Transfer, TransferEvent};
use super::{Download, DownloadRequest, DownloadState};
use crate::files::write_over;
use crate::model_library::MANIFEST_FILE;
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Shortest time between two reports of one download, unless its state changes.
const REPORT_SPACING: Duration = Duration::from_millis(100);

pub(super) struct DownloadWorker {
    models: PathBuf,
    endpoint: HubEndpoint,
    requests: Receiver<DownloadRequest>,
    reports: Sender<Download>,
    wake: Box<dyn Fn() + Send>,
    items: Vec<Item>,
    is_closing: bool,
}

/// A download that is not over.
struct Item {
    plan: DownloadPlan,
    /// The last report.
    status: Download,
    throughput: Throughput,
    reported_at: Option<Instant>,
    /// Bytes of the files before the one that is being fetched.
    bytes_before: u64,
}

impl Item {
    fn new(plan: DownloadPlan, state: DownloadState, done: u64) -> Self {
        let status = Download {
            id: plan.id.clone(),
            name: plan.name.clone(),
            state,
            done,
            total: plan.bytes().max(done),
            restarted: false,
        };
        let throughput = Throughput::default();
        Self { plan, status, throughput, reported_at: None, bytes_before: 0 }
    }

    fn running(&mut self) -> DownloadState {
        self.throughput.record(Instant::now(), self.status.done);
        let left = self.throughput.left(self.status.total.saturating_sub(self.status.done));
        DownloadState::Running { speed: self.throughput.speed(), left }
    }
}

impl DownloadWorker {
    pub fn new(
        models: PathBuf,
        endpoint: HubEndpoint,
        requests: Receiver<DownloadRequest>,
        reports: Sender<Download>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        Self { models, endpoint, requests, reports, wake, items: Vec::new(), is_closing: false }
    }

    /// Runs until the sender of the requests is dropped.
    pub fn run(mut self) {
        for plan in DownloadPlan::unfinished(&self.models) {
            let done = plan.bytes_on_disk(&self.models);
            self.items.push(Item::new(plan, DownloadState::Paused, done));
            self.report(self.items.len() - 1);
        }
        while !self.is_closing {
            self.handle_requests();
            let next = self.items.iter().position(|i| i.status.state == DownloadState::Waiting);
            match next {
                Some(at) => self.fetch(at),
                None => match self.requests.recv() {
                    Ok(request) => self.handle(request),
                    Err(_) => return,
                },
            }
        }
    }

    fn handle_requests(&mut self) {
        loop {
            match self.requests.try_recv() {
                Ok(request) => self.handle(request),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.is_closing = true;
                    return;
                }
            }
        }
    }

    fn handle(&mut self, request: DownloadRequest) {
        match request {
            DownloadRequest::Start(plan) => self.start(plan),
            DownloadRequest::Pause(id) => self.set_state(&id, DownloadState::Paused),
            DownloadRequest::Resume(id) => self.set_state(&id, DownloadState::Waiting),
            DownloadRequest::Cancel(id) => self.set_state(&id, DownloadState::Cancelled),
            DownloadRequest::SetEndpoint(endpoint) => self.endpoint = endpoint,
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.plan.id == id)
    }

    fn start(&mut self, plan: DownloadPlan) {
        if self.position(&plan.id).is_some() {
            return self.set_state(&plan.id, DownloadState::Waiting);
        }
        let done = plan.bytes_on_disk(&self.models);
        let state = if plan.folder(&self.models).join(MANIFEST_FILE).exists() {
            DownloadState::Done
        } else if !plan.is_safe() {
            DownloadState::Failed(DownloadFailure::BadSetting {
                detail: "the model's list of files names a path outside its folder".into(),
            })
        } else {
            match plan.write(&self.models) {
                Ok(()) => DownloadState::Waiting,
                Err(error) => {
                    let path = plan.folder(&self.models).join(PLAN_FILE);
                    let failure = DownloadFailure::writing(&path, &error, plan.bytes());
                    DownloadState::Failed(failure)
                }
            }
        };
        self.items.push(Item::new(plan, state, done));
        self.report(self.items.len() - 1);
        self.items.retain(|item| item.status.state != DownloadState::Done);
    }

    fn set_state(&mut self, id: &str, to: DownloadState) {
        let Some(at) = self.position(id) else { return };
        let was_active = self.items[at].status.state.is_active();
        if was_active && to == DownloadState::Waiting {
            return;
        }
        self.items[at].status.state = to.clone();
        self.items[at].status.restarted = false;
        // An active download is removed by `fetch`, which still writes to its part. The files of
        // any other are deleted before the report.
        let is_removed = to == DownloadState::Cancelled && !was_active;
        if is_removed {
            self.delete_files(at);
        }
        self.report(at);
        if is_removed {
            self.items.remove(at);
        }
    }

    fn fetch(&mut self, at: usize) {
        let id = self.items[at].plan.id.clone();
        self.items[at].status.state = DownloadState::Running { speed: None, left: None };
        self.items[at].throughput = Throughput::default();
        self.report(at);
        let outcome = self.fetch_files(&id);
        let Some(at) = self.position(&id) else { return };
        match outcome {
            Ok(()) => {
                self.items[at].status.done = self.items[at].status.total;
                self.items[at].status.state = DownloadState::Done;
                self.report(at);
                self.items.remove(at);
            }
            Err(Stop::Requested) if self.items[at].status.state == DownloadState::Cancelled => {
                self.delete_files(at);
                self.items.remove(at);
            }
            // Paused or waiting, as requested; or the program ends, and the next run resumes it.
            Err(Stop::Requested) => {}
            Err(Stop::Failed(failure)) => {
                tracing::warn!("{id}: {}", failure.detail());
                let item = &mut self.items[at];
                item.status.done = item.plan.bytes_on_disk(&self.models);
                item.status.state = DownloadState::Failed(failure);
                self.report(at);
            }
        }
    }

    fn fetch_files(&mut self, id: &str) -> Result<(), Stop> {
        let Some(at) = self.position(id) else { return Err(Stop::Requested) };
        self.items[at].bytes_before = 0;
        let (plan, endpoint) = (self.items[at].plan.clone(), self.endpoint.clone());
        let folder = plan.folder(&self.models);
        let mut later = plan.bytes();
        for file in &plan.files {
            later -= file.bytes;
            let target = folder.join(&file.path);
            let transfer = Transfer {
                endpoint: &endpoint,
                repository: &plan.repository,
                url: plan.url(&endpoint.hub, file),
                file,
                target: &target,
                later,
            };
            transfer.run(&mut |event| self.apply(id, event, file.bytes, later))?;
            let length = std::fs::metadata(&target).map_or(file.bytes, |data| data.len());
            if let Some(at) = self.position(id) {
                self.items[at].bytes_before += length;
            }
        }
        let manifest = folder.join(MANIFEST_FILE);
        let written = write_over(&manifest, plan.manifest.as_bytes());
        let written = written.map_err(|error| DownloadFailure::writing(&manifest, &error, 0));
        written.map_err(Stop::Failed)?;
        std::fs::remove_file(folder.join(PLAN_FILE)).ok();
        Ok(())
    }

    /// Handles the pending requests, then applies an event of the running transfer. About `expected` bytes are in
    /// its file, and `later` in the files after it.
    fn apply(
        &mut self,
        id: &str,
        event: TransferEvent,
        expected: u64,
        later: u64,
    ) -> ControlFlow<()> {
        self.handle_requests();
        let Some(at) = self.position(id) else { return ControlFlow::Break(()) };
        let item = &mut self.items[at];
        if self.is_closing || !item.status.state.is_active() {
            return ControlFlow::Break(());
        }
        let state = match event {
            TransferEvent::Bytes { done, length } => {
                item.status.done = item.bytes_before + done;
                let of_file = length.unwrap_or(expected).max(done);
                item.status.total = item.bytes_before + of_file + later;
                item.running()
            }
            // The speed falls to zero. Before the response there is no speed to report.
            TransferEvent::Idle if matches!(item.status.state, DownloadState::Running { .. }) => {
                item.running()
            }
            TransferEvent::Idle => item.status.state.clone(),
            TransferEvent::Restarted => {
                item.status.restarted = true;
                item.status.done = item.bytes_before;
                item.throughput = Throughput::default();
                DownloadState::Running { speed: None, left: None }
            }
            TransferEvent::Reconnecting => DownloadState::Reconnecting,
            TransferEvent::Checking => DownloadState::Checking,
        };
        let same = std::mem::discriminant(&state) == std::mem::discriminant(&item.status.state);
        item.status.state = state;
        if !same || item.reported_at.is_none_or(|at| at.elapsed() >= REPORT_SPACING) {
            self.report(at);
        }
        ControlFlow::Continue(())
    }

    /// Deletes the files of a cancelled download.
    fn delete_files(&self, at: usize) {
        let plan = &self.items[at].plan;
        let folder = plan.folder(&self.models);
        if !plan.is_safe() || folder.join(MANIFEST_FILE).exists() {
            return;
        }
        for file in &plan.files {
            let target = folder.join(&file.path);
            let part = part_path(&target);
            for path in [Journal::path(&part), part, target.clone()] {
                std::fs::remove_file(path).ok();
            }
            if let Some(parent) = target.parent().filter(|parent| *parent != folder) {
                std::fs::remove_dir(parent).ok();
            }
        }
        std::fs::remove_file(folder.join(PLAN_FILE)).ok();
        std::fs::remove_dir(folder).ok();
    }

    fn report(&mut self, at: usize) {
        let item = &mut self.items[at];
        item.reported_at = Some(Instant::now());
        // The receiver may be dropped; the request is completed all the same.
        self.reports.send(item.status.clone()).ok();
        (self.wake)();
    }
}
