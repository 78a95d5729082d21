//! The sentence around one of the brand's words to use: which word is next, what kind of word it is by the language's lists
//! and endings, and the lines for that kind. Which line is drawn is `line_choice`'s part; docs/copy.md explains the lists.

use super::copy_lines::{Group, LanguageCopy};
use super::line_choice::{Candidate, LineChoice};
use serde::Deserialize;

/// Lines for the kind of a word against those for any word.
const KNOWN_KIND_WEIGHT: u32 = 3;
/// A longer phrase is a sentence of the brand's own, in words.
const LONGEST_PHRASE: usize = 6;

/// What sort of word a line takes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum WordKind {
    Noun,
    Adjective,
    Verb,
    /// Several words.
    Phrase,
}

/// The words of a language by kind, and the lines around a word.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BrandWordCopy {
    /// Whether a capital makes a noun.
    #[serde(default)]
    capital_nouns: bool,
    noun: Forms,
    adjective: Forms,
    verb: Forms,
    neither: Forms,
    pub lines: Vec<Group>,
}

/// How words of a kind are known.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    words: Vec<String>,
    #[serde(default)]
    endings: Vec<String>,
}

impl Forms {
    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// Whether a word has one of the endings behind two letters or more.
    fn ends(&self, word: &str) -> bool {
        let stem =
            |ending: &String| word.strip_suffix(ending.as_str()).map(|stem| stem.chars().count());
        self.endings.iter().filter_map(stem).any(|letters| letters > 1)
    }
}

impl LanguageCopy {
    /// The kind of a word; `None` where neither list nor ending tells.
    fn word_kind(&self, word: &str) -> Option<WordKind> {
        let words = &self.brand_words;
        let lower = word.to_lowercase();
        let kinds = [
            (&words.noun, WordKind::Noun),
            (&words.adjective, WordKind::Adjective),
            (&words.verb, WordKind::Verb),
        ];
        let is_capital = words.capital_nouns && word.starts_with(char::is_uppercase);
        let of = |known: &dyn Fn(&Forms) -> bool| kinds.iter().find(|(forms, _)| known(forms));
        if let Some((_, kind)) = of(&|forms| forms.has(&lower))
            && !(is_capital && *kind == WordKind::Verb)
        {
            return Some(*kind);
        }
        if word.contains(char::is_whitespace) {
            return Some(WordKind::Phrase);
        }
        if is_capital {
            return Some(WordKind::Noun);
        }
        if words.neither.has(&lower) {
            return None;
        }
        of(&|forms| forms.ends(&lower)).map(|(_, kind)| *kind)
    }

    /// A word as it stands within a sentence: a capital that only began an entry of the list is small.
    fn within_a_sentence(&self, word: &str, kind: Option<WordKind>) -> String {
        let keeps_capital = match kind {
            None => true,
            Some(WordKind::Phrase) => self.brand_words.capital_nouns,
            Some(WordKind::Noun) => self.brand_words.capital_nouns,
            Some(WordKind::Adjective | WordKind::Verb) => false,
        };
        let mut letters = word.chars();
        match letters.next() {
            Some(first)
                if !keeps_capital && letters.as_str().chars().all(|c| !c.is_uppercase()) =>
            {
                first.to_lowercase().chain(letters).collect()
            }
            _ => word.to_owned(),
        }
    }
}

impl LineChoice<'_> {
    /// A sentence around one of the brand's words to use, of those the one that was used longest ago. Empty where the
    /// brand has none, and where the caption says one already.
    pub fn brand_word(&mut self, said: &str) -> String {
        let said = said.to_lowercase();
        let words: Vec<&str> = self.voice.words_to_use.iter().map(|word| bare(word)).collect();
        let is_short = |word: &str| (1..=LONGEST_PHRASE).contains(&word.split_whitespace().count());
        let mut words: Vec<&str> = words.into_iter().filter(|word| is_short(word)).collect();
        if words.iter().any(|word| holds_word(&said, &word.to_lowercase())) {
            return String::new();
        }
        while !words.is_empty() {
            let at = self.used_longest_ago(&words);
            let word = words.remove(at);
            let candidates = self.lines_around(word, &words);
            if let Some(filled) = self.draw(candidates, true) {
                // The sentence itself is remembered too: it tells which word is next.
                self.used.push(filled.text.clone());
                return filled.text;
            }
        }
        String::new()
    }

    /// The place of the word that stands in none of the last captions' lines, or in the oldest of them.
    fn used_longest_ago(&mut self, words: &[&str]) -> usize {
        let age = |word: &str| {
            let word = word.to_lowercase();
            let holds = |line: &String| holds_word(&line.to_lowercase(), &word);
            self.spec.recent_lines().iter().position(holds).unwrap_or(usize::MAX)
        };
        let ages: Vec<usize> = words.iter().map(|word| age(word)).collect();
        let oldest = ages.iter().copied().max().unwrap_or(0);
        let places: Vec<usize> = (0..words.len()).filter(|at| ages[*at] == oldest).collect();
        places[self.draws.below(places.len() as u32) as usize]
    }

    /// The lines that suit a word, filled with it and, where they take two, with another of its kind.
    fn lines_around(&self, word: &str, others: &[&str]) -> Vec<Candidate> {
        let (copy, kind) = (self.copy, self.copy.word_kind(word));
        let other = others.iter().copied().find(|other| copy.word_kind(other) == kind);
        let spoken = |word: &str| copy.within_a_sentence(word, kind);
        let (word, other) = (spoken(word), other.map(spoken));
        let mut filling = vec![("word", word.as_str())];
        filling.extend(other.as_deref().map(|other| ("other", other)));
        // The lines for any word speak of one word.
        let suits = |group: &&Group| match group.word {
            None => kind != Some(WordKind::Phrase),
            own => own == kind,
        };
        let mut found = Vec::new();
        for group in copy.brand_words.lines.iter().filter(suits) {
            let of_kind = if group.word.is_some() { KNOWN_KIND_WEIGHT } else { 1 };
            let weight = self.weight(group) * of_kind;
            for line in group.lines.iter().filter(|_| weight > 0) {
                let Some(filled) = self.filling.fill_with(line, &filling) else { continue };
                let age = self.spec.recent_lines().iter().position(|used| used == line);
                found.push(Candidate { weight, line, filled, age });
            }
        }
        found
    }
}

