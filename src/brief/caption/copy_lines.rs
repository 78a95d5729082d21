//! The copy: lines for every goal and tone, carried inside the program, and how a line is filled.
//! Which line is taken is `built_in_writer`'s choice; docs/copy.md explains the placeholders in braces.

use super::{Goal, Subject};
use crate::brand::{Person, Persona, Voice};
use brandish_inference::english::possible_singulars;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/copy");

/// The lines for one goal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoalLines {
    pub hooks: Vec<Group>,
    pub bodies: Vec<Group>,
    pub closers: Vec<Group>,
}

/// Lines of one tone, or for any.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub tone: Option<ToneWord>,
    /// Whether the lines only make sense where the brief has facts.
    #[serde(default)]
    pub needs_facts: bool,
    pub lines: Vec<String>,
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

/// Emoji by the words that call for them, and by goal where none does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Emoji {
    words: BTreeMap<String, String>,
    goals: HashMap<Goal, Vec<String>>,
}

impl Emoji {
    /// The emoji of a word, singular or plural.
    pub fn of_word(&self, word: &str) -> Option<&str> {
        let forms = possible_singulars(word);
        forms.filter_map(|form| self.words.get(&form)).map(String::as_str).next()
    }

    pub fn of_goal(&self, goal: Goal) -> &[String] {
        self.goals.get(&goal).map_or(&[], Vec::as_slice)
    }
}

static COPY: LazyLock<HashMap<Goal, GoalLines>> =
    LazyLock::new(|| Goal::ALL.iter().map(|goal| (*goal, read(goal.word()))).collect());

pub(super) static EMOJI: LazyLock<Emoji> = LazyLock::new(|| read("emoji"));

/// The lines for a goal.
pub(super) fn copy_for(goal: Goal) -> &'static GoalLines {
    &COPY[&goal]
}

/// # Panics
/// If a file of `assets/copy/` cannot be read; a test reads them all.
fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let file = FILES.get_file(format!("{name}.toml")).expect("every goal has a file");
    let text = file.contents_utf8().expect("copy is UTF-8");
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/copy/{name}.toml: {error}"))
}

/// What replaces the placeholders of a line.
pub(super) struct Filling {
    placeholders: Vec<(&'static str, String)>,
    person: Person,
}

impl Filling {
    pub fn new(subject: Option<&Subject>, persona: Option<&Persona>) -> Self {
        let person = persona.map_or(Person::We, |persona| persona.voice.person);
        let name = persona.map_or("", |persona| persona.name.as_str());
        let own = if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") };
        let (we, us, our, have, are) = match person {
            Person::We => ("we", "us", "our", "have", "are"),
            Person::I => ("I", "me", "my", "have", "am"),
            Person::Brand => (name, name, own.as_str(), "has", "is"),
        };
        let name_or_us = if name.is_empty() { us } else { name };
        let mut placeholders: Vec<(&'static str, String)> =
            [("we", we), ("us", us), ("our", our), ("have", have), ("are", are)]
                .into_iter()
                .chain([("name_or_us", name_or_us)])
                .map(|(place, words)| (place, words.to_owned()))
                .collect();
        let many = subject.is_some_and(Subject::is_many);
        let one_or_many =
            |one: &str, more: &str| if many { more.to_owned() } else { one.to_owned() };
        placeholders.extend([
            ("is", one_or_many("is", "are")),
            ("was", one_or_many("was", "were")),
            ("has", one_or_many("has", "have")),
            ("s", one_or_many("s", "")),
            ("it", one_or_many("it", "they")),
            ("it_object", one_or_many("it", "them")),
            ("this", one_or_many("this", "these")),
            ("that", one_or_many("that", "those")),
        ]);
        if let Some(subject) = subject {
            placeholders.push(("subject", subject.words.clone()));
            placeholders.push(("the_subject", subject.with_the()));
            placeholders.push(("a_subject", subject.with_article()));
            placeholders.push(("subjects", subject.generic()));
        }
        Self { placeholders, person }
    }

    /// The line with its placeholders filled, each sentence with a capital; `None` where it needs a subject
    /// and there is none.
    pub fn fill(&self, line: &str) -> Option<String> {
        let mut text = String::with_capacity(line.len() + 32);
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (place, after) = after.split_once('}')?;
            if let Some(verb) = place.strip_prefix('+') {
                text.push_str(&self.verb(verb));
            } else {
                let (_, words) = self.placeholders.iter().find(|(name, _)| *name == place)?;
                text.push_str(words);
            }
            rest = match (place, self.person) {
                // A name takes no short forms: "Fell & Loom will", not "Fell & Loom’ll".
                ("we", Person::Brand) => {
                    let long =
                        [("’ll", " will"), ("’d", " would"), ("’re", " is"), ("’ve", " has")];
                    let short = long.iter().find(|(short, _)| after.starts_with(short));
                    short.map_or(after, |(short, long)| {
                        text.push_str(long);
                        &after[short.len()..]
                    })
                }
                _ => after,
            };
        }
        text.push_str(rest);
        Some(with_capitals(&text))
    }

