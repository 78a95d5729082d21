//! The small widgets that every panel uses: buttons, chips, swatches, each with an accessible name.
//! They draw and return a response; none of them knows a job or a brief.

use super::text;
use super::theme::{CONTROL_HEIGHT, ICONS, ICONS_FILLED, Look, colour, strong};
use crate::brand::{Palette, Rgb};
use crate::brief::SafeZone;
use egui::{
    Align2, Button, Color32, FontFamily, FontId, Rect, Response, RichText, Sense, Stroke, Ui, Vec2,
    vec2,
};

/// An icon as text.
pub fn icon(name: &str, size: f32) -> RichText {
    RichText::new(name).family(FontFamily::Name(ICONS.into())).size(size)
}

/// The same icon, filled.
pub fn icon_filled(name: &str, size: f32) -> RichText {
    RichText::new(name).family(FontFamily::Name(ICONS_FILLED.into())).size(size)
}

/// The largest rectangle of a shape in the middle of a room.
pub fn fitted(room: Rect, shape: Vec2) -> Rect {
    let scale = (room.width() / shape.x).min(room.height() / shape.y);
    Rect::from_center_size(room.center(), shape * scale)
}

/// What of a picture a network's own controls leave free.
pub fn free_area(zone: &SafeZone, picture: Rect) -> Rect {
    Rect::from_min_max(
        picture.lerp_inside(vec2(zone.sides, zone.top)),
        picture.lerp_inside(vec2(1.0 - zone.sides, 1.0 - zone.bottom)),
    )
}

/// The shadow below a large picture.
pub fn picture_shadow(ui: &Ui, look: &Look, picture: Rect) {
    let color = Color32::from_black_alpha(if look.dark { 120 } else { 45 });
    let shadow = egui::epaint::Shadow { offset: [0, 6], blur: 24, spread: 0, color };
    ui.painter().add(shadow.as_shape(picture, 4));
}

/// The main button of a panel.
pub fn primary_button(ui: &mut Ui, look: &Look, icon_name: &str, text: &str, on: bool) -> Response {
    let fill = if on { look.accent } else { look.hovered() };
    let ink = if on { look.on_accent } else { look.quiet };
    // A long text is set smaller before it widens its panel; beside it stand the icon, a gap and the padding.
    let room = ui.available_width() - 18.0 - 4.0 * ui.spacing().button_padding.x;
    let width = |size: f32| {
        let text = egui::WidgetText::from(strong(text, size));
        let wrap = Some(egui::TextWrapMode::Extend);
        text.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Button).size().x
    };
    let size = [15.0, 14.0, 13.0].into_iter().find(|size| width(*size) <= room).unwrap_or(12.0);
    let label = strong(text, size).color(ink);
    let atoms = (egui::Atom::grow(), icon(icon_name, 18.0).color(ink), label, egui::Atom::grow());
    let size = vec2(ui.available_width(), 44.0);
    let button = Button::new(atoms).fill(fill).stroke(Stroke::NONE).min_size(size);
    ui.add_enabled(on, button).accessible_name(text)
}

/// An ordinary button with an icon.
pub fn button(ui: &mut Ui, icon_name: &str, text: &str) -> Response {
    ui.add(Button::new((icon(icon_name, 16.0), text))).accessible_name(text)
}

/// The width of an ordinary button, points.
pub fn button_width(ui: &Ui, text: &str) -> f32 {
    let wrap = Some(egui::TextWrapMode::Extend);
    let galley = egui::WidgetText::from(text);
    let text = galley.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Button);
    16.0 + ui.spacing().icon_spacing + text.size().x + 2.0 * ui.spacing().button_padding.x
}

/// A button with only an icon: `name` for screen readers, `tip` as the tooltip.
pub fn icon_button(ui: &mut Ui, icon_name: &str, name: &str, tip: &str) -> Response {
    icon_button_of(ui, icon(icon_name, 18.0), name, tip)
}

/// As `icon_button`, with an icon in a colour or filled.
pub fn icon_button_of(ui: &mut Ui, icon: RichText, name: &str, tip: &str) -> Response {
    icon_button_if(ui, true, icon, name, tip)
}

/// As `icon_button_of`, disabled where it is not `on`. In a wrapped row, it moves to the next line as a whole.
pub fn icon_button_if(ui: &mut Ui, on: bool, icon: RichText, name: &str, tip: &str) -> Response {
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(6.0, 4.0));
    let button = Button::new(icon).frame_when_inactive(false).min_size(vec2(30.0, 30.0));
    let response = ui.add_enabled(on, button);
    ui.spacing_mut().button_padding = padding;
    response.accessible_name(name).on_hover_text(tip)
}

/// A choice among several, in a row.
pub fn chip(ui: &mut Ui, look: &Look, selected: bool, text: &str) -> Response {
    padded_chip(ui, look, selected, text, 10.0)
}

/// As `chip`, for several long ones that share a narrow row.
pub fn narrow_chip(ui: &mut Ui, look: &Look, selected: bool, text: &str) -> Response {
    padded_chip(ui, look, selected, text, 7.0)
}

