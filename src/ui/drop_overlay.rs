//! What stands over the window while a file is dragged above it: that it may be dropped, and what becomes of it.
//! What is done with it is the app's matter.

use super::theme::{Look, strong};
use super::{Place, icons, parts};
use egui::{Align2, Area, Context, Id, Order, Stroke, StrokeKind};

/// Draws the sign, where something is dragged over the window.
pub fn dropping_ui(ctx: &Context, look: &Look, place: Place) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let words = match place {
        Place::Models => "Drop a model's file or folder to add it",
        Place::Brands => "Drop a brand to import it, or a picture as the brand's logo",
        _ => "Drop a picture to use it, a model to add it, or a brand to import it",
    };
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("dropping")));
    let rect = ctx.content_rect().shrink(6.0);
    painter.rect_filled(rect, 12.0, look.ground.gamma_multiply(0.7));
    painter.rect_stroke(rect, 12.0, Stroke::new(2.0, look.accent), StrokeKind::Inside);
    let sign = Area::new(Id::unique("drop sign")).order(Order::Tooltip).interactable(false);
    sign.anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO).show(ctx, |ui| {
        let frame = look.card().stroke(Stroke::new(1.0, look.accent));
        frame.shadow(ui.visuals().popup_shadow).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.label(parts::icon(icons::IMPORT, 32.0).color(look.accent));
                ui.label(strong(words, 17.0).color(look.ink));
            });
        });
    });
}
