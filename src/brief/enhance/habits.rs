//! What each family of models is used to: how much it reads, whether it knows styles and what to leave out.
//! One row a family; which model belongs to which is the catalog's knowledge.

use super::lexicon::is_unspaced;
use crate::brand::Medium;
use crate::brief::Family;

/// What the enhancer must know of a family.
pub(super) struct Habits {
    /// Whether words for style, light, lens and composition change its pictures.
    pub styles: bool,
    /// Whether it is told what to leave out, besides what the user wrote there.
    pub avoids: bool,
    /// How many word pieces of a prompt it reads.
    pub pieces: usize,
    /// Whether it takes words for the lens and for quality; short prompts have no room for them.
    pub finish: bool,
    /// What its pictures suffer from.
    pub negative: &'static [&'static str],
}

/// MiniLM as Spark was trained with it: 16 pieces, of which two are marks.
const SPARK: Habits =
    Habits { styles: false, avoids: false, pieces: 14, finish: false, negative: &[] };
/// CLIP's text model: 77 pieces, of which two are marks.
const STABLE_DIFFUSION: Habits = Habits {
    styles: true,
    avoids: true,
    pieces: 75,
    finish: true,
    negative: &["blurry", "low quality", "deformed", "text", "watermark", "logo"],
};
/// The same text model; one to four steps follow a short prompt better, and guidance is off.
const TURBO: Habits =
    Habits { styles: true, avoids: false, pieces: 40, finish: false, negative: &[] };

impl Habits {
    pub(super) fn of(family: Family) -> &'static Self {
        match family {
            Family::Spark => &SPARK,
            Family::StableDiffusion => &STABLE_DIFFUSION,
            Family::Turbo => &TURBO,
        }
    }
}

/// Words for a medium, where no style brings its own.
pub(super) fn medium_words(medium: Medium) -> Option<&'static str> {
    match medium {
        Medium::Any => None,
        Medium::Photo => Some("photograph"),
        Medium::ThreeD => Some("3D render"),
        Medium::Flat => Some("flat vector illustration"),
    }
}

/// Words that ask for care; more than these two make pictures look alike.
pub(super) fn quality_words(medium: Medium) -> &'static str {
    match medium {
        Medium::Photo => "sharp focus, fine detail",
        Medium::ThreeD => "clean render, fine detail",
        Medium::Flat => "clean edges, crisp shapes",
        Medium::Any => "fine detail",
    }
}

/// How many word pieces a text has for a text model, as a guess that is seldom too low: common
/// words are one piece, long ones two, and letters beyond English one to three each.
pub(super) fn pieces(text: &str) -> usize {
    let (mut count, mut run) = (0, 0);
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            run += 1;
            continue;
        }
        count += usize::div_ceil(std::mem::take(&mut run), 10);
        count += match c {
            c if c.is_whitespace() => 0,
            c if c.is_ascii() => 1,
            c if is_unspaced(c) => 3,
            _ => 2,
        };
    }
    count + run.div_ceil(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_counted_as_a_text_model_would_about() {
        for (text, count) in [
            ("", 0),
            ("red running shoes", 3),
            ("a photograph, soft light", 5),
            ("flat vector illustration", 4),
            ("85 mm lens", 4),
            ("茶", 3),
        ] {
            assert_eq!(pieces(text), count, "{text}");
        }
    }
}
