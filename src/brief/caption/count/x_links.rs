//! Which parts of a text X turns into links, by the behaviour of twitter-text 3: with a scheme any host, without one only
//! hosts of plain letters, and either only below a known top-level domain. It measures nothing.

use super::super::top_level_domains::{is_top_level, longest_top_level};
use std::ops::Range;

/// The most letters of a link, its scheme included.
const LONGEST: usize = 4096;
const LONGEST_LABEL: usize = 63;
/// The most letters behind `t.co/`.
const LONGEST_SHORT_NAME: usize = 40;

/// Where the links of a text lie, in order. The text is composed (NFC).
pub(super) fn links(text: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < text.len() {
        // The character before a link belongs to nothing else; at the very beginning there may be none.
        let behind = can_precede(text[from]).then(|| host_at(text, from + 1)).flatten();
        let host = behind.or_else(|| if from == 0 { host_at(text, 0) } else { None });
        let Some(host) = host else {
            from += 1;
            continue;
        };
        let link = Link::behind_host(text, host);
        from = link.end;
        link.accepted(text, &mut found);
    }
    found
}

/// Whether a link begins with `http://` or `https://`.
pub(super) fn has_scheme(link: &[char]) -> bool {
    scheme_length(link) > 0
}

/// A host, with the scheme before it.
struct Host {
    start: usize,
    scheme: usize,
    end: usize,
}

/// A candidate.
struct Link {
    host: Host,
    has_path: bool,
    end: usize,
}

impl Link {
    /// Follows port, path and query behind a host.
    fn behind_host(text: &[char], host: Host) -> Self {
        let mut end = host.end;
        if text.get(end) == Some(&':') {
            let digits = text[end + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
            end += if digits > 0 { digits + 1 } else { 0 };
        }
        let has_path = text.get(end) == Some(&'/');
        if has_path {
            end = path_end(text, end + 1);
        }
        if text.get(end) == Some(&'?') {
            end = query_end(text, end);
        }
        Self { host, has_path, end }
    }

    /// Adds what of the candidate is a link.
    fn accepted(&self, text: &[char], found: &mut Vec<Range<usize>>) {
        let Host { start, scheme, end } = self.host;
        let host = &text[start + scheme..end];
        let labels_fit =
            host.split(|c| *c == '.').all(|label| encoded_length(label) <= LONGEST_LABEL);
        if !labels_fit || self.end - start > LONGEST {
            return;
        }
        if scheme > 0 {
            found.extend(shortened_link_end(&text[start..self.end]).map(|end| start..start + end));
            return;
        }
        if start.checked_sub(1).is_some_and(|at| matches!(text[at], '-' | '_' | '.' | '/')) {
            return;
        }
        let mut plain = plain_hosts(host);
        if let Some(last) = plain.last_mut().filter(|_| self.has_path) {
            last.end = self.end - start;
        }
        found.extend(plain.into_iter().map(|range| start + range.start..start + range.end));
    }
}

fn can_precede(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '@' | '＠' | '$' | '#' | '＃') || is_invalid(c))
}

/// The host that begins here, behind its scheme, if it ends in a known top-level domain.
fn host_at(text: &[char], start: usize) -> Option<Host> {
    let rest = text.get(start..)?;
    let scheme = scheme_length(rest);
    let mut at = start + scheme;
    let mut end = None;
    loop {
        let label = text[at..].iter().take_while(|c| is_host_letter(**c) || matches!(c, '-' | '_'));
        let length = label.count();
        let label = &text[at..at + length];
        let outer = [label.first(), label.last()];
        let is_label = outer.iter().all(|c| c.is_some_and(|c| is_host_letter(*c)));
        if !is_label || text.get(at + length) != Some(&'.') {
            break;
        }
        at += length + 1;
        // An underline may stand in every label but the one before the top-level domain.
        if !label.contains(&'_') {
            end = top_level_end(text, at).or(end);
        }
    }
    end.map(|end| Host { start, scheme, end })
}

fn scheme_length(text: &[char]) -> usize {
    let begins = |scheme: &str| {
        let mut letters = text.iter();
        scheme.chars().all(|c| letters.next().is_some_and(|l| l.to_ascii_lowercase() == c))
    };
    ["http://", "https://"].into_iter().find(|scheme| begins(scheme)).map_or(0, str::len)
}

/// Where the top-level domain ends that begins here; what follows it may not continue a word or an address.
fn top_level_end(text: &[char], at: usize) -> Option<usize> {
    let lower: Vec<char> = text[at..]
        .iter()
        .take(longest_top_level())
        .map(|c| c.to_lowercase().next().unwrap_or(*c))
        .collect();
    let ends = |length: &usize| {
        text.get(at + length)
            .is_none_or(|next| !(next.is_ascii_alphanumeric() || matches!(next, '@' | '+' | '-')))
    };
    let is_known = |length: &usize| is_top_level(&lower[..*length].iter().collect::<String>());
    let known = (1..=lower.len()).rev().find(|length| ends(length) && is_known(length));
    known.map(|length| at + length).or_else(|| {
        let encoded = lower.starts_with(&['x', 'n', '-', '-']);
        let letters = text.get(at + 4..)?;
        let letters =
            letters.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '-').count();
        (encoded && letters > 0).then_some(at + 4 + letters)
    })
}

