//! The size that a request asks for, as `"1024x1024"` or as an object of two numbers.
//! Whether a model can draw it, the Studio checks.

use crate::brief::{BriefError, Size};
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// Width and height in pixels, multiples of 8.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum SizeRequest {
    #[schemars(extend("pattern" = "^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$", "examples" = ["1024x1024"]))]
    Text(String),
    Sides(Sides),
}

#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Sides {
    #[schemars(range(min = 8, max = 65_535))]
    width: u32,
    #[schemars(range(min = 8, max = 65_535))]
    height: u32,
}

/// From an object alone: a derived reader takes a list as well.
impl<'de> Deserialize<'de> for Sides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sides = BTreeMap::<String, u32>::deserialize(deserializer)?;
        match (sides.get("width"), sides.get("height"), sides.len()) {
            (Some(&width), Some(&height), 2) => Ok(Self { width, height }),
            _ => Err(D::Error::custom("width and height, and no others")),
        }
    }
}

impl SizeRequest {
    pub(super) fn read(&self) -> Result<Size, BriefError> {
        match self {
            Self::Text(text) => text.parse(),
            Self::Sides(sides) => Ok(Size::new(sides.width, sides.height)),
        }
    }
}
