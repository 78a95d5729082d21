//! The checked request for one picture: every value in a `PictureSpec` is valid.
//! Every refusal is a sentence for the user; no value is corrected silently.

mod checks;

use self::checks::{check_advanced, check_prompt, check_size, checked_guidance, checked_steps};
use super::caption::Shade;
use super::size::SIDE_STEP;
use super::{
    AdvancedOptions, Brief, BriefError, Captions, ElementChoice, Enhance, Enhanced, ModelId,
    ModelTraits, PlacedPhoto, StyleId, StylePreset, networks,
};
use super::{Backdrop, Size};
use crate::brand::{Palette, Persona, PersonaId, Rgb};
use serde::{Deserialize, Serialize};

/// The longest prompt, in characters.
pub const MAX_PROMPT_CHARS: usize = 1_999;
/// The most variations of one brief.
pub const MAX_COUNT: u32 = 16;

/// The persona of a picture as it was, so that the picture can be made again after an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonaSnapshot {
    pub persona: PersonaId,
    pub name: String,
    pub palette: Palette,
}

/// The checked request for one picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureSpec {
    prompt: String,
    sent_prompt: String,
    negative: String,
    #[serde(rename = "style")]
    persona: Option<PersonaSnapshot>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preset: Option<StyleId>,
    model: ModelId,
    size: Size,
    deliver: Size,
    seed: u64,
    steps: u32,
    #[serde(deserialize_with = "super::numbers::finite")]
    guidance: f32,
    backdrop: Backdrop,
    /// The colour below the transparent parts of the start picture; white where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start_ground: Option<Rgb>,
    #[serde(default, skip_serializing_if = "ElementChoice::is_plain")]
    elements: Box<ElementChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    photo: Option<Box<PlacedPhoto>>,
    #[serde(rename = "exact", default, skip_serializing_if = "AdvancedOptions::is_plain")]
    advanced: Box<AdvancedOptions>,
}

impl PictureSpec {
    /// As `styled`, for a brief without a style preset.
    pub fn from_brief(
        brief: &Brief,
        persona: Option<&Persona>,
        model: &ModelTraits,
        first_seed: u64,
    ) -> Result<Vec<Self>, BriefError> {
        Self::styled(brief, persona, None, model, first_seed)
    }

    /// Checks a brief and returns one spec per variation, with seeds counting up from `first_seed`
    /// (the brief's own seed goes first). `preset` is the style that the brief names.
    pub fn styled(
        brief: &Brief,
        persona: Option<&Persona>,
        preset: Option<&StylePreset>,
        model: &ModelTraits,
        first_seed: u64,
    ) -> Result<Vec<Self>, BriefError> {
        let prompt = brief.prompt.trim();
        check_prompt(prompt)?;
        let named = brief.style.as_ref().filter(|_| model.family.facts().knows_styles);
        let preset = preset.filter(|preset| named == Some(&preset.id));
        if let (Some(id), None, Enhance::On) = (named, preset, &brief.enhance) {
            return Err(BriefError::StyleUnknown(id.to_string()));
        }
        if !(1..=MAX_COUNT).contains(&brief.count) {
            return Err(BriefError::CountOutOfRange(brief.count));
        }
        if brief.photo.is_some() && brief.count > 1 {
            return Err(BriefError::PhotoOnce(brief.count));
        }
        let texts = match &brief.photo {
            // Nothing reads the words: they say what the photo shows.
            Some(_) => vec![(prompt.to_owned(), String::new())],
            None => texts(brief, persona, preset, model)?,
        };
        check_advanced(&brief.advanced, model)?;
        brief.elements.check()?;
        let elements = match model.family.facts().drawn_by_people {
            true => brief.elements.clone(),
            false => ElementChoice::default(),
        };
        let (size, deliver) = match &brief.format {
            None => (brief.size, brief.size),
            Some(id) => {
                let format =
                    networks::format(id).ok_or_else(|| BriefError::FormatUnknown(id.clone()))?;
                let advanced = Size::new(format.width, format.height);
                (advanced.covering(), advanced)
            }
        };
        check_size(size, model)?;
        let (steps, guidance) = (checked_steps(brief, model)?, checked_guidance(brief, model)?);
        let first = brief.seed.unwrap_or(first_seed);
        // Seeds are kept in 63 bits, so that every store and reader can hold them.
        if first > i64::MAX as u64 - u64::from(MAX_COUNT) {
            return Err(BriefError::SeedTooLarge);
        }
        let start_ground = persona
            .filter(|_| brief.advanced.init_image.is_some())
            .map(|persona| persona.look.palette.light);
        let spec = |variation: u32| Self {
            prompt: prompt.to_owned(),
            sent_prompt: texts[variation as usize % texts.len()].0.clone(),
            negative: texts[variation as usize % texts.len()].1.clone(),
            persona: persona.map(|persona| PersonaSnapshot {
                persona: persona.id.clone(),
                name: persona.name.clone(),
                palette: persona.look.palette,
            }),
            preset: named.cloned(),
            model: model.id.clone(),
            size,
            deliver,
            seed: first + u64::from(variation),
            steps,
            guidance,
            backdrop: brief.backdrop,
            start_ground,
            elements: Box::new(elements.clone()),
            photo: brief.photo.clone().map(Box::new),
            advanced: Box::new(brief.advanced.clone()),
        };
        Ok((0..brief.count).map(spec).collect())
    }

