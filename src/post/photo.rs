//! Photos from files of the formats that cameras, phones and other programs write: upright, in sRGB, 8 bits, alpha kept.
//! Bytes in, pixels out; a file that claims to be too large is refused before memory is taken for it.

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The most pixels that a photo may have.
pub const MOST_PIXELS: u64 = 100_000_000;
/// The most memory that reading one file may take, besides the pixels that are returned.
const MOST_BYTES: u64 = 1 << 30;

/// Endings of pictures that are opened.
pub const OPENED_ENDINGS: [&str; 5] = ["png", "jpg", "jpeg", "webp", "gif"];
/// Endings of what phones write besides; it is named with the way out.
pub const PHONE_ENDINGS: [&str; 3] = ["heic", "heif", "avif"];
/// Endings of other pictures, named likewise, and the rare ones of those above.
const OTHER_ENDINGS: [&str; 8] = ["jfif", "tif", "tiff", "bmp", "psd", "jxl", "svg", "pdf"];

/// Whether a file of this ending, in lower case, is taken for a picture, also where it is only named.
pub fn is_picture_ending(ending: &str) -> bool {
    [&OPENED_ENDINGS[..], &PHONE_ENDINGS, &OTHER_ENDINGS].iter().any(|list| list.contains(&ending))
}

/// Why a photo could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PhotoError {
    #[error("{format} pictures cannot be opened here. {advice}")]
    Unsupported { format: &'static str, advice: &'static str },
    #[error("This is not a picture that can be opened. PNG, JPEG, WebP and GIF can.")]
    Unknown,
    #[error(
        "The picture has {width} x {height} pixels, which is more than the 100 million that can be opened. \
         Make it smaller in another program."
    )]
    TooLarge { width: u32, height: u32 },
    #[error("The picture is damaged: {0}. Save or download it again.")]
    Damaged(String),
}

const SAVE_AS_JPEG: &str = "Save it as JPEG or PNG in the program it comes from.";

/// Formats that are known by their first bytes and not opened: where the mark stands, the mark, the name, the way out.
const UNSUPPORTED: &[(usize, &[u8], &str, &str)] = &[
    (0, b"II*\0", "TIFF and raw", SAVE_AS_JPEG),
    (0, b"MM\0*", "TIFF and raw", SAVE_AS_JPEG),
    (0, b"BM", "BMP", SAVE_AS_JPEG),
    (0, b"8BPS", "Photoshop", SAVE_AS_JPEG),
    (0, b"\xFF\x0A", "JPEG XL", SAVE_AS_JPEG),
    (4, b"JXL ", "JPEG XL", SAVE_AS_JPEG),
    (0, b"%PDF", "PDF", "Save the page as PNG or JPEG."),
    (0, b"<svg", "SVG", "Export it as PNG."),
    (0, b"<?xml", "SVG", "Export it as PNG."),
];
/// The same for the brands of ISO media files.
const UNSUPPORTED_BRANDS: &[(&[u8], &str, &str)] = &[
    (b"avi", "AVIF", SAVE_AS_JPEG),
    (b"he", "HEIC", HEIC_ADVICE),
    (b"mif1", "HEIC", HEIC_ADVICE),
    (b"msf1", "HEIC", HEIC_ADVICE),
];
const HEIC_ADVICE: &str = "On the phone, share it as JPEG, or choose “Most Compatible” in the camera's settings; on a \
    computer, open it in Photos or Preview and export it as JPEG.";

/// The first picture in a photo's file, turned upright, brought to sRGB and 8 bits, with its alpha.
///
/// # Errors
/// In the user's words: a format that is not opened, too many pixels, damage.
pub fn read_photo(bytes: &[u8]) -> Result<RgbaImage, PhotoError> {
    let format = supported(bytes)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PhotoError::TooLarge { width, height });
    }
    if width == 0 || height == 0 {
        return Err(PhotoError::Damaged("it has no pixels".into()));
    }
    // A profile or an orientation that makes no sense is passed over: the pixels can still be seen.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.and_then(|profile| ColorProfile::new_from_slice(&profile).ok());
    let inks = profile.as_ref().filter(|profile| profile.color_space == DataColorSpace::Cmyk);
    let mut picture = match inks.and_then(|profile| from_inks(bytes, profile)) {
        Some(picture) => DynamicImage::ImageRgb8(picture),
        None => {
            let picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
            profile.and_then(|profile| in_srgb(&picture, &profile)).unwrap_or(picture)
        }
    };
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

