//! What stands around any writer's text: hashtags and alternative text, with notes on what was left out of them.
//! The text itself is the writers'.

use super::check::{Rules, is_hashtag};
use super::line_choice::Draws;
use super::{Caption, CaptionSpec, Subject};
use crate::brand::PostLanguage;
use crate::units::capitalised;

/// What stands around any writer's text: hashtags and alternative text. The rest is empty.
pub fn frame(spec: &CaptionSpec) -> Caption {
    let mut draws = Draws::of_seed(spec.seed() ^ 0xF2A3);
    let mut mended = Vec::new();
    let hashtags = hashtags(spec, &mut draws, &mut mended);
    let alt_text = alt_text(spec, &mut mended);
    Caption { hashtags, alt_text, mended, ..Caption::default() }
}

/// The persona's standing hashtags, then what the picture shows. A note names what is no hashtag.
fn hashtags(spec: &CaptionSpec, draws: &mut Draws, notes: &mut Vec<String>) -> Vec<String> {
    let room = spec.network().hashtags;
    let standing = spec.persona().map_or(&[][..], |persona| &persona.voice.hashtags);
    let (mut tags, others): (Vec<String>, Vec<String>) =
        standing.iter().cloned().partition(|tag| tag.strip_prefix('#').is_some_and(is_hashtag));
    let others = others.iter().filter(|_| room > 0);
    notes.extend(others.map(|tag| {
        format!("Left out {tag}: a hashtag has letters, or letters and digits, and nothing else.")
    }));
    if tags.len() > 1 && room == 1 {
        let chosen = draws.below(tags.len() as u32) as usize;
        tags.swap(0, chosen);
    }
    if let Some(subject) = spec.subject() {
        // Which words of a name matter is known for English alone.
        let whole = spec.product().to_lowercase();
        let is_foreign = spec.language() != PostLanguage::English && !whole.is_empty();
        let core = if is_foreign { whole } else { subject.core.concat() };
        let word: String = core.chars().filter(|c| c.is_alphanumeric() && *c != 'º').collect();
        let tag = format!("#{word}");
        if word.chars().count() >= 3
            && is_hashtag(&word)
            && !tags.iter().any(|other| other.eq_ignore_ascii_case(&tag))
        {
            tags.push(tag);
        }
    }
    tags.truncate(room);
    tags
}

/// What the picture shows and how, for people who cannot see it: the brief's own alternative text, or one made of the
/// prompt. A word of the prompt that the brand never uses is left out, and a note says so.
fn alt_text(spec: &CaptionSpec, notes: &mut Vec<String>) -> String {
    if !spec.alt_text().is_empty() {
        return spec.alt_text().to_owned();
    }
    let rules = Rules::new(spec);
    let (prompt, left_out) = rules.without_banned_words(spec.prompt());
    // A product's name stands as it is: "Orbit mug" is one of many mugs and the only one of its name.
    let of_product = spec.product().trim() == spec.prompt().trim();
    let subject = if of_product { None } else { Subject::of(&prompt) };
    // Articles are known for English alone; elsewhere the user's words stand as they are.
    let subject = subject.filter(|_| spec.language() == PostLanguage::English);
    let shown = match subject {
        Some(subject) => capitalised(&subject.with_article()),
        None => capitalised(prompt.trim_end_matches(['.', '!', '?'])),
    };
    let is_english = spec.language() == PostLanguage::English;
    let text = match spec.picture_style() {
        _ if !is_english => format!("{shown}."),
        "" => format!("{shown}."),
        style => format!("{shown}, {style}."),
    };
    if left_out.is_empty() {
        return text;
    }
    let words = left_out.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
    if shown.chars().any(char::is_alphanumeric) && rules.broken_by(&text).is_empty() {
        notes.push(format!("The alt text leaves out {words}, which the brand never uses."));
        return text;
    }
    notes.push(format!(
        "There is no alt text: all that the prompt says is {words}, which the brand never uses."
    ));
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Persona, starters};
    use crate::brief::CaptionBrief;

    fn framed(prompt: &str, persona: &Persona) -> Caption {
        let brief = CaptionBrief { prompt: prompt.into(), ..CaptionBrief::default() };
        frame(&CaptionSpec::from_brief(&brief, Some(persona), Vec::new(), 1).unwrap())
    }

    #[test]
    fn what_is_no_hashtag_is_left_out_and_named() {
        let mut persona = starters().remove(0);
        persona.voice.hashtags = vec!["#1".into(), "#☕".into(), "#run_1".into(), "#läufe".into()];
        let caption = framed("mug", &persona);
        assert!(caption.hashtags.iter().all(|tag| tag != "#1" && tag != "#☕"), "{caption:?}");
        assert!(caption.hashtags.contains(&"#run_1".to_owned()), "{caption:?}");
        for tag in ["#1", "#☕"] {
            assert!(caption.mended.iter().any(|note| note.contains(tag)), "{:?}", caption.mended);
        }
    }

    #[test]
    fn a_product_s_name_gets_no_article() {
        let brief = CaptionBrief { product: "Orbit mug".into(), ..CaptionBrief::default() };
        let spec = CaptionSpec::from_brief(&brief, None, Vec::new(), 1).unwrap();
        assert_eq!(frame(&spec).alt_text, "Orbit mug.");
        let persona = starters().remove(0);
        assert_eq!(framed("orbit mug", &persona).alt_text, "An orbit mug.");
    }

    #[test]
    fn an_avoided_word_of_the_prompt_is_left_out_of_the_alternative_text_with_a_note() {
        let mut persona = starters().remove(0);
        persona.voice.words_to_avoid = vec!["cheap".into()];
        for (prompt, alt_text, note) in [
            ("a cheap umbrella", "An umbrella.", "leaves out “cheap”"),
            ("Cheap", "", "There is no alt text"),
            ("a mug", "A mug.", ""),
        ] {
            let caption = framed(prompt, &persona);
            assert_eq!(caption.alt_text, alt_text);
            assert_eq!(caption.mended.iter().any(|text| text.contains(note)), !note.is_empty());
        }
    }
}
