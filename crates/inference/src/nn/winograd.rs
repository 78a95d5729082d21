//! The 3x3 convolution by Winograd's F(4x4, 3x3) (Lavin and Gray 2015, arXiv:1509.09308): a tile of sixteen results takes 36
//! products for each pair of channels, where the direct sum takes 144.
//! Knows tiles and their transforms, at the points 0, ±√½, ±√2 and infinity, which round less than 0, ±1, ±2 (Barabasz et
//! al. 2018, arXiv:1803.10986). The sum over channels is the product in `gemm`.

mod kernels;
mod points;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::ops::Range;

use super::activation::Activation;
use super::gemm::{DenseRows, Epilogue, multiply_into};
use super::microkernel::ROWS;
use super::parallel::{SharedOut, each_unless_stopped, filled};
use super::registers::{Registers, with_registers};
use super::weight_matrix::{Panels, RightMatrix};
use kernels::{Finish, TransformPixels, TransformWeights};

/// Results along a side of a tile, and pixels that they are made from.
const OUT: usize = 4;
const IN: usize = 6;
/// Products of one tile.
const POINTS: usize = IN * IN;
/// The most values that a register has; channels are read in as many.
const LANES: usize = 16;
/// Tiles of one task: few enough that the transformed values of 64 channels stay in the second-level cache, and enough
/// that each transformed weight is used often once it is there.
const TILES: usize = 4 * ROWS;
/// Bytes of transformed weights at a time. They take four times the memory of the weights, so a wide layer is computed
/// by some of its columns after the others.
const FILTER_BYTES: usize = 32 << 20;
/// Fewer tiles than this do not make up for transforming the weights.
const LEAST_TILES: usize = 64;

/// A cache line of the buffer.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; LANES]);

/// One image, or several whose channels are read as if they were joined, with zeros around.
pub(super) struct Images<'a> {
    /// `run` channels each, in the order of the weights' inputs.
    pub pieces: &'a [Piece<'a>],
    pub run: usize,
    pub batch: usize,
    /// The stored size, pixels.
    pub height: usize,
    pub width: usize,
    /// The size of the result. With `doubled` every stored pixel stands for four (nearest neighbour), cut to this size.
    pub out_height: usize,
    pub out_width: usize,
    pub doubled: bool,
}

/// Some channels of every pixel of an image, from channel `start` on.
pub(super) struct Piece<'a> {
    pub values: &'a [f32],
    pub channels: usize,
    pub start: usize,
}

impl Images<'_> {
    fn tiles(&self) -> usize {
        self.batch * self.out_height.div_ceil(OUT) * self.out_width.div_ceil(OUT)
    }

    /// The picture, row and column of a tile's first result.
    fn tile(&self, index: usize) -> [usize; 3] {
        let (down, across) = (self.out_height.div_ceil(OUT), self.out_width.div_ceil(OUT));
        [index / across / down, index / across % down * OUT, index % across * OUT]
    }

    /// The indices of the stored pixels that a tile's results are made from, of those that are inside.
    fn pixels_under(&self, tile: usize) -> [[Option<usize>; IN]; IN] {
        let [batch, top, left] = self.tile(tile);
        let half = usize::from(self.doubled);
        let mut pixels = [[None; IN]; IN];
        for (y, line) in pixels.iter_mut().enumerate() {
            let Some(y) = (top + y).checked_sub(1).filter(|y| *y < self.out_height) else {
                continue;
            };
            let start = (batch * self.height + (y >> half)) * self.width;
            for (x, pixel) in line.iter_mut().enumerate() {
                let x = (left + x).checked_sub(1).filter(|x| *x < self.out_width);
                *pixel = x.map(|x| start + (x >> half));
            }
        }
        pixels
    }
}

