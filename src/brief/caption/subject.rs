//! What a prompt is about, in a form that can be put into a sentence: "A photo of red running shoes,
//! studio light" is "red running shoes", many. English; where it cannot tell, it says so.

use super::word_lists::{
    COUNTS, DETERMINERS, JOINS, KNOWN_ING, LEAD_INS, MASS, NO_DOERS, PEOPLE, PREPOSITIONS, PROPER,
    VERBS,
};
use brandish_inference::english::{article, is_plural, plural};

/// What a picture shows, ready to stand in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Without an article: `red running shoes`.
    pub words: String,
    pub number: Number,
    /// The words that name it: `running shoes`; of "a slice of pizza", `pizza`.
    pub core: Vec<String>,
    /// The place of the word that takes the ending of the plural.
    head: usize,
    /// Whether it is a name, which has neither article nor plural.
    is_name: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    One,
    Many,
    /// Cannot be counted, such as coffee.
    Mass,
}

const MOST_WORDS: usize = 6;
/// A longer name is known by its last two words, in characters.
const LONGEST_NAME: usize = 24;

impl Subject {
    /// What the prompt is about; `None` where no sentence can safely be made of it.
    pub fn of(prompt: &str) -> Option<Self> {
        let clause = prompt
            .split([',', ';', '.', '!', '?', '\n', ':', '|', '(', ')', '"', '“', '”'])
            .map(str::trim)
            .find(|part| !part.is_empty())?;
        if !clause.chars().all(|c| {
            c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '’' | '\'' | '&')
        }) {
            return None;
        }
        let mut words: Vec<&str> = clause.split_whitespace().collect();
        strip_lead_in(&mut words);
        let lower = |word: &str| word.to_lowercase();
        if words.first().is_some_and(|word| DETERMINERS.has(&lower(word))) {
            words.remove(0);
        }
        let is_place = |word: &&str| PREPOSITIONS.has(&lower(word));
        if let Some(at) = words.iter().skip(1).position(is_place) {
            words.truncate(at + 1);
        }
        let many_words = words.len() > MOST_WORDS;
        if let (true, Some(at)) = (
            many_words,
            words.iter().rposition(|word| matches!(lower(word).as_str(), "with" | "and" | "for")),
        ) {
            words.truncate(at);
        }
        if words.is_empty() || words.len() > MOST_WORDS {
            return None;
        }
        let lowered: Vec<String> = words.iter().map(|word| lower(word)).collect();
        let speaks = |word: &String| VERBS.has(word.as_str()) || PEOPLE.has(word.as_str());
        let has_digit = words.iter().any(|word| word.chars().any(char::is_numeric));
        if has_digit
            || lowered.iter().any(speaks)
            || lowered.iter().any(|word| word.chars().all(|c| !c.is_alphabetic()))
        {
            return None;
        }
        let joint =
            lowered.iter().position(|word| JOINS.has(word.as_str())).unwrap_or(lowered.len());
        if joint == 0 || joint + 1 == lowered.len() {
            return None;
        }
        let head = &lowered[joint - 1];
        if has_a_doer(&lowered) {
            return None;
        }
        // "dog running": what a thing does is not what it is called.
        if (head.ends_with("ing") && joint > 1 && !KNOWN_ING.has(head.as_str()))
            || head.ends_with("ly") && joint > 1
        {
            return None;
        }
        // "cat sleeping": in the middle, unless a colour or nothing stands before ("red running shoes").
        let joined = lowered.get(joint).is_some_and(|word| word == "and");
        let number = if joined || is_plural(head) || COUNTS.has(lowered[0].as_str()) {
            Number::Many
        } else if MASS.has(head.as_str()) {
            Number::Mass
        } else {
            Number::One
        };
        let spoken: Vec<String> =
            words.iter().enumerate().map(|(at, word)| as_spoken(word, at, words.len())).collect();
        // "slice of pizza" is about pizza.
        let of = lowered.get(joint).is_some_and(|word| word == "of");
        let core = if of {
            let after = lowered[joint + 1..].split(|word| JOINS.has(word)).next().unwrap_or(&[]);
            after[after.len().saturating_sub(2)..].to_vec()
        } else {
            lowered[joint.saturating_sub(2)..joint].to_vec()
        };
        Some(Self { words: spoken.join(" "), number, core, head: joint - 1, is_name: false })
    }

    /// A product by its name. Plain words, such as `Red running shoes`, are a thing like that of a prompt; a name, such as
    /// `Trail Runner 2`, stands as it is. `None` for an empty one.
    pub fn of_product(name: &str) -> Option<Self> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_capital = |word: &str| !word.starts_with(char::is_lowercase);
        let is_title = name.split(' ').skip(1).any(is_capital);
        let is_plain = name.starts_with(char::is_lowercase) || (name.contains(' ') && !is_title);
        if let (true, Some(thing)) = (is_plain, Self::of(&name)) {
            return Some(thing);
        }
        let mut core: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
        if core.concat().chars().count() > LONGEST_NAME {
            core = core[core.len().saturating_sub(2)..].to_vec();
        }
        let named = Self { words: name, number: Number::One, core, head: 0, is_name: true };
        (!named.words.is_empty()).then_some(named)
    }

    /// `a red bicycle`, `an orange sofa`, `red running shoes`, `coffee`.
    pub fn with_article(&self) -> String {
        if self.is_name {
            return self.words.clone();
        }
        let begins_with_count =
            COUNTS.iter().any(|count| self.words.starts_with(&format!("{count} ")));
        match self.number {
            Number::One if self.words.starts_with("pair ") => format!("a {}", self.words),
            Number::One if !begins_with_count => format!("{} {}", article(&self.words), self.words),
            _ => self.words.clone(),
        }
    }

    /// The thing in general: `red bicycles`, `slices of pizza`, `coffee`.
    pub fn generic(&self) -> String {
        if self.number != Number::One || self.is_name {
            return self.words.clone();
        }
        let in_plural = |(at, word): (usize, &str)| {
            if at == self.head { plural(word) } else { word.to_owned() }
        };
        self.words.split(' ').enumerate().map(in_plural).collect::<Vec<_>>().join(" ")
    }

    /// `the red bicycle`; a name as it is.
    pub fn with_the(&self) -> String {
        if self.is_name { self.words.clone() } else { format!("the {}", self.words) }
    }

    pub fn is_many(&self) -> bool {
        self.number == Number::Many
    }
}

