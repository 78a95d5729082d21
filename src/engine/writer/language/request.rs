//! What a language model is asked for a caption: who speaks, posts of the brand as examples, and the brief.
//! How its answer is read is in the module above.

use crate::brand::{FIELDS, Persona, PostLanguage};
use crate::brief::caption::{CaptionSpec, Violation, sentences};
use crate::brief::{Detail, Revision};
use brandish_inference::language::Chat;
use serde_json::json;

/// So many of the brand's sample posts are shown as answers that were right.
const EXAMPLES: usize = 3;

/// The chat that a caption answers: instructions, examples, and the brief with what was wrong before.
pub(super) fn chat(spec: &CaptionSpec, complaints: &[Violation]) -> Chat {
    let mut chat = Chat::new().system(instructions(spec));
    let samples = spec.persona().map_or(&[][..], |persona| &persona.voice.sample_posts);
    for sample in samples.iter().filter(|sample| !sample.trim().is_empty()).take(EXAMPLES) {
        chat = chat.user("Write a post for another day.").assistant(as_object(sample));
    }
    chat.user(request(spec, complaints))
}

/// What a scene around a prompt is asked with.
pub(super) fn scene(prompt: &str, persona: &Persona) -> Chat {
    let mut text = String::from(
        "You complete prompts for a model that draws pictures, as a JSON object: \"scene\" says in a few words where \
         the subject is, in what light, and what is around it. No sentences, no names, no lettering.\n",
    );
    let style = persona.look.visual_style.join(", ");
    if !style.is_empty() {
        text += &format!("The pictures are {style}.\n");
    }
    let never = [&persona.look.never_show[..], &persona.voice.words_to_avoid].concat().join(", ");
    if !never.is_empty() {
        text += &format!("They never show: {never}.\n");
    }
    let example = json!({ "scene": "on a wooden table by a window, soft morning light" });
    Chat::new()
        .system(text)
        .user("The subject: a bowl of soup")
        .assistant(example.to_string())
        .user(format!("The subject: {prompt}"))
}

/// Who speaks and what holds for every caption.
fn instructions(spec: &CaptionSpec) -> String {
    let mut text = String::from(
        "You write captions for social networks, as a JSON object: \"hook\" is the first line, which makes people \
         stop; \"body\" says what is good about the subject; \"call\" is one short call to action. You state nothing \
         that the brief does not: no prices, numbers, dates, links, handles or offers of your own.\n",
    );
    text += &format!("You write in {}.\n", language_name(spec.language()));
    if let Some(persona) = spec.persona() {
        text += &format!("You speak for this brand:\n{}", described(persona));
    }
    text
}

fn language_name(language: PostLanguage) -> &'static str {
    match language {
        PostLanguage::English => "English",
        PostLanguage::German => "German",
        PostLanguage::Spanish => "Spanish",
        PostLanguage::French => "French",
        PostLanguage::Italian => "Italian",
        PostLanguage::Portuguese => "Portuguese",
        PostLanguage::Dutch => "Dutch",
    }
}

/// The fields of a persona that a writer reads, a line each; the sample posts are examples instead.
fn described(persona: &Persona) -> String {
    let is_read = |key: &str| key != "voice.sample_posts";
    let fields = FIELDS.iter().filter(|field| field.for_writer && is_read(field.key));
    let lines = fields.filter_map(|field| {
        let words = field.words(persona);
        (!words.trim().is_empty())
            .then(|| format!("- {}: {}\n", field.label, words.replace('\n', " / ")))
    });
    lines.collect()
}

/// A post of the brand in the form of an answer: its first sentence, what follows, and the last of three or more.
fn as_object(post: &str) -> String {
    let mut all: Vec<&str> = sentences(post).map(str::trim).collect();
    let hook = if all.is_empty() { "" } else { all.remove(0) };
    let call = if all.len() > 1 { all.pop().unwrap_or_default() } else { "" };
    json!({ "hook": hook, "body": all.join(" "), "call": call }).to_string()
}

/// What this caption is for.
fn request(spec: &CaptionSpec, complaints: &[Violation]) -> String {
    let network = spec.network();
    let mut text = format!(
        "Write a post for {}: {}.\nThe picture shows: {}\n",
        network.name,
        spec.goal().about(),
        spec.prompt()
    );
    if !spec.product().is_empty() {
        text += &format!("The product is called {}; speak of it by that name.\n", spec.product());
    }
    for detail in Detail::ALL {
        let words = spec.details().get(*detail);
        if !words.is_empty() {
            text += &format!("{}: {words}\n", detail.label());
        }
    }
    match spec.facts() {
        [] if !spec.details().is_empty() => {}
        [] => text += "No facts are known; keep to the mood of the picture.\n",
        facts => text += &format!("Facts, to be said as they are: {}\n", facts.join("; ")),
    }
    if let Some(structure) = spec.structure() {
        text += &format!("Structure: {}.\n", structure.about());
    }
    if let Some(standing) = spec.standing() {
        let standing = standing.text(network);
        text += &format!("Edit this post, and keep what it says:\n{standing}\n");
    }
    text += match (spec.revision(), network.one_paragraph) {
        (Some(Revision::Shorter), _) => "Write one or two short sentences.\n",
        (Some(Revision::Warmer), _) => "Be warm and personal; two or three short sentences.\n",
        (None, true) => "Write two short sentences.\n",
        (None, false) => "Write two or three short sentences.\n",
    };
    for wrong in complaints {
        text += &format!("The draft before {wrong}. Do not do that again.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::{CaptionBrief, Details};
    use brandish_inference::language::Role;

    fn spec() -> CaptionSpec {
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            facts: vec!["20% off until Friday".into()],
            details: Details { occasion: "Before breakfast".into(), ..Details::default() },
            ..CaptionBrief::default()
        };
        CaptionSpec::from_brief(&brief, Some(&starters()[0]), Vec::new(), 1).unwrap()
    }

    #[test]
    fn the_model_reads_the_persona_the_brief_and_what_was_wrong() {
        let chat = chat(&spec(), &[Violation::NeverWord("cheap".into())]);
        let system = &chat.messages[0].text;
        assert!(system.contains("Stride") && system.contains("beast mode"), "{system}");
        assert!(system.contains("in English") && !system.contains("#FF5A36"), "{system}");
        let asked = &chat.messages.last().unwrap().text;
        for words in ["20% off until Friday", "Before breakfast", "cheap"] {
            assert!(asked.contains(words), "{words}: {asked}");
        }
    }

    #[test]
    fn sample_posts_are_answers_in_the_form_that_is_asked_for() {
        let chat = chat(&spec(), &[]);
        let roles: Vec<Role> = chat.messages.iter().map(|message| message.role).collect();
        use Role::{Assistant, System, User};
        assert_eq!(roles, [System, User, Assistant, User, Assistant, User]);
        let example: serde_json::Value = serde_json::from_str(&chat.messages[4].text).unwrap();
        assert_eq!(example["hook"], "Your alarm is early.");
        assert_eq!(example["body"], "Your shoes are ready.");
        let long: serde_json::Value =
            serde_json::from_str(&as_object("One. Two. Three. Come in.")).unwrap();
        assert_eq!((&long["body"], &long["call"]), (&json!("Two. Three."), &json!("Come in.")));
    }
}
