//! Pictures as files: names, saving, finding, setting aside and exporting; and thumbnails.
//! How a picture is encoded is known in `post`.

use super::atomic::{write_new, write_over, write_over_unsynced};
use super::bounded_read::read_bounded;
use super::disk_thread::Mask;
use crate::job::JobId;
use crate::post::{
    EncodeError, FileFormat, FoundRecipe, PhotoError, SourceType, encode, encode_from, read_photo,
    recipe_in,
};
use fast_image_resize as fir;
use image::RgbaImage;
use std::io;
use std::path::{Path, PathBuf};

/// The longer side of a thumbnail, pixels.
const THUMBNAIL: u32 = 320;
/// The largest picture file that is read, in bytes.
const MAX_PICTURE_BYTES: u64 = 512 << 20;
/// The hidden folder of removed pictures, which an undo restores.
const SET_ASIDE: &str = ".removed";

/// Saves a finished picture under a name made of its day, prompt and job:
/// `2026-11-23_red-running-shoes_1a2b3c4d.png`. It never replaces another file.
pub fn save_picture(folder: &Path, job: JobId, words: &str, png: &[u8]) -> io::Result<PathBuf> {
    let day = jiff::Timestamp::from_millisecond(job.created_ms())
        .unwrap_or_default()
        .to_zoned_datetime(jiff::tz::TimeZone::system())
        .date();
    let name = format!("{day}_{}_{}.png", slug(words), job.short());
    write_new(&folder.join(name), png)
}

/// The picture of a job in a folder, if it was saved there.
pub fn find_picture(folder: &Path, job: JobId) -> Option<PathBuf> {
    let ending = format!("_{}.png", job.short());
    let entries = std::fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().ends_with(&ending))
        .map(|entry| entry.path())
}

/// The path of a job's thumbnail: spread over 256 folders, so that none grows too large.
pub fn thumbnail_path(thumbnails: &Path, job: JobId) -> PathBuf {
    let short = job.short();
    thumbnails.join(&short[..2]).join(format!("{job}.png"))
}

/// Makes and saves the thumbnail of a picture. The disk thread makes it again where its file is missing or damaged.
pub fn save_thumbnail(thumbnails: &Path, job: JobId, picture: &RgbaImage) -> io::Result<RgbaImage> {
    let small = shrunk(picture, THUMBNAIL);
    let bytes = encode(&small, FileFormat::Png, None).map_err(io::Error::other)?;
    write_over_unsynced(&thumbnail_path(thumbnails, job), &bytes)?;
    Ok(small)
}

/// Saves a mask as a black-and-white picture under a new name.
pub fn save_mask(folder: &Path, mask: &Mask) -> io::Result<PathBuf> {
    let rgba = mask.cover.iter().flat_map(|cover| [*cover, *cover, *cover, 255]).collect();
    let picture = RgbaImage::from_raw(mask.width as u32, mask.height as u32, rgba);
    let picture = picture.ok_or_else(|| io::Error::other("its size does not fit"))?;
    let bytes = encode(&picture, FileFormat::Png, None).map_err(io::Error::other)?;
    write_new(&folder.join(format!("{}.png", uuid::Uuid::now_v7())), &bytes)
}

/// A picture scaled down to at most `side` pixels on its longer side, its colours weighted by opacity.
pub fn shrunk(picture: &RgbaImage, side: u32) -> RgbaImage {
    let (width, height) = picture.dimensions();
    let scale = f64::from(side) / f64::from(width.max(height).max(1));
    if scale >= 1.0 {
        return picture.clone();
    }
    let length = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    let mut small = RgbaImage::new(length(width), length(height));
    let triangle = fir::ResizeAlg::Convolution(fir::FilterType::Bilinear);
    let options = fir::ResizeOptions::new().resize_alg(triangle).use_alpha(true);
    let (new_width, new_height, kind) = (small.width(), small.height(), fir::PixelType::U8x4);
    let source = fir::images::ImageRef::new(width, height, picture.as_raw(), kind);
    let target = fir::images::Image::from_slice_u8(new_width, new_height, &mut small, kind);
    let resized = source
        .ok()
        .zip(target.ok())
        .map(|(source, mut target)| fir::Resizer::new().resize(&source, &mut target, &options));
    debug_assert!(matches!(resized, Some(Ok(()))), "a picture has four bytes for each pixel");
    small
}

/// The bytes of a picture file.
///
/// # Errors
/// If it is no regular file, if it is larger than 512 MB, or if it cannot be read.
pub fn read_picture_file(path: &Path) -> Result<Vec<u8>, ExportError> {
    read_bounded(path, MAX_PICTURE_BYTES).map_err(|error| ExportError::of(path, &error))
}

/// The pixels of a picture file, upright and in sRGB, whatever program or camera wrote it.
pub fn read_pixels(path: &Path) -> Result<RgbaImage, ExportError> {
    let refuse = |source| ExportError::Photo { path: path.to_owned(), source };
    read_photo(&read_picture_file(path)?).map_err(refuse)
}

/// The recipe in a picture file; `None` where there is none.
pub fn read_recipe(path: &Path) -> Result<Option<FoundRecipe>, ExportError> {
    Ok(recipe_in(&read_picture_file(path)?)?)
}

