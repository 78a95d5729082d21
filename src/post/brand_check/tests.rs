//! One post for each finding, and the post after its repair.

use super::*;
use crate::brand::starters;
use crate::brief::{format, network};
use crate::post::{BrandFiles, PictureSource, Placement, theme_of};
use image::{Rgba, RgbaImage};

struct Look {
    persona: Persona,
    theme: Theme,
    fonts: Fonts,
}

fn look() -> Look {
    let mut persona = starters().remove(0);
    persona.voice.words_to_avoid = vec!["cheap".into()];
    let fonts = Fonts::bundled();
    let theme = theme_of(&persona, BrandFiles::default(), &fonts).unwrap();
    Look { persona, theme, fonts }
}

fn post(layout: &str, headline: &str) -> PostDocument {
    let mut post = PostDocument { source: PictureSource::default(), ..PostDocument::default() };
    post.cut.enabled = false;
    post.version.layout = layout.into();
    post.version.headline = headline.into();
    post
}

/// A picture of one colour.
fn plain(colour: [u8; 3]) -> PostPicture {
    let [r, g, b] = colour;
    PostPicture::new(&RgbaImage::from_pixel(400, 400, Rgba([r, g, b, 255]))).unwrap()
}

fn findings(look: &Look, post: &PostDocument, colour: [u8; 3], id: &str) -> Vec<BrandFinding> {
    let picture = plain(colour);
    let brand = (Some(&look.persona), &look.theme, &look.fonts);
    check_brand(post, format(id).unwrap(), Some(&picture), brand, 480)
}

/// A strong colour whose hue is far from each of the brand's.
fn foreign(persona: &Persona) -> [u8; 3] {
    let palette = &persona.look.palette;
    let own = [palette.primary, palette.secondary, palette.accent].map(Oklab::from);
    let apart = |hue: f32, other: f32| {
        let apart = (hue - other).to_degrees().abs() % 360.0;
        apart.min(360.0 - apart)
    };
    let colours = (0..36).map(|step| Oklab::polar(0.62, 0.14, (step as f32 * 10.0).to_radians()));
    let far = |colour: &Oklab| {
        own.iter().map(|own| apart(colour.hue(), own.hue())).fold(f32::INFINITY, f32::min)
    };
    let colour = colours.max_by(|one, other| far(one).total_cmp(&far(other))).unwrap().rgb();
    [colour.r, colour.g, colour.b]
}

#[test]
fn a_post_in_order_has_no_finding() {
    let look = look();
    for id in ["instagram-4x5", "x-wide", "instagram-story"] {
        assert_eq!(findings(&look, &post("split", "Run lighter"), [128; 3], id), [], "{id}");
    }
}

#[test]
fn each_finding_is_gone_after_its_repair() {
    let look = look();
    let long =
        "Shoes that carry you further than you thought you would ever go on any one day ".repeat(4);
    let foreign = foreign(&look.persona);
    let word = post("split", "A cheaper shoe");
    let mut own = post("split", "Run lighter");
    own.change_for("x-wide", |version| version.headline = "The cheapest shoe".into());
    for (name, post, colour, id, repair) in [
        ("word", word, [128; 3], "instagram-4x5", "Leave the word out"),
        ("word of one format", own, [128; 3], "x-wide", "Leave the word out"),
        ("too long", post("split", long.trim()), [128; 3], "x-wide", "Shorten the headline"),
        ("lacks a fact", post("offer", "Run"), [128; 3], "x-wide", "Use “"),
        (
            "off palette",
            post("full-bleed", "Run"),
            foreign,
            "instagram-4x5",
            "Use the brand's colours",
        ),
    ] {
        let found = findings(&look, &post, colour, id);
        let [finding] = &found[..] else { panic!("{name}: {found:?}") };
        let found = finding.repair.as_ref().unwrap_or_else(|| panic!("{name}: {finding:?}"));
        assert!(found.label().starts_with(repair), "{name}: {}", found.label());
        let mut mended = post.clone();
        found.apply(&mut mended, finding.format);
        assert_ne!(mended, post, "{name}");
        if *found == Repair::CutOut {
            assert!(mended.cut.enabled);
            continue;
        }
        assert_eq!(findings(&look, &mended, colour, id), [], "{name}");
    }
}

#[test]
fn a_repair_about_room_leaves_the_other_formats_alone() {
    let look = look();
    let long =
        "Shoes that carry you further than you thought you would ever go on any one day ".repeat(4);
    let mut post = post("split", long.trim());
    let finding = findings(&look, &post, [128; 3], "x-wide").remove(0);
    finding.repair.unwrap().apply(&mut post, finding.format);
    assert_eq!(post.version.headline, long.trim());
    assert!(post.version_for("x-wide").headline.len() < long.len());
    assert!(long.starts_with(&post.version_for("x-wide").headline));
    Repair::ResetPlacement.apply(&mut post, format("x-wide").unwrap());
    assert_eq!(post.version_for("x-wide").placement, Placement::default());
}

#[test]
fn a_text_beside_a_picture_is_held_to_its_network() {
    let persona = look().persona;
    let long = "word ".repeat(80);
    let tags = "#a1 ".repeat(3) + "#b #c #d";
    for (id, caption, alt, words, repaired) in [
        ("x", long.as_str(), "", "X takes 280", true),
        ("instagram", &tags, "", "Instagram takes 5", true),
        ("facebook", "A cheap shoe", "", "says “cheap”", true),
        ("pinterest", "Fine", &"x".repeat(501), "alternative text has 501", false),
    ] {
        let network = network(id).unwrap();
        let checked = |caption: &str| {
            let text = CheckedText { network, title: None, caption, alt_text: alt };
            check_text(&text, Some(&persona))
        };
        let found = checked(caption);
        let [finding] = &found[..] else { panic!("{id}: {found:?}") };
        assert!(finding.sentence.contains(words), "{}", finding.sentence);
        assert_eq!(finding.repaired.is_some(), repaired, "{id}");
        if let Some(text) = &finding.repaired {
            assert_eq!(checked(text), [], "{id}");
        }
    }
}
