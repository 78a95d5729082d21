//! The buttons that take a brand's colours from a picture, and the warnings about pairs with low contrast.
//! The colours themselves are computed in `brand`, on the disk thread.

use super::{BrandAction, BrandDialog};
use crate::brand::Persona;
use crate::ui::context::PanelContext;
use crate::ui::{icons, text, widgets};
use egui::{Frame, Label, Margin, RichText, Stroke, Ui};

/// The buttons that take colours from a picture.
pub(super) fn sources_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona) {
    let look = &persona.look;
    let logo = [&look.logo_light, &look.logo_dark].into_iter().find(|name| !name.is_empty());
    ui.horizontal_wrapped(|ui| {
        let button = ui.add_enabled_ui(logo.is_some(), |ui| {
            let tip = text!("brands-use-logos-main-colours-brands");
            widgets::button(ui, icons::PALETTE, text!("brands-colours-from-logo"))
                .on_hover_text(tip)
                .on_disabled_hover_text(text!("brands-choose-logo-below-first"))
        });
        if let Some(name) = logo.filter(|_| button.inner.clicked()) {
            cx.push(BrandAction::PaletteOfLogo(persona.id.clone(), name.clone()));
        }
        let tip = text!("brands-use-main-colours-poster-shop");
        let picture = widgets::button(ui, icons::EYEDROPPER, text!("brands-colours-from-picture"));
        if picture.on_hover_text(tip).clicked() {
            let dialog = BrandDialog::Palette(persona.id.clone());
            cx.push(BrandAction::OpenDialog(dialog));
        }
    });
    ui.add_space(4.0);
}

/// The pairs with low contrast, with a button that repairs them; true where it was clicked.
pub(super) fn warnings_ui(ui: &mut Ui, cx: &PanelContext<'_>, persona: &mut Persona) -> bool {
    let warnings = persona.look.palette.warnings();
    if warnings.is_empty() {
        ui.horizontal(|ui| {
            ui.label(widgets::icon_filled(icons::DONE, 16.0).color(cx.look.good));
            let text = text!("brands-text-easy-read-these-colours");
            ui.label(RichText::new(text).size(13.0).color(cx.look.quiet));
        });
        ui.add_space(8.0);
        return false;
    }
    let mut repaired = false;
    ui.add_space(4.0);
    Frame::new()
        .fill(cx.look.panel.lerp_to_gamma(cx.look.warn, 0.1))
        .stroke(Stroke::new(1.0, cx.look.panel.lerp_to_gamma(cx.look.warn, 0.4)))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for warning in &warnings {
                ui.horizontal_top(|ui| {
                    ui.label(widgets::icon_filled(icons::WARNING, 16.0).color(cx.look.warn));
                    let text = RichText::new(text::said(warning)).size(13.0);
                    ui.add(Label::new(text.color(cx.look.ink)).wrap());
                });
            }
            let tip = text!("brands-change-these-colours-far-needed");
            let repair = widgets::button(ui, icons::WAND, text!("brands-make-them-readable"))
                .on_hover_text(tip);
            if repair.clicked() {
                persona.look.palette = persona.look.palette.readable();
                repaired = true;
            }
        });
    ui.add_space(8.0);
    repaired
}
