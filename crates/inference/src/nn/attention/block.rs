//! The two products of a tile of attention: rows of one operand in memory, the other packed in panels, the results kept in
//! registers until they are stored. Knows blocks of rows and panels; what they are is decided in `attention`.
//!
//! Heads have few values, so a block is short: the general product would spend a third of its time on passing blocks on.

use super::super::registers::{RegisterKernel, Registers, with_registers};

/// `out = out * rescale + scale * left x panels`, row by row.
pub(super) struct Blocks<'a> {
    /// Rows of `depth` values, `left_stride` apart.
    pub left: &'a [f32],
    pub left_stride: usize,
    pub rows: usize,
    pub depth: usize,
    /// Panels of `depth` rows of `width` values.
    pub panels: &'a [f32],
    pub width: usize,
    pub columns: usize,
    pub scale: f32,
    /// By what each row's earlier results are multiplied; without them, they are not read.
    pub rescale: Option<&'a [f32]>,
    /// Rows `out_stride` apart, with room for whole blocks of [`MOST_ROWS`] rows and whole panels.
    pub out: &'a mut [f32],
    pub out_stride: usize,
}

/// The most rows of a block.
pub(super) const MOST_ROWS: usize = 12;

impl Blocks<'_> {
    /// # Panics
    /// When an operand or the results do not have as many values.
    pub(super) fn compute(self) {
        let panels = self.columns.div_ceil(self.width);
        let rows = self.rows.next_multiple_of(MOST_ROWS);
        assert!(self.rows > 0 && self.panels.len() >= panels * self.depth * self.width);
        assert!(self.left.len() >= (self.rows - 1) * self.left_stride + self.depth);
        assert!(self.out_stride >= panels * self.width && self.out.len() >= rows * self.out_stride);
        assert!(self.rescale.is_none_or(|rescale| rescale.len() >= rows));
        with_registers(self);
    }
}

impl RegisterKernel for Blocks<'_> {
    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        match R::LANES {
            16 => self.by::<R, MOST_ROWS, 2>(registers),
            8 => self.by::<R, { MOST_ROWS / 2 }, 2>(registers),
            4 => self.by::<R, { MOST_ROWS / 2 }, 4>(registers),
            _ => self.by::<R, 1, 1>(registers),
        }
    }
}

impl Blocks<'_> {
    /// By blocks of `ROWS` rows and `VECTORS` registers of columns.
    #[inline(always)]
    fn by<R: Registers, const ROWS: usize, const VECTORS: usize>(self, registers: R) {
        let out = self.out.as_mut_ptr();
        let step = VECTORS * R::LANES;
        for column in (0..self.columns).step_by(step) {
            for first in (0..self.rows).step_by(ROWS) {
                // SAFETY: `compute` checked all lengths, and this machine has the registers.
                unsafe {
                    match self.columns - column <= R::LANES {
                        true => self.block::<R, ROWS, 1>(registers, out, first, column),
                        false => self.block::<R, ROWS, VECTORS>(registers, out, first, column),
                    }
                }
            }
        }
    }

    /// # Safety
    /// The lengths are those that `compute` checks, and `out` is where the results begin.
    #[inline(always)]
    unsafe fn block<R: Registers, const ROWS: usize, const VECTORS: usize>(
        &self,
        registers: R,
        out: *mut f32,
        first: usize,
        column: usize,
    ) {
        // The last block is filled up with the last row; these results are stored and not used.
        let left: [*const f32; ROWS] = std::array::from_fn(|row| {
            self.left.as_ptr().wrapping_add((first + row).min(self.rows - 1) * self.left_stride)
        });
        let out = out.wrapping_add(first * self.out_stride + column);
        let mut sums = [[registers.splat(0.0); VECTORS]; ROWS];
        if let Some(rescale) = self.rescale {
            for (row, sums) in sums.iter_mut().enumerate() {
                let factor = registers.splat(rescale[first + row]);
                for (vector, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: by the caller.
                    let before = unsafe {
                        registers.load(out.add(row * self.out_stride + vector * R::LANES))
                    };
                    *sum = registers.multiply_add(factor, before, *sum);
                }
            }
        }
        let (panel, within) = (column / self.width, column % self.width);
        let start = panel * self.depth * self.width + within;
        let mut row_of_panel = self.panels.as_ptr().wrapping_add(start);
        for step in 0..self.depth {
            let mut right = [registers.splat(0.0); VECTORS];
            for (vector, values) in right.iter_mut().enumerate() {
                // SAFETY: by the caller.
                *values = unsafe { registers.load(row_of_panel.add(vector * R::LANES)) };
            }
            for (left, sums) in left.iter().zip(&mut sums) {
                // SAFETY: by the caller.
                let value = registers.splat(unsafe { *left.add(step) });
                for (sum, right) in sums.iter_mut().zip(&right) {
                    *sum = registers.multiply_add(value, *right, *sum);
                }
            }
            row_of_panel = row_of_panel.wrapping_add(self.width);
        }
        let (scale, zero) = (registers.splat(self.scale), registers.splat(0.0));
        for (row, sums) in sums.iter().enumerate() {
            for (vector, sum) in sums.iter().enumerate() {
                let to = out.wrapping_add(row * self.out_stride + vector * R::LANES);
                // SAFETY: by the caller: the rows and columns, filled up, lie within the results.
                unsafe { registers.store(to, registers.multiply_add(*sum, scale, zero)) };
            }
        }
    }
}
