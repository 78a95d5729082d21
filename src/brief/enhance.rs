//! The prompt enhancer: keeps the user's words whole, adds the brand's, the style's and the format's, and
//! reports where each part comes from. Pure and deterministic; it knows no model beyond its family.

mod advice;
mod compose;
mod habits;
mod lexicon;
mod negative;
mod rewrite;
mod script;
mod word_lists;
mod wording;

pub use advice::{Advice, Topic, advice};
pub use rewrite::{RewriteRefused, accept_rewrite};

use super::prompt_syntax::read_brief;
use super::{Brief, Enhance, Family, Format, ModelTraits, Size, StylePreset, networks};
use crate::brand::Persona;
use compose::Composed;
use lexicon::NormalizedText;
use serde::Serialize;

/// Where a part of the enhanced prompt came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The user's own words, untouched.
    Subject,
    /// The user's own edit of an enhanced prompt.
    Edit,
    /// The chosen style's words.
    Style,
    /// The chosen style's light.
    Light,
    /// The chosen style's lens.
    Lens,
    /// What the brand's pictures are made as.
    Medium,
    /// The persona's visual style.
    BrandStyle,
    /// Room in the network's shape.
    Composition,
    /// The persona's colours.
    BrandColour,
    /// The model's own habits.
    Model,
    /// The user's own words for what to leave out.
    LeaveOut,
    /// What the persona never shows.
    NeverShow,
}

impl Source {
    /// For the tooltip of a marked part.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Subject => "your words",
            Self::Edit => "your edit",
            Self::Style => "the style you chose",
            Self::Light => "light that suits the style",
            Self::Lens => "a lens that suits the style",
            Self::Medium => "what the brand's pictures are made as",
            Self::BrandStyle => "the brand's style",
            Self::Composition => "the format's shape, with room for words",
            Self::BrandColour => "the brand's colours",
            Self::Model => "what this model understands best",
            Self::LeaveOut => "what you want left out",
            Self::NeverShow => "what the brand never shows",
        }
    }
}

/// One piece of the prompt and its origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub text: String,
    pub source: Source,
    /// What stands between this part and the one before, such as `, `.
    #[serde(skip)]
    pub joint: &'static str,
}

/// The prompt as it will be sent, in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Enhanced {
    pub parts: Vec<Part>,
    /// What the model leaves out; the user's own comes first.
    pub negative: Vec<Part>,
    /// What the user should know before sending it.
    pub advice: Vec<Advice>,
}

/// A prompt to be enhanced, with all that the result depends on.
#[derive(Clone, Copy, Debug)]
pub struct EnhanceRequest<'a> {
    pub prompt: &'a str,
    /// The user's own words for what to leave out.
    pub negative: &'a str,
    pub persona: Option<&'a Persona>,
    pub style: Option<&'a StylePreset>,
    /// The shape of the picture, in pixels.
    pub size: Size,
    pub format: Option<&'static Format>,
    pub family: Family,
    /// The guidance that the user chose.
    pub guidance: Option<f32>,
    /// Chooses where several words are equally right.
    pub seed: u64,
}

impl EnhanceRequest<'_> {
    fn reads_negative(&self) -> bool {
        self.family.facts().reads_negative_at(self.guidance)
    }
}

/// Adds to a prompt what persona, style, format and model bring; the prompt itself stays word for word.
/// Without a persona nothing brand-specific is added, and without a style nothing of light and lens.
///
/// Spark reads few words and knows no styles, so it gets at most a colour: the brand's style shows in
/// what lies behind. The others get as much as they read, the least important left out first.
pub fn enhance(request: &EnhanceRequest<'_>) -> Enhanced {
    if request.prompt.trim().is_empty() {
        return Enhanced::default();
    }
    let prompt_words = NormalizedText::of(request.prompt);
    let Composed { parts, style, notes } = compose::compose(request, &prompt_words);
    let shown = NormalizedText::of(&joined(&parts));
    let negative = negative::negative(request, style, &shown);
    let mut all = advice(request.prompt, request.family);
    all.extend(notes);
    all.extend(negative::notes(request, &prompt_words));
    Enhanced { parts, negative, advice: all }
}

impl Enhanced {
    /// The prompt of a brief: enhanced, as it was typed, or as the user edited it.
    pub fn of_brief(
        brief: &Brief,
        persona: Option<&Persona>,
        style: Option<&StylePreset>,
        model: &ModelTraits,
    ) -> Self {
        Self::of_variation(brief, 0, persona, style, model)
    }

    /// The same for one of the brief's variations, which take the choices of a prompt in turn.
    pub fn of_variation(
        brief: &Brief,
        variation: u32,
        persona: Option<&Persona>,
        style: Option<&StylePreset>,
        model: &ModelTraits,
    ) -> Self {
        let (brief, notes) = read_brief(brief, model, variation);
        let mut enhanced = Self::read(&brief, persona, style, model);
        enhanced.advice.extend(notes);
        enhanced
    }

    fn read(
        brief: &Brief,
        persona: Option<&Persona>,
        style: Option<&StylePreset>,
        model: &ModelTraits,
    ) -> Self {
        let format = brief.format.as_deref().and_then(networks::format);
        let request = EnhanceRequest {
            prompt: &brief.prompt,
            negative: &brief.negative,
            persona,
            style,
            size: format.map_or(brief.size, |format| Size::new(format.width, format.height)),
            format,
            family: model.family,
            guidance: brief.guidance,
            // What the window shows is what is sent, also while no seed is drawn yet.
            seed: brief.seed.unwrap_or(0),
        };
        let (text, source) = match &brief.enhance {
            Enhance::On => return enhance(&request),
            Enhance::Off => (brief.prompt.trim(), Source::Subject),
            Enhance::Edited(text) => (text.trim(), Source::Edit),
        };
        let part = |text: &str, source| Part { text: text.to_owned(), source, joint: "" };
        let one = |text: &str, source| match text.is_empty() {
            true => Vec::new(),
            false => vec![part(text, source)],
        };
        let negative = if request.reads_negative() { brief.negative.trim() } else { "" };
        let mut all = advice(text, request.family);
        all.extend(negative::unread(&request));
        Self { parts: one(text, source), negative: one(negative, Source::LeaveOut), advice: all }
    }

    /// The whole prompt.
    pub fn text(&self) -> String {
        joined(&self.parts)
    }

    /// All that is left out, with commas between.
    pub fn negative_text(&self) -> String {
        joined(&self.negative)
    }

    /// Of a text of things to leave out, those that were not added here: the user's own.
    pub fn own_negative(&self, negative: &str) -> String {
        let added = |item: &&str| {
            let same = |part: &Part| part.text.eq_ignore_ascii_case(item);
            self.negative.iter().any(|part| part.source != Source::LeaveOut && same(part))
        };
        let items = negative.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.filter(|item| !added(item)).collect::<Vec<_>>().join(", ")
    }
}

fn joined(parts: &[Part]) -> String {
    parts.iter().fold(String::new(), |text, part| text + part.joint + &part.text)
}

#[cfg(test)]
mod tests;
