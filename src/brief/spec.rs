//! The checked request for one picture: every value in a `PictureSpec` is valid.
//! Every refusal is a sentence for the user; no value is corrected silently.

use super::{
    AdvancedOptions, Backdrop, Brief, BriefError, Captions, Enhance, Enhanced, ModelId,
    ModelTraits, PlacedPhoto, StyleId, StylePreset, networks,
};
use crate::brand::{Palette, Persona, PersonaId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest prompt, in characters.
pub const MAX_PROMPT_CHARS: usize = 1_999;
/// The most variations of one brief.
pub const MAX_COUNT: u32 = 16;
/// Model families work on latents an eighth of the picture's size.
const SIDE_STEP: u32 = 8;

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The smallest size that a model can make and that covers this one.
    pub fn covering(self) -> Self {
        let up = |side: u32| side.div_ceil(SIDE_STEP) * SIDE_STEP;
        Self::new(up(self.width), up(self.height))
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl FromStr for Size {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        let parse = || {
            let (width, height) = text.split_once(['x', 'X', '×'])?;
            Some(Self::new(width.trim().parse().ok()?, height.trim().parse().ok()?))
        };
        parse().ok_or_else(|| BriefError::SizeUnreadable(text.to_owned()))
    }
}

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
        let steps = brief.steps.unwrap_or(model.default_steps);
        if !model.steps.contains(&steps) {
            return Err(BriefError::StepsOutOfRange {
                given: steps,
                model: model.name.clone(),
                min: *model.steps.start(),
                max: *model.steps.end(),
            });
        }
        let guidance = brief.guidance.unwrap_or(model.default_guidance);
        if !model.guidance.contains(&guidance) {
            return Err(BriefError::GuidanceOutOfRange {
                given: guidance,
                model: model.name.clone(),
                min: *model.guidance.start(),
                max: *model.guidance.end(),
            });
        }
        let first = brief.seed.unwrap_or(first_seed);
        // Seeds are kept in 63 bits, so that every store and reader can hold them.
        if first > i64::MAX as u64 - u64::from(MAX_COUNT) {
            return Err(BriefError::SeedTooLarge);
        }
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
            model: self.model.clone(),
            size: self.size,
            format: format.map(|format| format.id.to_owned()),
            count: 1,
            seed: Some(self.seed),
            steps: Some(self.steps),
            guidance: Some(self.guidance),
            backdrop: self.backdrop,
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

fn check_prompt(prompt: &str) -> Result<(), BriefError> {
    let length = prompt.chars().count();
    if prompt.is_empty() {
        Err(BriefError::PromptEmpty)
    } else if length > MAX_PROMPT_CHARS {
        Err(BriefError::PromptTooLong(length))
    } else {
        Ok(())
    }
}

/// Weights that a LoRA may have.
const LORA_WEIGHTS: std::ops::RangeInclusive<f32> = -10.0..=10.0;

fn check_advanced(advanced: &AdvancedOptions, model: &ModelTraits) -> Result<(), BriefError> {
    if !advanced.is_plain() && !model.family.facts().takes_pictures {
        return Err(BriefError::WordsOnly(model.name.clone()));
    }
    if let Some(strength) = advanced.strength
        && !(0.0..=1.0).contains(&strength)
    {
        return Err(BriefError::StrengthOutOfRange(strength));
    }
    // A weight that is no number could not be read back from history.
    if let Some((_, weight)) =
        advanced.loras.iter().find(|(_, weight)| !LORA_WEIGHTS.contains(weight))
    {
        return Err(BriefError::LoraWeight(*weight));
    }
    match (&advanced.init_image, &advanced.mask) {
        (None, Some(_)) => Err(BriefError::PartOfNothing),
        _ => Ok(()),
    }
}

fn check_size(size: Size, model: &ModelTraits) -> Result<(), BriefError> {
    if ![size.width, size.height].iter().all(|side| model.sides.contains(side)) {
        return Err(BriefError::SizeOutOfRange {
            size,
            model: model.name.clone(),
            min: *model.sides.start(),
            max: *model.sides.end(),
        });
    }
    if size.covering() != size {
        let nearest = |side: u32| {
            let down = side / SIDE_STEP * SIDE_STEP;
            let near = if side - down >= SIDE_STEP / 2 { down + SIDE_STEP } else { down };
            near.clamp(*model.sides.start(), *model.sides.end())
        };
        let nearest = Size::new(nearest(size.width), nearest(size.height));
        return Err(BriefError::SizeNotMultiple(size, nearest));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
