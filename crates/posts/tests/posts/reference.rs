//! Every layout in six ratios looks as it did. `BRANDISH_UPDATE_REFERENCE=1` paints them anew.

use crate::matrix::content;
use crate::support::{FORMATS, brands};
use brandish_posts::{Fonts, Layout, Size, layouts, render};
use image::{RgbImage, imageops};
use std::path::PathBuf;

/// The height of a reference picture in pixels.
const HEIGHT: u32 = 200;
/// The mean difference of 8-bit channels that another processor's rounding may make.
const MEAN: f64 = 1.5;
/// The share of pixels that may differ by more than 48 levels, as a glyph's edge does.
const MOVED: f64 = 0.01;

/// The six ratios side by side.
fn sheet(layout: &Layout, number: usize, fonts: &Fonts) -> RgbImage {
    let brands = brands();
    let posts = FORMATS.iter().enumerate().map(|(at, (_, size, zone))| {
        let brand = &brands[(number + at * 5) % brands.len()];
        let size = Size::new(size.width * HEIGHT / size.height, HEIGHT);
        let post =
            render(layout, &content(layout, brand, number), &brand.theme, fonts, size, *zone)
                .unwrap();
        let rgba = image::RgbaImage::from_raw(size.width, size.height, post.rgba).unwrap();
        image::DynamicImage::ImageRgba8(rgba).to_rgb8()
    });
    let posts: Vec<_> = posts.collect();
    let mut sheet = RgbImage::new(posts.iter().map(RgbImage::width).sum(), HEIGHT);
    let mut x = 0;
    for post in &posts {
        imageops::replace(&mut sheet, post, x, 0);
        x += i64::from(post.width());
    }
    sheet
}

#[test]
fn every_layout_looks_as_it_did() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let update = std::env::var_os("BRANDISH_UPDATE_REFERENCE").is_some();
    let fonts = Fonts::bundled();
    let mut troubles = Vec::new();
    for (number, layout) in layouts().iter().enumerate() {
        let now = sheet(layout, number, &fonts);
        let file = folder.join(format!("{}.png", layout.id));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            now.save(&file).unwrap();
            continue;
        }
        let then = image::open(&file).map(|picture| picture.to_rgb8());
        let Ok(then) = then else {
            troubles.push(format!("{} has no reference picture", layout.id));
            continue;
        };
        if then.dimensions() != now.dimensions() {
            troubles.push(format!("{} has another size", layout.id));
            continue;
        }
        let differences: Vec<f64> = then
            .as_raw()
            .iter()
            .zip(now.as_raw())
            .map(|(a, b)| f64::from(a.abs_diff(*b)))
            .collect();
        let mean = differences.iter().sum::<f64>() / differences.len() as f64;
        let moved = differences.iter().filter(|value| **value > 48.0).count() as f64
            / differences.len() as f64;
        if mean > MEAN || moved > MOVED {
            troubles.push(format!("{}: mean {mean:.2}, moved {:.1} %", layout.id, moved * 100.0));
        }
    }
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}
