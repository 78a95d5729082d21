//! Ornaments: seal, ring, frame, quotation mark, beams, dots, arrow, confetti, and a thing repeated.
//! Knows boxes and paths only.

use crate::canvas::{Canvas, rounded};
use crate::ground::{scaled, whole};
use crate::layout::Form;
use crate::{Picture, Rect};
use std::f64::consts::TAU;
use std::sync::Arc;
use vello_cpu::kurbo::{Affine, BezPath, Circle, Point, Shape as _};

fn point(x: f32, y: f32) -> Point {
    Point::new(f64::from(x), f64::from(y))
}

fn centre(rect: Rect) -> Point {
    let (x, y) = rect.centre();
    point(x, y)
}

/// A seal: a circle whose edge waves.
pub fn seal(rect: Rect) -> BezPath {
    const WAVES: usize = 18;
    const STEPS: usize = WAVES * 12;
    let radius = f64::from(rect.w.min(rect.h)) / 2.0;
    let centre = centre(rect);
    let mut path = BezPath::new();
    for step in 0..STEPS {
        let turn = step as f64 / STEPS as f64 * TAU;
        let away = radius * (0.97 + 0.03 * (turn * WAVES as f64).cos());
        let place = centre + away * vello_cpu::kurbo::Vec2::from_angle(turn);
        if step == 0 { path.move_to(place) } else { path.line_to(place) }
    }
    path.close_path();
    path
}

/// A ring or a frame, `weight` thick.
pub fn band(form: Form, rect: Rect, radius: f32, weight: f32) -> BezPath {
    let (outer, inner) = if form == Form::Ring {
        let radius = f64::from(rect.w.min(rect.h)) / 2.0;
        let circle = |radius: f64| Circle::new(centre(rect), radius.max(0.0)).to_path(0.05);
        (circle(radius), circle(radius - f64::from(weight)))
    } else {
        (rounded(rect, radius), rounded(rect.grown(-weight), radius - weight))
    };
    let mut path = outer;
    path.extend(inner.reverse_subpaths());
    path
}

/// Two commas, as high as the box.
pub fn quote(rect: Rect) -> BezPath {
    let side = rect.h;
    let mut path = BezPath::new();
    for left in [rect.x, rect.x + side * 0.58] {
        let ball = side * 0.26;
        let foot = rect.y + side * 0.68;
        // A drop: round below, with a tail to the upper right.
        let circle = Circle::new(point(left + ball, foot), f64::from(ball));
        path.extend(circle.to_path(0.05));
        let mut tail = BezPath::new();
        tail.move_to(point(left, foot));
        tail.curve_to(
            point(left, rect.y + side * 0.3),
            point(left + side * 0.16, rect.y + side * 0.12),
            point(left + side * 0.42, rect.y + side * 0.06),
        );
        tail.line_to(point(left + side * 0.45, rect.y + side * 0.14));
        tail.curve_to(
            point(left + side * 0.32, rect.y + side * 0.2),
            point(left + side * 0.24, rect.y + side * 0.3),
            point(left + side * 0.25, rect.y + side * 0.44),
        );
        tail.line_to(point(left + ball, foot));
        tail.close_path();
        path.extend(tail);
    }
    path
}

/// Beams from the centre to beyond the edges.
pub fn rays(rect: Rect) -> BezPath {
    const BEAMS: usize = 14;
    let centre = centre(rect);
    let reach = f64::from(rect.w.hypot(rect.h)) / 2.0;
    let half = TAU / BEAMS as f64 / 4.0;
    let mut path = BezPath::new();
    for beam in 0..BEAMS {
        let turn = (beam as f64 + 0.25) / BEAMS as f64 * TAU;
        let edge = |turn: f64| centre + reach * 1.2 * vello_cpu::kurbo::Vec2::from_angle(turn);
        path.move_to(centre);
        path.line_to(edge(turn - half));
        path.line_to(edge(turn + half));
        path.close_path();
    }
    path
}

