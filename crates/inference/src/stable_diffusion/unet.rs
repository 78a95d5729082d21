//! The denoiser of Stable Diffusion: a U-Net that predicts the noise in noisy latents.
//! Knows one prediction for one timestep; steps, guidance and prompts stand in the samplers and in `draw`.

use candle_core::{D, Result, Tensor};

use super::config::UnetConfig;
use super::resnet::{self, Resnet};
use super::transformer::{self, SpatialTransformer};
use crate::nn::{Activation, Conv2d, GroupNorm, Linear, Placement, Resize};
use crate::weights::{LoadError, Weights};

pub(super) struct Unet {
    placement: Placement,
    config: UnetConfig,
    time: Embedding,
    /// For SDXL: the picture's size and the pooled text.
    added: Option<Embedding>,
    /// For consistency models: the guidance, `[embedding width]` into the time's encoding.
    guidance: Option<Linear>,
    conv_in: Conv2d,
    down: Vec<Level>,
    middle: (Resnet, SpatialTransformer, Resnet),
    up: Vec<Level>,
    norm: GroupNorm,
    conv_out: Conv2d,
}

struct Embedding {
    first: Linear,
    second: Linear,
}

struct Level {
    resnets: Vec<Resnet>,
    /// One after each block, or none.
    transformers: Vec<SpatialTransformer>,
    resize: Option<Conv2d>,
}

/// What a prediction depends on besides latents and timestep; a batch holds one item per text.
pub(super) struct UnetConditioning {
    /// `[batch, tokens, width]`
    pub text: Tensor,
    /// `[batch, ..]` for SDXL: the pooled text, then the encoded sizes.
    pub added: Option<Tensor>,
    /// The encoded guidance, for models that were distilled to read it.
    pub guidance: Option<Tensor>,
}

/// Loads the levels of a denoiser.
struct Loader<'a> {
    weights: &'a Weights,
    config: &'a UnetConfig,
}

impl Loader<'_> {
    /// The width of the timestep's vector.
    fn time(&self) -> usize {
        self.config.block_out_channels[0] * 4
    }

    fn resnet(
        &self,
        weights: &Weights,
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Resnet, LoadError> {
        let (groups, epsilon) = (self.config.norm_num_groups, self.config.norm_eps);
        let time = Some(self.time());
        Resnet::load(weights, resnet::Sizes { inputs, outputs, groups, epsilon, time })
    }

    fn transformer(
        &self,
        weights: &Weights,
        level: usize,
    ) -> std::result::Result<SpatialTransformer, LoadError> {
        let sizes = transformer::Sizes {
            channels: self.config.block_out_channels[level],
            heads: self.config.heads(level),
            depth: self.config.transformer_layers_per_block.at(level),
            groups: self.config.norm_num_groups,
            text: self.config.cross_attention_dim,
        };
        SpatialTransformer::load(weights, sizes)
    }

    /// The transformers of a level's `layers` blocks, where it attends to the text.
    fn transformers(
        &self,
        weights: &Weights,
        level: usize,
        layers: usize,
    ) -> std::result::Result<Vec<SpatialTransformer>, LoadError> {
        let layers = (0..layers).filter(|_| self.config.attends(level));
        layers.map(|layer| self.transformer(&weights.at("attentions").at(layer), level)).collect()
    }

    fn down(&self, level: usize) -> std::result::Result<Level, LoadError> {
        let (channels, layers) = (&self.config.block_out_channels, self.config.layers_per_block);
        let weights = self.weights.at("down_blocks").at(level);
        let (before, width) = (channels[level.saturating_sub(1)], channels[level]);
        let resnets = (0..layers).map(|layer| {
            let inputs = if layer == 0 { before } else { width };
            self.resnet(&weights.at("resnets").at(layer), inputs, width)
        });
        Ok(Level {
            resnets: resnets.collect::<std::result::Result<_, _>>()?,
            transformers: self.transformers(&weights, level, layers)?,
            resize: match level + 1 < channels.len() {
                true => {
                    let weights = weights.at("downsamplers.0.conv");
                    Some(Conv2d::load(&weights, width, width, 3, Resize::Halve)?)
                }
                false => None,
            },
        })
    }

    /// The level that is `index` levels up from the smallest.
    fn up(&self, index: usize) -> std::result::Result<Level, LoadError> {
        let (channels, layers) = (&self.config.block_out_channels, self.config.layers_per_block);
        let (level, last) = (channels.len() - 1 - index, channels.len() - 1);
        let weights = self.weights.at("up_blocks").at(index);
        let (below, width) = (channels[(level + 1).min(last)], channels[level]);
        let above = channels[level.saturating_sub(1)];
        let resnets = (0..layers + 1).map(|layer| {
            let inputs = if layer == 0 { below } else { width };
            let skipped = if layer == layers { above } else { width };
            self.resnet(&weights.at("resnets").at(layer), inputs + skipped, width)
        });
        Ok(Level {
            resnets: resnets.collect::<std::result::Result<_, _>>()?,
            transformers: self.transformers(&weights, level, layers + 1)?,
            resize: match level > 0 {
                true => {
                    let weights = weights.at("upsamplers.0.conv");
                    Some(Conv2d::load(&weights, width, width, 3, Resize::Double)?)
                }
                false => None,
            },
        })
    }
}

