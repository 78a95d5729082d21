//! A style preset: a named look with a `{prompt}` place for the user's words, one TOML file each.
//! Text in, values out; the shipped ones are carried inside the program, where others lie is not known here.

use crate::brand::{Medium, is_reserved};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

/// The version of the file that is written.
pub const STYLE_VERSION: i64 = 1;
/// Where the user's words go in a style's prompt.
pub const PROMPT_PLACEHOLDER: &str = "{prompt}";

/// No style file is longer, in bytes.
const MAX_BYTES: usize = 64 << 10;
/// The most characters of a style's prompt, and of all that it leaves out.
pub(super) const MAX_STYLE_CHARS: usize = 1_000;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/styles");

/// The short name a style is called by in files, on the command line and in history, such as `flat-lay`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StyleId(pub String);

impl std::fmt::Display for StyleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A look that can be chosen for a picture, with any brand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StylePreset {
    pub id: StyleId,
    /// The name people see; short enough for a chip.
    pub name: String,
    /// What it is good for, in a line.
    #[serde(default)]
    pub about: String,
    /// What the picture is made as.
    #[serde(default)]
    pub medium: Medium,
    /// The words around the user's, with `{prompt}` exactly once.
    pub prompt: String,
    /// Equally right words for the light; the seed chooses one.
    #[serde(default)]
    pub light: Vec<String>,
    /// Equally right words for the lens; the seed chooses one.
    #[serde(default)]
    pub lens: Vec<String>,
    /// What would spoil it.
    #[serde(default)]
    pub negative: Vec<String>,
}

/// Why a style was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StyleError {
    #[error("The style file cannot be read: {0}")]
    Unreadable(String),
    #[error("A style needs a name, and this one leaves it empty.")]
    NoName,
    #[error("“{0}” cannot be a style id: use small letters, digits and hyphens, 64 at most.")]
    BadId(String),
    #[error(
        "The style's prompt must hold {PROMPT_PLACEHOLDER} exactly once, and it holds it {0} times."
    )]
    Places(usize),
    #[error(
        "The style is too long: {MAX_STYLE_CHARS} characters are the most for its prompt and for what it leaves out."
    )]
    TooLong,
    #[error("This style was written by a newer Brandish (format {0}). Update Brandish to use it.")]
    TooNew(i64),
}

impl StylePreset {
    /// Reads a style from the text of its TOML file and checks it.
    ///
    /// # Errors
    /// A sentence for the user about the first thing that is wrong.
    pub fn from_toml(text: &str) -> Result<Self, StyleError> {
        if text.len() > MAX_BYTES {
            return Err(StyleError::Unreadable("it is larger than 64 KB".into()));
        }
        let unreadable = |error: toml::de::Error| StyleError::Unreadable(error.to_string());
        let mut table: Table = toml::from_str(text).map_err(unreadable)?;
        match table.remove("version") {
            Some(Value::Integer(STYLE_VERSION)) => {}
            Some(Value::Integer(version)) if version > STYLE_VERSION => {
                return Err(StyleError::TooNew(version));
            }
            _ => return Err(StyleError::Unreadable("it does not begin with “version = 1”".into())),
        }
        let style: Self = Value::Table(table).try_into().map_err(unreadable)?;
        style.check()?;
        Ok(style)
    }

    /// The text of its TOML file.
    pub fn to_toml(&self) -> String {
        let fields = toml::to_string(self).expect("a style is plain text");
        format!("version = {STYLE_VERSION}\n{fields}")
    }

