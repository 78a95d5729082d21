//! The transforms applied down and across: of a panel's weights, of the pixels under a block of tiles, and of its sums.
//! Knows where the values lie; which tiles and columns there are is decided in `winograd`.

use super::super::registers::{RegisterKernel, Registers};
use super::points::Points;
use super::{Block, IN, OUT, POINTS};

/// The weights of one panel, transformed: point `p` of input `n` to `to[p * size + n * width]`.
///
/// Its pointers are valid: `rows` for `9 * inputs * width` values, and `to` for the rows of one panel at each of 36
/// distances `size`.
pub(super) struct TransformWeights {
    pub rows: *const f32,
    pub run: usize,
    pub inputs: usize,
    pub width: usize,
    pub to: *mut f32,
    pub size: usize,
}

impl RegisterKernel for TransformWeights {
    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let TransformWeights { rows, run, inputs, width, to, size } = self;
        let points = Points::new(registers);
        for input in 0..inputs {
            for first in (0..width).step_by(R::LANES) {
                let mut across = [[registers.splat(0.0); IN]; 3];
                for (y, across) in across.iter_mut().enumerate() {
                    let at = |x: usize| {
                        let row = (input / run * 9 + y * 3 + x) * run + input % run;
                        // SAFETY: by the type's promise.
                        unsafe { registers.load(rows.add(row * width + first)) }
                    };
                    *across = points.of_weights([at(0), at(1), at(2)]);
                }
                let [above, middle, below] = across;
                for x in 0..IN {
                    let down = points.of_weights([above[x], middle[x], below[x]]);
                    for (y, values) in down.into_iter().enumerate() {
                        let at = (y * IN + x) * size + input * width + first;
                        // SAFETY: by the type's promise.
                        unsafe { registers.store(to.add(at), values) };
                    }
                }
            }
        }
    }
}

/// The pixels under each tile of a block, transformed: point `p` of tile `t` to `to[p * stride + t * inputs..]`.
pub(super) struct TransformPixels<'a> {
    pub block: &'a Block<'a>,
    pub to: &'a mut [f32],
    pub stride: usize,
}

impl RegisterKernel for TransformPixels<'_> {
    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let TransformPixels { block, to, stride } = self;
        let (images, inputs) = (block.images, block.filters.inputs);
        assert!(to.len() >= POINTS * stride && stride >= block.tiles.len() * inputs);
        let points = Points::new(registers);
        for (index, tile) in block.tiles.clone().enumerate() {
            let pixels = images.pixels_under(tile);
            for (number, piece) in images.pieces.iter().enumerate() {
                for first in (0..images.run).step_by(R::LANES) {
                    let load = |pixel: Option<usize>| match pixel {
                        // SAFETY: `convolve` checked that the pixels of every piece lie within its values.
                        Some(pixel) => unsafe {
                            let at = pixel * piece.channels + piece.start + first;
                            registers.load(piece.values.as_ptr().add(at))
                        },
                        None => registers.splat(0.0),
                    };
                    let mut across = [[registers.splat(0.0); IN]; IN];
                    for (across, &[a, b, c, d, e, f]) in across.iter_mut().zip(&pixels) {
                        *across = points.of_pixels([
                            load(a),
                            load(b),
                            load(c),
                            load(d),
                            load(e),
                            load(f),
                        ]);
                    }
                    let [a, b, c, d, e, f] = across;
                    for x in 0..IN {
                        let down = points.of_pixels([a[x], b[x], c[x], d[x], e[x], f[x]]);
                        for (y, values) in down.into_iter().enumerate() {
                            let at = (y * IN + x) * stride + index * inputs + number * images.run;
                            // SAFETY: the lengths were checked above.
                            unsafe { registers.store(to.as_mut_ptr().add(at + first), values) };
                        }
                    }
                }
            }
        }
    }
}

/// From the sums at all points to the results of a block, with the epilogue. Point `p` of tile `t` lies at
/// `sums[p * point_stride + t * tile_stride..]`.
pub(super) struct Finish<'a> {
    pub block: &'a Block<'a>,
    pub sums: &'a [f32],
    pub point_stride: usize,
    pub tile_stride: usize,
}

impl RegisterKernel for Finish<'_> {
    #[inline(always)]
    fn run<R: Registers>(self, registers: R) {
        let Finish { block, sums, point_stride, tile_stride } = self;
        let (images, columns) = (block.images, &block.filters.columns);
        assert!(sums.len() >= POINTS * point_stride);
        assert!(point_stride >= block.tiles.len() * tile_stride);
        assert!(tile_stride >= columns.len().next_multiple_of(R::LANES));
        let points = Points::new(registers);
        for (index, tile) in block.tiles.clone().enumerate() {
            let [batch, top, left] = images.tile(tile);
            let (rows, across) = (images.out_height - top, images.out_width - left);
            for first in (0..columns.len()).step_by(R::LANES) {
                let load = |point: usize| {
                    let at = point * point_stride + index * tile_stride + first;
                    // SAFETY: the lengths were checked above.
                    unsafe { registers.load(sums.as_ptr().add(at)) }
                };
                let mut down = [[registers.splat(0.0); OUT]; IN];
                for (x, down) in down.iter_mut().enumerate() {
                    let [a, b, c, d, e, f] = [0, 6, 12, 18, 24, 30];
                    *down = points.results_of([
                        load(a + x),
                        load(b + x),
                        load(c + x),
                        load(d + x),
                        load(e + x),
                        load(f + x),
                    ]);
                }
                let [a, b, c, d, e, f] = down;
                let column = columns.start + first;
                for y in 0..OUT.min(rows) {
                    let row = points.results_of([a[y], b[y], c[y], d[y], e[y], f[y]]);
                    let pixel = (batch * images.out_height + top + y) * images.out_width + left;
                    for (x, values) in row.into_iter().enumerate().take(across) {
                        block.store(registers, values, (pixel + x) * block.columns, column);
                    }
                }
            }
        }
    }
}
