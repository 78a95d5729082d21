//! A model's own autoencoder, the full one or the tiny: one interface for both.
//! Knows which of them a folder holds; networks are in `vae` and `tiny`.

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use super::config::VaeConfig;
use super::supported_values::{VAE, read_json, read_supported};
use super::taesd::{TaesdConfig, TaesdDecoder, TaesdEncoder};
use super::vae;
use crate::weights::{LoadError, Weights};

/// The sizes of an autoencoder.
#[derive(Clone, Debug)]
pub(super) enum Autoencoder {
    Full(VaeConfig),
    Taesd(TaesdConfig),
}

pub(super) enum LatentDecoder {
    Full(Box<vae::VaeDecoder>),
    Taesd(TaesdDecoder),
}

pub(super) enum LatentEncoder {
    Full(Box<vae::VaeEncoder>),
    Taesd(TaesdEncoder),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Class {
    #[serde(rename = "_class_name")]
    name: String,
}

impl Autoencoder {
    /// Reads `vae/config.json`, whose class names the kind.
    ///
    /// # Errors
    /// Where it is missing or not understood.
    pub(super) fn read(path: &Path) -> std::result::Result<Self, LoadError> {
        match read_json::<Class>(path)?.name.as_str() {
            "AutoencoderTiny" => TaesdConfig::read(path).map(Self::Taesd),
            _ => read_supported::<VaeConfig>(path, VAE)?.check(path).map(Self::Full),
        }
    }

    /// Pixels per latent, along one side.
    pub(super) fn factor(&self) -> usize {
        match self {
            Self::Full(config) => config.factor(),
            Self::Taesd(config) => config.factor(),
        }
    }

    pub(super) fn channels(&self) -> usize {
        match self {
            Self::Full(config) => config.latent_channels,
            Self::Taesd(config) => config.latent_channels,
        }
    }

    /// Values that the decode of so many latent positions holds at once: the last level works at full size, first on the
    /// channels of the level before it, and holds an image about three times.
    pub(super) fn decode_values(&self, positions: u64) -> u64 {
        let widest = match self {
            Self::Full(config) => {
                let widths = &config.block_out_channels;
                widths.get(1).or(widths.first()).copied().unwrap_or(0)
            }
            Self::Taesd(config) => config.decoder_block_out_channels[0],
        };
        3 * positions * (self.factor() as u64).pow(2) * widest as u64
    }

    pub(super) fn decoder(
        &self,
        weights: &Weights,
    ) -> std::result::Result<LatentDecoder, LoadError> {
        match self {
            Self::Full(config) => {
                vae::VaeDecoder::load(weights, config).map(Box::new).map(LatentDecoder::Full)
            }
            Self::Taesd(config) => TaesdDecoder::load(weights, config).map(LatentDecoder::Taesd),
        }
    }

    pub(super) fn encoder(
        &self,
        weights: &Weights,
    ) -> std::result::Result<LatentEncoder, LoadError> {
        match self {
            Self::Full(config) => {
                vae::VaeEncoder::load(weights, config).map(Box::new).map(LatentEncoder::Full)
            }
            Self::Taesd(config) => TaesdEncoder::load(weights, config).map(LatentEncoder::Taesd),
        }
    }
}

impl LatentDecoder {
    /// Latents, `[1, height, width, channels]`, to a picture, `[1, height', width', 3]`, of about -1 to 1.
    pub(super) fn decode(&self, latents: &Tensor) -> Result<Tensor> {
        match self {
            Self::Full(decoder) => decoder.decode(latents),
            Self::Taesd(decoder) => decoder.decode(latents),
        }
    }
}

impl LatentEncoder {
    /// A picture of -1 to 1, `[1, height, width, 3]`, to the likeliest latents, `[1, height', width', channels]`.
    pub(super) fn encode(&self, picture: &Tensor) -> Result<Tensor> {
        match self {
            Self::Full(encoder) => encoder.encode(picture),
            Self::Taesd(encoder) => encoder.encode(picture),
        }
    }
}
