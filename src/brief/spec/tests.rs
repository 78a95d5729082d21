//! What a brief must be to become a spec, and what refuses it.

use super::*;
use crate::brand::Rgb;
use crate::brand::starters;
use crate::brief::Family;

fn model() -> ModelTraits {
    ModelTraits::like_spark()
}

fn check(brief: &Brief) -> Result<Vec<PictureSpec>, BriefError> {
    PictureSpec::from_brief(brief, Some(&starters()[0]), &model(), 7)
}

fn brief() -> Brief {
    Brief { prompt: "red running shoes".into(), ..Brief::default() }
}

#[test]
fn a_plain_brief_becomes_one_spec_with_the_models_own_values() {
    let specs = check(&brief()).unwrap();
    assert_eq!(specs.len(), 1);
    let spec = &specs[0];
    assert_eq!((spec.steps(), spec.guidance(), spec.seed()), (20, 4.0, 7));
    assert_eq!(spec.persona().unwrap().name, "Stride");
    assert!(spec.sent_prompt().contains("red running shoes"));
}

#[test]
fn what_a_model_cannot_take_is_refused_and_what_it_can_is_kept() {
    let start = || Some("photo.png".into());
    let able = ModelTraits { family: Family::StableDiffusion, ..model() };
    let check = |advanced: AdvancedOptions, model: &ModelTraits| {
        PictureSpec::from_brief(&Brief { advanced, ..brief() }, None, model, 7)
            .map_err(|error| error.to_string())
    };
    let refused =
        check(AdvancedOptions { init_image: start(), ..AdvancedOptions::default() }, &model())
            .unwrap_err();
    assert!(refused.starts_with("Spark draws from words alone"), "{refused}");
    let advanced =
        AdvancedOptions { init_image: start(), strength: Some(0.4), ..AdvancedOptions::default() };
    assert_eq!(check(advanced.clone(), &able).unwrap()[0].advanced(), &advanced);
    for weight in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
        let loras = vec![("a.safetensors".into(), weight)];
        let sentence = check(AdvancedOptions { loras, ..advanced.clone() }, &able).unwrap_err();
        assert!(sentence.contains("not a weight of a LoRA"), "{sentence}");
    }
    for (advanced, words) in [
        (AdvancedOptions { strength: Some(1.2), ..advanced }, "1.2 of the start picture"),
        (AdvancedOptions { mask: start(), ..AdvancedOptions::default() }, "needs the picture"),
    ] {
        let sentence = check(advanced, &able).unwrap_err();
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn variations_count_their_seeds_up() {
    let specs = check(&Brief { count: 3, seed: Some(40), ..brief() }).unwrap();
    let seeds: Vec<_> = specs.iter().map(PictureSpec::seed).collect();
    assert_eq!(seeds, [40, 41, 42]);
}

#[test]
fn a_bad_brief_is_refused_with_a_sentence() {
    let cases = [
        (Brief { prompt: "  \n".into(), ..brief() }, "Say what"),
        (Brief { prompt: "é".repeat(2_000), ..brief() }, "2000 characters"),
        (Brief { negative: "x".repeat(2_000), ..brief() }, "leave out"),
        (Brief { enhance: Enhance::Edited(String::new()), ..brief() }, "Say what"),
        (Brief { size: Size::new(1001, 1024), ..brief() }, "The nearest is 1000x1024"),
        (Brief { size: Size::new(64, 1024), ..brief() }, "from 256 to 2048"),
        (Brief { size: Size::new(1024, 4096), ..brief() }, "from 256 to 2048"),
        (Brief { count: 0, ..brief() }, "choose 1 to 16"),
        (Brief { count: 17, ..brief() }, "choose 1 to 16"),
        (Brief { steps: Some(0), ..brief() }, "takes 1 to 50"),
        (Brief { guidance: Some(f32::NAN), ..brief() }, "takes 1 to 12"),
        (Brief { format: Some("myspace".into()), ..brief() }, "no format"),
        (Brief { seed: Some(u64::MAX), ..brief() }, "seed"),
    ];
    for (brief, words) in cases {
        let sentence = check(&brief).expect_err(words).to_string();
        assert!(sentence.contains(words), "{sentence}");
    }
    assert!(check(&Brief { prompt: "é".repeat(1_900), enhance: Enhance::Off, ..brief() }).is_ok());
}

#[test]
fn a_format_is_made_larger_and_delivered_in_the_networks_exact_pixels() {
    let brief = Brief { format: Some("instagram-4x5".into()), ..brief() };
    let spec = check(&brief).unwrap().remove(0);
    assert_eq!(spec.size(), Size::new(1080, 1352));
    assert_eq!(spec.deliver(), Size::new(1080, 1350));
}

#[test]
fn a_spec_gives_back_the_brief_that_makes_it_again() {
    for format in [None, Some("instagram-4x5".to_owned())] {
        let spec = check(&Brief { format, ..brief() }).unwrap().remove(0);
        let again = check(&spec.to_brief()).unwrap().remove(0);
        assert_eq!(again, spec);
    }
}

#[test]
fn sizes_and_backdrops_are_read_as_people_write_them() {
    assert_eq!("1024x768".parse(), Ok(Size::new(1024, 768)));
    assert_eq!("1024 × 768".parse(), Ok(Size::new(1024, 768)));
    assert!("1024".parse::<Size>().is_err());
    assert!("-8x8".parse::<Size>().is_err());
    assert_eq!("#112233".parse(), Ok(Backdrop::Colour(Rgb::new(0x11, 0x22, 0x33))));
    assert!("plaid".parse::<Backdrop>().is_err());
}

#[test]
fn a_style_is_kept_where_it_was_used_and_a_row_from_before_styles_is_read() {
    let styles = crate::brief::shipped_styles();
    let (persona, flat) = (&starters()[0], &styles[2]);
    let brief = Brief { style: Some(flat.id.clone()), negative: "laces".into(), ..brief() };
    let other = ModelTraits { family: Family::StableDiffusion, ..model() };
    let styled = |model| PictureSpec::styled(&brief, Some(persona), Some(flat), model, 7);
    let spec = styled(&other).unwrap().remove(0);
    assert_eq!(spec.preset(), Some(&flat.id));
    assert!(spec.negative().starts_with("laces, crowds, medals, "), "{}", spec.negative());
    let again = PictureSpec::styled(&spec.to_brief(), Some(persona), None, &other, 1).unwrap();
    assert_eq!(again[0], spec);
    let unknown = PictureSpec::from_brief(&brief, Some(persona), &other, 7).unwrap_err();
    assert_eq!(unknown, BriefError::StyleUnknown("flat-lay".into()));

    let plain = styled(&model()).unwrap().remove(0);
    assert_eq!((plain.preset(), plain.negative()), (None, "laces"));
    let row = serde_json::to_string(&plain).unwrap();
    assert!(!row.contains("preset"));
    assert_eq!(serde_json::from_str::<PictureSpec>(&row).unwrap(), plain);
}
