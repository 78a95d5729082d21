//! What Spark reads a prompt as: the things that are named in it, in words that the model was trained on, with their
//! colours. It was trained on captions such as "red umbrella", and every other word makes a picture worse.
//! `training/spark/words.py` makes the table and is the definition that this is tested against.

mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use super::config::read_json;
use super::pose::Pose;
use super::translations::Translations;
use crate::english::{possible_singulars, singular_of_phrase};
use crate::random::SplitMix64;
use crate::token_count::PromptFit;
use crate::weights::LoadError;

pub(super) use words::key;
use words::{Word, as_typed, separated, split_words};

/// Phrases, in lower case and with single spaces, and what becomes of them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PhraseTable {
    /// What the model was trained with, and what is left as it stands.
    #[serde(rename = "taught")]
    trained: HashSet<String>,
    /// Other names of things, and the wordings of the training.
    things: HashMap<String, String>,
    /// Requests that name no thing, and a thing that is drawn for each.
    ideas: HashMap<String, String>,
    /// Names of colours, and the colours of the training.
    colours: HashMap<String, String>,
    /// Phrases that name a style, and the styles of the training.
    #[serde(default)]
    styles: BTreeMap<String, String>,
    /// Emoji, and the wordings of the training.
    #[serde(default)]
    emoji: HashMap<char, String>,
    /// The phrases of which `words.safetensors` has the vectors, in that order.
    #[serde(default)]
    near: Vec<String>,
    /// Names of what comes in any colour, and the colours to choose from.
    #[serde(default, rename = "free")]
    any_colour: HashSet<String>,
    #[serde(default)]
    palette: Vec<String>,
    /// Names of what a mirror would make wrong.
    #[serde(default, rename = "handed")]
    asymmetric: HashSet<String>,
    /// Names of what is drawn poorly.
    #[serde(default)]
    poor: HashSet<String>,
    /// The most words that any phrase has.
    #[serde(skip)]
    longest: usize,
    /// Every word of a phrase or colour, as it stands and in the singular.
    #[serde(skip)]
    known_words: HashSet<String>,
    #[serde(skip)]
    translations: Translations,
}

/// A prompt as the text encoder gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpretation {
    /// One thing, or two to be drawn each by itself; the prompt itself where nothing like it is known.
    pub things: Vec<String>,
    /// The idea or the whole prompt, as it was typed, for which a thing is drawn where the prompt names none.
    pub idea: Option<String>,
    /// Whether the prompt names a thing that the model was trained to draw, or an idea that one is known to stand for, and how
    /// well each is drawn.
    pub fit: PromptFit,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Trained,
    Thing,
    Emoji,
    Idea,
    /// The prompt as a whole.
    Near,
}

struct PhraseMatch<'a> {
    kind: Kind,
    /// Which words of the prompt; an emoji stands before the first word after it.
    words: Range<usize>,
    wording: &'a str,
    /// Whether it is a thing of its own, not the first half of another's name.
    stands_alone: bool,
}

/// After these, what stands before is a thing of its own.
const AFTER: &str = " and are as at before behind below beside between but by during every from for in inside into is \
     near next of off on or outside over per plus to under until up upon vs when while who will with without ";
/// A single word before these is a verb: "book a table", "watch your savings grow".
const OBJECTS: &str = " a an the your our my his her their this that these those some it us ";
const MOST_THINGS: usize = 2;
/// Emoji that say a mood: they are drawn only where nothing else is named.
const MOODS: &str = "✨🔥❤⭐🌟🎉🎶💝🌈☀";

impl Interpretation {
    /// The things in one line.
    pub fn text(&self) -> String {
        self.things.join(" and ")
    }
}

impl PhraseTable {
    /// Reads `words.json`; a model without one takes every prompt as it is.
    pub(super) fn read_file(path: &Path) -> Result<PhraseTable, LoadError> {
        if !path.exists() {
            return Ok(PhraseTable::default());
        }
        let mut words: PhraseTable = read_json(path)?;
        let phrases = words.trained.iter().chain(words.things.keys()).chain(words.ideas.keys());
        let phrases = phrases.chain(words.colours.keys()).chain(words.styles.keys());
        let mut known_words = HashSet::new();
        let mut longest = 0;
        for phrase in phrases {
            longest = longest.max(phrase.split(' ').count());
            for word in phrase.split(' ') {
                known_words.extend([word.to_owned(), singular_of_phrase(word)]);
            }
        }
        (words.longest, words.known_words) = (longest, known_words);
        words.translations = Translations::read_file(&path.with_file_name("translations.json"))?;
        Ok(words)
    }

    /// A prompt in English, where it is in another language that is known.
    fn in_english(&self, prompt: &str) -> Option<String> {
        let is_small =
            |word: &str| [AFTER, OBJECTS].iter().any(|list| list.contains(&format!(" {word} ")));
        let is_known = |word: &str| self.known_words.contains(&singular_of_phrase(word));
        let is_english =
            |word: &str| self.known_words.contains(word) || is_known(word) || is_small(word);
        let mut translated = self.translations.in_english(prompt, is_english)?;
        translated.extend(prompt.chars().filter(|c| self.emoji.contains_key(c)));
        Some(translated)
    }

