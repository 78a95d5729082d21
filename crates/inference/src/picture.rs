//! A whole picture, as the models that fill the frame draw it. Only the pixels.

/// A picture: RGB, row-major, 3 `f32` a pixel, 0..=1.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// `[height, width, 3]`.
    pub rgb: Vec<f32>,
}

/// A picture whose values all lie this close together shows nothing.
const FLAT: f32 = 1e-3;

impl Picture {
    /// Whether it shows one colour only, be it grey or not.
    pub fn is_flat(&self) -> bool {
        let mut ranges = [(f32::MAX, f32::MIN); 3];
        for pixel in self.rgb.chunks_exact(3) {
            for ((low, high), &value) in ranges.iter_mut().zip(pixel) {
                (*low, *high) = (low.min(value), high.max(value));
            }
        }
        ranges.iter().all(|(low, high)| high - low < FLAT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_colour_is_flat() {
        let rgb = (0..4 * 2).flat_map(|at| [at as f32 / 10.0, 0.5, 2.0]).collect();
        assert!(!Picture { width: 4, height: 2, rgb }.is_flat());
        assert!(Picture { width: 1, height: 1, rgb: vec![0.5; 3] }.is_flat());
    }
}
