//! Spark's upsampler: what the decoder computed of a picture, and the picture itself, to the picture at twice the size.
//! Few convolutions at half the picture's size; how the small picture is made is decided in the decoder.

use candle_core::{Result, Tensor};

use super::config::UpsamplerConfig;
use crate::nn::{
    Backend, JoinedConv2d, JoinedOptions, Slope, add_repeated, pixel_shuffle, pixel_unshuffle,
};
use crate::weights::{LoadError, Weights};

/// How many times wider and higher a picture becomes.
pub(super) const FACTOR: usize = 2;
/// Pixels of the picture's side for one place of the decoder's features.
const PATCH: usize = 2;
/// Red, green, blue and opacity.
const CHANNELS: usize = 4;

pub(super) struct Upsampler {
    layers: Vec<JoinedConv2d>,
    backend: Backend,
}

impl Upsampler {
    /// Reads numbered layers that begin with `features` channels of the decoder.
    ///
    /// # Errors
    /// As for [`JoinedConv2d::load`].
    pub(super) fn load(
        weights: &Weights,
        features: usize,
        config: &UpsamplerConfig,
    ) -> std::result::Result<Upsampler, LoadError> {
        let gathered = CHANNELS * PATCH * PATCH;
        let first = JoinedOptions::plain(greatest_common_divisor(features, gathered));
        let activated =
            |options: JoinedOptions| JoinedOptions { slope: Slope::Learned, ..options };
        let outputs = CHANNELS * (PATCH * FACTOR).pow(2);
        let width = config.width;
        let layer = |at: usize| {
            let weights = weights.at(at);
            match at {
                0 => JoinedConv2d::load(&weights, features + gathered, width, activated(first)),
                _ if at < config.layers => {
                    let options = activated(JoinedOptions::plain(width));
                    JoinedConv2d::load(&weights, width, width, options)
                }
                _ => JoinedConv2d::load(&weights, width, outputs, JoinedOptions::plain(width)),
            }
        };
        let layers = (0..=config.layers).map(layer).collect::<std::result::Result<_, _>>()?;
        Ok(Upsampler { layers, backend: weights.placement().backend })
    }

    /// Features `[1, height / 2, width / 2, channels]` and premultiplied RGBA `[1, height, width, 4]`, 0..=1, to
    /// `[1, 2 height, 2 width, 4]`, of about the same range but not yet clamped.
    pub(super) fn forward(&self, features: &Tensor, picture: &Tensor) -> Result<Tensor> {
        let gathered = pixel_unshuffle(picture, PATCH, self.backend)?;
        let mut x = features.clone();
        for (at, layer) in self.layers.iter().enumerate() {
            x = match at {
                0 => layer.forward(&[&x, &gathered], None)?,
                _ => layer.forward(&[&x], None)?,
            };
        }
        add_repeated(pixel_shuffle(&x, PATCH * FACTOR, self.backend)?, picture)
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