fn padded_chip(ui: &mut Ui, look: &Look, selected: bool, text: &str, padding: f32) -> Response {
    let ink = if selected { look.ink } else { look.quiet };
    let fill = if selected { look.tint } else { look.panel };
    let stroke = Stroke::new(1.0, if selected { look.accent } else { look.line });
    let before = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(padding, 4.0));
    let button = Button::new(RichText::new(text).color(ink).size(13.0))
        .fill(fill)
        .stroke(stroke)
        .corner_radius(14)
        .min_size(vec2(0.0, 28.0));
    let response = ui.add(button);
    ui.spacing_mut().button_padding = before;
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(selected));
    response
}

/// The same with a colour before its text.
pub fn swatch_chip(
    ui: &mut Ui,
    look: &Look,
    selected: bool,
    swatch: Option<Rgb>,
    text: &str,
) -> Response {
    // The circle stands where the spaces are.
    let response = match swatch {
        Some(_) => chip(ui, look, selected, &format!("     {text}")),
        None => chip(ui, look, selected, text),
    };
    if let Some(swatch) = swatch {
        let centre = response.rect.left_center() + vec2(18.0, 0.0);
        let edge = Stroke::new(0.5, look.edge());
        ui.painter().circle(centre, 7.0, colour(swatch), edge);
    }
    response
}

/// The greatest height of a menu's entries, points: `most`, and less in a low window.
pub fn menu_height(ctx: &egui::Context, most: f32) -> f32 {
    (ctx.content_rect().height() - 72.0).clamp(96.0, most)
}

/// Room at both ends of the entries of a menu, which egui sets to nearly nothing.
pub fn pad_entries(ui: &mut Ui) {
    ui.spacing_mut().button_padding = vec2(10.0, 6.0);
}

/// A brand's colours as a row of circles.
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
    let names: Vec<_> = colours
        .iter()
        .map(|(name, rgb)| format!("{} {rgb}", text::value("swatch", name, name)))
        .collect();
    response.on_hover_text(names.join("\n"));
}

/// The name above a group of controls.
pub fn caption(ui: &mut Ui, look: &Look, text: &str) -> Response {
    ui.label(strong(text, 12.0).color(look.quiet))
}

/// The name above a group of chips, with a control at the end of its line, which keeps its place whatever wraps below.
pub fn caption_with<R>(
    ui: &mut Ui,
    look: &Look,
    text: &str,
    control: impl FnOnce(&mut Ui) -> R,
) -> R {
    let row = ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let added = control(ui);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let text = strong(text, 12.0).color(look.quiet);
                ui.add(egui::Label::new(text).truncate());
            });
            added
        })
        .inner
    });
    row.inner
}

/// A line that shows or hides what is below it; returns whether it is open.
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

/// Changes a whole number by one within its range.
/// `names` are those of its buttons and of the number between them.
pub fn stepper(
    ui: &mut Ui,
    [fewer_name, number_name, more_name]: [&str; 3],
    value: &mut u32,
    range: std::ops::RangeInclusive<u32>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let fewer = ui
            .add_enabled_ui(*value > *range.start(), |ui| {
                icon_button(ui, super::icons::MINUS, fewer_name, text!("control-one-fewer"))
            })
            .inner;
        let drag = egui::DragValue::new(value).range(range.clone()).speed(0.05);
        ui.add_sized(vec2(44.0, CONTROL_HEIGHT), drag).accessible_name(number_name);
        let more = ui
            .add_enabled_ui(*value < *range.end(), |ui| {
                icon_button(ui, super::icons::PLUS, more_name, text!("control-one-more"))
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

/// The content of an empty panel: an icon, a title, and what to do.
pub fn empty(ui: &mut Ui, look: &Look, icon_name: &str, title: &str, advice: &str) {
    ui.vertical_centered(|ui| {
        ui.label(icon(icon_name, 40.0).color(look.edge()));
        ui.label(strong(title, 17.0).color(look.ink));
        ui.add(egui::Label::new(RichText::new(advice).color(look.quiet)).wrap());
    });
}

/// The frame of a picture that is not there.
pub fn placeholder(ui: &Ui, look: &Look, rect: Rect, icon_name: &str) {
    ui.painter().rect_filled(rect, 8.0, look.ground);
    let font = FontId::new(20.0, FontFamily::Name(ICONS.into()));
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon_name, font, look.edge());
}

/// How much a frame stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    Selected,
    /// Under the pointer, or with the keyboard's focus.
    Hovered,
    Plain,
}

impl Emphasis {
    pub fn of(is_selected: bool, response: &Response) -> Self {
        if is_selected {
            Self::Selected
        } else if response.hovered() || response.has_focus() {
            Self::Hovered
        } else {
            Self::Plain
        }
    }

    /// The colour of the frame's line.
    pub fn colour(self, look: &Look) -> Color32 {
        match self {
            Self::Selected => look.accent,
            Self::Hovered => look.edge(),
            Self::Plain => look.line,
        }
    }

    /// The frame's line around a picture; a selected one is `width` points wide.
    pub fn stroke(self, look: &Look, width: f32) -> Stroke {
        let width = match self {
            Self::Selected => width,
            Self::Hovered => width - 0.5,
            Self::Plain => 1.0,
        };
        Stroke::new(width, self.colour(look))
    }
}

/// The checkerboard behind transparent pixels.
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
