//! What a text claims that must not be invented: numbers, prices, dates, links and handles.
//! It only finds them; `check` compares them with what the brief and the persona say.

use super::claim_words::claim_words;
use super::top_level_domains::is_top_level;
use super::word_lists::{
    CURRENCY_WORDS, DOUBTFUL_MONTHS, HOLIDAYS, MEASURES, MONTHS, NUMBER_WORDS, PERIODS, PROMISES,
    RELATIVE_DAYS, SHORT_DAYS, SHORT_MONTHS, WEEKDAYS,
};
use crate::brand::PostLanguage;
use std::collections::HashSet;
use std::ops::Range;

/// Something in a text that can be true or false.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    pub kind: ClaimKind,
    /// As it is compared: lower case, without what surrounds it.
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    Number,
    Price,
    Percent,
    Date,
    Link,
    Handle,
    /// Words such as "free shipping" that promise something.
    Promise,
}

impl ClaimKind {
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Price => "a price",
            Self::Percent => "a percentage",
            Self::Date => "a date",
            Self::Link => "a link",
            Self::Handle => "a handle",
            Self::Promise => "a promise",
        }
    }
}

const CURRENCY_SIGNS: &[char] = &['$', '€', '£', '¥', '₹', '₩', '₽', '₺', '฿', '₫', '₪', '¢'];

/// Ends of addresses that stand for others in examples (RFC 2606).
const RESERVED: &[&str] = &["example", "test"];

/// Every claim in a text, each once.
pub fn claims(text: &str) -> HashSet<Claim> {
    let mut found = HashSet::new();
    let mut add = |kind, value: &str| {
        found.insert(Claim { kind, value: value.to_lowercase() });
    };
    let mut rest = String::new();
    let mut from = 0;
    for link in links(text) {
        add(ClaimKind::Link, bare_link(&text[link.clone()]));
        rest.push_str(&text[from..link.start]);
        rest.push(' ');
        from = link.end;
    }
    rest.push_str(&text[from..]);

    let tokens: Vec<&str> = rest.split_whitespace().collect();
    let words: Vec<String> = tokens.iter().map(|token| trimmed(token).to_lowercase()).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    for (at, token) in tokens.iter().enumerate() {
        if let Some(handle) = handle(token) {
            add(ClaimKind::Handle, handle);
            continue;
        }
        for part in dates(&words, &tokens, at) {
            add(ClaimKind::Date, &part);
        }
        let before = at.checked_sub(1).map_or("", |at| tokens[at]);
        for (kind, value) in numbers(token, before, tokens.get(at + 1).unwrap_or(&"")) {
            add(kind, &value);
        }
        let counted = |after: &str| MEASURES.has(after) || CURRENCY_WORDS.has(after);
        let closes =
            |at: usize| tokens.get(at).is_none_or(|token| token.ends_with(['.', '!', '?']));
        let next = !closes(at) && counted(word(at + 1));
        let but_one = !closes(at) && !closes(at + 1) && counted(word(at + 2));
        if NUMBER_WORDS.has(word(at)) && (next || but_one) {
            let kind = match (CURRENCY_WORDS.has(word(at + 1)), word(at + 1)) {
                (true, _) => ClaimKind::Price,
                (_, "percent") => ClaimKind::Percent,
                _ => ClaimKind::Number,
            };
            add(kind, word(at));
        }
    }
    let spaced = format!(" {} ", words.join(" ")).replace('’', "'");
    for promise in PROMISES.iter() {
        if spaced.contains(&format!(" {} ", promise.replace('’', "'"))) {
            add(ClaimKind::Promise, promise);
        }
    }
    found
}

