//! Examples of details by the kind of the subject, for the hints of the fields that take them, in the language of the brand.
//! Read from `examples.toml` of each language in `assets/copy/`.

use super::Detail;
use super::copy_lines::{Examples, Kind, copy_of};
use crate::brand::PostLanguage;

/// What a user could write of a subject such as that of the prompt; one for the home where its kind is not known, or has
/// none.
pub fn example(detail: Detail, prompt: &str, language: PostLanguage) -> &'static str {
    let kinds = PostLanguage::ALL.iter().filter_map(|language| copy_of(*language).kind_of(prompt));
    let kind = kinds.into_iter().next().unwrap_or(Kind::Home);
    let examples: &'static Examples = &copy_of(language).examples;
    let of_kind = |kind| examples.get(&kind).and_then(|of_kind| of_kind.get(detail.word()));
    of_kind(kind).or_else(|| of_kind(Kind::Home)).map_or("", String::as_str)
}

/// The subject and the call to action of a brand's sample post that has none of its own.
pub fn sample_words(language: PostLanguage) -> (&'static str, &'static str) {
    let copy = copy_of(language);
    (&copy.sample_subject, &copy.sample_call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_example_in_every_language_and_a_prompt_finds_its_own() {
        for language in PostLanguage::ALL {
            let examples = &copy_of(*language).examples;
            assert_eq!(examples.len(), 12, "{language:?}");
            for (kind, of_kind) in examples {
                let is_known =
                    |word: &String| Detail::ALL.iter().any(|detail| detail.word() == word);
                assert!(
                    of_kind.keys().all(is_known) && of_kind.len() >= 2,
                    "{language:?} {kind:?}"
                );
            }
            assert_eq!(examples[&Kind::Home].len(), Detail::ALL.len(), "{language:?}");
            let found = |prompt| example(Detail::Benefit, prompt, *language);
            assert_eq!(found("croissant"), examples[&Kind::Food]["benefit"]);
            assert_eq!(found("rote Laufschuhe"), examples[&Kind::Wear]["benefit"]);
            assert_eq!(found("!"), examples[&Kind::Home]["benefit"]);
            assert!(!example(Detail::Proof, "coffee", *language).is_empty());
        }
    }
}
