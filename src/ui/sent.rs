//! "What will be sent": the enhanced prompt with each part marked by where it came from, what is left
//! out, and what the model cannot do. Edited or switched off here; the enhancing itself is `brief`'s.

use super::draft::Draft;
use super::theme::Look;
use super::{icons, parts, token_count};
use crate::brief::{Advice, Brief, Enhance, Enhanced, Family, Part, Source, Topic};
use crate::studio::Studio;
use egui::{RichText, TextEdit, Ui};

/// As much advice as is shown while the rest is folded away.
const FOLDED_ADVICE: usize = 2;

pub fn sent_ui(ui: &mut Ui, look: &Look, studio: &Studio, draft: &mut Draft, enhanced: &Enhanced) {
    let row = ui.horizontal(|ui| {
        let open = parts::unfold(ui, look, &mut draft.sent_open, "What will be sent");
        token_count::sent_ui(ui, look, studio, draft);
        open
    });
    let open = row.inner;
    if open {
        egui::Frame::new().fill(look.tint).corner_radius(8).inner_margin(10).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            prompt_ui(ui, look, &mut draft.brief, enhanced);
            negative_ui(ui, look, &mut draft.brief, enhanced);
            switches_ui(ui, studio, draft, enhanced);
        });
    }
    // Where it is counted that the end is not read, nothing is guessed.
    let cut = token_count::advice(studio, draft);
    let row = studio.catalog().row(&draft.brief.model);
    let family = studio.token_counter().latest().and(row).map(|row| row.traits.family);
    let guesses = |advice: &&Advice| {
        advice.topic == Topic::Length && (cut.is_some() || family == Some(Family::Spark))
    };
    let shown = if open { usize::MAX } else { FOLDED_ADVICE };
    let advice = enhanced.advice.iter().filter(|advice| !guesses(advice));
    cut.iter().chain(advice).take(shown).for_each(|advice| advice_ui(ui, look, advice, open));
}

fn prompt_ui(ui: &mut Ui, look: &Look, brief: &mut Brief, enhanced: &Enhanced) {
    match &mut brief.enhance {
        Enhance::Edited(text) => {
            let field = TextEdit::multiline(text).desired_rows(2).desired_width(f32::INFINITY);
            ui.add(field).accessible_name("Edited prompt");
        }
        _ if enhanced.parts.is_empty() => {
            ui.label(RichText::new("Your words, and what the brand adds.").color(look.quiet));
        }
        Enhance::Off => parts_ui(ui, look, &enhanced.parts),
        Enhance::On => {
            parts_ui(ui, look, &enhanced.parts);
            if enhanced.parts.len() == 1 && brief.persona.is_some() {
                let words = "The brand shows in what lies behind it; no words were added.";
                ui.label(RichText::new(words).small().color(look.quiet));
            }
        }
    }
}

/// What is left out, in a smaller line of its own; edited below an edited prompt.
fn negative_ui(ui: &mut Ui, look: &Look, brief: &mut Brief, enhanced: &Enhanced) {
    if matches!(brief.enhance, Enhance::Edited(_)) {
        let label = ui.label(RichText::new("Left out").small().color(look.quiet));
        let field = TextEdit::multiline(&mut brief.negative).desired_rows(1);
        ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
    } else if !enhanced.negative.is_empty() {
        ui.add_space(4.0);
        ui.label(RichText::new("Left out").small().color(look.quiet));
        parts_ui(ui, look, &enhanced.negative);
    }
}

/// The parts in a running text; what the user did not write is underlined and says where it came from.
fn parts_ui(ui: &mut Ui, look: &Look, parts: &[Part]) {
    ui.scope(|ui| {
        // Rows as close as in any text, not as far apart as buttons.
        ui.spacing_mut().item_spacing = egui::vec2(0.0, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| parts.iter().for_each(|part| part_ui(ui, look, part)));
    });
}

fn part_ui(ui: &mut Ui, look: &Look, part: &Part) {
    if !part.joint.is_empty() {
        ui.label(RichText::new(part.joint).color(look.quiet));
    }
    let text = RichText::new(&part.text);
    let text = match part.source {
        Source::Subject | Source::Edit | Source::LeaveOut => text.color(look.ink),
        _ => text.color(look.accent).underline(),
    };
    ui.label(text).on_hover_text(part.source.reason());
}

fn switches_ui(ui: &mut Ui, studio: &Studio, draft: &mut Draft, enhanced: &Enhanced) {
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
        let mut on = draft.brief.enhance != Enhance::Off;
        if ui.checkbox(&mut on, "Complete my words").changed() {
            start_over(studio, &mut draft.brief);
            draft.brief.enhance = if on { Enhance::On } else { Enhance::Off };
        }
        match draft.brief.enhance {
            Enhance::On if !enhanced.parts.is_empty() => {
                if ui.small_button("Edit").clicked() {
                    draft.brief.enhance = Enhance::Edited(enhanced.text());
                    draft.brief.negative = enhanced.negative_text();
                }
            }
            Enhance::Edited(_) => {
                if ui.small_button("Start over").clicked() {
                    start_over(studio, &mut draft.brief);
                }
            }
            Enhance::On | Enhance::Off => {}
        }
    });
}

/// Back to the enhancer's own text; what an edit put into "Leave out" goes, what the user wrote stays.
fn start_over(studio: &Studio, brief: &mut Brief) {
    brief.enhance = Enhance::On;
    let fresh = Brief { negative: String::new(), ..brief.clone() };
    let added = studio.enhance(&fresh);
    // A model that reads none of it takes none of it away.
    if added.negative.is_empty() {
        return;
    }
    brief.negative = added.own_negative(&brief.negative);
}

/// What will happen, and what to do about it: beside it, or under the pointer while folded away.
fn advice_ui(ui: &mut Ui, look: &Look, advice: &Advice, whole: bool) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(parts::icon(icons::WARNING, 14.0).color(look.warn));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let text = RichText::new(&advice.sentence).small().color(look.ink);
            let sentence = ui.add(egui::Label::new(text).wrap());
            if whole {
                let text = RichText::new(&advice.todo).small().color(look.quiet);
                ui.add(egui::Label::new(text).wrap());
            } else {
                sentence.on_hover_text(&advice.todo);
            }
        });
    });
}
