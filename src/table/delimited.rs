//! Text files of rows, in the forms that spreadsheets write: UTF-16, semicolons, tabs, `sep=;`.
//! What the cells mean is not known here.

use super::NotText;
use std::borrow::Cow;

/// The row that `rows` adds to find a quotation mark that is never closed.
const LAST_ROW: &str = "end";

/// The text of a file: UTF-8 with or without its mark, or UTF-16 with a mark of its byte order, which is a
/// spreadsheet's “Unicode text”.
///
/// # Errors
/// The first line that is no text.
pub fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let (order, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    };
    let units = rest.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
    let mut text = String::new();
    let stopped = |text: &str| NotText(1 + text.matches('\n').count());
    for letter in char::decode_utf16(units) {
        text.push(letter.map_err(|_| stopped(&text))?);
    }
    if rest.len() % 2 != 0 {
        return Err(stopped(&text));
    }
    Ok(Cow::Owned(text))
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        NotText(1 + before.iter().filter(|byte| **byte == b'\n').count())
    })?;
    Ok(Cow::Borrowed(text))
}

/// The rows of a text, each with the line it begins on; without cells where a quotation mark is never closed.
pub fn rows(text: &str) -> Vec<(usize, Option<Vec<String>>)> {
    // Excel begins a list with `sep=;` to say what parts its cells.
    let (named, text, skipped) = match text.split_once('\n') {
        Some((first, rest)) if is_separator_line(first) => {
            (first.trim_end_matches(['\r', '"']).bytes().next_back(), rest, 1)
        }
        _ => (None, text, 0),
    };
    // A quoted cell that is never closed takes in all that follows, this last row too.
    let text = format!("{text}\n{LAST_ROW}");
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .delimiter(named.unwrap_or_else(|| delimiter(&text)))
        .has_headers(false)
        .flexible(true);
    let mut rows = Vec::new();
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let record = record.expect("the text is UTF-8 and rows may have any length");
        let position = record.position().expect("a record that was read has a position");
        // The position is where the reader stood, before the blank lines that it skipped.
        let rest = &text[position.byte() as usize..];
        let blank = &rest[..rest.len() - rest.trim_start_matches(['\r', '\n']).len()];
        let line = skipped + position.line() as usize + blank.matches('\n').count();
        rows.push((line, Some(record.iter().map(str::to_owned).collect::<Vec<_>>())));
    }
    let closed = rows.pop_if(|(_, row)| row.as_ref().is_some_and(|row| row == &[LAST_ROW]));
    if let (None, Some((_, row))) = (closed, rows.last_mut()) {
        *row = None;
    }
    rows
}

fn is_separator_line(line: &str) -> bool {
    let line = line.trim_end_matches('\r').trim_matches('"').to_ascii_lowercase();
    line.strip_prefix("sep=").is_some_and(|rest| matches!(rest, "," | ";" | "\t" | "|"))
}

/// A spreadsheet set to a language with decimal commas writes semicolons.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    // What stands between quotation marks separates nothing.
    let outside: String = first.split('"').step_by(2).collect();
    let count = |delimiter: char| outside.matches(delimiter).count();
    match (count(','), count(';'), count('\t')) {
        (0, 0, 1..) => b'\t',
        (0, 1.., _) => b';',
        _ => b',',
    }
}
