//! U2-Net (Qin et al. 2020, arXiv:2005.09007): how likely each pixel of a photo belongs to what stands in front.
//! Knows the network alone; what becomes of its map is decided in `objects` and `matte`.

use std::path::Path;

use candle_core::{Device, Result, Tensor};

use super::photo::Photo;
use crate::nn::{
    JoinedConv2d, JoinedOptions, Placement, Slope, in_pool, max_pool, resize_bilinear,
};
use crate::weights::{LoadError, Weights};

/// The side of the square that the network was trained on, pixels.
pub const MAP_SIDE: usize = 320;
/// What the network's inputs were brought to: mean and deviation of ImageNet's red, green and blue.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];
/// The stages as they compute: levels, channels read, and whether the last four levels dilate instead of shrinking.
const ENCODERS: [(usize, usize, bool); 6] =
    [(7, 3, false), (6, 64, false), (5, 64, false), (4, 64, false), (4, 64, true), (4, 64, true)];
const DECODERS: [(usize, bool); 5] = [(4, true), (4, false), (5, false), (6, false), (7, false)];
/// Channels between stages, and within one (those of the small variant, U2-Net-P).
const WIDE: usize = 64;
const NARROW: usize = 16;

/// The small variant of U2-Net with its weights.
pub struct U2Net {
    encoders: Vec<Stage>,
    decoders: Vec<Stage>,
    sides: Vec<JoinedConv2d>,
    /// What the six side outputs count in the map.
    fuse: Vec<f32>,
    bias: f32,
}

/// Where in a photo its subject is: 0..=1 for each of [`MAP_SIDE`] x [`MAP_SIDE`] cells that cover the whole photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// Row-major.
    pub values: Vec<f32>,
}

impl U2Net {
    /// Loads the network from `u2netp.safetensors` in a folder.
    ///
    /// # Errors
    /// As for [`Weights::open`] and [`Weights::read`].
    pub fn load(folder: &Path) -> std::result::Result<U2Net, LoadError> {
        let weights = Weights::open(&folder.join("u2netp.safetensors"), &Placement::kernels())?;
        let stage = |index: usize, levels: usize, inputs: usize, joined: bool, dilated: bool| {
            Stage::load(&weights.at("stages").at(index), (levels, inputs, joined, dilated))
        };
        let encoders = ENCODERS.iter().enumerate().map(|(index, &(levels, inputs, dilated))| {
            stage(index, levels, inputs, false, dilated)
        });
        let decoders = DECODERS.iter().enumerate().map(|(index, &(levels, dilated))| {
            stage(ENCODERS.len() + index, levels, 2 * WIDE, true, dilated)
        });
        let sides = (0..ENCODERS.len()).map(|side| {
            let weights = weights.at("sides").at(side);
            JoinedConv2d::load(&weights, WIDE, 1, JoinedOptions::plain(WIDE))
        });
        Ok(U2Net {
            encoders: encoders.collect::<std::result::Result<_, _>>()?,
            decoders: decoders.collect::<std::result::Result<_, _>>()?,
            sides: sides.collect::<std::result::Result<_, _>>()?,
            fuse: weights.at("fuse").read("weight", &[1, ENCODERS.len(), 1, 1])?,
            bias: weights.at("fuse").read("bias", &[1])?[0],
        })
    }

    /// The map of a photo. Pixels that are transparent count as white.
    ///
    /// # Errors
    /// Those of candle, which a valid photo does not cause.
    pub fn map(&self, photo: &Photo) -> Result<Map> {
        let rgb = photo.resampled(MAP_SIDE, MAP_SIDE);
        // The network was trained on pictures whose brightest value is 1.
        let brightest = rgb.iter().copied().fold(1e-6, f32::max);
        let normalised = rgb.iter().enumerate().map(|(at, value)| {
            let channel = at % 3;
            (value / brightest - MEAN[channel]) / DEVIATION[channel]
        });
        let shape = (1, MAP_SIDE, MAP_SIDE, 3);
        let x = Tensor::from_vec(normalised.collect::<Vec<f32>>(), shape, &Device::Cpu)?;
        let values = self.forward(&x)?.flatten_all()?.to_vec1()?;
        Ok(Map { values })
    }

