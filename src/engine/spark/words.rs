//! What Spark reads a prompt as: the things that are named in it, in words that the model was taught, with their
//! colours. It was trained on captions such as "red umbrella", and every other word makes a picture worse.
//! `training/spark/words.py` makes the table and is the definition that this is tested against.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use super::config::read_json;
use crate::engine::weights::LoadError;

/// Phrases, in lower case and with single spaces, and what becomes of them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Vocabulary {
    /// What the model was trained with, and what is left as it stands.
    taught: HashSet<String>,
    /// Other names of things, and the wordings that were taught.
    things: HashMap<String, String>,
    /// What is asked for without naming a thing, and a thing that stands for it.
    ideas: HashMap<String, String>,
    /// Names of colours, and the colours that were taught.
    colours: HashMap<String, String>,
    /// The most words that any phrase has.
    #[serde(skip)]
    longest: usize,
}

/// A prompt as the text encoder gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gist {
    /// One thing, or two to be drawn each by itself; the prompt itself where nothing in it is known.
    pub things: Vec<String>,
    /// The idea, as it was typed, that a thing is drawn for where the prompt names none.
    pub idea: Option<String>,
}

/// One word, and where it stands in the prompt.
struct Word {
    text: String,
    place: Range<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Taught,
    Thing,
    Idea,
}

struct Match<'a> {
    kind: Kind,
    /// Which words of the prompt.
    words: Range<usize>,
    wording: &'a str,
    /// Whether it is a thing of its own, not the first half of another's name.
    alone: bool,
}

/// After these, what stands before is a thing of its own.
const AFTER: &str = " and are as at before behind below beside between but by during every from for in inside into is \
     near next of off on or outside over per plus to under until up upon vs when while who will with without ";
/// A single word before these is a verb: "book a table", "watch your savings grow".
const OBJECTS: &str = " a an the your our my his her their this that these those some it us ";
const STYLES: [&str; 3] = ["flat style", "cartoon style", "glossy style"];
const MOST_THINGS: usize = 2;

impl Gist {
    /// The things in one line.
    pub fn text(&self) -> String {
        self.things.join(" and ")
    }
}

impl Vocabulary {
    /// Reads `words.json`; a model without one takes every prompt as it is.
    pub(super) fn read_file(path: &Path) -> Result<Vocabulary, LoadError> {
        if !path.exists() {
            return Ok(Vocabulary::default());
        }
        let mut words: Vocabulary = read_json(path)?;
        let phrases = words.taught.iter().chain(words.things.keys()).chain(words.ideas.keys());
        words.longest = phrases.map(|phrase| phrase.split(' ').count()).max().unwrap_or(0);
        Ok(words)
    }

    pub(super) fn gist(&self, prompt: &str) -> Gist {
        let words = split(prompt);
        let matches = self.matches(prompt, &words);
        let drawn = drawn(&matches);
        let Some(last) = drawn.last() else {
            return Gist { things: vec![prompt.to_owned()], idea: None };
        };
        let mut colours: Vec<Option<&String>> =
            words.iter().map(|word| self.colours.get(&word.text)).collect();
        for known in &matches {
            colours[known.words.clone()].fill(None);
        }
        let spoken: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let spoken = spoken.join(" ");
        let style = STYLES.iter().find(|style| spoken.contains(*style));
        let style = style.map_or(String::new(), |style| format!(" {style}"));
        let mut done = 0;
        let mut things = Vec::new();
        for thing in &drawn {
            let after = if thing.words == last.words { thing.words.end } else { words.len() };
            let mut here =
                colours[done..thing.words.start].iter().chain(&colours[after..]).flatten();
            let wording = thing.wording;
            things.push(match here.next() {
                Some(colour) => format!("{colour} {wording}{style}"),
                None => format!("{wording}{style}"),
            });
            done = thing.words.end;
        }
        let idea =
            (last.kind == Kind::Idea).then(|| typed(prompt, &words[last.words.clone()]).to_owned());
        Gist { things, idea }
    }

    /// The longest known phrases, from left to right.
    fn matches<'a>(&'a self, prompt: &'a str, words: &[Word]) -> Vec<Match<'a>> {
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
    ) -> Option<Match<'a>> {
        let most = self.longest.min(words.len() - start);
        let (length, kind, wording) = (1..=most).rev().find_map(|length| {
            let run = &words[start..start + length];
            if run.windows(2).any(|pair| parted(prompt, &pair[0], &pair[1])) {
                return None;
            }
            let (kind, wording) = self.lookup(run)?;
            Some((length, kind, wording.unwrap_or(typed(prompt, run))))
        })?;
        let end = start + length;
        let next = words.get(end).filter(|next| !parted(prompt, &words[end - 1], next));
        let next_is_in =
            |list: &str| next.is_some_and(|next| list.contains(&format!(" {} ", next.text)));
        let alone = next.is_none_or(|next| next.text.ends_with("ing")) || next_is_in(AFTER);
        if length == 1 && next_is_in(OBJECTS) {
            return None;
        }
        Some(Match { kind, words: start..end, wording, alone })
    }

    /// Of these words together, or of the last one in the singular; the wording is `None` where it is as typed.
    fn lookup(&self, run: &[Word]) -> Option<(Kind, Option<&str>)> {
        let (last, before) = run.split_last()?;
        let before: String = before.iter().flat_map(|word| [&word.text, " "]).collect();
        [before.clone() + &last.text, before + &singular(&last.text)].iter().find_map(|phrase| {
            let taught = self.taught.contains(phrase).then_some((Kind::Taught, None));
            let thing =
                || self.things.get(phrase).map(|wording| (Kind::Thing, Some(wording.as_str())));
            let idea =
                || self.ideas.get(phrase).map(|wording| (Kind::Idea, Some(wording.as_str())));
            taught.or_else(thing).or_else(idea)
        })
    }
}