/// Moves a removed picture into a hidden folder beside it; returns its path there.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = path_aside(path);
    if let Some(folder) = aside.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::rename(path, &aside)?;
    Ok(aside)
}

/// Moves a picture back that was set aside.
pub fn bring_back(path: &Path) -> io::Result<()> {
    std::fs::rename(path_aside(path), path)
}

/// Whether a picture was set aside and can be brought back to `path`.
pub fn is_aside(path: &Path) -> bool {
    !path.exists() && path_aside(path).exists()
}

fn path_aside(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(".")).join(SET_ASIDE);
    folder.join(path.file_name().unwrap_or_default())
}

/// A copy of a picture in a format and under a path of the user's choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    pub from: PathBuf,
    pub to: PathBuf,
    pub format: FileFormat,
}

/// Why a picture could not be read or exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("{} is not there.", .0.display())]
    Missing(PathBuf),
    #[error("The disk is full: nothing more fits into {}.", .0.display())]
    DiskFull(PathBuf),
    #[error("{} cannot be read or written: {detail}", .path.display())]
    Io { path: PathBuf, detail: String },
    #[error("{}: {source}", .path.display())]
    Photo { path: PathBuf, source: PhotoError },
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl ExportError {
    fn of(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull(path.parent().unwrap_or(path).to_owned())
            }
            _ => Self::Io { path: path.to_owned(), detail: error.to_string() },
        }
    }
}

/// Writes the copy, recipe and mark included. It replaces an older file, which the file dialog has confirmed.
pub fn export(order: &Export) -> Result<(), ExportError> {
    let bytes = read_picture_file(&order.from)?;
    let bytes = if order.format == FileFormat::Png && bytes.starts_with(b"\x89PNG") {
        bytes
    } else {
        let recipe = recipe_in(&bytes)?.map(|found| found.recipe);
        let refuse = |source| ExportError::Photo { path: order.from.clone(), source };
        let source = SourceType::of_file(&bytes).unwrap_or(SourceType::Model);
        let picture = read_photo(&bytes).map_err(refuse)?;
        encode_from(&picture, order.format, recipe.as_ref(), source)?
    };
    write_over(&order.to, &bytes).map_err(|error| ExportError::of(&order.to, &error))
}

/// Removes the oldest files of a folder of ours beyond `most`, by their names, which begin with the time.
pub fn keep_newest(folder: &Path, most: usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.iter().take(paths.len().saturating_sub(most)) {
        if let Err(error) = std::fs::remove_file(path) {
            tracing::warn!("{} stays behind: {error}", path.display());
        }
    }
}

/// The first words of a prompt as part of a file name.
pub fn slug(words: &str) -> String {
    let mut slug = String::new();
    for c in words.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "picture".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::Recipe;
    use image::Rgba;

    #[test]
    fn a_name_tells_day_words_and_job() {
        let folder = tempfile::tempdir().unwrap();
        let job = JobId::fresh();
        let path = save_picture(folder.path(), job, "Red  running/shoes!", b"png").unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.ends_with(&format!("_red-running-shoes_{}.png", job.short())), "{name}");
        assert!(name.starts_with("20"), "{name}");
        assert_eq!(find_picture(folder.path(), job), Some(path));
        assert_eq!(find_picture(folder.path(), JobId::fresh()), None);
    }

    #[test]
    fn any_prompt_makes_a_safe_name() {
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("☕☕"), "picture");
        assert_eq!(slug("Größe 日本"), "größe-日本");
        assert!(slug(&"word ".repeat(100)).len() < 50);
    }

    #[test]
    fn a_removed_picture_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        std::fs::write(&path, b"x").unwrap();
        let waiting = set_aside(&path).unwrap();
        assert!(!path.exists() && waiting.exists());
        bring_back(&path).unwrap();
        assert!(path.exists());
    }

    #[test]
    fn an_export_keeps_recipe_and_size_in_every_format() {
        let folder = tempfile::tempdir().unwrap();
        let recipe = Recipe { prompt: "mug".into(), ..Recipe::default() };
        let picture = RgbaImage::from_pixel(30, 20, Rgba([200, 10, 10, 255]));
        let from = folder.path().join("a.png");
        std::fs::write(&from, encode(&picture, FileFormat::Png, Some(&recipe)).unwrap()).unwrap();
        for (name, format) in [
            ("b.png", FileFormat::Png),
            ("b.jpg", FileFormat::Jpeg(80)),
            ("b.webp", FileFormat::Webp),
        ] {
            let to = folder.path().join(name);
            export(&Export { from: from.clone(), to: to.clone(), format }).unwrap();
            assert_eq!(read_recipe(&to).unwrap().unwrap().recipe.prompt, "mug");
            assert_eq!(read_pixels(&to).unwrap().dimensions(), (30, 20));
        }
        let gone =
            Export { from: folder.path().join("gone.png"), to: from, format: FileFormat::Webp };
        assert!(matches!(export(&gone), Err(ExportError::Missing(_))));
    }

    #[test]
    fn a_thumbnail_keeps_the_shape() {
        let folder = tempfile::tempdir().unwrap();
        let picture = RgbaImage::new(1080, 540);
        let job = JobId::fresh();
        let small = save_thumbnail(folder.path(), job, &picture).unwrap();
        assert_eq!(small.dimensions(), (320, 160));
        assert!(thumbnail_path(folder.path(), job).exists());
    }
}
