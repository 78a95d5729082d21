//! `f32` values rounded to bf16, to the nearest and to even where two are as near.
//! A bf16 value is kept as its bits: the upper half of the `f32` that it stands for.

use super::super::dispatch::vectorised;

/// The nearest bf16 value. A NaN stays one.
#[inline(always)]
pub(super) fn rounded(value: f32) -> u16 {
    (rounded_bits(value) >> 16) as u16
}

/// The nearest bf16 value, in the upper half of the bits; the lower half is left as it comes.
#[inline(always)]
pub(super) fn rounded_bits(value: f32) -> u32 {
    let bits = value.to_bits();
    let up = bits.wrapping_add(0x7fff + (bits >> 16 & 1));
    // Adding to a NaN's bits could make a zero of it.
    if value.is_nan() { bits | 0x0040_0000 } else { up }
}

/// The `f32` value of a bf16 one.
#[cfg(test)]
pub(super) fn widened(value: u16) -> f32 {
    f32::from_bits(u32::from(value) << 16)
}

/// Rounds as many values as `to` has.
pub(super) fn round(from: &[f32], to: &mut [u16]) {
    vectorised(
        #[inline(always)]
        || from.iter().zip(to).for_each(|(from, to)| *to = rounded(*from)),
    );
}

#[cfg(test)]
mod tests {
    use half::bf16;

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn values_are_rounded_as_the_half_crate_rounds_them() {
        let mut values = Noise::new(3).normal(10_000);
        values.extend([0.0, -0.0, 1e-40, 3.4e38, f32::MAX, f32::INFINITY, -f32::INFINITY]);
        // Halfway between two, above an even one and above an odd one.
        values.extend([f32::from_bits(0x3f80_8000), f32::from_bits(0x3f81_8000)]);
        let mut ours = vec![0; values.len()];
        round(&values, &mut ours);
        for (value, ours) in values.iter().zip(ours) {
            assert_eq!(ours, bf16::from_f32(*value).to_bits(), "{value:e}");
        }
        for bits in [0x7fff_ffff, 0xffff_ffff, 0x7f80_0001] {
            assert!(widened(rounded(f32::from_bits(bits))).is_nan());
        }
    }
}
