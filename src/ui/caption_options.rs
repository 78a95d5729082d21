//! The caption options of the brief: networks, goal, writer, and the facts that captions may state.
//! It edits the draft; the writers write the captions.

use super::context::PanelContext;
use super::draft::Draft;
use super::{icons, text, text_field, widgets};
use crate::brief::caption::{MAX_DETAIL_CHARS, example};
use crate::brief::{Detail, Goal, NETWORKS, Structure};
use egui::{ComboBox, Popup, RichText, Ui, vec2};

/// The networks whose chips are always in sight.
const CHIPS: [&str; 4] = ["instagram", "facebook", "linkedin", "x"];

pub fn caption_options_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    let chosen = &mut draft.brief.captions.networks;
    widgets::caption_with(ui, cx.look, text!("captions-captions-for"), |ui| {
        more_networks_ui(ui, chosen)
    });
    networks_ui(ui, cx, chosen);
    if draft.brief.captions.networks.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let label = widgets::caption(ui, cx.look, text!("captions-goal"));
        let goal = &mut draft.brief.captions.goal;
        let menu = ComboBox::from_id_salt("goal")
            .selected_text(text::value("goal", goal.word(), goal.label()))
            .width(104.0);
        let response = menu.show_ui(ui, |ui| {
            for other in Goal::ALL {
                let label = text::value("goal", other.word(), other.label());
                let about = text::value("goal-about", other.word(), other.about());
                ui.selectable_value(goal, *other, label).on_hover_text(about);
            }
        });
        response.response.labelled_by(label.id).on_hover_text(text::value(
            "goal-about",
            goal.word(),
            goal.about(),
        ));
    });
    structure_ui(ui, cx, &mut draft.brief.captions.structure);
    writer_ui(ui, cx, draft);
    details_ui(ui, cx, draft);
    let label = widgets::caption(ui, cx.look, text!("captions-key-facts"));
    let hint = match draft.brief.captions.goal {
        Goal::Offer => text!("captions-20-off-until-friday"),
        Goal::Event => text!("captions-saturday-10-4-12-harbour"),
        _ => text!("captions-one-each-line"),
    };
    let field = text_field::multiline(ui, &mut draft.facts_text, |field| {
        field.hint_text(hint).desired_rows(2).margin(8).desired_width(f32::INFINITY)
    });
    let response = field.labelled_by(label.id);
    let tip = text!("captions-offers-dates-places-prices-one");
    if response.on_hover_text(tip).changed() {
        draft.parse_facts();
    }
    let needed = matches!(draft.brief.captions.goal, Goal::Offer | Goal::Event);
    if needed && draft.brief.captions.facts.is_empty() {
        let text = match draft.brief.captions.goal {
            Goal::Offer => text!("captions-add-offer-caption-state"),
            _ => text!("captions-add-date-place-caption-state"),
        };
        ui.label(RichText::new(text).small().color(cx.look.warn));
    }
}

/// How captions are built. One for which too little is known is replaced by another.
fn structure_ui(ui: &mut Ui, cx: &PanelContext<'_>, structure: &mut Option<Structure>) {
    ui.horizontal(|ui| {
        let label = widgets::caption(ui, cx.look, text!("captions-form"));
        let text = match structure {
            Some(chosen) => text::value("structure", chosen.word(), chosen.label()),
            None => text!("captions-in-turn"),
        };
        let menu = ComboBox::from_id_salt("structure").selected_text(text).width(150.0);
        let response = menu.show_ui(ui, |ui| {
            let tip = text!("captions-form-used-longest-ago-those");
            ui.selectable_value(structure, None, text!("captions-in-turn")).on_hover_text(tip);
            for other in Structure::ALL {
                let label = text::value("structure", other.word(), other.label());
                let about = text::value("structure-about", other.word(), other.about());
                ui.selectable_value(structure, Some(*other), label).on_hover_text(about);
            }
        });
        response.response.labelled_by(label.id).on_hover_text(text!("captions-how-captions-built"));
    });
}

