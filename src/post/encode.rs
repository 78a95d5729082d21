//! Pictures as files in memory: PNG, JPEG and WebP, each with its recipe and the mark of where it comes from.
//! It knows the three formats; it does not know folders.

use super::photo::PhotoError;
use super::recipe::Recipe;
use super::scale::on_white;
use super::source_type::{SourceType, source_mark};
use image::{DynamicImage, RgbaImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use std::io::Cursor;

/// A file format, with its quality where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Png,
    /// Quality 1 to 100. Transparency is laid on white.
    Jpeg(u8),
    /// Lossless.
    Webp,
}

impl FileFormat {
    /// The format by the ending of a file name.
    pub fn of_name(name: &str, jpeg_quality: u8) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg(jpeg_quality)),
            "webp" => Some(Self::Webp),
            _ => None,
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg(_) => "jpg",
            Self::Webp => "webp",
        }
    }
}

/// Why a picture could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error("The picture cannot be encoded: {0}")]
    Encode(String),
    #[error(transparent)]
    Photo(#[from] PhotoError),
    #[error("The recipe cannot be read: {0}.")]
    Recipe(&'static str),
}

const XMP_KEY: &str = "XML:com.adobe.xmp";
const JPEG_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const JPEG_EXIF: &[u8] = b"Exif\0\0";
/// The most a JPEG segment holds, less its own length field.
const JPEG_SEGMENT: usize = 65_533;

/// The bytes of a picture file.
pub fn encode(
    picture: &RgbaImage,
    format: FileFormat,
    recipe: Option<&Recipe>,
) -> Result<Vec<u8>, EncodeError> {
    encode_from(picture, format, recipe, SourceType::Model)
}

/// The same with a mark that names where the picture comes from.
pub fn encode_from(
    picture: &RgbaImage,
    format: FileFormat,
    recipe: Option<&Recipe>,
    source: SourceType,
) -> Result<Vec<u8>, EncodeError> {
    match format {
        FileFormat::Png => png(picture, recipe, source),
        FileFormat::Jpeg(quality) => jpeg(picture, quality, recipe, source),
        FileFormat::Webp => webp(picture, recipe, source),
    }
}

fn png(
    picture: &RgbaImage,
    recipe: Option<&Recipe>,
    source: SourceType,
) -> Result<Vec<u8>, EncodeError> {
    let refuse = |error: png::EncodingError| EncodeError::Encode(error.to_string());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    let opaque_rgb = opaque_rgb(picture);
    encoder.set_color(if opaque_rgb.is_some() {
        png::ColorType::Rgb
    } else {
        png::ColorType::Rgba
    });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    encoder.add_itxt_chunk(XMP_KEY.into(), source_mark(source)).map_err(refuse)?;
    if let Some(recipe) = recipe {
        let text = recipe.to_parameters();
        let key = "parameters".to_owned();
        if text.chars().all(|c| u32::from(c) < 256) {
            encoder.add_text_chunk(key, text).map_err(refuse)?;
        } else {
            encoder.add_itxt_chunk(key, text).map_err(refuse)?;
        }
    }
    let mut writer = encoder.write_header().map_err(refuse)?;
    let data = opaque_rgb.as_deref().unwrap_or(picture.as_raw());
    writer.write_image_data(data).map_err(refuse)?;
    writer.finish().map_err(refuse)?;
    Ok(bytes)
}

fn jpeg(
    picture: &RgbaImage,
    quality: u8,
    recipe: Option<&Recipe>,
    source: SourceType,
) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
        .encode_image(&DynamicImage::ImageRgba8(on_white(picture)).into_rgb8())
        .map_err(|error| EncodeError::Encode(error.to_string()))?;
    let mut jpeg =
        Jpeg::from_bytes(bytes.into()).map_err(|error| EncodeError::Encode(error.to_string()))?;
    let mut insert = |head: &[u8], body: &[u8]| {
        if head.len() + body.len() <= JPEG_SEGMENT {
            let content = [head, body].concat().into();
            jpeg.segments_mut().insert(0, JpegSegment::new_with_contents(markers::APP1, content));
        }
    };
    insert(JPEG_XMP, source_mark(source).as_bytes());
    insert(JPEG_EXIF, &exif_fields(recipe)?);
    Ok(jpeg.encoder().bytes().to_vec())
}