fn damaged(error: impl std::fmt::Display) -> PhotoError {
    PhotoError::Damaged(error.to_string())
}

/// How the name of a photo's file ends, by its first bytes; none where it is of no format that is opened.
pub fn photo_ending(bytes: &[u8]) -> Option<&'static str> {
    supported(bytes).ok()?.extensions_str().first().copied()
}

/// The format by the file's first bytes.
pub(super) fn supported(bytes: &[u8]) -> Result<ImageFormat, PhotoError> {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    if let Ok(format @ (Png | Jpeg | WebP | Gif)) = image::guess_format(bytes) {
        return Ok(format);
    }
    let at =
        |start: usize, mark: &[u8]| bytes.get(start..).is_some_and(|rest| rest.starts_with(mark));
    if at(4, b"ftyp") {
        // The main brand, then those the file is compatible with, up to the end of the box.
        let end = bytes
            .get(..4)
            .map_or(0, |size| u32::from_be_bytes(size.try_into().unwrap_or_default()));
        let brands = bytes.get(8..(end as usize).min(bytes.len())).unwrap_or_default();
        let brands: Vec<&[u8]> = brands.chunks_exact(4).collect();
        for (mark, format, advice) in UNSUPPORTED_BRANDS {
            if brands.iter().any(|brand| brand.starts_with(mark)) {
                return Err(PhotoError::Unsupported { format, advice });
            }
        }
    }
    let known = UNSUPPORTED.iter().find(|(start, mark, ..)| at(*start, mark));
    Err(known.map_or(PhotoError::Unknown, |&(_, _, format, advice)| PhotoError::Unsupported {
        format,
        advice,
    }))
}

/// A picture of red, green and blue or of grey in sRGB; `None` where its profile is of another kind or does not work.
fn in_srgb(picture: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let sixteen = matches!(
        picture,
        DynamicImage::ImageRgb16(_)
            | DynamicImage::ImageRgba16(_)
            | DynamicImage::ImageLuma16(_)
            | DynamicImage::ImageLumaA16(_)
    );
    match profile.color_space {
        DataColorSpace::Rgb if sixteen => {
            let from = picture.to_rgba16();
            let mut to = from.clone();
            let layout = Layout::Rgba;
            let transform = profile.create_transform_16bit(layout, &srgb, layout, options).ok()?;
            transform.transform(from.as_raw(), &mut to).ok()?;
            Some(DynamicImage::ImageRgba16(to))
        }
        DataColorSpace::Rgb => {
            let from = picture.to_rgba8();
            let mut to = from.clone();
            let layout = Layout::Rgba;
            let transform = profile.create_transform_8bit(layout, &srgb, layout, options).ok()?;
            transform.transform(from.as_raw(), &mut to).ok()?;
            Some(DynamicImage::ImageRgba8(to))
        }
        DataColorSpace::Gray => {
            let from = picture.to_luma_alpha8();
            let mut to = RgbaImage::new(from.width(), from.height());
            let transform = profile
                .create_transform_8bit(Layout::GrayAlpha, &srgb, Layout::Rgba, options)
                .ok()?;
            transform.transform(from.as_raw(), &mut to).ok()?;
            Some(DynamicImage::ImageRgba8(to))
        }
        _ => None,
    }
}

