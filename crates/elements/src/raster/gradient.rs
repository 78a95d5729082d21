//! Paths in the colours of a gradient, by a table of them: drawings lay many gradients on each other.
//! Knows lines, and fills with gradients that are linear or have their focus in the middle; resvg paints the others.

use super::blend::{Pixel, faded, over};
use resvg::tiny_skia::{FillRule, Mask, Path, PathStroker, Point, Transform};
use resvg::usvg::{self, BaseGradient, Opacity, Paint, SpreadMethod, Stop};
use std::borrow::Cow;

/// The steps of a table, from the gradient's start to its end.
const STEPS: usize = 1024;

/// A path with its colours, ready to be painted in bands.
pub(super) struct Shaded<'a> {
    path: Cow<'a, Path>,
    rule: FillRule,
    smooth: bool,
    place: Transform,
    colours: Colours,
    /// The columns and rows that the path reaches, the last ones not included.
    columns: (usize, usize),
    rows: (usize, usize),
}

/// What a path is painted with.
enum Colours {
    One(Pixel),
    Gradient(Gradient),
}

/// The colours of a gradient and where they lie.
struct Gradient {
    /// From the canvas to the gradient, which begins at 0 and ends at 1.
    back: Transform,
    is_radial: bool,
    table: Box<[Pixel; STEPS + 1]>,
    /// From here on there is nothing to paint.
    clear_from: f32,
}

impl<'a> Shaded<'a> {
    /// A path that lies at `place` and is only filled with a gradient, or only drawn as a line without dashes that is wider
    /// than a pixel; `None` for others.
    pub(super) fn of(path: &'a usvg::Path, place: Transform) -> Option<Self> {
        if !path.is_visible() {
            return None;
        }
        let (outline, rule, paint, opacity) = match (path.fill(), path.stroke()) {
            (Some(fill), None) if !matches!(fill.paint(), Paint::Color(_)) => {
                let rule = match fill.rule() {
                    usvg::FillRule::NonZero => FillRule::Winding,
                    usvg::FillRule::EvenOdd => FillRule::EvenOdd,
                };
                (Cow::Borrowed(path.data()), rule, fill.paint(), fill.opacity())
            }
            (None, Some(stroke)) => {
                let (x, y) = place.get_scale();
                if stroke.dasharray().is_some() || stroke.width().get() * x.min(y) < 1.5 {
                    return None;
                }
                let fineness = PathStroker::compute_resolution_scale(&place);
                let outline = path.data().stroke(&stroke.to_tiny_skia(), fineness)?;
                (Cow::Owned(outline), FillRule::Winding, stroke.paint(), stroke.opacity())
            }
            _ => return None,
        };
        let colours = Colours::of(paint, opacity, place)?;
        let edges = outline.bounds().transform(place)?;
        let reach = |from: f32, to: f32| {
            ((from.floor() - 1.0).max(0.0) as usize, (to.ceil() + 1.0).max(0.0) as usize)
        };
        let (columns, rows) =
            (reach(edges.left(), edges.right()), reach(edges.top(), edges.bottom()));
        let smooth = path.rendering_mode().use_shape_antialiasing();
        Some(Self { path: outline, rule, smooth, place, colours, columns, rows })
    }

    /// Paints what falls on some rows of a canvas, the first of which is row `top`.
    pub(super) fn paint(&self, bytes: &mut [u8], width: usize, top: usize) {
        let pixels = bytes.as_chunks_mut::<4>().0;
        let (left, right) = (self.columns.0.min(width), self.columns.1.min(width));
        let first = self.rows.0.max(top);
        let end = self.rows.1.min(top + pixels.len() / width);
        if left >= right || first >= end {
            return;
        }
        let Some(mut mask) = Mask::new((right - left) as u32, (end - first) as u32) else { return };
        let place = self.place.post_translate(-(left as f32), -(first as f32));
        mask.fill_path(&self.path, self.rule, self.smooth, place);
        let rows = pixels.chunks_exact_mut(width).skip(first - top);
        for ((y, row), mask) in (first..).zip(rows).zip(mask.data().chunks_exact(right - left)) {
            let from = Point::from_xy(left as f32 + 0.5, y as f32 + 0.5);
            self.colours.paint_row(&mut row[left..right], mask, from);
        }
    }
}

