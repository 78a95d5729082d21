//! A photo in memory, and smaller copies of it in floating point for the networks and filters.
//! Reading files and colour spaces is not its business: what it holds is sRGB.

use rayon::prelude::*;

/// A photo: straight RGBA, row-major, 8 bits a channel, sRGB.
#[derive(Clone, PartialEq)]
pub struct Photo {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgba: Vec<u8>,
}

/// Rows of a resampled copy that one task makes.
const BAND: usize = 32;

impl Photo {
    /// A photo from its bytes; `None` where they are not four for each of its pixels, or there are none.
    pub fn new(width: usize, height: usize, rgba: Vec<u8>) -> Option<Photo> {
        let expected = width.checked_mul(height)?.checked_mul(4)?;
        (expected > 0 && rgba.len() == expected).then_some(Photo { width, height, rgba })
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Straight RGBA, row-major, 4 bytes a pixel.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// The same as [`Photo::rgba`], without a copy.
    pub fn into_rgba(self) -> Vec<u8> {
        self.rgba
    }

    /// Whether any pixel is less than opaque.
    pub fn has_transparency(&self) -> bool {
        self.rgba.par_chunks_exact(4).any(|pixel| pixel[3] < 255)
    }

    /// Red, green and blue of a copy of another size, 0..=1, laid on white. Each pixel is the mean of those around its
    /// place, which count less the further they are (a triangle as wide as the copy's pixels, at least the photo's).
    pub(super) fn resampled(&self, width: usize, height: usize) -> Vec<f32> {
        let (columns, rows) = (taps(self.width, width), taps(self.height, height));
        let mut rgb = vec![0.0; width * height * 3];
        rgb.par_chunks_mut(BAND * width * 3).enumerate().for_each(|(band, out)| {
            let rows = &rows[band * BAND..][..out.len() / (width * 3)];
            let first = rows[0].first;
            let last = rows.last().map_or(first, |row| row.first + row.weights.len());
            // The photo's rows that the band needs, brought to the copy's width.
            let narrow: Vec<f32> = (first..last)
                .flat_map(|y| {
                    let row = &self.rgba[y * self.width * 4..][..self.width * 4];
                    columns.iter().flat_map(|taps| mean_of(row, taps))
                })
                .collect();
            for (row, out) in rows.iter().zip(out.chunks_exact_mut(width * 3)) {
                for (index, weight) in row.weights.iter().enumerate() {
                    let from = &narrow[(row.first - first + index) * width * 3..][..width * 3];
                    out.iter_mut().zip(from).for_each(|(to, from)| *to += weight * from);
                }
            }
        });
        rgb
    }
}

/// The weighted mean of pixels of one row, laid on white.
fn mean_of(row: &[u8], taps: &Taps) -> [f32; 3] {
    let mut sum = [0.0f32; 3];
    for (pixel, weight) in row[taps.first * 4..].chunks_exact(4).zip(&taps.weights) {
        let alpha = f32::from(pixel[3]) / 255.0;
        for (sum, value) in sum.iter_mut().zip(pixel) {
            *sum += weight * (f32::from(*value) / 255.0 * alpha + (1.0 - alpha));
        }
    }
    sum
}

/// The pixels that make one pixel of a copy along one side, from `first` on, and their shares, which sum to 1.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f32 / to as f32;
    let reach = scale.max(1.0);
    let one = |at: usize| {
        let centre = (at as f32 + 0.5) * scale - 0.5;
        let first = (centre - reach).ceil().max(0.0) as usize;
        let last = ((centre + reach).floor() as usize).min(from - 1);
        let weight = |place: usize| (1.0 - (place as f32 - centre).abs() / reach).max(0.0);
        let weights: Vec<f32> = (first..=last).map(weight).collect();
        let sum: f32 = weights.iter().sum();
        match sum > 0.0 {
            true => Taps { first, weights: weights.iter().map(|weight| weight / sum).collect() },
            false => Taps { first: first.min(from - 1), weights: vec![1.0] },
        }
    };
    (0..to).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: usize, values: &[u8]) -> Photo {
        let rgba = values.iter().flat_map(|value| [*value, *value, *value, 255]).collect();
        Photo::new(width, values.len() / width, rgba).unwrap()
    }

    #[test]
    fn a_photo_needs_four_bytes_a_pixel() {
        assert!(Photo::new(2, 1, vec![0; 8]).is_some());
        assert!(Photo::new(2, 1, vec![0; 7]).is_none());
        assert!(Photo::new(0, 1, vec![]).is_none());
        assert!(Photo::new(usize::MAX, 2, vec![]).is_none());
    }

    #[test]
    fn a_copy_keeps_flat_colours_and_the_mean_of_stripes() {
        let flat = grey(50, &[51; 50 * 40]);
        for (width, height) in [(10, 10), (50, 40), (70, 90), (1, 1)] {
            let copy = flat.resampled(width, height);
            assert_eq!(copy.len(), width * height * 3);
            assert!(copy.iter().all(|value| (value - 0.2).abs() < 1e-5));
        }
        let stripes: Vec<u8> = (0..64 * 64).map(|at| (at % 2 * 255) as u8).collect();
        let copy = grey(64, &stripes).resampled(8, 8);
        assert!(copy.iter().all(|value| (value - 0.5).abs() < 0.02));
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let values: Vec<u8> = (0..6 * 5).map(|at| (at * 8) as u8).collect();
        let copy = grey(6, &values).resampled(6, 5);
        assert!(
            copy.chunks(3)
                .zip(&values)
                .all(|(copy, value)| copy[0] * 255.0 - f32::from(*value) < 1e-3)
        );
    }

    #[test]
    fn what_is_transparent_is_white() {
        let photo = Photo::new(1, 1, vec![0, 0, 0, 0]).unwrap();
        assert_eq!(photo.resampled(1, 1), [1.0; 3]);
        assert!(photo.has_transparency() && !grey(1, &[3]).has_transparency());
    }
}
