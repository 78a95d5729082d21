//! The words by which a text claims something in a language other than English: days, feasts, currencies, promises.
//! Read from `assets/copy/<language>/checks.toml`; how they are compared is the part of `claims`.

use crate::brand::PostLanguage;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/copy");

/// The lists of a language, in lower case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimWords {
    /// Weekdays, months, days that depend on today, and feasts.
    pub dates: Vec<String>,
    /// Dates of several words: `this week`.
    pub date_phrases: Vec<String>,
    pub currencies: Vec<String>,
    /// Numbers in words.
    pub numbers: Vec<String>,
    /// What a number in words counts where it is a claim.
    pub measures: Vec<String>,
    /// Promises that are a fact or a lie, never mere mood.
    pub promises: Vec<String>,
    /// What a model says of its task, not of the picture.
    pub remarks: Vec<String>,
}

static WORDS: LazyLock<HashMap<PostLanguage, ClaimWords>> = LazyLock::new(|| {
    let others = PostLanguage::ALL.iter().filter(|language| **language != PostLanguage::English);
    others.map(|language| (*language, read(*language))).collect()
});

/// The lists of a language; `None` for English, whose lists are always looked through.
pub(super) fn claim_words(language: PostLanguage) -> Option<&'static ClaimWords> {
    WORDS.get(&language)
}

/// # Panics
/// If the file cannot be read; a test reads them all.
fn read(language: PostLanguage) -> ClaimWords {
    let name = format!("{}/checks.toml", language.tag());
    let file = FILES.get_file(&name).expect("every language has its file");
    let text = file.contents_utf8().expect("lists are UTF-8");
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/copy/{name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_every_language_holds_words_in_lower_case() {
        for language in PostLanguage::ALL {
            let Some(words) = claim_words(*language) else { continue };
            let lists = [
                &words.dates,
                &words.date_phrases,
                &words.currencies,
                &words.numbers,
                &words.measures,
                &words.promises,
                &words.remarks,
            ];
            for list in lists {
                assert!(!list.is_empty(), "{language:?}");
                assert!(
                    list.iter().all(|word| word.to_lowercase() == *word),
                    "{language:?}: {list:?}"
                );
            }
        }
    }
}
