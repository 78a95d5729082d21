//! Paints what lies behind the words: pictures, cut-outs with their shadows, panels and ornaments.
//! Knows nothing of text.

mod rooms;
mod shadow;

use crate::canvas::{Canvas, kurbo, rounded};
use crate::geometry::Ratio;
use crate::layout::{Form, Layer, LayerKind, Shadow};
use crate::theme::Role;
use crate::{Content, Picture, Rect, Rgb, Size, Theme, pattern};
use fast_image_resize as fir;
use rooms::{beside_words, side_by_side};
use shadow::{SHADOW_SCALE, footprint, silhouette};
use std::sync::Arc;
use vello_cpu::Pixmap;
use vello_cpu::kurbo::{Arc as Arch, BezPath, Circle, Point, Shape as _, Vec2};

/// What every part of a post measures by.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub size: Size,
    /// Without the network's own controls.
    pub free: Rect,
    /// A hundredth of the geometric mean of the free area's sides, in pixels.
    pub unit: f32,
    pub ratio: Ratio,
    pub margin: f32,
}

impl Frame {
    /// A layer's box in pixels, its padding subtracted. `bleeds`: without padding it reaches the
    /// edge of the post where it reaches the edge of the free area.
    pub fn place(&self, layer: &Layer, pad: [f32; 4], bleeds: bool) -> Rect {
        let [x, y, w, h] = layer.area;
        let (free, page) = (self.free, Rect::of(self.size));
        let pad = pad.map(|units| units * self.unit);
        let reaches = [y <= 0.001, x + w >= 0.999, y + h >= 0.999, x <= 0.001];
        let out = |side: usize| bleeds && reaches[side] && pad[side] == 0.0;
        let top = if out(0) { page.y } else { free.y + y * free.h + pad[0] };
        let right = if out(1) { page.right() } else { free.x + (x + w) * free.w - pad[1] };
        let bottom = if out(2) { page.bottom() } else { free.y + (y + h) * free.h - pad[2] };
        let left = if out(3) { page.x } else { free.x + x * free.w + pad[3] };
        let (left, top) = (left.round(), top.round());
        Rect::new(left, top, (right.round() - left).max(1.0), (bottom.round() - top).max(1.0))
    }
}

/// Paints a layer; returns where it placed each cut-out of the first picture, by its number. `words` are boxes that words
/// will cover; a cut-out that fills the post stands beside them where there is room.
pub fn paint(
    canvas: &mut Canvas,
    layer: &Layer,
    frame: &Frame,
    (content, words): (&Content, &[Rect]),
    theme: &Theme,
) -> Vec<(usize, Rect)> {
    let pad = layer.pad.map_or([0.0; 4], |pad| pad.0);
    let flat =
        matches!(layer.form, Form::Rect | Form::Slant | Form::Rays | Form::Dots | Form::Confetti);
    let rect = frame.place(layer, pad, flat && layer.kind != LayerKind::Cutout);
    let overflows =
        matches!(layer.form, Form::Rays | Form::Confetti) || layer.kind == LayerKind::Pattern;
    if overflows {
        canvas.clip(&rounded(rect, 0.0));
    }
    let mut painter = Painter { canvas: &mut *canvas, layer, frame, theme, placed: Vec::new() };
    match layer.kind {
        LayerKind::Panel | LayerKind::Shape => painter.shape(rect),
        LayerKind::Picture => painter.picture(rect, content, words),
        LayerKind::Cutout => painter.cutout(rect, content),
        LayerKind::Pattern => {
            if let Some(picture) = content.pictures.get(layer.picture) {
                pattern::paint(painter.canvas, rect, frame.unit, picture);
            }
        }
        LayerKind::Stack | LayerKind::Row => {}
    }
    // In a place of its own, a picture stands alone: it has the number of its place.
    let number = |(number, rect): (usize, Rect)| (number.max(layer.picture), rect);
    let placed: Vec<_> = painter.placed.into_iter().map(number).collect();
    if overflows {
        canvas.unclip();
    }
    placed
}

struct Painter<'a> {
    canvas: &'a mut Canvas,
    layer: &'a Layer,
    frame: &'a Frame,
    theme: &'a Theme,
    placed: Vec<(usize, Rect)>,
}

