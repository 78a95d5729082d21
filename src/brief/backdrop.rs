//! What lies behind the subject of a picture, as the user chose it, and its name in files and on the command line.
//! Which colours a brand has, and how a ground is painted, is known elsewhere.

use super::BriefError;
use crate::brand::{Palette, Rgb};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What lies behind a cut-out. Without a persona, every ground of the brand is a neutral grey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Backdrop {
    /// The colour of the persona's palette that suits the subject.
    #[default]
    Brand,
    /// The persona's primary colour.
    Primary,
    /// The persona's secondary colour.
    Secondary,
    /// The persona's light colour.
    Light,
    /// Nothing: the picture keeps its transparency.
    Transparent,
    /// One flat colour.
    Colour(Rgb),
}

impl FromStr for Backdrop {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        match text {
            "brand" => Ok(Self::Brand),
            "primary" => Ok(Self::Primary),
            "secondary" => Ok(Self::Secondary),
            "light" => Ok(Self::Light),
            "transparent" => Ok(Self::Transparent),
            _ => text
                .parse()
                .map(Self::Colour)
                .map_err(|_| BriefError::BackdropUnknown(text.to_owned())),
        }
    }
}

impl std::fmt::Display for Backdrop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Brand => f.write_str("brand"),
            Self::Primary => f.write_str("primary"),
            Self::Secondary => f.write_str("secondary"),
            Self::Light => f.write_str("light"),
            Self::Transparent => f.write_str("transparent"),
            Self::Colour(colour) => colour.fmt(f),
        }
    }
}

impl TryFrom<String> for Backdrop {
    type Error = BriefError;

    fn try_from(text: String) -> Result<Self, BriefError> {
        text.parse()
    }
}

impl From<Backdrop> for String {
    fn from(backdrop: Backdrop) -> Self {
        backdrop.to_string()
    }
}

impl Backdrop {
    /// The one colour of a palette that it names; `None` where it names none, or there is no palette.
    pub fn colour_of(self, palette: Option<&Palette>) -> Option<Rgb> {
        match self {
            Self::Brand | Self::Transparent => None,
            Self::Primary => palette.map(|palette| palette.primary),
            Self::Secondary => palette.map(|palette| palette.secondary),
            Self::Light => palette.map(|palette| palette.light),
            Self::Colour(colour) => Some(colour),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    #[test]
    fn every_ground_is_read_back_and_names_its_colour() {
        let palette = starters()[0].look.palette;
        for (ground, colour) in [
            (Backdrop::Brand, None),
            (Backdrop::Primary, Some(palette.primary)),
            (Backdrop::Secondary, Some(palette.secondary)),
            (Backdrop::Light, Some(palette.light)),
            (Backdrop::Transparent, None),
            (Backdrop::Colour(Rgb::new(1, 2, 3)), Some(Rgb::new(1, 2, 3))),
        ] {
            assert_eq!(ground.to_string().parse(), Ok(ground));
            assert_eq!(ground.colour_of(Some(&palette)), colour);
        }
        assert_eq!(Backdrop::Primary.colour_of(None), None);
    }
}
