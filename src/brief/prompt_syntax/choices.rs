//! Words that stand for one of several: `{red|blue}`, and `__colour__` for a list in a file.
//! The variations of a brief take the choices in turn.

use super::Notes;

/// What a program of another kind multiplies by for each pair of braces around words.
const BRACE_WEIGHT: f32 = 1.05;

/// Replaces each choice by one of its options, the innermost first. With several choices, the first changes fastest.
pub(super) fn choose(text: &str, variation: u32, notes: &mut Notes) -> String {
    let (mut text, mut turn) = (text.to_owned(), variation as usize);
    while let Some((start, end)) = innermost(&text) {
        let inner = &text[start + 1..end];
        let chosen = match inner.contains('|') {
            false if inner.trim().is_empty() => String::new(),
            false => format!("({inner}:{BRACE_WEIGHT})"),
            true => {
                let options = options(inner);
                let chosen = options[turn % options.len()].clone();
                turn /= options.len();
                let word = if chosen.is_empty() { "nothing" } else { chosen.as_str() };
                let which = if variation == 0 { "the first picture" } else { "this picture" };
                notes.add(
                    format!("Of “{{{inner}}}”, each picture takes the next: {which} has “{word}”."),
                    &format!("Make {} pictures to see each.", options.len()),
                );
                chosen
            }
        };
        text.replace_range(start..=end, &chosen);
    }
    text
}

/// The place of the first pair of braces with none within it.
fn innermost(text: &str) -> Option<(usize, usize)> {
    let (mut open, mut last) = (None, ' ');
    for (at, letter) in text.char_indices() {
        match letter {
            '{' if last != '\\' => open = Some(at),
            '}' if last != '\\' => {
                if let Some(start) = open {
                    return Some((start, at));
                }
            }
            _ => {}
        }
        last = letter;
    }
    None
}

/// The options of a choice. `2$$` before them takes so many at once, and `0.5::` before one is its share, which does
/// not matter where they are taken in turn.
fn options(inner: &str) -> Vec<String> {
    let (count, list) = match inner.split_once("$$") {
        Some((count, rest)) => match count.trim().parse::<usize>() {
            Ok(count) => (count.max(1), rest.rsplit("$$").next().unwrap_or(rest)),
            Err(_) => (1, inner),
        },
        None => (1, inner),
    };
    let one = |option: &str| {
        let shared =
            option.split_once("::").filter(|(share, _)| share.trim().parse::<f32>().is_ok());
        shared.map_or(option, |(_, words)| words).trim().to_owned()
    };
    let all: Vec<String> = list.split('|').map(one).collect();
    let count = count.min(all.len());
    let from = |first: usize| {
        (0..count).map(|next| all[(first + next) % all.len()].as_str()).collect::<Vec<_>>()
    };
    (0..all.len()).map(|first| from(first).join(", ")).collect()
}

/// Takes `__name__` out, which stands for a line of a file in other programs.
pub(super) fn take_wildcards(text: &str, notes: &mut Notes) -> String {
    let (mut result, mut rest) = (String::new(), text);
    while let Some(start) = rest.find("__") {
        let after = &rest[start + 2..];
        let is_name =
            |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '*' | '.' | ' ' | '_');
        let end = after.find("__").filter(|end| {
            let name = &after[..*end];
            !name.is_empty() && name.chars().all(is_name) && !name.starts_with(' ')
        });
        result += &rest[..start];
        match end {
            Some(end) => {
                let name = &after[..end];
                notes.add(
                    format!("“__{name}__” stands for a list of words that Brandish does not have: it is taken out."),
                    "Write the words as {one|another}.",
                );
                rest = &after[end + 2..];
            }
            None => {
                result += "__";
                rest = after;
            }
        }
    }
    result + rest
}
