//! A job whose picture is a photo: read, cut out and placed on the backdrop, or cut to the picture's sides around its
//! subject. No model draws; how a cut-out is laid on its backdrop is known in `post`.

use super::vision::{SubjectMap, VisionError, cut_out, subject_of};
use crate::brief::{PictureSpec, PlacedPhoto};
use crate::files::{find_assets, read_picture_file, shrunk};
use crate::job::Failure;
use crate::post::{
    FileFormat, Recipe, SourceType, around, compose_photo, encode_from, is_machine_made, read_photo,
};
use brandish_inference::vision::Selection;
use image::RgbaImage;

/// The longer side on which the subject of a whole photo is looked for, pixels.
const LOOK_SIDE: u32 = 1024;

/// A placed photo, as pixels and as a PNG file with its recipe.
pub(super) struct PhotoPicture {
    pub picture: RgbaImage,
    pub file: Vec<u8>,
    /// What the user should know about it.
    pub notes: Vec<String>,
}

/// Makes the picture of a spec with a photo.
pub(super) fn place(spec: &PictureSpec, placed: &PlacedPhoto) -> Result<PhotoPicture, Failure> {
    let unusable = |detail: String| Failure::Photo { detail };
    let bytes = read_picture_file(&placed.path).map_err(|error| unusable(error.to_string()))?;
    let name = placed.path.file_name().unwrap_or_default().to_string_lossy();
    let photo = read_photo(&bytes).map_err(|error| unusable(format!("{name}: {error}")))?;
    let missing = |_| Failure::Engine { detail: "files of the program are missing".into() };
    let assets = find_assets().map_err(missing)?;
    let failed = |error: VisionError| Failure::Engine { detail: error.to_string() };
    let mut notes = Vec::new();
    let picture = if placed.whole {
        let map = subject_of(&assets, &shrunk(&photo, LOOK_SIDE)).map_err(failed)?;
        around(&photo, middle(&map), spec.deliver())
    } else {
        match cut_out(&assets, photo, &Selection::default()) {
            Ok(cut) => compose_photo(&cut.picture, spec),
            Err(error @ VisionError::NoObject) => {
                return Err(unusable(format!("{name}: {error} Or keep the photo whole.")));
            }
            Err(error) => return Err(failed(error)),
        }
    };
    let source = match is_machine_made(&bytes) {
        true => {
            notes.push("The photo is marked as made by a model; so is this picture.".to_owned());
            SourceType::Composite
        }
        false => SourceType::Photo,
    };
    let file = encode_from(&picture, FileFormat::Png, Some(&Recipe::of(spec)), source);
    let file = file.map_err(|error| Failure::Engine { detail: error.to_string() })?;
    Ok(PhotoPicture { picture, file, notes })
}

/// The middle of the box around the subject, in shares of the photo's sides; that of the photo where nothing stands out.
fn middle(map: &SubjectMap) -> [f32; 2] {
    let side = map.values.len().isqrt().max(1);
    let inside = map.values.iter().enumerate().filter(|(_, value)| **value >= 0.5);
    let none = [[usize::MAX; 2], [0; 2]];
    let [[left, top], [right, bottom]] = inside.fold(none, |[least, most], (at, _)| {
        let (x, y) = (at % side, at / side);
        [[least[0].min(x), least[1].min(y)], [most[0].max(x + 1), most[1].max(y + 1)]]
    });
    match left {
        usize::MAX => [0.5, 0.5],
        _ => [(left + right) as f32, (top + bottom) as f32].map(|sum| sum / (2 * side) as f32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_that_of_the_subjects_box() {
        let mut values = vec![0.0; 100];
        assert_eq!(middle(&SubjectMap { values: values.clone() }), [0.5, 0.5]);
        (0..10).for_each(|y| values[y * 10 + 8] = 0.9);
        values[99] = 0.6;
        assert_eq!(middle(&SubjectMap { values }), [0.9, 0.5]);
    }
}
