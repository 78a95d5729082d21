//! Two cut-outs as one picture: one below at the side, before the other, which stands above and half hidden.
//! The layout is that of the pairs in Spark's training; each was drawn by itself and loses none of its pixels.

use super::Cutout;
use super::upscale::{Region, upscale};

/// The sides of the things, and where their middles lie, as shares of the picture's side.
const SHARE: f32 = 0.6;
const FRONT: [f32; 2] = [0.31, 0.67];
const BEHIND: [f32; 2] = [0.69, 0.34];

/// A square in which the front keeps most of its pixels. `mirrored` puts the front to the right.
pub fn side_by_side(front: &Cutout, behind: &Cutout, mirrored: bool) -> Cutout {
    let side = front.width.max(front.height) * 4 / 3;
    let mut pair = Cutout { width: side, height: side, rgba: vec![0.0; side * side * 4] };
    for (cutout, [x, y]) in [(behind, BEHIND), (front, FRONT)] {
        let Some(square) = squared(cutout) else { continue };
        let size = (SHARE * side as f32) as usize;
        let thing = upscale(&square, &Region::whole(&square), size, size);
        let x = if mirrored { 1.0 - x } else { x };
        let start = |middle: f32| {
            let start = middle * side as f32 - size as f32 / 2.0;
            (start.max(0.0) as usize).min(side - size)
        };
        lay(&thing, &mut pair, start(x), start(y));
    }
    pair
}

/// What can be seen of a cut-out, in the middle of the smallest square; `None` where nothing can.
fn squared(cutout: &Cutout) -> Option<Cutout> {
    let (left, top, width, height) = cutout.bounds()?;
    let side = width.max(height);
    let mut rgba = vec![0.0; side * side * 4];
    for y in 0..height {
        let from = ((top + y) * cutout.width + left) * 4;
        let to = ((y + (side - height) / 2) * side + (side - width) / 2) * 4;
        rgba[to..to + width * 4].copy_from_slice(&cutout.rgba[from..from + width * 4]);
    }
    Some(Cutout { width: side, height: side, rgba })
}

/// Lays `thing` over `page`, which it lies within, its corner at `left` and `top`.
fn lay(thing: &Cutout, page: &mut Cutout, left: usize, top: usize) {
    for (y, row) in thing.rgba.chunks_exact(thing.width * 4).enumerate() {
        let start = ((top + y) * page.width + left) * 4;
        let place = page.rgba[start..start + row.len()].chunks_exact_mut(4);
        for (under, over) in place.zip(row.chunks_exact(4)) {
            let through = 1.0 - over[3];
            under.iter_mut().zip(over).for_each(|(under, over)| *under = over + *under * through);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disc of one colour, not in the middle.
    fn disc(colour: [f32; 3]) -> Cutout {
        let side = 64;
        let pixel = |at: usize| {
            let (x, y) = ((at % side) as f32 - 24.0, (at / side) as f32 - 38.0);
            let alpha = if x.hypot(y) < 20.0 { 1.0 } else { 0.0 };
            [colour[0] * alpha, colour[1] * alpha, colour[2] * alpha, alpha]
        };
        Cutout { width: side, height: side, rgba: (0..side * side).flat_map(pixel).collect() }
    }

    #[test]
    fn both_are_seen_and_the_front_hides_the_other() {
        let (red, blue) = (disc([1.0, 0.0, 0.0]), disc([0.0, 0.0, 1.0]));
        for mirrored in [false, true] {
            let pair = side_by_side(&red, &blue, mirrored);
            assert_eq!((pair.width, pair.height), (85, 85));
            let at = |x: f32, y: f32| {
                let x = if mirrored { 1.0 - x } else { x };
                pair.pixel((x * 84.0) as usize, (y * 84.0) as usize)
            };
            for (place, wanted) in [
                (at(0.31, 0.67), [1.0, 0.0, 0.0, 1.0]),
                (at(0.69, 0.34), [0.0, 0.0, 1.0, 1.0]),
                // Both are here, and the front lies above.
                (at(0.5, 0.505), [1.0, 0.0, 0.0, 1.0]),
                (at(0.1, 0.1), [0.0; 4]),
            ] {
                let near = place.iter().zip(wanted).all(|(is, wanted)| (is - wanted).abs() < 0.02);
                assert!(near, "{place:?} instead of {wanted:?}");
            }
        }
    }

    #[test]
    fn of_an_empty_one_nothing_is_laid() {
        let nothing = Cutout { width: 64, height: 64, rgba: vec![0.0; 64 * 64 * 4] };
        let pair = side_by_side(&disc([1.0; 3]), &nothing, false);
        assert!(pair.pixel(58, 20)[3] < 0.01 && pair.strongest_alpha() > 0.9);
        assert_eq!(side_by_side(&nothing, &nothing, false).strongest_alpha(), 0.0);
    }
}
