//! Paints 48 posts, uncurated, on one sheet: `contact_sheet OUT.jpg [PICTURES]`.
//! Without a folder of pictures it draws its own. With `--layout ID` all formats of one layout.

#[path = "../tests/support/mod.rs"]
mod support;

use brandish_posts::{Content, Fonts, Layout, Picture, Rendered, check, layouts, render};
use image::{Rgb, RgbImage, imageops};
use std::path::Path;
use support::{Brand, FORMATS, brands, cutout, photo};

/// The height of a row and the space between posts, in pixels.
const ROW: u32 = 420;
const GAP: u32 = 28;
const WIDTH: u32 = 2900;

/// What each brand says: headline, lines, fact, call.
const COPY: [(&str, [&str; 3], &str, &str); 12] = [
    (
        "Your alarm is early. Your *shoes* are ready.",
        [
            "A lighter daily trainer for the miles before work.",
            "Weighs 212 grams",
            "Ready from the first mile",
        ],
        "from £89",
        "Try a pair",
    ),
    (
        "Slow mornings, *warm* hands",
        [
            "Single-origin filter, roasted on Tuesdays.",
            "Ground while you wait",
            "Oat milk at no extra",
        ],
        "New in",
        "Find your table",
    ),
    (
        "A desk that *grows* on you",
        ["Five plants that forgive a missed watering.", "Potted and ready", "Delivered in a week"],
        "3 for £30",
        "Pick your plants",
    ),
    (
        "One tap. The whole *house* goes quiet.",
        ["Focus mode for every screen you own.", "Set up in two minutes", "Works offline"],
        "v4.2",
        "See what is new",
    ),
    (
        "Big walks need a *good* nap after",
        ["Beds made of old jumpers.", "Washable covers", "Chewed ones get mended"],
        "20% off",
        "Choose a bed",
    ),
    (
        "The sea is *closer* than your inbox",
        ["Weekend sails from the old harbour.", "No experience needed", "Lunch on board"],
        "Sat 14 June",
        "Book a berth",
    ),
    (
        "Skin that looks *rested*, even when you are not",
        ["A night cream with oat and rice.", "No perfume", "Refills cost half"],
        "£28",
        "Read the recipe",
    ),
    (
        "The key is the *easy* part",
        ["We stay until the last box is unpacked.", "One named person", "No hidden fees"],
        "12 new homes",
        "Book a viewing",
    ),
    (
        "Old phone, *new* life",
        ["Tested on ninety points, with a two-year promise.", "Battery above 90%", "Free returns"],
        "Save 40%",
        "Trade yours in",
    ),
    (
        "Play it *badly* until you play it well",
        ["Lessons for grown-up beginners.", "First hour free", "Bring nothing"],
        "Fri 9 May",
        "Save a seat",
    ),
    (
        "Two scoops is a *balanced* diet",
        ["Strawberry week starts on Monday.", "Real fruit", "Vegan on request"],
        "£3.50",
        "See the flavours",
    ),
    (
        "Woven slowly, worn for *years*",
        ["Lambswool from one valley.", "Mended for life", "Undyed"],
        "Autumn 24",
        "See the cloth",
    ),
];

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let layout = arguments.iter().position(|word| word == "--layout").map(|at| {
        arguments.remove(at);
        arguments.remove(at)
    });
    let out = arguments.first().cloned().unwrap_or_else(|| "contact_sheet.jpg".into());
    let pictures = arguments.get(1).map(|folder| folder_of(Path::new(folder)));
    let fonts = Fonts::with_system();
    let brands = brands();
    let mut posts = Vec::new();
    for (number, (layout, format, brand)) in chosen(layout.as_deref()).into_iter().enumerate() {
        let (name, size, zone) = FORMATS[format];
        let content = content(layout, brand, &brands[brand], pictures.as_ref(), number);
        match render(layout, &content, &brands[brand].theme, &fonts, size, zone) {
            Ok(post) => {
                for fault in check(&post) {
                    println!("{} {name} {}: {fault}", layout.id, brands[brand].theme.name);
                }
                posts.push(post);
            }
            Err(error) => println!("{} {name}: {error}", layout.id),
        }
    }
    sheet(&posts).save(&out).unwrap();
    println!("{} posts in {out}", posts.len());
}

