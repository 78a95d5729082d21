//! Sixteen lanes as two registers of AVX2, with the eight-bit dot product of AVX-VNNI or without.
//! What is computed with them stands in `x86`.

use std::arch::x86_64::*;

use super::{Lanes, SHIFT};

/// AVX2 in two halves of eight lanes each, with AVX-VNNI or without.
pub(super) struct Avx2<const VNNI: bool>;

impl<const VNNI: bool> Lanes for Avx2<VNNI> {
    type Codes = [__m256i; 2];
    type Whole = [__m256i; 2];
    type Real = [__m256; 2];
    const FLIPPED: bool = VNNI;

    #[inline(always)]
    unsafe fn nibbles(from: *const u8) -> ([__m256i; 2], [__m256i; 2]) {
        // SAFETY: as the trait demands.
        unsafe {
            let mask = _mm256_set1_epi8(15);
            let (a, b) = (_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast()));
            let low = [_mm256_and_si256(a, mask), _mm256_and_si256(b, mask)];
            let high = [
                _mm256_and_si256(_mm256_srli_epi16::<4>(a), mask),
                _mm256_and_si256(_mm256_srli_epi16::<4>(b), mask),
            ];
            (low, high)
        }
    }
    #[inline(always)]
    unsafe fn bytes(from: *const u8) -> [__m256i; 2] {
        // SAFETY: as the trait demands.
        unsafe {
            let (a, b) = (_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast()));
            let flip = _mm256_set1_epi8(if VNNI { -128 } else { 0 });
            [_mm256_xor_si256(a, flip), _mm256_xor_si256(b, flip)]
        }
    }
    #[inline(always)]
    unsafe fn whole(value: i32) -> [__m256i; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_set1_epi32(value); 2] }
    }
    #[inline(always)]
    unsafe fn dot<const SIGNED: bool>(
        sum: [__m256i; 2],
        codes: [__m256i; 2],
        activations: *const i8,
    ) -> [__m256i; 2] {
        // SAFETY: as the trait demands.
        unsafe {
            let activations = _mm256_set1_epi32(activations.cast::<i32>().read_unaligned());
            if VNNI {
                return [
                    _mm256_dpbusd_avx_epi32(sum[0], codes[0], activations),
                    _mm256_dpbusd_avx_epi32(sum[1], codes[1], activations),
                ];
            }
            let ones = _mm256_set1_epi16(1);
            let mut sums = sum;
            let mut half = 0;
            while half < 2 {
                let codes = codes[half];
                let pairs = if SIGNED {
                    _mm256_maddubs_epi16(
                        _mm256_abs_epi8(codes),
                        _mm256_sign_epi8(activations, codes),
                    )
                } else {
                    _mm256_maddubs_epi16(codes, activations)
                };
                sums[half] = _mm256_add_epi32(sums[half], _mm256_madd_epi16(pairs, ones));
                half += 1;
            }
            sums
        }
    }
    #[inline(always)]
    unsafe fn shift_add(sum: [__m256i; 2], value: i32) -> [__m256i; 2] {
        // SAFETY: as the trait demands.
        unsafe {
            let value = _mm256_set1_epi32(value);
            const SHIFT_256: i32 = SHIFT as i32;
            [
                _mm256_add_epi32(_mm256_slli_epi32::<SHIFT_256>(sum[0]), value),
                _mm256_add_epi32(_mm256_slli_epi32::<SHIFT_256>(sum[1]), value),
            ]
        }
    }
    #[inline(always)]
    unsafe fn real(value: f32) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_set1_ps(value); 2] }
    }
    #[inline(always)]
    unsafe fn to_real(whole: [__m256i; 2]) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_cvtepi32_ps(whole[0]), _mm256_cvtepi32_ps(whole[1])] }
    }
    #[inline(always)]
    unsafe fn halves(from: *const u8) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe {
            [
                _mm256_cvtph_ps(_mm_loadu_si128(from.cast())),
                _mm256_cvtph_ps(_mm_loadu_si128(from.add(16).cast())),
            ]
        }
    }
    #[inline(always)]
    unsafe fn singles(from: *const u8) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_loadu_ps(from.cast()), _mm256_loadu_ps(from.add(32).cast())] }
    }
    #[inline(always)]
    unsafe fn multiply(a: [__m256; 2], b: [__m256; 2]) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])] }
    }
    #[inline(always)]
    unsafe fn multiply_add(a: [__m256; 2], b: [__m256; 2], sum: [__m256; 2]) -> [__m256; 2] {
        // SAFETY: as the trait demands.
        unsafe { [_mm256_fmadd_ps(a[0], b[0], sum[0]), _mm256_fmadd_ps(a[1], b[1], sum[1])] }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, values: [__m256; 2]) {
        // SAFETY: as the trait demands.
        unsafe {
            _mm256_storeu_ps(to, values[0]);
            _mm256_storeu_ps(to.add(8), values[1]);
        }
    }
}