impl Painter<'_> {
    fn radius(&self) -> f32 {
        self.layer.radius * self.frame.unit * self.theme.roundness
    }

    fn shape(&mut self, rect: Rect) {
        let layer = self.layer;
        let role = layer.fill.unwrap_or(Role::Primary);
        let palette = &self.theme.palette;
        let panel = layer.kind == LayerKind::Panel;
        let fill = if panel { palette.ground(role) } else { palette.role(role) };
        let opacity = layer.opacity.unwrap_or(1.0);
        let weight = layer.weight.unwrap_or(0.4) * self.frame.unit;
        let radius = self.radius();
        if layer.shadow.is_some() {
            let (blur, drop) = (2.2 * self.frame.unit, 1.2 * self.frame.unit);
            let below = Rect { y: rect.y + drop, ..rect };
            self.canvas.soft(below, radius, blur, self.theme.palette.dark, 0.22);
        }
        let path = match layer.form {
            Form::Ring | Form::Frame => pattern::band(layer.form, rect, radius, weight),
            Form::Rays => pattern::rays(rect),
            Form::Dots => pattern::dots(rect, layer.weight.unwrap_or(3.0) * self.frame.unit),
            Form::Confetti => pattern::confetti(rect, self.frame.unit),
            Form::Quote => pattern::quote(rect),
            Form::Arrow => pattern::arrow(rect, weight),
            form => outline(form, rect, radius),
        };
        match layer.fill_to {
            None => self.canvas.fill(&path, fill, opacity),
            Some(to) => {
                let top = (rect.x + rect.w * 0.2, rect.y);
                let foot = (rect.x + rect.w * 0.8, rect.bottom());
                let to = self.theme.palette.role(to);
                self.canvas.gradient(&path, (top, fill, opacity), (foot, to, opacity));
            }
        }
    }

    /// Cut to the box about its focus; a cut-out whole, on the layer's fill.
    fn picture(&mut self, rect: Rect, content: &Content, words: &[Rect]) {
        let Some(picture) = content.pictures.get(self.layer.picture) else { return };
        let path = outline(self.layer.form, rect, self.radius());
        if let Some(shadow) = self.layer.shadow {
            self.card_shadow(rect, shadow);
        }
        if picture.is_cutout() {
            let [light, fill] = behind_cutout(self.layer, self.theme);
            let (top, foot) = ((rect.x, rect.y), (rect.x, rect.bottom()));
            self.canvas.gradient(&path, (top, light, 1.0), (foot, fill, 1.0));
            let free = rect.common(self.frame.free);
            let room = if free.h < rect.h * 0.5 || free.w < rect.w * 0.5 { rect } else { free };
            let inner = beside_words(picture, room, words);
            self.things(picture, inner, Some(Shadow::Contact), 0.0);
            return;
        }
        let (width, height) = (rect.w as u16, rect.h as u16);
        let crop = covering(picture, rect.w / rect.h);
        let pixels = Arc::new(scaled(&picture.pixels, crop, width, height));
        let turn = (self.layer.tilt, rect.centre());
        self.canvas.picture(pixels, ((rect.x, rect.y), 1.0), &path, turn);
        let free = rect.common(self.frame.free);
        self.others(picture, free.grown(-0.1 * free.w.min(free.h)));
    }

    fn cutout(&mut self, rect: Rect, content: &Content) {
        let Some(picture) = content.pictures.get(self.layer.picture) else { return };
        if picture.is_cutout() {
            self.things(picture, rect, self.layer.shadow, self.layer.tilt);
            return;
        }
        // A photograph becomes a card, as high as its box and between 4:5 and 5:4.
        let own = f32::from(picture.pixels.width()) / f32::from(picture.pixels.height());
        let ratio = own.clamp(0.8, 1.25);
        let width = rect.w.min(rect.h * ratio);
        let height = width / ratio;
        let (x, y) = rect.centre();
        let card = Rect::new((x - width / 2.0).round(), (y - height / 2.0).round(), width, height);
        self.card_shadow(card, Shadow::Soft);
        let crop = covering(picture, ratio);
        let pixels = Arc::new(scaled(&picture.pixels, crop, width as u16, height as u16));
        let radius = 3.0 * self.frame.unit * self.theme.roundness;
        let path = rounded(Rect::new(card.x, card.y, width.floor(), height.floor()), radius);
        let turn = (self.layer.tilt * 0.4, card.centre());
        self.canvas.picture(pixels, ((card.x, card.y), 1.0), &path, turn);
        self.others(picture, card);
    }

    fn card_shadow(&mut self, card: Rect, shadow: Shadow) {
        let unit = self.frame.unit;
        let (drop, blur) = match shadow {
            Shadow::Contact => (0.8, 1.4),
            Shadow::Soft => (1.8, 3.2),
        };
        let radius = self.layer.radius.max(2.0) * unit * self.theme.roundness;
        let below = Rect { y: card.y + drop * unit, ..card };
        self.canvas.soft(below, radius, blur * unit, self.theme.palette.dark, 0.3);
    }

    /// A cut-out and those beside it. Together they fill the box: two side by side, of more the first in the middle, all on
    /// one ground.
    fn things(&mut self, picture: &Picture, rect: Rect, shadow: Option<Shadow>, tilt: f32) {
        if picture.others.is_empty() {
            return self.thing(0, picture, rect, shadow, tilt);
        }
        let all: Vec<Option<&Picture>> = std::iter::once(Some(picture))
            .chain(picture.others.iter().map(Option::as_ref))
            .collect();
        let rooms = side_by_side(&all, rect);
        for at in &picture.order {
            if let Some((Some(thing), room)) = all.get(*at).zip(rooms.get(*at)) {
                self.thing(*at, thing, *room, shadow, tilt);
            }
        }
    }

    /// The cut-outs that stand before a photograph.
    fn others(&mut self, picture: &Picture, rect: Rect) {
        let all: Vec<_> = picture.others.iter().map(Option::as_ref).collect();
        let rooms = side_by_side(&all, rect);
        for at in picture.order.iter().filter_map(|at| at.checked_sub(1)) {
            if let Some((Some(thing), room)) = all.get(at).zip(rooms.get(at)) {
                self.thing(at + 1, thing, *room, Some(Shadow::Contact), 0.0);
            }
        }
    }

    /// A cut-out with its shadow, as large as it goes into the box unless it has a placement of its own.
    fn thing(
        &mut self,
        number: usize,
        picture: &Picture,
        rect: Rect,
        shadow: Option<Shadow>,
        tilt: f32,
    ) {
        let whole = whole(picture);
        let (own_scale, [right, down]) = picture.placement;
        let size = self.frame.size;
        let (x, y) = (rect.x + right * size.width as f32, rect.y + down * size.height as f32);
        let rect = Rect { x, y, ..rect };
        let scale = (rect.w / whole.w).min(rect.h / whole.h) * own_scale;
        let (width, height) =
            ((whole.w * scale).max(1.0).floor(), (whole.h * scale).max(1.0).floor());
        let (x, y) = rect.centre();
        let place = Rect::new((x - width / 2.0).round(), (y - height / 2.0).round(), width, height);
        self.placed.push((number, place));
        let pixels = scaled(&picture.pixels, whole, width as u16, height as u16);
        let dark = self.theme.palette.dark;
        match shadow {
            Some(Shadow::Contact) => {
                let (from, to) = footprint(&pixels);
                let thick = (place.h * 0.028).max(2.0);
                let (from, to) = (place.x + from + thick * 0.5, place.x + to - thick * 0.5);
                let (lie, foot) = ((to - from).max(thick), place.bottom() - thick * 1.1);
                let flat = Rect::new((from + to - lie) / 2.0, foot, lie, thick);
                self.canvas.soft(flat, thick / 2.0, thick * 0.9, dark, 0.42);
                let wide =
                    Rect::new(flat.x - thick, foot - thick * 0.2, lie + 2.0 * thick, thick * 1.6);
                self.canvas.soft(wide, thick * 0.8, thick * 2.2, dark, 0.26);
            }
            Some(Shadow::Soft) => {
                let blur = 0.035 * (place.w + place.h) / 2.0;
                let (soft, border) = silhouette(&pixels, dark, 0.34, blur);
                let at = (place.x - border, place.y - border + blur * 1.3);
                let scale = SHADOW_SCALE as f32;
                let area = Rect::new(
                    at.0,
                    at.1,
                    f32::from(soft.width()) * scale,
                    f32::from(soft.height()) * scale,
                );
                let path = kurbo(area).to_path(0.1);
                self.canvas.picture(Arc::new(soft), (at, scale), &path, (tilt, place.centre()));
            }
            None => {}
        }
        let path = kurbo(place).to_path(0.1);
        let turn = (tilt, place.centre());
        self.canvas.picture(Arc::new(pixels), ((place.x, place.y), 1.0), &path, turn);
    }
}

