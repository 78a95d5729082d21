//! Where a brand's colours can come from, and what is said of pairs that do not read well.
//! The colours themselves are found in `brand`, on the disk thread.

use super::{BrandAction, BrandQuestion, View};
use crate::brand::Persona;
use crate::ui::action::Action;
use crate::ui::{icons, parts};
use egui::{Frame, Label, Margin, RichText, Stroke, Ui};

/// The buttons that take colours from a picture.
pub(super) fn sources_ui(ui: &mut Ui, persona: &Persona, actions: &mut Vec<Action>) {
    let look = &persona.look;
    let logo = [&look.logo_light, &look.logo_dark].into_iter().find(|name| !name.is_empty());
    ui.horizontal_wrapped(|ui| {
        let button = ui.add_enabled_ui(logo.is_some(), |ui| {
            let tip = "Find the logo's main colours and give each its part";
            parts::button(ui, icons::PALETTE, "Colours from the logo")
                .on_hover_text(tip)
                .on_disabled_hover_text("Choose a logo below first")
        });
        if let Some(name) = logo.filter(|_| button.inner.clicked()) {
            let action = BrandAction::ColoursOfLogo(persona.id.clone(), name.clone());
            actions.push(Action::Brand(action));
        }
        let tip = "A poster, a shop front, a product: its main colours become the brand's";
        let picture = parts::button(ui, icons::EYEDROPPER, "Colours from a picture…");
        if picture.on_hover_text(tip).clicked() {
            let question = BrandQuestion::Colours(persona.id.clone());
            actions.push(Action::Brand(BrandAction::Choose(question)));
        }
    });
    ui.add_space(4.0);
}

/// What does not read well, with a way to mend it; true where that was taken.
pub(super) fn warnings_ui(ui: &mut Ui, view: &View<'_>, persona: &mut Persona) -> bool {
    let look = view.look;
    let warnings = persona.look.palette.warnings();
    if warnings.is_empty() {
        ui.horizontal(|ui| {
            ui.label(parts::icon_filled(icons::DONE, 16.0).color(look.good));
            let words = "Text reads well in these colours.";
            ui.label(RichText::new(words).size(13.0).color(look.quiet));
        });
        ui.add_space(8.0);
        return false;
    }
    let mut mended = false;
    ui.add_space(4.0);
    Frame::new()
        .fill(look.panel.lerp_to_gamma(look.warn, 0.1))
        .stroke(Stroke::new(1.0, look.panel.lerp_to_gamma(look.warn, 0.4)))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for warning in &warnings {
                ui.horizontal_top(|ui| {
                    ui.label(parts::icon_filled(icons::WARNING, 16.0).color(look.warn));
                    ui.add(Label::new(RichText::new(warning).size(13.0).color(look.ink)).wrap());
                });
            }
            let tip = "Move these colours just as far as text needs; this can be undone";
            let mend = parts::button(ui, icons::WAND, "Make them readable").on_hover_text(tip);
            if mend.clicked() {
                persona.look.palette = persona.look.palette.readable();
                mended = true;
            }
        });
    ui.add_space(8.0);
    mended
}
