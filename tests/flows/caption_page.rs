//! Captions of ten trades, seven languages and all networks: how many name a detail of their brief, repeat a hook, or
//! would fit another product. The ignored test writes them, uncurated, to docs/captions.md.

use brandish::brand::{EmojiUse, Persona, PersonaId, PostLanguage, Tone};
use brandish::brief::caption::{check, recent_lines, write};
use brandish::brief::{Caption, CaptionBrief, CaptionSpec, Details, Goal, NETWORKS};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt::Write;

#[derive(Deserialize)]
struct Trades {
    trades: Vec<Trade>,
}

#[derive(Deserialize)]
struct Trade {
    trade: String,
    brand: String,
    playful: i8,
    rich: i8,
    warm: i8,
    emoji: EmojiUse,
    #[serde(default)]
    person: brandish::brand::Person,
    #[serde(flatten)]
    briefs: HashMap<String, Product>,
}

#[derive(Deserialize)]
struct Product {
    product: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(flatten)]
    details: Details,
}

struct Written {
    trade: String,
    language: PostLanguage,
    product: String,
    details: Details,
    spec: CaptionSpec,
    caption: Caption,
}

/// Two captions of each trade in each language, each brand's in a row, over all networks in turn.
fn captions() -> Vec<Written> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/caption-briefs.toml");
    let Trades { trades } = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut all: Vec<Written> = Vec::new();
    for trade in &trades {
        for language in PostLanguage::ALL {
            let Product { product, words, details } = &trade.briefs[language.tag()];
            let mut persona = Persona { id: PersonaId("brand".into()), ..Persona::default() };
            persona.name.clone_from(&trade.brand);
            persona.voice.language.0 = language.tag().into();
            persona.voice.words_to_use.clone_from(words);
            persona.voice.playful = Tone::new(trade.playful);
            persona.voice.rich = Tone::new(trade.rich);
            persona.voice.warm = Tone::new(trade.warm);
            persona.voice.emoji = trade.emoji;
            persona.voice.person = trade.person;
            let mut past: Vec<Caption> = Vec::new();
            for goal in [Goal::Launch, Goal::Story] {
                let number = all.len();
                let brief = CaptionBrief {
                    prompt: product.clone(),
                    product: product.clone(),
                    details: details.clone(),
                    network: NETWORKS[number % NETWORKS.len()].id.into(),
                    goal,
                    seed: Some(number as u64 * 7919),
                    ..CaptionBrief::default()
                };
                let recent = recent_lines(past.iter().rev());
                let spec = CaptionSpec::from_brief(&brief, Some(&persona), recent, 0).unwrap();
                let caption = write(&spec);
                past.push(caption.clone());
                all.push(Written {
                    trade: trade.trade.clone(),
                    language: *language,
                    product: product.clone(),
                    details: details.clone(),
                    spec,
                    caption,
                });
            }
        }
    }
    all
}

fn text(written: &Written) -> String {
    let network = written.spec.network();
    let title = written.caption.title(network).unwrap_or("");
    format!("{title}\n\n{}", written.caption.text(network)).trim().to_owned()
}

/// Whether the text holds a detail of its brief, word for word.
fn names_a_detail(written: &Written) -> bool {
    let text = text(written).to_lowercase();
    written
        .details
        .texts()
        .any(|detail| text.contains(&detail.trim_end_matches('.').to_lowercase()))
}

/// The swap test: the product's name and its details are taken out. A text in which less than a few words changed would
/// fit another product as it is.
fn would_fit_another(written: &Written) -> bool {
    let whole = text(written).to_lowercase();
    let mut left = whole.clone();
    let own = written.details.texts().chain([written.product.as_str()]);
    for words in own.map(|words| words.trim_end_matches('.').to_lowercase()) {
        left = left.replace(&words, "");
    }
    let count = |text: &str| text.split_whitespace().filter(|word| !word.starts_with('#')).count();
    count(&whole) - count(&left) < 4
}

struct Shares {
    count: usize,
    detailed: usize,
    repeated: usize,
    interchangeable: usize,
}

fn shares(all: &[Written]) -> Shares {
    let mut hooks: HashMap<&str, usize> = HashMap::new();
    all.iter().for_each(|written| *hooks.entry(&written.caption.hook).or_default() += 1);
    Shares {
        count: all.len(),
        detailed: all.iter().filter(|written| names_a_detail(written)).count(),
        repeated: hooks.values().map(|count| count - 1).sum(),
        interchangeable: all.iter().filter(|written| would_fit_another(written)).count(),
    }
}

