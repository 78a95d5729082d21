//! Contact sheets of every place, to look at: `BRANDISH_SHEETS=folder cargo test --release --test window sheets -- --ignored`
//! writes them, each with all places in one language, theme and size; `BRANDISH_TEST_SHEET=de-Dark` those alone whose name has
//! these letters, `BRANDISH_TEST_PLACE=post` only these places. What can be checked without eyes is in `cut`.

use crate::places::{PLACES, shown};
use crate::raster::Raster;
use brandish::files::WindowLanguage;
use egui::{Theme, Vec2, pos2, vec2};
use image::RgbaImage;
use std::path::PathBuf;

/// The width of a picture on a sheet, pixels, and how many stand in a row.
const WIDTH: u32 = 960;
const COLUMNS: u32 = 2;
const ROWS: u32 = 2;

/// The languages, themes and sizes with a sheet: width, height and scale.
const SHEETS: [(WindowLanguage, Theme, Vec2, f32); 6] = [
    (WindowLanguage::English, Theme::Light, vec2(1_280.0, 800.0), 1.0),
    (WindowLanguage::German, Theme::Dark, vec2(1_280.0, 800.0), 1.0),
    (WindowLanguage::German, Theme::Light, vec2(1_024.0, 640.0), 1.0),
    (WindowLanguage::German, Theme::Light, vec2(640.0, 372.0), 2.0),
    (WindowLanguage::French, Theme::Light, vec2(1_920.0, 1_080.0), 1.0),
    (WindowLanguage::English, Theme::Dark, vec2(2_560.0, 1_440.0), 1.0),
];

#[test]
#[ignore = "writes pictures to look at"]
fn sheets_of_every_place() {
    // A tool, which asserts nothing: where all ignored tests run, it has no folder and writes nothing.
    let Some(folder) = std::env::var_os("BRANDISH_SHEETS").map(PathBuf::from) else {
        eprintln!("BRANDISH_SHEETS names no folder for the sheets");
        return;
    };
    let only = std::env::var("BRANDISH_TEST_PLACE").unwrap_or_default();
    std::fs::create_dir_all(&folder).unwrap();
    let sheet_only = std::env::var("BRANDISH_TEST_SHEET").unwrap_or_default();
    for (language, theme, size, scale) in SHEETS {
        let name = format!("{}-{theme:?}-{}x{}", language.tag(), size.x, size.y);
        if !name.contains(&sheet_only) {
            continue;
        }
        let places = PLACES.iter().filter(|place| place.name.contains(&only));
        let pictures: Vec<RgbaImage> = places
            .map(|place| {
                let mut shown = shown(place, language, Raster::default());
                let window = &mut shown.window;
                window.set_size(size);
                let viewport =
                    window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
                viewport.native_pixels_per_point = Some(scale);
                window.input_mut().system_theme = Some(theme);
                window.hover_at(pos2(size.x - 2.0, size.y - 2.0));
                // Pictures for another size are painted by threads.
                for _ in 0..60 {
                    window.step();
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                let picture = window.render().unwrap();
                let height = WIDTH * picture.height() / picture.width();
                image::imageops::thumbnail(&picture, WIDTH, height)
            })
            .collect();
        for (number, page) in pictures.chunks((COLUMNS * ROWS) as usize).enumerate() {
            sheet(page).save(folder.join(format!("{name}-{number}.png"))).unwrap();
        }
    }
}

/// Pictures of one size in rows.
fn sheet(pictures: &[RgbaImage]) -> RgbaImage {
    const GAP: u32 = 12;
    let height = pictures[0].height();
    let rows = (pictures.len() as u32).div_ceil(COLUMNS);
    let size = [COLUMNS * (WIDTH + GAP), rows * (height + GAP)];
    let mut sheet = RgbaImage::from_pixel(size[0], size[1], image::Rgba([120, 120, 120, 255]));
    for (number, picture) in (0..).zip(pictures) {
        let (column, row) = (number % COLUMNS, number / COLUMNS);
        let at = (i64::from(column * (WIDTH + GAP)), i64::from(row * (height + GAP)));
        image::imageops::replace(&mut sheet, picture, at.0, at.1);
    }
    sheet
}
