//! Looks at finished posts without asking the crate where or how it painted words: the pixels that
//! differ from the ground are the words.

use crate::matrix::{HEADLINES, content, palettes};
use crate::support::{FORMATS, cutout, words};
use brandish_posts::{Content, Fonts, Rendered, check, layout, layouts, render};

/// WCAG 2.2's relative luminance, written anew.
fn luminance(pixel: &[u8]) -> f64 {
    let linear = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(pixel[0]) + 0.7152 * linear(pixel[1]) + 0.0722 * linear(pixel[2])
}

fn ratio(a: &[u8], b: &[u8]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn differs(post: &Rendered, at: usize) -> i32 {
    let pair = post.rgba[at * 4..at * 4 + 3].iter().zip(&post.ground[at * 4..at * 4 + 3]);
    pair.map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max().unwrap()
}

/// Words lie in the free area, away from the post's edge, and only where they are said to be.
fn strays(post: &Rendered) -> usize {
    let width = post.size.width as usize;
    let inside = |x: f32, y: f32| {
        let free = post.free;
        let within = x >= free.x && x < free.x + free.w && y >= free.y && y < free.y + free.h;
        let known = post.placed.iter().any(|placed| {
            let hang = placed.size * 0.35 + 2.0;
            let boxes = placed.lines.iter().chain([&placed.rect]);
            boxes.into_iter().any(|rect| {
                x >= rect.x - hang
                    && x <= rect.x + rect.w + hang
                    && y >= rect.y - hang
                    && y <= rect.y + rect.h + hang
            })
        });
        within && known
    };
    (0..width * post.size.height as usize)
        .filter(|at| {
            differs(post, *at) > 40 && !inside((at % width) as f32 + 0.5, (at / width) as f32 + 0.5)
        })
        .count()
}

/// The contrast of letters' cores with what lies beneath them: the tenth that differs least among
/// those pixels that differ about as much as the strongest.
fn contrast(post: &Rendered, line: &brandish_posts::Rect) -> Option<f64> {
    let width = post.size.width as usize;
    let rows =
        line.y.max(0.0) as usize..((line.y + line.h) as usize).min(post.size.height as usize);
    let mut found = Vec::new();
    for y in rows {
        for x in line.x.max(0.0) as usize..((line.x + line.w) as usize).min(width) {
            let at = y * width + x;
            if differs(post, at) > 24 {
                found.push(ratio(&post.rgba[at * 4..at * 4 + 3], &post.ground[at * 4..at * 4 + 3]));
            }
        }
    }
    if found.len() < 12 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    Some(found[found.len() * 9 / 10])
}

#[test]
fn words_stand_out_of_their_ground_and_stay_in_their_place() {
    let fonts = Fonts::bundled();
    let mut looked = 0;
    let mut troubles = Vec::new();
    for (number, layout) in layouts().iter().enumerate() {
        for (at, (name, size, zone)) in FORMATS.iter().enumerate() {
            let brand = &palettes()[(number + at) % 6];
            let content = Content {
                headline: HEADLINES[(number + at) % 2].0.into(),
                ..content(layout, brand, at)
            };
            let post = render(layout, &content, &brand.theme, &fonts, *size, *zone).unwrap();
            let stray = strays(&post);
            if stray > 0 {
                troubles.push(format!("{} {name}: {stray} pixels are out of place", layout.id));
            }
            for placed in post.placed.iter().filter(|placed| !placed.text.is_empty()) {
                for line in &placed.lines {
                    let Some(found) = contrast(&post, line) else { continue };
                    looked += 1;
                    // A hair for rounding to 8 bits.
                    let needed = f64::from(placed.needed) - 0.05;
                    if found < needed {
                        troubles.push(format!(
                            "{} {name} “{}”: {found:.2} of {needed:.2}",
                            layout.id, placed.text
                        ));
                    }
                }
            }
        }
    }
    assert!(looked > 400, "only {looked} lines were found");
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

#[test]
fn the_ground_of_a_cut_out_stays_clean() {
    let fonts = Fonts::bundled();
    for id in ["full-bleed", "story"] {
        let layout = layout(id).unwrap();
        for (brand, (name, size, zone)) in palettes().iter().zip(FORMATS) {
            let pictures = vec![cutout([0.8, 0.4, 0.3])];
            let content = Content { pictures, ..words(brand) };
            let post = render(layout, &content, &brand.theme, &fonts, size, zone).unwrap();
            let faults: Vec<_> = check(&post).iter().map(ToString::to_string).collect();
            assert!(faults.is_empty(), "{id} {name}: {faults:?}");
            // No scrim of another colour lies on the corners.
            let (width, height) = (size.width as usize, size.height as usize);
            let palette = brand.theme.palette;
            let above = palette.secondary.mix(palette.light, 0.45);
            for (x, y, flat) in [
                (2, 2, above),
                (width - 3, 2, above),
                (2, height - 3, palette.secondary),
                (width - 3, height - 3, palette.secondary),
            ] {
                let pixel = &post.ground[(y * width + x) * 4..][..3];
                let differs = pixel.iter().zip([flat.0, flat.1, flat.2]);
                let differs = differs.map(|(found, flat)| found.abs_diff(flat)).max();
                assert!(differs <= Some(4), "{id} {name} at {x}, {y}: {pixel:?}, {flat:?}");
            }
        }
    }
}
