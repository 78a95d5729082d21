//! Removes a model so that it can be restored until the next start, or for good.
//! It changes only what is in Brandish's own folder.

use super::add::{remove_copies, remove_path};
use std::io;
use std::path::{Path, PathBuf};

/// The folder that keeps removed models until the next start.
const REMOVED: &str = ".removed";

/// Where a model of the folder `models` is kept while it is removed.
fn removed_path(models: &Path, path: &Path) -> io::Result<PathBuf> {
    let below = path.strip_prefix(models);
    let below = below.map_err(|_| io::Error::other("it is not in Brandish's own folder"))?;
    if below.as_os_str().is_empty() {
        return Err(io::Error::other("it is the folder of all models"));
    }
    Ok(models.join(REMOVED).join(below))
}

/// Moves a model out of the list.
///
/// # Errors
/// Where it is not in the folder `models` or cannot be moved.
pub(super) fn set_aside(models: &Path, path: &Path) -> io::Result<()> {
    let removed = removed_path(models, path)?;
    std::fs::create_dir_all(removed.parent().unwrap_or(models))?;
    if removed.symlink_metadata().is_ok() {
        remove_path(&removed)?;
    }
    std::fs::rename(path, removed)
}

/// Moves a model back that was set aside.
///
/// # Errors
/// Where it is gone or cannot be moved.
pub(super) fn restore(models: &Path, path: &Path) -> io::Result<()> {
    std::fs::rename(removed_path(models, path)?, path)
}

/// Deletes a model.
///
/// # Errors
/// Where it is not in the folder `models` or cannot be deleted.
pub(super) fn delete(models: &Path, path: &Path) -> io::Result<()> {
    removed_path(models, path)?;
    remove_path(path)
}

/// Deletes the models that were set aside and not restored, and unfinished copies. Call it only at
/// the start.
pub(super) fn delete_leftovers(models: &Path) {
    remove_copies(models);
    let folder = models.join(REMOVED);
    if folder.is_dir()
        && let Err(error) = std::fs::remove_dir_all(&folder)
    {
        tracing::warn!("{} cannot be deleted: {error}", folder.display());
    }
}
