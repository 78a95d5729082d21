//! What is added to a prompt, what never is, and the source of each part.

use super::*;
use crate::brand::{Medium, starters};
use crate::brief::{format, shipped_styles};

fn request(prompt: &str, family: Family) -> EnhanceRequest<'_> {
    EnhanceRequest {
        prompt,
        negative: "",
        persona: None,
        style: None,
        size: Size::new(1024, 1024),
        format: None,
        family,
        guidance: None,
        seed: 0,
    }
}

fn sources(parts: &[Part]) -> Vec<Source> {
    parts.iter().map(|part| part.source).collect()
}

fn topics(enhanced: &Enhanced) -> Vec<Topic> {
    enhanced.advice.iter().map(|advice| advice.topic).collect()
}

/// A brand that never shows these.
fn that_never_shows(things: &[&str]) -> Persona {
    let mut persona = starters().remove(0);
    persona.look.never_show = things.iter().map(|thing| (*thing).to_owned()).collect();
    persona
}

#[test]
fn without_persona_and_style_the_prompt_stays_alone() {
    for family in Family::ALL {
        assert_eq!(enhance(&request(" running shoes ", family)).text(), "running shoes");
    }
    assert_eq!(enhance(&request(" \n", Family::Spark)), Enhanced::default());
}

#[test]
fn spark_gets_at_most_a_colour_where_a_thing_may_have_it() {
    let stride = &starters()[0];
    let styles = shipped_styles();
    let text = |prompt| {
        let base = request(prompt, Family::Spark);
        enhance(&EnhanceRequest { persona: Some(stride), style: Some(&styles[0]), ..base }).text()
    };
    assert_eq!(text("running shoes"), "running shoes in red");
    assert_eq!(text("blue running shoes"), "blue running shoes");
    assert_eq!(text("slice of pizza"), "slice of pizza");
    let long = "a very long list of many different words about one pair of new running shoes";
    assert_eq!(text(long), long);
}

#[test]
fn parts_stand_in_the_order_in_which_they_are_read() {
    let mut persona = starters().remove(0);
    persona.look.medium = Medium::Photo;
    let style = &shipped_styles()[0];
    let base = request("running shoes", Family::StableDiffusion);
    let enhanced = enhance(&EnhanceRequest { persona: Some(&persona), style: Some(style), ..base });
    assert_eq!(sources(&enhanced.parts), {
        [
            Source::Subject,
            Source::Style,
            Source::Light,
            Source::Lens,
            Source::BrandStyle,
            Source::Composition,
            Source::BrandColour,
            Source::Model,
        ]
    });
    let without_style = enhance(&EnhanceRequest { persona: Some(&persona), ..base });
    assert_eq!(sources(&without_style.parts)[..3], {
        [Source::Subject, Source::Medium, Source::BrandStyle]
    });
    assert!(without_style.text().starts_with("running shoes, photograph, "));
}

#[test]
fn a_style_may_stand_on_both_sides_of_the_users_words() {
    let around = |prompt: &str, subject: &str| {
        let style = StylePreset { prompt: prompt.into(), ..StylePreset::default() };
        let base = request(subject, Family::Turbo);
        let all = enhance(&EnhanceRequest { style: Some(&style), ..base });
        let own = |part: &&Part| matches!(part.source, Source::Subject | Source::Style);
        joined(&all.parts.iter().filter(own).cloned().collect::<Vec<_>>())
    };
    assert_eq!(around("ink of {prompt}, on linen", "Mug"), "ink of Mug, on linen");
    assert_eq!(around("({prompt}:1.2) in ink", "Mug"), "(Mug:1.2) in ink");
    assert_eq!(around("{prompt} , in ink , ", "Mug"), "Mug, in ink");
    assert_eq!(around("{prompt}, in ink", "Mug!"), "Mug! in ink");
    assert_eq!(around("{prompt}", "Mug"), "Mug");
}

#[test]
fn a_word_that_settles_colour_light_or_medium_is_not_spoken_against() {
    let persona = &starters()[0];
    let style = &shipped_styles()[0];
    let parts = |prompt| {
        let base = request(prompt, Family::StableDiffusion);
        sources(
            &enhance(&EnhanceRequest { persona: Some(persona), style: Some(style), ..base }).parts,
        )
    };
    assert!(!parts("teal mug").contains(&Source::BrandColour));
    assert!(!parts("mug at sunset").contains(&Source::Light));
    let base = request("a drawing of a mug", Family::StableDiffusion);
    let drawing = enhance(&EnhanceRequest { persona: Some(persona), ..base });
    assert!(!sources(&drawing.parts).contains(&Source::Medium));
}

#[test]
fn composition_follows_the_format() {
    let persona = &starters()[0];
    let text = |id| {
        let row = format(id).unwrap();
        let base = request("mug", Family::StableDiffusion);
        let size = Size::new(row.width, row.height);
        enhance(&EnhanceRequest { persona: Some(persona), size, format: Some(row), ..base }).text()
    };
    assert!(text("instagram-story").contains("middle third"));
    assert!(text("instagram-1x1").contains("centered"));
    assert!(text("x-wide").contains("off-center"));
}

