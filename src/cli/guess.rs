//! While `generate` draws: whether the prompt names anything that the model was trained to draw, and what else would help.
//! How a model reads a prompt is known in the engine.

use super::output::note;
use crate::brief::{Advice, Brief};
use crate::engine::Catalog;
use brandish_inference::PromptFit;
use std::thread::JoinHandle;

/// How many illustrations are offered.
const OFFERED: usize = 3;

/// Notes on how the model reads a prompt, which a thread makes while the model loads: the tables of words take a while.
pub(super) struct GuessNotes(Option<JoinHandle<Vec<String>>>);

impl GuessNotes {
    pub(super) fn start(brief: &Brief, catalog: &Catalog) -> Self {
        let (brief, catalog) = (brief.clone(), catalog.clone());
        Self(Some(std::thread::spawn(move || guess_notes(&brief, &catalog))))
    }

    /// Whether there is something to print without waiting for it.
    pub(super) fn are_made(&self) -> bool {
        self.0.as_ref().is_some_and(JoinHandle::is_finished)
    }

    /// Waits for the notes and prints them, unless they have been printed.
    pub(super) fn print(&mut self) {
        // A panic of the thread was printed when it happened.
        self.0
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
            .iter()
            .for_each(note);
    }
}

/// That the model only guesses at the prompt, or draws it poorly, and the illustrations that suit it.
fn guess_notes(brief: &Brief, catalog: &Catalog) -> Vec<String> {
    let row = catalog.row(&brief.model).filter(|row| row.traits.family.facts().draws_only_things);
    let Some(row) = row.filter(|_| brief.elements.is_empty()) else { return Vec::new() };
    // A model that cannot be opened is reported by the job itself.
    let count = (row.token_counter)(&row.folder).ok();
    let count = count.and_then(|counter| counter.count(&brief.prompt, false).ok());
    let Some(count) = count.filter(|count| count.fit != PromptFit::Good) else {
        return Vec::new();
    };
    let found = catalog.elements.as_ref().map(|elements| elements.suiting(&brief.prompt, OFFERED));
    let names: Vec<String> = match found {
        Some(Ok(found)) => found.iter().map(|element| element.name.clone()).collect(),
        _ => Vec::new(),
    };
    let (model, offers) = (&row.traits.name, !names.is_empty());
    let Some(advice) = Advice::of_reading(model, &brief.prompt, &count, offers) else {
        return Vec::new();
    };
    let mut notes = vec![format!("{} {}", advice.sentence, advice.todo)];
    if !names.is_empty() {
        notes.push(format!(
            "Illustrations that suit it: {}. Use one with --element NAME, or let --element auto choose.",
            names.join(", ")
        ));
    }
    notes
}
