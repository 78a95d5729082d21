//! The user's own drawings: a folder's SVG, PNG and WebP files, each read and checked, or refused with the reason.
//! Reads that folder's files only, and none that they name.

use crate::markup::Node;
use crate::{Drawing, ElementError};
use std::path::{Path, PathBuf};

const MAX_PICTURE: usize = 20 << 20;
/// The longest side of a picture, in pixels.
const MAX_SIDE: u32 = 8192;
/// More files than this in one folder are left alone.
const MAX_FILES: usize = 2000;

/// A drawing of the user's own.
#[derive(Clone, Debug)]
pub struct OwnElement {
    /// The file's name without its ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What it shows.
    pub drawing: Drawing,
}

/// A file that cannot be used.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub reason: ElementError,
}

/// The SVG, PNG and WebP files of a folder, by name. Other files and folders in it are passed over.
///
/// # Errors
/// `Folder` where the folder itself cannot be read.
pub fn read_own_folder(folder: &Path) -> Result<(Vec<OwnElement>, Vec<Refused>), ElementError> {
    let failed = |error: std::io::Error| {
        ElementError::Folder(folder.display().to_string(), error.to_string())
    };
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (mut own, mut refused) = (Vec::new(), Vec::new());
    for path in paths.into_iter().take(MAX_FILES) {
        let Some(kind) = Kind::of(&path) else { continue };
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match read(&path, kind) {
            Ok(drawing) => own.push(OwnElement { name, path, drawing }),
            Err(reason) => refused.push(Refused { path, reason }),
        }
    }
    Ok((own, refused))
}

/// One SVG, PNG or WebP file.
///
/// # Errors
/// Why it cannot be used.
pub fn read_own_file(path: &Path) -> Result<Drawing, ElementError> {
    let kind = Kind::of(path).ok_or(ElementError::UnreadablePicture)?;
    read(path, kind)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Svg,
    Png,
    Webp,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_string_lossy().to_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "webp" => Some(Self::Webp),
            _ => None,
        }
    }
}

fn read(path: &Path, kind: Kind) -> Result<Drawing, ElementError> {
    match kind {
        Kind::Svg => {
            let drawing = Drawing::from_svg(&bytes(path, crate::markup::MAX_BYTES)?)?;
            if drawing.shows_something()? { Ok(drawing) } else { Err(ElementError::Empty) }
        }
        Kind::Png | Kind::Webp => from_picture(&bytes(path, MAX_PICTURE)?, kind),
    }
}

fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, ElementError> {
    let unreadable = |error: std::io::Error| ElementError::Unreadable(error.to_string());
    // A link would lead out of the folder.
    let about = std::fs::symlink_metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(ElementError::NoFile);
    }
    if about.len() > most as u64 {
        return Err(ElementError::TooLarge(most >> 20));
    }
    std::fs::read(path).map_err(unreadable)
}

/// A drawing that shows a PNG or WebP picture.
fn from_picture(bytes: &[u8], kind: Kind) -> Result<Drawing, ElementError> {
    let unreadable = || ElementError::UnreadablePicture;
    let (media, size) = match kind {
        Kind::Png => ("png", png_size(bytes)),
        _ => ("webp", webp_size(bytes)),
    };
    // A picture of enormous size is not unpacked.
    let (width, height) = size.ok_or_else(unreadable)?;
    if width > MAX_SIDE || height > MAX_SIDE {
        return Err(ElementError::Size(width, height));
    }
    let (width, height) = (width.to_string(), height.to_string());
    let link = format!("data:image/{media};base64,{}", base64(bytes));
    let image = Node::new("image", &[("width", &width), ("height", &height), ("href", &link)]);
    let root = Node::new(
        "svg",
        &[("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", &format!("0 0 {width} {height}"))],
    );
    let drawing = Drawing { root: root.with(vec![image]) };
    // What cannot be decoded is left out without an error when it is drawn.
    if drawing.shows_something()? {
        return Ok(drawing);
    }
    let is_whole = kind == Kind::Png && resvg::tiny_skia::Pixmap::decode_png(bytes).is_ok();
    Err(if is_whole { ElementError::Empty } else { unreadable() })
}

/// Width and height of a PNG, which stand at fixed places (PNG, third edition, 11.2.1).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    bytes.starts_with(b"\x89PNG").then(|| Some((side(16)?, side(20)?))).flatten()
}

/// Width and height of a WebP, by the header of its first chunk (RFC 9649, 2.5 to 2.7).
fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let byte = |at: usize| bytes.get(at).copied().map(u32::from);
    let two = |at: usize| Some(byte(at)? | byte(at + 1)? << 8);
    let three = |at: usize| Some(two(at)? | byte(at + 2)? << 16);
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WEBP") {
        return None;
    }
    match bytes.get(12..16)? {
        b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
        b"VP8 " => Some((two(26)? & 0x3fff, two(28)? & 0x3fff)),
        b"VP8L" => {
            let bits = two(21)? | two(23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|at| u32::from(three.get(at).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place > three.len() { '=' } else { digit as char });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::Pixmap;

    #[test]
    fn base64_is_that_of_the_standard() {
        let known =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in known {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn good_files_are_read_and_bad_ones_named_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let svg = |inner: &str| {
            format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>"#)
        };
        write("good.svg", svg(r#"<rect width="9" height="9"/>"#).as_bytes());
        write("link.svg", svg(r#"<image width="9" height="9" href="/etc/hostname"/>"#).as_bytes());
        write("empty.svg", svg("").as_bytes());
        std::fs::create_dir(folder.path().join("folder.svg")).unwrap();
        write("not.png", b"no picture");
        write("not.webp", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0/\x07\xc0\x00\x00");
        write("notes.txt", b"passed over");
        write("web.webp", include_bytes!("../../../tests/fixtures/photos/alpha.webp"));
        let mut red = Pixmap::new(8, 4).unwrap();
        red.fill(resvg::tiny_skia::Color::from_rgba8(255, 0, 0, 255));
        write("red.png", &red.encode_png().unwrap());
        write("clear.png", &Pixmap::new(8, 4).unwrap().encode_png().unwrap());
        let (own, refused) = read_own_folder(folder.path()).unwrap();
        let names: Vec<&str> = own.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(names, ["good", "red", "web"]);
        let web = own[2].drawing.size().unwrap();
        assert_eq!(read_own_file(&own[2].path).unwrap().size().unwrap(), web);
        let shown = own[2].drawing.pixels(32, 32).unwrap();
        assert!(shown.rgba.iter().skip(3).step_by(4).any(|alpha| *alpha > 100));
        let pixels = own[1].drawing.pixels(8, 4).unwrap();
        assert_eq!(pixels.rgba[..4], [255, 0, 0, 255]);
        let reasons: Vec<&ElementError> = refused.iter().map(|file| &file.reason).collect();
        let link = ElementError::Link("/etc/hostname".into());
        let empty = &ElementError::Empty;
        assert_eq!(reasons[..4], [empty, empty, &ElementError::NoFile, &link]);
        assert_eq!(refused.len(), 6);
        for file in &refused[4..] {
            assert_eq!(file.reason, ElementError::UnreadablePicture, "{:?}", file.path);
        }
        assert!(matches!(
            read_own_folder(&folder.path().join("none")),
            Err(ElementError::Folder(..))
        ));
    }
}
