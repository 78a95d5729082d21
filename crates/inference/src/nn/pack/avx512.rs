//! Sixteen rows by sixteen values at a time, in registers.
//! Knows one panel; which rows make it up is decided in `weight_matrix`.

use std::arch::x86_64::*;

use super::StoredRows;
use crate::nn::dispatch::with_avx512;
use crate::weights::FloatType;

/// # Safety
/// This machine has AVX-512, the rows hold the inputs, and the panel is large enough.
pub(super) unsafe fn pack_transposed(stored: &StoredRows, panel: &mut [f32]) {
    let StoredRows { rows, float_type, first, count, taps, width } = *stored;
    let size = float_type.bytes();
    for (half, rows) in rows.chunks(16).enumerate() {
        let mut starts = [rows[0].as_ptr(); 16];
        for (start, row) in starts.iter_mut().zip(rows) {
            *start = row.as_ptr().wrapping_add(first * taps * size);
        }
        let panel = &mut panel[half * 16..];
        let missing = (rows.len()..16).fold(0, |bits, row| bits | 1 << row);
        // SAFETY: by the caller.
        unsafe {
            match float_type {
                FloatType::F16 => with_avx512(
                    #[inline(always)]
                    || sixteen::<F16>(starts, missing, count, taps, width, panel),
                ),
                FloatType::Bf16 => with_avx512(
                    #[inline(always)]
                    || sixteen::<Bf16>(starts, missing, count, taps, width, panel),
                ),
                FloatType::F32 => with_avx512(
                    #[inline(always)]
                    || sixteen::<F32>(starts, missing, count, taps, width, panel),
                ),
            }
        }
    }
}

/// Reads sixteen values, or those whose bit is set.
///
/// # Safety
/// AVX-512, and a pointer valid for the values that are read.
trait Read {
    const BYTES: usize;
    unsafe fn read(from: *const u8, mask: u16) -> __m512;
}

struct F16;
struct Bf16;
struct F32;

impl Read for F16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8, mask: u16) -> __m512 {
        unsafe { _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(mask, from.cast())) }
    }
}

impl Read for Bf16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8, mask: u16) -> __m512 {
        unsafe {
            let high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, from.cast()));
            _mm512_castsi512_ps(_mm512_slli_epi32::<16>(high))
        }
    }
}

impl Read for F32 {
    const BYTES: usize = 4;
    #[inline(always)]
    unsafe fn read(from: *const u8, mask: u16) -> __m512 {
        unsafe { _mm512_maskz_loadu_ps(mask, from.cast()) }
    }
}

/// # Safety
/// As for `pack_transposed`; `missing` has a bit for each row that is none and gives zeros.
#[inline(always)]
unsafe fn sixteen<R: Read>(
    starts: [*const u8; 16],
    missing: u16,
    count: usize,
    taps: usize,
    width: usize,
    panel: &mut [f32],
) {
    let total = count * taps;
    let (mut input, mut tap) = (0, 0);
    for at in (0..total).step_by(16) {
        let here = (total - at).min(16);
        let mask = if here == 16 { u16::MAX } else { (1 << here) - 1 };
        // SAFETY: the mask ends where the values end.
        let transposed_rows = unsafe {
            let mut rows = [_mm512_setzero_ps(); 16];
            for (row, values) in rows.iter_mut().enumerate() {
                if missing >> row & 1 == 0 {
                    *values = R::read(starts[row].wrapping_add(at * R::BYTES), mask);
                }
            }
            transposed(rows)
        };
        for values in &transposed_rows[..here] {
            // SAFETY: the panel row is one of `count * taps`, and sixteen more values fit.
            unsafe {
                let to = panel.as_mut_ptr().add((tap * count + input) * width);
                _mm512_storeu_ps(to, *values);
            }
            tap += 1;
            if tap == taps {
                (tap, input) = (0, input + 1);
            }
        }
    }
}

/// Rows and columns of sixteen registers exchanged: first in pairs, then in fours, then by quarters of a register.
///
/// # Safety
/// AVX-512.
#[inline(always)]
pub(in super::super) unsafe fn transposed(rows: [__m512; 16]) -> [__m512; 16] {
    // SAFETY: by the caller.
    unsafe {
        let mut fours = [_mm512_setzero_ps(); 16];
        for group in 0..4 {
            let [a, b, c, d] = [0, 1, 2, 3].map(|row| rows[group * 4 + row]);
            let (low, high) = (_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
            let (other_low, other_high) = (_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
            let pairs = |a: __m512, b: __m512| {
                let (a, b) = (_mm512_castps_pd(a), _mm512_castps_pd(b));
                let low = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
                (low, _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)))
            };
            (fours[group], fours[4 + group]) = pairs(low, other_low);
            (fours[8 + group], fours[12 + group]) = pairs(high, other_high);
        }
        // `fours[4 * column + group]` holds, in quarter `q`, column `4 q + column` of the group's four rows.
        let mut out = [_mm512_setzero_ps(); 16];
        for column in 0..4 {
            let [a, b, c, d] = [0, 1, 2, 3].map(|group| fours[4 * column + group]);
            let even = _mm512_shuffle_f32x4::<0b10_00_10_00>(a, b);
            let odd = _mm512_shuffle_f32x4::<0b11_01_11_01>(a, b);
            let other_even = _mm512_shuffle_f32x4::<0b10_00_10_00>(c, d);
            let other_odd = _mm512_shuffle_f32x4::<0b11_01_11_01>(c, d);
            out[column] = _mm512_shuffle_f32x4::<0b10_00_10_00>(even, other_even);
            out[8 + column] = _mm512_shuffle_f32x4::<0b11_01_11_01>(even, other_even);
            out[4 + column] = _mm512_shuffle_f32x4::<0b10_00_10_00>(odd, other_odd);
            out[12 + column] = _mm512_shuffle_f32x4::<0b11_01_11_01>(odd, other_odd);
        }
        out
    }
}
