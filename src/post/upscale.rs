//! Enlarges a cut-out with clean edges: straight colour and opacity, then `edges` makes them crisp.
//! It knows nothing of backdrops; the result is a larger cut-out.

use super::Cutout;
use super::edges::{Pixel, crisp};
use fast_image_resize as fir;
use fir::images::{TypedImage, TypedImageRef};
use fir::pixels::F32x4;
use rayon::prelude::*;

/// Rings of colour grown outwards before enlarging, so that the outline blends with no dark seam.
const GROWN_RINGS: usize = 6;
/// From here on the pixels of the small picture would be seen.
pub(super) const LARGER: f32 = 1.25;
/// Above this opacity a pixel's colour shows.
const SEEN: f32 = 0.35;
/// Pixels of a soft outline.
const OUTLINE: usize = 2;
/// Rows that are resized at a time, side by side with others.
const BAND: usize = 128;
/// More than sums of pixels are rounded by, and too little to be seen.
const ROUNDING: f64 = 1e-6;
/// Pixels that are kept around what can be seen.
const MARGIN: usize = 2;

/// A region of a cut-out, enlarged or shrunk to exactly `width` x `height` pixels.
pub(super) fn upscale(cutout: &Cutout, region: &Region, width: usize, height: usize) -> Cutout {
    let scale = (width as f32 / region.width as f32).max(height as f32 / region.height as f32);
    if scale <= LARGER {
        let mut rgba = resized(cutout, region, width, height);
        rgba.par_chunks_exact_mut(4).for_each(|pixel| {
            let opacity = pixel[3].clamp(0.0, 1.0);
            pixel.iter_mut().for_each(|value| *value = value.clamp(0.0, opacity));
        });
        return Cutout { width, height, rgba };
    }
    let small = region.cut(cutout);
    let pixels = straight(&small, seen(&small), 1).concat();
    let small = Cutout { rgba: pixels, ..small };
    let large = resized(&small, &Region::whole(&small), width, height);
    let pixels = crisp(large.as_chunks::<4>().0.to_vec(), width, scale);
    let rgba = pixels.into_par_iter().flat_map_iter(|pixel| {
        let [r, g, b, opacity] = pixel.map(|value| value.clamp(0.0, 1.0));
        [r * opacity, g * opacity, b * opacity, opacity]
    });
    Cutout { width, height, rgba: rgba.collect() }
}

/// A part of a cut-out, in its pixels.
pub(super) struct Region {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

impl Region {
    pub fn whole(cutout: &Cutout) -> Self {
        Self { x: 0, y: 0, width: cutout.width, height: cutout.height }
    }

