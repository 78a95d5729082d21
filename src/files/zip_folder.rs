//! A folder as one zip file, written aside and renamed when it is whole.
//! What the files are is not known here.

use super::atomic::sync_folder;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes every file below `folder` into the zip `to`, which replaces an older one. Hidden files, those whose names
/// `leave_out` accepts and `to` itself are left out.
///
/// # Errors
/// Where a file cannot be read or the zip cannot be written. Nothing half-written stays.
pub fn zip_folder(folder: &Path, to: &Path, leave_out: impl Fn(&str) -> bool) -> io::Result<()> {
    let mut files = Vec::new();
    list(folder, "", &mut files)?;
    files.sort();
    let parent = to.parent().unwrap_or(Path::new("."));
    let aside = tempfile::Builder::new().prefix(".brandish-").tempfile_in(parent)?;
    let mut archive = ZipWriter::new(io::BufWriter::new(aside));
    for (name, path) in files.iter().filter(|(name, path)| path != to && !leave_out(name)) {
        // Pictures are compressed already.
        let packs =
            !matches!(path.extension().and_then(|e| e.to_str()), Some("png" | "jpg" | "webp"));
        let method = if packs { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        archive.start_file(name.as_str(), options).map_err(io::Error::other)?;
        io::copy(&mut File::open(path)?, &mut archive)?;
    }
    let written = archive.finish().map_err(io::Error::other)?;
    let file = written.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(to).map_err(|error| error.error)?;
    sync_folder(to);
    Ok(())
}

/// The files below a folder with their names in the zip. Links are not followed.
fn list(folder: &Path, before: &str, found: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            list(&entry.path(), &format!("{before}{name}/"), found)?;
        } else if kind.is_file() {
            found.push((format!("{before}{name}"), entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_folder_is_packed_whole_and_again_in_the_place_of_the_first() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("campaign");
        std::fs::create_dir_all(folder.join("x")).unwrap();
        std::fs::write(folder.join("x/a.png"), b"picture").unwrap();
        std::fs::write(folder.join("posts.csv"), b"table").unwrap();
        std::fs::write(folder.join("campaign.json"), b"{}").unwrap();
        std::fs::write(folder.join(".hidden"), b"no").unwrap();
        let to = folder.join("campaign.zip");
        for _ in 0..2 {
            zip_folder(&folder, &to, |name| name == "campaign.json").unwrap();
            let mut archive = zip::ZipArchive::new(File::open(&to).unwrap()).unwrap();
            assert_eq!(archive.len(), 2);
            let mut text = String::new();
            archive.by_name("x/a.png").unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "picture");
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 5, "nothing half-written");
    }
}
