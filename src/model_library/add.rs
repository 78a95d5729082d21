//! Adds a model to Brandish's own folder: copied whole or not at all, or linked.
//! Whether the engine supports the model is decided elsewhere.

use super::ModelKind;
use super::download::free_space;
use super::header_check::{HeaderCheck, check_header, extension};
use super::scan::bytes_below;
use crate::files::sync_folder;
use brandish_inference::FileKind;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes of the disk that are left to the rest of the system.
const RESERVE: u64 = 32_000_000;
/// Prefix of an unfinished copy; hidden, and deleted at the next start.
const UNFINISHED: &str = ".brandish-copy-";
/// How many levels of folders are copied.
const MAX_DEPTH: usize = 6;

/// How a model is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddMode {
    /// Copy it into Brandish's own folder.
    Copy,
    /// Link to it from Brandish's own folder.
    Link,
    /// Use it where it is.
    InPlace,
}

/// Why a model is not added. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("{} is not there.", .0.display())]
    Missing(PathBuf),
    #[error(
        "{0} is of a kind that can run programs when it is opened, so Brandish does not read it. Look for the same model as .safetensors."
    )]
    Pickle(String),
    #[error(
        "{0} holds no model that Brandish supports: neither a .gguf file nor a .safetensors picture model."
    )]
    NoModel(String),
    #[error("{0} cannot be used: {1}.")]
    OtherKind(String, String),
    #[error("There is already a model named {0}.")]
    AlreadyExists(String),
    #[error("The disk is too full to copy {name}: {} MB are needed, and {} MB are free. Link to it, or use it where it is.", .needed / 1_000_000, .free / 1_000_000)]
    DiskFull { name: String, needed: u64, free: u64 },
    #[error("{name} could not be added: {source}")]
    Io { name: String, source: io::Error },
}

/// What a file or folder holds: the kind of its model, `None` for several models, and its bytes.
///
/// # Errors
/// Where it holds no model that can be added.
pub(super) fn inspect(path: &Path) -> Result<(Option<ModelKind>, u64), AddError> {
    let name = name_of(path);
    if !path.exists() {
        return Err(AddError::Missing(path.to_owned()));
    }
    if path.is_dir() {
        let found = super::scan::scan(None, None, &[path.to_owned()]).found;
        if found.is_empty() {
            return Err(AddError::NoModel(name));
        }
        let bytes = bytes_below(path, MAX_DEPTH);
        return match found.as_slice() {
            [one] if one.refusal.is_some() => Err(AddError::Pickle(name_of(&one.path))),
            [one] => Ok((Some(one.kind), bytes)),
            _ => Ok((None, bytes)),
        };
    }
    match check_header(path) {
        HeaderCheck::Model(kind) => Ok((Some(kind), path.metadata().map_or(0, |data| data.len()))),
        HeaderCheck::Pickle => Err(AddError::Pickle(name)),
        HeaderCheck::Lora | HeaderCheck::Other => Err(match FileKind::of(path) {
            FileKind::Unknown => AddError::NoModel(name),
            kind => AddError::OtherKind(name, kind.reason()),
        }),
    }
}

/// Copies or links a model into the folder `models` and returns its new path. `progress` receives
/// the bytes copied so far.
///
/// # Errors
/// Where it cannot be copied or linked; no unfinished copy is left.
pub(super) fn add(
    models: &Path,
    path: &Path,
    mode: AddMode,
    progress: &mut dyn FnMut(u64),
) -> Result<PathBuf, AddError> {
    let (_, bytes) = inspect(path)?;
    let name = name_of(path);
    let failed = |source| AddError::Io { name: name.clone(), source };
    let target = models.join(path.file_name().ok_or_else(|| AddError::Missing(path.to_owned()))?);
    if target.symlink_metadata().is_ok() {
        return Err(AddError::AlreadyExists(name));
    }
    std::fs::create_dir_all(models).map_err(failed)?;
    match mode {
        AddMode::InPlace => return Ok(path.to_owned()),
        AddMode::Link => link(path, &target).map_err(failed)?,
        AddMode::Copy => {
            match free_space(models) {
                Some(free) if free < bytes + RESERVE => {
                    return Err(AddError::DiskFull { name, needed: bytes, free });
                }
                _ => {}
            }
            let unfinished = models.join(format!("{UNFINISHED}{name}"));
            let mut done = 0;
            let copied = copy(path, &unfinished, MAX_DEPTH, &mut |count| {
                done += count;
                progress(done);
            });
            if let Err(source) = copied.and_then(|()| std::fs::rename(&unfinished, &target)) {
                remove_path(&unfinished).ok();
                return Err(failed(source));
            }
            sync_folder(&target);
        }
    }
    Ok(target)
}

