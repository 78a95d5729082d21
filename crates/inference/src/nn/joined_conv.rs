//! The 3x3 convolution over the channels of several images as if they were joined, with PReLU or a residual after it.
//! U-Nets and dense blocks join their inputs all the time; the product reads each where it lies, so nothing is copied.

use std::ops::Deref;

use candle_core::{CpuStorage, Result, Storage, Tensor, bail};

use super::gemm::{Epilogue, LeftMatrix, multiply};
use super::op::{Backend, Placement};
use super::weight_matrix::PackedMatrix;
use super::winograd::{self, Images, Piece};
use crate::weights::{LoadError, Weights};

/// A 3x3 convolution with zeros around the image: `activation(conv(x) * scale + bias * scale) + residual`.
pub struct JoinedConv2d {
    inputs: usize,
    outputs: usize,
    options: JoinedOptions,
    /// What values below zero are multiplied by, per output; empty without an activation.
    slopes: Vec<f32>,
    body: Body,
}

/// How a [`JoinedConv2d`] reads its inputs and what follows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JoinedOptions {
    /// Channels that are read in one piece: a divisor of the channels of every input.
    pub run: usize,
    /// Pixels from one tap to the next, at least 1 (Yu and Koltun 2015, arXiv:1511.07122).
    pub dilation: usize,
    /// Whether every pixel is first doubled both ways (nearest neighbour).
    pub doubled: bool,
    /// The weights and the bias are multiplied by this.
    pub scale: f32,
    /// What values below zero are multiplied by.
    pub slope: Slope,
}

/// What values below zero are multiplied by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slope {
    /// By 1: no activation.
    None,
    /// By one number: 0 is ReLU, others leaky ReLU.
    Of(f32),
    /// By the tensor `slopes`, one number per output: PReLU.
    Learned,
}

impl JoinedOptions {
    /// Pieces of `run` channels, no dilation, no doubling, no activation.
    pub fn plain(run: usize) -> JoinedOptions {
        JoinedOptions { run, dilation: 1, doubled: false, scale: 1.0, slope: Slope::None }
    }
}

enum Body {
    /// `zeros` stands in for the pixels outside.
    Kernels {
        matrix: PackedMatrix,
        bias: Vec<f32>,
        zeros: Vec<f32>,
    },
    Candle {
        kernel: Tensor,
        bias: Tensor,
        slopes: Option<Tensor>,
    },
}

impl JoinedConv2d {
    /// Reads `weight`, `[outputs, inputs, 3, 3]`, `bias` and, where they are learned, `slopes`.
    ///
    /// # Errors
    /// As for [`Weights::read`], and `Candle` where the runs do not divide the inputs.
    pub fn load(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
        options: JoinedOptions,
    ) -> std::result::Result<JoinedConv2d, LoadError> {
        let mut weight = weights.read("weight", &[outputs, inputs, 3, 3])?;
        let mut bias = weights.read("bias", &[outputs])?;
        weight.iter_mut().chain(&mut bias).for_each(|value| *value *= options.scale);
        let slopes = match options.slope {
            Slope::None => Vec::new(),
            Slope::Of(slope) => vec![slope; outputs],
            Slope::Learned => weights.read("slopes", &[outputs])?,
        };
        JoinedConv2d::new(&weight, bias, slopes, options, weights.placement())
            .map_err(|error| weights.failed(error))
    }

    fn new(
        weight: &[f32],
        bias: Vec<f32>,
        slopes: Vec<f32>,
        options: JoinedOptions,
        place: &Placement,
    ) -> Result<JoinedConv2d> {
        let (outputs, run) = (bias.len(), options.run);
        let inputs = weight.len() / (9 * outputs).max(1);
        if run == 0 || options.dilation == 0 || inputs == 0 || !inputs.is_multiple_of(run) {
            bail!("{inputs} channels cannot be read in pieces of {run}");
        }
        let body = match place.backend {
            Backend::Kernels => {
                let at = |row: usize, output: usize| {
                    let (piece, within) = (row / run, row % run);
                    let input = piece / 9 * run + within;
                    weight[(output * inputs + input) * 9 + piece % 9]
                };
                let matrix = PackedMatrix::new(9 * inputs, outputs, at);
                Body::Kernels { matrix, bias, zeros: vec![0.0; run] }
            }
            Backend::Candle => Body::Candle {
                kernel: Tensor::from_slice(weight, (outputs, inputs, 3, 3), &place.device)?,
                bias: Tensor::from_vec(bias, outputs, &place.device)?,
                slopes: match slopes.is_empty() {
                    true => None,
                    false => Some(Tensor::from_slice(&slopes, outputs, &place.device)?),
                },
            },
        };
        Ok(JoinedConv2d { inputs, outputs, options, slopes, body })
    }

