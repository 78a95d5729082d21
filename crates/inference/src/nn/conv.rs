//! The convolution on channels-last images: 1x1 or 3x3, keeping, halving or doubling the size.
//! Knows which pixels a result needs; the sum over them is the product in `gemm`.

mod pixels;

use candle_core::{Result, Tensor, bail};

use super::activation::Activation;
use super::bf16;
use super::gemm::{Epilogue, multiply};
use super::group_norm::GroupNorm;
use super::op::{Backend, Placement, apply2};
use super::weight_matrix::{MappedMatrix, PackedMatrix, WeightMatrix};
use super::winograd::{self, Images, Piece};
use crate::weights::{LoadError, Weights};
use pixels::Pixels;

/// What a convolution does to width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resize {
    /// Stride 1: `n` to `n`.
    Same,
    /// Stride 2: `n` to `n.div_ceil(2)`.
    Halve,
    /// Stride 2 with zeros after the image only: `n` to `n / 2`.
    HalveAfter,
    /// Every pixel is first doubled both ways (nearest neighbour): `n` to `2 n`.
    Double,
}

/// A convolution with zeros around the image, so that 3x3 keeps its size, and an optional residual.
pub struct Conv2d {
    inputs: usize,
    outputs: usize,
    kernel: usize,
    resize: Resize,
    /// Whether it is computed in bf16 where that is faster.
    bf16: bool,
    body: Body,
}

enum Body {
    /// `zeros` stands in for the pixels outside.
    Kernels {
        matrix: WeightMatrix,
        bias: Vec<f32>,
        zeros: Vec<f32>,
    },
    Candle {
        kernel: Tensor,
        bias: Tensor,
    },
}

impl Conv2d {
    /// A layer from its weights `[outputs, inputs, kernel, kernel]`, row-major, and its bias `[outputs]`.
    /// The kernel must be 1 or 3 wide.
    pub fn new(
        weight: &[f32],
        bias: &[f32],
        kernel: usize,
        resize: Resize,
        placement: &Placement,
    ) -> Result<Conv2d> {
        let (area, outputs) = (kernel * kernel, bias.len());
        let unit = area * outputs;
        if !(kernel == 1 || kernel == 3)
            || weight.is_empty()
            || unit == 0
            || !weight.len().is_multiple_of(unit)
        {
            bail!(
                "{} weights do not fit a {kernel}x{kernel} convolution of {outputs} outputs",
                weight.len()
            );
        }
        let inputs = weight.len() / unit;
        let body = match placement.backend {
            Backend::Kernels => {
                let at = |row: usize, output: usize| {
                    let (tap, input) = (row / inputs, row % inputs);
                    weight[(output * inputs + input) * area + tap]
                };
                let matrix = WeightMatrix::Packed(PackedMatrix::new(area * inputs, outputs, at));
                Body::Kernels { matrix, bias: bias.to_vec(), zeros: vec![0.0; inputs] }
            }
            Backend::Candle => Body::Candle {
                kernel: Tensor::from_slice(
                    weight,
                    (outputs, inputs, kernel, kernel),
                    &placement.device,
                )?,
                bias: Tensor::from_slice(bias, outputs, &placement.device)?,
            },
        };
        Ok(Conv2d { inputs, outputs, kernel, resize, bf16: placement.uses_bf16(), body })
    }

    /// Reads `weight` and `bias`.
    pub fn load(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
        kernel: usize,
        resize: Resize,
    ) -> std::result::Result<Conv2d, LoadError> {
        let bias = weights.read("bias", &[outputs])?;
        Conv2d::load_with(weights, inputs, kernel, resize, bias)
    }

    /// As `load`, without a bias.
    pub fn load_unbiased(
        weights: &Weights,
        inputs: usize,
        outputs: usize,
        kernel: usize,
        resize: Resize,
    ) -> std::result::Result<Conv2d, LoadError> {
        Conv2d::load_with(weights, inputs, kernel, resize, vec![0.0; outputs])
    }

