//! What is done to the channels of every position alike: a vector added to all of them, and the gated unit over tensors.
//! Both are one pass over memory; the products around them are in `gemm`.

use candle_core::{D, Result, Tensor, bail};

use super::activation::Activation;
use super::dispatch::vectorised;
use super::op::{Backend, apply1, apply2};
use super::parallel::{SharedOut, filled, in_chunks};

/// Values per task.
const CHUNK: usize = 16 * 1024;

/// `[batch, .., channels]` plus `offset`, `[batch, channels]`, at every position.
pub fn add_per_channel(x: &Tensor, offset: &Tensor, backend: Backend) -> Result<Tensor> {
    let (batch, channels) = offset.dims2()?;
    if x.dim(0)? != batch || x.dim(D::Minus1)? != channels || channels == 0 {
        bail!("{:?} cannot be added to {:?}", offset.dims(), x.dims());
    }
    match backend {
        Backend::Kernels => apply2("add_per_channel", x, Some(offset), |values, shape, offset| {
            let offset = offset.unwrap_or_default();
            let positions = values.len() / channels;
            let per_item = positions.checked_div(batch).unwrap_or(1).max(1);
            let add = |out: SharedOut| {
                in_chunks(positions, CHUNK.div_ceil(channels), |range| {
                    vectorised(
                        #[inline(always)]
                        || {
                            for position in range {
                                let offset = &offset[position / per_item * channels..][..channels];
                                let start = position * channels;
                                // SAFETY: the positions are disjoint and lie within the output.
                                let out = unsafe {
                                    std::slice::from_raw_parts_mut(out.get().add(start), channels)
                                };
                                let values = &values[start..start + channels];
                                for ((out, value), offset) in out.iter_mut().zip(values).zip(offset)
                                {
                                    *out = value + offset;
                                }
                            }
                        },
                    )
                })
            };
            // SAFETY: the positions cover all values.
            Ok((unsafe { filled(values.len(), add) }, shape.to_vec()))
        }),
        Backend::Candle => {
            let mut shape = vec![1; x.rank()];
            (shape[0], shape[x.rank() - 1]) = (batch, channels);
            x.broadcast_add(&offset.reshape(shape)?)
        }
    }
}

/// The gated unit of Stable Diffusion's transformers (Shazeer 2020, arXiv:2002.05202), `first half * gelu(second
/// half)` with the exact GELU: `[.., 2 width]` to `[.., width]`.
pub fn geglu(x: &Tensor, backend: Backend) -> Result<Tensor> {
    let width = x.dim(D::Minus1)? / 2;
    if width == 0 || x.dim(D::Minus1)? != 2 * width {
        bail!("{:?} has no two halves", x.dims());
    }
    match backend {
        Backend::Kernels => apply1("geglu", x, |values, shape| {
            let rows = values.len() / (2 * width);
            let gate = |out: SharedOut| {
                in_chunks(rows, CHUNK.div_ceil(width), |range| {
                    vectorised(
                        #[inline(always)]
                        || {
                            for row in range {
                                let (content, opening) =
                                    values[row * 2 * width..][..2 * width].split_at(width);
                                // SAFETY: the rows are disjoint and lie within the output.
                                let out = unsafe {
                                    std::slice::from_raw_parts_mut(
                                        out.get().add(row * width),
                                        width,
                                    )
                                };
                                for ((out, content), opening) in
                                    out.iter_mut().zip(content).zip(opening)
                                {
                                    *out = content * Activation::GeluErf.at(*opening);
                                }
                            }
                        },
                    )
                })
            };
            let mut shape = shape.to_vec();
            *shape.last_mut().expect("there is a last dimension") = width;
            // SAFETY: all rows are written.
            Ok((unsafe { filled(rows * width, gate) }, shape))
        }),
        Backend::Candle => {
            let half = |index: usize| x.narrow(D::Minus1, index * width, width)?.contiguous();
            half(0)? * half(1)?.gelu_erf()?
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};

    use super::*;
    use crate::sampling::Noise;

    fn same(ours: &Tensor, candle: &Tensor) {
        assert_eq!(ours.dims(), candle.dims());
        let worst = (ours - candle).unwrap().abs().unwrap().max_all().unwrap();
        assert!(worst.to_scalar::<f32>().unwrap() < 1e-5);
    }

    #[test]
    fn every_item_gets_its_own_offset() {
        let mut noise = Noise::new(41);
        for (batch, height, width, channels) in [(1, 1, 1, 1), (2, 3, 5, 7), (2, 40, 40, 32)] {
            let x = noise.normal(batch * height * width * channels);
            let x = Tensor::from_vec(x, (batch, height, width, channels), &Device::Cpu).unwrap();
            let offset = noise.normal(batch * channels);
            let offset = Tensor::from_vec(offset, (batch, channels), &Device::Cpu).unwrap();
            let ours = add_per_channel(&x, &offset, Backend::Kernels).unwrap();
            same(&ours, &add_per_channel(&x, &offset, Backend::Candle).unwrap());
            let wide = Tensor::zeros((batch, channels + 1), DType::F32, &Device::Cpu).unwrap();
            assert!(add_per_channel(&x, &wide, Backend::Kernels).is_err());
        }
    }

    #[test]
    fn the_gated_unit_matches_candle() {
        let mut noise = Noise::new(42);
        for (batch, rows, width) in [(1, 1, 1), (2, 77, 48), (1, 1000, 64)] {
            let x = noise.normal(batch * rows * 2 * width);
            let x = Tensor::from_vec(x, (batch, rows, 2 * width), &Device::Cpu).unwrap();
            same(&geglu(&x, Backend::Kernels).unwrap(), &geglu(&x, Backend::Candle).unwrap());
        }
        let odd = Tensor::zeros((1, 3), DType::F32, &Device::Cpu).unwrap();
        assert!(geglu(&odd, Backend::Kernels).is_err());
    }
}