/// Whether the tiles take less time than the direct sum here: by the layer and the image alone, so that a result never
/// depends on the machine's threads. The limits are measured; docs/speed.md.
pub(super) fn is_faster(images: &Images, outputs: usize) -> bool {
    images.run.is_multiple_of(LANES) && outputs >= LANES && images.tiles() >= LEAST_TILES
}

/// The convolution with the weights of `matrix`, whose row `(piece * 9 + tap) * run + channel` belongs to a tap of a piece's
/// channel: `[batch, out_height, out_width, columns]`.
///
/// # Panics
/// When the pieces do not have `run * 9` rows each, or `run` is not a multiple of sixteen.
pub(super) fn convolve(images: &Images, matrix: RightMatrix, epilogue: Epilogue) -> Vec<f32> {
    let (columns, inputs) = (matrix.columns(), images.pieces.len() * images.run);
    assert!(matrix.depth() == 9 * inputs && images.run.is_multiple_of(LANES));
    for piece in images.pieces {
        assert!(piece.start + images.run <= piece.channels);
        assert!(piece.values.len() >= images.batch * images.height * images.width * piece.channels);
    }
    let pixels = images.batch * images.out_height * images.out_width;
    epilogue.check(pixels, columns);
    assert!(epilogue.scale == 1.0 && epilogue.activation == Activation::None);
    let (stored, half) = ([images.height, images.width], usize::from(images.doubled));
    assert!(
        (images.out_height - 1) >> half < stored[0] && (images.out_width - 1) >> half < stored[1]
    );
    let panel_bytes = POINTS * inputs * matrix.width() * size_of::<f32>();
    let (panels, tiles) = (columns.div_ceil(matrix.width()), images.tiles());
    let group = (FILTER_BYTES / panel_bytes).clamp(1, panels);
    // As many blocks as threads, or twice as many, and so on, so that no thread waits for another's last block.
    let threads = rayon::current_num_threads();
    let blocks = tiles.div_ceil(TILES).next_multiple_of(threads);
    let block = tiles.div_ceil(blocks);
    let fill = |out: SharedOut| {
        for first in (0..panels).step_by(group) {
            let filters = Filters::new(images, matrix, first..panels.min(first + group));
            each_unless_stopped(tiles.div_ceil(block), |index| {
                let tiles = index * block..tiles.min((index + 1) * block);
                Block { images, filters: &filters, epilogue, out, columns, tiles }.run();
            });
        }
    };
    // SAFETY: every result is in one tile, every tile in one block, and every column in one group of panels.
    unsafe { filled(pixels * columns, fill) }
}

/// Transformed weights of some panels: for each point a matrix of `inputs` rows.
struct Filters {
    values: Vec<f32>,
    inputs: usize,
    width: usize,
    columns: Range<usize>,
}

impl Filters {
    fn new(images: &Images, matrix: RightMatrix, panels: Range<usize>) -> Filters {
        let (run, inputs, width) = (images.run, images.pieces.len() * images.run, matrix.width());
        let size = panels.len() * inputs * width;
        let fill = |out: SharedOut| {
            each_unless_stopped(panels.len(), |index| {
                let panel = panels.start + index;
                // Each task writes its panel of every point's matrix.
                let to = out.get().wrapping_add(index * inputs * width);
                let transform = |rows: *const f32| {
                    with_registers(TransformWeights { rows, run, inputs, width, to, size });
                };
                match matrix {
                    RightMatrix::Panels(panels) => {
                        let start = panel * panels.depth * width;
                        transform(panels.values[start..start + 9 * inputs * width].as_ptr());
                    }
                    RightMatrix::Mapped(mapped) => {
                        assert_eq!(run, inputs);
                        transform(mapped.pack_panel(panel, 0, inputs).start());
                    }
                }
            });
        };
        // SAFETY: the tasks write every panel of every point's matrix.
        let values = unsafe { filled(POINTS * size, fill) };
        let columns = panels.start * width..matrix.columns().min(panels.end * width);
        Filters { values, inputs, width, columns }
    }

