//! The picture of the post that is open: read once, its subject found once, cut out anew for each selection.
//! How a subject is found and cut is known in `engine`.

use super::element_cut::ElementCutter;
use super::finder::{Finder, SeenObjects};
use super::photos::kept_cutout;
use crate::engine::{ElementLibrary, SubjectMap, VisionError, cut_by_map, subject_of};
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

/// A picture that a post needs.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedPicture {
    pub source: PictureSource,
    /// Its file; not looked at for the sample, and none where it was removed.
    pub path: Option<PathBuf>,
    pub cut: CutSelection,
}

/// The pictures that the window's posts are made from.
#[derive(Clone, Debug)]
pub struct OpenPicture {
    pub picture: PostPicture,
    /// Each picture by its number; none where an added one could not be had.
    pub parts: Vec<Option<OpenPart>>,
    /// What the user should know about the added ones.
    pub notes: Vec<String>,
}

/// One picture of a post.
#[derive(Clone, Debug)]
pub struct OpenPart {
    pub picture: PostPicture,
    /// The whole picture, for the brush.
    pub whole: Arc<Pixels>,
    /// The cut-out alone; none where the whole picture is used.
    pub cut: Option<Arc<Pixels>>,
    /// What the user should know about the cut-out.
    pub note: Option<String>,
}

/// What pictures are cut out with, apart from the built-in network.
pub(in crate::studio) struct Cutters {
    pub(super) elements: ElementCutter,
    pub(super) finder: Finder,
}

impl Cutters {
    /// `library` draws illustrations again; `personas` is the folder of the user's own.
    pub fn new(library: Option<Arc<ElementLibrary>>, personas: PathBuf) -> Self {
        Self { elements: ElementCutter { library, personas }, finder: Finder::default() }
    }
}

/// A picture in memory.
pub(super) struct Opened {
    pub source: PictureSource,
    small: RgbaImage,
    whole: Arc<Pixels>,
    /// The cut-out that is kept with a photo, where there is one.
    kept: Option<PathBuf>,
    /// The subject of a picture that was composed of illustrations.
    drawn: Option<RgbaImage>,
    map: Option<SubjectMap>,
    objects: SeenObjects,
    /// The last selection and what it gave: another picture of the post may be the one that changes.
    last: Option<(CutSelection, OpenPart)>,
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
        let file = file_of(source, path)?;
        let (bytes, picture) = read(&file)?;
        let drawn = elements.cut(&bytes, ELEMENT_PREVIEW_SIDE);
        let small = crate::files::shrunk(&picture, PREVIEW_SIDE);
        let whole = Arc::new(Pixels::from(small.clone()));
        let kept = kept_with(source, &file);
        Ok(Self {
            source: source.clone(),
            small,
            whole,
            kept,
            drawn,
            map: None,
            objects: SeenObjects::default(),
            last: None,
        })
    }

    /// The picture with a selection applied. Where nothing stands out, the whole picture with a note.
    ///
    /// # Errors
    /// In the user's words.
    pub fn cut(
        &mut self,
        selection: &CutSelection,
        finder: &mut Finder,
    ) -> Result<OpenPart, String> {
        if let Some((_, part)) = self.last.as_ref().filter(|(last, _)| last == selection) {
            return Ok(part.clone());
        }
        let part = self.cut_anew(selection, finder)?;
        self.last = Some((selection.clone(), part.clone()));
        Ok(part)
    }

    fn cut_anew(
        &mut self,
        selection: &CutSelection,
        finder: &mut Finder,
    ) -> Result<OpenPart, String> {
        let whole = Arc::clone(&self.whole);
        if !selection.enabled {
            let picture = PostPicture::new(&self.small)?;
            return Ok(OpenPart { picture, whole, cut: None, note: None });
        }
        if let Some(cut) = self.drawn.as_ref().filter(|_| selection.strokes.is_empty()) {
            let picture = PostPicture::new(cut)?;
            let cut = Some(Arc::new(Pixels::from(cut.clone())));
            return Ok(OpenPart { picture, cut, whole, note: None });
        }
        if keeps_its_own(&self.small, selection) {
            let picture = PostPicture::new(&self.small)?;
            return Ok(OpenPart { picture, cut: Some(Arc::clone(&whole)), whole, note: None });
        }
        if let Some(kept) = self.kept.as_deref().filter(|_| is_untouched(selection)) {
            let cut = crate::files::shrunk(&read(kept)?.1, PREVIEW_SIDE);
            let picture = PostPicture::new(&cut)?;
            let cut = Some(Arc::new(Pixels::from(cut)));
            return Ok(OpenPart { picture, whole, cut, note: None });
        }
        let chosen =
            selection.object.map(|place| finder.object_at(&self.small, &mut self.objects, place));
        let (chosen, trouble) = match chosen.transpose() {
            Ok(map) => (map.flatten(), None),
            Err(sentence) => (None, Some(sentence)),
        };
        if chosen.is_none() && self.map.is_none() {
            let map = subject_of(&assets()?, &self.small).map_err(|error| error.to_string())?;
            self.map = Some(map);
        }
        let map = chosen.as_ref().or(self.map.as_ref()).expect("one of them was found above");
        match cut_by_map(map, self.small.clone(), &in_pixels(selection, &self.small)) {
            Ok(cut) => {
                let picture = PostPicture::new(&cut)?;
                let cut = Arc::new(Pixels::from(cut));
                Ok(OpenPart { picture, whole, cut: Some(cut), note: trouble })
            }
            Err(error @ VisionError::NoObject) => {
                let (picture, note) = (PostPicture::new(&self.small)?, Some(error.to_string()));
                Ok(OpenPart { picture, whole, cut: None, note })
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
    source: &PictureSource,
    path: &Path,
    selection: &CutSelection,
    cutters: &mut Cutters,
) -> Result<PostPicture, String> {
    if selection.enabled
        && is_untouched(selection)
        && let Some(kept) = kept_with(source, path)
    {
        return PostPicture::new(&read(&kept)?.1);
    }
    let (bytes, picture) = read(path)?;
    if selection.enabled
        && selection.strokes.is_empty()
        && let Some(cut) = cutters.elements.cut(&bytes, ELEMENT_SIDE)
    {
        return PostPicture::new(&cut);
    }
    if !selection.enabled || keeps_its_own(&picture, selection) {
        return PostPicture::new(&picture);
    }
    let chosen = selection.object.and_then(|place| {
        // The window has shown why a model cannot be used; the built-in network serves.
        cutters.finder.object_at(&picture, &mut SeenObjects::default(), place).ok().flatten()
    });
    let map = match chosen {
        Some(map) => map,
        None => subject_of(&assets()?, &picture).map_err(|error| error.to_string())?,
    };
    let strokes = in_pixels(selection, &picture);
    match cut_by_map(&map, picture.clone(), &strokes) {
        Ok(cut) => PostPicture::new(&cut),
        Err(VisionError::NoObject) => PostPicture::new(&picture),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether nobody has chosen an object or painted.
fn is_untouched(selection: &CutSelection) -> bool {
    selection.object.is_none() && selection.strokes.is_empty()
}

/// The cut-out that is kept with a photo.
fn kept_with(source: &PictureSource, path: &Path) -> Option<PathBuf> {
    let is_photo = matches!(source, PictureSource::Photo(_));
    is_photo.then(|| kept_cutout(path)).filter(|kept| kept.is_file())
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
