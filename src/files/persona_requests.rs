//! The disk thread's requests about brands: save, remove, import and export them, copy and read their logos,
//! and find the colours of a picture. It works on the user's own folder and holds no state.

use super::disk_thread::Pixels;
use super::personas::{self, PersonaFileError};
use super::pictures::{read_pixels, shrunk};
use crate::brand::{Palette, Persona, PersonaId};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longer side of a logo as it is shown, pixels.
const LOGO_SIDE: u32 = 512;
/// The longer side of a picture whose colours are looked for, pixels.
const PALETTE_SIDE: u32 = 192;

/// What the disk thread does for brands on request.
#[derive(Clone, Debug)]
pub enum PersonaRequest {
    /// Writes a brand to the user's own.
    Save(Box<Persona>),
    /// Copies the logos and fonts that a brand names from the one it was copied from.
    CopyFiles { from: PersonaId, to: Box<Persona> },
    /// Removes an own brand; a starter of its id then stands in its place again.
    SetAside(PersonaId),
    /// Imports a package or a TOML file; its id is made new where it is `taken`.
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

/// A response about brands. An error is a sentence for the user.
#[derive(Clone, Debug)]
pub enum PersonaResponse {
    /// A brand could not be saved, copied or removed.
    Failed(String),
    Imported(Result<Box<Persona>, String>),
    Exported(Result<PathBuf, String>),
    /// The file name of a logo or font in its brand's folder.
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

/// Carries out a request in `own`, the folder of the user's own brands; `None` where there is nothing to report.
pub(crate) fn handle(request: PersonaRequest, own: &Path) -> Option<PersonaResponse> {
    let sentence = |error: PersonaFileError| error.to_string();
    let failure_of = |outcome: Result<(), PersonaFileError>| {
        outcome.err().map(|error| PersonaResponse::Failed(error.to_string()))
    };
    Some(match request {
        PersonaRequest::Save(persona) => {
            return failure_of(personas::save_persona(own, &persona));
        }
        PersonaRequest::CopyFiles { from, to } => {
            return failure_of(personas::copy_persona_files(own, &from, &to));
        }
        PersonaRequest::SetAside(id) => {
            // A brand that was never saved has no file to remove.
            let saved = personas::is_own_persona(own, &id);
            return failure_of(match saved {
                true => personas::set_persona_aside(own, &id),
                false => Ok(()),
            });
        }
        PersonaRequest::Import { path, taken } => {
            let imported = personas::import_persona(own, &path, &taken);
            PersonaResponse::Imported(imported.map(Box::new).map_err(sentence))
        }
        PersonaRequest::Export { persona, to } => {
            let exported = personas::export_persona(own, &persona, &to);
            PersonaResponse::Exported(exported.map(|()| to).map_err(sentence))
        }
        PersonaRequest::Adopt { id, field, path } => {
            let name = personas::adopt_persona_file(own, &id, &path).map_err(sentence);
            PersonaResponse::Adopted { id, field, name }
        }
        PersonaRequest::Logo { id, name } => {
            let picture = read_pixels(&personas::persona_file(own, &id, &name));
            let pixels = picture.map(|image| Arc::new(Pixels::from(shrunk(&image, LOGO_SIDE))));
            PersonaResponse::Logo { id, name, pixels: pixels.map_err(|error| error.to_string()) }
        }
        PersonaRequest::Palette { id, picture } => {
            PersonaResponse::Palette { id, palette: palette(&picture) }
        }
    })
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
        let request = PersonaRequest::Adopt { id, field: "look.logo_light", path };
        let Some(PersonaResponse::Adopted { name, .. }) = handle(request, own.path()) else {
            panic!()
        };
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
    fn removing_a_brand_that_was_never_saved_reports_nothing() {
        let own = tempfile::tempdir().unwrap();
        let id = starters()[0].id.clone();
        assert!(handle(PersonaRequest::SetAside(id), own.path()).is_none());
    }
}
