//! "Shorter", "Warmer" and "Rewrite": each edits the caption that stands there, the user's own edits included.
//! What the user wrote is never replaced by a line of the copy.

use super::built_in_writer::with_link;
use super::claims::claims_in;
use super::frame::frame;
use super::line_choice::LineChoice;
use super::sentence::{as_sentence, sentences};
use super::{Caption, CaptionSpec, Revision};

/// A caption edited as the spec's revision says.
pub(super) fn revise(
    standing: &Caption,
    spec: &CaptionSpec,
    choice: &mut LineChoice<'_>,
) -> Caption {
    let mut caption = in_parts(standing, spec);
    match spec.revision() {
        Some(Revision::Shorter) => shorten(&mut caption, spec),
        Some(Revision::Warmer) => warm(&mut caption, spec, choice),
        None => rewrite(&mut caption, standing, spec, choice),
    }
    caption.lines.append(&mut choice.used);
    caption
}

/// The caption with the user's text in parts: first sentence, body, call to action where the text still ends with it,
/// hashtags.
fn in_parts(standing: &Caption, spec: &CaptionSpec) -> Caption {
    let mut caption = Caption { edited: None, mended: Vec::new(), ..standing.clone() };
    if caption.alt_text.is_empty() {
        caption.alt_text = frame(spec).alt_text;
    }
    let Some(edited) = &standing.edited else { return caption };
    let mut text = edited.trim();
    let mut tags: Vec<String> = Vec::new();
    while let Some(tag) = text.split_whitespace().next_back().filter(|word| is_tag(word)) {
        text = text[..text.len() - tag.len()].trim_end();
        tags.insert(0, tag.to_owned());
    }
    caption.hashtags = tags;
    match text.strip_suffix(standing.call_to_action.as_str()) {
        Some(rest) if !standing.call_to_action.is_empty() => text = rest.trim_end(),
        _ => caption.call_to_action.clear(),
    }
    if spec.network().title_limit.is_none() {
        let hook = standing.hook.as_str();
        let keeps_hook = !hook.is_empty() && text.starts_with(hook);
        let first = if keeps_hook { hook } else { sentences(text).next().unwrap_or("") };
        caption.hook = first.trim().to_owned();
        text = text[first.len()..].trim();
    }
    caption.body = text.to_owned();
    caption
}

fn is_tag(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(super::check::is_hashtag)
}

/// Leaves out about half of the body, from its end: first what states nothing, then what states no fact. A body without
/// anything to leave out loses the call to action, then hashtags but one.
fn shorten(caption: &mut Caption, spec: &CaptionSpec) {
    let before = caption.body.chars().count();
    let language = spec.language();
    let states_fact = |sentence: &str| {
        let sentence = sentence.trim();
        !claims_in(sentence, language).is_empty()
            || spec.facts().iter().any(|fact| sentence.contains(fact.trim()))
    };
    let states_detail = |sentence: &str| {
        spec.details().texts().any(|text| sentence.contains(text.trim_end_matches('.')))
    };
    for kept in [
        &|sentence: &str| states_fact(sentence) || states_detail(sentence),
        &states_fact as &dyn Fn(&str) -> bool,
    ] {
        while caption.body.chars().count() * 2 > before {
            let all: Vec<&str> = sentences(&caption.body).collect();
            let Some(at) = all.iter().rposition(|sentence| !kept(sentence)) else { break };
            let left = [&all[..at], &all[at + 1..]].concat().concat();
            caption.body = left.trim().to_owned();
        }
    }
    if caption.body.chars().count() == before {
        let had_call = !caption.call_to_action.is_empty();
        caption.call_to_action.clear();
        if !had_call {
            caption.hashtags.truncate(1);
        }
    }
}

/// Adds a warm line and, where the call to action is a line of ours, makes it a warm one.
fn warm(caption: &mut Caption, spec: &CaptionSpec, choice: &mut LineChoice<'_>) {
    let line = choice.warm();
    let between = if spec.network().one_paragraph { " " } else { "\n\n" };
    let parts = [caption.body.as_str(), &line];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let body = parts.join(between);
    let with_line = Caption { body, ..caption.clone() };
    if with_line.count(spec.network()) <= spec.network().limit {
        *caption = with_line;
    }
}

/// Writes the caption anew around what the user wrote: new hook and call to action, and every sentence of the user's own.
fn rewrite(
    caption: &mut Caption,
    standing: &Caption,
    spec: &CaptionSpec,
    choice: &mut LineChoice<'_>,
) {
    let written = Caption { edited: None, ..standing.clone() }.text(spec.network());
    let written: Vec<&str> = sentences(&written).map(str::trim).collect();
    let text = format!("{}\n\n{}", caption.hook, caption.body);
    let is_own = |sentence: &&str| !written.contains(&sentence.trim());
    let own: String = sentences(&text).filter(is_own).collect();
    let structure = choice.structure();
    let hook = choice.hook(structure);
    let facts: Vec<String> = super::missing_facts(spec, &own);
    let mut body = vec![own.trim().to_owned()];
    for detail in
        structure.order().into_iter().filter(|detail| !hook.details.contains(detail)).take(2)
    {
        let known = spec.details().get(detail);
        if !known.is_empty() && !own.contains(known) {
            body.push(as_sentence(known));
        }
    }
    body.push(facts.join(" "));
    body.retain(|part| !part.is_empty());
    caption.hook = hook.text;
    caption.body = body.join(if spec.network().one_paragraph { " " } else { "\n\n" });
    caption.call_to_action = with_link(choice.call(), spec);
    if caption.hashtags.is_empty() {
        caption.hashtags = frame(spec).hashtags;
    }
}
