//! Colours and room in words that text models have read often: `vivid red`, `subject off-center`.
//! The words follow American spelling, in which most captions were written; pure tables.

use crate::brand::{Palette, Rgb};
use crate::brief::{SafeZone, Size};

/// A colour as a caption would call it: `navy blue`, `pale pink`, `cream`.
pub(super) fn colour_words(colour: Rgb) -> String {
    let (hue, saturation, value) = colour.hsv();
    let name = colour.name();
    let cold = (180.0..270.0).contains(&hue) && saturation > 0.3;
    let warm = (20.0..75.0).contains(&hue);
    match name {
        "white" if warm && saturation > 0.06 => "cream".into(),
        "white" if saturation > 0.02 => "off-white".into(),
        "black" if cold && value > 0.1 => "midnight blue".into(),
        "grey" if value < 0.45 => "charcoal gray".into(),
        "grey" if value > 0.7 => "light gray".into(),
        "grey" => "gray".into(),
        "white" | "black" | "brown" => name.into(),
        "blue" if value < 0.5 => "navy blue".into(),
        _ if value < 0.5 => format!("deep {name}"),
        "red" if saturation < 0.35 && value > 0.75 => "pale pink".into(),
        "red" if saturation < 0.65 && value > 0.75 => "coral".into(),
        _ if saturation < 0.35 && value > 0.75 => format!("pale {name}"),
        _ if saturation < 0.5 => format!("muted {name}"),
        _ if saturation > 0.75 && value > 0.8 => format!("vivid {name}"),
        _ => name.into(),
    }
}

/// The first three colours of a brand as one phrase: `vivid red, cream and navy blue color palette`.
pub(super) fn palette_words(palette: &Palette) -> String {
    let mut colours: Vec<String> = Vec::new();
    for colour in [palette.primary, palette.secondary, palette.accent] {
        let words = colour_words(colour);
        if !colours.contains(&words) {
            colours.push(words);
        }
    }
    let last = colours.pop().unwrap_or_default();
    match colours.is_empty() {
        true => format!("{last} color palette"),
        false => format!("{} and {last} color palette", colours.join(", ")),
    }
}

/// Where the subject lies and where room is left for words, by the shape of the picture.
/// `side` is 0 or 1: which of two equally right sides stays empty.
pub(super) fn composition_words(size: Size, zone: Option<&SafeZone>, side: usize) -> String {
    let ratio = size.width as f32 / size.height.max(1) as f32;
    let covered = zone.is_some_and(|zone| zone.top + zone.bottom > 0.2);
    let side = ["left", "right"][side % 2];
    match ratio {
        _ if covered || ratio < 0.7 => {
            "tall composition, subject in the middle third, empty space above and below".into()
        }
        ..0.95 => "upright composition, centered subject, empty space above".into(),
        ..1.05 => "square composition, centered subject, even margins".into(),
        _ => format!("wide composition, subject off-center, empty space on the {side}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::FORMATS;

    #[test]
    fn colours_are_called_as_captions_call_them() {
        for (hex, words) in [
            ("#E4002B", "vivid red"),
            ("#0B1F4B", "navy blue"),
            ("#FFF3DC", "cream"),
            ("#F9C6D0", "pale pink"),
            ("#14532D", "deep green"),
            ("#101014", "black"),
            ("#FFFFFF", "white"),
            ("#3A3A3C", "charcoal gray"),
        ] {
            assert_eq!(colour_words(hex.parse().unwrap()), words, "{hex}");
        }
    }

    #[test]
    fn a_palette_names_each_colour_once() {
        let red = Rgb::new(0xE4, 0, 0x2B);
        let palette = Palette { primary: red, secondary: red, accent: red, ..Palette::default() };
        assert_eq!(palette_words(&palette), "vivid red color palette");
        let words = palette_words(&Palette::default());
        assert_eq!(words, "blue, pale blue and vivid orange color palette");
    }

    #[test]
    fn every_format_gets_the_room_its_shape_needs() {
        for format in FORMATS {
            let size = Size::new(format.width, format.height);
            let words = composition_words(size, Some(&format.safe_zone), 0);
            let expected = match format.width as f32 / format.height as f32 {
                ..0.7 => "middle third",
                ..0.95 => "upright",
                ..1.05 => "square",
                _ => "off-center",
            };
            assert!(words.contains(expected), "{}: {words}", format.id);
        }
        let wide = |side| composition_words(Size::new(1600, 900), None, side);
        assert!(wide(0).ends_with("left") && wide(1).ends_with("right"));
    }
}
