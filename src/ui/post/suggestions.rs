//! The first words of a post: from the captions that are written, from the brand, and from the brief's facts.
//! The user changes them afterwards; nothing here states what was not given.

use crate::brand::Persona;
use crate::brief::{Caption, CaptionBrief, CaptionSpec};
use crate::job::Job;
use crate::post::{FIRST_LAYOUT, PostVersion};
use crate::studio::{Studio, sample_caption};

/// Longer ones do not read at a glance, characters.
const HEADLINE: usize = 52;
const FACT: usize = 32;
const CALL: usize = 34;
/// How many versions of the built-in writer the first headline is chosen from, and each further one, which is asked for
/// while a frame is drawn.
const FIRST_TRIES: u64 = 10;
const TRIES: u64 = 3;

/// What a post is about.
#[derive(Default)]
pub struct Topic {
    /// What the picture shows, in the user's words; empty for a photo.
    pub prompt: String,
    /// Hooks of captions that are written, best first.
    pub hooks: Vec<String>,
    pub facts: Vec<String>,
    /// The name of the product that the picture shows; empty where nobody said.
    pub product: String,
}

impl Topic {
    /// That of a job's picture.
    pub fn of_job(studio: &Studio, job: &Job) -> Self {
        let captions: Vec<&Job> = studio.job_store().captions(job.batch).collect();
        let hooks = captions.iter().rev().filter_map(|job| job.caption());
        let facts = captions.first().and_then(|job| job.task.caption()).map(CaptionSpec::facts);
        Self {
            prompt: job.task.prompt().to_owned(),
            hooks: hooks.map(|caption| caption.hook.clone()).collect(),
            facts: facts.unwrap_or_default().to_vec(),
            product: String::new(),
        }
    }
}

/// The first version of a post.
pub fn first_version(topic: &Topic, persona: Option<&Persona>) -> PostVersion {
    let hook = topic.hooks.iter().filter_map(|hook| headline_of(hook)).next();
    let about = (topic.prompt.as_str(), topic.product.as_str());
    let written = || persona.and_then(|persona| another_headline(about, persona, 0));
    let headline = hook.or_else(written).or_else(|| headline_of(&topic.prompt));
    let fact = topic.facts.iter().find(|fact| fact.chars().count() <= FACT);
    let calls = persona.map_or(&[][..], |persona| &persona.voice.calls_to_action);
    let call = calls.iter().find(|call| call.chars().count() <= CALL);
    let call = call.or_else(|| calls.iter().min_by_key(|call| call.len()));
    PostVersion {
        layout: FIRST_LAYOUT.into(),
        headline: headline.unwrap_or_else(|| text!("post-say-it-here").into()),
        line: persona.map_or(String::new(), |persona| persona.promise.clone()),
        fact: fact.cloned().unwrap_or_default(),
        call: call.map_or(String::new(), |call| without_full_stop(call).to_owned()),
        handle: persona.map_or(String::new(), |persona| persona.handle.clone()),
        ..PostVersion::default()
    }
}

/// The headline number `at` that the built-in writer has for a prompt and a product's name, of which one may be empty, the
/// shortest of several; the same number gives the same one.
pub fn another_headline(
    (prompt, product): (&str, &str),
    persona: &Persona,
    at: u64,
) -> Option<String> {
    let known = [prompt, product].into_iter().find(|words| !words.trim().is_empty());
    let prompt = known.unwrap_or(&persona.sample_prompt);
    let written = |seed: u64| {
        let brief = CaptionBrief {
            prompt: prompt.to_owned(),
            product: product.to_owned(),
            seed: Some(seed),
            ..CaptionBrief::default()
        };
        sample_caption(persona, &brief).and_then(|Caption { hook, .. }| headline_of(&hook))
    };
    let seeds = match at {
        0 => 0..FIRST_TRIES,
        at => FIRST_TRIES + (at - 1) * TRIES..FIRST_TRIES + at * TRIES,
    };
    seeds.filter_map(written).min_by_key(|headline| headline.len())
}

/// A text as a headline: without emoji and without a full stop at its end; `None` where it is too long.
fn headline_of(text: &str) -> Option<String> {
    let kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || (*c as u32) < 0x2100;
    let text: String = text.chars().filter(kept).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = without_full_stop(&text);
    let length = text.chars().count();
    let mut letters = text.chars();
    let first: String = letters.next()?.to_uppercase().collect();
    (length <= HEADLINE).then(|| first + letters.as_str())
}

/// A single sentence needs no full stop on a post; several keep theirs.
fn without_full_stop(text: &str) -> &str {
    let text = text.trim();
    match text.strip_suffix('.') {
        Some(rest) if !rest.ends_with('.') && !rest.contains(['.', '!', '?']) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    #[test]
    fn a_hook_becomes_a_headline_and_a_long_one_does_not() {
        assert_eq!(headline_of("Run lighter. 🏃").as_deref(), Some("Run lighter"));
        assert_eq!(headline_of("red mug").as_deref(), Some("Red mug"));
        assert_eq!(headline_of("Wait... What?").as_deref(), Some("Wait... What?"));
        assert_eq!(headline_of(&"far too long ".repeat(6)), None);
        assert_eq!(headline_of("🏃"), None);
    }

    #[test]
    fn every_starter_has_first_words_and_other_headlines() {
        for persona in starters() {
            let topic = Topic::default();
            let version = first_version(&topic, Some(&persona));
            assert!(!version.headline.is_empty() && version.headline != "Say it here");
            assert!(!version.call.is_empty(), "{}", persona.name);
            let others: std::collections::HashSet<_> = (0..6)
                .filter_map(|at| another_headline((&persona.sample_prompt, ""), &persona, at))
                .collect();
            assert!(others.len() >= 2, "{}: {others:?}", persona.name);
        }
    }

    #[test]
    fn a_short_fact_of_the_brief_is_on_the_post_and_a_long_one_is_not() {
        let persona = &starters()[0];
        let facts = vec!["A".repeat(90), "20% off until Friday".to_owned()];
        let hooks = vec!["Twenty off.".to_owned()];
        let topic = Topic { prompt: "a mug".into(), hooks, facts, ..Topic::default() };
        let version = first_version(&topic, Some(persona));
        assert_eq!(version.fact, "20% off until Friday");
        assert_eq!(version.headline, "Twenty off");
    }
}