/// Whether somebody does something in it: "hairdresser cutting hair", "man in a boat holding a rope". Then it is a sentence,
/// not a thing.
fn has_a_doer(words: &[String]) -> bool {
    let is_doing = |word: &str| word.ends_with("ing") && word.len() > 4 && !KNOWN_ING.has(word);
    let is_doer = |word: &str| {
        ["er", "or", "ist", "ian"].iter().any(|ending| word.ends_with(ending))
            && !NO_DOERS.has(word)
    };
    let doing = words.windows(2).any(|pair| is_doer(&pair[0]) && is_doing(&pair[1]));
    // An article within, that no preposition leads to, begins an object: "cutting a woman's hair".
    let object = words
        .windows(2)
        .any(|pair| DETERMINERS.has(pair[1].as_str()) && !JOINS.has(pair[0].as_str()));
    doing || object
}

fn strip_lead_in(words: &mut Vec<&str>) {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lead = lower.iter().take(6).position(|word| LEAD_INS.has(word.as_str()));
    if let Some(at) = lead
        && lower.get(at + 1).is_some_and(|word| word == "of" || word == "showing")
    {
        words.drain(..at + 2);
    }
}

/// A title's first capital is dropped within a sentence; a name's is kept.
fn as_spoken(word: &str, at: usize, count: usize) -> String {
    let mut letters = word.chars();
    let first = letters.next().unwrap_or_default();
    let rest: String = letters.collect();
    let lower = word.to_lowercase();
    if PROPER.has(lower.trim_end_matches("'s").trim_end_matches("’s")) {
        return first.to_uppercase().chain(rest.chars()).collect();
    }
    let shouted = count > 1
        && word.chars().count() > 1
        && word.chars().all(|c| !c.is_lowercase())
        && word.len() > 4;
    let plain = !rest.chars().any(char::is_uppercase);
    if shouted || (plain && (at == 0 || first.is_uppercase())) { lower } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_become_subjects() {
        for (prompt, with_article, number) in [
            ("Red running shoes", "red running shoes", Number::Many),
            ("A photo of an orange sofa, studio light, 4k", "an orange sofa", Number::One),
            ("a cup of coffee on a wooden table next to a window", "a cup of coffee", Number::One),
            ("Iced coffee", "iced coffee", Number::Mass),
            ("Brick house with green door", "a brick house with green door", Number::One),
            ("coffee and cake", "coffee and cake", Number::Many),
            ("Unicorn", "a unicorn", Number::One),
            ("umbrella", "an umbrella", Number::One),
            ("Christmas tree", "a Christmas tree", Number::One),
            ("the glass of wine", "a glass of wine", Number::One),
            ("Engagement ring in a box", "an engagement ring", Number::One),
            ("3d render of sunglasses", "sunglasses", Number::Many),
            ("City bus", "a city bus", Number::One),
            ("leather running shoes", "leather running shoes", Number::Many),
        ] {
            let subject = Subject::of(prompt).unwrap_or_else(|| panic!("{prompt}"));
            assert_eq!(
                (subject.with_article().as_str(), subject.number),
                (with_article, number),
                "{prompt}"
            );
        }
    }

    #[test]
    fn a_thing_has_a_plural_and_a_name() {
        for (prompt, generic, core) in [
            ("a red bicycle", "red bicycles", "red bicycle"),
            ("wool scarf", "wool scarves", "wool scarf"),
            ("slice of pizza", "slices of pizza", "pizza"),
            ("two scoops of ice cream", "two scoops of ice cream", "ice cream"),
            ("Iced coffee", "iced coffee", "iced coffee"),
            ("strawberry", "strawberries", "strawberry"),
            ("dog toy", "dog toys", "dog toy"),
            ("gift box with blue ribbon", "gift boxes with blue ribbon", "gift box"),
        ] {
            let subject = Subject::of(prompt).unwrap_or_else(|| panic!("{prompt}"));
            assert_eq!(
                (subject.generic().as_str(), subject.core.join(" ").as_str()),
                (generic, core)
            );
        }
    }

    #[test]
    fn a_products_name_stands_as_it_is_and_plain_words_are_a_thing() {
        for (name, a, the, generic) in [
            ("Trail Runner 2", "Trail Runner 2", "Trail Runner 2", "Trail Runner 2"),
            ("Aurora", "Aurora", "Aurora", "Aurora"),
            (" Sunrise  Blend ", "Sunrise Blend", "Sunrise Blend", "Sunrise Blend"),
            ("Blue mug", "a blue mug", "the blue mug", "blue mugs"),
            ("running shoes", "running shoes", "the running shoes", "running shoes"),
        ] {
            let subject = Subject::of_product(name).unwrap();
            let found = (subject.with_article(), subject.with_the(), subject.generic());
            assert_eq!(found, (a.into(), the.into(), generic.into()), "{name}");
        }
        assert_eq!(Subject::of_product("  "), None);
    }

    #[test]
    fn what_no_sentence_can_be_made_of_is_left_alone() {
        for prompt in [
            "",
            "  ",
            "woman drinking coffee",
            "hairdresser cutting a woman's hairs",
            "a friendly dentist showing a patient",
            "barber shaving cream and brush",
            "make me a nice poster",
            "dog running",
            "SALE 50% off",
            "our team at work",
            "a cat that looks surprised",
            "!!!",
            "日本の朝ごはん 50",
            "the",
        ] {
            assert_eq!(Subject::of(prompt), None, "{prompt}");
        }
    }
}
