//! Captions by a language model: what it is asked, and how its answer becomes a caption in parts.
//! The model itself is in `brandish_inference`; the caller checks the caption.

use super::Writer;
use crate::brand::{FIELDS, Persona};
use crate::brief::caption::{Caption, CaptionSpec, Violation, frame, missing_facts};
use crate::brief::{Detail, Network, Revision};
use crate::job::Failure;
use brandish_inference::language::{Chat, GenerateError, LanguageModel, Sampling, StoppedBy};
use std::ops::ControlFlow;

/// Writes captions with a language model.
pub struct LanguageWriter {
    pub model: LanguageModel,
}

impl Writer for LanguageWriter {
    fn draft(
        &mut self,
        spec: &CaptionSpec,
        attempt: u32,
        complaints: &[Violation],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        let chat = Chat::new().system(instructions(spec)).user(request(spec, complaints));
        let sampling = Sampling {
            // A draft that was refused is followed by a more careful one.
            temperature: if attempt == 0 { 0.7 } else { 0.4 },
            seed: spec.seed().wrapping_add(u64::from(attempt)),
            max_tokens: most_tokens(spec.network()),
            ..Sampling::default()
        };
        let mut text = String::new();
        let mut report = |more: &str| {
            text.push_str(more);
            on_text(text.trim_start())
        };
        match self.model.generate(&chat, &sampling, &mut report) {
            Ok(written) if written.stopped_by == StoppedBy::Caller => Ok(None),
            Ok(written) => {
                let cut = written.stopped_by != StoppedBy::End;
                Ok(Some(in_parts(&written.text, cut, spec)))
            }
            Err(GenerateError::NotFinite) => Err(Failure::NotFinite),
            Err(error) => Err(Failure::Engine { detail: error.to_string() }),
        }
    }
}

/// About three characters make a token; a caption is seldom longer than a screenful.
fn most_tokens(network: &Network) -> usize {
    (network.limit / 3).clamp(40, 220)
}

/// Who speaks and what holds for every caption.
fn instructions(spec: &CaptionSpec) -> String {
    let mut text = String::from(
        "You write captions for social networks. You answer with the caption alone: no title, no \
         quotation marks, no hashtags, no remarks. You state nothing that you were not told: no prices, \
         numbers, dates, links, handles or offers of your own.\n",
    );
    if let Some(persona) = spec.persona() {
        text += &format!("You speak for this brand:\n{}", described(persona));
    }
    text
}

/// The fields of a persona that a writer reads, a line each.
fn described(persona: &Persona) -> String {
    let fields = FIELDS.iter().filter(|field| field.for_writer);
    let lines = fields.filter_map(|field| {
        let words = field.words(persona);
        (!words.trim().is_empty())
            .then(|| format!("- {}: {}\n", field.label, words.replace('\n', " / ")))
    });
    lines.collect()
}

/// What this caption is for.
fn request(spec: &CaptionSpec, complaints: &[Violation]) -> String {
    let network = spec.network();
    let length = match (spec.revision(), network.one_paragraph) {
        (Some(Revision::Shorter), _) => "one or two short sentences",
        (_, true) => "two or three short sentences in one paragraph",
        (_, false) => {
            "a first line that makes people stop, an empty line, two or three sentences, an empty line, \
                       and a call to action"
        }
    };
    let mut text = format!(
        "Write a caption for {}: {}.\nThe picture shows: {}\n",
        network.name,
        spec.goal().about(),
        spec.prompt()
    );
    if !spec.product().is_empty() {
        text += &format!("The product is called {}; speak of it by that name.\n", spec.product());
    }
    text += &known(spec);
    match spec.facts() {
        [] if !spec.details().is_empty() => {}
        [] => text += "There are no facts to tell; keep to the mood of the picture.\n",
        facts => text += &format!("Facts, to be said as they are: {}\n", facts.join("; ")),
    }
    if spec.revision() == Some(Revision::Warmer) {
        text += "Be warm and personal.\n";
    }
    text += &format!("Form: {length}, at most {} characters.\n", network.limit.min(600));
    for wrong in complaints {
        text += &format!("The draft before {wrong}. Do not do that again.\n");
    }
    text
}

/// What is known of the subject, how the caption is built, and what stands there now.
fn known(spec: &CaptionSpec) -> String {
    let mut text = String::new();
    for detail in Detail::ALL {
        let words = spec.details().get(*detail);
        if !words.is_empty() {
            text += &format!("{}: {words}\n", detail.label());
        }
    }
    if let Some(structure) = spec.structure() {
        text += &format!("Structure: {}.\n", structure.about());
    }
    if let Some(standing) = spec.standing() {
        let standing = standing.text(spec.network());
        text += &format!("Edit this caption, and keep what it says:\n{standing}\n");
    }
    text
}

