//! The texts against what the plain layers say in English, and their plural forms in each language.
//! That every language has every text is tested in `tests/flows/texts.rs`, which reads the files.

mod labels;

use super::*;
use crate::brand::{Medium, starters};
use crate::brief::caption::Violation;
use crate::brief::shipped_styles;
use crate::brief::{Advice, BriefError, EnhanceRequest, FAMILIES, Size};
use crate::job::{Failure, State};
use crate::post::{Finding, PostError, PostFault, PostSize, PostWords, Repair};
use crate::units;
use std::collections::BTreeSet;
use std::time::Duration;

fn in_each_language(mut check: impl FnMut(WindowLanguage)) {
    for language in WindowLanguage::ALL {
        show_in(language);
        check(language);
    }
    show_in(WindowLanguage::English);
}

#[test]
fn one_is_singular_and_several_are_plural_in_each_language() {
    let expected = [
        ["0 pictures", "1 picture", "2 pictures"],
        ["0 Bilder", "1 Bild", "2 Bilder"],
        ["0 imágenes", "1 imagen", "2 imágenes"],
        ["0 image", "1 image", "2 images"],
        ["0 immagini", "1 immagine", "2 immagini"],
        ["0 imagem", "1 imagem", "2 imagens"],
        ["0 afbeeldingen", "1 afbeelding", "2 afbeeldingen"],
    ];
    let mut expected = expected.iter();
    in_each_language(|language| {
        let texts = [0, 1, 2].map(|count| text!("library-pictures", count = count));
        assert_eq!(Some(&texts.each_ref().map(String::as_str)), expected.next(), "{language:?}");
    });
}

#[test]
fn none_has_words_of_its_own_where_it_matters() {
    show_in(WindowLanguage::German);
    let texts = [0, 1, 3].map(|count| text!("models-count", count = count));
    assert_eq!(texts, ["keine Modelle", "1 Modell", "3 Modelle"]);
    show_in(WindowLanguage::English);
}

#[test]
fn numbers_have_the_signs_of_the_language() {
    let texts =
        || (bytes(1_100_000_000), bytes(512), elapsed(Duration::from_millis(3_440)), count(63_206));
    for (language, expected) in [
        (WindowLanguage::English, ("1.1 GB", "512 bytes", "3.4 s", "63,206")),
        (WindowLanguage::German, ("1,1\u{a0}GB", "512 Byte", "3,4 s", "63.206")),
        (WindowLanguage::French, ("1,1\u{a0}Go", "512 octets", "3,4 s", "63\u{a0}206")),
    ] {
        show_in(language);
        let (size, small, time, number) = texts();
        assert_eq!((&*size, &*small, &*time, &*number), expected, "{language:?}");
    }
    show_in(WindowLanguage::English);
}

#[test]
fn english_quantities_are_those_of_every_other_message() {
    for number in [0, 1, 999, 1_000, 999_500, 42_490_000, 420_000_000, 1_100_000_000] {
        assert_eq!(bytes(number), units::bytes(number));
        assert_eq!(count(number as usize), units::count(number as usize));
        let time = Duration::from_millis(number);
        assert_eq!((duration(time), elapsed(time)), (units::duration(time), units::elapsed(time)));
    }
}

