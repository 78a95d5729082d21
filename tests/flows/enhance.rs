//! The enhancer over everything that ships: a hundred prompts, every persona, family and style.
//! What each starter gets is kept in `tests/golden/enhance/`; `BLESS=1 cargo test --release --test enhance`
//! writes those files anew after a change that was meant, and the diff shows what it did.

use brandish::brand::{Persona, starters};
use brandish::brief::{
    EnhanceRequest, Enhanced, Family, PROMPT_PLACEHOLDER, Size, Source, StylePreset, enhance,
    format, shipped_styles,
};
use std::fmt::Write;
use std::path::Path;

fn prompts() -> Vec<&'static str> {
    let prompts: Vec<_> = include_str!("../fixtures/prompts.txt").lines().collect();
    assert_eq!(prompts.len(), 100);
    prompts
}

fn request<'a>(
    prompt: &'a str,
    persona: Option<&'a Persona>,
    family: Family,
) -> EnhanceRequest<'a> {
    EnhanceRequest {
        prompt,
        negative: "",
        persona,
        style: None,
        size: Size::new(1080, 1350),
        format: format("instagram-4x5"),
        family,
        guidance: None,
        seed: 0,
    }
}

/// Lowercase words, with a space at both ends, so that whole words are found.
fn spaced(text: &str) -> String {
    let words: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

/// The text of the parts that the user did not write.
fn added(enhanced: &Enhanced) -> String {
    let parts = enhanced.parts.iter().filter(|part| part.source != Source::Subject);
    parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_subject_survives_every_persona_family_and_style() {
    let (personas, styles) = (starters(), shipped_styles());
    let everyone = personas.iter().map(Some).chain([None]);
    for persona in everyone {
        for family in Family::ALL {
            for style in styles.iter().map(Some).chain([None]) {
                for (seed, prompt) in (0..).zip(prompts()) {
                    let request =
                        EnhanceRequest { style, seed, ..request(prompt, persona, family) };
                    let enhanced = enhance(&request);
                    let subjects = enhanced.parts.iter().filter(|p| p.source == Source::Subject);
                    assert_eq!(subjects.map(|part| &*part.text).collect::<Vec<_>>(), [prompt]);
                    assert!(enhanced.text().contains(prompt), "{}", enhanced.text());
                    assert_eq!(enhance(&request), enhanced);
                    never_shown(persona, &enhanced);
                }
            }
        }
    }
}

/// Nothing that the brand never shows was added, and a model that reads it is told to leave it out.
fn never_shown(persona: Option<&Persona>, enhanced: &Enhanced) {
    let Some(persona) = persona else { return };
    let added = spaced(&added(enhanced));
    for never in &persona.look.never_show {
        assert!(!added.contains(&spaced(never)), "{} shows {never}: {added}", persona.id);
    }
}

#[test]
fn without_a_persona_nothing_of_a_brand_is_added() {
    for family in Family::ALL {
        for style in shipped_styles().iter().map(Some).chain([None]) {
            for prompt in prompts() {
                let enhanced = enhance(&EnhanceRequest { style, ..request(prompt, None, family) });
                let parts = enhanced.parts.iter().chain(&enhanced.negative);
                for part in parts {
                    let brand = matches!(
                        part.source,
                        Source::BrandColour
                            | Source::BrandStyle
                            | Source::NeverShow
                            | Source::Medium
                    );
                    assert!(!brand, "{part:?}");
                }
                if style.is_none() || family == Family::Spark {
                    assert_eq!(enhanced.text(), prompt);
                }
            }
        }
    }
}

#[test]
fn spark_reads_the_subject_and_at_most_a_colour() {
    let styles = shipped_styles();
    for persona in &starters() {
        for prompt in prompts() {
            let style = Some(&styles[0]);
            let enhanced =
                enhance(&EnhanceRequest { style, ..request(prompt, Some(persona), Family::Spark) });
            let rest: Vec<_> = enhanced.parts[1..].iter().map(|part| part.source).collect();
            assert!(rest.is_empty() || rest == [Source::BrandColour], "{}", enhanced.text());
            assert!(enhanced.negative.is_empty());
        }
    }
}

#[test]
fn what_a_brand_never_shows_is_left_out_by_models_that_read_it() {
    for persona in &starters() {
        let enhanced = enhance(&request("teapot", Some(persona), Family::StableDiffusion));
        for never in &persona.look.never_show {
            let found = enhanced.negative.iter().any(|part| part.text == *never);
            assert!(found, "{}: {never} is not in {}", persona.id, enhanced.negative_text());
        }
    }
}

#[test]
fn every_starter_gets_what_its_golden_file_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/enhance");
    let styles = shipped_styles();
    let bless = std::env::var_os("BLESS").is_some();
    for persona in &starters() {
        let path = folder.join(format!("{}.txt", persona.id));
        let text = golden(persona, &styles);
        if bless {
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == text, "{} differs; see the head of this file\n{text}", path.display());
    }
}

/// One persona over the families, some formats and some styles, as a page to read.
fn golden(persona: &Persona, styles: &[StylePreset]) -> String {
    let mut page = format!("{}\n", persona.name);
    let cases = [
        ("instagram-4x5", None),
        ("instagram-story", Some("studio-product")),
        ("x-wide", Some("flat-vector")),
        ("instagram-1x1", Some("clay-3d")),
    ];
    for family in Family::ALL {
        for (id, style) in cases {
            let row = format(id).unwrap();
            let style = style.map(|id| styles.iter().find(|style| style.id.0 == id).unwrap());
            let prompt = if style.is_some() { "gift mugs" } else { persona.sample_prompt.as_str() };
            let enhanced = enhance(&EnhanceRequest {
                style,
                size: Size::new(row.width, row.height),
                format: Some(row),
                ..request(prompt, Some(persona), family)
            });
            let named = style.map_or("no style", |style| &style.name);
            write!(page, "\n== {}, {id}, {named}\n{}\n", family.facts().word, enhanced.text())
                .unwrap();
            if !enhanced.negative.is_empty() {
                writeln!(page, "Negative prompt: {}", enhanced.negative_text()).unwrap();
            }
            for part in &enhanced.parts {
                writeln!(page, "    {:?}: {}", part.source, part.text).unwrap();
            }
            for part in &enhanced.negative {
                writeln!(page, "    not, {:?}: {}", part.source, part.text).unwrap();
            }
            for advice in &enhanced.advice {
                writeln!(page, "    advice: {} {}", advice.sentence, advice.todo).unwrap();
            }
        }
    }
    page
}

#[test]
fn every_shipped_style_has_one_place_for_the_prompt() {
    for style in shipped_styles() {
        assert_eq!(style.prompt.matches(PROMPT_PLACEHOLDER).count(), 1, "{}", style.id);
    }
}
