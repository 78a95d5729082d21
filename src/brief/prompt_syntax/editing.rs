//! Words that change while a picture is drawn: `[before:after:0.5]`, and `[one|other]` step by step.
//! Neither is supported: the words that would be there for most of the steps are drawn throughout.

use super::Notes;

/// Replaces each of them by the words that are drawn.
pub(super) fn settle(text: &str, steps: u32, notes: &mut Notes) -> String {
    let (mut text, mut from) = (text.to_owned(), 0);
    while let Some((start, end)) = innermost(&text, from) {
        let inner = text[start + 1..end].to_owned();
        let settled = edited(&inner, steps).or_else(|| alternating(&inner));
        let Some(words) = settled else {
            from = start + 1;
            continue;
        };
        let shown = if words.is_empty() { "nothing" } else { words.as_str() };
        notes.add(
            format!("“[{inner}]” would change words from step to step, which is not supported: “{shown}” is drawn throughout."),
            "Write the words that you want to see.",
        );
        text.replace_range(start..=end, &words);
        from = 0;
    }
    text
}

/// The first pair of square brackets after `from` with none within it.
fn innermost(text: &str, from: usize) -> Option<(usize, usize)> {
    let (mut open, mut last) = (None, ' ');
    for (at, letter) in text.char_indices() {
        match letter {
            '[' if last != '\\' => open = Some(at).filter(|at| *at >= from),
            ']' if last != '\\' => {
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

/// Of `before:after:when`, the side that is there for more of the steps. `when` is a share, or the number of a step.
fn edited(inner: &str, steps: u32) -> Option<String> {
    let (rest, when) = inner.rsplit_once(':')?;
    let when: f32 =
        when.trim().parse().ok().filter(|when: &f32| when.is_finite() && *when >= 0.0)?;
    let share = if when > 1.0 { when / steps.max(1) as f32 } else { when };
    let (before, after) = outer_colon(rest).unwrap_or(("", rest));
    Some(if share >= 0.5 { before } else { after }.trim().to_owned())
}

/// The two sides of the last colon outside round brackets.
fn outer_colon(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' => depth -= 1,
            ':' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// All words of `one|other`, which are blended in other programs.
fn alternating(inner: &str) -> Option<String> {
    let words: Vec<_> = inner.split('|').map(str::trim).filter(|word| !word.is_empty()).collect();
    inner.contains('|').then(|| words.join(" "))
}
