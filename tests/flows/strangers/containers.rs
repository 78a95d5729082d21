//! Builds picture files around texts and EXIF blocks, as other programs write them.
//! What the texts mean is not known here.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};
use std::io::{Cursor, Write};

/// Where the value of a tag lies: in the first directory, or in the one for EXIF.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Directory {
    Main,
    Exif,
}

/// TIFF's types that texts are written as.
pub const BYTE: u16 = 1;
pub const ASCII: u16 = 2;
pub const SHORT: u16 = 3;
pub const UNDEFINED: u16 = 7;

pub const USER_COMMENT: u16 = 0x9286;
pub const ORIENTATION: u16 = 0x0112;

/// A field of an EXIF block, its value as bytes in the block's order.
pub struct Field {
    pub directory: Directory,
    pub tag: u16,
    pub kind: u16,
    pub value: Vec<u8>,
}

impl Field {
    pub fn comment(value: Vec<u8>) -> Self {
        Self { directory: Directory::Exif, tag: USER_COMMENT, kind: UNDEFINED, value }
    }

    pub fn text(tag: u16, text: &str) -> Self {
        let value = [text.as_bytes(), b"\0"].concat();
        Self { directory: Directory::Main, tag, kind: ASCII, value }
    }

    pub fn orientation(turn: u8, little: bool) -> Self {
        let value = if little { vec![turn, 0] } else { vec![0, turn] };
        Self { directory: Directory::Main, tag: ORIENTATION, kind: SHORT, value }
    }
}

/// A TIFF block with its fields.
pub fn exif(fields: &[Field], little: bool) -> Vec<u8> {
    let two = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let four = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
    let of = |directory| fields.iter().filter(move |field| field.directory == directory);
    let has_exif = of(Directory::Exif).count() > 0;
    let main = of(Directory::Main).count() + usize::from(has_exif);
    let inner_at = 8 + 2 + main * 12 + 4;
    let inner = if has_exif { 2 + of(Directory::Exif).count() * 12 + 4 } else { 0 };
    let (mut head, mut values) = (Vec::new(), Vec::new());
    head.extend(if little { b"II*\0" } else { b"MM\0*" });
    head.extend(four(8));
    for directory in [Directory::Main, Directory::Exif] {
        let count = if directory == Directory::Main { main } else { of(directory).count() };
        if count == 0 && directory == Directory::Exif {
            break;
        }
        head.extend(two(count as u16));
        for field in of(directory) {
            let size = if field.kind == SHORT { 2 } else { 1 };
            head.extend(two(field.tag));
            head.extend(two(field.kind));
            head.extend(four((field.value.len() / size) as u32));
            if field.value.len() <= 4 {
                let mut value = field.value.clone();
                value.resize(4, 0);
                head.extend(value);
            } else {
                head.extend(four((inner_at + inner + values.len()) as u32));
                values.extend(&field.value);
            }
        }
        if directory == Directory::Main && has_exif {
            head.extend([two(0x8769), two(4)].concat());
            head.extend([four(1), four(inner_at as u32)].concat());
        }
        head.extend(four(0));
    }
    [head, values].concat()
}

pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [&length, &kind[..], data, &crc.sum().to_be_bytes()].concat()
}

pub fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub fn plain_text(key: &str, text: &[u8]) -> Vec<u8> {
    chunk(b"tEXt", &[key.as_bytes(), b"\0", text].concat())
}

pub fn packed_text(key: &str, text: &[u8]) -> Vec<u8> {
    chunk(b"zTXt", &[key.as_bytes(), b"\0\0", &packed(text)].concat())
}

pub fn unicode_text(key: &str, text: &str, is_packed: bool) -> Vec<u8> {
    let text = if is_packed { packed(text.as_bytes()) } else { text.as_bytes().to_vec() };
    chunk(b"iTXt", &[key.as_bytes(), &[0, u8::from(is_packed), 0, 0, 0], &text].concat())
}

/// A picture of 6 x 4 pixels in a format, red on its left half.
pub fn small(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(6, 4, |x, _| {
        image::Rgb(if x < 3 { [220, 30, 30] } else { [30, 30, 220] })
    });
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// Chunks after the header of a PNG.
pub fn png_with(chunks: &[Vec<u8>]) -> Vec<u8> {
    let png = small(ImageFormat::Png);
    // The signature and the header's chunk.
    let (head, rest) = png.split_at(33);
    [head, &chunks.concat(), rest].concat()
}

/// Chunks before the end of a PNG.
pub fn png_ending_with(chunks: &[Vec<u8>]) -> Vec<u8> {
    let png = small(ImageFormat::Png);
    let (head, end) = png.split_at(png.len() - 12);
    [head, &chunks.concat(), end].concat()
}

/// A segment after the start of a JPEG.
pub fn with_segment(jpeg: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, data, &jpeg[2..]].concat()
}

pub fn jpeg_with_exif(block: &[u8]) -> Vec<u8> {
    with_segment(&small(ImageFormat::Jpeg), 0xE1, &[b"Exif\0\0", block].concat())
}

/// A WebP with an EXIF chunk, which some programs begin with `Exif\0\0` as in a JPEG.
pub fn webp_with_exif(block: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.set_exif_metadata(block.to_vec());
    encoder.encode(&[200; 6 * 4 * 3], 6, 4, image_webp::ColorType::Rgb8).unwrap();
    bytes
}
