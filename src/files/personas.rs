//! The user's own personas: `ID.toml` in one folder; logos, fonts and pictures of products of each in a folder `ID`
//! beside it.
//! Starters are carried inside the program; an own persona takes the place of a starter of its id.

use super::atomic;
use super::bounded_read::read_bounded;
use super::own::read_own;
use crate::brand::{
    MAX_PACKAGE_BYTES, PackageError, Persona, PersonaId, PersonaPackage, is_what_it_says, starters,
};
use crate::post::{FileFormat, PhotoError, encode_photo, read_photo};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What a removed persona's file is called until the next start.
const REMOVED: &str = "toml.removed";

/// Why a persona could not be kept, taken in or given away. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum PersonaFileError {
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error("{} cannot be read: {source}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is neither a picture (PNG, JPEG, WebP) nor a font (OTF, TTF) that Brandish can open.", .0.display())]
    WrongType(PathBuf),
    #[error("{name}: {source}")]
    Picture { name: String, source: PhotoError },
}

/// The starters, then the user's own; and a sentence for each file that cannot be read.
pub fn read_personas(own: &Path) -> (Vec<Persona>, Vec<String>) {
    read_own(own, starters(), Persona::from_toml, |persona| &persona.id)
}

/// Keeps a persona among the user's own.
pub fn save_persona(own: &Path, persona: &Persona) -> Result<(), PersonaFileError> {
    let path = own.join(format!("{}.toml", persona.id));
    let write = || {
        std::fs::create_dir_all(own)?;
        atomic::write_over(&path, persona.to_toml().as_bytes())
    };
    write().map_err(|source| PersonaFileError::Write { path: path.clone(), source })
}

/// Takes an own persona out of sight; `bring_persona_back` undoes it. Its logos and fonts stay.
pub fn set_persona_aside(own: &Path, id: &PersonaId) -> Result<(), PersonaFileError> {
    let path = own.join(format!("{id}.toml"));
    let moved = std::fs::rename(&path, path.with_extension(REMOVED));
    moved.map_err(|source| PersonaFileError::Write { path, source })
}

/// Brings back what `set_persona_aside` took.
pub fn bring_persona_back(own: &Path, id: &PersonaId) -> Result<(), PersonaFileError> {
    let path = own.join(format!("{id}.toml"));
    let moved = std::fs::rename(path.with_extension(REMOVED), &path);
    moved.map_err(|source| PersonaFileError::Write { path, source })
}

/// Whether the user's own folder holds a persona; else it is a starter as it came.
pub fn is_own_persona(own: &Path, id: &PersonaId) -> bool {
    own.join(format!("{id}.toml")).is_file()
}

/// Where a logo or font of a persona lies.
pub fn persona_file(own: &Path, id: &PersonaId, name: &str) -> PathBuf {
    own.join(&id.0).join(name)
}

