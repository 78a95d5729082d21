//! Models that can be had: the rows of `assets/models.toml`, carried inside the program.
//! It recommends; getting a model and keeping it is not its business.

use serde::Deserialize;
use std::sync::LazyLock;

/// The recommended models.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    pub version: u32,
    /// Language models that write captions, the lightest first.
    #[serde(rename = "writer")]
    pub writers: Vec<Recommended>,
}

/// One model that can be had.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    pub name: String,
    /// In the user's words.
    pub good_at: String,
    /// The file's name where it is published.
    pub file: String,
    /// Owner and name on the Hugging Face hub.
    pub repository: String,
    /// About; a million bytes each.
    pub megabytes: u64,
    pub licence: String,
    /// What the licence means, in a sentence.
    pub terms: String,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    toml::from_str(include_str!("../../assets/models.toml")).expect("a test reads the shelf")
});

/// The shelf that came with the program.
pub fn shelf() -> &'static Shelf {
    &SHELF
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_row_says_what_it_is_where_it_is_and_on_what_terms() {
        let shelf = super::shelf();
        assert_eq!(shelf.version, 1);
        for row in &shelf.writers {
            assert!(row.file.ends_with(".gguf") && row.repository.contains('/'), "{}", row.name);
            assert!(row.megabytes > 100 && row.good_at.ends_with('.') && row.terms.ends_with('.'));
        }
        assert!(
            shelf.writers.iter().map(|row| row.megabytes).min() == Some(shelf.writers[0].megabytes)
        );
    }
}
