//! Reasons that the plain layers write as English sentences, in the language of the window: a sentence is found by its
//! English pattern in `reasons.ftl`, and what stands in it goes over into the sentence of the other language.
//! A sentence without a pattern, such as what the operating system reports, stays as it is.

use super::catalogue::{Catalogue, sources};
use super::quantities::localised;
use super::values::value_in;
use crate::files::WindowLanguage;
use fluent_bundle::{FluentArgs, FluentValue};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The texts that are patterns of sentences, by the beginnings of their keys.
const PREFIXES: [&str; 6] = ["reason-", "catalog-", "misfit-", "refusal-", "failure-", "advice-"];
/// Values that are sentences or words of the plain layers themselves, those with a decimal sign, and those that name a
/// colour of a brand.
const WORDS: [&str; 3] = ["what", "why", "detail"];
const DECIMALS: [&str; 1] = ["decimal"];
const COLOURS: [&str; 4] = ["ink", "ground", "darker", "lighter"];
/// Values that are English names of a list of the catalogue.
const LISTED: [&str; 1] = ["layout"];

/// A sentence of a plain layer in the language of the window.
pub fn said(sentence: &str) -> Cow<'_, str> {
    match super::language() {
        WindowLanguage::English => Cow::Borrowed(sentence),
        language => said_in(language, sentence),
    }
}

/// A sentence by the catalogue of a language.
pub(super) fn said_in(language: WindowLanguage, sentence: &str) -> Cow<'_, str> {
    let mut values = Vec::new();
    for pattern in patterns() {
        values.clear();
        if !matches(&pattern.parts, sentence, &mut values) {
            continue;
        }
        // The name of a file stands before a sentence; it is no part of the value that begins it.
        let begins_with_value = matches!(pattern.parts.first(), Some(Part::Value(_)));
        if begins_with_value && values.first().is_some_and(|(_, first)| first.contains(": ")) {
            continue;
        }
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, words) in &values {
            let words = match *name {
                name if WORDS.contains(&name) => said_in(language, words),
                name if DECIMALS.contains(&name) => Cow::Owned(localised(language, words)),
                name if COLOURS.contains(&name) => {
                    Cow::Borrowed(value_in(language, "swatch", words, words))
                }
                name if LISTED.contains(&name) => Cow::Borrowed(named_in(language, name, words)),
                _ => Cow::Borrowed(*words),
            };
            arguments.set(*name, FluentValue::from(words));
        }
        return Cow::Owned(Catalogue::of(language).with_values(pattern.key, &arguments));
    }
    // Several sentences, such as what happened and what to do.
    for (at, _) in sentence.match_indices(". ") {
        let (first, rest) = (&sentence[..at + 1], &sentence[at + 2..]);
        if let Cow::Owned(first) = said_in(language, first) {
            return Cow::Owned(format!("{first} {}", said_in(language, rest)));
        }
    }
    // The name of a file or a format, then why it cannot be used.
    if let Some((name, why)) = sentence.split_once(": ")
        && let Cow::Owned(why) = said_in(language, why)
    {
        let colon = if language == WindowLanguage::French { "\u{a0}:" } else { ":" };
        return Cow::Owned(format!("{name}{colon} {why}"));
    }
    match value_in(language, "part", sentence, sentence) {
        own if own != sentence => Cow::Owned(own.to_owned()),
        _ => Cow::Borrowed(sentence),
    }
}

/// What has this English name in a list of the catalogue, in another language.
fn named_in<'a>(language: WindowLanguage, list: &str, english: &'a str) -> &'a str {
    let lines = sources(WindowLanguage::English).flat_map(str::lines);
    let is_of_list = |key: &str| key.strip_prefix(list).is_some_and(|rest| rest.starts_with('-'));
    let mut texts = lines.filter_map(|line| line.split_once(" = "));
    let listed = texts.find(|(key, text)| *text == english && is_of_list(key));
    listed.and_then(|(key, _)| Catalogue::of(language).fixed(key)).unwrap_or(english)
}

/// An English text with places for values.
struct Pattern {
    key: &'static str,
    parts: Vec<Part>,
}

