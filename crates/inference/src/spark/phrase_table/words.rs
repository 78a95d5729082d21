//! The words of a prompt with where they stand in it. What they mean, the table knows.

use std::ops::Range;

/// One word, and where it stands in the prompt.
pub(super) struct Word {
    pub text: String,
    pub span: Range<usize>,
}

/// The words as they stand in the prompt.
pub(super) fn as_typed<'a>(prompt: &'a str, run: &[Word]) -> &'a str {
    match run {
        [first, .., last] => &prompt[first.span.start..last.span.end],
        [one] => &prompt[one.span.clone()],
        [] => "",
    }
}

/// Vocabulary in lower case: letters and digits, apostrophes between them included. Hyphens part words.
pub(super) fn split_words(text: &str) -> Vec<Word> {
    let apostrophe = |c: char| c == '\'' || c == '’';
    let mut words: Vec<Word> = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut start = None;
    while let Some((at, c)) = letters.next() {
        let next = letters.peek();
        let joins =
            apostrophe(c) && start.is_some() && next.is_some_and(|(_, c)| c.is_alphanumeric());
        if !c.is_alphanumeric() && !joins {
            continue;
        }
        let from = *start.get_or_insert(at);
        let goes_on = next.is_some_and(|&(next, c)| {
            let after = text[next + c.len_utf8()..].chars().next();
            c.is_alphanumeric() || apostrophe(c) && after.is_some_and(char::is_alphanumeric)
        });
        if !goes_on {
            let span = from..at + c.len_utf8();
            words.push(Word { text: text[span.clone()].to_lowercase().replace('’', "'"), span });
            start = None;
        }
    }
    words
}

/// The words of a text with single spaces, as the tables have them.
pub(in super::super) fn key(text: &str) -> String {
    let words: Vec<String> = split_words(text).into_iter().map(|word| word.text).collect();
    words.join(" ")
}

/// Whether more than spaces and hyphens stand between two words.
pub(super) fn separated(prompt: &str, one: &Word, next: &Word) -> bool {
    let between = &prompt[one.span.end..next.span.start];
    !between.chars().all(|c| matches!(c, ' ' | '-' | '\t' | '\n'))
}
