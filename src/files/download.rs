//! Downloads: a thread of their own that fetches models whole or not at all, goes on after every interruption, and
//! says what stopped it. Ask it, and what it reports comes by channel.
//!
//! A model grows in `models/<id>/`: `download.toml` says what is wanted, each file is `NAME.part` with a journal
//! beside it until it is checked and renamed, and `model.toml` is written when all are there.

mod connection;
mod desk;
mod failure;
mod line;
mod pace;
mod transfer;
mod wanted;

pub use failure::DownloadFailure;
pub(super) use failure::free_space;
pub use line::Line;
pub use wanted::{MANIFEST, ORDER, Wanted, WantedFile};

use crossbeam_channel::{Receiver, Sender, unbounded};
use desk::Desk;
use std::path::PathBuf;
use std::time::Duration;

/// How long closing waits for the thread; after that it is left alone, as every state on disk is a good one.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the download thread can be asked for.
#[derive(Clone, Debug)]
pub enum DownloadAsk {
    Start(Wanted),
    Pause(String),
    Resume(String),
    /// Stops it and deletes what came.
    Cancel(String),
    /// Take this way from the next file on.
    Via(Line),
}

/// How far a download is.
#[derive(Clone, Debug, PartialEq)]
pub struct Download {
    pub id: String,
    pub name: String,
    pub state: DownloadState,
    /// Bytes, of all its files.
    pub done: u64,
    /// About, until every server has said it.
    pub total: u64,
    /// What was there had to be thrown away: it was changed where it is published.
    pub from_zero: bool,
}

/// What a download is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum DownloadState {
    /// Another one is being fetched.
    Waiting,
    Running {
        /// Bytes a second.
        speed: Option<u64>,
        left: Option<Duration>,
    },
    /// The connection is down and is tried again.
    Reconnecting,
    Checking,
    Paused,
    Failed(DownloadFailure),
    Done,
    Cancelled,
}

impl DownloadState {
    /// Whether it is being fetched just now.
    pub fn is_at_work(&self) -> bool {
        matches!(self, Self::Running { .. } | Self::Reconnecting | Self::Checking)
    }

    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// The handle to the download thread. Dropping it stops what is being fetched; the next start finds it as paused.
pub struct Downloads {
    asks: Option<Sender<DownloadAsk>>,
    reports: Receiver<Download>,
    ended: Receiver<()>,
}

impl Downloads {
    /// Starts the thread over a folder of models; `wake` is called after each report. What an earlier run did not
    /// finish is reported as paused.
    pub fn start(models: PathBuf, line: Line, wake: impl Fn() + Send + 'static) -> Self {
        let (asks, inbox) = unbounded();
        let (outbox, reports) = unbounded();
        let (ends, ended) = unbounded::<()>();
        let wake = Box::new(wake);
        let desk = Desk { models, line, inbox, outbox, wake, items: Vec::new(), is_closing: false };
        std::thread::Builder::new()
            .name("downloads".into())
            .spawn(move || {
                // Dropped when the thread ends, however it does.
                let _ends = ends;
                desk.run();
            })
            .expect("a thread can be started");
        Self { asks: Some(asks), reports, ended }
    }

    /// Asks for something; never waits.
    pub fn ask(&self, ask: DownloadAsk) {
        if let Some(asks) = &self.asks {
            asks.send(ask).ok();
        }
    }

    pub fn reports(&self) -> &Receiver<Download> {
        &self.reports
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        self.asks = None;
        self.ended.recv_timeout(GOODBYE).ok();
    }
}