/// A model's answer as hook, body and call to action; hashtags and alternative text come from `frame`.
fn in_parts(answer: &str, cut: bool, spec: &CaptionSpec) -> Caption {
    let mut caption = frame(spec);
    let text = without_hashtags(tidied(answer));
    let mut paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if cut && let Some(last) = paragraphs.last_mut() {
        // An answer that was cut off ends with its last whole sentence.
        let end = last
            .rfind(['.', '!', '?', '…'])
            .map_or(0, |at| at + last[at..].chars().next().map_or(1, char::len_utf8));
        last.truncate(end);
        paragraphs.retain(|part| !part.is_empty());
    }
    if paragraphs.is_empty() {
        return caption;
    }
    let first = paragraphs.remove(0);
    let (hook, rest) = first_sentence(&first);
    hook.clone_into(&mut caption.hook);
    if !rest.is_empty() {
        paragraphs.insert(0, rest.to_owned());
    }
    if paragraphs.len() > 1 {
        caption.call_to_action = paragraphs.pop().unwrap_or_default();
    }
    let missing = missing_facts(spec, &text);
    if !missing.is_empty() {
        caption.mended.push("Added facts that the draft left out.".into());
        paragraphs.push(missing.join(" "));
    }
    caption.body = paragraphs.join("\n\n");
    caption.lines = vec![caption.hook.clone()];
    caption
}

/// The answer without quotation marks around it or a name before it.
fn tidied(answer: &str) -> &str {
    let mut text = answer.trim();
    for name in ["Caption:", "caption:", "**Caption:**"] {
        text = text.strip_prefix(name).unwrap_or(text).trim_start();
    }
    for (open, close) in [("\"", "\""), ("“", "”"), ("```", "```")] {
        if let Some(inner) = text.strip_prefix(open).and_then(|text| text.strip_suffix(close)) {
            text = inner.trim();
        }
    }
    text
}

fn without_hashtags(text: &str) -> String {
    let kept = text.split_inclusive(char::is_whitespace).map(|token| {
        // The space behind a tag stays, so that paragraphs do. "#1" is a number, not a tag.
        let is_tag = token.starts_with('#') && token.chars().any(char::is_alphabetic);
        if is_tag { &token[token.trim_end().len()..] } else { token }
    });
    kept.collect::<String>().trim().to_owned()
}

/// The first sentence or line, and what follows.
fn first_sentence(text: &str) -> (&str, &str) {
    let line = text.find('\n').unwrap_or(text.len());
    let closes = |(at, c): (usize, char)| {
        let after = at + c.len_utf8();
        let ends = text[after..].starts_with(char::is_whitespace);
        (matches!(c, '.' | '!' | '?' | '…') && ends).then_some(after)
    };
    let end = text.char_indices().find_map(closes).unwrap_or(text.len()).min(line);
    (text[..end].trim(), text[end..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::CaptionBrief;

    fn spec(network: &str) -> CaptionSpec {
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            network: network.into(),
            facts: vec!["20% off until Friday".into()],
            ..CaptionBrief::default()
        };
        CaptionSpec::from_brief(&brief, Some(&starters()[0]), Vec::new(), 1).unwrap()
    }

    #[test]
    fn an_answer_becomes_a_caption_in_parts() {
        let answer = "\"Lace up! The road is quiet.\n\nYour shoes are ready. #run #fast\n\nTell us where you went.\"";
        let caption = in_parts(answer, false, &spec("instagram"));
        assert_eq!(caption.hook, "Lace up!");
        let body = "The road is quiet.\n\nYour shoes are ready.\n\n20% off until Friday.";
        assert_eq!(caption.body, body, "a fact that was left out is said after all");
        assert_eq!(caption.call_to_action, "Tell us where you went.");
        assert!(caption.hashtags.contains(&"#runwithstride".to_owned()));
        assert!(caption.alt_text.starts_with("Red running shoes"));
    }

    #[test]
    fn an_answer_that_was_cut_off_ends_with_a_whole_sentence() {
        let caption = in_parts("Lace up. The road is quiet. And then the", true, &spec("x"));
        assert_eq!(caption.hook, "Lace up.");
        assert!(caption.body.starts_with("The road is quiet.\n\n"), "{}", caption.body);
        let caption = in_parts("no end in sight", true, &spec("x"));
        assert_eq!(caption.hook, "");
    }

    #[test]
    fn the_model_is_told_the_persona_the_facts_and_what_was_wrong() {
        let system = instructions(&spec("x"));
        assert!(
            system.contains("Stride")
                && system.contains("beast mode")
                && !system.contains("#FF5A36")
        );
        let wrong = Violation::NeverWord("cheap".into());
        let asked = request(&spec("x"), &[wrong]);
        assert!(asked.contains("20% off until Friday") && asked.contains("cheap"), "{asked}");
    }
}
