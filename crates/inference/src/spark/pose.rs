//! How a thing lies on the canvas: a little tilted, somewhat smaller, aside, or mirrored. A seed chooses it before the
//! first step, and the denoiser is conditioned on it; otherwise it would draw every edge in another pose.
//! `training/spark/pose.py` is the definition that this is tested against.

use crate::random::SplitMix64;

/// In radians.
const TILT: f64 = 6.0 * std::f64::consts::PI / 180.0;
/// Of the largest size that fits.
const SMALLEST: f64 = 0.9;

/// The canvas runs from -1 to 1, to the right and down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// `(x, y, 1)` on the canvas to where that is in the upright thing: the rows of a 2 x 3 matrix.
    pub rows: [[f32; 3]; 2],
}

impl Default for Pose {
    /// Upright and as large as the canvas, as things were painted.
    fn default() -> Pose {
        Pose { rows: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]] }
    }
}

impl Pose {
    /// One in which even a thing that fills the canvas is whole.
    pub(super) fn random(generator: &mut SplitMix64, mirrored: bool) -> Pose {
        let tilt = generator.symmetric(TILT);
        let fits = 1.0 / (tilt.cos() + tilt.sin().abs());
        let share = (1.0 + SMALLEST) / 2.0 + generator.symmetric((1.0 - SMALLEST) / 2.0);
        let size = fits * share;
        let (x, y) = (generator.symmetric(1.0 - share), generator.symmetric(1.0 - share));
        let (cos, sin) = (tilt.cos() / size, tilt.sin() / size);
        let side = if mirrored { -1.0 } else { 1.0 };
        let row = |a: f64, b: f64| [a as f32, b as f32, -(a * x + b * y) as f32];
        Pose { rows: [row(side * cos, side * sin), row(-sin, cos)] }
    }

    /// What the denoiser reads of `side x side` positions, row by row: for x, then y, the sines and then the cosines of
    /// the position in the thing times pi / 2, pi, 2 pi and so on, `octaves` of them.
    pub(super) fn sinusoids(&self, side: usize, octaves: usize) -> Vec<f32> {
        let middle = |index: usize| (2 * index + 1) as f32 / side as f32 - 1.0;
        let points = (0..side * side).map(|index| (middle(index % side), middle(index / side)));
        points
            .flat_map(|(x, y)| self.rows.map(|[a, b, c]| a * x + b * y + c))
            .flat_map(|point| {
                let angle = move |octave: usize| {
                    point * std::f32::consts::FRAC_PI_2 * (1u32 << octave) as f32
                };
                let sines = (0..octaves).map(move |octave| angle(octave).sin());
                sines.chain((0..octaves).map(move |octave| angle(octave).cos()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_thing_stay_on_the_canvas() {
        for seed in 0..500 {
            let Pose { rows: [[a, b, c], [d, e, f]] } =
                Pose::random(&mut SplitMix64::new(seed), seed % 2 == 0);
            let determinant = a * e - b * d;
            assert_eq!(determinant < 0.0, seed % 2 == 0, "a mirror exchanges the sides");
            for (u, v) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                let x = (e * (u - c) - b * (v - f)) / determinant;
                let y = (a * (v - f) - d * (u - c)) / determinant;
                assert!(x.abs() < 1.0001 && y.abs() < 1.0001, "seed {seed}: {x} {y}");
            }
        }
    }
}
