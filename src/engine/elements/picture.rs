//! A picture composed of illustrations: those of a spec, painted as chosen, on the ground of the brand.
//! The same spec gives the same pixels; which illustrations suit a prompt is decided elsewhere.

use super::ElementLibrary;
use crate::brand::{Palette, Rgb};
use crate::brief::{
    Backdrop, ElementChoice, ElementStyle, PictureSpec, Size, SkinTone, is_element_file,
};
use crate::job::Failure;
use brandish_elements::{
    Drawing, ElementError, Ground, Part, Pixels, Recolour, Rgb as Ink, SceneRequest, Style, Tone,
    count_in, read_own_file, scene,
};
use image::RgbaImage;
use std::collections::HashSet;
use std::path::Path;

/// The finished picture of a spec that names illustrations, at the size that is delivered.
///
/// # Errors
/// `Unfit`, where one of them cannot be drawn.
pub fn element_picture(library: &ElementLibrary, spec: &PictureSpec) -> Result<RgbaImage, Failure> {
    let palette = spec.persona().map(|persona| persona.palette);
    let ground = (spec.backdrop() == Backdrop::Transparent).then_some(Ground::Transparent);
    let base = spec.backdrop().colour_of(palette.as_ref());
    let Size { width, height } = spec.deliver();
    let colours = palette.map(|palette| inks(&palette).to_vec()).unwrap_or_default();
    let drawings = drawings(library, spec.elements(), palette.as_ref())?;
    let request = SceneRequest {
        drawings: &drawings,
        count: count_in(spec.prompt()),
        colours: colours.get(..3).unwrap_or_default(),
        base: base.map(ink),
        aspect: width as f32 / height as f32,
        // Where one colour was asked for, there is one colour.
        ground: ground.or(matches!(spec.backdrop(), Backdrop::Colour(_)).then_some(Ground::Plain)),
        seed: spec.seed(),
    };
    let drawn = scene(&request).and_then(|scene| scene.drawing.pixels(width, height));
    drawn.map(image).map_err(|error| unfit(&error))
}

/// The subject of the same picture with nothing behind it, for a post that brings its own ground: a square of `side` pixels.
///
/// # Errors
/// As [`element_picture`].
pub fn element_cutout(
    library: &ElementLibrary,
    (choice, prompt, seed): (&ElementChoice, &str, u64),
    palette: Option<&Palette>,
    side: u32,
) -> Result<RgbaImage, Failure> {
    let drawings = drawings(library, choice, palette)?;
    let count = count_in(prompt);
    let drawn = match drawings.as_slice() {
        [one] if count == 1 => one.pixels(side, side),
        drawings => {
            let ground = Some(Ground::Transparent);
            let request = SceneRequest {
                drawings,
                count,
                colours: &[],
                base: None,
                aspect: 1.0,
                ground,
                seed,
            };
            scene(&request).and_then(|scene| scene.drawing.pixels(side, side))
        }
    };
    drawn.map(image).map_err(|error| unfit(&error))
}

/// One illustration as it would be painted, small, for the window to choose from.
///
/// # Errors
/// In the user's words.
pub fn draw_element(
    library: &ElementLibrary,
    (name, choice): (&str, &ElementChoice),
    palette: Option<&Palette>,
    side: u32,
) -> Result<RgbaImage, String> {
    let drawing = drawing(library, name, choice, palette).map_err(|error| error.to_string())?;
    drawing.pixels(side, side).map(image).map_err(|error| error.to_string())
}

fn drawings(
    library: &ElementLibrary,
    choice: &ElementChoice,
    palette: Option<&Palette>,
) -> Result<Vec<Drawing>, Failure> {
    let one = |name: &String| {
        drawing(library, name, choice, palette).map_err(|error| match is_element_file(name) {
            true => Failure::Unfit { detail: format!("{name}: {error}") },
            false => unfit(&error),
        })
    };
    choice.names.iter().map(one).collect()
}