/// 48 posts over all layouts, formats and brands; or six formats of one layout, with two brands.
fn chosen(layout: Option<&str>) -> Vec<(&'static Layout, usize, usize)> {
    let all = layouts();
    if let Some(id) = layout {
        let layout = all.iter().find(|layout| layout.id == id).expect("a layout's id");
        return (0..12).map(|at| (layout, at % 6, (at * 5 + at / 6 * 3) % 12)).collect();
    }
    (0..48)
        .map(|at| (&all[at % all.len()], (at * 5 + at / all.len()) % 6, (at * 7 + at / 12) % 12))
        .collect()
}

struct Pictures {
    photos: Vec<(String, Picture)>,
    cutouts: Vec<(String, Picture)>,
}

fn folder_of(folder: &Path) -> Pictures {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut photos, mut cutouts) = (Vec::new(), Vec::new());
    for file in files {
        let Ok(picture) = image::open(&file) else { continue };
        let rgba = picture.to_rgba8();
        let (width, height) = (rgba.width() as usize, rgba.height() as usize);
        let picture = Picture::new(width, height, rgba.as_raw()).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if picture.is_cutout() {
            cutouts.push((name, picture))
        } else {
            photos.push((name, picture))
        }
    }
    Pictures { photos, cutouts }
}

/// Which cut-out of a folder suits which brand.
const THINGS: [&str; 12] = [
    "red-running-shoe",
    "cup-of-coffee",
    "potted-plant",
    "headphones",
    "croissant",
    "sailboat",
    "lotion-bottle",
    "house",
    "mobile-phone",
    "guitar",
    "ice-cream",
    "strawberry",
];

fn content(
    layout: &Layout,
    brand: usize,
    of: &Brand,
    pictures: Option<&Pictures>,
    number: usize,
) -> Content {
    let (headline, lines, fact, call) = COPY[brand];
    let things = ["product", "floating", "pattern", "offer"].contains(&layout.id.as_str());
    let wanted = 1 + number % layout.pictures_most.max(1);
    let wanted = wanted.clamp(layout.pictures, layout.pictures_most.max(layout.pictures));
    let wanted = if layout.id == "collage" { 2 + number % 3 } else { wanted };
    let picture = |at: usize| match pictures {
        Some(pictures) if things && !pictures.cutouts.is_empty() => {
            let suits = pictures.cutouts.iter().find(|(name, _)| name == THINGS[brand]);
            suits.unwrap_or(&pictures.cutouts[at % pictures.cutouts.len()]).1.clone()
        }
        Some(pictures) if !pictures.photos.is_empty() => {
            pictures.photos[(number * 3 + at * 2 + brand) % pictures.photos.len()].1.clone()
        }
        _ if things => cutout([[0.9, 0.4, 0.3], [0.3, 0.6, 0.5], [0.4, 0.4, 0.8]][brand % 3]),
        _ => photo(number + at),
    };
    let person = layout.id == "quote";
    Content {
        headline: headline.into(),
        lines: if person {
            vec!["Mara Lindqvist, customer since 2019".into()]
        } else {
            lines.map(String::from).to_vec()
        },
        fact: fact.into(),
        call: call.into(),
        handle: of.handle.clone(),
        pictures: (0..wanted).map(picture).collect(),
        labels: Vec::new(),
    }
}

/// Rows of posts of one height, each row as broad as the sheet.
fn sheet(posts: &[Rendered]) -> RgbImage {
    let mut rows: Vec<Vec<(u32, &Rendered)>> = vec![Vec::new()];
    let mut x = GAP;
    for post in posts {
        let width = (post.size.width * ROW).div_ceil(post.size.height);
        if x + width + GAP > WIDTH {
            rows.push(Vec::new());
            x = GAP;
        }
        rows.last_mut().unwrap().push((x, post));
        x += width + GAP;
    }
    let height = rows.len() as u32 * (ROW + GAP) + GAP;
    let mut sheet = RgbImage::from_pixel(WIDTH, height, Rgb([232, 232, 234]));
    for (row, posts) in rows.iter().enumerate() {
        for (x, post) in posts {
            let rgba =
                image::RgbaImage::from_raw(post.size.width, post.size.height, post.rgba.clone())
                    .unwrap();
            let rgb = image::DynamicImage::ImageRgba8(rgba).to_rgb8();
            let width = (post.size.width * ROW).div_ceil(post.size.height);
            let small = imageops::resize(&rgb, width, ROW, imageops::FilterType::Triangle);
            let y = GAP + row as u32 * (ROW + GAP);
            imageops::replace(&mut sheet, &small, i64::from(*x), i64::from(y));
        }
    }
    sheet
}
