//! What a model cannot draw of a prompt, in the language of the window; in English as `Advice` says it.
//! An advice is found by the names of its sentences; one without names, such as about other programs' syntax, by its words.

use super::catalogue::Catalogue;
use super::reasons::said_in as said_reason;
use super::value;
use crate::brief::Advice;
use crate::files::WindowLanguage;
use fluent_bundle::{FluentArgs, FluentValue};
use std::borrow::Cow;

/// What will happen, and what to do about it.
pub fn warning(advice: &Advice) -> (Cow<'_, str>, Cow<'_, str>) {
    match super::language() {
        WindowLanguage::English => (Cow::from(&advice.sentence), Cow::from(&advice.todo)),
        language => said_in(language, advice),
    }
}

/// An advice by the catalogue of a language.
pub(super) fn said_in(language: WindowLanguage, advice: &Advice) -> (Cow<'_, str>, Cow<'_, str>) {
    let Some(named) = &advice.named else {
        return (said_reason(language, &advice.sentence), said_reason(language, &advice.todo));
    };
    let mut values = FluentArgs::with_capacity(named.values.len());
    for (name, words) in &named.values {
        // Such as the name of a script, or the kind of pictures that a style makes.
        values.set(*name, FluentValue::from(value("warned", words, words)));
    }
    let catalogue = Catalogue::of(language);
    let sentence = catalogue.with_values(&format!("warning-{}", named.sentence), &values);
    let todo = catalogue.with_values(&format!("remedy-{}", named.todo), &values);
    (Cow::from(sentence), Cow::from(todo))
}