/// Things that stand alone, or else the longest that does not, or else the longest idea.
fn drawn<'m, 'a>(matches: &'m [Match<'a>]) -> Vec<&'m Match<'a>> {
    let things: Vec<_> = matches.iter().filter(|known| known.kind != Kind::Idea).collect();
    let mut alone: Vec<&Match> = Vec::new();
    for &thing in things.iter().filter(|thing| thing.alone) {
        if alone.len() < MOST_THINGS && alone.iter().all(|other| other.wording != thing.wording) {
            alone.push(thing);
        }
    }
    if !alone.is_empty() {
        return alone;
    }
    let rest = if things.is_empty() { matches.iter().collect() } else { things };
    // Of equally long ones the last is taken, so the first in reverse.
    rest.into_iter().rev().max_by_key(|known| known.words.len()).into_iter().collect()
}

/// The words as they stand in the prompt.
fn typed<'a>(prompt: &'a str, run: &[Word]) -> &'a str {
    match run {
        [first, .., last] => &prompt[first.place.start..last.place.end],
        [one] => &prompt[one.place.clone()],
        [] => "",
    }
}

/// Vocabulary in lower case: letters and digits, apostrophes between them included. Hyphens part words.
fn split(text: &str) -> Vec<Word> {
    let apostrophe = |c: char| c == '\'' || c == '’';
    let mut words: Vec<Word> = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut start = None;
    while let Some((at, c)) = letters.next() {
        let next = letters.peek();
        let joins =
            apostrophe(c) && start.is_some() && next.is_some_and(|(_, c)| c.is_alphanumeric());
        if !c.is_alphanumeric() && !joins {
            continue;
        }
        let from = *start.get_or_insert(at);
        let goes_on = next.is_some_and(|&(next, c)| {
            let after = text[next + c.len_utf8()..].chars().next();
            c.is_alphanumeric() || apostrophe(c) && after.is_some_and(char::is_alphanumeric)
        });
        if !goes_on {
            let place = from..at + c.len_utf8();
            words
                .push(Word { text: text[place.clone()].to_lowercase().replace('’', "'"), place });
            start = None;
        }
    }
    words
}

/// Whether more than spaces and hyphens stand between two words.
fn parted(prompt: &str, one: &Word, next: &Word) -> bool {
    let between = &prompt[one.place.end..next.place.start];
    !between.chars().all(|c| matches!(c, ' ' | '-' | '\t' | '\n'))
}

fn singular(word: &str) -> String {
    if word.chars().count() > 4
        && let Some(stem) = word.strip_suffix("ies")
    {
        return format!("{stem}y");
    }
    if ["shes", "ches", "sses", "xes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    let own = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        Some(stem) if word.chars().count() > 3 && !own => {
            stem.strip_suffix('\'').unwrap_or(stem).to_owned()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        Vocabulary::read_file(&folder.join("assets/models/spark/words.json")).unwrap()
    }

    /// Cases by `training/spark/words.py`, whose own words are those of the model's folder.
    #[test]
    fn readings_equal_the_reference() {
        #[derive(Deserialize)]
        struct Case {
            prompt: String,
            reading: String,
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/spark-words.json");
        let cases: Vec<Case> = read_json(&path).unwrap();
        assert!(cases.len() > 500);
        let words = vocabulary();
        for Case { prompt, reading } in cases {
            assert_eq!(words.gist(&prompt).text(), reading, "{prompt:?}");
        }
    }

    #[test]
    fn an_idea_is_drawn_as_a_thing_only_where_no_thing_is_named() {
        let gist = vocabulary().gist("Our great pink summer sale!");
        assert_eq!(gist.text(), "pink price tag");
        assert_eq!(gist.idea.as_deref(), Some("summer sale"));
        let gist = vocabulary().gist("summer sale on sneakers");
        assert_eq!((gist.text().as_str(), gist.idea), ("running shoes", None));
    }

    #[test]
    fn colours_stay_with_their_things() {
        for (prompt, text) in [
            ("Two SETTEES & a navy cuppa", "sofa and blue tea cup"),
            ("Bright red sneakers, on a table", "red running shoes"),
            ("a scarf in crimson", "red scarf"),
            ("black friday bargain", "price tag"),
            ("t-shirt in flat style", "t-shirt flat style"),
        ] {
            assert_eq!(vocabulary().gist(prompt).text(), text, "{prompt}");
        }
    }

    #[test]
    fn a_verb_is_no_thing() {
        assert_eq!(vocabulary().gist("book a table for two").text(), "dinner plate");
        assert_eq!(vocabulary().gist("a good book").text(), "stack of books");
    }

    #[test]
    fn a_model_without_a_table_takes_prompts_as_they_are() {
        let none = Vocabulary::read_file(Path::new("nowhere/words.json")).unwrap();
        assert_eq!(none.gist("settee"), Gist { things: vec!["settee".into()], idea: None });
    }

    #[test]
    fn no_prompt_is_too_strange() {
        let words = vocabulary();
        for prompt in
            ["", "'", "’s", "ß’ß", "-'-", "İstanbul's", "a'", "夜の霓虹灯", "\u{301}e", "🎂 cake's"]
        {
            let text = words.gist(prompt).text();
            assert!(!text.is_empty() || prompt.is_empty(), "{prompt:?}");
        }
    }
}
