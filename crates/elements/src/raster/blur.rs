//! Gaussian blurs of any width in a few passes over columns; rows are blurred as the columns of the turned picture.
//! Knows bytes and their sizes; where a filter takes its blur from is known in `filter`.

/// How many bytes of a row are blurred side by side.
const LANES: usize = 16;
/// The passes of a wide blur, each the mean of a run of pixels (as in resvg, which takes five).
const PASSES: usize = 5;
/// From this width on in either direction the blur is made of means.
const WIDE: f32 = 2.0;
/// The steps of a narrow blur (Alvarez and Mazorra 1994).
const STEPS: i32 = 4;

type Row = [f32; LANES];

/// A blur along one direction.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    None,
    /// The pixels to either side of the one in the middle, for each pass.
    Means([usize; PASSES]),
    /// What a pixel takes from its neighbour, and the scale of the whole.
    Recursive {
        share: f32,
        scale: f32,
    },
}

impl Kernel {
    /// The kernels of a Gaussian with these deviations, in pixels.
    fn both(x: f32, y: f32) -> [Self; 2] {
        let of = if x >= WIDE || y >= WIDE { Self::means } else { Self::recursive };
        [x, y].map(|deviation| if deviation < 0.05 { Self::None } else { of(deviation) })
    }

    /// Runs of two neighbouring odd lengths, whose variances add up to that of the Gaussian.
    fn means(deviation: f32) -> Self {
        let passes = PASSES as f32;
        let ideal = (12.0 * deviation * deviation / passes + 1.0).sqrt();
        let short = (ideal.floor() as usize - 1) / 2 * 2 + 1;
        let s = short as f32;
        let wanted = 12.0 * deviation * deviation - passes * (s * s + 4.0 * s + 3.0);
        let shorts = (wanted / (-4.0 * s - 4.0)).round() as usize;
        Self::Means(std::array::from_fn(|pass| short / 2 + usize::from(pass >= shorts)))
    }

    fn recursive(deviation: f32) -> Self {
        let lambda = deviation * deviation / (2.0 * STEPS as f32);
        let share = (1.0 + 2.0 * lambda - (1.0 + 4.0 * lambda).sqrt()) / (2.0 * lambda);
        Self::Recursive { share, scale: (share / lambda).powi(STEPS) }
    }

    /// How far a pixel is seen.
    fn reach(self) -> usize {
        match self {
            Self::None => 0,
            Self::Means(sides) => sides.iter().sum(),
            Self::Recursive { .. } => 24,
        }
    }
}

/// Blurs pixels of `N` bytes; what lies beyond the edges is 0. The deviations are in pixels.
pub(super) fn blur<const N: usize>(
    pixels: &[[u8; N]],
    width: usize,
    (x, y): (f32, f32),
) -> Vec<[u8; N]> {
    let height = pixels.len() / width.max(1);
    let [along, down] = Kernel::both(x, y);
    let turned = blurred_columns(pixels, (width, height), down);
    blurred_columns(&turned, (height, width), along)
}

/// The columns, blurred, as the rows of the result.
fn blurred_columns<const N: usize>(
    pixels: &[[u8; N]],
    (width, height): (usize, usize),
    kernel: Kernel,
) -> Vec<[u8; N]> {
    let mut turned = vec![[0; N]; pixels.len()];
    let (mut strip, mut spare) = (vec![[0.0; LANES]; height], vec![[0.0; LANES]; height]);
    let together = LANES / N;
    for left in (0..width).step_by(together) {
        let count = together.min(width - left);
        let row = |y: usize| pixels[y * width + left..][..count].as_flattened();
        let is_seen = |y: &usize| row(*y).iter().any(|byte| *byte != 0);
        let Some(first) = (0..height).find(is_seen) else { continue };
        let last = (first..height).rfind(is_seen).unwrap_or(first);
        let first = first.saturating_sub(kernel.reach());
        let end = (last + kernel.reach() + 1).min(height);
        for (y, to) in (first..end).zip(&mut strip[first..end]) {
            *to = [0.0; LANES];
            for (to, from) in to.iter_mut().zip(row(y)) {
                *to = f32::from(*from);
            }
        }
        let blurred = blur_strip(&mut strip[first..end], &mut spare[first..end], kernel);
        for (y, lanes) in (first..end).zip(blurred) {
            let bytes = lanes.map(nearest);
            for (at, pixel) in bytes.as_chunks::<N>().0.iter().take(count).enumerate() {
                turned[(left + at) * height + y] = *pixel;
            }
        }
    }
    turned
}