/// Every claim in a text of a language: those of English words too, which stand in posts of any language.
pub fn claims_in(text: &str, language: PostLanguage) -> HashSet<Claim> {
    let mut found = claims(text);
    let Some(words) = claim_words(language) else { return found };
    let lower: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let bare: Vec<&str> = lower.iter().map(|token| trimmed(token)).collect();
    let is_in = |list: &[String], word: &str| list.iter().any(|entry| entry == word);
    let mut add = |kind, value: &str| found.insert(Claim { kind, value: value.to_owned() });
    for (at, word) in bare.iter().enumerate() {
        if is_in(&words.dates, word) {
            add(ClaimKind::Date, word);
        }
        let next = bare.get(at + 1).copied().unwrap_or("");
        let closed = lower[at].ends_with(['.', '!', '?']);
        if !closed && is_in(&words.numbers, word) {
            if is_in(&words.currencies, next) {
                add(ClaimKind::Price, word);
            } else if is_in(&words.measures, next) {
                add(ClaimKind::Number, word);
            }
        }
        let digits = word.chars().any(char::is_numeric);
        if digits && !closed && is_in(&words.currencies, next) {
            add(ClaimKind::Price, &canonical(word));
        }
    }
    let spaced = format!(" {} ", bare.join(" ")).replace('’', "'");
    let holds = |phrase: &&String| spaced.contains(&format!(" {} ", phrase.replace('’', "'")));
    words.date_phrases.iter().filter(holds).for_each(|phrase| _ = add(ClaimKind::Date, phrase));
    words.promises.iter().filter(holds).for_each(|phrase| _ = add(ClaimKind::Promise, phrase));
    found
}

/// Where the links of a text lie, in bytes; an e-mail address counts as one.
pub fn links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += token.len();
        let front = token.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@');
        let bare = front.trim_end().trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
        if is_link(bare) {
            let from = start + token.len() - front.len();
            found.push(from..from + bare.len());
        }
    }
    found
}

fn is_link(token: &str) -> bool {
    let lower = token.to_lowercase();
    if ["http://", "https://", "www.", "mailto:"].iter().any(|front| lower.starts_with(front)) {
        return true;
    }
    let host = lower.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let plain =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels.len() >= 2
        && !lower.starts_with('@')
        && labels.iter().all(plain)
        && labels.last().is_some_and(|last| is_top_level(last) || RESERVED.contains(last))
        && labels[labels.len() - 2].chars().any(char::is_alphabetic)
}

/// A link as it is compared: without scheme, `www.` and closing stroke.
fn bare_link(link: &str) -> &str {
    let link = link.split_once("://").map_or(link, |(_, rest)| rest);
    let link = link.strip_prefix("www.").or_else(|| link.strip_prefix("mailto:")).unwrap_or(link);
    link.trim_end_matches('/')
}

fn handle(token: &str) -> Option<&str> {
    let (before, after) = token.split_once('@')?;
    let end = after
        .find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
        .unwrap_or(after.len());
    let name = after[..end].trim_end_matches('.');
    let begins = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    (begins && !name.is_empty()).then_some(name)
}

fn trimmed(token: &str) -> &str {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    token.strip_suffix("’s").or_else(|| token.strip_suffix("'s")).unwrap_or(token)
}

/// The dates that the word at a place names. "may" is a date only beside a number or after "in".
fn dates(words: &[String], tokens: &[&str], at: usize) -> Vec<String> {
    let word = words[at].as_str();
    let before = at.checked_sub(1).map_or("", |at| words[at].as_str());
    let after = words.get(at + 1).map_or("", String::as_str);
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let singular = word.strip_suffix('s').unwrap_or(word);
    let capital = trimmed(tokens[at]).starts_with(char::is_uppercase);
    let is_date = if DOUBTFUL_MONTHS.has(word) {
        capital
            && (digit(before)
                || digit(after)
                || matches!(
                    before,
                    "in" | "this"
                        | "next"
                        | "of"
                        | "until"
                        | "till"
                        | "from"
                        | "by"
                        | "since"
                        | "last"
                        | "early"
                        | "late"
                        | "mid"
                ))
    } else if SHORT_DAYS.has(word) || SHORT_MONTHS.has(word) {
        capital
            && (digit(before)
                || digit(after)
                || matches!(
                    before,
                    "on" | "until" | "till" | "by" | "in" | "from" | "this" | "next"
                ))
    } else {
        [word, singular].iter().any(|word| {
            WEEKDAYS.has(word) || MONTHS.has(word) || RELATIVE_DAYS.has(word) || HOLIDAYS.has(word)
        })
    };
    let mut found = Vec::new();
    if is_date {
        found.push(
            if WEEKDAYS.has(singular) || RELATIVE_DAYS.has(singular) { singular } else { word }
                .to_owned(),
        );
    }
    if PERIODS.has(word) && matches!(before, "this" | "next" | "last") {
        found.push(format!("{before} {word}"));
    }
    if (before, word) == ("black", "friday")
        || (before, word) == ("cyber", "monday")
        || (before, word) == ("new", "year")
    {
        found.push(format!("{before} {word}"));
    }
    found
}