    /// Normalised pixels `[1, height, width, 3]` to probabilities `[1, height, width, 1]`.
    ///
    /// # Errors
    /// Those of candle, for other shapes.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        in_pool(|| {
            let (_, height, width, _) = x.dims4()?;
            let mut encoded: Vec<Tensor> = Vec::new();
            for (index, stage) in self.encoders.iter().enumerate() {
                let input = match encoded.last() {
                    Some(last) if index > 0 => max_pool(last)?,
                    _ => x.clone(),
                };
                encoded.push(stage.forward(&[&input])?);
            }
            // From the coarsest: what each decoder gives, and the last encoder before them.
            let mut outputs = vec![encoded.pop().expect("there are six encoders")];
            for (stage, skip) in self.decoders.iter().zip(encoded.iter().rev()) {
                let coarse = outputs.last().expect("there is one before the loop");
                let coarse = resize_bilinear(coarse, skip.dim(1)?, skip.dim(2)?)?;
                outputs.push(stage.forward(&[&coarse, skip])?);
            }
            let mut sum = vec![self.bias; height * width];
            for ((output, side), share) in outputs.iter().rev().zip(&self.sides).zip(&self.fuse) {
                let side = resize_bilinear(&side.forward(&[output], None)?, height, width)?;
                let side = side.flatten_all()?.to_vec1::<f32>()?;
                sum.iter_mut().zip(side).for_each(|(sum, side)| *sum += share * side);
            }
            let probabilities: Vec<f32> =
                sum.iter().map(|sum| 1.0 / (1.0 + (-sum).exp())).collect();
            Tensor::from_vec(probabilities, (1, height, width, 1), x.device())
        })
    }
}

/// One residual U-block: a small U-Net whose result is added to what its first convolution gives.
struct Stage {
    conv_in: JoinedConv2d,
    down: Vec<JoinedConv2d>,
    up: Vec<JoinedConv2d>,
    /// Whether sizes stay and dilations grow instead.
    dilated: bool,
}

impl Stage {
    fn load(
        weights: &Weights,
        (levels, inputs, joined, dilated): (usize, usize, bool, bool),
    ) -> std::result::Result<Stage, LoadError> {
        let conv =
            |name: &str, index: usize, sizes: (usize, usize), run: usize, dilation: usize| {
                let options =
                    JoinedOptions { dilation, slope: Slope::Of(0.0), ..JoinedOptions::plain(run) };
                JoinedConv2d::load(&weights.at(name).at(index), sizes.0, sizes.1, options)
            };
        let options = JoinedOptions {
            slope: Slope::Of(0.0),
            ..JoinedOptions::plain(if joined { inputs / 2 } else { inputs })
        };
        let down = (0..levels).map(|level| {
            let inputs = if level == 0 { WIDE } else { NARROW };
            // The deepest level sees twice as far where the others shrink.
            let dilation = match (dilated, level + 1 == levels) {
                (true, _) => 1 << level,
                (false, true) => 2,
                (false, false) => 1,
            };
            conv("down", level, (inputs, NARROW), inputs, dilation)
        });
        let up = (0..levels - 1).map(|step| {
            let level = levels - 2 - step;
            let outputs = if level == 0 { WIDE } else { NARROW };
            let dilation = if dilated { 1 << level } else { 1 };
            conv("up", step, (2 * NARROW, outputs), NARROW, dilation)
        });
        Ok(Stage {
            conv_in: JoinedConv2d::load(&weights.at("conv_in"), inputs, WIDE, options)?,
            down: down.collect::<std::result::Result<_, _>>()?,
            up: up.collect::<std::result::Result<_, _>>()?,
            dilated,
        })
    }

    fn forward(&self, inputs: &[&Tensor]) -> Result<Tensor> {
        let shortcut = self.conv_in.forward(inputs, None)?;
        let mut levels: Vec<Tensor> = Vec::new();
        for (level, conv) in self.down.iter().enumerate() {
            let input = match levels.last() {
                None => shortcut.clone(),
                // The last two levels have one size.
                Some(above) if self.dilated || level + 1 == self.down.len() => above.clone(),
                Some(above) => max_pool(above)?,
            };
            levels.push(conv.forward(&[&input], None)?);
        }
        let mut x = levels.pop().expect("a stage has levels");
        for (step, (conv, skip)) in self.up.iter().zip(levels.iter().rev()).enumerate() {
            x = resize_bilinear(&x, skip.dim(1)?, skip.dim(2)?)?;
            // The block's shortcut is added where its last convolution ends.
            let residual = (step + 1 == self.up.len()).then_some(&shortcut);
            x = conv.forward(&[&x, skip], residual)?;
        }
        Ok(x)
    }
}
