//! That each label of a plain value is in the English catalogue word for word, and that the catalogue has no other.

use crate::brand::{FIELDS, Kind, starters};
use crate::brief::{
    BrandColour, Detail, ElementStyle, FORMATS, Goal, SkinTone, Source, Structure, shipped_styles,
};
use crate::campaign::Field;
use crate::files::WindowLanguage;
use crate::post::{PostWords, every_layout};
use crate::ui::text::catalogue::{Catalogue, keys_of};
use crate::ui::text::values::key_of;
use std::collections::BTreeSet;

/// The list of a label, the stable name of its value, and the label.
type Label = (&'static str, String, &'static str);

/// The labels of lists that are in the code.
fn listed_labels() -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
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
    for column in Field::ALL {
        labels.push(("column", column.word().into(), column.word()));
        labels.push(("column-about", column.word().into(), column.about()));
    }
    for colour in BrandColour::ALL {
        labels.push(("brand-colour", colour.word().into(), colour.label()));
    }
    for style in ElementStyle::ALL {
        labels.push(("element-style", style.word().into(), style.label()));
    }
    for tone in SkinTone::ALL {
        labels.push(("skin-tone", tone.word().into(), tone.label()));
    }
    labels
}

/// A label is translated only where the English catalogue has it word for word.
#[test]
fn each_label_of_a_plain_value_has_its_texts() {
    let styles = shipped_styles();
    let mut labels: Vec<(&str, String, &str)> = listed_labels();
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
    for layout in every_layout() {
        labels.push(("layout", layout.id.clone(), &layout.name));
        labels.push(("layout-about", layout.id.clone(), &layout.about));
    }
    // The names of networks are the same in every language.
    let has_words = |label: &str| {
        ["square", "wide", "link", "story", "Story", "Reel", "Pin"]
            .iter()
            .any(|w| label.contains(w))
    };
    for format in FORMATS.iter().filter(|format| has_words(format.label)) {
        labels.push(("format", format.id.into(), format.label));
    }
    let mut sources =
        vec![Source::Subject, Source::Edit, Source::Style, Source::Light, Source::Lens];
    sources.extend([Source::Medium, Source::BrandStyle, Source::Composition, Source::BrandColour]);
    sources.extend([Source::Model, Source::LeaveOut, Source::NeverShow]);
    labels.extend(sources.iter().map(|one| ("source", one.reason().to_owned(), one.reason())));
    let swatches = starters()[0].look.palette.swatches();
    labels.extend(swatches.map(|(name, _)| ("swatch", name.to_owned(), name)));
    labels.extend(PostWords::ALL.map(|words| ("part", words.name().to_owned(), words.name())));
    for style in &styles {
        labels.push(("style", style.id.0.clone(), &style.name));
        labels.push(("style-about", style.id.0.clone(), &style.about));
    }
    for (list, words) in OTHERS {
        labels.extend(words.iter().map(|word| (*list, (*word).to_owned(), *word)));
    }
    let english = Catalogue::of(WindowLanguage::English);
    let mut known = BTreeSet::new();
    for (list, name, label) in labels {
        let key = key_of(list, &name);
        assert_eq!(english.fixed(&key), Some(label), "{key}");
        known.insert(key);
    }
    let file = include_str!("../../../../assets/languages/en/values.ftl");
    let listed: BTreeSet<String> = keys_of(file).map(str::to_owned).collect();
    assert_eq!(listed.difference(&known).collect::<Vec<_>>(), [""; 0], "labels of nothing");
}

/// Names that the layers below write where they are needed, without a list of them.
const OTHERS: &[(&str, &[&str])] = &[
    ("unit-of-text", &["characters", "bytes"]),
    (
        "location",
        &["A file of yours", "Brandish's own folder", "Hugging Face cache", "A folder of yours"],
    ),
    (
        "warned",
        &[
            "This model",
            "An illustration",
            "Arabic",
            "Cyrillic",
            "Chinese",
            "Japanese",
            "Korean",
            "Hebrew",
            "Devanagari",
            "Greek",
            "Thai",
            "another script",
            "any picture",
            "photographs",
            "3D pictures",
            "flat pictures",
        ],
    ),
    ("part", &["handle", "brand's name", "checklist", "label", "portrait", "ornament"]),
];
