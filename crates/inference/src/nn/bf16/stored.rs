//! Weights from a file, rounded and packed as bf16 panels in one pass.
//! Knows sixteen columns at a time; which panels there are is decided in `panels`.
//!
//! Two neighbouring stored values are one word. Sixteen words of sixteen columns are transposed, so that a register holds
//! one word of each. With an odd number of taps, the two inputs that a panel puts side by side lie in a lower and an upper
//! half of two such registers.

use std::arch::x86_64::*;

use super::super::dispatch::{has_avx512_bf16, with_avx512_bf16};
use super::super::pack::{StoredRows, transposed};
use super::kernels::COLUMNS;
use crate::weights::FloatType;

/// Columns that are transposed at once, and words.
const LANES: usize = 16;
/// Inputs per piece: with any number of taps, whole registers of words.
const INPUTS: usize = 2 * LANES;
/// The most taps of a convolution.
const MOST_TAPS: usize = 9;

/// Whether [`pack`] can be called: the machine has AVX-512 with bf16, the inputs are whole pieces, and the taps odd.
pub(super) fn is_supported(inputs: usize, taps: usize) -> bool {
    has_avx512_bf16()
        && inputs.is_multiple_of(INPUTS)
        && taps <= MOST_TAPS
        && !taps.is_multiple_of(2)
}

/// Writes all inputs of up to 32 columns as one panel: value `(tap, input)` of a column to
/// `((tap * count + input) / 2 * COLUMNS + column) * 2 + input % 2`. What belongs to other columns stays as it is.
///
/// # Panics
/// When it is not supported, or the rows or the panel are too short.
pub(super) fn pack(stored: &StoredRows, panel: &mut [u16]) {
    let StoredRows { rows, float_type, first, count, taps, width } = *stored;
    let len = count * taps * float_type.bytes();
    assert!(is_supported(count, taps) && first == 0 && width == COLUMNS && rows.len() <= COLUMNS);
    assert!(rows.iter().all(|row| row.len() >= len) && panel.len() >= count * taps * COLUMNS);
    for (half, rows) in rows.chunks(LANES).enumerate() {
        let panel = panel[half * LANES * 2..].as_mut_ptr().cast::<u32>();
        // SAFETY: the instruction set is there, and the lengths were checked.
        unsafe {
            match float_type {
                FloatType::F16 => with_avx512_bf16(
                    #[inline(always)]
                    || columns::<F16>(rows, count, taps, panel),
                ),
                FloatType::Bf16 => with_avx512_bf16(
                    #[inline(always)]
                    || columns::<Bf16>(rows, count, taps, panel),
                ),
                FloatType::F32 => with_avx512_bf16(
                    #[inline(always)]
                    || columns::<F32>(rows, count, taps, panel),
                ),
            }
        }
    }
}

/// Reads 32 values as bf16.
///
/// # Safety
/// AVX-512 with bf16, and a pointer valid for the values that are read.
trait Read {
    const BYTES: usize;
    unsafe fn read(from: *const u8) -> __m512i;
}

struct F16;
struct Bf16;
struct F32;

impl Read for F16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m512i {
        // SAFETY: by the caller.
        unsafe {
            let widened = |at: usize| _mm512_cvtph_ps(_mm256_loadu_si256(from.add(at).cast()));
            rounded(widened(0), widened(32))
        }
    }
}

impl Read for Bf16 {
    const BYTES: usize = 2;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m512i {
        // SAFETY: by the caller.
        unsafe { _mm512_loadu_si512(from.cast()) }
    }
}

impl Read for F32 {
    const BYTES: usize = 4;
    #[inline(always)]
    unsafe fn read(from: *const u8) -> __m512i {
        // SAFETY: by the caller.
        unsafe { rounded(_mm512_loadu_ps(from.cast()), _mm512_loadu_ps(from.add(64).cast())) }
    }
}

/// # Safety
/// AVX-512 with bf16.
#[inline(always)]
unsafe fn rounded(low: __m512, high: __m512) -> __m512i {
    // SAFETY: by the caller; both are 512 bits.
    unsafe { std::mem::transmute::<__m512bh, __m512i>(_mm512_cvtne2ps_pbh(high, low)) }
}

/// # Safety
/// As for `pack`: the rows hold `count * taps` values, and the panel, of which the first column is at `panel`, all of
/// their rows.
#[inline(always)]
unsafe fn columns<R: Read>(rows: &[&[u8]], count: usize, taps: usize, panel: *mut u32) {
    #[repr(C, align(64))]
    struct Words([[u32; LANES]; LANES * MOST_TAPS]);
    let mut words = Words([[0; LANES]; LANES * MOST_TAPS]);
    for input in (0..count).step_by(INPUTS) {
        for group in 0..taps {
            let at = (input * taps + group * INPUTS) * R::BYTES;
            // SAFETY: by the caller; the words have room for a group of every tap.
            unsafe {
                let mut read = [_mm512_setzero_ps(); LANES];
                for (read, row) in read.iter_mut().zip(rows) {
                    *read = _mm512_castsi512_ps(R::read(row.as_ptr().add(at)));
                }
                for (word, values) in transposed(read).into_iter().enumerate() {
                    let to = words.0[group * LANES + word].as_mut_ptr();
                    _mm512_store_ps(to.cast(), values);
                }
            }
        }
        for tap in 0..taps {
            for pair in 0..LANES {
                let (first, second) = (2 * pair * taps + tap, (2 * pair + 1) * taps + tap);
                // SAFETY: by the caller; both are among the values of a piece.
                unsafe {
                    let word = |at: usize| _mm512_load_si512(words.0[at / 2].as_ptr().cast());
                    let both = match first % 2 {
                        0 => _mm512_mask_blend_epi16(0xaaaa_aaaa, word(first), word(second)),
                        _ => _mm512_or_si512(
                            _mm512_srli_epi32::<16>(word(first)),
                            _mm512_slli_epi32::<16>(word(second)),
                        ),
                    };
                    let row = (tap * count + input) / 2 + pair;
                    let to = panel.add(row * COLUMNS);
                    match rows.len() == LANES {
                        true => _mm512_storeu_si512(to.cast(), both),
                        false => {
                            _mm512_mask_storeu_epi32(to.cast(), (1 << rows.len()) - 1, both);
                        }
                    }
                }
            }
        }
    }
}
