//! A product's photo on its way into a brand: read, made as small as posts need, its subject cut out once and kept.
//! Where a brand's files lie is known in `files`, how a subject is found in `engine`.

use super::posts::{MOST_PHOTO_BYTES, sized};
use crate::brand::{PersonaId, Product};
use crate::engine::{VisionError, cut_out};
use crate::files::{add_persona_file, find_assets, persona_file, read_bounded, shrunk};
use crate::post::{FileFormat, encode_photo, read_photo};
use brandish_inference::vision::Selection;
use std::path::{Path, PathBuf};

/// The longer side of a kept photo, pixels: more than any format shows of a product.
const PHOTO_SIDE: u32 = 2048;
/// That of a photo that is transparent itself, which has no JPEG's size.
const CUTOUT_SIDE: u32 = 1600;
/// The JPEG quality of a photo that was made smaller.
const QUALITY: u8 = 92;

/// A product that was added, and what the user should know about it.
#[derive(Clone, Debug)]
pub struct NewProduct {
    pub product: Product,
    pub note: Option<String>,
}

/// Copies a photo into a brand's folder among `own`, cuts its subject out, and returns the product with a name made of the
/// file's. Whoever calls adds it to the brand.
///
/// # Errors
/// In the user's words, where the file cannot be read, is no picture, or cannot be written.
pub fn product_of_photo(
    own: &Path,
    brand: &PersonaId,
    others: &[Product],
    photo: &Path,
) -> Result<NewProduct, String> {
    let file_name = photo.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |detail: &dyn std::fmt::Display| format!("{file_name}: {detail}");
    sized(photo).map_err(|error| refused(&error))?;
    let bytes = read_bounded(photo, MOST_PHOTO_BYTES).map_err(|error| refused(&error))?;
    let whole = read_photo(&bytes).map_err(|error| refused(&error))?;
    let stem = photo.file_stem().unwrap_or_default().to_string_lossy();
    let mut product = Product::named(&Product::name_of_file(&stem), others);
    let is_cutout = whole.pixels().any(|pixel| pixel[3] < 255);
    let small = shrunk(&whole, if is_cutout { CUTOUT_SIDE } else { PHOTO_SIDE });
    let format = if is_cutout { FileFormat::Png } else { FileFormat::Jpeg(QUALITY) };
    let written = |picture: &image::RgbaImage, format: FileFormat, name: String| {
        let bytes = encode_photo(picture, format, &bytes).map_err(|error| error.to_string())?;
        add_persona_file(own, brand, &name, &bytes).map_err(|error| error.to_string())
    };
    product.photo = written(&small, format, format!("{}.{}", product.id, format.extension()))?;
    if is_cutout {
        return Ok(NewProduct { product, note: None });
    }
    let assets = find_assets().map_err(|_| "Files of Brandish are missing; install it again.")?;
    let note = match cut_out(&assets, small, &Selection::default()) {
        Ok(cut) => {
            let name = format!("{}-cutout.png", product.id);
            product.cutout = written(&cut.picture, FileFormat::Png, name)?;
            None
        }
        Err(error @ VisionError::NoObject) => {
            Some(format!("{}: {error} The whole photo is used.", product.name))
        }
        Err(error) => return Err(error.to_string()),
    };
    Ok(NewProduct { product, note })
}

/// The files of a product: its photo, and its cut-out where it has one of its own.
///
/// # Errors
/// In the user's words, where the product has no photo.
pub fn product_files(
    own: &Path,
    brand: &PersonaId,
    product: &Product,
) -> Result<(PathBuf, Option<PathBuf>), String> {
    if product.photo.is_empty() {
        return Err(format!("{} has no photo. Add one in Brands.", product.name));
    }
    let path = |name: &str| persona_file(own, brand, name);
    let cutout = (!product.cutout.is_empty()).then(|| path(&product.cutout));
    Ok((path(&product.photo), cutout))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    #[test]
    fn a_photo_becomes_a_product_with_its_cut_out_and_stays_small() {
        let own = tempfile::tempdir().unwrap();
        let brand = PersonaId("mine".into());
        let photo = own.path().join("IMG_blue-mug.jpg");
        // A dark disc on a light table.
        let pixel = |x: u32, y: u32| {
            let inside = (x as f32 - 1200.0).hypot(y as f32 - 900.0) < 500.0;
            if inside { Rgb([30, 40, 120]) } else { Rgb([235, 230, 225]) }
        };
        RgbImage::from_fn(2400, 1800, pixel).save(&photo).unwrap();
        let NewProduct { product, note } =
            product_of_photo(own.path(), &brand, &[], &photo).unwrap();
        assert_eq!((product.name.as_str(), product.id.as_str()), ("Blue mug", "blue-mug"));
        assert_eq!((product.photo.as_str(), note), ("blue-mug.jpg", None));
        assert_eq!(product.check(), Ok(()));
        let (kept, cutout) = product_files(own.path(), &brand, &product).unwrap();
        assert_eq!(image::image_dimensions(&kept).unwrap(), (2048, 1536));
        let cutout = image::open(cutout.unwrap()).unwrap().into_rgba8();
        assert_eq!((cutout.get_pixel(1024, 768)[3], cutout.get_pixel(10, 10)[3]), (255, 0));
        // The same photo again is another product with files of its own.
        let again = product_of_photo(own.path(), &brand, &[product], &photo).unwrap().product;
        assert_eq!((again.id.as_str(), again.photo.as_str()), ("blue-mug-2", "blue-mug-2.jpg"));
    }

    #[test]
    fn a_transparent_photo_is_its_own_cut_out_and_what_is_none_is_refused() {
        let own = tempfile::tempdir().unwrap();
        let brand = PersonaId("mine".into());
        let path = own.path().join("cap.png");
        let disc = |x: u32, _| Rgba([200, 20, 20, if x < 60 { 255 } else { 0 }]);
        RgbaImage::from_fn(120, 80, disc).save(&path).unwrap();
        let product = product_of_photo(own.path(), &brand, &[], &path).unwrap().product;
        assert_eq!((product.photo.as_str(), product.cutout.as_str()), ("cap.png", ""));
        std::fs::write(&path, b"no picture").unwrap();
        let refused = product_of_photo(own.path(), &brand, &[], &path).unwrap_err();
        assert!(refused.starts_with("cap.png: "), "{refused}");
        let none = Product::named("Bag", &[]);
        assert!(product_files(own.path(), &brand, &none).unwrap_err().contains("Bag has no photo"));
    }
}
