//! Sixteen lanes as one register of AVX-512, with the eight-bit dot product of its VNNI.
//! What is computed with them stands in `x86`.

use std::arch::x86_64::*;

use super::{Lanes, SHIFT};

/// AVX-512 with VNNI.
pub(super) struct Avx512;

impl Lanes for Avx512 {
    type Codes = __m512i;
    type Whole = __m512i;
    type Real = __m512;
    const FLIPPED: bool = true;

    #[inline(always)]
    unsafe fn nibbles(from: *const u8) -> (__m512i, __m512i) {
        // SAFETY: as the trait demands.
        unsafe {
            let both = _mm512_loadu_si512(from.cast());
            let low = _mm512_set1_epi8(15);
            (_mm512_and_si512(both, low), _mm512_and_si512(_mm512_srli_epi16::<4>(both), low))
        }
    }
    #[inline(always)]
    unsafe fn bytes(from: *const u8) -> __m512i {
        // SAFETY: as the trait demands.
        unsafe { _mm512_xor_si512(_mm512_loadu_si512(from.cast()), _mm512_set1_epi8(-128)) }
    }
    #[inline(always)]
    unsafe fn whole(value: i32) -> __m512i {
        // SAFETY: as the trait demands.
        unsafe { _mm512_set1_epi32(value) }
    }
    #[inline(always)]
    unsafe fn dot<const SIGNED: bool>(
        sum: __m512i,
        codes: __m512i,
        activations: *const i8,
    ) -> __m512i {
        // SAFETY: as the trait demands.
        unsafe {
            _mm512_dpbusd_epi32(
                sum,
                codes,
                _mm512_set1_epi32(activations.cast::<i32>().read_unaligned()),
            )
        }
    }
    #[inline(always)]
    unsafe fn shift_add(sum: __m512i, value: i32) -> __m512i {
        // SAFETY: as the trait demands.
        unsafe { _mm512_add_epi32(_mm512_slli_epi32::<SHIFT>(sum), _mm512_set1_epi32(value)) }
    }
    #[inline(always)]
    unsafe fn real(value: f32) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    unsafe fn to_real(whole: __m512i) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_cvtepi32_ps(whole) }
    }
    #[inline(always)]
    unsafe fn halves(from: *const u8) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_cvtph_ps(_mm256_loadu_si256(from.cast())) }
    }
    #[inline(always)]
    unsafe fn singles(from: *const u8) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_loadu_ps(from.cast()) }
    }
    #[inline(always)]
    unsafe fn multiply(a: __m512, b: __m512) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn multiply_add(a: __m512, b: __m512, sum: __m512) -> __m512 {
        // SAFETY: as the trait demands.
        unsafe { _mm512_fmadd_ps(a, b, sum) }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, values: __m512) {
        // SAFETY: as the trait demands.
        unsafe { _mm512_storeu_ps(to, values) }
    }
}
