//! The texts of one language: parsed once from `assets/languages/<tag>/*.ftl`, which are compiled into the program.
//! A text that a language lacks is shown in English.

use crate::files::WindowLanguage;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use include_dir::{Dir, include_dir};
use std::collections::HashMap;
use std::sync::OnceLock;

static LANGUAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/languages");

static CATALOGUES: [OnceLock<Catalogue>; WindowLanguage::ALL.len()] =
    [const { OnceLock::new() }; WindowLanguage::ALL.len()];

/// The texts of a language.
pub struct Catalogue {
    /// Those without values, formatted once: a frame only looks them up.
    fixed: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// That of a language; the first call for it parses its files.
    pub fn of(language: WindowLanguage) -> &'static Self {
        CATALOGUES[language as usize].get_or_init(|| Self::parse(language))
    }

    fn parse(language: WindowLanguage) -> Self {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks around values would be drawn as boxes, and every language here is written from left to right.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for language in [WindowLanguage::English, language] {
            for source in sources(language) {
                keys.extend(keys_of(source).map(str::to_owned));
                let resource = FluentResource::try_new(source.to_owned());
                bundle.add_resource_overriding(resource.unwrap_or_else(|(read, errors)| {
                    tracing::error!("texts of {} cannot be read: {errors:?}", language.tag());
                    read
                }));
            }
        }
        let mut fixed = HashMap::new();
        for key in keys {
            let mut errors = Vec::new();
            let pattern = bundle.get_message(&key).and_then(|message| message.value());
            let text = pattern.map(|pattern| bundle.format_pattern(pattern, None, &mut errors));
            // One that needs values has an error for each.
            if let Some(text) = text.filter(|_| errors.is_empty()) {
                let text = text.into_owned();
                fixed.insert(key, text);
            }
        }
        Self { fixed, bundle }
    }

    /// A text without values.
    pub fn fixed(&self, key: &str) -> Option<&str> {
        self.fixed.get(key).map(String::as_str)
    }

    /// A text with values; its key where there is none.
    pub fn with_values(&self, key: &str, values: &FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(key);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(values), &mut errors);
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text.into_owned()
    }
}

/// The files of a language.
pub fn sources(language: WindowLanguage) -> impl Iterator<Item = &'static str> {
    let files = LANGUAGES.get_dir(language.tag()).into_iter().flat_map(Dir::files);
    files.filter_map(|file| file.contents_utf8())
}

/// The keys of a file: a text begins with its key at the start of a line.
pub fn keys_of(source: &str) -> impl Iterator<Item = &str> {
    let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    source.lines().filter(begins).filter_map(|line| Some(line.split_once('=')?.0.trim_end()))
}
