//! What is done to a photo before it is a picture for a post: its subject cut out, or the whole enlarged.
//! It finds the networks among the files that came with the program; how they work, `brandish_inference::vision` knows.

use crate::post::MOST_PIXELS;
pub use brandish_inference::vision::Map as SubjectMap;
use brandish_inference::vision::{
    Enlarger, Map, Matte, Photo, PhotoDescriber, Scale, SeenPhoto, Segmenter, Selection, U2Net,
};
use brandish_inference::weights::LoadError;
use image::RgbaImage;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Why a photo could not be cut out or enlarged.
#[derive(Debug, thiserror::Error)]
pub enum VisionError {
    #[error("A part of the program cannot be used: {0}. Install Brandish again.")]
    Weights(#[from] LoadError),
    #[error("The model cannot be used: {0}. Remove it in Models, then download it again.")]
    Model(LoadError),
    #[error(
        "No object stands out in this photo. Photograph it before a plain background, or name a place on it."
    )]
    NoObject,
    #[error(
        "Enlarged {factor} times, the picture would have {width} x {height} pixels, which is more than the 100 million \
         that a picture may have. Enlarge it less, or make it smaller first."
    )]
    TooLarge { factor: usize, width: u64, height: u64 },
    #[error("The picture could not be computed: {0}")]
    Compute(String),
}

/// What becomes of a photo that is cut out.
pub struct CutPhoto {
    pub picture: RgbaImage,
    /// Whether the photo was transparent somewhere already, and was left as it is.
    pub kept: bool,
}

/// Cuts out the selected object. A picture that is transparent somewhere keeps its own opacity.
///
/// # Errors
/// `Weights` where the network's file is missing or damaged, `NoObject` where the photo shows none.
pub fn cut_out(
    assets: &Path,
    picture: RgbaImage,
    selection: &Selection,
) -> Result<CutPhoto, VisionError> {
    let photo = photo(picture)?;
    if photo.has_transparency() {
        return Ok(CutPhoto { picture: image(photo)?, kept: true });
    }
    let map = subject_map(assets, &photo)?;
    let matte = Matte::of(&photo, &map, selection).ok_or(VisionError::NoObject)?;
    Ok(CutPhoto { picture: image(matte.cut(photo))?, kept: false })
}

/// Where in a picture its subject is, as shares of certainty; for [`cut_by_map`].
///
/// # Errors
/// `Weights` where the network's file is missing or damaged.
pub fn subject_of(assets: &Path, picture: &RgbaImage) -> Result<SubjectMap, VisionError> {
    subject_map(assets, &photo(picture.clone())?)
}

/// Cuts out the selected object by a map that is known already. A picture that is transparent somewhere keeps its own
/// opacity, unless a brush adds to it or removes from it.
///
/// # Errors
/// `NoObject` where the map shows none.
pub fn cut_by_map(
    map: &SubjectMap,
    picture: RgbaImage,
    selection: &Selection,
) -> Result<RgbaImage, VisionError> {
    let photo = photo(picture)?;
    if photo.has_transparency() && selection.strokes.is_empty() {
        return image(photo);
    }
    let matte = Matte::of(&photo, map, selection).ok_or(VisionError::NoObject)?;
    image(matte.cut(photo))
}

/// Where in a photo its subject is.
///
/// # Errors
/// `Weights` where the network's file is missing or damaged.
pub fn subject_map(assets: &Path, photo: &Photo) -> Result<Map, VisionError> {
    let network = U2Net::load(&assets.join("models/u2netp"))?;
    network.map(photo).map_err(|error| VisionError::Compute(error.to_string()))
}

/// The network that enlarges, loaded.
pub struct PictureEnlarger(Enlarger);

impl PictureEnlarger {
    /// Loads the network that came with the program.
    ///
    /// # Errors
    /// `Missing` or `Damaged` where its file is.
    pub fn load(assets: &Path) -> Result<Self, LoadError> {
        Enlarger::load(&assets.join("models/realesrgan/realesr-animevideov3-x4.safetensors"))
            .map(Self)
    }

