//! A table of texts as spreadsheets save it: CSV in its many forms, or the first sheet of an XLSX workbook.
//! Bytes in, cells out, both bounded; what the cells mean is not known here.

mod delimited;
mod spreadsheet;

pub use delimited::{rows, text_of};

/// The largest file, in bytes.
pub const MAX_TABLE_BYTES: usize = 16 << 20;
/// The most rows below the header, columns, and characters of one cell.
const MAX_ROWS: usize = 5_000;
const MAX_COLUMNS: usize = 100;
const MAX_CELL: usize = 4_000;

/// A header and the rows below it. Empty rows are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<TableRow>,
}

/// One row, with as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// As the spreadsheet numbers it; the header is mostly 1.
    pub number: usize,
    pub cells: Vec<String>,
}

/// The line of a file, from 1, that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText(pub usize);

/// Why a file is no table. Reads as a sentence to the user.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("The table is larger than 16 MB. Split it into several.")]
    TooLarge,
    #[error("Line {0} is not UTF-8 text. Save the table as “CSV UTF-8” or as XLSX and try again.")]
    NotText(usize),
    #[error("This is a {0} file, not a table. Save the table as CSV or XLSX and try again.")]
    NotATable(&'static str),
    #[error(
        "A quotation mark in row {0} is never closed, so the table ends in the middle of a cell. Close it."
    )]
    Unclosed(usize),
    #[error("The table has more than 5,000 rows. Split it into several.")]
    TooManyRows,
    #[error("The table has more than 100 columns. Remove those that are not needed.")]
    TooManyColumns,
    #[error("A cell in row {0} has more than 4,000 characters. Shorten it.")]
    LongCell(usize),
    #[error(
        "Row {row} has a cell in column {column}, which the header does not name. Name that column, or put a text \
         that holds a comma between quotation marks."
    )]
    SpareCell { row: usize, column: usize },
    #[error("The table is empty. Its first row names the columns; each row below it orders posts.")]
    Empty,
    #[error("The workbook cannot be read: {0} Save it again as XLSX, or as CSV.")]
    Workbook(String),
    #[error(
        "The workbook unpacks to more than 48 MB, far more than a table needs. Save the sheet alone as CSV."
    )]
    Bomb,
}

/// Reads a table. The first row that is not empty names the columns.
///
/// # Errors
/// Where the file as a whole cannot be read as a table.
pub fn read_table(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > MAX_TABLE_BYTES {
        return Err(TableError::TooLarge);
    }
    let mut rows =
        if bytes.starts_with(b"PK\x03\x04") { spreadsheet::read(bytes)? } else { of_text(bytes)? };
    for (number, cells) in &mut rows {
        cells.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
        if cells.iter().any(|cell| cell.chars().count() > MAX_CELL) {
            return Err(TableError::LongCell(*number));
        }
    }
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let mut rows = rows.into_iter();
    let (_, mut columns) = rows.next().ok_or(TableError::Empty)?;
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    let mut table = Table { columns, rows: Vec::new() };
    for (number, mut cells) in rows {
        // A cell right of the header belongs to no column; nothing may be lost without a word.
        while cells.len() > table.columns.len() {
            if cells.pop().is_some_and(|cell| !cell.is_empty()) {
                return Err(TableError::SpareCell { row: number, column: cells.len() + 1 });
            }
        }
        cells.resize(table.columns.len(), String::new());
        table.rows.push(TableRow { number, cells });
    }
    match table.rows.len() {
        0 => Err(TableError::Empty),
        1..=MAX_ROWS => Ok(table),
        _ => Err(TableError::TooManyRows),
    }
}

/// Rows as they were found: each with its number and as many cells as it had.
type FoundRows = Vec<(usize, Vec<String>)>;

fn of_text(bytes: &[u8]) -> Result<FoundRows, TableError> {
    let known = [
        (&b"%PDF"[..], "PDF"),
        (b"\xd0\xcf\x11\xe0", "XLS"),
        (b"\x89PNG", "PNG"),
        (b"\xff\xd8\xff", "JPEG"),
    ];
    if let Some((_, kind)) = known.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(TableError::NotATable(kind));
    }
    let text = text_of(bytes).map_err(|NotText(line)| TableError::NotText(line))?;
    let marks = [("<", "web page or XML"), ("{", "JSON"), ("[{", "JSON")];
    if let Some((_, kind)) = marks.iter().find(|(start, _)| text.trim_start().starts_with(start)) {
        return Err(TableError::NotATable(kind));
    }
    let mut found = Vec::new();
    // A line break within a cell begins a line of the file and no row of the spreadsheet.
    let mut within_cells = 0;
    for (line, row) in rows(&text) {
        let number = line - within_cells;
        let cells = row.ok_or(TableError::Unclosed(number))?;
        within_cells += cells.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        if cells.len() > MAX_COLUMNS {
            return Err(TableError::TooManyColumns);
        }
        if found.len() > MAX_ROWS {
            return Err(TableError::TooManyRows);
        }
        found.push((number, cells));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
