//! Captions: briefs and specs for a writer, its result, and the checker of every writer.
//! The built-in writer (`built_in_writer`) is pure; writers with a language model belong to the engine.

mod banned_words;
mod built_in_writer;
mod check;
mod claims;
mod copy_lines;
mod count;
mod frame;
mod mend;
mod subject;
mod top_level_domains;
mod word_lists;

pub use banned_words::BannedWords;
pub use built_in_writer::{missing_facts, recent_lines, write};
pub use check::{Violation, check, count_hashtags};
pub use claims::ClaimKind;
pub use count::{Count, x_weighted};
pub use frame::frame;
pub use mend::mend;
pub use subject::{Number, Subject};

use super::networks::{Network, network};
use super::{BriefError, MAX_PROMPT_CHARS, ModelId};
use crate::brand::{Persona, PersonaId};
use serde::{Deserialize, Serialize};

/// The most facts of one brief, and the characters of one.
pub const MAX_FACTS: usize = 12;
pub const MAX_FACT_CHARS: usize = 280;
/// A line is not used again within so many captions of one persona.
pub const LINE_MEMORY: usize = 20;

macro_rules! goals {
    ($($(#[$default:meta])? $name:ident = $word:literal, $label:literal, $about:literal;)*) => {
        /// What a post is for.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Goal { $($(#[$default])? #[serde(rename = $word)] $name),* }

        impl Goal {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As in files and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            /// What it means, for a tooltip and a language model.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about),* }
            }
        }
    };
}

goals! {
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
        }
    }
}

/// The checked request for one caption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaptionSpec {
    prompt: String,
    /// As it was when the caption was requested.
    persona: Option<Box<Persona>>,
    network: String,
    goal: Goal,
    facts: Vec<String>,
    writer: ModelId,
    seed: u64,
    #[serde(rename = "wish")]
    revision: Option<Revision>,
    #[serde(rename = "looks")]
    picture_style: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    product: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    alt_text: String,
    /// Lines of this persona's last captions, newest first, which are not used again.
    #[serde(default)]
    recent_lines: Vec<String>,
}

impl CaptionSpec {
    /// Checks a brief. `fresh_seed` is taken where the brief names none.
    ///
    /// # Errors
    /// A sentence for the user about the first thing that is wrong.
    pub fn from_brief(
        brief: &CaptionBrief,
        persona: Option<&Persona>,
        recent_lines: Vec<String>,
        fresh_seed: u64,
    ) -> Result<Self, BriefError> {
        // A product's name says what the picture shows where nothing else does.
        let product = brief.product.trim();
        let prompt = brief.prompt.trim();
        let prompt = if prompt.is_empty() { product } else { prompt };
        let length = prompt.chars().count();
        if prompt.is_empty() {
            return Err(BriefError::PromptEmpty);
        }
        if length > MAX_PROMPT_CHARS {
            return Err(BriefError::PromptTooLong(length));
        }
        let network = network(&brief.network)
            .ok_or_else(|| BriefError::NetworkUnknown(brief.network.clone()))?;
        let facts: Vec<String> = brief
            .facts
            .iter()
            .map(|fact| fact.trim().to_owned())
            .filter(|fact| !fact.is_empty())
            .collect();
        if facts.len() > MAX_FACTS {
            return Err(BriefError::TooManyFacts(facts.len()));
        }
        if let Some(long) = facts.iter().find(|fact| fact.chars().count() > MAX_FACT_CHARS) {
            return Err(BriefError::FactTooLong(long.chars().count()));
        }
        let seed = brief.seed.unwrap_or(fresh_seed);
        if seed > i64::MAX as u64 {
            return Err(BriefError::SeedTooLarge);
        }
        Ok(Self {
            prompt: prompt.to_owned(),
            persona: persona.map(|persona| {
                // A caption is made again from its own facts, whatever becomes of the brand's products.
                Box::new(Persona { products: Vec::new(), ..persona.clone() })
            }),
            network: network.id.to_owned(),
            goal: brief.goal,
            facts,
            writer: brief.writer.clone(),
            seed,
            revision: brief.revision,
            picture_style: brief.picture_style.trim().to_owned(),
            product: product.to_owned(),
            alt_text: brief.alt_text.trim().to_owned(),
            recent_lines,
        })
    }

    pub fn prompt(&self) -> &str {
        &self.prompt
    }
    pub fn persona(&self) -> Option<&Persona> {
        self.persona.as_deref()
    }
    /// The network; the first one where history holds one that no longer exists.
    pub fn network(&self) -> &'static Network {
        network(&self.network).unwrap_or(&super::networks::NETWORKS[0])
    }
    pub fn goal(&self) -> Goal {
        self.goal
    }
    pub fn facts(&self) -> &[String] {
        &self.facts
    }
    pub fn writer(&self) -> &ModelId {
        &self.writer
    }
    pub fn seed(&self) -> u64 {
        self.seed
    }
    pub fn revision(&self) -> Option<Revision> {
        self.revision
    }
    pub fn picture_style(&self) -> &str {
        &self.picture_style
    }
    /// The name of the product that the picture shows; empty for none.
    pub fn product(&self) -> &str {
        &self.product
    }
    /// The picture's alternative text where the brief gave it; else empty.
    pub fn alt_text(&self) -> &str {
        &self.alt_text
    }
    /// What the caption speaks of: the product by its name, or what the prompt is about.
    pub fn subject(&self) -> Option<Subject> {
        Subject::of_product(&self.product).or_else(|| Subject::of(&self.prompt))
    }
    pub fn recent_lines(&self) -> &[String] {
        &self.recent_lines
    }

    /// The brief that writes this caption again.
    pub fn to_brief(&self) -> CaptionBrief {
        CaptionBrief {
            prompt: self.prompt.clone(),
            persona: self.persona().map(|persona| persona.id.clone()),
            network: self.network.clone(),
            goal: self.goal,
            facts: self.facts.clone(),
            writer: self.writer.clone(),
            seed: Some(self.seed),
            revision: self.revision,
            picture_style: self.picture_style.clone(),
            product: self.product.clone(),
            alt_text: self.alt_text.clone(),
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
