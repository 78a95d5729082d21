//! Images made smaller or larger by fixed rules, channels-last: the greatest of two by two pixels, and bilinear.
//! Both follow PyTorch where sizes are odd.

use candle_core::{Result, Tensor, bail};

use super::op::apply1;
use super::parallel::{SharedOut, filled, in_chunks};

/// The greatest of every two by two pixels: `[1, height, width, channels]` to half of that, rounded up. What lies
/// outside does not count.
pub fn max_pool(x: &Tensor) -> Result<Tensor> {
    let (batch, height, width, channels) = x.dims4()?;
    if batch != 1 {
        bail!("max_pool works on one image at a time");
    }
    let (out_height, out_width) = (height.div_ceil(2), width.div_ceil(2));
    apply1("max_pool", x, |values, _| {
        let line = out_width * channels;
        let fill = |out: SharedOut| {
            in_chunks(out_height, lines_per_task(line), |lines| {
                for y in lines {
                    // SAFETY: each line of the output has one task.
                    let out =
                        unsafe { std::slice::from_raw_parts_mut(out.get().add(y * line), line) };
                    let rows = [2 * y, (2 * y + 1).min(height - 1)];
                    for (x, pixel) in out.chunks_exact_mut(channels).enumerate() {
                        let columns = [2 * x, (2 * x + 1).min(width - 1)];
                        let [a, b, c, d] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(row, column)| {
                            let start = (rows[row] * width + columns[column]) * channels;
                            &values[start..start + channels]
                        });
                        for (at, value) in pixel.iter_mut().enumerate() {
                            *value = a[at].max(b[at]).max(c[at].max(d[at]));
                        }
                    }
                }
            })
        };
        // SAFETY: the lines cover all values.
        let pooled = unsafe { filled(out_height * line, fill) };
        Ok((pooled, vec![1, out_height, out_width, channels]))
    })
}

/// Bilinear to `height` x `width`, where the corners of the images coincide and not the centres of their corner
/// pixels (PyTorch's `align_corners=False`). Making an image smaller by more than half leaves pixels out.
pub fn resize_bilinear(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let (batch, from_height, from_width, channels) = x.dims4()?;
    if batch != 1 || from_height * from_width * height * width == 0 {
        bail!("{:?} cannot be resized to {height}x{width}", x.dims());
    }
    if (from_height, from_width) == (height, width) {
        return Ok(x.clone());
    }
    let (rows, columns) = (spans(from_height, height), spans(from_width, width));
    apply1("resize_bilinear", x, |values, _| {
        let line = width * channels;
        let fill = |out: SharedOut| {
            in_chunks(height, lines_per_task(line), |lines| {
                for y in lines {
                    // SAFETY: each line of the output has one task.
                    let out =
                        unsafe { std::slice::from_raw_parts_mut(out.get().add(y * line), line) };
                    let row = rows[y];
                    for (pixel, column) in out.chunks_exact_mut(channels).zip(&columns) {
                        let at = |y: usize, x: usize| {
                            let start = (y * from_width + x) * channels;
                            &values[start..start + channels]
                        };
                        let (a, b) = (at(row.first, column.first), at(row.first, column.second));
                        let (c, d) = (at(row.second, column.first), at(row.second, column.second));
                        for (channel, value) in pixel.iter_mut().enumerate() {
                            let upper = a[channel] + (b[channel] - a[channel]) * column.share;
                            let lower = c[channel] + (d[channel] - c[channel]) * column.share;
                            *value = upper + (lower - upper) * row.share;
                        }
                    }
                }
            })
        };
        // SAFETY: the lines cover all values.
        Ok((unsafe { filled(height * line, fill) }, vec![1, height, width, channels]))
    })
}

/// The two places a result lies between, and the second one's share.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    second: usize,
    share: f32,
}

fn spans(from: usize, to: usize) -> Vec<Span> {
    let scale = from as f32 / to as f32;
    let span = |at: usize| {
        let place = ((at as f32 + 0.5) * scale - 0.5).max(0.0);
        let first = (place as usize).min(from - 1);
        Span { first, second: (first + 1).min(from - 1), share: place - first as f32 }
    };
    (0..to).map(span).collect()
}

fn lines_per_task(line: usize) -> usize {
    (32 * 1024usize).div_ceil(line.max(1))
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    fn image(height: usize, width: usize, values: Vec<f32>) -> Tensor {
        let channels = values.len() / (height * width);
        Tensor::from_vec(values, (1, height, width, channels), &Device::Cpu).unwrap()
    }

    fn flat(x: &Tensor) -> Vec<f32> {
        x.flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn pooling_keeps_the_greatest_and_rounds_up() {
        let x = image(3, 3, vec![1.0, -5.0, 2.0, 4.0, 3.0, -7.0, -9.0, -8.0, -6.0]);
        let y = max_pool(&x).unwrap();
        assert_eq!(y.dims(), [1, 2, 2, 1]);
        assert_eq!(flat(&y), [4.0, 2.0, -8.0, -6.0]);
    }

    #[test]
    fn resizing_equals_pytorch() {
        // torch.nn.functional.interpolate(x, size, mode="bilinear", align_corners=False)
        let x = image(2, 2, vec![0.0, 1.0, 2.0, 3.0]);
        let wider = resize_bilinear(&x, 2, 4).unwrap();
        assert_eq!(flat(&wider), [0.0, 0.25, 0.75, 1.0, 2.0, 2.25, 2.75, 3.0]);
        let both = resize_bilinear(&image(1, 3, vec![0.0, 3.0, 6.0]), 1, 2).unwrap();
        assert_eq!(flat(&both), [0.75, 5.25]);
        assert_eq!(flat(&resize_bilinear(&x, 2, 2).unwrap()), flat(&x));
    }

    #[test]
    fn channels_stay_apart() {
        let x = image(1, 2, vec![0.0, 10.0, 1.0, 20.0]);
        assert_eq!(flat(&resize_bilinear(&x, 1, 1).unwrap()), [0.5, 15.0]);
        assert_eq!(flat(&max_pool(&x).unwrap()), [1.0, 20.0]);
        assert!(resize_bilinear(&x, 0, 1).is_err());
    }
}
