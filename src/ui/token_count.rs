//! How much of a prompt the chosen model reads: beside the prompt what was typed, beside "What will be sent" what is
//! sent, and a warning where its end is not read. The counting is the studio's; here are its words.

use super::action::Action;
use super::draft::Draft;
use super::theme::Look;
use crate::brief::{Advice, Enhance, Enhanced, Topic};
use crate::studio::{PromptTexts, PromptTokens, Studio};
use brandish_inference::TokenCount;
use egui::{Align, Label, Layout, RichText, Ui};

/// Asks for a count where the prompt, or what becomes of it, is another than was counted last.
pub fn keep_counting(
    studio: &Studio,
    draft: &Draft,
    enhanced: &Enhanced,
    actions: &mut Vec<Action>,
) {
    let words = PromptTexts::of(&draft.brief, enhanced.text());
    if !studio.token_counter().has_counted(&words) {
        actions.push(Action::CountTokens(words));
    }
}

/// At the end of the prompt's own line: what was typed. An edited prompt takes its place, and has its own count.
pub fn typed_ui(ui: &mut Ui, look: &Look, studio: &Studio, draft: &Draft) {
    let edited = matches!(draft.brief.enhance, Enhance::Edited(_));
    let Some(reading) = shown(studio, draft).filter(|_| !edited) else { return };
    let own = &reading.own;
    let text = match gist(own, &reading.texts.own) {
        Some(gist) => format!("drawn as “{gist}”"),
        None => format!("{} of {} word pieces", own.tokens, own.limit),
    };
    at_the_end(ui, look, studio, reading, own, text);
}

/// At the end of the line of what is sent, where there is more to say of it than of what was typed.
pub fn sent_ui(ui: &mut Ui, look: &Look, studio: &Studio, draft: &Draft) {
    let Some(reading) = shown(studio, draft) else { return };
    let sent = &reading.sent;
    let edited = matches!(draft.brief.enhance, Enhance::Edited(_));
    if edited || reading.own != *sent || sent.chunks > 1 || sent.is_cut() {
        let text = match gist(sent, &reading.texts.sent) {
            Some(gist) => format!("drawn as “{gist}”"),
            None => words(sent),
        };
        at_the_end(ui, look, studio, reading, sent, text);
    }
}

/// What is read in place of these words, where that is another.
fn gist<'a>(reading: &'a TokenCount, words: &str) -> Option<&'a str> {
    reading.interpretation.as_deref().filter(|gist| !gist.eq_ignore_ascii_case(words.trim()))
}

/// What the user should know where the end of what is sent is not read.
pub fn advice(studio: &Studio, draft: &Draft) -> Option<Advice> {
    let reading = shown(studio, draft).filter(|reading| reading.sent.is_cut())?;
    Some(Advice {
        topic: Topic::Length,
        sentence: format!(
            "{} does not read the end: {} word pieces are {} too many.",
            model(studio, reading),
            reading.sent.tokens,
            reading.sent.tokens - reading.sent.limit
        ),
        todo: "Put the most important words first, and drop some.".into(),
    })
}

/// The last count, unless there is nothing to count.
fn shown<'a>(studio: &'a Studio, draft: &Draft) -> Option<&'a PromptTokens> {
    studio.token_counter().latest().filter(|_| !draft.brief.prompt.trim().is_empty())
}

fn model<'a>(studio: &'a Studio, reading: &PromptTokens) -> &'a str {
    let row = studio.catalog().row(&reading.texts.model);
    row.map_or("The model", |row| row.traits.name.as_str())
}

fn at_the_end(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    reading: &PromptTokens,
    counted: &TokenCount,
    text: String,
) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let ink = if counted.is_cut() { look.warn } else { look.quiet };
        let label = Label::new(RichText::new(text).small().color(ink)).truncate();
        ui.add(label).on_hover_text(explained(model(studio, reading), counted));
    });
}

/// `82 of 75, in 2 parts`
fn words(reading: &TokenCount) -> String {
    let end = match reading.chunks {
        _ if reading.is_cut() => ", end not read".to_owned(),
        1 => " word pieces".to_owned(),
        parts => format!(", in {parts} parts"),
    };
    format!("{} of {}{end}", reading.tokens, reading.limit)
}

fn explained(model: &str, reading: &TokenCount) -> String {
    if let Some(gist) = &reading.interpretation {
        return format!(
            "{model} reads “{gist}”. It draws one or two things, in a colour if you name one, and knows them by the \
             names it was taught; it leaves out the rest of your words."
        );
    }
    let pieces = format!(
        "A common word is one piece, a rare or long one several, a comma one. {model} reads {} at once.",
        reading.limit
    );
    let more = match reading.chunks {
        _ if reading.is_cut() => " What comes later is not read.",
        1 => "",
        _ => " What comes later is read as a part of its own, which knows little of the first.",
    };
    pieces + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_what_is_read_in_parts_and_what_is_cut_each_have_their_words() {
        let one = |tokens| TokenCount { tokens, limit: 75, chunks: 1, interpretation: None };
        let two = TokenCount { chunks: 2, ..one(82) };
        assert_eq!(words(&one(9)), "9 of 75 word pieces");
        assert_eq!(words(&two), "82 of 75, in 2 parts");
        assert_eq!(words(&one(82)), "82 of 75, end not read");
        let told = explained("Photo", &one(82));
        assert!(told.ends_with("Photo reads 75 at once. What comes later is not read."), "{told}");
    }
}
