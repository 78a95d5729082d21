//! How long a text is, by each network's own count.
//! Limits, and what a network refuses, are in the table of networks.

mod emoji;
mod x_links;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What a link counts on X and on Mastodon, whatever its length.
const LINK: usize = 23;

/// How a network counts a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// What people call a character: an accented letter or an emoji is one.
    Graphemes,
    /// Graphemes, but 23 for each link that has a scheme: Mastodon.
    GraphemesAndLinks,
    /// UTF-8 bytes: 1 for a plain letter, 2 for é, 3 for 日, 4 for most emoji.
    Bytes,
    /// UTF-16 units: 1 for most letters, 2 for most emoji.
    Utf16,
    /// X: see [`x_weighted`].
    XWeighted,
}

impl Count {
    pub fn of(self, text: &str) -> usize {
        match self {
            Self::Graphemes => text.graphemes(true).count(),
            Self::GraphemesAndLinks => graphemes_and_links(text),
            Self::Bytes => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::XWeighted => x_weighted(text),
        }
    }

    /// What it counts, for a sentence.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            _ => "characters",
        }
    }
}

/// The weighted length of a post on X, by the rules that it publishes as configuration 3 of twitter-text:
/// the text is composed first (NFC); a code point counts 1 in 0-4351, 8192-8205, 8208-8223 and
/// 8242-8247, and 2 elsewhere; an emoji counts 2 as a whole, a link 23.
pub fn x_weighted(text: &str) -> usize {
    let text: Vec<char> = text.nfc().collect();
    let mut links = x_links::links(&text).into_iter().peekable();
    let (mut count, mut at) = (0, 0);
    while at < text.len() {
        if let Some(link) = links.next_if(|link| link.start == at) {
            count += LINK;
            at = link.end;
        } else if let Some(length) = emoji::sequence_length(&text[at..]) {
            count += 2;
            at += length;
        } else {
            count += weight(text[at]);
            at += 1;
        }
    }
    count
}

fn weight(c: char) -> usize {
    match u32::from(c) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}

/// Mastodon finds links as X does, but only those with a scheme.
fn graphemes_and_links(text: &str) -> usize {
    let text: Vec<char> = text.chars().collect();
    let graphemes = |part: &[char]| part.iter().collect::<String>().graphemes(true).count();
    let (mut count, mut from) = (0, 0);
    for link in x_links::links(&text) {
        if x_links::has_scheme(&text[link.clone()]) {
            count += graphemes(&text[from..link.start]) + LINK;
            from = link.end;
        }
    }
    count + graphemes(&text[from..])
}

/// Whether a character is an emoji by itself.
pub fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B50 | 0x2B55 | 0x231A | 0x231B | 0x23E9..=0x23FA)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts, and what twitter-text counts of each; made by `tests/reference/make_count_fixture.mjs`.
    const CASES: &str = include_str!("../../../tests/fixtures/counts/x.json");

    #[test]
    fn x_counts_as_twitter_text_does() {
        let cases: Vec<(String, usize)> = serde_json::from_str(CASES).unwrap();
        assert!(cases.len() >= 200, "{} cases", cases.len());
        let wrong: Vec<_> = cases
            .iter()
            .map(|(text, expected)| (text, *expected, x_weighted(text)))
            .filter(|(_, expected, counted)| expected != counted)
            .collect();
        assert!(wrong.is_empty(), "text, expected, counted: {wrong:#?}");
    }

    #[test]
    fn any_text_is_counted_and_never_less_than_a_part_of_plain_letters() {
        let mut state = 7_u32;
        let parts = [
            "a", ".", "com", "/", "http://", "日", "🙂", "\u{200d}", "🇸", "@", "-", "(", "?", "é",
            " ",
        ];
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[(state >> 16) as usize % parts.len()]);
            }
            assert!(x_weighted(&text) > 0, "{text}");
            assert!(Count::GraphemesAndLinks.of(&text) > 0, "{text}");
        }
    }

    #[test]
    fn each_count_has_its_unit() {
        for (count, text, expected) in [
            (Count::Graphemes, "cafe\u{301}", 4),
            (Count::Graphemes, "👨‍👩‍👧‍👦 hi", 4),
            (Count::Graphemes, "日本語", 3),
            (Count::Bytes, "café", 5),
            (Count::Bytes, "日本語", 9),
            (Count::Bytes, "🙂", 4),
            (Count::Utf16, "café", 4),
            (Count::Utf16, "🙂", 2),
            (Count::GraphemesAndLinks, "see https://example.com/a/long/path now", 4 + 23 + 4),
            (Count::GraphemesAndLinks, "example.com", 11),
            (Count::GraphemesAndLinks, "👨‍👩‍👧‍👦", 1),
        ] {
            assert_eq!(count.of(text), expected, "{count:?}: {text}");
        }
        assert_eq!((Count::Bytes.unit(), Count::XWeighted.unit()), ("bytes", "characters"));
    }
}
