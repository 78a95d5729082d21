//! Oklab, a colour space in which equal distances look about equally large (Björn Ottosson, 2020,
//! <https://bottosson.github.io/posts/oklab/>). Conversions only; nothing here chooses a colour.

use super::Rgb;
use brandish_colour::{linear_of_oklab, oklab_of, to_srgb};

/// A colour in Oklab: lightness 0 (black) to 1 (white), and two axes from green to red and from
/// blue to yellow, about -0.4 to 0.4.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Oklab {
    pub l: f32,
    pub a: f32,
    pub b: f32,
}

impl Oklab {
    /// By lightness, chroma (0 is grey) and hue in radians.
    pub fn polar(l: f32, chroma: f32, hue: f32) -> Self {
        Self { l, a: chroma * hue.cos(), b: chroma * hue.sin() }
    }

    /// How far it is from grey.
    pub fn chroma(self) -> f32 {
        self.a.hypot(self.b)
    }

    /// In radians; of no meaning for greys.
    pub fn hue(self) -> f32 {
        self.b.atan2(self.a)
    }

    /// 0.02 is hardly seen, 0.3 is another colour.
    pub fn distance(self, other: Self) -> f32 {
        self.distance_squared(other).sqrt()
    }

    pub(super) fn distance_squared(self, other: Self) -> f32 {
        (self.l - other.l).powi(2) + (self.a - other.a).powi(2) + (self.b - other.b).powi(2)
    }

    /// The sRGB colour; what no screen can show is made paler until it can.
    pub fn rgb(self) -> Rgb {
        let l = self.l.clamp(0.0, 1.0);
        let shown = |share: f32| Self { l, a: self.a * share, b: self.b * share }.linear();
        let fits = |linear: [f32; 3]| linear.iter().all(|c| (-0.001..=1.001).contains(c));
        let share = (0..=40).map(|step| 1.0 - step as f32 / 40.0).find(|s| fits(shown(*s)));
        let [r, g, b] =
            shown(share.unwrap_or(0.0)).map(|c| (to_srgb(c.clamp(0.0, 1.0)) * 255.0).round() as u8);
        Rgb::new(r, g, b)
    }

    /// In linear light; outside 0..=1 where no screen can show it.
    fn linear(self) -> [f32; 3] {
        linear_of_oklab([self.l, self.a, self.b])
    }
}

impl From<Rgb> for Oklab {
    fn from(colour: Rgb) -> Self {
        let [l, a, b] = oklab_of(colour.linear());
        Self { l, a, b }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_survives_the_way_there_and_back() {
        for hex in ["#000000", "#FFFFFF", "#FF5A36", "#12355B", "#00FF00", "#808080"] {
            let colour: Rgb = hex.parse().unwrap();
            assert_eq!(Oklab::from(colour).rgb(), colour);
        }
    }

    #[test]
    fn white_is_light_and_grey_and_red_is_neither() {
        let white = Oklab::from(Rgb::new(255, 255, 255));
        assert!((white.l - 1.0).abs() < 1e-3 && white.chroma() < 1e-3);
        // The value its author gives for pure red.
        let red = Oklab::from(Rgb::new(255, 0, 0));
        assert!(red.distance(Oklab { l: 0.628, a: 0.225, b: 0.126 }) < 2e-3, "{red:?}");
    }

    #[test]
    fn what_no_screen_shows_is_made_paler_and_keeps_its_lightness() {
        let wild = Oklab::polar(0.6, 0.5, 2.5);
        let shown = Oklab::from(wild.rgb());
        assert!((shown.l - 0.6).abs() < 0.02 && shown.chroma() < 0.3, "{shown:?}");
    }
}
