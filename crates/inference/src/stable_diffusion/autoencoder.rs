//! A model's own autoencoder, be it the full one or the tiny: one front for both.
//! Knows which of them a folder holds; networks are in `vae` and `tiny`.

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::config::VaeConfig;
use super::rules::{VAE, read_json, understood};
use super::tiny::{TinyConfig, TinyDecoder, TinyEncoder};
use super::vae;
use crate::weights::{LoadError, Weights};

/// The sizes of an autoencoder.
#[derive(Clone, Debug)]
pub(super) enum Autoencoder {
    Full(VaeConfig),
    Tiny(TinyConfig),
}

pub(super) enum Decoder {
    Full(Box<vae::Decoder>),
    Tiny(TinyDecoder),
}

pub(super) enum Encoder {
    Full(Box<vae::Encoder>),
    Tiny(TinyEncoder),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Class {
    #[serde(rename = "_class_name")]
    name: String,
}

impl Autoencoder {
    /// Reads `vae/config.json`, whose class says which it is.
    ///
    /// # Errors
    /// Where it is missing or not understood.
    pub(super) fn read(path: &Path) -> std::result::Result<Self, LoadError> {
        match read_json::<Class>(path)?.name.as_str() {
            "AutoencoderTiny" => TinyConfig::read(path).map(Self::Tiny),
            _ => understood::<VaeConfig>(path, VAE)?.check(path).map(Self::Full),
        }
    }

    /// Pixels per latent, along one side.
    pub(super) fn factor(&self) -> usize {
        match self {
            Self::Full(config) => config.factor(),
            Self::Tiny(config) => config.factor(),
        }
    }

    pub(super) fn channels(&self) -> usize {
        match self {
            Self::Full(config) => config.latent_channels,
            Self::Tiny(config) => config.latent_channels,
        }
    }

    /// Values that the decode of so many latent places holds at once: the last level works at full size, first on the
    /// channels of the level before it, and holds an image about three times.
    pub(super) fn decode_values(&self, places: u64) -> u64 {
        let widest = match self {
            Self::Full(config) => {
                let widths = &config.block_out_channels;
                widths.get(1).or(widths.first()).copied().unwrap_or(0)
            }
            Self::Tiny(config) => config.decoder_block_out_channels[0],
        };
        3 * places * (self.factor() as u64).pow(2) * widest as u64
    }

    pub(super) fn decoder(&self, weights: &Weights) -> std::result::Result<Decoder, LoadError> {
        match self {
            Self::Full(config) => {
                vae::Decoder::load(weights, config).map(Box::new).map(Decoder::Full)
            }
            Self::Tiny(config) => TinyDecoder::load(weights, config).map(Decoder::Tiny),
        }
    }

    pub(super) fn encoder(&self, weights: &Weights) -> std::result::Result<Encoder, LoadError> {
        match self {
            Self::Full(config) => {
                vae::Encoder::load(weights, config).map(Box::new).map(Encoder::Full)
            }
            Self::Tiny(config) => TinyEncoder::load(weights, config).map(Encoder::Tiny),
        }
    }
}

impl Decoder {
    /// Latents, `[1, height, width, channels]`, to a picture, `[1, height', width', 3]`, of about -1 to 1.
    pub(super) fn decode(&self, latents: &Tensor) -> Result<Tensor> {
        match self {
            Self::Full(decoder) => decoder.decode(latents),
            Self::Tiny(decoder) => decoder.decode(latents),
        }
    }
}

impl Encoder {
    /// A picture of -1 to 1, `[1, height, width, 3]`, to the likeliest latents, `[1, height', width', channels]`.
    pub(super) fn encode(&self, picture: &Tensor) -> Result<Tensor> {
        match self {
            Self::Full(encoder) => encoder.encode(picture),
            Self::Tiny(encoder) => encoder.encode(picture),
        }
    }
}
