//! What replaces the placeholders of a line of copy, and how: the user's words stand as they were written, a sentence
//! begins with a capital. docs/copy.md lists the placeholders.

use super::copy_lines::copy_of;
use super::sentence::is_like_an_address;
use super::{CaptionSpec, Detail, Subject, claims};
use crate::brand::{Person, Persona, PostLanguage};
use crate::units::capitalised;

/// The words for the placeholders of one caption.
pub(super) struct Filling {
    placeholders: Vec<Placeholder>,
    person: Person,
    small_words: &'static [String],
}

struct Placeholder {
    name: &'static str,
    words: String,
    /// Whether the user wrote the words, so that no letter within them is changed.
    is_own: bool,
}

/// A line with its placeholders filled.
pub(super) struct Filled {
    pub text: String,
    /// The details that it states.
    pub details: Vec<Detail>,
    /// Whether it states the first fact.
    pub has_fact: bool,
    /// Whether it names the subject.
    pub has_subject: bool,
}

/// The placeholders that name the subject.
const SUBJECTS: &[&str] = &["name", "shown", "subject", "subjects", "the_subject", "a_subject"];
/// The most words of a prompt that stands in a line.
const MOST_WORDS: usize = 6;

impl Filling {
    pub fn new(spec: &CaptionSpec) -> Self {
        let subject = spec.subject();
        let is_english = spec.language() == PostLanguage::English;
        let mut filling = Self::of_speaker(subject.as_ref().filter(|_| is_english), spec.persona());
        filling.small_words = &copy_of(spec.language()).small_words;
        let mut own = |name, words: &str| {
            // A full stop is the line's to set; other marks are the user's.
            let trimmed = words.trim();
            let words =
                trimmed.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(trimmed);
            if !words.is_empty() {
                filling.placeholders.push(Placeholder {
                    name,
                    words: words.to_owned(),
                    is_own: true,
                });
            }
        };
        for detail in Detail::ALL {
            own(detail.word(), spec.details().get(*detail));
        }
        own("fact", spec.facts().first().map_or("", String::as_str));
        own("promise", spec.persona().map_or("", |persona| persona.promise.as_str()));
        own("brand", spec.persona().map_or("", |persona| persona.name.as_str()));
        own("name", spec.product());
        own("shown", &shown(spec, subject.as_ref()).unwrap_or_default());
        // What nobody said is not put into quotation marks.
        let proof = Some(spec.details()).filter(|details| details.is_quotation());
        own("quote", proof.map_or("", |details| &details.proof));
        filling
    }

    /// The placeholders of English grammar: the subject in its forms, the speaker in its person.
    fn of_speaker(subject: Option<&Subject>, persona: Option<&Persona>) -> Self {
        let person = persona.map_or(Person::We, |persona| persona.voice.person);
        let name = persona.map_or("", |persona| persona.name.as_str());
        let own = if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") };
        let (we, us, our, have, are) = match person {
            Person::We => ("we", "us", "our", "have", "are"),
            Person::I => ("I", "me", "my", "have", "am"),
            Person::Brand => (name, name, own.as_str(), "has", "is"),
        };
        let name_or_us = if name.is_empty() { us } else { name };
        let many = subject.is_some_and(Subject::is_many);
        let by_number = |one: &'static str, more: &'static str| if many { more } else { one };
        let mut words: Vec<(&'static str, String)> = [
            ("we", we),
            ("us", us),
            ("our", our),
            ("have", have),
            ("are", are),
            ("name_or_us", name_or_us),
            ("is", by_number("is", "are")),
            ("was", by_number("was", "were")),
            ("has", by_number("has", "have")),
            ("s", by_number("s", "")),
            ("it", by_number("it", "they")),
            ("it_object", by_number("it", "them")),
            ("this", by_number("this", "these")),
            ("that", by_number("that", "those")),
        ]
        .map(|(name, words)| (name, words.to_owned()))
        .into();
        if let Some(subject) = subject {
            words.push(("subject", subject.words.clone()));
            words.push(("the_subject", subject.with_the()));
            words.push(("a_subject", subject.with_article()));
            words.push(("subjects", subject.generic()));
        }
        let placeholder = |(name, words)| Placeholder { name, words, is_own: false };
        Self {
            placeholders: words.into_iter().map(placeholder).collect(),
            person,
            small_words: &[],
        }
    }

    /// The line filled, each sentence with a capital; `None` where something that it needs is not known.
    pub fn fill(&self, line: &str) -> Option<Filled> {
        self.fill_with(line, &[])
    }

