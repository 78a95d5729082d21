//! A cut-out that a network enlarges four times: colours that go on beyond its outline before, and its outline drawn anew after.
//! What the network does is not known here; nor is what becomes of the enlarged cut-out.

use super::Cutout;
use super::compose::SHARE;
use super::upscale::{LARGER, Region, neighbours, resized, straight, visible_region};
use rayon::prelude::*;

/// How many times wider and higher it becomes.
const FACTOR: usize = 4;
/// Above this opacity a pixel hides what is behind it.
const OPAQUE: f32 = 0.9;
/// How far beyond the outline colours are grown in each round, pixels.
const GROWN: usize = 3;
/// The blur of the small picture's opacity that takes the stairs out of an outline: its sigma and reach, pixels.
const BLUR: f32 = 1.1;
const BLUR_REACH: usize = 3;
/// How far around a pixel opacity is compared, pixels: further than an outline is soft.
const OUTLINE_REACH: usize = 2;
/// How many times steeper than the blurred one an outline becomes. With 3.2, pictures are about as sharp as those that Spark
/// was trained on; docs/spark.md.
const STEEPER: f32 = 3.2;
/// Opacity up to this is noise.
const FAINT: f32 = 0.03;

/// What can be seen of a cut-out, for a network that enlarges colours four times.
pub struct SmallSubject {
    width: usize,
    height: usize,
    colours: Vec<f32>,
    opacity: Vec<f32>,
}

impl SmallSubject {
    /// `None` where nothing can be seen, or where a picture of `side` pixels shows the cut-out hardly larger than it is.
    pub fn of(cutout: &Cutout, side: u32) -> Option<Self> {
        let (_, _, width, height) = cutout.bounds()?;
        if side as f32 * SHARE < width.max(height) as f32 * LARGER {
            return None;
        }
        let small = visible_region(cutout)?.cut(cutout);
        let pixels = straight(&small, within(&small), GROWN);
        let colours = pixels.iter().flat_map(|pixel| pixel[..3].iter().copied()).collect();
        let opacity = pixels.iter().map(|pixel| pixel[3]).collect();
        Some(Self { width: small.width, height: small.height, colours, opacity })
    }

    /// The enlarged cut-out. `enlarge` is given straight colours, `[height, width, 3]` of 0..=1, the width and the height,
    /// and returns those of four times the size.
    ///
    /// # Errors
    /// Those of `enlarge`.
    pub fn enlarged<Error: Send>(
        self,
        enlarge: impl FnOnce(Vec<f32>, usize, usize) -> Result<Vec<f32>, Error> + Send,
    ) -> Result<Cutout, Error> {
        let Self { width, height, colours, opacity } = self;
        let (colours, opacity) = rayon::join(
            || enlarge(colours, width, height),
            || enlarged_opacity(&opacity, width, height),
        );
        let (colours, (width, height)) = (colours?, (width * FACTOR, height * FACTOR));
        let mut rgba = vec![0.0; width * height * 4];
        let lines = rgba.par_chunks_exact_mut(width * 4);
        let lines = lines.zip(colours.par_chunks_exact(width * 3));
        lines.zip(opacity.par_chunks_exact(width)).for_each(|((line, colours), opacity)| {
            let pixels = line.as_chunks_mut::<4>().0.iter_mut().zip(colours.as_chunks::<3>().0);
            for ((pixel, [r, g, b]), opacity) in pixels.zip(opacity) {
                let weighted = |channel: &f32| channel.clamp(0.0, 1.0) * opacity;
                *pixel = [weighted(r), weighted(g), weighted(b), *opacity];
            }
        });
        Ok(Cutout { width, height, rgba })
    }
}

/// The pixels that are within the outline with all that are around them: on it, colours have something of what lies
/// beyond, which a network would make a rim of.
fn within(cutout: &Cutout) -> Vec<bool> {
    let opaque = |at: usize| cutout.rgba[at * 4 + 3] > OPAQUE;
    let all = |at| neighbours(at, 1, cutout.width, cutout.height).all(opaque);
    (0..cutout.width * cutout.height).map(all).collect()
}

