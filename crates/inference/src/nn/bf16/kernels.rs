//! The innermost loop of a bf16 product: a block of 32 rows by 32 columns.
//! Knows one block by each instruction set; which rows and columns make it up, and where its results go, is decided in
//! `product` and `attention`.

use super::super::dispatch::vectorised;
#[cfg(target_arch = "x86_64")]
use super::super::dispatch::with_avx512_bf16;
use super::InstructionSet;

/// Rows and columns of a block.
pub(super) const ROWS: usize = 32;
pub(super) const COLUMNS: usize = 32;
/// Values of a row that a tile holds: the values of a tap are a multiple of it.
pub(super) const STEP: usize = 32;

/// The sums of a block, on a cache line of its own.
#[repr(C, align(64))]
pub(super) struct Sums(pub [[f32; COLUMNS]; ROWS]);

impl Sums {
    pub(super) const ZERO: Sums = Sums([[0.0; COLUMNS]; ROWS]);
}

/// What is summed: for each tap, `run` values of every row times as many rows of a panel.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// The first row.
    pub left: *const u16,
    /// From one row to the next, in values.
    pub stride: usize,
    /// Where each tap starts in a row, in values.
    pub taps: &'a [usize],
    /// Values per tap, a multiple of [`STEP`].
    pub run: usize,
    /// The panel: pairs of rows, `COLUMNS` pairs each.
    pub panel: *const u16,
}

/// One instruction set.
pub(super) trait BlockKernel: Copy {
    /// Writes the sums of the first `rows` rows and all columns of a block; others may become anything.
    ///
    /// # Safety
    /// The instruction set is there. `rows` rows, filled up to [`ROWS`], are valid for reading at all taps, and the panel
    /// holds `taps * run` rows.
    unsafe fn compute(self, terms: &Terms, rows: usize, sums: &mut Sums);
}

/// What is computed with the kernel of an instruction set.
pub(super) trait BlockTask {
    fn run<K: BlockKernel>(self, kernel: K);
}

impl InstructionSet {
    /// Runs a task with the kernel of this set, which is one of those that were found on this machine.
    pub(super) fn run(self, task: impl BlockTask) {
        match self {
            InstructionSet::Plain => vectorised(
                #[inline(always)]
                || task.run(PlainKernel),
            ),
            // SAFETY: the set was found on this machine.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512Bf16 => unsafe {
                with_avx512_bf16(
                    #[inline(always)]
                    || task.run(avx512_bf16::Avx512Bf16Kernel),
                );
            },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Amx => unsafe {
                super::amx::with_tiles(
                    #[inline(always)]
                    |kernel| {
                        with_avx512_bf16(
                            #[inline(always)]
                            || task.run(kernel),
                        );
                    },
                );
            },
        }
    }
}

/// Any machine.
#[derive(Clone, Copy)]
pub(super) struct PlainKernel;

impl BlockKernel for PlainKernel {
    #[inline(always)]
    unsafe fn compute(self, terms: &Terms, rows: usize, sums: &mut Sums) {
        let value = |at: *const u16| {
            // SAFETY: by the caller.
            f32::from_bits(u32::from(unsafe { at.read() }) << 16)
        };
        for (row, sums) in sums.0[..rows].iter_mut().enumerate() {
            *sums = [0.0; COLUMNS];
            let mut panel = terms.panel;
            for tap in terms.taps {
                let left = terms.left.wrapping_add(row * terms.stride + tap);
                for step in (0..terms.run).step_by(2) {
                    let (first, second) =
                        (value(left.wrapping_add(step)), value(left.wrapping_add(step + 1)));
                    for (column, sum) in sums.iter_mut().enumerate() {
                        let right = panel.wrapping_add(2 * column);
                        *sum += first * value(right) + second * value(right.wrapping_add(1));
                    }
                    panel = panel.wrapping_add(2 * COLUMNS);
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512_bf16 {
    //! The dot product of pairs of AVX-512: eight rows by two registers of sums at a time.

    use std::arch::x86_64::*;

    use super::{BlockKernel, COLUMNS, Sums, Terms};

    /// Rows whose sums are in registers at once: with two registers each, sixteen of 32.
    const GROUP: usize = 8;

    /// AVX-512 with bf16. Every function needs both.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512Bf16Kernel;

    impl BlockKernel for Avx512Bf16Kernel {
        #[inline(always)]
        unsafe fn compute(self, terms: &Terms, rows: usize, sums: &mut Sums) {
            for first in (0..rows).step_by(GROUP) {
                // SAFETY: by the caller.
                unsafe { group(terms, first, sums) };
            }
        }
    }

    /// # Safety
    /// As for `compute`.
    #[target_feature(enable = "avx512f,avx512bf16")]
    unsafe fn group(terms: &Terms, first: usize, sums: &mut Sums) {
        // SAFETY: by the caller; a row of a panel is two registers long.
        unsafe {
            let mut totals = [[_mm512_setzero_ps(); 2]; GROUP];
            let mut panel = terms.panel.cast::<i32>();
            let start = terms.left.add(first * terms.stride);
            for tap in terms.taps {
                let left = start.add(*tap);
                for step in (0..terms.run).step_by(2) {
                    let right: [__m512bh; 2] = [
                        std::mem::transmute::<__m512i, __m512bh>(_mm512_loadu_si512(panel.cast())),
                        std::mem::transmute::<__m512i, __m512bh>(_mm512_loadu_si512(
                            panel.add(16).cast(),
                        )),
                    ];
                    for (row, totals) in totals.iter_mut().enumerate() {
                        let pair = left.add(row * terms.stride + step).cast::<i32>();
                        let pair = std::mem::transmute::<__m512i, __m512bh>(_mm512_set1_epi32(
                            pair.read_unaligned(),
                        ));
                        totals[0] = _mm512_dpbf16_ps(totals[0], pair, right[0]);
                        totals[1] = _mm512_dpbf16_ps(totals[1], pair, right[1]);
                    }
                    panel = panel.add(COLUMNS);
                }
            }
            for (totals, sums) in totals.iter().zip(&mut sums.0[first..]) {
                _mm512_storeu_ps(sums.as_mut_ptr(), totals[0]);
                _mm512_storeu_ps(sums.as_mut_ptr().add(16), totals[1]);
            }
        }
    }
}