#[test]
fn english_states_failures_and_refusals_are_as_the_job_says_them() {
    let model = || "Spark".to_owned();
    let path = || "/a/b".into();
    let detail = || "why".to_owned();
    let failures = [
        Failure::WeightsMissing { model: model(), path: path() },
        Failure::WeightsDamaged { model: model(), path: path(), detail: detail() },
        Failure::WeightsChanged { model: model(), path: path() },
        Failure::ModelUnsupported { model: model(), path: path(), detail: detail() },
        Failure::Photo { detail: detail() },
        Failure::Unfit { detail: detail() },
        Failure::OutOfMemory { model: model(), needed_bytes: 1_100_000_000, free_bytes: 300_000 },
        Failure::ModelUnknown { model: model() },
        Failure::NotFinite,
        Failure::Blank,
        Failure::DiskFull { folder: path() },
        Failure::CannotWrite { folder: path(), detail: detail() },
        Failure::NotSaved { detail: detail() },
        Failure::Panicked { detail: detail() },
        Failure::Engine { detail: detail() },
        Failure::Worker { worker: "anna-7".into(), sentence: detail() },
        Failure::GivenUp { tries: 3 },
        Failure::OtherVersion { detail: detail() },
        Failure::PictureLost,
    ];
    for failure in &failures {
        assert_eq!(sentence(failure), failure.sentence());
        assert_eq!(advice(failure), failure.advice());
    }
    for known in [
        State::Queued,
        State::Loading(model()),
        State::Rendering { done: 3, total: 20 },
        State::Writing { words: 0 },
        State::Writing { words: 12 },
        State::Finishing,
        State::Done,
        State::Failed(Failure::Blank),
        State::Cancelled,
        State::Interrupted,
    ] {
        assert_eq!(state(&known), known.words());
    }
    let size = Size { width: 100, height: 104 };
    for error in [
        BriefError::PromptEmpty,
        BriefError::PromptTooLong(2_400),
        BriefError::NegativeTooLong(2_400),
        BriefError::SizeUnreadable("big".into()),
        BriefError::SizeNotMultiple(size, size),
        BriefError::SizeOutOfRange { size, model: model(), min: 256, max: 1_024 },
        BriefError::CountOutOfRange(17),
        BriefError::StepsOutOfRange { given: 90, model: model(), min: 1, max: 50 },
        BriefError::TooManyElements(4),
        BriefError::StyleUnused(model()),
        BriefError::WordsOnly(model()),
        BriefError::PartOfNothing,
        BriefError::LoraUnread("a.safetensors".into()),
        BriefError::SeedTooLarge,
        BriefError::TooManyFacts(20),
        BriefError::FactTooLong(400),
        BriefError::DetailTooLong("Benefit", 200),
    ] {
        assert_eq!(refusal(&error), error.to_string());
    }
}

#[test]
fn english_findings_repairs_and_violations_are_as_the_checks_say_them() {
    let what = || "headline".to_owned();
    let size = PostSize { width: 1_080, height: 1_350 };
    let findings = [
        Finding::Layout(PostFault::Outside { what: what(), by: 12.4 }),
        Finding::Layout(PostFault::OutOfBox { what: what(), by: 3.0 }),
        Finding::Layout(PostFault::Overlap { what: what(), other: "logo".into() }),
        Finding::Layout(PostFault::Contrast { what: what(), ratio: 2.34, needed: 4.5 }),
        Finding::Layout(PostFault::Small { what: what(), pixels: 9.0 }),
        Finding::DoesNotFit(PostError::TooLong {
            layout: "Card".into(),
            what: "line",
            over: 9,
            size,
        }),
        Finding::DoesNotFit(PostError::TooWide {
            layout: "Card".into(),
            what: "fact",
            word: "long".into(),
            percent: 8,
            size,
        }),
        Finding::DoesNotFit(PostError::Missing { layout: "Offer".into(), what: "fact" }),
        Finding::DoesNotFit(PostError::NoGlyphs("漢".into())),
        Finding::OffPalette { share: 0.42 },
        Finding::Word { words: PostWords::Call, word: "cheap".into() },
        Finding::LogoCrowded { by: "handle".into(), gap: 3.2, needed: 20.0 },
    ];
    for one in &findings {
        assert_eq!(finding(one), one.to_string());
    }
    let text = String::new;
    for one in [
        Repair::DropWord { words: PostWords::Line, text: text() },
        Repair::Shorten { words: PostWords::Call, text: text() },
        Repair::UseLayout { id: "card".into(), name: "Card".into() },
        Repair::ResetPlacement,
        Repair::CutOut,
    ] {
        assert_eq!(repair(&one), one.label());
    }
    for one in [
        Violation::TooLong { count: 300, limit: 280, unit: "characters" },
        Violation::AltTooLong { count: 1_200, limit: 1_000 },
        Violation::TitleTooLong { count: 120, limit: 100 },
        Violation::TooManyHashtags { count: 9, limit: 5 },
        Violation::NeverWord("cheap".into()),
        Violation::EmojiUnwanted,
        Violation::Refused { found: "<".into(), network: "YouTube" },
        Violation::Empty,
    ] {
        assert_eq!(violation(&one), format!("It {one}."));
    }
}

