//! How the languages of the window set their signs: French parts : ; ! ? % and its quotation marks from the words by a space
//! at which no line breaks, and no language mixes the quotation marks of another into its own.

use crate::texts::texts;

const NO_BREAK: char = '\u{a0}';

/// The quotation marks of each language, first and last.
const QUOTES: [(&str, [char; 2]); 7] = [
    ("en", ['“', '”']),
    ("de", ['„', '“']),
    ("es", ['«', '»']),
    ("fr", ['«', '»']),
    ("it", ['«', '»']),
    ("pt", ['“', '”']),
    ("nl", ['“', '”']),
];

#[test]
fn french_signs_stay_on_the_line_of_their_words() {
    let mut wrong = Vec::new();
    for (key, text) in texts("fr") {
        let letters: Vec<char> = text.chars().collect();
        for pair in letters.windows(2) {
            let breaks = match (pair[0], pair[1]) {
                (before, ';' | '!' | '?' | '»') => before != NO_BREAK && before != '(',
                // A colon also stands in addresses and times, a percentage at the beginning of a text.
                (before, ':' | '%') => before == ' ',
                ('«', after) => after != NO_BREAK,
                _ => false,
            };
            if breaks {
                wrong.push(format!("{key}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "a line may break before a sign:\n{}", wrong.join("\n"));
}

#[test]
fn each_language_has_its_own_quotation_marks_in_pairs() {
    for (language, [first, last]) in QUOTES {
        for (key, text) in texts(language) {
            let count = |mark: char| text.matches(mark).count();
            assert_eq!(count(first), count(last), "{language} {key}: {text}");
            let foreign = text.chars().find(|c| "“”„«»".contains(*c) && *c != first && *c != last);
            assert_eq!(foreign, None, "{language} {key}: {text}");
        }
    }
}
