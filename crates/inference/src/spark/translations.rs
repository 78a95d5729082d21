//! A prompt in German, Spanish, French, Italian, Portuguese or Dutch in the English words that Spark knows: things, their
//! colours, and the words between them. What the English prompt means is decided in `phrase_table`.
//!
//! The words are in the model's `translations.json`, which `training/spark/translations.py` makes. A word is found also with
//! other endings and without its accents, and a German or Dutch compound by its parts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::config::read_json;
use crate::weights::LoadError;

/// The words of all languages.
#[derive(Default)]
pub(super) struct Translations {
    languages: Vec<LazyLanguage>,
    /// Words of English that are words of another language too.
    english: HashSet<String>,
}

/// A language whose words are folded when the first prompt needs them: most prompts are English.
type LazyLanguage = LazyLock<Language, Box<dyn FnOnce() -> Language + Send>>;

impl fmt::Debug for Translations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Translations of {} languages", self.languages.len())
    }
}

/// The file, by language.
struct Content {
    english: HashSet<String>,
    languages: BTreeMap<String, Tables>,
}

/// What serde derives with `flatten` keeps the whole file a second time.
impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Content, D::Error> {
        struct ContentVisitor;
        impl<'de> Visitor<'de> for ContentVisitor {
            type Value = Content;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("words by language")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
                let (mut english, mut languages) = (None, BTreeMap::new());
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "english" => english = Some(map.next_value()?),
                        _ => drop(languages.insert(key, map.next_value()?)),
                    }
                }
                let english = english.ok_or_else(|| serde::de::Error::missing_field("english"))?;
                Ok(Content { english, languages })
            }
        }
        deserializer.deserialize_map(ContentVisitor)
    }
}

#[derive(serde::Deserialize)]
struct Tables {
    /// Names of things, and what Spark calls them.
    things: HashMap<String, String>,
    colours: HashMap<String, String>,
    /// Words between things, such as "and" and "with".
    between: HashMap<String, String>,
    /// Words that say nothing about a picture, such as articles.
    empty: Vec<String>,
    /// What may stand between the parts of a compound; none where nothing is compounded.
    joints: Vec<String>,
    /// Whether a colour stands behind its thing.
    colours_follow: bool,
}

/// One language, its words folded.
struct Language {
    things: HashMap<String, String>,
    /// The same by the stems of their words.
    stems: HashMap<String, String>,
    colours: HashMap<String, String>,
    between: HashMap<String, String>,
    empty: HashSet<String>,
    joints: Vec<String>,
    colours_follow: bool,
    stemmer: Stemmer,
    /// The most words of one thing's name.
    longest: usize,
}

/// A prompt in English, and how many of its words were known.
struct Translated {
    parts: Vec<Part>,
    known: usize,
    /// Whether one of them was known as it stands: endings alone make a word of any language.
    is_certain: bool,
}

enum Part {
    Thing(String),
    Colour(String),
    Between(String),
}

/// The shortest part of a compound, and the shortest last part that is taken where the first is not known.
const SHORTEST_PART: usize = 3;
const SHORTEST_TAIL: usize = 5;

impl Translations {
    /// Reads `translations.json`; a model without one reads English alone.
    pub(super) fn read_file(path: &Path) -> Result<Translations, LoadError> {
        if !path.exists() {
            return Ok(Translations::default());
        }
        let content: Content = read_json(path)?;
        let languages = content.languages.into_iter().map(|(tag, tables)| {
            let algorithm = match tag.as_str() {
                "de" => Algorithm::German,
                "es" => Algorithm::Spanish,
                "fr" => Algorithm::French,
                "it" => Algorithm::Italian,
                "pt" => Algorithm::Portuguese,
                "nl" => Algorithm::Dutch,
                other => {
                    let detail =
                        format!("it has words of the language {other}, which is not known");
                    return Err(LoadError::damaged(path, detail));
                }
            };
            let folded = move || Language::of(tables, Stemmer::create(algorithm));
            Ok(LazyLanguage::new(Box::new(folded)))
        });
        Ok(Translations {
            languages: languages.collect::<Result<_, _>>()?,
            english: content.english,
        })
    }

    /// A prompt in English, where more of its words are known in another language. `is_english` says of a word in lower case
    /// whether Spark knows it in English.
    pub(super) fn in_english(
        &self,
        prompt: &str,
        is_english: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let words = words(prompt);
        let of_english =
            |word: &&Word| self.english.contains(&word.typed) || is_english(&word.typed);
        let english = words.iter().filter(of_english).count();
        if english == words.len() {
            return None;
        }
        let mut best: Option<Translated> = None;
        for language in &self.languages {
            let translated = language.translate(&words);
            let names_thing = translated.parts.iter().any(|part| matches!(part, Part::Thing(_)));
            let most = best.as_ref().map_or(english, |best| best.known);
            if names_thing && translated.is_certain && translated.known > most {
                best = Some(translated);
            }
        }
        let parts = best?.parts.into_iter().map(|part| match part {
            Part::Thing(text) | Part::Colour(text) | Part::Between(text) => text,
        });
        Some(parts.collect::<Vec<_>>().join(" "))
    }
}

/// A word of a prompt in lower case.
struct Word {
    typed: String,
    folded: String,
}

