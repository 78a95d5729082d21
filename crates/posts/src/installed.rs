//! The fonts that are installed on this system, and a line of text painted in one of them.
//! Which one a brand uses, and who copies its file, is not known here.

use crate::canvas::Canvas;
use crate::text::{Shaper, Style};
use crate::{Face, FontError, Fonts, Rgb, Size};
use parley::fontique::{
    Collection, CollectionOptions, FontInfo, FontStyle, FontWeight, SourceKind,
};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// One installed font that has a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledFont {
    /// Family and cut, such as `Barlow Bold Italic`.
    pub name: String,
    pub path: PathBuf,
}

/// A painted line of text: RGBA with premultiplied alpha, 8 bits a channel, white ink.
#[derive(Clone, Debug)]
pub struct FontSample {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// The cuts by their weights.
const WEIGHTS: [(f32, &str); 9] = [
    (100.0, "Thin"),
    (200.0, "Extra Light"),
    (300.0, "Light"),
    (400.0, ""),
    (500.0, "Medium"),
    (600.0, "Semi Bold"),
    (700.0, "Bold"),
    (800.0, "Extra Bold"),
    (900.0, "Black"),
];
/// The widest and highest sample, pixels.
const WIDEST: f32 = 1_200.0;
const HIGHEST: f32 = 200.0;

/// The installed fonts by name, each file once. Reads the disk. Files of several fonts and formats other than TTF and
/// OTF are left out: a brand keeps one file for one font.
pub fn installed_fonts() -> Vec<InstalledFont> {
    let options = CollectionOptions { shared: false, system_fonts: true };
    listed(&mut Collection::new(options))
}

fn listed(collection: &mut Collection) -> Vec<InstalledFont> {
    let names: Vec<String> = collection.family_names().map(str::to_owned).collect();
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for name in names {
        let Some(family) = collection.family_by_name(&name) else { continue };
        for font in family.fonts() {
            let Some(path) = file_of(font).filter(|path| seen.insert(path.to_path_buf())) else {
                continue;
            };
            found
                .push(InstalledFont { name: cut_name(family.name(), font), path: path.to_owned() });
        }
    }
    found.sort_by_cached_key(|font| (font.name.to_lowercase(), font.path.clone()));
    // The same font in two formats is one choice.
    found.dedup_by(|one, other| one.name == other.name);
    found
}

/// The file of a font that is the only one in it.
fn file_of(font: &FontInfo) -> Option<&Path> {
    let SourceKind::Path(path) = font.source().kind() else { return None };
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    (font.index() == 0 && matches!(ending.as_str(), "ttf" | "otf")).then_some(&**path)
}

fn cut_name(family: &str, font: &FontInfo) -> String {
    let weight = |weight: FontWeight| weight.value();
    let near = |one: &&(f32, &str)| (one.0 - weight(font.weight())).abs() < 50.0;
    let cut = WEIGHTS.iter().find(near).map_or("", |(_, cut)| cut);
    let slant = match font.style() {
        FontStyle::Normal => "",
        FontStyle::Italic | FontStyle::Oblique(_) => "Italic",
    };
    let width = match font.width().ratio() {
        ..0.99 => "Condensed",
        1.01.. => "Expanded",
        _ => "",
    };
    // Some families have their width or cut in their own name.
    let new = |part: &&str| !part.is_empty() && !family.contains(*part);
    let parts = [width, cut, slant];
    std::iter::once(family).chain(parts.into_iter().filter(new)).collect::<Vec<_>>().join(" ")
}

/// Paints a text in a font's file. `size` is the height of its letters in pixels.
///
/// # Errors
/// Where the bytes are no font.
pub fn font_sample(bytes: Vec<u8>, text: &str, size: f32) -> Result<FontSample, FontError> {
    let (fonts, face): (Fonts, Face) = Fonts::of_one(bytes)?;
    let style = Style { face: &face, leading: 1.0, tracking: 0.0 };
    let mut shaped = Shaper::new(&fonts, "en").shape(text, &style, &[]);
    let block = shaped.block(size, WIDEST * 4.0, 0.0);
    // Room for what reaches over the capitals and below the baseline.
    let around = size * 0.5;
    let width = (block.width + size * 0.4).min(WIDEST).ceil().max(1.0);
    let height = (block.height + around * 2.0).min(HIGHEST).ceil().max(1.0);
    let size = Size::new(width as u32, height as u32);
    let mut canvas = Canvas::new(size);
    for run in &block.runs {
        canvas.glyphs(run, (around * 0.2, around), Rgb(255, 255, 255));
    }
    let pixels = canvas.into_pixels();
    let rgba = pixels.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]);
    Ok(FontSample { width: size.width, height: size.height, rgba: rgba.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_of_a_folder_are_named_by_family_and_cut() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/posts");
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut collection = Collection::new(options);
        collection.load_fonts_from_paths([folder]);
        let fonts = listed(&mut collection);
        let names: Vec<_> = fonts.iter().map(|font| font.name.as_str()).collect();
        for name in ["Barlow Bold", "Barlow Medium", "Jost"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert!(fonts.iter().all(|font| font.path.is_file()));
        assert!(names.is_sorted_by_key(|name| name.to_lowercase()), "{names:?}");
    }

    #[test]
    fn each_font_paints_its_own_letters_and_rubbish_none() {
        let file = |name: &str| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/posts/");
            std::fs::read(format!("{folder}{name}.ttf")).unwrap()
        };
        let paint = |name: &str| font_sample(file(name), "Hamburg", 24.0).unwrap();
        let (serif, sans) = (paint("DMSerifDisplay-Regular"), paint("Figtree-Bold"));
        for sample in [&serif, &sans] {
            assert_eq!(sample.rgba.len(), (sample.width * sample.height * 4) as usize);
            let ink = sample.rgba.chunks(4).filter(|pixel| pixel[3] > 128).count();
            assert!(ink > 300, "{ink}");
        }
        assert_ne!(serif.rgba, sans.rgba);
        assert!(font_sample(b"no font".to_vec(), "Hamburg", 24.0).is_err());
    }
}
