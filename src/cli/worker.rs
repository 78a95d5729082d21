//! `brandish worker`: draws for the team, without a window. It takes no home's lock, as it writes nothing there.

use super::{Trouble, catalog};
use crate::team::{TeamAddress, TeamError, Worker, WorkerError, WorkerOptions};
use std::time::Duration;

#[derive(clap::Args)]
pub(super) struct WorkForTeam {
    /// The team queue, as redis://HOST/0, or rediss:// with TLS; also from BRANDISH_QUEUE, where no list of processes shows its password
    #[arg(long, value_name = "URL")]
    queue: Option<String>,
    /// How many jobs to draw at once, each with a model of its own in memory
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: u16,
    /// Where pictures are handed over: a folder, file:///FOLDER or s3://BUCKET; also from BRANDISH_STORE [default: the queue itself]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The name by which the team knows this worker [default: this machine's, with a number]
    #[arg(long)]
    name: Option<String>,
    /// After so many seconds without a sign of life, a worker's job is given to another
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
    lease: u64,
}

impl WorkForTeam {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let address = team_address(self.queue, self.store)?;
        let folder = tempfile::Builder::new()
            .prefix("brandish-worker-")
            .tempdir()
            .map_err(|error| Trouble::Failed(format!("No folder for pictures: {error}.")))?;
        let machine = sysinfo::System::host_name().unwrap_or_else(|_| "worker".into());
        let name = self.name.unwrap_or_else(|| format!("{machine}-{}", std::process::id()));
        let worker = Worker::new(WorkerOptions {
            address,
            name,
            concurrency: usize::from(self.concurrency),
            lease: Duration::from_secs(self.lease),
            catalog: catalog()?,
            folder: folder.path().to_owned(),
        });
        let stop = worker.stop();
        let caught = ctrlc::set_handler(move || match stop.ask() {
            1 => eprintln!("Finishing what runs; once more gives it back at once."),
            2 => eprintln!("Giving back what runs."),
            _ => std::process::exit(130),
        });
        if let Err(error) = caught {
            tracing::warn!("Ctrl+C cannot be caught: {error}");
        }
        worker.run(|sentence| eprintln!("{sentence}"))?;
        Ok(())
    }
}

/// Queue and store as they were given, or from the environment.
pub(super) fn team_address(
    queue: Option<String>,
    store: Option<String>,
) -> Result<TeamAddress, Trouble> {
    let given = |given: Option<String>, variable: &str| {
        given.or_else(|| std::env::var(variable).ok()).filter(|text| !text.trim().is_empty())
    };
    let queue = given(queue, "BRANDISH_QUEUE").ok_or_else(|| {
        Trouble::BadInput("Name the team queue: --queue redis://HOST/0, or BRANDISH_QUEUE.".into())
    })?;
    Ok(TeamAddress::parse(&queue, given(store, "BRANDISH_STORE").as_deref())?)
}

impl From<TeamError> for Trouble {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Address(_) | TeamError::StoreAddress { .. } => {
                Self::BadInput(error.to_string())
            }
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<WorkerError> for Trouble {
    fn from(error: WorkerError) -> Self {
        match error {
            WorkerError::Team(error) => error.into(),
            WorkerError::Io(_) => Self::Failed(error.to_string()),
        }
    }
}