    /// A verb in the speaker's person: `want`, of a brand `wants`.
    fn verb(&self, verb: &str) -> String {
        match (self.person, verb) {
            (Person::Brand, "do") => "does".into(),
            (Person::Brand, verb) if verb.ends_with(['s', 'h', 'x']) => format!("{verb}es"),
            (Person::Brand, verb) => format!("{verb}s"),
            (_, verb) => verb.to_owned(),
        }
    }
}

/// A capital at the start and after each full stop, question mark or exclamation mark.
fn with_capitals(text: &str) -> String {
    let mut starts = true;
    let mut closed = false;
    let raise = |c: char| {
        if std::mem::replace(&mut closed, matches!(c, '.' | '!' | '?')) && c.is_whitespace() {
            starts = true;
            closed = true;
        }
        if c.is_alphanumeric() {
            let raised = starts;
            starts = false;
            if raised {
                return c.to_uppercase().collect::<String>();
            }
        }
        c.to_string()
    };
    text.chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    fn needs_subject(line: &str) -> bool {
        ["{subject}", "{subjects}", "{the_subject}", "{a_subject}"]
            .iter()
            .any(|place| line.contains(place))
    }

    fn all_lines() -> Vec<&'static str> {
        let groups =
            |copy: &'static GoalLines| copy.hooks.iter().chain(&copy.bodies).chain(&copy.closers);
        let lines = |group: &'static Group| group.lines.iter().map(String::as_str);
        Goal::ALL.iter().flat_map(|goal| groups(copy_for(*goal))).flat_map(lines).collect()
    }

    #[test]
    fn every_line_can_be_filled_for_every_speaker_and_number() {
        for prompt in ["a red bicycle", "red running shoes", "iced coffee"] {
            let subject = Subject::of(prompt).unwrap();
            for person in [Person::We, Person::I, Person::Brand] {
                let mut persona = starters().remove(0);
                persona.voice.person = person;
                let filling = Filling::new(Some(&subject), Some(&persona));
                for line in all_lines() {
                    let text = filling.fill(line).unwrap_or_else(|| panic!("{line}"));
                    assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                    assert!(!text.starts_with(char::is_lowercase), "{text}");
                }
            }
        }
    }

    #[test]
    fn without_a_subject_only_lines_that_need_none_are_filled() {
        let filling = Filling::new(None, None);
        for line in all_lines() {
            assert_eq!(filling.fill(line).is_none(), needs_subject(line), "{line}");
        }
        for goal in Goal::ALL {
            let always = copy_for(*goal).hooks.iter().filter(|group| !group.needs_facts);
            let hooks = always.flat_map(|group| &group.lines);
            let free = hooks.filter(|line| !needs_subject(line)).count();
            assert!(
                free >= super::super::LINE_MEMORY,
                "{goal:?} has {free} hooks without a subject"
            );
        }
    }

    #[test]
    fn speakers_bend_their_verbs() {
        let subject = Subject::of("red running shoes").unwrap();
        let say = |person: Person, line: &str| {
            let mut persona = starters().remove(0);
            persona.voice.person = person;
            Filling::new(Some(&subject), Some(&persona)).fill(line).unwrap()
        };
        assert_eq!(say(Person::We, "{we}’d love {us}."), "We’d love us.");
        assert_eq!(
            say(Person::I, "here {is} what {we} {are}. {we} {have}"),
            "Here are what I am. I have"
        );
        assert_eq!(
            say(Person::Brand, "{we}’ll wait. {we} {+wish}"),
            "Stride will wait. Stride wishes"
        );
        assert_eq!(say(Person::Brand, "{we} {+do}n’t say {our}"), "Stride doesn’t say Stride’s");
        assert_eq!(
            say(Person::We, "look! {the_subject} {is} here"),
            "Look! The red running shoes are here"
        );
    }

    #[test]
    fn an_emoji_is_found_by_the_word_or_its_plural() {
        assert_eq!(EMOJI.of_word("coffee"), EMOJI.of_word("coffees"));
        assert!(EMOJI.of_word("candies").is_some() && EMOJI.of_word("qwerty").is_none());
        for goal in Goal::ALL {
            assert!(EMOJI.of_goal(*goal).len() >= 3, "{goal:?}");
        }
    }
}
