//! The product of bf16 rows and a weight matrix, shared out among threads.
//! Knows rows that lie at one distance from each other, whose pieces ("taps") lie at the same offsets in every row; what
//! the rows are, pixels or tokens, is their owner's.

use std::cell::RefCell;
use std::ops::Range;

use super::super::activation::Activation;
use super::super::allocation::allocate_zeros;
use super::super::gemm::Epilogue;
use super::super::parallel::{SharedOut, each_unless_stopped, filled};
use super::super::weight_matrix::RightMatrix;
use super::InstructionSet;
use super::kernels::{BlockKernel, BlockTask, COLUMNS, ROWS, STEP, Sums, Terms};
use super::panels::Weights;
use super::rounding::{round, rounded};

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

/// Where results go.
pub(super) trait Output: Sync {
    /// Whether a column is stored together with that of the second half of the columns.
    const GATED: bool;

    /// Stores the sums of one row of the product from column `column` on; where it is gated, with the sums of as many columns
    /// of the second half.
    fn store(&self, row: usize, column: usize, sums: &mut [f32], gate: &mut [f32]);
}

/// Row `row` of the product goes to row `out_row(row)` of the output, or nowhere.
pub(super) struct Results<'a, OutRow> {
    pub out: SharedOut,
    pub out_row: OutRow,
    pub columns: usize,
    pub epilogue: Epilogue<'a>,
}

impl<OutRow: Fn(usize) -> Option<usize> + Sync> Output for Results<'_, OutRow> {
    const GATED: bool = false;

    #[inline(always)]
    fn store(&self, row: usize, column: usize, sums: &mut [f32], _: &mut [f32]) {
        let Some(out_row) = (self.out_row)(row) else { return };
        let start = out_row * self.columns + column;
        self.epilogue.apply(sums, start, column);
        // SAFETY: the caller of `multiply` promised that the output has the row, and one task alone writes it.
        unsafe {
            std::ptr::copy_nonoverlapping(sums.as_ptr(), self.out.get().add(start), sums.len());
        }
    }
}

/// `first half * gelu(second half)` of the columns with their bias, rounded, as rows of `width` values.
struct GatedRows<'a> {
    to: SharedValues,
    width: usize,
    bias: &'a [f32],
}

impl Output for GatedRows<'_> {
    const GATED: bool = true;

    #[inline(always)]
    fn store(&self, row: usize, column: usize, sums: &mut [f32], gate: &mut [f32]) {
        let (content_bias, gate_bias) = self.bias.split_at(self.width);
        let add = |values: &mut [f32], bias: &[f32]| {
            values.iter_mut().zip(bias).for_each(|(value, bias)| *value += bias);
        };
        add(sums, &content_bias[column..][..sums.len()]);
        add(gate, &gate_bias[column..][..gate.len()]);
        Activation::GeluErf.apply(gate);
        // SAFETY: the buffer has a row for each of the product, and one task alone writes these columns.
        let to = unsafe {
            std::slice::from_raw_parts_mut(self.to.at(row * self.width + column), sums.len())
        };
        let values = to.iter_mut().zip(sums).zip(gate);
        values.for_each(|((to, sum), gate)| *to = rounded(*sum * *gate));
    }
}

