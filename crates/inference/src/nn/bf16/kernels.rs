//! The innermost loop of a bf16 product: a block of 32 rows by 32 columns.
//! Knows one block by each instruction set; which rows and columns make it up, and where its results go, is decided in
//! `product` and `attention`.

use super::super::attention::softmax_row;
use super::super::dispatch::vectorised;
#[cfg(target_arch = "x86_64")]
use super::super::dispatch::with_avx512_bf16;
use super::InstructionSet;
use super::rounding::rounded;

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

    /// All of them, as they are.
    pub(super) fn target(&mut self) -> Target {
        Target { to: self.0.as_mut_ptr().cast(), stride: COLUMNS, scale: 1.0, rescale: None }
    }
}

/// Where the sums of a block go: `to = to * rescale + sum * scale`.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Whole blocks of rows, `stride` values apart, of [`COLUMNS`] values.
    pub to: *mut f32,
    pub stride: usize,
    pub scale: f32,
    /// By what each row's earlier values are multiplied, [`ROWS`] factors; without them, they are not read.
    pub rescale: Option<*const f32>,
}

impl Target {
    /// Stores the sums of some rows.
    ///
    /// # Safety
    /// The rows and their factors are valid.
    #[inline(always)]
    pub(super) unsafe fn store(self, sums: &[[f32; COLUMNS]]) {
        for (row, sums) in sums.iter().enumerate() {
            // SAFETY: by the caller.
            let (to, rescale) = unsafe {
                let to = std::slice::from_raw_parts_mut(self.to.add(row * self.stride), COLUMNS);
                (to, self.rescale.map(|rescale| *rescale.add(row)))
            };
            match rescale {
                None => to.iter_mut().zip(sums).for_each(|(to, sum)| *to = sum * self.scale),
                Some(rescale) => {
                    let values = to.iter_mut().zip(sums);
                    values.for_each(|(to, sum)| *to = *to * rescale + sum * self.scale);
                }
            }
        }
    }
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
    /// Values per tap, a multiple of the kernel's step.
    pub run: usize,
    /// From one tap's rows of the panel to the next's, in rows: at least `run`.
    pub panel_run: usize,
    /// The columns that are needed; others may become anything.
    pub columns: usize,
    /// The panel: pairs of rows, `COLUMNS` pairs each.
    pub panel: *const u16,
}

/// One instruction set.
pub(super) trait BlockKernel: Copy {
    /// Values that it sums at once: two, or all that a tile holds.
    const STEP: usize;

    /// Stores the sums of the first `rows` rows of a block; others may become anything.
    ///
    /// # Safety
    /// The instruction set is there. `rows` rows, filled up to [`ROWS`], are valid for reading at all taps, the panel
    /// holds `taps * panel_run` rows, and the target [`ROWS`] rows.
    unsafe fn compute(self, terms: &Terms, rows: usize, target: Target);

    /// Turns a row of scores, as exponents of 2, into rounded weights; else as [`softmax_row`].
    #[inline(always)]
    fn softmax_row(
        self,
        scores: &mut [f32],
        weights: &mut [u16],
        highest: &mut f32,
        total: &mut f32,
    ) -> f32 {
        let rescale = softmax_row(scores, highest, total);
        weights.iter_mut().zip(scores).for_each(|(to, from)| *to = rounded(*from));
        rescale
    }
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
    const STEP: usize = 2;