/// Every advice that a model gives, from prompts that ask for what it cannot draw.
fn every_advice() -> Vec<Advice> {
    let mut found = vec![Advice::lora_missing("a")];
    for (prompt, read) in [("抹茶", ""), ("flumph", ""), ("flumph", "plum")] {
        found.extend([true, false].map(|offers| Advice::guess("Spark", prompt, read, offers)));
    }
    found.extend([true, false].map(|offers| Advice::poor("Spark", "drum", offers)));
    let long = vec!["mug"; 90].join(" ");
    // Of illustrations every word is looked up, up to 400.
    let longest = long.repeat(6);
    let prompts = [
        "woman with a mug",
        "coffee with Taylor Example",
        "mug with our logo",
        "Nike shoes",
        "photo of a bicycle",
        "mountain landscape",
        "watercolour strawberry",
        "生日蛋糕",
        "mug without handle",
        &long,
        &longest,
    ];
    let families = FAMILIES.iter().map(|facts| facts.family);
    for family in families {
        found.extend(prompts.iter().flat_map(|prompt| crate::brief::advice(prompt, family)));
        for own in [Medium::Photo, Medium::Flat, Medium::ThreeD, Medium::Any] {
            let mut persona = starters().remove(0);
            (persona.look.medium, persona.look.never_show) = (own, vec!["mug".into()]);
            for style in shipped_styles().iter().map(Some).chain([None]) {
                let mut shows_mug = style.cloned();
                if let Some(style) = &mut shows_mug {
                    style.prompt += ", a mug";
                }
                for (prompt, style) in
                    [("mug", style), ("shoe", shows_mug.as_ref()), (&*long, style)]
                {
                    let request = EnhanceRequest {
                        prompt,
                        negative: "dust",
                        persona: Some(&persona),
                        style,
                        size: Size::new(512, 512),
                        format: None,
                        family,
                        guidance: None,
                        seed: 1,
                    };
                    found.extend(crate::brief::enhance(&request).advice);
                }
            }
        }
    }
    found
}

#[test]
fn english_advice_is_as_the_brief_gives_it_and_each_text_is_used() {
    let mut met = BTreeSet::new();
    for advice in every_advice() {
        let Some(named) = &advice.named else { continue };
        met.insert(format!("warning-{}", named.sentence));
        met.insert(format!("remedy-{}", named.todo));
        let (sentence, todo) = warnings::said_in(WindowLanguage::English, &advice);
        assert_eq!((&*sentence, &*todo), (&*advice.sentence, &*advice.todo));
    }
    let file = include_str!("../../../assets/languages/en/create.ftl");
    let listed = super::catalogue::keys_of(file)
        .filter(|key| key.starts_with("warning-") || key.starts_with("remedy-"));
    let unmet: Vec<_> = listed.filter(|key| !met.contains(*key)).collect();
    assert_eq!(unmet, [""; 0], "advice that no prompt gives");
}

#[test]
fn a_label_that_a_user_changed_stays_as_it_is() {
    show_in(WindowLanguage::German);
    assert_eq!(value("style", "watercolour", "Watercolour"), "Aquarell");
    assert_eq!(value("style", "watercolour", "My wash"), "My wash");
    assert_eq!(value("style", "of-my-own", "My wash"), "My wash");
    show_in(WindowLanguage::English);
}

#[test]
fn models_and_licences_are_described_in_the_language_of_the_window() {
    show_in(WindowLanguage::French);
    let size = "For captions in your brand's voice: a language model of 1.7 billion parameters (llama, Q4_K).";
    assert_eq!(
        said(size),
        "Pour des légendes dans la voix de votre marque\u{a0}: un modèle de langage de 1,7 Md de paramètres (llama, \
         Q4_K)."
    );
    let terms =
        "Stability AI's own: Free to try; for use in business, read the licence on its page first.";
    assert_eq!(
        licence(terms),
        "Propre à Stability AI\u{a0}: Libre à l’essai\u{a0}; avant un usage en entreprise, lisez la licence sur sa page."
    );
    assert_eq!(licence("apache-2.0"), "apache-2.0");
    let built_in = crate::engine::WriterRow::built_in();
    assert_eq!(said(&built_in.name), "Rédacteur intégré");
    assert_ne!(said(&built_in.about), built_in.about);
    show_in(WindowLanguage::English);
}

#[test]
fn a_day_is_a_heading_in_the_order_of_the_language() {
    let date = jiff::civil::date(2026, 11, 30);
    for (language, expected) in [
        (WindowLanguage::English, "Monday, 30 November"),
        (WindowLanguage::German, "Montag, 30. November"),
        (WindowLanguage::French, "Lundi 30 novembre"),
        (WindowLanguage::Portuguese, "Segunda-feira, 30 de novembro"),
    ] {
        show_in(language);
        assert_eq!(day(date), expected);
    }
    show_in(WindowLanguage::English);
}
