//! The size of a picture in pixels, and its text form.
//! Which sizes a model or a network takes is known elsewhere.

use super::BriefError;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Model families work on latents an eighth of the picture's size.
pub(super) const SIDE_STEP: u32 = 8;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The smallest size that a model can make and that covers this one.
    pub fn covering(self) -> Self {
        let up = |side: u32| side.div_ceil(SIDE_STEP) * SIDE_STEP;
        Self::new(up(self.width), up(self.height))
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl FromStr for Size {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        let parse = || {
            let (width, height) = text.split_once(['x', 'X', '×'])?;
            Some(Self::new(width.trim().parse().ok()?, height.trim().parse().ok()?))
        };
        parse().ok_or_else(|| BriefError::SizeUnreadable(text.to_owned()))
    }
}
