//! The autoencoder between pictures and latents (AutoencoderKL; Rombach et al. 2022, arXiv:2112.10752).
//! Knows pictures of -1 to 1 and latents as the denoiser reads them, and nothing of noise or steps.

use candle_core::{Result, Tensor};

use super::config::VaeConfig;
use super::resnet::{Resnet, Sizes};
use crate::nn::{Activation, Conv2d, GroupNorm, Linear, Placement, Resize, self_attention};
use crate::weights::{LoadError, Weights};

const EPSILON: f32 = 1e-6;

pub(super) struct VaeDecoder {
    config: VaeConfig,
    post_quant_conv: Option<Conv2d>,
    conv_in: Conv2d,
    middle: Middle,
    up: Vec<(Vec<Resnet>, Option<Conv2d>)>,
    norm: GroupNorm,
    conv_out: Conv2d,
}

pub(super) struct VaeEncoder {
    config: VaeConfig,
    conv_in: Conv2d,
    down: Vec<(Vec<Resnet>, Option<Conv2d>)>,
    middle: Middle,
    norm: GroupNorm,
    conv_out: Conv2d,
    quant_conv: Option<Conv2d>,
}

struct Middle {
    first: Resnet,
    attention: Option<Attention>,
    second: Resnet,
}

struct Attention {
    placement: Placement,
    norm: GroupNorm,
    joined: Linear,
    out: Linear,
}

impl VaeDecoder {
    pub(super) fn load(
        weights: &Weights,
        config: &VaeConfig,
    ) -> std::result::Result<VaeDecoder, LoadError> {
        let latents = config.latent_channels;
        let post_quant_conv = match config.use_post_quant_conv {
            true => {
                let weights = weights.at("post_quant_conv");
                Some(Conv2d::load(&weights, latents, latents, 1, Resize::Same)?)
            }
            false => None,
        };
        let weights = weights.at("decoder");
        let widths: Vec<usize> = config.block_out_channels.iter().rev().copied().collect();
        let mut up = Vec::new();
        for (index, &width) in widths.iter().enumerate() {
            let weights = weights.at("up_blocks").at(index);
            let before = widths[index.saturating_sub(1)];
            let resnets = blocks(&weights, config, config.layers_per_block + 1, before, width)?;
            let double = match index + 1 < widths.len() {
                true => {
                    let weights = weights.at("upsamplers.0.conv");
                    Some(Conv2d::load(&weights, width, width, 3, Resize::Double)?)
                }
                false => None,
            };
            up.push((resnets, double));
        }
        let (first, last) = (widths[0], widths[widths.len() - 1]);
        let norm = weights.at("conv_norm_out");
        Ok(VaeDecoder {
            config: config.clone(),
            post_quant_conv,
            conv_in: Conv2d::load(&weights.at("conv_in"), latents, first, 3, Resize::Same)?,
            middle: Middle::load(&weights.at("mid_block"), config, first)?,
            up,
            norm: GroupNorm::load(&norm, config.norm_num_groups, last, EPSILON)?,
            conv_out: Conv2d::load(&weights.at("conv_out"), last, 3, 3, Resize::Same)?,
        })
    }

    /// Latents, `[1, height, width, channels]`, to a picture, `[1, height', width', 3]`, of about -1 to 1.
    pub(super) fn decode(&self, latents: &Tensor) -> Result<Tensor> {
        let (factor, offset) = self.config.scale_and_shift();
        let scaled =
            per_channel(latents, |channel, value| value * factor[channel] + offset[channel])?;
        let mut x = match &self.post_quant_conv {
            Some(conv) => conv.forward(&scaled, None)?,
            None => scaled,
        };
        x = self.middle.forward(&self.conv_in.forward(&x, None)?)?;
        for (resnets, double) in &self.up {
            for resnet in resnets {
                x = resnet.forward(&x, None)?;
            }
            if let Some(double) = double {
                x = double.forward(&x, None)?;
            }
        }
        self.conv_out.forward_normed(&x, &self.norm, Activation::Silu, None)
    }
}

impl VaeEncoder {
    pub(super) fn load(
        weights: &Weights,
        config: &VaeConfig,
    ) -> std::result::Result<VaeEncoder, LoadError> {
        let latents = 2 * config.latent_channels;
        let quant_conv = match config.use_quant_conv {
            true => {
                let weights = weights.at("quant_conv");
                Some(Conv2d::load(&weights, latents, latents, 1, Resize::Same)?)
            }
            false => None,
        };
        let weights = weights.at("encoder");
        let widths = &config.block_out_channels;
        let mut down = Vec::new();
        for (index, &width) in widths.iter().enumerate() {
            let weights = weights.at("down_blocks").at(index);
            let before = widths[index.saturating_sub(1)];
            let resnets = blocks(&weights, config, config.layers_per_block, before, width)?;
            let halve = match index + 1 < widths.len() {
                true => {
                    let weights = weights.at("downsamplers.0.conv");
                    Some(Conv2d::load(&weights, width, width, 3, Resize::HalveAfter)?)
                }
                false => None,
            };
            down.push((resnets, halve));
        }
        let (first, last) = (widths[0], widths[widths.len() - 1]);
        let norm = weights.at("conv_norm_out");
        Ok(VaeEncoder {
            config: config.clone(),
            conv_in: Conv2d::load(&weights.at("conv_in"), 3, first, 3, Resize::Same)?,
            down,
            middle: Middle::load(&weights.at("mid_block"), config, last)?,
            norm: GroupNorm::load(&norm, config.norm_num_groups, last, EPSILON)?,
            conv_out: Conv2d::load(&weights.at("conv_out"), last, latents, 3, Resize::Same)?,
            quant_conv,
        })
    }

