//! How much of a prompt the chosen model reads, in a line below it. The counting is the studio's; here are its words.

use super::action::Action;
use super::draft::Draft;
use super::theme::Look;
use crate::brief::{Enhance, Enhanced};
use crate::engine::Reading;
use crate::studio::{PromptReading, PromptWords, Studio};
use egui::{Label, RichText, Ui};

/// The line below the prompt. While what is sent is folded away, it counts that, too; unfolded, that has its own line.
pub fn counted_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    draft: &Draft,
    enhanced: &Enhanced,
    actions: &mut Vec<Action>,
) {
    let words = PromptWords::of(&draft.brief, enhanced.text());
    let is_empty = words.own.is_empty();
    if !studio.has_counted(&words) {
        actions.push(Action::CountWords(words));
    }
    let Some(reading) = studio.prompt_reading().filter(|_| !is_empty) else { return };
    let edited = matches!(draft.brief.enhance, Enhance::Edited(_));
    let (text, is_cut) = match (draft.sent_open, edited) {
        // What was typed is not what is sent, and the other is counted below.
        (true, true) => return,
        (true, false) => (whole(&reading.own), reading.own.is_cut()),
        (false, true) => (format!("As edited {}", whole(&reading.sent)), reading.sent.is_cut()),
        (false, false) => (both(reading), reading.sent.is_cut()),
    };
    line_ui(ui, look, studio, reading, text, is_cut);
}

/// The line below what is sent, where that is unfolded.
pub fn sent_ui(ui: &mut Ui, look: &Look, studio: &Studio) {
    if let Some(reading) = studio.prompt_reading().filter(|reading| !reading.words.own.is_empty()) {
        let text = format!("Sent: {}", whole(&reading.sent));
        line_ui(ui, look, studio, reading, text, reading.sent.is_cut());
    }
}

fn line_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    reading: &PromptReading,
    text: String,
    is_cut: bool,
) {
    let ink = if is_cut { look.warn } else { look.quiet };
    let label = Label::new(RichText::new(text).small().color(ink)).wrap();
    let name = studio.catalog().row(&reading.words.model).map(|row| row.traits.name.as_str());
    ui.add(label).on_hover_text(explained(name.unwrap_or("The model"), &reading.sent));
}

/// `9 of 75 word pieces`
fn whole(reading: &Reading) -> String {
    format!("{} of {} word pieces{}", reading.tokens, reading.room, ending(reading))
}

/// `9 of 75 word pieces, 82 as sent: read in 2 parts`
fn both(reading: &PromptReading) -> String {
    let (own, sent) = (&reading.own, &reading.sent);
    if own == sent {
        return whole(own);
    }
    format!("{} of {} word pieces, {} as sent{}", own.tokens, own.room, sent.tokens, ending(sent))
}

fn ending(reading: &Reading) -> String {
    match reading.parts {
        _ if reading.is_cut() => ": the end is not read".into(),
        1 => String::new(),
        parts => format!(": read in {parts} parts"),
    }
}

fn explained(model: &str, sent: &Reading) -> String {
    let pieces = format!(
        "A common word is one piece, a rare or long one several, a comma one. {model} reads {} at once.",
        sent.room
    );
    let more = match sent.parts {
        _ if sent.is_cut() => {
            " What comes later is not read: drop some words, or put the most important ones first."
        }
        1 => "",
        _ => " What comes later is read as a part of its own, which knows little of the first.",
    };
    pieces + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::ModelId;

    fn reading(own: Reading, sent: Reading) -> PromptReading {
        let (own_words, sent_words) = ("a".to_owned(), "b".to_owned());
        let words = PromptWords {
            model: ModelId::spark(),
            own: own_words,
            sent: sent_words,
            truncate: false,
        };
        PromptReading { words, own, sent }
    }

    #[test]
    fn what_fits_what_is_read_in_parts_and_what_is_cut_each_have_their_words() {
        let one = |tokens| Reading { tokens, room: 75, parts: 1 };
        let two = Reading { tokens: 82, room: 75, parts: 2 };
        assert_eq!(both(&reading(one(9), one(9))), "9 of 75 word pieces");
        assert_eq!(both(&reading(one(9), one(41))), "9 of 75 word pieces, 41 as sent");
        assert_eq!(both(&reading(one(9), two)), "9 of 75 word pieces, 82 as sent: read in 2 parts");
        assert_eq!(whole(&two), "82 of 75 word pieces: read in 2 parts");
        assert_eq!(whole(&one(82)), "82 of 75 word pieces: the end is not read");
        assert!(
            explained("Photo", &one(82))
                .contains("Photo reads 75 at once. What comes later is not read")
        );
    }
}
