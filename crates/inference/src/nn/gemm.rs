//! The product under every layer: rows of activations, gathered through pointers, times a matrix packed once.
//! Knows neither images nor layers: a convolution is a product whose rows are gathered from nine pixels ("indirect
//! convolution", Dukhan 2019, arXiv:1907.02129), so nothing is ever copied into columns first.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::activation::Activation;
use super::dispatch::dispatch;
use super::microkernel::{
    Accumulators, MAX_COLUMNS, Microkernel, PULP_COLUMNS, PulpKernel, ROWS, Terms,
};
use super::parallel::{SharedOut, each_unless_stopped, filled};
use super::stop::current;
use super::weight_matrix::RightMatrix;

/// Rows that one task computes at most: as many as stay in cache with a panel, and enough that preparing
/// the panel takes little of its time.
const TILE: usize = 768;
/// Rows that are worth a task.
const LEAST: usize = 48;
/// Steps of the inner loop before moving on: a panel of this depth (256 KiB) stays in the second-level cache.
const DEPTH: usize = 2048;

/// Where the left-hand rows of a product lie in memory.
///
/// # Safety
/// Every pointer that `gather` writes must be valid for reading `run()` values as long as `self` is borrowed.
pub(super) unsafe trait LeftMatrix: Sync {
    /// Pieces per row.
    fn taps(&self) -> usize;
    /// Values per piece; `taps * run` is the depth of the product.
    fn run(&self) -> usize;
    /// Writes where the pieces of `row` start: piece `tap` to `starts[tap * stride]`.
    fn gather(&self, row: usize, starts: &mut [*const f32], stride: usize);
}

/// Rows of `run` values each, `stride` apart.
pub(super) struct DenseRows<'a> {
    values: &'a [f32],
    run: usize,
    stride: usize,
}

impl<'a> DenseRows<'a> {
    /// Panics when `rows` rows do not lie within `values`.
    pub(super) fn new(values: &'a [f32], rows: usize, run: usize, stride: usize) -> DenseRows<'a> {
        assert!(
            rows == 0 || (rows - 1) * stride + run <= values.len(),
            "rows outside their buffer"
        );
        DenseRows { values, run, stride }
    }
}

// SAFETY: `new` checked that all rows lie within `values`.
unsafe impl LeftMatrix for DenseRows<'_> {
    fn taps(&self) -> usize {
        1
    }
    fn run(&self) -> usize {
        self.run
    }
    fn gather(&self, row: usize, starts: &mut [*const f32], _: usize) {
        starts[0] = self.values.as_ptr().wrapping_add(row * self.stride);
    }
}

/// What happens to a block of results before it is stored: `activation(product * scale + bias) + residual`.
#[derive(Clone, Copy)]
pub(super) struct Epilogue<'a> {
    pub bias: Option<&'a [f32]>,
    pub activation: Activation,
    /// What a value below zero is multiplied by after the activation, for each column: PReLU (He et al. 2015,
    /// arXiv:1502.01852, equation 1), of which ReLU is the case 0 everywhere.
    pub slopes: Option<&'a [f32]>,
    pub residual: Option<&'a [f32]>,
    pub scale: f32,
}

impl Epilogue<'_> {
    pub(super) const PLAIN: Epilogue<'static> = Epilogue {
        bias: None,
        activation: Activation::None,
        slopes: None,
        residual: None,
        scale: 1.0,
    };

    /// # Panics
    /// When there is not a value for each of `columns` columns, or not a residual for each result.
    pub(super) fn check(&self, rows: usize, columns: usize) {
        for values in [self.bias, self.slopes].into_iter().flatten() {
            assert_eq!(values.len(), columns);
        }
        assert!(self.residual.is_none_or(|residual| residual.len() == rows * columns));
    }

    /// The epilogue on values of one row, which are stored from `start` of the output on and begin with column `first`.
    #[inline(always)]
    pub(super) fn apply(&self, values: &mut [f32], start: usize, first: usize) {
        let Epilogue { bias, activation, slopes, residual, scale } = *self;
        if scale != 1.0 {
            values.iter_mut().for_each(|value| *value *= scale);
        }
        if let Some(bias) = bias {
            let bias = &bias[first..first + values.len()];
            values.iter_mut().zip(bias).for_each(|(value, bias)| *value += bias);
        }
        activation.apply(values);
        if let Some(slopes) = slopes {
            let slopes = &slopes[first..first + values.len()];
            let bent = |value: f32, slope: &f32| if value < 0.0 { value * slope } else { value };
            values.iter_mut().zip(slopes).for_each(|(value, slope)| *value = bent(*value, slope));
        }
        if let Some(residual) = residual {
            let residual = &residual[start..start + values.len()];
            values.iter_mut().zip(residual).for_each(|(value, residual)| *value += residual);
        }
    }
}

