//! The checker: it lists what is wrong with a caption, whoever wrote it, and changes nothing.

use super::banned_words::BannedWords;
use super::claim_words::claim_words;
use super::claims::{Claim, ClaimKind, claims_in};
use super::count::is_pictograph;
use super::word_lists::REMARKS;
use super::{Caption, CaptionSpec};
use crate::brand::{EmojiUse, Persona, PostLanguage};
use crate::brief::networks::{CHARACTERS, Network};
use std::collections::HashSet;

/// One thing wrong with a caption. Reads as the end of "The draft …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    Empty,
    TooLong {
        count: usize,
        limit: usize,
        /// `characters` or `bytes`.
        unit: &'static str,
    },
    AltTooLong {
        count: usize,
        limit: usize,
    },
    TitleTooLong {
        count: usize,
        limit: usize,
    },
    TooManyHashtags {
        count: usize,
        limit: usize,
    },
    NeverWord(String),
    /// Says something that neither brief nor persona says.
    Invented {
        kind: ClaimKind,
        value: String,
    },
    EmojiUnwanted,
    /// Is about the task or the text itself, such as a note of the model to its reader.
    Remark(String),
    /// Characters that the network refuses.
    Refused {
        found: String,
        network: &'static str,
    },
    /// A fact of the brief that a draft does not state.
    LeavesOut(String),
    /// Names none of the brief's details.
    Unspecific,
    /// A sentence that stands there twice, or was posted before.
    Repeated(String),
}

impl Violation {
    /// Whether only a writer is bound by the rule; the user may state facts and remarks of their own.
    pub fn binds_writers_only(&self) -> bool {
        matches!(
            self,
            Self::Invented { .. }
                | Self::Remark(_)
                | Self::Empty
                | Self::LeavesOut(_)
                | Self::Unspecific
                | Self::Repeated(_)
        )
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "was empty"),
            Self::TooLong { count, limit, unit } => write!(f, "had {count} {unit}, {limit} fit"),
            Self::AltTooLong { count, limit } => {
                write!(f, "had an alt text of {count} characters, {limit} fit")
            }
            Self::TitleTooLong { count, limit } => {
                write!(f, "had a title of {count} characters, {limit} fit")
            }
            Self::TooManyHashtags { count, limit } => {
                write!(f, "had {count} hashtags, {limit} are allowed")
            }
            Self::NeverWord(word) => write!(f, "used “{word}”, which the brand never does"),
            Self::Invented { kind, value } => {
                write!(f, "named {} that the brief does not: “{value}”", kind.words())
            }
            Self::EmojiUnwanted => write!(f, "used emoji, which the brand does not"),
            Self::Remark(words) => write!(f, "spoke of the task: “{words}”"),
            Self::Refused { found, network } => {
                write!(f, "used {found}, which {network} refuses")
            }
            Self::LeavesOut(fact) => write!(f, "left out a fact: “{fact}”"),
            Self::Unspecific => write!(f, "named nothing that is known of the subject"),
            Self::Repeated(sentence) => write!(f, "repeated “{sentence}”"),
        }
    }
}

/// What may be said, and what may not.
pub(super) struct Rules {
    backed: HashSet<Claim>,
    /// The words of brief and persona, as [`plain`] makes them.
    said: String,
    banned: BannedWords,
    no_emoji: bool,
    language: PostLanguage,
}

impl Rules {
    pub(super) fn new(spec: &CaptionSpec) -> Self {
        let facts = spec.facts().join("\n");
        let said = [spec.prompt(), spec.product(), spec.alt_text(), &facts, spec.picture_style()];
        let mut said =
            said.into_iter().chain(spec.details().texts()).collect::<Vec<_>>().join("\n");
        said.push('\n');
        if let Some(standing) = spec.standing() {
            // An edit may say what the caption says that it edits: it was checked, or is the user's own.
            said.push_str(&format!("{}\n{}\n", standing.hook, standing.text(spec.network())));
        }
        if let Some(persona) = spec.persona() {
            said.push_str(&words_of(persona));
        }
        let none = Persona::default();
        let voice = &spec.persona().unwrap_or(&none).voice;
        Self {
            backed: claims_in(&said, spec.language()),
            said: plain(&said),
            banned: BannedWords::new(&voice.words_to_avoid, &voice.language),
            no_emoji: spec.persona().is_some() && voice.emoji == EmojiUse::None,
            language: spec.language(),
        }
    }

    /// What a piece of text says that it may not. Words of the brief itself are the user's own.
    pub(super) fn broken_by(&self, text: &str) -> Vec<Violation> {
        let never = self.banned.found_in(text).into_iter().map(Violation::NeverWord);
        let mut invented: Vec<_> = claims_in(text, self.language)
            .into_iter()
            .filter(|claim| !self.is_backed(claim))
            .map(|Claim { kind, value }| Violation::Invented { kind, value })
            .collect();
        invented.sort_by_key(ToString::to_string);
        let emoji =
            (self.no_emoji && text.chars().any(is_pictograph)).then_some(Violation::EmojiUnwanted);
        never.chain(invented).chain(emoji).chain(self.remark_in(text)).collect()
    }

