//! The innermost loop of every product: a block of results, held in registers while their terms are summed.
//! Which rows and columns make up a block, and how its results are stored, is decided in `gemm`.

use pulp::Simd;

/// Rows per block. With AVX-512, 12 x 32 fills twenty-four of 32 registers; elsewhere two blocks of 6 x 16 fill
/// twelve of sixteen, one after the other.
pub(super) const ROWS: usize = 12;
/// The most columns that a block has, whatever the instruction set.
pub(super) const MAX_COLUMNS: usize = 32;
/// Columns per block without AVX-512.
pub(super) const PULP_COLUMNS: usize = 16;

/// The sums of one block.
pub(super) type Accumulators = [[f32; MAX_COLUMNS]; ROWS];

/// Columns per block on this machine, and per panel of a packed matrix.
pub(super) fn columns() -> usize {
    #[cfg(target_arch = "x86_64")]
    if super::dispatch::has_avx512() {
        return MAX_COLUMNS;
    }
    PULP_COLUMNS
}

/// What is summed: for each tap, `length` values of every row times as many rows of a panel.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// Where row `row` of a tap starts, at `[tap * ROWS + row]`.
    pub starts: &'a [*const f32],
    /// Values to pass over at each start.
    pub offset: usize,
    /// Values per start that are summed.
    pub length: usize,
    /// The rows for the first tap, each as wide as a block.
    pub panel: *const f32,
    /// From one tap's rows to the next's, in values.
    pub stride: usize,
}

/// The registers of one instruction set.
pub(super) trait Microkernel: Copy {
    /// Columns per block.
    const COLUMNS: usize;

    /// Adds the terms of the first `rows` rows and the first `columns` columns to `accumulators`; others may
    /// become anything.
    ///
    /// # Safety
    /// The instruction set is there, all starts are valid for `offset + length` values, and the panel for its rows.
    unsafe fn accumulate(
        self,
        terms: Terms,
        accumulators: &mut Accumulators,
        rows: usize,
        columns: usize,
    );
}

/// The instruction sets that pulp supports: AVX2, NEON, or plain code.
#[derive(Clone, Copy)]
pub(super) struct PulpKernel<S>(pub S);

impl<S: Simd> Microkernel for PulpKernel<S> {
    const COLUMNS: usize = PULP_COLUMNS;

    #[inline(always)]
    unsafe fn accumulate(
        self,
        terms: Terms,
        accumulators: &mut Accumulators,
        rows: usize,
        _: usize,
    ) {
        // SAFETY: by the caller.
        unsafe {
            match rows {
                1 => narrow::<S, 1>(self.0, terms, 0, accumulators),
                2 => narrow::<S, 2>(self.0, terms, 0, accumulators),
                3 | 4 => narrow::<S, 4>(self.0, terms, 0, accumulators),
                5 | 6 => narrow::<S, 6>(self.0, terms, 0, accumulators),
                _ => {
                    narrow::<S, 6>(self.0, terms, 0, accumulators);
                    narrow::<S, 6>(self.0, terms, 6, accumulators);
                }
            }
        }
    }
}

