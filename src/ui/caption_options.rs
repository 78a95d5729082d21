//! The caption options of the brief: networks, goal, writer, and the facts that captions may state.
//! It edits the draft; the writers write the captions.

use super::context::PanelContext;
use super::draft::Draft;
use super::widgets;
use crate::brief::{Goal, NETWORKS};
use egui::{ComboBox, RichText, TextEdit, Ui, vec2};

pub fn caption_options_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    widgets::caption(ui, cx.look, "Captions for");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let chosen = &mut draft.brief.captions.networks;
        for network in NETWORKS {
            let at = chosen.iter().position(|id| id == network.id);
            let chip = widgets::chip(ui, cx.look, at.is_some(), network.name);
            let chip = chip.accessible_name(format!("Write for {}", network.name));
            if chip.on_hover_text(format!("A caption for {}", network.name)).clicked() {
                match at {
                    Some(at) => drop(chosen.remove(at)),
                    None => chosen.push(network.id.to_owned()),
                }
            }
        }
    });
    if draft.brief.captions.networks.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let label = widgets::caption(ui, cx.look, "Goal");
        let goal = &mut draft.brief.captions.goal;
        let menu = ComboBox::from_id_salt("goal").selected_text(goal.label()).width(104.0);
        let response = menu.show_ui(ui, |ui| {
            for other in Goal::ALL {
                ui.selectable_value(goal, *other, other.label()).on_hover_text(other.about());
            }
        });
        response.response.labelled_by(label.id).on_hover_text(goal.about());
    });
    writer_ui(ui, cx, draft);
    let label = widgets::caption(ui, cx.look, "Key facts");
    let hint = match draft.brief.captions.goal {
        Goal::Offer => "20% off until Friday",
        Goal::Event => "Saturday 10 to 4, 12 Harbour Street",
        _ => "One in each line",
    };
    let field = TextEdit::multiline(&mut draft.facts_text)
        .hint_text(hint)
        .desired_rows(2)
        .margin(8)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).labelled_by(label.id);
    let tip = "Offers, dates, places, prices, one in each line: a caption never states other facts";
    if response.on_hover_text(tip).changed() {
        draft.parse_facts();
    }
    let needed = matches!(draft.brief.captions.goal, Goal::Offer | Goal::Event);
    if needed && draft.brief.captions.facts.is_empty() {
        let text = match draft.brief.captions.goal {
            Goal::Offer => "Add the offer, so that the caption can state it",
            _ => "Add date and place, so that the caption can state them",
        };
        ui.label(RichText::new(text).small().color(cx.look.warn));
    }
}

/// The writer, where there are several.
fn writer_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    let writers = &cx.studio.catalog().writers;
    if writers.len() < 2 {
        return;
    }
    let chosen = &mut draft.brief.captions.writer;
    let known = cx.studio.catalog().writer(chosen);
    let name = known.map_or_else(|| chosen.0.clone(), |row| row.name.clone());
    ui.horizontal(|ui| {
        let label = widgets::caption(ui, cx.look, "Writer");
        let menu = ComboBox::from_id_salt("writer").selected_text(name);
        let response = menu.width(ui.available_width() - 8.0).truncate().show_ui(ui, |ui| {
            for row in writers {
                ui.selectable_value(chosen, row.id.clone(), &row.name).on_hover_text(&row.about);
            }
        });
        response.response.labelled_by(label.id);
    });
}