#[test]
fn captions_name_details_repeat_no_hook_and_fit_no_other_product() {
    let all = captions();
    let found = shares(&all);
    assert_eq!(found.count, 140);
    for written in &all {
        assert_eq!(check(&written.caption, &written.spec), [], "{}", text(written));
        assert!(written.caption.mended.is_empty(), "{:?}", written.caption.mended);
    }
    assert!(found.detailed * 100 >= 95 * found.count, "{} name a detail", found.detailed);
    assert_eq!(found.repeated, 0);
    assert!(found.interchangeable * 100 <= 5 * found.count, "{} would fit", found.interchangeable);
}

#[test]
fn a_week_on_one_product_has_seven_hooks_and_several_structures() {
    for written in captions().iter().step_by(2) {
        let mut past: Vec<Caption> = Vec::new();
        for day in 0..7 {
            let recent = recent_lines(past.iter().rev());
            let brief = CaptionBrief { seed: Some(day * 31), ..written.spec.to_brief() };
            let persona = written.spec.persona();
            let spec = CaptionSpec::from_brief(&brief, persona, recent, 0).unwrap();
            let caption = write(&spec);
            assert!(past.iter().all(|old| old.hook != caption.hook), "{}", caption.hook);
            past.push(caption);
        }
    }
}

/// Ten captions of each of three brands about one product, without names, links, handles and hashtags. With `--nocapture`
/// they are printed in an order by their texts, for a reader who is to tell the brands apart; the key stands below.
#[test]
fn three_brands_write_thirty_different_captions_of_one_product() {
    let starters = brandish::brand::starters();
    let details = Details {
        benefit: "Keeps coffee hot for an hour".into(),
        detail: "Stoneware, 350 ml, glazed by hand".into(),
        occasion: "The first cup of the day".into(),
        audience: "people who start slowly".into(),
        ..Details::default()
    };
    let mut shuffled: Vec<(String, String)> = Vec::new();
    for id in ["paws-and-co", "lumen", "fell-and-loom"] {
        let mut persona = starters.iter().find(|persona| persona.id.0 == id).unwrap().clone();
        persona.link.clear();
        persona.voice.hashtags.clear();
        let mut past: Vec<Caption> = Vec::new();
        for number in 0..10 {
            let brief = CaptionBrief {
                prompt: "mug".into(),
                product: "Orbit Mug".into(),
                details: details.clone(),
                network: ["instagram", "facebook", "linkedin"][number % 3].into(),
                seed: Some(number as u64 * 101),
                ..CaptionBrief::default()
            };
            let recent = recent_lines(past.iter().rev());
            let spec = CaptionSpec::from_brief(&brief, Some(&persona), recent, 0).unwrap();
            let mut caption = write(&spec);
            past.push(caption.clone());
            caption.hashtags.clear();
            shuffled
                .push((caption.text(spec.network()).replace(&persona.name, "[brand]"), id.into()));
        }
    }
    let different: BTreeSet<&str> = shuffled.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(different.len(), 30);
    shuffled.sort_by_key(|(text, _)| {
        text.bytes().fold(7_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)))
    });
    for (number, (text, _)) in shuffled.iter().enumerate() {
        println!("--- {number}\n{text}\n");
    }
    let key: Vec<&str> = shuffled.iter().map(|(_, id)| id.as_str()).collect();
    println!("KEY {key:?}");
}

/// With BLESS=1, it writes the page anew.
#[test]
fn the_page_of_captions_is_what_the_writer_writes() {
    let all = captions();
    let Shares { count, detailed, repeated, interchangeable } = shares(&all);
    let page_start = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/caption-page.md");
    let mut page = std::fs::read_to_string(page_start).unwrap();
    writeln!(
        page,
        "\n| captions | name a detail of their brief | repeat a hook | would fit another product |\n\
         |---|---|---|---|\n| {count} | {detailed} | {repeated} | {interchangeable} |"
    )
    .unwrap();
    let mut trade = "";
    for written in &all {
        if trade != written.trade {
            trade = &written.trade;
            writeln!(page, "\n## {}{}", trade[..1].to_uppercase(), &trade[1..]).unwrap();
        }
        let (language, network) = (written.language.name(), written.spec.network());
        writeln!(page, "\n**{language}, {}**\n", network.name).unwrap();
        for line in text(written).lines() {
            writeln!(page, "{}", format!("> {line}").trim_end()).unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/captions.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == page, "docs/captions.md shows other captions; BLESS=1 writes it anew");
}
