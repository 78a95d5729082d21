//! Brands, pictures and words for tests, benches and the contact sheet.
//! The brands are the starter personas' files; the pictures are drawn here.

#![allow(dead_code, reason = "each program uses a part of it")]

use brandish_posts::{Content, Logo, PAIRS, Palette, Picture, Rgb, SafeZone, Size, Theme};
use std::path::Path;

/// Each of the six ratios with the safe zone of a network that uses it.
pub const FORMATS: [(&str, Size, SafeZone); 6] = [
    ("1x1", Size::new(1080, 1080), FREE),
    ("4x5", Size::new(1080, 1350), SafeZone { top: 0.0, bottom: 0.0, sides: 34.0 / 1080.0 }),
    ("2x3", Size::new(1000, 1500), FREE),
    (
        "9x16",
        Size::new(1080, 1920),
        SafeZone { top: 250.0 / 1920.0, bottom: 340.0 / 1920.0, sides: 0.0 },
    ),
    ("16x9", Size::new(1600, 900), FREE),
    ("191x100", Size::new(1200, 628), FREE),
];

const FREE: SafeZone = SafeZone { top: 0.0, bottom: 0.0, sides: 0.0 };

/// A starter persona as far as a post needs it.
pub struct Brand {
    pub theme: Theme,
    pub handle: String,
}

/// Which pair suits which starter, and how round its corners are.
const LOOKS: [(&str, &str, f32); 12] = [
    ("stride", "sporty", 0.4),
    ("kettle", "warm", 1.0),
    ("verdant", "lively", 1.2),
    ("lumen", "technical", 0.8),
    ("paws", "friendly", 1.6),
    ("salt", "editorial", 0.6),
    ("dewfall", "elegant", 0.0),
    ("threshold", "editorial", 0.3),
    ("second", "modern", 1.0),
    ("tempo", "lively", 0.6),
    ("scoop", "friendly", 1.8),
    ("fell", "elegant", 0.2),
];

pub fn brands() -> Vec<Brand> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/personas");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| brand(&std::fs::read_to_string(file).unwrap())).collect()
}

fn brand(text: &str) -> Brand {
    let table: toml::Table = text.parse().unwrap();
    let word = |key: &str| table[key].as_str().unwrap().to_owned();
    let palette = table["look"]["palette"].as_table().unwrap();
    let colour = |key: &str| {
        let digits = u32::from_str_radix(&palette[key].as_str().unwrap()[1..], 16).unwrap();
        Rgb((digits >> 16) as u8, (digits >> 8) as u8, digits as u8)
    };
    let id = word("id");
    let (_, pair, roundness) = LOOKS.iter().find(|(start, ..)| id.starts_with(start)).unwrap();
    let pair = PAIRS.iter().find(|known| known.id == *pair).unwrap();
    let theme = Theme {
        name: word("name"),
        palette: Palette {
            primary: colour("primary"),
            secondary: colour("secondary"),
            accent: colour("accent"),
            light: colour("light"),
            dark: colour("dark"),
        },
        heading: pair.heading(),
        body: pair.body(),
        strong: pair.strong(),
        logo_light: None,
        logo_dark: None,
        roundness: *roundness,
        language: "en".into(),
    };
    Brand { theme, handle: word("handle") }
}

/// A logo in one colour: a mark beside three bars.
pub fn logo(colour: Rgb) -> Logo {
    let fill = format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2);
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 32"><g fill="{fill}">
        <path d="M16 0a16 16 0 1 0 0 32a16 16 0 0 0 0-32zm0 8a8 8 0 0 1 8 8h-8z" fill-rule="evenodd"/>
        <rect x="42" y="4" width="90" height="6" rx="3"/><rect x="42" y="14" width="64" height="6" rx="3"/>
        <rect x="42" y="24" width="78" height="6" rx="3"/></g></svg>"#
    );
    Logo::from_svg(svg.as_bytes()).unwrap()
}

/// A drawn landscape: a sky, a sun and three ranges of hills. `kind` chooses the light.
pub fn photo(kind: usize) -> Picture {
    const SKIES: [[[f32; 3]; 2]; 4] = [
        [[0.36, 0.56, 0.86], [0.96, 0.86, 0.74]],
        [[0.95, 0.62, 0.42], [0.99, 0.88, 0.66]],
        [[0.90, 0.94, 0.97], [0.99, 0.99, 0.98]],
        [[0.10, 0.12, 0.30], [0.55, 0.36, 0.52]],
    ];
    let [high, low] = SKIES[kind % SKIES.len()];
    let (width, height) = (640usize, 640usize);
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
            let mut colour = mix(high, low, (v / 0.6).min(1.0));
            let sun = (u - 0.66).hypot(v - 0.3);
            colour = mix(colour, [1.0, 0.97, 0.88], ((0.085 - sun) * 160.0).clamp(0.0, 1.0));
            for (range, base) in [0.52, 0.64, 0.78].into_iter().enumerate() {
                let range = range as f32;
                let ridge = base
                    + 0.05 * (u * (5.0 + 3.0 * range) + kind as f32 * 1.7 + range).sin()
                    + 0.012 * (u * 31.0 + range * 2.0).sin();
                let hill = mix(mix(low, high, 0.6), [0.05, 0.10, 0.12], 0.3 + 0.28 * range);
                colour = mix(colour, hill, ((v - ridge) * 400.0).clamp(0.0, 1.0));
            }
            rgba.extend(colour.map(|channel| (channel * 255.0) as u8));
            rgba.push(255);
        }
    }
    Picture::new(width, height, &rgba).unwrap()
}

/// A drawn bottle on nothing.
pub fn cutout(hue: [f32; 3]) -> Picture {
    let (width, height) = (360usize, 640usize);
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32);
            let half = match v {
                v if !(0.04..=0.97).contains(&v) => -1.0,
                v if v < 0.16 => 0.16,
                v if v < 0.30 => 0.16 + 0.20 * (((v - 0.16) / 0.14) * 1.57).sin(),
                _ => 0.36,
            };
            let inside = ((half - u.abs()) * width as f32).clamp(0.0, 1.0);
            let light = 1.0 - 0.55 * (u / half.max(0.01) + 0.35).abs().powi(2);
            let mut colour = hue.map(|channel| (channel * light + 0.08).clamp(0.0, 1.0));
            if (0.46..0.78).contains(&v) {
                colour = mix(colour, [0.97, 0.96, 0.93], 0.85 * light.clamp(0.0, 1.0));
            }
            if v < 0.16 {
                colour = mix(colour, [0.12, 0.12, 0.14], 0.8);
            }
            rgba.extend(colour.map(|channel| (channel * 255.0) as u8));
            rgba.push((inside * 255.0) as u8);
        }
    }
    Picture::new(width, height, &rgba).unwrap()
}

fn mix(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|at| a[at] + (b[at] - a[at]) * share)
}

/// Words that fill every place.
pub fn words(brand: &Brand) -> Content {
    Content {
        headline: "First mile for the legs, second one for the head".into(),
        lines: vec![
            "Made for people who train before work.".into(),
            "Free returns for sixty days".into(),
            "Repaired, not replaced".into(),
        ],
        fact: "20% off".into(),
        call: "See the range".into(),
        handle: brand.handle.clone(),
        ..Content::default()
    }
}