    /// The colours of a small picture, `[height, width, 3]` of 0..=1, at four times its size.
    ///
    /// # Errors
    /// `Compute`, also where the computation is stopped.
    pub fn colours(
        &self,
        rgb: Vec<f32>,
        width: usize,
        height: usize,
    ) -> Result<Vec<f32>, VisionError> {
        let colours = self.0.colours(rgb, width, height);
        colours.map_err(|error| VisionError::Compute(error.to_string()))
    }

    /// Enlarges a picture, transparency included. `watch` is called before each tile with how many are ready and how
    /// many there are; where it breaks, the result is `None`.
    ///
    /// # Errors
    /// `TooLarge` before anything is computed.
    pub fn enlarge(
        &self,
        picture: RgbaImage,
        scale: Scale,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<RgbaImage>, VisionError> {
        let factor = scale.factor();
        let side = |side: u32| u64::from(side) * factor as u64;
        let (width, height) = (side(picture.width()), side(picture.height()));
        if width * height > MOST_PIXELS {
            return Err(VisionError::TooLarge { factor, width, height });
        }
        let enlarged = self.0.enlarge(&photo(picture)?, scale, watch);
        enlarged.map_err(|error| VisionError::Compute(error.to_string()))?.map(image).transpose()
    }
}

/// Enlarges one picture; see `PictureEnlarger`.
///
/// # Errors
/// `TooLarge` before anything is computed; `Weights` where the network's file is missing or damaged.
pub fn enlarge(
    assets: &Path,
    picture: RgbaImage,
    scale: Scale,
    watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Option<RgbaImage>, VisionError> {
    PictureEnlarger::load(assets)?.enlarge(picture, scale, watch)
}

/// Says in a sentence what a picture shows, by the model in a folder. `watch` is called before each word; where it breaks,
/// or the model finds no word, the result is `None`.
///
/// # Errors
/// `Model` where the model cannot be loaded.
pub fn describe(
    folder: &Path,
    picture: RgbaImage,
    watch: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Option<String>, VisionError> {
    let photo = photo(picture)?;
    let mut describer = PhotoDescriber::load(folder).map_err(VisionError::Model)?;
    describer.describe(&photo, watch).map_err(|error| VisionError::Compute(error.to_string()))
}

/// Finds the object at a place of a picture, by a model that was downloaded.
pub struct ObjectFinder(Segmenter);

impl ObjectFinder {
    /// Loads the model in a folder: its one safetensors file.
    ///
    /// # Errors
    /// `Model` where the model cannot be loaded.
    pub fn load(folder: &Path) -> Result<Self, VisionError> {
        let is_weights = |path: &PathBuf| path.extension().is_some_and(|e| e == "safetensors");
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let weights = entries.map(|entry| entry.path()).filter(is_weights).min();
        let path = weights.unwrap_or_else(|| folder.join("model.safetensors"));
        Segmenter::load(&path).map(Self).map_err(VisionError::Model)
    }

    /// Looks at a picture, which takes most of the time and serves for every place.
    ///
    /// # Errors
    /// `Compute` where the network fails.
    pub fn see(&self, picture: &RgbaImage) -> Result<SeenPicture, VisionError> {
        let seen = self.0.see(&photo(picture.clone())?);
        seen.map(SeenPicture).map_err(|error| VisionError::Compute(error.to_string()))
    }

    /// Where the object at a place is; the place in shares of the picture's width and height.
    ///
    /// # Errors
    /// `Compute` where the network fails.
    pub fn map_at(&self, seen: &SeenPicture, place: [f32; 2]) -> Result<SubjectMap, VisionError> {
        let map = self.0.object_at(&seen.0, place);
        map.map_err(|error| VisionError::Compute(error.to_string()))
    }
}

/// A picture as an [`ObjectFinder`] saw it.
pub struct SeenPicture(SeenPhoto);

fn photo(picture: RgbaImage) -> Result<Photo, VisionError> {
    let (width, height) = picture.dimensions();
    Photo::new(width as usize, height as usize, picture.into_raw())
        .ok_or_else(|| VisionError::Compute("it has no pixels".into()))
}

fn image(photo: Photo) -> Result<RgbaImage, VisionError> {
    let (width, height) = (photo.width() as u32, photo.height() as u32);
    RgbaImage::from_raw(width, height, photo.into_rgba())
        .ok_or_else(|| VisionError::Compute("its size does not fit its pixels".into()))
}
