//! The languages that captions are written in, and which of them a brand's tag names.
//! The lines of each are in `assets/copy/`; this module knows tags and names only.

use super::Language;

macro_rules! languages {
    ($($name:ident = $tag:literal, $own:literal;)*) => {
        /// A language that the built-in writer writes.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum PostLanguage { #[default] $($name),* }

        impl PostLanguage {
            pub const ALL: &[Self] = &[$(Self::$name),*];
            /// The languages by their own names, in the order of [`ALL`](Self::ALL).
            pub const NAMES: &[&str] = &[$($own),*];

            /// The first part of its BCP 47 tag.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),* }
            }

            /// As its speakers call it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $own),* }
            }
        }
    };
}

languages! {
    English = "en", "English";
    German = "de", "Deutsch";
    Spanish = "es", "Español";
    French = "fr", "Français";
    Italian = "it", "Italiano";
    Portuguese = "pt", "Português";
    Dutch = "nl", "Nederlands";
}

impl Language {
    /// The language of captions that the tag names, whatever its region; English for none.
    pub fn of_posts(&self) -> Option<PostLanguage> {
        let code = self.0.trim().split(['-', '_']).next().unwrap_or("").to_lowercase();
        if code.is_empty() {
            return Some(PostLanguage::English);
        }
        PostLanguage::ALL.iter().copied().find(|language| language.tag() == code)
    }

    /// Chooses a language by its own name. A region of the same language stays: `en-GB` for English.
    pub(super) fn choose(&mut self, name: &str) {
        let chosen = PostLanguage::ALL.iter().find(|language| language.name() == name);
        if let Some(chosen) = chosen.filter(|chosen| self.of_posts() != Some(**chosen)) {
            self.0 = chosen.tag().to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_one_of_the_languages_or_none() {
        for (tag, language) in [
            ("en-GB", Some(PostLanguage::English)),
            ("", Some(PostLanguage::English)),
            ("de_AT", Some(PostLanguage::German)),
            ("PT-br", Some(PostLanguage::Portuguese)),
            ("xx", None),
            ("english", None),
        ] {
            assert_eq!(Language(tag.into()).of_posts(), language, "{tag}");
        }
    }

    #[test]
    fn choosing_a_language_keeps_its_region() {
        let mut language = Language("en-GB".into());
        language.choose("English");
        assert_eq!(language.0, "en-GB");
        language.choose("Nederlands");
        assert_eq!(language.0, "nl");
        language.choose("Klingon");
        assert_eq!(language.0, "nl");
    }
}