/// What makes the subject good: a field a line, each with an example from the trade of the prompt.
fn details_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    let known =
        Detail::ALL.iter().filter(|detail| !draft.brief.captions.details.get(**detail).is_empty());
    let text = match known.count() {
        0 => text!("captions-makes-good").to_owned(),
        count => text!("captions-details-known", count = count, all = Detail::ALL.len()),
    };
    widgets::unfold(ui, cx.look, &mut draft.caption_details_open, &text);
    if !draft.caption_details_open {
        return;
    }
    let persona = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let language = persona.and_then(|persona| persona.voice.language.of_posts());
    for detail in Detail::ALL {
        let name = text::value("detail", detail.word(), detail.label());
        let label = widgets::caption(ui, cx.look, name);
        let hint = example(*detail, &draft.brief.prompt, language.unwrap_or_default());
        let text = draft.brief.captions.details.get_mut(*detail);
        let field = text_field::singleline(ui, text, |field| {
            field
                .hint_text(hint)
                .margin(8)
                .desired_width(f32::INFINITY)
                .char_limit(MAX_DETAIL_CHARS)
        });
        let about = text::value("detail-about", detail.word(), detail.about());
        field.labelled_by(label.id).on_hover_text(about);
    }
}

/// The usual networks and the chosen ones as chips.
fn networks_ui(ui: &mut Ui, cx: &PanelContext<'_>, chosen: &mut Vec<String>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let is_shown = |id: &str| CHIPS.contains(&id) || chosen.iter().any(|other| other == id);
        let shown: Vec<_> = NETWORKS.iter().filter(|network| is_shown(network.id)).collect();
        for network in shown {
            let is_chosen = chosen.iter().any(|id| id == network.id);
            let chip = widgets::narrow_chip(ui, cx.look, is_chosen, network.name);
            let chip = chip.accessible_name(text!("captions-write-for", network = network.name));
            if chip.on_hover_text(text!("captions-one-for", network = network.name)).clicked() {
                toggle(chosen, network.id);
                ui.close();
            }
        }
    });
}

fn more_networks_ui(ui: &mut Ui, chosen: &mut Vec<String>) {
    let tip = text!("captions-captions-for-more-networks");
    let more = widgets::icon_button(ui, icons::PLUS, text!("captions-more-networks"), tip);
    Popup::menu(&more).accessible_name(text!("captions-networks")).show(|ui| {
        ui.set_width(180.0);
        widgets::pad_entries(ui);
        for network in NETWORKS {
            let is_chosen = chosen.iter().any(|id| id == network.id);
            let entry = egui::Button::selectable(is_chosen, network.name);
            let entry = ui.add(entry.min_size(vec2(ui.available_width(), 0.0)));
            if entry.accessible_name(text!("captions-also-for", network = network.name)).clicked() {
                toggle(chosen, network.id);
            }
        }
    });
}

/// Chooses a network, or no longer.
fn toggle(chosen: &mut Vec<String>, id: &str) {
    match chosen.iter().position(|other| other == id) {
        Some(at) => drop(chosen.remove(at)),
        None => chosen.push(id.to_owned()),
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
    let name = known.map_or_else(|| chosen.0.clone(), |row| text::said(&row.name).into_owned());
    ui.horizontal(|ui| {
        let label = widgets::caption(ui, cx.look, text!("captions-writer"));
        let menu = ComboBox::from_id_salt("writer").selected_text(name);
        let response = menu.width(ui.available_width() - 8.0).truncate().show_ui(ui, |ui| {
            for row in writers {
                let (id, name) = (row.id.clone(), text::said(&row.name).into_owned());
                ui.selectable_value(chosen, id, name).on_hover_text(text::said(&row.about));
            }
        });
        response.response.labelled_by(label.id);
    });
}