enum Part {
    Words(String),
    /// A value by its name.
    Value(&'static str),
}

/// The patterns, those with the most words of their own first: a sentence is what says most about it.
fn patterns() -> &'static [Pattern] {
    static PATTERNS: OnceLock<Vec<Pattern>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let lines = sources(WindowLanguage::English).flat_map(str::lines);
        let texts = lines.filter_map(|line| line.split_once(" = "));
        let of_reasons =
            texts.filter(|(key, _)| PREFIXES.iter().any(|begin| key.starts_with(begin)));
        let mut patterns: Vec<_> =
            of_reasons.map(|(key, text)| Pattern { key, parts: parts(text) }).collect();
        let own = |part: &Part| match part {
            Part::Words(words) => words.len(),
            Part::Value(_) => 0,
        };
        patterns.sort_by_key(|one| std::cmp::Reverse(one.parts.iter().map(own).sum::<usize>()));
        patterns
    })
}

/// The parts of a text: `{ $name }` is a value, `{"{"}` and `{"}"}` are brackets.
fn parts(text: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let bracket = ["\"{\"}", "\"}\"}"].iter().find_map(|sign| after.strip_prefix(sign));
        if let Some(behind) = bracket {
            words.extend(after.chars().nth(1));
            rest = behind;
            continue;
        }
        let Some((name, behind)) = after.split_once('}') else { break };
        if !words.is_empty() {
            parts.push(Part::Words(std::mem::take(&mut words)));
        }
        parts.push(Part::Value(name.trim().trim_start_matches('$')));
        rest = behind;
    }
    words.push_str(rest);
    if !words.is_empty() {
        parts.push(Part::Words(words));
    }
    parts
}

/// Whether the parts are all of a sentence; `values` has what stands in the places.
fn matches<'s>(
    parts: &[Part],
    sentence: &'s str,
    values: &mut Vec<(&'static str, &'s str)>,
) -> bool {
    match parts {
        [] => sentence.is_empty(),
        [Part::Words(words), rest @ ..] => {
            sentence.strip_prefix(words.as_str()).is_some_and(|after| matches(rest, after, values))
        }
        [Part::Value(name)] => {
            values.push((*name, sentence));
            !sentence.is_empty()
        }
        [Part::Value(name), rest @ ..] => {
            let Some(Part::Words(next)) = rest.first() else { return false };
            let known = values.len();
            sentence.match_indices(next.as_str()).filter(|(at, _)| *at > 0).any(|(at, _)| {
                values.truncate(known);
                values.push((*name, &sentence[..at]));
                matches(rest, &sentence[at..], values)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::PhotoError;
    use crate::table::TableError;

    /// A sentence of a pattern with a word of its own in each place, and those words by their names.
    fn filled(pattern: &Pattern) -> (String, Vec<(&'static str, String)>) {
        let (mut sentence, mut values) = (String::new(), Vec::new());
        for part in &pattern.parts {
            match part {
                Part::Words(words) => sentence.push_str(words),
                Part::Value(name) => {
                    let word = format!("‹{name}›");
                    sentence.push_str(&word);
                    values.push((*name, word));
                }
            }
        }
        (sentence, values)
    }

    #[test]
    fn each_sentence_is_found_by_its_own_pattern_in_each_language() {
        for pattern in patterns() {
            let (sentence, values) = filled(pattern);
            let mut arguments = FluentArgs::new();
            for (name, word) in values {
                arguments.set(name, FluentValue::from(word));
            }
            for language in WindowLanguage::ALL {
                let expected = Catalogue::of(language).with_values(pattern.key, &arguments);
                assert_eq!(said_in(language, &sentence), expected, "{}", pattern.key);
            }
        }
    }

    #[test]
    fn errors_of_readers_are_said_in_german_with_what_they_name() {
        let german = |sentence: &str| said_in(WindowLanguage::German, sentence).into_owned();
        let heic = PhotoError::Unsupported {
            format: "BMP",
            advice: "Save it as JPEG or PNG in the program it comes from.",
        };
        assert_eq!(
            german(&format!("a: b.bmp: {heic}")),
            "a: b.bmp: Bilder im Format BMP können hier nicht geöffnet werden. Im Programm, aus dem es stammt, als \
             JPEG oder PNG speichern."
        );
        assert_eq!(
            german(&TableError::LongCell(7).to_string()),
            "Eine Zelle in Zeile 7 hat mehr als 4.000 Zeichen. Kürzen."
        );
        assert_eq!(
            german("A persona needs a headline, and this one leaves it empty."),
            "Einer Marke fehlt noch: Überschrift."
        );
        assert_eq!(
            german("No such file or directory (os error 2)"),
            "No such file or directory (os error 2)"
        );
    }

    #[test]
    fn english_stays_as_it_was_written() {
        assert!(matches!(
            said("The picture was removed."),
            Cow::Borrowed("The picture was removed.")
        ));
    }
}
