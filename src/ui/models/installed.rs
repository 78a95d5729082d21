//! The installed models: a card for each model and writer, to use, reveal or remove it; and the found models that
//! cannot be used, with the reason. The library removes; these cards push actions.

use super::super::action::Action;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, card_ui, heading, small_words, words};
use crate::brief::{Brief, ModelId};
use crate::engine::{Row, WriterRow};
use crate::model_library::{FoundModel, ModelOwner, UnusableModel};
use crate::studio::Studio;
use crate::units;
use egui::{Align, Layout, RichText, Ui, vec2};

pub fn installed_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &mut Brief,
    actions: &mut Vec<Action>,
) {
    heading(ui, look, "For pictures");
    for row in &studio.catalog().rows {
        picture_model_ui(ui, look, studio, brief, row, actions);
    }
    ui.add_space(12.0);
    heading(ui, look, "For captions");
    for row in &studio.catalog().writers {
        writer_ui(ui, look, studio, brief, row, actions);
    }
    let unusable = &studio.models().installed().unusable;
    if !unusable.is_empty() {
        ui.add_space(12.0);
        heading(ui, look, "Found, but not usable");
        for model in unusable {
            unusable_ui(ui, look, model, actions);
        }
    }
}

fn picture_model_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &mut Brief,
    row: &Row,
    actions: &mut Vec<Action>,
) {
    let traits = &row.traits;
    let chosen = brief.model == traits.id;
    let found = studio.models().installed().found(&traits.id);
    let head = Head { id: &traits.id, name: &traits.name, about: &row.about, chosen, found };
    if model_ui(ui, look, head, actions, |ui| {
        let one = Brief { model: traits.id.clone(), count: 1, ..Brief::default() };
        let speed = studio.cost(&one).filter(|cost| cost.measured).map_or_else(
            || "not yet measured here".to_owned(),
            |cost| format!("{} a picture here", units::duration(cost.time)),
        );
        let sides = format!("{} to {} pixels a side", traits.sides.start(), traits.sides.end());
        let memory = units::bytes(row.memory_bytes);
        let facts = [
            ("Speed", speed),
            ("Memory", memory),
            ("Sizes", sides),
            ("Licence", row.licence.clone()),
        ];
        facts_ui(ui, look, &traits.id.0, &facts);
    }) {
        brief.model = traits.id.clone();
    }
}

fn writer_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &mut Brief,
    row: &WriterRow,
    actions: &mut Vec<Action>,
) {
    let chosen = brief.captions.writer == row.id;
    let found = studio.models().installed().found(&row.id);
    let head = Head { id: &row.id, name: &row.name, about: &row.about, chosen, found };
    if model_ui(ui, look, head, actions, |ui| {
        if row.memory_bytes > 0 {
            let mut facts = vec![("Memory", units::bytes(row.memory_bytes))];
            if let Some(found) = found {
                facts.push(("On disk", on_disk(found)));
            }
            facts.push(("Licence", row.licence.clone()));
            facts_ui(ui, look, &row.id.0, &facts);
        }
    }) {
        brief.captions.writer = row.id.clone();
    }
}

fn on_disk(found: &FoundModel) -> String {
    let owner = match &found.owner {
        ModelOwner::Brandish { .. } => "",
        ModelOwner::Location(_) => ", used where it is",
        ModelOwner::OtherProgram => ", another program's",
    };
    format!("{}{owner}", units::bytes(found.bytes))
}

struct Head<'a> {
    id: &'a ModelId,
    name: &'a str,
    about: &'a str,
    chosen: bool,
    /// `None` for a built-in model.
    found: Option<&'a FoundModel>,
}

/// A model's card; true where the user chose it.
fn model_ui(
    ui: &mut Ui,
    look: &Look,
    head: Head<'_>,
    actions: &mut Vec<Action>,
    facts: impl FnOnce(&mut Ui),
) -> bool {
    let mut used = false;
    let name = head.name;
    card_ui(ui, look, if head.chosen { look.accent } else { look.line }, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if head.chosen {
                    ui.label(RichText::new("In use").color(look.good));
                } else {
                    used = ui.button("Use").accessible_name(format!("Use {name}")).clicked();
                }
                if let Some(found) = head.found {
                    if found.is_removable() {
                        let tip = match found.owner {
                            ModelOwner::Brandish { .. } => "Remove it; this can be undone",
                            ModelOwner::Location(_) | ModelOwner::OtherProgram => {
                                "Stop using it; the file stays"
                            }
                        };
                        let label = format!("Remove {name}");
                        if widgets::icon_button(ui, icons::TRASH, &label, tip).clicked() {
                            actions.push(Action::Model(ModelAction::Remove(head.id.clone())));
                        }
                    }
                    show_ui(ui, found, name, actions);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(strong(name, 17.0).color(look.ink)).truncate());
                });
            });
        });
        words(ui, head.about, look.ink);
        facts(ui);
    });
    used
}

fn show_ui(ui: &mut Ui, found: &FoundModel, name: &str, actions: &mut Vec<Action>) {
    let label = format!("Show {name} in its folder");
    if widgets::icon_button(ui, icons::FOLDER, &label, "Show in folder").clicked() {
        actions.push(Action::Model(ModelAction::Reveal(found.path.clone())));
    }
}

fn unusable_ui(ui: &mut Ui, look: &Look, model: &UnusableModel, actions: &mut Vec<Action>) {
    let found = &model.found;
    card_ui(ui, look, look.line, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if found.is_removable() {
                    let label = format!("Remove {}", found.name);
                    let tip = "Take it off this list";
                    if widgets::icon_button(ui, icons::TRASH, &label, tip).clicked() {
                        let found = Box::new(found.clone());
                        actions.push(Action::Model(ModelAction::RemoveUnusable(found)));
                    }
                }
                show_ui(ui, found, &found.name, actions);
                ui.label(RichText::new(units::bytes(found.bytes)).color(look.quiet));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(strong(&found.name, 15.0).color(look.ink)).truncate());
                });
            });
        });
        words(ui, &model.reason, look.warn);
        small_words(ui, found.path.display().to_string(), look.quiet);
    });
}

fn facts_ui(ui: &mut Ui, look: &Look, id: &str, facts: &[(&str, String)]) {
    egui::Grid::new(id).num_columns(2).min_row_height(20.0).spacing(vec2(12.0, 4.0)).show(
        ui,
        |ui| {
            for (name, value) in facts {
                ui.label(RichText::new(*name).color(look.quiet));
                ui.label(value);
                ui.end_row();
            }
        },
    );
}
