//! The residual block that denoiser and autoencoder share: norm, curve and convolution, twice.
//! Knows one block; how blocks are joined is decided in `unet` and `vae`.

use candle_core::{Result, Tensor};

use crate::nn::{Activation, Conv2d, GroupNorm, Linear, Placement, Resize, add_per_channel};
use crate::weights::{LoadError, Weights};

/// A residual block (He et al. 2015, arXiv:1512.03385), with the time added between its halves where there is one.
pub(super) struct Resnet {
    placement: Placement,
    norm1: GroupNorm,
    conv1: Conv2d,
    time: Option<Linear>,
    norm2: GroupNorm,
    conv2: Conv2d,
    shortcut: Option<Conv2d>,
}

/// The sizes of a block.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub inputs: usize,
    pub outputs: usize,
    pub groups: usize,
    pub epsilon: f32,
    /// The width of the time's vector, where it takes one.
    pub time: Option<usize>,
}

impl Resnet {
    pub(super) fn load(weights: &Weights, sizes: Sizes) -> std::result::Result<Resnet, LoadError> {
        let Sizes { inputs, outputs, groups, epsilon, time } = sizes;
        let conv = |name: &str, inputs, kernel| {
            Conv2d::load(&weights.at(name), inputs, outputs, kernel, Resize::Same)
        };
        let time = time.map(|time| Linear::load(&weights.at("time_emb_proj"), time, outputs));
        Ok(Resnet {
            placement: weights.placement().clone(),
            norm1: GroupNorm::load(&weights.at("norm1"), groups, inputs, epsilon)?,
            conv1: conv("conv1", inputs, 3)?,
            time: time.transpose()?,
            norm2: GroupNorm::load(&weights.at("norm2"), groups, outputs, epsilon)?,
            conv2: conv("conv2", outputs, 3)?,
            shortcut: match inputs == outputs {
                true => None,
                false => Some(conv("conv_shortcut", inputs, 1)?),
            },
        })
    }

    /// `time` is the time's vector after its curve, `[batch, width]`.
    pub(super) fn forward(&self, x: &Tensor, time: Option<&Tensor>) -> Result<Tensor> {
        let mut y = self.conv1.forward_normed(x, &self.norm1, Activation::Silu, None)?;
        if let (Some(layer), Some(time)) = (&self.time, time) {
            y = add_per_channel(&y, &layer.forward(time)?, self.placement.backend)?;
        }
        let shortcut = self.shortcut.as_ref().map(|shortcut| shortcut.forward(x, None));
        let shortcut = shortcut.transpose()?;
        let residual = shortcut.as_ref().unwrap_or(x);
        self.conv2.forward_normed(&y, &self.norm2, Activation::Silu, Some(residual))
    }
}
