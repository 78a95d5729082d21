//! Painting the mask of a start picture, the part to redraw, with a brush and an eraser.
//! The mask stays in memory while the start picture is the same, so that the user can resume.

use super::context::PanelContext;
use super::text;
use super::textures::Shown;
use super::theme::{Look, strong};
use super::{icons, widgets};
use crate::files::Mask;
use egui::{
    Color32, ColorImage, Context, Id, Modal, Pos2, Rect, RichText, Sense, Slider, Stroke,
    TextureHandle, TextureOptions, Ui, pos2, vec2,
};
use std::path::{Path, PathBuf};

/// The longer side of the mask, in cells; the engine's latents are coarser.
const CELLS: f32 = 512.0;

/// The mask under edit.
pub struct Painting {
    path: PathBuf,
    open: bool,
    mask: Option<Mask>,
    /// The brush's width, as a share of the picture's longer side.
    brush: f32,
    tool: Tool,
    last: Option<Pos2>,
    layer: Option<TextureHandle>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Brush,
    Eraser,
}

/// The result of a frame.
#[derive(Debug, PartialEq)]
pub enum PaintingResult {
    Open,
    Cancelled,
    /// The mask, or none where nothing was painted: then the whole picture is redrawn.
    Mask(Option<Mask>),
}

impl Painting {
    pub fn of(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            open: true,
            mask: None,
            brush: 0.12,
            tool: Tool::Brush,
            last: None,
            layer: None,
        }
    }

    /// Opens the painter again, with the old mask if the picture is the same.
    pub fn resume(last: Option<Self>, path: &Path) -> Self {
        match last {
            Some(last) if last.path == path => Self { open: true, ..last },
            _ => Self::of(path),
        }
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The painter over the window.
    pub fn ui(&mut self, ctx: &Context, cx: &mut PanelContext<'_>) -> PaintingResult {
        let available = ctx.content_rect().size() - vec2(80.0, 200.0);
        let modal = Modal::new(Id::unique("painting")).show(ctx, |ui| {
            ui.set_max_width(available.x.min(900.0));
            ui.label(strong(text!("create-paint-over-part-redraw"), 17.0).color(cx.look.ink));
            match cx.textures.outside(cx.studio.disk(), &self.path) {
                Shown::Ready(texture) => self.picture_ui(ui, cx.look, texture, available),
                Shown::Loading => _ = ui.spinner(),
                Shown::Missing(sentence) => {
                    ui.label(RichText::new(text::said(sentence)).color(cx.look.bad));
                }
            }
            self.tools_ui(ui, cx.look)
        });
        match modal.inner {
            PaintingResult::Open if modal.should_close() => {
                self.open = false;
                PaintingResult::Cancelled
            }
            painted => {
                self.open &= painted == PaintingResult::Open;
                painted
            }
        }
    }

    fn picture_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        texture: &TextureHandle,
        available: egui::Vec2,
    ) {
        let size = texture.size_vec2();
        let scale = (available.x.min(900.0) / size.x).min(available.y / size.y);
        let (rect, response) = ui.allocate_exact_size(size * scale, Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Canvas, true, text!("create-picture-paint"))
        });
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
        let cells = size * (CELLS / size.max_elem());
        let mask = self.mask.get_or_insert_with(|| {
            let (width, height) = (cells.x.round().max(1.0), cells.y.round().max(1.0));
            let (width, height) = (width as usize, height as usize);
            Mask { width, height, cover: vec![0; width * height] }
        });
        let to_cell = |at: Pos2| ((at - rect.min) * (mask.width as f32 / rect.width())).to_pos2();
        // A quick tap ends within one frame and still paints.
        let touched =
            response.is_pointer_button_down_on() || response.clicked() || response.drag_stopped();
        match response.interact_pointer_pos().filter(|_| touched) {
            Some(at) => {
                let (from, to) = (to_cell(self.last.unwrap_or(at)), to_cell(at));
                let radius = self.brush * CELLS / 2.0;
                let value = match self.tool {
                    Tool::Brush => 255,
                    Tool::Eraser => 0,
                };
                stroke(mask, from, to, radius, value);
                self.last = Some(at);
                self.layer = None;
            }
            None => self.last = None,
        }
        let layer = self.layer.get_or_insert_with(|| {
            let ink = look.accent;
            let pixels = mask.cover.iter().map(|cover| match cover {
                0 => Color32::TRANSPARENT,
                _ => ink.gamma_multiply(0.55),
            });
            let image = ColorImage::new([mask.width, mask.height], pixels.collect());
            ui.ctx().load_texture("part", image, TextureOptions::LINEAR)
        });
        ui.painter().image(layer.id(), rect, whole, Color32::WHITE);
        if let Some(at) = response.hover_pos() {
            let radius = self.brush * rect.size().max_elem() / 2.0;
            ui.painter().circle_stroke(
                at,
                radius,
                Stroke::new(2.5, Color32::from_black_alpha(150)),
            );
            ui.painter().circle_stroke(at, radius, Stroke::new(1.0, Color32::WHITE));
        }
    }

    fn tools_ui(&mut self, ui: &mut Ui, look: &Look) -> PaintingResult {
        let mut result = PaintingResult::Open;
        ui.horizontal_wrapped(|ui| {
            for (tool, mark, name) in [
                (Tool::Brush, icons::BRUSH, text!("create-brush")),
                (Tool::Eraser, icons::ERASER, text!("create-eraser")),
            ] {
                let ink = if self.tool == tool { look.accent } else { look.quiet };
                let mark = widgets::icon(mark, 18.0).color(ink);
                let button = widgets::icon_button_of(ui, mark, name, name);
                let chosen = self.tool == tool;
                ui.ctx().accesskit_node_builder(button.id, |node| node.set_selected(chosen));
                if button.clicked() {
                    self.tool = tool;
                }
            }
            let label = ui.label(RichText::new(text!("create-width")).color(look.quiet));
            let slider = Slider::new(&mut self.brush, 0.02..=0.5).show_value(false);
            ui.add(slider).labelled_by(label.id);
            if ui
                .button(text!("create-clear"))
                .on_hover_text(text!("create-remove-all-strokes"))
                .clicked()
            {
                self.mask = None;
                self.layer = None;
            }
            ui.add_space(16.0);
            if ui.button(text!("create-cancel")).clicked() {
                result = PaintingResult::Cancelled;
            }
            let accept = egui::Button::new(
                RichText::new(text!("create-use-this-part")).color(look.on_accent),
            );
            if ui
                .add(accept.fill(look.accent))
                .accessible_name(text!("create-use-this-part"))
                .clicked()
            {
                let covers = |mask: &&Mask| mask.cover.contains(&255);
                result = PaintingResult::Mask(self.mask.as_ref().filter(covers).cloned());
            }
        });
        result
    }
}

