//! Shadows of cut-outs: where a thing touches its ground, and its blurred shape.
//! Where they are painted is the ground's part.

use crate::Rgb;
use vello_cpu::Pixmap;
use vello_cpu::peniko::color::PremulRgba8;

/// Where a thing touches its ground: the left and right end of its lowest tenth.
pub(super) fn footprint(thing: &Pixmap) -> (f32, f32) {
    let (width, height) = (usize::from(thing.width()), usize::from(thing.height()));
    let lowest = &thing.data()[height * 9 / 10 * width..];
    let columns =
        lowest.iter().enumerate().filter(|(_, pixel)| pixel.a > 128).map(|(at, _)| at % width);
    let (from, to) = columns.fold((width, 0), |(from, to), x| (from.min(x), to.max(x + 1)));
    if from < to { (from as f32, to as f32) } else { (0.0, width as f32) }
}

/// How many pixels of a thing make one of its shadow.
pub(super) const SHADOW_SCALE: usize = 6;

/// A thing's shape in one colour, blurred, at a sixth of its size; and how far it reaches beyond
/// the thing's edge, in the thing's pixels.
pub(super) fn silhouette(thing: &Pixmap, colour: Rgb, opacity: f32, blur: f32) -> (Pixmap, f32) {
    let border = ((blur * 2.5) / SHADOW_SCALE as f32).ceil() as usize;
    let (inner_w, inner_h) = (
        usize::from(thing.width()).div_ceil(SHADOW_SCALE),
        usize::from(thing.height()).div_ceil(SHADOW_SCALE),
    );
    let (width, height) = (inner_w + 2 * border, inner_h + 2 * border);
    let mut plane = vec![0.0f32; width * height];
    for (at, pixel) in thing.data().iter().enumerate() {
        let (x, y) = (at % usize::from(thing.width()), at / usize::from(thing.width()));
        plane[(y / SHADOW_SCALE + border) * width + x / SHADOW_SCALE + border] +=
            f32::from(pixel.a);
    }
    let full = 255.0 * (SHADOW_SCALE * SHADOW_SCALE) as f32;
    plane.iter_mut().for_each(|value| *value /= full);
    // Three box blurs come close to a Gaussian.
    let reach = ((blur / SHADOW_SCALE as f32).round() as usize).max(1);
    for _ in 0..3 {
        plane = box_blurred(&plane, width, reach);
        plane = transposed(&box_blurred(&transposed(&plane, width), height, reach), height);
    }
    let pixel = |value: &f32| {
        let alpha = value * opacity;
        let times = |channel: u8| (f32::from(channel) * alpha).round() as u8;
        let a = (alpha * 255.0).round() as u8;
        PremulRgba8 { r: times(colour.0), g: times(colour.1), b: times(colour.2), a }
    };
    let pixels = plane.iter().map(pixel).collect();
    (Pixmap::from_parts(pixels, width as u16, height as u16), (border * SHADOW_SCALE) as f32)
}

fn box_blurred(plane: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let mut blurred = Vec::with_capacity(plane.len());
    let share = 1.0 / (2 * reach + 1) as f32;
    for row in plane.chunks_exact(width) {
        let at =
            |x: isize| usize::try_from(x).ok().and_then(|x| row.get(x)).copied().unwrap_or(0.0);
        let mut sum: f32 = (0..=reach as isize).map(at).sum();
        for x in 0..width as isize {
            blurred.push(sum * share);
            sum += at(x + reach as isize + 1) - at(x - reach as isize);
        }
    }
    blurred
}

fn transposed(plane: &[f32], width: usize) -> Vec<f32> {
    let height = plane.len() / width;
    (0..plane.len()).map(|at| plane[(at % height) * width + at / height]).collect()
}
