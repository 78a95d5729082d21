//! The look of a persona's posts, with the fonts and logos read from its files, kept until the persona changes.
//! How a persona becomes a look is known in `post`.

use crate::brand::Persona;
use crate::files::persona_file;
use crate::post::{BrandFiles, PostFonts, PostTheme, theme_of};
use std::path::PathBuf;
use std::sync::Arc;

/// The themes of one thread, of which the last is kept.
pub(in crate::studio) struct Themes {
    personas: PathBuf,
    fonts: PostFonts,
    last: Option<(Option<Arc<Persona>>, Dressed)>,
}

/// A theme, and what could not be used of it.
#[derive(Clone)]
pub(in crate::studio) struct Dressed {
    pub theme: PostTheme,
    pub fault: Option<String>,
}

impl Themes {
    /// Loads the bundled fonts and lists the system's, which takes a moment.
    pub fn new(personas: PathBuf) -> Self {
        Self { personas, fonts: PostFonts::with_system(), last: None }
    }

    pub fn fonts(&self) -> &PostFonts {
        &self.fonts
    }

    /// The theme of a persona, or a plain one for no brand.
    pub fn theme(&mut self, persona: Option<&Arc<Persona>>) -> Dressed {
        if let Some((_, dressed)) =
            self.last.as_ref().filter(|(known, _)| known.as_ref() == persona)
        {
            return dressed.clone();
        }
        let nobody = Persona::default();
        let speaker = persona.map_or(&nobody, |persona| persona);
        let dressed = self.dressed(speaker);
        self.last = Some((persona.cloned(), dressed.clone()));
        dressed
    }

    fn dressed(&self, persona: &Persona) -> Dressed {
        let of_files = self.files(persona).and_then(|files| {
            theme_of(persona, files, &self.fonts).map_err(|error| error.to_string())
        });
        match of_files {
            Ok(theme) => Dressed { theme, fault: None },
            Err(fault) => {
                // A post in the bundled type is better than none; the user is told why.
                let theme = theme_of(persona, BrandFiles::default(), &self.fonts);
                let theme = theme.expect("without files of its own, a brand has nothing unusable");
                Dressed { theme, fault: Some(fault) }
            }
        }
    }

    fn files(&self, persona: &Persona) -> Result<BrandFiles, String> {
        let read = |name: &str| -> Result<Option<Vec<u8>>, String> {
            if name.is_empty() {
                return Ok(None);
            }
            let path = persona_file(&self.personas, &persona.id, name);
            let read = std::fs::read(&path);
            read.map(Some).map_err(|error| format!("The brand's {name} cannot be read: {error}."))
        };
        let look = &persona.look;
        Ok(BrandFiles {
            heading_font: read(&look.heading_font)?,
            body_font: read(&look.body_font)?,
            logo_light: read(&look.logo_light)?,
            logo_dark: read(&look.logo_dark)?,
        })
    }
}