/// Removes the unfinished copies of a killed process.
pub(super) fn remove_copies(models: &Path) {
    let Ok(entries) = std::fs::read_dir(models) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = remove_path(&entry.path())
        {
            tracing::warn!("{} cannot be deleted: {error}", entry.path().display());
        }
    }
}

/// Removes a file, a link or a folder; the target of a link stays.
pub(super) fn remove_path(path: &Path) -> io::Result<()> {
    let data = path.symlink_metadata()?;
    if data.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Copies a file, or those files of a folder that cannot run code.
fn copy(from: &Path, to: &Path, depth: usize, copied: &mut dyn FnMut(u64)) -> io::Result<()> {
    if !from.is_dir() {
        return copy_file(from, to, copied);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let is_pickle = matches!(extension(&path).as_str(), "ckpt" | "pt" | "pth" | "bin");
        let is_hidden = name_of(&path).starts_with('.');
        let is_skipped = is_hidden || (is_pickle && path.is_file());
        if depth > 0 && !is_skipped {
            copy(&path, &to.join(name_of(&path)), depth - 1, copied)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path, copied: &mut dyn FnMut(u64)) -> io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    let mut block = vec![0; 1 << 20];
    loop {
        match from.read(&mut block)? {
            0 => break,
            count => {
                to.write_all(&block[..count])?;
                copied(count as u64);
            }
        }
    }
    to.sync_all()
}

#[cfg(unix)]
fn link(path: &Path, target: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(std::path::absolute(path)?, target)
}

#[cfg(windows)]
fn link(path: &Path, target: &Path) -> io::Result<()> {
    // A hard link needs no rights that ordinary users lack.
    if path.is_dir() {
        std::os::windows::fs::symlink_dir(std::path::absolute(path)?, target)
    } else {
        std::fs::hard_link(path, target)
    }
}

#[cfg(test)]
mod tests {
    use super::super::removal::{delete, delete_leftovers, restore, set_aside};
    use super::*;

    #[test]
    fn a_folder_is_copied_without_files_that_could_run_code() {
        let root = tempfile::tempdir().unwrap();
        let (models, source) = (root.path().join("models"), root.path().join("source"));
        std::fs::create_dir_all(source.join("unet")).unwrap();
        for file in ["model_index.json", "unet/a.safetensors", "unet/a.bin", ".lock"] {
            std::fs::write(source.join(file), b"12345").unwrap();
        }
        let mut last = 0;
        let target = add(&models, &source, AddMode::Copy, &mut |done| last = done).unwrap();
        assert_eq!((target.as_path(), last), (models.join("source").as_path(), 10));
        assert!(target.join("unet/a.safetensors").exists() && !target.join("unet/a.bin").exists());
        assert!(matches!(
            add(&models, &source, AddMode::Copy, &mut |_| {}),
            Err(AddError::AlreadyExists(_))
        ));
        // A removed model can be restored until the next start.
        set_aside(&models, &target).unwrap();
        assert!(!target.exists());
        restore(&models, &target).unwrap();
        set_aside(&models, &target).unwrap();
        delete_leftovers(&models);
        assert!(restore(&models, &target).is_err());
        assert!(source.join("model_index.json").exists());
    }

    #[cfg(unix)]
    #[test]
    fn removing_a_link_keeps_its_target() {
        let root = tempfile::tempdir().unwrap();
        let (models, source) = (root.path().join("models"), root.path().join("a.gguf"));
        std::fs::write(&source, b"GGUF").unwrap();
        let target = add(&models, &source, AddMode::Link, &mut |_| {}).unwrap();
        delete(&models, &target).unwrap();
        assert!(source.exists() && target.symlink_metadata().is_err());
        assert!(delete(&models, &source).is_err(), "it is not in the folder");
        assert!(delete(&models, &models).is_err());
    }
}
