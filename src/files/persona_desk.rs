//! What the disk thread does for brands: keep, remove, import and export them, take in their logos,
//! show these, and find the colours of a picture. It works on the user's own folder and holds nothing.

use super::gallery::Pixels;
use super::personas::{self, PersonaFileError};
use super::pictures::{read_pixels, shrunk};
use crate::brand::{Palette, Persona, PersonaId};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longer side of a logo as it is shown, pixels.
const LOGO_SIDE: u32 = 512;
/// The longer side of a picture whose colours are looked for, pixels.
const PALETTE_SIDE: u32 = 192;

/// What the disk thread can be asked about brands.
#[derive(Clone, Debug)]
pub enum PersonaAsk {
    /// Keeps a brand among the user's own.
    Save(Box<Persona>),
    /// Copies the logos and fonts that a brand names from the one it was copied from.
    CopyFiles { from: PersonaId, to: Box<Persona> },
    /// Takes an own brand away; a starter of its id takes its place again.
    SetAside(PersonaId),
    /// Takes in a package or a TOML file; its id is made new where it is `taken`.
    Import { path: PathBuf, taken: Vec<PersonaId> },
    /// Writes a brand with its logos and fonts into one file.
    Export { persona: Box<Persona>, to: PathBuf },
    /// Copies a logo or font to its brand.
    Adopt { id: PersonaId, field: &'static str, path: PathBuf },
    /// A logo's pixels, to be shown.
    Logo { id: PersonaId, name: String },
    /// The colours of any picture.
    Palette { id: PersonaId, picture: PathBuf },
}

/// An answer about brands. An error is a sentence for the user.
#[derive(Clone, Debug)]
pub enum PersonaReply {
    /// A brand could not be kept, copied or taken away.
    Failed(String),
    Imported(Result<Box<Persona>, String>),
    Exported(Result<PathBuf, String>),
    /// The name that a logo or font has at its brand.
    Adopted {
        id: PersonaId,
        field: &'static str,
        name: Result<String, String>,
    },
    Logo {
        id: PersonaId,
        name: String,
        pixels: Result<Arc<Pixels>, String>,
    },
    Palette {
        id: PersonaId,
        palette: Result<Palette, String>,
    },
}

/// Does what was asked in the folder of the user's own brands.
pub(super) fn answer(ask: PersonaAsk, own: &Path) -> Option<PersonaReply> {
    let sentence = |error: PersonaFileError| error.to_string();
    let unless_done = |done: Result<(), PersonaFileError>| {
        done.err().map(|error| PersonaReply::Failed(error.to_string()))
    };
    Some(match ask {
        PersonaAsk::Save(persona) => {
            return unless_done(personas::save_persona(own, &persona));
        }
        PersonaAsk::CopyFiles { from, to } => {
            return unless_done(personas::copy_persona_files(own, &from, &to));
        }
        PersonaAsk::SetAside(id) => {
            // What was never kept needs not be taken away.
            let kept = personas::is_own_persona(own, &id);
            return unless_done(match kept {
                true => personas::set_persona_aside(own, &id),
                false => Ok(()),
            });
        }
        PersonaAsk::Import { path, taken } => {
            let came = personas::import_persona(own, &path, &taken);
            PersonaReply::Imported(came.map(Box::new).map_err(sentence))
        }
        PersonaAsk::Export { persona, to } => {
            let done = personas::export_persona(own, &persona, &to);
            PersonaReply::Exported(done.map(|()| to).map_err(sentence))
        }
        PersonaAsk::Adopt { id, field, path } => {
            let name = whole(&path)
                .and_then(|()| personas::adopt_persona_file(own, &id, &path).map_err(sentence));
            PersonaReply::Adopted { id, field, name }
        }
        PersonaAsk::Logo { id, name } => {
            let picture = read_pixels(&personas::persona_file(own, &id, &name));
            let pixels = picture.map(|image| Arc::new(Pixels::from(shrunk(&image, LOGO_SIDE))));
            PersonaReply::Logo { id, name, pixels: pixels.map_err(|error| error.to_string()) }
        }
        PersonaAsk::Palette { id, picture } => {
            PersonaReply::Palette { id, palette: palette(&picture) }
        }
    })
}

/// Whether a picture can be read to its end; other files are judged by their first bytes.
fn whole(path: &Path) -> Result<(), String> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "png" | "jpg" | "jpeg" | "webp" => {
            read_pixels(path).map(|_| ()).map_err(|error| error.to_string())
        }
        _ => Ok(()),
    }
}

fn palette(picture: &Path) -> Result<Palette, String> {
    let image = read_pixels(picture).map_err(|error| error.to_string())?;
    // Every so many pixels are taken as they are: a shrunk picture would have mixed colours in it.
    let longer = image.width().max(image.height());
    let step = longer.div_ceil(PALETTE_SIDE).max(1) as usize;
    let rows = image.rows().step_by(step);
    let pixels = rows.flat_map(|row| row.step_by(step)).map(|pixel| pixel.0);
    let nothing = || "The picture is transparent all over: it has no colours to take.".to_owned();
    Palette::of_pixels(pixels).ok_or_else(nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use image::{Rgba, RgbaImage};

    #[test]
    fn a_damaged_picture_does_not_become_a_logo() {
        let own = tempfile::tempdir().unwrap();
        let path = own.path().join("logo.png");
        RgbaImage::from_pixel(64, 64, Rgba([200, 10, 10, 255])).save(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let id = PersonaId("mine".into());
        let ask = PersonaAsk::Adopt { id, field: "look.logo_light", path };
        let Some(PersonaReply::Adopted { name, .. }) = answer(ask, own.path()) else { panic!() };
        assert!(name.is_err());
    }

    #[test]
    fn a_large_picture_gives_its_colours() {
        let own = tempfile::tempdir().unwrap();
        let path = own.path().join("poster.png");
        let mut picture = RgbaImage::from_pixel(900, 500, Rgba([0x0F, 0x76, 0x6E, 255]));
        for (x, _, pixel) in picture.enumerate_pixels_mut() {
            if x > 600 {
                *pixel = Rgba([255, 255, 255, 255]);
            }
        }
        picture.save(&path).unwrap();
        assert_eq!(palette(&path).unwrap().primary.to_string(), "#0F766E");
        RgbaImage::new(20, 20).save(&path).unwrap();
        assert!(palette(&path).unwrap_err().contains("transparent"));
    }

    #[test]
    fn what_was_never_kept_is_taken_away_without_complaint() {
        let own = tempfile::tempdir().unwrap();
        let id = starters()[0].id.clone();
        assert!(answer(PersonaAsk::SetAside(id), own.path()).is_none());
    }
}
