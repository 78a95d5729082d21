//! The table of finished posts that importers of planners read: one row for each picture.
//! Rows in, bytes of a CSV file out. No cell of it is a formula for a spreadsheet.

use std::borrow::Cow;

/// One picture with what is posted beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostsRow {
    /// The network's name.
    pub network: String,
    /// Such as `2026-12-01` or `2026-12-01 09:30`; empty where none is planned.
    pub date: String,
    /// Below the table's own folder, with `/` between.
    pub file: String,
    pub caption: String,
    pub alt_text: String,
    /// With spaces between.
    pub hashtags: String,
}

/// Stands before a text that a spreadsheet would run. It has no width, so that a caption that is imported and posted
/// reads the same; an apostrophe would be posted with it.
const INERT: char = '\u{200b}';

/// The table as UTF-8, its header first.
///
/// # Errors
/// Where the writer of CSV fails, which needs more memory than there is.
pub fn posts_csv(rows: &[PostsRow]) -> Result<Vec<u8>, String> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let header = ["network", "date", "file", "caption", "alternative text", "hashtags"];
    let mut write = |cells: [&str; 6]| {
        let cells = cells.map(inert);
        table
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .map_err(|error| error.to_string())
    };
    write(header)?;
    for row in rows {
        write([&row.network, &row.date, &row.file, &row.caption, &row.alt_text, &row.hashtags])?;
    }
    table.into_inner().map_err(|error| error.to_string())
}

/// A cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> Cow<'_, str> {
    let starts =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    match cell.trim_start_matches([' ', '\n']).starts_with(starts) {
        true => Cow::Owned(format!("{INERT}{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_text_stays_whole() {
        let texts = [
            "=HYPERLINK(\"http://x.example\")",
            "+1 for runners",
            "-20%",
            "@stride: run",
            " =1+1",
            "\n=1+1",
            "\tx",
            "A plain, \"quoted\"\ncaption #run",
        ];
        let rows: Vec<_> = texts
            .iter()
            .map(|text| PostsRow { caption: (*text).into(), ..PostsRow::default() })
            .collect();
        let bytes = posts_csv(&rows).unwrap();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let read: Vec<String> =
            reader.records().map(|record| record.unwrap()[3].to_owned()).collect();
        for (text, cell) in texts.iter().zip(&read) {
            assert_eq!(cell.trim_start_matches(INERT), *text);
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell}");
        }
        assert_eq!(read.last().unwrap(), texts.last().unwrap(), "nothing is added needlessly");
    }
}