    fn load_with(
        weights: &Weights,
        inputs: usize,
        kernel: usize,
        resize: Resize,
        bias: Vec<f32>,
    ) -> std::result::Result<Conv2d, LoadError> {
        let (outputs, shape) = (bias.len(), [bias.len(), inputs, kernel, kernel]);
        if weights.placement().mapped {
            let mapped_tensor =
                weights.mapped_tensor("weight", &shape)?.map(|mapped_tensor| vec![mapped_tensor]);
            let mapped = mapped_tensor.and_then(|mapped_tensor| {
                MappedMatrix::new(mapped_tensor, outputs, inputs, kernel * kernel)
            });
            if let Some(matrix) = mapped {
                let (matrix, zeros) = (WeightMatrix::Mapped(matrix), vec![0.0; inputs]);
                let body = Body::Kernels { matrix, bias, zeros };
                let bf16 = weights.placement().uses_bf16();
                return Ok(Conv2d { inputs, outputs, kernel, resize, bf16, body });
            }
        }
        let weight = weights.read("weight", &shape)?;
        Conv2d::new(&weight, &bias, kernel, resize, weights.placement())
            .map_err(|error| weights.failed(error))
    }

    /// `[batch, height, width, inputs]` to `[batch, height', width', outputs]`, plus `residual` of that shape.
    pub fn forward(&self, x: &Tensor, residual: Option<&Tensor>) -> Result<Tensor> {
        self.forward_into(x, residual, None)
    }

    /// The convolution of `activation(norm(x))`. In bf16 the norm is applied while the image is rounded.
    pub fn forward_normed(
        &self,
        x: &Tensor,
        norm: &GroupNorm,
        activation: Activation,
        residual: Option<&Tensor>,
    ) -> Result<Tensor> {
        let size = self.output_size(x, None)?;
        if self.computes_in_bf16(x, size)? && norm.channels() == Some(self.inputs) {
            return self.in_bf16(x, Some((norm, activation)), residual, size);
        }
        self.forward(&norm.forward(x, None, activation)?, residual)
    }

    /// As [`Conv2d::forward`], where a doubled image is first cut to `size`, its height and width: each twice the input's,
    /// or one less. So an image that was halved from an odd size gets back to it.
    pub fn forward_into(
        &self,
        x: &Tensor,
        residual: Option<&Tensor>,
        size: Option<(usize, usize)>,
    ) -> Result<Tensor> {
        let size = self.output_size(x, size)?;
        match &self.body {
            Body::Kernels { .. } if self.computes_in_bf16(x, size)? => {
                self.in_bf16(x, None, residual, size)
            }
            Body::Kernels { matrix, bias, zeros } => {
                let (batch, height, width, channels) = x.dims4()?;
                let (out_height, out_width) = size;
                apply2("conv2d", x, residual, |values, _, residual| {
                    self.check_residual(batch, size, residual)?;
                    let epilogue = Epilogue { bias: Some(bias), residual, ..Epilogue::PLAIN };
                    let (kernel, resize) = (self.kernel, self.resize);
                    let images = Images {
                        pieces: &[Piece { values, channels, start: 0 }],
                        run: channels,
                        batch,
                        height,
                        width,
                        out_height,
                        out_width,
                        doubled: resize == Resize::Double,
                    };
                    let shape = vec![batch, out_height, out_width, self.outputs];
                    if self.keeps_pixels() && winograd::is_faster(&images, self.outputs) {
                        let sums = winograd::convolve(&images, matrix.view(), epilogue);
                        matrix.check()?;
                        return Ok((sums, shape));
                    }
                    let source = Pixels {
                        values,
                        zeros,
                        channels,
                        height,
                        width,
                        out_height,
                        out_width,
                        kernel,
                        resize,
                    };
                    let rows = batch * out_height * out_width;
                    let product = multiply(rows, &source, matrix.view(), epilogue);
                    matrix.check()?;
                    Ok((product, shape))
                })
            }
            Body::Candle { kernel, bias } => {
                let y = self.on_candle(x, kernel, bias, size)?;
                match residual {
                    Some(residual) => y + residual,
                    None => Ok(y),
                }
            }
        }
    }

    /// Height and width of the result.
    fn output_size(&self, x: &Tensor, size: Option<(usize, usize)>) -> Result<(usize, usize)> {
        let (_, height, width, channels) = x.dims4()?;
        if channels != self.inputs {
            bail!("a convolution of {} channels was given {channels}", self.inputs);
        }
        let resized = |size: usize| match self.resize {
            Resize::Same => size,
            Resize::Halve => size.div_ceil(2),
            Resize::HalveAfter => size / 2,
            Resize::Double => size * 2,
        };
        let Some((out_height, out_width)) = size else {
            return Ok((resized(height), resized(width)));
        };
        let fits = |out: usize, size: usize| out == 2 * size || out + 1 == 2 * size;
        if self.resize != Resize::Double || !fits(out_height, height) || !fits(out_width, width) {
            bail!("an image of {height}x{width} cannot become {out_height}x{out_width}");
        }
        Ok((out_height, out_width))
    }

