//! Why the files of a model could not be used. Every error names the file; what follows from it is the caller's choice.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a model could not be loaded. Each names the file; those about one tensor name the tensor too.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not there.
    #[error("{} is missing", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The content is invalid, or cut short.
    #[error("{} is damaged: {detail}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The file is valid, and has something that this library does not support.
    #[error("{} cannot be used: {detail}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it has, such as a key and its value.
        detail: String,
    },
    /// A tensor that the model needs is not in the file.
    #[error("{} has no tensor {tensor}", path.display())]
    TensorMissing {
        /// The file.
        path: PathBuf,
        /// The tensor's full name.
        tensor: String,
    },
    /// A tensor has another shape than the model's config implies.
    #[error("{}: tensor {tensor} has shape {found:?}, not {expected:?}", path.display())]
    WrongShape {
        /// The file.
        path: PathBuf,
        /// The tensor's full name.
        tensor: String,
        /// The shape that the config implies, row-major.
        expected: Vec<usize>,
        /// The shape in the file.
        found: Vec<usize>,
    },
    /// The system could not read the file.
    #[error("{} cannot be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// Another program wrote to the file while it was in use; see [`MappedFile`](super::MappedFile).
    #[error(
        "{} was changed by another program, or became unreadable, while it was in use; start again to read it as it \
         is now",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A layer could not be built from its weights.
    #[error("{} could not be put on the device: {source}", path.display())]
    Candle {
        /// The file that the weights come from.
        path: PathBuf,
        /// candle's error.
        source: candle_core::Error,
    },
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

    /// What is wrong, without the path.
    pub fn reason(&self) -> String {
        match self {
            Self::Missing { .. } => "it is missing".into(),
            Self::Damaged { detail, .. } | Self::Unsupported { detail, .. } => detail.clone(),
            Self::TensorMissing { tensor, .. } => format!("it has no tensor {tensor}"),
            Self::WrongShape { tensor, expected, found, .. } => {
                format!("its tensor {tensor} has the shape {found:?}, not {expected:?}")
            }
            Self::Io { source, .. } => format!("it cannot be read: {source}"),
            Self::Changed { .. } => "another program changed it while it was in use".into(),
            Self::Candle { source, .. } => source.to_string(),
        }
    }

    /// The error for a valid file that is not supported.
    pub fn unsupported(path: &Path, detail: impl fmt::Display) -> LoadError {
        LoadError::Unsupported { path: path.to_path_buf(), detail: detail.to_string() }
    }

    /// The error for a file whose content makes no sense.
    pub fn damaged(path: &Path, detail: impl fmt::Display) -> LoadError {
        LoadError::Damaged { path: path.to_path_buf(), detail: detail.to_string() }
    }
}
