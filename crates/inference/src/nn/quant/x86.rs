//! The panel kernel for x86-64: AVX2, AVX2 with AVX-VNNI, and AVX-512 with VNNI, from one body.
//! What a panel means is `kernel`'s matter; here are the sixteen lanes and the loop over them.
//!
//! Both bytes of the activations are multiplied in turn, the sum of the first being shifted before the second's come
//! to it. The products of four neighbouring columns are added in one instruction (`vpdpbusd`), which wants one factor
//! unsigned. Nibbles are. Signed bytes are made so by flipping their top bit, which adds 128 to each; the sum of the
//! activations times 128 is taken off beforehand. Plain AVX2 has no such instruction and adds in two steps, moving
//! the signs from weights to activations first so that no 16-bit sum can overflow (127 * 128 * 2 < 2^15).
#![cfg(target_arch = "x86_64")]

use std::arch::x86_64::*;

use super::kernel::{InstructionSet, PANEL, PanelLayout, Results, TILE, Tile};
use super::quant_rows::{BLOCK, STEP};

const SHIFT: u32 = STEP.ilog2();

/// Sixteen lanes of one instruction set.
///
/// # Safety
/// Every function needs the features of the instruction set, and pointers valid for what it reads.
trait Lanes {
    /// Four codes per lane.
    type Codes: Copy;
    type Whole: Copy;
    type Real: Copy;
    /// Whether signed bytes are read with their top bit flipped.
    const FLIPPED: bool;

    unsafe fn nibbles(from: *const u8) -> (Self::Codes, Self::Codes);
    unsafe fn bytes(from: *const u8) -> Self::Codes;
    unsafe fn whole(value: i32) -> Self::Whole;
    /// `sum` plus, in each lane, four codes times the same four activations.
    unsafe fn dot<const SIGNED: bool>(
        sum: Self::Whole,
        codes: Self::Codes,
        activations: *const i8,
    ) -> Self::Whole;
    /// `sum` times what the first byte of an activation counts, plus `value`.
    unsafe fn shift_add(sum: Self::Whole, value: i32) -> Self::Whole;
    unsafe fn real(value: f32) -> Self::Real;
    unsafe fn to_real(whole: Self::Whole) -> Self::Real;
    unsafe fn halves(from: *const u8) -> Self::Real;
    unsafe fn singles(from: *const u8) -> Self::Real;
    unsafe fn multiply(a: Self::Real, b: Self::Real) -> Self::Real;
    unsafe fn multiply_add(a: Self::Real, b: Self::Real, sum: Self::Real) -> Self::Real;
    unsafe fn store(to: *mut f32, values: Self::Real);
}

struct Avx512;

impl Lanes for Avx512 {
    type Codes = __m512i;
    type Whole = __m512i;
    type Real = __m512;
    const FLIPPED: bool = true;

    #[inline(always)]
    unsafe fn nibbles(from: *const u8) -> (__m512i, __m512i) {
        unsafe {
            let both = _mm512_loadu_si512(from.cast());
            let low = _mm512_set1_epi8(15);
            (_mm512_and_si512(both, low), _mm512_and_si512(_mm512_srli_epi16::<4>(both), low))
        }
    }
    #[inline(always)]
    unsafe fn bytes(from: *const u8) -> __m512i {
        unsafe { _mm512_xor_si512(_mm512_loadu_si512(from.cast()), _mm512_set1_epi8(-128)) }
    }
    #[inline(always)]
    unsafe fn whole(value: i32) -> __m512i {
        unsafe { _mm512_set1_epi32(value) }
    }
    #[inline(always)]
    unsafe fn dot<const SIGNED: bool>(
        sum: __m512i,
        codes: __m512i,
        activations: *const i8,
    ) -> __m512i {
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
        unsafe { _mm512_add_epi32(_mm512_slli_epi32::<SHIFT>(sum), _mm512_set1_epi32(value)) }
    }
    #[inline(always)]
    unsafe fn real(value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    unsafe fn to_real(whole: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(whole) }
    }
    #[inline(always)]
    unsafe fn halves(from: *const u8) -> __m512 {
        unsafe { _mm512_cvtph_ps(_mm256_loadu_si256(from.cast())) }
    }
    #[inline(always)]
    unsafe fn singles(from: *const u8) -> __m512 {
        unsafe { _mm512_loadu_ps(from.cast()) }
    }
    #[inline(always)]
    unsafe fn multiply(a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    unsafe fn multiply_add(a: __m512, b: __m512, sum: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, sum) }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, values: __m512) {
        unsafe { _mm512_storeu_ps(to, values) }
    }
}

/// AVX2 in two halves of eight lanes each, with AVX-VNNI or without.
struct Avx2<const VNNI: bool>;

