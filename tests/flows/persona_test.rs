//! The persona test: captions of three brands for the same ten things, shuffled and without names, hashtags and links, for
//! a reader to place. The ignored test prints them, and which is whose to another file.

use brandish::brand::{Persona, starters};
use brandish::brief::caption::{recent_lines, write};
use brandish::brief::{Caption, CaptionBrief, CaptionSpec, Details};
use std::fmt::Write;

/// Brands that sound unlike each other.
const BRANDS: [&str; 3] = ["stride", "lumen", "paws-and-co"];

/// Things with a benefit and a detail, the same for every brand.
const THINGS: [(&str, &str, &str); 10] = [
    ("Blanket", "Warm without weight", "Lambswool from Yorkshire"),
    ("Water bottle", "Cold until the evening", "Steel, 750 ml"),
    ("Notebook", "Opens flat", "160 pages, stitched"),
    ("Lamp", "Light where you read", "Brass and linen"),
    ("Backpack", "Carries itself", "Waxed cotton, 18 litres"),
    ("Soap", "Clean without scent", "Olive oil and salt"),
    ("Chair", "Sits all day", "Solid ash"),
    ("Umbrella", "Stays open in wind", "Eight steel ribs"),
    ("Towel", "Dry by morning", "Turkish cotton"),
    ("Mug", "Keeps its heat", "Stoneware from Leeds"),
];

/// The captions by brand, in the order of the things.
fn captions() -> Vec<(String, String)> {
    let personas = starters();
    let mut all = Vec::new();
    for brand in BRANDS {
        let persona = personas.iter().find(|persona| persona.id.0 == brand).unwrap();
        let mut past: Vec<Caption> = Vec::new();
        for (number, (thing, benefit, detail)) in THINGS.into_iter().enumerate() {
            let brief = CaptionBrief {
                prompt: thing.into(),
                product: thing.into(),
                details: Details {
                    benefit: benefit.into(),
                    detail: detail.into(),
                    ..Details::default()
                },
                seed: Some(number as u64 * 7919 + 11),
                ..CaptionBrief::default()
            };
            let recent = recent_lines(past.iter().rev());
            let spec = CaptionSpec::from_brief(&brief, Some(persona), recent, 0).unwrap();
            let caption = write(&spec);
            all.push((brand.to_owned(), without_names(&caption, persona)));
            past.push(caption);
        }
    }
    all
}

fn without_names(caption: &Caption, persona: &Persona) -> String {
    let parts = [&caption.hook, &caption.body, &caption.call_to_action].map(String::as_str);
    let text = parts.join(" / ");
    let hidden = text.replace(&persona.name, "[brand]").replace(&persona.link, "");
    hidden.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn three_brands_write_ten_different_captions_each() {
    let all = captions();
    let different: std::collections::HashSet<_> = all.iter().map(|(_, text)| text).collect();
    assert_eq!((all.len(), different.len()), (30, 30));
}

#[test]
#[ignore = "prints captions for a reader to place, and the key to target/tmp/persona-key.txt"]
fn captions_of_three_brands_shuffled() {
    let mut all = captions();
    // A shuffle of a fixed seed: Fisher and Yates with a linear congruential generator (Knuth, MMIX).
    let mut state = 2_026_u64;
    for at in (1..all.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.swap(at, (state >> 33) as usize % (at + 1));
    }
    let mut key = String::new();
    for (number, (brand, text)) in all.iter().enumerate() {
        println!("{:>2}. {text}", number + 1);
        writeln!(key, "{:>2} {brand}", number + 1).unwrap();
    }
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/persona-key.txt");
    std::fs::write(file, key).unwrap();
}
