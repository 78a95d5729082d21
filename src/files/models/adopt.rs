//! Takes a model in: copied whole or not at all, or linked. What is used where it lies is not touched.
//! Whether the engine can use it is not asked here.

use super::Kind;
use super::find::bytes_below;
use super::peek::{Peeked, ending, peek};
use crate::files::download::free_space;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// So much of the disk is left to the rest of the system.
const RESERVE: u64 = 32_000_000;
/// What a half-copied model is called; hidden, and swept at the next start.
const UNFINISHED: &str = ".brandish-copy-";
const DEEPEST: usize = 6;

/// How a model is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// A copy lies in Brandish's own folder.
    Copy,
    /// A link to it does.
    Link,
    /// It is used where it lies.
    InPlace,
}

/// Why something is not taken in. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("{} is not there.", .0.display())]
    Missing(PathBuf),
    #[error(
        "{0} is of a kind that can run programs when it is opened, so Brandish does not read it. Look for the same model as .safetensors."
    )]
    Pickle(String),
    #[error(
        "{0} holds no model that Brandish knows: neither a .gguf file nor a .safetensors picture model."
    )]
    Nothing(String),
    #[error("There is a model named {0} here already.")]
    There(String),
    #[error("The disk is too full to copy {name}: {} are needed, and {} are free. Link to it, or use it where it is.", crate::units::bytes(*.needed), crate::units::bytes(*.free))]
    DiskFull { name: String, needed: u64, free: u64 },
    #[error("{name} could not be taken in: {source}")]
    Io { name: String, source: io::Error },
}

/// What a file or folder holds: the kind of its model where it is one, and its bytes.
///
/// # Errors
/// Where there is nothing to be taken in.
pub fn weigh(path: &Path) -> Result<(Option<Kind>, u64), AddError> {
    let name = name_of(path);
    if !path.exists() {
        return Err(AddError::Missing(path.to_owned()));
    }
    if path.is_dir() {
        let (found, _) = super::find(None, None, &[path.to_owned()]);
        let bytes = bytes_below(path, DEEPEST);
        return match found.as_slice() {
            [] => Err(AddError::Nothing(name)),
            [one] if one.refused.is_some() => Err(AddError::Pickle(name_of(&one.path))),
            [one] => Ok((Some(one.kind), bytes)),
            _ => Ok((None, bytes)),
        };
    }
    match peek(path) {
        Peeked::Model(kind) => Ok((Some(kind), path.metadata().map_or(0, |data| data.len()))),
        Peeked::Pickle => Err(AddError::Pickle(name)),
        Peeked::Nothing => Err(AddError::Nothing(name)),
    }
}

/// Copies or links a model into a folder and returns where it is now. `watch` is told how many bytes are copied.
///
/// # Errors
/// A sentence; nothing half-copied is left.
pub fn adopt(
    models: &Path,
    path: &Path,
    keep: Keep,
    watch: &mut dyn FnMut(u64),
) -> Result<PathBuf, AddError> {
    let (_, bytes) = weigh(path)?;
    let name = name_of(path);
    let failed = |source| AddError::Io { name: name.clone(), source };
    let goal = models.join(path.file_name().ok_or_else(|| AddError::Missing(path.to_owned()))?);
    if goal.symlink_metadata().is_ok() {
        return Err(AddError::There(name));
    }
    std::fs::create_dir_all(models).map_err(failed)?;
    match keep {
        Keep::InPlace => return Ok(path.to_owned()),
        Keep::Link => link(path, &goal).map_err(failed)?,
        Keep::Copy => {
            match free_space(models) {
                Some(free) if free < bytes + RESERVE => {
                    return Err(AddError::DiskFull { name, needed: bytes, free });
                }
                _ => {}
            }
            let half = models.join(format!("{UNFINISHED}{name}"));
            let mut done = 0;
            let copied = copy(path, &half, DEEPEST, &mut |count| {
                done += count;
                watch(done);
            });
            if let Err(source) = copied.and_then(|()| std::fs::rename(&half, &goal)) {
                remove_all(&half).ok();
                return Err(failed(source));
            }
            crate::files::atomic::sync_folder(&goal);
        }
    }
    Ok(goal)
}

