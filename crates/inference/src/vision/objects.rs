//! The separate things in a map, of which one is cut out, and the strokes of a brush that add and remove.
//! Edges are not its business: `matte` finds them in the photo.

use std::collections::VecDeque;

use super::u2net::{MAP_SIDE, Map};

/// What a cut-out shows. Places are pixels of the photo, from its upper left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// A place on the object or near it; the largest object where there is none.
    pub seed: Option<[f32; 2]>,
    /// Applied in order after the object was chosen.
    pub strokes: Vec<Stroke>,
}

/// One stroke of the brush: a line through `points`, `radius` pixels to either side.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// `[x, y]` in pixels of the photo.
    pub points: Vec<[f32; 2]>,
    /// In pixels of the photo.
    pub radius: f32,
    /// Whether it adds to the cut-out or removes from it.
    pub adds: bool,
}

/// From here on a cell is part of an object.
const INSIDE: f32 = 0.5;
/// Below this a cell is part of none.
const OUTSIDE: f32 = 0.02;

/// The map of one object, zero elsewhere: the object at `seed`, given as shares of the photo's width and height, or
/// nearest to it, or else the largest. `None` where there is no object.
pub(super) fn one_object(map: &Map, seed: Option<[f32; 2]>) -> Option<Map> {
    let labels = objects(map);
    let chosen = match seed {
        Some([x, y]) => {
            let cell = |share: f32| share * MAP_SIDE as f32 - 0.5;
            let away = |at: usize| {
                let (dx, dy) = ((at % MAP_SIDE) as f32 - cell(x), (at / MAP_SIDE) as f32 - cell(y));
                dx * dx + dy * dy
            };
            let cells = (0..labels.len()).filter(|&at| labels[at] > 0 && map.values[at] >= INSIDE);
            labels[cells.min_by(|&one, &other| away(one).total_cmp(&away(other)))?]
        }
        None => {
            let mut sizes = vec![0.0f32; labels.iter().max()? + 1];
            for (label, value) in labels.iter().zip(&map.values).filter(|(label, _)| **label > 0) {
                sizes[*label] += value;
            }
            let largest =
                (1..sizes.len()).max_by(|&one, &other| sizes[one].total_cmp(&sizes[other]));
            largest?
        }
    };
    let kept = map.values.iter().zip(&labels);
    let values = kept.map(|(value, label)| if *label == chosen { *value } else { 0.0 }).collect();
    Some(Map { values })
}

/// The number of the object that each cell belongs to, from 1; 0 for none. Cells that are likely inside make objects
/// where they touch; the others join the object from which they can be reached in the fewest steps.
fn objects(map: &Map) -> Vec<usize> {
    let mut labels = vec![0; map.values.len()];
    let mut count = 0;
    let mut edge = VecDeque::new();
    for start in 0..labels.len() {
        if labels[start] > 0 || map.values[start] < INSIDE {
            continue;
        }
        count += 1;
        labels[start] = count;
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            edge.push_back(at);
            for near in beside(at) {
                if labels[near] == 0 && map.values[near] >= INSIDE {
                    labels[near] = count;
                    open.push(near);
                }
            }
        }
    }
    while let Some(at) = edge.pop_front() {
        for near in beside(at) {
            if labels[near] == 0 && map.values[near] > OUTSIDE {
                labels[near] = labels[at];
                edge.push_back(near);
            }
        }
    }
    labels
}

/// The up to four cells that share a side with a cell.
fn beside(at: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % MAP_SIDE, at / MAP_SIDE);
    let near = [
        (x > 0).then(|| at - 1),
        (x + 1 < MAP_SIDE).then_some(at + 1),
        (y > 0).then(|| at - MAP_SIDE),
        (y + 1 < MAP_SIDE).then_some(at + MAP_SIDE),
    ];
    near.into_iter().flatten()
}

