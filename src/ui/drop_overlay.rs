//! The overlay of the window while a file is dragged over it: what happens if it is dropped here.
//! The app opens the dropped file.

use super::theme::{Look, strong};
use super::{Screen, icons, widgets};
use egui::{Align2, Area, Context, Id, Order, Stroke, StrokeKind};

/// Draws the overlay; `takes_products` where the Brands screen shows the products of a brand.
pub fn drop_overlay_ui(ctx: &Context, look: &Look, screen: Screen, takes_products: bool) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let text = match screen {
        Screen::Models => text!("drop-drop-models-file-folder-add"),
        Screen::Brands if takes_products => text!("drop-drop-photos-products-add"),
        Screen::Brands => text!("drop-drop-brand-import-picture-brands"),
        Screen::Create | Screen::Library | Screen::Settings => {
            text!("drop-drop-picture-use-table-for")
        }
    };
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("dropping")));
    let rect = ctx.content_rect().shrink(6.0);
    painter.rect_filled(rect, 12.0, look.ground.gamma_multiply(0.7));
    painter.rect_stroke(rect, 12.0, Stroke::new(2.0, look.accent), StrokeKind::Inside);
    let card = Area::new(Id::unique("drop card")).order(Order::Tooltip).interactable(false);
    card.anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO).show(ctx, |ui| {
        let frame = look.card().stroke(Stroke::new(1.0, look.accent));
        frame.shadow(ui.visuals().popup_shadow).show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.label(widgets::icon(icons::IMPORT, 32.0).color(look.accent));
                ui.label(strong(text, 17.0).color(look.ink));
            });
        });
    });
}
