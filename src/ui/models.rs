//! Models: what draws and what writes, what each is good for and needs, and what else can be had.

use super::action::Action;
use super::parts;
use super::theme::{Look, strong};
use crate::brief::Brief;
use crate::engine::{Row, WriterRow, shelf};
use crate::studio::Studio;
use egui::{Label, RichText, ScrollArea, Ui, vec2};

/// Cards are no wider than a line reads well.
const WIDEST: f32 = 720.0;

pub fn models_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &mut Brief,
    actions: &mut Vec<Action>,
) {
    ui.label(strong("Models", 24.0).color(look.ink));
    ui.label(RichText::new("What draws and what writes, on this laptop.").color(look.quiet));
    ui.add_space(8.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.label(strong("Pictures", 17.0).color(look.ink));
        for row in &studio.catalog().rows {
            picture_model_ui(ui, look, studio, brief, row);
        }
        ui.add_space(12.0);
        ui.label(strong("Captions", 17.0).color(look.ink));
        for row in &studio.catalog().writers {
            writer_ui(ui, look, brief, row);
        }
        ui.add_space(12.0);
        shelf_ui(ui, look, studio, actions);
    });
}

fn picture_model_ui(ui: &mut Ui, look: &Look, studio: &Studio, brief: &mut Brief, row: &Row) {
    let traits = &row.traits;
    let chosen = brief.model == traits.id;
    if card_ui(ui, look, &traits.name, row.about, chosen, |ui| {
        let one = Brief { model: traits.id.clone(), count: 1, ..Brief::default() };
        let pace = studio.cost(&one).filter(|cost| cost.measured).map_or_else(
            || "not yet measured here".to_owned(),
            |cost| format!("{} a picture here", parts::duration(cost.time)),
        );
        let sides = format!("{} to {} pixels a side", traits.sides.start(), traits.sides.end());
        let memory = parts::bytes(row.memory_bytes);
        let facts = [
            ("Speed", pace),
            ("Memory", memory),
            ("Sizes", sides),
            ("Licence", row.licence.into()),
        ];
        facts_ui(ui, look, &traits.id.0, &facts);
    }) {
        brief.model = traits.id.clone();
    }
}

fn writer_ui(ui: &mut Ui, look: &Look, brief: &mut Brief, row: &WriterRow) {
    let chosen = brief.captions.writer == row.id;
    if card_ui(ui, look, &row.name, &row.about, chosen, |ui| {
        if row.memory_bytes > 0 {
            let memory = parts::bytes(row.memory_bytes);
            let facts = [("Memory", memory), ("Licence", row.licence.clone())];
            facts_ui(ui, look, &row.id.0, &facts);
        }
    }) {
        brief.captions.writer = row.id.clone();
    }
}

/// A model's card; true where the user chose it.
fn card_ui(
    ui: &mut Ui,
    look: &Look,
    name: &str,
    about: &str,
    chosen: bool,
    facts: impl FnOnce(&mut Ui),
) -> bool {
    let mut used = false;
    let line = if chosen { look.accent } else { look.line };
    look.card().stroke(egui::Stroke::new(1.0, line)).show(ui, |ui| {
        ui.set_width((ui.available_width() - 12.0).min(WIDEST));
        ui.horizontal(|ui| {
            ui.label(strong(name, 17.0).color(look.ink));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if chosen {
                    ui.label(RichText::new("In use").color(look.good));
                } else {
                    used = ui.button("Use").accessible_name(format!("Use {name}")).clicked();
                }
            });
        });
        ui.add(Label::new(RichText::new(about).color(look.ink)).wrap());
        facts(ui);
    });
    used
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

/// Language models that can be had, and how.
fn shelf_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    ui.label(strong("Language models that write captions", 17.0).color(look.ink));
    let folder = studio.home().models();
    let words = format!(
        "Get one of these .gguf files from the Hugging Face hub, put it into {}, and start Brandish again. \
         It then runs on this laptop; nothing leaves it.",
        folder.display()
    );
    ui.scope(|ui| {
        ui.set_max_width(WIDEST);
        ui.add(Label::new(RichText::new(words).color(look.quiet)).wrap());
        ui.horizontal(|ui| {
            if ui.button("Show the folder").clicked() {
                actions.push(Action::ShowModels);
            }
        });
    });
    for row in &shelf().writers {
        look.card().show(ui, |ui| {
            ui.set_width((ui.available_width() - 12.0).min(WIDEST));
            ui.horizontal(|ui| {
                ui.label(strong(&row.name, 15.0).color(look.ink));
                let size = format!("about {}", parts::bytes(row.megabytes * 1_000_000));
                ui.label(RichText::new(size).color(look.quiet));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let copy = ui.button("Copy its place");
                    let name = format!("Copy where {} is", row.name);
                    if copy.accessible_name(name).clicked() {
                        actions.push(Action::CopyText(format!("{} {}", row.repository, row.file)));
                    }
                });
            });
            ui.add(Label::new(RichText::new(&row.good_at).color(look.ink)).wrap());
            let terms = format!("{}: {} {}", row.licence, row.terms, row.repository);
            ui.add(Label::new(RichText::new(terms).small().color(look.quiet)).wrap());
        });
    }
}
