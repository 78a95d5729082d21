//! One sRGB colour: written as `#RRGGBB`, compared by the contrast formula of WCAG 2.2.
//! It knows nothing of palettes or of what a colour is used for.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An sRGB colour, 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

/// Why a text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a colour. Write it as #RRGGBB, for example #E4002B.")]
pub struct ColourError(pub String);

impl Rgb {
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Relative luminance, 0 (black) to 1 (white); WCAG 2.2, "relative luminance".
    pub fn luminance(self) -> f32 {
        brandish_colour::luminance(self.linear())
    }

    /// Contrast ratio with another colour, 1 to 21; WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f32 {
        brandish_colour::contrast(self.luminance(), other.luminance())
    }

    /// The channels in linear light, 0..=1 (the inverse of the sRGB transfer function, IEC 61966-2-1).
    pub fn linear(self) -> [f32; 3] {
        brandish_colour::linear_of([self.r, self.g, self.b])
    }

    /// A mix in sRGB: `share` 0 is this colour, 1 the other.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let blend = |a: u8, b: u8| {
            (f32::from(a) + (f32::from(b) - f32::from(a)) * share.clamp(0.0, 1.0)).round() as u8
        };
        Self::new(blend(self.r, other.r), blend(self.g, other.g), blend(self.b, other.b))
    }

    /// This colour moved towards black or white until it stands `ratio` against `ground`.
    /// Black or white itself where no mix reaches the ratio.
    pub fn readable_on(self, ground: Self, ratio: f32) -> Self {
        let (black, white) = (Self::new(0, 0, 0), Self::new(255, 255, 255));
        let end = if ground.contrast(white) > ground.contrast(black) { white } else { black };
        (0..=50)
            .map(|step| self.mix(end, step as f32 / 50.0))
            .find(|colour| colour.contrast(ground) >= ratio)
            .unwrap_or(end)
    }

    /// Black or white, whichever reads better on this colour.
    pub fn ink(self) -> Self {
        let (black, white) = (Self::new(0x1C, 0x1B, 0x1F), Self::new(255, 255, 255));
        if self.contrast(white) >= self.contrast(black) { white } else { black }
    }

    /// Hue in degrees, saturation and value 0..=1 (the HSV model).
    pub fn hsv(self) -> (f32, f32, f32) {
        let [r, g, b] = [self.r, self.g, self.b].map(|c| f32::from(c) / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let range = max - min;
        let hue = if range <= f32::EPSILON {
            0.0
        } else if max == r {
            60.0 * ((g - b) / range).rem_euclid(6.0)
        } else if max == g {
            60.0 * ((b - r) / range + 2.0)
        } else {
            60.0 * ((r - g) / range + 4.0)
        };
        let saturation = if max > 0.0 { range / max } else { 0.0 };
        (hue, saturation, max)
    }

    /// The everyday name of the colour, such as `teal`.
    pub fn name(self) -> &'static str {
        let (hue, saturation, value) = self.hsv();
        if value < 0.22 {
            return "black";
        }
        if saturation < 0.14 {
            return if value > 0.85 { "white" } else { "grey" };
        }
        match hue {
            h if h < 15.0 => "red",
            h if h < 40.0 && value < 0.6 => "brown",
            h if h < 40.0 => "orange",
            h if h < 68.0 => "yellow",
            h if h < 160.0 => "green",
            h if h < 196.0 => "teal",
            h if h < 245.0 => "blue",
            h if h < 295.0 => "purple",
            h if h < 345.0 => "pink",
            _ => "red",
        }
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.r, self.g, self.b)
    }
}

impl FromStr for Rgb {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let refuse = || ColourError(text.to_owned());
        let digits = text.trim().strip_prefix('#').ok_or_else(refuse)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refuse());
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| refuse());
        Ok(Self::new(channel(0)?, channel(2)?, channel(4)?))
    }
}

impl TryFrom<String> for Rgb {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl From<Rgb> for String {
    fn from(colour: Rgb) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_and_written_as_hex() {
        assert_eq!("#e4002b".parse::<Rgb>().unwrap().to_string(), "#E4002B");
        for bad in ["", "#", "E4002B", "#E4002", "#GG0000", "#é0002", "red"] {
            assert_eq!(bad.parse::<Rgb>(), Err(ColourError(bad.into())), "{bad}");
        }
    }

    #[test]
    fn black_on_white_has_the_greatest_contrast() {
        let (black, white) = (Rgb::new(0, 0, 0), Rgb::new(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-3);
        assert!((white.contrast(white) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn an_accent_is_moved_until_it_reads() {
        let yellow: Rgb = "#FFD400".parse().unwrap();
        for ground in [Rgb::new(255, 255, 255), Rgb::new(0x1B, 0x1B, 0x20)] {
            assert!(yellow.readable_on(ground, 4.5).contrast(ground) >= 4.5);
        }
    }

    #[test]
    fn colours_have_their_everyday_names() {
        for (hex, name) in [
            ("#E4002B", "red"),
            ("#F97316", "orange"),
            ("#FFD400", "yellow"),
            ("#14B8A6", "teal"),
            ("#1D4ED8", "blue"),
            ("#101014", "black"),
            ("#FAFAFA", "white"),
            ("#7A4A21", "brown"),
        ] {
            assert_eq!(hex.parse::<Rgb>().unwrap().name(), name, "{hex}");
        }
    }
}
