//! Words of a text in the form in which they are compared: lower case, without accents, without endings.
//! Knows the seven languages of the library and nothing of elements.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The languages that elements have words in, with the rules of their endings.
pub(crate) const LANGUAGES: [(&str, Algorithm); 7] = [
    ("en", Algorithm::English),
    ("de", Algorithm::German),
    ("es", Algorithm::Spanish),
    ("fr", Algorithm::French),
    ("it", Algorithm::Italian),
    ("pt", Algorithm::Portuguese),
    ("nl", Algorithm::Dutch),
];

/// Words that name nothing, of all languages in one list.
const EMPTY: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "your", "our",
    "my", "is", "are", "by", "from", "all", "new", "more", "no", "you", "we", "it", "its", "this",
    "that", "up", "s", "t", "me", "her", "his", "now", "one", "two", "three", "der", "die", "das",
    "ein", "eine", "einen", "einem", "einer", "und", "mit", "von", "fur", "im", "am", "auf", "zum",
    "zur", "des", "dem", "den", "el", "la", "los", "las", "un", "una", "de", "del", "y", "con",
    "para", "en", "le", "les", "du", "et", "avec", "pour", "une", "au", "aux", "il", "lo", "gli",
    "di", "della", "e", "per", "uno", "o", "os", "as", "um", "uma", "do", "da", "com", "het",
    "een", "van", "voor", "met", "op", "al", "su", "sur", "d", "l",
];

/// The words of a text, folded but not stemmed, without those that name nothing.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ß' { 's' } else { c })
        .collect();
    let split = folded.split(|c: char| !c.is_alphanumeric());
    split.filter(|word| !word.is_empty() && !EMPTY.contains(word)).map(str::to_owned).collect()
}

/// Where the first thing that an English text names ends: “a muffin with berries” is a muffin.
const AFTER_THE_THING: &[&str] = &[
    "with", "in", "on", "at", "for", "from", "to", "under", "over", "and", "by", "near", "before",
];

/// The last word of the first thing that a text names, folded as by [`words`].
pub(crate) fn head(text: &str) -> Option<String> {
    let end = |word: &&str| !AFTER_THE_THING.contains(&word.to_lowercase().as_str());
    let first: Vec<&str> = text.split_whitespace().take_while(end).collect();
    words(&first.join(" ")).pop()
}

/// Takes the endings off words of one language.
pub(crate) struct Stems(Vec<Stemmer>);

impl Stems {
    pub(crate) fn new() -> Self {
        Self(LANGUAGES.iter().map(|&(_, rules)| Stemmer::create(rules)).collect())
    }

    /// `language` counts within [`LANGUAGES`].
    /// English words in -ing stay whole: training is no train.
    pub(crate) fn stem(&self, language: usize, word: &str) -> String {
        if language == 0 && word.ends_with("ing") {
            return word.to_owned();
        }
        self.0[language].stem(word).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_accents_and_endings() {
        assert_eq!(head("a blueberry muffin with cream").as_deref(), Some("muffin"));
        assert_eq!(words("Un CAFÉ, avec du lait!"), ["cafe", "lait"]);
        let stems = Stems::new();
        assert_eq!(stems.stem(0, "burgers"), stems.stem(0, "burger"));
        assert_ne!(stems.stem(0, "training"), stems.stem(0, "train"));
        assert_eq!(stems.stem(1, "blumen"), stems.stem(1, "blume"));
    }
}
