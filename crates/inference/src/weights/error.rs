//! Why the files of a model could not be used. Every error names the file; what is done about it is the caller's choice.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a model could not be loaded. Each names the file; those about one tensor name the tensor too.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} is missing", path.display())]
    Missing { path: PathBuf },
    #[error("{} is damaged: {detail}", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("{} asks for something that is not supported: {detail}", path.display())]
    Unsupported { path: PathBuf, detail: String },
    #[error("{} has no tensor {tensor}", path.display())]
    TensorMissing { path: PathBuf, tensor: String },
    #[error("{}: tensor {tensor} has shape {found:?}, not {expected:?}", path.display())]
    WrongShape { path: PathBuf, tensor: String, expected: Vec<usize>, found: Vec<usize> },
    #[error("{} cannot be read: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error(
        "{} was changed by another program, or became unreadable, while it was in use; start again to read it as it \
         is now",
        path.display()
    )]
    Changed { path: PathBuf },
    #[error("{} could not be put on the device: {source}", path.display())]
    Candle { path: PathBuf, source: candle_core::Error },
}

impl LoadError {
    /// The error for reading `path`: missing when it is not there.
    pub fn reading(path: &Path, source: std::io::Error) -> LoadError {
        let path = path.to_path_buf();
        match source.kind() {
            std::io::ErrorKind::NotFound => LoadError::Missing { path },
            _ => LoadError::Io { path, source },
        }
    }

    /// The file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Damaged { path, .. }
            | Self::Unsupported { path, .. }
            | Self::TensorMissing { path, .. }
            | Self::WrongShape { path, .. }
            | Self::Io { path, .. }
            | Self::Changed { path }
            | Self::Candle { path, .. } => path,
        }
    }

    /// The error for a file whose content makes no sense.
    pub fn damaged(path: &Path, detail: impl fmt::Display) -> LoadError {
        LoadError::Damaged { path: path.to_path_buf(), detail: detail.to_string() }
    }
}
