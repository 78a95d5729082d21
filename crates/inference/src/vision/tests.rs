//! Cut-outs of pictures that were put together from a known object and a known background, and strokes on them.

use super::*;

const RED: [f32; 3] = [0.85, 0.1, 0.12];
const BLUE: [f32; 3] = [0.1, 0.3, 0.9];

/// A disc with a wavy outline, its opacity in every pixel, and the map a network would give of it.
struct Scene {
    photo: Photo,
    opacity: Vec<f32>,
    map: Map,
}

fn outline(x: f32, y: f32) -> f32 {
    let (dx, dy) = (x - 0.5, y - 0.5);
    0.3 + 0.02 * (9.0 * dy.atan2(dx)).sin() - dx.hypot(dy)
}

fn scene(side: usize) -> Scene {
    let (mut rgba, mut opacity) = (Vec::new(), Vec::new());
    for at in 0..side * side {
        let (x, y) = ((at % side) as f32 + 0.5, (at / side) as f32 + 0.5);
        // The edge is two pixels wide.
        let alpha =
            (outline(x / side as f32, y / side as f32) * side as f32 / 2.0 + 0.5).clamp(0.0, 1.0);
        let stripes = 0.06 * ((x * 0.7).sin() + (y * 0.9).sin());
        for channel in 0..3 {
            let mixed = alpha * RED[channel] + (1.0 - alpha) * (BLUE[channel] + stripes);
            rgba.push((mixed.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        }
        rgba.push(255);
        opacity.push(alpha);
    }
    let cell = |at: usize| {
        let (x, y) = ((at % MAP_SIDE) as f32 + 0.5, (at / MAP_SIDE) as f32 + 0.5);
        // As soft as the network's, and half a cell too small.
        let away = outline(x / MAP_SIDE as f32, y / MAP_SIDE as f32) * MAP_SIDE as f32 - 0.5;
        (away / 5.0 + 0.5).clamp(0.0, 1.0)
    };
    let map = Map { values: (0..MAP_SIDE * MAP_SIDE).map(cell).collect() };
    Scene { photo: Photo::new(side, side, rgba).unwrap(), opacity, map }
}

#[test]
fn a_cut_out_has_the_opacity_and_the_colour_of_the_object() {
    for side in [300, 1500] {
        let scene = scene(side);
        let matte = Matte::of(&scene.photo, &scene.map, &Selection::default()).unwrap();
        let cut = matte.cut(scene.photo.clone());
        let (mut opacity_error, mut colour_error, mut mixed_error, mut edge) = (0.0, 0.0, 0.0, 0.0);
        for (at, pixel) in cut.rgba().chunks_exact(4).enumerate() {
            let alpha = f32::from(pixel[3]) / 255.0;
            opacity_error += (alpha - scene.opacity[at]).abs();
            if (0.05..0.95).contains(&scene.opacity[at]) && pixel[3] > 0 {
                edge += 1.0;
                let away = |pixel: &[u8]| -> f32 {
                    let channel = |at: usize| (f32::from(pixel[at]) / 255.0 - RED[at]).abs();
                    (channel(0) + channel(1) + channel(2)) / 3.0
                };
                colour_error += away(pixel);
                mixed_error += away(&scene.photo.rgba()[at * 4..]);
            }
        }
        let outline: f32 =
            scene.opacity.iter().filter(|alpha| (0.05..0.95).contains(*alpha)).count() as f32;
        // Against the map as it is, each of its cells laid over the pixels that it covers.
        let cell = |at: usize| at * MAP_SIDE / side;
        let of_map = |at: usize| scene.map.values[cell(at / side) * MAP_SIDE + cell(at % side)];
        let errors = (0..side * side).map(|at| (of_map(at) - scene.opacity[at]).abs());
        let map_error: f32 = errors.sum();
        eprintln!(
            "{side}: opacity {:.3} per edge pixel, of the map {:.3}; colour {:.3}, before {:.3}",
            opacity_error / outline,
            map_error / outline,
            colour_error / edge,
            mixed_error / edge
        );
        assert!(opacity_error < 0.35 * map_error, "{side}: {opacity_error} {map_error}");
        assert!(colour_error < 0.25 * mixed_error, "{side}: {colour_error} {mixed_error}");
    }
}

#[test]
fn strokes_add_and_remove_and_the_last_one_counts() {
    let scene = scene(600);
    let stroke = |x: f32, y: f32, adds: bool| Stroke { points: vec![[x, y]], radius: 20.0, adds };
    let strokes = vec![stroke(60.0, 60.0, true), stroke(300.0, 300.0, false)];
    let selection = Selection { seed: None, strokes: strokes.clone() };
    let opacity = |selection: &Selection, x: usize, y: usize| {
        let matte = Matte::of(&scene.photo, &scene.map, selection).unwrap();
        matte.cut(scene.photo.clone()).rgba()[(y * 600 + x) * 4 + 3]
    };
    assert_eq!(opacity(&Selection::default(), 60, 60), 0);
    assert_eq!(opacity(&selection, 60, 60), 255);
    assert_eq!(opacity(&selection, 300, 300), 0);
    assert_eq!(opacity(&selection, 300, 200), 255);
    let undone = [strokes, vec![stroke(300.0, 300.0, true)]].concat();
    assert_eq!(opacity(&Selection { seed: None, strokes: undone }, 300, 300), 255);
}

#[test]
fn a_photo_with_no_object_is_not_cut_but_the_brush_can() {
    let scene = scene(200);
    let nothing = Map { values: vec![0.1; MAP_SIDE * MAP_SIDE] };
    assert!(Matte::of(&scene.photo, &nothing, &Selection::default()).is_none());
    let stroke = Stroke { points: vec![[100.0, 100.0]], radius: 30.0, adds: true };
    let selection = Selection { seed: None, strokes: vec![stroke] };
    let cut = Matte::of(&scene.photo, &nothing, &selection).unwrap().cut(scene.photo.clone());
    assert_eq!(cut.rgba()[(100 * 200 + 100) * 4 + 3], 255);
    assert_eq!(cut.rgba()[3], 0);
}

#[test]
fn the_smallest_photos_are_cut_too() {
    for (width, height) in [(1, 1), (3, 200), (1000, 2)] {
        let photo = Photo::new(width, height, vec![90; width * height * 4]).unwrap();
        let everything = Map { values: vec![1.0; MAP_SIDE * MAP_SIDE] };
        let matte = Matte::of(&photo, &everything, &Selection::default()).unwrap();
        assert!(matte.cut(photo).rgba().chunks_exact(4).all(|pixel| pixel == [90, 90, 90, 255]));
    }
}
