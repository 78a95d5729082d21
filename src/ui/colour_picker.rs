//! The button of a colour with the picker that it opens: an area of saturation and brightness, and a bar of hues, each for
//! the pointer and for the arrow keys. What a colour is for belongs to the callers, who also take typed codes.

use super::theme::{CONTROL_RADIUS, Look, colour};
use crate::brand::Rgb;
use egui::ecolor::HsvaGamma;
use egui::epaint::Mesh;
use egui::{
    Color32, EventFilter, Key, Popup, PopupCloseBehavior, Pos2, Rect, Response, Role, Sense, Shape,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, lerp, pos2, remap_clamp, vec2,
};

/// The area of saturation and brightness, and the bar of hues below it, points.
const AREA: Vec2 = vec2(220.0, 140.0);
const BAR: Vec2 = vec2(220.0, 18.0);
/// What an arrow key changes, of the whole.
const STEP: f32 = 0.02;

/// A button that shows a colour and opens the picker; changed where the user picked another.
pub fn colour_button(
    ui: &mut Ui,
    look: &Look,
    name: &str,
    size: Vec2,
    picked: &mut Rgb,
) -> Response {
    let (rect, mut button) = ui.allocate_exact_size(size, Sense::click());
    button.widget_info(|| WidgetInfo::labeled(Role::ColorWell, true, name));
    let edge = Stroke::new(1.0, look.edge());
    ui.painter().rect(rect, CONTROL_RADIUS, colour(*picked), edge, StrokeKind::Inside);
    let before = *picked;
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| picker_ui(ui, look, button.id, picked));
    if *picked != before {
        button.mark_changed();
    }
    button
}

/// The picker; the hue of a grey is kept while the picker is open.
fn picker_ui(ui: &mut Ui, look: &Look, id: egui::Id, picked: &mut Rgb) {
    let id = id.with("picked");
    let kept = ui.data(|data| data.get_temp::<(Rgb, HsvaGamma)>(id));
    let mut parts = match kept {
        Some((of, parts)) if of == *picked => parts,
        _ => HsvaGamma::from(colour(*picked)),
    };
    let moved = area_ui(ui, look, &mut parts) | bar_ui(ui, look, &mut parts.h);
    if moved {
        let ink = Color32::from(parts);
        *picked = Rgb::new(ink.r(), ink.g(), ink.b());
    }
    ui.data_mut(|data| data.insert_temp(id, (*picked, parts)));
}

/// Saturation from left to right, brightness from below; whether they were changed.
fn area_ui(ui: &mut Ui, look: &Look, parts: &mut HsvaGamma) -> bool {
    let (rect, area) = ui.allocate_exact_size(AREA, Sense::click_and_drag());
    let name = text!("colour-saturation-and-brightness");
    area.widget_info(|| WidgetInfo::labeled(Role::Slider, true, name));
    let hue = parts.h;
    paint_gradient(ui, rect, 12, 12, |x, y| HsvaGamma { h: hue, s: x, v: 1.0 - y, a: 1.0 }.into());
    let mut moved = false;
    if let Some(at) = area.interact_pointer_pos() {
        parts.s = remap_clamp(at.x, rect.x_range(), 0.0..=1.0);
        parts.v = remap_clamp(at.y, rect.y_range(), 1.0..=0.0);
        moved = true;
    }
    let by = arrows(ui, &area);
    if by != Vec2::ZERO {
        parts.s = (parts.s + by.x).clamp(0.0, 1.0);
        parts.v = (parts.v - by.y).clamp(0.0, 1.0);
        moved = true;
    }
    let at = pos2(lerp(rect.x_range(), parts.s), lerp(rect.y_range(), 1.0 - parts.v));
    paint_mark(ui, look, at, (*parts).into());
    moved
}

/// The hues from red to red; whether another was chosen.
fn bar_ui(ui: &mut Ui, look: &Look, hue: &mut f32) -> bool {
    let (rect, bar) = ui.allocate_exact_size(BAR, Sense::click_and_drag());
    bar.widget_info(|| WidgetInfo::labeled(Role::Slider, true, text!("colour-hue")));
    let pure = |hue: f32| Color32::from(HsvaGamma { h: hue, s: 1.0, v: 1.0, a: 1.0 });
    paint_gradient(ui, rect, 36, 1, |x, _| pure(x));
    let before = *hue;
    if let Some(at) = bar.interact_pointer_pos() {
        *hue = remap_clamp(at.x, rect.x_range(), 0.0..=1.0);
    }
    *hue = (*hue + arrows(ui, &bar).x).clamp(0.0, 1.0);
    paint_mark(ui, look, pos2(lerp(rect.x_range(), *hue), rect.center().y), pure(*hue));
    *hue != before
}

/// What the arrow keys move a focused control by, of its whole.
fn arrows(ui: &Ui, control: &Response) -> Vec2 {
    if !control.has_focus() {
        return Vec2::ZERO;
    }
    let filter =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(control.id, filter));
    ui.input(|input| {
        let count = |key| input.num_presses(key) as f32;
        vec2(
            count(Key::ArrowRight) - count(Key::ArrowLeft),
            count(Key::ArrowDown) - count(Key::ArrowUp),
        ) * STEP
    })
}

/// Paints a rectangle whose colour is known at each place, from 0 to 1 in both directions.
fn paint_gradient(
    ui: &Ui,
    rect: Rect,
    columns: u32,
    rows: u32,
    colour_at: impl Fn(f32, f32) -> Color32,
) {
    let mut mesh = Mesh::default();
    for row in 0..=rows {
        for column in 0..=columns {
            let (x, y) = (column as f32 / columns as f32, row as f32 / rows as f32);
            let at = pos2(lerp(rect.x_range(), x), lerp(rect.y_range(), y));
            mesh.colored_vertex(at, colour_at(x, y));
        }
    }
    for row in 0..rows {
        for column in 0..columns {
            let first = row * (columns + 1) + column;
            let below = first + columns + 1;
            mesh.add_triangle(first, first + 1, below);
            mesh.add_triangle(first + 1, below, below + 1);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// A circle where the colour is, with a line that is seen on each ground.
fn paint_mark(ui: &Ui, look: &Look, at: Pos2, ink: Color32) {
    let painter = ui.painter();
    painter.circle(at, 7.0, ink, Stroke::new(3.0, look.panel));
    painter.circle_stroke(at, 8.5, Stroke::new(1.0, look.ink));
}
