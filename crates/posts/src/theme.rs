//! A brand's look as a post needs it: five colours by role, two typefaces, its logos, its corners.
//! Knows nothing of personas, which are mapped to it elsewhere.

use crate::{Face, Logo};
use serde::Deserialize;

/// An sRGB colour, 8 bits a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Relative luminance, 0 (black) to 1 (white); WCAG 2.2, "relative luminance".
    pub fn luminance(self) -> f32 {
        brandish_colour::luminance(brandish_colour::linear_of([self.0, self.1, self.2]))
    }

    /// Contrast ratio, 1 to 21; WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f32 {
        brandish_colour::contrast(self.luminance(), other.luminance())
    }

    /// A mix in sRGB: `share` 0 is this colour, 1 the other.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let blend =
            |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Self(blend(self.0, other.0), blend(self.1, other.1), blend(self.2, other.2))
    }
}

/// The five colours of a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub primary: Rgb,
    pub secondary: Rgb,
    pub accent: Rgb,
    /// The near-white.
    pub light: Rgb,
    /// The near-black.
    pub dark: Rgb,
}

/// What a colour is for; layouts name nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Primary,
    Secondary,
    Accent,
    Light,
    Dark,
    /// The near-white with a breath of the primary colour.
    Soft,
    /// The primary colour halfway to the near-black.
    Deep,
}

impl Palette {
    pub fn role(&self, role: Role) -> Rgb {
        match role {
            Role::Primary => self.primary,
            Role::Secondary => self.secondary,
            Role::Accent => self.accent,
            Role::Light => self.light,
            Role::Dark => self.dark,
            Role::Soft => self.light.mix(self.primary, 0.09),
            Role::Deep => self.primary.mix(self.dark, 0.6),
        }
    }

    /// A role's colour as a ground of words: moved until the palette's light or dark reads on it.
    pub fn ground(&self, role: Role) -> Rgb {
        const READS: f32 = 4.7;
        let colour = self.role(role);
        let (light, dark) = (self.light.contrast(colour), self.dark.contrast(colour));
        let (ink, end) = if light >= dark {
            (self.light, Rgb(0, 0, 0))
        } else {
            (self.dark, Rgb(255, 255, 255))
        };
        let mixes = (0..=40).map(|step| colour.mix(end, step as f32 / 40.0));
        mixes.into_iter().find(|mix| ink.contrast(*mix) >= READS).unwrap_or(colour)
    }
}

/// How a brand's posts look.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The brand's name, set in its headline face where it has no logo.
    pub name: String,
    pub palette: Palette,
    pub heading: Face,
    pub body: Face,
    /// The body's heavier cut, for calls, facts and handles.
    pub strong: Face,
    /// For light grounds.
    pub logo_light: Option<Logo>,
    /// For dark grounds.
    pub logo_dark: Option<Logo>,
    /// How round corners are: 0 sharp, 1 as the layout says, 2 very round.
    pub roundness: f32,
    /// The posts' language as a BCP 47 tag, for hyphens and for the forms of Han characters.
    pub language: String,
}