    /// What of the `near` phrases is drawn, in their order.
    pub(super) fn phrases(&self) -> impl Iterator<Item = &str> {
        self.near.iter().map(|phrase| {
            self.things.get(phrase).or_else(|| self.ideas.get(phrase)).unwrap_or(phrase).as_str()
        })
    }

    /// The things of a prompt. `nearest` is called with the prompt in English for another wording where none of its words is
    /// known, or a single one, whose wording it is passed.
    pub(super) fn interpret(
        &self,
        prompt: &str,
        nearest: impl FnOnce(&str, Option<&str>) -> Option<String>,
    ) -> Interpretation {
        let translated = self.in_english(prompt);
        let prompt = translated.as_deref().unwrap_or(prompt);
        let words = split_words(prompt);
        let mut matches = self.matches(prompt, &words);
        matches.extend(self.emoji_in(prompt, &words));
        let (style, style_words) = self.find_style(&words);
        matches.retain(|known| {
            known.words.end <= style_words.start || known.words.start >= style_words.end
        });
        matches.sort_by_key(|known| known.words.start);
        let mut chosen = chosen(&matches);
        let named = match chosen[..] {
            [] => Some(None),
            [thing] if thing.words.len() == 1 => Some(Some(thing.wording)),
            _ => None,
        };
        let near = named.filter(|_| !words.is_empty());
        let near = near.and_then(|named| nearest(prompt, named));
        let meant = near.as_ref().map(|wording| PhraseMatch {
            kind: Kind::Near,
            words: 0..0,
            wording,
            stands_alone: true,
        });
        if let Some(meant) = &meant {
            chosen = vec![meant];
        }
        let Some(last) = chosen.last() else {
            // Without a table, every prompt is taken as it is.
            let fit = if self.trained.is_empty() { PromptFit::Good } else { PromptFit::Guess };
            return Interpretation { things: vec![prompt.to_owned()], idea: None, fit };
        };
        let mut colours: Vec<Option<&String>> =
            words.iter().map(|word| self.colours.get(&word.text)).collect();
        for known in &matches {
            colours[known.words.clone()].fill(None);
        }
        let mut coloured_up_to = 0;
        let mut things = Vec::new();
        for &thing in &chosen {
            let after = if std::ptr::eq(thing, *last) { thing.words.end } else { words.len() };
            let mut here = colours[coloured_up_to..thing.words.start]
                .iter()
                .chain(&colours[after..])
                .flatten();
            let wording = thing.wording;
            let own = key(wording);
            let colour = here.next().filter(|&colour| own.split(' ').all(|word| word != *colour));
            things.push(match colour {
                Some(colour) => format!("{colour} {wording}{style}"),
                None => format!("{wording}{style}"),
            });
            coloured_up_to = thing.words.end;
        }
        let idea = match last.kind {
            Kind::Idea if !last.words.is_empty() => {
                Some(as_typed(prompt, &words[last.words.clone()]))
            }
            Kind::Near => Some(prompt.trim()),
            _ => None,
        };
        let is_poor = |thing: &&PhraseMatch| self.poor.contains(&key(thing.wording));
        let has_word = |word: &str| {
            words.iter().any(|own| possible_singulars(&own.text).any(|one| one == word))
        };
        // What lies near may be what the prompt says: “chocolate chip cookie” of “chocolate chip cookies”.
        let is_named = key(last.wording).split(' ').all(has_word);
        let fit = match last.kind {
            Kind::Near if !is_named => PromptFit::Guess,
            _ if chosen.iter().any(is_poor) => PromptFit::Poor,
            _ => PromptFit::Good,
        };
        Interpretation { things, idea: idea.map(str::to_owned), fit }
    }

    /// How one thing of an interpretation is drawn for a seed: its prompt, with another colour half the time where the thing
    /// comes in any and none is named, and its pose.
    pub(super) fn variation(&self, thing: &str, seed: u64) -> (String, Pose) {
        let mut random = SplitMix64::new(seed);
        let [other, choice, mirrored] = [random.next_u32(), random.next_u32(), random.next_u32()];
        let own = key(thing);
        let unstyled =
            |style: &String| own.strip_suffix(style.as_str())?.strip_suffix(' ').map(str::to_owned);
        let name = self.styles.values().find_map(unstyled).unwrap_or(own);
        let uncoloured = match name.split_once(' ') {
            Some((first, rest)) if self.colours.values().any(|colour| colour == first) => rest,
            _ => &name,
        };
        let is_in = |set: &HashSet<String>, name: &str| {
            set.contains(name) || set.contains(&singular_of_phrase(name))
        };
        let mirrored = mirrored % 2 == 1 && !is_in(&self.asymmetric, uncoloured);
        let pose = Pose::random(&mut random, mirrored);
        let colour = self.palette.get(choice as usize % self.palette.len().max(1));
        match colour.filter(|_| other % 2 == 1 && is_in(&self.any_colour, &name)) {
            Some(colour) => (format!("{colour} {thing}"), pose),
            None => (thing.to_owned(), pose),
        }
    }

