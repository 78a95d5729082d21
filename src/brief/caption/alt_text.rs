//! Alternative text of a drawn picture in each language of captions: the things in it with their colours, where they stand,
//! how it is made and on what ground. What was drawn is known to the caller.
//!
//! A picture's things are named in Spark's English; `assets/words/things.csv` has their names in the other languages,
//! and `assets/copy/alt.toml` the words around them.

use super::Subject;
use crate::brand::PostLanguage;
use crate::units::capitalised;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a picture shows as it was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DrawnScene {
    /// In English with their colours, such as `red running shoes`; the main thing first.
    pub things: Vec<String>,
    /// The same in the colours that were asked for: what all variations of a brief have in common.
    pub asked: Vec<String>,
    /// Names of the same things in the caption's language, where the caller knows them.
    pub names: Vec<String>,
    /// Whether the things are drawn as solid bodies.
    pub is_3d: bool,
    /// The ground's colour in English, and how light it is; `None` where it has no colour of its own.
    pub ground: Option<(String, Shade)>,
}

/// How light a colour is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shade {
    Light,
    Medium,
    Dark,
}

#[derive(Deserialize)]
struct Wording {
    and: String,
    side_by_side: String,
    in_the_middle: String,
    coloured: String,
    illustration: String,
    illustration_3d: String,
    on: String,
    light: String,
    dark: String,
    colours: HashMap<String, String>,
    /// The forms of colours behind a feminine word for colour, where they differ.
    #[serde(default)]
    feminine: HashMap<String, String>,
}

static WORDINGS: LazyLock<HashMap<String, Wording>> = LazyLock::new(|| {
    let text = include_str!("../../../assets/copy/alt.toml");
    toml::from_str(text).unwrap_or_else(|error| panic!("assets/copy/alt.toml: {error}"))
});

/// By the tag of a language: the names of things, by their English names.
type Names = HashMap<String, HashMap<String, String>>;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names: Names = HashMap::new();
    let mut lines = include_str!("../../../assets/words/things.csv").lines();
    let tags: Vec<&str> = lines.next().unwrap_or_default().split(';').collect();
    for line in lines {
        let mut columns = line.split(';');
        let english = columns.next().unwrap_or_default();
        for (tag, others) in tags.iter().skip(1).zip(columns) {
            let name = others.split('|').next().unwrap_or_default();
            names.entry((*tag).to_owned()).or_default().insert(english.to_owned(), name.to_owned());
        }
    }
    names
});

/// The alternative text of a picture as it was drawn; `None` where a thing in it has no name in the language.
pub fn alt_text_as_drawn(scene: &DrawnScene, language: PostLanguage) -> Option<String> {
    let wording = WORDINGS.get(language.tag())?;
    let things: Vec<String> = match scene.names.as_slice() {
        [] => scene.things.iter().map(|thing| named(thing, language)).collect::<Option<_>>()?,
        names => names.to_vec(),
    };
    let (last, others) = things.split_last()?;
    let things = match others {
        [] => last.clone(),
        others => format!("{} {} {last}", others.join(", "), wording.and),
    };
    let place = if others.is_empty() { &wording.in_the_middle } else { &wording.side_by_side };
    let medium = if scene.is_3d { &wording.illustration_3d } else { &wording.illustration };
    let ground = scene.ground.as_ref().map_or(String::new(), |(colour, shade)| {
        let colour = wording.colours.get(colour).unwrap_or(colour);
        let colour = match shade {
            Shade::Light => wording.light.replace("{colour}", colour),
            Shade::Dark => wording.dark.replace("{colour}", colour),
            Shade::Medium => colour.clone(),
        };
        let on = wording.on.replace("{colour}", &colour);
        if language == PostLanguage::English && colour.starts_with(['a', 'e', 'i', 'o', 'u']) {
            on.replace(" a ", " an ")
        } else {
            on
        }
    });
    let shown = capitalised(&place.replace("{things}", &things));
    Some(match language {
        PostLanguage::English => format!("{shown}: {medium}{ground}."),
        _ => format!("{shown}. {medium}{ground}."),
    })
}

