//! Enlarges a cut-out with clean edges: straight colour and opacity, then `edges` makes them crisp.
//! It knows nothing of backdrops; the result is a larger cut-out.

use super::Cutout;
use super::compose::SHARE;
use super::edges::{Pixel, crisp};
use fast_image_resize as fir;
use fir::images::{TypedImage, TypedImageRef};
use fir::pixels::F32x4;
use image::{Rgba, RgbaImage};
use rayon::prelude::*;

/// Rings of colour grown outwards before enlarging, so that the outline blends with no dark seam.
const GROWN_RINGS: usize = 6;
/// From here on the pixels of the small picture would be seen.
const LARGER: f32 = 1.25;
/// Above this opacity a pixel's colour shows.
const SEEN: f32 = 0.35;
/// Above this opacity a pixel hides what is behind it.
const OPAQUE: f32 = 0.9;
/// Pixels of a soft outline.
const OUTLINE: usize = 2;
/// Pixels that are kept around what can be seen.
const MARGIN: usize = 2;

/// Enlarges (or shrinks) to exactly `width` x `height` pixels.
pub fn upscale(cutout: &Cutout, width: usize, height: usize) -> Cutout {
    let scale = (width as f32 / cutout.width as f32).max(height as f32 / cutout.height as f32);
    let mut pixels =
        resize(straight(cutout, seen(cutout), 1), (cutout.width, cutout.height), (width, height));
    if scale > LARGER {
        pixels = crisp(pixels, width, scale);
    }
    let rgba = pixels.into_par_iter().flat_map_iter(|pixel| {
        let [r, g, b, opacity] = pixel.map(|value| value.clamp(0.0, 1.0));
        [r * opacity, g * opacity, b * opacity, opacity]
    });
    Cutout { width, height, rgba: rgba.collect() }
}

/// What can be seen of a cut-out, as straight bytes whose colour goes on beyond the outline, for a network that enlarges
/// four times. `None` where nothing can be seen, or where a picture of `side` pixels shows it hardly larger than it is.
pub fn opaque_beyond_edges(cutout: &Cutout, side: u32) -> Option<RgbaImage> {
    let (_, _, width, height) = cutout.bounds()?;
    if side as f32 * SHARE < width.max(height) as f32 * LARGER {
        return None;
    }
    let small = visible_part(cutout)?;
    let pixels = straight(&small, within(&small), 3).into_iter().flatten();
    let bytes = pixels.map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8);
    RgbaImage::from_raw(small.width as u32, small.height as u32, bytes.collect())
}

/// What can be seen of a cut-out, with a margin that keeps the outline's soft pixels; `None` where nothing can.
pub(super) fn visible_part(cutout: &Cutout) -> Option<Cutout> {
    let (x, y, width, height) = cutout.bounds()?;
    let (x0, y0) = (x.saturating_sub(MARGIN), y.saturating_sub(MARGIN));
    let x1 = (x + width + MARGIN).min(cutout.width);
    let y1 = (y + height + MARGIN).min(cutout.height);
    let rows = (y0..y1).flat_map(|y| {
        let row = y * cutout.width;
        cutout.rgba[(row + x0) * 4..(row + x1) * 4].iter().copied()
    });
    Some(Cutout { width: x1 - x0, height: y1 - y0, rgba: rows.collect() })
}

/// A cut-out of a picture with straight colours.
pub fn cutout_of(picture: &RgbaImage) -> Cutout {
    let pixels = picture.pixels().flat_map(|Rgba(pixel)| {
        let [r, g, b, opacity] = pixel.map(|value| f32::from(value) / 255.0);
        [r * opacity, g * opacity, b * opacity, opacity]
    });
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Cutout { width, height, rgba: pixels.collect() }
}

/// The small picture's colour without its opacity, and the opacity. Pixels that are not `known` get the colour of those
/// near that are, up to `reach` away in each of a few rounds.
fn straight(cutout: &Cutout, mut known: Vec<bool>, reach: usize) -> Vec<Pixel> {
    let (width, height) = (cutout.width, cutout.height);
    let mut pixels: Vec<Pixel> = Vec::with_capacity(width * height);
    for pixel in cutout.rgba.chunks_exact(4) {
        let opacity = pixel[3].clamp(0.0, 1.0);
        let colour = |channel: usize| (pixel[channel] / opacity.max(0.02)).clamp(0.0, 1.0);
        pixels.push([colour(0), colour(1), colour(2), opacity]);
    }
    for ring in 0..GROWN_RINGS {
        let before = known.clone();
        // What is thin is all outline: beyond its nearest pixels its own colour is better than none.
        let is_wanted = |at: &usize| !before[*at] && (ring < OUTLINE || pixels[*at][3] <= SEEN);
        let wanted: Vec<usize> = (0..before.len()).filter(is_wanted).collect();
        for at in wanted {
            let mut sum = [0.0; 3];
            let mut count = 0.0;
            for near in neighbours(at, reach, width, height).filter(|near| before[*near]) {
                (0..3).for_each(|channel| sum[channel] += pixels[near][channel]);
                count += 1.0;
            }
            if count > 0.0 {
                (0..3).for_each(|channel| pixels[at][channel] = sum[channel] / count);
                known[at] = true;
            }
        }
    }
    for (pixel, known) in pixels.iter_mut().zip(&known) {
        if !known && pixel[3] <= SEEN {
            pixel[..3].fill(0.5);
        }
    }
    pixels
}