/// `rows x columns` results of the rows of `source` times `matrix`, computed in parallel.
///
/// Every result is summed in the same order whatever the tiling and the number of threads.
pub(super) fn multiply<S: LeftMatrix>(
    rows: usize,
    source: &S,
    matrix: RightMatrix,
    epilogue: Epilogue,
) -> Vec<f32> {
    let columns = matrix.columns();
    epilogue.check(rows, columns);
    let panels = columns.div_ceil(matrix.width());
    let product = |out| Product { matrix, epilogue, out, stride: columns };
    let fill = |out: SharedOut| {
        let work = rows * columns * matrix.depth();
        let threads = rayon::current_num_threads();
        if threads == 1 || work < 250_000 {
            let stop = current();
            let tiles = (0..rows).step_by(TILE).filter(|_| !stop.is_raised());
            tiles.for_each(|row| {
                product(out).run(source, row..(row + TILE).min(rows), 0..panels);
            });
            return;
        }
        let wanted = threads * 4;
        let mut tiles = rows.div_ceil(TILE);
        if tiles * panels < wanted {
            tiles = wanted.div_ceil(panels).min(rows.div_ceil(LEAST));
        }
        let tile = rows.div_ceil(tiles).next_multiple_of(ROWS);
        let tiles = rows.div_ceil(tile);
        let shares = wanted.div_ceil(tiles).clamp(1, panels);
        let share = panels.div_ceil(shares);
        let shares = panels.div_ceil(share);
        each_unless_stopped(tiles * shares, |task| {
            let (row, panel) = (task % tiles * tile, task / tiles * share);
            product(out).run(
                source,
                row..(row + tile).min(rows),
                panel..(panel + share).min(panels),
            );
        });
    };
    // SAFETY: the tasks cover all rows and all panels, unless they are stopped.
    unsafe { filled(rows * columns, fill) }
}

/// The same without a residual, into a buffer of the caller's, row by row `stride` apart, on this thread alone.
pub(super) fn multiply_into<S: LeftMatrix>(
    rows: usize,
    source: &S,
    matrix: RightMatrix,
    epilogue: Epilogue,
    out: &mut [f32],
    stride: usize,
) {
    assert!(epilogue.residual.is_none(), "a residual goes with a packed output");
    let columns = matrix.columns();
    assert!(stride >= columns && (rows == 0 || (rows - 1) * stride + columns <= out.len()));
    let out = SharedOut::of(out);
    let panels = columns.div_ceil(matrix.width());
    Product { matrix, epilogue, out, stride }.run(source, 0..rows, 0..panels);
}

struct Product<'a> {
    matrix: RightMatrix<'a>,
    epilogue: Epilogue<'a>,
    out: SharedOut,
    stride: usize,
}

impl Product<'_> {
    fn run<S: LeftMatrix>(&self, source: &S, rows: Range<usize>, panels: Range<usize>) {
        let (taps, run, width) = (source.taps(), source.run(), self.matrix.width());
        assert_eq!(taps * run, self.matrix.depth());
        if let RightMatrix::Panels(panels) = &self.matrix {
            let columns = panels.columns.next_multiple_of(width);
            assert_eq!(panels.values.len(), panels.depth * columns);
        }
        let groups = rows.len().div_ceil(ROWS);
        let mut starts = vec![std::ptr::null(); groups * taps * ROWS];
        for group in 0..groups {
            for index in 0..ROWS {
                // The last group is filled up with its last row; those results are not stored.
                let row = (rows.start + group * ROWS + index).min(rows.end - 1);
                let starts = &mut starts[group * taps * ROWS + index..(group + 1) * taps * ROWS];
                source.gather(row, starts, ROWS);
            }
        }
        let task = Task { product: self, starts: &starts, taps, run, rows, panels };
        #[cfg(target_arch = "x86_64")]
        if width == MAX_COLUMNS {
            use super::{dispatch::with_avx512, microkernel::avx512::Avx512Kernel};
            assert!(super::dispatch::has_avx512());
            // SAFETY: the features are there.
            unsafe {
                with_avx512(
                    #[inline(always)]
                    || task.run(Avx512Kernel),
                )
            };
            return;
        }
        assert_eq!(width, PULP_COLUMNS);
        dispatch(task);
    }

    /// Loads what earlier terms of a block summed to.
    ///
    /// # Safety
    /// The rows and panels of one task are written by that task alone and lie within the output.
    #[inline(always)]
    unsafe fn load<L: Microkernel>(
        &self,
        accumulators: &mut Accumulators,
        row: usize,
        count: usize,
        columns: &Range<usize>,
    ) {
        for (index, values) in accumulators[..count].iter_mut().enumerate() {
            // SAFETY: by the caller.
            unsafe {
                let from = self.out.get().add((row + index) * self.stride + columns.start);
                copy::<L>(from, values.as_mut_ptr(), columns.len());
            }
        }
    }

    /// # Safety
    /// As for `load`.
    #[inline(always)]
    unsafe fn store<L: Microkernel>(
        &self,
        accumulators: &mut Accumulators,
        row: usize,
        count: usize,
        columns: &Range<usize>,
        last: bool,
    ) {
        for (index, values) in accumulators[..count].iter_mut().enumerate() {
            let start = (row + index) * self.stride + columns.start;
            if last {
                // A length that the compiler knows makes these loops a few instructions.
                let values = match columns.len() == L::COLUMNS {
                    true => &mut values[..L::COLUMNS],
                    false => &mut values[..columns.len()],
                };
                self.epilogue.apply(values, start, columns.start);
            }
            // SAFETY: by the caller.
            unsafe { copy::<L>(values.as_ptr(), self.out.get().add(start), columns.len()) };
        }
    }
}