/// The nearest whole number of a value from 0 to 255: it stands in the lowest bits once a large number is added.
fn nearest(value: f32) -> u8 {
    (value.min(255.0) + 12_582_912.0).to_bits() as u8
}

/// The rows of a strip, blurred; they lie in it or in the spare one.
fn blur_strip<'a>(mut strip: &'a mut [Row], mut spare: &'a mut [Row], kernel: Kernel) -> &'a [Row] {
    match kernel {
        Kernel::None => {}
        Kernel::Means(sides) => {
            for side in sides {
                mean(strip, spare, side);
                std::mem::swap(&mut strip, &mut spare);
            }
        }
        Kernel::Recursive { share, scale } => {
            for _ in 0..STEPS {
                recur(strip.iter_mut(), share);
                recur(strip.iter_mut().rev(), share);
            }
            strip.as_flattened_mut().iter_mut().for_each(|value| *value *= scale);
        }
    }
    strip
}

/// The mean of each run of rows, `side` to either side of the one in the middle.
fn mean(rows: &[Row], means: &mut [Row], side: usize) {
    let share = 1.0 / (2 * side + 1) as f32;
    let mut sum = [0.0; LANES];
    let add = |sum: &mut Row, row: &Row, sign: f32| {
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += sign * value);
    };
    rows.iter().take(side).for_each(|row| add(&mut sum, row, 1.0));
    for (at, to) in means.iter_mut().enumerate() {
        if let Some(entering) = rows.get(at + side) {
            add(&mut sum, entering, 1.0);
        }
        *to = sum.map(|sum| sum * share);
        if let Some(leaving) = at.checked_sub(side) {
            add(&mut sum, &rows[leaving], -1.0);
        }
    }
}

/// Each row takes a share of the one before it.
fn recur<'a>(rows: impl Iterator<Item = &'a mut Row>, share: f32) {
    let mut before = [0.0; LANES];
    for row in rows {
        for (value, before) in row.iter_mut().zip(&mut before) {
            *value += share * *before;
            *before = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One bright pixel in the middle of 101 x 81, blurred.
    fn spread(x: f32, y: f32) -> Vec<[u8; 1]> {
        let mut pixels = vec![[0]; 101 * 81];
        for row in 36..45 {
            pixels[row * 101 + 46..][..9].fill([255]);
        }
        blur(&pixels, 101, (x, y))
    }

    /// The variance of rows and of columns.
    fn variances(pixels: &[[u8; 1]]) -> [f64; 2] {
        let mut sums = [0.0; 3];
        for (at, [value]) in pixels.iter().enumerate() {
            let (x, y) = ((at % 101) as f64 - 50.0, (at / 101) as f64 - 40.0);
            let value = f64::from(*value);
            sums = [sums[0] + value, sums[1] + value * x * x, sums[2] + value * y * y];
        }
        [sums[1] / sums[0], sums[2] / sums[0]]
    }

    #[test]
    fn a_blur_adds_its_variance_in_each_direction() {
        // A run of nine pixels has a variance of 80 / 12.
        for (x, y) in [(0.0, 0.0), (1.0, 1.5), (1.9, 0.0), (3.0, 3.0), (6.0, 2.5), (0.0, 4.0)] {
            let found = variances(&spread(x, y));
            for (found, deviation) in found.into_iter().zip([x, y]) {
                let added = found - 80.0 / 12.0;
                let wanted = f64::from(deviation * deviation);
                assert!((added - wanted).abs() < 0.08 * wanted + 0.2, "{x} {y}: {added}");
            }
        }
    }

    #[test]
    fn what_is_even_stays_even_and_colours_are_blurred_alike() {
        for deviation in [1.2, 5.0] {
            let even = blur(&[[200, 90, 10, 255]; 61 * 61], 61, (deviation, deviation));
            assert_eq!(even[30 * 61 + 30], [200, 90, 10, 255]);
            assert!(even[0][3] < 128, "nothing lies beyond the edges: {:?}", even[0]);
        }
    }
}