impl Language {
    fn of(tables: Tables, stemmer: Stemmer) -> Language {
        let folded = |table: HashMap<String, String>| -> HashMap<String, String> {
            table.into_iter().map(|(word, english)| (fold_phrase(&word), english)).collect()
        };
        let things = folded(tables.things);
        let mut language = Language {
            stems: HashMap::new(),
            colours: folded(tables.colours),
            between: folded(tables.between),
            empty: tables.empty.iter().map(|word| fold(word)).collect(),
            joints: tables.joints,
            colours_follow: tables.colours_follow,
            stemmer,
            longest: things.keys().map(|name| name.split(' ').count()).max().unwrap_or(0),
            things,
        };
        // Of names of one stem the first in the order of the alphabet counts.
        let mut names: Vec<(&String, &String)> = language.things.iter().collect();
        names.sort();
        let mut stems = HashMap::new();
        for (name, english) in names {
            stems.entry(language.stem(name)).or_insert_with(|| english.clone());
        }
        language.stems = stems;
        language
    }

    fn translate(&self, words: &[Word]) -> Translated {
        let translated = self.translate_with(words, true);
        let names_thing = translated.parts.iter().any(|part| matches!(part, Part::Thing(_)));
        // A rose is a thing where nothing else is named.
        if names_thing { translated } else { self.translate_with(words, false) }
    }

    fn translate_with(&self, words: &[Word], with_colours: bool) -> Translated {
        let (mut parts, mut known, mut is_certain, mut at) = (Vec::new(), 0, false, 0);
        while at < words.len() {
            let word = words[at].folded.as_str();
            let colour = self.colours.get(word).filter(|_| with_colours);
            let between = self.between.get(word);
            let (part, length) = match self.longest_thing(&words[at..]) {
                // "frais" is fresh, and has the stem of strawberries.
                Some((thing, length))
                    if length > 1
                        || colour.or(between).is_none()
                            && (self.things.contains_key(word) || !self.empty.contains(word)) =>
                {
                    (Some(Part::Thing(thing.to_owned())), length)
                }
                _ => match (colour, between, self.empty.contains(word)) {
                    (Some(colour), ..) => (Some(Part::Colour(colour.clone())), 1),
                    (None, Some(between), _) => (Some(Part::Between(between.clone())), 1),
                    (None, None, true) => (None, 1),
                    (None, None, false) => match self.compound(word) {
                        Some(thing) => (Some(Part::Thing(thing)), 1),
                        None => (None, 0),
                    },
                },
            };
            let name: Vec<&str> =
                words[at..at + length].iter().map(|word| word.folded.as_str()).collect();
            is_certain |= length > 0
                && (self.things.contains_key(&name.join(" "))
                    || colour.or(between).is_some()
                    || self.empty.contains(word));
            known += length;
            at += length.max(1);
            match part {
                Some(part @ Part::Colour(_))
                    if self.colours_follow && matches!(parts.last(), Some(Part::Thing(_))) =>
                {
                    parts.insert(parts.len() - 1, part);
                }
                Some(Part::Between(_)) if parts.is_empty() => {}
                part => parts.extend(part),
            }
        }
        Translated { parts, known, is_certain }
    }

    /// The longest name of a thing that the words begin with.
    fn longest_thing(&self, words: &[Word]) -> Option<(&str, usize)> {
        (1..=self.longest.min(words.len())).rev().find_map(|length| {
            let name: Vec<&str> = words[..length].iter().map(|word| word.folded.as_str()).collect();
            self.thing(&name.join(" ")).map(|thing| (thing, length))
        })
    }

    fn thing(&self, name: &str) -> Option<&str> {
        let found = self.things.get(name).or_else(|| self.stems.get(&self.stem(name)));
        found.map(String::as_str)
    }

    /// What a compound of two things is called; the last part alone where the first is not known.
    fn compound(&self, word: &str) -> Option<String> {
        if self.joints.is_empty() {
            return None;
        }
        let splits = word
            .char_indices()
            .map(|(at, _)| at)
            .filter(|at| *at >= SHORTEST_PART && word.len() - at >= SHORTEST_PART);
        let tails =
            splits.filter_map(|at| Some((&word[..at], self.thing(&word[at..])?, word.len() - at)));
        let mut alone = None;
        for (head, tail, length) in tails {
            let bare = self.joints.iter().filter_map(|joint| head.strip_suffix(joint.as_str()));
            let heads =
                std::iter::once(head).chain(bare).filter(|head| head.len() >= SHORTEST_PART);
            for head in heads {
                if let Some(head) =
                    self.thing(head).or_else(|| self.colours.get(head).map(String::as_str))
                {
                    return Some(format!("{head} {tail}"));
                }
            }
            if length >= SHORTEST_TAIL && alone.is_none() {
                alone = Some(tail.to_owned());
            }
        }
        alone
    }

    fn stem(&self, name: &str) -> String {
        let stems: Vec<_> = name.split(' ').map(|word| self.stemmer.stem(word)).collect();
        stems.join(" ")
    }
}

/// The words of a prompt; an apostrophe parts them, as in "l'orange".
fn words(text: &str) -> Vec<Word> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| Word { typed: word.to_lowercase(), folded: fold(word) }).collect()
}

fn fold_phrase(text: &str) -> String {
    let words: Vec<String> = words(text).into_iter().map(|word| word.folded).collect();
    words.join(" ")
}

/// A word in lower case and without accents.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let letters = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for letter in letters {
        match letter {
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            letter => folded.push(letter),
        }
    }
    folded
}
