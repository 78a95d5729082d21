//! What a check found in a post or a caption, in the language of the window; in English as the check says it.
//! What is wrong and what repairs it is known in the checks themselves.

use super::value;
use crate::brief::caption::Violation;
use crate::post::{Finding, PostError, PostFault, Repair};

/// What is wrong with a post, in a sentence.
pub fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Layout(fault) => self::fault(fault),
        Finding::DoesNotFit(error) => post_error(error),
        Finding::OffPalette { share } => {
            text!("finding-off-palette", percent = super::decimal(f64::from(share * 100.0), 0))
        }
        Finding::Word { words, word } => {
            text!("finding-word", what = part(words.name()), word = word)
        }
        Finding::LogoCrowded { by, gap, needed } => {
            let (gap, needed) = (pixels(*gap), pixels(*needed));
            text!("finding-logo-crowded", what = part(by), gap = gap, needed = needed)
        }
    }
}

/// The button of a repair.
pub fn repair(repair: &Repair) -> String {
    match repair {
        Repair::DropWord { .. } => text!("repair-drop-word").to_owned(),
        Repair::Shorten { words, .. } => text!("repair-shorten", what = part(words.name())),
        Repair::UseLayout { id, name } => {
            text!("repair-use-layout", name = value("layout", id, name))
        }
        Repair::ResetPlacement => text!("repair-reset-placement").to_owned(),
        Repair::CutOut => text!("repair-cut-out").to_owned(),
    }
}

/// Why a caption breaks a rule, in a sentence.
pub fn violation(violation: &Violation) -> String {
    match violation {
        Violation::TooLong { count, limit, unit } => {
            let unit = value("unit-of-text", unit, unit);
            text!("violation-too-long", count = count, limit = limit, unit = unit)
        }
        Violation::AltTooLong { count, limit } => {
            text!("violation-alt-too-long", count = count, limit = limit)
        }
        Violation::TitleTooLong { count, limit } => {
            text!("violation-title-too-long", count = count, limit = limit)
        }
        Violation::TooManyHashtags { count, limit } => {
            text!("violation-too-many-hashtags", count = count, limit = limit)
        }
        Violation::NeverWord(word) => text!("violation-never-word", word = word),
        Violation::EmojiUnwanted => text!("violation-emoji-unwanted").to_owned(),
        Violation::Refused { found, network } => {
            text!("violation-refused", found = found, network = network)
        }
        // These bind writers only, and are never shown beside the user's own text.
        Violation::Empty
        | Violation::Invented { .. }
        | Violation::Remark(_)
        | Violation::LeavesOut(_)
        | Violation::Unspecific
        | Violation::Repeated(_) => {
            text!("violation-other", what = violation.to_string())
        }
    }
}

/// Why a post is hard to read.
fn fault(fault: &PostFault) -> String {
    match fault {
        PostFault::Outside { what, by } => {
            text!("fault-outside", what = part(what), pixels = pixels(*by))
        }
        PostFault::OutOfBox { what, by } => {
            text!("fault-out-of-box", what = part(what), pixels = pixels(*by))
        }
        PostFault::Overlap { what, other } => {
            text!("fault-overlap", what = part(what), other = part(other))
        }
        PostFault::Contrast { what, ratio, needed } => {
            let [ratio, needed] = [ratio, needed].map(|one| super::decimal(f64::from(*one), 1));
            text!("fault-contrast", what = part(what), ratio = ratio, needed = needed)
        }
        PostFault::Small { what, pixels: high } => {
            text!("fault-small", what = part(what), pixels = pixels(*high))
        }
    }
}

/// Why a layout cannot show a post.
fn post_error(error: &PostError) -> String {
    match error {
        PostError::TooLong { layout, what, over, size } => text!(
            "misfit-too-long",
            what = part(what),
            layout = layout,
            size = format!("{}x{}", size.width, size.height),
            count = over,
        ),
        PostError::TooWide { layout, what, word, percent, size } => text!(
            "misfit-too-wide",
            what = part(what),
            word = word,
            percent = percent,
            layout = layout,
            size = format!("{}x{}", size.width, size.height),
        ),
        PostError::Missing { layout, what } => {
            text!("misfit-missing", layout = layout, what = part(what))
        }
        error => super::said(&error.to_string()).into_owned(),
    }
}

/// A part of a post by its name in the checks.
fn part(name: &str) -> &str {
    value("part", name, name)
}

fn pixels(length: f32) -> String {
    format!("{length:.0}")
}
