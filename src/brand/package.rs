//! A persona with its logos, fonts and products in one `.brandish-persona` file, a zip archive.
//! Bytes in, values out. An archive is untrusted input: each claim it makes is checked.

use super::file::is_plain_name;
use super::{MAX_PRODUCTS, Persona, PersonaError};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The largest archive, in bytes.
pub const MAX_PACKAGE_BYTES: usize = 96 << 20;
/// The most that one file, and all of them, may unpack to.
const MAX_FILE_BYTES: u64 = 16 << 20;
const MAX_TOTAL_BYTES: u64 = 128 << 20;
/// The persona, two logos, two fonts, and two pictures of each product.
const MAX_FILES: usize = 5 + 2 * MAX_PRODUCTS;
const PERSONA: &str = "persona.toml";

/// A persona and the files that it names.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonaPackage {
    pub persona: Persona,
    /// Logos, fonts and pictures of products, by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why a package was refused.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("This is not a persona package: {0}")]
    NotAnArchive(String),
    #[error("The package is too large: {0}.")]
    TooLarge(&'static str),
    #[error("The package holds “{0}”, which no persona needs. It was not opened.")]
    Unexpected(String),
    #[error("The package names {0}, but the file is not in it.")]
    Missing(String),
    #[error("{0} is not what its name says.")]
    WrongType(String),
    #[error(transparent)]
    Persona(#[from] PersonaError),
}

impl PersonaPackage {
    /// The archive's bytes.
    ///
    /// # Errors
    /// `NotAnArchive` where the archive cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackageError> {
        let failed = |error: &dyn std::fmt::Display| PackageError::NotAnArchive(error.to_string());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        let text = self.persona.to_toml().into_bytes();
        let files = self.files.iter().map(|(name, bytes)| (name.as_str(), bytes));
        for (name, bytes) in std::iter::once((PERSONA, &text)).chain(files) {
            archive.start_file(name, options).map_err(|error| failed(&error))?;
            archive.write_all(bytes).map_err(|error| failed(&error))?;
        }
        Ok(archive.finish().map_err(|error| failed(&error))?.into_inner())
    }

    /// Opens an archive.
    ///
    /// # Errors
    /// A sentence about the first thing that is wrong; nothing was written anywhere.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackageError> {
        if bytes.len() > MAX_PACKAGE_BYTES {
            return Err(PackageError::TooLarge("96 MB is the most"));
        }
        let not_ours = |error: zip::result::ZipError| PackageError::NotAnArchive(error.to_string());
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(not_ours)?;
        if archive.len() > MAX_FILES {
            return Err(PackageError::TooLarge("it holds more files than any persona needs"));
        }
        let (mut files, mut total) = (BTreeMap::new(), 0);
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(not_ours)?;
            let name = file.name().map_err(not_ours)?.into_owned();
            if !is_plain_name(&name) || !file.is_file() {
                return Err(PackageError::Unexpected(name));
            }
            // Sizes that the archive states are not trusted: the bytes are counted.
            let mut content = Vec::new();
            file.take(MAX_FILE_BYTES + 1)
                .read_to_end(&mut content)
                .map_err(|error| PackageError::NotAnArchive(error.to_string()))?;
            total += content.len() as u64;
            if content.len() as u64 > MAX_FILE_BYTES {
                return Err(PackageError::TooLarge("one of its files is larger than 16 MB"));
            }
            if total > MAX_TOTAL_BYTES {
                return Err(PackageError::TooLarge("its files unpack to more than 128 MB"));
            }
            files.insert(name, content);
        }
        let text = files.remove(PERSONA).ok_or_else(|| PackageError::Missing(PERSONA.into()))?;
        let text = String::from_utf8(text)
            .map_err(|_| PersonaError::Unreadable("it is not text".into()))?;
        let persona = Persona::from_toml(&text)?;
        for name in persona.files() {
            let content = files.get(name).ok_or_else(|| PackageError::Missing(name.to_owned()))?;
            if !is_what_it_says(name, content) {
                return Err(PackageError::WrongType(name.to_owned()));
            }
        }
        if let Some(name) = files.keys().find(|name| !persona.files().any(|known| known == *name)) {
            return Err(PackageError::Unexpected(name.clone()));
        }
        Ok(Self { persona, files })
    }
}

/// Whether the first bytes are those of the type that the name ends in.
pub fn is_what_it_says(name: &str, bytes: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    match ending.as_str() {
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        "ttf" => bytes.starts_with(b"\0\x01\0\0") || bytes.starts_with(b"true"),
        "otf" => bytes.starts_with(b"OTTO") || bytes.starts_with(b"\0\x01\0\0"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    fn package() -> PersonaPackage {
        let mut persona = starters().remove(0);
        persona.look.logo_light = "logo.png".into();
        let logo = b"\x89PNG\r\n\x1a\nand so on".to_vec();
        PersonaPackage { persona, files: BTreeMap::from([("logo.png".into(), logo)]) }
    }

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_package_survives_the_round_trip() {
        let bytes = package().to_bytes().unwrap();
        assert_eq!(PersonaPackage::from_bytes(&bytes).unwrap(), package());
    }

    #[test]
    fn hostile_archives_are_refused() {
        let toml = starters()[0].to_toml();
        let with = |name: &str, bytes: &[u8]| archive(&[(PERSONA, toml.as_bytes()), (name, bytes)]);
        let refused = |bytes: &[u8]| PersonaPackage::from_bytes(bytes).unwrap_err();
        for name in ["../../etc/passwd", "/etc/passwd", "a/b.png", "..\\x.png", "run.sh", "C:x.png"]
        {
            assert!(matches!(refused(&with(name, b"x")), PackageError::Unexpected(_)), "{name}");
        }
        let bomb = vec![0; MAX_FILE_BYTES as usize + 1];
        assert!(matches!(refused(&with("logo.png", &bomb)), PackageError::TooLarge(_)));
        assert!(matches!(refused(b"PK\x03\x04 no"), PackageError::NotAnArchive(_)));
        assert!(matches!(refused(&archive(&[])), PackageError::Missing(_)));

        let mut claims = package();
        claims.files.insert("logo.png".into(), b"MZ\x90 a program".to_vec());
        assert!(matches!(refused(&claims.to_bytes().unwrap()), PackageError::WrongType(_)));
        claims.files.clear();
        assert!(matches!(refused(&claims.to_bytes().unwrap()), PackageError::Missing(_)));
    }

    #[test]
    fn no_damage_makes_the_reader_panic() {
        let good = package().to_bytes().unwrap();
        for at in 0..good.len() {
            for value in [0, 0xFF, good[at] ^ 1] {
                let mut bad = good.clone();
                bad[at] = value;
                PersonaPackage::from_bytes(&bad).ok();
            }
            PersonaPackage::from_bytes(&good[..at]).unwrap_err();
        }
    }
}
