//! Which illustrations a picture is composed of, and how they are painted, as the user chose them.
//! Names and options only; whether there is an illustration of a name, the engine knows.

use super::BriefError;
use super::caption::Subject;
use crate::brand::{Palette, Rgb};
use crate::units::capitalised;
use serde::{Deserialize, Serialize};
use std::fmt::{Display, Formatter};
use std::path::Path;
use std::str::FromStr;

/// The most illustrations of one picture.
pub const MAX_ELEMENTS: usize = 3;
/// The endings of drawings of the user's own.
const FILE_ENDINGS: [&str; 3] = ["svg", "png", "webp"];

/// The illustrations that a picture is composed of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ElementChoice {
    /// One to three, the main one first: names of the library, or files of the user's own. None where a model draws.
    pub names: Vec<String>,
    /// Paint them in the brand's colours; skin stays skin.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recolour: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub style: ElementStyle,
    #[serde(skip_serializing_if = "is_default")]
    pub tone: SkinTone,
    /// Single parts of them in colours of the brand, whatever `recolour` says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartColour>,
}

/// A part of an illustration in a colour of the brand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartColour {
    /// The illustration's name.
    pub element: String,
    /// Which of its coloured parts, the largest first: 0 and up.
    pub part: usize,
    pub colour: BrandColour,
}

impl Display for PartColour {
    /// As on the command line and in recipes, where parts are counted from 1: `cupcake:2=accent`.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}={}", self.element, self.part + 1, self.colour.word())
    }
}

impl FromStr for PartColour {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        let unread = || BriefError::PartUnreadable(text.to_owned());
        let (rest, colour) = text.trim().rsplit_once('=').ok_or_else(unread)?;
        let (element, number) = rest.rsplit_once(':').ok_or_else(unread)?;
        let number: usize = number.parse().map_err(|_| unread())?;
        let part = number.checked_sub(1).filter(|_| !element.is_empty()).ok_or_else(unread)?;
        Ok(Self { element: element.to_owned(), part, colour: colour.parse()? })
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! named_values {
    ($(#[$about:meta])* $name:ident, $unknown:ident: $($(#[$note:meta])* $value:ident = $word:literal, $label:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$note])* $value),* }

        impl $name {
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$value),*];

            /// As on the command line and in files.
            pub fn word(self) -> &'static str {
                match self { $(Self::$value => $word),* }
            }

            /// As in the window.
            pub fn label(self) -> &'static str {
                match self { $(Self::$value => $label),* }
            }
        }

        impl FromStr for $name {
            type Err = BriefError;

            fn from_str(text: &str) -> Result<Self, BriefError> {
                let found = Self::ALL.into_iter().find(|value| value.word() == text);
                found.ok_or_else(|| BriefError::$unknown(text.to_owned()))
            }
        }
    };
}

named_values! {
    /// How illustrations are painted.
    ElementStyle, ElementStyleUnknown:
    #[default]
    Original = "original", "As drawn";
    /// Without gradients and shadows.
    Flat = "flat", "Flat";
    /// Lines in the brand's dark colour.
    Outline = "outline", "Outline";
    /// With a white rim.
    Sticker = "sticker", "Sticker";
    /// Without colour.
    Grey = "grey", "Grey";
}

named_values! {
    /// The colour of skin, of the illustrations that show people.
    SkinTone, SkinToneUnknown:
    /// The yellow of no particular skin.
    #[default]
    Yellow = "yellow", "Yellow skin";
    Light = "light", "Light skin";
    MediumLight = "medium-light", "Medium light skin";
    Medium = "medium", "Medium skin";
    MediumDark = "medium-dark", "Medium dark skin";
    Dark = "dark", "Dark skin";
}

named_values! {
    /// A colour of the brand's palette.
    BrandColour, BrandColourUnknown:
    #[default]
    Primary = "primary", "Primary";
    Secondary = "secondary", "Secondary";
    Accent = "accent", "Accent";
    Light = "light", "Light";
    Dark = "dark", "Dark";
}

impl BrandColour {
    pub fn of(self, palette: &Palette) -> Rgb {
        match self {
            Self::Primary => palette.primary,
            Self::Secondary => palette.secondary,
            Self::Accent => palette.accent,
            Self::Light => palette.light,
            Self::Dark => palette.dark,
        }
    }
}

impl ElementChoice {
    /// Whether no illustration is chosen.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is nothing in it.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Takes all illustrations out, and what was chosen for their parts.
    pub fn clear(&mut self) {
        self.names.clear();
        self.parts.clear();
    }

    /// Adds an illustration, or takes it out; a fourth replaces the last.
    pub fn toggle(&mut self, name: &str) {
        match self.names.iter().position(|known| known == name) {
            Some(at) => {
                self.names.remove(at);
                self.parts.retain(|part| part.element != name);
            }
            None => {
                self.names.truncate(MAX_ELEMENTS - 1);
                self.names.push(name.to_owned());
                self.parts.retain(|part| self.names.contains(&part.element));
            }
        }
    }