/// The pixels whose colour shows.
fn seen(cutout: &Cutout) -> Vec<bool> {
    cutout.rgba.chunks_exact(4).map(|pixel| pixel[3] > SEEN).collect()
}

/// The pixels that are within the outline with all that are around them: on it, colours have something of what lies
/// beyond, which a network would make a rim of.
fn within(cutout: &Cutout) -> Vec<bool> {
    let opaque = |at: usize| cutout.rgba[at * 4 + 3] > OPAQUE;
    let all = |at| neighbours(at, 1, cutout.width, cutout.height).all(opaque);
    (0..cutout.width * cutout.height).map(all).collect()
}

/// The pixel itself and those around it, up to `reach` away each way.
fn neighbours(at: usize, reach: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let around = move |at: usize, end: usize| at.saturating_sub(reach)..(at + reach + 1).min(end);
    let (x, y) = (at % width, at / width);
    around(y, height).flat_map(move |y| around(x, width).map(move |x| y * width + x))
}

fn resize(
    pixels: Vec<Pixel>,
    (width, height): (usize, usize),
    (new_width, new_height): (usize, usize),
) -> Vec<Pixel> {
    let filter = fir::ResizeAlg::Convolution(fir::FilterType::CatmullRom);
    let options = fir::ResizeOptions::new().resize_alg(filter).use_alpha(false);
    let pixels: Vec<F32x4> = pixels.into_iter().map(F32x4::new).collect();
    let source = TypedImageRef::new(width as u32, height as u32, &pixels);
    let mut large = TypedImage::<F32x4>::new(new_width as u32, new_height as u32);
    let source = source.expect("as many pixels as the cut-out has");
    let resized = fir::Resizer::new().resize_typed(&source, &mut large, &options);
    resized.expect("both pictures have pixels");
    large.pixels().iter().map(|pixel| pixel.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of one colour with a one-pixel soft outline.
    fn disc(side: usize) -> Cutout {
        let centre = side as f32 / 2.0 - 0.5;
        let mut rgba = Vec::new();
        for at in 0..side * side {
            let (x, y) = ((at % side) as f32 - centre, (at / side) as f32 - centre);
            let alpha = (side as f32 * 0.35 - x.hypot(y) + 0.5).clamp(0.0, 1.0);
            rgba.extend([0.8 * alpha, 0.2 * alpha, 0.1 * alpha, alpha]);
        }
        Cutout { width: side, height: side, rgba }
    }

    #[test]
    fn a_disc_stays_a_disc_with_a_thin_outline_of_its_own_colour() {
        let large = upscale(&disc(32), 256, 256);
        let soft = large.rgba.chunks_exact(4).filter(|p| p[3] > 0.1 && p[3] < 0.9).count();
        let around = std::f32::consts::TAU * 256.0 * 0.35;
        assert!((soft as f32) < around * 3.0, "{soft} soft pixels on an outline of {around}");
        let area: f32 = large.rgba.chunks_exact(4).map(|p| p[3]).sum();
        let expected = std::f32::consts::PI * (256.0 * 0.35f32).powi(2);
        assert!((area / expected - 1.0).abs() < 0.03, "{area} against {expected}");
        for pixel in large.rgba.chunks_exact(4).filter(|p| p[3] > 0.2) {
            assert!((pixel[0] / pixel[3] - 0.8).abs() < 0.02, "{pixel:?}");
        }
    }

    #[test]
    fn before_a_network_enlarges_the_outline_gets_the_colour_within() {
        let mut dirty = disc(64);
        for pixel in dirty.rgba.chunks_exact_mut(4).filter(|pixel| (0.01..0.95).contains(&pixel[3]))
        {
            pixel[..3].fill(0.0);
        }
        let small = opaque_beyond_edges(&dirty, 1024).unwrap();
        assert!(small.width() < 64, "cut to what can be seen");
        for Rgba([r, g, b, opacity]) in small.pixels().filter(|pixel| pixel[3] > 0) {
            let is_clean = r.abs_diff(204) < 3 && g.abs_diff(51) < 3 && b.abs_diff(26) < 3;
            assert!(is_clean, "{r} {g} {b} at {opacity}");
        }
        assert_eq!(cutout_of(&small).strongest_alpha(), 1.0);
        // A picture that shows it no larger than it is, and one that shows nothing, have no use for it.
        assert!(opaque_beyond_edges(&dirty, 64).is_none());
        let nothing = Cutout { width: 8, height: 8, rgba: vec![0.0; 256] };
        assert!(opaque_beyond_edges(&nothing, 1024).is_none());
    }

    #[test]
    fn glass_keeps_its_gradation() {
        let glass = Cutout { width: 16, height: 16, rgba: [0.2, 0.2, 0.2, 0.4].repeat(256) };
        let large = upscale(&glass, 64, 64);
        assert!(large.rgba.chunks_exact(4).all(|p| (p[3] - 0.4).abs() < 0.01));
    }
}