/// An illustration as it was drawn, and the colours of skin in it.
fn drawn(
    library: &ElementLibrary,
    name: &str,
    choice: &ElementChoice,
) -> Result<(Drawing, HashSet<Ink>), ElementError> {
    if is_element_file(name) {
        return Ok((read_own_file(Path::new(name))?, HashSet::new()));
    }
    let library = library.library().map_err(ElementError::Damaged)?;
    // Of several, those without skin have one tone.
    let tone = if library.element(name)?.tones { tone(choice.tone) } else { Tone::Yellow };
    Ok((library.drawing(name, tone)?, library.skin(name, tone)?))
}

fn drawing(
    library: &ElementLibrary,
    name: &str,
    choice: &ElementChoice,
    palette: Option<&Palette>,
) -> Result<Drawing, ElementError> {
    let (drawing, skin) = drawn(library, name, choice)?;
    let dark = palette.map_or(Ink([32, 33, 40]), |palette| ink(palette.dark));
    let is_recoloured = choice.recolour || choice.parts.iter().any(|part| part.element == name);
    let recoloured = match (choice.style, palette.filter(|_| is_recoloured)) {
        (ElementStyle::Grey, _) => drawing.recoloured(&Recolour::Grey, &HashSet::new())?,
        (_, Some(palette)) => {
            let colours = part_colours(name, choice, palette, drawing.parts(&skin)?.len());
            drawing.recoloured(&Recolour::Each(colours), &skin)?
        }
        (_, None) => drawing,
    };
    Ok(recoloured.styled(match choice.style {
        ElementStyle::Original | ElementStyle::Grey => Style::Original,
        ElementStyle::Flat => Style::Flat,
        ElementStyle::Outline => Style::Outline(dark),
        ElementStyle::Sticker => Style::Sticker,
    }))
}

/// The colours that the parts of an illustration get; none where one stays as it is drawn.
fn part_colours(
    name: &str,
    choice: &ElementChoice,
    palette: &Palette,
    parts: usize,
) -> Vec<Option<Ink>> {
    let inks = inks(palette);
    let colour = |part: usize| match choice.part_colour(name, part) {
        Some(colour) => Some(ink(colour.of(palette))),
        None => choice.recolour.then(|| inks[part % 3]),
    };
    (0..parts).map(colour).collect()
}

/// The colours of an illustration's parts as it is painted, the largest part first; none for a drawing without any, such
/// as a photograph.
///
/// # Errors
/// In the user's words.
pub fn element_parts(
    library: &ElementLibrary,
    (name, choice): (&str, &ElementChoice),
    palette: Option<&Palette>,
) -> Result<Vec<Rgb>, String> {
    let (drawing, skin) = drawn(library, name, choice).map_err(|error| error.to_string())?;
    let parts = drawing.parts(&skin).map_err(|error| error.to_string())?;
    let painted = palette.map(|palette| part_colours(name, choice, palette, parts.len()));
    let painted = painted.unwrap_or_else(|| vec![None; parts.len()]);
    let colour = |(part, painted): (&Part, Option<Ink>)| {
        let [r, g, b] = painted.unwrap_or(part.colour).0;
        Rgb::new(r, g, b)
    };
    Ok(parts.iter().zip(painted).map(colour).collect())
}

/// Primary, secondary, accent and dark.
fn inks(palette: &Palette) -> [Ink; 4] {
    [palette.primary, palette.secondary, palette.accent, palette.dark].map(ink)
}

fn ink(colour: Rgb) -> Ink {
    Ink([colour.r, colour.g, colour.b])
}

fn tone(tone: SkinTone) -> Tone {
    match tone {
        SkinTone::Yellow => Tone::Yellow,
        SkinTone::Light => Tone::Light,
        SkinTone::MediumLight => Tone::MediumLight,
        SkinTone::Medium => Tone::Medium,
        SkinTone::MediumDark => Tone::MediumDark,
        SkinTone::Dark => Tone::Dark,
    }
}

fn image(pixels: Pixels) -> RgbaImage {
    RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba)
        .expect("a drawing has four bytes for each of its pixels")
}