/// Opacity at four times the size: smooth along the outline, since it is blurred, and steep across it, since of the range that
/// opacity has nearby the middle is spread. What is half transparent all around stays so.
fn enlarged_opacity(opacity: &[f32], width: usize, height: usize) -> Vec<f32> {
    let size = (width, height);
    let kernel: Vec<f32> = {
        let away = (0..=2 * BLUR_REACH).map(|at| at as f32 - BLUR_REACH as f32);
        let weights: Vec<f32> = away.map(|away| (-0.5 * (away / BLUR).powi(2)).exp()).collect();
        let sum: f32 = weights.iter().sum();
        weights.iter().map(|weight| weight / sum).collect()
    };
    let weigh =
        |near: &[f32]| near.iter().zip(&kernel).map(|(value, weight)| value * weight).sum::<f32>();
    let mean = |near: &[f32]| near.iter().sum::<f32>() / near.len() as f32;
    let least = |near: &[f32]| near.iter().copied().fold(f32::MAX, f32::min);
    let most = |near: &[f32]| near.iter().copied().fold(f32::MIN, f32::max);
    let blurred = filtered(opacity, size, BLUR_REACH, weigh);
    let low = filtered(&filtered(opacity, size, OUTLINE_REACH, least), size, 1, mean);
    let high = filtered(&filtered(opacity, size, OUTLINE_REACH, most), size, 1, mean);
    let ranges = blurred.iter().zip(&low).zip(&high);
    let ranges: Vec<f32> =
        ranges.flat_map(|((&blurred, &low), &high)| [blurred, low, high, 0.0]).collect();
    let ranges = Cutout { width, height, rgba: ranges };
    let (width, height) = (width * FACTOR, height * FACTOR);
    let ranges = resized(&ranges, &Region::whole(&ranges), width, height);
    let mut large = vec![0.0; width * height];
    large.par_iter_mut().zip(ranges.as_chunks::<4>().0).for_each(
        |(opacity, &[blurred, low, high, _])| {
            let range = (high - low).max(1e-4);
            let place = ((blurred - low) / range - 0.5) * STEEPER + 0.5;
            let value = low + range * place.clamp(0.0, 1.0);
            *opacity = ((value - FAINT) / (1.0 - 2.0 * FAINT)).clamp(0.0, 1.0);
        },
    );
    large
}

