//! Makes the edges of an enlarged picture clean and crisp, without halos and without stairs.
//!
//! Two steps, both led by the picture's own gradients. First each pixel is averaged with those along
//! its edge, which takes the stairs of the small picture's pixels out. Then pixels beside an edge
//! take the colour of those a little further from it (warp sharpening), which makes the ramp steep;
//! no value is ever invented, so nothing rings.

use rayon::prelude::*;

/// Interleaved channels; colour is straight, the last of the four is the opacity.
pub type Pixel = [f32; 4];

/// One value for each pixel, row by row.
type Plane = Vec<f32>;

/// How far along an edge is averaged, in pixels of the small picture, to each side.
const REACH: f32 = 1.8;
/// Samples to each side.
const SAMPLES: i32 = 3;
/// Rounds of sharpening; each moves a pixel by at most half a pixel of the small picture.
const ROUNDS: usize = 1;
/// How much an edge of full contrast pulls.
const PULL: f32 = 3.0;

/// `scale` is how many pixels one pixel of the small picture has become.
pub fn crisp(pixels: Vec<Pixel>, width: usize, scale: f32) -> Vec<Pixel> {
    let mut pixels = along_edges(&pixels, width, scale);
    for _ in 0..ROUNDS {
        pixels = steepened(&pixels, width, scale);
    }
    pixels
}

/// Averages along edges, the more the clearer their direction is (structure tensor, coherence).
fn along_edges(pixels: &[Pixel], width: usize, scale: f32) -> Vec<Pixel> {
    let soft = blurred(pixels, width, 0.35 * scale);
    let tensor: Vec<[f32; 3]> = per_pixel(width, pixels.len(), |x, y| {
        gradient(&soft, width, x, y)
            .iter()
            .fold([0.0; 3], |[xx, xy, yy], [dx, dy]| [xx + dx * dx, xy + dx * dy, yy + dy * dy])
    });
    let tensor = blurred(&tensor, width, 0.8 * scale);
    per_pixel(width, pixels.len(), |x, y| {
        let [xx, xy, yy] = tensor[y * width + x];
        let spread = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt();
        let coherence = (spread / (xx + yy + 1e-5)).powi(2);
        if coherence < 0.02 {
            return pixels[y * width + x];
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy) + std::f32::consts::FRAC_PI_2;
        let step = coherence * REACH * scale / SAMPLES as f32;
        let (sin, cos) = angle.sin_cos();
        let mut sum = [0.0; 4];
        for at in -SAMPLES..=SAMPLES {
            let by = at as f32 * step;
            let near = sample(pixels, width, x as f32 + cos * by, y as f32 + sin * by);
            (0..4).for_each(|channel| sum[channel] += near[channel]);
        }
        sum.map(|sum| sum / (2 * SAMPLES + 1) as f32)
    })
}

/// One round of warp sharpening.
fn steepened(pixels: &[Pixel], width: usize, scale: f32) -> Vec<Pixel> {
    let soft = blurred(pixels, width, 0.3 * scale);
    let strength: Vec<[f32; 1]> = per_pixel(width, pixels.len(), |x, y| {
        let steep = gradient(&soft, width, x, y);
        [steep.iter().map(|[dx, dy]| dx * dx + dy * dy).sum::<f32>().sqrt()]
    });
    let strength = blurred(&strength, width, 0.5 * scale);
    per_pixel(width, pixels.len(), |x, y| {
        let [[dx, dy]] = gradient(&strength, width, x, y);
        let length = dx.hypot(dy);
        if length < 1e-7 {
            return pixels[y * width + x];
        }
        let away = (PULL * scale.powi(3) * length).min(0.5 * scale) / length;
        sample(pixels, width, x as f32 - dx * away, y as f32 - dy * away)
    })
}

/// Rows in parallel.
fn per_pixel<const N: usize>(
    width: usize,
    count: usize,
    of: impl Fn(usize, usize) -> [f32; N] + Sync,
) -> Vec<[f32; N]> {
    let mut pixels = vec![[0.0; N]; count];
    pixels.par_chunks_exact_mut(width).enumerate().for_each(|(y, row)| {
        row.iter_mut().enumerate().for_each(|(x, pixel)| *pixel = of(x, y));
    });
    pixels
}

/// Scharr's derivative of every channel in x and y, per pixel of distance.
fn gradient<const N: usize>(
    pixels: &[[f32; N]],
    width: usize,
    x: usize,
    y: usize,
) -> [[f32; 2]; N] {
    let last = pixels.len() / width - 1;
    let (left, right) = (x.saturating_sub(1), (x + 1).min(width - 1));
    let rows = [y.saturating_sub(1), y, (y + 1).min(last)].map(|y| y * width);
    std::array::from_fn(|channel| {
        let at = |row: usize, x: usize| pixels[rows[row] + x][channel];
        let across = |x: usize| 3.0 * at(0, x) + 10.0 * at(1, x) + 3.0 * at(2, x);
        let down = |row: usize| 3.0 * at(row, left) + 10.0 * at(row, x) + 3.0 * at(row, right);
        [(across(right) - across(left)) / 32.0, (down(2) - down(0)) / 32.0]
    })
}