    /// The part as a cut-out of its own.
    pub fn cut(&self, cutout: &Cutout) -> Cutout {
        let Self { x, y, width, height } = *self;
        let rows = (y..y + height).flat_map(|y| {
            let start = (y * cutout.width + x) * 4;
            cutout.rgba[start..start + width * 4].iter().copied()
        });
        Cutout { width, height, rgba: rows.collect() }
    }
}

/// What can be seen of a cut-out, with a margin that keeps the outline's soft pixels; `None` where nothing can.
pub(super) fn visible_region(cutout: &Cutout) -> Option<Region> {
    let (x, y, width, height) = cutout.bounds()?;
    let (x0, y0) = (x.saturating_sub(MARGIN), y.saturating_sub(MARGIN));
    let x1 = (x + width + MARGIN).min(cutout.width);
    let y1 = (y + height + MARGIN).min(cutout.height);
    Some(Region { x: x0, y: y0, width: x1 - x0, height: y1 - y0 })
}

/// The small picture's colour without its opacity, and the opacity. Pixels that are not `known` get the colour of those
/// near that are, up to `reach` away in each of a few rounds.
pub(super) fn straight(cutout: &Cutout, mut known: Vec<bool>, reach: usize) -> Vec<Pixel> {
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

/// The pixel itself and those around it, up to `reach` away each way.
pub(super) fn neighbours(
    at: usize,
    reach: usize,
    width: usize,
    height: usize,
) -> impl Iterator<Item = usize> {
    let around = move |at: usize, end: usize| at.saturating_sub(reach)..(at + reach + 1).min(end);
    let (x, y) = (at % width, at / width);
    around(y, height).flat_map(move |y| around(x, width).map(move |x| y * width + x))
}

/// A region of a cut-out at another size; values may overshoot.
pub(super) fn resized(cutout: &Cutout, region: &Region, width: usize, height: usize) -> Vec<f32> {
    let source: &[u8] = bytemuck::cast_slice(&cutout.rgba);
    let (from_width, from_height) = (cutout.width as u32, cutout.height as u32);
    let source = TypedImageRef::<F32x4>::from_buffer(from_width, from_height, source);
    let source = source.expect("as many pixels as the cut-out has");
    let filter = fir::ResizeAlg::Convolution(fir::FilterType::CatmullRom);
    let options = fir::ResizeOptions::new().resize_alg(filter).use_alpha(false);
    let (left, top) = (region.x as f64, region.y as f64);
    let (wide, scale) = (region.width as f64, region.height as f64 / height as f64);
    let mut large = vec![0.0; width * height * 4];
    let bands = large.par_chunks_mut(BAND * width * 4).enumerate();
    bands.for_each_init(fir::Resizer::new, |resizer, (number, band)| {
        let rows = band.len() / (width * 4);
        let start = top + (number * BAND) as f64 * scale;
        // A rounded sum must not lie below the last row.
        let high = (rows as f64 * scale).min(cutout.height as f64 - start - ROUNDING);
        // Rows beyond the crop are read where the filter reaches them.
        let options = options.crop(left, start, wide, high);
        let bytes = bytemuck::cast_slice_mut(band);
        let target = TypedImage::<F32x4>::from_buffer(width as u32, rows as u32, bytes);
        let mut target = target.expect("as many bytes as the pixels take");
        let done = resizer.resize_typed(&source, &mut target, &options);
        done.expect("both pictures have pixels, and the band lies within the first");
    });
    large
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
        let disc = disc(32);
        let large = upscale(&disc, &Region::whole(&disc), 256, 256);
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
    fn what_shrinks_shows_no_seam_between_bands() {
        let slope = |at: usize| (at / 600 + at % 600) as f32 / 1200.0;
        let rgba = (0..600 * 600).flat_map(|at| [slope(at), slope(at), slope(at), 1.0]).collect();
        let slope = Cutout { width: 600, height: 600, rgba };
        let region = Region { x: 20, y: 40, width: 500, height: 500 };
        let small = upscale(&slope, &region, 410, 410);
        for (at, pixel) in small.rgba.chunks_exact(4).enumerate() {
            let place = |at: usize, start: f32| start + (at as f32 + 0.5) * 500.0 / 410.0 - 0.5;
            let expected = (place(at / 410, 40.0) + place(at % 410, 20.0)) / 1200.0;
            assert!((pixel[0] - expected).abs() < 1e-3, "{at}: {} for {expected}", pixel[0]);
        }
    }

    #[test]
    fn a_cut_out_is_resized_to_its_last_row_whatever_the_sizes() {
        for side in 90..110 {
            let cutout = Cutout { width: 8, height: side, rgba: vec![1.0; 8 * side * 4] };
            for height in [1, 7, side, side + 9, 383, 385, 611] {
                let pixels = resized(&cutout, &Region::whole(&cutout), 8, height);
                assert!(pixels.iter().all(|value| (value - 1.0).abs() < 1e-5), "{side} {height}");
            }
        }
    }

    #[test]
    fn glass_keeps_its_gradation() {
        let glass = Cutout { width: 16, height: 16, rgba: [0.2, 0.2, 0.2, 0.4].repeat(256) };
        let large = upscale(&glass, &Region::whole(&glass), 64, 64);
        assert!(large.rgba.chunks_exact(4).all(|p| (p[3] - 0.4).abs() < 0.01));
    }
}
