//! Where drawings stand in a scene: plans for one, two and three, and rows for many of the same.
//! Knows sizes and angles, and nothing of what is drawn.

use super::SIDE;
use crate::shapes::Choices;

/// The most copies of the first drawing.
pub(super) const MOST: usize = 9;

/// Where a drawing stands: the middle of its foot, its longer side, its angle in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) which: usize,
    pub(super) x: f32,
    pub(super) foot: f32,
    pub(super) size: f32,
    pub(super) angle: f32,
}

/// Each arrangement as places: foot x, foot y, size, widest angle to either side.
type Plan = &'static [(usize, f32, f32, f32, f32)];

const ONE: [Plan; 5] = [
    &[(0, 50.0, 86.0, 70.0, 3.0)],
    &[(0, 50.0, 80.0, 58.0, 12.0)],
    &[(0, 44.0, 91.0, 76.0, 6.0)],
    &[(0, 57.0, 86.0, 66.0, 14.0)],
    &[(0, 51.0, 95.0, 84.0, 4.0)],
];
const TWO: [Plan; 5] = [
    &[(1, 70.0, 72.0, 44.0, 8.0), (0, 40.0, 88.0, 62.0, 4.0)],
    &[(0, 58.0, 82.0, 64.0, 4.0), (1, 27.0, 91.0, 40.0, 10.0)],
    &[(0, 34.0, 62.0, 50.0, 8.0), (1, 67.0, 90.0, 46.0, 8.0)],
    &[(0, 30.0, 86.0, 48.0, 3.0), (1, 71.0, 86.0, 46.0, 3.0)],
    &[(0, 50.0, 90.0, 72.0, 3.0), (1, 79.0, 40.0, 30.0, 14.0)],
];
const THREE: [Plan; 5] = [
    &[(0, 50.0, 78.0, 58.0, 3.0), (1, 25.0, 90.0, 36.0, 8.0), (2, 77.0, 91.0, 34.0, 8.0)],
    &[(1, 26.0, 66.0, 36.0, 8.0), (2, 75.0, 64.0, 34.0, 8.0), (0, 50.0, 92.0, 56.0, 4.0)],
    &[(0, 20.0, 84.0, 36.0, 3.0), (1, 50.0, 84.0, 36.0, 3.0), (2, 80.0, 84.0, 36.0, 3.0)],
    &[(0, 38.0, 90.0, 66.0, 4.0), (1, 78.0, 92.0, 36.0, 6.0), (2, 78.0, 46.0, 30.0, 12.0)],
    &[(0, 60.0, 88.0, 60.0, 4.0), (1, 20.0, 90.0, 32.0, 6.0), (2, 26.0, 48.0, 32.0, 10.0)],
];
/// Several of the first drawing alone.
const PAIR: [Plan; 3] = [
    &[(0, 67.0, 78.0, 50.0, 10.0), (0, 35.0, 88.0, 56.0, 6.0)],
    &[(0, 29.0, 84.0, 48.0, 5.0), (0, 71.0, 84.0, 48.0, 5.0)],
    &[(0, 32.0, 58.0, 46.0, 10.0), (0, 66.0, 92.0, 54.0, 8.0)],
];
const TRIO: [Plan; 2] = [
    &[(0, 28.0, 72.0, 42.0, 8.0), (0, 74.0, 72.0, 42.0, 8.0), (0, 50.0, 92.0, 48.0, 6.0)],
    &[(0, 20.0, 82.0, 38.0, 6.0), (0, 50.0, 72.0, 42.0, 6.0), (0, 80.0, 82.0, 38.0, 6.0)],
];

/// Where each drawing stands, the ones behind first, and which plan that is. `round` chooses the plan.
pub(super) fn arrange(
    kinds: usize,
    count: usize,
    round: usize,
    choices: &mut Choices,
) -> (usize, Vec<Place>) {
    let plans: &[Plan] = match (kinds, count) {
        (1, 1) => &ONE,
        (1, 2) => &PAIR,
        (1, 3) => &TRIO,
        (1, count) => return (0, rows(count, choices)),
        (2, _) => &TWO,
        _ => &THREE,
    };
    let which = round % plans.len();
    let mirrored = choices.below(2) == 1;
    let grown = choices.between(0.93, 1.05);
    let place = |&(which, x, foot, size, widest): &(usize, f32, f32, f32, f32)| Place {
        which,
        x: if mirrored { SIDE - x } else { x } + choices.between(-1.5, 1.5),
        foot: foot + choices.between(-1.0, 1.0),
        size: size * grown,
        angle: choices.between(-widest, widest),
    };
    let mut places: Vec<Place> = plans[which].iter().map(place).collect();
    // More of the first beside others: smaller, in front, side by side.
    if kinds > 1 {
        let extra = count - 1;
        places.extend((0..extra).map(|at| Place {
            which: 0,
            x: SIDE * (at as f32 + 1.0) / (extra as f32 + 1.0),
            foot: 96.0,
            size: 26.0,
            angle: choices.between(-8.0, 8.0),
        }));
    }
    (which, places)
}

/// Four to nine of the same, in two or three rows, the lower ones in front.
fn rows(count: usize, choices: &mut Choices) -> Vec<Place> {
    let lines = if count > 6 { 3 } else { 2 };
    let mut places = Vec::new();
    for line in 0..lines {
        let from = count * line / lines;
        let to = count * (line + 1) / lines;
        let step = 84.0 / (to - from) as f32;
        for at in from..to {
            places.push(Place {
                which: 0,
                x: 8.0 + step * (at - from) as f32 + step / 2.0,
                foot: 94.0 - 80.0 * (lines - 1 - line) as f32 / lines as f32,
                size: (76.0 / lines as f32).min(step * 1.1) * choices.between(0.92, 1.05),
                angle: choices.between(-9.0, 9.0),
            });
        }
    }
    places
}
