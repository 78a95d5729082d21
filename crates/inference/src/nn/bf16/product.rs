//! The product of bf16 rows and a weight matrix, shared out among threads.
//! Knows rows that lie at one distance from each other, whose pieces ("taps") lie at the same offsets in every row; what
//! the rows are, pixels or tokens, is their owner's.

use std::cell::RefCell;
use std::ops::Range;

use super::super::allocation::allocate_zeros;
use super::super::gemm::Epilogue;
use super::super::parallel::{SharedOut, each_unless_stopped, filled};
use super::super::weight_matrix::RightMatrix;
use super::InstructionSet;
use super::kernels::{BlockKernel, BlockTask, COLUMNS, ROWS, STEP, Sums, Terms};
use super::panels::Weights;
use super::rounding::round;

/// Up to so many rows are one task's, and every panel is packed by the task that needs it. More rows are split, and all
/// panels are packed before.
const ONE_TASK: usize = 1024;
/// Rows of a task, then: few enough that they stay in the second-level cache with a panel.
const TILE: usize = 512;

/// The left-hand rows.
pub(super) struct Left<'a> {
    /// Valid for reading all taps of `rows` rows, filled up to whole blocks.
    pub values: &'a [u16],
    pub rows: usize,
    /// From one row to the next.
    pub stride: usize,
    /// Where each tap starts in a row.
    pub taps: &'a [usize],
}

/// Where results go: row `row` of the product to row `out_row(row)` of the output, or nowhere.
pub(super) struct Results<'a, OutRow> {
    pub out: SharedOut,
    pub out_row: OutRow,
    pub epilogue: Epilogue<'a>,
}

/// Computes `left x weights` and stores it with the epilogue.
///
/// # Panics
/// When the rows do not lie within their values, or the epilogue does not fit the columns.
pub(super) fn multiply<OutRow: Fn(usize) -> Option<usize> + Sync>(
    set: InstructionSet,
    left: &Left,
    weights: Weights,
    results: &Results<OutRow>,
) {
    let columns = weights.columns();
    let per_column = [results.epilogue.bias, results.epilogue.slopes].into_iter().flatten();
    per_column.for_each(|values| assert_eq!(values.len(), columns));
    assert_eq!(left.taps.len(), weights.taps.len());
    let farthest = left.taps.iter().copied().max().unwrap_or(0) + weights.padded_run();
    let last = (left.rows.next_multiple_of(ROWS)).saturating_sub(1);
    assert!(last * left.stride + farthest <= left.values.len(), "rows outside their buffer");
    let panels = weights.panels();
    let task = |rows, panels, packed: Option<&[u16]>| {
        set.run(Task { left, weights, results, rows, panels, packed });
    };
    let wanted = rayon::current_num_threads() * 4;
    if left.rows <= ONE_TASK {
        let share = panels.div_ceil(wanted).max(1);
        each_unless_stopped(panels.div_ceil(share), |index| {
            task(0..left.rows, index * share..panels.min((index + 1) * share), None);
        });
        return;
    }
    let packed = weights.packed();
    let tiles = left.rows.div_ceil(TILE).next_multiple_of(rayon::current_num_threads());
    let tile = left.rows.div_ceil(tiles).next_multiple_of(ROWS);
    each_unless_stopped(left.rows.div_ceil(tile), |index| {
        let rows = index * tile..left.rows.min((index + 1) * tile);
        task(rows, 0..panels, Some(&packed));
    });
}

impl Weights<'_> {
    /// All panels, one after the other.
    fn packed(&self) -> Vec<u16> {
        let len = self.panel_len();
        let mut packed = allocate_zeros(self.panels() * len);
        let shared = SharedValues(packed.as_mut_ptr());
        each_unless_stopped(self.panels(), |index| {
            // SAFETY: every task has its own panel of the buffer, which outlives all of them.
            let to = unsafe { std::slice::from_raw_parts_mut(shared.at(index * len), len) };
            self.pack(index, to);
        });
        packed
    }
}

/// bf16 memory that several threads write, each to its own part.
#[derive(Clone, Copy)]
pub(super) struct SharedValues(pub *mut u16);

// SAFETY: the tasks write disjoint parts, and nobody reads them before all have ended.
unsafe impl Send for SharedValues {}
// SAFETY: as above.
unsafe impl Sync for SharedValues {}

impl SharedValues {
    pub(super) fn at(self, index: usize) -> *mut u16 {
        self.0.wrapping_add(index)
    }
}

thread_local! {
    static PANEL: RefCell<Vec<u16>> = const { RefCell::new(Vec::new()) };
}

/// One thread's share.
struct Task<'a, OutRow> {
    left: &'a Left<'a>,
    weights: Weights<'a>,
    results: &'a Results<'a, OutRow>,
    rows: Range<usize>,
    panels: Range<usize>,
    /// All panels, where they are packed already.
    packed: Option<&'a [u16]>,
}

