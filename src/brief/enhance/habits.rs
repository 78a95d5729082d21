//! Words for a medium and for quality, and the estimated length of a prompt in word pieces.
//! What differs between families of models is in their rows (`brief/family.rs`).

use super::lexicon::is_unspaced;
use crate::brand::Medium;

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
