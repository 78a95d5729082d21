//! A photo in the place of a drawn picture: which file, and whether its subject is cut out.
//! Values only; the engine reads the file and places it.

use super::{Family, ModelId, ModelTraits};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::LazyLock;

/// The photo of a brief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacedPhoto {
    /// As it was kept in the home.
    pub path: PathBuf,
    /// Whether the photo is shown whole, cut to the picture's sides around its subject. Otherwise the subject is cut out and
    /// placed on the backdrop.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// What a placed photo respects in the place of a model's traits.
pub static PHOTO_TRAITS: LazyLock<ModelTraits> = LazyLock::new(|| ModelTraits {
    sides: 64..=2048,
    steps: 1..=1,
    default_steps: 1,
    guidance: 1.0..=1.0,
    default_guidance: 1.0,
    ..ModelTraits::of_family(ModelId::photo(), "A photo".into(), Family::Spark)
});