/// Dots in rows, `apart` pixels from each other.
pub fn dots(rect: Rect, apart: f32) -> BezPath {
    let mut path = BezPath::new();
    let (columns, rows) = ((rect.w / apart).floor() as usize, (rect.h / apart).floor() as usize);
    for at in 0..columns * rows {
        let (column, row) = ((at % columns) as f32 + 0.5, (at / columns) as f32 + 0.5);
        let place = point(rect.x + column * apart, rect.y + row * apart);
        path.extend(Circle::new(place, f64::from(apart) * 0.11).to_path(0.05));
    }
    path
}

/// An arrow that points down, as high as the box.
pub fn arrow(rect: Rect, weight: f32) -> BezPath {
    let (x, _) = rect.centre();
    let wing = rect.w.min(rect.h) * 0.42;
    let half = weight / 2.0;
    let mut shaft = rounded(Rect::new(x - half, rect.y, weight, rect.h - half), half);
    let tip = point(x, rect.bottom() - half);
    for side in [-1.0, 1.0] {
        let turn = Affine::rotate_about(side * TAU / 8.0, tip);
        let bar = Rect::new(x - half, rect.bottom() - wing - half, weight, wing + half);
        shaft.extend(turn * rounded(bar, half));
    }
    shaft
}

/// Small strips that lie about near the edges, the same for the same box.
pub fn confetti(rect: Rect, unit: f32) -> BezPath {
    let mut path = BezPath::new();
    let mut state = 0x9E37_79B9u32;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1u32 << 24) as f32
    };
    for at in 0..56 {
        let (along, depth, turn) = (random(), random(), random());
        let deep = 0.17 * depth * depth + 0.015;
        let (u, v) = match at % 4 {
            0 => (along, deep),
            1 => (along, 1.0 - deep),
            2 => (deep, along),
            _ => (1.0 - deep, along),
        };
        let place = point(rect.x + u * rect.w, rect.y + v * rect.h);
        let size = unit * (0.55 + 0.6 * random());
        let (x, y) = (place.x as f32, place.y as f32);
        let strip = if at % 3 == 0 {
            Circle::new(place, f64::from(size) * 0.55).to_path(0.05)
        } else {
            rounded(Rect::new(x - size * 1.2, y - size * 0.4, size * 2.4, size * 0.8), size * 0.4)
        };
        path.extend(Affine::rotate_about(f64::from(turn) * TAU, place) * strip);
    }
    path
}

/// The picture's subject, small, in rows that are offset by half, each turned a little.
pub fn paint(canvas: &mut Canvas, rect: Rect, unit: f32, picture: &Picture) {
    let part = whole(picture);
    let cell = 21.0 * unit;
    let inner = cell * 0.6;
    let scale = (inner / part.w).min(inner / part.h);
    let (width, height) = ((part.w * scale).floor(), (part.h * scale).floor());
    let pixels = Arc::new(scaled(&picture.pixels, part, width as u16, height as u16));
    let columns = (rect.w / cell).ceil() as i32 + 1;
    let rows = (rect.h / cell).ceil() as i32 + 1;
    let start =
        (rect.centre().0 - columns as f32 / 2.0 * cell, rect.centre().1 - rows as f32 / 2.0 * cell);
    for at in 0..columns * rows {
        let (column, row) = (at % columns, at / columns);
        let shift = if row % 2 == 0 { -0.25 } else { 0.25 };
        let x = start.0 + (column as f32 + 0.5 + shift) * cell;
        let y = start.1 + (row as f32 + 0.5) * cell;
        let tilt = [-14.0, 9.0, 18.0, -6.0][((column + 2 * row) % 4) as usize];
        let place = Rect::new((x - width / 2.0).round(), (y - height / 2.0).round(), width, height);
        let path = rounded(place, if picture.is_cutout() { 0.0 } else { 2.0 * unit });
        canvas.picture(Arc::clone(&pixels), ((place.x, place.y), 1.0), &path, (tilt, (x, y)));
    }
}
