//! Colours and OKLab (Björn Ottosson 2020), in which a colour keeps its light and shade when its hue changes.
//! Knows nothing of drawings.

use brandish_colour::{linear_of, linear_of_oklab, oklab_of, to_srgb};

/// A colour in sRGB, 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rgb(
    /// Red, green and blue.
    pub [u8; 3],
);

impl Rgb {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    pub(crate) const BLACK: Self = Self([0; 3]);

    /// Reads `#rgb`, `#rrggbb`, and the eight digits with alpha, which is left out.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let values = digits.chars().map(|c| c.to_digit(16)).collect::<Option<Vec<_>>>()?;
        let byte = |high: usize, low: usize| (values[high] * 16 + values[low]) as u8;
        match values.len() {
            3 | 4 => Some(Self([byte(0, 0), byte(1, 1), byte(2, 2)])),
            6 | 8 => Some(Self([byte(0, 1), byte(2, 3), byte(4, 5)])),
            _ => None,
        }
    }

    /// As `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    pub(crate) fn lch(self) -> Lch {
        let [l, a, b] = oklab_of(linear_of(self.0));
        Lch { l, c: a.hypot(b), h: b.atan2(a) }
    }

    /// How far apart two colours are in OKLab; black and white are 1 apart.
    pub(crate) fn distance(self, other: Self) -> f32 {
        let ((l, a, b), (m, c, d)) = (self.lch().lab(), other.lch().lab());
        ((l - m).powi(2) + (a - c).powi(2) + (b - d).powi(2)).sqrt()
    }

    /// Whether it is nearer to white than to black.
    pub(crate) fn is_light(self) -> bool {
        self.lch().l > 0.6
    }

    /// Whether it is nearly white.
    pub(crate) fn is_pale(self) -> bool {
        self.lch().l > 0.88
    }

    /// The colour `share` of the way to `other`, in OKLab.
    pub(crate) fn mixed(self, other: Self, share: f32) -> Self {
        let ((l, a, b), (m, c, d)) = (self.lch().lab(), other.lch().lab());
        let mix = |from: f32, to: f32| from + (to - from) * share;
        let (l, a, b) = (mix(l, m), mix(a, c), mix(b, d));
        Lch { l, c: a.hypot(b), h: b.atan2(a) }.rgb()
    }
}

/// OKLCh: lightness 0..=1, chroma from 0 (grey) to about 0.32, hue in radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lch {
    pub l: f32,
    pub c: f32,
    pub h: f32,
}

/// Below this chroma a colour reads as grey.
pub(crate) const GREY: f32 = 0.035;

impl Lch {
    fn lab(self) -> (f32, f32, f32) {
        (self.l, self.c * self.h.cos(), self.c * self.h.sin())
    }

    fn channels(self) -> [f32; 3] {
        let (l, a, b) = self.lab();
        linear_of_oklab([l, a, b])
    }

    /// The nearest colour of sRGB with this lightness and hue: chroma is lowered until it fits.
    pub(crate) fn rgb(self) -> Rgb {
        let l = self.l.clamp(0.0, 1.0);
        let fits = |c: f32| {
            let channels = Lch { l, c, h: self.h }.channels();
            channels.iter().all(|v| (-0.000_5..=1.000_5).contains(v))
        };
        let mut chroma = self.c.max(0.0);
        if !fits(chroma) {
            let (mut low, mut high) = (0.0, chroma);
            for _ in 0..16 {
                let middle = (low + high) / 2.0;
                if fits(middle) { low = middle } else { high = middle }
            }
            chroma = low;
        }
        let channels = Lch { l, c: chroma, h: self.h }.channels();
        Rgb(channels.map(|v| (to_srgb(v.clamp(0.0, 1.0)) * 255.0).round() as u8))
    }
}

/// The distance of two hues, 0..=π.
pub(crate) fn hue_distance(one: f32, other: f32) -> f32 {
    let turn = std::f32::consts::TAU;
    let apart = (one - other).rem_euclid(turn);
    apart.min(turn - apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_survives_the_way_there_and_back() {
        for code in (0..0x0100_0000u32).step_by(4099) {
            let [_, r, g, b] = code.to_be_bytes();
            let back = Rgb([r, g, b]).lch().rgb();
            for (was, is) in [r, g, b].into_iter().zip(back.0) {
                assert!(was.abs_diff(is) <= 1, "{code:06x} became {}", back.hex());
            }
        }
    }

    #[test]
    fn hex_is_read_in_all_its_lengths() {
        assert_eq!(Rgb::from_hex("#f80"), Some(Rgb([255, 136, 0])));
        assert_eq!(Rgb::from_hex("#ff880080"), Some(Rgb([255, 136, 0])));
        assert_eq!(Rgb::from_hex("ff8800"), None);
        assert_eq!(Rgb::from_hex("#ff88zz"), None);
        assert_eq!(Rgb([255, 136, 0]).hex(), "#ff8800");
    }

    #[test]
    fn a_colour_outside_of_the_gamut_keeps_its_lightness_and_hue() {
        let wanted = Lch { l: 0.9, c: 0.4, h: 0.5 };
        let got = wanted.rgb().lch();
        assert!((got.l - 0.9).abs() < 0.01 && hue_distance(got.h, 0.5) < 0.1, "{got:?}");
    }
}
