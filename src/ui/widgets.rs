//! The small pieces every panel is made of: buttons, chips, swatches, each with an accessible name.
//! They draw and answer; none of them knows a job or a brief.

use super::theme::{CONTROL_HEIGHT, ICONS, ICONS_FILLED, Look, colour, strong};
use crate::brand::Palette;
use egui::{
    Align2, Button, Color32, FontFamily, FontId, Rect, Response, RichText, Sense, Stroke, Ui, vec2,
};

/// An icon as text.
pub fn icon(name: &str, size: f32) -> RichText {
    RichText::new(name).family(FontFamily::Name(ICONS.into())).size(size)
}

/// The same icon, filled.
pub fn icon_filled(name: &str, size: f32) -> RichText {
    RichText::new(name).family(FontFamily::Name(ICONS_FILLED.into())).size(size)
}

/// The one button of a panel that everything leads to.
pub fn primary_button(ui: &mut Ui, look: &Look, icon_name: &str, text: &str, on: bool) -> Response {
    let fill = if on { look.accent } else { look.hovered() };
    let ink = if on { look.on_accent } else { look.quiet };
    let words = strong(text, 15.0).color(ink);
    let atoms = (egui::Atom::grow(), icon(icon_name, 18.0).color(ink), words, egui::Atom::grow());
    let size = vec2(ui.available_width(), 44.0);
    let button = Button::new(atoms).fill(fill).stroke(Stroke::NONE).min_size(size);
    ui.add_enabled(on, button).accessible_name(text)
}

/// An ordinary button with an icon.
pub fn button(ui: &mut Ui, icon_name: &str, text: &str) -> Response {
    ui.add(Button::new((icon(icon_name, 16.0), text))).accessible_name(text)
}

/// A button that is only an icon; `name` is what a screen reader says, `tip` what a pointer sees.
pub fn icon_button(ui: &mut Ui, icon_name: &str, name: &str, tip: &str) -> Response {
    icon_button_of(ui, icon(icon_name, 18.0), name, tip)
}

/// As `icon_button`, with an icon in a colour or filled.
pub fn icon_button_of(ui: &mut Ui, icon: RichText, name: &str, tip: &str) -> Response {
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(6.0, 4.0));
    let button = Button::new(icon).frame_when_inactive(false).min_size(vec2(30.0, 30.0));
    let response = ui.add(button);
    ui.spacing_mut().button_padding = padding;
    response.accessible_name(name).on_hover_text(tip)
}

/// A choice among several, in a row.
pub fn chip(ui: &mut Ui, look: &Look, selected: bool, text: &str) -> Response {
    let ink = if selected { look.ink } else { look.quiet };
    let fill = if selected { look.tint } else { look.panel };
    let stroke = Stroke::new(1.0, if selected { look.accent } else { look.line });
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(10.0, 4.0));
    let button = Button::new(RichText::new(text).color(ink).size(13.0))
        .fill(fill)
        .stroke(stroke)
        .corner_radius(14)
        .min_size(vec2(0.0, 28.0));
    let response = ui.add(button);
    ui.spacing_mut().button_padding = padding;
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(selected));
    response
}

/// A brand's colours as a row of dots.
pub fn swatches(ui: &mut Ui, look: &Look, palette: &Palette, size: f32) {
    let colours = palette.swatches();
    let step = size * 0.78;
    let width = step * (colours.len() - 1) as f32 + size;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size), Sense::hover());
    for (index, (_, rgb)) in colours.iter().enumerate() {
        let centre = rect.left_center() + vec2(size / 2.0 + step * index as f32, 0.0);
        ui.painter().circle(centre, size / 2.0, colour(*rgb), Stroke::new(1.5, look.panel));
        ui.painter().circle_stroke(centre, size / 2.0, Stroke::new(0.5, look.edge()));
    }
    let words: Vec<_> = colours.iter().map(|(name, rgb)| format!("{name} {rgb}")).collect();
    response.on_hover_text(words.join("\n"));
}

/// The name above a group of controls.
pub fn caption(ui: &mut Ui, look: &Look, text: &str) -> Response {
    ui.label(strong(text, 12.0).color(look.quiet))
}

