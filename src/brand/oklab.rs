//! Oklab, a colour space in which equal distances look about equally large (Björn Ottosson, 2020,
//! <https://bottosson.github.io/posts/oklab/>). Conversions only; nothing here chooses a colour.

use super::Rgb;

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
        let [r, g, b] = shown(share.unwrap_or(0.0)).map(|c| {
            let c = c.clamp(0.0, 1.0);
            let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
            (c * 255.0).round() as u8
        });
        Rgb::new(r, g, b)
    }

    /// In linear light; outside 0..=1 where no screen can show it.
    fn linear(self) -> [f32; 3] {
        let l = (self.l + 0.396_337_78 * self.a + 0.215_803_76 * self.b).powi(3);
        let m = (self.l - 0.105_561_346 * self.a - 0.063_854_17 * self.b).powi(3);
        let s = (self.l - 0.089_484_18 * self.a - 1.291_485_5 * self.b).powi(3);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
    }
}

impl From<Rgb> for Oklab {
    fn from(colour: Rgb) -> Self {
        let [r, g, b] = colour.linear();
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        Self {
            l: 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            a: 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            b: 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        }
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
