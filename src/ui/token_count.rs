//! How much of a prompt the chosen model reads: beside the prompt for the typed text, beside "What will be sent" for the
//! enhanced one, with a warning where its end is not read. The studio counts; the texts are formatted here.

use super::action::BriefAction;
use super::context::PanelContext;
use super::draft::Draft;
use crate::brief::{Advice, Enhance, Topic};
use crate::studio::{PromptTexts, PromptTokens, Studio};
use brandish_inference::TokenCount;
use egui::{Align, Label, Layout, RichText, Ui};

/// Requests a count where the texts differ from those counted last.
pub fn request_count(cx: &mut PanelContext<'_>, texts: &PromptTexts) {
    if !cx.studio.token_counter().has_counted(texts) {
        cx.push(BriefAction::CountTokens(texts.clone()));
    }
}

/// At the end of the prompt's line: the count of the typed text. An edited prompt replaces it and has its own count.
pub fn typed_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &Draft) {
    let edited = matches!(draft.brief.enhance, Enhance::Edited(_));
    let Some(count) = last_count(cx.studio, draft).filter(|_| !edited) else { return };
    let own = &count.own;
    let text = match interpretation(own, &count.texts.own) {
        Some(read) => text!("create-drawn-as", words = read),
        None => text!("create-words-read", count = own.tokens, limit = own.limit),
    };
    label_ui(ui, cx, count, own, text);
}

/// At the end of the line of "What will be sent": its count, where it differs from that of the typed text.
pub fn sent_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &Draft) {
    let Some(count) = last_count(cx.studio, draft) else { return };
    let sent = &count.sent;
    let edited = matches!(draft.brief.enhance, Enhance::Edited(_));
    if edited || count.own != *sent || sent.chunks > 1 || sent.is_cut() {
        let text = match interpretation(sent, &count.texts.sent) {
            Some(read) => text!("create-drawn-as", words = read),
            None => count_text(sent),
        };
        label_ui(ui, cx, count, sent, text);
    }
}

/// How the model interprets these words, where that differs from them.
fn interpretation<'a>(count: &'a TokenCount, words: &str) -> Option<&'a str> {
    count.interpretation.as_deref().filter(|read| !read.eq_ignore_ascii_case(words.trim()))
}

/// The warning that the end of the sent prompt is not read.
pub fn advice(studio: &Studio, draft: &Draft) -> Option<Advice> {
    let count = last_count(studio, draft).filter(|count| count.sent.is_cut())?;
    Some(Advice {
        topic: Topic::Length,
        sentence: text!(
            "create-end-not-read",
            model = model(studio, count),
            count = count.sent.tokens,
            surplus = count.sent.tokens - count.sent.limit,
        ),
        todo: text!("create-put-most-important-words-first").into(),
        named: None,
    })
}

/// The warning that the prompt names nothing that the model draws, or what it draws poorly; `offers` where illustrations suit it.
pub fn guess_advice(studio: &Studio, draft: &Draft, offers: bool) -> Option<Advice> {
    let count = last_count(studio, draft)?;
    Advice::of_reading(model(studio, count), &count.texts.own, &count.own, offers)
}

/// The last count, unless there is nothing to count.
fn last_count<'a>(studio: &'a Studio, draft: &Draft) -> Option<&'a PromptTokens> {
    let is_read = !draft.brief.prompt.trim().is_empty() && draft.brief.elements.is_empty();
    studio.token_counter().latest().filter(|_| is_read)
}

fn model<'a>(studio: &'a Studio, count: &PromptTokens) -> &'a str {
    let row = studio.catalog().row(&count.texts.model);
    row.map_or(text!("create-the-model"), |row| row.traits.name.as_str())
}

fn label_ui(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    count: &PromptTokens,
    counted: &TokenCount,
    text: String,
) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let ink = if counted.is_cut() { cx.look.warn } else { cx.look.quiet };
        let label = Label::new(RichText::new(text).small().color(ink)).truncate();
        ui.add(label).on_hover_text(explanation(model(cx.studio, count), counted));
    });
}

/// `82 of 75, in 2 parts`
fn count_text(count: &TokenCount) -> String {
    let (tokens, limit) = (count.tokens, count.limit);
    match count.chunks {
        _ if count.is_cut() => text!("create-words-cut", count = tokens, limit = limit),
        1 => text!("create-words-read", count = tokens, limit = limit),
        parts => text!("create-words-in-parts", count = tokens, limit = limit, parts = parts),
    }
}

fn explanation(model: &str, count: &TokenCount) -> String {
    if let Some(read) = &count.interpretation {
        return text!("create-how-words-are-read", model = model, words = read);
    }
    let pieces = text!("create-how-words-are-counted", model = model, limit = count.limit);
    let more = match count.chunks {
        _ if count.is_cut() => text!("create-rest-not-read"),
        1 => return pieces,
        _ => text!("create-rest-read-apart"),
    };
    format!("{pieces} {more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_a_split_and_a_cut_prompt_each_have_their_text() {
        let one = |tokens| TokenCount {
            tokens,
            limit: 75,
            chunks: 1,
            interpretation: None,
            fit: brandish_inference::PromptFit::Good,
        };
        let two = TokenCount { chunks: 2, ..one(82) };
        assert_eq!(count_text(&one(9)), "9 of 75 words");
        assert_eq!(count_text(&two), "82 of 75, in 2 parts");
        assert_eq!(count_text(&one(82)), "82 of 75, end not read");
        let text = explanation("Photo", &one(82));
        assert!(text.ends_with("It reads 75 at once. The rest is not read."), "{text}");
    }
}
