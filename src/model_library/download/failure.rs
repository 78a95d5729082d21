//! Every cause that ends a download early: what happened, and what to do next.
//! Nothing here acts.

use crate::units::bytes;
use std::io;
use std::path::{Path, PathBuf};

/// Why a download stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownloadFailure {
    /// The host did not answer, or the connection was lost again and again.
    Offline {
        host: String,
        detail: String,
    },
    /// 404 or 410.
    Gone {
        url: String,
    },
    /// 401 or 403.
    NeedsAccount {
        repository: String,
    },
    /// Any other status that is not a success.
    Refused {
        host: String,
        status: u16,
    },
    /// The checksum or the length is wrong; the part was deleted.
    WrongBytes {
        file: String,
    },
    /// Before or during the download; the part is kept.
    DiskFull {
        folder: PathBuf,
        needed: u64,
        free: u64,
    },
    CannotWrite {
        path: PathBuf,
        detail: String,
    },
    /// The address of the proxy or mirror is malformed.
    BadSetting {
        detail: String,
    },
}

impl DownloadFailure {
    /// What happened, in the marketer's words.
    pub fn sentence(&self) -> String {
        match self {
            Self::Offline { host, .. } => format!("{host} could not be reached."),
            Self::Gone { url } => format!("It is not published there any more: {url}."),
            Self::NeedsAccount { repository } => {
                format!(
                    "{repository} is available only to people with an account who accepted its licence."
                )
            }
            Self::Refused { host, status } => {
                format!("{host} refused the request (status {status}).")
            }
            Self::WrongBytes { file } => {
                format!("{file} arrived damaged: its checksum is wrong. It was deleted.")
            }
            Self::DiskFull { folder, needed, free } => format!(
                "The disk is too full: {} more are needed in {}, and {} are free.",
                bytes(*needed),
                folder.display(),
                bytes(*free)
            ),
            Self::CannotWrite { path, .. } => format!("{} cannot be written.", path.display()),
            Self::BadSetting { detail } => format!("The proxy or mirror cannot be used: {detail}."),
        }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Offline { .. } => {
                "Check the connection, or set a proxy or mirror in Settings, then resume: what was downloaded is kept."
            }
            Self::Gone { .. } => "Choose another model.",
            Self::NeedsAccount { .. } => {
                "Download its file with your browser, then add the file here."
            }
            Self::Refused { .. } => "Try again later: what was downloaded is kept.",
            Self::WrongBytes { .. } => {
                "Try again. If it happens twice, the network or the mirror changes files."
            }
            Self::DiskFull { .. } => "Free some space, then resume: what was downloaded is kept.",
            Self::CannotWrite { .. } => "Make the folder writable, then resume.",
            Self::BadSetting { .. } => "Correct it in Settings, then resume.",
        }
    }

    /// Whether the downloaded bytes are kept, so that the download can be resumed.
    pub fn can_resume(&self) -> bool {
        match self {
            Self::Offline { .. }
            | Self::DiskFull { .. }
            | Self::CannotWrite { .. }
            | Self::BadSetting { .. } => true,
            Self::Gone { .. }
            | Self::NeedsAccount { .. }
            | Self::Refused { .. }
            | Self::WrongBytes { .. } => false,
        }
    }

    /// For the log.
    pub fn detail(&self) -> String {
        match self {
            Self::Offline { detail, .. } | Self::CannotWrite { detail, .. } => {
                format!("{} ({detail})", self.sentence())
            }
            _ => self.sentence(),
        }
    }

    /// The failure to write to `path` while `needed` bytes were missing.
    pub(super) fn writing(path: &Path, error: &io::Error, needed: u64) -> Self {
        let folder = path.parent().unwrap_or(path).to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                let free = free_space(&folder).unwrap_or(0);
                Self::DiskFull { folder, needed, free }
            }
            _ => Self::CannotWrite { path: path.to_owned(), detail: error.to_string() },
        }
    }
}

/// Free bytes on the disk of an existing folder.
pub(crate) fn free_space(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_distinguished_from_one_that_cannot_be_written() {
        let path = Path::new("/models/a/a.gguf.part");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let failure = DownloadFailure::writing(path, &full, 3_000_000);
        assert!(failure.sentence().contains("3.0 MB more are needed in /models/a"));
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let failure = DownloadFailure::writing(path, &denied, 3);
        assert!(failure.sentence().contains("cannot be written"));
    }
}
