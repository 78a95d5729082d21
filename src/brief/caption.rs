//! Captions: briefs and specs for a writer, its result, and the checker of every writer.
//! The built-in writer (`built_in_writer`) is pure; writers with a language model belong to the engine.

mod alt_text;
mod banned_words;
mod brand_words;
mod built_in_writer;
mod check;
mod claim_words;
mod claims;
mod copy_lines;
mod count;
mod details;
mod examples;
mod filling;
mod frame;
mod line_choice;
mod mend;
mod review;
mod revise;
mod sentence;
mod spec;
mod structure;
mod subject;
mod top_level_domains;
mod word_lists;

pub use alt_text::{DrawnScene, Shade, alt_text_as_drawn};
pub use banned_words::BannedWords;
pub use built_in_writer::{missing_facts, recent_lines, with_link, write};
pub use check::{Violation, check, count_hashtags, is_hashtag};
pub use claims::ClaimKind;
pub use count::{Count, x_weighted};
pub use details::{Detail, Details, MAX_DETAIL_CHARS};
pub use examples::{example, sample_words};
pub use frame::frame;
pub use mend::mend;
pub use review::{complete, review};
pub use revise::{own_within, standing_hashtags};
pub use sentence::sentences;
pub use spec::CaptionSpec;
pub use structure::Structure;
pub use subject::{Number, Subject};

use super::described_values::described_values;
use super::networks::Network;
use super::{BriefError, ModelId};
use crate::brand::PersonaId;
use serde::{Deserialize, Serialize};

/// The most facts of one brief, and the characters of one.
pub const MAX_FACTS: usize = 12;
pub const MAX_FACT_CHARS: usize = 280;
/// A line is not used again within so many captions of one persona.
pub const LINE_MEMORY: usize = 20;

described_values! {
    /// What a post is for.
    #[derive(Default)]
    Goal:
    #[default]
    Story = "story", "Story", "an everyday post: a moment, a picture, a thought";
    Launch = "launch", "Launch", "something new is shown for the first time";
    Offer = "offer", "Offer", "an offer; what it is stands in the facts";
    Event = "event", "Event", "an invitation; when and where stand in the facts";
    Tip = "tip", "Tip", "a piece of advice";
    Thanks = "thanks", "Thanks", "a thank-you";
}

impl std::str::FromStr for Goal {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        let known = Self::ALL.iter().find(|goal| goal.word() == text.to_lowercase());
        known.copied().ok_or_else(|| BriefError::GoalUnknown(text.to_owned()))
    }
}

/// How a caption is to differ from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revision {
    Shorter,
    Warmer,
}

/// What a user wants of a caption, unchecked; `CaptionSpec::from_brief` checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaptionBrief {
    /// What the picture shows, in the user's words.
    pub prompt: String,
    pub persona: Option<PersonaId>,
    /// The network's id.
    pub network: String,
    pub goal: Goal,
    /// What the caption may state: offers, dates, places; one each.
    pub facts: Vec<String>,
    pub writer: ModelId,
    /// `None` draws one.
    pub seed: Option<u64>,
    #[serde(rename = "wish")]
    pub revision: Option<Revision>,
    /// How the picture is made, for the alt text, such as `3D illustration`; empty for unknown.
    #[serde(rename = "looks")]
    pub picture_style: String,
    /// The name of the brand's product that the picture shows; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// The picture's alternative text where it is known; empty for one that is made of the prompt.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alt_text: String,
    /// What makes the subject good; what is left open, the brand's product of that name fills.
    #[serde(skip_serializing_if = "Details::is_empty")]
    pub details: Details,
    /// How it is built; `None` for the one of those that suit that was used longest ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structure: Option<Structure>,
    /// The caption that stands there and is to be edited as `revision` says; without one, to be written anew around the
    /// user's own sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Box<Caption>>,
}

impl Default for CaptionBrief {
    fn default() -> Self {
        Self {
            prompt: String::new(),
            persona: None,
            network: "instagram".into(),
            goal: Goal::default(),
            facts: Vec::new(),
            writer: ModelId::builtin_writer(),
            seed: None,
            revision: None,
            picture_style: String::new(),
            product: String::new(),
            alt_text: String::new(),
            details: Details::default(),
            structure: None,
            standing: None,
        }
    }
}

/// A caption in its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Caption {
    /// The first line, which is all that most people see.
    pub hook: String,
    /// Paragraphs, parted by an empty line.
    pub body: String,
    pub call_to_action: String,
    /// Each with its `#`.
    pub hashtags: Vec<String>,
    /// What the picture shows, for people who cannot see it.
    pub alt_text: String,
    /// What the checker changed, in sentences for the user.
    #[serde(default)]
    pub mended: Vec<String>,
    /// The user's own version of the whole text, in place of the parts.
    #[serde(default)]
    pub edited: Option<String>,
    /// The sentences in the parts that the user wrote in an earlier version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<String>,
    /// The lines of the copy that it was made of, so that the next ones differ.
    #[serde(default)]
    pub lines: Vec<String>,
}

impl Caption {
    /// The text as it is posted on a network: on X in one paragraph, elsewhere in several. Where a post
    /// has a title, the hook is there and not here.
    pub fn text(&self, network: &Network) -> String {
        if let Some(edited) = &self.edited {
            return edited.clone();
        }
        let between = if network.one_paragraph { " " } else { "\n\n" };
        let tags = self.hashtags.join(" ");
        let none = String::new();
        let hook = if network.title_limit.is_some() { &none } else { &self.hook };
        let parts = [hook, &self.body, &self.call_to_action, &tags];
        let parts: Vec<&str> =
            parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        parts.join(between)
    }

    /// The post's title, on networks that have one.
    pub fn title(&self, network: &Network) -> Option<&str> {
        network.title_limit.map(|_| self.hook.as_str())
    }

    /// The length of the text by the network's own count.
    pub fn count(&self, network: &Network) -> usize {
        network.count.of(&self.text(network))
    }
}
