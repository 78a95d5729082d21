//! Weights as bf16 panels: 32 columns wide, two rows interleaved, which is how both instruction sets read them.
//! Knows `f32` panels, packed or made from a mapped file, and which of their taps are added to one.

use super::super::dispatch::vectorised;
use super::super::microkernel;
use super::super::weight_matrix::RightMatrix;
use super::kernels::{COLUMNS, STEP};
use super::rounding::rounded_bits;
#[cfg(target_arch = "x86_64")]
use super::stored;

/// A weight matrix whose rows are `taps` times `run` values, read as bf16 panels.
#[derive(Clone, Copy)]
pub(super) struct Weights<'a> {
    pub matrix: RightMatrix<'a>,
    /// For each tap of the product, the taps of the matrix whose weights are added.
    pub taps: &'a [Vec<usize>],
    /// Rows per tap of the matrix.
    pub run: usize,
}

impl Weights<'_> {
    pub(super) fn columns(&self) -> usize {
        self.matrix.columns()
    }

    pub(super) fn panels(&self) -> usize {
        self.columns().div_ceil(COLUMNS)
    }

    /// Rows per tap of a panel: `run`, filled up with zeros to whole steps.
    pub(super) fn padded_run(&self) -> usize {
        self.run.next_multiple_of(STEP)
    }

    /// Values of one panel.
    pub(super) fn panel_len(&self) -> usize {
        self.taps.len() * self.padded_run() * COLUMNS
    }

    /// Writes panel `index` to `to`, `panel_len` values: value `(tap * padded_run + row, column)` of the matrix to
    /// `((tap * padded_run + row) / 2 * COLUMNS + column) * 2 + row % 2`.
    ///
    /// # Panics
    /// When `to` is shorter, or the matrix has other taps.
    pub(super) fn pack(&self, index: usize, to: &mut [u16]) {
        let width = self.matrix.width();
        let to = &mut to[..self.panel_len()];
        // A machine with these instructions has panels as wide as ours; others have two for one of ours.
        let parts = COLUMNS / width;
        assert!(parts * width == COLUMNS && width == microkernel::columns());
        if index * COLUMNS + COLUMNS > self.columns() || self.padded_run() != self.run {
            to.fill(0);
        }
        #[cfg(target_arch = "x86_64")]
        if let RightMatrix::Mapped(mapped) = self.matrix
            && parts == 1
            && self.is_stored_order()
            && stored::is_supported(self.run, self.taps.len())
        {
            mapped.with_stored_rows(index, 0, self.run, |rows| stored::pack(rows, to));
            return;
        }
        for part in 0..parts {
            let panel = index * parts + part;
            if panel * width >= self.columns() {
                continue;
            }
            match self.matrix {
                RightMatrix::Panels(panels) => {
                    let rows =
                        &panels.values[panel * panels.depth * width..][..panels.depth * width];
                    self.pack_part(rows, width, part, to);
                }
                RightMatrix::Mapped(mapped) => {
                    let packed = mapped.pack_panel(panel, 0, self.run);
                    self.pack_part(packed.rows(self.matrix.depth() * width), width, part, to);
                }
            }
        }
    }

    /// Whether the taps are those of the matrix, each by itself and in their order.
    #[cfg(target_arch = "x86_64")]
    fn is_stored_order(&self) -> bool {
        self.matrix.depth() == self.taps.len() * self.run
            && self.taps.iter().enumerate().all(|(index, taps)| taps[..] == [index])
    }

    /// From the `f32` rows of one panel of the matrix, `width` values each.
    fn pack_part(&self, rows: &[f32], width: usize, part: usize, to: &mut [u16]) {
        vectorised(
            #[inline(always)]
            || match width {
                COLUMNS => self.pack_columns::<COLUMNS>(rows, part, to),
                _ => self.pack_columns::<{ COLUMNS / 2 }>(rows, part, to),
            },
        );
    }

    #[inline(always)]
    fn pack_columns<const WIDTH: usize>(&self, rows: &[f32], part: usize, to: &mut [u16]) {
        let row = |tap: usize, row: usize| -> [f32; WIDTH] {
            let mut sum = [0.0; WIDTH];
            if row < self.run {
                for source in &self.taps[tap] {
                    let values = &rows[(source * self.run + row) * WIDTH..][..WIDTH];
                    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
                }
            }
            sum
        };
        let tap_len = self.padded_run() * COLUMNS;
        for (tap, to) in to.chunks_exact_mut(tap_len).enumerate() {
            let pairs = to.chunks_exact_mut(2 * COLUMNS).take(self.run.div_ceil(2));
            for (pair, to) in pairs.enumerate() {
                let (first, second) = (row(tap, 2 * pair), row(tap, 2 * pair + 1));
                let (to, _) = to[part * 2 * WIDTH..][..2 * WIDTH].as_chunks_mut::<2>();
                for ((to, first), second) in to.iter_mut().zip(first).zip(second) {
                    let both = rounded_bits(first) >> 16 | rounded_bits(second) & 0xffff_0000;
                    *to = [both as u16, (both >> 16) as u16];
                }
            }
        }
    }
}
