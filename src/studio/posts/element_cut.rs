//! The subject of a picture that was composed of illustrations, drawn again with nothing behind it: sharper than any
//! cut-out of the picture. Its recipe in the file says what it was composed of.

use crate::engine::{ElementLibrary, element_cutout};
use crate::files::read_personas;
use crate::post::{SourceType, recipe_in};
use image::RgbaImage;
use std::path::PathBuf;
use std::sync::Arc;

/// What illustrations are drawn again with.
#[derive(Clone)]
pub(super) struct ElementCutter {
    pub library: Option<Arc<ElementLibrary>>,
    /// The folder of the user's own personas, whose colours may be in the picture.
    pub personas: PathBuf,
}

impl ElementCutter {
    /// The subject of a picture's file; `None` where the picture is not of illustrations, or they cannot be drawn any more.
    /// It is a square of `side` pixels.
    pub fn cut(&self, file: &[u8], side: u32) -> Option<RgbaImage> {
        if SourceType::of_file(file) != Some(SourceType::Drawing) {
            return None;
        }
        let recipe = recipe_in(file).ok().flatten()?.recipe;
        let choice = recipe.elements();
        let library = self.library.as_ref().filter(|_| !choice.is_empty())?;
        let brand = recipe.facts.get("Persona");
        let personas = brand.map(|_| read_personas(&self.personas).0).unwrap_or_default();
        let persona = personas.iter().find(|persona| Some(&persona.id.0) == brand);
        let palette = persona.map(|persona| &persona.look.palette);
        let subject = (&choice, recipe.brief(), recipe.seed().unwrap_or_default());
        element_cutout(library, subject, palette, side).ok()
    }
}
