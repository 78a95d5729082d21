//! Layer norm, and the factors and offsets that both norms end with.
//! Knows rows only: every row is normalised by itself.

use candle_core::{Result, Tensor, bail};

use super::dispatch::vectorised;
use super::op::{Backend, Placement, apply1};
use super::parallel::{SharedOut, filled, in_chunks};
use crate::weights::{LoadError, Weights};

/// Values per task.
const TILE: usize = 16 * 1024;

/// Layer norm (Ba et al. 2016, arXiv:1607.06450) over the last dimension.
pub struct LayerNorm {
    epsilon: f32,
    body: Affine,
}

/// The factor and offset of every channel.
pub(super) enum Affine {
    Kernels { weight: Vec<f32>, bias: Vec<f32> },
    Candle { weight: Tensor, bias: Tensor },
}

impl Affine {
    pub(super) fn new(weight: Vec<f32>, bias: Vec<f32>, placement: &Placement) -> Result<Affine> {
        if weight.len() != bias.len() || weight.is_empty() {
            bail!("a norm needs as many weights as biases");
        }
        Ok(match placement.backend {
            Backend::Kernels => Affine::Kernels { weight, bias },
            Backend::Candle => {
                let channels = weight.len();
                let weight = Tensor::from_vec(weight, channels, &placement.device)?;
                Affine::Candle {
                    weight,
                    bias: Tensor::from_vec(bias, channels, &placement.device)?,
                }
            }
        })
    }
}

impl LayerNorm {
    /// A norm over as many values as there are weights.
    pub fn new(
        weight: Vec<f32>,
        bias: Vec<f32>,
        epsilon: f32,
        placement: &Placement,
    ) -> Result<LayerNorm> {
        Ok(LayerNorm { epsilon, body: Affine::new(weight, bias, placement)? })
    }

    /// Reads `weight` and `bias`.
    pub fn load(
        weights: &Weights,
        width: usize,
        epsilon: f32,
    ) -> std::result::Result<LayerNorm, LoadError> {
        let (weight, bias) = (weights.read("weight", &[width])?, weights.read("bias", &[width])?);
        LayerNorm::new(weight, bias, epsilon, weights.placement())
            .map_err(|error| weights.failed(error))
    }

    /// `[.., width]` to the same shape.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match &self.body {
            Affine::Kernels { weight, bias } => apply1("layer_norm", x, |values, shape| {
                let width = weight.len();
                if shape.last() != Some(&width) {
                    bail!("a layer norm of {width} values was given {shape:?}");
                }
                let fill = |out: SharedOut| {
                    in_chunks(values.len() / width, TILE.div_ceil(width), |rows| {
                        vectorised(
                            #[inline(always)]
                            || {
                                for row in rows {
                                    let row = row * width;
                                    // SAFETY: the rows are disjoint and lie within the output.
                                    let out = unsafe {
                                        std::slice::from_raw_parts_mut(out.get().add(row), width)
                                    };
                                    layer_norm_row(
                                        &values[row..row + width],
                                        weight,
                                        bias,
                                        self.epsilon,
                                        out,
                                    );
                                }
                            },
                        )
                    })
                };
                // SAFETY: all rows are written.
                Ok((unsafe { filled(values.len(), fill) }, shape.to_vec()))
            }),
            Affine::Candle { weight, bias } => {
                candle_nn::ops::layer_norm_slow(&x.contiguous()?, weight, bias, self.epsilon)
            }
        }
    }
}

#[inline(always)]
fn layer_norm_row(row: &[f32], weight: &[f32], bias: &[f32], epsilon: f32, out: &mut [f32]) {
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count;
    let inverse = 1.0 / (variance + epsilon).sqrt();
    for (((out, value), weight), bias) in out.iter_mut().zip(row).zip(weight).zip(bias) {
        *out = (value - mean) * inverse * weight + bias;
    }
}

/// The sum of `of(value)`, in sixteen lanes so that it vectorises.
#[inline(always)]
fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (blocks, rest) = values.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane += of(*value);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|value| of(*value)).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    fn worst(a: &Tensor, b: &Tensor) -> f32 {
        assert_eq!(a.dims(), b.dims());
        (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
    }

    #[test]
    fn layer_norm_matches_candle() {
        let mut noise = Noise::new(6);
        for (rows, width) in [(1, 3), (64, 192), (500, 100)] {
            let (weight, bias) = (noise.normal(width), noise.normal(width));
            let make = |placement: &Placement| {
                LayerNorm::new(weight.clone(), bias.clone(), 1e-5, placement).unwrap()
            };
            let (ours, candle) =
                (make(&Placement::kernels()), make(&Placement::candle(&Device::Cpu)));
            let x =
                Tensor::from_vec(noise.normal(2 * rows * width), (2, rows, width), &Device::Cpu)
                    .unwrap();
            let x = (x + 3.0).unwrap();
            assert!(worst(&ours.forward(&x).unwrap(), &candle.forward(&x).unwrap()) < 2e-5);
        }
    }
}
