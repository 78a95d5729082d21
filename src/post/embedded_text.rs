//! The texts that a picture file carries beside its pixels: PNG text chunks, EXIF fields and JPEG comments.
//! It reads no pixels and does not know what a text means. A file is untrusted: what it unpacks to is limited.

use super::encode::EncodeError;
use super::photo;
use flate2::read::ZlibDecoder;
use image::ImageFormat;
use std::io::{Cursor, Read};

/// The most that all texts of a file may unpack to, in bytes.
const MAX_TEXT: usize = 8 << 20;
/// EXIF tags that programs write a recipe into, whatever directory they lie in.
const TAGS: [(u16, &str); 6] = [
    (0x9286, "UserComment"),
    (0x9C9C, "XPComment"),
    (0x010E, "ImageDescription"),
    (0x010F, "Make"),
    (0x0110, "Model"),
    (0x0131, "Software"),
];

/// A text and the key that it stands under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EmbeddedText {
    pub key: String,
    pub text: String,
}

/// Every text of a picture file, in the file's order.
///
/// # Errors
/// If it is not a picture that can be opened, or if its texts unpack to more than 8 MB.
pub(super) fn embedded_texts(bytes: &[u8]) -> Result<Vec<EmbeddedText>, EncodeError> {
    match photo::supported(bytes)? {
        ImageFormat::Png => png_texts(bytes),
        ImageFormat::Jpeg => {
            let mut texts = exif_texts(
                exif::Reader::new()
                    .continue_on_error(true)
                    .read_from_container(&mut Cursor::new(bytes)),
            );
            texts.extend(jpeg_comments(bytes));
            Ok(texts)
        }
        ImageFormat::WebP => Ok(exif_texts(
            exif::Reader::new()
                .continue_on_error(true)
                .read_from_container(&mut Cursor::new(bytes)),
        )),
        // A GIF has comments, which no program writes a recipe into.
        _ => Ok(Vec::new()),
    }
}

fn png_texts(bytes: &[u8]) -> Result<Vec<EmbeddedText>, EncodeError> {
    let mut texts = Vec::new();
    let mut budget = MAX_TEXT;
    let mut rest = bytes.get(8..).unwrap_or_default();
    // Length, kind, data, checksum. A text is read although a later part of the file is cut off.
    while let Some((head, after)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some((data, after)) = after.split_at_checked(length) else { break };
        rest = after.get(4..).unwrap_or_default();
        match &head[4..8] {
            b"tEXt" => texts.extend(plain_chunk(data)),
            b"zTXt" => texts.extend(packed_chunk(data, &mut budget)?),
            b"iTXt" => texts.extend(unicode_chunk(data, &mut budget)?),
            b"eXIf" => texts.extend(exif_texts(
                exif::Reader::new().continue_on_error(true).read_raw(data.to_vec()),
            )),
            b"IEND" => break,
            _ => {}
        }
    }
    Ok(texts)
}

/// Programs write UTF-8 where the standard wants Latin-1; text that is valid UTF-8 is taken as that.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn key_of(data: &[u8]) -> Option<(String, &[u8])> {
    let end = data.iter().position(|byte| *byte == 0)?;
    Some((text_of(&data[..end]), &data[end + 1..]))
}

fn plain_chunk(data: &[u8]) -> Option<EmbeddedText> {
    let (key, text) = key_of(data)?;
    Some(EmbeddedText { key, text: text_of(text) })
}

fn packed_chunk(data: &[u8], budget: &mut usize) -> Result<Option<EmbeddedText>, EncodeError> {
    let Some((key, [0, packed @ ..])) = key_of(data) else { return Ok(None) };
    Ok(unpacked(packed, budget)?.map(|text| EmbeddedText { key, text: text_of(&text) }))
}

fn unicode_chunk(data: &[u8], budget: &mut usize) -> Result<Option<EmbeddedText>, EncodeError> {
    let Some((key, [packed, _, rest @ ..])) = key_of(data) else { return Ok(None) };
    // Language, then the translated key; then the text.
    let text = key_of(rest).and_then(|(_, rest)| key_of(rest)).map(|(_, text)| text);
    let Some(text) = text else { return Ok(None) };
    if *packed == 0 {
        return Ok(Some(EmbeddedText { key, text: text_of(text) }));
    }
    Ok(unpacked(text, budget)?.map(|text| EmbeddedText { key, text: text_of(&text) }))
}

