//! What can still be read of a damaged history file goes into a new one; the damaged file is set aside, never lost.
//! Which jobs are made anew of pictures is known in `files::relisted`.

use super::open::{beside, connect_to_damaged, new_at};
use super::{History, HistoryError};
use crate::files::atomic::{sync_folder, write_new, write_over};
use crate::job::Job;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row, params_from_iter};
use std::io;
use std::path::{Path, PathBuf};

/// Every column that a version of the tables had.
const COLUMNS: [&str; 14] = [
    "id",
    "batch",
    "rank",
    "state",
    "failure",
    "task",
    "prompt",
    "persona",
    "model",
    "picture",
    "favourite",
    "removed",
    "caption",
    "sent",
];

/// Orders in which rows are read: a damaged page ends each, and they reach it from different sides.
const SCANS: [&str; 2] = ["ORDER BY id", "ORDER BY id DESC"];
/// Where ids are found that the scans did not reach.
const IDS: [&str; 4] = [
    "SELECT id FROM jobs INDEXED BY jobs_by_state ORDER BY removed, state, id",
    "SELECT id FROM jobs INDEXED BY jobs_by_state ORDER BY removed DESC, state DESC, id DESC",
    "SELECT id FROM jobs INDEXED BY jobs_by_batch ORDER BY batch",
    "SELECT id FROM jobs INDEXED BY jobs_by_batch ORDER BY batch DESC",
];

/// What became of a damaged history file. It reads as a sentence to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file is now; `None` where it was empty.
    pub set_aside: Option<PathBuf>,
    /// How many jobs were saved from it.
    pub rows: usize,
    /// How many pictures were listed again by their recipes.
    pub relisted: usize,
}

impl std::fmt::Display for Salvage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rows, relisted) = (counted(self.rows, "job"), counted(self.relisted, "picture"));
        match &self.set_aside {
            Some(path) => write!(
                f,
                "The history file was damaged. {rows} could be saved from it, and {relisted} listed again by their \
                 recipes. The damaged file is kept as {}.",
                path.display()
            ),
            None => {
                write!(
                    f,
                    "The history file was empty. {relisted} could be listed again by their recipes."
                )
            }
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

impl History {
    /// Saves what can be read of a damaged file into a new one in its place, with `more` jobs, which are made when
    /// the saved ones are known. The damaged file is set aside beside it. A crash on the way leaves the damaged file.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn salvage(
        path: &Path,
        more: impl FnOnce(&Self) -> Vec<Job>,
    ) -> Result<(Self, Salvage), HistoryError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                HistoryError::Full(path.parent().unwrap_or(path).to_owned())
            }
            _ => HistoryError::Write(error.to_string()),
        };
        let set_aside = keep_copy(path).map_err(failed)?;
        let unfinished = beside(path, ".new");
        remove_database(&unfinished).map_err(failed)?;
        let database =
            new_at(&unfinished).map_err(|error| HistoryError::writing(&unfinished, &error))?;
        let mut saved = Self { database, path: unfinished.clone(), _copy: None };
        let rows = match connect_to_damaged(path) {
            Ok(damaged) => copy_rows(&damaged, most_rows(path), &mut saved.database)
                .map_err(|error| HistoryError::writing(&unfinished, &error))?,
            Err(error) => {
                tracing::warn!("no row of the damaged history can be read: {error}");
                0
            }
        };
        let jobs = more(&saved);
        saved.save(&jobs)?;
        drop(saved);
        std::fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(failed)?;
        // The old file's log would be taken for the new one's.
        for ending in ["-wal", "-shm"] {
            remove(&beside(path, ending)).map_err(failed)?;
        }
        std::fs::rename(&unfinished, path).map_err(failed)?;
        sync_folder(path);
        Ok((Self::open(path)?, Salvage { set_aside: Some(set_aside), rows, relisted: jobs.len() }))
    }

    /// The paths of all pictures in history, those of removed jobs too.
    pub fn pictures(&self) -> Result<std::collections::HashSet<PathBuf>, HistoryError> {
        let sql = "SELECT id, picture FROM jobs WHERE picture IS NOT NULL";
        let path = |row: &Row<'_>| {
            let text: String = row.get(1).map_err(|error| error.to_string())?;
            super::from_json::<crate::job::SavedPicture>(&text).map(|picture| picture.path)
        };
        Ok(self.find(sql, [], usize::MAX, path)?.items.into_iter().collect())
    }
}

