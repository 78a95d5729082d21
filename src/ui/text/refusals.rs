//! Why a brief is refused, in the language of the window: the reasons that the fields of Create can give.
//! Any other reason, such as that of a file, is said as `reasons` has it.

use crate::brief::{BriefError, MAX_COUNT, MAX_ELEMENTS, MAX_PROMPT_CHARS, caption};

/// The reason as a sentence for the user.
pub fn refusal(error: &BriefError) -> String {
    match error {
        BriefError::PromptEmpty => text!("refusal-prompt-empty").to_owned(),
        BriefError::PromptTooLong(length) => {
            text!("refusal-prompt-too-long", count = length, most = MAX_PROMPT_CHARS)
        }
        BriefError::NegativeTooLong(length) => {
            text!("refusal-negative-too-long", count = length, most = MAX_PROMPT_CHARS)
        }
        BriefError::SizeUnreadable(typed) => text!("refusal-size-unreadable", typed = typed),
        BriefError::SizeNotMultiple(size, nearest) => {
            let (size, nearest) = (size.to_string(), nearest.to_string());
            text!("refusal-size-not-multiple", size = size, nearest = nearest)
        }
        BriefError::SizeOutOfRange { size, model, min, max } => {
            let size = size.to_string();
            text!("refusal-size-out-of-range", size = size, model = model, min = min, max = max)
        }
        BriefError::CountOutOfRange(count) => {
            text!("refusal-count-out-of-range", count = count, most = MAX_COUNT)
        }
        BriefError::StepsOutOfRange { given, model, min, max } => {
            text!("refusal-steps-out-of-range", given = given, model = model, min = min, max = max)
        }
        BriefError::TooManyElements(count) => {
            text!("refusal-too-many-elements", count = count, most = MAX_ELEMENTS)
        }
        BriefError::StyleUnused(model) => text!("refusal-style-unused", model = model),
        BriefError::WordsOnly(model) => text!("refusal-words-only", model = model),
        BriefError::PartOfNothing => text!("refusal-part-of-nothing").to_owned(),
        BriefError::LoraUnread(name) => text!("refusal-lora-unread", name = name),
        BriefError::SeedTooLarge => text!("refusal-seed-too-large").to_owned(),
        BriefError::TooManyFacts(count) => {
            text!("refusal-too-many-facts", count = count, most = caption::MAX_FACTS)
        }
        BriefError::FactTooLong(length) => {
            text!("refusal-fact-too-long", count = length, most = caption::MAX_FACT_CHARS)
        }
        BriefError::DetailTooLong(detail, length) => {
            let most = caption::MAX_DETAIL_CHARS;
            text!("refusal-detail-too-long", detail = detail, count = length, most = most)
        }
        error => super::said(&error.to_string()).into_owned(),
    }
}
