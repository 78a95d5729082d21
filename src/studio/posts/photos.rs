//! The user's own photos in the home: each is copied there whole under a name of its own, so that a post keeps its
//! picture when the original is moved or changed. What is no picture that can be opened is refused before.

use super::PostPaths;
use crate::files::{Home, Pixels, read_bounded, shrunk, write_new, write_over};
use crate::post::{FileFormat, encode_photo, photo_ending, read_photo};
use image::RgbaImage;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most bytes of a photo's file; 100 million pixels without compression.
pub(in crate::studio) const MOST_PHOTO_BYTES: u64 = 400_000_000;
/// The photos that are listed at most, and the longer side of their thumbnails in pixels.
const NEWEST: usize = 6;
const THUMBNAIL: u32 = 128;
/// The folder, among the photos, of cut-outs that are kept with them; each has its photo's name with `.png` behind it.
const CUTOUTS: &str = "cutouts";

/// Copies a photo into the folder of photos and returns its path there.
///
/// # Errors
/// In the user's words, where the file cannot be read, is no picture, or cannot be written.
pub(super) fn add_photo(folder: &Path, from: &Path) -> Result<PathBuf, String> {
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |detail: &dyn std::fmt::Display| format!("{name}: {detail}");
    sized(from).map_err(|error| refused(&error))?;
    let bytes = read_bounded(from, MOST_PHOTO_BYTES).map_err(|error| refused(&error))?;
    read_photo(&bytes).map_err(|error| refused(&error))?;
    keep(folder, &name, &bytes)
}

/// Copies a photo into the home, for front ends that may wait; a photo that is there already under its name is not copied again.
///
/// # Errors
/// In the user's words, where the file cannot be read, is no picture, or cannot be written.
pub fn keep_photo(home: &Home, from: &Path) -> Result<PathBuf, String> {
    let folder = PostPaths::of(home).photos;
    let there = folder.join(from.file_name().unwrap_or_default());
    let is_there = || {
        let same_length =
            std::fs::metadata(&there).ok()?.len() == std::fs::metadata(from).ok()?.len();
        let read = |path: &Path| read_bounded(path, MOST_PHOTO_BYTES).ok();
        (same_length && read(&there)? == read(from)?).then_some(())
    };
    match is_there() {
        Some(()) => Ok(there),
        None => add_photo(&folder, from),
    }
}

/// The folder of the user's own photos.
pub fn photos_folder(home: &Home) -> PathBuf {
    PostPaths::of(home).photos
}

/// A photo whose bytes came without a file.
pub struct KeptBytes {
    pub path: PathBuf,
    /// Upright, in pixels.
    pub width: u32,
    pub height: u32,
}

/// Why bytes were not kept, as a sentence.
pub enum PhotoNotKept {
    /// They are no picture that can be opened.
    Refused(String),
    /// They could not be written.
    Unwritten(String),
}

/// Keeps the bytes of a photo in the folder of photos, under a name of its own with the ending of what it is.
///
/// # Errors
/// Where they are no picture that can be opened, or cannot be written.
pub fn keep_photo_bytes(folder: &Path, bytes: &[u8]) -> Result<KeptBytes, PhotoNotKept> {
    let picture = read_photo(bytes).map_err(|error| PhotoNotKept::Refused(error.to_string()))?;
    let ending = photo_ending(bytes).unwrap_or("png");
    let name = format!("upload-{}.{ending}", uuid::Uuid::now_v7());
    let path = keep(folder, &name, bytes).map_err(PhotoNotKept::Unwritten)?;
    Ok(KeptBytes { path, width: picture.width(), height: picture.height() })
}

/// A photo of the home's folder by its plain name.
pub fn photo_named(home: &Home, name: &str) -> Option<PathBuf> {
    let is_plain = Path::new(name).file_name().is_some_and(|plain| plain == name);
    let path = PostPaths::of(home).photos.join(name);
    (is_plain && !name.starts_with('.') && path.is_file()).then_some(path)
}

/// Whether a photo's file is of a length that is read.
///
/// # Errors
/// In the user's words.
pub(in crate::studio) fn sized(photo: &Path) -> Result<(), String> {
    match std::fs::metadata(photo).map_err(|error| error.to_string())?.len() {
        ..=MOST_PHOTO_BYTES => Ok(()),
        _ => Err("The file is larger than 400 MB. Make the picture smaller first.".into()),
    }
}

/// Copies a photo of a product with the cut-out that is kept with it, so that the post keeps both whatever becomes of the
/// product. Returns the photo's path in the folder.
///
/// # Errors
/// In the user's words, where one of them cannot be read or written.
pub(super) fn add_with_cutout(
    folder: &Path,
    photo: &Path,
    cutout: Option<&Path>,
) -> Result<PathBuf, String> {
    let read = |path: &Path| {
        let bytes = read_bounded(path, MOST_PHOTO_BYTES);
        bytes.map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    let (bytes, cutout) = (read(photo)?, cutout.map(read).transpose()?);
    let name = photo.file_name().unwrap_or_default().to_string_lossy();
    let kept = keep(folder, &name, &bytes)?;
    if let Some(cutout) = cutout {
        let path = kept_cutout(&kept);
        write_over(&path, &cutout)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(kept)
}

/// Where the cut-out of a photo lies that is kept with it.
pub(super) fn kept_cutout(photo: &Path) -> PathBuf {
    let mut name = photo.file_name().unwrap_or_default().to_owned();
    name.push(".png");
    photo.with_file_name(CUTOUTS).join(name)
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
