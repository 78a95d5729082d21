//! Everything that can go wrong with a job, closed: each variant knows its sentence for the user,
//! what to do next, and the button that does it. Nothing here acts.

use crate::units::bytes;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    WeightsMissing {
        model: String,
        path: PathBuf,
    },
    WeightsDamaged {
        model: String,
        path: PathBuf,
        detail: String,
    },
    /// Another program wrote to a file while it was in use.
    WeightsChanged {
        model: String,
        path: PathBuf,
    },
    /// A file needs something that the engine does not support; the file is not damaged.
    ModelUnsupported {
        model: String,
        path: PathBuf,
        detail: String,
    },
    /// The photo to be placed cannot be used; a sentence.
    Photo {
        detail: String,
    },
    /// The brief does not fit the model; a sentence.
    Unfit {
        detail: String,
    },
    OutOfMemory {
        model: String,
        needed_bytes: u64,
        free_bytes: u64,
    },
    ModelUnknown {
        model: String,
    },
    NotFinite,
    Blank,
    DiskFull {
        folder: PathBuf,
    },
    CannotWrite {
        folder: PathBuf,
        detail: String,
    },
    /// History could not be written, so the job was not accepted: why, as a sentence.
    NotSaved {
        detail: String,
    },
    Panicked {
        detail: String,
    },
    Engine {
        detail: String,
    },
    /// A worker of the team failed: which, and its own sentence.
    Worker {
        worker: String,
        sentence: String,
    },
    /// Every worker that took it from the team queue stopped before its end.
    GivenUp {
        tries: u32,
    },
    /// The team's workers have another version of the queue's format.
    OtherVersion {
        detail: String,
    },
    /// It was made, but its file is missing from the team's store.
    PictureLost,
}

/// What a button on a failed job's card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    Retry,
    /// Choose another folder for the pictures, then retry.
    ChooseFolder,
    /// Make it again with another seed.
    NewSeed,
}

impl Failure {
    /// What happened, in the marketer's words.
    pub fn sentence(&self) -> String {
        match self {
            Self::WeightsMissing { model, path } => {
                format!("The files of {model} are not there: {} is missing.", path.display())
            }
            Self::WeightsDamaged { model, path, detail } => {
                format!("A file of {model} is damaged: {} ({detail}).", path.display())
            }
            Self::WeightsChanged { model, path } => format!(
                "Another program changed a file of {model} while it was in use: {}.",
                path.display()
            ),
            Self::ModelUnsupported { model, path, detail } => {
                format!("{model} cannot be used as it is: {}: {detail}.", path.display())
            }
            Self::Unfit { detail } | Self::Photo { detail } => detail.clone(),
            Self::OutOfMemory { model, needed_bytes, free_bytes } => format!(
                "{model} needs about {} of memory, and {} is free.",
                bytes(*needed_bytes),
                bytes(*free_bytes)
            ),
            Self::ModelUnknown { model } => format!("There is no model “{model}” here any more."),
            Self::NotFinite => "The model computed values that are not a picture.".into(),
            Self::Blank => "The picture came out empty.".into(),
            Self::DiskFull { folder } => {
                format!("The disk is full: nothing more fits into {}.", folder.display())
            }
            Self::CannotWrite { folder, .. } => {
                format!("Pictures cannot be saved in {}.", folder.display())
            }
            Self::NotSaved { detail } => {
                format!("The job could not be saved, so it was not started. {detail}")
            }
            Self::Panicked { .. } => {
                "The rendering stopped because of an error in Brandish.".into()
            }
            Self::Engine { .. } => "The rendering failed.".into(),
            Self::Worker { worker, sentence } => format!("The worker {worker} says: {sentence}"),
            Self::GivenUp { tries } => {
                format!("{tries} workers of the team began this, and each stopped on the way.")
            }
            Self::OtherVersion { .. } => {
                "The team's workers have another version of Brandish and cannot read this job."
                    .into()
            }
            Self::PictureLost => "The picture was made, but it is not in the team's store.".into(),
        }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::WeightsMissing { .. } => "Put the file back, or install Brandish again.",
            Self::WeightsDamaged { .. } => {
                "Get a whole copy: download the file again, or install Brandish again."
            }
            Self::WeightsChanged { .. } => "Try again: the file is then read as it is now.",
            Self::ModelUnsupported { .. } => {
                "Choose another model, or another version of this one."
            }
            Self::Photo { .. } => "Choose another photo, then try again.",
            Self::Unfit { .. } => "Change what is asked for, then try again.",
            Self::OutOfMemory { .. } => "Close other programs, then try again.",
            Self::ModelUnknown { .. } => "Choose another model.",
            Self::NotFinite | Self::Blank => "Draw another one, or say it in other words.",
            Self::DiskFull { .. } => "Free some space or choose another folder, then try again.",
            Self::NotSaved { .. } => "Put that right, then try again.",
            Self::CannotWrite { .. } => "Choose a folder you may write to, then try again.",
            Self::Worker { .. } => "Tell the person who runs the worker, or render on this laptop.",
            Self::GivenUp { .. } => "Try again, or render it on this laptop.",
            Self::OtherVersion { .. } => {
                "Bring the workers and this laptop to the same version, or render on this laptop."
            }
            Self::PictureLost => {
                "Check in Settings that the store is the workers' own, then try again."
            }
            Self::Panicked { .. } | Self::Engine { .. } => {
                "Try again. If it happens again, copy the details and report them."
            }
        }
    }

    /// For a bug report; more technical than the sentence.
    pub fn detail(&self) -> String {
        match self {
            Self::CannotWrite { detail, .. }
            | Self::Panicked { detail }
            | Self::OtherVersion { detail }
            | Self::Engine { detail } => format!("{} ({detail})", self.sentence()),
            _ => self.sentence(),
        }
    }

    /// The button on the job's card.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::DiskFull { .. } | Self::CannotWrite { .. } => Remedy::ChooseFolder,
            Self::NotFinite | Self::Blank => Remedy::NewSeed,
            _ => Remedy::Retry,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_load_names_both_figures() {
        let failure = Failure::OutOfMemory {
            model: "Spark".into(),
            needed_bytes: 1_100_000_000,
            free_bytes: 300_000_000,
        };
        assert_eq!(failure.sentence(), "Spark needs about 1.1 GB of memory, and 300 MB is free.");
    }
}
