//! The copy: lines for every language, structure, goal and tone, carried inside the program.
//! Which line is taken is `line_choice`'s part, how it is filled that of `filling`; docs/copy.md explains both.

use super::brand_words::{BrandWordCopy, WordKind};
use super::{Goal, Structure};
use crate::brand::{Person, PostLanguage, Voice};
use brandish_inference::english::possible_singulars;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/copy");

/// Everything that the writer says in one language of its own accord.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageCopy {
    /// First words by which a detail is known to begin with no name; none where nouns have a capital anywhere.
    #[serde(default)]
    pub small_words: Vec<String>,
    /// Words that only occur where a reader is addressed formally, and informally; none where the language has one form.
    #[serde(default)]
    pub formal_words: Vec<String>,
    #[serde(default)]
    pub informal_words: Vec<String>,
    pub kinds: BTreeMap<Kind, Vec<String>>,
    /// Words of a call to action that suit these kinds only.
    pub call_words: BTreeMap<Kind, Vec<String>>,
    pub hooks: Vec<Group>,
    pub bodies: Vec<Group>,
    pub calls: Vec<Group>,
    /// What "Warmer" adds.
    pub warm: Vec<Group>,
    /// What the sample post of a brand shows and asks for, where the brand says neither.
    pub sample_subject: String,
    pub sample_call: String,
    /// In a file of their own, as are the examples.
    #[serde(skip)]
    pub brand_words: BrandWordCopy,
    #[serde(skip)]
    pub examples: Examples,
}

/// Details that a user could write, by the kind of the subject and the word of the detail.
pub(super) type Examples = BTreeMap<Kind, HashMap<String, String>>;

/// Lines that suit the same captions; what is not said suits any.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    #[serde(default)]
    pub structure: Option<Structure>,
    #[serde(default)]
    pub goals: Vec<Goal>,
    #[serde(default)]
    pub tone: Option<ToneWord>,
    #[serde(default)]
    pub address: Option<Address>,
    #[serde(default)]
    pub person: Option<Person>,
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Of lines around one of the brand's words: the kind of word that they take.
    #[serde(default)]
    pub word: Option<WordKind>,
    /// Whether the lines only make sense where the brief has facts.
    #[serde(default)]
    pub needs_facts: bool,
    pub lines: Vec<String>,
}

/// How a reader is addressed, in languages that have two forms.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Address {
    Formal,
    Informal,
}

/// What sort of thing a caption is about, as far as a call to action depends on it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Food,
    Drink,
    Wear,
    Home,
    Beauty,
    Tech,
    Plant,
    Pet,
    Sport,
    Travel,
    Lesson,
    Service,
}

/// The ends of the three scales of a voice.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum ToneWord {
    Playful,
    Serious,
    Warm,
    Cool,
    Plain,
    Rich,
}

impl ToneWord {
    /// How far a voice leans this way: 0 not at all, 1 or 2.
    pub fn lean(self, voice: &Voice) -> u32 {
        let value = match self {
            Self::Playful => voice.playful.value(),
            Self::Serious => -voice.playful.value(),
            Self::Warm => voice.warm.value(),
            Self::Cool => -voice.warm.value(),
            Self::Rich => voice.rich.value(),
            Self::Plain => -voice.rich.value(),
        };
        value.max(0) as u32
    }
}

impl LanguageCopy {
    /// The kind that most of the words name; the first of the table where several do.
    pub fn kind_of(&self, text: &str) -> Option<Kind> {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let names = |entry: &String| {
            if entry.contains(' ') {
                return lower.contains(entry.as_str());
            }
            words.iter().any(|word| is_form_of(word, entry))
        };
        let count = |entries: &Vec<String>| entries.iter().filter(|entry| names(entry)).count();
        let counted = self.kinds.iter().map(|(kind, entries)| (*kind, count(entries)));
        counted
            .rev()
            .filter(|(_, count)| *count > 0)
            .max_by_key(|(_, count)| *count)
            .map(|(kind, _)| kind)
    }

    /// Whether a call to action suits a kind: none of its words is for other kinds only.
    pub fn call_suits(&self, call: &str, kind: Option<Kind>) -> bool {
        let lower = call.to_lowercase();
        let holds = |words: &Vec<String>| words.iter().any(|word| lower.contains(word.as_str()));
        let bound: Vec<Kind> = self
            .call_words
            .iter()
            .filter(|(_, words)| holds(words))
            .map(|(kind, _)| *kind)
            .collect();
        bound.is_empty() || kind.is_some_and(|kind| bound.contains(&kind))
    }
}

