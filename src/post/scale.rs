//! Other sizes for a picture in which colour and opacity belong together: what cannot be seen lends no colour.
//! Cut-outs that are enlarged for a post have a way of their own, `upscale`.

use crate::brand::Rgb;
use image::imageops::{self, FilterType};
use image::{ImageBuffer, Rgba, RgbaImage};

/// A picture at exactly `width` x `height` pixels, its colours weighted by opacity (premultiplied alpha).
pub fn scaled(picture: &RgbaImage, width: u32, height: u32, filter: FilterType) -> RgbaImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    if picture.pixels().all(|pixel| pixel[3] == 255) {
        return imageops::resize(picture, width, height, filter);
    }
    // Half of the product of two values of 8 bits: a filter that sharpens may overshoot to twice that.
    let mut weighted = ImageBuffer::<Rgba<u16>, Vec<u16>>::new(picture.width(), picture.height());
    for (to, from) in weighted.pixels_mut().zip(picture.pixels()) {
        let [r, g, b, alpha] = from.0.map(u16::from);
        to.0 = [r, g, b, 255].map(|value| value * alpha / 2);
    }
    let weighted = imageops::resize(&weighted, width, height, filter);
    let mut result = RgbaImage::new(width, height);
    for (to, from) in result.pixels_mut().zip(weighted.pixels()) {
        let [r, g, b, alpha] = from.0.map(u32::from);
        let colour = |value: u32| ((value * 255 + alpha / 2) / alpha.max(1)).min(255) as u8;
        to.0 = [colour(r), colour(g), colour(b), ((alpha * 2 + 127) / 255).min(255) as u8];
    }
    result
}

/// The picture on white, opaque.
pub fn on_white(picture: &RgbaImage) -> RgbaImage {
    on_colour(picture, Rgb::new(255, 255, 255))
}

/// The picture on one colour, opaque.
pub fn on_colour(picture: &RgbaImage, ground: Rgb) -> RgbaImage {
    let ground = [ground.r, ground.g, ground.b].map(u32::from);
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut().filter(|pixel| pixel[3] < 255) {
        let alpha = u32::from(pixel[3]);
        for channel in 0..3 {
            let value = u32::from(pixel[channel]) * alpha + ground[channel] * (255 - alpha);
            pixel[channel] = ((value + 127) / 255) as u8;
        }
        pixel[3] = 255;
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_lends_no_colour() {
        // Green where nothing is to be seen, red where all is.
        let picture = RgbaImage::from_fn(40, 40, |x, _| match x < 20 {
            true => Rgba([0, 255, 0, 0]),
            false => Rgba([200, 10, 10, 255]),
        });
        for (side, filter) in
            [(13, FilterType::Triangle), (13, FilterType::Lanczos3), (90, FilterType::Lanczos3)]
        {
            let small = scaled(&picture, side, side, filter);
            for pixel in small.pixels().filter(|pixel| pixel[3] > 8) {
                assert!(pixel[0].abs_diff(200) < 4 && pixel[1] < 16, "{side}: {pixel:?}");
            }
            assert_eq!(small.get_pixel(side - 1, 0).0, [200, 10, 10, 255]);
        }
        assert_eq!(scaled(&picture, 40, 40, FilterType::Triangle), picture);
    }

    #[test]
    fn opacity_mixes_with_white() {
        let picture = RgbaImage::from_fn(3, 1, |x, _| Rgba([0, 0, 0, [0, 128, 255][x as usize]]));
        let values: Vec<_> = on_white(&picture).pixels().map(|pixel| pixel[0]).collect();
        assert_eq!(values, [255, 127, 0]);
        assert!(on_white(&picture).pixels().all(|pixel| pixel[3] == 255));
        let sand = on_colour(&picture, Rgb::new(200, 100, 0));
        let pixels: Vec<_> = sand.pixels().map(|pixel| pixel.0).collect();
        assert_eq!(pixels, [[200, 100, 0, 255], [100, 50, 0, 255], [0, 0, 0, 255]]);
    }
}
