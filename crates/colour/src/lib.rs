//! Formulas of colour, each in one place: the transfer function of sRGB, Oklab, relative luminance and contrast.
//! A channel is 0..=1; which colours there are, and how they are written, is not known here.

use std::sync::OnceLock;

/// A channel of sRGB in linear light; IEC 61966-2-1.
pub fn to_linear(channel: f32) -> f32 {
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

/// A channel of linear light in sRGB, the inverse of [`to_linear`].
pub fn to_srgb(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// [`to_linear`] and [`to_srgb`] from tables, for whole pictures: within 0..=1 they differ by less than 0.00003.
pub struct TransferTables {
    linear: Vec<f32>,
    srgb: Vec<f32>,
}

impl TransferTables {
    /// The tables, made once in a process.
    pub fn get() -> &'static TransferTables {
        static TABLES: OnceLock<TransferTables> = OnceLock::new();
        TABLES.get_or_init(|| {
            let table = |of: fn(f32) -> f32| {
                // One entry more, so that 1 has a next one too.
                (0..=STEPS + 1).map(|step| of(step as f32 / STEPS as f32)).collect()
            };
            TransferTables { linear: table(to_linear), srgb: table(to_srgb) }
        })
    }

    /// As [`to_linear`], of a channel that is clamped to 0..=1.
    pub fn to_linear(&self, channel: f32) -> f32 {
        interpolated(&self.linear, channel)
    }

    /// As [`to_srgb`], of light that is clamped to 0..=1.
    pub fn to_srgb(&self, light: f32) -> f32 {
        interpolated(&self.srgb, light)
    }
}

/// Steps from 0 to 1 in a table.
const STEPS: usize = 4096;

fn interpolated(table: &[f32], value: f32) -> f32 {
    let place = value.clamp(0.0, 1.0) * STEPS as f32;
    let step = place as usize;
    let (from, to) = (table[step], table[step + 1]);
    from + (to - from) * (place - step as f32)
}

/// The channels of an 8-bit sRGB colour in linear light.
pub fn linear_of(bytes: [u8; 3]) -> [f32; 3] {
    bytes.map(|byte| to_linear(f32::from(byte) / 255.0))
}

/// Lightness (0 black, 1 white), green to red, blue to yellow, of linear light;
/// <https://bottosson.github.io/posts/oklab/>.
pub fn oklab_of([r, g, b]: [f32; 3]) -> [f32; 3] {
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// The linear light of a colour in Oklab, the inverse of [`oklab_of`]; outside 0..=1 where no screen can show it.
pub fn linear_of_oklab([l, a, b]: [f32; 3]) -> [f32; 3] {
    let long = (l + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let middle = (l - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let short = (l - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * long - 3.307_711_6 * middle + 0.230_969_94 * short,
        -1.268_438 * long + 2.609_757_4 * middle - 0.341_319_38 * short,
        -0.004_196_086 * long - 0.703_418_6 * middle + 1.707_614_7 * short,
    ]
}

/// Relative luminance of linear light, 0 (black) to 1 (white); WCAG 2.2, "relative luminance".
pub fn luminance([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast ratio of two relative luminances, 1 to 21; WCAG 2.2, "contrast ratio".
pub fn contrast(one: f32, other: f32) -> f32 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_survives_the_way_to_oklab_and_back() {
        for code in (0..0x0100_0000u32).step_by(4099) {
            let [_, r, g, b] = code.to_be_bytes();
            let back = linear_of_oklab(oklab_of(linear_of([r, g, b])));
            for (was, is) in [r, g, b].into_iter().zip(back) {
                let is = to_srgb(is.clamp(0.0, 1.0)) * 255.0;
                assert!((f32::from(was) - is).abs() < 0.5, "{code:06x}: {was} became {is}");
            }
        }
    }

    #[test]
    fn tables_give_what_the_formulas_give() {
        let tables = TransferTables::get();
        for step in 0..=100_000 {
            let value = step as f32 / 100_000.0;
            assert!((tables.to_linear(value) - to_linear(value)).abs() < 3e-5, "{value}");
            assert!((tables.to_srgb(value) - to_srgb(value)).abs() < 3e-5, "{value}");
        }
        assert!((tables.to_srgb(7.0) - 1.0).abs() < 1e-6 && tables.to_linear(-1.0) == 0.0);
    }

    #[test]
    fn known_values_are_met() {
        assert!((contrast(luminance([1.0; 3]), luminance([0.0; 3])) - 21.0).abs() < 1e-4);
        // The value that Oklab's author gives for pure red.
        let red = oklab_of([1.0, 0.0, 0.0]);
        assert!(red.iter().zip([0.628, 0.225, 0.126]).all(|(is, was)| (is - was).abs() < 2e-3));
        assert!((to_linear(0.5) - 0.214).abs() < 1e-3);
    }
}
