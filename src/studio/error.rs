//! Why a studio cannot open or refuses a call. Each reads as a sentence to the user.
//! Why a job failed is known in `job`.

use crate::brief::BriefError;
use crate::files::{HistoryError, HomeError};
use crate::job::JobId;

/// Why the studio cannot open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// Why the studio refuses a call.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    #[error(transparent)]
    Brief(#[from] BriefError),
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error("There is no job {0}.")]
    NoSuchJob(JobId),
    #[error("This job is {0} and cannot be changed like that.")]
    NotNow(String),
    /// Why the job is not saved, as a sentence.
    #[error("The job {job} is not saved. {reason}")]
    NotSaved { job: JobId, reason: String },
    /// Nothing can be written in the home: why, as a sentence.
    #[error("{0}")]
    ReadOnly(String),
}