/// Fills every cell within `radius` of the line between two points.
fn stroke(mask: &mut Mask, from: Pos2, to: Pos2, radius: f32, value: u8) {
    let along = to - from;
    let length = along.length_sq().max(1e-6);
    let bound = Rect::from_two_pos(from, to).expand(radius);
    let cells = |low: f32, high: f32, end: usize| {
        (low.floor().max(0.0) as usize)..((high.ceil().max(0.0) as usize).min(end))
    };
    for y in cells(bound.top(), bound.bottom() + 1.0, mask.height) {
        for x in cells(bound.left(), bound.right() + 1.0, mask.width) {
            let cell = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let share = ((cell - from).dot(along) / length).clamp(0.0, 1.0);
            if (cell - (from + along * share)).length() <= radius {
                mask.cover[y * mask.width + x] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank() -> Mask {
        Mask { width: 40, height: 20, cover: vec![0; 800] }
    }

    #[test]
    fn a_stroke_covers_its_line_and_its_round_ends() {
        let mut mask = blank();
        stroke(&mut mask, pos2(10.0, 10.0), pos2(30.0, 10.0), 4.0, 255);
        let at = |x: usize, y: usize| mask.cover[y * 40 + x];
        assert_eq!((at(20, 10), at(7, 10), at(33, 10), at(20, 13)), (255, 255, 255, 255));
        assert_eq!((at(20, 15), at(4, 10), at(36, 10), at(6, 6)), (0, 0, 0, 0));
        let area = mask.cover.iter().filter(|cover| **cover == 255).count() as f32;
        let expected = 20.0 * 8.0 + std::f32::consts::PI * 16.0;
        assert!((area / expected - 1.0).abs() < 0.05, "{area} of {expected}");
    }

    #[test]
    fn the_eraser_removes_and_strokes_may_leave_the_picture() {
        let mut mask = blank();
        stroke(&mut mask, pos2(-50.0, -50.0), pos2(90.0, 70.0), 30.0, 255);
        assert!(mask.cover.contains(&255));
        stroke(&mut mask, pos2(20.0, 10.0), pos2(20.0, 10.0), 100.0, 0);
        assert!(!mask.cover.contains(&255));
    }
}