/// The colours behind a cut-out of a picture's layer, above and at its foot.
pub fn behind_cutout(layer: &Layer, theme: &Theme) -> [Rgb; 2] {
    let palette = &theme.palette;
    let fill = layer.fill.map_or(palette.secondary, |role| palette.role(role));
    [fill.mix(palette.light, 0.45), fill]
}

/// Where a picture's subject lies: all of it for a photograph.
pub fn whole(picture: &Picture) -> Rect {
    let (width, height) = (f32::from(picture.pixels.width()), f32::from(picture.pixels.height()));
    picture.subject.unwrap_or(Rect::new(0.0, 0.0, width, height))
}

/// The largest part of that ratio, as near to the focus as it goes.
pub fn covering(picture: &Picture, ratio: f32) -> Rect {
    let (width, height) = (f32::from(picture.pixels.width()), f32::from(picture.pixels.height()));
    let w = width.min(height * ratio);
    // Rounding may give a hair more than there is.
    let h = (w / ratio).min(height);
    let x = (picture.focus.0 * width - w / 2.0).clamp(0.0, width - w);
    let y = (picture.focus.1 * height - h / 2.0).clamp(0.0, (height - h).max(0.0));
    Rect::new(x, y, w, h)
}

/// A part of a picture at another size; bilinear with support when it is made smaller, Catmull-Rom
/// when larger.
pub fn scaled(from: &Pixmap, part: Rect, width: u16, height: u16) -> Pixmap {
    let (width, height) = (width.max(1), height.max(1));
    let all = Rect::new(0.0, 0.0, from.width().into(), from.height().into());
    let part = part.common(all);
    // Summed as `f32`, the ends of a part may lie a hair beyond the picture, which is refused.
    let (left, top) = (f64::from(part.x), f64::from(part.y));
    let within = |length: f32, at: f64, whole: f32| f64::from(length).min(f64::from(whole) - at);
    let smaller = part.w >= f32::from(width);
    let filter = if smaller { fir::FilterType::Hamming } else { fir::FilterType::CatmullRom };
    let options = fir::ResizeOptions::new()
        .resize_alg(fir::ResizeAlg::Convolution(filter))
        .use_alpha(false)
        .crop(left, top, within(part.w, left, all.w), within(part.h, top, all.h));
    let source = fir::images::ImageRef::new(
        from.width().into(),
        from.height().into(),
        from.data_as_u8_slice(),
        fir::PixelType::U8x4,
    );
    let mut target = Pixmap::new(width, height);
    let view = fir::images::Image::from_slice_u8(
        width.into(),
        height.into(),
        target.data_as_u8_slice_mut(),
        fir::PixelType::U8x4,
    );
    if let (Ok(source), Ok(mut view)) = (source, view) {
        let done = fir::Resizer::new().resize(&source, &mut view, &options);
        debug_assert!(done.is_ok(), "a part lies within its picture: {part:?}");
    }
    target.recompute_may_have_transparency();
    target
}

