//! A drawn picture at the size that is delivered.

use crate::brief::Size;
use brandish_inference::Picture;
use image::{Rgba, RgbaImage};

/// The middle of a picture in eight bits, at the size that is delivered.
pub fn delivered(picture: &Picture, size: Size) -> RgbaImage {
    let Picture { width: drawn_width, height: drawn_height, rgb } = picture;
    let (width, height) =
        (size.width.min(*drawn_width as u32), size.height.min(*drawn_height as u32));
    let (left, top) = ((drawn_width - width as usize) / 2, (drawn_height - height as usize) / 2);
    RgbaImage::from_fn(width, height, |x, y| {
        let at = ((y as usize + top) * drawn_width + x as usize + left) * 3;
        let byte = |channel: usize| (rgb[at + channel].clamp(0.0, 1.0) * 255.0).round() as u8;
        Rgba([byte(0), byte(1), byte(2), 255])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_delivered_and_rounded() {
        let rgb = (0..4 * 2).flat_map(|at| [at as f32 / 10.0, 0.5, 2.0]).collect();
        let image = delivered(&Picture { width: 4, height: 2, rgb }, Size::new(2, 2));
        assert_eq!(image.dimensions(), (2, 2));
        assert_eq!(image.get_pixel(0, 0).0, [26, 128, 255, 255]);
        assert_eq!(image.get_pixel(1, 1).0, [153, 128, 255, 255]);
    }
}
