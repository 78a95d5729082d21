//! The picture of the post that is open: read once, its subject found once, cut out anew for each selection.
//! How a subject is found and cut is known in `engine`.

use super::element_cut::ElementCutter;
use crate::engine::{SubjectMap, VisionError, cut_by_map, subject_of};
use crate::files::{Pixels, find_assets};
use crate::post::{CutSelection, PictureSource, PostPicture, read_photo};
use brandish_inference::vision::{Selection, Stroke};
use image::RgbaImage;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longer side of the picture that the window's posts are made from, pixels: enough for the largest format's width.
const PREVIEW_SIDE: u32 = 1440;
/// The side of illustrations that are drawn again for a post, pixels: in the window, and for an export.
const ELEMENT_PREVIEW_SIDE: u32 = 960;
const ELEMENT_SIDE: u32 = 2048;
/// The pictures of starter brands that came with the program, below its assets.
const SAMPLES: &str = "samples";

/// The picture that the window's posts are made from.
#[derive(Clone, Debug)]
pub struct OpenPicture {
    pub picture: PostPicture,
    /// The whole picture, for the brush.
    pub whole: Arc<Pixels>,
    /// The cut-out alone; none where the whole picture is used.
    pub cut: Option<Arc<Pixels>>,
    /// What the user should know about the cut-out.
    pub note: Option<String>,
}

/// A picture in memory.
pub(super) struct Opened {
    pub source: PictureSource,
    small: RgbaImage,
    whole: Arc<Pixels>,
    /// The subject of a picture that was composed of illustrations.
    drawn: Option<RgbaImage>,
    map: Option<SubjectMap>,
}

impl Opened {
    /// Reads a picture file.
    ///
    /// # Errors
    /// In the user's words.
    pub fn read(
        source: &PictureSource,
        path: &Path,
        elements: &ElementCutter,
    ) -> Result<Self, String> {
        let (bytes, picture) = read(&file_of(source, path)?)?;
        let drawn = elements.cut(&bytes, ELEMENT_PREVIEW_SIDE);
        let small = crate::files::shrunk(&picture, PREVIEW_SIDE);
        let whole = Arc::new(Pixels::from(small.clone()));
        Ok(Self { source: source.clone(), small, whole, drawn, map: None })
    }

    /// The picture with a selection applied. Where nothing stands out, the whole picture with a note.
    ///
    /// # Errors
    /// In the user's words.
    pub fn cut(&mut self, selection: &CutSelection) -> Result<OpenPicture, String> {
        let whole = Arc::clone(&self.whole);
        if !selection.enabled {
            let picture = PostPicture::new(&self.small)?;
            return Ok(OpenPicture { picture, whole, cut: None, note: None });
        }
        if let Some(cut) = self.drawn.as_ref().filter(|_| selection.strokes.is_empty()) {
            let picture = PostPicture::new(cut)?;
            let cut = Some(Arc::new(Pixels::from(cut.clone())));
            return Ok(OpenPicture { picture, cut, whole, note: None });
        }
        if keeps_its_own(&self.small, selection) {
            let picture = PostPicture::new(&self.small)?;
            return Ok(OpenPicture { picture, cut: Some(Arc::clone(&whole)), whole, note: None });
        }
        let assets = assets()?;
        if self.map.is_none() {
            self.map = Some(subject_of(&assets, &self.small).map_err(|error| error.to_string())?);
        }
        let map = self.map.as_ref().expect("it was found above");
        match cut_by_map(map, self.small.clone(), &in_pixels(selection, &self.small)) {
            Ok(cut) => {
                let picture = PostPicture::new(&cut)?;
                let cut = Arc::new(Pixels::from(cut));
                Ok(OpenPicture { picture, whole, cut: Some(cut), note: None })
            }
            Err(error @ VisionError::NoObject) => {
                let (picture, note) = (PostPicture::new(&self.small)?, Some(error.to_string()));
                Ok(OpenPicture { picture, whole, cut: None, note })
            }
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The picture at its full size with a selection applied, for an export.
///
/// # Errors
/// In the user's words.
pub(super) fn cut_whole(
    path: &Path,
    selection: &CutSelection,
    elements: &ElementCutter,
) -> Result<PostPicture, String> {
    let (bytes, picture) = read(path)?;
    if selection.enabled
        && selection.strokes.is_empty()
        && let Some(cut) = elements.cut(&bytes, ELEMENT_SIDE)
    {
        return PostPicture::new(&cut);
    }
    if !selection.enabled || keeps_its_own(&picture, selection) {
        return PostPicture::new(&picture);
    }
    let map = subject_of(&assets()?, &picture).map_err(|error| error.to_string())?;
    let strokes = in_pixels(selection, &picture);
    match cut_by_map(&map, picture.clone(), &strokes) {
        Ok(cut) => PostPicture::new(&cut),
        Err(VisionError::NoObject) => PostPicture::new(&picture),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether a picture is a cut-out already, and the user has not changed that.
fn keeps_its_own(picture: &RgbaImage, selection: &CutSelection) -> bool {
    selection.strokes.is_empty() && picture.pixels().any(|pixel| pixel[3] < 255)
}

/// The file of a source; that of a job or photo is known to whoever requests it.
///
/// # Errors
/// Where the program's own files are missing.
pub(super) fn file_of(source: &PictureSource, path: &Path) -> Result<PathBuf, String> {
    match source {
        PictureSource::Sample(id) => Ok(assets()?.join(SAMPLES).join(format!("{id}.png"))),
        PictureSource::Job(_) | PictureSource::Photo(_) => Ok(path.to_owned()),
    }
}

/// A picture file's bytes and pixels.
fn read(path: &Path) -> Result<(Vec<u8>, RgbaImage), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = std::fs::read(path).map_err(|error| format!("{name} cannot be read: {error}."))?;
    let picture = read_photo(&bytes).map_err(|error| format!("{name}: {error}"))?;
    Ok((bytes, picture))
}

fn assets() -> Result<PathBuf, String> {
    find_assets().map_err(|_| "Files of Brandish are missing; install it again.".to_owned())
}

fn in_pixels(selection: &CutSelection, picture: &RgbaImage) -> Selection {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let place = |[x, y]: [f32; 2]| [x * width, y * height];
    let strokes = selection.strokes.iter().map(|stroke| Stroke {
        points: stroke.points.iter().copied().map(place).collect(),
        radius: stroke.radius * width.max(height),
        adds: stroke.adds,
    });
    Selection { seed: selection.object.map(place), strokes: strokes.collect() }
}