/// The outline of a filled form.
pub fn outline(form: Form, rect: Rect, radius: f32) -> BezPath {
    let (x, y) = rect.centre();
    let centre = Point::new(f64::from(x), f64::from(y));
    match form {
        Form::Circle => Circle::new(centre, f64::from(rect.w.min(rect.h)) / 2.0).to_path(0.05),
        Form::Arch => {
            let half = f64::from(rect.w.min(rect.h * 2.0)) / 2.0;
            let (left, right) = (f64::from(rect.x), f64::from(rect.right()));
            let (top, foot) = (f64::from(rect.y) + half, f64::from(rect.bottom()));
            let mut path = BezPath::new();
            path.move_to((left, foot));
            path.line_to((left, top));
            let bow = Arch::new(
                Point::new((left + right) / 2.0, top),
                Vec2::new((right - left) / 2.0, half),
                std::f64::consts::PI,
                std::f64::consts::PI,
                0.0,
            );
            path.extend(bow.append_iter(0.05));
            path.line_to((right, foot));
            path.close_path();
            path
        }
        Form::Slant => {
            let lean = f64::from(rect.h) * 0.12;
            let (left, top) = (f64::from(rect.x), f64::from(rect.y));
            let (right, foot) = (f64::from(rect.right()), f64::from(rect.bottom()));
            let mut path = BezPath::new();
            path.move_to((left + lean, top));
            path.line_to((right, top));
            path.line_to((right, foot));
            path.line_to((left, foot));
            path.close_path();
            path
        }
        Form::Seal => crate::pattern::seal(rect),
        _ => rounded(rect, radius),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_any_ratio_lies_in_its_picture_and_is_painted() {
        let picture = Picture::new(427, 640, &[200; 427 * 640 * 4]).unwrap().with_focus(0.9, 0.95);
        for height in 30..400u16 {
            let part = covering(&picture, 256.0 / f32::from(height));
            assert!(part.right() <= 427.001 && part.bottom() <= 640.001, "{part:?}");
            assert!(scaled(&picture.pixels, part, 32, 32).sample(16, 16).a > 190, "{part:?}");
        }
    }
}
