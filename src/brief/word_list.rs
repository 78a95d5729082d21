//! Lists of words and phrases, read from the files of `assets/words/`, which are part of the program.
//! A list only answers what is in it; how words are compared is its users' choice.

use std::collections::BTreeMap;

/// Words or phrases in lower case, in the order of the file.
pub(super) struct WordList(Vec<String>);

impl WordList {
    pub fn has(&self, word: &str) -> bool {
        self.0.iter().any(|item| item == word)
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The lists of a file by their names.
pub(super) type WordFile = BTreeMap<String, Vec<String>>;

/// # Panics
/// If the file is no table of lists; a test reads each.
pub(super) fn read(name: &str, text: &str) -> WordFile {
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/words/{name}: {error}"))
}

/// # Panics
/// If the file has no list of this name; a test reads each.
pub(super) fn list(file: &WordFile, name: &str) -> WordList {
    let items = file.get(&name.to_lowercase());
    WordList(items.unwrap_or_else(|| panic!("assets/words/ has no list {name}")).clone())
}

/// Declares a static for each list of a file: `COLOURS` is the list `colours`.
macro_rules! word_lists {
    ($file:literal: $($name:ident),* $(,)?) => {
        static FILE: std::sync::LazyLock<$crate::brief::word_list::WordFile> =
            std::sync::LazyLock::new(|| {
                let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/words/", $file));
                $crate::brief::word_list::read($file, text)
            });

        $(pub(super) static $name: std::sync::LazyLock<$crate::brief::word_list::WordList> =
            std::sync::LazyLock::new(|| $crate::brief::word_list::list(&FILE, stringify!($name)));)*

        #[test]
        fn every_list_of_the_file_is_used_and_holds_words_in_lower_case() {
            let lists = [$((stringify!($name), &*$name)),*];
            assert_eq!(lists.len(), FILE.len());
            for (name, list) in lists {
                assert!(list.iter().next().is_some(), "{name}");
                for item in list.iter() {
                    assert!(!item.is_empty() && item.to_lowercase() == item, "{name}: {item}");
                }
            }
        }
    };
}
pub(super) use word_lists;
