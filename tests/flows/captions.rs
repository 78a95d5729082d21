//! Captions as a marketer gets them: a thousand by the built-in writer, none over a limit, none with a
//! fact of its own; and two hundred drafts that are wrong, each of which the checker catches.

mod brand_words;
mod languages;
mod revisions;
mod wrong_drafts;

use brandish::brand::{Persona, starters};
use brandish::brief::caption::{Violation, check, mend, recent_lines, write};
use brandish::brief::{Caption, CaptionBrief, CaptionSpec, Goal, NETWORKS};
use std::collections::HashMap;
use wrong_drafts::wrong_drafts;

/// What people type, of many trades; a few of which no sentence can be made.
const PROMPTS: &[&str] = &[
    "Red running shoes",
    "A cup of coffee on a wooden table",
    "croissant",
    "Monstera plant in a clay pot",
    "calculator",
    "dog toy",
    "sailing boat at sunset",
    "a bottle of face cream",
    "Brick house with green door",
    "laptop with a new battery",
    "acoustic guitar",
    "two scoops of ice cream",
    "wool scarf",
    "SALE",
    "woman doing yoga",
    "birthday cake with candles",
    "iced tea",
    "gift box",
    "Christmas wreath",
    "headphones",
    "an orange sofa, studio light, 4k",
    "bicycle",
    "our team at work",
    "sunglasses",
    "beach umbrella and towel",
];

const FACTS: &[&[&str]] = &[
    &[],
    &["20% off until Friday"],
    &["Open Saturday from 10 to 4", "12 Harbour Street"],
    &["free coffee with every refill before 9:30"],
    &["From $49", "Three colours", "In store now"],
    &["water it once a week"],
];

fn spec(brief: &CaptionBrief, persona: Option<&Persona>, recent: Vec<String>) -> CaptionSpec {
    CaptionSpec::from_brief(brief, persona, recent, 0).unwrap()
}

/// Everything in a text that could be a fact, by simpler means than the checker's own.
fn facts_of(text: &str) -> Vec<String> {
    let odd = |word: &&str| {
        word.chars().any(|c| c.is_numeric() || "@%€$£¥".contains(c))
            || word.contains("://")
            || word.contains(".example")
    };
    let bare = |word: &str| word.trim_matches(|c: char| ".,!?:;()“”".contains(c)).to_lowercase();
    text.split_whitespace().filter(odd).map(bare).collect()
}

#[test]
fn a_thousand_captions_keep_every_limit_invent_nothing_and_seldom_repeat_themselves() {
    let (mut written, mut shared) = (0, 0);
    let mut too_long = Vec::new();
    for persona in starters() {
        let mut past: Vec<Caption> = Vec::new();
        for round in 0..2 {
            for (number, goal) in Goal::ALL.iter().enumerate() {
                for (at, network) in NETWORKS.iter().enumerate() {
                    let seed = (written * 7919) as u64;
                    let brief = CaptionBrief {
                        prompt: PROMPTS[(written * 7 + at) % PROMPTS.len()].into(),
                        network: network.id.into(),
                        goal: *goal,
                        facts: FACTS[(round + number + at) % FACTS.len()]
                            .iter()
                            .map(|fact| (*fact).to_owned())
                            .collect(),
                        seed: Some(seed),
                        picture_style: "a 3D illustration".into(),
                        ..CaptionBrief::default()
                    };
                    let spec = spec(&brief, Some(&persona), recent_lines(past.iter().rev()));
                    let caption = write(&spec);
                    written += 1;

                    let said = format!("{}\n{}", caption.hook, caption.text(network));
                    assert_eq!(check(&caption, &spec), [], "{said}");
                    assert!(caption.mended.is_empty(), "{:?}\n{said}", caption.mended);
                    assert_eq!(write(&spec), caption, "the same spec, the same caption");
                    if caption.count(network) > network.limit {
                        too_long.push(said.clone());
                    }
                    let known =
                        format!("{} {} {}", brief.prompt, brief.facts.join(" "), persona.to_toml())
                            .to_lowercase();
                    for fact in facts_of(&said) {
                        assert!(known.contains(&fact), "{fact} is invented in: {said}");
                    }
                    for fact in &brief.facts {
                        let all_fits = network.limit > 400;
                        let kept = said.to_lowercase().contains(&fact.to_lowercase());
                        assert!(kept || !all_fits, "{fact} is missing in: {said}");
                    }
                    for word in &persona.voice.words_to_avoid {
                        assert!(!said.to_lowercase().contains(&word.to_lowercase()), "{said}");
                    }
                    assert!(!said.contains(['{', '}']) && !said.contains("  "), "{said}");
                    assert!(!caption.alt_text.is_empty());
                    let before = past.iter().rev().take(20);
                    shared += usize::from(before.clone().any(|old| old.hook == caption.hook));
                    past.push(caption);
                }
            }
        }
    }
    assert!(written >= 1_000, "{written}");
    assert_eq!(too_long, Vec::<String>::new());
    println!("{written} captions, {shared} share a hook with one of the last 20");
    assert!(shared * 50 < written, "{shared} of {written} share a hook");
}