impl<const VNNI: bool> Lanes for Avx2<VNNI> {
    type Codes = [__m256i; 2];
    type Whole = [__m256i; 2];
    type Real = [__m256; 2];
    const FLIPPED: bool = VNNI;

    #[inline(always)]
    unsafe fn nibbles(from: *const u8) -> ([__m256i; 2], [__m256i; 2]) {
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
        unsafe {
            let (a, b) = (_mm256_loadu_si256(from.cast()), _mm256_loadu_si256(from.add(32).cast()));
            let flip = _mm256_set1_epi8(if VNNI { -128 } else { 0 });
            [_mm256_xor_si256(a, flip), _mm256_xor_si256(b, flip)]
        }
    }
    #[inline(always)]
    unsafe fn whole(value: i32) -> [__m256i; 2] {
        unsafe { [_mm256_set1_epi32(value); 2] }
    }
    #[inline(always)]
    unsafe fn dot<const SIGNED: bool>(
        sum: [__m256i; 2],
        codes: [__m256i; 2],
        activations: *const i8,
    ) -> [__m256i; 2] {
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
        unsafe { [_mm256_set1_ps(value); 2] }
    }
    #[inline(always)]
    unsafe fn to_real(whole: [__m256i; 2]) -> [__m256; 2] {
        unsafe { [_mm256_cvtepi32_ps(whole[0]), _mm256_cvtepi32_ps(whole[1])] }
    }
    #[inline(always)]
    unsafe fn halves(from: *const u8) -> [__m256; 2] {
        unsafe {
            [
                _mm256_cvtph_ps(_mm_loadu_si128(from.cast())),
                _mm256_cvtph_ps(_mm_loadu_si128(from.add(16).cast())),
            ]
        }
    }
    #[inline(always)]
    unsafe fn singles(from: *const u8) -> [__m256; 2] {
        unsafe { [_mm256_loadu_ps(from.cast()), _mm256_loadu_ps(from.add(32).cast())] }
    }
    #[inline(always)]
    unsafe fn multiply(a: [__m256; 2], b: [__m256; 2]) -> [__m256; 2] {
        unsafe { [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])] }
    }
    #[inline(always)]
    unsafe fn multiply_add(a: [__m256; 2], b: [__m256; 2], sum: [__m256; 2]) -> [__m256; 2] {
        unsafe { [_mm256_fmadd_ps(a[0], b[0], sum[0]), _mm256_fmadd_ps(a[1], b[1], sum[1])] }
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, values: [__m256; 2]) {
        unsafe {
            _mm256_storeu_ps(to, values[0]);
            _mm256_storeu_ps(to.add(8), values[1]);
        }
    }
}

