//! Why history cannot be opened, read or written: each error is a sentence that names the true cause.
//! What follows from it is decided by the studio.

use super::UnreadableRow;
use crate::files::atomic::why_unwritable;
use crate::job::JobId;
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};

/// Why history cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error("The history file {} cannot be used: {detail}.", .path.display())]
    Open { path: PathBuf, detail: String },
    #[error(
        "The history file {} was written by a newer Brandish, and was not changed. Use that version, or move the \
         file away.",
        .0.display()
    )]
    Newer(PathBuf),
    #[error(
        "The history file {} is damaged ({detail}). The next start of Brandish saves what can still be read, and \
         sets the file aside.",
        .path.display()
    )]
    Damaged { path: PathBuf, detail: String },
    #[error("History cannot be read: {0}.")]
    Read(String),
    #[error("History cannot be written: {0}.")]
    Write(String),
    #[error("History cannot be written: the disk of {} is full.", .0.display())]
    Full(PathBuf),
    #[error("History cannot be written: {} is read-only.", .0.display())]
    ReadOnly(PathBuf),
    #[error("The job {} in history cannot be read: {}. It stays in the history file.", .0.id, .0.reason)]
    Unreadable(UnreadableRow),
    #[error("The picture could not be moved: {0}")]
    Picture(#[from] io::Error),
    #[error("The job {0} is not in history.")]
    Missing(JobId),
}

impl HistoryError {
    /// Why the file at `path` cannot be opened.
    pub(super) fn opening(path: &Path, error: &rusqlite::Error) -> Self {
        let detail = error.to_string();
        Self::of(path, error).unwrap_or(Self::Open { path: path.to_owned(), detail })
    }

    /// Why the file at `path` cannot be read.
    pub(super) fn reading(path: &Path, error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path: path.to_owned(), detail: error.to_string() }
            }
            _ => Self::Read(error.to_string()),
        }
    }

    /// Why the file at `path` cannot be written.
    pub(super) fn writing(path: &Path, error: &rusqlite::Error) -> Self {
        Self::of(path, error).unwrap_or_else(|| Self::Write(error.to_string()))
    }

    /// The cause, where SQLite or the folder names it. SQLite calls a full disk an input or output error where
    /// it met it while it made its own files, so the folder is asked.
    fn of(path: &Path, error: &rusqlite::Error) -> Option<Self> {
        let folder = path.parent().unwrap_or(path);
        match error.sqlite_error_code()? {
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                Some(Self::Damaged { path: path.to_owned(), detail: error.to_string() })
            }
            ErrorCode::DiskFull => Some(Self::Full(folder.to_owned())),
            ErrorCode::ReadOnly => Some(Self::ReadOnly(folder.to_owned())),
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied => {
                match why_unwritable(folder)?.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        Some(Self::Full(folder.to_owned()))
                    }
                    io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                        Some(Self::ReadOnly(folder.to_owned()))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether the file can still be read, although it cannot be written.
    pub fn allows_reading(&self) -> bool {
        matches!(self, Self::Full(_) | Self::ReadOnly(_))
    }
}
