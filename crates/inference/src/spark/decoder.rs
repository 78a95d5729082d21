//! Spark's decoder: latents to a picture with transparency, and a much cheaper preview of the same.
//! How the latents are made is decided in the denoiser and the sampler.

use candle_core::{Result, Tensor};

use super::config::SparkConfig;
use crate::nn::{Activation, Conv2d, GroupNorm, Placement, Resize, pixel_shuffle};
use crate::weights::{LoadError, Weights};

pub(super) struct SparkDecoder {
    placement: Placement,
    scale: usize,
    mean: Tensor,
    deviation: Tensor,
    linear: Conv2d,
    conv_in: Conv2d,
    levels: Vec<Level>,
    norm: GroupNorm,
    conv_out: Conv2d,
}

struct Level {
    blocks: Vec<Block>,
    /// To the next level: the first doubles pixels, the others shuffle channels into pixels.
    grow: Option<Conv2d>,
}

struct Block {
    norm_in: GroupNorm,
    conv_in: Conv2d,
    norm_out: GroupNorm,
    conv_out: Conv2d,
}

impl SparkDecoder {
    pub(super) fn load(
        weights: &Weights,
        config: &SparkConfig,
    ) -> std::result::Result<SparkDecoder, LoadError> {
        let (channels, epsilon) = (&config.decoder.c, config.groupnorm_eps);
        let (zc, scale, last) = (config.decoder.zc, config.scale(), channels.len() - 1);
        let load_level = |index: usize| {
            let here = channels[index];
            let groups = if index == last { 4 } else { 8 };
            let blocks = (0..config.decoder.n[index]).map(|block| {
                Block::load(&weights.at(format!("res{index}")).at(block), groups, here, epsilon)
            });
            let grow = weights.at(format!("up{index}"));
            let grow = match channels.get(index + 1) {
                Some(&next) if index == 0 => {
                    Some(Conv2d::load(&grow, here, next, 3, Resize::Double)?)
                }
                Some(&next) => Some(Conv2d::load(&grow, here, 4 * next, 3, Resize::Same)?),
                None => None,
            };
            Ok(Level { blocks: blocks.collect::<std::result::Result<_, LoadError>>()?, grow })
        };
        let statistics = |values: &[f32]| {
            Tensor::from_slice(values, zc, &weights.placement().device)
                .map_err(|error| weights.failed(error))
        };
        Ok(SparkDecoder {
            placement: weights.placement().clone(),
            scale,
            mean: statistics(&config.latent.mean)?,
            deviation: statistics(&config.latent.std)?,
            linear: Conv2d::load(&weights.at("lin"), zc, 4 * scale * scale, 1, Resize::Same)?,
            conv_in: Conv2d::load(&weights.at("conv_in"), zc, channels[0], 3, Resize::Same)?,
            levels: (0..=last).map(load_level).collect::<std::result::Result<_, LoadError>>()?,
            norm: GroupNorm::load(&weights.at("norm"), 4, channels[last], epsilon)?,
            conv_out: Conv2d::load(&weights.at("conv_out"), channels[last], 16, 3, Resize::Same)?,
        })
    }

    /// Normalised latents `[1, height, width, channels]` to premultiplied RGBA `[1, scale height, scale width, 4]`,
    /// 0..=1 but not yet clamped.
    pub(super) fn forward(&self, latents: &Tensor) -> Result<Tensor> {
        let backend = self.placement.backend;
        let latents = self.widened(latents)?;
        let mut x = self.conv_in.forward(&latents, None)?;
        for (index, level) in self.levels.iter().enumerate() {
            for block in &level.blocks {
                x = block.forward(&x)?;
            }
            if let Some(grow) = &level.grow {
                x = grow.forward(&x, None)?;
                if index > 0 {
                    x = pixel_shuffle(&x, 2, backend)?;
                }
            }
        }
        let x = self.conv_out.forward(&self.norm.forward(&x, None, Activation::Silu)?, None)?;
        let linear = pixel_shuffle(&self.linear.forward(&latents, None)?, self.scale, backend)?;
        (pixel_shuffle(&x, 2, backend)? + linear)?.affine(0.5, 0.5)
    }

    /// The linear part of [`SparkDecoder::forward`] alone: rough, at a hundredth of the cost.
    pub(super) fn preview(&self, latents: &Tensor) -> Result<Tensor> {
        let linear = self.linear.forward(&self.widened(latents)?, None)?;
        pixel_shuffle(&linear, self.scale, self.placement.backend)?.affine(0.5, 0.5)
    }

    fn widened(&self, latents: &Tensor) -> Result<Tensor> {
        latents.broadcast_mul(&self.deviation)?.broadcast_add(&self.mean)
    }
}

impl Block {
    fn load(
        weights: &Weights,
        groups: usize,
        channels: usize,
        epsilon: f32,
    ) -> std::result::Result<Block, LoadError> {
        let conv =
            |name: &str| Conv2d::load(&weights.at(name), channels, channels, 3, Resize::Same);
        Ok(Block {
            norm_in: GroupNorm::load(&weights.at("norm1"), groups, channels, epsilon)?,
            conv_in: conv("conv1")?,
            norm_out: GroupNorm::load(&weights.at("norm2"), groups, channels, epsilon)?,
            conv_out: conv("conv2")?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let y = self.conv_in.forward(&self.norm_in.forward(x, None, Activation::Silu)?, None)?;
        self.conv_out.forward(&self.norm_out.forward(&y, None, Activation::Silu)?, Some(x))
    }
}
