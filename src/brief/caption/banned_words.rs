//! Words that a brand never uses, found also in other inflections: "cheap" in "cheaper" and "#cheapshoes".

use crate::brand::Language;
use rust_stemmers::{Algorithm, Stemmer};

/// Finds the words never to use in a text.
pub struct BannedWords {
    /// Each as written, with its words one by one.
    phrases: Vec<(String, Vec<String>)>,
    stemmer: Option<Stemmer>,
}

impl BannedWords {
    pub fn new(phrases: &[String], language: &Language) -> Self {
        let phrases = phrases
            .iter()
            .map(|phrase| (phrase.clone(), words(phrase)))
            .filter(|(_, words)| !words.is_empty())
            .collect();
        Self { phrases, stemmer: algorithm(language).map(Stemmer::create) }
    }

    /// The phrases of the list that the text holds.
    pub fn found_in(&self, text: &str) -> Vec<String> {
        let words = words(text);
        let squeezed: Vec<&String> = words.iter().filter(|word| word.len() >= 8).collect();
        let holds = |phrase: &[String]| {
            let together: String = phrase.concat();
            words.windows(phrase.len()).any(|window| {
                window.iter().zip(phrase).all(|(word, banned)| self.same(word, banned))
            }) || words.iter().any(|word| phrase.len() > 1 && self.same(word, &together))
                // Run together in a hashtag: #cheapshoes. Short words would be found in too much.
                || squeezed.iter().any(|word| together.len() >= 5 && word.contains(&together))
        };
        self.phrases
            .iter()
            .filter(|(_, words)| holds(words))
            .map(|(phrase, _)| phrase.clone())
            .collect()
    }

    /// The text without the words that hold one of the phrases, alone or with their neighbours.
    pub fn removed_from(&self, text: &str) -> String {
        let mut kept: Vec<&str> = text.split_whitespace().collect();
        let longest = self.phrases.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        for length in 1..=longest {
            let mut at = 0;
            while at + length <= kept.len() {
                match self.found_in(&kept[at..at + length].join(" ")).is_empty() {
                    true => at += 1,
                    false => _ = kept.drain(at..at + length),
                }
            }
        }
        kept.join(" ")
    }

    /// Whether two words are one word in two inflections.
    fn same(&self, word: &str, banned: &str) -> bool {
        let same_stem = |stemmer: &Stemmer| stemmer.stem(word) == stemmer.stem(banned);
        word == banned
            || is_inflected(word, banned)
            // The bare word of a plural is that word; the root of another ending is not: "gift" of "gifted".
            || banned == format!("{word}s")
            || (word.len() >= banned.len() && self.stemmer.as_ref().is_some_and(same_stem))
    }
}

/// English endings that the stemmer leaves: comparatives, adverbs, doubled letters, a dropped e.
fn is_inflected(word: &str, base: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "s", "es", "d", "ed", "ing", "r", "er", "ers", "st", "est", "ly", "ness", "y", "ies",
        "ier", "iest", "ied", "ily", "iness", "able", "ful", "ish", "ation", "ations",
    ];
    if base.len() < 3 {
        return false;
    }
    let last = base.chars().next_back().unwrap_or_default();
    let cut = &base[..base.len() - last.len_utf8()];
    let mut roots = vec![base.to_owned(), format!("{base}{last}")];
    if matches!(last, 'e' | 'y') {
        roots.push(cut.to_owned());
    }
    roots
        .iter()
        .any(|root| word.strip_prefix(root.as_str()).is_some_and(|rest| ENDINGS.contains(&rest)))
}

/// The words of a text in lower case; `#CheapRunningShoes` is three.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for c in text.chars() {
        let joins = matches!(c, '\'' | '’');
        if joins {
            continue;
        }
        let new_word = !c.is_alphanumeric() || (c.is_uppercase() && before_lower);
        if new_word && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

fn algorithm(language: &Language) -> Option<Algorithm> {
    let code = language.0.split(['-', '_']).next().unwrap_or("").to_lowercase();
    Some(match code.as_str() {
        "en" | "" => Algorithm::English,
        "de" => Algorithm::German,
        "fr" => Algorithm::French,
        "es" => Algorithm::Spanish,
        "it" => Algorithm::Italian,
        "pt" => Algorithm::Portuguese,
        "nl" => Algorithm::Dutch,
        "sv" => Algorithm::Swedish,
        "da" => Algorithm::Danish,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "fi" => Algorithm::Finnish,
        "ru" => Algorithm::Russian,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> usize {
        let phrases: Vec<_> = phrases.iter().map(|&phrase| phrase.to_owned()).collect();
        BannedWords::new(&phrases, &Language::default()).found_in(text).len()
    }

    #[test]
    fn a_word_is_found_in_its_inflections() {
        for (banned, text) in [
            ("cheap", "Cheaper than ever"),
            ("cheap", "the cheapest"),
            ("cheap", "sold cheaply"),
            ("cheap", "#cheapshoes"),
            ("cheap", "#CheapRun"),
            ("disrupt", "disrupting, disruptive"),
            ("revolutionary", "REVOLUTIONARY!"),
            ("anti-ageing", "antiageing cream"),
            ("anti-ageing", "anti ageing cream"),
            ("no pain no gain", "No pain, no gains!"),
            ("must-see", "a must see"),
            ("bargain", "bargains everywhere"),
            ("hot", "hotter"),
            ("happy", "happiest"),
            ("bargains", "a bargain"),
        ] {
            assert_eq!(found(&[banned], text), 1, "{banned} in {text}");
        }
    }

    #[test]
    fn a_word_within_another_is_not_that_word() {
        for (banned, text) in [
            ("art", "start the party"),
            ("cheap", "chap"),
            ("flaw", "floor"),
            ("see", "season"),
            ("gifted", "a gift box"),
        ] {
            assert_eq!(found(&[banned], text), 0, "{banned} in {text}");
        }
    }

    #[test]
    fn the_words_are_removed_and_the_others_stay() {
        let phrases = ["cheap".to_owned(), "no pain no gain".to_owned()];
        let banned = BannedWords::new(&phrases, &Language::default());
        for (text, left) in [
            ("A cheaper mug on a table", "A mug on a table"),
            ("cheap", ""),
            ("Shoes, no pain no gain, outdoors", "Shoes, outdoors"),
            ("a mug", "a mug"),
        ] {
            assert_eq!(banned.removed_from(text), left);
        }
    }

    #[test]
    fn other_languages_have_their_own_endings() {
        let german = BannedWords::new(&["billig".into()], &Language("de-AT".into()));
        assert_eq!(german.found_in("Ganz billige Schuhe").len(), 1);
    }
}
