//! What a family of models cannot draw, found in the words of a prompt before time is spent on a picture.
//! It warns and never refuses: the user may know better.

use super::habits::pieces;
use super::lexicon::NormalizedText;
use super::script::other_script;
use super::word_lists::{
    AFTER_PEOPLE, LETTERING, MEDIUM, PEOPLE, PHOTOGRAPH, SCENES, STYLES, TRADEMARKS,
};
use crate::brief::{Family, FamilyFacts};
use brandish_inference::{PromptFit, TokenCount};
use serde::Serialize;

/// What an advice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The words ask for what the brand never shows.
    NeverShow,
    /// People and faces.
    Likeness,
    /// Letters, numbers and logos.
    Lettering,
    /// Brands' names and products.
    Trademark,
    Photograph,
    /// More than one thing by itself.
    Scene,
    Style,
    Language,
    /// "Without" is not understood.
    Negation,
    /// More words than are read.
    Length,
    /// Nothing that the model was trained to draw.
    Unknown,
    /// What to leave out is not read.
    Unread,
    /// Signs of another program's prompts.
    Syntax,
}

/// Something the user should know before the picture is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    pub topic: Topic,
    /// What will happen.
    pub sentence: String,
    /// What to do about it.
    pub todo: String,
    /// What other languages need to say the same; `None` for what is said in English alone.
    #[serde(skip)]
    pub named: Option<NamedAdvice>,
}

/// The stable names of an advice's two sentences, and what stands in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAdvice {
    pub sentence: &'static str,
    pub todo: &'static str,
    pub values: Vec<(&'static str, String)>,
}

impl Advice {
    /// A LoRA that a prompt names is not installed.
    pub fn lora_missing(name: &str) -> Self {
        Self::new(
            Topic::Syntax,
            format!(
                "There is no LoRA “{name}” here: it is taken out of the words, and the picture is drawn without it."
            ),
            "Put its file into a folder of your models, or choose it as a LoRA.",
        )
        .named("lora-missing", "add-lora", [("name", name)])
    }

    /// What a model that draws certain things only makes of a prompt, where it draws that poorly or not at all. `offers` says
    /// whether illustrations suit the prompt.
    pub fn of_reading(model: &str, prompt: &str, count: &TokenCount, offers: bool) -> Option<Self> {
        let read = count.interpretation.as_deref().unwrap_or_default();
        match count.fit {
            PromptFit::Good => None,
            PromptFit::Poor => Some(Self::poor(model, read, offers)),
            PromptFit::Guess => Some(Self::guess(model, prompt, read, offers)),
        }
    }

    /// The prompt names nothing that the model was trained to draw. `read` is what it would draw, and `offers` says whether
    /// illustrations suit the prompt.
    pub fn guess(model: &str, prompt: &str, read: &str, offers: bool) -> Self {
        let script = other_script(prompt);
        let (name, sentence) = match script {
            Some(script) => ("unread-script", format!("{model} does not read {script}.")),
            None if read.is_empty() || read.eq_ignore_ascii_case(prompt.trim()) => (
                "unknown",
                format!("{model} was not trained to draw this, and the picture will not show it."),
            ),
            None => (
                "unknown-drawn-as",
                format!("{model} was not trained to draw this; it would draw “{read}”."),
            ),
        };
        Self::beyond(
            sentence,
            name,
            offers,
            [("model", model), ("script", script.unwrap_or("")), ("words", read)],
        )
    }

    /// The prompt asks for what the model draws poorly. `offers` says whether illustrations suit the prompt.
    pub fn poor(model: &str, read: &str, offers: bool) -> Self {
        let sentence = format!("{model} draws “{read}” poorly: it often cannot be recognised.");
        Self::beyond(
            sentence,
            "drawn-poorly",
            offers,
            [("model", model), ("script", ""), ("words", read)],
        )
    }