    /// Images `[1, height, width, channels]` of one size, whose channels add up to the layer's inputs, to
    /// `[1, height', width', outputs]`, plus `residual` of that shape.
    pub fn forward(&self, images: &[&Tensor], residual: Option<&Tensor>) -> Result<Tensor> {
        let Some(first) = images.first() else { bail!("a convolution was given no image") };
        let (batch, height, width, _) = first.dims4()?;
        let mut channels = 0;
        for image in images {
            let (_, _, _, own) = image.dims4()?;
            channels += own;
            let same = image.dims()[..3] == [1, height, width] && batch == 1;
            if !same || !own.is_multiple_of(self.options.run) {
                bail!("{:?} cannot be joined to {:?}", image.dims(), first.dims());
            }
        }
        if channels != self.inputs {
            bail!("a convolution of {} channels was given {channels}", self.inputs);
        }
        let factor = if self.options.doubled { 2 } else { 1 };
        let (out_height, out_width) = (height * factor, width * factor);
        let shape = [1, out_height, out_width, self.outputs];
        if residual.is_some_and(|residual| residual.dims() != shape) {
            bail!("the residual of a convolution has another shape");
        }
        match &self.body {
            Body::Kernels { matrix, bias, zeros } => {
                let held = images.iter().copied().chain(residual).map(held);
                let held = held.collect::<Result<Vec<_>>>()?;
                let values = held.iter().map(|held| held.values()).collect::<Result<Vec<_>>>()?;
                let residual = residual.map(|_| values[images.len()]);
                let sources = values[..images.len()].iter().zip(images);
                let pieces = sources.flat_map(|(values, image)| {
                    let channels = image.dims()[3];
                    let starts = (0..channels).step_by(self.options.run);
                    starts.map(move |start| Piece { values, channels, start })
                });
                let (dilation, doubled) = (self.options.dilation, self.options.doubled);
                let (pieces, run): (Vec<_>, _) = (pieces.collect(), self.options.run);
                let slopes = (!self.slopes.is_empty()).then_some(&self.slopes[..]);
                let epilogue = Epilogue { bias: Some(bias), slopes, residual, ..Epilogue::PLAIN };
                let images = Images {
                    pieces: &pieces,
                    run,
                    batch,
                    height,
                    width,
                    out_height,
                    out_width,
                    doubled,
                };
                if dilation == 1 && winograd::is_faster(&images, self.outputs) {
                    let sums = winograd::convolve(&images, matrix.view(), epilogue);
                    return Tensor::from_vec(sums, &shape[..], first.device());
                }
                let source = Pixels { pieces, zeros, run, height, width, dilation, doubled };
                let rows = out_height * out_width;
                let values = multiply(rows, &source, matrix.view(), epilogue);
                Tensor::from_vec(values, &shape[..], first.device())
            }
            Body::Candle { kernel, bias, slopes } => {
                let mut x = Tensor::cat(images, 3)?.permute((0, 3, 1, 2))?.contiguous()?;
                if self.options.doubled {
                    x = x.upsample_nearest2d(out_height, out_width)?;
                }
                let dilation = self.options.dilation;
                let y = x.conv2d(kernel, dilation, 1, dilation, 1)?;
                let mut y = y.permute((0, 2, 3, 1))?.contiguous()?.broadcast_add(bias)?;
                if let Some(slopes) = slopes {
                    y = (y.relu()? - y.neg()?.relu()?.broadcast_mul(slopes)?)?;
                }
                residual.map_or(Ok(y.clone()), |residual| y + residual)
            }
        }
    }
}

/// A tensor's storage while the kernel reads it.
struct Held<Guard> {
    storage: Guard,
    start: usize,
    end: usize,
}

fn held(tensor: &Tensor) -> Result<Held<impl Deref<Target = Storage>>> {
    let (storage, layout) = tensor.storage_and_layout();
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(Held { storage, start, end }),
        None => bail!("the kernels read contiguous tensors only"),
    }
}

impl<Guard: Deref<Target = Storage>> Held<Guard> {
    fn values(&self) -> Result<&[f32]> {
        match &*self.storage {
            Storage::Cpu(CpuStorage::F32(values)) => Ok(&values[self.start..self.end]),
            _ => bail!("the kernels read f32 on the CPU only"),
        }
    }
}

/// The pixels under the kernel, for each pixel of the result.
struct Pixels<'a> {
    pieces: Vec<Piece<'a>>,
    zeros: &'a [f32],
    run: usize,
    height: usize,
    width: usize,
    dilation: usize,
    doubled: bool,
}