/// Computes a tile with the given instruction set.
///
/// # Safety
/// The machine must have the features of `level`, and the tile's slices the lengths its form asks for.
pub(super) unsafe fn compute(level: InstructionSet, tile: &Tile, results: &mut Results) {
    unsafe {
        match level {
            InstructionSet::Avx512Vnni => avx512(tile, results),
            InstructionSet::AvxVnni => avx_vnni(tile, results),
            InstructionSet::Avx2 | InstructionSet::Plain => avx2(tile, results),
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
unsafe fn avx512(tile: &Tile, results: &mut Results) {
    unsafe { by_form::<Avx512>(tile, results) }
}

#[target_feature(enable = "avxvnni,avx2,fma,f16c")]
unsafe fn avx_vnni(tile: &Tile, results: &mut Results) {
    unsafe { by_form::<Avx2<true>>(tile, results) }
}

#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn avx2(tile: &Tile, results: &mut Results) {
    unsafe { by_form::<Avx2<false>>(tile, results) }
}

/// Compiles the body once for every form that a kind of block has.
#[inline(always)]
unsafe fn by_form<L: Lanes>(tile: &Tile, results: &mut Results) {
    let PanelLayout { nibbles, halves, offsets, wide, .. } = tile.layout;
    unsafe {
        match (nibbles, halves, offsets, wide) {
            (true, false, false, false) => by_count::<L, true, false, false, false>(tile, results),
            (true, false, true, false) => by_count::<L, true, false, true, false>(tile, results),
            (true, false, true, true) => by_count::<L, true, false, true, true>(tile, results),
            (false, false, false, false) => {
                by_count::<L, false, false, false, false>(tile, results)
            }
            (false, false, true, false) => by_count::<L, false, false, true, false>(tile, results),
            (false, false, true, true) => by_count::<L, false, false, true, true>(tile, results),
            (false, true, false, true) => by_count::<L, false, true, false, true>(tile, results),
            (false, true, true, true) => by_count::<L, false, true, true, true>(tile, results),
            layout => unreachable!("no kind of block has the form {layout:?}"),
        }
    }
}

#[inline(always)]
unsafe fn by_count<L: Lanes, const N: bool, const H: bool, const O: bool, const W: bool>(
    tile: &Tile,
    results: &mut Results,
) {
    unsafe {
        if tile.count == TILE {
            run::<L, N, H, O, W, TILE>(tile, tile.first, results);
        } else {
            for index in 0..tile.count {
                run::<L, N, H, O, W, 1>(tile, tile.first + index, &mut results[index..]);
            }
        }
    }
}

/// Asks for the memory that is read a few blocks from here, perhaps beyond the end, which is no access.
#[inline(always)]
unsafe fn ahead(from: *const u8, length: usize) {
    const BLOCKS: usize = 8;
    let mut at = 0;
    while at < length {
        // SAFETY: a prefetch never faults, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.wrapping_add(BLOCKS * length + at).cast()) };
        at += 64;
    }
}

#[inline(always)]
unsafe fn run<
    L: Lanes,
    const NIBBLES: bool,
    const HALVES: bool,
    const OFFSETS: bool,
    const WIDE: bool,
    const COUNT: usize,
>(
    tile: &Tile,
    first: usize,
    results: &mut [[f32; PANEL]],
) {
    let (layout, rows) = (tile.layout, tile.rows);
    let blocks = rows.columns() / BLOCK;
    let zero = if NIBBLES {
        layout.zero
    } else if L::FLIPPED {
        128
    } else {
        0
    };
    let scale_width = if WIDE { 4 } else { 2 } * PANEL;
    // SAFETY: the caller promises the features; all offsets lie within slices whose lengths `kernel::compute` checked.
    unsafe {
        let mut totals = [L::real(0.0); COUNT];
        for block in 0..blocks {
            let codes = tile.codes.as_ptr().add(block * layout.code_bytes());
            let mut scales = tile.scales.as_ptr().add(block * layout.scale_bytes());
            if COUNT == 1 {
                // Only a single row is waited for by memory; several rows read from the cache what the first brought.
                ahead(codes, layout.code_bytes());
                ahead(scales, layout.scale_bytes());
            }
            let mut group = 0;
            while group < if HALVES { 2 } else { 1 } {
                // Codes of this group: loaded once, met by both bytes of all rows.
                let mut loaded = [L::bytes(codes); 8];
                let fours = if HALVES { 4 } else { 8 };
                let mut four = 0;
                while four < fours {
                    if NIBBLES {
                        if four < 4 {
                            (loaded[four], loaded[four + 4]) = L::nibbles(codes.add(four * 64));
                        }
                    } else {
                        loaded[four] = L::bytes(codes.add((group * fours + four) * 64));
                    }
                    four += 1;
                }
                let mut sums = [L::whole(0); COUNT];
                let mut byte = 0;
                while byte < 2 {
                    let mut four = 0;
                    while four < fours {
                        let mut index = 0;
                        while index < COUNT {
                            let at = ((first + index) * blocks + block) * 2 * BLOCK;
                            let at = at + byte * BLOCK + (group * fours + four) * 4;
                            let activations = rows.codes.as_ptr().add(at);
                            sums[index] = if NIBBLES {
                                L::dot::<false>(sums[index], loaded[four], activations)
                            } else {
                                L::dot::<true>(sums[index], loaded[four], activations)
                            };
                            index += 1;
                        }
                        four += 1;
                    }
                    let mut index = 0;
                    while byte == 0 && index < COUNT {
                        let at = (first + index) * blocks + block;
                        let sum = if HALVES {
                            *rows.halves.as_ptr().add(2 * at + group)
                        } else {
                            *rows.sums.as_ptr().add(at)
                        };
                        sums[index] = L::shift_add(sums[index], -zero * sum);
                        index += 1;
                    }
                    byte += 1;
                }
                let scale = if WIDE { L::singles(scales) } else { L::halves(scales) };
                let mut index = 0;
                while index < COUNT {
                    let at = (first + index) * blocks + block;
                    let scale = L::multiply(scale, L::real(*rows.scales.as_ptr().add(at)));
                    totals[index] = L::multiply_add(L::to_real(sums[index]), scale, totals[index]);
                    index += 1;
                }
                scales = scales.add(scale_width);
                if OFFSETS {
                    let offset = if WIDE { L::singles(scales) } else { L::halves(scales) };
                    let mut index = 0;
                    while index < COUNT {
                        let at = (first + index) * blocks + block;
                        let weighted = if HALVES {
                            let sum = *rows.halves.as_ptr().add(2 * at + group);
                            *rows.scales.as_ptr().add(at) * sum as f32
                        } else {
                            *rows.weighted.as_ptr().add(at)
                        };
                        totals[index] = L::multiply_add(offset, L::real(weighted), totals[index]);
                        index += 1;
                    }
                    scales = scales.add(scale_width);
                }
                group += 1;
            }
        }
        for (total, results) in totals.iter().zip(results) {
            L::store(results.as_mut_ptr(), *total);
        }
    }
}