/// Copies the values of one row of a block.
///
/// # Safety
/// As for `copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy<L: Microkernel>(from: *const f32, to: *mut f32, count: usize) {
    // SAFETY: by the caller.
    unsafe {
        match count == L::COLUMNS {
            true => std::ptr::copy_nonoverlapping(from, to, L::COLUMNS),
            false => std::ptr::copy_nonoverlapping(from, to, count),
        }
    }
}

/// One thread's share; knows nothing of the source, so that it is compiled once per instruction set.
struct Task<'a> {
    product: &'a Product<'a>,
    /// Piece `tap` of row `index` of a group of rows is at `[(group * taps + tap) * ROWS + index]`.
    starts: &'a [*const f32],
    taps: usize,
    run: usize,
    rows: Range<usize>,
    panels: Range<usize>,
}

impl WithSimd for Task<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.run(PulpKernel(simd));
    }
}

impl Task<'_> {
    #[inline(always)]
    fn run<L: Microkernel>(self, lanes: L) {
        let pieces = (self.taps * self.run).div_ceil(DEPTH).clamp(1, self.run.max(1));
        let length = self.run.div_ceil(pieces);
        for offset in (0..self.run).step_by(length.max(1)) {
            let length = length.min(self.run - offset);
            for panel in self.panels.clone() {
                match self.product.matrix {
                    RightMatrix::Panels(panels) => {
                        let start = (panel * panels.depth + offset) * L::COLUMNS;
                        let panel_rows = panels.values[start..].as_ptr();
                        self.groups(lanes, panel, offset, length, panel_rows, self.run);
                    }
                    RightMatrix::Mapped(mapped) => {
                        let panel_rows = mapped.pack_panel(panel, offset, length);
                        self.groups(lanes, panel, offset, length, panel_rows.start(), length);
                    }
                }
            }
        }
        if self.run == 0 {
            let panel_rows = std::ptr::null();
            self.panels.clone().for_each(|panel| self.groups(lanes, panel, 0, 0, panel_rows, 0));
        }
    }

    /// All rows against one panel, of which a tap has `rows_per_tap`.
    #[inline(always)]
    fn groups<L: Microkernel>(
        &self,
        lanes: L,
        panel: usize,
        offset: usize,
        length: usize,
        panel_rows: *const f32,
        rows_per_tap: usize,
    ) {
        let Task { product, taps, rows, .. } = self;
        let first = panel * L::COLUMNS;
        let columns = first..product.matrix.columns().min(first + L::COLUMNS);
        let last = offset + length == self.run;
        for group in 0..rows.len().div_ceil(ROWS) {
            let row = rows.start + group * ROWS;
            let count = (rows.end - row).min(ROWS);
            let starts = &self.starts[group * taps * ROWS..][..taps * ROWS];
            let terms = Terms {
                starts,
                offset,
                length,
                panel: panel_rows,
                stride: rows_per_tap * L::COLUMNS,
            };
            let mut accumulators = [[0.0; MAX_COLUMNS]; ROWS];
            // SAFETY: `Product::run` checked the sizes and had every start written by the source, and the tasks do
            // not overlap.
            unsafe {
                if offset > 0 {
                    product.load::<L>(&mut accumulators, row, count, &columns);
                }
                lanes.accumulate(terms, &mut accumulators, count, columns.len());
                product.store::<L>(&mut accumulators, row, count, &columns, last);
            }
        }
    }
}

#[cfg(test)]
mod tests;
