//! The checker: it lists what is wrong with a caption, whoever wrote it, and changes nothing.

use super::banned_words::BannedWords;
use super::claims::{Claim, ClaimKind, claims};
use super::count::is_pictograph;
use super::{Caption, CaptionSpec};
use crate::brand::{EmojiUse, Persona};
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
    /// Characters that the network refuses.
    Refused {
        found: String,
        network: &'static str,
    },
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
            Self::Refused { found, network } => {
                write!(f, "used {found}, which {network} refuses")
            }
        }
    }
}

/// What may be said, and what may not.
pub(super) struct Rules {
    backed: HashSet<Claim>,
    banned: BannedWords,
    no_emoji: bool,
}

impl Rules {
    pub(super) fn new(spec: &CaptionSpec) -> Self {
        let mut said =
            format!("{}\n{}\n{}\n", spec.prompt(), spec.facts().join("\n"), spec.picture_style());
        if let Some(persona) = spec.persona() {
            said.push_str(&words_of(persona));
        }
        let none = Persona::default();
        let voice = &spec.persona().unwrap_or(&none).voice;
        Self {
            backed: claims(&said),
            banned: BannedWords::new(&voice.words_to_avoid, &voice.language),
            no_emoji: spec.persona().is_some() && voice.emoji == EmojiUse::None,
        }
    }

    /// What a piece of text says that it may not. Words of the brief itself are the user's own.
    pub(super) fn broken_by(&self, text: &str) -> Vec<Violation> {
        let never = self.banned.found_in(text).into_iter().map(Violation::NeverWord);
        let mut invented: Vec<_> = claims(text)
            .into_iter()
            .filter(|claim| !self.is_backed(claim))
            .map(|Claim { kind, value }| Violation::Invented { kind, value })
            .collect();
        invented.sort_by_key(ToString::to_string);
        let emoji =
            (self.no_emoji && text.chars().any(is_pictograph)).then_some(Violation::EmojiUnwanted);
        never.chain(invented).chain(emoji).collect()
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

/// How many hashtags a text carries.
pub(super) fn hashtags(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let begins =
        |at: usize| at == 0 || !(letters[at - 1].is_alphanumeric() || letters[at - 1] == '&');
    let is_tag = |at: &usize| {
        letters[*at] == '#'
            && begins(*at)
            && letters.get(at + 1).is_some_and(|c| c.is_alphanumeric() || *c == '_')
    };
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
