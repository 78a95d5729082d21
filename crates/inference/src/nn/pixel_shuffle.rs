//! Moves values between channels and pixels, channels-last: pixel shuffle and its inverse.
//! Channel order is PyTorch's: `c r² + dy r + dx` becomes channel `c` at `(dy, dx)` (Shi et al. 2016, arXiv:1609.05158).

use candle_core::{Result, Tensor, bail};

use super::op::{Backend, apply1};
use super::parallel::{SharedOut, filled, in_chunks};

/// `[batch, height, width, channels r²]` to `[batch, height r, width r, channels]`.
pub fn pixel_shuffle(x: &Tensor, r: usize, backend: Backend) -> Result<Tensor> {
    let (batch, height, width, channels) = x.dims4()?;
    if r == 0 || !channels.is_multiple_of(r * r) {
        bail!("{channels} channels cannot be shuffled into {r}x{r} pixels");
    }
    let depth = channels / (r * r);
    match backend {
        Backend::Kernels => apply1("pixel_shuffle", x, |values, _| {
            let line = width * channels;
            let out = by_lines(values, line, |from, to| {
                for (x, pixel) in from.chunks_exact(channels).enumerate() {
                    for (c, block) in pixel.chunks_exact(r * r).enumerate() {
                        for (dy, row) in block.chunks_exact(r).enumerate() {
                            for (dx, value) in row.iter().enumerate() {
                                to[((dy * width + x) * r + dx) * depth + c] = *value;
                            }
                        }
                    }
                }
            });
            Ok((out, vec![batch, height * r, width * r, depth]))
        }),
        Backend::Candle => x
            .reshape(&[batch, height, width, depth, r, r][..])?
            .permute(&[0, 1, 4, 2, 5, 3][..])?
            .contiguous()?
            .reshape((batch, height * r, width * r, depth)),
    }
}

/// `[batch, height r, width r, channels]` to `[batch, height, width, channels r²]`.
pub fn pixel_unshuffle(x: &Tensor, r: usize, backend: Backend) -> Result<Tensor> {
    let (batch, height, width, depth) = x.dims4()?;
    if r == 0 || !height.is_multiple_of(r) || !width.is_multiple_of(r) {
        bail!("{height}x{width} pixels cannot be gathered {r}x{r} at a time");
    }
    let (height, width, channels) = (height / r, width / r, depth * r * r);
    match backend {
        Backend::Kernels => apply1("pixel_unshuffle", x, |values, _| {
            let line = width * channels;
            let out = by_lines(values, line, |from, to| {
                for (x, pixel) in to.chunks_exact_mut(channels).enumerate() {
                    for (c, block) in pixel.chunks_exact_mut(r * r).enumerate() {
                        for (dy, row) in block.chunks_exact_mut(r).enumerate() {
                            for (dx, value) in row.iter_mut().enumerate() {
                                *value = from[((dy * width + x) * r + dx) * depth + c];
                            }
                        }
                    }
                }
            });
            Ok((out, vec![batch, height, width, channels]))
        }),
        Backend::Candle => x
            .reshape(&[batch, height, r, width, r, depth][..])?
            .permute(&[0, 1, 3, 5, 2, 4][..])?
            .contiguous()?
            .reshape((batch, height, width, channels)),
    }
}

fn lines_per_task(line: usize) -> usize {
    (32 * 1024usize).div_ceil(line.max(1))
}

/// As many values as there are, line by line of `line` values: `each` gets a line and fills the same one of the result.
fn by_lines(values: &[f32], line: usize, each: impl Fn(&[f32], &mut [f32]) + Sync) -> Vec<f32> {
    let count = values.len() / line.max(1);
    assert_eq!(values.len(), count * line, "the lines are whole");
    let fill = |out: SharedOut| {
        in_chunks(count, lines_per_task(line), |lines| {
            for y in lines {
                // SAFETY: each line is within the values, and no other task has it.
                let to = unsafe { std::slice::from_raw_parts_mut(out.get().add(y * line), line) };
                each(&values[y * line..(y + 1) * line], to);
            }
        })
    };
    // SAFETY: the lines cover all values.
    unsafe { filled(values.len(), fill) }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn shuffles_match_candle_and_undo_each_other() {
        let mut noise = Noise::new(11);
        for (batch, height, width, depth, r) in
            [(1, 1, 1, 1, 1), (2, 3, 5, 4, 2), (1, 16, 16, 4, 16), (1, 64, 64, 32, 2)]
        {
            let shape = (batch, height, width, depth * r * r);
            let x = Tensor::from_vec(
                noise.normal(batch * height * width * depth * r * r),
                shape,
                &Device::Cpu,
            )
            .unwrap();
            let ours = pixel_shuffle(&x, r, Backend::Kernels).unwrap();
            let flat = |x: &Tensor| x.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            assert_eq!(flat(&ours), flat(&pixel_shuffle(&x, r, Backend::Candle).unwrap()));
            assert_eq!(ours.dims(), [batch, height * r, width * r, depth]);
            assert_eq!(flat(&pixel_unshuffle(&ours, r, Backend::Candle).unwrap()), flat(&x));
            assert_eq!(flat(&pixel_unshuffle(&ours, r, Backend::Kernels).unwrap()), flat(&x));
        }
    }

    #[test]
    fn the_order_of_channels_is_that_of_pytorch() {
        let x = Tensor::arange(0f32, 8.0, &Device::Cpu).unwrap().reshape((1, 1, 1, 8)).unwrap();
        let y = pixel_shuffle(&x, 2, Backend::Kernels)
            .unwrap()
            .flatten_all()
            .unwrap()
            .to_vec1::<f32>()
            .unwrap();
        assert_eq!(y, [0.0, 4.0, 1.0, 5.0, 2.0, 6.0, 3.0, 7.0]);
    }
}
