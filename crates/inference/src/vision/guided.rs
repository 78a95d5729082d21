//! The guided filter (He, Sun and Tang 2013, IEEE TPAMI 35(6)): a map that follows the edges of a colour picture, as a
//! linear function of the picture's colours at every place. Knows planes of numbers only.

use rayon::prelude::*;

/// The part of the filter that depends on the picture alone.
pub(super) struct Guided {
    width: usize,
    height: usize,
    radius: usize,
    /// Red, green and blue, a plane each, and their means around every place.
    colours: [Vec<f32>; 3],
    means: [Vec<f32>; 3],
    /// The inverse of the colours' covariance around every place: rr, rg, rb, gg, gb, bb.
    inverse: Vec<[f32; 6]>,
}

/// What the filter finds at every place: the weights of red, green and blue, and what is added.
pub(super) type Coefficients = [Vec<f32>; 4];

impl Guided {
    /// Of a picture of interleaved red, green and blue, 0..=1. `epsilon` is the variance of colours below which
    /// an edge does not count.
    pub(super) fn new(rgb: &[f32], width: usize, radius: usize, epsilon: f32) -> Guided {
        let height = rgb.len() / (3 * width);
        let plane = |channel: usize| rgb.iter().skip(channel).step_by(3).copied().collect();
        let colours: [Vec<f32>; 3] = [plane(0), plane(1), plane(2)];
        let means = colours.each_ref().map(|plane| box_mean(plane, width, radius));
        let pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)];
        let covariances = pairs.map(|(one, other)| {
            let product = product(&colours[one], &colours[other]);
            let mut mean = box_mean(&product, width, radius);
            let both = means[one].iter().zip(&means[other]);
            mean.iter_mut().zip(both).for_each(|(mean, (one, other))| *mean -= one * other);
            mean
        });
        let inverse = (0..width * height)
            .into_par_iter()
            .map(|at| inverse(covariances.each_ref().map(|plane| plane[at]), epsilon))
            .collect();
        Guided { width, height, radius, colours, means, inverse }
    }

    /// The coefficients for which a function of the colours comes closest to `map` around every place.
    pub(super) fn coefficients(&self, map: &[f32]) -> Coefficients {
        let mean = |plane: &[f32]| box_mean(plane, self.width, self.radius);
        let map_mean = mean(map);
        let covariances: Vec<Vec<f32>> =
            self.colours.iter().map(|colour| mean(&product(colour, map))).collect();
        let places: Vec<[f32; 4]> = (0..self.width * self.height)
            .into_par_iter()
            .map(|at| {
                let cov = [0, 1, 2].map(|channel| {
                    covariances[channel][at] - self.means[channel][at] * map_mean[at]
                });
                let [rr, rg, rb, gg, gb, bb] = self.inverse[at];
                let r = rr * cov[0] + rg * cov[1] + rb * cov[2];
                let g = rg * cov[0] + gg * cov[1] + gb * cov[2];
                let b = rb * cov[0] + gb * cov[1] + bb * cov[2];
                let means = self.means.each_ref().map(|plane| plane[at]);
                [r, g, b, map_mean[at] - r * means[0] - g * means[1] - b * means[2]]
            })
            .collect();
        [0, 1, 2, 3].map(|index| {
            let plane: Vec<f32> = places.iter().map(|place| place[index]).collect();
            mean(&plane)
        })
    }

    /// The map that coefficients give on the picture itself.
    pub(super) fn applied(&self, coefficients: &Coefficients) -> Vec<f32> {
        let [red, green, blue] = &self.colours;
        let [r, g, b, add] = coefficients;
        (0..self.width * self.height)
            .map(|at| red[at] * r[at] + green[at] * g[at] + blue[at] * b[at] + add[at])
            .collect()
    }
}

fn product(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one * other).collect()
}

/// The inverse of a symmetric 3x3 matrix with `epsilon` added to its diagonal.
fn inverse([rr, rg, rb, gg, gb, bb]: [f32; 6], epsilon: f32) -> [f32; 6] {
    let [rr, rg, rb, gg, gb, bb] =
        [rr + epsilon, rg, rb, gg + epsilon, gb, bb + epsilon].map(f64::from);
    let (a, b, c) = (gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg);
    let determinant = rr * a + rg * b + rb * c;
    let (d, e, f) = (rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg);
    [a, b, c, d, e, f].map(|value| (value / determinant) as f32)
}

