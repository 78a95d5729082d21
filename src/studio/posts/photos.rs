//! The user's own photos in the home: each is copied there whole under a name of its own, so that a post keeps its
//! picture when the original is moved or changed. What is no picture that can be opened is refused before.

use crate::files::{Pixels, read_bounded, shrunk, write_new};
use crate::post::{FileFormat, encode_photo, read_photo};
use image::RgbaImage;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most bytes of a photo's file; 100 million pixels without compression.
const MOST_BYTES: u64 = 400_000_000;
/// The photos that are listed at most, and the longer side of their thumbnails in pixels.
const NEWEST: usize = 6;
const THUMBNAIL: u32 = 128;

/// Copies a photo into the folder of photos and returns its path there.
///
/// # Errors
/// In the user's words, where the file cannot be read, is no picture, or cannot be written.
pub(super) fn add_photo(folder: &Path, from: &Path) -> Result<PathBuf, String> {
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |detail: &dyn std::fmt::Display| format!("{name}: {detail}");
    let length = std::fs::metadata(from).map_err(|error| refused(&error))?.len();
    if length > MOST_BYTES {
        return Err(refused(&"The file is larger than 400 MB. Make the picture smaller first."));
    }
    let bytes = read_bounded(from, MOST_BYTES).map_err(|error| refused(&error))?;
    read_photo(&bytes).map_err(|error| refused(&error))?;
    keep(folder, &name, &bytes)
}

/// Keeps pixels that were pasted.
///
/// # Errors
/// As [`add_photo`].
pub(super) fn add_pixels(folder: &Path, picture: &RgbaImage) -> Result<PathBuf, String> {
    let bytes = encode_photo(picture, FileFormat::Png, &[]).map_err(|error| error.to_string())?;
    keep(folder, "pasted.png", &bytes)
}

/// A photo in the home, with a thumbnail.
#[derive(Clone, Debug)]
pub struct KeptPhoto {
    pub path: PathBuf,
    pub thumbnail: Arc<Pixels>,
}

/// The newest photos of a folder, with the thumbnails that are `known` already. What cannot be read is left out.
pub(super) fn newest_photos(folder: &Path, known: &[KeptPhoto]) -> Vec<KeptPhoto> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let modified = |entry: std::fs::DirEntry| {
        let modified = entry.metadata().ok().filter(|data| data.is_file())?.modified().ok()?;
        let is_whole = !entry.file_name().to_string_lossy().starts_with('.');
        is_whole.then(|| (modified, entry.path()))
    };
    let mut photos: Vec<_> = entries.flatten().filter_map(modified).collect();
    photos.sort_unstable_by(|one, other| other.cmp(one));
    let photo = |(_, path): (_, PathBuf)| {
        if let Some(known) = known.iter().find(|known| known.path == path) {
            return Some(known.clone());
        }
        let picture = read_photo(&std::fs::read(&path).ok()?).ok()?;
        let thumbnail = Arc::new(Pixels::from(shrunk(&picture, THUMBNAIL)));
        Some(KeptPhoto { path, thumbnail })
    };
    photos.into_iter().take(NEWEST).filter_map(photo).collect()
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
    let kept = write_new(&folder.join(name), bytes);
    kept.map_err(|error| format!("The photo could not be kept in {}: {error}", folder.display()))
}