    /// Checks a spec that came from another machine against this machine's model.
    ///
    /// # Errors
    /// What a brief of these values would be refused for.
    pub fn check_again(&self, model: &ModelTraits) -> Result<(), BriefError> {
        let brief = Brief { enhance: Enhance::Off, ..self.to_brief() };
        Self::from_brief(&brief, None, model, self.seed)?;
        check_prompt(&self.sent_prompt)?;
        check_size(self.size, model)?;
        // A delivered size is cut from the drawn one.
        if self.deliver.covering() != self.size {
            return Err(BriefError::SizeNotMultiple(self.deliver, self.size));
        }
        Ok(())
    }

    /// The user's own words.
    pub fn prompt(&self) -> &str {
        &self.prompt
    }
    /// What the model reads.
    pub fn sent_prompt(&self) -> &str {
        &self.sent_prompt
    }
    /// What the model leaves out, the brand's and the style's words among it.
    pub fn negative(&self) -> &str {
        &self.negative
    }
    /// The colour behind a cut-out by its name, and how light it is; `None` where the ground has no colour of its own.
    pub fn ground_colour(&self) -> Option<(String, Shade)> {
        let palette = self.persona.as_ref().map(|snapshot| snapshot.palette);
        let colour = match (self.backdrop, palette) {
            (Backdrop::Colour(colour), _) => colour,
            (Backdrop::Primary, Some(palette)) => palette.primary,
            (Backdrop::Secondary, Some(palette)) => palette.secondary,
            (Backdrop::Light, Some(palette)) => palette.light,
            _ => return None,
        };
        let name = colour.name();
        let shade = match colour.luminance() {
            _ if matches!(name, "white" | "black") => Shade::Medium,
            light if light > 0.55 => Shade::Light,
            light if light < 0.08 => Shade::Dark,
            _ => Shade::Medium,
        };
        Some((name.to_owned(), shade))
    }

    pub fn persona(&self) -> Option<&PersonaSnapshot> {
        self.persona.as_ref()
    }
    /// The style preset whose words went with the prompt.
    pub fn preset(&self) -> Option<&StyleId> {
        self.preset.as_ref()
    }
    pub fn model(&self) -> &ModelId {
        &self.model
    }
    /// The size the model makes, a multiple of 8.
    pub fn size(&self) -> Size {
        self.size
    }
    /// The size that is saved: a network's exact pixels, cut from the centre of `size`.
    pub fn deliver(&self) -> Size {
        self.deliver
    }
    pub fn seed(&self) -> u64 {
        self.seed
    }
    pub fn steps(&self) -> u32 {
        self.steps
    }
    pub fn guidance(&self) -> f32 {
        self.guidance
    }
    pub fn backdrop(&self) -> Backdrop {
        self.backdrop
    }

    /// The colour on which the transparent parts of the start picture are laid; white where `None`.
    pub fn start_ground(&self) -> Option<Rgb> {
        self.start_ground
    }

    /// The illustrations that it is composed of; none where the prompt chooses them, or a model draws.
    pub fn elements(&self) -> &ElementChoice {
        &self.elements
    }

    /// The photo that is placed; none where a model draws.
    pub fn photo(&self) -> Option<&PlacedPhoto> {
        self.photo.as_deref()
    }

    /// Options of the model itself.
    pub fn advanced(&self) -> &AdvancedOptions {
        &self.advanced
    }

    /// The brief that makes this picture again.
    pub fn to_brief(&self) -> Brief {
        let format = networks::FORMATS
            .iter()
            .find(|f| self.deliver != self.size && Size::new(f.width, f.height) == self.deliver);
        Brief {
            prompt: self.prompt.clone(),
            negative: self.negative.clone(),
            persona: self.persona.as_ref().map(|snapshot| snapshot.persona.clone()),
            style: self.preset.clone(),
            // The illustrations themselves name what draws; without them, the first model does.
            model: if self.elements.is_empty() { self.model.clone() } else { ModelId::spark() },
            size: self.size,
            format: format.map(|format| format.id.to_owned()),
            count: 1,
            seed: Some(self.seed),
            steps: Some(self.steps),
            guidance: Some(self.guidance),
            backdrop: self.backdrop,
            elements: (*self.elements).clone(),
            enhance: if self.sent_prompt == self.prompt {
                Enhance::Off
            } else {
                Enhance::Edited(self.sent_prompt.clone())
            },
            captions: Captions::default(),
            photo: self.photo().cloned(),
            advanced: AdvancedOptions { raw_out: None, ..(*self.advanced).clone() },
        }
    }
}

/// What is sent and what is left out, for each variation, or once where all have the same words.
fn texts(
    brief: &Brief,
    persona: Option<&Persona>,
    preset: Option<&StylePreset>,
    model: &ModelTraits,
) -> Result<Vec<(String, String)>, BriefError> {
    let texts = |variation| {
        let enhanced = Enhanced::of_variation(brief, variation, persona, preset, model);
        let (sent, negative) = (enhanced.text(), enhanced.negative_text());
        check_prompt(&sent)?;
        match negative.chars().count() {
            ..=MAX_PROMPT_CHARS => Ok((sent, negative)),
            count => Err(BriefError::NegativeTooLong(count)),
        }
    };
    // Only choices within the prompt make the words differ.
    let differ = if brief.has_choices() { brief.count } else { 1 };
    (0..differ).map(texts).collect()
}

#[cfg(test)]
mod tests;