/// The parts of a host that are hosts of plain letters by themselves.
fn plain_hosts(host: &[char]) -> Vec<Range<usize>> {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || is_latin_accent(*c);
    let mut found = Vec::new();
    let mut from = 0;
    while from < host.len() {
        let (mut at, mut end) = (from, None);
        loop {
            let length = host[at..].iter().take_while(|c| is_plain(c)).count();
            if length == 0 || host.get(at + length) != Some(&'.') {
                break;
            }
            at += length + 1;
            end = top_level_end(host, at).or(end);
        }
        match end {
            Some(end) => {
                found.push(from..end);
                from = end;
            }
            None => from += 1,
        }
    }
    found
}

/// How much of a link with a scheme counts: behind `t.co/` only letters and a query. `None` where that is too long.
fn shortened_link_end(link: &[char]) -> Option<usize> {
    let scheme = scheme_length(link);
    let lower: String = link[scheme..].iter().take(5).collect::<String>().to_ascii_lowercase();
    let from = scheme + 5;
    let name = link.get(from..).unwrap_or_default();
    let name = name.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    if lower != "t.co/" || name == 0 {
        return Some(link.len());
    }
    let end = from + name;
    let end = if link.get(end) == Some(&'?') { query_end(link, end) } else { end };
    (name <= LONGEST_SHORT_NAME).then_some(end)
}

/// Where a path ends whose letters begin here: at a letter that can end one, or a closed bracket.
fn path_end(text: &[char], start: usize) -> usize {
    let (mut at, mut end) = (start, start);
    while let Some(c) = text.get(at) {
        if let Some(closed) = brackets_end(text, at) {
            (at, end) = (closed, closed);
        } else if is_path_letter(*c) {
            at += 1;
            if c.is_ascii_alphanumeric()
                || is_cyrillic(*c)
                || is_latin_accent(*c)
                || matches!(c, '+' | '-' | '=' | '_' | '#' | '/')
            {
                end = at;
            }
        } else {
            break;
        }
    }
    end
}

/// Where round brackets end that open here, with at most one pair within.
fn brackets_end(text: &[char], at: usize) -> Option<usize> {
    let letters =
        |from: usize| from + text[from..].iter().take_while(|c| is_path_letter(**c)).count();
    if text.get(at) != Some(&'(') {
        return None;
    }
    let first = letters(at + 1);
    match text.get(first) {
        Some(')') if first > at + 1 => Some(first + 1),
        Some('(') => {
            let inner = letters(first + 1);
            if inner == first + 1 || text.get(inner) != Some(&')') {
                return None;
            }
            let last = letters(inner + 1);
            (text.get(last) == Some(&')')).then_some(last + 1)
        }
        _ => None,
    }
}

/// Where the query ends whose question mark stands here; here itself where there is none.
fn query_end(text: &[char], at: usize) -> usize {
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(*c);
    let letters = text[at + 1..].iter().take_while(|c| is_letter(c)).count();
    let query = &text[at + 1..at + 1 + letters];
    let ends = |c: &char| c.is_ascii_alphanumeric() || "-_&=#/".contains(*c);
    query.iter().rposition(ends).map_or(at, |last| at + last + 2)
}

fn is_path_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || is_cyrillic(c)
        || is_latin_accent(c)
        || "!*';:=+,.$/%#[]-–_~@|&".contains(c)
}

/// What a label of a host consists of, beside `-` and `_`.
fn is_host_letter(c: char) -> bool {
    let is_mark = c.is_ascii_punctuation() && !matches!(c, '"' | '`');
    let is_space = matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{180E}' | '\u{2000}'..='\u{200A}'
            | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    );
    let is_direction = matches!(c, '\u{202A}'..='\u{202E}' | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}');
    !(is_mark || is_space || is_direction || is_invalid(c))
}

fn is_invalid(c: char) -> bool {
    matches!(c, '\u{FFFE}' | '\u{FEFF}' | '\u{FFFF}')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4FF}')
}

fn is_latin_accent(c: char) -> bool {
    matches!(
        u32::from(c),
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x253 | 0x254 | 0x256 | 0x257 | 0x259 | 0x25B | 0x263 | 0x268
            | 0x26F | 0x272 | 0x289 | 0x28B | 0x2BB | 0x300..=0x36F | 0x1E00..=0x1EFF
    )
}

/// About how many letters a label has in the encoding of domain names: its own where they are plain.
fn encoded_length(label: &[char]) -> usize {
    let wide = label.iter().filter(|c| !c.is_ascii()).count();
    if wide == 0 { label.len() } else { label.len() + 4 }
}