/// Unpacks within what is left of the budget; `None` if the stream is damaged.
fn unpacked(packed: &[u8], budget: &mut usize) -> Result<Option<Vec<u8>>, EncodeError> {
    let mut text = Vec::new();
    let read = ZlibDecoder::new(packed).take(*budget as u64 + 1).read_to_end(&mut text);
    if text.len() > *budget {
        return Err(EncodeError::Recipe(
            "its texts unpack to more than 8 MB, which no recipe does",
        ));
    }
    *budget -= text.len();
    Ok(read.is_ok().then_some(text))
}

/// The comment segments of a JPEG, up to its first scan.
fn jpeg_comments(bytes: &[u8]) -> Vec<EmbeddedText> {
    let mut texts = Vec::new();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, marker, high, low, after @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low])).saturating_sub(2);
        let Some((data, after)) = after.split_at_checked(length) else { break };
        match marker {
            0xFE => texts.push(EmbeddedText { key: "Comment".into(), text: text_of(data) }),
            0xDA => break,
            _ => {}
        }
        rest = after;
    }
    texts
}

fn exif_texts(read: Result<exif::Exif, exif::Error>) -> Vec<EmbeddedText> {
    let exif = match read {
        Ok(exif) => exif,
        Err(error) => match error.distill_partial_result(|_| {}) {
            Ok(exif) => exif,
            Err(_) => return Vec::new(),
        },
    };
    let mut texts = Vec::new();
    for field in exif.fields() {
        let number = field.tag.number();
        let Some((_, key)) = TAGS.iter().find(|(tag, _)| *tag == number) else { continue };
        let bytes: Vec<u8> = match &field.value {
            exif::Value::Undefined(bytes, _) | exif::Value::Byte(bytes) => bytes.clone(),
            exif::Value::Ascii(parts) => parts.join(&b"\n"[..]),
            _ => continue,
        };
        let text = match *key {
            "UserComment" => comment_text(&bytes),
            "XPComment" => utf16_text(&bytes),
            _ => text_of(&bytes),
        };
        let text = text.trim_matches('\0');
        if !text.trim().is_empty() {
            texts.push(EmbeddedText { key: (*key).into(), text: text.to_owned() });
        }
    }
    texts
}

/// The text of a UserComment, whose first eight bytes name its encoding, or should.
fn comment_text(bytes: &[u8]) -> String {
    let (code, text) = bytes.split_at_checked(8).unwrap_or((&[], bytes));
    match code {
        // Some programs write UTF-8 behind the mark for UTF-16, which has a NUL in each Latin letter.
        code if code.eq_ignore_ascii_case(b"UNICODE\0") => match std::str::from_utf8(text) {
            Ok(text) if !text.trim_end_matches('\0').contains('\0') => text.to_owned(),
            _ => utf16_text(text),
        },
        b"ASCII\0\0\0" | b"JIS\0\0\0\0\0" => text_of(text),
        b"\0\0\0\0\0\0\0\0" if text.contains(&0) => utf16_text(text),
        b"\0\0\0\0\0\0\0\0" => text_of(text),
        _ => text_of(bytes),
    }
}

/// UTF-16 in either byte order: by its mark, or by which order gives more Latin letters.
fn utf16_text(bytes: &[u8]) -> String {
    let read = |order: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes.chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect()
    };
    let (big, little) = (read(u16::from_be_bytes), read(u16::from_le_bytes));
    let letters = |units: &[u16]| units.iter().filter(|unit| **unit < 128).count();
    let is_little = match big.first() {
        Some(0xFEFF) => false,
        Some(0xFFFE) => true,
        _ => letters(&little) > letters(&big),
    };
    let text = String::from_utf16_lossy(if is_little { &little } else { &big });
    text.trim_start_matches('\u{feff}').to_owned()
}