/// A thing with its colour: in English with an article, elsewhere by its name with the colour behind it.
fn named(thing: &str, language: PostLanguage) -> Option<String> {
    if language == PostLanguage::English {
        let subject = Subject::of(thing);
        return Some(subject.map_or_else(|| thing.to_owned(), |subject| subject.with_article()));
    }
    let names = NAMES.get(language.tag())?;
    let wording = WORDINGS.get(language.tag())?;
    // The name of a thing may hold a colour of its own: "red apple".
    if let Some(name) = names.get(thing) {
        return Some(name.clone());
    }
    let (colour, rest) = thing.split_once(' ')?;
    let name = names.get(rest)?;
    let colour = wording.feminine.get(colour).or_else(|| wording.colours.get(colour))?;
    Some(wording.coloured.replace("{thing}", name).replace("{colour}", colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(things: &[&str]) -> DrawnScene {
        DrawnScene {
            things: things.iter().map(|thing| (*thing).to_owned()).collect(),
            is_3d: true,
            ground: Some(("orange".into(), Shade::Light)),
            ..DrawnScene::default()
        }
    }

    #[test]
    fn every_language_says_what_was_drawn() {
        let scene = scene(&["red running shoes", "umbrella"]);
        for (language, text) in [
            (
                PostLanguage::English,
                "Red running shoes and an umbrella, side by side: a 3D illustration on a light orange background.",
            ),
            (
                PostLanguage::German,
                "Laufschuhe in Rot und Regenschirm, nebeneinander. 3D-Illustration vor einem Hintergrund in hellem Orange.",
            ),
            (
                PostLanguage::Spanish,
                "Zapatillas de correr de color rojo y paraguas, uno al lado del otro. Ilustración 3D sobre fondo naranja claro.",
            ),
            (
                PostLanguage::French,
                "Chaussures de course de couleur rouge et parapluie, côte à côte. Illustration 3D sur un fond orange clair.",
            ),
            (
                PostLanguage::Italian,
                "Scarpe da corsa di colore rosso e ombrello, uno accanto all’altro. Illustrazione 3D su sfondo arancione chiaro.",
            ),
            (
                PostLanguage::Portuguese,
                "Tênis de corrida de cor vermelha e guarda-chuva, lado a lado. Ilustração 3D sobre fundo laranja claro.",
            ),
            (
                PostLanguage::Dutch,
                "Hardloopschoenen in het rood en paraplu, naast elkaar. 3D-illustratie op een achtergrond in lichtoranje.",
            ),
        ] {
            assert_eq!(alt_text_as_drawn(&scene, language).as_deref(), Some(text));
        }
    }

    #[test]
    fn one_thing_stands_in_the_middle_and_a_thing_without_a_name_gives_nothing() {
        let plain = DrawnScene { ground: None, ..scene(&["umbrella"]) };
        let text = alt_text_as_drawn(&plain, PostLanguage::English);
        assert_eq!(text.as_deref(), Some("An umbrella, in the middle: a 3D illustration."));
        assert_eq!(alt_text_as_drawn(&scene(&["moai"]), PostLanguage::German), None);
        assert_eq!(alt_text_as_drawn(&DrawnScene::default(), PostLanguage::German), None);
    }

    #[test]
    fn every_colour_of_a_brand_has_a_word_in_every_language() {
        let english = &WORDINGS["en"].colours;
        assert_eq!(english.len(), 12);
        for (tag, wording) in WORDINGS.iter() {
            assert!(english.keys().all(|colour| wording.colours.contains_key(colour)), "{tag}");
        }
        assert!(PostLanguage::ALL.iter().all(|language| WORDINGS.contains_key(language.tag())));
    }

    #[test]
    fn every_thing_has_a_name_in_every_language() {
        let all = NAMES["de"].len();
        assert!(all > 200);
        for (tag, names) in NAMES.iter() {
            assert_eq!(names.len(), all, "{tag}");
            assert!(names.values().all(|name| !name.is_empty()), "{tag}");
        }
    }
}
