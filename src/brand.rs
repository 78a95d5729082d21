//! A persona is a brand's voice, look and words, in one readable TOML file.
//! This module holds and checks the values; it knows nothing of pictures, models or disks.

mod address;
mod colour;
mod field;
mod file;
mod language;
mod oklab;
mod package;
mod product;
mod quantise;
mod starters;

pub use address::{is_handle, is_link};
pub use colour::{ColourError, Rgb};
pub use field::{FIELDS, Field, Kind, Section};
pub(crate) use file::is_reserved;
pub use file::{FORMAT_VERSION, PersonaError};
pub use language::PostLanguage;
pub use oklab::Oklab;
pub use package::{MAX_PACKAGE_BYTES, PackageError, PersonaPackage, is_what_it_says};
pub use product::{MAX_PRODUCT_FACT, MAX_PRODUCTS, Product, ProductError};
pub use starters::starters;

use serde::{Deserialize, Serialize};

/// The short name of a persona in files, on the command line and in history, such as `stride`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonaId(pub String);

impl std::fmt::Display for PersonaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A brand: who it is, how it speaks, what it looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    pub id: PersonaId,
    /// The name people see.
    pub name: String,
    /// What the brand promises, in one line.
    #[serde(default)]
    pub promise: String,
    /// Who it speaks to.
    #[serde(default)]
    pub audience: String,
    /// The account's name, with its `@`; empty for none.
    #[serde(default)]
    pub handle: String,
    /// Where a post leads; empty for nowhere.
    #[serde(default)]
    pub link: String,
    /// What a first picture of this brand could show.
    #[serde(default)]
    pub sample_prompt: String,
    #[serde(default)]
    pub voice: Voice,
    #[serde(default)]
    pub look: Look,
    /// What it sells or shows, in the order of the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
}

/// How a brand sounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Voice {
    /// In a sentence.
    pub sound: String,
    /// What its posts are written in, as a BCP 47 tag such as `en-GB`.
    pub language: Language,
    /// -2 serious to 2 playful.
    pub playful: Tone,
    /// -2 plain to 2 rich in images.
    pub rich: Tone,
    /// -2 cool to 2 warm.
    pub warm: Tone,
    pub person: Person,
    pub emoji: EmojiUse,
    pub reading: Reading,
    pub words_to_use: Vec<String>,
    pub words_to_avoid: Vec<String>,
    /// Standing hashtags, with their `#`.
    pub hashtags: Vec<String>,
    pub calls_to_action: Vec<String>,
    /// Posts that sound right.
    pub sample_posts: Vec<String>,
}

/// What a brand looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    pub medium: Medium,
    /// Words for the look of its pictures, most important first.
    pub visual_style: Vec<String>,
    /// What its pictures never show.
    pub never_show: Vec<String>,
    /// Names of font files beside the persona's; empty for the program's own.
    pub heading_font: String,
    pub body_font: String,
    /// The program's own fonts, where the brand has none.
    #[serde(skip_serializing_if = "FontMood::is_by_voice")]
    pub font_mood: FontMood,
    #[serde(skip_serializing_if = "Corners::is_by_voice")]
    pub corners: Corners,
    /// Names of picture files beside the persona's: for light grounds and for dark ones.
    pub logo_light: String,
    pub logo_dark: String,
    pub palette: Palette,
}

/// A place on a scale from -2 to 2; 0 is neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct Tone(i8);

impl Tone {
    /// The nearest place on the scale.
    pub fn new(value: i8) -> Self {
        Self(value.clamp(-2, 2))
    }

    pub fn value(self) -> i8 {
        self.0
    }
}

impl TryFrom<i8> for Tone {
    type Error = String;

    fn try_from(value: i8) -> Result<Self, String> {
        let refused = || format!("{value} is off the scale; a tone lies between -2 and 2");
        (-2..=2).contains(&value).then_some(Self(value)).ok_or_else(refused)
    }
}

impl From<Tone> for i8 {
    fn from(tone: Tone) -> i8 {
        tone.0
    }
}

/// The language of a brand's posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(pub String);

impl Default for Language {
    fn default() -> Self {
        Self("en".into())
    }
}

/// Declares a choice: its values with the word in files, which is also the word on its button.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$default:meta])? $value:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name { $($(#[$default])? #[serde(rename = $word)] $value),+ }

        impl $name {
            pub const WORDS: &[&str] = &[$($word),+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$value),)+ _ => None }
            }
        }
    };
}

