//! The cut-out under edit, over the window: a click chooses another object, a brush adds to it and removes from it.
//! Each stroke is a change of the document; the studio cuts the picture out anew.

use super::PostEditor;
use crate::files::Pixels;
use crate::post::BrushStroke;
use crate::ui::context::PanelContext;
use crate::ui::theme::{Look, strong};
use crate::ui::{icons, textures, widgets};
use egui::{
    Color32, Context, Id, Modal, Pos2, Rect, RichText, Sense, Slider, Stroke, TextureHandle,
    TextureOptions, Ui, pos2, vec2,
};
use std::sync::Arc;

/// What a click or a drag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Object,
    Add,
    Remove,
}

/// The tools: each with its icon, name and tooltip.
fn tools() -> [(Tool, &'static str, &'static str, &'static str); 3] {
    [
        (
            Tool::Object,
            icons::WAND,
            text!("post-choose-the-object"),
            text!("post-click-object-cut-out"),
        ),
        (Tool::Add, icons::BRUSH, text!("post-add"), text!("post-paint-over-belongs-object")),
        (
            Tool::Remove,
            icons::ERASER,
            text!("post-remove"),
            text!("post-paint-over-does-not-belong"),
        ),
    ]
}

/// The editor of a cut-out.
pub struct Cutter {
    tool: Tool,
    /// The brush's radius, in shares of the picture's longer side.
    radius: f32,
    stroke: Vec<[f32; 2]>,
    whole: Option<(Arc<Pixels>, TextureHandle)>,
    cut: Option<(Arc<Pixels>, TextureHandle)>,
}

impl PostEditor {
    pub(super) fn open_cutter(&mut self) {
        let (tool, radius) = (Tool::Add, 0.03);
        self.cutter = Some(Cutter { tool, radius, stroke: Vec::new(), whole: None, cut: None });
    }

    /// Draws the editor where it is open.
    pub(super) fn cutter_ui(&mut self, ctx: &Context, cx: &PanelContext<'_>) {
        let Some(mut cutter) = self.cutter.take() else { return };
        let room = ctx.content_rect().size() - vec2(80.0, 200.0);
        let modal = Modal::new(Id::unique("cut-out")).show(ctx, |ui| {
            ui.set_min_width(660.0f32.min(room.x));
            ui.set_max_width(room.x.min(900.0));
            ui.label(strong(text!("post-cut-out"), 17.0).color(cx.look.ink));
            if let Some(part) = self.part() {
                let (whole, cut) = (Arc::clone(&part.whole), part.cut.clone());
                cutter.show(ctx, whole, cut);
            }
            self.cut_ui(ui, cx.look, &mut cutter, room);
            self.tools_ui(ui, cx.look, &mut cutter)
        });
        if !modal.inner && !modal.should_close() {
            self.cutter = Some(cutter);
        }
    }

    fn cut_ui(&mut self, ui: &mut Ui, look: &Look, cutter: &mut Cutter, room: egui::Vec2) {
        let Some((_, whole)) = &cutter.whole else {
            ui.spinner();
            return;
        };
        let size = whole.size_vec2();
        let size = size * (room.x.min(900.0) / size.x).min(room.y / size.y);
        // In the middle, where the tools below are wider.
        let (row, _) =
            ui.allocate_exact_size(vec2(ui.available_width().max(size.x), size.y), Sense::hover());
        let rect = Rect::from_center_size(row.center(), size);
        let response = ui.interact(rect, ui.scope_id().with("cut-out"), Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Canvas, true, text!("post-picture-cut-out"))
        });
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        // What is not part of the cut-out is seen faintly on the checkerboard.
        widgets::checkerboard(ui, look, rect);
        ui.painter().image(whole.id(), rect, all, Color32::from_white_alpha(90));
        if let Some((_, cut)) = &cutter.cut {
            ui.painter().image(cut.id(), rect, all, Color32::WHITE);
        }
        let share = |at: Pos2| {
            let at = (at - rect.min) / rect.size();
            [at.x.clamp(0.0, 1.0), at.y.clamp(0.0, 1.0)]
        };
        if cutter.tool == Tool::Object {
            if let Some(at) = response.interact_pointer_pos().filter(|_| response.clicked()) {
                self.edit_cut("object", |cut| {
                    cut.object = Some(share(at));
                    cut.strokes.clear();
                });
            }
            return;
        }
        self.brush(ui, look, cutter, &response, rect);
    }

    fn brush(
        &mut self,
        ui: &Ui,
        look: &Look,
        cutter: &mut Cutter,
        response: &egui::Response,
        rect: Rect,
    ) {
        // A quick tap ends within one frame and still paints.
        let touched =
            response.is_pointer_button_down_on() || response.clicked() || response.drag_stopped();
        if let Some(at) = response.interact_pointer_pos().filter(|_| touched) {
            let at = (at - rect.min) / rect.size();
            let at = [at.x.clamp(0.0, 1.0), at.y.clamp(0.0, 1.0)];
            if cutter.stroke.last() != Some(&at) {
                cutter.stroke.push(at);
            }
        }
        let radius = cutter.radius * rect.size().max_elem();
        let adds = cutter.tool == Tool::Add;
        let ink = if adds { look.good } else { look.bad };
        let place = |[x, y]: [f32; 2]| rect.lerp_inside(vec2(x, y));
        let points: Vec<Pos2> = cutter.stroke.iter().copied().map(place).collect();
        let painter = ui.painter().with_clip_rect(rect);
        for pair in points.windows(2) {
            let line = Stroke::new(radius * 2.0, ink.gamma_multiply(0.5));
            painter.line_segment([pair[0], pair[1]], line);
        }
        if let Some(at) = response.hover_pos() {
            painter.circle_stroke(at, radius, Stroke::new(2.5, Color32::from_black_alpha(150)));
            painter.circle_stroke(at, radius, Stroke::new(1.0, Color32::WHITE));
        }
        if !touched || response.drag_stopped() || response.clicked() {
            let points = std::mem::take(&mut cutter.stroke);
            if !points.is_empty() {
                let stroke = BrushStroke { points, radius: cutter.radius, adds };
                self.history.end_of_go();
                self.edit_cut("brush", |cut| cut.strokes.push(stroke));
            }
        }
    }

    /// The tools; returns whether the editor is closed.
    fn tools_ui(&mut self, ui: &mut Ui, look: &Look, cutter: &mut Cutter) -> bool {
        let tip = tools().into_iter().find(|(tool, ..)| *tool == cutter.tool).map(|(.., tip)| tip);
        ui.label(RichText::new(tip.unwrap_or_default()).small().color(look.quiet));
        let mut done = false;
        ui.horizontal_wrapped(|ui| {
            for (tool, _, name, tip) in tools() {
                let chip = widgets::chip(ui, look, cutter.tool == tool, name);
                if chip.on_hover_text(tip).clicked() {
                    cutter.tool = tool;
                }
            }
            let label = ui.label(RichText::new(text!("post-width")).color(look.quiet));
            let slider = Slider::new(&mut cutter.radius, 0.005..=0.15).show_value(false);
            ui.add(slider).labelled_by(label.id);
            let cut = self.document.cut_of(self.selected);
            let touched = !cut.strokes.is_empty() || cut.object.is_some();
            let undo = ui.add_enabled(touched, egui::Button::new(text!("post-undo-stroke")));
            if undo.clicked() {
                self.edit_cut("undo stroke", |cut| {
                    if cut.strokes.pop().is_none() {
                        cut.object = None;
                    }
                });
            }
            let again = ui.add_enabled(touched, egui::Button::new(text!("post-start-again")));
            if again.clicked() {
                self.edit_cut("cut again", |cut| {
                    cut.strokes.clear();
                    cut.object = None;
                });
            }
            ui.add_space(16.0);
            let accept = egui::Button::new(RichText::new(text!("post-done")).color(look.on_accent));
            done = ui.add(accept.fill(look.accent)).accessible_name(text!("post-done")).clicked();
        });
        done
    }
}

impl Cutter {
    /// Hands new pixels to the graphics card; those in sight stay until then.
    fn show(&mut self, ctx: &Context, whole: Arc<Pixels>, cut: Option<Arc<Pixels>>) {
        let upload = |pixels: &Pixels| {
            ctx.load_texture("cut-out", textures::image(pixels), TextureOptions::LINEAR)
        };
        if self.whole.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, &whole)) {
            let texture = upload(&whole);
            self.whole = Some((whole, texture));
        }
        match cut {
            Some(cut) if self.cut.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, &cut)) => {
                let texture = upload(&cut);
                self.cut = Some((cut, texture));
            }
            Some(_) => {}
            None => self.cut = None,
        }
    }
}
