//! A brief as the user wrote it, and the checked spec that the engine trusts.
//! Pure: it knows no model, no disk and no window; personas come from `brand`.

mod advanced_options;
mod backdrop;
pub mod caption;
mod described_values;
mod elements;
mod enhance;
mod error;
mod family;
mod networks;
mod numbers;
mod photo;
mod prompt_syntax;
mod size;
mod spec;
mod style;
mod style_list;
mod traits;
mod word_list;

pub use advanced_options::AdvancedOptions;
pub use backdrop::Backdrop;
pub use brandish_inference::DeviceChoice;
pub use caption::{Caption, CaptionBrief, CaptionSpec, Detail, Details, Goal, Revision, Structure};
pub use elements::{
    BrandColour, ElementChoice, ElementStyle, MAX_ELEMENTS, PartColour, SkinTone, element_words,
    is_element_file,
};
pub use enhance::{
    Advice, EnhanceRequest, Enhanced, Part, RewriteRefused, Source, Topic, accept_rewrite, advice,
    enhance,
};
pub use error::BriefError;
pub use family::{FAMILIES, Family, FamilyFacts, family};
pub use networks::{
    FORMATS, Format, NETWORKS, Network, SafeZone, UnknownFormat, format, formats_named, network,
};
pub use photo::{PHOTO_TRAITS, PlacedPhoto};
pub use prompt_syntax::{LoraTag, SyntaxOptions, plain_words, read_prompt, take_loras};
pub use size::Size;
pub use spec::{MAX_COUNT, MAX_PROMPT_CHARS, PersonaSnapshot, PictureSpec};
pub use style::{
    PROMPT_PLACEHOLDER, STYLE_VERSION, StyleError, StyleId, StylePreset, shipped_styles,
};
pub use style_list::{ImportedStyles, ListError, import_styles};
pub use traits::{ModelId, ModelTraits};

use crate::brand::PersonaId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What the user typed and chose, unchecked; `PictureSpec::from_brief` checks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brief {
    /// What the picture should show, in the user's words.
    pub prompt: String,
    /// What it should not show; empty for nothing.
    pub negative: String,
    pub persona: Option<PersonaId>,
    /// The style preset, for models that know styles.
    pub style: Option<StyleId>,
    pub model: ModelId,
    pub size: Size,
    /// The network format the size came from; its exact pixels are delivered.
    pub format: Option<String>,
    /// How many variations, 1 to 16.
    pub count: u32,
    /// The first picture's seed; `None` draws one. Further pictures count up from it.
    #[serde(with = "numbers::seed")]
    pub seed: Option<u64>,
    /// Denoising steps; `None` is the model's own number.
    pub steps: Option<u32>,
    /// How strictly the prompt is followed; `None` is the model's own value.
    #[serde(deserialize_with = "numbers::finite_option")]
    pub guidance: Option<f32>,
    pub backdrop: Backdrop,
    /// The illustrations that the picture is composed of; where there are any, no model draws.
    #[serde(skip_serializing_if = "ElementChoice::is_plain")]
    pub elements: ElementChoice,
    pub enhance: Enhance,
    /// The captions that go with the pictures.
    pub captions: Captions,
    /// A photo that is placed instead of a drawn picture; then the model draws nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<PlacedPhoto>,
    /// Options of the model itself.
    #[serde(rename = "exact", skip_serializing_if = "AdvancedOptions::is_plain")]
    pub advanced: AdvancedOptions,
}

impl Brief {
    /// What makes its pictures: the chosen illustrations, or the chosen model.
    pub fn renders_with(&self) -> ModelId {
        if self.elements.is_empty() { self.model.clone() } else { ModelId::elements() }
    }

    /// The brief as the illustrations need it, without what only models read; itself where none are chosen.
    pub fn for_elements(&self) -> Cow<'_, Self> {
        if self.elements.is_empty() {
            return Cow::Borrowed(self);
        }
        let named = self.prompt.trim().is_empty();
        Cow::Owned(Self {
            prompt: if named { self.elements.words() } else { self.prompt.clone() },
            negative: String::new(),
            style: None,
            model: ModelId::elements(),
            steps: None,
            guidance: None,
            enhance: Enhance::Off,
            advanced: AdvancedOptions::default(),
            ..self.clone()
        })
    }

    /// Whether its words choose, as `{red|blue}` and `<random:red,blue>` do.
    pub fn has_choices(&self) -> bool {
        let edited = match &self.enhance {
            Enhance::Edited(text) => text.as_str(),
            Enhance::On | Enhance::Off => "",
        };
        let texts = [self.prompt.as_str(), &self.negative, edited];
        texts.iter().any(|text| text.contains('{') || text.contains('<'))
    }
}

/// What captions go with the pictures of a brief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Captions {
    /// Ids of the networks that get one each; none for no captions.
    pub networks: Vec<String>,
    pub goal: Goal,
    /// What the caption may state: offers, dates, places; one each.
    pub facts: Vec<String>,
    /// What makes the subject good.
    #[serde(skip_serializing_if = "Details::is_empty")]
    pub details: Details,
    /// How they are built; `None` for the structure that was used longest ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structure: Option<Structure>,
    pub writer: ModelId,
}

impl Default for Captions {
    fn default() -> Self {
        Self {
            networks: Vec::new(),
            goal: Goal::default(),
            facts: Vec::new(),
            details: Details::default(),
            structure: None,
            writer: ModelId::builtin_writer(),
        }
    }
}

/// What becomes of the prompt before the model reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enhance {
    /// The enhancer adds what the brand, the style and the format bring.
    #[default]
    On,
    /// The prompt goes as it was typed.
    Off,
    /// The user's own edit of the enhanced text goes.
    Edited(String),
}

impl Default for Brief {
    fn default() -> Self {
        Self {
            prompt: String::new(),
            negative: String::new(),
            persona: None,
            style: None,
            model: ModelId::spark(),
            size: Size::new(1024, 1024),
            format: None,
            count: 1,
            seed: None,
            steps: None,
            guidance: None,
            backdrop: Backdrop::Brand,
            elements: ElementChoice::default(),
            enhance: Enhance::On,
            captions: Captions::default(),
            photo: None,
            advanced: AdvancedOptions::default(),
        }
    }
}