/// A line that unfolds what is below it; returns whether it is open.
pub fn unfold(ui: &mut Ui, look: &Look, open: &mut bool, text: &str) -> bool {
    let caret = if *open { super::icons::DOWN } else { super::icons::RIGHT };
    let atoms = (icon(caret, 14.0).color(look.quiet), RichText::new(text).color(look.quiet));
    let button = Button::new(atoms).frame_when_inactive(false).frame(false);
    let response = ui.add(button).accessible_name(text);
    let is_open = *open;
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    if response.clicked() {
        *open = !*open;
    }
    *open
}

/// Steps a whole number up and down within its range.
pub fn stepper(ui: &mut Ui, what: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let fewer = ui
            .add_enabled_ui(*value > *range.start(), |ui| {
                icon_button(ui, super::icons::MINUS, &format!("Fewer {what}"), "One fewer")
            })
            .inner;
        let drag = egui::DragValue::new(value).range(range.clone()).speed(0.05);
        ui.add_sized(vec2(44.0, CONTROL_HEIGHT), drag).accessible_name(format!("Number of {what}"));
        let more = ui
            .add_enabled_ui(*value < *range.end(), |ui| {
                icon_button(ui, super::icons::PLUS, &format!("More {what}"), "One more")
            })
            .inner;
        if fewer.clicked() {
            *value -= 1;
        }
        if more.clicked() {
            *value += 1;
        }
    });
}

/// What an empty place says: an icon, a line, and what to do.
pub fn empty(ui: &mut Ui, look: &Look, icon_name: &str, title: &str, advice: &str) {
    ui.vertical_centered(|ui| {
        ui.label(icon(icon_name, 40.0).color(look.edge()));
        ui.label(strong(title, 17.0).color(look.ink));
        ui.add(egui::Label::new(RichText::new(advice).color(look.quiet)).wrap());
    });
}

/// A picture's place before there is one.
pub fn placeholder(ui: &Ui, look: &Look, rect: Rect, icon_name: &str) {
    ui.painter().rect_filled(rect, 8.0, look.ground);
    let font = FontId::new(20.0, FontFamily::Name(ICONS.into()));
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon_name, font, look.edge());
}

/// The squares that stand for transparency.
pub fn checkerboard(ui: &Ui, look: &Look, rect: Rect) {
    const CELL: f32 = 12.0;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, 0.0, look.panel);
    let dim: Color32 = look.line;
    let (columns, rows) =
        ((rect.width() / CELL).ceil() as i32, (rect.height() / CELL).ceil() as i32);
    for row in 0..rows {
        for column in (row % 2..columns).step_by(2) {
            let corner = rect.min + vec2(column as f32, row as f32) * CELL;
            painter.rect_filled(Rect::from_min_size(corner, vec2(CELL, CELL)), 0.0, dim);
        }
    }
}

/// A duration as people say it: `8 s`, `1 min 5 s`.
pub fn duration(time: std::time::Duration) -> String {
    let seconds = time.as_secs_f32().ceil().max(1.0) as u64;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes @ 60.., _) => format!("{} h {} min", minutes / 60, minutes % 60),
        (minutes @ 1..10, seconds @ 1..) => format!("{minutes} min {seconds} s"),
        (minutes, _) => format!("{minutes} min"),
    }
}

/// A size in bytes as people say it: `420 MB`, `1.1 GB`.
pub fn bytes(count: u64) -> String {
    let count = count as f64;
    if count >= 1e9 { format!("{:.1} GB", count / 1e9) } else { format!("{:.0} MB", count / 1e6) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn durations_and_sizes_read_as_people_say_them() {
        let said: Vec<_> = [0, 8, 60, 65, 700, 7260].map(Duration::from_secs).map(duration).into();
        assert_eq!(said, ["1 s", "8 s", "1 min", "1 min 5 s", "11 min", "2 h 1 min"]);
        assert_eq!((bytes(420_000_000), bytes(1_100_000_000)), ("420 MB".into(), "1.1 GB".into()));
    }
}