/// Copies a logo or font to its persona and returns the name it has there: a new one where another
/// file has its name, so that an undo finds the older file still there.
pub fn adopt_persona_file(
    own: &Path,
    id: &PersonaId,
    from: &Path,
) -> Result<String, PersonaFileError> {
    let read = |source| PersonaFileError::Read { path: from.to_owned(), source };
    let bytes = read_bounded(from, MAX_PACKAGE_BYTES as u64).map_err(read)?;
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches(['.', '-']).to_owned();
    let (name, bytes) = match is_font(&name) {
        true if is_what_it_says(&name, &bytes) => (name, bytes),
        true => return Err(PersonaFileError::WrongType(from.to_owned())),
        false => as_logo(name, bytes)?,
    };
    let path = persona_file(own, id, &name);
    if std::fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(name);
    }
    let written = atomic::write_new(&path, &bytes)
        .map_err(|source| PersonaFileError::Write { path: path.clone(), source })?;
    Ok(written.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn is_font(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ending == "ttf" || ending == "otf"
}

/// A picture that can be read to its end, under a name that ends in what it is. A GIF's first picture becomes a PNG.
fn as_logo(name: String, bytes: Vec<u8>) -> Result<(String, Vec<u8>), PersonaFileError> {
    let refuse = |source| PersonaFileError::Picture { name: name.clone(), source };
    let picture = read_photo(&bytes).map_err(refuse)?;
    if is_what_it_says(&name, &bytes) {
        return Ok((name, bytes));
    }
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    for ending in ["png", "jpg", "webp"] {
        let named = format!("{stem}.{ending}");
        if is_what_it_says(&named, &bytes) {
            return Ok((named, bytes));
        }
    }
    let png = encode_photo(&picture, FileFormat::Png, &[]);
    let png = png.map_err(|error| refuse(PhotoError::Damaged(error.to_string())))?;
    Ok((format!("{stem}.png"), png))
}

/// Writes a product's picture beside its persona and returns the name it got: a new one where another file has its name.
pub fn add_persona_file(
    own: &Path,
    id: &PersonaId,
    name: &str,
    bytes: &[u8],
) -> Result<String, PersonaFileError> {
    let path = persona_file(own, id, name);
    let written = atomic::write_new(&path, bytes)
        .map_err(|source| PersonaFileError::Write { path: path.clone(), source })?;
    Ok(written.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// Copies the files that a persona names from the one it was copied from.
pub fn copy_persona_files(
    own: &Path,
    from: &PersonaId,
    persona: &Persona,
) -> Result<(), PersonaFileError> {
    for name in persona.files() {
        let path = persona_file(own, from, name);
        let bytes = std::fs::read(&path)
            .map_err(|source| PersonaFileError::Read { path: path.clone(), source })?;
        write_file(own, &persona.id, name, &bytes)?;
    }
    Ok(())
}

/// Takes in a persona package: its files, then the persona. Its id is made new where it is taken.
pub fn import_persona(
    own: &Path,
    from: &Path,
    taken: &[PersonaId],
) -> Result<Persona, PersonaFileError> {
    let read = |source| PersonaFileError::Read { path: from.to_owned(), source };
    let bytes = read_bounded(from, MAX_PACKAGE_BYTES as u64).map_err(read)?;
    let PersonaPackage { mut persona, files } = if bytes.starts_with(b"PK") {
        PersonaPackage::from_bytes(&bytes)?
    } else {
        // A plain TOML file is a persona without the files beside it.
        let text = String::from_utf8(bytes)
            .map_err(|_| PackageError::NotAnArchive("it is neither a package nor text".into()))?;
        let mut persona = Persona::from_toml(&text).map_err(PackageError::from)?;
        for name in persona.file_places() {
            name.clear();
        }
        PersonaPackage { persona, files: BTreeMap::new() }
    };
    for (name, bytes) in files.iter().filter(|(name, _)| !is_font(name)) {
        let refuse = |source| PersonaFileError::Picture { name: name.clone(), source };
        read_photo(bytes).map_err(refuse)?;
    }
    if taken.contains(&persona.id) {
        persona.id = PersonaId::of_name(&persona.id.0, taken);
    }
    for (name, bytes) in &files {
        write_file(own, &persona.id, name, bytes)?;
    }
    save_persona(own, &persona)?;
    Ok(persona)
}

/// Writes a persona and its files into one package.
pub fn export_persona(own: &Path, persona: &Persona, to: &Path) -> Result<(), PersonaFileError> {
    let mut files = BTreeMap::new();
    for name in persona.files() {
        let path = persona_file(own, &persona.id, name);
        let bytes = std::fs::read(&path)
            .map_err(|source| PersonaFileError::Read { path: path.clone(), source })?;
        files.insert(name.to_owned(), bytes);
    }
    let package = PersonaPackage { persona: persona.clone(), files };
    let bytes = package.to_bytes()?;
    // What we would refuse ourselves is not given away.
    PersonaPackage::from_bytes(&bytes)?;
    atomic::write_over(to, &bytes)
        .map_err(|source| PersonaFileError::Write { path: to.to_owned(), source })
}

fn write_file(
    own: &Path,
    id: &PersonaId,
    name: &str,
    bytes: &[u8],
) -> Result<(), PersonaFileError> {
    let path = persona_file(own, id, name);
    let write = || {
        std::fs::create_dir_all(own.join(&id.0))?;
        atomic::write_over(&path, bytes)
    };
    write().map_err(|source| PersonaFileError::Write { path: path.clone(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(red: u8) -> Vec<u8> {
        let picture = image::RgbaImage::from_pixel(4, 4, image::Rgba([red, 10, 10, 255]));
        encode_photo(&picture, FileFormat::Png, &[]).unwrap()
    }

    fn own_persona(own: &Path) -> Persona {
        let mut persona = starters().remove(0);
        persona.id = PersonaId("mine".into());
        let logo = own.join("My logo.png");
        std::fs::write(&logo, self::logo(200)).unwrap();
        persona.look.logo_light = adopt_persona_file(own, &persona.id, &logo).unwrap();
        persona
    }

    #[test]
    fn a_persona_and_its_logo_travel_in_one_file() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let persona = own_persona(here.path());
        assert_eq!(persona.look.logo_light, "My-logo.png");
        save_persona(here.path(), &persona).unwrap();
        let package = here.path().join("mine.brandish-persona");
        export_persona(here.path(), &persona, &package).unwrap();
        let came = import_persona(there.path(), &package, &[]).unwrap();
        assert_eq!(came, persona);
        let logo = persona_file(there.path(), &came.id, "My-logo.png");
        assert_eq!(std::fs::read(logo).unwrap(), self::logo(200));
        assert!(read_personas(there.path()).0.contains(&persona));
        let again =
            import_persona(there.path(), &package, std::slice::from_ref(&persona.id)).unwrap();
        assert_eq!(again.id.0, "mine-2");
    }

    #[test]
    fn a_plain_toml_file_is_taken_in_without_the_files_it_names() {
        let own = tempfile::tempdir().unwrap();
        let persona = own_persona(own.path());
        let path = own.path().join("letter.toml");
        std::fs::write(&path, persona.to_toml()).unwrap();
        let came = import_persona(own.path(), &path, &[]).unwrap();
        assert_eq!(came.look.logo_light, "");
    }

    #[test]
    fn a_logo_that_is_no_picture_is_refused() {
        let own = tempfile::tempdir().unwrap();
        let path = own.path().join("logo.png");
        let mine = PersonaId("mine".into());
        for (bytes, word) in [
            (&b"MZ a program"[..], "not a picture"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
            (&logo(200)[..60], "damaged"),
        ] {
            std::fs::write(&path, bytes).unwrap();
            let sentence = adopt_persona_file(own.path(), &mine, &path).unwrap_err().to_string();
            assert!(sentence.contains(word) && sentence.contains("logo.png"), "{sentence}");
        }
        let font = own.path().join("font.ttf");
        std::fs::write(&font, b"MZ a program").unwrap();
        let refused = adopt_persona_file(own.path(), &mine, &font);
        assert!(matches!(refused, Err(PersonaFileError::WrongType(_))));
    }

    #[test]
    fn a_logo_gets_the_name_of_what_it_is() {
        let own = tempfile::tempdir().unwrap();
        let picture = image::RgbImage::from_pixel(4, 4, image::Rgb([200, 10, 10]));
        for (format, name) in [
            (image::ImageFormat::Jpeg, "mark.jpg"),
            (image::ImageFormat::WebP, "mark.webp"),
            (image::ImageFormat::Gif, "mark.png"),
        ] {
            let path = own.path().join("mark.bin");
            picture.save_with_format(&path, format).unwrap();
            let id = PersonaId(format!("{format:?}").to_lowercase());
            assert_eq!(adopt_persona_file(own.path(), &id, &path).unwrap(), name);
            let kept = std::fs::read(persona_file(own.path(), &id, name)).unwrap();
            assert!(is_what_it_says(name, &kept) && read_photo(&kept).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_logo_never_takes_the_place_of_another() {
        let own = tempfile::tempdir().unwrap();
        let persona = own_persona(own.path());
        let path = own.path().join("My-logo.png");
        std::fs::write(&path, logo(200)).unwrap();
        assert_eq!(adopt_persona_file(own.path(), &persona.id, &path).unwrap(), "My-logo.png");
        std::fs::write(&path, logo(90)).unwrap();
        assert_eq!(adopt_persona_file(own.path(), &persona.id, &path).unwrap(), "My-logo-2.png");
    }

    #[test]
    fn a_removed_persona_comes_back() {
        let own = tempfile::tempdir().unwrap();
        let persona = own_persona(own.path());
        save_persona(own.path(), &persona).unwrap();
        set_persona_aside(own.path(), &persona.id).unwrap();
        assert!(!is_own_persona(own.path(), &persona.id));
        bring_persona_back(own.path(), &persona.id).unwrap();
        assert!(read_personas(own.path()).0.contains(&persona));
    }
}