fn webp(
    picture: &RgbaImage,
    recipe: Option<&Recipe>,
    source: SourceType,
) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.set_xmp_metadata(source_mark(source).into_bytes());
    encoder.set_exif_metadata(exif_fields(recipe)?);
    let (width, height) = picture.dimensions();
    let encoded = match opaque_rgb(picture) {
        Some(rgb) => encoder.encode(&rgb, width, height, image_webp::ColorType::Rgb8),
        None => encoder.encode(picture.as_raw(), width, height, image_webp::ColorType::Rgba8),
    };
    encoded.map_err(|error| EncodeError::Encode(error.to_string()))?;
    Ok(bytes)
}

/// The colours of a picture that is opaque everywhere.
fn opaque_rgb(picture: &RgbaImage) -> Option<Vec<u8>> {
    let pixels = picture.as_raw().as_chunks::<4>().0;
    let mut rgb = vec![0; 3 * pixels.len()];
    for (to, [r, g, b, alpha]) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixels) {
        if *alpha != 255 {
            return None;
        }
        *to = [*r, *g, *b];
    }
    Some(rgb)
}

/// EXIF with the colour space, sRGB, and the recipe as UserComment in UTF-16 (big-endian like the whole block).
fn exif_fields(recipe: Option<&Recipe>) -> Result<Vec<u8>, EncodeError> {
    let field = |tag, value| exif::Field { tag, ifd_num: exif::In::PRIMARY, value };
    let colours = field(exif::Tag::ColorSpace, exif::Value::Short(vec![1]));
    let comment = recipe.map(|recipe| {
        let mut value = b"UNICODE\0".to_vec();
        value.extend(recipe.to_parameters().encode_utf16().flat_map(u16::to_be_bytes));
        field(exif::Tag::UserComment, exif::Value::Undefined(value, 0))
    });
    let mut writer = exif::experimental::Writer::new();
    writer.push_field(&colours);
    if let Some(comment) = &comment {
        writer.push_field(comment);
    }
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).map_err(|error| EncodeError::Encode(error.to_string()))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::{read_photo, recipe_in};
    use image::Rgba;

    fn picture(transparent: bool) -> RgbaImage {
        RgbaImage::from_fn(40, 24, |x, y| {
            Rgba([x as u8 * 6, y as u8 * 10, 90, if transparent && x < 8 { 0 } else { 255 }])
        })
    }

    fn recipe(prompt: &str) -> Recipe {
        let facts = [("Steps".to_owned(), "20".to_owned()), ("Seed".to_owned(), "7".to_owned())];
        Recipe { prompt: prompt.into(), negative: "laces".into(), facts: facts.into() }
    }

    #[test]
    fn every_format_carries_recipe_and_mark_and_keeps_its_size() {
        for prompt in ["red shoes", "日本 ☕ “shoes”", &"long ".repeat(300)] {
            for format in [FileFormat::Png, FileFormat::Jpeg(90), FileFormat::Webp] {
                let recipe = recipe(prompt.trim());
                let bytes = encode(&picture(true), format, Some(&recipe)).unwrap();
                let found = recipe_in(&bytes).unwrap().expect("a recipe");
                assert_eq!(found.recipe, recipe, "{format:?}");
                let mark = b"digitalsourcetype/trainedAlgorithmicMedia";
                assert!(bytes.windows(mark.len()).any(|window| window == mark), "{format:?}");
                assert_eq!(read_photo(&bytes).unwrap().dimensions(), (40, 24));
            }
        }
    }

    #[test]
    fn png_and_webp_keep_every_pixel_and_jpeg_lies_on_white() {
        for transparent in [true, false] {
            let picture = picture(transparent);
            for format in [FileFormat::Png, FileFormat::Webp] {
                let bytes = encode(&picture, format, None).unwrap();
                assert_eq!(read_photo(&bytes).unwrap(), picture);
                assert_eq!(recipe_in(&bytes).unwrap(), None);
            }
        }
        let bytes = encode(&picture(true), FileFormat::Jpeg(95), None).unwrap();
        let corner = *read_photo(&bytes).unwrap().get_pixel(1, 12);
        assert!(corner.0.iter().all(|channel| *channel > 240), "{corner:?}");
    }

    #[test]
    fn a_file_name_names_its_format() {
        assert_eq!(FileFormat::of_name("a.b.PNG", 90), Some(FileFormat::Png));
        assert_eq!(FileFormat::of_name("a.jpeg", 70), Some(FileFormat::Jpeg(70)));
        assert_eq!(FileFormat::of_name("a.gif", 70), None);
        assert_eq!(FileFormat::of_name("png", 70), None);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(recipe_in(b"hello").is_err());
        assert!(read_photo(b"hello").is_err());
        let mut cut = encode(&picture(false), FileFormat::Png, None).unwrap();
        cut.truncate(60);
        assert!(read_photo(&cut).is_err());
    }
}
