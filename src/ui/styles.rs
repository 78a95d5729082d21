//! The row of styles: a few as chips, all of them in a menu, or a sentence for a model with only one style.
//! What a style adds to the prompt is decided in `brief`; "What will be sent" shows it.

use super::context::PanelContext;
use super::draft::Draft;
use super::{icons, text, widgets};
use crate::brief::{StyleId, StylePreset};
use crate::studio::Studio;
use egui::{Popup, RichText, ScrollArea, Ui, vec2};

/// The styles that are chips; the others are in the menu behind them.
const CHIPS: [&str; 3] = ["studio-product", "clay-3d", "flat-vector"];

pub fn styles_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    let Some(row) = cx.studio.catalog().row(&draft.brief.model) else { return };
    widgets::caption(ui, cx.look, text!("create-style"));
    if !row.traits.family.facts().knows_styles {
        let text = text!("create-only-style", model = row.traits.name);
        let tip = text!("create-other-models-draw-photographs-flat");
        let label = egui::Label::new(RichText::new(text).color(cx.look.quiet)).wrap();
        ui.add(label).on_hover_text(tip);
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let chosen = draft.brief.style.clone();
        let none = widgets::chip(ui, cx.look, chosen.is_none(), text!("create-none"))
            .accessible_name(text!("create-no-style"));
        if none.on_hover_text(text!("create-style-brand")).clicked() {
            draft.brief.style = None;
        }
        let style = |id: &str| cx.studio.styles().iter().find(|style| style.id.0 == id);
        let is_chip = |id: &StyleId| CHIPS.contains(&id.0.as_str());
        let elsewhere = chosen.as_ref().filter(|id| !is_chip(id)).and_then(|id| style(&id.0));
        let chips = CHIPS.iter().filter_map(|id| style(id));
        for style in chips.chain(elsewhere) {
            let selected = chosen.as_ref() == Some(&style.id);
            let chip = widgets::chip(ui, cx.look, selected, style_name(style));
            if about(chip, style).clicked() {
                draft.brief.style = (!selected).then(|| style.id.clone());
            }
        }
        let more = widgets::icon_button(
            ui,
            icons::PLUS,
            text!("create-more-styles"),
            text!("create-all-styles"),
        );
        Popup::menu(&more).accessible_name(text!("create-styles")).show(|ui| {
            ui.set_min_width(240.0);
            let height = widgets::menu_height(ui.ctx(), 360.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| menu_ui(ui, cx.studio, draft));
        });
    });
}

fn menu_ui(ui: &mut Ui, studio: &Studio, draft: &mut Draft) {
    widgets::pad_entries(ui);
    for style in studio.styles() {
        let selected = draft.brief.style.as_ref() == Some(&style.id);
        let medium = match style.medium.word() {
            "any" => "",
            word => text::value("choice", word, word),
        };
        let medium = RichText::new(medium).small().weak();
        let button =
            egui::Button::selectable(selected, (style_name(style), egui::Atom::grow(), medium));
        let button = button.min_size(vec2(ui.available_width(), 0.0));
        let response = ui.add(button).accessible_name(style_name(style));
        if about(response, style).clicked() {
            draft.brief.style = Some(style.id.clone());
            ui.close();
        }
    }
}

fn about(response: egui::Response, style: &StylePreset) -> egui::Response {
    match style.about.as_str() {
        "" => response.on_hover_text(&style.prompt),
        about => response.on_hover_text(text::value("style-about", &style.id.0, about)),
    }
}

fn style_name(style: &StylePreset) -> &str {
    text::value("style", &style.id.0, &style.name)
}
