//! Sentences: where they end, and how a fragment of the user's becomes one.
//! It knows marks and capitals, and nothing of captions.

use super::claims;
use crate::units::capitalised;

/// A fact as the user wrote it, with a capital and a full stop.
pub(super) fn as_sentence(fact: &str) -> String {
    let fact = fact.trim();
    let closed = fact.ends_with(['.', '!', '?', '…', '。', '！', '？', ':', ';']);
    let is_link = claims::links(fact).iter().any(|link| link.start == 0);
    let begins_so = is_link || fact.split_whitespace().next().is_some_and(is_like_an_address);
    let text = if begins_so { fact.to_owned() } else { capitalised(fact) };
    let ends_in_link = claims::links(fact).iter().any(|link| link.end == fact.len())
        || fact.split_whitespace().next_back().is_some_and(is_like_an_address);
    if closed || fact.is_empty() || ends_in_link { text } else { format!("{text}.") }
}

/// Whether a word is written like an address, also one whose ending is not known: `foo.notatld`, `me@home`.
pub(super) fn is_like_an_address(word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let joins = |(at, c): (usize, char)| {
        matches!(c, '.' | '@')
            && is_letter(word[..at].chars().next_back())
            && is_letter(word[at + 1..].chars().next())
    };
    word.chars().any(char::is_alphabetic) && word.char_indices().any(joins)
}

/// The sentences of a text, each with the space behind it. A full stop within a number or a link ends none.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut ends = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let closes = matches!(c, '.' | '!' | '?' | '…' | '\n' | '。' | '！' | '？');
        let open = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if closes && (open || matches!(c, '。' | '！' | '？' | '\n')) {
            let mut end = at + c.len_utf8();
            while let Some((at, space)) = letters.next_if(|(_, next)| next.is_whitespace()) {
                end = at + space.len_utf8();
            }
            ends.push(end);
        }
    }
    if ends.last() != Some(&text.len()) {
        ends.push(text.len());
    }
    let mut from = 0;
    ends.into_iter().filter_map(move |end| {
        let sentence = &text[from..end];
        from = end;
        (!sentence.trim().is_empty()).then_some(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_begins_with_an_address_keeps_its_letters() {
        for (fact, sentence) in [
            ("foo.notatld is open", "foo.notatld is open."),
            ("book at foo.notatld", "Book at foo.notatld"),
            ("me@home answers", "me@home answers."),
            ("shop.example/new", "shop.example/new"),
            ("3.5 kg lighter", "3.5 kg lighter."),
            ("open on Sunday. always", "Open on Sunday. always."),
        ] {
            assert_eq!(as_sentence(fact), sentence);
        }
    }
}
