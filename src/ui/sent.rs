//! "What will be sent": the enhanced prompt with what the brand added marked; edited or switched off.
//! The enhancing itself is `brief::enhance`.

use super::draft::Draft;
use super::parts;
use super::theme::Look;
use crate::brief::{Enhance, Source};
use crate::studio::Studio;
use egui::{RichText, TextEdit, Ui};

pub fn sent_ui(ui: &mut Ui, look: &Look, studio: &Studio, draft: &mut Draft) {
    if !parts::unfold(ui, look, &mut draft.sent_open, "What will be sent") {
        return;
    }
    let enhanced = studio.enhance(&draft.brief);
    egui::Frame::new().fill(look.tint).corner_radius(8).inner_margin(10).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        match &mut draft.brief.enhance {
            Enhance::Edited(text) => {
                let field = TextEdit::multiline(text).desired_rows(2).desired_width(f32::INFINITY);
                ui.add(field).accessible_name("Edited prompt");
            }
            Enhance::Off => {
                ui.label(RichText::new(draft.brief.prompt.trim()).color(look.ink));
            }
            Enhance::On if enhanced.parts.is_empty() => {
                ui.label(RichText::new("Your words, and what the brand adds.").color(look.quiet));
            }
            Enhance::On => {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    for part in &enhanced.parts {
                        let text = RichText::new(&part.text);
                        let text = match part.source {
                            Source::Subject => text.color(look.ink),
                            _ => text.color(look.accent).underline(),
                        };
                        ui.label(text).on_hover_text(part.source.reason());
                    }
                });
                if enhanced.parts.len() == 1 {
                    let words = "The brand shows in what lies behind it; no words were added.";
                    ui.label(RichText::new(words).small().color(look.quiet));
                }
            }
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
            let mut on = draft.brief.enhance != Enhance::Off;
            if ui.checkbox(&mut on, "Add the brand's words").changed() {
                draft.brief.enhance = if on { Enhance::On } else { Enhance::Off };
            }
            match draft.brief.enhance {
                Enhance::On => {
                    if ui.small_button("Edit").clicked() {
                        draft.brief.enhance = Enhance::Edited(enhanced.text());
                    }
                }
                Enhance::Edited(_) => {
                    if ui.small_button("Start over").clicked() {
                        draft.brief.enhance = Enhance::On;
                    }
                }
                Enhance::Off => {}
            }
        });
    });
}
