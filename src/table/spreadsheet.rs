//! The first visible sheet of an XLSX workbook, cell by cell, with what it unpacks to measured first.
//! Formulas are not run: a cell is what the spreadsheet has saved as its value.

use super::{FoundRows, MAX_COLUMNS, MAX_ROWS, TableError};
use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};
use std::io::{Cursor, Read, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// The most files of a workbook, and what all of them may unpack to, in bytes.
const MAX_FILES: usize = 1_000;
const MAX_UNPACKED: u64 = 48 << 20;

/// The rows of the first visible sheet.
///
/// # Errors
/// Where the archive is no workbook, damaged, or larger than a table can be.
pub(super) fn read(bytes: &[u8]) -> Result<FoundRows, TableError> {
    measure(bytes)?;
    // The library reads strangers' files; where it gives up, the file is refused and the program goes on.
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes)));
    read.unwrap_or_else(|_| Err(TableError::Workbook("it is damaged.".into())))
}

/// Unpacks everything once into nothing: sizes that an archive states are not trusted.
fn measure(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_FILES {
        return Err(TableError::Bomb);
    }
    let mut left = MAX_UNPACKED;
    let mut is_workbook = false;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| damaged(&error))?;
        is_workbook |= file.name().is_ok_and(|name| name.starts_with("xl/"));
        let size = copy(&mut file.take(left + 1), &mut sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(size).ok_or(TableError::Bomb)?;
    }
    match is_workbook {
        true => Ok(()),
        false => Err(TableError::NotATable("zip")),
    }
}

fn cells(bytes: &[u8]) -> Result<FoundRows, TableError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let sheets = workbook.sheets_metadata();
    let sheet = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible);
    let name = sheet.ok_or(TableError::Empty)?.name.clone();
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|error| damaged(&error))?;
    let mut rows: FoundRows = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        let (number, column) = (row as usize + 1, column as usize);
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(TableError::TooManyColumns);
        }
        // Cells come in the order of their rows; one that does not is of no spreadsheet.
        match rows.last_mut() {
            Some((last, cells)) if *last == number => put(cells, column, text),
            Some((last, _)) if *last > number => {
                return Err(TableError::Workbook(format!("row {number} stands below row {last}.")));
            }
            _ => {
                if rows.len() > MAX_ROWS {
                    return Err(TableError::TooManyRows);
                }
                let mut cells = Vec::new();
                put(&mut cells, column, text);
                rows.push((number, cells));
            }
        }
    }
    Ok(rows)
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) => date_of(date),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date as `2026-12-01`, with its time where it has one.
fn date_of(date: &ExcelDateTime) -> String {
    if !date.is_datetime() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute) == (0, 0) { day } else { format!("{day} {hour:02}:{minute:02}") }
}

fn damaged(error: &dyn std::fmt::Display) -> TableError {
    TableError::Workbook(format!("{error}."))
}
