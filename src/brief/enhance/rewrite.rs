//! The gate for a prompt that a language model rewrote: the user's words must have survived, in order.
//! Who rewrites, and with which model, is not known here.

use super::lexicon::NormalizedText;
use crate::brief::MAX_PROMPT_CHARS;
use unicode_segmentation::UnicodeSegmentation;

/// Why a rewritten prompt was refused; the rules' own prompt then goes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewriteRefused {
    #[error("The rewritten prompt lost “{0}”.")]
    Lost(String),
    #[error("The rewritten prompt shows {0}, which the brand never shows.")]
    NeverShown(String),
    #[error("The rewritten prompt is empty or too long.")]
    Length,
}

/// A rewritten prompt on one line, if every word of the subject stands in it in the same order and it
/// names nothing of `never_show` that the subject does not name.
///
/// # Errors
/// The first word that was lost, or what should never be shown.
pub fn accept_rewrite(
    subject: &str,
    rewritten: &str,
    never_show: &[String],
) -> Result<String, RewriteRefused> {
    let text = rewritten.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().count() > MAX_PROMPT_CHARS {
        return Err(RewriteRefused::Length);
    }
    let mut written = pieces(&text).into_iter();
    for word in pieces(subject) {
        if !written.any(|other| other == word) {
            return Err(RewriteRefused::Lost(word));
        }
    }
    let (asked, got) = (NormalizedText::of(subject), NormalizedText::of(&text));
    match never_show.iter().find(|never| got.mention(never) && !asked.mention(never)) {
        Some(never) => Err(RewriteRefused::NeverShown(never.clone())),
        None => Ok(text),
    }
}

/// The words of a text without case, with signs that carry meaning (`%`, `&`, emoji) but without
/// punctuation. Scripts without spaces fall into their letters.
fn pieces(text: &str) -> Vec<String> {
    const PUNCTUATION: &str = ".,;:!?¿¡'\"“”‘’„«»()[]{}-–—…、。，！？「」";
    text.split_word_bounds()
        .filter(|piece| !piece.chars().all(|c| c.is_whitespace() || PUNCTUATION.contains(c)))
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(subject: &str, rewritten: &str) -> Result<String, RewriteRefused> {
        accept_rewrite(subject, rewritten, &["neon".into()])
    }

    #[test]
    fn a_rewrite_that_keeps_every_word_in_order_is_taken() {
        for (subject, rewritten) in [
            ("red running shoes", "A pair of red, light running shoes on\n a track"),
            ("Two mugs!", "two steaming mugs"),
            ("50% more café", "a poster of 50% more of the café"),
            ("緑茶", "a cup of 緑茶 at dawn"),
            ("neon sign", "a neon sign at dusk"),
        ] {
            assert!(accept(subject, rewritten).is_ok(), "{rewritten}");
        }
    }

    #[test]
    fn a_rewrite_that_loses_swaps_or_changes_a_word_is_refused() {
        let lost = |word: &str| Err(RewriteRefused::Lost(word.into()));
        assert_eq!(accept("red running shoes", "crimson running shoes"), lost("red"));
        assert_eq!(accept("red running shoes", "running red shoes"), lost("running"));
        assert_eq!(accept("two mugs", "two mug"), lost("mugs"));
        assert_eq!(accept("two two mugs", "two mugs"), lost("two"));
        assert_eq!(accept("50% more", "50 more"), lost("%"));
        assert_eq!(accept("緑茶", "緑の湯"), lost("茶"));
    }

    #[test]
    fn a_rewrite_that_shows_what_the_brand_never_shows_or_is_no_prompt_is_refused() {
        assert_eq!(
            accept("mug", "mug under neons"),
            Err(RewriteRefused::NeverShown("neon".into()))
        );
        assert_eq!(accept("mug", " \n"), Err(RewriteRefused::Length));
        assert_eq!(accept("mug", &"mug ".repeat(900)), Err(RewriteRefused::Length));
    }
}
