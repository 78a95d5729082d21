//! Enlarges a cut-out with clean edges: colour and opacity apart, the outline drawn sharp again.
//! It knows nothing of backdrops; the result is a larger cut-out.

use super::Cutout;
use image::Rgba32FImage;
use image::imageops::{self, FilterType};
use rayon::prelude::*;

/// Rings of colour grown outwards before enlarging, so that the outline blends with no dark seam.
const GROWN_RINGS: usize = 4;

/// Enlarges (or shrinks) to exactly `width` x `height` pixels.
///
/// Plain interpolation makes the outline as soft as a pixel of the small picture is wide. So the
/// opacity is sharpened across the outline, and only there: where neighbouring small pixels span
/// from clear to opaque. Glass and soft shadows keep their gradations. The colour is sharpened by an
/// unsharp mask that stays within the range of its neighbourhood.
pub fn upscale(cutout: &Cutout, width: usize, height: usize) -> Cutout {
    let scale = (width as f32 / cutout.width as f32).max(height as f32 / cutout.height as f32);
    let (colour, opacity, edge) = planes(cutout);
    let small = (cutout.width, cutout.height);
    let large = (width, height);
    // Opacity, edge strength: two planes in one four-channel image.
    let shape: Vec<f32> =
        opacity.iter().zip(&edge).flat_map(|(opacity, edge)| [*opacity, *edge, 0.0, 1.0]).collect();
    let (soft, shape) = rayon::join(
        || resize(colour, small, large, FilterType::CatmullRom),
        || resize(shape, small, large, FilterType::CatmullRom),
    );
    let steepness = (scale * 0.55).max(1.0);
    let mut rgba = vec![0.0; width * height * 4];
    rgba.par_chunks_exact_mut(4)
        .zip(soft.par_chunks_exact(4).zip(shape.par_chunks_exact(4)))
        .for_each(|(pixel, (colour, shape))| {
            let (opacity, edge) = (shape[0].clamp(0.0, 1.0), shape[1].clamp(0.0, 1.0));
            let steep = ((opacity - 0.5) * steepness + 0.5).clamp(0.0, 1.0);
            // Smoothstep takes the corners off the ramp.
            let sharp = steep * steep * (3.0 - 2.0 * steep);
            let alpha = opacity + (sharp - opacity) * edge;
            for channel in 0..3 {
                pixel[channel] = colour[channel].clamp(0.0, 1.0) * alpha;
            }
            pixel[3] = alpha;
        });
    Cutout { width, height, rgba }
}

/// The small picture taken apart: straight colour grown beyond the outline (RGBX), opacity, and
/// how much of an outline runs through each pixel, 0..=1.
fn planes(cutout: &Cutout) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let (width, height) = (cutout.width, cutout.height);
    let opacity: Vec<f32> = cutout.rgba.chunks_exact(4).map(|p| p[3].clamp(0.0, 1.0)).collect();
    let mut known: Vec<bool> = opacity.iter().map(|opacity| *opacity > 0.35).collect();
    let mut colour: Vec<f32> = Vec::with_capacity(cutout.rgba.len());
    for (pixel, opacity) in cutout.rgba.chunks_exact(4).zip(&opacity) {
        let lift = 1.0 / opacity.max(0.02);
        colour.extend(pixel[..3].iter().map(|c| (c * lift).clamp(0.0, 1.0)));
        colour.push(1.0);
    }
    let neighbours = |at: usize| {
        let (x, y) = ((at % width) as isize, (at / width) as isize);
        (-1..=1)
            .flat_map(move |dy| (-1..=1).map(move |dx| (x + dx, y + dy)))
            .filter(move |(x, y)| {
                (0..width as isize).contains(x) && (0..height as isize).contains(y)
            })
            .map(move |(x, y)| y as usize * width + x as usize)
    };
    for _ in 0..GROWN_RINGS {
        let before = known.clone();
        for at in (0..before.len()).filter(|at| !before[*at]) {
            let mut sum = [0.0; 3];
            let mut count = 0.0;
            for near in neighbours(at).filter(|near| before[*near]) {
                (0..3).for_each(|channel| sum[channel] += colour[near * 4 + channel]);
                count += 1.0;
            }
            if count > 0.0 {
                (0..3).for_each(|channel| colour[at * 4 + channel] = sum[channel] / count);
                known[at] = true;
            }
        }
    }
    for at in (0..known.len()).filter(|at| !known[*at]) {
        colour[at * 4..at * 4 + 3].fill(0.5);
    }
    let edge = (0..opacity.len())
        .map(|at| {
            let range = neighbours(at).fold((1.0f32, 0.0f32), |(low, high), near| {
                (low.min(opacity[near]), high.max(opacity[near]))
            });
            ((range.1 - range.0 - 0.3) / 0.4).clamp(0.0, 1.0)
        })
        .collect();
    (sharpened(&colour, width, height), opacity, edge)
}

/// Unsharp mask over the eight neighbours, held within their range so that no halo appears.
fn sharpened(colour: &[f32], width: usize, height: usize) -> Vec<f32> {
    const AMOUNT: f32 = 0.7;
    let mut sharp = colour.to_vec();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            for channel in 0..3 {
                let value = |dx: usize, dy: usize| {
                    colour[((y + dy - 1) * width + x + dx - 1) * 4 + channel]
                };
                let (mut sum, mut low, mut high) = (0.0, f32::MAX, f32::MIN);
                for (dx, dy) in (0..3).flat_map(|dy| (0..3).map(move |dx| (dx, dy))) {
                    let near = value(dx, dy);
                    (sum, low, high) = (sum + near, low.min(near), high.max(near));
                }
                let here = value(1, 1);
                let lifted = here + (here - sum / 9.0) * AMOUNT;
                sharp[(y * width + x) * 4 + channel] = lifted.clamp(low, high);
            }
        }
    }
    sharp
}

/// Four floats a pixel, brought to another size.
fn resize(
    pixels: Vec<f32>,
    (width, height): (usize, usize),
    (new_width, new_height): (usize, usize),
    filter: FilterType,
) -> Vec<f32> {
    let image = Rgba32FImage::from_raw(width as u32, height as u32, pixels);
    let image = image.expect("four floats a pixel");
    imageops::resize(&image, new_width as u32, new_height as u32, filter).into_raw()
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
    fn glass_keeps_its_gradation() {
        let glass = Cutout { width: 16, height: 16, rgba: [0.2, 0.2, 0.2, 0.4].repeat(256) };
        let large = upscale(&glass, 64, 64);
        assert!(large.rgba.chunks_exact(4).all(|p| (p[3] - 0.4).abs() < 0.01));
    }
}
