//! Captions as a marketer gets them: a thousand by the built-in writer, none over a limit, none with a
//! fact of its own; and two hundred drafts that are wrong, each of which the checker catches.

use brandish::brand::{Persona, starters};
use brandish::brief::caption::{ClaimKind, Violation, check, mend, recent_lines, write};
use brandish::brief::{Caption, CaptionBrief, CaptionSpec, Goal, NETWORKS};
use std::collections::HashMap;

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
fn a_persona_that_speaks_another_language_gets_its_own_words_and_a_note() {
    let mut persona = starters().remove(0);
    persona.voice.language.0 = "de-DE".into();
    persona.promise = "Laufschuhe, die nicht stören.".into();
    persona.voice.calls_to_action = vec!["Komm vorbei.".into()];
    let brief = CaptionBrief {
        prompt: "Rote Laufschuhe".into(),
        facts: vec!["20 % bis Freitag".into()],
        seed: Some(1),
        ..CaptionBrief::default()
    };
    let spec = spec(&brief, Some(&persona), Vec::new());
    let caption = write(&spec);
    assert_eq!(caption.hook, "Rote Laufschuhe.");
    assert!(caption.body.contains("20 % bis Freitag."), "{}", caption.body);
    assert!(caption.mended.iter().any(|note| note.contains("English")));
    assert_eq!(check(&caption, &spec), []);
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

/// Whether a violation is the one that is looked for.
type IsFound = fn(&Violation) -> bool;

/// What a bad draft says, with the kind of violation that must be found in it.
fn wrong_sentences() -> Vec<(String, IsFound)> {
    fn invented(kind: ClaimKind) -> impl Fn(&Violation) -> bool {
        move |violation| matches!(violation, Violation::Invented { kind: found, .. } if *found == kind)
    }
    let is_price: IsFound = |v| invented(ClaimKind::Price)(v);
    let is_date: IsFound = |v| invented(ClaimKind::Date)(v);
    let is_link: IsFound = |v| invented(ClaimKind::Link)(v);
    let is_handle: IsFound = |v| invented(ClaimKind::Handle)(v);
    let is_number: IsFound = |v| invented(ClaimKind::Number)(v);
    let is_share: IsFound = |v| invented(ClaimKind::Percent)(v);
    let is_promise: IsFound = |v| invented(ClaimKind::Promise)(v);
    let is_never: IsFound = |v| matches!(v, Violation::NeverWord(_));
    let is_long: IsFound = |v| matches!(v, Violation::TooLong { .. });
    let is_tags: IsFound = |v| matches!(v, Violation::TooManyHashtags { .. });
    let mut all: Vec<(String, IsFound)> = Vec::new();
    let mut add = |texts: &[&str], found| {
        all.extend(texts.iter().map(|text| ((*text).to_owned(), found)));
    };
    add(
        &[
            "Now only $19.99.",
            "Just 25 €.",
            "Yours for £30!",
            "EUR 40 a pair.",
            "For 99 dollars.",
            "From 1,200 kr? No, 12 euros.",
            "Under $50",
            "¥3000 only",
            "It costs ten dollars.",
            "Only 45USD.",
            "a mere 5 pounds",
            "Was $80, now less.",
            "₹999 today",
            "C$15 off your order",
            "twenty euros well spent",
            "Save 10 bucks.",
            "99¢ each",
            "(€7)",
            "$1 shipping",
            "fifty dollars",
        ],
        is_price,
    );
    add(
        &[
            "Until Friday.",
            "Starts on Monday!",
            "This weekend only.",
            "See you tomorrow.",
            "Drops 3 March.",
            "In December.",
            "Sale ends Sunday",
            "next week we open",
            "Every Tuesday, all day",
            "Tonight at ours.",
            "Back on Sept 12.",
            "by 14 July",
            "Happy Easter",
            "A Christmas treat",
            "this summer",
            "On Wed.",
            "Since last year",
            "Halloween is near",
            "Black Friday is here",
            "at midnight",
            "From Jan 2",
            "before noon",
            "Thursdays are for running",
            "in May",
            "Valentine’s is coming",
        ],
        is_date,
    );
    add(
        &[
            "See https://deals.example/now",
            "www.run-faster.com",
            "Order at runs.shop/new",
            "bit.ly/abc12",
            "http://x.co",
            "mail me@runners.example",
            "stride.example/sale",
            "visit shoes.store today",
            "(run.io)",
            "join t.me/runs",
            "HTTPS://SHOES.COM",
            "click fastshoes.co.uk",
            "app.link/xyz",
            "strides.example",
            "go to a.b.club",
        ],
        is_link,
    );
    add(
        &[
            "By @fastfeet.",
            "Follow @stride_official",
            "with @someone.else!",
            "(@coach)",
            "DM @x1",
            "thanks @a_b_c",
            "@Strider",
            "cc @shoes",
            "photo: @lens.cap",
            "@stride2",
        ],
        is_handle,
    );
    add(
        &[
            "Over 10,000 runners agree.",
            "Rated 4.9",
            "In 3 days",
            "two years in the making",
            "loved by thousands of people",
            "five stars",
            "Size 44 is back",
            "Our 7 best",
            "No.1 choice",
            "100 reviews",
            "24/7",
            "a dozen colours",
            "3-for-2",
            "Only six pieces",
            "10 km lighter",
            "ten times lighter",
            "over 30 countries",
            "1st in town",
            "One million customers",
            "99 problems",
            "hundreds of reviews",
            "half price? half the weight of 8",
        ],
        is_number,
    );
    add(
        &[
            "20% off",
            "save 15 %",
            "30 percent lighter",
            "Half off? 50%!",
            "up to 70％",
            "5% more grip",
            "100% comfort",
            "ten percent less",
            "save 12.5%",
            "2 per cent",
        ],
        is_share,
    );
    add(
        &[
            "With free shipping.",
            "Money-back promise, guaranteed.",
            "While stocks last.",
            "A limited edition.",
            "Award-winning comfort",
            "Use code RUN.",
            "Made in Italy",
            "Sustainable through and through",
            "Our bestseller",
            "Vegan too",
            "Waterproof, of course.",
            "Selling fast!",
            "Last chance",
            "with a lifetime warranty",
            "Enter the giveaway",
            "next-day delivery",
            "handmade",
            "Free returns",
            "sold out soon",
            "clinically tested",
        ],
        is_promise,
    );
    add(
        &[
            "Cheap shoes.",
            "Cheaper than ever.",
            "The cheapest pair.",
            "sold cheaply",
            "CHEAP!",
            "#cheapshoes",
            "#CheapRuns",
            "Enter beast mode.",
            "beast-mode: on",
            "BeastMode",
            "#beastmode",
            "Beast modes",
            "No pain, no gain.",
            "no pain – no gains",
            "NO PAIN NO GAIN",
            "#nopainnogain",
            "cheapness has a price",
            "a cheapish look",
        ],
        is_never,
    );
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] {
        all.push((format!("Come by on {day}."), is_date));
        all.push((format!("{}s are ours", day.to_lowercase()), is_date));
    }
    for month in ["January", "February", "March", "April", "June", "July", "October", "November"] {
        all.push((format!("Coming in {month}."), is_date));
    }
    for sign in ["$", "€", "£", "¥", "₹", "₩", "₺"] {
        all.push((format!("only {sign}12.50, really"), is_price));
        all.push((format!("12 {sign} and worth it"), is_price));
        all.push((format!("12.50{sign}!"), is_price));
    }
    let fill = |one: &str, count: usize| one.repeat(count);
    for (one, count) in [
        ("👟", 141),
        ("👨‍👩‍👧‍👦", 141),
        ("走", 141),
        ("é", 281),
        ("e\u{301}", 281),
        ("a", 281),
        ("🇸🇪", 141),
        ("👍🏽", 141),
        ("ラン", 71),
        ("가", 141),
        ("—x", 200),
        ("…", 141),
        ("run ", 75),
        ("1️⃣", 141),
        ("ñ", 281),
        ("好a", 94),
        ("❤️", 141),
        ("x.com ", 12),
        ("👟 ", 94),
        ("Ω", 281),
    ] {
        let text = fill(one, count);
        all.push((text, is_long));
    }
    for count in [6, 7, 9, 12, 30] {
        let tags: Vec<_> =
            (0..count).map(|n| format!("#tag{}", ["a", "b", "c"][n % 3].repeat(n + 1))).collect();
        all.push((tags.join(" "), is_tags));
    }
    all
}

#[test]
fn the_checker_catches_each_of_two_hundred_wrong_drafts_and_mending_puts_them_right() {
    let stride = starters().remove(0);
    let wrong = wrong_sentences();
    let mut missed = Vec::new();
    for (text, is_found) in &wrong {
        let is_long = |v: &Violation| matches!(v, Violation::TooLong { .. });
        let too_long = is_found(&Violation::TooLong { count: 0, limit: 0 });
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
