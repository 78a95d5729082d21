//! The illustrations that a request for a picture names, and how they are painted.
//! Whether there are such illustrations, the Studio checks.

use super::elements::with_own_paths;
use super::error::ApiError;
use crate::brand::PersonaId;
use crate::brief::{ElementChoice, ElementStyle, SkinTone};
use crate::studio::Studio;
use schemars::JsonSchema;
use serde::Deserialize;

/// Up to three illustrations and how they are painted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ElementsRequest {
    /// The main one first: of /elements, or a file of the brand's own drawings by its name.
    #[schemars(length(min = 1, max = 3), extend("examples" = [["cupcake"]]))]
    names: Vec<String>,
    /// Paint them in the brand's colours; skin stays skin.
    #[serde(default)]
    recolour: bool,
    /// `original`, `flat`, `outline`, `sticker` or `grey`.
    #[serde(default)]
    #[schemars(extend("examples" = ["original"]))]
    style: Option<String>,
    /// `yellow`, `light`, `medium-light`, `medium`, `medium-dark` or `dark`.
    #[serde(default)]
    #[schemars(extend("examples" = ["medium"]))]
    tone: Option<String>,
    /// Single parts in a colour of the brand (primary, secondary, accent, light or dark), counted from 1, the largest
    /// first: `cupcake:2=accent`.
    #[serde(default)]
    #[schemars(length(max = 30), extend("examples" = [["cupcake:2=accent"]]))]
    parts: Vec<String>,
}

impl ElementsRequest {
    /// # Errors
    /// Where none is named, a value cannot be read, or a file is named that is no drawing of the brand.
    pub(super) fn choice(
        self,
        persona: Option<&PersonaId>,
        studio: &Studio,
    ) -> Result<ElementChoice, ApiError> {
        if self.names.is_empty() {
            return Err(ApiError::bad_value("“elements” needs “names” with at least one name."));
        }
        Ok(ElementChoice {
            names: with_own_paths(self.names, persona, studio)?,
            recolour: self.recolour,
            style: self.style.map_or(Ok(ElementStyle::default()), |style| style.parse())?,
            tone: self.tone.map_or(Ok(SkinTone::default()), |tone| tone.parse())?,
            parts: self.parts.iter().map(|part| part.parse()).collect::<Result<_, _>>()?,
        })
    }
}
