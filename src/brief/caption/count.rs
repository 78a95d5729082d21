//! How long a text is, by each network's own count.

use super::claims::links;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What a link counts on X, whatever its length.
const X_LINK: usize = 23;

/// How a network counts a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// What people call a character: an accented letter or an emoji is one.
    Graphemes,
    /// X: see [`x_weighted`].
    XWeighted,
}

impl Count {
    pub fn of(self, text: &str) -> usize {
        match self {
            Self::Graphemes => text.graphemes(true).count(),
            Self::XWeighted => x_weighted(text),
        }
    }
}

/// The weighted length of a post on X, as published in its "Counting characters" (configuration 3):
/// the text is composed first (NFC); a code point counts 1 in 0-4351, 8192-8205, 8208-8223 and
/// 8242-8247, and 2 elsewhere; an emoji counts 2 as a whole, a link 23.
pub fn x_weighted(text: &str) -> usize {
    let text: String = text.nfc().collect();
    let links = links(&text);
    let mut count = links.len() * X_LINK;
    let mut from = 0;
    for link in links {
        count += graphemes(&text[from..link.start]);
        from = link.end;
    }
    count + graphemes(&text[from..])
}

fn graphemes(text: &str) -> usize {
    text.graphemes(true)
        .map(|one| if is_emoji_sequence(one) { 2 } else { one.chars().map(weight).sum() })
        .sum()
}

fn weight(c: char) -> usize {
    match u32::from(c) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}

/// Whether several code points make one emoji: joined, with a skin tone, a flag, or a keycap.
/// An emoji of a single code point lies outside the light ranges and counts 2 by itself.
fn is_emoji_sequence(grapheme: &str) -> bool {
    let signs = |c: char| {
        matches!(u32::from(c), 0xFE0F | 0x20E3 | 0x1F3FB..=0x1F3FF | 0x1F1E6..=0x1F1FF)
            || is_pictograph(c)
    };
    grapheme.chars().nth(1).is_some() && grapheme.chars().any(signs)
}

/// Whether a character is an emoji by itself.
pub fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B50 | 0x2B55 | 0x231A | 0x231B | 0x23E9..=0x23FA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_counts_by_its_published_rules() {
        let cases = [
            ("hello", 5),
            ("", 0),
            ("café", 4),
            ("cafe\u{301}", 4),    // composed before it is counted
            ("日本語", 6),         // CJK counts 2 each
            ("“quoted”—yes…", 14), // the ellipsis, U+2026, is 8230: outside the light ranges
            ("🙂", 2),
            ("👨‍👩‍👧‍👦", 2), // a family of four, joined
            ("👍🏽", 2),
            ("🇸🇪", 2),
            ("1️⃣", 2),
            ("see https://example.com/a/very/long/path?with=much", 4 + 23),
            ("example.com", 23),
            ("a b", 3),
            ("ᄀ", 2), // 4352, the first code point after the light range
            ("ჿ", 1),  // 4351, the last within it
        ];
        for (text, expected) in cases {
            assert_eq!(x_weighted(text), expected, "{text}");
        }
    }

    #[test]
    fn the_weight_of_every_code_point_is_one_or_two_and_sums_over_plain_text() {
        let mut state = 7_u32;
        for _ in 0..2_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let Some(c) = char::from_u32(state % 0x3_0000) else { continue };
            let one: String = std::iter::once(c).nfc().collect();
            // A letter between keeps neighbours from joining into one grapheme.
            let both = x_weighted(&format!("x{c} {c}x"));
            let each: usize = one.chars().map(weight).sum();
            if !is_emoji_sequence(&one) && one.graphemes(true).count() == 1 && !c.is_control() {
                assert!((1..=2).contains(&weight(c)));
                assert!(both >= 3 && both <= 3 + 2 * each.max(2), "{c:?}");
            }
        }
    }

    #[test]
    fn other_networks_count_what_people_see() {
        assert_eq!(Count::Graphemes.of("cafe\u{301}"), 4);
        assert_eq!(Count::Graphemes.of("👨‍👩‍👧‍👦 hi"), 4);
        assert_eq!(Count::Graphemes.of("日本語"), 3);
    }
}
