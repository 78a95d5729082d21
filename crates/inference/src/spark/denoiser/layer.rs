//! One layer of Spark's denoiser: a residual block modulated by time and prompt, then attention where the level has it.
//! How layers are joined, and what they are conditioned on, is decided in `denoiser`.

use candle_core::{Result, Tensor};

use super::{FlowConditioning, GROUPS};
use crate::nn::{
    Activation, Conv2d, GroupNorm, LayerNorm, Linear, Placement, Resize, cross_attention,
    self_attention,
};
use crate::spark::config::SparkConfig;
use crate::weights::{LoadError, Weights};

/// Which step a layer computes, and for how many of the texts.
pub(super) struct StepContext<'a> {
    pub step: usize,
    pub batch: usize,
    pub conditioning: &'a FlowConditioning,
    pub placement: &'a Placement,
}

/// A residual block, with attention from a level on.
pub(super) struct Layer {
    /// Its index in the lists of a [`FlowConditioning`].
    index: usize,
    pub residual: Residual,
    pub attention: Option<Attention>,
}

impl Layer {
    pub(super) fn load(
        weights: &Weights,
        config: &SparkConfig,
        index: usize,
        inputs: usize,
        level: usize,
    ) -> std::result::Result<Layer, LoadError> {
        let outputs = config.denoiser.ch[level];
        let residual = Residual::load(&weights.at("res"), config, inputs, outputs)?;
        let attention = match level >= config.denoiser.attn_from {
            true => Some(Attention::load(&weights.at("attn"), config, outputs)?),
            false => None,
        };
        Ok(Layer { index, residual, attention })
    }

    pub(super) fn forward(&self, x: &Tensor, context: &StepContext) -> Result<Tensor> {
        let StepContext { step, batch, conditioning, placement } = *context;
        let modulation = conditioning.modulations[self.index].get(step)?.narrow(0, 0, batch)?;
        let x = self.residual.forward(x, &modulation)?;
        match (&self.attention, &conditioning.keys[self.index]) {
            (Some(attention), Some(keys)) => {
                let keys = keys.narrow(0, 0, batch)?;
                attention.forward(&x, &keys, &conditioning.lengths[..batch], placement)
            }
            _ => Ok(x),
        }
    }
}

/// Two convolutions around their own input, the second norm modulated by time and text.
pub(super) struct Residual {
    norm_in: GroupNorm,
    conv_in: Conv2d,
    pub modulate: Linear,
    norm_out: GroupNorm,
    conv_out: Conv2d,
    skip: Option<Conv2d>,
}

impl Residual {
    fn load(
        weights: &Weights,
        config: &SparkConfig,
        inputs: usize,
        outputs: usize,
    ) -> std::result::Result<Residual, LoadError> {
        let epsilon = config.groupnorm_eps;
        let skip = match inputs == outputs {
            true => None,
            false => Some(Conv2d::load(&weights.at("skip"), inputs, outputs, 1, Resize::Same)?),
        };
        Ok(Residual {
            norm_in: GroupNorm::load(&weights.at("norm1"), GROUPS, inputs, epsilon)?,
            conv_in: Conv2d::load(&weights.at("conv1"), inputs, outputs, 3, Resize::Same)?,
            modulate: Linear::load(&weights.at("emb"), config.denoiser.emb, 2 * outputs)?,
            norm_out: GroupNorm::load(&weights.at("norm2"), GROUPS, outputs, epsilon)?,
            conv_out: Conv2d::load(&weights.at("conv2"), outputs, outputs, 3, Resize::Same)?,
            skip,
        })
    }

    fn forward(&self, x: &Tensor, modulation: &Tensor) -> Result<Tensor> {
        let y = self.conv_in.forward(&self.norm_in.forward(x, None, Activation::Silu)?, None)?;
        let y = self.norm_out.forward(&y, Some(modulation), Activation::Silu)?;
        match &self.skip {
            Some(skip) => self.conv_out.forward(&y, Some(&skip.forward(x, None)?)),
            None => self.conv_out.forward(&y, Some(x)),
        }
    }
}

/// Attention of all positions to each other, then to the text, then a small network at each position.
pub(super) struct Attention {
    heads: usize,
    norm: LayerNorm,
    joined: Linear,
    out: Linear,
    text_norm: LayerNorm,
    text_queries: Linear,
    pub text: Linear,
    text_out: Linear,
    wide_norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
}

impl Attention {
    fn load(
        weights: &Weights,
        config: &SparkConfig,
        width: usize,
    ) -> std::result::Result<Attention, LoadError> {
        let (epsilon, text_width) = (config.layernorm_eps, config.denoiser.txt);
        let (own, text) = (weights.at("self_attn"), weights.at("cross_attn"));
        Ok(Attention {
            heads: width / config.denoiser.head_dim,
            norm: LayerNorm::load(&weights.at("ln1"), width, epsilon)?,
            joined: Linear::load_joined(&["q", "k", "v"].map(|part| own.at(part)), width, width)?,
            out: Linear::load(&own.at("o"), width, width)?,
            text_norm: LayerNorm::load(&weights.at("ln2"), width, epsilon)?,
            text_queries: Linear::load(&text.at("q"), width, width)?,
            text: Linear::load_joined(&["k", "v"].map(|part| text.at(part)), text_width, width)?,
            text_out: Linear::load(&text.at("o"), width, width)?,
            wide_norm: LayerNorm::load(&weights.at("ln3"), width, epsilon)?,
            widen: Linear::load(&weights.at("fc1"), width, 3 * width)?,
            narrow: Linear::load(&weights.at("fc2"), 3 * width, width)?,
        })
    }

    fn forward(
        &self,
        x: &Tensor,
        keys: &Tensor,
        lengths: &[usize],
        placement: &Placement,
    ) -> Result<Tensor> {
        let (batch, height, width, channels) = x.dims4()?;
        let x = x.reshape((batch, height * width, channels))?;
        let y =
            self_attention(&self.joined.forward(&self.norm.forward(&x)?)?, self.heads, placement)?;
        let x = self.out.forward_with(&y, Activation::None, Some(&x))?;
        let queries = self.text_queries.forward(&self.text_norm.forward(&x)?)?;
        let y = cross_attention(&queries, keys, lengths, self.heads, placement)?;
        let x = self.text_out.forward_with(&y, Activation::None, Some(&x))?;
        let y =
            self.widen.forward_with(&self.wide_norm.forward(&x)?, Activation::GeluTanh, None)?;
        self.narrow
            .forward_with(&y, Activation::None, Some(&x))?
            .reshape((batch, height, width, channels))
    }
}