    fn check_residual(
        &self,
        batch: usize,
        (height, width): (usize, usize),
        residual: Option<&[f32]>,
    ) -> Result<()> {
        let len = batch * height * width * self.outputs;
        if residual.is_some_and(|residual| residual.len() != len) {
            bail!("the residual of a convolution has another shape");
        }
        Ok(())
    }

    /// Whether it is 3x3 with a result for every pixel, or for every doubled one.
    fn keeps_pixels(&self) -> bool {
        self.kernel == 3 && matches!(self.resize, Resize::Same | Resize::Double)
    }

    /// Whether the image is convolved in bf16: neither halved nor cut, with enough channels, and not faster in `f32`.
    fn computes_in_bf16(
        &self,
        x: &Tensor,
        (out_height, out_width): (usize, usize),
    ) -> Result<bool> {
        let (batch, height, width, channels) = x.dims4()?;
        let factor = match self.resize {
            Resize::Same => 1,
            Resize::Double if self.kernel == 3 => 2,
            _ => return Ok(false),
        };
        let is_whole = (out_height, out_width) == (height * factor, width * factor);
        if !(self.bf16 && is_whole && bf16::is_convolution_supported(channels)) {
            return Ok(false);
        }
        let run = channels;
        let doubled = factor == 2;
        let images =
            Images { pieces: &[], run, batch, height, width, out_height, out_width, doubled };
        let winograd = self.keeps_pixels() && winograd::is_faster(&images, self.outputs);
        Ok(!winograd || bf16::is_faster_than_winograd(doubled))
    }

    fn in_bf16(
        &self,
        x: &Tensor,
        norm: Option<(&GroupNorm, Activation)>,
        residual: Option<&Tensor>,
        size: (usize, usize),
    ) -> Result<Tensor> {
        let Body::Kernels { matrix, bias, .. } = &self.body else {
            bail!("only the kernels compute in bf16");
        };
        let (batch, height, width, channels) = x.dims4()?;
        apply2("conv2d_bf16", x, residual, |values, _, residual| {
            self.check_residual(batch, size, residual)?;
            let factors = norm.and_then(|(norm, activation)| {
                norm.factors(values, batch).map(|(factor, offset)| (factor, offset, activation))
            });
            let norm = factors.as_ref();
            let norm =
                norm.map(|(factor, offset, activation)| (&factor[..], &offset[..], *activation));
            let image = bf16::Prepared { values, batch, height, width, channels, norm };
            let epilogue = Epilogue { bias: Some(bias), residual, ..Epilogue::PLAIN };
            let doubled = self.resize == Resize::Double;
            let results = bf16::convolve(&image, matrix.view(), doubled, epilogue);
            matrix.check()?;
            Ok((results, vec![batch, size.0, size.1, self.outputs]))
        })
    }

    /// The same by candle's own operations, without the residual.
    fn on_candle(
        &self,
        x: &Tensor,
        kernel: &Tensor,
        bias: &Tensor,
        (out_height, out_width): (usize, usize),
    ) -> Result<Tensor> {
        let (_, height, width, _) = x.dims4()?;
        let x = x.permute((0, 3, 1, 2))?.contiguous()?;
        let (x, margin, stride) = match self.resize {
            Resize::Double => {
                let x = x.upsample_nearest2d(2 * height, 2 * width)?;
                let x = x.narrow(2, 0, out_height)?.narrow(3, 0, out_width)?;
                (x.contiguous()?, self.kernel / 2, 1)
            }
            Resize::Same => (x, self.kernel / 2, 1),
            Resize::Halve => (x, self.kernel / 2, 2),
            Resize::HalveAfter => {
                let after = self.kernel / 2;
                (x.pad_with_zeros(2, 0, after)?.pad_with_zeros(3, 0, after)?, 0, 2)
            }
        };
        let y = x.conv2d(kernel, margin, stride, 1, 1)?;
        y.permute((0, 2, 3, 1))?.contiguous()?.broadcast_add(bias)
    }
}

#[cfg(test)]
mod tests;