/// Removes what a killed process left half-copied.
pub(super) fn sweep_copies(models: &Path) {
    let Ok(entries) = std::fs::read_dir(models) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = remove_all(&entry.path())
        {
            tracing::warn!("{} stays behind: {error}", entry.path().display());
        }
    }
}

/// Removes a file, a link or a folder; what a link leads to stays.
pub(super) fn remove_all(path: &Path) -> io::Result<()> {
    let data = path.symlink_metadata()?;
    if data.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Copies a file, or the files of a folder that cannot run code.
fn copy(from: &Path, to: &Path, deeper: usize, came: &mut dyn FnMut(u64)) -> io::Result<()> {
    if !from.is_dir() {
        return copy_file(from, to, came);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let is_pickle = matches!(ending(&path).as_str(), "ckpt" | "pt" | "pth" | "bin");
        let is_hidden = name_of(&path).starts_with('.');
        let is_left_out = is_hidden || (is_pickle && path.is_file());
        if deeper > 0 && !is_left_out {
            copy(&path, &to.join(name_of(&path)), deeper - 1, came)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path, came: &mut dyn FnMut(u64)) -> io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    let mut block = vec![0; 1 << 20];
    loop {
        match from.read(&mut block)? {
            0 => break,
            count => {
                to.write_all(&block[..count])?;
                came(count as u64);
            }
        }
    }
    to.sync_all()
}

#[cfg(unix)]
fn link(path: &Path, goal: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(std::path::absolute(path)?, goal)
}

#[cfg(windows)]
fn link(path: &Path, goal: &Path) -> io::Result<()> {
    // A file's second name needs no rights that ordinary users lack.
    if path.is_dir() {
        std::os::windows::fs::symlink_dir(std::path::absolute(path)?, goal)
    } else {
        std::fs::hard_link(path, goal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::models::{bring_model_back, delete_model, empty_removed, set_model_aside};

    #[test]
    fn a_folder_is_copied_without_what_could_run_code() {
        let root = tempfile::tempdir().unwrap();
        let (models, theirs) = (root.path().join("models"), root.path().join("theirs"));
        std::fs::create_dir_all(theirs.join("unet")).unwrap();
        for file in ["model_index.json", "unet/a.safetensors", "unet/a.bin", ".lock"] {
            std::fs::write(theirs.join(file), b"12345").unwrap();
        }
        let mut last = 0;
        let goal = adopt(&models, &theirs, Keep::Copy, &mut |done| last = done).unwrap();
        assert_eq!((goal.as_path(), last), (models.join("theirs").as_path(), 10));
        assert!(goal.join("unet/a.safetensors").exists() && !goal.join("unet/a.bin").exists());
        assert!(matches!(
            adopt(&models, &theirs, Keep::Copy, &mut |_| {}),
            Err(AddError::There(_))
        ));
        // What was removed is had back until the next start.
        set_model_aside(&models, &goal).unwrap();
        assert!(!goal.exists());
        bring_model_back(&models, &goal).unwrap();
        set_model_aside(&models, &goal).unwrap();
        empty_removed(&models);
        assert!(bring_model_back(&models, &goal).is_err());
        assert!(theirs.join("model_index.json").exists());
    }

    #[cfg(unix)]
    #[test]
    fn removing_a_link_leaves_what_it_leads_to() {
        let root = tempfile::tempdir().unwrap();
        let (models, theirs) = (root.path().join("models"), root.path().join("a.gguf"));
        std::fs::write(&theirs, b"GGUF").unwrap();
        let goal = adopt(&models, &theirs, Keep::Link, &mut |_| {}).unwrap();
        delete_model(&models, &goal).unwrap();
        assert!(theirs.exists() && goal.symlink_metadata().is_err());
        assert!(delete_model(&models, &theirs).is_err(), "it is not ours");
        assert!(delete_model(&models, &models).is_err());
    }
}
