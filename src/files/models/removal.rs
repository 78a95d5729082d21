//! Takes a model away so that it can be had back until the next start, or for good.
//! It touches only what lies in Brandish's own folder.

use super::adopt::{remove_all, sweep_copies};
use std::io;
use std::path::{Path, PathBuf};

/// Where removed models wait.
const SET_ASIDE: &str = ".removed";

fn waiting(models: &Path, whole: &Path) -> io::Result<PathBuf> {
    let below = whole.strip_prefix(models);
    let below = below.map_err(|_| io::Error::other("it does not lie in Brandish's own folder"))?;
    if below.as_os_str().is_empty() {
        return Err(io::Error::other("it is the folder of all models"));
    }
    Ok(models.join(SET_ASIDE).join(below))
}

/// Puts a model out of sight.
///
/// # Errors
/// Where it is not ours or cannot be moved.
pub fn set_model_aside(models: &Path, whole: &Path) -> io::Result<()> {
    let waiting = waiting(models, whole)?;
    std::fs::create_dir_all(waiting.parent().unwrap_or(models))?;
    if waiting.symlink_metadata().is_ok() {
        remove_all(&waiting)?;
    }
    std::fs::rename(whole, waiting)
}

/// Brings a model back that was put out of sight.
///
/// # Errors
/// Where it is gone or cannot be moved.
pub fn bring_model_back(models: &Path, whole: &Path) -> io::Result<()> {
    std::fs::rename(waiting(models, whole)?, whole)
}

/// Deletes a model.
///
/// # Errors
/// Where it is not ours or cannot be deleted.
pub fn delete_model(models: &Path, whole: &Path) -> io::Result<()> {
    waiting(models, whole)?;
    remove_all(whole)
}

/// Deletes what was removed and not had back, and what was half-copied. Call it only at the start.
pub fn empty_removed(models: &Path) {
    sweep_copies(models);
    let folder = models.join(SET_ASIDE);
    if folder.is_dir()
        && let Err(error) = std::fs::remove_dir_all(&folder)
    {
        tracing::warn!("{} stays behind: {error}", folder.display());
    }
}