#[test]
fn what_is_left_out_begins_with_the_users_words_and_repeats_nothing() {
    let persona = that_never_shows(&["crowds", "Watermarks"]);
    let base = request("running shoes", Family::StableDiffusion);
    let enhanced =
        enhance(&EnhanceRequest { persona: Some(&persona), negative: " laces, crowd ", ..base });
    assert_eq!(enhanced.negative[0].text, "laces, crowd");
    assert!(enhanced.negative_text().starts_with("laces, crowd, Watermarks, blurry"));
    assert_eq!(enhanced.negative_text().to_lowercase().matches("watermark").count(), 1);
    assert_eq!(enhanced.own_negative(&enhanced.negative_text()), "laces, crowd");
}

#[test]
fn what_the_picture_shows_is_not_left_out() {
    let persona = that_never_shows(&["plastic"]);
    let base = request("plastic bottle with text", Family::StableDiffusion);
    let enhanced = enhance(&EnhanceRequest { persona: Some(&persona), ..base });
    let left_out = NormalizedText::of(&enhanced.negative_text());
    assert!(!left_out.mention("plastic") && !left_out.mention("text"));
    assert!(topics(&enhanced).contains(&Topic::NeverShow));
}

#[test]
fn a_style_that_shows_what_the_brand_never_shows_is_left_out_whole() {
    let persona = that_never_shows(&["neon"]);
    let styles = shipped_styles();
    let neon = styles.iter().find(|style| style.id.0 == "neon-night");
    let enhanced = enhance(&EnhanceRequest {
        persona: Some(&persona),
        style: neon,
        ..request("mug", Family::StableDiffusion)
    });
    assert!(!sources(&enhanced.parts).contains(&Source::Style));
    assert!(!sources(&enhanced.negative).contains(&Source::Style));
    assert!(topics(&enhanced).contains(&Topic::NeverShow));
}

#[test]
fn a_turbo_model_gets_a_short_prompt_and_nothing_to_leave_out() {
    let persona = &starters()[0];
    let style = &shipped_styles()[0];
    let asked = |family| {
        let base = request("running shoes", family);
        enhance(&EnhanceRequest {
            persona: Some(persona),
            style: Some(style),
            negative: "laces",
            ..base
        })
    };
    let (turbo, full) = (asked(Family::Turbo), asked(Family::StableDiffusion));
    assert!(turbo.text().len() < full.text().len() && turbo.negative.is_empty());
    assert!(topics(&turbo).contains(&Topic::Unread));
    assert!(habits::pieces(&turbo.text()) <= 40 && habits::pieces(&full.text()) <= 75);
}

#[test]
fn a_long_prompt_drives_out_the_least_important_first_and_says_so() {
    let mut persona = starters().remove(0);
    persona.look.medium = Medium::Photo;
    let style = &shipped_styles()[0];
    let asked = |count: usize| {
        let prompt = vec!["mug"; count].join(" ");
        let base = request(&prompt, Family::StableDiffusion);
        enhance(&EnhanceRequest { persona: Some(&persona), style: Some(style), ..base })
    };
    let some = sources(&asked(45).parts);
    assert!(some.contains(&Source::Style) && !some.contains(&Source::Model), "{some:?}");
    let full = asked(80);
    assert_eq!(sources(&full.parts), [Source::Subject]);
    assert_eq!(topics(&full), [Topic::Length, Topic::Length]);
}

#[test]
fn the_seed_changes_only_words_that_are_equally_right() {
    let persona = &starters()[0];
    let style = &shipped_styles()[0];
    let asked = |seed| {
        let base = request("running shoes", Family::StableDiffusion);
        enhance(&EnhanceRequest { persona: Some(persona), style: Some(style), seed, ..base })
    };
    let first = asked(0);
    let mut texts = std::collections::HashSet::new();
    for seed in 0..50 {
        let enhanced = asked(seed);
        assert_eq!(enhanced, asked(seed));
        assert_eq!(sources(&enhanced.parts), sources(&first.parts));
        for (part, other) in enhanced.parts.iter().zip(&first.parts) {
            let free = [Source::Light, Source::Lens, Source::Composition].contains(&part.source);
            assert!(free || part == other, "{part:?}");
        }
        texts.insert(enhanced.text());
    }
    assert!(texts.len() > 3, "{texts:?}");
}

#[test]
fn a_brief_that_is_edited_or_switched_off_goes_as_it_stands() {
    let mut brief = Brief { prompt: " mug ".into(), negative: " lid ".into(), ..Brief::default() };
    let model = ModelTraits {
        id: crate::brief::ModelId("test".into()),
        name: "Test".into(),
        sides: 64..=1024,
        steps: 1..=50,
        default_steps: 20,
        guidance: 1.0..=12.0,
        default_guidance: 4.0,
        draws_cutouts: false,
        family: Family::StableDiffusion,
    };
    let persona = &starters()[0];
    for (mode, text, source) in [
        (Enhance::Off, "mug", Source::Subject),
        (Enhance::Edited("a mug ".into()), "a mug", Source::Edit),
    ] {
        brief.enhance = mode;
        let enhanced = Enhanced::of_brief(&brief, Some(persona), None, &model);
        assert_eq!((enhanced.text().as_str(), enhanced.parts[0].source), (text, source));
        assert_eq!(enhanced.negative_text(), "lid");
    }
}
