//! The prompt enhancer: keeps the user's words whole, adds the brand's, and says which came from where.
//! Pure and deterministic; it rewrites nothing and knows no model beyond its traits.

use super::ModelTraits;
use crate::brand::Persona;

/// Where a part of the enhanced prompt came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The user's own words, untouched.
    Subject,
    /// The persona's colours.
    BrandColour,
    /// The persona's visual style.
    BrandStyle,
    /// The model's own habits.
    Model,
}

impl Source {
    /// For the tooltip of a marked part.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Subject => "your words",
            Self::BrandColour => "the brand's colour",
            Self::BrandStyle => "the brand's style",
            Self::Model => "what this model understands best",
        }
    }
}

/// One piece of the prompt and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub source: Source,
}

/// The prompt as it will be sent, in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enhanced {
    pub parts: Vec<Part>,
}

impl Enhanced {
    /// The whole prompt.
    pub fn text(&self) -> String {
        self.parts.iter().fold(String::new(), |mut text, part| {
            if !text.is_empty() && !part.text.starts_with(',') {
                text.push(' ');
            }
            text + &part.text
        })
    }

    fn push(&mut self, text: impl Into<String>, source: Source) {
        self.parts.push(Part { text: text.into(), source });
    }
}

/// Things that come in any colour, so that they may take the brand's where the user names none.
const COLOURABLE: &[&str] = &[
    "backpack",
    "bag",
    "balloon",
    "balloons",
    "bags",
    "bicycle",
    "bike",
    "car",
    "dress",
    "gift",
    "hat",
    "jacket",
    "kite",
    "mug",
    "present",
    "scarf",
    "scooter",
    "shirt",
    "shoe",
    "shoes",
    "skateboard",
    "sneaker",
    "sneakers",
    "sofa",
    "t-shirt",
    "umbrella",
    "van",
    "yarn",
];

const COLOURS: &[&str] = &[
    "red",
    "orange",
    "yellow",
    "green",
    "teal",
    "turquoise",
    "blue",
    "navy",
    "purple",
    "violet",
    "pink",
    "black",
    "white",
    "grey",
    "gray",
    "brown",
    "gold",
    "golden",
    "silver",
    "colourful",
    "colorful",
    "rainbow",
    "multicoloured",
    "multicolored",
    "coloured",
    "colored",
];

/// Adds to a prompt what the persona and the model bring; the prompt itself stays word for word.
/// Without a persona nothing brand-specific is added.
///
/// Models that draw cut-outs read few words, so they get at most a colour: the brand's style shows
/// in their backdrop. Others get the persona's visual style and its colours in words.
pub fn enhance(prompt: &str, persona: Option<&Persona>, model: &ModelTraits) -> Enhanced {
    let mut enhanced = Enhanced::default();
    let prompt = prompt.trim();
    if prompt.is_empty() {
        return enhanced;
    }
    enhanced.push(prompt, Source::Subject);
    let words = words(prompt);
    let names_colour = words.iter().any(|word| COLOURS.contains(&word.as_str()));
    if model.draws_cutouts {
        let colourable = words.last().is_some_and(|word| COLOURABLE.contains(&word.as_str()));
        let brand_colour = persona.and_then(nameable_colour);
        if let (Some(colour), true, false) = (brand_colour, colourable, names_colour) {
            enhanced.push(format!("in {colour}"), Source::BrandColour);
        }
        return enhanced;
    }
    let Some(persona) = persona else {
        return enhanced;
    };
    let missing: Vec<_> = persona
        .look
        .visual_style
        .iter()
        .filter(|style| !prompt.to_lowercase().contains(&style.to_lowercase()))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        enhanced.push(format!(", {}", missing.join(", ")), Source::BrandStyle);
    }
    if !names_colour {
        let palette = &persona.look.palette;
        let colours =
            format!(", {} and {} palette", palette.primary.name(), palette.secondary.name());
        enhanced.push(colours, Source::BrandColour);
    }
    enhanced
}

/// The brand's primary colour in a word, where an object can sensibly have it.
fn nameable_colour(persona: &Persona) -> Option<&'static str> {
    Some(persona.look.palette.primary.name())
        .filter(|name| !matches!(*name, "brown" | "grey" | "white"))
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::ModelId;

    fn model(draws_cutouts: bool) -> ModelTraits {
        ModelTraits {
            id: ModelId("test".into()),
            name: "Test".into(),
            sides: 64..=1024,
            steps: 1..=50,
            default_steps: 20,
            guidance: 1.0..=12.0,
            default_guidance: 4.0,
            draws_cutouts,
        }
    }

    #[test]
    fn the_users_words_survive_word_for_word() {
        for persona in starters() {
            for prompt in ["Red running shoes", "a  CAFÉ, at dawn!", "mug"] {
                for cutouts in [true, false] {
                    let enhanced = enhance(prompt, Some(&persona), &model(cutouts));
                    assert_eq!(enhanced.parts[0].text, prompt);
                    assert_eq!(enhanced.parts[0].source, Source::Subject);
                    assert!(enhanced.text().starts_with(prompt));
                }
            }
        }
    }

    #[test]
    fn without_a_persona_nothing_is_added() {
        for cutouts in [true, false] {
            assert_eq!(enhance("running shoes", None, &model(cutouts)).text(), "running shoes");
        }
    }

    #[test]
    fn a_thing_of_any_colour_takes_the_brands_unless_the_prompt_names_one() {
        let stride = &starters()[0];
        let text = |prompt| enhance(prompt, Some(stride), &model(true)).text();
        assert_eq!(text("running shoes"), "running shoes in red");
        assert_eq!(text("blue running shoes"), "blue running shoes");
        assert_eq!(text("slice of pizza"), "slice of pizza");
    }

    #[test]
    fn a_photograph_gets_style_and_palette_in_words_and_says_where_they_came_from() {
        let enhanced = enhance("running shoes", Some(&starters()[0]), &model(false));
        let sources: Vec<_> = enhanced.parts.iter().map(|part| part.source).collect();
        assert_eq!(sources, [Source::Subject, Source::BrandStyle, Source::BrandColour]);
        assert!(enhanced.text().contains("palette"));
    }

    #[test]
    fn the_same_brief_is_enhanced_the_same_way() {
        let stride = &starters()[0];
        let once = enhance("mug", Some(stride), &model(true));
        assert_eq!(once, enhance("mug", Some(stride), &model(true)));
    }
}
