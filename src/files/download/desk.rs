//! The download thread: one model at a time, the rest wait in line. Asks are read between two blocks, and
//! several times a second where none comes, so that pause and cancel need no flag.
//! It knows what is wanted and how far it is; it shows nothing.

use super::failure::DownloadFailure;
use super::line::Line;
use super::pace::Pace;
use super::transfer::{Sign, Stop, Transfer};
use super::wanted::{MANIFEST, ORDER, Wanted, part_of};
use super::{Download, DownloadAsk, DownloadState};
use crate::files::atomic;
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Reports of one download come no closer than this, unless its state changes.
const SPACING: Duration = Duration::from_millis(100);

pub(super) struct Desk {
    pub models: PathBuf,
    pub line: Line,
    pub inbox: Receiver<DownloadAsk>,
    pub outbox: Sender<Download>,
    pub wake: Box<dyn Fn() + Send>,
    pub items: Vec<Item>,
    pub is_closing: bool,
}

/// A model that is wanted.
pub(super) struct Item {
    wanted: Wanted,
    shown: Download,
    pace: Pace,
    told: Option<Instant>,
    /// Bytes of the files before the one that is being fetched.
    before: u64,
}

impl Item {
    fn new(wanted: Wanted, state: DownloadState, done: u64) -> Self {
        let shown = Download {
            id: wanted.id.clone(),
            name: wanted.name.clone(),
            state,
            done,
            total: wanted.bytes().max(done),
            from_zero: false,
        };
        Self { wanted, shown, pace: Pace::default(), told: None, before: 0 }
    }

    fn running(&mut self) -> DownloadState {
        self.pace.note(Instant::now(), self.shown.done);
        let left = self.pace.left(self.shown.total.saturating_sub(self.shown.done));
        DownloadState::Running { speed: self.pace.speed(), left }
    }
}

impl Desk {
    /// Runs until the other end of the inbox is dropped.
    pub fn run(mut self) {
        for wanted in Wanted::unfinished(&self.models) {
            let done = wanted.have(&self.models);
            self.items.push(Item::new(wanted, DownloadState::Paused, done));
            self.tell(self.items.len() - 1);
        }
        while !self.is_closing {
            self.take_asks();
            let next = self.items.iter().position(|i| i.shown.state == DownloadState::Waiting);
            match next {
                Some(at) => self.fetch(at),
                None => match self.inbox.recv() {
                    Ok(ask) => self.take(ask),
                    Err(_) => return,
                },
            }
        }
    }