    /// The line filled with some words more, which stand as they are given, by the names of their placeholders.
    pub fn fill_with(&self, line: &str, more: &[(&'static str, &str)]) -> Option<Filled> {
        let mut text = Sentences::default();
        let (mut details, mut has_fact, mut has_subject) = (Vec::new(), false, false);
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            text.push(before);
            let (place, after) = after.split_once('}')?;
            rest = after;
            if let Some(verb) = place.strip_prefix('+') {
                text.push(&self.verb(verb));
                continue;
            }
            if let Some((_, words)) = more.iter().find(|(name, _)| *name == place) {
                text.push_own(words, &[]);
                continue;
            }
            let found = self.placeholders.iter().find(|found| found.name == place)?;
            has_subject |= SUBJECTS.contains(&place);
            has_fact |= place == "fact";
            let named = if place == "quote" { "proof" } else { place };
            details.extend(Detail::ALL.iter().filter(|detail| detail.word() == named));
            if found.is_own {
                let is_detail = Detail::ALL.iter().any(|detail| detail.word() == place);
                text.push_own(&found.words, if is_detail { self.small_words } else { &[] });
                // The user's own mark closes the sentence.
                if found.words.ends_with(['!', '?', '…', '.']) {
                    rest = rest.strip_prefix('.').unwrap_or(rest);
                    text.closed = true;
                }
                if ends_in_an_address(&found.words) {
                    rest = rest.strip_prefix('.').unwrap_or(rest);
                    text.closed = true;
                }
                continue;
            }
            text.push(&found.words);
            // A name takes no short forms: "Fell & Loom will", not "Fell & Loom’ll".
            if (place, self.person) == ("we", Person::Brand) {
                let long = [("’ll", " will"), ("’d", " would"), ("’re", " is"), ("’ve", " has")];
                if let Some((short, long)) = long.iter().find(|(short, _)| rest.starts_with(short))
                {
                    text.push(long);
                    rest = &rest[short.len()..];
                }
            }
        }
        text.push(rest);
        Some(Filled { text: text.text, details, has_fact, has_subject })
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

/// The subject as it can stand alone between full stops: the product's name, or the thing of the prompt.
fn shown(spec: &CaptionSpec, subject: Option<&Subject>) -> Option<String> {
    if !spec.product().is_empty() {
        return Some(spec.product().to_owned());
    }
    if spec.language() == PostLanguage::English {
        return subject.map(Subject::with_article);
    }
    let clause =
        spec.prompt().split([',', ';', '.', '!', '?', '\n', ':', '|', '(', '"']).next()?.trim();
    let words = clause.split_whitespace().count();
    let is_plain =
        clause.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "-’'&".contains(c));
    ((1..=MOST_WORDS).contains(&words) && is_plain).then(|| clause.to_owned())
}

fn ends_in_an_address(text: &str) -> bool {
    claims::links(text).iter().any(|link| link.end == text.len())
        || text.split_whitespace().next_back().is_some_and(is_like_an_address)
}

/// A text that grows, with a capital at the start and after each full stop, question mark or exclamation mark.
struct Sentences {
    text: String,
    starts: bool,
    closed: bool,
}

impl Default for Sentences {
    fn default() -> Self {
        Self { text: String::new(), starts: true, closed: false }
    }
}

impl Sentences {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            let was_closed =
                std::mem::replace(&mut self.closed, matches!(c, '.' | '!' | '?' | '…'));
            if (was_closed && c.is_whitespace()) || c == '\n' {
                self.starts = true;
                self.closed = c != '\n';
            }
            if c.is_alphanumeric() && std::mem::take(&mut self.starts) {
                self.text.extend(c.to_uppercase());
            } else {
                self.text.push(c);
            }
        }
    }

    /// Adds the user's words. They begin with a capital where a sentence begins, and within one with a small letter
    /// where the first word is one of the small ones; no other letter is changed.
    fn push_own(&mut self, words: &str, small_words: &[String]) {
        let is_address = claims::links(words).iter().any(|link| link.start == 0)
            || words.split_whitespace().next().is_some_and(is_like_an_address);
        if std::mem::take(&mut self.starts) && !is_address {
            self.text.push_str(&capitalised(words));
        } else if let Some(rest) = small_first(words, small_words) {
            self.text.push_str(&rest);
        } else {
            self.text.push_str(words);
        }
        self.closed = false;
    }
}

