//! Rows of activations in whole numbers: blocks of 32 values that share a scale, with the sums the kernels need.
//! Knows nothing of the weights they will meet.
//!
//! A value takes fifteen bits, split over two bytes that are multiplied one after the other. The eight bits that
//! others use (llama.cpp's `Q8_0`, candle's as well) change scores by some hundredths, enough to change which word is
//! the likeliest; with fifteen the words are those of the same weights in `f32`. Weights are read from memory once for
//! both bytes, so writing costs little more.

use crate::nn::dispatch::vectorised;

/// Values that share a scale.
pub(super) const BLOCK: usize = 32;

/// What the first byte of a code counts.
pub(super) const STEP: i32 = 128;

/// Rows of activations, rounded to whole multiples of each block's `scale`: `value = scale * (128 a + b)`, where `a`
/// is between -127 and 127 and `b` between -64 and 64.
pub struct QuantRows {
    columns: usize,
    /// By row and block, the 32 first bytes `a`, then the 32 second bytes `b`.
    pub(super) codes: Vec<i8>,
    /// By row and block.
    pub(super) scales: Vec<f32>,
    /// The sums of the codes of each block's two halves, by row and half.
    pub(super) halves: Vec<i32>,
    /// The sums of the codes of each block.
    pub(super) sums: Vec<i32>,
    /// The same times the block's scale.
    pub(super) weighted: Vec<f32>,
}

/// The parts of one block that are written together.
struct Block<'a> {
    codes: &'a mut [i8],
    scale: &'a mut f32,
    halves: &'a mut [i32],
    sum: &'a mut i32,
    weighted: &'a mut f32,
}

impl QuantRows {
    /// Rounds rows of `columns` values, which must be a multiple of 32.
    pub fn new(values: &[f32], columns: usize) -> QuantRows {
        assert!(columns > 0 && columns.is_multiple_of(BLOCK), "rows of {columns} values");
        let blocks = values.len() / BLOCK;
        let mut rows = QuantRows {
            columns,
            codes: vec![0; 2 * values.len()],
            scales: vec![0.0; blocks],
            halves: vec![0; 2 * blocks],
            sums: vec![0; blocks],
            weighted: vec![0.0; blocks],
        };
        rows.fill(values);
        rows
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.codes.len() / (2 * self.columns)
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    fn fill(&mut self, values: &[f32]) {
        let codes = self.codes.chunks_mut(2 * BLOCK);
        let parts = codes.zip(&mut self.scales).zip(self.halves.chunks_mut(2));
        let parts = parts.zip(&mut self.sums).zip(&mut self.weighted);
        let blocks = values.chunks(BLOCK).zip(parts);
        vectorised(
            #[inline(always)]
            || {
                for (values, ((((codes, scale), halves), sum), weighted)) in blocks {
                    round_block(values, Block { codes, scale, halves, sum, weighted });
                }
            },
        );
    }
}

#[inline(always)]
fn round_block(values: &[f32], block: Block) {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to the nearest whole number
    let values = values.as_chunks::<BLOCK>().0[0];
    let mut largest = [0.0f32; 8];
    for eight in values.as_chunks::<8>().0 {
        for (largest, value) in largest.iter_mut().zip(eight) {
            *largest = if value.abs() > *largest { value.abs() } else { *largest };
        }
    }
    let largest = largest.iter().fold(0.0f32, |a, b| a.max(*b));
    let inverse = if largest > 0.0 { (127 * STEP) as f32 / largest } else { 0.0 };
    let mut whole = [0i32; BLOCK];
    for (whole, value) in whole.iter_mut().zip(&values) {
        *whole = (value * inverse + ROUND).to_bits() as i32 - ROUND.to_bits() as i32;
    }
    let (first, second) = block.codes.split_at_mut(BLOCK);
    for ((first, second), whole) in first.iter_mut().zip(second).zip(&whole) {
        let high = (whole + STEP / 2) >> STEP.ilog2();
        *first = high as i8;
        *second = (whole - high * STEP) as i8;
    }
    let half = |values: &[i32]| values.iter().sum::<i32>();
    let halves = [half(&whole[..16]), half(&whole[16..])];
    block.halves.copy_from_slice(&halves);
    *block.sum = halves[0] + halves[1];
    *block.scale = largest / (127 * STEP) as f32;
    *block.weighted = *block.scale * *block.sum as f32;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn rounded_rows_are_within_half_a_step() {
        let values = Noise::new(5).normal(3 * 96);
        let rows = QuantRows::new(&values, 96);
        assert_eq!(rows.count(), 3);
        let whole = |block: usize| {
            let (first, second) = rows.codes[block * 2 * BLOCK..][..2 * BLOCK].split_at(BLOCK);
            let both = first.iter().zip(second);
            both.map(|(a, b)| i32::from(*a) * STEP + i32::from(*b)).collect::<Vec<_>>()
        };
        for (block, values) in values.chunks(BLOCK).enumerate() {
            let (scale, whole) = (rows.scales[block], whole(block));
            for (value, whole) in values.iter().zip(&whole) {
                let back = scale * *whole as f32;
                assert!((value - back).abs() <= 0.51 * scale, "{value} became {back}");
            }
            let sum = |values: &[i32]| values.iter().sum::<i32>();
            assert_eq!(
                rows.halves[2 * block..2 * block + 2],
                [sum(&whole[..16]), sum(&whole[16..])]
            );
            assert_eq!(rows.sums[block], sum(&whole));
        }
    }

    #[test]
    fn a_block_of_zeros_stays_zero() {
        let rows = QuantRows::new(&[0.0; 64], 64);
        assert!(rows.codes.iter().all(|code| *code == 0) && rows.scales.iter().all(|s| *s == 0.0));
    }
}