/// The numbers written in digits in one token: `$20`, `20%`, `3-for-2`, `18:30`, `No.1`. The tokens
/// around it may hold the sign: `20 €`.
fn numbers(token: &str, before: &str, after: &str) -> Vec<(ClaimKind, String)> {
    let letters: Vec<char> = token.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_numeric() {
            at += 1;
            continue;
        }
        let start = at;
        let inside = |at: usize| {
            letters[at].is_numeric()
                || (matches!(letters[at], '.' | ',' | ':')
                    && letters.get(at + 1).is_some_and(|next| next.is_numeric()))
        };
        while at < letters.len() && inside(at) {
            at += 1;
        }
        let value: String = letters[start..at].iter().collect();
        let left = start.checked_sub(1).map(|at| letters[at]);
        let right = letters.get(at).copied();
        let is_sign = |c: Option<char>| c.is_some_and(|c| CURRENCY_SIGNS.contains(&c));
        let glued: String = letters[at..]
            .iter()
            .take_while(|c| c.is_alphabetic())
            .collect::<String>()
            .to_lowercase();
        let currency = |word: &str| CURRENCY_WORDS.has(&trimmed(word).to_lowercase());
        let last = at == letters.len();
        let kind = if is_sign(left)
            || is_sign(right)
            || (start == 0 && (currency(before) || is_sign(before.chars().next_back())))
            || currency(&glued)
            || (last && (currency(after) || is_sign(after.chars().next())))
        {
            ClaimKind::Price
        } else if matches!(right, Some('%' | '％'))
            || (last && (after.starts_with('%') || matches!(trimmed(after), "percent" | "per")))
        {
            ClaimKind::Percent
        } else {
            ClaimKind::Number
        };
        found.push((kind, canonical(&value)));
    }
    found
}

/// `1,000.00` as `1000`, so that two spellings of one number are the same.
fn canonical(number: &str) -> String {
    match number.rsplit_once(['.', ',']) {
        // Three digits after a comma are thousands; else the last mark parts the decimals.
        Some((whole, part)) if part.len() != 3 || number.contains('.') && number.contains(',') => {
            let part = part.trim_end_matches('0');
            let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
            if part.is_empty() { whole } else { format!("{whole}.{part}") }
        }
        _ => number.chars().filter(|c| !matches!(c, '.' | ',')).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimKind::*;

    fn found(text: &str) -> Vec<(ClaimKind, String)> {
        let mut all: Vec<_> =
            claims(text).into_iter().map(|claim| (claim.kind, claim.value)).collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        all
    }

    #[test]
    fn claims_are_found_in_their_many_spellings() {
        let cases: &[(&str, ClaimKind, &str)] = &[
            ("Now only $19.90!", Price, "19.9"),
            ("just 20 € each", Price, "20"),
            ("EUR 1,000 a year", Price, "1000"),
            ("twenty dollars", Price, "twenty"),
            ("20% off", Percent, "20"),
            ("save 20 percent", Percent, "20"),
            ("over 3,000 runners", Number, "3000"),
            ("in three days", Number, "three"),
            ("See you on Friday.", Date, "friday"),
            ("open Sundays", Date, "sunday"),
            ("by 12 May", Date, "may"),
            ("this weekend", Date, "weekend"),
            ("next month we open", Date, "next month"),
            ("Merry Christmas", Date, "christmas"),
            ("go to https://www.shop.example/new/", Link, "shop.example/new"),
            ("(bit.ly/abc)", Link, "bit.ly/abc"),
            ("mail hello@shop.example", Link, "hello@shop.example"),
            ("see brot.berlin, open daily", Link, "brot.berlin"),
            ("see brot.bayern/laden", Link, "brot.bayern/laden"),
            ("via bücher.рф", Link, "bücher.рф"),
            ("by @someone.else!", Handle, "someone.else"),
            ("with free shipping", Promise, "free shipping"),
        ];
        for (text, kind, value) in cases {
            assert!(
                found(text).contains(&(*kind, (*value).to_owned())),
                "{text}: {:?}",
                found(text)
            );
        }
    }

    #[test]
    fn mood_is_no_claim() {
        for text in [
            "May your mornings be slow.",
            "One for your notes. Two words: thank you.",
            "It may rain. March on!",
            "Sat down, had a look. Wed to the idea?",
            "This is our new one. People like it.",
            "Some things, e.g. tea, are better shared.",
            "Here’s to ordinary days.",
            "Ask for foo.notatld at the counter.",
            "It is late p.m. in the U.S. now.",
            "Version a.b.c of the tea.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
