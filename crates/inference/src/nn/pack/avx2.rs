//! Eight rows by eight values at a time, in registers, for processors without AVX-512.
//! Knows one panel; which rows make it up is decided in `weight_matrix`.

use std::arch::x86_64::*;

use super::StoredRows;
use crate::nn::dispatch::with_avx2;
use crate::weights::FloatType;

/// Rows, and values of a row, that are transposed at once.
const SIDE: usize = 8;

/// # Safety
/// This machine has AVX2, FMA and F16C, the rows hold the inputs, and the panel is large enough.
pub(super) unsafe fn pack_transposed(stored: &StoredRows, panel: &mut [f32]) {
    let StoredRows { rows, float_type, first, count, taps, width } = *stored;
    let start = first * taps * float_type.bytes();
    for (group, rows) in rows.chunks(SIDE).enumerate() {
        // Rows that are missing are read as the first, and leave zeros.
        let mut starts = [rows[0].as_ptr().wrapping_add(start); SIDE];
        for (to, row) in starts.iter_mut().zip(rows) {
            *to = row.as_ptr().wrapping_add(start);
        }
        let panel = &mut panel[group * SIDE..];
        let group = Group { starts, rows: rows.len(), count, taps, width };
        // SAFETY: by the caller.
        unsafe {
            match float_type {
                FloatType::F16 => with_avx2(
                    #[inline(always)]
                    || group.pack::<F16>(panel),
                ),
                FloatType::Bf16 => with_avx2(
                    #[inline(always)]
                    || group.pack::<Bf16>(panel),
                ),
                FloatType::F32 => with_avx2(
                    #[inline(always)]
                    || group.pack::<F32>(panel),
                ),
            }
        }
    }
}

/// Reads eight values.
///
/// # Safety
/// AVX2 and F16C, and a pointer valid for the values that are read.
trait Read {
    const BYTES: usize;
    unsafe fn read(from: *const u8) -> __m256;
}

struct F16;
struct Bf16;
struct F32;

impl Read for F16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m256 {
        unsafe { _mm256_cvtph_ps(_mm_loadu_si128(from.cast())) }
    }
}

impl Read for Bf16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m256 {
        unsafe {
            let high = _mm256_cvtepu16_epi32(_mm_loadu_si128(from.cast()));
            _mm256_castsi256_ps(_mm256_slli_epi32::<16>(high))
        }
    }
}

impl Read for F32 {
    const BYTES: usize = 4;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m256 {
        unsafe { _mm256_loadu_ps(from.cast()) }
    }
}

/// Eight columns of a panel.
struct Group {
    starts: [*const u8; SIDE],
    /// Those that are there, at least one.
    rows: usize,
    count: usize,
    taps: usize,
    width: usize,
}

impl Group {
    /// # Safety
    /// As for `pack_transposed`.
    #[inline(always)]
    unsafe fn pack<R: Read>(&self, panel: &mut [f32]) {
        let total = self.count * self.taps;
        let (mut input, mut tap) = (0, 0);
        for at in (0..total).step_by(SIDE) {
            let here = (total - at).min(SIDE);
            let mut rest = [[0u8; 4 * SIDE]; SIDE];
            // SAFETY: whole reads end before the rows do, and a shorter one is made from a copy.
            let columns = unsafe {
                let mut rows = [_mm256_setzero_ps(); SIDE];
                for ((values, start), rest) in
                    rows.iter_mut().zip(self.starts).zip(&mut rest).take(self.rows)
                {
                    let from = start.add(at * R::BYTES);
                    *values = match here == SIDE {
                        true => R::read(from),
                        false => {
                            std::ptr::copy_nonoverlapping(from, rest.as_mut_ptr(), here * R::BYTES);
                            R::read(rest.as_ptr())
                        }
                    };
                }
                transposed(rows)
            };
            for values in &columns[..here] {
                // SAFETY: the panel row is one of `count * taps`, and eight more values fit.
                unsafe {
                    let to = panel.as_mut_ptr().add((tap * self.count + input) * self.width);
                    _mm256_storeu_ps(to, *values);
                }
                tap += 1;
                if tap == self.taps {
                    (tap, input) = (0, input + 1);
                }
            }
        }
    }
}

/// Rows and columns of eight registers exchanged: in pairs, in fours, then by halves of a register.
///
/// # Safety
/// AVX.
#[inline(always)]
unsafe fn transposed(rows: [__m256; SIDE]) -> [__m256; SIDE] {
    // SAFETY: by the caller.
    unsafe {
        let mut fours = [_mm256_setzero_ps(); SIDE];
        for half in 0..2 {
            let [a, b, c, d] = [0, 1, 2, 3].map(|row| rows[half * 4 + row]);
            let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            let (other_low, other_high) = (_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
            // `fours[4 * half + column]` holds columns `column` and `4 + column` of four rows.
            fours[half * 4] = _mm256_shuffle_ps::<0b01_00_01_00>(low, other_low);
            fours[half * 4 + 1] = _mm256_shuffle_ps::<0b11_10_11_10>(low, other_low);
            fours[half * 4 + 2] = _mm256_shuffle_ps::<0b01_00_01_00>(high, other_high);
            fours[half * 4 + 3] = _mm256_shuffle_ps::<0b11_10_11_10>(high, other_high);
        }
        let mut columns = [_mm256_setzero_ps(); SIDE];
        for column in 0..4 {
            let (upper, lower) = (fours[column], fours[4 + column]);
            columns[column] = _mm256_permute2f128_ps::<0x20>(upper, lower);
            columns[4 + column] = _mm256_permute2f128_ps::<0x31>(upper, lower);
        }
        columns
    }
}
