//! The languages of the window, and which of them a setting or a system's locale names.
//! The texts of each are in `assets/languages`; this module knows tags and names only.

use serde::{Deserialize, Serialize};

/// A language that the window is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowLanguage {
    #[default]
    English,
    German,
    Spanish,
    French,
    Italian,
    Portuguese,
    Dutch,
}

impl WindowLanguage {
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Portuguese,
        Self::Dutch,
    ];

    /// The first part of its BCP 47 tag, which is also the name of its folder of texts.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Portuguese => "pt",
            Self::Dutch => "nl",
        }
    }

    /// As its speakers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::Italian => "Italiano",
            Self::Portuguese => "Português",
            Self::Dutch => "Nederlands",
        }
    }

    /// The first language of a system's locales, such as `de_AT.UTF-8`, that the window has; English where it has none.
    pub fn of_locales<S: AsRef<str>>(locales: impl IntoIterator<Item = S>) -> Self {
        let known = |locale: S| {
            let tag = locale.as_ref().split(['-', '_', '.', '@']).next()?.to_lowercase();
            Self::ALL.into_iter().find(|language| language.tag() == tag)
        };
        locales.into_iter().find_map(known).unwrap_or_default()
    }
}

/// The language of a settings file; none, which follows the system, where this version does not know it.
pub(super) fn known_language<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<WindowLanguage>, D::Error> {
    let value = Option::<toml::Value>::deserialize(deserializer)?;
    let read = |value: toml::Value| {
        let language = value.clone().try_into::<WindowLanguage>();
        let note =
            |_: &_| tracing::warn!("the language {value} is not known; the system's is used");
        language.inspect_err(note).ok()
    };
    Ok(value.and_then(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_locale_of_the_system_decides() {
        for (locales, language) in [
            (&["de_AT.UTF-8"][..], WindowLanguage::German),
            (&["pt-BR", "en"], WindowLanguage::Portuguese),
            (&["fi-FI", "nl_NL@euro"], WindowLanguage::Dutch),
            (&["C"], WindowLanguage::English),
            (&["xx"], WindowLanguage::English),
            (&[], WindowLanguage::English),
        ] {
            assert_eq!(WindowLanguage::of_locales(locales), language, "{locales:?}");
        }
    }
}
