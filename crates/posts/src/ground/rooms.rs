//! Where several cut-outs stand in the place of one. It computes boxes only; `ground` paints.

use super::whole;
use crate::{Picture, Rect};

/// The rooms of up to four things in a box: beside each other, a little behind each other, on one ground.
pub(super) fn side_by_side(things: &[Option<&Picture>], rect: Rect) -> Vec<Rect> {
    // Left end and width, in shares of the box; of three and four, the first ones are in the middle and larger.
    let columns: &[(f32, f32)] = match things.len() {
        1 => &[(0.0, 1.0)],
        2 => &[(0.0, 0.56), (0.44, 0.56)],
        3 => &[(0.26, 0.48), (0.0, 0.4), (0.6, 0.4)],
        _ => &[(0.17, 0.38), (0.45, 0.38), (0.0, 0.28), (0.72, 0.28)],
    };
    let height = |(thing, column): (&Option<&Picture>, &(f32, f32))| {
        let whole = thing.map_or(rect, whole);
        (rect.w * column.1 / whole.w).min(rect.h / whole.h) * whole.h
    };
    let heights: Vec<f32> = things.iter().zip(columns).map(height).collect();
    let highest = heights.iter().copied().fold(1.0, f32::max);
    let foot = rect.centre().1 + highest / 2.0;
    let room = |(height, (left, width)): (f32, &(f32, f32))| {
        Rect::new(rect.x + left * rect.w, foot - height, width * rect.w, height)
    };
    heights.into_iter().zip(columns).map(room).collect()
}

/// The least that a cut-out beside words may be, of its size without them.
const LEAST_BESIDE: f32 = 0.4;

/// Where a cut-out stands in a room: beside the words, unless it would become too small there.
pub(super) fn beside_words(picture: &Picture, room: Rect, words: &[Rect]) -> Rect {
    let shape = (whole(picture).w, whole(picture).h);
    let scale = |room: Rect| (room.w / shape.0).min(room.h / shape.1);
    let middle = room.grown(-0.13 * room.w.min(room.h));
    let beside = room.beside(words, shape);
    let beside = beside.grown(-0.06 * beside.w.min(beside.h));
    if scale(beside) >= LEAST_BESIDE * scale(middle) { beside } else { middle }
}