/// The mean of every value and those up to `radius` away along both sides; what lies outside does not count.
pub(super) fn box_mean(plane: &[f32], width: usize, radius: usize) -> Vec<f32> {
    let height = plane.len() / width;
    let mut across = vec![0.0f32; plane.len()];
    across.par_chunks_exact_mut(width).zip(plane.par_chunks_exact(width)).for_each(
        |(out, line)| {
            let mut sum: f64 = line[..radius.min(width)].iter().copied().map(f64::from).sum();
            for x in 0..width {
                if x + radius < width {
                    sum += f64::from(line[x + radius]);
                }
                if x > radius {
                    sum -= f64::from(line[x - radius - 1]);
                }
                let count = (x + radius).min(width - 1) - x.saturating_sub(radius) + 1;
                out[x] = (sum / count as f64) as f32;
            }
        },
    );
    // Each task takes a band of rows and keeps a running sum for every column.
    const BAND: usize = 128;
    let mut mean = vec![0.0f32; plane.len()];
    mean.par_chunks_mut(BAND * width).enumerate().for_each(|(band, out)| {
        let line = |y: usize| &across[y * width..(y + 1) * width];
        let mut sums = vec![0.0f64; width];
        let start = band * BAND;
        for y in start.saturating_sub(radius)..(start + radius).min(height) {
            sums.iter_mut().zip(line(y)).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        for (y, out) in (start..).zip(out.chunks_exact_mut(width)) {
            if y + radius < height {
                let line = line(y + radius);
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += f64::from(*value));
            }
            if y > start && y > radius {
                let line = line(y - radius - 1);
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum -= f64::from(*value));
            }
            let share = 1.0 / ((y + radius).min(height - 1) - y.saturating_sub(radius) + 1) as f64;
            out.iter_mut().zip(&sums).for_each(|(out, sum)| *out = (sum * share) as f32);
        }
    });
    mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn box_means_equal_plain_sums() {
        for (width, height, radius) in [(1, 1, 3), (7, 5, 1), (40, 300, 6), (9, 4, 20)] {
            let plane = Noise::new(7).normal(width * height);
            let got = box_mean(&plane, width, radius);
            for y in 0..height {
                for x in 0..width {
                    let rows = y.saturating_sub(radius)..=(y + radius).min(height - 1);
                    let columns = x.saturating_sub(radius)..=(x + radius).min(width - 1);
                    let near: Vec<f32> = rows
                        .flat_map(|y| columns.clone().map(move |x| (x, y)))
                        .map(|(x, y)| plane[y * width + x])
                        .collect();
                    let mean = near.iter().sum::<f32>() / near.len() as f32;
                    assert!((got[y * width + x] - mean).abs() < 1e-5, "{width} {height} {radius}");
                }
            }
        }
    }

    #[test]
    fn a_blurred_map_takes_the_picture_s_edge() {
        let (width, height) = (64, 64);
        let side = |at: usize| (at % width >= 32) as u8 as f32;
        let rgb: Vec<f32> = (0..width * height)
            .flat_map(|at| [0.2 + 0.5 * side(at), 0.6 - 0.3 * side(at), 0.4])
            .collect();
        let exact: Vec<f32> = (0..width * height).map(side).collect();
        let blurred = box_mean(&exact, width, 3);
        // How much the map rises from the last column before the edge to the first one behind it.
        let rise = |map: &[f32]| map[32 * width + 32] - map[32 * width + 31];
        let guided = Guided::new(&rgb, width, 6, 1e-4);
        let filtered = guided.applied(&guided.coefficients(&blurred));
        assert!((rise(&blurred) - 1.0 / 7.0).abs() < 1e-3);
        assert!(rise(&filtered) > 4.0 * rise(&blurred), "{}", rise(&filtered));
    }

    #[test]
    fn a_flat_picture_only_blurs() {
        let plane = Noise::new(8).normal(30 * 20);
        let guided = Guided::new(&vec![0.5; 30 * 20 * 3], 30, 2, 1e-4);
        let got = guided.applied(&guided.coefficients(&plane));
        let twice = box_mean(&box_mean(&plane, 30, 2), 30, 2);
        assert!(got.iter().zip(&twice).all(|(got, twice)| (got - twice).abs() < 1e-3));
    }
}
