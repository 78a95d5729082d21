//! `brandish worker`: draws the jobs of a team's queue, without a window.
//! It does not lock the home, as it writes nothing there.

use super::device::DeviceArguments;
use super::output::note;
use super::{CliError, catalog};
use crate::team::{HeldJobs, TeamAddress, Worker, WorkerError, WorkerOptions};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a worker without a job may take to leave the queue.
const LEAVE_AFTER: Duration = Duration::from_millis(1500);

#[derive(clap::Args)]
pub(super) struct WorkForTeam {
    /// The team queue, as redis://HOST/0, or rediss:// with TLS; also from BRANDISH_QUEUE, which keeps its password out of the list of processes
    #[arg(long, value_name = "URL")]
    queue: Option<String>,
    /// How many jobs to draw at once, each with a model of its own in memory
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: u16,
    /// The store for pictures: a folder, file:///FOLDER or s3://BUCKET; also from BRANDISH_STORE [default: the queue itself]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    #[command(flatten)]
    device: DeviceArguments,
    /// The team's name for this worker [default: this machine's, with a number]
    #[arg(long)]
    name: Option<String>,
    /// After so many seconds without a heartbeat, a worker's job is given to another
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
    lease: u64,
    /// For how many seconds to wait for a queue that cannot be used, before giving up; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait_limit: u64,
}

impl WorkForTeam {
    pub(super) fn run(self) -> Result<(), CliError> {
        self.device.apply();
        let address = team_address(self.queue, self.store)?;
        let folder =
            tempfile::Builder::new().prefix("brandish-worker-").tempdir().map_err(|error| {
                CliError::Failed(format!("The folder for pictures cannot be created: {error}."))
            })?;
        let machine = sysinfo::System::host_name().unwrap_or_else(|_| "worker".into());
        let name = self.name.unwrap_or_else(|| format!("{machine}-{}", std::process::id()));
        let worker = Worker::new(WorkerOptions {
            address,
            name,
            concurrency: usize::from(self.concurrency),
            lease: Duration::from_secs(self.lease),
            catalog: catalog()?,
            folder: folder.path().to_owned(),
            wait_limit: super::team_wait::limit(self.wait_limit),
        });
        let (stop, held) = (worker.stop_signal(), worker.held_jobs());
        let pictures = folder.path().to_owned();
        let caught = ctrlc::set_handler(move || match stop.request() {
            1 => {
                if held.count() > 0 {
                    note(
                        "Finishing the running jobs. Press Ctrl+C again to give them back at once.",
                    );
                }
                let (held, pictures) = (held.clone(), pictures.clone());
                std::thread::spawn(move || leave_when_free(&held, &pictures));
            }
            2 => note("Giving the running jobs back."),
            _ => std::process::exit(130),
        });
        if let Err(error) = caught {
            tracing::warn!("Ctrl+C cannot be caught: {error}");
        }
        worker.run(|sentence| note(sentence))?;
        Ok(())
    }
}

/// Ends the program once the worker holds no job for a moment: a queue that does not answer keeps no worker from leaving.
fn leave_when_free(held: &HeldJobs, pictures: &Path) {
    let mut free_since = Instant::now();
    while free_since.elapsed() < LEAVE_AFTER {
        std::thread::sleep(Duration::from_millis(50));
        if held.count() > 0 {
            free_since = Instant::now();
        }
    }
    note("The team queue does not answer; this worker leaves it.");
    std::fs::remove_dir_all(pictures).ok();
    std::process::exit(0);
}

/// Queue and store from the arguments, or else from the environment.
pub(super) fn team_address(
    queue: Option<String>,
    store: Option<String>,
) -> Result<TeamAddress, CliError> {
    let given = |given: Option<String>, variable: &str| {
        given.or_else(|| std::env::var(variable).ok()).filter(|text| !text.trim().is_empty())
    };
    let queue = given(queue, "BRANDISH_QUEUE").ok_or_else(|| {
        CliError::BadInput("Name the team queue: --queue redis://HOST/0, or BRANDISH_QUEUE.".into())
    })?;
    Ok(TeamAddress::parse(&queue, given(store, "BRANDISH_STORE").as_deref())?)
}

impl From<WorkerError> for CliError {
    fn from(error: WorkerError) -> Self {
        match error {
            WorkerError::Team(error) => error.into(),
            WorkerError::Io(_) => Self::Failed(error.to_string()),
        }
    }
}