    fn take_asks(&mut self) {
        loop {
            match self.inbox.try_recv() {
                Ok(ask) => self.take(ask),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.is_closing = true;
                    return;
                }
            }
        }
    }

    fn take(&mut self, ask: DownloadAsk) {
        match ask {
            DownloadAsk::Start(wanted) => self.start(wanted),
            DownloadAsk::Pause(id) => self.change(&id, DownloadState::Paused),
            DownloadAsk::Resume(id) => self.change(&id, DownloadState::Waiting),
            DownloadAsk::Cancel(id) => self.change(&id, DownloadState::Cancelled),
            DownloadAsk::Via(line) => self.line = line,
        }
    }

    fn start(&mut self, wanted: Wanted) {
        if self.items.iter().any(|item| item.wanted.id == wanted.id) {
            return self.change(&wanted.id, DownloadState::Waiting);
        }
        let done = wanted.have(&self.models);
        let state = if wanted.folder(&self.models).join(MANIFEST).exists() {
            DownloadState::Done
        } else if !wanted.is_safe() {
            DownloadState::Failed(DownloadFailure::BadSetting {
                detail: "the model's list of files leads out of its folder".into(),
            })
        } else {
            match wanted.keep(&self.models) {
                Ok(()) => DownloadState::Waiting,
                Err(error) => {
                    let folder = wanted.folder(&self.models).join(ORDER);
                    let failure = DownloadFailure::writing(&folder, &error, wanted.bytes());
                    DownloadState::Failed(failure)
                }
            }
        };
        self.items.push(Item::new(wanted, state, done));
        self.tell(self.items.len() - 1);
        self.items.retain(|item| item.shown.state != DownloadState::Done);
    }

    fn change(&mut self, id: &str, to: DownloadState) {
        let Some(at) = self.items.iter().position(|item| item.wanted.id == id) else { return };
        let was_at_work = self.items[at].shown.state.is_at_work();
        if was_at_work && to == DownloadState::Waiting {
            return;
        }
        self.items[at].shown.state = to.clone();
        self.items[at].shown.from_zero = false;
        // One that is being fetched is put away by `fetch`, which still writes to it. Another one is gone by the time
        // that it is said.
        let is_gone = to == DownloadState::Cancelled && !was_at_work;
        if is_gone {
            self.put_away(at);
        }
        self.tell(at);
        if is_gone {
            self.items.remove(at);
        }
    }

    fn fetch(&mut self, at: usize) {
        let id = self.items[at].wanted.id.clone();
        self.items[at].shown.state = DownloadState::Running { speed: None, left: None };
        self.items[at].pace = Pace::default();
        self.tell(at);
        let outcome = self.fetch_files(&id);
        let Some(at) = self.items.iter().position(|item| item.wanted.id == id) else { return };
        match outcome {
            Ok(()) => {
                self.items[at].shown.done = self.items[at].shown.total;
                self.items[at].shown.state = DownloadState::Done;
                self.tell(at);
                self.items.remove(at);
            }
            Err(Stop::Asked) if self.items[at].shown.state == DownloadState::Cancelled => {
                self.put_away(at);
                self.items.remove(at);
            }
            // Paused or waiting again, as asked; or the program ends, and the next run finds it.
            Err(Stop::Asked) => {}
            Err(Stop::Failed(failure)) => {
                tracing::warn!("{id}: {}", failure.detail());
                self.items[at].shown.done = self.items[at].wanted.have(&self.models);
                self.items[at].shown.state = DownloadState::Failed(failure);
                self.tell(at);
            }
        }
    }

    fn fetch_files(&mut self, id: &str) -> Result<(), Stop> {
        let Some(item) = self.items.iter_mut().find(|item| item.wanted.id == id) else {
            return Err(Stop::Asked);
        };
        let (wanted, line) = (item.wanted.clone(), self.line.clone());
        item.before = 0;
        let folder = wanted.folder(&self.models);
        let mut later = wanted.bytes();
        for file in &wanted.files {
            later -= file.bytes;
            let whole = folder.join(&file.path);
            let transfer = Transfer {
                line: &line,
                repository: &wanted.repository,
                url: wanted.address(&line.hub, file),
                file,
                whole: &whole,
                later,
            };
            transfer.run(&mut |sign| self.sign(id, sign, file.bytes, later))?;
            let length = std::fs::metadata(&whole).map_or(file.bytes, |data| data.len());
            if let Some(item) = self.items.iter_mut().find(|item| item.wanted.id == id) {
                item.before += length;
            }
        }
        let manifest = folder.join(MANIFEST);
        let wrote = atomic::write_over(&manifest, wanted.manifest.as_bytes());
        let wrote = wrote.map_err(|error| DownloadFailure::writing(&manifest, &error, 0));
        wrote.map_err(Stop::Failed)?;
        std::fs::remove_file(folder.join(ORDER)).ok();
        Ok(())
    }

    /// Notes how far a download is and reads what is asked meanwhile. About `expected` bytes are in its present
    /// file, and `later` in those after it.
    fn sign(&mut self, id: &str, sign: Sign, expected: u64, later: u64) -> ControlFlow<()> {
        self.take_asks();
        let Some(at) = self.items.iter().position(|item| item.wanted.id == id) else {
            return ControlFlow::Break(());
        };
        let item = &mut self.items[at];
        if self.is_closing || !item.shown.state.is_at_work() {
            return ControlFlow::Break(());
        }
        let state = match sign {
            Sign::Bytes { done, length } => {
                item.shown.done = item.before + done;
                item.shown.total = item.before + length.unwrap_or(expected).max(done) + later;
                item.running()
            }
            // The speed falls to nothing. While an answer is awaited there is none to tell.
            Sign::Silent if matches!(item.shown.state, DownloadState::Running { .. }) => {
                item.running()
            }
            Sign::Silent => item.shown.state.clone(),
            Sign::FromZero => {
                item.shown.from_zero = true;
                item.shown.done = item.before;
                item.pace = Pace::default();
                DownloadState::Running { speed: None, left: None }
            }
            Sign::Waiting => DownloadState::Reconnecting,
            Sign::Checking => DownloadState::Checking,
        };
        let same = std::mem::discriminant(&state) == std::mem::discriminant(&item.shown.state);
        item.shown.state = state;
        if !same || item.told.is_none_or(|told| told.elapsed() >= SPACING) {
            self.tell(at);
        }
        ControlFlow::Continue(())
    }

    /// Deletes what a cancelled download has brought.
    fn put_away(&self, at: usize) {
        let item = &self.items[at];
        let folder = item.wanted.folder(&self.models);
        if !item.wanted.is_safe() || folder.join(MANIFEST).exists() {
            return;
        }
        for file in &item.wanted.files {
            let whole = folder.join(&file.path);
            let part = part_of(&whole);
            for path in [super::wanted::Journal::path(&part), part, whole.clone()] {
                std::fs::remove_file(path).ok();
            }
            if let Some(parent) = whole.parent().filter(|parent| *parent != folder) {
                std::fs::remove_dir(parent).ok();
            }
        }
        std::fs::remove_file(folder.join(ORDER)).ok();
        std::fs::remove_dir(folder).ok();
    }

    fn tell(&mut self, at: usize) {
        let item = &mut self.items[at];
        item.told = Some(Instant::now());
        // The other end may be gone; what was asked is done all the same.
        self.outbox.send(item.shown.clone()).ok();
        (self.wake)();
    }
}
