//! The labels of values that the plain layers name in English: goals, structures, formats, styles, layouts, fields.
//! A value's text is found by the list it belongs to and its stable name; one that the user or a file made stays as it is.

use super::catalogue::Catalogue;
use crate::brand::{Field, Section};
use crate::brief::{Format, ModelTraits, Source};
use crate::files::WindowLanguage;
use std::borrow::Cow;
use std::cell::RefCell;

thread_local! {
    /// The key that is looked up, so that a frame allocates nothing for it.
    static KEY: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The label of a value by its list and its stable name, in the language of the window; `english` where there is none.
///
/// ```text
/// value("goal", goal.word(), goal.label())
/// ```
pub fn value<'a>(list: &str, name: &str, english: &'a str) -> &'a str {
    value_in(super::language(), list, name, english)
}

/// As [`value`], in a language.
pub(super) fn value_in<'a>(
    language: WindowLanguage,
    list: &str,
    name: &str,
    english: &'a str,
) -> &'a str {
    if language == WindowLanguage::English {
        return english;
    }
    let text = KEY.with_borrow_mut(|key| {
        key.clear();
        write_key(key, list, name);
        // What a user's own file calls otherwise keeps its own label.
        let is_known = Catalogue::of(WindowLanguage::English).fixed(key) == Some(english);
        Catalogue::of(language).fixed(key).filter(|_| is_known)
    });
    text.unwrap_or(english)
}

/// The key of a value: its list and its name, in small letters with hyphens.
fn write_key(key: &mut String, list: &str, name: &str) {
    key.push_str(list);
    key.push('-');
    for c in name.chars() {
        match c.is_ascii_alphanumeric() {
            true => key.push(c.to_ascii_lowercase()),
            false if key.ends_with('-') => {}
            false => key.push('-'),
        }
    }
}

#[cfg(test)]
pub(super) fn key_of(list: &str, name: &str) -> String {
    let mut key = String::new();
    write_key(&mut key, list, name);
    key
}

/// A field of a brand, as the editor names it.
pub fn field_label(field: &Field) -> &'static str {
    value("field", field.key, field.label)
}

/// What to write in a field of a brand.
pub fn field_hint(field: &Field) -> &'static str {
    value("field-hint", field.key, field.hint)
}

/// A section of a brand's fields.
pub fn section_label(section: Section) -> &'static str {
    value("section", section.label(), section.label())
}

/// A format of a network.
pub fn format_label(format: &Format) -> &'static str {
    value("format", format.id, format.label)
}

/// Why a part of the prompt is there.
pub fn source_reason(source: Source) -> &'static str {
    value("source", source.reason(), source.reason())
}

/// A model's licence as the catalog names it: alone, or with its terms, such as `MIT: Free for any use.`
pub fn licence(licence: &str) -> Cow<'_, str> {
    match licence.split_once(": ") {
        Some((name, terms)) => {
            let (name, terms) = (super::said(name), super::said(terms));
            Cow::Owned(text!("models-licence-and-terms", licence = name, terms = terms))
        }
        None => super::said(licence),
    }
}

/// The sizes that a model draws, in words.
pub fn pixels_a_side(traits: &ModelTraits) -> String {
    text!("create-pixels-a-side", low = traits.sides.start(), high = traits.sides.end())
}
