//! A request to a Stable Diffusion model, and why there is no picture.
//! Values only; how a picture is drawn stands in `draw`.

use super::scheduler_table::SamplerName;
use crate::weights::LoadError;

/// One picture to draw. What is left out is as in `DiffusionRequest::default()`.
#[derive(Clone, Copy, Debug)]
pub struct DiffusionRequest<'a> {
    /// `(word:1.3)` weighs, unless the prompt is truncated.
    pub prompt: &'a str,
    /// What to keep away from; empty for nothing in particular.
    pub negative: &'a str,
    /// Chooses all noise.
    pub seed: u64,
    /// At least 1.
    pub steps: usize,
    /// How strongly to follow the prompt (Ho and Salimans 2022, arXiv:2207.12598); 1 or less is plain and twice as fast.
    pub guidance: f32,
    /// In pixels, a multiple of the autoencoder's factor.
    pub width: u32,
    /// In pixels, a multiple of the autoencoder's factor.
    pub height: u32,
    /// `None`: the one that the model's config names.
    pub sampler: Option<SamplerName>,
    /// Read the prompt as plain text and drop what the model cannot read at once, as the reference does.
    pub truncate: bool,
    /// `[channels, height, width]` of variance 1 instead of the seed's first noise.
    pub latents: Option<&'a [f32]>,
    /// A picture to start from.
    pub init_image: Option<InitImage<'a>>,
    /// Decode with the tiny autoencoder that lies beside the model: much faster, a little less fine.
    pub fast_decode: bool,
}

impl Default for DiffusionRequest<'_> {
    /// A picture of 512 by 512 pixels in 25 steps, from the seed 0.
    fn default() -> Self {
        Self {
            prompt: "",
            negative: "",
            seed: 0,
            steps: 25,
            guidance: 7.5,
            width: 512,
            height: 512,
            sampler: None,
            truncate: false,
            latents: None,
            init_image: None,
            fast_decode: false,
        }
    }
}

/// A picture to start from, and what of it may change.
#[derive(Clone, Copy, Debug)]
pub struct InitImage<'a> {
    /// `[height, width, 3]` of the size of the request, 0..=1.
    pub rgb: &'a [f32],
    /// How much of it changes, 0..=1.
    pub strength: f32,
    /// `[height, width]`, 0..=1: what is repainted; `None` for all of it.
    pub mask: Option<&'a [f32]>,
}

/// Why there is no picture.
///
/// All is computed in `f32`, so that a picture that comes out broken would come out broken again: nothing is tried
/// twice. A kernel of less precision would have to be tried again without it before one of the first two is reported.
#[derive(Debug, thiserror::Error)]
pub enum DiffusionError {
    /// A network put out NaN or infinite values.
    #[error("the {0} gave NaN or infinite values")]
    NotFinite(Stage),
    /// All pixels have one colour.
    #[error("the picture came out blank")]
    Blank,
    /// The request does not fit this model; a sentence for the user.
    #[error("{0}")]
    InvalidRequest(String),
    /// A tokenizer failed.
    #[error("the prompt could not be read: {0}")]
    Tokenizer(#[source] tokenizers::Error),
    /// A file could not be used, or changed while it was in use.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A layer failed.
    #[error("the computation failed: {0}")]
    Candle(#[from] candle_core::Error),
}

/// The network that something came out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The text encoders.
    Text,
    /// The U-Net.
    Denoiser,
    /// The encoder or decoder of latents.
    Autoencoder,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text => "text encoder",
            Self::Denoiser => "denoiser",
            Self::Autoencoder => "autoencoder",
        })
    }
}