    /// The colour that was chosen for a part of an illustration.
    pub fn part_colour(&self, element: &str, part: usize) -> Option<BrandColour> {
        let is_it = |one: &&PartColour| one.element == element && one.part == part;
        self.parts.iter().find(is_it).map(|one| one.colour)
    }

    /// Gives a part of an illustration a colour, or with none the one it has otherwise.
    pub fn paint_part(&mut self, element: &str, part: usize, colour: Option<BrandColour>) {
        self.parts.retain(|one| one.element != element || one.part != part);
        let element = element.to_owned();
        self.parts.extend(colour.map(|colour| PartColour { element, part, colour }));
    }

    /// The names in words: `cupcake and hot beverage`.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.names.iter().map(|name| element_words(name)).collect();
        match words.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{} and {last}", others.join(", "))
            }
            _ => words.concat(),
        }
    }

    /// What a picture of them shows, for people who cannot see it: `A cupcake and a hot beverage, side by side`.
    pub fn description(&self) -> String {
        let with_article = |name: &String| {
            let words = element_words(name);
            Subject::of(&words).map_or(words, |subject| subject.with_article())
        };
        let things: Vec<String> = self.names.iter().map(with_article).collect();
        let text = match things.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{} and {last}, side by side", others.join(", "))
            }
            _ => format!("{}, in the middle", things.concat()),
        };
        capitalised(&text)
    }

    pub(super) fn check(&self) -> Result<(), BriefError> {
        let count = self.names.len();
        if count > MAX_ELEMENTS {
            return Err(BriefError::TooManyElements(count));
        }
        match self.parts.iter().find(|part| !self.names.contains(&part.element)) {
            Some(part) => Err(BriefError::PartOfOther(part.element.clone())),
            None => Ok(()),
        }
    }
}

/// Whether a name is the path of a file of the user's own.
pub fn is_element_file(name: &str) -> bool {
    let ending = Path::new(name).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    FILE_ENDINGS.contains(&ending.as_str())
}

/// An illustration's name in words: `hot-beverage` is “hot beverage”, and a file is its name without folder and ending.
pub fn element_words(name: &str) -> String {
    let stem = match is_element_file(name) {
        true => Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        false => name.to_owned(),
    };
    stem.replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_takes_an_illustration_out_and_a_fourth_replaces_the_last() {
        let mut choice = ElementChoice::default();
        for name in ["pizza", "hamburger", "pizza", "bread", "cookie", "cupcake"] {
            choice.toggle(name);
        }
        assert_eq!(choice.names, ["hamburger", "bread", "cupcake"]);
        assert_eq!(choice.words(), "hamburger, bread and cupcake");
        let description = "A hamburger, bread and a cupcake, side by side";
        assert_eq!(choice.description(), description);
        choice.names.truncate(1);
        assert_eq!(choice.description(), "A hamburger, in the middle");
    }

    #[test]
    fn a_part_has_one_colour_and_goes_with_its_illustration() {
        let mut choice = ElementChoice::default();
        choice.toggle("cupcake");
        choice.toggle("pizza");
        choice.paint_part("cupcake", 1, Some(BrandColour::Accent));
        choice.paint_part("cupcake", 1, Some(BrandColour::Dark));
        choice.paint_part("pizza", 0, Some(BrandColour::Light));
        assert_eq!(choice.part_colour("cupcake", 1), Some(BrandColour::Dark));
        assert_eq!(choice.part_colour("cupcake", 0), None);
        choice.paint_part("pizza", 0, None);
        let words: Vec<String> = choice.parts.iter().map(PartColour::to_string).collect();
        assert_eq!(words, ["cupcake:2=dark"]);
        assert_eq!(words[0].parse(), Ok(choice.parts[0].clone()));
        choice.toggle("cupcake");
        assert!(choice.parts.is_empty());
        for wrong in
            ["cupcake", "cupcake:2", "cupcake=dark", "cupcake:0=dark", ":1=dark", "a:1=mauve"]
        {
            assert!(wrong.parse::<PartColour>().is_err(), "{wrong}");
        }
        choice.paint_part("bread", 0, Some(BrandColour::Dark));
        assert_eq!(choice.check(), Err(BriefError::PartOfOther("bread".into())));
    }

    #[test]
    fn names_and_files_are_told_apart_and_read_as_words() {
        assert!(is_element_file("/home/ann/Our_Logo.SVG") && !is_element_file("hot-beverage"));
        assert_eq!(element_words("/home/ann/Our_Logo.SVG"), "Our Logo");
        assert_eq!(element_words("hot-beverage"), "hot beverage");
    }

    #[test]
    fn words_of_styles_and_tones_are_read_back() {
        for style in ElementStyle::ALL {
            assert_eq!(style.word().parse(), Ok(style));
        }
        for tone in SkinTone::ALL {
            assert_eq!(tone.word().parse(), Ok(tone));
        }
        let error = "neon".parse::<ElementStyle>().unwrap_err().to_string();
        assert!(error.contains("neon") && error.contains("sticker"), "{error}");
    }
}