/// A word without marks around it.
fn bare(word: &str) -> &str {
    word.trim().trim_matches(|c: char| "\"“”„«»‘.,;:!?".contains(c)).trim()
}

/// Whether a text in small letters holds a word or a phrase that no letter goes on with.
fn holds_word(text: &str, word: &str) -> bool {
    let is_whole = |(at, _): (usize, &str)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + word.len()..].starts_with(char::is_alphanumeric)
    };
    !word.is_empty() && text.match_indices(word).any(is_whole)
}

#[cfg(test)]
mod tests {
    use super::super::check::Rules;
    use super::super::copy_lines::copy_of;
    use super::super::line_choice::Draws;
    use super::*;
    use crate::brand::{Person, Persona, PostLanguage, Tone};
    use crate::brief::{CaptionBrief, CaptionSpec};

    /// The sentences that a brand of one word can get.
    fn sentences(language: PostLanguage, word: &str, person: Person) -> Vec<String> {
        let mut persona = Persona { name: "Orbit".into(), ..Persona::default() };
        persona.voice.language.0 = language.tag().into();
        persona.voice.words_to_use = vec![word.into()];
        persona.voice.person = person;
        persona.voice.playful = Tone::new(1);
        let brief = CaptionBrief { prompt: "mug".into(), ..CaptionBrief::default() };
        let spec = CaptionSpec::from_brief(&brief, Some(&persona), Vec::new(), 1).unwrap();
        let rules = Rules::new(&spec);
        let voice = &persona.voice;
        let choice = LineChoice::new(&spec, voice, &rules, Draws::of_seed(1));
        choice.lines_around(word, &[]).into_iter().map(|one| one.filled.text).collect()
    }

    #[test]
    fn the_kind_of_a_word_is_known_by_list_ending_and_capital() {
        use PostLanguage::{Dutch, English, French, German, Italian, Portuguese, Spanish};
        use WordKind::{Adjective, Noun, Phrase, Verb};
        for (language, word, kind) in [
            (English, "mile", Some(Noun)),
            (English, "Steady", Some(Adjective)),
            (English, "fearless", Some(Adjective)),
            (English, "kindness", Some(Noun)),
            (English, "mend", Some(Verb)),
            (English, "on time", Some(Phrase)),
            (English, "slow down", Some(Verb)),
            (English, "active", None),
            (English, "qwerty", None),
            (German, "Handwerk", Some(Noun)),
            (German, "Leben", Some(Noun)),
            (German, "Frisch", Some(Adjective)),
            (German, "gemütlich", Some(Adjective)),
            (German, "reparieren", Some(Verb)),
            (German, "gebacken", None),
            (Spanish, "sencillo", Some(Adjective)),
            (Spanish, "sencilla", None),
            (Spanish, "jugar", Some(Verb)),
            (Spanish, "hogar", None),
            (French, "frais", Some(Adjective)),
            (French, "heureux", Some(Adjective)),
            (French, "atelier", None),
            (Italian, "fatto a mano", Some(Adjective)),
            (Portuguese, "confortável", Some(Adjective)),
            (Dutch, "eerlijk", Some(Adjective)),
            (Dutch, "kinderen", None),
        ] {
            assert_eq!(copy_of(language).word_kind(word), kind, "{language:?}: {word}");
        }
    }

    #[test]
    fn every_sentence_of_every_language_says_more_than_the_word() {
        for language in PostLanguage::ALL {
            for person in [Person::We, Person::I, Person::Brand] {
                let copy = copy_of(*language);
                let own = [&copy.brand_words.adjective, &copy.brand_words.verb];
                let own = own.map(|forms| forms.words[0].as_str());
                for word in [own[0], own[1], "qwerty", "made with care"] {
                    let all = sentences(*language, word, person);
                    assert!(all.len() >= 7, "{language:?} {word}: {all:?}");
                    for text in all {
                        let more = text.to_lowercase().replace(&word.to_lowercase(), "");
                        assert!(more.split_whitespace().count() > 0, "{text}");
                        assert!(holds_word(&text.to_lowercase(), word), "{text}");
                        let first = text.chars().find(|c| c.is_alphanumeric());
                        assert!(first.is_some_and(|c| !c.is_lowercase()), "{text}");
                        assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_word_stands_as_within_a_sentence() {
        let english = sentences(PostLanguage::English, "Steady", Person::We);
        assert!(english.contains(&"We like it steady.".to_owned()), "{english:?}");
        let brand = sentences(PostLanguage::English, "steady", Person::Brand);
        assert!(brand.contains(&"Orbit likes it steady.".to_owned()), "{brand:?}");
        let german = sentences(PostLanguage::German, "Frisch", Person::I);
        assert!(german.contains(&"Ich mag es frisch.".to_owned()), "{german:?}");
        let name = sentences(PostLanguage::German, "Handwerk", Person::We);
        assert!(name.contains(&"Wir sagen nur: Handwerk.".to_owned()), "{name:?}");
    }

    #[test]
    fn a_word_is_found_whole() {
        assert!(holds_word("room to play.", "play") && holds_word("on time, always", "on time"));
        assert!(!holds_word("on display", "play") && !holds_word("playful", "play"));
    }
}