/// # Safety
/// As for `accumulate`.
#[inline(always)]
unsafe fn narrow<S: Simd, const R: usize>(
    simd: S,
    terms: Terms,
    first: usize,
    accumulators: &mut Accumulators,
) {
    // One row of the block is `vectors` registers; the arrays are as long as they would be without any.
    let vectors = PULP_COLUMNS / S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); PULP_COLUMNS]; R];
    for row in 0..R {
        for vector in 0..vectors {
            let from =
                accumulators[first + row][vector * S::F32_LANES..].as_ptr().cast::<S::f32s>();
            // SAFETY: `vectors` registers lie within one row of the block.
            sums[row][vector] = unsafe { from.read_unaligned() };
        }
    }
    for (tap, starts) in terms.starts.chunks_exact(ROWS).enumerate() {
        let mut left = [std::ptr::null::<f32>(); R];
        for row in 0..R {
            left[row] = starts[first + row].wrapping_add(terms.offset);
        }
        let mut panel_row = terms.panel.wrapping_add(tap * terms.stride);
        for step in 0..terms.length {
            let mut right = [simd.splat_f32s(0.0); PULP_COLUMNS];
            for (vector, values) in right[..vectors].iter_mut().enumerate() {
                // SAFETY: the panel holds `PULP_COLUMNS` values per row.
                *values = unsafe {
                    panel_row.add(vector * S::F32_LANES).cast::<S::f32s>().read_unaligned()
                };
            }
            for row in 0..R {
                // SAFETY: each start is valid for `offset + length` values.
                let value = simd.splat_f32s(unsafe { *left[row].add(step) });
                for vector in 0..vectors {
                    sums[row][vector] =
                        simd.mul_add_e_f32s(value, right[vector], sums[row][vector]);
                }
            }
            panel_row = panel_row.wrapping_add(PULP_COLUMNS);
        }
    }
    for row in 0..R {
        for vector in 0..vectors {
            let to =
                accumulators[first + row][vector * S::F32_LANES..].as_mut_ptr().cast::<S::f32s>();
            // SAFETY: as for reading.
            unsafe { to.write_unaligned(sums[row][vector]) };
        }
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod avx512 {
    //! The same for AVX-512, through its intrinsics: one or two registers per row.

    use std::arch::x86_64::*;

    use super::{Accumulators, MAX_COLUMNS, Microkernel, ROWS, Terms};

    /// AVX-512. Every function needs it.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512Kernel;

    impl Microkernel for Avx512Kernel {
        const COLUMNS: usize = MAX_COLUMNS;

        #[inline(always)]
        unsafe fn accumulate(
            self,
            terms: Terms,
            accumulators: &mut Accumulators,
            rows: usize,
            columns: usize,
        ) {
            // SAFETY: by the caller.
            unsafe {
                match (rows, columns <= 16) {
                    (1, _) => sum::<1, 2>(terms, accumulators),
                    (2, _) => sum::<2, 2>(terms, accumulators),
                    (3 | 4, _) => sum::<4, 2>(terms, accumulators),
                    (5 | 6, _) => sum::<6, 2>(terms, accumulators),
                    (7 | 8, _) => sum::<8, 2>(terms, accumulators),
                    (_, true) => sum::<ROWS, 1>(terms, accumulators),
                    (_, false) => sum::<ROWS, 2>(terms, accumulators),
                }
            }
        }
    }

    /// # Safety
    /// As for `accumulate`.
    #[target_feature(enable = "avx512f")]
    unsafe fn sum<const R: usize, const V: usize>(terms: Terms, accumulators: &mut Accumulators) {
        // SAFETY: by the caller; a row of the block and a row of the panel are two registers long.
        unsafe {
            let mut sums = [[_mm512_setzero_ps(); V]; R];
            for (sums, values) in sums.iter_mut().zip(&*accumulators) {
                for (vector, sum) in sums.iter_mut().enumerate() {
                    *sum = _mm512_loadu_ps(values.as_ptr().add(vector * 16));
                }
            }
            for (tap, starts) in terms.starts.chunks_exact(ROWS).enumerate() {
                let mut left = [std::ptr::null::<f32>(); R];
                for row in 0..R {
                    left[row] = starts[row].wrapping_add(terms.offset);
                }
                let mut panel_row = terms.panel.wrapping_add(tap * terms.stride);
                for step in 0..terms.length {
                    let mut right = [_mm512_setzero_ps(); V];
                    for (vector, values) in right.iter_mut().enumerate() {
                        *values = _mm512_loadu_ps(panel_row.add(vector * 16));
                    }
                    for row in 0..R {
                        let value = _mm512_set1_ps(*left[row].add(step));
                        for vector in 0..V {
                            sums[row][vector] =
                                _mm512_fmadd_ps(value, right[vector], sums[row][vector]);
                        }
                    }
                    panel_row = panel_row.wrapping_add(MAX_COLUMNS);
                }
            }
            for (sums, values) in sums.iter().zip(accumulators) {
                for (vector, sum) in sums.iter().enumerate() {
                    _mm512_storeu_ps(values.as_mut_ptr().add(vector * 16), *sum);
                }
            }
        }
    }
}
