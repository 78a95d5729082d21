//! The panel kernel for x86-64: AVX2, AVX2 with AVX-VNNI, and AVX-512 with VNNI, from one body.
//! Here are the sixteen lanes and the loop over them; the layout of a panel is defined in `kernel`.
//!
//! Both bytes of the activations are multiplied in turn, the sum of the first being shifted before the second's are
//! added. The products of four neighbouring columns are added in one instruction (`vpdpbusd`), which needs one factor
//! unsigned. Nibbles are. Signed bytes are made so by flipping their top bit, which adds 128 to each; the sum of the
//! activations times 128 is taken off beforehand. Plain AVX2 has no such instruction and adds in two steps, moving
//! the signs from weights to activations first so that no 16-bit sum can overflow (127 * 128 * 2 < 2^15).
#![cfg(target_arch = "x86_64")]

mod avx2;
mod avx512;

use std::arch::x86_64::*;

use self::avx2::Avx2;
use self::avx512::Avx512;

use super::kernel::{InstructionSet, PANEL, PanelLayout, Results, TILE, Tile};
use super::quant_rows::{BLOCK, QuantRows, STEP};
use crate::nn::dispatch::{with_avx_vnni, with_avx2, with_avx512_vnni};

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

/// Computes a tile with the given instruction set.
///
/// # Safety
/// The machine must have the features of `instruction_set`, and the tile's slices the lengths its layout asks for.
pub(super) unsafe fn compute(instruction_set: InstructionSet, tile: &Tile, results: &mut Results) {
    // SAFETY: by the caller.
    unsafe {
        match instruction_set {
            InstructionSet::Avx512Vnni => with_avx512_vnni(
                #[inline(always)]
                || by_layout::<Avx512>(tile, results),
            ),
            InstructionSet::AvxVnni => with_avx_vnni(
                #[inline(always)]
                || by_layout::<Avx2<true>>(tile, results),
            ),
            InstructionSet::Avx2 | InstructionSet::Plain => with_avx2(
                #[inline(always)]
                || by_layout::<Avx2<false>>(tile, results),
            ),
        }
    }
}

/// Compiles the body once for every form that a kind of block has.
#[inline(always)]
unsafe fn by_layout<L: Lanes>(tile: &Tile, results: &mut Results) {
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

/// Prefetches the memory that is read a few blocks from here, perhaps beyond the end, which is no access.
#[inline(always)]
unsafe fn prefetch(from: *const u8, length: usize) {
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
                // Only a single row waits for memory; several rows read from the cache what the first brought there.
                prefetch(codes, layout.code_bytes());
                prefetch(scales, layout.scale_bytes());
            }
            let mut group = 0;
            while group < if HALVES { 2 } else { 1 } {
                let at = Group { first, block, group };
                let loaded = load_codes::<L, NIBBLES, HALVES>(codes, group);
                let sums = integer_sums::<L, NIBBLES, HALVES, COUNT>(rows, &at, &loaded, zero);
                let scale = if WIDE { L::singles(scales) } else { L::halves(scales) };
                let mut index = 0;
                while index < COUNT {
                    let row_scale = L::real(*rows.scales.as_ptr().add(at.of_row(index, blocks)));
                    let scale = L::multiply(scale, row_scale);
                    totals[index] = L::multiply_add(L::to_real(sums[index]), scale, totals[index]);
                    index += 1;
                }
                scales = scales.add(scale_width);
                if OFFSETS {
                    let offset = if WIDE { L::singles(scales) } else { L::halves(scales) };
                    let mut index = 0;
                    while index < COUNT {
                        let weighted = at.weighted_sum::<HALVES>(rows, index);
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

/// The codes that share a scale: those of a block, or of one of its halves, for the rows from `first` on.
struct Group {
    first: usize,
    block: usize,
    group: usize,
}

impl Group {
    /// The index of this block of a row of activations.
    #[inline(always)]
    fn of_row(&self, index: usize, blocks: usize) -> usize {
        (self.first + index) * blocks + self.block
    }

    /// The sum of a row's activations in this group, times their scale.
    ///
    /// # Safety
    /// The row is one of `rows`.
    #[inline(always)]
    unsafe fn weighted_sum<const HALVES: bool>(&self, rows: &QuantRows, index: usize) -> f32 {
        let at = self.of_row(index, rows.columns() / BLOCK);
        // SAFETY: by the caller.
        unsafe {
            if HALVES {
                let sum = *rows.halves.as_ptr().add(2 * at + self.group);
                *rows.scales.as_ptr().add(at) * sum as f32
            } else {
                *rows.weighted.as_ptr().add(at)
            }
        }
    }
}

/// The codes of a group, in fours of columns, loaded once for both bytes of all rows.
///
/// # Safety
/// The features of the instruction set, and a pointer to a block's codes.
#[inline(always)]
unsafe fn load_codes<L: Lanes, const NIBBLES: bool, const HALVES: bool>(
    codes: *const u8,
    group: usize,
) -> [L::Codes; 8] {
    // SAFETY: by the caller.
    unsafe {
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
        loaded
    }
}

/// The sums of a group's codes, less `zero` each, times the activations of every row.
///
/// # Safety
/// The features of the instruction set, and rows of activations from `at.first` on.
#[inline(always)]
unsafe fn integer_sums<L: Lanes, const NIBBLES: bool, const HALVES: bool, const COUNT: usize>(
    rows: &QuantRows,
    at: &Group,
    loaded: &[L::Codes; 8],
    zero: i32,
) -> [L::Whole; COUNT] {
    let (blocks, fours) = (rows.columns() / BLOCK, if HALVES { 4 } else { 8 });
    // SAFETY: by the caller.
    unsafe {
        let mut sums = [L::whole(0); COUNT];
        let mut byte = 0;
        while byte < 2 {
            let mut four = 0;
            while four < fours {
                let mut index = 0;
                while index < COUNT {
                    let start = at.of_row(index, blocks) * 2 * BLOCK + byte * BLOCK;
                    let start = start + (at.group * fours + four) * 4;
                    let activations = rows.codes.as_ptr().add(start);
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
                let row = at.of_row(index, blocks);
                let sum = if HALVES {
                    *rows.halves.as_ptr().add(2 * row + at.group)
                } else {
                    *rows.sums.as_ptr().add(row)
                };
                sums[index] = L::shift_add(sums[index], -zero * sum);
                index += 1;
            }
            byte += 1;
        }
        sums
    }
}