/// Calls `each` with every pixel that a stroke touches, of a picture of `width` x `height` that is `scale` times as
/// large as the photo, and with the pixel's distance from the stroke's line as a share of its radius.
pub(super) fn touched(
    stroke: &Stroke,
    scale: [f32; 2],
    (width, height): (usize, usize),
    mut each: impl FnMut(usize, f32),
) {
    let points: Vec<[f32; 2]> =
        stroke.points.iter().map(|[x, y]| [x * scale[0], y * scale[1]]).collect();
    // A stroke that is thinner than a pixel still touches one.
    let radius = (stroke.radius * (scale[0] + scale[1]) / 2.0).max(0.75);
    for index in 0..points.len() {
        let (from, to) = (points[index], points[(index + 1).min(points.len() - 1)]);
        let range = |axis: usize, size: usize| {
            let low = (from[axis].min(to[axis]) - radius).max(0.0) as usize;
            let high = (from[axis].max(to[axis]) + radius + 1.0).max(0.0) as usize;
            low.min(size)..high.min(size)
        };
        for y in range(1, height) {
            for x in range(0, width) {
                let away = distance([x as f32 + 0.5, y as f32 + 0.5], from, to) / radius;
                if away <= 1.0 {
                    each(y * width + x, away);
                }
            }
        }
    }
}

/// From a point to a line between two others.
fn distance(point: [f32; 2], from: [f32; 2], to: [f32; 2]) -> f32 {
    let (line, rest) =
        ([to[0] - from[0], to[1] - from[1]], [point[0] - from[0], point[1] - from[1]]);
    let length = line[0] * line[0] + line[1] * line[1];
    let along = match length > 0.0 {
        true => ((rest[0] * line[0] + rest[1] * line[1]) / length).clamp(0.0, 1.0),
        false => 0.0,
    };
    (rest[0] - along * line[0]).hypot(rest[1] - along * line[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map of boxes (left, top, side) with a soft cell around each.
    fn boxes(boxes: &[(usize, usize, usize)]) -> Map {
        let mut values = vec![0.0; MAP_SIDE * MAP_SIDE];
        for &(left, top, side) in boxes {
            for y in top - 1..top + side + 1 {
                for x in left - 1..left + side + 1 {
                    let inside = (left..left + side).contains(&x) && (top..top + side).contains(&y);
                    values[y * MAP_SIDE + x] = if inside { 1.0 } else { 0.3 };
                }
            }
        }
        Map { values }
    }

    #[test]
    fn the_largest_object_is_chosen_and_a_seed_chooses_another() {
        let map = boxes(&[(10, 10, 40), (100, 100, 80), (250, 20, 30)]);
        let shows = |map: &Map, x: usize, y: usize| map.values[y * MAP_SIDE + x] > 0.0;
        let largest = one_object(&map, None).unwrap();
        assert!(shows(&largest, 140, 140) && !shows(&largest, 20, 20) && !shows(&largest, 260, 30));
        assert!(shows(&largest, 99, 99), "its soft outline stays");
        let small = one_object(&map, Some([20.0 / 320.0, 20.0 / 320.0])).unwrap();
        assert!(shows(&small, 20, 20) && !shows(&small, 140, 140));
        let nearest = one_object(&map, Some([0.99, 0.01])).unwrap();
        assert!(shows(&nearest, 260, 30) && !shows(&nearest, 20, 20));
    }

    #[test]
    fn a_map_of_nothing_has_no_object() {
        let nothing = Map { values: vec![0.4; MAP_SIDE * MAP_SIDE] };
        assert!(one_object(&nothing, None).is_none());
        assert!(one_object(&nothing, Some([0.5, 0.5])).is_none());
    }

    #[test]
    fn a_stroke_touches_what_lies_within_its_radius() {
        let stroke = Stroke { points: vec![[10.0, 10.0], [30.0, 10.0]], radius: 4.0, adds: true };
        let mut pixels = vec![false; 20 * 20];
        touched(&stroke, [0.5, 0.5], (20, 20), |at, away| {
            assert!((0.0..=1.0).contains(&away));
            pixels[at] = true;
        });
        assert!(pixels[5 * 20 + 10] && pixels[5 * 20 + 4] && pixels[6 * 20 + 14]);
        assert!(!pixels[8 * 20 + 10] && !pixels[5 * 20 + 18]);
        let outside = Stroke { points: vec![[-50.0, 900.0]], radius: 3.0, adds: true };
        touched(&outside, [1.0, 1.0], (20, 20), |_, _| panic!("it lies outside"));
        touched(&Stroke { points: vec![], ..outside }, [1.0, 1.0], (20, 20), |_, _| {
            panic!("empty")
        });
    }
}
