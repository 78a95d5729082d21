//! The 3x3 and 1x1 convolutions in bf16, on an image that is rounded into a raster with zeros around it.
//!
//! Each line of the raster ends with one zero pixel, which is also the left neighbour of the next line's first. So all
//! pixels of all lines are rows of one product, at one distance from each other, and a tap is one offset; the results
//! that belong to zero pixels are computed and left out. A norm before the convolution is applied while its input is
//! rounded.
//!
//! Where every pixel is first doubled (nearest neighbour), the nine taps of each of the four results of a pixel fall on
//! four pixels: four products of summed weights take the place of one of nine taps, 16 multiplications instead of 36.

use super::super::activation::Activation;
use super::super::allocation::allocate_zeros;
use super::super::dispatch::vectorised;
use super::super::gemm::Epilogue;
use super::super::parallel::{each_unless_stopped, filled};
use super::super::weight_matrix::RightMatrix;
use super::InstructionSet;
use super::kernels::{ROWS, STEP};
use super::panels::Weights;
use super::product::{Left, Results, SharedValues, multiply};
use super::rounding::rounded;

/// A convolution's input: `[batch, height, width, channels]`.
pub(in super::super) struct Prepared<'a> {
    pub values: &'a [f32],
    pub batch: usize,
    pub height: usize,
    pub width: usize,
    pub channels: usize,
    /// `activation(value * factor + offset)`, with a factor and an offset per picture and channel, is what is convolved.
    pub norm: Option<(&'a [f32], &'a [f32], Activation)>,
}

/// Whether a convolution of so many channels is computed in bf16: with fewer, most of a tile would be zeros.
pub(in super::super) fn is_supported(channels: usize) -> bool {
    channels.is_multiple_of(STEP)
}

/// The convolution with the weights of `matrix`, whose row `tap * channels + channel` belongs to a tap: 1x1 where it has
/// one tap, else 3x3. Gives `[batch, height, width, columns]`, or twice the height and width where `doubled` is set.
///
/// # Panics
/// When the matrix has neither one nor nine taps of as many channels, or a 1x1 convolution is to be doubled.
pub(in super::super) fn convolve(
    image: &Prepared,
    matrix: RightMatrix,
    doubled: bool,
    epilogue: Epilogue,
) -> Vec<f32> {
    convolve_with(InstructionSet::best(), image, matrix, doubled, epilogue)
}

pub(super) fn convolve_with(
    set: InstructionSet,
    image: &Prepared,
    matrix: RightMatrix,
    doubled: bool,
    epilogue: Epilogue,
) -> Vec<f32> {
    let Prepared { batch, height, width, channels, .. } = *image;
    let kernel = if matrix.depth() == channels { 1 } else { 3 };
    assert!(matrix.depth() == kernel * kernel * channels && is_supported(channels));
    assert!(kernel == 3 || !doubled);
    let factor = if doubled { 2 } else { 1 };
    let (pixels, columns) = (batch * height * width * factor * factor, matrix.columns());
    epilogue.check(pixels, columns);
    let raster = Raster::new(image, kernel / 2);
    let fill = |out| {
        for part in parts(kernel, doubled) {
            let taps: Vec<usize> = part.taps.iter().map(|tap| raster.offset(tap.at)).collect();
            let sums: Vec<Vec<usize>> = part.taps.into_iter().map(|tap| tap.sum).collect();
            let left =
                Left { values: &raster.values, rows: raster.rows(), stride: channels, taps: &taps };
            let [down, across] = part.result;
            let out_row = |row| {
                let [picture, y, x] = raster.pixel(row)?;
                let line = (picture * height + y) * factor + down;
                Some((line * width + x) * factor + across)
            };
            let weights = Weights { matrix, taps: &sums, run: channels };
            multiply(set, &left, weights, &Results { out, out_row, columns, epilogue });
        }
    };
    // SAFETY: the rows of each part cover all pixels, and the parts all results of a pixel.
    unsafe { filled(pixels * columns, fill) }
}

/// One product of a convolution.
struct Part {
    /// Which of a doubled pixel's results it gives: down and across.
    result: [usize; 2],
    taps: Vec<Tap>,
}

struct Tap {
    /// The pixel, relative to that of the result: down and across.
    at: [isize; 2],
    /// The taps of the kernel that fall on it.
    sum: Vec<usize>,
}