/// Whether a word is an entry, in the plural or at the end of a compound: `Laufschuhe` of `schuhe`.
fn is_form_of(word: &str, entry: &str) -> bool {
    let long = entry.chars().count() >= 4;
    let ending = |rest: &str| rest.chars().count() <= 2;
    word == entry
        || (long && word.strip_prefix(entry).is_some_and(ending))
        || (entry.chars().count() >= 5 && word.ends_with(entry))
}

static COPY: LazyLock<HashMap<PostLanguage, LanguageCopy>> = LazyLock::new(|| {
    PostLanguage::ALL.iter().map(|language| (*language, read_language(*language))).collect()
});

/// The lines of a language.
pub(super) fn copy_of(language: PostLanguage) -> &'static LanguageCopy {
    &COPY[&language]
}

/// The lines for one goal, which suit any subject; English alone has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoalLines {
    hooks: Vec<Group>,
    bodies: Vec<Group>,
    closers: Vec<Group>,
}

fn read_language(language: PostLanguage) -> LanguageCopy {
    let mut copy: LanguageCopy = read(&format!("{}/captions", language.tag()));
    copy.brand_words = read(&format!("{}/words", language.tag()));
    copy.examples = read(&format!("{}/examples", language.tag()));
    for goal in Goal::ALL {
        let name = format!("{}/{}", language.tag(), goal.word());
        if FILES.get_file(format!("{name}.toml")).is_none() {
            continue;
        }
        let GoalLines { hooks, bodies, closers } = read(&name);
        let of_goal = |group: Group| Group { goals: vec![*goal], ..group };
        copy.hooks.extend(hooks.into_iter().map(of_goal));
        copy.bodies.extend(bodies.into_iter().map(of_goal));
        copy.calls.extend(closers.into_iter().map(of_goal));
    }
    copy
}

/// # Panics
/// If a file of `assets/copy/` cannot be read; a test reads them all.
fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let file = FILES.get_file(format!("{name}.toml")).expect("every language has its file");
    let text = file.contents_utf8().expect("copy is UTF-8");
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/copy/{name}.toml: {error}"))
}

/// Emoji by the words that call for them, by kind and by goal where none does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Emoji {
    words: BTreeMap<String, String>,
    kinds: HashMap<Kind, String>,
    goals: HashMap<Goal, Vec<String>>,
}

impl Emoji {
    /// The emoji of an English word, singular or plural.
    pub fn of_word(&self, word: &str) -> Option<&str> {
        let forms = possible_singulars(word);
        forms.filter_map(|form| self.words.get(&form)).map(String::as_str).next()
    }

    pub fn of_kind(&self, kind: Kind) -> Option<&str> {
        self.kinds.get(&kind).map(String::as_str)
    }

    pub fn of_goal(&self, goal: Goal) -> &[String] {
        self.goals.get(&goal).map_or(&[], Vec::as_slice)
    }
}

pub(super) static EMOJI: LazyLock<Emoji> = LazyLock::new(|| read("emoji"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_found_by_the_word_or_its_plural() {
        assert_eq!(EMOJI.of_word("coffee"), EMOJI.of_word("coffees"));
        assert!(EMOJI.of_word("candies").is_some() && EMOJI.of_word("qwerty").is_none());
        for goal in Goal::ALL {
            assert!(EMOJI.of_goal(*goal).len() >= 3, "{goal:?}");
        }
    }

    #[test]
    fn the_kind_of_a_thing_is_found_in_every_language() {
        for (language, text, kind) in [
            (PostLanguage::English, "handmade oak dining table", Some(Kind::Home)),
            (PostLanguage::English, "croissant", Some(Kind::Food)),
            (PostLanguage::English, "qwerty", None),
            (PostLanguage::German, "Rote Laufschuhe", Some(Kind::Wear)),
            (PostLanguage::Spanish, "Zapatillas rojas", Some(Kind::Wear)),
            (PostLanguage::French, "Pain au levain", Some(Kind::Food)),
            (PostLanguage::Italian, "Caffè freddo", Some(Kind::Drink)),
            (PostLanguage::Portuguese, "Aulas de guitarra", Some(Kind::Lesson)),
            (PostLanguage::Dutch, "Eiken eettafel", Some(Kind::Home)),
        ] {
            assert_eq!(copy_of(language).kind_of(text), kind, "{text}");
        }
    }

    #[test]
    fn a_call_for_one_kind_is_not_made_for_another() {
        let copy = copy_of(PostLanguage::English);
        assert!(!copy.call_suits("Ask us how to mend yours.", Some(Kind::Home)));
        assert!(copy.call_suits("Ask us how to mend yours.", Some(Kind::Wear)));
        assert!(!copy.call_suits("Come and try it on.", None));
        assert!(copy.call_suits("Come by.", Some(Kind::Home)));
    }
}
