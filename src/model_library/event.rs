//! What the model library reports to its owner, and which of it the user is told as a success.
//! How it comes about is known to the threads.

use super::{AddMode, Download, DownloadState};
use std::path::PathBuf;

/// What the library reports to its owner.
#[derive(Clone, Debug, PartialEq)]
pub enum LibraryEvent {
    /// A scan is complete: [`installed`](super::ModelLibrary::installed) may have changed.
    Scanned,
    /// The progress of a download.
    Download(Download),
    /// A model was added.
    Added { name: String, mode: AddMode },
    /// A model was removed or deleted.
    Removed,
    /// The added locations changed; the owner stores them in the settings.
    LocationsChanged(Vec<PathBuf>),
    /// A request failed. A sentence.
    Failed(String),
}

impl LibraryEvent {
    /// A success that the user may want to know of.
    pub fn notice(&self) -> Option<String> {
        match self {
            Self::Download(download) if download.state == DownloadState::Done => {
                Some(format!("{} is downloaded and can be used", download.name))
            }
            Self::Added { name, mode: AddMode::InPlace } => {
                Some(format!("{name} was added; its files stay where they are"))
            }
            Self::Added { name, .. } => Some(format!("{name} was added")),
            Self::Scanned
            | Self::Download(_)
            | Self::Removed
            | Self::LocationsChanged(_)
            | Self::Failed(_) => None,
        }
    }
}
