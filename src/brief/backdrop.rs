//! What lies behind a cut-out, as the user names it. The colours are chosen in `post`.

use super::BriefError;
use crate::brand::Rgb;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What lies behind a cut-out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Backdrop {
    /// A soft gradient of the persona's palette; a neutral grey without a persona.
    #[default]
    Brand,
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