/// Gaussian, the border repeated.
fn blurred<const N: usize>(pixels: &[[f32; N]], width: usize, sigma: f32) -> Vec<[f32; N]> {
    let radius = (2.5 * sigma).ceil() as isize;
    let kernel: Plane = {
        let raw = (-radius..=radius).map(|at| (-((at * at) as f32) / (2.0 * sigma * sigma)).exp());
        let sum: f32 = raw.clone().sum();
        raw.map(|weight| weight / sum).collect()
    };
    let (right, bottom) = (width as isize - 1, (pixels.len() / width) as isize - 1);
    let add = |sum: &mut [f32; N], weight: f32, near: &[f32; N]| {
        (0..N).for_each(|channel| sum[channel] += weight * near[channel]);
    };
    let across = per_pixel(width, pixels.len(), |x, y| {
        let row = &pixels[y * width..(y + 1) * width];
        let mut sum = [0.0; N];
        for (weight, by) in kernel.iter().zip(-radius..) {
            add(&mut sum, *weight, &row[(x as isize + by).clamp(0, right) as usize]);
        }
        sum
    });
    let mut blurred = vec![[0.0; N]; pixels.len()];
    blurred.par_chunks_exact_mut(width).enumerate().for_each(|(y, row)| {
        for (weight, by) in kernel.iter().zip(-radius..) {
            let near = (y as isize + by).clamp(0, bottom) as usize * width;
            let near = &across[near..near + width];
            row.iter_mut().zip(near).for_each(|(sum, near)| add(sum, *weight, near));
        }
    });
    blurred
}

/// Bilinear, the border repeated.
fn sample(pixels: &[Pixel], width: usize, x: f32, y: f32) -> Pixel {
    let (right, bottom) = (width - 1, pixels.len() / width - 1);
    let (x, y) = (x.clamp(0.0, right as f32), y.clamp(0.0, bottom as f32));
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(right), (y0 + 1).min(bottom));
    let (part_x, part_y) = (x - x0 as f32, y - y0 as f32);
    let [a, b] = [&pixels[y0 * width + x0], &pixels[y0 * width + x1]];
    let [c, d] = [&pixels[y1 * width + x0], &pixels[y1 * width + x1]];
    std::array::from_fn(|channel| {
        let above = a[channel] + (b[channel] - a[channel]) * part_x;
        let below = c[channel] + (d[channel] - c[channel]) * part_x;
        above + (below - above) * part_y
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White above a slanted line, black below it, with a soft ramp of `ramp` pixels.
    fn slope(side: usize, ramp: f32) -> Vec<Pixel> {
        per_pixel(side, side * side, |x, y| {
            let above = x as f32 * 0.3 + side as f32 * 0.3 - y as f32;
            let value = (above / ramp + 0.5).clamp(0.0, 1.0);
            [value, value, value, 1.0]
        })
    }

    fn between(pixels: &[Pixel]) -> usize {
        pixels.iter().filter(|pixel| (0.1..0.9).contains(&pixel[0])).count()
    }

    #[test]
    fn a_soft_edge_becomes_steep_where_it_was() {
        let soft = slope(96, 8.0);
        let crisp = crisp(soft.clone(), 96, 4.0);
        assert!(between(&crisp) * 2 < between(&soft), "{} of {}", between(&crisp), between(&soft));
        for (before, after) in soft.iter().zip(&crisp) {
            assert!((before[0] - after[0]).abs() < 0.6);
            let clear = before[0] < 0.15 || before[0] > 0.85;
            assert!(!clear || (before[0] > 0.5) == (after[0] > 0.5), "{before:?} {after:?}");
        }
    }

    #[test]
    fn nothing_rings_and_a_gentle_gradation_stays() {
        let crisp_edge = crisp(slope(64, 6.0), 64, 4.0);
        assert!(crisp_edge.iter().all(|pixel| (-1e-5..=1.0 + 1e-5).contains(&pixel[0])));
        let gentle = slope(64, 400.0);
        for (before, after) in gentle.iter().zip(crisp(gentle.clone(), 64, 4.0)) {
            assert!((before[0] - after[0]).abs() < 0.02, "{before:?} {after:?}");
        }
    }

    #[test]
    fn stairs_become_a_line() {
        // A slanted line drawn with whole pixels of four by four.
        let stairs: Vec<Pixel> = per_pixel(128, 128 * 128, |x, y| {
            let above = (x / 4) as f32 * 0.4 + 10.0 - (y / 4) as f32;
            [if above > 0.0 { 1.0 } else { 0.0 }, 0.5, 0.5, 1.0]
        });
        let crisp = crisp(stairs.clone(), 128, 4.0);
        // How far the edge of each column lies from the straight line through all of them.
        let wobble = |pixels: &[Pixel]| {
            let edges: Vec<f32> =
                (20..108).map(|x| (0..128).map(|y| pixels[y * 128 + x][0]).sum::<f32>()).collect();
            edges.windows(9).map(|near| (near[4] - (near[0] + near[8]) / 2.0).abs()).sum::<f32>()
        };
        assert!(wobble(&crisp) < 0.6 * wobble(&stairs), "{} {}", wobble(&crisp), wobble(&stairs));
    }
}