/// Copies the file and its log beside it; where an earlier start was cut off, the copy is there already.
fn keep_copy(path: &Path) -> io::Result<PathBuf> {
    let bytes = std::fs::read(path)?;
    let wanted = beside(path, ".damaged");
    let copy = match std::fs::read(&wanted) {
        Ok(there) if there == bytes => wanted,
        _ => write_new(&wanted, &bytes)?,
    };
    match std::fs::read(beside(path, "-wal")) {
        Ok(log) => write_over(&beside(&copy, "-wal"), &log)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(copy)
}

/// How many rows a file may hold at most: each has an id of 36 bytes, in the table as in each index.
fn most_rows(path: &Path) -> usize {
    let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    usize::try_from(bytes / 36).unwrap_or(usize::MAX)
}

/// Copies every row that can be read, as it is; returns how many. In a damaged tree, pages may follow each other in
/// a circle: no scan reads more than `most` rows.
fn copy_rows(damaged: &Connection, most: usize, saved: &mut Connection) -> rusqlite::Result<usize> {
    let columns = match damaged.prepare("SELECT * FROM jobs LIMIT 0") {
        Ok(statement) => {
            let there: Vec<_> = statement.column_names().collect();
            COLUMNS.into_iter().filter(|column| there.contains(column)).collect::<Vec<_>>()
        }
        Err(error) => {
            tracing::warn!("the damaged history has no table that can be read: {error}");
            return Ok(0);
        }
    };
    let places: Vec<_> = (1..=columns.len()).map(|number| format!("?{number}")).collect();
    let (places, names) = (places.join(", "), columns.join(", "));
    // The same row may be read more than once.
    let insert = format!("INSERT OR IGNORE INTO jobs ({names}) VALUES ({places})");
    let transaction = saved.transaction()?;
    let mut count = 0;
    {
        let mut insert = transaction.prepare(&insert)?;
        let mut keep = |row: &Row<'_>| {
            // As it is, also a text that is not UTF-8: its row is kept as one that cannot be read.
            let values = (0..columns.len()).map(|column| row.get_ref(column));
            let values = values.collect::<rusqlite::Result<Vec<_>>>()?;
            let values = values.into_iter().map(ToSqlOutput::Borrowed);
            count += insert.execute(params_from_iter(values))?;
            Ok(())
        };
        for order in SCANS {
            let sql = format!("SELECT {names} FROM jobs NOT INDEXED {order}");
            scan(damaged, &sql, None, most, &mut keep)?;
        }
        let sql = format!("SELECT {names} FROM jobs NOT INDEXED WHERE id = ?1");
        for ids in IDS {
            scan(damaged, ids, None, most, &mut |row: &Row<'_>| {
                let id = ToSqlOutput::Borrowed(row.get_ref(0)?);
                scan(damaged, &sql, Some(id), 1, &mut keep)
            })?;
        }
    }
    transaction.commit()?;
    Ok(count)
}

/// Reads rows until the first that cannot be read, at most `most`.
///
/// # Errors
/// Those of `each` alone.
fn scan(
    damaged: &Connection,
    sql: &str,
    value: Option<ToSqlOutput<'_>>,
    most: usize,
    each: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let ended = |error: rusqlite::Error| {
        tracing::debug!("reading a damaged history ended: {error}");
        Ok(())
    };
    let mut statement = match damaged.prepare_cached(sql) {
        Ok(statement) => statement,
        Err(error) => return ended(error),
    };
    let mut rows = match statement.query(params_from_iter(value)) {
        Ok(rows) => rows,
        Err(error) => return ended(error),
    };
    for _ in 0..most {
        match rows.next() {
            Ok(Some(row)) => each(row)?,
            Ok(None) => return Ok(()),
            Err(error) => return ended(error),
        }
    }
    Ok(())
}

fn remove_database(path: &Path) -> io::Result<()> {
    ["", "-journal", "-wal", "-shm"].iter().try_for_each(|ending| remove(&beside(path, ending)))
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