#[test]
fn without_a_persona_and_without_a_sentence_in_the_prompt_a_caption_is_written_all_the_same() {
    for prompt in ["日本の朝ごはん", "!!!", "make it pop", "a"] {
        for network in NETWORKS {
            let brief = CaptionBrief {
                prompt: prompt.into(),
                network: network.id.into(),
                seed: Some(3),
                ..CaptionBrief::default()
            };
            let spec = spec(&brief, None, Vec::new());
            let caption = write(&spec);
            assert!(!caption.hook.is_empty() && !caption.alt_text.is_empty(), "{prompt}");
            assert_eq!(check(&caption, &spec), [], "{prompt}");
        }
    }
}

#[test]
fn twelve_long_facts_are_kept_where_they_fit_and_shortened_with_a_note_where_not() {
    let facts: Vec<_> =
        (0..12).map(|n| format!("Fact {n}: {}", "word ".repeat(40).trim())).collect();
    for network in NETWORKS {
        let brief = CaptionBrief {
            prompt: "mug".into(),
            network: network.id.into(),
            facts: facts.clone(),
            ..CaptionBrief::default()
        };
        let spec = spec(&brief, None, Vec::new());
        let caption = write(&spec);
        assert!(caption.count(network) <= network.limit, "{}", network.id);
        let all = facts.iter().all(|fact| caption.body.contains(fact.as_str()));
        assert_eq!(all, caption.mended.is_empty(), "{}: {:?}", network.id, caption.mended);
    }
}

#[test]
fn shorter_is_shorter_and_warmer_is_another_caption() {
    let persona = starters().remove(3);
    let revision = |revision| {
        let brief = CaptionBrief {
            prompt: "calculator".into(),
            network: "linkedin".into(),
            seed: Some(5),
            revision,
            ..CaptionBrief::default()
        };
        write(&spec(&brief, Some(&persona), Vec::new())).text(&NETWORKS[2])
    };
    use brandish::brief::Revision::{Shorter, Warmer};
    assert!(revision(Some(Shorter)).len() < revision(None).len());
    assert_ne!(revision(Some(Warmer)), revision(None));
}

#[test]
fn the_checker_catches_each_of_two_hundred_wrong_drafts_and_mending_puts_them_right() {
    let stride = starters().remove(0);
    let wrong = wrong_drafts();
    let mut missed = Vec::new();
    for (text, is_found) in &wrong {
        let is_long = |v: &Violation| matches!(v, Violation::TooLong { .. });
        let too_long = is_found(&Violation::TooLong { count: 0, limit: 0, unit: "" });
        let network = if too_long { "x" } else { "instagram" };
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            network: network.into(),
            ..CaptionBrief::default()
        };
        let spec = spec(&brief, Some(&stride), Vec::new());
        let mut caption = Caption {
            hook: "Lace up.".into(),
            body: format!("A good start. {text} Then home."),
            alt_text: "Red running shoes.".into(),
            ..Caption::default()
        };
        let found = check(&caption, &spec);
        if !found.iter().any(is_found) {
            missed.push(format!("{text}: {found:?}"));
        }
        mend(&mut caption, &spec);
        let left = check(&caption, &spec);
        assert!(left.is_empty(), "{text}: {left:?} in {caption:?}");
        assert!(!caption.mended.is_empty(), "{text}");
        assert!(!left.iter().any(is_long));
    }
    println!("{} wrong drafts, {} missed", wrong.len(), missed.len());
    assert_eq!(missed, Vec::<String>::new());
    assert!(wrong.len() >= 200, "only {}", wrong.len());
}

#[test]
fn what_the_brief_and_the_persona_say_may_be_said() {
    let stride = starters().remove(0);
    let brief = CaptionBrief {
        prompt: "Red running shoes".into(),
        facts: vec!["20% off until Friday, from $49.90".into(), "free returns for 30 days".into()],
        ..CaptionBrief::default()
    };
    let spec = spec(&brief, Some(&stride), Vec::new());
    for text in [
        "Now 20% off.",
        "20 percent off, until Friday!",
        "From $49.90.",
        "Free returns, 30 days long.",
        "See stride.example or www.stride.example/.",
        "Follow @stride.",
        "First mile for the legs, second one for the head.",
        "May your run be light. March on, sunny soul.",
        "One for the road.",
        "Today is a good day.",
    ] {
        let caption =
            Caption { hook: text.into(), alt_text: "Shoes.".into(), ..Caption::default() };
        assert_eq!(check(&caption, &spec), [], "{text}");
    }
    for text in ["From $20.", "30% off.", "Until Saturday.", "stride.example/shoes"] {
        let caption = Caption { hook: text.into(), ..Caption::default() };
        assert_ne!(check(&caption, &spec), [], "{text}");
    }
}

#[test]
fn hooks_come_from_every_goal_and_every_tone() {
    let mut hooks: HashMap<&str, usize> = HashMap::new();
    for goal in Goal::ALL {
        let mut seen = std::collections::HashSet::new();
        for (number, persona) in starters().iter().enumerate() {
            for seed in 0..40 {
                let brief = CaptionBrief {
                    prompt: "mug".into(),
                    goal: *goal,
                    seed: Some(seed * 31 + number as u64),
                    ..CaptionBrief::default()
                };
                seen.extend(write(&spec(&brief, Some(persona), Vec::new())).lines);
            }
        }
        hooks.insert(goal.word(), seen.len());
    }
    assert!(hooks.values().all(|count| *count > 60), "{hooks:?}");
}