/// The words with a small first letter, where the first one is small.
fn small_first(words: &str, small_words: &[String]) -> Option<String> {
    let first = words.split_whitespace().next()?.to_lowercase();
    let first = first.trim_end_matches(',');
    // An elided article is joined to its word: “l’hiver”.
    let elided = first.split_once('’').map(|(article, _)| format!("{article}’"));
    let is_small = |word: &str| small_words.iter().any(|small| small == word);
    let mut letters = words.chars();
    let letter = letters.next()?;
    (is_small(first) || elided.is_some_and(|article| is_small(&article)))
        .then(|| letter.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::copy_lines::Group;
    use super::*;
    use crate::brand::starters;
    use crate::brief::{CaptionBrief, Details};

    fn spec(prompt: &str, language: PostLanguage, person: Person, details: Details) -> CaptionSpec {
        let mut persona = starters().remove(0);
        persona.voice.person = person;
        persona.voice.language.0 = language.tag().into();
        let brief = CaptionBrief { prompt: prompt.into(), details, ..CaptionBrief::default() };
        CaptionSpec::from_brief(&brief, Some(&persona), Vec::new(), 1).unwrap()
    }

    fn everything() -> Details {
        Details {
            benefit: "keeps coffee hot".into(),
            detail: "Stoneware, 350 ml.".into(),
            proof: "“The best mug I own.” – Ana".into(),
            audience: "people who walk".into(),
            occasion: "Sunday breakfast".into(),
        }
    }

    fn groups(language: PostLanguage) -> impl Iterator<Item = &'static Group> {
        let copy = copy_of(language);
        copy.hooks.iter().chain(&copy.bodies).chain(&copy.calls).chain(&copy.warm)
    }

    #[test]
    fn every_line_can_be_filled_in_every_language_for_every_speaker_and_number() {
        for language in PostLanguage::ALL {
            for prompt in ["a red bicycle", "red running shoes", "iced coffee"] {
                for person in [Person::We, Person::I, Person::Brand] {
                    let mut spec = spec(prompt, *language, person, everything());
                    spec.product = "Orbit One".into();
                    spec.facts = vec!["20% off".into()];
                    let filling = Filling::new(&spec);
                    for line in groups(*language).flat_map(|group| &group.lines) {
                        let text = filling
                            .fill(line)
                            .unwrap_or_else(|| panic!("{language:?}: {line}"))
                            .text;
                        assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                        assert!(!text.contains("..") && !text.contains("!."), "{text}");
                        let first = text.chars().find(|c| c.is_alphanumeric()).unwrap();
                        assert!(!first.is_lowercase(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_group_has_lines_and_a_language_with_two_forms_of_address_says_which() {
        for language in PostLanguage::ALL {
            let copy = copy_of(*language);
            assert!(groups(*language).all(|group| !group.lines.is_empty()), "{language:?}");
            assert_eq!(copy.formal_words.is_empty(), copy.informal_words.is_empty());
            for group in groups(*language) {
                for line in &group.lines {
                    let words: Vec<String> = line
                        .split(|c: char| !c.is_alphanumeric() && !"{}_".contains(c))
                        .map(str::to_owned)
                        .collect();
                    let informal =
                        words.iter().any(|word| copy.informal_words.contains(&word.to_lowercase()));
                    assert!(
                        !informal || group.address.is_some(),
                        "{language:?} addresses a reader: {line}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_users_words_stand_as_they_were_written() {
        let details = Details {
            benefit: "approx. an hour of hot coffee!".into(),
            detail: "made by hand in st. Ives.".into(),
            occasion: "foo.notatld is open".into(),
            audience: "The people of St. Ives".into(),
            ..Details::default()
        };
        let filling = Filling::new(&spec("mug", PostLanguage::English, Person::We, details));
        for (line, text) in [
            ("{benefit}. {detail}.", "Approx. an hour of hot coffee! Made by hand in st. Ives."),
            ("Und: {audience}.", "Und: the people of St. Ives."),
            ("so: {detail}. yes", "So: made by hand in st. Ives. Yes"),
            ("{occasion}.", "foo.notatld is open."),
        ] {
            assert_eq!(filling.fill(line).unwrap().text, text);
        }
        assert!(filling.fill("{proof}").is_none());
    }

    #[test]
    fn speakers_bend_their_verbs() {
        let say = |person: Person, line: &str| {
            let spec = spec("red running shoes", PostLanguage::English, person, Details::default());
            Filling::new(&spec).fill(line).unwrap().text
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
    fn a_prompt_that_is_no_thing_names_none() {
        let shown = |prompt: &str, language| {
            shown(&spec(prompt, language, Person::We, Details::default()), None)
        };
        assert_eq!(
            shown("Rote Laufschuhe, Studio", PostLanguage::German).as_deref(),
            Some("Rote Laufschuhe")
        );
        assert_eq!(shown("SALE 50% jetzt", PostLanguage::German), None);
        assert_eq!(
            shown("eine Frau sitzt am Fenster und trinkt Kaffee", PostLanguage::German),
            None
        );
    }
}
