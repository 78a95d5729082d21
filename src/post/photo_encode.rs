//! Files of pictures that were made from a photo: no recipe and no mark of a source, unless the photo had them.
//! A cut-out or enlarged picture of a model stays marked as what it is.

use super::embedded_recipe::recipe_in;
use super::encode::{EncodeError, FileFormat, encode_from};
use super::scale::on_white;
use super::source_type::SourceType;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, RgbaImage};

/// Whether a file is marked as made by a model, wholly or in part.
pub fn is_machine_made(file: &[u8]) -> bool {
    SourceType::of_file(file).is_some_and(SourceType::is_machine_made)
}

/// The bytes of a picture made from the photo whose file is `source`.
///
/// # Errors
/// Where the format cannot hold the picture: WebP ends at 16,383 pixels a side, JPEG at 65,535.
pub fn encode_photo(
    picture: &RgbaImage,
    format: FileFormat,
    source: &[u8],
) -> Result<Vec<u8>, EncodeError> {
    if let Some(kind) = SourceType::of_file(source) {
        let found = recipe_in(source).ok().flatten();
        return encode_from(picture, format, found.map(|found| found.recipe).as_ref(), kind);
    }
    let mut bytes = Vec::new();
    let opaque = picture.pixels().all(|pixel| pixel[3] == 255);
    let refuse = |error: image::ImageError| EncodeError::Encode(error.to_string());
    match format {
        FileFormat::Png => {
            let (compression, filter) = (CompressionType::Fast, FilterType::Adaptive);
            let encoder = PngEncoder::new_with_quality(&mut bytes, compression, filter);
            match opaque {
                true => rgb(picture).write_with_encoder(encoder),
                false => picture.write_with_encoder(encoder),
            }
        }
        FileFormat::Jpeg(quality) => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
            rgb(&on_white(picture)).write_with_encoder(encoder)
        }
        FileFormat::Webp => picture.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)),
    }
    .map_err(refuse)?;
    Ok(bytes)
}

fn rgb(picture: &RgbaImage) -> image::RgbImage {
    DynamicImage::ImageRgba8(picture.clone()).into_rgb8()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::Recipe;
    use crate::post::encode;
    use image::Rgba;

    #[test]
    fn only_what_comes_from_a_model_is_marked() {
        let picture = RgbaImage::from_pixel(8, 6, Rgba([200, 20, 20, 128]));
        let marked = is_machine_made;
        let recipe = Recipe { prompt: "mug".into(), ..Recipe::default() };
        let drawn = encode(&picture, FileFormat::Png, Some(&recipe)).unwrap();
        for format in [FileFormat::Png, FileFormat::Jpeg(90), FileFormat::Webp] {
            let photo = encode_photo(&picture, format, b"a camera's file").unwrap();
            assert!(!marked(&photo));
            let read = crate::post::read_photo(&photo).unwrap();
            assert_eq!(read.dimensions(), (8, 6));
            assert_eq!(read.get_pixel(0, 0)[3] == 255, matches!(format, FileFormat::Jpeg(_)));
            let from_model = encode_photo(&picture, format, &drawn).unwrap();
            assert!(marked(&from_model));
            assert!(recipe_in(&from_model).unwrap().unwrap().text.contains("mug"));
        }
    }
}
