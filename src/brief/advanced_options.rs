//! Wishes that go past the enhancer to the model itself: sampler, first latents, a picture to start from, LoRAs.
//! Only names and numbers; the engine reads the files and reports one that does not fit.

use super::numbers::{finite_option, finite_weights};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Options for users who know the model. Without any, a picture is drawn by the defaults of the model's config.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdvancedOptions {
    /// The sampler's name, such as `euler-a`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampler: Option<String>,
    /// Drop what the model cannot read at once, and read no weights in the prompt.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncate_prompt: bool,
    /// A safetensors file whose tensor `latents` stands in for the seed's first noise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_latents: Option<PathBuf>,
    /// Where the picture is written as `f32`, before it is rounded to eight bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_out: Option<PathBuf>,
    /// The picture to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_image: Option<PathBuf>,
    /// How much of it goes, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "finite_option")]
    pub strength: Option<f32>,
    /// White where it is to be drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mask: Option<PathBuf>,
    /// Decode with the tiny autoencoder beside the model: much faster, a little less fine.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fast_decode: bool,
    /// LoRA files, each with its weight.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "finite_weights")]
    pub loras: Vec<(PathBuf, f32)>,
}

impl AdvancedOptions {
    /// Whether it names files, which only this machine has.
    pub fn names_files(&self) -> bool {
        let files = [&self.init_latents, &self.raw_out, &self.init_image, &self.mask];
        !self.loras.is_empty() || files.iter().any(|file| file.is_some())
    }

    /// Whether there is nothing in it.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
