//! What one frame of the window shows: its painted texts with what covers them, and its controls with their places.
//! It reads egui's shapes, widgets and accessibility tree; what is wrong with them is decided in `cut`.

use crate::support::window::Window;
use egui::accesskit::Role;
use egui::epaint::{ClippedShape, TextShape};
use egui::{LayerId, Order, Pos2, Rect, Shape, WidgetRect};
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::collections::HashMap;

/// A text as it is painted.
pub struct PaintedText {
    /// All of it, also where it is shortened.
    pub words: String,
    /// Where the letters of each row are, points; without rows that show nothing.
    pub rows: Vec<Rect>,
    pub clip: Rect,
    pub is_elided: bool,
    /// Its place in the order of painting.
    at: usize,
}

impl PaintedText {
    fn of(shape: &TextShape, clip: Rect, at: usize) -> Self {
        let row = |row: &egui::epaint::text::PlacedRow| {
            let offset = shape.pos.to_vec2() + row.pos.to_vec2();
            row.row.visuals.mesh_bounds.translate(offset)
        };
        let rows = shape.galley.rows.iter().map(row).filter(Rect::is_positive).collect();
        Self {
            words: shape.galley.text().to_owned(),
            rows,
            clip,
            is_elided: shape.galley.elided,
            at,
        }
    }

    pub fn height(&self) -> f32 {
        self.rows.iter().fold(Rect::NOTHING, |all, row| all | *row).height()
    }

    /// The middle of its first row that is in sight.
    pub fn middle(&self) -> Option<Pos2> {
        let shown = self.rows.iter().map(|row| row.intersect(self.clip));
        let is_seen = |row: &Rect| row.width() > 3.0 && row.height() > 3.0;
        shown.filter(is_seen).map(|row| row.center()).next()
    }
}

/// A control or a label of the window.
pub struct Control {
    pub id: u64,
    pub name: String,
    pub value: String,
    pub role: Role,
    pub layer: LayerId,
    pub rect: Rect,
    /// What of it is in sight.
    pub visible: Rect,
}

fn is_text_field(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::MultilineTextInput | Role::PasswordInput)
}

/// Whether the user can do something with what has this role.
pub fn is_input(role: Role) -> bool {
    is_text_field(role)
        || matches!(
            role,
            Role::Button
                | Role::CheckBox
                | Role::RadioButton
                | Role::ComboBox
                | Role::Slider
                | Role::SpinButton
                | Role::ColorWell
                | Role::Link
        )
}

impl Control {
    pub fn is_text_field(&self) -> bool {
        is_text_field(self.role)
    }

    /// Whether the user can do something with it.
    pub fn is_input(&self) -> bool {
        is_input(self.role)
    }

    /// Whether all of it is in sight, or as much as its place has room for.
    pub fn is_in_sight(&self) -> bool {
        let (rect, visible) = (self.rect, self.visible);
        let is_whole = visible.height() >= rect.height() - 1.5;
        let is_high = rect.height() > 180.0 || self.is_text_field() || self.role == Role::Label;
        visible.width() >= rect.width() - 1.5 && (is_whole || is_high && visible.height() >= 60.0)
    }
}

/// What is painted, and what can be used.
pub struct Frame {
    pub texts: Vec<PaintedText>,
    pub controls: Vec<Control>,
    /// Surfaces that let nothing through, in the order of painting.
    fills: Vec<(usize, Rect)>,
    /// Dialogs and menus.
    fronts: Vec<Rect>,
}

impl Frame {
    pub fn of(window: &Window) -> Self {
        let (controls, fronts) = controls(window);
        let mut frame = Self { texts: Vec::new(), controls, fills: Vec::new(), fronts };
        for ClippedShape { clip_rect, shape, .. } in &window.output().shapes {
            frame.add(shape, *clip_rect);
        }
        frame
    }

    fn add(&mut self, shape: &Shape, clip: Rect) {
        let at = self.texts.len() + self.fills.len();
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.add(shape, clip)),
            Shape::Text(text) => self.texts.push(PaintedText::of(text, clip, at)),
            Shape::Rect(rect) if rect.fill.is_opaque() => {
                self.fills.push((at, rect.rect.intersect(clip)));
            }
            Shape::Circle(circle) if circle.fill.is_opaque() => {
                self.fills.push((at, circle.visual_bounding_rect().intersect(clip)));
            }
            _ => {}
        }
    }

    /// Where something was painted over letters of a text.
    pub fn cover_of(&self, text: &PaintedText) -> Option<Rect> {
        let over = self.fills.iter().filter(|(at, _)| *at > text.at);
        let mut pairs = over.flat_map(|(_, fill)| text.rows.iter().map(move |row| (row, fill)));
        let both = |(row, fill): (&Rect, &Rect)| row.intersect(text.clip).intersect(*fill);
        pairs.find_map(|pair| {
            Some(both(pair)).filter(|both| both.width() > 2.0 && both.height() > 3.0)
        })
    }

    /// Whether a text stands in a dialog or a menu, and not behind it.
    pub fn is_in_front(&self, text: &PaintedText) -> bool {
        let is_in = |at| self.fronts.iter().any(|front| front.contains(at));
        text.middle().is_some_and(is_in) && self.cover_of(text).is_none()
    }

    /// The smallest control around a place.
    pub fn control_at(&self, at: Pos2) -> Option<&Control> {
        let around = self.controls.iter().filter(|one| one.is_input() && one.visible.contains(at));
        around.min_by(|one, other| one.rect.area().total_cmp(&other.rect.area()))
    }
}

/// The controls and labels; then the places of dialogs and menus.
fn controls(window: &Window) -> (Vec<Control>, Vec<Rect>) {
    let widgets: HashMap<u64, WidgetRect> = window.ctx.viewport(|viewport| {
        let layers = viewport.prev_pass.widgets.layers();
        layers.flat_map(|(_, rects)| rects).map(|rect| (rect.id.value(), *rect)).collect()
    });
    let is_front = |role| matches!(role, Role::Dialog | Role::Menu | Role::ListBox);
    let mut fronts = Vec::new();
    let nodes = window.query_all(by().predicate(|_| true));
    let controls = nodes.filter_map(|node| {
        let node = node.accesskit_node();
        let id = node.locate().0.0;
        let widget = widgets.get(&id)?;
        if is_front(node.role()) {
            fronts.push(widget.rect);
        }
        let is_shown = matches!(node.role(), Role::Label | Role::Image);
        let control = Control {
            id,
            name: node.label().or(node.value()).unwrap_or_default(),
            value: node.value().unwrap_or_default(),
            role: node.role(),
            layer: widget.layer_id,
            rect: widget.rect,
            visible: widget.interact_rect,
        };
        let has_place = control.rect.is_finite() && control.rect.area() > 1.0;
        ((is_shown || control.is_input()) && has_place).then_some(control)
    });
    let controls = controls.collect();
    (controls, fronts)
}

/// Whether a layer is that of the panels.
pub fn is_background(layer: LayerId) -> bool {
    layer.order == Order::Background
}