impl Colours {
    fn of(paint: &Paint, opacity: Opacity, place: Transform) -> Option<Self> {
        let (base, unit, is_radial): (&BaseGradient, _, _) = match paint {
            Paint::Color(colour) => {
                let whole = [colour.red, colour.green, colour.blue, 255];
                return Some(Self::One(faded(whole, opacity.to_u8())));
            }
            Paint::LinearGradient(linear) => {
                let (x, y) = (linear.x2() - linear.x1(), linear.y2() - linear.y1());
                (linear, Transform::from_row(x, y, -y, x, linear.x1(), linear.y1()), false)
            }
            Paint::RadialGradient(radial) => {
                let (x, y, r) = (radial.cx(), radial.cy(), radial.r().get());
                if (radial.fx(), radial.fy(), radial.fr().get()) != (x, y, 0.0) {
                    return None;
                }
                (radial, Transform::from_row(r, 0.0, 0.0, r, x, y), true)
            }
            Paint::Pattern(_) => return None,
        };
        if base.spread_method() != SpreadMethod::Pad || base.stops().len() < 2 {
            return None;
        }
        let back = place.pre_concat(base.transform()).pre_concat(unit).invert()?;
        let table = table(base, opacity);
        let visible = table.iter().rposition(|colour| *colour != [0; 4]);
        let clear_from = match visible {
            // The end reaches on and on.
            Some(STEPS) => f32::INFINITY,
            Some(last) => (last + 1) as f32 / STEPS as f32,
            None => 0.0,
        };
        Some(Self::Gradient(Gradient { back, is_radial, table, clear_from }))
    }

    /// Paints a row where `mask` covers it; `from` is the middle of its first pixel.
    fn paint_row(&self, row: &mut [Pixel], mask: &[u8], from: Point) {
        match self {
            Self::One(colour) => {
                for (below, cover) in row.iter_mut().zip(mask).filter(|(_, cover)| **cover > 0) {
                    *below = covered(*below, *colour, *cover);
                }
            }
            Self::Gradient(gradient) if gradient.is_radial => {
                let limit = gradient.clear_from * gradient.clear_from;
                gradient.paint_row(row, mask, from, |u, v| {
                    let squared = u * u + v * v;
                    (squared < limit).then(|| squared.sqrt())
                });
            }
            Self::Gradient(gradient) => {
                let limit = gradient.clear_from;
                gradient.paint_row(row, mask, from, |u, _| (u < limit).then_some(u));
            }
        }
    }
}

impl Gradient {
    /// Paints a row; `share` leads from a place in the gradient to how far its colour is from the start, `None` where there
    /// is no colour.
    fn paint_row(
        &self,
        row: &mut [Pixel],
        mask: &[u8],
        mut from: Point,
        share: impl Fn(f32, f32) -> Option<f32>,
    ) {
        self.back.map_point(&mut from);
        for (x, (below, cover)) in row.iter_mut().zip(mask).enumerate() {
            if *cover == 0 {
                continue;
            }
            let (u, v) = (from.x + x as f32 * self.back.sx, from.y + x as f32 * self.back.ky);
            let Some(share) = share(u, v) else { continue };
            let step = (share.clamp(0.0, 1.0) * STEPS as f32 + 0.5) as i32;
            *below = covered(*below, self.table[(step as usize).min(STEPS)], *cover);
        }
    }
}

/// A colour over a pixel that a path covers in part.
fn covered(below: Pixel, colour: Pixel, cover: u8) -> Pixel {
    match cover {
        255 => over(below, colour),
        cover => over(below, faded(colour, cover)),
    }
}

/// The colours of a gradient from its start to its end, multiplied by alpha.
fn table(gradient: &BaseGradient, opacity: Opacity) -> Box<[Pixel; STEPS + 1]> {
    let stop = |stop: &Stop| {
        let colour = stop.color();
        let alpha = (stop.opacity() * opacity).to_u8();
        (stop.offset().get(), [colour.red, colour.green, colour.blue, alpha].map(f32::from))
    };
    let stops: Vec<(f32, [f32; 4])> = gradient.stops().iter().map(stop).collect();
    let colour = |step: usize| {
        let share = step as f32 / STEPS as f32;
        let next = stops.partition_point(|(offset, _)| *offset <= share);
        let [r, g, b, a] = match (next.checked_sub(1), stops.get(next)) {
            (None, _) => stops[0].1,
            (Some(last), None) => stops[last].1,
            (Some(before), Some((end, to))) => {
                let (begin, from) = stops[before];
                let share = (share - begin) / (end - begin);
                std::array::from_fn(|at| from[at] + share * (to[at] - from[at]))
            }
        };
        let nearest = |value: f32| (value + 0.5) as u8;
        let byte = |value: f32| nearest(value * a / 255.0);
        [byte(r), byte(g), byte(b), nearest(a)]
    };
    Box::new(std::array::from_fn(colour))
}