    /// A picture of -1 to 1, `[1, height, width, 3]`, to the likeliest latents, `[1, height', width', channels]`.
    pub(super) fn encode(&self, picture: &Tensor) -> Result<Tensor> {
        let mut x = self.conv_in.forward(picture, None)?;
        for (resnets, halve) in &self.down {
            for resnet in resnets {
                x = resnet.forward(&x, None)?;
            }
            if let Some(halve) = halve {
                x = halve.forward(&x, None)?;
            }
        }
        x = self.middle.forward(&x)?;
        x = self.conv_out.forward_normed(&x, &self.norm, Activation::Silu, None)?;
        if let Some(conv) = &self.quant_conv {
            x = conv.forward(&x, None)?;
        }
        // The first half is the mean, the second the logarithm of the variance.
        let mean = x.narrow(3, 0, self.config.latent_channels)?.contiguous()?;
        let (factor, offset) = self.config.scale_and_shift();
        per_channel(&mean, |channel, value| (value - offset[channel]) / factor[channel])
    }
}

impl VaeConfig {
    /// What latents are multiplied by, and what is added then, before they are decoded.
    fn scale_and_shift(&self) -> (Vec<f32>, Vec<f32>) {
        let one = |list: &Option<Vec<f32>>, channel: usize, other| {
            list.as_ref().map_or(other, |list| list[channel])
        };
        let scale_and_shift = (0..self.latent_channels).map(|channel| {
            let shift = self.shift_factor.unwrap_or(0.0);
            let factor = one(&self.latents_std, channel, 1.0) / self.scaling_factor;
            (factor, one(&self.latents_mean, channel, 0.0) + shift)
        });
        scale_and_shift.unzip()
    }
}

impl Middle {
    fn load(
        weights: &Weights,
        config: &VaeConfig,
        width: usize,
    ) -> std::result::Result<Middle, LoadError> {
        let sizes = sizes(config, width, width);
        let attention = match config.mid_block_add_attention {
            true => Some(Attention::load(&weights.at("attentions.0"), config, width)?),
            false => None,
        };
        let first = Resnet::load(&weights.at("resnets.0"), sizes)?;
        Ok(Middle { first, attention, second: Resnet::load(&weights.at("resnets.1"), sizes)? })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = self.first.forward(x, None)?;
        if let Some(attention) = &self.attention {
            x = attention.forward(&x)?;
        }
        self.second.forward(&x, None)
    }
}

impl Attention {
    fn load(
        weights: &Weights,
        config: &VaeConfig,
        width: usize,
    ) -> std::result::Result<Attention, LoadError> {
        // The names of the first release, and those of later ones.
        let names = match weights.has("to_q.weight") {
            true => ["to_q", "to_k", "to_v", "to_out.0"],
            false => ["query", "key", "value", "proj_attn"],
        };
        let [queries, keys, values, out] = names.map(|name| weights.at(name));
        let norm = weights.at("group_norm");
        Ok(Attention {
            placement: weights.placement().clone(),
            norm: GroupNorm::load(&norm, config.norm_num_groups, width, EPSILON)?,
            joined: Linear::load_joined(&[queries, keys, values], width, width)?,
            out: Linear::load(&out, width, width)?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (batch, height, width, channels) = x.dims4()?;
        let rows = (batch, height * width, channels);
        let y = self.norm.forward(x, None, Activation::None)?.reshape(rows)?;
        let y = self_attention(&self.joined.forward(&y)?, 1, &self.placement)?;
        let y = self.out.forward_with(&y, Activation::None, Some(&x.reshape(rows)?))?;
        y.reshape((batch, height, width, channels))
    }
}

fn sizes(config: &VaeConfig, inputs: usize, outputs: usize) -> Sizes {
    Sizes { inputs, outputs, groups: config.norm_num_groups, epsilon: EPSILON, time: None }
}

fn blocks(
    weights: &Weights,
    config: &VaeConfig,
    count: usize,
    before: usize,
    width: usize,
) -> std::result::Result<Vec<Resnet>, LoadError> {
    let block = |index: usize| {
        let inputs = if index == 0 { before } else { width };
        Resnet::load(&weights.at("resnets").at(index), sizes(config, inputs, width))
    };
    (0..count).map(block).collect()
}

/// Every value of latents by its channel; they are small.
fn per_channel(x: &Tensor, delta: impl Fn(usize, f32) -> f32) -> Result<Tensor> {
    let channels = x.dim(3)?;
    let values = x.flatten_all()?.to_vec1::<f32>()?;
    let with_deltas = values.into_iter().enumerate().map(|(at, value)| delta(at % channels, value));
    Tensor::from_vec(with_deltas.collect::<Vec<_>>(), x.shape(), x.device())
}
