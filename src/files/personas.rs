//! The user's own personas: `ID.toml` in one folder, logos and fonts of each in a folder `ID` beside it.
//! Starters are carried inside the program; an own persona takes the place of a starter of its id.

use super::atomic;
use super::own::read_own;
use crate::brand::{
    MAX_PACKAGE_BYTES, PackageError, Persona, PersonaId, PersonaPackage, is_what_it_says, starters,
};
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
    let length = std::fs::metadata(from).map_err(read)?.len();
    if length > MAX_PACKAGE_BYTES as u64 {
        return Err(PackageError::TooLarge("32 MB is the most").into());
    }
    let bytes = std::fs::read(from).map_err(read)?;
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches(['.', '-']).to_owned();
    if !is_what_it_says(&name, &bytes) {
        return Err(PersonaFileError::WrongType(from.to_owned()));
    }
    let path = persona_file(own, id, &name);
    if std::fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(name);
    }
    let written = atomic::write_new(&path, &bytes)
        .map_err(|source| PersonaFileError::Write { path: path.clone(), source })?;
    Ok(written.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

/// Copies the logos and fonts that a persona names from the one it was copied from.
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
    let length = std::fs::metadata(from).map_err(read)?.len();
    if length > MAX_PACKAGE_BYTES as u64 {
        return Err(PackageError::TooLarge("32 MB is the most").into());
    }
    let bytes = std::fs::read(from).map_err(read)?;
    let PersonaPackage { mut persona, files } = if bytes.starts_with(b"PK") {
        PersonaPackage::from_bytes(&bytes)?
    } else {
        // A plain TOML file is a persona without logos and fonts.
        let text = String::from_utf8(bytes)
            .map_err(|_| PackageError::NotAnArchive("it is neither a package nor text".into()))?;
        let mut persona = Persona::from_toml(&text).map_err(PackageError::from)?;
        for name in persona.file_places() {
            name.clear();
        }
        PersonaPackage { persona, files: BTreeMap::new() }
    };
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

    const LOGO: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

    fn own_persona(own: &Path) -> Persona {
        let mut persona = starters().remove(0);
        persona.id = PersonaId("mine".into());
        let logo = own.join("My logo.png");
        std::fs::write(&logo, LOGO).unwrap();
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
        assert_eq!(std::fs::read(logo).unwrap(), LOGO);
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
        std::fs::write(&path, b"MZ a program").unwrap();
        let refused = adopt_persona_file(own.path(), &PersonaId("mine".into()), &path);
        assert!(matches!(refused, Err(PersonaFileError::WrongType(_))));
    }

    #[test]
    fn a_logo_never_takes_the_place_of_another() {
        let own = tempfile::tempdir().unwrap();
        let persona = own_persona(own.path());
        let path = own.path().join("My-logo.png");
        std::fs::write(&path, LOGO).unwrap();
        assert_eq!(adopt_persona_file(own.path(), &persona.id, &path).unwrap(), "My-logo.png");
        std::fs::write(&path, [LOGO, b" more"].concat()).unwrap();
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
