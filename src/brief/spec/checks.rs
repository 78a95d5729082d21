//! Whether values of a brief can be drawn by a model: prompt, options of the model, size. Each refusal is a sentence for the
//! user, and nothing is changed.

use super::{MAX_PROMPT_CHARS, SIDE_STEP, Size};
use crate::brief::{AdvancedOptions, Brief, BriefError, ModelTraits};

pub(super) fn check_prompt(prompt: &str) -> Result<(), BriefError> {
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

pub(super) fn check_advanced(
    advanced: &AdvancedOptions,
    model: &ModelTraits,
) -> Result<(), BriefError> {
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

pub(super) fn check_size(size: Size, model: &ModelTraits) -> Result<(), BriefError> {
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

/// The steps of a brief, or the model's.
pub(super) fn checked_steps(brief: &Brief, model: &ModelTraits) -> Result<u32, BriefError> {
    let steps = brief.steps.unwrap_or(model.default_steps);
    if model.steps.contains(&steps) {
        return Ok(steps);
    }
    Err(BriefError::StepsOutOfRange {
        given: steps,
        model: model.name.clone(),
        min: *model.steps.start(),
        max: *model.steps.end(),
    })
}

/// The guidance of a brief, or the model's.
pub(super) fn checked_guidance(brief: &Brief, model: &ModelTraits) -> Result<f32, BriefError> {
    let guidance = brief.guidance.unwrap_or(model.default_guidance);
    if model.guidance.contains(&guidance) {
        return Ok(guidance);
    }
    Err(BriefError::GuidanceOutOfRange {
        given: guidance,
        model: model.name.clone(),
        min: *model.guidance.start(),
        max: *model.guidance.end(),
    })
}