/// A JPEG of four inks through its own profile; `None` where it is none, or cannot be read so.
fn from_inks(bytes: &[u8], profile: &ColorProfile) -> Option<image::RgbImage> {
    let options = DecoderOptions::default().set_max_width(1 << 16).set_max_height(1 << 16);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let space = decoder.input_colorspace()?;
    if !matches!(space, ColorSpace::CMYK | ColorSpace::YCCK) {
        return None;
    }
    // As stored: four planes, which no conversion has touched.
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let mut inks = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    for pixel in inks.chunks_exact_mut(4) {
        if space == ColorSpace::YCCK {
            // Cyan, magenta and yellow are stored as the red, green and blue that they leave.
            let [r, g, b] = rgb_of_ycc(pixel[0], pixel[1], pixel[2]);
            pixel[..3].copy_from_slice(&[255 - r, 255 - g, 255 - b]);
        }
        // Files of four inks are written inverted, 255 for no ink.
        pixel.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
    let mut rgb = vec![0; width * height * 3];
    let srgb = ColorProfile::new_srgb();
    let transform = profile
        .create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, TransformOptions::default())
        .ok()?;
    transform.transform(&inks, &mut rgb).ok()?;
    image::RgbImage::from_raw(width as u32, height as u32, rgb)
}

/// JFIF's luma and chroma (ITU-R BT.601, full range) to red, green and blue.
fn rgb_of_ycc(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    let (luma, blue, red) = (f32::from(luma), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let values =
        [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
    values.map(|value| (value + 0.5).clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_opened_is_named_with_a_way_out() {
        let ftyp = |brands: &[u8]| {
            [&(8 + brands.len() as u32).to_be_bytes(), &b"ftyp"[..], brands].concat()
        };
        for (bytes, word) in [
            (ftyp(b"heic\0\0\0\0mif1heic"), "HEIC"),
            (ftyp(b"mif1\0\0\0\0mif1heic"), "HEIC"),
            (ftyp(b"avif\0\0\0\0avifmif1miaf"), "AVIF"),
            (b"II*\0\x08\0\0\0".to_vec(), "TIFF"),
            (b"8BPS\0\x01".to_vec(), "Photoshop"),
            (b"%PDF-1.7".to_vec(), "PDF"),
            (b"<svg xmlns=".to_vec(), "SVG"),
        ] {
            let sentence = read_photo(&bytes).unwrap_err().to_string();
            assert!(sentence.starts_with(word), "{sentence}");
            assert!(sentence.contains("JPEG") || sentence.contains("PNG"), "{sentence}");
        }
        assert_eq!(read_photo(b"hello"), Err(PhotoError::Unknown));
        assert_eq!(read_photo(b""), Err(PhotoError::Unknown));
        assert_eq!(read_photo(&ftyp(b"mp42")[..9]), Err(PhotoError::Unknown));
    }

    #[test]
    fn a_file_that_claims_too_many_pixels_is_refused() {
        // A PNG header of 60,000 x 60,000 pixels, and no pixel after it.
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend([60_000u32.to_be_bytes(), 60_000u32.to_be_bytes()].concat());
        bytes.extend([8, 6, 0, 0, 0]);
        let mut crc = 0xFFFF_FFFFu32;
        for byte in &bytes[12..] {
            crc ^= u32::from(*byte);
            (0..8).for_each(|_| crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 });
        }
        bytes.extend((!crc).to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT");
        let refused = PhotoError::TooLarge { width: 60_000, height: 60_000 };
        assert_eq!(read_photo(&bytes), Err(refused));
    }

    #[test]
    fn a_cut_off_or_changed_file_is_an_error_and_no_panic() {
        let picture = RgbaImage::from_fn(40, 30, |x, y| image::Rgba([x as u8, y as u8, 9, 255]));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
            let mut bytes = Vec::new();
            let rgb = DynamicImage::ImageRgba8(picture.clone()).into_rgb8();
            rgb.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            assert_eq!(read_photo(&bytes).unwrap().dimensions(), (40, 30));
            for length in 0..bytes.len() {
                read_photo(&bytes[..length]).ok();
            }
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 0x5A;
                read_photo(&changed).ok();
            }
        }
    }
}