    #[inline(always)]
    unsafe fn compute(self, terms: &Terms, rows: usize, target: Target) {
        let mut sums = Sums::ZERO;
        let value = |at: *const u16| {
            // SAFETY: by the caller.
            f32::from_bits(u32::from(unsafe { at.read() }) << 16)
        };
        for (row, sums) in sums.0[..rows].iter_mut().enumerate() {
            let mut tap_rows = terms.panel;
            for tap in terms.taps {
                let mut panel = tap_rows;
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
                tap_rows = tap_rows.wrapping_add(terms.panel_run * COLUMNS);
            }
        }
        // SAFETY: by the caller.
        unsafe { target.store(&sums.0[..rows]) };
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) mod avx512_bf16 {
    //! The dot product of pairs of AVX-512: eight rows by one or two registers of sums at a time.

    use std::arch::x86_64::*;

    use super::{BlockKernel, COLUMNS, Target, Terms};

    /// Rows whose sums are in registers at once: with two registers each, sixteen of 32.
    const GROUP: usize = 8;
    /// Values of a register.
    const LANES: usize = 16;

    /// AVX-512 with bf16. Every function needs both.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512Bf16Kernel;

    impl BlockKernel for Avx512Bf16Kernel {
        const STEP: usize = 2;

        #[inline(always)]
        unsafe fn compute(self, terms: &Terms, rows: usize, target: Target) {
            for first in (0..rows).step_by(GROUP) {
                // SAFETY: by the caller.
                unsafe {
                    match terms.columns <= LANES {
                        true => group::<1>(terms, first, target),
                        false => group::<2>(terms, first, target),
                    }
                }
            }
        }

        #[inline(always)]
        fn softmax_row(
            self,
            scores: &mut [f32],
            weights: &mut [u16],
            highest: &mut f32,
            total: &mut f32,
        ) -> f32 {
            // SAFETY: this kernel exists where the instruction set does.
            unsafe { softmax_row(scores, weights, highest, total) }
        }
    }

    /// # Safety
    /// As for `compute`.
    #[target_feature(enable = "avx512f,avx512bf16")]
    unsafe fn group<const V: usize>(terms: &Terms, first: usize, target: Target) {
        // SAFETY: by the caller; a row of a panel is two registers long.
        unsafe {
            let mut totals = [[_mm512_setzero_ps(); V]; GROUP];
            let mut tap_rows = terms.panel.cast::<i32>();
            let start = terms.left.add(first * terms.stride);
            for tap in terms.taps {
                let mut panel = tap_rows;
                let left = start.add(*tap);
                for step in (0..terms.run).step_by(2) {
                    let mut right = [pairs(_mm512_setzero_si512()); V];
                    for (vector, right) in right.iter_mut().enumerate() {
                        *right = pairs(_mm512_loadu_si512(panel.add(vector * LANES).cast()));
                    }
                    for (row, totals) in totals.iter_mut().enumerate() {
                        let pair = left.add(row * terms.stride + step).cast::<i32>();
                        let pair = pairs(_mm512_set1_epi32(pair.read_unaligned()));
                        for (total, right) in totals.iter_mut().zip(right) {
                            *total = _mm512_dpbf16_ps(*total, pair, right);
                        }
                    }
                    panel = panel.add(COLUMNS);
                }
                tap_rows = tap_rows.add(terms.panel_run / 2 * COLUMNS);
            }
            let scale = _mm512_set1_ps(target.scale);
            for (row, totals) in totals.iter().enumerate() {
                let to = target.to.add((first + row) * target.stride);
                for (vector, total) in totals.iter().enumerate() {
                    let to = to.add(vector * LANES);
                    let mut value = _mm512_mul_ps(*total, scale);
                    if let Some(rescale) = target.rescale {
                        let rescale = _mm512_set1_ps(*rescale.add(first + row));
                        value = _mm512_fmadd_ps(_mm512_loadu_ps(to), rescale, value);
                    }
                    _mm512_storeu_ps(to, value);
                }
            }
        }
    }

    #[inline(always)]
    fn pairs(bits: __m512i) -> __m512bh {
        // SAFETY: both are 512 bits, and any bits are values.
        unsafe { std::mem::transmute(bits) }
    }

    /// The coefficients of a polynomial for `2^x` between 0 and 1, with a relative error below 8e-5, which is less than a
    /// quarter of what rounding to bf16 adds. Fitted by minimising the largest relative error.
    const EXP2: [f32; 4] = [0.9999252, 0.6958335, 0.2260672, 0.0780246];

    /// # Safety
    /// The instruction set is there.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")]
    pub(in super::super) unsafe fn softmax_row(
        scores: &[f32],
        weights: &mut [u16],
        highest: &mut f32,
        total: &mut f32,
    ) -> f32 {
        let len = scores.len();
        assert!(weights.len() >= len);
        let mask = |at: usize| match len - at {
            0..LANES => (1u16 << (len - at)) - 1,
            _ => u16::MAX,
        };
        let lowest = _mm512_set1_ps(f32::NEG_INFINITY);
        // SAFETY: the masks end where the scores end.
        let read =
            |at: usize| unsafe { _mm512_mask_loadu_ps(lowest, mask(at), scores.as_ptr().add(at)) };
        let mut peaks = _mm512_set1_ps(*highest);
        for at in (0..len).step_by(LANES) {
            peaks = _mm512_max_ps(peaks, read(at));
        }
        let peak = _mm512_reduce_max_ps(peaks);
        let [c0, c1, c2, c3] = EXP2.map(|factor| _mm512_set1_ps(factor));
        let exp2 = |x: __m512| {
            // What is above the next whole number below, and then as many doublings.
            let rest = _mm512_reduce_ps::<{ _MM_FROUND_TO_NEG_INF }>(x);
            let poly = _mm512_fmadd_ps(c3, rest, c2);
            let poly = _mm512_fmadd_ps(poly, rest, c1);
            _mm512_scalef_ps(_mm512_fmadd_ps(poly, rest, c0), x)
        };
        let peaks = _mm512_set1_ps(peak);
        // A difference of two infinities is none; nothing was summed before.
        let rescale = match *highest == f32::NEG_INFINITY {
            true => 0.0,
            false => _mm512_cvtss_f32(exp2(_mm512_sub_ps(_mm512_set1_ps(*highest), peaks))),
        };
        let mut sum = _mm512_setzero_ps();
        for at in (0..len).step_by(LANES) {
            // Below, 2^x rounds to zero; a finite number keeps the rest a number.
            let lowest = _mm512_set1_ps(-150.0);
            let weight = exp2(_mm512_max_ps(_mm512_sub_ps(read(at), peaks), lowest));
            sum = _mm512_mask_add_ps(sum, mask(at), sum, weight);
            let rounded = _mm512_cvtneps_pbh(weight);
            // SAFETY: as above; both are 256 bits.
            unsafe {
                let rounded = std::mem::transmute::<__m256bh, __m256i>(rounded);
                _mm256_mask_storeu_epi16(weights.as_mut_ptr().add(at).cast(), mask(at), rounded);
            }
        }
        *total = *total * rescale + _mm512_reduce_add_ps(sum);
        *highest = peak;
        rescale
    }
}
