//! Downloads: a thread that fetches models whole or not at all, resumes after an interruption, and reports why it
//! stopped. Requests and reports are messages.
//!
//! A model grows in `models/<id>/`: `download.toml` holds the plan, each file is `NAME.part` with a journal beside
//! it until it is verified and renamed, and `model.toml` is written after the last file.

mod connection;
mod download_worker;
mod failure;
mod hub_endpoint;
mod plan;
mod throughput;
mod transfer;

pub use failure::DownloadFailure;
pub(super) use failure::free_space;
pub use hub_endpoint::HubEndpoint;
pub use plan::{DownloadPlan, PLAN_FILE, PlannedFile};

use crossbeam_channel::{Receiver, Sender, unbounded};
use download_worker::DownloadWorker;
use std::path::PathBuf;
use std::time::Duration;

/// How long closing waits for the thread. It is abandoned after that, as every state on disk can be resumed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// A request to the download thread; models are named by their ids.
#[derive(Clone, Debug)]
pub enum DownloadRequest {
    Start(DownloadPlan),
    Pause(String),
    Resume(String),
    /// Stops a download and deletes its files.
    Cancel(String),
    /// Uses this endpoint for the next download that starts or resumes.
    SetEndpoint(HubEndpoint),
}

/// The progress of a download.
#[derive(Clone, Debug, PartialEq)]
pub struct Download {
    pub id: String,
    pub name: String,
    pub state: DownloadState,
    /// Bytes on disk, of all its files.
    pub done: u64,
    /// Bytes of all its files; an estimate until the server has reported every length.
    pub total: u64,
    /// Whether earlier bytes were deleted, because the published file changed or could not be resumed.
    pub restarted: bool,
}

/// The state of a download.
#[derive(Clone, Debug, PartialEq)]
pub enum DownloadState {
    /// Another download is running.
    Waiting,
    Running {
        /// Bytes per second.
        speed: Option<u64>,
        left: Option<Duration>,
    },
    /// The connection was lost and is retried.
    Reconnecting,
    /// The checksum is being computed.
    Checking,
    Paused,
    Failed(DownloadFailure),
    Done,
    Cancelled,
}

impl DownloadState {
    /// Whether the thread works on it now.
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Running { .. } | Self::Reconnecting | Self::Checking)
    }

    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// The handle to the download thread. Dropping it stops the running download; the next start reports it as paused.
pub struct Downloads {
    requests: Option<Sender<DownloadRequest>>,
    reports: Receiver<Download>,
    ended: Receiver<()>,
}

impl Downloads {
    /// Starts the thread over a folder of models; `wake` is called after each report. Unfinished downloads of an
    /// earlier run are reported as paused.
    pub fn start(models: PathBuf, endpoint: HubEndpoint, wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, reports) = unbounded();
        let (ends, ended) = unbounded::<()>();
        let worker = DownloadWorker::new(models, endpoint, inbox, outbox, Box::new(wake));
        std::thread::Builder::new()
            .name("downloads".into())
            .spawn(move || {
                // Dropped when the thread ends, also after a panic.
                let _ends = ends;
                worker.run();
            })
            .expect("a thread can be started");
        Self { requests: Some(requests), reports, ended }
    }

    /// Sends a request; never waits.
    pub fn send(&self, request: DownloadRequest) {
        if let Some(requests) = &self.requests {
            requests.send(request).ok();
        }
    }

    pub fn reports(&self) -> &Receiver<Download> {
        &self.reports
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        self.requests = None;
        self.ended.recv_timeout(CLOSE_TIMEOUT).ok();
    }
}