impl<OutRow: Fn(usize) -> Option<usize>> BlockTask for Task<'_, OutRow> {
    #[inline(always)]
    fn run<K: BlockKernel>(self, kernel: K) {
        let len = self.weights.panel_len();
        let mut buffer = PANEL.take();
        for panel in self.panels.clone() {
            let values = match self.packed {
                Some(packed) => &packed[panel * len..][..len],
                None => {
                    if buffer.len() < len {
                        buffer.resize(len, 0);
                    }
                    self.weights.pack(panel, &mut buffer[..len]);
                    &buffer[..len]
                }
            };
            for first in self.rows.clone().step_by(ROWS) {
                self.block(kernel, panel, first, values);
            }
        }
        PANEL.set(buffer);
    }
}

impl<OutRow: Fn(usize) -> Option<usize>> Task<'_, OutRow> {
    #[inline(always)]
    fn block<K: BlockKernel>(&self, kernel: K, panel: usize, first: usize, values: &[u16]) {
        let Left { stride, taps, .. } = *self.left;
        let rows = ROWS.min(self.rows.end - first);
        let column = panel * COLUMNS;
        let columns = self.weights.columns();
        let count = COLUMNS.min(columns - column);
        let terms = Terms {
            left: self.left.values[first * stride..].as_ptr(),
            stride,
            taps,
            run: self.weights.run.next_multiple_of(K::STEP),
            panel_run: self.weights.padded_run(),
            columns: count,
            panel: values.as_ptr(),
        };
        let mut sums = Sums::ZERO;
        // SAFETY: `multiply` checked that all rows, filled up, lie within the values, and a panel has as many rows as
        // the taps.
        unsafe { kernel.compute(&terms, rows, sums.target()) };
        for (row, sums) in sums.0[..rows].iter_mut().enumerate() {
            let Some(out_row) = (self.results.out_row)(first + row) else { continue };
            let start = out_row * columns + column;
            // A length that the compiler knows makes these loops a few instructions.
            match count == COLUMNS {
                true => self.results.store(&mut sums[..COLUMNS], start, column),
                false => self.results.store(&mut sums[..count], start, column),
            }
        }
    }
}

impl<OutRow> Results<'_, OutRow> {
    #[inline(always)]
    fn store(&self, values: &mut [f32], start: usize, column: usize) {
        self.epilogue.apply(values, start, column);
        // SAFETY: the caller of `multiply` promised that the output has the row, and one task alone writes it.
        unsafe {
            std::ptr::copy_nonoverlapping(values.as_ptr(), self.out.get().add(start), values.len());
        }
    }
}

/// `rows x columns` results of rows of `run` values, `run` apart, times `matrix`: the product of a linear layer.
///
/// # Panics
/// When the rows are not `rows * run` values, or the matrix has another depth.
pub(in super::super) fn multiply_rows(
    values: &[f32],
    rows: usize,
    run: usize,
    matrix: RightMatrix,
    epilogue: Epilogue,
) -> Vec<f32> {
    assert!(values.len() == rows * run && matrix.depth() == run);
    let columns = matrix.columns();
    assert!(epilogue.residual.is_none_or(|residual| residual.len() == rows * columns));
    let rounded = Rows::new(values, rows, run);
    let left = Left { values: &rounded.values, rows, stride: rounded.stride, taps: &[0] };
    let weights = Weights { matrix, taps: &[vec![0]], run };
    let fill = |out| {
        let results = Results { out, out_row: Some, epilogue };
        multiply(InstructionSet::best(), &left, weights, &results);
    };
    // SAFETY: every row has its place in the output, and every panel is computed.
    unsafe { filled(rows * columns, fill) }
}

/// Rows rounded to bf16, filled up with zeros to whole steps and whole blocks.
struct Rows {
    values: Vec<u16>,
    stride: usize,
}

/// Values that one task rounds.
const CHUNK: usize = 64 * 1024;

impl Rows {
    fn new(values: &[f32], rows: usize, run: usize) -> Rows {
        let stride = run.next_multiple_of(STEP);
        let mut rounded = allocate_zeros(rows.next_multiple_of(ROWS) * stride);
        let to = SharedValues(rounded.as_mut_ptr());
        let per_task = (CHUNK / run.max(1)).max(1);
        each_unless_stopped(rows.div_ceil(per_task), |index| {
            for row in index * per_task..rows.min((index + 1) * per_task) {
                // SAFETY: the row lies within the buffer, and one task alone writes it.
                let to = unsafe { std::slice::from_raw_parts_mut(to.at(row * stride), run) };
                round(&values[row * run..][..run], to);
            }
        });
        Rows { values: rounded, stride }
    }
}