    /// Whether every value is one that the program can work with.
    pub fn check(&self) -> Result<(), StyleError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let id = &self.id.0;
        if !(1..=64).contains(&id.len()) || !id.chars().all(plain) {
            return Err(StyleError::BadId(id.clone()));
        }
        if self.name.trim().is_empty() {
            return Err(StyleError::NoName);
        }
        match self.prompt.matches(PROMPT_PLACEHOLDER).count() {
            1 => {}
            count => return Err(StyleError::Places(count)),
        }
        let lists = [&self.light, &self.lens, &self.negative];
        let length = |texts: &[String]| texts.iter().map(|text| text.chars().count()).sum();
        let longest = lists.map(|list| length(list)).into_iter().max().unwrap_or(0);
        if self.prompt.chars().count().max(longest) > MAX_STYLE_CHARS {
            return Err(StyleError::TooLong);
        }
        Ok(())
    }

    /// The words before the user's and those after.
    pub fn around(&self) -> (&str, &str) {
        self.prompt.split_once(PROMPT_PLACEHOLDER).unwrap_or(("", ""))
    }
}

impl StyleId {
    /// An id made of a name, different from all that are `taken`, and none that is a device of Windows.
    pub(super) fn of_name(name: &str, taken: impl Fn(&StyleId) -> bool) -> StyleId {
        let lower = name.to_lowercase();
        let words =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut id = words.collect::<Vec<_>>().join("-");
        id.truncate(48);
        let id = id.trim_matches('-');
        let id = if id.is_empty() { "style" } else { id };
        (1..)
            .map(|n| StyleId(if n == 1 { id.to_owned() } else { format!("{id}-{n}") }))
            .find(|id| !taken(id) && !is_reserved(&id.0))
            .expect("numbers do not end")
    }
}

/// Every shipped style, in the order of the menu.
///
/// # Panics
/// If a file in `assets/styles/` is not a valid style; a test reads them all.
pub fn shipped_styles() -> Vec<StylePreset> {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    files
        .into_iter()
        .map(|file| {
            let text = file.contents_utf8().expect("style files are UTF-8");
            StylePreset::from_toml(text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.path().display()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_shipped_style_is_read_and_has_one_place_for_the_prompt() {
        let styles = shipped_styles();
        assert!(styles.len() >= 14, "{}", styles.len());
        let ids: HashSet<_> = styles.iter().map(|style| &style.id).collect();
        assert_eq!(ids.len(), styles.len());
        for style in &styles {
            assert_eq!(style.prompt.matches(PROMPT_PLACEHOLDER).count(), 1, "{}", style.id);
            assert!(style.name.chars().count() <= 16, "{} does not fit a chip", style.name);
            assert!(!style.about.is_empty() && !style.negative.is_empty(), "{}", style.id);
            assert_eq!(style.medium == Medium::Photo, !style.lens.is_empty(), "{}", style.id);
        }
        for medium in [Medium::Photo, Medium::ThreeD, Medium::Flat] {
            assert!(styles.iter().filter(|style| style.medium == medium).count() >= 3);
        }
    }

    #[test]
    fn a_style_survives_the_round_trip_through_its_file() {
        for style in shipped_styles() {
            assert_eq!(StylePreset::from_toml(&style.to_toml()), Ok(style));
        }
    }

    #[test]
    fn a_bad_style_is_refused_with_a_reason() {
        let good = shipped_styles().remove(0);
        let refused = |change: &dyn Fn(&mut StylePreset)| {
            let mut style = good.clone();
            change(&mut style);
            StylePreset::from_toml(&style.to_toml()).unwrap_err()
        };
        assert_eq!(refused(&|style| style.prompt = "mug".into()), StyleError::Places(0));
        let twice = refused(&|style| style.prompt = "{prompt} {prompt}".into());
        assert_eq!(twice, StyleError::Places(2));
        assert_eq!(refused(&|style| style.name = " ".into()), StyleError::NoName);
        assert_eq!(refused(&|style| style.id = StyleId("../x".into())), {
            StyleError::BadId("../x".into())
        });
        assert_eq!(refused(&|style| style.light = vec!["x".repeat(1_001)]), StyleError::TooLong);
        assert_eq!(StylePreset::from_toml("version = 7"), Err(StyleError::TooNew(7)));
        for text in ["", "version = 1", "version = \"1\"", "name = 3", "\0", "version = 1\nx = 2"] {
            assert!(matches!(StylePreset::from_toml(text), Err(StyleError::Unreadable(_))));
        }
    }
}
