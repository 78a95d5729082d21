//! The library as it is shipped: every drawing is read, the words of seven languages find theirs, and damage is reported.
//! Search by meaning is measured by an example of `brandish-inference`, which has the encoder.

use brandish_elements::{Drawing, ElementError, Library, Recolour, Rgb, Style, Tone};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/elements")
}

fn files() -> (Vec<u8>, Vec<u8>) {
    let read = |name: &str| std::fs::read(folder().join(name)).unwrap();
    (read("drawings.zip"), read("vectors.bin"))
}

fn library() -> Library {
    let (drawings, vectors) = files();
    Library::read(drawings, &vectors).unwrap()
}

fn names(library: &Library, text: &str) -> Vec<String> {
    library.search(text, None, 6).iter().map(|found| found.element.name.clone()).collect()
}

#[test]
fn every_drawing_is_read_in_every_tone() {
    let library = library();
    assert!(library.elements().len() > 1300);
    for element in library.elements() {
        let tones: &[Tone] = if element.tones { &Tone::ALL } else { &[Tone::Yellow] };
        for tone in tones {
            let drawing = library.drawing(&element.name, *tone);
            let drawing = drawing.unwrap_or_else(|error| panic!("{}: {error}", element.name));
            let (width, height) = drawing.size().unwrap();
            let about_32 = |side: f32| (31.0..=34.0).contains(&side);
            assert!(about_32(width) && about_32(height), "{} is {width} x {height}", element.name);
        }
        assert_eq!(element.words["en"][0], element.label());
    }
}

#[test]
fn words_of_seven_languages_find_their_drawing() {
    let library = library();
    for (text, name) in [
        ("fresh croissants", "croissant"),
        ("Geburtstagstorte", "birthday-cake"),
        ("Zahnbürste", "toothbrush"),
        ("una taza de café", "hot-beverage"),
        ("un bouquet de fleurs", "bouquet"),
        ("una pizza", "pizza"),
        ("guarda-chuva", "umbrella"),
        ("een fiets", "bicycle"),
    ] {
        let found = names(&library, text);
        assert!(found.iter().any(|found| found == name), "{text}: {found:?}");
    }
    assert!(names(&library, "qwrtzpsdf").is_empty());
}

#[test]
fn a_family_is_shown_once_before_any_is_shown_twice() {
    let library = library();
    let found = library.search("haircut", None, 6);
    let families: HashSet<&str> =
        found.iter().take(3).map(|found| found.element.family()).collect();
    assert_eq!(families.len(), 3.min(found.len()));
    assert!(found[0].element.name.ends_with("getting-haircut"));
}

#[test]
fn skin_stays_skin_when_all_else_is_recoloured() {
    let library = library();
    let cook = library.drawing("woman-farmer", Tone::Medium).unwrap();
    let skin = library.skin("woman-farmer", Tone::Medium).unwrap();
    assert!(skin.len() > 5, "{skin:?}");
    let green = Recolour::All(vec![Rgb([30, 160, 70])]);
    let text = cook.recoloured(&green, &skin).unwrap().svg().to_lowercase();
    let before = cook.svg().to_lowercase();
    for colour in &skin {
        let (hex, uses) = (colour.hex(), before.matches(&colour.hex()).count());
        assert!(text.matches(&hex).count() >= uses, "{hex} was used {uses} times");
    }
    assert_ne!(text, before);
    assert!(library.skin("pizza", Tone::Yellow).unwrap().is_empty());
    // The shades of a purple jumper differ between the tones of its wearer.
    let skin = library.skin("woman-getting-haircut", Tone::Yellow).unwrap();
    let purple = ["#a86ed8", "#935dd0"].map(|hex| Rgb::from_hex(hex).unwrap());
    assert!(!purple.iter().any(|colour| skin.contains(colour)), "{skin:?}");
}

#[test]
fn every_style_of_every_group_shows_something() {
    let library = library();
    for name in [
        "pizza",
        "person-running",
        "dog",
        "rocket",
        "grinning-face",
        "house",
        "soccer-ball",
        "warning",
    ] {
        let drawing = library.drawing(name, Tone::Yellow).unwrap();
        for style in
            [Style::Original, Style::Flat, Style::Outline(Rgb([20, 20, 60])), Style::Sticker]
        {
            let pixels = drawing.styled(style).pixels(64, 64).unwrap();
            let seen = pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 128).count();
            assert!(seen > 300, "{name} as {style:?} shows {seen} pixels");
        }
    }
}

#[test]
fn what_is_missing_or_damaged_is_named() {
    let library = library();
    assert_eq!(
        library.drawing("sofa bed", Tone::Yellow),
        Err(ElementError::Unknown("sofa bed".into()))
    );
    assert_eq!(library.drawing("pizza", Tone::Dark), Err(ElementError::NoTone("pizza".into())));
    let (drawings, vectors) = files();
    let damaged =
        |result: Result<Library, ElementError>| matches!(result, Err(ElementError::Damaged(_)));
    assert!(damaged(Library::read(drawings[..drawings.len() / 2].to_vec(), &vectors)));
    assert!(damaged(Library::read(drawings.clone(), &vectors[..vectors.len() - 1])));
    assert!(damaged(Library::read(drawings.clone(), &vectors[1..])));
    assert!(damaged(Library::read(drawings, &[])));
    assert!(Drawing::from_svg(b"").is_err());
}