    fn beyond(
        sentence: String,
        name: &'static str,
        offers: bool,
        values: [(&'static str, &str); 3],
    ) -> Self {
        let (todo_name, todo) = match offers {
            true => (
                "use-illustration",
                "Use an illustration, your own photo, or a Stable Diffusion model (see Models).",
            ),
            false => ("use-photo", "Use your own photo, or a Stable Diffusion model (see Models)."),
        };
        Self::new(Topic::Unknown, sentence, todo).named(name, todo_name, values)
    }

    pub(in crate::brief) fn new(
        topic: Topic,
        sentence: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self { topic, sentence: sentence.into(), todo: todo.into(), named: None }
    }

    /// The same with the names of its sentences and what stands in them.
    pub(in crate::brief) fn named<const N: usize>(
        mut self,
        sentence: &'static str,
        todo: &'static str,
        values: [(&'static str, &str); N],
    ) -> Self {
        let values = values.map(|(name, value)| (name, value.to_owned())).to_vec();
        self.named = Some(NamedAdvice { sentence, todo, values });
        self
    }
}

/// What this family cannot do of what a prompt asks.
pub fn advice(prompt: &str, family: Family) -> Vec<Advice> {
    let mut found = Vec::new();
    let all = NormalizedText::of(prompt);
    let negated = all.negated();
    if let Some(what) = &negated {
        let advice = Advice::new(
            Topic::Negation,
            format!("Models overlook “no” and “without”: “{what}” may well appear."),
            "Name it under “Leave out” instead, and only what you want to see here.",
        );
        found.push(advice.named("negation", "leave-out", [("words", what)]));
    }
    let words = all.without_negated();
    let facts = family.facts();
    if let Some(name) =
        words.mention_any(&TRADEMARKS).or(prompt.contains(['™', '®']).then_some("™"))
    {
        let advice = Advice::new(
            Topic::Trademark,
            format!("“{name}” is a maker's name. Its products will not look right."),
            "Describe the thing itself, and use names and logos only where you may.",
        );
        found.push(advice.named("trademark", "describe-thing", [("name", name)]));
    }
    if words.mention_any(&LETTERING).is_some() || quotes_words(prompt) || names_price(prompt) {
        let (name, verb) = match facts.garbles_letters {
            true => ("lettering-garbled", "garbles"),
            false => ("lettering-none", "draws no"),
        };
        let advice = Advice::new(
            Topic::Lettering,
            format!("{} {verb} letters, numbers and logos.", facts.subject),
            "Leave them out here; words belong in the post's headline, the logo in the brand.",
        );
        found.push(advice.named(name, "words-on-the-post", [("model", facts.subject)]));
    }
    if facts.draws_only_things {
        found.extend(beyond_things(prompt, &words, facts));
    }
    if let Some(script) = other_script(prompt) {
        let advice = Advice::new(
            Topic::Language,
            format!(
                "{} reads English and does not read {script}: it would draw something else.",
                facts.subject
            ),
            "Say it in English for a picture that fits.",
        );
        let values = [("model", facts.subject), ("script", script)];
        found.push(advice.named("language", "say-in-english", values));
    }
    if pieces(prompt) > facts.pieces {
        let pieces = facts.pieces.to_string();
        let advice = Advice::new(
            Topic::Length,
            facts.too_long.replace("{pieces}", &pieces),
            "Put the most important words first, and drop some.",
        );
        found.push(advice.named(facts.too_long_name, "drop-words", [("count", &*pieces)]));
    }
    found
}

/// Advice for a family that draws single things in one look.
fn beyond_things(prompt: &str, words: &NormalizedText, facts: &FamilyFacts) -> Vec<Advice> {
    let subject = facts.subject;
    let mut found = Vec::new();
    let person = PEOPLE.iter().find(|person| words.stands_alone(person, &AFTER_PEOPLE));
    if person.is_some() && !words.mention("gingerbread") {
        let advice = Advice::new(
            Topic::Likeness,
            format!(
                "{subject} draws things, not people: a person comes out as a simple figure, never a likeness."
            ),
            "Use an illustration of people, or ask for the thing that stands for them, such as running shoes for a runner.",
        );
        found.push(advice.named("person", "use-thing", [("model", subject)]));
    } else if let Some(name) = full_name(prompt) {
        let advice = Advice::new(
            Topic::Likeness,
            format!("{subject} knows nobody and no place by name: “{name}” means nothing to it."),
            "Describe what it looks like in everyday words.",
        );
        let values = [("model", subject), ("name", &*name)];
        found.push(advice.named("name", "everyday-words", values));
    }
    if words.mention_any(&PHOTOGRAPH).is_some() {
        let advice = Advice::new(
            Topic::Photograph,
            format!(
                "{subject} does not make photographs; everything becomes a soft 3D illustration."
            ),
            "Choose another model for photographs.",
        );
        found.push(advice.named("photograph", "photograph-model", [("model", subject)]));
    } else if let Some(style) = words.mention_any(&STYLES).or(other_medium(words)) {
        let advice = Advice::new(
            Topic::Style,
            format!("{subject} has one look, soft 3D: “{style}” changes nothing."),
            "Leave it out, or choose another model for other styles.",
        );
        let values = [("model", subject), ("words", style)];
        found.push(advice.named("style-words", "leave-style-out", values));
    }
    if words.mention_any(&SCENES).is_some() {
        let advice = Advice::new(
            Topic::Scene,
            format!("{subject} draws one thing by itself, no places and no surroundings."),
            "Name the one thing that matters; the brand's colours go behind it.",
        );
        found.push(advice.named("scene", "one-thing", [("model", subject)]));
    }
    found
}

fn other_medium(words: &NormalizedText) -> Option<&'static str> {
    words.mention_any(&MEDIUM).filter(|medium| !["3d", "render", "rendering"].contains(medium))
}

/// Two capitalised words in a row after the first word, where the others are not capitalised.
fn full_name(prompt: &str) -> Option<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<_> = prompt.split_whitespace().map(bare).collect();
    let capital = |word: &String| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    };
    let plain = words.iter().filter(|word| word.chars().count() > 2 && !capital(word)).count();
    let mut pairs = words.windows(2).skip(1).filter(|pair| pair.iter().all(capital));
    pairs.next().filter(|_| plain > 0).map(|pair| pair.join(" "))
}

/// Words in quotation marks.
fn quotes_words(prompt: &str) -> bool {
    [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»')].iter().any(|(open, close)| {
        let inside = prompt.split_once(*open).and_then(|(_, rest)| rest.split_once(*close));
        inside.is_some_and(|(text, _)| text.chars().any(char::is_alphanumeric))
    })
}