fn unfit(error: &ElementError) -> Failure {
    Failure::Unfit { detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::{BrandColour, Brief, Enhance};

    fn library() -> ElementLibrary {
        ElementLibrary::in_assets(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets"))
    }

    fn spec(library: &ElementLibrary, change: impl FnOnce(&mut Brief)) -> PictureSpec {
        let mut brief = Brief { prompt: "two burgers".into(), seed: Some(3), ..Brief::default() };
        brief.elements.names = vec!["hamburger".into()];
        brief.enhance = Enhance::Off;
        change(&mut brief);
        let persona = &starters()[0];
        let brief = brief.for_elements();
        PictureSpec::from_brief(&brief, Some(persona), library.traits(), 1).unwrap().remove(0)
    }

    #[test]
    fn the_ground_is_the_colour_that_was_chosen_and_fills_every_format() {
        let library = library();
        let palette = starters()[0].look.palette;
        for (backdrop, colour) in [
            (Backdrop::Primary, palette.primary),
            (Backdrop::Light, palette.light),
            (Backdrop::Colour(Rgb::new(255, 255, 255)), Rgb::new(255, 255, 255)),
        ] {
            for size in [Size::new(256, 256), Size::new(256, 456), Size::new(456, 256)] {
                let spec = spec(&library, |brief| (brief.backdrop, brief.size) = (backdrop, size));
                let picture = element_picture(&library, &spec).unwrap();
                assert_eq!(picture.dimensions(), (size.width, size.height));
                let ink = [colour.r, colour.g, colour.b, 255];
                let ground = picture.pixels().filter(|pixel| pixel.0 == ink).count() as f32;
                assert!(ground > 0.15 * (size.width * size.height) as f32, "{backdrop} {size}");
            }
        }
        let clear = spec(&library, |brief| brief.backdrop = Backdrop::Transparent);
        let picture = element_picture(&library, &clear).unwrap();
        assert_eq!(picture.get_pixel(1, 1)[3], 0);
    }

    #[test]
    fn one_part_gets_a_colour_of_the_brand_and_the_others_keep_theirs() {
        let library = library();
        let palette = starters()[0].look.palette;
        let mut choice =
            ElementChoice { names: vec!["cupcake".into()], ..ElementChoice::default() };
        let parts = |choice: &ElementChoice| {
            element_parts(&library, ("cupcake", choice), Some(&palette)).unwrap()
        };
        let drawn = parts(&choice);
        assert!(drawn.len() > 1, "{drawn:?}");
        choice.paint_part("cupcake", 1, Some(BrandColour::Secondary));
        let painted = parts(&choice);
        assert_eq!(painted[1], palette.secondary);
        assert_eq!((painted[0], &painted[2..]), (drawn[0], &drawn[2..]));
        let picture = |choice: &ElementChoice| {
            draw_element(&library, ("cupcake", choice), Some(&palette), 96).unwrap()
        };
        let before = picture(&ElementChoice::default());
        let after = picture(&choice);
        let pixels = || before.pixels().zip(after.pixels());
        let changed = pixels().filter(|(one, other)| one != other).count();
        let visible = pixels().filter(|(one, _)| one[3] > 0).count();
        assert!(changed > 50 && changed < visible * 4 / 5, "{changed} of {visible}");
        choice.paint_part("cupcake", 9, Some(BrandColour::Dark));
        let error = library.check(&choice).unwrap_err().to_string();
        assert!(error.contains("there is no part 10"), "{error}");
    }

    #[test]
    fn the_same_spec_gives_the_same_bytes_and_every_option_changes_them() {
        let library = library();
        let small = |brief: &mut Brief| brief.size = Size::new(128, 128);
        let drawn = |change: &dyn Fn(&mut Brief)| {
            let spec = spec(&library, |brief| {
                small(brief);
                change(brief);
            });
            element_picture(&library, &spec).unwrap()
        };
        let plain = drawn(&|_| {});
        assert_eq!(plain, drawn(&|_| {}));
        for change in [
            |brief: &mut Brief| brief.elements.recolour = true,
            |brief: &mut Brief| brief.elements.style = ElementStyle::Sticker,
            |brief: &mut Brief| brief.elements.names.push("french-fries".into()),
            |brief: &mut Brief| brief.prompt = "a burger".into(),
            |brief: &mut Brief| brief.seed = Some(4),
            |brief: &mut Brief| brief.elements.paint_part("hamburger", 0, Some(BrandColour::Dark)),
        ] {
            assert_ne!(plain, drawn(&change));
        }
    }
}
