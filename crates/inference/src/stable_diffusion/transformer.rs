//! A transformer of the denoiser: the picture attends to itself, then to the text.
//! Knows tokens of a picture; its position in the network is decided in `unet`.

use candle_core::{Result, Tensor};

use crate::nn::{
    Activation, Conv2d, GroupNorm, LayerNorm, Linear, Placement, Resize, cross_attention,
    self_attention,
};
use crate::weights::{LoadError, Weights};

/// A spatial transformer (Rombach et al. 2022, arXiv:2112.10752, section 3.3) with `depth` blocks.
pub(super) struct SpatialTransformer {
    norm: GroupNorm,
    /// A 1x1 convolution and a linear layer are the same on channels-last pictures; files hold either.
    inward: Conv2d,
    blocks: Vec<Block>,
    outward: Conv2d,
}

struct Block {
    placement: Placement,
    heads: usize,
    norm1: LayerNorm,
    joined: Linear,
    out1: Linear,
    norm2: LayerNorm,
    queries: Linear,
    text: Linear,
    out2: Linear,
    norm3: LayerNorm,
    widen: Linear,
    narrow: Linear,
}

/// The sizes of a transformer.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub channels: usize,
    pub heads: usize,
    pub depth: usize,
    pub groups: usize,
    pub text: usize,
}

impl SpatialTransformer {
    pub(super) fn load(
        weights: &Weights,
        sizes: Sizes,
    ) -> std::result::Result<SpatialTransformer, LoadError> {
        let channels = sizes.channels;
        let project =
            |name: &str| Conv2d::load(&weights.at(name), channels, channels, 1, Resize::Same);
        let blocks = (0..sizes.depth)
            .map(|index| Block::load(&weights.at("transformer_blocks").at(index), sizes));
        Ok(SpatialTransformer {
            norm: GroupNorm::load(&weights.at("norm"), sizes.groups, channels, 1e-6)?,
            inward: project("proj_in")?,
            blocks: blocks.collect::<std::result::Result<_, _>>()?,
            outward: project("proj_out")?,
        })
    }

    /// `[batch, height, width, channels]` and the text's `[batch, tokens, width]` to the picture's shape.
    pub(super) fn forward(&self, x: &Tensor, text: &Tensor) -> Result<Tensor> {
        let (batch, height, width, channels) = x.dims4()?;
        let y = self.inward.forward_normed(x, &self.norm, Activation::None, None)?;
        let mut y = y.reshape((batch, height * width, channels))?;
        for block in &self.blocks {
            y = block.forward(&y, text)?;
        }
        self.outward.forward(&y.reshape((batch, height, width, channels))?, Some(x))
    }
}

impl Block {
    fn load(weights: &Weights, sizes: Sizes) -> std::result::Result<Block, LoadError> {
        let Sizes { channels, heads, text, .. } = sizes;
        let norm = |name: &str| LayerNorm::load(&weights.at(name), channels, 1e-5);
        let (own, other) = (weights.at("attn1"), weights.at("attn2"));
        let parts = |from: &Weights, names: &[&str]| -> Vec<Weights> {
            names.iter().map(|name| from.at(name)).collect()
        };
        Ok(Block {
            placement: weights.placement().clone(),
            heads,
            norm1: norm("norm1")?,
            joined: Linear::load_unbiased(
                &parts(&own, &["to_q", "to_k", "to_v"]),
                channels,
                channels,
            )?,
            out1: Linear::load(&own.at("to_out.0"), channels, channels)?,
            norm2: norm("norm2")?,
            queries: Linear::load_unbiased(&parts(&other, &["to_q"]), channels, channels)?,
            text: Linear::load_unbiased(&parts(&other, &["to_k", "to_v"]), text, channels)?,
            out2: Linear::load(&other.at("to_out.0"), channels, channels)?,
            norm3: norm("norm3")?,
            widen: Linear::load(&weights.at("ff.net.0.proj"), channels, 8 * channels)?,
            narrow: Linear::load(&weights.at("ff.net.2"), 4 * channels, channels)?,
        })
    }

    fn forward(&self, x: &Tensor, text: &Tensor) -> Result<Tensor> {
        let placement = &self.placement;
        let joined = self.joined.forward(&self.norm1.forward(x)?)?;
        let y = self_attention(&joined, self.heads, placement)?;
        let x = self.out1.forward_with(&y, Activation::None, Some(x))?;
        let queries = self.queries.forward(&self.norm2.forward(&x)?)?;
        let (batch, tokens, _) = text.dims3()?;
        let text = self.text.forward(text)?;
        let lengths = vec![tokens; batch];
        let y = cross_attention(&queries, &text, &lengths, self.heads, placement)?;
        let x = self.out2.forward_with(&y, Activation::None, Some(&x))?;
        let y = self.norm3.forward(&x)?;
        self.widen.feed_forward(&self.narrow, &y, &x, placement.backend)
    }
}
