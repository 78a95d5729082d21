//! A model file mapped into memory, which another program may change while it is read. Knows bytes and whether they are
//! still those of the file that was opened; what they mean is read elsewhere.
//!
//! What is guaranteed: a file that is replaced as a whole (written aside and renamed) stays readable as it was. One that
//! is cut shorter in place, or whose disk fails, reads as zeros from there on and never ends the process (Linux and
//! macOS; Windows refuses to shorten a mapped file). [`MappedFile::check`] finds both, and a change of the content by
//! the file's length and time of modification. A program that writes through a mapping of its own changes the time
//! late, so such a change may be found only at a later check.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use memmap2::Mmap;

#[cfg(any(target_os = "linux", target_os = "macos"))]
use super::bus_error::BusErrorGuard;
use super::error::LoadError;

/// A file mapped for reading.
pub struct MappedFile {
    path: PathBuf,
    file: File,
    opened: Version,
    // Before the mapping, as it must be dropped first.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    guard: BusErrorGuard,
    bytes: Mmap,
}

/// What changes when a file is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Version {
    length: u64,
    modified: Option<SystemTime>,
}

impl Version {
    fn of(metadata: &Metadata) -> Version {
        Version { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

impl MappedFile {
    /// Maps a file into memory.
    ///
    /// # Errors
    /// `Missing`, `Io`, or `Damaged` when it is empty.
    pub fn open(path: &Path) -> Result<MappedFile, LoadError> {
        let failed = |source| LoadError::reading(path, source);
        let file = File::open(path).map_err(failed)?;
        let opened = Version::of(&file.metadata().map_err(failed)?);
        if opened.length == 0 {
            return Err(LoadError::damaged(path, "it is empty"));
        }
        // SAFETY: the mapping is read-only. Where another program shortens the file, the guard puts zeros in the place
        // of the pages that are gone; where it writes to it, `check` reports it and what was read is not used.
        let bytes = unsafe { Mmap::map(&file) }.map_err(failed)?;
        Ok(MappedFile {
            path: path.to_path_buf(),
            #[cfg(any(target_os = "linux", target_os = "macos"))]
            guard: BusErrorGuard::new(bytes.as_ptr().expose_provenance(), bytes.len())
                .map_err(failed)?,
            file,
            opened,
            bytes,
        })
    }

    /// The file as it was named when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file, whose position is of no meaning.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// The content. Once [`MappedFile::check`] fails, it may be anything.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks that the file is as it was when it was opened, so that what was read up to now is its content.
    /// Takes one system call.
    ///
    /// # Errors
    /// `Changed` where it was written to, cut shorter, or became unreadable.
    pub fn check(&self) -> Result<(), LoadError> {
        let version = self.file.metadata().map(|metadata| Version::of(&metadata));
        match version.is_ok_and(|version| version == self.opened) && !self.has_lost_pages() {
            true => Ok(()),
            false => Err(self.changed()),
        }
    }

    /// The part of [`MappedFile::check`] that costs nothing: whether pages that were read are gone.
    ///
    /// # Errors
    /// `Changed` where they are.
    pub fn check_pages(&self) -> Result<(), LoadError> {
        match self.has_lost_pages() {
            true => Err(self.changed()),
            false => Ok(()),
        }
    }

    /// Gives the pages of the file that are in memory back to the system, which reads them again when they are needed.
    pub fn release_pages(&self) {
        #[cfg(unix)]
        if !self.has_lost_pages() {
            // SAFETY: the mapping is read-only and of a file, so its pages come back as they were. Where the system
            // refuses, they stay until it needs them for others.
            unsafe { self.bytes.unchecked_advise(memmap2::UncheckedAdvice::DontNeed).ok() };
        }
    }

    fn changed(&self) -> LoadError {
        LoadError::Changed { path: self.path.clone() }
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn has_lost_pages(&self) -> bool {
        self.guard.has_lost_pages()
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn has_lost_pages(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(bytes: &[u8]) -> tempfile::TempPath {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn assert_changed(checked: Result<(), LoadError>, path: &Path) {
        let error = checked.unwrap_err();
        assert!(matches!(&error, LoadError::Changed { path: named } if named == path), "{error}");
        assert!(error.to_string().contains(&*path.file_name().unwrap().to_string_lossy()));
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    #[test]
    fn a_file_that_is_cut_shorter_reads_as_zeros_and_is_reported() {
        let path = file_of(&[7; 1 << 20]);
        let (mapped, other) = (MappedFile::open(&path).unwrap(), file_of(&[5; 1 << 16]));
        let other = MappedFile::open(&other).unwrap();
        mapped.check().unwrap();
        File::options().write(true).open(&path).unwrap().set_len(10).unwrap();
        assert_eq!(mapped.bytes()[..10], [7; 10]);
        mapped.check_pages().unwrap();
        let read = std::thread::scope(|scope| {
            let halves = mapped.bytes()[1 << 16..].chunks(1 << 19);
            let sums = halves.map(|half| {
                scope.spawn(move || half.iter().map(|byte| u64::from(*byte)).sum::<u64>())
            });
            let sums: Vec<_> = sums.collect();
            sums.into_iter().map(|sum| sum.join().unwrap()).sum::<u64>()
        });
        assert_eq!(read, 0);
        assert_changed(mapped.check_pages(), &path);
        assert_changed(mapped.check(), &path);
        mapped.release_pages();
        assert_eq!(mapped.bytes()[1 << 19], 0);
        assert!(other.check().is_ok() && other.bytes().iter().all(|byte| *byte == 5));
    }

    #[test]
    fn a_file_that_is_written_to_is_reported_and_one_that_is_replaced_stays_as_it_was() {
        let path = file_of(&[7; 5000]);
        let mapped = MappedFile::open(&path).unwrap();
        let aside = file_of(&[8; 5000]);
        std::fs::rename(&aside, &path).unwrap();
        mapped.check().unwrap();
        assert_eq!(mapped.bytes(), [7; 5000]);
        let mapped = MappedFile::open(&path).unwrap();
        // Times of modification may be as coarse as the system's timer.
        std::thread::sleep(std::time::Duration::from_millis(20));
        let file = File::options().write(true).open(&path).unwrap();
        std::io::Write::write_all(&mut &file, &[9; 5000]).unwrap();
        assert_changed(mapped.check(), &path);
    }
}
