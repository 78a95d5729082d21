//! Before `generate` draws: whether the prompt names anything that the model was trained to draw, and what else would help.
//! How a model reads a prompt is known in the engine.

use super::output::note;
use crate::brief::{Advice, Brief};
use crate::engine::Catalog;
use brandish_inference::PromptFit;

/// How many illustrations are offered.
const OFFERED: usize = 3;

/// Prints that the model only guesses at the prompt, or draws it poorly, with the illustrations that suit it.
pub(super) fn note_guess(brief: &Brief, catalog: &Catalog) {
    let row = catalog.row(&brief.model).filter(|row| row.traits.family.facts().draws_only_things);
    let Some(row) = row.filter(|_| brief.elements.is_empty()) else { return };
    // A model that cannot be opened is reported by the job itself.
    let count = (row.token_counter)(&row.folder).ok();
    let count = count.and_then(|counter| counter.count(&brief.prompt, false).ok());
    let Some(count) = count.filter(|count| count.fit != PromptFit::Good) else { return };
    let found = catalog.elements.as_ref().map(|elements| elements.suiting(&brief.prompt, OFFERED));
    let names: Vec<String> = match found {
        Some(Ok(found)) => found.iter().map(|element| element.name.clone()).collect(),
        _ => Vec::new(),
    };
    let (model, offers) = (&row.traits.name, !names.is_empty());
    let Some(advice) = Advice::of_reading(model, &brief.prompt, &count, offers) else { return };
    note(format_args!("{} {}", advice.sentence, advice.todo));
    if !names.is_empty() {
        note(format_args!(
            "Illustrations that suit it: {}. Use one with --element NAME, or let --element auto choose.",
            names.join(", ")
        ));
    }
}