    /// A phrase that speaks of the task, unless brief or persona say it.
    fn remark_in(&self, text: &str) -> Option<Violation> {
        let text = plain(text);
        let is_said = |phrase: &&str| holds(&text, phrase) && !holds(&self.said, phrase);
        let own = claim_words(self.language).map_or(&[][..], |words| &words.remarks);
        let mut phrases = REMARKS.iter().chain(own.iter().map(String::as_str));
        phrases.find(is_said).map(|phrase| Violation::Remark(phrase.to_owned()))
    }

    /// The text without the words that the brand never uses, and those words.
    pub(super) fn without_banned_words(&self, text: &str) -> (String, Vec<String>) {
        let found = self.banned.found_in(text);
        if found.is_empty() {
            (text.to_owned(), found)
        } else {
            (self.banned.removed_from(text), found)
        }
    }

    fn is_backed(&self, claim: &Claim) -> bool {
        self.backed.contains(claim)
            // A plain number may repeat one that was given as a price or a share, not the reverse.
            || (claim.kind == ClaimKind::Number && self.backed.iter().any(|known| known.value == claim.value))
            // A page below a link that is known is still invented; the link's own front page is not.
            || (claim.kind == ClaimKind::Link
                && self.backed.iter().any(|known| known.kind == ClaimKind::Link && known.value.split('/').next() == Some(&claim.value)))
    }
}

/// Everything wrong with a caption, by the rules of its brief, its persona and its network.
pub fn check(caption: &Caption, spec: &CaptionSpec) -> Vec<Violation> {
    let network = spec.network();
    let text = caption.text(network);
    let mut found = Vec::new();
    if text.trim().is_empty() {
        found.push(Violation::Empty);
    }
    let count = network.count.of(&text);
    if count > network.limit {
        let unit = network.count.unit();
        found.push(Violation::TooLong { count, limit: network.limit, unit });
    }
    let title = caption.title(network).unwrap_or("");
    let (count, limit) = (CHARACTERS.of(title), network.title_limit.unwrap_or(usize::MAX));
    if count > limit {
        found.push(Violation::TitleTooLong { count, limit });
    }
    let alt = CHARACTERS.of(&caption.alt_text);
    if alt > network.alt_limit {
        found.push(Violation::AltTooLong { count: alt, limit: network.alt_limit });
    }
    let tags = hashtags(&text);
    if let Some(limit) = network.hashtag_limit.filter(|limit| tags > *limit) {
        found.push(Violation::TooManyHashtags { count: tags, limit });
    }
    found.extend(refused(&format!("{title}{text}"), network));
    let rules = Rules::new(spec);
    found.extend(rules.broken_by(&format!("{title}\n{text}\n{}", caption.alt_text)));
    found
}

/// The text in lower case, with one apostrophe and single spaces.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase().replace('’', "'")
}

/// Whether a text has a phrase that begins where no word goes on: `footnote:` does not have `note:`.
fn holds(text: &str, phrase: &str) -> bool {
    let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| begins(at))
}

/// Whether a word behind a `#` is a hashtag: networks make no link of digits alone, or of other characters than letters.
pub fn is_hashtag(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || c == '_')
        && word.chars().any(|c| !c.is_numeric() && c != '_')
}

/// The characters of a text that a network refuses, each once.
fn refused(text: &str, network: &'static Network) -> Option<Violation> {
    let found = network.refused.chars().filter(|c| text.contains(*c));
    let named = |c: char| match c {
        '<' | '>' => format!("“{c}”"),
        _ => format!("the invisible character U+{:04X}", u32::from(c)),
    };
    let found = found.map(named).collect::<Vec<_>>().join(" and ");
    (!found.is_empty()).then_some(Violation::Refused { found, network: network.name })
}

/// How many hashtags a text carries, as networks count them.
pub fn count_hashtags(text: &str) -> usize {
    hashtags(text)
}

/// See [`count_hashtags`].
pub(super) fn hashtags(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let begins =
        |at: usize| at == 0 || !(letters[at - 1].is_alphanumeric() || letters[at - 1] == '&');
    let word = |at: usize| -> String {
        letters[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect()
    };
    let is_tag = |at: &usize| letters[*at] == '#' && begins(*at) && is_hashtag(&word(at + 1));
    (0..letters.len()).filter(is_tag).count()
}

/// Everything a persona says of itself; the words it never uses are not among them.
fn words_of(persona: &Persona) -> String {
    let voice = &persona.voice;
    let lists = [&voice.words_to_use, &voice.hashtags, &voice.calls_to_action, &voice.sample_posts];
    let mut text = lists.map(|list| list.join("\n")).join("\n");
    for line in [
        &persona.name,
        &persona.promise,
        &persona.audience,
        &persona.handle,
        &persona.link,
        &voice.sound,
    ] {
        text.push('\n');
        text.push_str(line);
    }
    text
}
