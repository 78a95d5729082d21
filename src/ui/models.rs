//! Models: what is installed, what it is good for, what it needs.

use super::parts;
use super::theme::{Look, strong};
use crate::brief::Brief;
use crate::studio::Studio;
use egui::{Label, RichText, ScrollArea, Ui};

pub fn models_ui(ui: &mut Ui, look: &Look, studio: &Studio, brief: &mut Brief) {
    ui.label(strong("Models", 24.0).color(look.ink));
    ui.label(RichText::new("What draws your pictures, on this laptop.").color(look.quiet));
    ui.add_space(8.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for row in &studio.catalog().rows {
            let traits = &row.traits;
            let chosen = brief.model == traits.id;
            let line = if chosen { look.accent } else { look.line };
            look.card().stroke(egui::Stroke::new(1.0, line)).show(ui, |ui| {
                ui.set_width((ui.available_width() - 12.0).min(720.0));
                ui.horizontal(|ui| {
                    ui.label(strong(&traits.name, 17.0).color(look.ink));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        if chosen {
                            ui.label(RichText::new("In use").color(look.good));
                        } else if ui.button("Use").clicked() {
                            brief.model = traits.id.clone();
                        }
                    });
                });
                ui.add(Label::new(RichText::new(row.about).color(look.ink)).wrap());
                let one = Brief { model: traits.id.clone(), count: 1, ..Brief::default() };
                let pace = studio.cost(&one).filter(|cost| cost.measured).map_or_else(
                    || "not yet measured here".to_owned(),
                    |cost| format!("{} a picture here", parts::duration(cost.time)),
                );
                let facts = [
                    ("Speed", pace),
                    ("Memory", parts::bytes(row.memory_bytes)),
                    (
                        "Sizes",
                        format!("{} to {} pixels a side", traits.sides.start(), traits.sides.end()),
                    ),
                    ("Licence", row.licence.to_owned()),
                ];
                egui::Grid::new(&traits.id.0).num_columns(2).show(ui, |ui| {
                    for (name, value) in facts {
                        ui.label(RichText::new(name).color(look.quiet));
                        ui.label(value);
                        ui.end_row();
                    }
                });
            });
        }
    });
}
