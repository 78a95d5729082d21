//! The negative prompt: the user's own words first, then the brand's, the style's and the model's.
//! Nothing that the picture is asked to show is ever left out, except by the user.

use super::habits::pieces;
use super::lexicon::NormalizedText;
use super::{Advice, EnhanceRequest, Part, Source, Topic};
use crate::brief::StylePreset;

/// The parts of the negative prompt, with a style that is used. `shown` are the words of the positive one.
pub(super) fn negative(
    request: &EnhanceRequest<'_>,
    style: Option<&StylePreset>,
    shown: &NormalizedText,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let facts = request.family.facts();
    if !request.reads_negative() {
        return parts;
    }
    let own = request.negative.trim();
    if !own.is_empty() {
        parts.push(Part { text: own.to_owned(), source: Source::LeaveOut, joint: "" });
    }
    if !facts.adds_negative {
        return parts;
    }
    let never = request.persona.map_or(&[][..], |persona| &persona.look.never_show);
    let never = never.iter().map(|text| (text.as_str(), Source::NeverShow));
    let style = style.map_or(&[][..], |style| &style.negative);
    let style = style.iter().map(|text| (text.as_str(), Source::Style));
    let model = facts.negative.iter().map(|text| (*text, Source::Model));
    let mut left_out = NormalizedText::of(own);
    let mut room = facts.pieces.saturating_sub(pieces(own));
    for (text, source) in never.chain(style).chain(model) {
        let text = text.trim();
        let length = pieces(text) + 1;
        if text.is_empty() || shown.mention(text) || left_out.mention(text) || length > room {
            continue;
        }
        room -= length;
        left_out.add(text);
        let joint = if parts.is_empty() { "" } else { ", " };
        parts.push(Part { text: text.to_owned(), source, joint });
    }
    parts
}

/// Advice on what is left out, and on what is not.
pub(super) fn notes(request: &EnhanceRequest<'_>, prompt_words: &NormalizedText) -> Vec<Advice> {
    let mut notes = Vec::new();
    if let Some(persona) = request.persona {
        let asked = persona.look.never_show.iter().find(|what| prompt_words.mention(what));
        notes.extend(asked.map(|what| {
            Advice::new(
                Topic::NeverShow,
                format!("{} never shows {what}, and your words ask for it.", persona.name),
                "Your words go as they are; change them if that was not meant.",
            )
            .named(
                "never-shown",
                "not-meant",
                [("brand", &persona.name), ("words", what)],
            )
        }));
    }
    notes.extend(unread(request));
    notes
}

/// An advice where the user wrote what to leave out, and the model will not read it.
pub(super) fn unread(request: &EnhanceRequest<'_>) -> Option<Advice> {
    let unread = !request.reads_negative() && !request.negative.trim().is_empty();
    unread.then(|| {
        Advice::new(
            Topic::Unread,
            "This model does not read what to leave out.",
            "Say what you want to see in its place, or choose another model.",
        )
        .named("unread", "say-instead", [])
    })
}
