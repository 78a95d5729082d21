//! What stands beside the words of a prompt: settings such as `--ar 16:9`, a block of settings that was copied with
//! them, and the words `AND`, `BREAK` and `word++`.

use super::Notes;

/// Cuts off `Negative prompt:` and the settings that follow a prompt where it was copied as a whole: the prompt, and
/// what should be left out.
pub(super) fn take_blocks(text: &str, notes: &mut Notes) -> (String, String) {
    let begins = |line: &str, word: &str| line.trim_start().to_lowercase().starts_with(word);
    let (mut prompt, mut negative, mut is_negative) = (Vec::new(), Vec::new(), false);
    let has_block = text.lines().any(|line| begins(line, "negative prompt:"));
    for line in text.lines() {
        if begins(line, "negative prompt:") {
            is_negative = true;
            negative.push(line.split_once(':').map_or("", |(_, words)| words));
        } else if has_block && begins(line, "steps:") {
            notes.add(
                "The settings that were copied with the prompt are not used.",
                "Open the picture itself to take its settings.",
            );
            break;
        } else if is_negative {
            negative.push(line);
        } else {
            prompt.push(line);
        }
    }
    match has_block {
        true => (prompt.join("\n"), negative.join(" ").trim().to_owned()),
        false => (text.to_owned(), String::new()),
    }
}

/// Takes settings such as `--ar 16:9` out: the words that are left, and those after `--no`, which are left out.
pub(super) fn take(text: &str, notes: &mut Notes) -> (String, String) {
    let (mut words, mut excluded, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut all = text.split(' ').peekable();
    while let Some(word) = all.next() {
        let Some(name) = flag(word) else {
            words.push(word);
            continue;
        };
        if name == "no" {
            let mut unwanted = Vec::new();
            while let Some(word) = all.next_if(|next| flag(next).is_none()) {
                unwanted.push(word);
            }
            excluded.push(unwanted.join(" "));
            continue;
        }
        let takes_word = ["style", "sref", "cref", "profile", "p"].contains(&name);
        let value = all.next_if(|next| {
            takes_word || next.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        });
        others.push([&[word], value.as_slice()].concat().join(" "));
    }
    if !others.is_empty() {
        notes.add(
            format!("“{}” is a setting of another program and is not used.", others.join(" ")),
            "Choose format, style and settings beside the prompt.",
        );
    }
    (words.join(" "), excluded.join(", "))
}

/// The name of a setting. Some editors make a dash of the two hyphens.
fn flag(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('—'))?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    (is_name && name.starts_with(|c: char| c.is_ascii_lowercase())).then_some(name)
}

/// Settles the words that stand for something: `AND` joins two prompts, `BREAK` begins another block of words, and
/// `word++` weighs more. In a prompt of capitals alone they are words.
pub(super) fn settle_words(text: &str, reads_weights: bool, notes: &mut Notes) -> String {
    let is_shouted = !text.chars().any(char::is_lowercase);
    let mut result = String::new();
    for piece in group_signs(text).split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let comma = |result: &mut String| {
            result.truncate(result.trim_end().trim_end_matches(',').len());
            result.push(',');
        };
        match word {
            "BREAK" if is_shouted => result += "break",
            "AND" if !is_shouted => {
                notes.add(
                    "“AND” mixes two prompts in other programs, which is not supported: it is read as a comma.",
                    "Write “and” for two things in one picture.",
                );
                comma(&mut result);
            }
            "BREAK" if !reads_weights => comma(&mut result),
            _ => result += &signs(word),
        }
        result += &piece[word.len()..];
    }
    result
}

/// What `+` and `-` after a word or a group multiply by, each.
const SIGNS: [(char, f32); 2] = [('+', 1.1), ('-', 0.9)];

/// `word++` and `word--` as `(word:1.21)` and `(word:0.81)`.
fn signs(word: &str) -> String {
    let bare = word.trim_end_matches(',');
    for (sign, factor) in SIGNS {
        let name = bare.trim_end_matches(sign);
        let count = bare.len() - name.len();
        if count >= 2 && name.chars().count() > 1 && name.chars().all(char::is_alphanumeric) {
            return format!("({name}:{:.3}){}", factor.powi(count as i32), &word[bare.len()..]);
        }
    }
    word.to_owned()
}

/// `(some words)++` as `(some words:1.21)`.
fn group_signs(text: &str) -> String {
    let (mut result, mut rest) = (String::new(), text);
    while let Some(close) = rest.find(')') {
        let after = &rest[close + 1..];
        result += &rest[..close];
        let signed = SIGNS.iter().find_map(|(sign, factor)| {
            let count = after.len() - after.trim_start_matches(*sign).len();
            let ends = after[count..]
                .starts_with(|c: char| c.is_whitespace() || matches!(c, ',' | ')' | '.'));
            (count > 0 && (ends || count == after.len()))
                .then(|| (count, factor.powi(count as i32)))
        });
        match signed.filter(|_| !result.ends_with('\\')) {
            Some((count, weight)) => {
                result += &format!(":{weight:.3})");
                rest = &after[count..];
            }
            None => {
                result.push(')');
                rest = after;
            }
        }
    }
    result + rest
}
