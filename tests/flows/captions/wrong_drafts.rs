//! Drafts that the checker must refuse: sentences of `tests/fixtures/wrong-captions.toml`, and some made by rule.

use brandish::brief::caption::{ClaimKind, Violation};
use std::collections::BTreeMap;

/// Whether a violation is the one that a draft must be refused for.
pub type IsExpected = fn(&Violation) -> bool;

/// The sentences of the drafts.
pub fn wrong_drafts() -> Vec<(String, IsExpected)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wrong-captions.toml");
    let lists: BTreeMap<String, Vec<String>> =
        toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut all: Vec<(String, IsExpected)> = Vec::new();
    for (name, sentences) in lists {
        let is_expected = expectation(&name);
        all.extend(sentences.into_iter().map(|sentence| (sentence, is_expected)));
    }
    all.extend(dates_and_prices());
    all.extend(too_long());
    all.extend(too_many_hashtags());
    all
}

fn expectation(name: &str) -> IsExpected {
    match name {
        "price" => is_price,
        "date" => is_date,
        "link" => |v| is_invented(v, ClaimKind::Link),
        "handle" => |v| is_invented(v, ClaimKind::Handle),
        "number" => |v| is_invented(v, ClaimKind::Number),
        "percent" => |v| is_invented(v, ClaimKind::Percent),
        "promise" | "offer" => |v| is_invented(v, ClaimKind::Promise),
        "remark" => |v| matches!(v, Violation::Remark(_)),
        "never" => |v| matches!(v, Violation::NeverWord(_)),
        other => panic!("wrong-captions.toml has the unknown list {other}"),
    }
}

fn is_invented(violation: &Violation, expected: ClaimKind) -> bool {
    matches!(violation, Violation::Invented { kind, .. } if *kind == expected)
}

fn is_price(violation: &Violation) -> bool {
    is_invented(violation, ClaimKind::Price)
}

fn is_date(violation: &Violation) -> bool {
    is_invented(violation, ClaimKind::Date)
}

fn dates_and_prices() -> Vec<(String, IsExpected)> {
    let mut all: Vec<(String, IsExpected)> = Vec::new();
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
    all
}

fn too_long() -> Vec<(String, IsExpected)> {
    let mut all: Vec<(String, IsExpected)> = Vec::new();
    let is_expected: IsExpected = |v| matches!(v, Violation::TooLong { .. });
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
        all.push((one.repeat(count), is_expected));
    }
    all
}

fn too_many_hashtags() -> Vec<(String, IsExpected)> {
    let mut all: Vec<(String, IsExpected)> = Vec::new();
    let is_expected: IsExpected = |v| matches!(v, Violation::TooManyHashtags { .. });
    for count in [6, 7, 9, 12, 30] {
        let tags: Vec<_> =
            (0..count).map(|n| format!("#tag{}", ["a", "b", "c"][n % 3].repeat(n + 1))).collect();
        all.push((tags.join(" "), is_expected));
    }
    all
}
