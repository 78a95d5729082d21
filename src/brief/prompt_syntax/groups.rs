//! Brackets that change how much words count: `(word)` by 1.1, `[word]` by its inverse, `(word:1.3)` by its number, also
//! within each other. They become flat: one weight for each piece of text.

use super::Notes;

/// What a pair of brackets multiplies by.
const STEP: f32 = 1.1;
/// The largest weight that models read.
const HEAVIEST: f32 = 10.0;

/// Text of one weight. Brackets that are text keep the backslash before them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segment {
    pub text: String,
    pub weight: f32,
}

/// A pair of brackets: the place of each, the weight, and where the text within ends.
struct Group {
    open: usize,
    close: usize,
    weight: f32,
    text_end: usize,
}

/// The pieces of a prompt with their weights. Brackets without a partner are text.
pub(super) fn segments(text: &str, notes: &mut Notes) -> Vec<Segment> {
    let groups = groups(text, notes);
    let mut segments: Vec<Segment> = Vec::new();
    for (at, letter) in text.char_indices() {
        let is_mark =
            |group: &Group| at == group.open || (group.text_end..=group.close).contains(&at);
        if groups.iter().any(is_mark) {
            continue;
        }
        let around = groups.iter().filter(|group| (group.open..group.text_end).contains(&at));
        let weight = around.map(|group| group.weight).product::<f32>().clamp(0.0, HEAVIEST);
        match segments.last_mut().filter(|last| last.weight == weight) {
            Some(last) => last.text.push(letter),
            None => segments.push(Segment { text: letter.into(), weight }),
        }
    }
    segments
}

fn groups(text: &str, notes: &mut Notes) -> Vec<Group> {
    let (mut open, mut groups, mut last) = (Vec::<(usize, char)>::new(), Vec::new(), ' ');
    for (at, letter) in text.char_indices() {
        if last == '\\' {
            // A bracket after a backslash is text.
            last = ' ';
            continue;
        }
        last = letter;
        let partner = match letter {
            '(' | '[' => {
                open.push((at, letter));
                continue;
            }
            ')' => '(',
            ']' => '[',
            _ => continue,
        };
        let Some(index) = open.iter().rposition(|(_, bracket)| *bracket == partner) else {
            continue;
        };
        let (start, _) = open[index];
        open.truncate(index);
        if let Some(group) = group(text, start, at, partner, notes) {
            groups.push(group);
        }
    }
    groups
}

/// What a pair of brackets means; `None` where it is text, such as the proportion `(4:5)`.
fn group(text: &str, open: usize, close: usize, bracket: char, notes: &mut Notes) -> Option<Group> {
    let inner = &text[open + 1..close];
    if inner.trim().is_empty() {
        return None;
    }
    let numbered = inner.rsplit_once(':').filter(|_| bracket == '(');
    if let Some((words, number)) = numbered
        && let Ok(weight) = number.trim().replace(',', ".").parse::<f32>()
        && weight.is_finite()
        && !words.trim().is_empty()
    {
        if words.trim().chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if !(0.0..=HEAVIEST).contains(&weight) {
            notes.add(
                format!(
                    "{weight} is not a weight of words: “({inner})” counts {}.",
                    weight.clamp(0.0, HEAVIEST)
                ),
                "Give a weight from 0 to 10; name what you do not want under “Leave out”.",
            );
        }
        let weight = weight.clamp(0.0, HEAVIEST);
        return Some(Group { open, close, weight, text_end: open + 1 + words.len() });
    }
    let weight = if bracket == '(' { STEP } else { 1.0 / STEP };
    Some(Group { open, close, weight, text_end: close })
}

/// The segments as the models read them.
pub(super) fn weighted(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        let weight = (segment.weight * 1000.0).round() / 1000.0;
        let words = segment.text.trim();
        if weight == 1.0 || words.is_empty() {
            text += &guarded(&segment.text);
            continue;
        }
        let start = segment.text.len() - segment.text.trim_start().len();
        let end = segment.text.trim_end().len();
        text += &segment.text[..start];
        // A block begins outside brackets.
        let words: Vec<&str> = words.split(' ').collect();
        let blocks = words.split(|word| *word == "BREAK").map(|block| block.join(" "));
        let weigh = |block: String| format!("({}:{weight})", escaped(block.trim()));
        let blocks = blocks.filter(|block| !block.trim().is_empty()).map(weigh);
        text += &blocks.collect::<Vec<_>>().join(" BREAK ");
        text += &segment.text[end..];
    }
    text
}

/// The words alone, without brackets that would be text: for a model that reads no weights.
pub(super) fn plain(segments: &[Segment], subject: &str, notes: &mut Notes) -> String {
    if let Some(first) = segments.iter().find(|segment| segment.weight != 1.0) {
        notes.add(
            format!(
                "{subject} reads no weights: “{}” counts like the other words.",
                first.text.trim()
            ),
            "Put the most important words first.",
        );
    }
    let text: String = segments.iter().map(|segment| segment.text.as_str()).collect();
    let mut words = String::new();
    let mut last = ' ';
    for letter in text.chars() {
        if last == '\\' && is_bracket(letter) {
            words.pop();
        }
        words.push(letter);
        last = letter;
    }
    words
}

fn is_bracket(letter: char) -> bool {
    matches!(letter, '(' | ')' | '[' | ']' | '{' | '}')
}

/// Text with a backslash before each round bracket that has none.
fn escaped(text: &str) -> String {
    let (mut result, mut last) = (String::new(), ' ');
    for letter in text.chars() {
        if is_bracket(letter) && last != '\\' {
            result.push('\\');
        }
        result.push(letter);
        last = letter;
    }
    result
}

/// Text of weight 1. A pair of brackets that is text gets backslashes, as it would be read as a weight.
fn guarded(text: &str) -> String {
    let is_pair =
        text.contains('(') && text.contains(')') || text.contains('[') && text.contains(']');
    if is_pair { escaped(text) } else { text.to_owned() }
}