/// A price or a percentage.
fn names_price(prompt: &str) -> bool {
    let letters: Vec<char> = prompt.chars().filter(|c| !c.is_whitespace()).collect();
    letters.windows(2).any(|pair| match pair {
        [number, '%'] => number.is_ascii_digit(),
        ['$' | '€' | '£' | '¥', number] => number.is_ascii_digit(),
        [number, '€' | '£' | '¥'] => number.is_ascii_digit(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(prompt: &str, family: Family) -> Vec<Topic> {
        advice(prompt, family).into_iter().map(|advice| advice.topic).collect()
    }

    #[test]
    fn spark_says_what_it_cannot_draw() {
        for (prompt, topic) in [
            ("woman holding a mug", Topic::Likeness),
            ("a portrait of our customers", Topic::Likeness),
            ("coffee with Taylor Example", Topic::Likeness),
            ("mug with our logo", Topic::Lettering),
            ("a cake that says “Happy birthday”", Topic::Lettering),
            ("shoes, 30% off", Topic::Lettering),
            ("Nike shoes", Topic::Trademark),
            ("SuperClean™ bottle", Topic::Trademark),
            ("photo of a bicycle", Topic::Photograph),
            ("mountain landscape", Topic::Scene),
            ("mug on a table", Topic::Scene),
            ("watercolour strawberry", Topic::Style),
            ("抹茶", Topic::Language),
            ("mug without handle", Topic::Negation),
        ] {
            assert_eq!(topics(prompt, Family::Spark), [topic], "{prompt}");
        }
    }

    #[test]
    fn spark_says_nothing_of_what_it_can_draw() {
        for prompt in [
            "Red running shoes",
            "Red Running Shoes",
            "jar of face cream",
            "kids' bike",
            "gingerbread man",
            "smiling face",
            "Cute dog face",
            "Croissant and coffee",
            "crème brûlée",
            "3D rocket",
            "T-shirt",
        ] {
            assert_eq!(topics(prompt, Family::Spark), [], "{prompt}");
        }
    }

    #[test]
    fn the_others_draw_people_places_and_photographs_but_no_letters() {
        for family in [Family::StableDiffusion, Family::Turbo] {
            assert_eq!(topics("photo of a woman at the beach", family), []);
            assert_eq!(topics("mug with a slogan", family), [Topic::Lettering]);
            assert_eq!(topics("LEGO castle", family), [Topic::Trademark]);
        }
    }

    #[test]
    fn each_family_says_when_it_will_overlook_words() {
        let long = |count: usize| vec!["mug"; count].join(" ");
        for (family, reads) in
            [(Family::Spark, 14), (Family::Turbo, 40), (Family::StableDiffusion, 75)]
        {
            assert_eq!(topics(&long(reads), family), []);
            assert_eq!(topics(&long(reads + 1), family), [Topic::Length]);
        }
    }

    #[test]
    fn what_is_asked_to_be_missing_is_not_warned_of_as_if_it_were_wanted() {
        assert_eq!(topics("a mug without text", Family::Spark), [Topic::Negation]);
        assert_eq!(topics("bakery, no people", Family::Spark), [Topic::Negation]);
    }
}