impl Unet {
    pub(super) fn load(
        weights: &Weights,
        config: &UnetConfig,
    ) -> std::result::Result<Unet, LoadError> {
        let loader = Loader { weights, config };
        let channels = &config.block_out_channels;
        let (levels, groups, epsilon) = (channels.len(), config.norm_num_groups, config.norm_eps);
        let (first, last) = (channels[0], channels[levels - 1]);
        let embedding =
            |name: &str, inputs| Embedding::load(&weights.at(name), inputs, loader.time());
        let conv = |name: &str, inputs, outputs| {
            Conv2d::load(&weights.at(name), inputs, outputs, 3, Resize::Same)
        };
        let middle = weights.at("mid_block");
        Ok(Unet {
            placement: weights.placement().clone(),
            time: embedding("time_embedding", first)?,
            added: match config.projection_class_embeddings_input_dim.filter(|_| config.is_xl()) {
                Some(inputs) => Some(embedding("add_embedding", inputs)?),
                None => None,
            },
            guidance: match config.time_cond_proj_dim {
                Some(inputs) => {
                    let parts = [weights.at("time_embedding.cond_proj")];
                    Some(Linear::load_unbiased(&parts, inputs, first)?)
                }
                None => None,
            },
            conv_in: conv("conv_in", config.in_channels, first)?,
            down: (0..levels)
                .map(|level| loader.down(level))
                .collect::<std::result::Result<_, _>>()?,
            middle: (
                loader.resnet(&middle.at("resnets.0"), last, last)?,
                loader.transformer(&middle.at("attentions.0"), levels - 1)?,
                loader.resnet(&middle.at("resnets.1"), last, last)?,
            ),
            up: (0..levels).map(|index| loader.up(index)).collect::<std::result::Result<_, _>>()?,
            norm: GroupNorm::load(&weights.at("conv_norm_out"), groups, first, epsilon)?,
            conv_out: conv("conv_out", first, config.out_channels)?,
            config: config.clone(),
        })
    }

    /// The prediction for `latents`, `[batch, height, width, channels]`, at a timestep in training steps.
    pub(super) fn forward(
        &self,
        latents: &Tensor,
        time: f64,
        condition: &UnetConditioning,
    ) -> Result<Tensor> {
        let batch = latents.dim(0)?;
        let encoded = sinusoids(&[time as f32], self.config.block_out_channels[0]);
        let mut encoded = Tensor::from_vec(encoded, (1, ()), &self.placement.device)?;
        if let (Some(layer), Some(guidance)) = (&self.guidance, &condition.guidance) {
            encoded = layer.forward_with(guidance, Activation::None, Some(&encoded))?;
        }
        let time = self.time.forward(&encoded)?;
        let mut time = Tensor::cat(&vec![time; batch], 0)?;
        if let (Some(embedding), Some(added)) = (&self.added, &condition.added) {
            time = (time + embedding.forward(added)?)?;
        }
        let time = Activation::Silu.forward(&time, self.placement.backend)?;

        let mut x = self.conv_in.forward(latents, None)?;
        let mut skips = vec![x.clone()];
        for level in &self.down {
            for (index, resnet) in level.resnets.iter().enumerate() {
                x = resnet.forward(&x, Some(&time))?;
                if let Some(transformer) = level.transformers.get(index) {
                    x = transformer.forward(&x, &condition.text)?;
                }
                skips.push(x.clone());
            }
            if let Some(halve) = &level.resize {
                x = halve.forward(&x, None)?;
                skips.push(x.clone());
            }
        }
        let (first, transformer, second) = &self.middle;
        x = transformer.forward(&first.forward(&x, Some(&time))?, &condition.text)?;
        x = second.forward(&x, Some(&time))?;
        for level in &self.up {
            for (index, resnet) in level.resnets.iter().enumerate() {
                let skip = skips.pop().expect("as many as blocks");
                x = resnet.forward(&Tensor::cat(&[&x, &skip], D::Minus1)?, Some(&time))?;
                if let Some(transformer) = level.transformers.get(index) {
                    x = transformer.forward(&x, &condition.text)?;
                }
            }
            if let (Some(double), Some(skip)) = (&level.resize, skips.last()) {
                x = double.forward_into(&x, None, Some((skip.dim(1)?, skip.dim(2)?)))?;
            }
        }
        self.conv_out.forward_normed(&x, &self.norm, Activation::Silu, None)
    }
}

impl Embedding {
    fn load(
        weights: &Weights,
        inputs: usize,
        width: usize,
    ) -> std::result::Result<Embedding, LoadError> {
        Ok(Embedding {
            first: Linear::load(&weights.at("linear_1"), inputs, width)?,
            second: Linear::load(&weights.at("linear_2"), width, width)?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.second.forward(&self.first.forward_with(x, Activation::Silu, None)?)
    }
}

/// Each number as `width` cosines and sines of falling frequency (Vaswani et al. 2017, arXiv:1706.03762), cosines first.
pub(super) fn sinusoids(numbers: &[f32], width: usize) -> Vec<f32> {
    let half = width / 2;
    let mut encoded = Vec::with_capacity(numbers.len() * width);
    for number in numbers {
        let angle = |index: usize| {
            let frequency = (-(10_000f32.ln()) * index as f32 / half as f32).exp();
            number * frequency
        };
        encoded.extend((0..half).map(|index| angle(index).cos()));
        encoded.extend((0..half).map(|index| angle(index).sin()));
        encoded.extend(std::iter::repeat_n(0.0, width % 2));
    }
    encoded
}