choice! {
    /// Who says it.
    Person { #[default] We = "we", I = "I", Brand = "the brand" }
}
choice! {
    /// How many emoji a post may carry.
    EmojiUse { None = "none", #[default] Few = "few", Many = "many" }
}
choice! {
    /// How hard a post may be to read.
    Reading { Simple = "simple", #[default] Everyday = "everyday", Expert = "expert" }
}
choice! {
    /// What its pictures are made as.
    Medium { #[default] Any = "any", Photo = "photo", ThreeD = "3d", Flat = "flat" }
}

choice! {
    /// Which of the bundled pairs of fonts a brand's posts are set in.
    FontMood {
        #[default] ByVoice = "by its voice", Modern = "modern", Sporty = "sporty", Elegant = "elegant", Warm = "warm",
        Friendly = "friendly", Technical = "technical", Editorial = "editorial", Lively = "lively",
    }
}
choice! {
    /// How round the corners of a brand's posts are.
    Corners {
        #[default] ByVoice = "by its voice", Sharp = "sharp", Soft = "soft", Round = "round", VeryRound = "very round",
    }
}

impl FontMood {
    fn is_by_voice(&self) -> bool {
        *self == Self::ByVoice
    }
}

impl Corners {
    fn is_by_voice(&self) -> bool {
        *self == Self::ByVoice
    }
}

/// The five colours of a brand, by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// The colour the brand is known by; the window's accent and the backdrop's middle.
    pub primary: Rgb,
    pub secondary: Rgb,
    pub accent: Rgb,
    /// The brand's near-white.
    pub light: Rgb,
    /// The brand's near-black.
    pub dark: Rgb,
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            primary: Rgb::new(0x3B, 0x5B, 0xDB),
            secondary: Rgb::new(0xA5, 0xB4, 0xFC),
            accent: Rgb::new(0xF5, 0x9F, 0x00),
            light: Rgb::new(0xF8, 0xF9, 0xFA),
            dark: Rgb::new(0x1A, 0x1B, 0x2E),
        }
    }
}

impl Palette {
    /// The colours in the order they are shown as swatches.
    pub fn swatches(&self) -> [(&'static str, Rgb); 5] {
        [
            ("primary", self.primary),
            ("secondary", self.secondary),
            ("accent", self.accent),
            ("light", self.light),
            ("dark", self.dark),
        ]
    }

    /// Pairs that text is set in and that cannot be read well: less than 4.5 to 1, the AA level of
    /// WCAG 2.2, success criterion 1.4.3. Each in a sentence that says what to do.
    pub fn warnings(&self) -> Vec<String> {
        let mut pairs = vec![
            ("dark", self.dark, "light", self.light),
            ("dark", self.dark, "secondary", self.secondary),
        ];
        // On the primary colour stands whichever reads better.
        if self.dark.contrast(self.primary) < READS_WELL {
            pairs.push(("light", self.light, "primary", self.primary));
        }
        let weak = |(ink, a, ground, b): (&str, Rgb, &str, Rgb)| {
            let ratio = a.contrast(b);
            let (darken, lighten) = if ink == "dark" { (ink, ground) } else { (ground, ink) };
            (ratio < READS_WELL).then(|| {
                format!(
                    "Text in “{ink}” on “{ground}” has a contrast of {ratio:.1}; 4.5 reads well. \
                     Make “{darken}” darker or “{lighten}” lighter."
                )
            })
        };
        pairs.into_iter().filter_map(weak).collect()
    }

    /// The nearest palette without [`warnings`](Self::warnings): light made lighter only where black
    /// itself would not read on it, the others moved until their text reads.
    pub fn readable(&self) -> Self {
        if self.warnings().is_empty() {
            return *self;
        }
        let (black, white) = (Rgb::new(0, 0, 0), Rgb::new(255, 255, 255));
        let moved = |colour: Rgb, to: Rgb, ground: Rgb| {
            // On the side of `to`: a dark that is lighter than the light is no dark.
            let beyond = |mix: &Rgb| {
                (mix.luminance() > ground.luminance()) == (to == white)
                    && mix.contrast(ground) >= READS_WELL
            };
            let mut mixes = (0..=50).map(|step| colour.mix(to, step as f32 / 50.0));
            mixes.find(beyond).unwrap_or(to)
        };
        let light = moved(self.light, white, black);
        let dark = moved(self.dark, black, light);
        Self {
            primary: moved(self.primary, black, light),
            secondary: moved(self.secondary, white, dark),
            accent: self.accent,
            light,
            dark,
        }
    }
}

/// The contrast at which ordinary text reads well: WCAG 2.2, level AA.
const READS_WELL: f32 = 4.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_contrast_is_told_with_what_to_do() {
        let grey = Palette { primary: "#808080".parse().unwrap(), ..Palette::default() };
        let warnings = grey.warnings();
        let expected = "Text in “light” on “primary” has a contrast of 3.7; 4.5 reads well. \
                        Make “primary” darker or “light” lighter.";
        assert_eq!(warnings, [expected]);
        assert!(Palette::default().warnings().is_empty());
        let yellow = Palette { primary: "#FFD400".parse().unwrap(), ..Palette::default() };
        assert!(yellow.warnings().is_empty(), "dark text reads on it");
    }

    #[test]
    fn no_starter_begins_with_a_warning() {
        for persona in starters() {
            assert_eq!(persona.look.palette.warnings(), Vec::<String>::new(), "{}", persona.id);
        }
    }

    #[test]
    fn every_palette_can_be_made_readable() {
        let greys = |step: u8| Rgb::new(step, step, step);
        let mut palettes: Vec<_> = starters().iter().map(|persona| persona.look.palette).collect();
        for (light, dark) in [(0, 255), (255, 255), (0, 0), (128, 128), (20, 90), (250, 180)] {
            let (light, dark) = (greys(light), greys(dark));
            palettes.push(Palette { light, dark, ..Palette::default() });
        }
        for palette in palettes {
            let readable = palette.readable();
            assert_eq!(readable.warnings(), Vec::<String>::new(), "{palette:?}");
            if palette.warnings().is_empty() {
                assert_eq!(readable, palette);
            }
        }
    }
}
