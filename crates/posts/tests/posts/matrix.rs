//! Every layout in six ratios, six palettes and six kinds of headlines passes the checker.

use crate::support::{Brand, FORMATS, brands, cutout, logo, photo, words};
use brandish_posts::{
    Content, Fonts, Layout, Palette, PostError, Rendered, Rgb, Size, check, layouts, render,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Headlines that a layout has to take, with the language they are in.
pub const HEADLINES: [(&str, &str); 6] = [
    ("Lace up", "en"),
    ("First mile for the legs, second one for the *head*, third one for the sheer joy of it", "en"),
    ("Donaudampfschifffahrtsgesellschaft sucht Nachwuchs", "de"),
    ("新しい一日のための軽い靴、今日から店頭に", "ja"),
    ("حذاء جديد لكل صباح جديد", "ar"),
    ("Run, rest, repeat 🏃‍♀️☕🎉", "en"),
];

/// The sides of the matrix' posts in shares of the networks'.
const SCALE: f32 = 0.25;

pub fn small(size: Size) -> Size {
    Size::new((size.width as f32 * SCALE) as u32, (size.height as f32 * SCALE) as u32)
}

/// Six palettes: five starters' and one without contrast.
pub fn palettes() -> Vec<Brand> {
    let mut brands: Vec<Brand> = brands().into_iter().step_by(2).collect();
    let last = brands.last_mut().unwrap();
    let grey = |value| Rgb(value, value, value);
    last.theme.palette = Palette {
        primary: grey(128),
        secondary: grey(150),
        accent: grey(110),
        light: grey(200),
        dark: grey(70),
    };
    for (number, brand) in brands.iter_mut().enumerate() {
        if number % 2 == 1 {
            brand.theme.logo_light = Some(logo(brand.theme.palette.dark));
            brand.theme.logo_dark = Some(logo(brand.theme.palette.light));
        }
    }
    brands
}

pub fn content(layout: &Layout, brand: &Brand, number: usize) -> Content {
    let things = ["product", "floating", "pattern"].contains(&layout.id.as_str());
    let count = layout.pictures.max(layout.pictures_most.min(1 + number % 4));
    let picture = |at: usize| {
        if things { cutout([0.8, 0.4, 0.3]) } else { photo(number + at) }
    };
    Content { pictures: (0..count).map(picture).collect(), ..words(brand) }
}

fn post(
    layout: &Layout,
    brand: &Brand,
    fonts: &Fonts,
    format: usize,
    headline: usize,
    content: &Content,
) -> Result<Rendered, PostError> {
    let (text, language) = HEADLINES[headline];
    let mut theme = brand.theme.clone();
    theme.language = language.into();
    let content = Content { headline: text.into(), ..content.clone() };
    let (_, size, zone) = FORMATS[format];
    render(layout, &content, &theme, fonts, small(size), zone)
}

/// Headlines whose script no installed font has. Latin has the bundled fonts, and where `CI` is set all fonts are installed.
fn headlines_without_font(layout: &Layout, brand: &Brand) -> Vec<usize> {
    let content = content(layout, brand, 0);
    let fonts = Fonts::with_system();
    let lacks = |headline: &usize| {
        matches!(post(layout, brand, &fonts, 0, *headline, &content), Err(PostError::NoGlyphs(_)))
    };
    let found: Vec<usize> = (0..HEADLINES.len()).filter(lacks).collect();
    let bundled = HEADLINES.iter().take_while(|(text, _)| !text.contains(is_of_system)).count();
    assert!(bundled == 3 && found.iter().all(|headline| *headline >= bundled), "{found:?}");
    assert!(found.is_empty() || std::env::var_os("CI").is_none(), "fonts are missing: {found:?}");
    found
}

/// Whether a character is of none of the scripts of the bundled fonts.
fn is_of_system(character: char) -> bool {
    character > '\u{24f}'
}

#[test]
fn no_post_is_cut_overlaps_leaves_its_box_or_cannot_be_read() {
    let brands = palettes();
    let next = AtomicUsize::new(0);
    let all = layouts();
    let without_font = headlines_without_font(&all[0], &brands[0]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let troubles: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let fonts = Fonts::with_system();
            let mut troubles = Vec::new();
            while let Some(layout) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                for (number, brand) in brands.iter().enumerate() {
                    let content = content(layout, brand, number);
                    for at in 0..36 {
                        let (format, headline) = (at % 6, at / 6);
                        let name = format!(
                            "{} {} {} {}",
                            layout.id, FORMATS[format].0, brand.theme.name, HEADLINES[headline].0
                        );
                        match post(layout, brand, &fonts, format, headline, &content) {
                            // Refused by the characters' names, in every layout.
                            Err(PostError::NoGlyphs(_)) if without_font.contains(&headline) => {}
                            Ok(_) if without_font.contains(&headline) => {
                                troubles.push(format!("{name}: drawn without a font"));
                            }
                            Ok(post) => troubles.extend(
                                check(&post).iter().map(|fault| format!("{name}: {fault}")),
                            ),
                            Err(error) => troubles.push(format!("{name}: {error}")),
                        }
                    }
                }
            }
            troubles
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn what_does_not_fit_is_refused_with_how_much_it_is_too_long() {
    let brand = &palettes()[0];
    let fonts = Fonts::bundled();
    let (_, size, zone) = FORMATS[5];
    let layout = brandish_posts::layout("card").unwrap();
    let mut content = content(layout, brand, 0);
    content.headline = "A headline that goes on and on ".repeat(12);
    let error = render(layout, &content, &brand.theme, &fonts, size, zone).unwrap_err();
    let PostError::TooLong { what: "headline", over, .. } = error else { panic!("{error}") };
    assert!((100..380).contains(&over), "{over}");
    // Shortened by what was said, and a little more for whole words, it fits.
    content.headline.truncate(content.headline.len() - over - 30);
    assert!(render(layout, &content, &brand.theme, &fonts, size, zone).is_ok());
}

#[test]
fn what_is_lacking_is_named() {
    let brand = &palettes()[0];
    let fonts = Fonts::bundled();
    let (_, size, zone) = FORMATS[0];
    let refused = |layout: &str, content: &Content| {
        let layout = brandish_posts::layout(layout).unwrap();
        render(layout, content, &brand.theme, &fonts, size, zone).unwrap_err().to_string()
    };
    let content = words(brand);
    assert!(refused("before-after", &content).contains("needs 2 pictures and was given 0"));
    let silent = Content { headline: " ".into(), ..content.clone() };
    assert!(refused("big-type", &silent).contains("needs a headline"));
    let chinese = Content { headline: "新しい".into(), ..content };
    assert!(
        refused("big-type", &chinese).contains("No installed font has the characters “新しい”")
    );
}