/// Every value replaced by what `of` makes of those up to `reach` beside it, of which there are always `2 reach + 1`, first
/// across and then down; the border is repeated.
fn filtered(
    values: &[f32],
    (width, height): (usize, usize),
    reach: usize,
    of: impl Fn(&[f32]) -> f32,
) -> Vec<f32> {
    // One direction; columns become rows.
    let turned = |values: &[f32], width: usize, height: usize| {
        let mut out = vec![0.0; values.len()];
        let mut line = Vec::with_capacity(width + 2 * reach);
        for (y, row) in values.chunks_exact(width).enumerate() {
            line.clear();
            line.extend(std::iter::repeat_n(row[0], reach));
            line.extend_from_slice(row);
            line.extend(std::iter::repeat_n(row[width - 1], reach));
            for (x, near) in line.windows(2 * reach + 1).enumerate() {
                out[x * height + y] = of(near);
            }
        }
        out
    };
    turned(&turned(values, width, height), height, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// A disc of one colour with a soft outline of `soft` pixels, whose pixels there are black.
    fn disc(side: usize, soft: f32) -> Cutout {
        let centre = side as f32 / 2.0 - 0.5;
        let mut rgba = Vec::new();
        for at in 0..side * side {
            let (x, y) = ((at % side) as f32 - centre, (at / side) as f32 - centre);
            let alpha = ((side as f32 * 0.35 - x.hypot(y)) / soft + 0.5).clamp(0.0, 1.0);
            let shown = if alpha > 0.95 { 1.0 } else { 0.0 };
            rgba.extend([0.8 * shown, 0.2 * shown, 0.1 * shown, alpha]);
        }
        Cutout { width: side, height: side, rgba }
    }

    /// Each pixel sixteen times.
    fn repeated(rgb: Vec<f32>, width: usize, height: usize) -> Result<Vec<f32>, Infallible> {
        let pixels = rgb.as_chunks::<3>().0;
        let places = (0..4 * height).flat_map(|y| (0..4 * width).map(move |x| (x / 4, y / 4)));
        Ok(places.flat_map(|(x, y)| pixels[y * width + x]).collect())
    }

    #[test]
    fn the_outline_gets_the_colour_within_and_becomes_steep_where_it_was() {
        let small = SmallSubject::of(&disc(64, 3.0), 1024).unwrap();
        assert!(small.width < 64, "cut to what can be seen");
        let Ok(large) = small.enlarged(repeated);
        let pixels = large.rgba.as_chunks::<4>().0;
        for &[r, g, b, opacity] in pixels.iter().filter(|pixel| pixel[3] > 0.05) {
            let straight = [r, g, b].map(|channel| channel / opacity);
            let away = straight.iter().zip([0.8, 0.2, 0.1]).map(|(is, was)| (is - was).abs());
            assert!(away.fold(0.0, f32::max) < 0.01, "{straight:?} at {opacity}");
        }
        let area: f32 = pixels.iter().map(|pixel| pixel[3]).sum();
        let expected = std::f32::consts::PI * (256.0f32 * 0.35).powi(2);
        assert!((area / expected - 1.0).abs() < 0.02, "{area} against {expected}");
        let soft = pixels.iter().filter(|pixel| (0.1..0.9).contains(&pixel[3])).count();
        let around = std::f32::consts::TAU * 256.0 * 0.35;
        // As it was drawn it would be 0.8 * 12 pixels wide.
        assert!((soft as f32) < around * 6.5, "{soft} soft pixels on an outline of {around}");
    }

    #[test]
    fn stairs_of_an_outline_become_a_line() {
        let (width, height) = (48, 40);
        // A slanted line drawn with whole pixels.
        let stairs: Vec<f32> = (0..width * height)
            .map(|at| if at / width * 3 < at % width + 30 { 1.0 } else { 0.0 })
            .collect();
        let large = enlarged_opacity(&stairs, width, height);
        let edge = |x: usize| (0..4 * height).map(|y| large[y * 4 * width + x]).sum::<f32>();
        let edges: Vec<f32> = (24..4 * width - 24).map(edge).collect();
        let wobble = |near: &[f32]| (near[6] - (near[0] + near[12]) / 2.0).abs();
        let most = edges.windows(13).map(wobble).fold(0.0, f32::max);
        assert!(most < 1.0, "{most} of a stair's 4 pixels are left");
    }

    #[test]
    fn glass_stays_glass_and_noise_becomes_nothing() {
        let glass = enlarged_opacity(&[0.5; 400], 20, 20);
        assert!(glass.iter().all(|opacity| (opacity - 0.5).abs() < 0.01));
        let noise: Vec<f32> = (0..400).map(|at| (at * 7 % 5) as f32 * 0.006).collect();
        assert!(enlarged_opacity(&noise, 20, 20).iter().all(|opacity| *opacity == 0.0));
        assert!(enlarged_opacity(&[1.0; 400], 20, 20).iter().all(|opacity| *opacity == 1.0));
    }

    #[test]
    fn a_picture_that_shows_it_no_larger_and_one_that_shows_nothing_have_no_use_for_it() {
        assert!(SmallSubject::of(&disc(64, 1.0), 64).is_none());
        let nothing = Cutout { width: 8, height: 8, rgba: vec![0.0; 256] };
        assert!(SmallSubject::of(&nothing, 1024).is_none());
        let failed = SmallSubject::of(&disc(64, 1.0), 1024).unwrap();
        assert_eq!(failed.enlarged(|_, _, _| Err("stopped")), Err("stopped"));
    }
}
