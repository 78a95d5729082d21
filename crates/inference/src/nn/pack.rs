//! Packs rows of stored weights into a panel: widened to `f32` and transposed, so that a row becomes a column.
//! Knows how values are stored; which rows make up a panel is decided in `weight_matrix`.

use crate::weights::FloatType;

/// Values that are widened at once, in plain code.
const PIECE: usize = 256;

/// Rows of stored weights, `[inputs, taps]` values each, and which of their inputs make up a panel.
#[derive(Clone, Copy)]
pub(super) struct StoredRows<'a> {
    pub rows: &'a [&'a [u8]],
    pub float_type: FloatType,
    /// The first input, and how many.
    pub first: usize,
    pub count: usize,
    pub taps: usize,
    /// Columns of the panel: at least as many as rows.
    pub width: usize,
}

impl StoredRows<'_> {
    /// Writes inputs `first..first + count` as panel rows of `width` values: row `tap * count + input - first` holds in
    /// column `n` what row `n` has there. Columns without a row keep what they had, or get zeros.
    ///
    /// # Panics
    /// When the rows or the panel are too short.
    pub(super) fn pack_transposed(&self, panel: &mut [f32]) {
        let StoredRows { rows, float_type, first, count, taps, width } = *self;
        let end = (first + count) * taps * float_type.bytes();
        assert!(rows.len() <= width && rows.iter().all(|row| row.len() >= end));
        assert!(panel.len() >= count * taps * width);
        #[cfg(target_arch = "x86_64")]
        if super::dispatch::has_avx512() && width.is_multiple_of(16) {
            // SAFETY: the features are there, and the lengths were checked.
            unsafe { avx512::pack_transposed(self, panel) };
            return;
        }
        #[cfg(target_arch = "x86_64")]
        if super::dispatch::has_avx2() && width.is_multiple_of(8) {
            // SAFETY: as above.
            unsafe { avx2::pack_transposed(self, panel) };
            return;
        }
        plain(self, panel);
    }
}

fn plain(stored: &StoredRows, panel: &mut [f32]) {
    let StoredRows { rows, float_type, first, count, taps, width } = *stored;
    let size = float_type.bytes();
    let mut piece = [0.0f32; PIECE];
    for (column, row) in rows.iter().enumerate() {
        let row = &row[first * taps * size..(first + count) * taps * size];
        let (mut input, mut tap) = (0, 0);
        for bytes in row.chunks(PIECE * size) {
            let values = &mut piece[..bytes.len() / size];
            float_type.widen(bytes, values);
            for value in values {
                panel[(tap * count + input) * width + column] = *value;
                tap += 1;
                if tap == taps {
                    (tap, input) = (0, input + 1);
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(target_arch = "x86_64")]
pub(super) use avx512::transposed;

#[cfg(test)]
mod tests {
    use half::{bf16, f16};

    use super::*;
    use crate::sampling::Noise;

    /// The bytes of values as a file would hold them, and the values that they stand for.
    fn float_type(values: &[f32], kind: FloatType) -> (Vec<u8>, Vec<f32>) {
        let one = |value: f32| match kind {
            FloatType::F16 => f16::from_f32(value).to_le_bytes().to_vec(),
            FloatType::Bf16 => bf16::from_f32(value).to_le_bytes().to_vec(),
            FloatType::F32 => value.to_le_bytes().to_vec(),
        };
        let bytes: Vec<u8> = values.iter().flat_map(|value| one(*value)).collect();
        let mut kept = vec![0.0; values.len()];
        kind.widen(&bytes, &mut kept);
        (bytes, kept)
    }

    type Pack = fn(&StoredRows, &mut [f32]);

    /// On machines with AVX-512 nothing else calls it.
    #[cfg(target_arch = "x86_64")]
    fn by_avx2(stored: &StoredRows, panel: &mut [f32]) {
        // SAFETY: AVX2 was found, and the test's rows and panel are long enough.
        unsafe { avx2::pack_transposed(stored, panel) };
    }

    #[test]
    fn every_value_is_packed_at_its_position_by_all_paths() {
        let mut noise = Noise::new(61);
        for kind in [FloatType::F16, FloatType::Bf16, FloatType::F32] {
            for (rows, inputs, taps, first, count) in [
                (1, 1, 1, 0, 1),
                (16, 40, 1, 3, 37),
                (17, 33, 9, 5, 20),
                (32, 64, 1, 0, 64),
                (31, 7, 9, 0, 7),
            ] {
                let length = inputs * taps;
                let (bytes, kept) = float_type(&noise.normal(rows * length), kind);
                let bytes: Vec<&[u8]> = bytes.chunks(length * kind.bytes()).collect();
                let width = 32;
                let mut paths: Vec<Pack> =
                    vec![|stored, panel| stored.pack_transposed(panel), plain];
                #[cfg(target_arch = "x86_64")]
                if crate::nn::dispatch::has_avx2() {
                    paths.push(by_avx2);
                }
                for pack in paths {
                    let mut panel = vec![9.0; count * taps * width];
                    let stored =
                        StoredRows { rows: &bytes, float_type: kind, first, count, taps, width };
                    pack(&stored, &mut panel);
                    for row in 0..rows {
                        for input in 0..count {
                            for tap in 0..taps {
                                let value = panel[(tap * count + input) * width + row];
                                let expected = kept[row * length + (first + input) * taps + tap];
                                assert_eq!(value, expected, "{kind:?} {row} {input} {tap}");
                            }
                        }
                    }
                }
            }
        }
    }
}
