//! "What will be sent": the enhanced prompt with the source of each part, the negative prompt, and advice.
//! The user edits it or switches it off here; the enhancer itself is in `brief`.

use super::context::PanelContext;
use super::draft::Draft;
use super::theme::Look;
use super::{bidi, icons, text, text_field, token_count, widgets};
use crate::brief::{Advice, Brief, Enhance, Enhanced, Part, Source, Topic};
use crate::studio::Studio;
use egui::{RichText, Ui};

/// How much advice is shown while the preview is folded.
const FOLDED_ADVICE: usize = 2;

pub fn prompt_preview_ui(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    draft: &mut Draft,
    enhanced: &Enhanced,
) {
    let row = ui.horizontal(|ui| {
        let open = widgets::unfold(ui, cx.look, &mut draft.sent_open, text!("create-will-sent"));
        token_count::sent_ui(ui, cx, draft);
        open
    });
    let open = row.inner;
    if open {
        egui::Frame::new().fill(cx.look.tint).corner_radius(8).inner_margin(10).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            prompt_ui(ui, cx.look, &mut draft.brief, enhanced);
            negative_ui(ui, cx.look, &mut draft.brief, enhanced);
            switches_ui(ui, cx.studio, draft, enhanced);
        });
    }
    // A count of the tokens replaces the enhancer's guess about the length.
    let cut = token_count::advice(cx.studio, draft);
    let row = cx.studio.catalog().row(&draft.brief.model);
    let counted = cx.studio.token_counter().latest().and(row);
    let is_exact = counted.is_some_and(|row| row.traits.family.facts().is_limit_exact);
    let is_guess = |advice: &&Advice| advice.topic == Topic::Length && (cut.is_some() || is_exact);
    let shown = if open { usize::MAX } else { FOLDED_ADVICE };
    let advice = enhanced.advice.iter().filter(|advice| !is_guess(advice));
    cut.iter().chain(advice).take(shown).for_each(|advice| advice_ui(ui, cx.look, advice, open));
}

fn prompt_ui(ui: &mut Ui, look: &Look, brief: &mut Brief, enhanced: &Enhanced) {
    match &mut brief.enhance {
        Enhance::Edited(text) => {
            let field = text_field::multiline(ui, text, |field| {
                field.desired_rows(2).desired_width(f32::INFINITY)
            });
            field.accessible_name(text!("create-edited-prompt"));
        }
        _ if enhanced.parts.is_empty() => {
            ui.label(RichText::new(text!("create-words-those-brand")).color(look.quiet));
        }
        Enhance::Off => parts_ui(ui, look, &enhanced.parts),
        Enhance::On => {
            parts_ui(ui, look, &enhanced.parts);
            if enhanced.parts.len() == 1 && brief.persona.is_some() {
                let text = text!("create-brand-shows-background-adds-no");
                ui.label(RichText::new(text).small().color(look.quiet));
            }
        }
    }
}

/// The negative prompt, in a smaller line of its own; a text field below an edited prompt.
fn negative_ui(ui: &mut Ui, look: &Look, brief: &mut Brief, enhanced: &Enhanced) {
    if matches!(brief.enhance, Enhance::Edited(_)) {
        let label = ui.label(RichText::new(text!("create-left-out")).small().color(look.quiet));
        let field = text_field::multiline(ui, &mut brief.negative, |field| {
            field.desired_rows(1).desired_width(f32::INFINITY)
        });
        field.labelled_by(label.id);
    } else if !enhanced.negative.is_empty() {
        ui.add_space(4.0);
        ui.label(RichText::new(text!("create-left-out")).small().color(look.quiet));
        parts_ui(ui, look, &enhanced.negative);
    }
}

/// The parts as running text; those that the user did not write are underlined, with their source as a tooltip.
fn parts_ui(ui: &mut Ui, look: &Look, parts: &[Part]) {
    ui.scope(|ui| {
        // Rows as close as in text, not as far apart as buttons.
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
    bidi::label(ui, text, egui::TextWrapMode::Wrap).on_hover_text(text::source_reason(part.source));
}

fn switches_ui(ui: &mut Ui, studio: &Studio, draft: &mut Draft, enhanced: &Enhanced) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(8.0, 2.0);
        let mut on = draft.brief.enhance != Enhance::Off;
        if ui.checkbox(&mut on, text!("create-complete-my-words")).changed() {
            restore(studio, &mut draft.brief);
            draft.brief.enhance = if on { Enhance::On } else { Enhance::Off };
        }
        match draft.brief.enhance {
            Enhance::On if !enhanced.parts.is_empty() => {
                if ui.small_button(text!("create-edit")).clicked() {
                    draft.brief.enhance = Enhance::Edited(enhanced.text());
                    draft.brief.negative = enhanced.negative_text();
                }
            }
            Enhance::Edited(_) => {
                if ui.small_button(text!("create-start-over")).clicked() {
                    restore(studio, &mut draft.brief);
                }
            }
            Enhance::On | Enhance::Off => {}
        }
    });
}

/// Restores the enhancer's own text. What an edit added to "Leave out" is removed, what the user wrote stays.
fn restore(studio: &Studio, brief: &mut Brief) {
    brief.enhance = Enhance::On;
    let fresh = Brief { negative: String::new(), ..brief.clone() };
    let added = studio.builder().enhance(&fresh);
    // A model without negative prompts has added nothing to remove.
    if added.negative.is_empty() {
        return;
    }
    brief.negative = added.own_negative(&brief.negative);
}

/// A warning with its remedy: below it, or as a tooltip while the preview is folded.
pub(super) fn advice_ui(ui: &mut Ui, look: &Look, advice: &Advice, whole: bool) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(widgets::icon(icons::WARNING, 14.0).color(look.warn));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let (sentence, todo) = text::warning(advice);
            let text = RichText::new(sentence).small().color(look.ink);
            let shown = ui.add(egui::Label::new(text).wrap());
            if whole {
                let text = RichText::new(todo).small().color(look.quiet);
                ui.add(egui::Label::new(text).wrap());
            } else {
                shown.on_hover_text(todo);
            }
        });
    });
}
