//! Brands: who can speak, with colours, voice and words. Editing them in the window comes later;
//! until then an own brand is a TOML file in the folder this place opens.

use super::action::Action;
use super::theme::{Look, strong};
use super::{Place, parts};
use crate::brand::Persona;
use crate::brief::Brief;
use crate::studio::Studio;
use egui::{Label, RichText, ScrollArea, Ui, vec2};

pub fn brands_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &Brief,
    actions: &mut Vec<Action>,
) {
    ui.label(strong("Brands", 24.0).color(look.ink));
    let folder = studio.home().personas();
    let words = format!(
        "Your own brands go into {}, one TOML file each. They are read at the next start.",
        folder.display()
    );
    ui.add(Label::new(RichText::new(words).color(look.quiet)).wrap());
    ui.add_space(8.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = ui.available_width() - 12.0;
        let columns = (width / 340.0).floor().clamp(1.0, 4.0) as usize;
        let card = (width - 16.0 * (columns - 1) as f32) / columns as f32;
        ui.spacing_mut().item_spacing = vec2(16.0, 16.0);
        for row in studio.personas().chunks(columns) {
            ui.horizontal_top(|ui| {
                for persona in row {
                    let speaks = brief.persona.as_ref() == Some(&persona.id);
                    ui.allocate_ui(vec2(card, 236.0), |ui| {
                        card_ui(ui, look, persona, speaks, actions);
                    });
                }
            });
        }
    });
}

fn card_ui(ui: &mut Ui, look: &Look, persona: &Persona, speaks: bool, actions: &mut Vec<Action>) {
    let line = if speaks { look.accent } else { look.line };
    look.card().stroke(egui::Stroke::new(1.0, line)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        ui.set_width(ui.available_width());
        ui.set_height(202.0);
        ui.vertical(|ui| {
            ui.horizontal(|ui| {
                ui.label(strong(&persona.name, 17.0).color(look.ink));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    parts::swatches(ui, look, &persona.look.palette, 22.0);
                });
            });
            let line = |ui: &mut Ui, text: &str, ink| {
                ui.add(Label::new(RichText::new(text).color(ink)).wrap());
            };
            line(ui, &persona.promise, look.ink);
            line(ui, &persona.voice.sound, look.quiet);
            line(ui, &format!("For {}", lower_first(&persona.audience)), look.quiet);
            line(ui, &persona.voice.hashtags.join(" "), look.accent);
            ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
                if speaks {
                    ui.label(RichText::new("Is speaking").color(look.good));
                } else if ui
                    .button("Let it speak")
                    .accessible_name(format!("Let {} speak", persona.name))
                    .clicked()
                {
                    actions.push(Action::SpeakAs(Some(persona.id.clone())));
                    actions.push(Action::Go(Place::Create));
                }
            });
        });
    });
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
