//! The two networks of Real-ESRGAN (Wang et al. 2021, arXiv:2107.10833) that enlarge a picture four times: SRVGGNetCompact,
//! a plain row of convolutions, and RRDBNet, dense blocks within blocks. How a large picture is cut, `enlarge` knows.

use std::path::Path;

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use crate::nn::{Backend, JoinedConv2d, JoinedOptions, Placement, Slope, pixel_shuffle};
use crate::weights::{LoadError, Weights};

/// How many times wider and higher a picture becomes.
pub(super) const FACTOR: usize = 4;
/// Channels between layers, and those that each layer of a dense block adds.
const WIDE: usize = 64;
const GROWTH: usize = 32;
/// Leaky ReLU's slope, and what residuals are multiplied by, in RRDBNet.
const LEAK: f32 = 0.2;
const SHARE: f32 = 0.2;

/// A network with its weights.
pub(super) enum Network {
    Compact(Vec<JoinedConv2d>),
    Dense(Box<Dense>),
}

impl Network {
    /// Reads a file of convolutions numbered as they compute. Which of the two networks it is shows in the second
    /// one's slopes, and how deep it is in the count.
    pub(super) fn load(path: &Path) -> std::result::Result<Network, LoadError> {
        let weights = Weights::open(path, &Placement::kernels())?;
        let count = (0..1024).take_while(|at| weights.has(&format!("{at}.weight"))).count();
        if count >= 3 && weights.has("1.slopes") {
            let layer = |at: usize| {
                let inputs = if at == 0 { 3 } else { WIDE };
                let (outputs, slope) = match at + 1 == count {
                    true => (3 * FACTOR * FACTOR, Slope::None),
                    false => (WIDE, Slope::Learned),
                };
                let options = JoinedOptions { slope, ..JoinedOptions::plain(inputs) };
                JoinedConv2d::load(&weights.at(at), inputs, outputs, options)
            };
            return Ok(Network::Compact(
                (0..count).map(layer).collect::<std::result::Result<_, _>>()?,
            ));
        }
        // Fifteen convolutions a block, one before the blocks and five after them.
        match count.checked_sub(6) {
            Some(layers) if layers > 0 && layers.is_multiple_of(15) => {
                Ok(Network::Dense(Box::new(Dense::load(&weights, layers / 15)?)))
            }
            _ => Err(LoadError::damaged(path, "it holds neither of Real-ESRGAN's networks")),
        }
    }

    /// Pixels around a place that its result depends on, along one side. Every 3x3 convolution adds one; those after
    /// a doubling add a half and a quarter.
    pub(super) fn reach(&self) -> usize {
        match self {
            Network::Compact(layers) => layers.len(),
            Network::Dense(dense) => dense.blocks.len() * 15 + 2 + 2,
        }
    }

    /// A picture `[1, height, width, 3]` of 0..=1 to one of four times the size, of about the same range.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Network::Compact(layers) => {
                let Some((last, layers)) = layers.split_last() else { return Ok(x.clone()) };
                let mut y = x.clone();
                for layer in layers {
                    y = layer.forward(&[&y], None)?;
                }
                let y = last.forward(&[&y], Some(&repeated(x)?))?;
                pixel_shuffle(&y, FACTOR, Backend::Kernels)
            }
            Network::Dense(dense) => dense.forward(x),
        }
    }
}

/// RRDBNet: blocks of three dense blocks each.
pub(super) struct Dense {
    conv_in: JoinedConv2d,
    blocks: Vec<[[JoinedConv2d; 5]; 3]>,
    /// After the blocks, after each doubling, before the last, and the last.
    conv_body: JoinedConv2d,
    conv_up: [JoinedConv2d; 2],
    conv_late: JoinedConv2d,
    conv_out: JoinedConv2d,
}

impl Dense {
    fn load(weights: &Weights, blocks: usize) -> std::result::Result<Dense, LoadError> {
        let leaky = JoinedOptions { slope: Slope::Of(LEAK), ..JoinedOptions::plain(WIDE) };
        let dense = |first: usize| {
            let layer = |at: usize| {
                let run = JoinedOptions::plain(GROWTH);
                let (outputs, options) = match at {
                    4 => (WIDE, JoinedOptions { scale: SHARE, ..run }),
                    _ => (GROWTH, JoinedOptions { slope: Slope::Of(LEAK), ..run }),
                };
                JoinedConv2d::load(&weights.at(first + at), WIDE + at * GROWTH, outputs, options)
            };
            Ok::<_, LoadError>([layer(0)?, layer(1)?, layer(2)?, layer(3)?, layer(4)?])
        };
        let block = |at: usize| {
            let first = 1 + at * 15;
            Ok::<_, LoadError>([dense(first)?, dense(first + 5)?, dense(first + 10)?])
        };
        let after = 1 + blocks * 15;
        let layer = |at: usize, outputs: usize, options: JoinedOptions| {
            JoinedConv2d::load(&weights.at(after + at), WIDE, outputs, options)
        };
        let up = JoinedOptions { doubled: true, ..leaky };
        let plain = JoinedOptions::plain(WIDE);
        Ok(Dense {
            conv_in: JoinedConv2d::load(&weights.at(0), 3, WIDE, JoinedOptions::plain(3))?,
            blocks: (0..blocks).map(block).collect::<std::result::Result<_, _>>()?,
            conv_body: layer(0, WIDE, plain)?,
            conv_up: [layer(1, WIDE, up)?, layer(2, WIDE, up)?],
            conv_late: layer(3, WIDE, leaky)?,
            conv_out: layer(4, 3, plain)?,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let first = self.conv_in.forward(&[x], None)?;
        let mut y = first.clone();
        for block in &self.blocks {
            let mut inner = y.clone();
            for layers in block {
                let mut parts = vec![inner.clone()];
                for layer in &layers[..4] {
                    let images: Vec<_> = parts.iter().collect();
                    let grown = layer.forward(&images, None)?;
                    parts.push(grown);
                }
                let images: Vec<_> = parts.iter().collect();
                inner = layers[4].forward(&images, Some(&inner))?;
            }
            y = ((inner * f64::from(SHARE))? + y)?;
        }
        let mut y = self.conv_body.forward(&[&y], Some(&first))?;
        for conv in &self.conv_up {
            y = conv.forward(&[&y], None)?;
        }
        let y = self.conv_late.forward(&[&y], None)?;
        self.conv_out.forward(&[&y], None)
    }
}

/// `[1, height, width, 3]` to `[1, height, width, 3 * 16]`, each value as often as it has pixels in the enlarged picture.
fn repeated(x: &Tensor) -> Result<Tensor> {
    let (_, height, width, channels) = x.dims4()?;
    let pixels = FACTOR * FACTOR;
    let small = x.flatten_all()?.to_vec1::<f32>()?;
    let mut values = vec![0.0; small.len() * pixels];
    let (line, large_line) = (width * channels, width * channels * pixels);
    let lines = values.par_chunks_mut(large_line).zip(small.par_chunks(line));
    lines.for_each(|(large, small)| {
        for (to, value) in large.chunks_exact_mut(pixels).zip(small) {
            to.fill(*value);
        }
    });
    Tensor::from_vec(values, (1, height, width, channels * pixels), x.device())
}
