//! A whole picture, as the models that fill the frame draw it.
//! Only the pixels; file formats and what a file says of itself are `encode`'s and `recipe`'s.

use crate::brief::Size;
use image::{Rgba, RgbaImage};

/// A picture: RGB, row-major, 3 `f32` a pixel, 0..=1.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
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

    /// The middle of it in eight bits, at the size that is delivered.
    pub fn delivered(&self, size: Size) -> RgbaImage {
        let (width, height) =
            (size.width.min(self.width as u32), size.height.min(self.height as u32));
        let (left, top) = ((self.width - width as usize) / 2, (self.height - height as usize) / 2);
        RgbaImage::from_fn(width, height, |x, y| {
            let at = ((y as usize + top) * self.width + x as usize + left) * 3;
            let byte =
                |channel: usize| (self.rgb[at + channel].clamp(0.0, 1.0) * 255.0).round() as u8;
            Rgba([byte(0), byte(1), byte(2), 255])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_delivered_and_rounded() {
        let rgb = (0..4 * 2).flat_map(|at| [at as f32 / 10.0, 0.5, 2.0]).collect();
        let picture = Picture { width: 4, height: 2, rgb };
        let image = picture.delivered(Size::new(2, 2));
        assert_eq!(image.dimensions(), (2, 2));
        assert_eq!(image.get_pixel(0, 0).0, [26, 128, 255, 255]);
        assert_eq!(image.get_pixel(1, 1).0, [153, 128, 255, 255]);
        assert!(!picture.is_flat());
        assert!(Picture { width: 1, height: 1, rgb: vec![0.5; 3] }.is_flat());
    }
}
