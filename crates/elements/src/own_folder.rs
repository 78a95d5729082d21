//! The user's own drawings: a folder's SVG and PNG files, each read and checked, or refused with the reason.
//! Reads that folder's files only, and none that they name.

use crate::markup::Node;
use crate::{Drawing, ElementError};
use resvg::tiny_skia::Pixmap;
use std::path::{Path, PathBuf};

const MAX_PNG: usize = 20 << 20;
/// More files than this in one folder are left alone.
const MAX_FILES: usize = 2000;

/// A drawing of the user's own.
#[derive(Clone, Debug)]
pub struct OwnElement {
    /// The file's name without its ending.
    pub name: String,
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

/// The SVG and PNG files of a folder, by name. Other files and folders in it are passed over.
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
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let read = match ending.as_str() {
            "svg" => bytes(&path, crate::markup::MAX_BYTES).and_then(|b| Drawing::from_svg(&b)),
            "png" => bytes(&path, MAX_PNG).and_then(|b| from_png(&b)),
            _ => continue,
        };
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match read {
            Ok(drawing) => own.push(OwnElement { name, drawing }),
            Err(reason) => refused.push(Refused { path, reason }),
        }
    }
    Ok((own, refused))
}

fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, ElementError> {
    let unreadable = |error: std::io::Error| ElementError::Unreadable(error.to_string());
    // A link would lead out of the folder.
    let about = std::fs::symlink_metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(ElementError::Link(path.display().to_string()));
    }
    if about.len() > most as u64 {
        return Err(ElementError::TooLarge(most >> 20));
    }
    std::fs::read(path).map_err(unreadable)
}

/// A drawing that shows a PNG picture.
fn from_png(bytes: &[u8]) -> Result<Drawing, ElementError> {
    // Width and height stand at fixed places; a picture of enormous size is not unpacked.
    let side = |at: usize| {
        let bytes = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
        bytes.map(u32::from_be_bytes).ok_or(ElementError::UnreadablePicture)
    };
    let (width, height) = (side(16)?, side(20)?);
    if width > 8192 || height > 8192 {
        return Err(ElementError::Size(width, height));
    }
    Pixmap::decode_png(bytes).map_err(|_| ElementError::UnreadablePicture)?;
    let (width, height) = (width.to_string(), height.to_string());
    let link = format!("data:image/png;base64,{}", base64(bytes));
    let image = Node::new("image", &[("width", &width), ("height", &height), ("href", &link)]);
    let root = Node::new(
        "svg",
        &[("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", &format!("0 0 {width} {height}"))],
    );
    Ok(Drawing { root: root.with(vec![image]) })
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
        write("not.png", b"no picture");
        write("notes.txt", b"passed over");
        let mut red = Pixmap::new(8, 4).unwrap();
        red.fill(resvg::tiny_skia::Color::from_rgba8(255, 0, 0, 255));
        write("red.png", &red.encode_png().unwrap());
        let (own, refused) = read_own_folder(folder.path()).unwrap();
        let names: Vec<&str> = own.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(names, ["good", "red"]);
        let pixels = own[1].drawing.pixels(8, 4).unwrap();
        assert_eq!(pixels.rgba[..4], [255, 0, 0, 255]);
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].reason, ElementError::Link("/etc/hostname".into()));
        assert_eq!(refused[1].reason, ElementError::UnreadablePicture);
        assert!(matches!(
            read_own_folder(&folder.path().join("none")),
            Err(ElementError::Folder(..))
        ));
    }
}
