//! Files appear whole or not at all: write to a temporary file beside the goal, sync, rename.
//! It knows nothing of what is written.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What half-written files are called until they are whole.
const UNFINISHED: &str = ".brandish-";
/// The permissions of a file that other users may read, as those of other programs' files.
const SHARED: u32 = 0o644;
/// The permissions of a file for this user alone.
const PRIVATE: u32 = 0o600;

/// Writes a file that must not exist yet; a number is added to its name where it does.
/// Returns the path it got.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut file = synced(path, bytes, SHARED)?;
    for attempt in 1.. {
        let goal = numbered(path, attempt);
        match file.persist_noclobber(&goal) {
            Ok(_) => {
                sync_folder(&goal);
                return Ok(goal);
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
    }
    unreachable!("a free name is found or an error returned")
}

/// Writes a file in the place of an older one, if there is one.
pub fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, synced(path, bytes, SHARED)?)
}

/// Like [`write_over`] for a file that is made again where it is missing or damaged: it does not wait until the disk has
/// it. After a power cut it may be damaged, and what reads it must notice.
pub fn write_over_unsynced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = unfinished(path, bytes, SHARED)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Like [`write_over`], but on Unix only this user can read the file, also while it is unfinished.
pub fn write_over_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, synced(path, bytes, PRIVATE)?)
}

/// On Unix, takes the right to read a file from everyone but this user.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has these permissions"))]
pub fn make_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = std::fs::metadata(path)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(PRIVATE);
            std::fs::set_permissions(path, permissions)?;
        }
    }
    Ok(())
}

/// Why nothing can be written into a folder now; `None` where it can. It writes a little, and removes it.
pub fn why_unwritable(folder: &Path) -> Option<io::Error> {
    let write = || {
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        // As much as a database needs to open.
        file.write_all(&[1; 128 << 10])?;
        file.as_file().sync_all()
    };
    write().err()
}

fn replace(path: &Path, file: NamedTempFile) -> io::Result<()> {
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(path);
    Ok(())
}

/// Removes what a killed process left half-written in a folder. Call it only while no other
/// process writes there.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            tracing::warn!("{} stays behind: {error}", entry.path().display());
        }
    }
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has these permissions"))]
fn unfinished(goal: &Path, bytes: &[u8], mode: u32) -> io::Result<NamedTempFile> {
    let folder = goal.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// The same, once the disk has it.
fn synced(goal: &Path, bytes: &[u8], mode: u32) -> io::Result<NamedTempFile> {
    let file = unfinished(goal, bytes, mode)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the rename itself last. Not every system can open a folder, and the file is whole either way.
pub(crate) fn sync_folder(path: &Path) {
    if let Some(Ok(folder)) = path.parent().map(File::open) {
        folder.sync_all().ok();
    }
}

fn numbered(path: &Path, attempt: u32) -> PathBuf {
    if attempt == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{attempt}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        assert_eq!(write_new(&path, b"one").unwrap(), path);
        assert_eq!(write_new(&path, b"two").unwrap(), folder.path().join("a-2.png"));
        assert_eq!(write_new(&path, b"three").unwrap(), folder.path().join("a-3.png"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_sweep_takes_only_what_is_half_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".brandish-x1"), b"half").unwrap();
        write_over(&folder.path().join("b.png"), b"half").unwrap();
        write_over_unsynced(&folder.path().join("b.png"), b"whole").unwrap();
        assert_eq!(std::fs::read(folder.path().join("b.png")).unwrap(), b"whole");
        sweep(folder.path());
        assert!(folder.path().join("b.png").exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