/// Computes `left x weights` and stores it.
///
/// # Panics
/// When the rows do not lie within their values, or a gated product has no whole panels in each half of its columns.
pub(super) fn multiply<O: Output>(set: InstructionSet, left: &Left, weights: Weights, output: &O) {
    assert_eq!(left.taps.len(), weights.taps.len());
    let farthest = left.taps.iter().copied().max().unwrap_or(0) + weights.padded_run();
    let last = (left.rows.next_multiple_of(ROWS)).saturating_sub(1);
    assert!(last * left.stride + farthest <= left.values.len(), "rows outside their buffer");
    assert!(!O::GATED || weights.columns().is_multiple_of(2 * COLUMNS));
    let panels = weights.panels() / if O::GATED { 2 } else { 1 };
    let task = |rows, panels, packed: Option<&[u16]>| {
        set.run(Task { left, weights, output, rows, panels, packed });
    };
    let wanted = rayon::current_num_threads() * 4;
    if left.rows <= ONE_TASK {
        let tasks = panels.min(wanted);
        each_unless_stopped(tasks, |index| {
            task(0..left.rows, panels * index / tasks..panels * (index + 1) / tasks, None);
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
struct Task<'a, O> {
    left: &'a Left<'a>,
    weights: Weights<'a>,
    output: &'a O,
    rows: Range<usize>,
    panels: Range<usize>,
    /// All panels, where they are packed already.
    packed: Option<&'a [u16]>,
}

impl<O: Output> BlockTask for Task<'_, O> {
    #[inline(always)]
    fn run<K: BlockKernel>(self, kernel: K) {
        let len = self.weights.panel_len();
        let mut buffer = PANEL.take();
        let gates = if O::GATED { self.weights.panels() / 2 } else { 0 };
        let mut sums = [Sums::ZERO, Sums::ZERO];
        for panel in self.panels.clone() {
            let values = match self.packed {
                Some(packed) => [panel, gates + panel].map(|panel| &packed[panel * len..][..len]),
                None => {
                    if buffer.len() < 2 * len {
                        buffer.resize(2 * len, 0);
                    }
                    let (first, second) = buffer[..2 * len].split_at_mut(len);
                    self.weights.pack(panel, first);
                    if O::GATED {
                        self.weights.pack(gates + panel, second);
                    }
                    [&*first, &*second]
                }
            };
            for first in self.rows.clone().step_by(ROWS) {
                self.block(kernel, panel, first, values, &mut sums);
            }
        }
        PANEL.set(buffer);
    }
}

impl<O: Output> Task<'_, O> {
    /// A block of a panel, and of that with its gates.
    #[inline(always)]
    fn block<K: BlockKernel>(
        &self,
        kernel: K,
        panel: usize,
        first: usize,
        values: [&[u16]; 2],
        [sums, gates]: &mut [Sums; 2],
    ) {
        let Left { stride, taps, .. } = *self.left;
        let rows = ROWS.min(self.rows.end - first);
        let column = panel * COLUMNS;
        let count = COLUMNS.min(self.weights.columns() - column);
        let compute = |values: &[u16], sums: &mut Sums| {
            let terms = Terms {
                left: self.left.values[first * stride..].as_ptr(),
                stride,
                taps,
                run: self.weights.run.next_multiple_of(K::STEP),
                panel_run: self.weights.padded_run(),
                columns: count,
                panel: values.as_ptr(),
            };
            // SAFETY: `multiply` checked that all rows, filled up, lie within the values, and a panel has as many rows as
            // the taps.
            unsafe { kernel.compute(&terms, rows, sums.target()) };
        };
        compute(values[0], sums);
        if O::GATED {
            compute(values[1], gates);
        }
        for (row, (sums, gates)) in sums.0.iter_mut().zip(&mut gates.0).take(rows).enumerate() {
            // A length that the compiler knows makes these loops a few instructions.
            match count == COLUMNS {
                true => self.output.store(first + row, column, sums, gates),
                false => {
                    self.output.store(first + row, column, &mut sums[..count], &mut gates[..count]);
                }
            }
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
    epilogue.check(rows, columns);
    Rows::new(values, rows, run).multiply(InstructionSet::best(), rows, matrix, epilogue)
}

/// The feed-forward layer of Stable Diffusion's transformers: the rows times `widen` with its bias, of that `first half *
/// gelu(second half)`, and this times `narrow`. What lies between both products is kept in bf16.
///
/// # Panics
/// When the rows are not `rows * widen.depth()` values, the matrices do not fit each other, or half of the columns of `widen` are
/// not whole panels; see [`is_feed_forward_supported`].
pub(in super::super) fn feed_forward(
    values: &[f32],
    rows: usize,
    [widen, narrow]: [RightMatrix; 2],
    bias: &[f32],
    epilogue: Epilogue,
) -> Vec<f32> {
    let (run, width) = (widen.depth(), widen.columns() / 2);
    assert!(values.len() == rows * run && is_feed_forward_supported(widen.columns()));
    assert!(bias.len() == 2 * width && narrow.depth() == width);
    epilogue.check(rows, narrow.columns());
    let set = InstructionSet::best();
    let mut hidden = Rows::zeros(rows, width);
    let gated = GatedRows { to: SharedValues(hidden.values.as_mut_ptr()), width, bias };
    let rounded = Rows::new(values, rows, run);
    let left = Left { values: &rounded.values, rows, stride: rounded.stride, taps: &[0] };
    multiply(set, &left, Weights { matrix: widen, taps: &[vec![0]], run }, &gated);
    drop(rounded);
    hidden.multiply(set, rows, narrow, epilogue)
}

/// Whether both halves of so many columns are whole panels.
pub(in super::super) fn is_feed_forward_supported(columns: usize) -> bool {
    columns.is_multiple_of(2 * COLUMNS)
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
        let mut rounded = Rows::zeros(rows, run);
        let (to, stride) = (SharedValues(rounded.values.as_mut_ptr()), rounded.stride);
        let per_task = (CHUNK / run.max(1)).max(1);
        each_unless_stopped(rows.div_ceil(per_task), |index| {
            for row in index * per_task..rows.min((index + 1) * per_task) {
                // SAFETY: the row lies within the buffer, and one task alone writes it.
                let to = unsafe { std::slice::from_raw_parts_mut(to.at(row * stride), run) };
                round(&values[row * run..][..run], to);
            }
        });
        rounded
    }

    fn zeros(rows: usize, run: usize) -> Rows {
        let stride = run.next_multiple_of(STEP);
        Rows { values: allocate_zeros(rows.next_multiple_of(ROWS) * stride), stride }
    }

    /// The first `rows` rows times `matrix`.
    fn multiply(
        &self,
        set: InstructionSet,
        rows: usize,
        matrix: RightMatrix,
        epilogue: Epilogue,
    ) -> Vec<f32> {
        let columns = matrix.columns();
        let left = Left { values: &self.values, rows, stride: self.stride, taps: &[0] };
        let weights = Weights { matrix, taps: &[vec![0]], run: matrix.depth() };
        let fill = |out| {
            let results = Results { out, out_row: Some, columns, epilogue };
            multiply(set, &left, weights, &results);
        };
        // SAFETY: every row has its place in the output, and every panel is computed.
        unsafe { filled(rows * columns, fill) }
    }
}