// SAFETY: `gather` gives either `zeros`, which is `run` long, or `run` channels of a pixel inside the image: the layer
// checked that all images have `height * width` pixels of `channels` values and that runs divide the channels.
unsafe impl LeftMatrix for Pixels<'_> {
    fn taps(&self) -> usize {
        9 * self.pieces.len()
    }

    fn run(&self) -> usize {
        self.run
    }

    fn gather(&self, row: usize, starts: &mut [*const f32], stride: usize) {
        let factor = if self.doubled { 2 } else { 1 };
        let (y, x) = (row / (self.width * factor), row % (self.width * factor));
        let place = |position: usize, tap: usize, size: usize| {
            let at = (position + tap * self.dilation).checked_sub(self.dilation)?;
            (at < size * factor).then_some(at / factor)
        };
        for tap in 0..9 {
            let (y, x) = (place(y, tap / 3, self.height), place(x, tap % 3, self.width));
            let pixel = y.and_then(|y| Some(y * self.width + x?));
            for (index, piece) in self.pieces.iter().enumerate() {
                starts[(index * 9 + tap) * stride] = match pixel {
                    Some(pixel) => piece.values[pixel * piece.channels + piece.start..].as_ptr(),
                    None => self.zeros.as_ptr(),
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn joined_convolutions_match_candle() {
        let mut noise = Noise::new(91);
        let image = |noise: &mut Noise, height: usize, width: usize, channels: usize| {
            let values = noise.normal(height * width * channels);
            Tensor::from_vec(values, (1, height, width, channels), &Device::Cpu).unwrap()
        };
        for (height, width, channels, run, outputs) in [
            (1, 1, vec![1], 1, 1),
            (5, 7, vec![3], 3, 4),
            (20, 33, vec![16, 16], 16, 16),
            (30, 21, vec![64, 32, 32], 32, 40),
            (33, 30, vec![32, 16], 16, 24),
        ] {
            for (dilation, doubled) in [(1, false), (2, false), (8, false), (1, true)] {
                for slopes in [vec![], noise.normal(outputs)] {
                    let options = JoinedOptions { dilation, doubled, ..JoinedOptions::plain(run) };
                    let inputs: usize = channels.iter().sum();
                    let weight = noise.normal(outputs * inputs * 9);
                    let bias = noise.normal(outputs);
                    let layer = |place: &Placement| {
                        let (bias, slopes) = (bias.clone(), slopes.clone());
                        JoinedConv2d::new(&weight, bias, slopes, options, place).unwrap()
                    };
                    let images: Vec<_> =
                        channels.iter().map(|own| image(&mut noise, height, width, *own)).collect();
                    let images: Vec<_> = images.iter().collect();
                    let factor = if doubled { 2 } else { 1 };
                    let residual = image(&mut noise, height * factor, width * factor, outputs);
                    for residual in [None, Some(&residual)] {
                        let candle = layer(&Placement::candle(&Device::Cpu));
                        let expected = candle.forward(&images, residual).unwrap();
                        let ours = layer(&Placement::kernels()).forward(&images, residual).unwrap();
                        assert_eq!(ours.dims(), expected.dims());
                        let worst = (ours - expected).unwrap().abs().unwrap().max_all().unwrap();
                        let worst = worst.to_scalar::<f32>().unwrap() / (inputs as f32).sqrt();
                        // As for products: sums of so many terms in another order.
                        assert!(worst < 1e-4, "{channels:?} {options:?} differs by {worst:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_joined_is_an_error() {
        let options = JoinedOptions::plain(2);
        let new = |inputs: usize| {
            let weight = vec![1.0; 9 * inputs];
            JoinedConv2d::new(&weight, vec![0.0], Vec::new(), options, &Placement::kernels())
        };
        assert!(new(3).is_err());
        let layer = new(4).unwrap();
        let zeros = |size: usize, channels: usize| {
            Tensor::zeros((1, size, size, channels), DType::F32, &Device::Cpu).unwrap()
        };
        assert!(layer.forward(&[&zeros(4, 2), &zeros(4, 2)], None).is_ok());
        assert!(layer.forward(&[&zeros(4, 2), &zeros(5, 2)], None).is_err());
        assert!(layer.forward(&[&zeros(4, 2)], None).is_err());
        assert!(layer.forward(&[&zeros(4, 3), &zeros(4, 1)], None).is_err());
        assert!(layer.forward(&[], None).is_err());
        assert!(layer.forward(&[&zeros(4, 4)], Some(&zeros(4, 2))).is_err());
    }
}
