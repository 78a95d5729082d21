//! Rotary position embedding: pairs of values rotated by an angle that grows with the position.
//! Knows frequencies and pairs; which layers rotate which values is decided by each model.

/// Which two values of a head make a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotaryPairs {
    /// Neighbours, as in the paper and in Llama's files.
    Interleaved,
    /// One from each half.
    Halves,
}

/// Rotates the first `2 * angles` values of every head (Su et al. 2021, arXiv:2104.09864, section 3.2.2).
pub struct Rotary {
    pairs: RotaryPairs,
    /// Angle per position of each pair.
    frequencies: Vec<f32>,
    /// What the rotated values are multiplied by.
    magnitude: f32,
}

impl Rotary {
    /// Frequencies `base^(-2 i / dimensions) / scale / factors[i]`; `factors` may be empty.
    pub fn new(
        pairs: RotaryPairs,
        dimensions: usize,
        base: f32,
        scale: f32,
        factors: &[f32],
        magnitude: f32,
    ) -> Rotary {
        let frequencies = (0..dimensions / 2).map(|index| {
            let power = -2.0 * index as f64 / dimensions as f64;
            let factor = factors.get(index).copied().unwrap_or(1.0);
            (f64::from(base).powf(power) / f64::from(scale) / f64::from(factor)) as f32
        });
        Rotary { pairs, frequencies: frequencies.collect(), magnitude }
    }

    /// Cosines and sines at a position, one of each per pair.
    pub fn at(&self, position: usize) -> Vec<(f32, f32)> {
        let angle = |frequency: &f32| {
            let (sin, cos) = (position as f32 * frequency).sin_cos();
            (cos * self.magnitude, sin * self.magnitude)
        };
        self.frequencies.iter().map(angle).collect()
    }

    /// Rotates every head of `size` values in `row` by the angles of one position.
    pub fn rotate(&self, row: &mut [f32], size: usize, angles: &[(f32, f32)]) {
        let (step, apart) = match self.pairs {
            RotaryPairs::Interleaved => (2, 1),
            RotaryPairs::Halves => (1, angles.len()),
        };
        for head in row.chunks_exact_mut(size) {
            for (index, (cos, sin)) in angles.iter().enumerate() {
                let (a, b) = (index * step, index * step + apart);
                let (x, y) = (head[a], head[b]);
                head[a] = x * cos - y * sin;
                head[b] = x * sin + y * cos;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn rotated_heads_match_candle() {
        let (heads, size, position) = (3, 16, 29);
        let values = Noise::new(23).normal(heads * size);
        for pairs in [RotaryPairs::Interleaved, RotaryPairs::Halves] {
            let rotary = Rotary::new(pairs, size, 10_000.0, 1.0, &[], 1.0);
            let angles = rotary.at(position);
            let mut ours = values.clone();
            rotary.rotate(&mut ours, size, &angles);

            let tensor = |values: Vec<f32>| Tensor::from_vec(values, (1, size / 2), &Device::Cpu);
            let cos = tensor(angles.iter().map(|rotate| rotate.0).collect()).unwrap();
            let sin = tensor(angles.iter().map(|rotate| rotate.1).collect()).unwrap();
            let x = Tensor::from_slice(&values, (1, heads, 1, size), &Device::Cpu).unwrap();
            let candle = match pairs {
                RotaryPairs::Interleaved => candle_nn::rotary_emb::rope_i(&x, &cos, &sin),
                RotaryPairs::Halves => candle_nn::rotary_emb::rope(&x, &cos, &sin),
            };
            let candle = candle.unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
            for (ours, candle) in ours.iter().zip(&candle) {
                assert!((ours - candle).abs() < 1e-5, "{pairs:?}: {ours} {candle}");
            }
        }
    }

    #[test]
    fn values_beyond_the_rotated_part_stay() {
        let rotary = Rotary::new(RotaryPairs::Halves, 4, 10_000.0, 1.0, &[], 1.0);
        let mut row = vec![1.0; 8];
        rotary.rotate(&mut row, 8, &rotary.at(5));
        assert_eq!(row[4..], [1.0; 4]);
        assert_ne!(row[..4], [1.0; 4]);
    }
}
