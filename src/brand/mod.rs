//! WHO speaks: a persona is a brand's voice, look and words, kept in one readable TOML file.
//! This module knows nothing of pictures, models or disks; it only holds and checks the values.

mod colour;
mod starters;

pub use colour::{ColourError, Rgb};
pub use starters::starters;

use serde::{Deserialize, Serialize};

/// The short name a persona is called by in files, on the command line and in history, such as `stride`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonaId(pub String);

impl std::fmt::Display for PersonaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A brand: who it is, how it speaks, what it looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    pub id: PersonaId,
    /// The name people see.
    pub name: String,
    /// What the brand promises, in one line.
    pub promise: String,
    /// Who it speaks to.
    pub audience: String,
    /// How it sounds, in a sentence.
    pub voice: String,
    pub palette: Palette,
    /// Words for the look of its pictures, most important first.
    pub visual_style: Vec<String>,
    pub words_to_use: Vec<String>,
    pub words_to_avoid: Vec<String>,
    /// Standing hashtags, with their `#`.
    pub hashtags: Vec<String>,
    /// What a first picture of this brand could show.
    pub sample_prompt: String,
}

/// The five colours of a brand, by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// The colour the brand is known by; the window's accent and the backdrop's middle.
    pub primary: Rgb,
    pub secondary: Rgb,
    pub accent: Rgb,
    /// The brand's near-white.
    pub light: Rgb,
    /// The brand's near-black.
    pub dark: Rgb,
}

impl Palette {
    /// The colours in the order they are shown as swatches.
    pub fn swatches(&self) -> [(&'static str, Rgb); 5] {
        [
            ("primary", self.primary),
            ("secondary", self.secondary),
            ("accent", self.accent),
            ("light", self.light),
            ("dark", self.dark),
        ]
    }
}

/// Why a persona file was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PersonaError {
    #[error("The persona file cannot be read: {0}")]
    Unreadable(String),
    #[error("A persona needs a {0}, and this one leaves it empty.")]
    Empty(&'static str),
    #[error("“{0}” cannot be a persona id: use small letters, digits and hyphens.")]
    BadId(String),
}

impl Persona {
    /// Reads a persona from the text of its TOML file and checks it.
    pub fn from_toml(text: &str) -> Result<Self, PersonaError> {
        let persona: Self =
            toml::from_str(text).map_err(|error| PersonaError::Unreadable(error.to_string()))?;
        persona.check()?;
        Ok(persona)
    }

    fn check(&self) -> Result<(), PersonaError> {
        let id = &self.id.0;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(plain) {
            return Err(PersonaError::BadId(id.clone()));
        }
        if self.name.trim().is_empty() {
            return Err(PersonaError::Empty("name"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persona_survives_the_round_trip_through_its_file() {
        for persona in starters() {
            let text = toml::to_string(&persona).unwrap();
            assert_eq!(Persona::from_toml(&text).unwrap(), persona);
        }
    }

    #[test]
    fn a_bad_persona_is_refused_with_a_reason() {
        let mut persona = starters().remove(0);
        persona.id = PersonaId("Two Words".into());
        let text = toml::to_string(&persona).unwrap();
        assert_eq!(Persona::from_toml(&text), Err(PersonaError::BadId("Two Words".into())));
        assert!(matches!(Persona::from_toml("name = 3"), Err(PersonaError::Unreadable(_))));
    }
}
