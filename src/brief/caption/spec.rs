//! The checked request for one caption. A spec exists only through `from_brief`; whoever holds one trusts it.
//! How it is written belongs to the writers.

use super::{
    Caption, CaptionBrief, Details, Goal, MAX_FACT_CHARS, MAX_FACTS, Revision, Structure, Subject,
};
use crate::brand::{Language, Persona, PostLanguage, Product};
use crate::brief::networks::{NETWORKS, Network, network};
use crate::brief::{BriefError, MAX_PROMPT_CHARS, ModelId};
use serde::{Deserialize, Serialize};

/// The checked request for one caption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaptionSpec {
    prompt: String,
    /// As it was when the caption was requested.
    persona: Option<Box<Persona>>,
    network: String,
    goal: Goal,
    pub(super) facts: Vec<String>,
    writer: ModelId,
    seed: u64,
    #[serde(rename = "wish")]
    revision: Option<Revision>,
    #[serde(rename = "looks")]
    picture_style: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) product: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    alt_text: String,
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    details: Details,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    structure: Option<Structure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Box<Caption>>,
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
        let mut facts: Vec<String> = brief
            .facts
            .iter()
            .map(|fact| fact.trim().to_owned())
            .filter(|fact| !fact.is_empty())
            .collect();
        let mut details = brief.details.checked()?;
        let known = persona.and_then(|persona| Product::find(&persona.products, product));
        if let Some(known) = known.filter(|_| !product.is_empty()) {
            details.fill_from(known, &mut facts);
        }
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
            details,
            structure: brief.structure,
            standing: brief.standing.clone(),
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
        network(&self.network).unwrap_or(&NETWORKS[0])
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
    /// What makes the subject good.
    pub fn details(&self) -> &Details {
        &self.details
    }
    /// The structure that the brief names.
    pub fn structure(&self) -> Option<Structure> {
        self.structure
    }
    /// The caption that is to be edited.
    pub fn standing(&self) -> Option<&Caption> {
        self.standing.as_deref()
    }
    /// What the caption is written in: the brand's language, or English where captions are not written in that.
    pub fn language(&self) -> PostLanguage {
        let language = self.persona().map(|persona| &persona.voice.language);
        language.and_then(Language::of_posts).unwrap_or_default()
    }
    /// The brand's language where captions are not written in it.
    pub fn unknown_language(&self) -> Option<&str> {
        let language = self.persona().map(|persona| &persona.voice.language);
        language
            .filter(|language| language.of_posts().is_none())
            .map(|language| language.0.as_str())
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
            details: self.details.clone(),
            structure: self.structure,
            standing: self.standing.clone(),
        }
    }
}
