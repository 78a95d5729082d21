//! Examples of details by the kind of the subject, for the hints of the fields that take them.
//! Read from `assets/copy/examples.toml`.

use super::Detail;
use super::copy_lines::{Kind, copy_of};
use crate::brand::PostLanguage;
use std::collections::HashMap;
use std::sync::LazyLock;

type Examples = HashMap<Kind, HashMap<String, String>>;

static EXAMPLES: LazyLock<Examples> = LazyLock::new(|| {
    let text = include_str!("../../../assets/copy/examples.toml");
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/copy/examples.toml: {error}"))
});

/// What a user could write of a subject such as that of the prompt; one for the home where its kind is not known.
pub fn example(detail: Detail, prompt: &str) -> &'static str {
    let kinds = PostLanguage::ALL.iter().filter_map(|language| copy_of(*language).kind_of(prompt));
    let kind = kinds.into_iter().next().unwrap_or(Kind::Home);
    EXAMPLES.get(&kind).and_then(|of_kind| of_kind.get(detail.word())).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_example_of_every_detail_and_a_prompt_finds_its_own() {
        assert_eq!(EXAMPLES.len(), 12);
        for (kind, of_kind) in EXAMPLES.iter() {
            assert_eq!(of_kind.len(), Detail::ALL.len(), "{kind:?}");
            assert!(
                Detail::ALL.iter().all(|detail| of_kind.contains_key(detail.word())),
                "{kind:?}"
            );
        }
        assert_eq!(example(Detail::Benefit, "croissant"), EXAMPLES[&Kind::Food]["benefit"]);
        assert_eq!(example(Detail::Benefit, "rote Laufschuhe"), EXAMPLES[&Kind::Wear]["benefit"]);
        assert_eq!(example(Detail::Benefit, "!"), EXAMPLES[&Kind::Home]["benefit"]);
    }
}
