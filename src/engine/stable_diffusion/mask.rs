//! Masks: which pixels of a picture are drawn anew, and putting the others back after drawing.
//! Pixels only; what the model makes of a mask is decided in `brandish_inference`.

use crate::post::Picture;
use image::RgbaImage;

/// Pixels of a side of a cell of latents.
const CELL: usize = 8;
/// Over how many pixels the drawn part fades in from the edge of the mask.
const EDGE: f32 = 4.0;

/// What is painted, 0..=1 per pixel: white of an opaque picture. Where the mask is drawn in transparency alone, what is
/// painted in one colour, or else the hole in a picture.
pub(super) fn mask_values(image: &RgbaImage) -> Vec<f32> {
    let alpha = |pixel: &image::Rgba<u8>| f32::from(pixel[3]) / 255.0;
    let white = |pixel: &image::Rgba<u8>| {
        (f32::from(pixel[0]) + f32::from(pixel[1]) + f32::from(pixel[2])) / 765.0
    };
    if image.pixels().all(|pixel| pixel[3] == 255) {
        return image.pixels().map(white).collect();
    }
    let mut visible = image.pixels().filter(|pixel| pixel[3] > 127);
    let first = visible.next();
    let is_flat = visible.all(|pixel| {
        first.is_some_and(|first| (0..3).all(|at| pixel[at].abs_diff(first[at]) <= 8))
    });
    if is_flat {
        return image.pixels().map(alpha).collect();
    }
    let is_grey = image.pixels().filter(|pixel| pixel[3] > 127).all(|pixel| {
        pixel[0] == pixel[1] && pixel[1] == pixel[2] && (pixel[0] < 16 || pixel[0] > 239)
    });
    match is_grey {
        // Black and white beside transparency: only white is painted.
        true => image.pixels().map(|pixel| white(pixel) * alpha(pixel)).collect(),
        false => image.pixels().map(|pixel| 1.0 - alpha(pixel)).collect(),
    }
}

/// The mask with each cell of latents whole that something is painted in, so that no stroke is too thin.
pub(super) fn whole_cells(mask: &[f32], width: usize) -> Vec<f32> {
    let cells = width.div_ceil(CELL).max(1);
    let cell = |at: usize| at / width / CELL * cells + at % width / CELL;
    let mut largest = vec![0.0f32; (mask.len() / width.max(1)).div_ceil(CELL) * cells];
    for (at, value) in mask.iter().enumerate() {
        largest[cell(at)] = largest[cell(at)].max(*value);
    }
    (0..mask.len()).map(|at| largest[cell(at)]).collect()
}

/// Puts the pixels of the first picture back where nothing is painted, exactly, with a soft edge inside what is painted.
pub(super) fn keep_outside(picture: &mut Picture, original: &[f32], mask: &[f32]) {
    let weights = soft(mask, picture.width);
    let (drawn, kept) = (picture.rgb.as_chunks_mut::<3>().0, original.as_chunks::<3>().0);
    for ((drawn, kept), weight) in drawn.iter_mut().zip(kept).zip(weights) {
        for (drawn, kept) in drawn.iter_mut().zip(kept) {
            *drawn = match weight {
                0.0 => *kept,
                weight => kept + weight * (*drawn - kept),
            };
        }
    }
}

/// The mask, faded in by the distance to the nearest pixel that is kept. Distances by two passes over the rows
/// (Borgefors 1986, chamfer distances 1 and sqrt 2).
fn soft(mask: &[f32], width: usize) -> Vec<f32> {
    let height = mask.len() / width.max(1);
    let mut distance: Vec<f32> =
        mask.iter().map(|value| if *value < 0.5 { 0.0 } else { f32::MAX }).collect();
    let mut pass = |backwards: bool| {
        for step in 0..mask.len() {
            let at = if backwards { mask.len() - 1 - step } else { step };
            let (x, y) = ((at % width) as isize, (at / width) as isize);
            let side = if backwards { 1 } else { -1 };
            for (dx, dy) in [(side, 0), (0, side), (1, side), (-1, side)] {
                let (x, y) = (x + dx, y + dy);
                if (0..width as isize).contains(&x) && (0..height as isize).contains(&y) {
                    let length = if dx != 0 && dy != 0 { std::f32::consts::SQRT_2 } else { 1.0 };
                    let there = distance[y as usize * width + x as usize] + length;
                    distance[at] = distance[at].min(there);
                }
            }
        }
    };
    pass(false);
    pass(true);
    let faded = |(value, distance): (&f32, &f32)| value * (distance / (EDGE + 1.0)).min(1.0);
    mask.iter().zip(&distance).map(faded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn a_mask_may_be_white_a_stroke_or_a_hole() {
        let mask = |pixel: fn(u32) -> [u8; 4]| {
            mask_values(&RgbaImage::from_fn(4, 1, |x, _| Rgba(pixel(x))))
        };
        let painted = [0.0, 0.0, 1.0, 1.0];
        assert_eq!(mask(|x| if x < 2 { [0, 0, 0, 255] } else { [255; 4] }), painted);
        assert_eq!(mask(|x| if x < 2 { [0; 4] } else { [0, 0, 0, 255] }), painted, "black stroke");
        assert_eq!(
            mask(|x| if x < 2 { [255, 255, 255, 0] } else { [255; 4] }),
            painted,
            "white stroke"
        );
        assert_eq!(
            mask(|x| if x < 2 { [x as u8 * 90, 40, 70, 255] } else { [0; 4] }),
            painted,
            "hole"
        );
        assert_eq!(mask(|_| [0, 0, 0, 255]), [0.0; 4]);
    }

    #[test]
    fn what_is_not_painted_keeps_its_pixels_and_the_edge_is_soft() {
        let mask: Vec<f32> = (0..64 * 8).map(|at| f32::from(u8::from(at % 64 >= 32))).collect();
        let original = vec![0.25; 64 * 8 * 3];
        let mut picture = Picture { width: 64, height: 8, rgb: vec![0.75; 64 * 8 * 3] };
        keep_outside(&mut picture, &original, &mask);
        let row: Vec<f32> = picture.rgb[..64 * 3].iter().step_by(3).copied().collect();
        assert!(row[..32].iter().all(|value| *value == 0.25));
        assert!(row[32..37].windows(2).all(|pair| pair[0] < pair[1]), "{row:?}");
        assert!(row[37..].iter().all(|value| (*value - 0.75).abs() < 1e-6));
        let mut kept = Picture { width: 64, height: 8, rgb: vec![0.75; 64 * 8 * 3] };
        keep_outside(&mut kept, &original, &[0.0; 64 * 8]);
        assert_eq!(kept.rgb, original, "an all-black mask keeps every pixel");
    }

    #[test]
    fn a_thin_stroke_repaints_the_cells_it_touches() {
        let mut mask = vec![0.0; 16 * 16];
        mask[3 * 16 + 13] = 1.0;
        let whole = whole_cells(&mask, 16);
        assert_eq!(whole.iter().filter(|value| **value == 1.0).count(), CELL * CELL);
        assert_eq!((whole[8], whole[7], whole[8 * 16 + 8]), (1.0, 0.0, 0.0));
    }
}
