//! Everything that can end a download early: what happened, what to do next, and whether trying again can help.
//! Nothing here acts.

use crate::units::bytes;
use std::io;
use std::path::{Path, PathBuf};

/// Why a download stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownloadFailure {
    /// Nobody answered, or the connection went down again and again.
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
    /// Another answer that is none.
    Refused {
        host: String,
        status: u16,
    },
    /// What came is not what was announced; it was thrown away.
    WrongBytes {
        file: String,
    },
    /// Before the download, or in its midst; what came is kept.
    DiskFull {
        folder: PathBuf,
        needed: u64,
        free: u64,
    },
    CannotWrite {
        path: PathBuf,
        detail: String,
    },
    /// The proxy's or mirror's address makes no sense.
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
                    "{repository} is given only to people with an account who accepted its licence."
                )
            }
            Self::Refused { host, status } => format!("{host} refused it (answer {status})."),
            Self::WrongBytes { file } => {
                format!("{file} came damaged: its checksum is wrong. It was thrown away.")
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
                "Check the connection, or set a proxy or mirror in Settings, then resume: what came is kept."
            }
            Self::Gone { .. } => "Choose another model.",
            Self::NeedsAccount { .. } => "Get its file with your browser, then add the file here.",
            Self::Refused { .. } => "Try again later: what came is kept.",
            Self::WrongBytes { .. } => {
                "Try again. If it happens twice, the network or the mirror changes files."
            }
            Self::DiskFull { .. } => "Free some space, then resume: what came is kept.",
            Self::CannotWrite { .. } => "Make the folder writable, then resume.",
            Self::BadSetting { .. } => "Correct it in Settings, then resume.",
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

    /// The failure of writing to `path` when `needed` bytes were still to come.
    pub(crate) fn writing(path: &Path, error: &io::Error, needed: u64) -> Self {
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

/// Bytes that still fit onto the disk of a folder that is there.
pub(crate) fn free_space(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_one_that_cannot_be_written() {
        let path = Path::new("/models/a/a.gguf.part");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let failure = DownloadFailure::writing(path, &full, 3_000_000);
        assert!(failure.sentence().contains("3.0 MB more are needed in /models/a"));
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let failure = DownloadFailure::writing(path, &denied, 3);
        assert!(failure.sentence().contains("cannot be written"));
    }
}