fn parts(kernel: usize, doubled: bool) -> Vec<Part> {
    if !doubled {
        let reach = (kernel / 2) as isize;
        let taps = (0..kernel * kernel).map(|tap| {
            let [y, x] = [tap / kernel, tap % kernel].map(|tap| tap as isize - reach);
            Tap { at: [y, x], sum: vec![tap] }
        });
        return vec![Part { result: [0, 0], taps: taps.collect() }];
    }
    // Along one side: the pixels under a first and a second result, and the taps that fall on each.
    let sides: [[(isize, &[usize]); 2]; 2] =
        [[(-1, &[0]), (0, &[1, 2])], [(0, &[0, 1]), (1, &[2])]];
    let part = |[down, across]: [usize; 2]| {
        let taps = sides[down].iter().flat_map(|(y, rows)| {
            sides[across].iter().map(move |(x, columns)| {
                let sum = rows.iter().flat_map(|row| columns.iter().map(move |x| row * 3 + x));
                Tap { at: [*y, *x], sum: sum.collect() }
            })
        });
        Part { result: [down, across], taps: taps.collect() }
    };
    vec![part([0, 0]), part([0, 1]), part([1, 0]), part([1, 1])]
}

/// A rounded image with `reach` zero pixels around it, 0 or 1.
struct Raster {
    values: Vec<u16>,
    batch: usize,
    height: usize,
    width: usize,
    channels: usize,
    reach: usize,
}

impl Raster {
    fn new(image: &Prepared, reach: usize) -> Raster {
        let Prepared { values, batch, height, width, channels, norm } = *image;
        assert_eq!(values.len(), batch * height * width * channels);
        let mut raster = Raster { values: Vec::new(), batch, height, width, channels, reach };
        // The last block's rows are filled up.
        let pixels = raster.rows() + raster.offset([1, 1]) / channels + ROWS;
        raster.values = allocate_zeros(pixels * channels);
        let to = SharedValues(raster.values.as_mut_ptr());
        each_unless_stopped(batch * height, |index| {
            let (picture, y) = (index / height, index % height);
            let start = raster.start(picture, y);
            // SAFETY: the line lies within the raster, and one task alone writes it.
            let to = unsafe {
                std::slice::from_raw_parts_mut(to.at(start * channels), width * channels)
            };
            let from = &values[index * width * channels..][..width * channels];
            vectorised(
                #[inline(always)]
                || match norm {
                    None => from.iter().zip(to).for_each(|(from, to)| *to = rounded(*from)),
                    Some((factor, offset, activation)) => {
                        let range = picture * channels..(picture + 1) * channels;
                        let (factor, offset) = (&factor[range.clone()], &offset[range]);
                        let pixels = from.chunks_exact(channels).zip(to.chunks_exact_mut(channels));
                        pixels.for_each(|(from, to)| {
                            normed(from, factor, offset, activation, to);
                        });
                    }
                },
            );
        });
        raster
    }

    /// Pixels from one line to the next.
    fn line(&self) -> usize {
        self.width + self.reach
    }

    /// Lines from one picture to the next.
    fn picture(&self) -> usize {
        self.height + self.reach
    }

    /// The first pixel of a line. Before the first picture are a line and a pixel of zeros.
    fn start(&self, picture: usize, y: usize) -> usize {
        (picture * self.picture() + y + self.reach) * self.line() + self.reach
    }

    /// From the pixel above and left of a result, the first that a tap can be at, to the tap; in values.
    fn offset(&self, [down, across]: [isize; 2]) -> usize {
        let reach = self.reach as isize;
        let offset = (down + reach) * self.line() as isize + across + reach;
        offset.max(0) as usize * self.channels
    }

    /// Rows of the product: from the first pixel of the first picture to the last of the last.
    fn rows(&self) -> usize {
        (self.batch * self.picture() - self.reach) * self.line()
    }

    /// The picture, line and column of a row's result, unless it belongs to a zero pixel.
    fn pixel(&self, row: usize) -> Option<[usize; 3]> {
        let (line, x) = (row / self.line(), row % self.line());
        let (picture, y) = (line / self.picture(), line % self.picture());
        (x < self.width && y < self.height).then_some([picture, y, x])
    }
}

/// `activation(value * factor + offset)` for the channels of one pixel, rounded.
#[inline(always)]
fn normed(from: &[f32], factor: &[f32], offset: &[f32], activation: Activation, to: &mut [u16]) {
    const PIECE: usize = STEP;
    let pieces = from.chunks_exact(PIECE).zip(factor.chunks_exact(PIECE));
    let pieces = pieces.zip(offset.chunks_exact(PIECE)).zip(to.chunks_exact_mut(PIECE));
    for (((from, factor), offset), to) in pieces {
        let mut values = [0.0; PIECE];
        for (index, value) in values.iter_mut().enumerate() {
            *value = from[index] * factor[index] + offset[index];
        }
        activation.apply(&mut values);
        values.iter().zip(to).for_each(|(value, to)| *to = rounded(*value));
    }
}
