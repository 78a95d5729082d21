//! The recipe of a picture: how it was made, in the `parameters` text form that image tools
//! share (AUTOMATIC1111's). Only texts; files are `encode`'s.

use crate::brand::PersonaId;
use crate::brief::{
    Brief, ElementChoice, Enhance, FORMATS, ModelId, PartColour, PictureSpec, Size, StyleId,
};
use std::collections::BTreeMap;

/// How a picture was made.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Recipe {
    /// What the model read.
    pub prompt: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub negative: String,
    /// Every further fact by its key, such as `Steps`, `Seed` or `Persona`.
    pub facts: BTreeMap<String, String>,
}

impl Recipe {
    /// The recipe of a spec.
    pub fn of(spec: &PictureSpec) -> Self {
        let mut facts: BTreeMap<String, String> = [
            ("Steps", spec.steps().to_string()),
            ("CFG scale", spec.guidance().to_string()),
            ("Seed", spec.seed().to_string()),
            ("Size", spec.size().to_string()),
            ("Model", spec.model().to_string()),
            ("Backdrop", spec.backdrop().to_string()),
            ("Version", format!("Brandish {}", env!("CARGO_PKG_VERSION"))),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into();
        // What another model draws with where none is named, its own files know; it is not guessed here.
        let own = (*spec.model() == ModelId::spark()).then(|| "LMS".to_owned());
        if let Some(sampler) = spec.advanced().sampler.clone().or(own) {
            facts.insert("Sampler".into(), sampler);
        }
        if let Some(style) = spec.persona() {
            facts.insert("Persona".into(), style.persona.to_string());
        }
        if let Some(preset) = spec.preset() {
            facts.insert("Style".into(), preset.to_string());
        }
        if spec.sent_prompt() != spec.prompt() {
            facts.insert("Brief".into(), spec.prompt().to_owned());
        }
        facts.extend(element_facts(spec));
        if let Some(photo) = spec.photo() {
            // The name alone: a file is given to others, who need not know this laptop's folders.
            let name = photo.path.file_name().unwrap_or_default().to_string_lossy();
            facts.insert("Photo".into(), name.into_owned());
            facts.insert("Placed".into(), if photo.whole { "whole" } else { "cut out" }.into());
            ["Steps", "CFG scale", "Seed"].iter().for_each(|key| _ = facts.remove(*key));
        }
        if spec.deliver() != spec.size() {
            facts.insert("Delivered".into(), spec.deliver().to_string());
        }
        Self { prompt: spec.sent_prompt().to_owned(), negative: spec.negative().to_owned(), facts }
    }

    /// The words the user typed, before any enhancement.
    pub fn brief(&self) -> &str {
        self.facts.get("Brief").unwrap_or(&self.prompt)
    }

    pub fn seed(&self) -> Option<u64> {
        self.facts.get("Seed")?.parse().ok()
    }

    pub fn size(&self) -> Option<Size> {
        self.facts.get("Size")?.parse().ok()
    }

    /// The brief that makes this picture again, as far as the recipe has it; the rest is as in `other`.
    pub fn to_brief(&self, other: &Brief) -> Brief {
        fn read<T: std::str::FromStr>(recipe: &Recipe, name: &str) -> Option<T> {
            recipe.facts.get(name)?.parse().ok()
        }
        let delivered: Option<Size> = read(self, "Delivered");
        let format = delivered.and_then(|size| {
            FORMATS.iter().find(|format| Size::new(format.width, format.height) == size)
        });
        let same = self.brief() == self.prompt;
        Brief {
            prompt: self.brief().to_owned(),
            negative: self.negative.clone(),
            persona: self.facts.get("Persona").map(|id| PersonaId(id.clone())),
            style: self.facts.get("Style").map(|id| StyleId(id.clone())),
            model: other.model.clone(),
            size: self.size().unwrap_or(other.size),
            format: format.map(|format| format.id.to_owned()),
            count: 1,
            seed: self.seed(),
            steps: read(self, "Steps"),
            guidance: read(self, "CFG scale"),
            backdrop: read(self, "Backdrop").unwrap_or(other.backdrop),
            elements: self.elements(),
            enhance: if same { Enhance::Off } else { Enhance::Edited(self.prompt.clone()) },
            captions: other.captions.clone(),
            photo: None,
            advanced: other.advanced.clone(),
        }
    }

    /// The illustrations that the picture was composed of.
    pub fn elements(&self) -> ElementChoice {
        let fact = |key: &str| self.facts.get(key).map(String::as_str).unwrap_or_default();
        let names = fact("Elements").split(", ").filter(|name| !name.is_empty());
        ElementChoice {
            names: names.map(str::to_owned).collect(),
            recolour: fact("Element colours") == "brand",
            style: fact("Element style").parse().unwrap_or_default(),
            tone: fact("Skin tone").parse().unwrap_or_default(),
            parts: fact("Element parts").split(", ").filter_map(|part| part.parse().ok()).collect(),
        }
    }

    /// What the recipe names and `brief` does not hold, which was made by [`Recipe::to_brief`]: a sentence, if anything.
    pub fn left_out_of(&self, brief: &Brief) -> Option<String> {
        let drawn_with = brief.renders_with();
        let model = self.facts.get("Model").filter(|model| **model != drawn_with.0);
        let model = model.map(|model| format!("the model {model}"));
        let loras = self.facts.get("LoRAs").map(|loras| format!("the LoRAs {loras}"));
        let sampler = self.facts.get("Sampler").filter(|_| self.facts.contains_key("Program"));
        let sampler = sampler.map(|sampler| format!("the sampler {sampler}"));
        let named: Vec<String> = [model, loras, sampler].into_iter().flatten().collect();
        (!named.is_empty()).then(|| {
            format!(
                "The recipe also names {}. Choose them yourself where you have them.",
                named.join(", ")
            )
        })
    }

    /// The text of the `parameters` key: the prompt, `Negative prompt:`, then a line of facts.
    pub fn to_parameters(&self) -> String {
        let mut text = self.prompt.clone();
        if !self.negative.is_empty() {
            text += "\nNegative prompt: ";
            text += &self.negative;
        }
        let first = ["Steps", "Sampler", "CFG scale", "Seed", "Size", "Model"];
        let known = first.iter().filter_map(|key| self.facts.get_key_value(*key));
        let others = self.facts.iter().filter(|(key, _)| !first.contains(&key.as_str()));
        let facts: Vec<_> =
            known.chain(others).map(|(key, value)| format!("{key}: {}", quoted(value))).collect();
        text + "\n" + &facts.join(", ")
    }

    /// Reads the text of a `parameters` key, ours or another program's.
    pub fn from_parameters(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let (body, facts) = settings_line(&text)
            .or_else(|| settings_in_one_line(&text))
            .unwrap_or((text.as_str(), BTreeMap::new()));
        let (prompt, negative) = match body.strip_prefix("Negative prompt:") {
            Some(negative) => ("", negative),
            None => body
                .split_once("\nNegative prompt:")
                .or_else(|| body.split_once(" Negative prompt: ").filter(|_| !body.contains('\n')))
                .unwrap_or((body, "")),
        };
        Self { prompt: prompt.trim().to_owned(), negative: negative.trim().to_owned(), facts }
    }
}

/// Which illustrations, and what is not as they were drawn.
fn element_facts(spec: &PictureSpec) -> impl Iterator<Item = (String, String)> {
    let elements = spec.elements();
    let plain = ElementChoice::default();
    let named = !elements.is_empty();
    [
        ("Elements", named.then(|| elements.names.join(", "))),
        ("Element colours", (named && elements.recolour).then(|| "brand".to_owned())),
        (
            "Element parts",
            (named && !elements.parts.is_empty()).then(|| {
                let parts: Vec<String> = elements.parts.iter().map(PartColour::to_string).collect();
                parts.join(", ")
            }),
        ),
        (
            "Element style",
            (named && elements.style != plain.style).then(|| elements.style.word().to_owned()),
        ),
        (
            "Skin tone",
            (named && elements.tone != plain.tone).then(|| elements.tone.word().to_owned()),
        ),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
}

/// The last line that begins with the steps; other programs append lines of their own, which are read as facts too.
fn settings_line(text: &str) -> Option<(&str, BTreeMap<String, String>)> {
    let at = text.rfind("\nSteps: ").map(|at| at + 1);
    let at = at.or_else(|| text.starts_with("Steps: ").then_some(0))?;
    let mut lines = text[at..].lines();
    let mut facts = facts_from(lines.next()?);
    for line in lines {
        facts.extend(line.split_once(": ").map(|(key, value)| (key.into(), value.trim().into())));
    }
    Some((&text[..at], facts))
}

/// Some programs lose the line breaks: prompt, negative prompt and settings follow each other in one line.
fn settings_in_one_line(text: &str) -> Option<(&str, BTreeMap<String, String>)> {
    let at = text.rfind(" Steps: ")?;
    let facts = facts_from(text[at..].trim_start());
    let is_number = facts.get("Steps").is_some_and(|steps| steps.parse::<u32>().is_ok());
    let others = ["Seed", "Sampler", "CFG scale", "Size", "Model"];
    (is_number && others.iter().any(|key| facts.contains_key(*key))).then(|| (&text[..at], facts))
}

/// A value with a comma, colon, quote or line break is written as a JSON string, as the form requires.
fn quoted(value: &str) -> String {
    if value.contains([',', ':', '"', '\n']) {
        serde_json::Value::from(value).to_string()
    } else {
        value.to_owned()
    }
}

fn facts_from(line: &str) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let mut rest = line;
    // After one value that only looks like JSON no other is tried: each trial may read the whole line.
    let mut may_be_json = true;
    while let Some((key, after)) = rest.split_once(": ") {
        let (value, next) = if after.starts_with('"') {
            let mut strings = serde_json::Deserializer::from_str(after).into_iter::<String>();
            match strings.next() {
                Some(Ok(value)) => {
                    let end = strings.byte_offset();
                    (value, after[end..].trim_start_matches([',', ' ']))
                }
                _ => break,
            }
        } else {
            let is_json = may_be_json && after.starts_with(['[', '{']);
            let end = is_json.then(|| json_end(after)).flatten();
            may_be_json = !is_json || end.is_some();
            match end {
                Some(end) => (after[..end].to_owned(), after[end..].trim_start_matches([',', ' '])),
                None => {
                    let (value, next) = after.split_once(", ").unwrap_or((after, ""));
                    (value.trim().to_owned(), next)
                }
            }
        };
        facts.insert(key.trim().to_owned(), value);
        rest = next;
    }
    facts
}

/// Where a value that is a JSON list or object ends, in bytes.
fn json_end(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    (text[end..].is_empty() || text[end..].starts_with(',')).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::{Backdrop, ModelTraits};

    fn recipe(prompt: &str, negative: &str, facts: &[(&str, &str)]) -> Recipe {
        let facts = facts.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        Recipe { prompt: prompt.into(), negative: negative.into(), facts }
    }

    #[test]
    fn a_recipe_is_written_as_other_programs_write_it() {
        let recipe = recipe(
            "red shoes, in red",
            "laces",
            &[
                ("Steps", "20"),
                ("Seed", "7"),
                ("Size", "1024x1024"),
                ("Brief", "shoes, “red”: \"x\""),
            ],
        );
        assert_eq!(
            recipe.to_parameters(),
            "red shoes, in red\nNegative prompt: laces\n\
             Steps: 20, Seed: 7, Size: 1024x1024, Brief: \"shoes, “red”: \\\"x\\\"\""
        );
    }

    #[test]
    fn every_recipe_survives_the_round_trip() {
        let all = [
            recipe("mug", "", &[("Steps", "20"), ("Seed", "7")]),
            recipe(
                "two\nlines: and, commas",
                "a\nb",
                &[("Steps", "1"), ("Brief", "a, b: c\n\"d\"")],
            ),
            recipe("", "", &[("Steps", "4")]),
            recipe("日本 ☕", "", &[("Steps", "4"), ("Persona", "kettle-and-crumb")]),
        ];
        for recipe in all {
            assert_eq!(Recipe::from_parameters(&recipe.to_parameters()), recipe);
        }
    }

    #[test]
    fn another_programs_text_is_read_as_far_as_it_goes() {
        let text = "photo of a cat\r\nNegative prompt: blurry\r\n\
                    Steps: 20, Sampler: DPM++ 2M, CFG scale: 7, Seed: 123, Size: 512x768, Model: v1-5";
        let recipe = Recipe::from_parameters(text);
        assert_eq!(
            (recipe.prompt.as_str(), recipe.negative.as_str()),
            ("photo of a cat", "blurry")
        );
        assert_eq!((recipe.seed(), recipe.size()), (Some(123), Some(Size::new(512, 768))));
        assert_eq!(Recipe::from_parameters("just words").prompt, "just words");
        assert_eq!(Recipe::from_parameters("Steps: \"unclosed").facts.len(), 0);
    }

    #[test]
    fn settings_are_found_in_every_form_that_programs_write() {
        let settings = "Steps: 20, Seed: 123, Size: 512x768";
        for (text, key, value) in [
            (
                format!("a cat\nNegative prompt: blurry\n{settings}\nTemplate: a {{cat|dog}}"),
                "Template",
                "a {cat|dog}",
            ),
            (format!("a cat Negative prompt: blurry {settings}"), "Size", "512x768"),
            (
                format!(
                    "a cat\nNegative prompt:blurry\n{settings}, Civitai resources: [{{\"a\":1, \"b\": \"c, d\"}}, {{\"e\":2}}], Model: x"
                ),
                "Civitai resources",
                "[{\"a\":1, \"b\": \"c, d\"}, {\"e\":2}]",
            ),
        ] {
            let recipe = Recipe::from_parameters(&text);
            assert_eq!(
                (recipe.prompt.as_str(), recipe.negative.as_str()),
                ("a cat", "blurry"),
                "{text}"
            );
            assert_eq!(recipe.seed(), Some(123), "{text}");
            assert_eq!(recipe.facts[key], value, "{text}");
        }
        let prose = "a staircase. Steps: many, in marble";
        assert_eq!(Recipe::from_parameters(prose).prompt, prose);
    }

    #[test]
    fn a_recipe_gives_back_the_brief_of_its_picture() {
        let model = ModelTraits { sides: 64..=2048, ..ModelTraits::like_spark() };
        for (prompt, format) in [("running shoes", Some("instagram-4x5")), ("red mug", None)] {
            let brief = Brief {
                prompt: prompt.into(),
                negative: "laces".into(),
                format: format.map(str::to_owned),
                backdrop: Backdrop::Transparent,
                ..Brief::default()
            };
            let persona = &starters()[0];
            let spec = PictureSpec::from_brief(&brief, Some(persona), &model, 7).unwrap().remove(0);
            let text = Recipe::of(&spec).to_parameters();
            let again = Recipe::from_parameters(&text).to_brief(&Brief::default());
            assert_eq!(again, spec.to_brief());
        }
    }
}