    fn point(&self, point: usize) -> RightMatrix<'_> {
        let size = self.values.len() / POINTS;
        let values = &self.values[point * size..(point + 1) * size];
        let (depth, columns, width) = (self.inputs, self.columns.len(), self.width);
        RightMatrix::Panels(Panels { depth, columns, width, values })
    }
}

/// Some tiles of the result, and some of its columns.
struct Block<'a> {
    images: &'a Images<'a>,
    filters: &'a Filters,
    epilogue: Epilogue<'a>,
    out: SharedOut,
    /// Of the whole result.
    columns: usize,
    tiles: Range<usize>,
}

thread_local! {
    static BUFFER: RefCell<Vec<Line>> = const { RefCell::new(Vec::new()) };
}

impl Block<'_> {
    fn run(&self) {
        let (inputs, tiles) = (self.filters.inputs, self.tiles.len());
        // Whole registers, so that the last columns need no special case before they are stored.
        let stride = self.filters.columns.len().next_multiple_of(LANES);
        // A cache line between the points, whose values would else compete for the same places of the cache.
        let (pixels, results) = (tiles * inputs + LANES, tiles * stride + LANES);
        let mut buffer = BUFFER.take();
        let needed = POINTS * (pixels + results) / LANES;
        if buffer.len() < needed {
            buffer.resize(needed, Line([0.0; LANES]));
        }
        let start = buffer.as_mut_ptr().cast::<f32>();
        // SAFETY: the buffer has as many values, of which nothing else holds a part; lines have no gaps.
        let (transformed, sums) = unsafe {
            let split = POINTS * pixels;
            (
                std::slice::from_raw_parts_mut(start, split),
                std::slice::from_raw_parts_mut(start.add(split), POINTS * results),
            )
        };
        with_registers(TransformPixels { block: self, to: transformed, stride: pixels });
        for point in 0..POINTS {
            let rows = &transformed[point * pixels..][..tiles * inputs];
            let source = DenseRows::new(rows, tiles, inputs, inputs);
            let sums = &mut sums[point * results..][..tiles * stride];
            multiply_into(tiles, &source, self.filters.point(point), Epilogue::PLAIN, sums, stride);
        }
        with_registers(Finish { block: self, sums, point_stride: results, tile_stride: stride });
        BUFFER.set(buffer);
    }
}

impl Block<'_> {
    /// Stores the results of one pixel, whose first column is at `start` of the output, from `column` on.
    #[inline(always)]
    fn store<R: Registers>(&self, registers: R, values: R::Values, start: usize, column: usize) {
        let count = R::LANES.min(self.filters.columns.end - column);
        let at = start + column;
        let to = self.out.get().wrapping_add(at);
        if count < R::LANES {
            let mut lanes = [0.0; LANES];
            // SAFETY: a register has at most so many values, and columns `column..column + count` of this pixel belong to
            // this block.
            unsafe { registers.store(lanes.as_mut_ptr(), values) };
            self.epilogue.apply(&mut lanes[..count], at, column);
            unsafe { std::ptr::copy_nonoverlapping(lanes.as_ptr(), to, count) };
            return;
        }
        let Epilogue { bias, slopes, residual, .. } = self.epilogue;
        // SAFETY: `convolve` checked that bias and slopes have a value for each column and the residual one for each
        // result, and the columns of this pixel belong to this block.
        unsafe {
            let load = |values: &[f32], at: usize| registers.load(values.as_ptr().add(at));
            let mut values = values;
            if let Some(bias) = bias {
                values = registers.add(values, load(bias, column));
            }
            if let Some(slopes) = slopes {
                let zero = registers.splat(0.0);
                let (above, below) =
                    (registers.larger(values, zero), registers.smaller(values, zero));
                values = registers.multiply_add(load(slopes, column), below, above);
            }
            if let Some(residual) = residual {
                values = registers.add(values, load(residual, at));
            }
            registers.store(to, values);
        }
    }
}
