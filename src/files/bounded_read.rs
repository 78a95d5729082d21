//! Reads a file that somebody else made: only a regular file, and only up to a length.
//! A pipe or a device is refused, as reading one may never end. What the bytes mean is not known here.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a regular file of at most `most` bytes.
///
/// # Errors
/// If it is a folder, pipe or device, if it is longer, or if it cannot be read.
pub fn read_bounded(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let refuse = |reason: String| io::Error::new(io::ErrorKind::InvalidInput, reason);
    // Asked before it is opened: opening a pipe waits for its writer.
    let kind = std::fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(refuse("it is a folder".into()));
    }
    if !kind.is_file() {
        return Err(refuse("it is a pipe or a device, not a file".into()));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(refuse(format!("it is larger than {} MB", most >> 20)));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_within_the_limit_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [7; 100]).unwrap();
        assert_eq!(read_bounded(&path, 100).unwrap(), [7; 100]);
        assert!(read_bounded(&path, 99).is_err());
        assert!(read_bounded(folder.path(), 100).unwrap_err().to_string().contains("folder"));
        #[cfg(unix)]
        {
            let pipe = folder.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
            assert!(made.success());
            for path in [pipe.as_path(), Path::new("/dev/zero")] {
                assert!(read_bounded(path, 100).unwrap_err().to_string().contains("pipe"));
            }
        }
    }
}