    /// The style that a prompt names, as it stands behind a thing, and the words that name it.
    fn find_style(&self, words: &[Word]) -> (String, Range<usize>) {
        for (phrase, style) in &self.styles {
            let wanted: Vec<&str> = phrase.split(' ').collect();
            let mut runs = words.windows(wanted.len());
            let same = |run: &[Word]| run.iter().map(|word| &word.text).eq(wanted.iter());
            if let Some(first) = runs.position(same) {
                return (format!(" {style}"), first..first + wanted.len());
            }
        }
        (String::new(), 0..0)
    }

    fn emoji_in<'a>(&'a self, prompt: &str, words: &[Word]) -> Vec<PhraseMatch<'a>> {
        let known = prompt.char_indices().filter_map(|(at, c)| Some((at, c, self.emoji.get(&c)?)));
        known
            .map(|(at, c, wording)| {
                let before = words.partition_point(|word| word.span.start < at);
                let kind = if MOODS.contains(c) { Kind::Idea } else { Kind::Emoji };
                PhraseMatch { kind, words: before..before, wording, stands_alone: true }
            })
            .collect()
    }

    /// The longest known phrases, from left to right.
    fn matches<'a>(&'a self, prompt: &'a str, words: &[Word]) -> Vec<PhraseMatch<'a>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let known = self.longest_at(prompt, words, at);
            at = known.as_ref().map_or(at + 1, |known| known.words.end);
            found.extend(known);
        }
        found
    }

    /// The longest known phrase that begins with word `start`; `None` where that is a verb.
    fn longest_at<'a>(
        &'a self,
        prompt: &'a str,
        words: &[Word],
        start: usize,
    ) -> Option<PhraseMatch<'a>> {
        let most = self.longest.min(words.len() - start);
        let (length, kind, wording) = (1..=most).rev().find_map(|length| {
            let run = &words[start..start + length];
            if run.windows(2).any(|pair| separated(prompt, &pair[0], &pair[1])) {
                return None;
            }
            let (kind, wording) = self.lookup(run)?;
            Some((length, kind, wording.unwrap_or(as_typed(prompt, run))))
        })?;
        let end = start + length;
        let next = words.get(end).filter(|next| !separated(prompt, &words[end - 1], next));
        let next_is_in =
            |list: &str| next.is_some_and(|next| list.contains(&format!(" {} ", next.text)));
        let stands_alone = next.is_none_or(|next| next.text.ends_with("ing")) || next_is_in(AFTER);
        if length == 1 && next_is_in(OBJECTS) {
            return None;
        }
        Some(PhraseMatch { kind, words: start..end, wording, stands_alone })
    }

    /// Of these words together, of the last one in the singular, or of "glasses of wine" as "glass of wine"; the wording is
    /// `None` where it is as typed.
    fn lookup(&self, run: &[Word]) -> Option<(Kind, Option<&str>)> {
        let words: Vec<&str> = run.iter().map(|word| word.text.as_str()).collect();
        let phrase = words.join(" ");
        let alike = singular_of_phrase(&phrase);
        let one_of = match run {
            [first, of, ..] if of.text == "of" => {
                let one = singular_of_phrase(&first.text);
                self.trained.get(&format!("{one}{}", &phrase[first.text.len()..]))
            }
            _ => None,
        };
        let found = [phrase, alike].iter().find_map(|phrase| {
            let trained = self.trained.contains(phrase).then_some((Kind::Trained, None));
            let thing =
                || self.things.get(phrase).map(|wording| (Kind::Thing, Some(wording.as_str())));
            let idea =
                || self.ideas.get(phrase).map(|wording| (Kind::Idea, Some(wording.as_str())));
            trained.or_else(thing).or_else(idea)
        });
        found.or_else(|| one_of.map(|one| (Kind::Trained, Some(one.as_str()))))
    }
}

/// Things that stand alone, or else emoji, or else the longest of what is left, ideas last.
fn chosen<'m, 'a>(matches: &'m [PhraseMatch<'a>]) -> Vec<&'m PhraseMatch<'a>> {
    let by_words = |known: &&PhraseMatch| matches!(known.kind, Kind::Trained | Kind::Thing);
    let stands_alone: [&dyn Fn(&&PhraseMatch) -> bool; 2] =
        [&|known| by_words(known) && known.stands_alone, &|known| known.kind == Kind::Emoji];
    for belongs in stands_alone {
        let mut different: Vec<&PhraseMatch> = Vec::new();
        for thing in matches.iter().filter(belongs) {
            if different.len() < MOST_THINGS
                && different.iter().all(|other| other.wording != thing.wording)
            {
                different.push(thing);
            }
        }
        if !different.is_empty() {
            return different;
        }
    }
    let things: Vec<_> = matches.iter().filter(by_words).collect();
    let rest = if things.is_empty() { matches.iter().collect() } else { things };
    // Of equally long ones the last is taken, so the first in reverse.
    rest.into_iter().rev().max_by_key(|known| known.words.len()).into_iter().collect()
}

#[cfg(test)]
mod tests;
