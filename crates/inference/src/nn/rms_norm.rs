//! Root-mean-square norm: rows scaled to unit size, then by a factor per value.
//! Works in place on plain rows, without tensors.

use super::dispatch::vectorised;

/// Scales every row of `weight.len()` values to a mean square of 1, then multiplies by `weight` (Zhang and Sennrich
/// 2019, arXiv:1910.07467, equation 4, with `epsilon` added to the mean square).
///
/// # Panics
/// When `values` does not divide into rows.
pub fn rms_norm(values: &mut [f32], weight: &[f32], epsilon: f32) {
    assert!(!weight.is_empty() && values.len().is_multiple_of(weight.len()), "not whole rows");
    vectorised(
        #[inline(always)]
        || {
            for row in values.chunks_exact_mut(weight.len()) {
                let inverse = 1.0 / (mean_square(row) + epsilon).sqrt();
                row.iter_mut().zip(weight).for_each(|(value, weight)| *value *= inverse * weight);
            }
        },
    );
}

#[inline(always)]
fn mean_square(row: &[f32]) -> f32 {
    let (blocks, rest) = row.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for block in blocks {
        lanes.iter_mut().zip(block).for_each(|(lane, value)| *lane += value * value);
    }
    let rest = rest.iter().map(|value| value * value).sum::<f32>();
    (lanes.iter().sum::<f32>() + rest) / row.len() as f32
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn rows_match_candle() {
        let mut noise = Noise::new(21);
        for (rows, width) in [(1, 3), (4, 576), (3, 100)] {
            let (mut values, weight) = (noise.normal(rows * width), noise.normal(width));
            let x = Tensor::from_slice(&values, (rows, width), &Device::Cpu).unwrap();
            let alpha = Tensor::from_slice(&weight, width, &Device::Cpu).unwrap();
            let candle = candle_nn::ops::rms_norm(&x, &alpha, 1e-5).unwrap();
            let candle = candle.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            rms_norm(&mut values, &weight, 1e-5);
            for (value, candle) in values.iter().zip(&candle) {
                assert!((value - candle).abs() < 1e-5, "{value} {candle}");
            }
        }
    }
}
