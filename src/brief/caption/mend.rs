//! Mending by rule, for a draft that stays wrong: sentences, tags and ends are left out until it is right.
//! Nothing is added, and everything that was left out is reported.

use super::check::{Rules, hashtags};
use super::sentence::sentences;
use super::{Caption, CaptionSpec, Violation};
use crate::brief::networks::{CHARACTERS, Network};
use unicode_segmentation::UnicodeSegmentation;

/// Makes a caption right by leaving things out. Each change is noted in `mended`.
pub fn mend(caption: &mut Caption, spec: &CaptionSpec) {
    let rules = Rules::new(spec);
    let network = spec.network();
    let mut notes = Vec::new();
    for part in
        [&mut caption.hook, &mut caption.body, &mut caption.call_to_action, &mut caption.alt_text]
    {
        *part = without_broken_sentences(part, &rules, &mut notes);
    }
    leave_out_refused(caption, network, &mut notes);
    caption.hashtags.retain(|tag| match rules.broken_by(tag).first() {
        Some(wrong) => {
            notes.push(format!("Left out {tag}: it {wrong}."));
            false
        }
        None => true,
    });
    if let Some(limit) = network.hashtag_limit
        && caption.hashtags.len() > limit
    {
        notes.push(format!("Kept the first {limit} of {} hashtags.", caption.hashtags.len()));
        caption.hashtags.truncate(limit);
    }
    if let Some(limit) = network.hashtag_limit
        && hashtags(&caption.text(network)) > limit
    {
        let within = [&caption.hook, &caption.body, &caption.call_to_action];
        let own: usize = within.iter().map(|part| hashtags(part)).sum();
        caption.hashtags.truncate(limit.saturating_sub(own));
        caption.body = without_hashtags(&caption.body, limit);
        notes.push(format!("Left out the hashtags beyond {limit}."));
    }
    if caption.hook.is_empty() {
        let first = first_sentence(&caption.body).to_owned();
        caption.body = caption.body[first.len()..].trim().to_owned();
        caption.hook = first;
    }
    if let Some(limit) = network.title_limit.filter(|limit| CHARACTERS.of(&caption.hook) > *limit) {
        caption.hook = shortened(&caption.hook, |text| CHARACTERS.of(text) <= limit);
        notes.push("Shortened the title.".into());
    }
    let alt_limit = network.alt_limit;
    if CHARACTERS.of(&caption.alt_text) > alt_limit {
        caption.alt_text = shortened(&caption.alt_text, |text| CHARACTERS.of(text) <= alt_limit);
        notes.push("Shortened the alt text.".into());
    }
    shorten(caption, spec, &mut notes);
    caption.mended.extend(notes);
}

/// Leaves out the characters that a network refuses.
fn leave_out_refused(caption: &mut Caption, network: &Network, notes: &mut Vec<String>) {
    let is_refused = |c: char| network.refused.contains(c);
    let mut found = false;
    let Caption { hook, body, call_to_action, hashtags, edited, .. } = caption;
    let parts = [hook, body, call_to_action].into_iter().chain(hashtags).chain(edited.as_mut());
    for part in parts.filter(|part| part.contains(is_refused)) {
        part.retain(|c| !is_refused(c));
        found = true;
    }
    if found {
        notes.push(format!("Left out characters that {} refuses.", network.name));
    }
}

/// The text with its first hashtags only.
fn without_hashtags(text: &str, keep: usize) -> String {
    let mut seen = 0;
    let kept = text.split_inclusive(char::is_whitespace).filter(|token| {
        seen += hashtags(token);
        hashtags(token) == 0 || seen <= keep
    });
    kept.collect::<String>().trim_end().to_owned()
}

/// Takes away from the end until the text fits: sentences of the body, hashtags, the call to action,
/// then words of the hook.
fn shorten(caption: &mut Caption, spec: &CaptionSpec, notes: &mut Vec<String>) {
    let network = spec.network();
    let fits = |caption: &Caption| caption.count(network) <= network.limit;
    if fits(caption) {
        return;
    }
    notes.push(format!(
        "Shortened to the {} {} that {} shows.",
        network.limit,
        network.count.unit(),
        network.name
    ));
    while !fits(caption) {
        if let Some(edited) = &caption.edited {
            caption.edited =
                Some(shortened(edited, |text| network.count.of(text) <= network.limit));
            return;
        }
        let last = sentences(&caption.body).last().map(|last| last.len());
        if let Some(last) = last {
            caption.body.truncate(caption.body.trim_end().len().saturating_sub(last));
            caption.body.truncate(caption.body.trim_end().len());
        } else if caption.hashtags.pop().is_none() {
            if caption.call_to_action.is_empty() {
                caption.hook =
                    shortened(&caption.hook, |text| network.count.of(text) <= network.limit);
                return;
            }
            caption.call_to_action.clear();
        }
    }
}

/// The text cut after a word, so that it fits with its ellipsis.
fn shortened(text: &str, fits: impl Fn(&str) -> bool) -> String {
    let ends = text.split_word_bound_indices().map(|(at, _)| at).filter(|at| *at > 0).rev();
    let cut =
        |at: usize| format!("{}…", text[..at].trim_end_matches(|c: char| !c.is_alphanumeric()));
    // One word longer than the limit is cut within.
    let inside = text.grapheme_indices(true).map(|(at, _)| at).rev();
    ends.chain(inside).map(cut).find(|text| fits(text)).unwrap_or_default()
}

fn without_broken_sentences(text: &str, rules: &Rules, notes: &mut Vec<String>) -> String {
    if rules.broken_by(text).is_empty() {
        return text.to_owned();
    }
    let mut kept: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut left = String::new();
        let mut sentences = sentences(paragraph);
        while let Some(sentence) = sentences.next() {
            let broken = rules.broken_by(sentence);
            let bare: String = sentence
                .chars()
                .filter(|c| !super::count::is_pictograph(*c) && *c != '\u{FE0F}')
                .collect();
            if broken.is_empty() {
                left.push_str(sentence);
            } else if broken == [Violation::EmojiUnwanted] {
                notes.push("Left out emoji.".into());
                left.push_str(&bare);
            } else {
                // What follows a remark about the task goes on with it.
                let is_remark = broken.iter().any(|wrong| matches!(wrong, Violation::Remark(_)));
                let rest: String =
                    if is_remark { sentences.by_ref().collect() } else { String::new() };
                let left_out = format!("{sentence}{rest}");
                notes.push(format!("Left out “{}”: it {}.", left_out.trim(), broken[0]));
            }
        }
        // What only the whole shows, such as words parted by a full stop, takes the whole.
        if !left.trim().is_empty() && rules.broken_by(&left).is_empty() {
            kept.push(left.trim().to_owned());
        }
    }
    let whole = kept.join("\n\n");
    if rules.broken_by(&whole).is_empty() { whole } else { String::new() }
}

fn first_sentence(text: &str) -> &str {
    sentences(text).next().unwrap_or("")
}
