//! "Shorter", "Warmer" and "Rewrite": each edits the caption that stands there, the user's own edits included.
//! What the user wrote is never replaced by a line of the copy, and is remembered from version to version.

use super::built_in_writer::with_link;
use super::claims::{self, claims_in};
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
        Some(Revision::Shorter) => shorten(&mut caption, standing, spec),
        Some(Revision::Warmer) => warm(&mut caption, spec, choice),
        None => rewrite(&mut caption, standing, spec, choice),
    }
    caption.own = own_within(&caption, spec);
    caption.lines.append(&mut choice.used);
    caption
}

/// The hashtags of the caption that is edited, for a writer with a model; `None` where a caption is written anew.
pub fn standing_hashtags(spec: &CaptionSpec) -> Option<Vec<String>> {
    spec.standing().map(|standing| in_parts(standing, spec).hashtags)
}

/// Those of the user's own sentences of the edited caption that stand in this one too.
pub fn own_within(caption: &Caption, spec: &CaptionSpec) -> Vec<String> {
    let Some(standing) = spec.standing() else { return Vec::new() };
    let text = format!("{}\n{}", caption.hook, caption.text(spec.network()));
    let mut own = own_sentences(standing, spec);
    own.retain(|sentence| text.contains(sentence.as_str()));
    own
}

/// The sentences of a caption that the user wrote: of an edit those that no writer did, and those of earlier versions.
pub(super) fn own_sentences(standing: &Caption, spec: &CaptionSpec) -> Vec<String> {
    let network = spec.network();
    let parts = in_parts(standing, spec);
    let text = [&parts.hook, &parts.body, &parts.call_to_action].map(String::as_str).join("\n");
    let written = Caption { edited: None, ..standing.clone() }.text(network);
    let written = format!("{}\n{written}", standing.hook);
    let written: Vec<&str> = sentences(&written).map(str::trim).collect();
    let is_own = |sentence: &&str| {
        let was_own = standing.own.iter().any(|own| own == sentence);
        was_own || !written.contains(sentence)
    };
    sentences(&text).map(str::trim).filter(is_own).map(str::to_owned).collect()
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

/// Leaves out about half of the body, from its end: first what states nothing, then what states no fact. Where that changes
/// nothing, the words of the call to action go and its link stays; then sentences of the user's own that state no fact; at
/// last hashtags but one, unless the user edited the caption.
fn shorten(caption: &mut Caption, standing: &Caption, spec: &CaptionSpec) {
    let before = caption.body.clone();
    let own = own_sentences(standing, spec);
    let language = spec.language();
    let states_fact = |sentence: &str| {
        let sentence = sentence.trim();
        !claims_in(sentence, language).is_empty()
            || spec.facts().iter().any(|fact| sentence.contains(fact.trim()))
    };
    let states_detail = |sentence: &str| {
        spec.details().texts().any(|text| sentence.contains(text.trim_end_matches('.')))
    };
    let is_own = |sentence: &str| own.iter().any(|own| own == sentence.trim());
    halve(&mut caption.body, &before, &|text| {
        states_fact(text) || states_detail(text) || is_own(text)
    });
    halve(&mut caption.body, &before, &|text| states_fact(text) || is_own(text));
    if caption.body != before {
        return;
    }
    let call = only_links(&caption.call_to_action);
    if call != caption.call_to_action {
        caption.call_to_action = call;
        return;
    }
    halve(&mut caption.body, &before, &states_fact);
    if caption.body == before && own.is_empty() && standing.edited.is_none() {
        caption.hashtags.truncate(1);
    }
}

/// Leaves out the last sentence that is not to be kept, again and again, while a text has more than half of what it had.
fn halve(text: &mut String, before: &str, is_kept: &dyn Fn(&str) -> bool) {
    let most = before.chars().count() / 2;
    while text.chars().count() > most {
        let all: Vec<&str> = sentences(text).collect();
        let Some(at) = all.iter().rposition(|sentence| !is_kept(sentence)) else { break };
        let left = [&all[..at], &all[at + 1..]].concat().concat();
        *text = left.trim().to_owned();
    }
}

/// The links of a text alone.
fn only_links(text: &str) -> String {
    claims::links(text).into_iter().map(|link| &text[link]).collect::<Vec<_>>().join(" ")
}

/// Adds a warm line, or says that there is no room for one.
fn warm(caption: &mut Caption, spec: &CaptionSpec, choice: &mut LineChoice<'_>) {
    let network = spec.network();
    let line = choice.warm();
    let between = if network.one_paragraph { " " } else { "\n\n" };
    let parts = [caption.body.as_str(), &line];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let with_line = Caption { body: parts.join(between), ..caption.clone() };
    if with_line.count(network) <= network.limit {
        *caption = with_line;
    } else {
        let (limit, unit) = (network.limit, network.count.unit());
        let note = format!("{} takes {limit} {unit}: no room for a warm line.", network.name);
        caption.mended.push(note);
    }
}

/// Writes the caption anew around what the user wrote: new hook and call to action, and every sentence of the user's own.
fn rewrite(
    caption: &mut Caption,
    standing: &Caption,
    spec: &CaptionSpec,
    choice: &mut LineChoice<'_>,
) {
    let own = own_sentences(standing, spec).join(" ");
    let structure = choice.structure();
    let hook = choice.hook(structure);
    let facts: Vec<String> = super::missing_facts(spec, &own);
    let mut body = vec![own.clone()];
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
    let call = choice.call();
    let link = spec.persona().map_or("", |persona| persona.link.trim());
    let is_linked = !link.is_empty() && own.contains(link);
    caption.call_to_action = if is_linked { call } else { with_link(call, spec) };
    if caption.hashtags.is_empty() && standing.edited.is_none() {
        caption.hashtags = frame(spec).hashtags;
    }
}
