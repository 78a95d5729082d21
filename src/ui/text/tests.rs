//! The texts against what the plain layers say in English, and their plural forms in each language.
//! That every language has every text is tested in `tests/flows/texts.rs`, which reads the files.

use super::catalogue::Catalogue;
use super::*;
use crate::brand::{FIELDS, Kind};
use crate::brief::{BriefError, Detail, ElementStyle, FORMATS, Goal, Size, SkinTone, Structure};
use crate::job::{Failure, State};
use crate::post::post_layouts;
use crate::units;
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
        (WindowLanguage::German, ("1,1 GB", "512 Byte", "3,4 s", "63.206")),
        (WindowLanguage::French, ("1,1 Go", "512 octets", "3,4 s", "63\u{a0}206")),
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

/// A label is translated only where the English catalogue has it word for word.
#[test]
fn each_label_of_a_plain_value_has_its_texts() {
    let mut labels: Vec<(&str, String, &str)> = Vec::new();
    let mut described = |list: &'static str, about, (word, label, meaning): (&str, _, _)| {
        labels.push((list, word.to_owned(), label));
        labels.push((about, word.to_owned(), meaning));
    };
    for goal in Goal::ALL {
        described("goal", "goal-about", (goal.word(), goal.label(), goal.about()));
    }
    for one in Structure::ALL {
        described("structure", "structure-about", (one.word(), one.label(), one.about()));
    }
    for detail in Detail::ALL {
        described("detail", "detail-about", (detail.word(), detail.label(), detail.about()));
    }
    for style in ElementStyle::ALL {
        labels.push(("element-style", style.word().into(), style.label()));
    }
    for tone in SkinTone::ALL {
        labels.push(("skin-tone", tone.word().into(), tone.label()));
    }
    for field in FIELDS {
        labels.push(("field", field.key.into(), field.label));
        if !field.hint.is_empty() {
            labels.push(("field-hint", field.key.into(), field.hint));
        }
        labels.push(("section", field.section.label().into(), field.section.label()));
        match &field.kind {
            Kind::Tone { low, high, .. } => {
                labels.extend([low, high].map(|word| ("tone", (*word).to_owned(), *word)));
            }
            // Languages are called by their own names.
            Kind::Choice { words, .. } if field.key != "voice.language" => {
                labels.extend(words.iter().map(|word| ("choice", (*word).to_owned(), *word)));
            }
            _ => {}
        }
    }
    for layout in post_layouts() {
        labels.push(("layout", layout.id.clone(), &layout.name));
        labels.push(("layout-about", layout.id.clone(), &layout.about));
    }
    // The names of networks are the same in every language.
    let has_words = |label: &str| {
        ["square", "wide", "link", "story", "Story"].iter().any(|w| label.contains(w))
    };
    for format in FORMATS.iter().filter(|format| has_words(format.label)) {
        labels.push(("format", format.id.into(), format.label));
    }
    for (list, name, english) in labels {
        let key = values::key_of(list, &name);
        assert_eq!(Catalogue::of(WindowLanguage::English).fixed(&key), Some(english), "{key}");
    }
}

#[test]
fn a_label_that_a_user_changed_stays_as_it_is() {
    show_in(WindowLanguage::German);
    assert_eq!(value("style", "watercolour", "Watercolour"), "Aquarell");
    assert_eq!(value("style", "watercolour", "My wash"), "My wash");
    assert_eq!(value("style", "of-my-own", "My wash"), "My wash");
    show_in(WindowLanguage::English);
}
