//! Every job that was ever submitted, in SQLite: rows are written and found. What a state means, and which may
//! follow it, is known in `job`; which thread waits for the disk, in `history::thread`.
//!
//! WAL with `synchronous=NORMAL`: a killed program loses nothing; a power cut may lose the last
//! moments but never damages the file. A row that cannot be read hides no other.

mod error;
mod library;
mod open;
mod rows;
mod salvage;
mod thread;

pub use error::HistoryError;
pub use library::{Entry, Page, Query};
pub use rows::{Found, UnreadableRow};
pub use salvage::Salvage;
pub use thread::{HistoryReply, HistoryThread};

use crate::brand::PersonaId;
use crate::brief::Caption;
use crate::job::{Job, JobId, SavedPicture};
use rows::{COLUMNS, caption_from, from_json, job_from};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use std::path::{Path, PathBuf};

/// The database of jobs.
pub struct History {
    database: Connection,
    path: PathBuf,
    /// The folder of a copy, where the file itself could not be read in its place.
    _copy: Option<tempfile::TempDir>,
}

impl History {
    /// Opens the file for reading and writing, making or migrating it as needed. A file of a newer version is not
    /// touched.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`] where [`Self::salvage`] is the way out; see [`HistoryError::allows_reading`] too.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        open::to_write(path)
    }

    /// Opens the file for reading only, as other processes and threads do, and in a folder that cannot be written. No
    /// file reads as an empty one.
    pub fn open_to_read(path: &Path) -> Result<Self, HistoryError> {
        open::to_read(path)
    }

    /// Writes jobs, new ones or such as have changed, all or none. A removed job stays removed.
    pub fn save<'a>(
        &mut self,
        jobs: impl IntoIterator<Item = &'a Job>,
    ) -> Result<(), HistoryError> {
        let write = |database: &mut Connection| {
            let transaction = database.transaction()?;
            for job in jobs {
                rows::write(&transaction, job)?;
            }
            transaction.commit()
        };
        write(&mut self.database).map_err(|error| HistoryError::writing(&self.path, &error))
    }

    /// Hides jobs, or shows them again, all or none.
    pub fn set_removed(&mut self, ids: &[JobId], removed: bool) -> Result<(), HistoryError> {
        let write = |database: &mut Connection| {
            let transaction = database.transaction()?;
            for id in ids {
                let values = params![id.to_string(), removed];
                transaction.execute("UPDATE jobs SET removed = ?2 WHERE id = ?1", values)?;
            }
            transaction.commit()
        };
        write(&mut self.database).map_err(|error| HistoryError::writing(&self.path, &error))
    }

    /// A job, unless it is removed.
    ///
    /// # Errors
    /// [`HistoryError::Unreadable`] where its row cannot be read.
    pub fn job(&self, id: JobId) -> Result<Option<Job>, HistoryError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1 AND removed = 0");
        let found = self.find(&sql, [id.to_string()], 1, job_from)?;
        match found.unreadable.into_iter().next() {
            Some(row) => Err(HistoryError::Unreadable(row)),
            None => Ok(found.items.into_iter().next()),
        }
    }

    /// Removed jobs, as far as they are in history and can be read.
    fn removed(&self, ids: &[JobId]) -> Result<Vec<Job>, HistoryError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1 AND removed = 1");
        let mut jobs = Vec::new();
        for id in ids {
            jobs.extend(self.find(&sql, [id.to_string()], 1, job_from)?.items);
        }
        Ok(jobs)
    }

    /// How many of these jobs are in history, and where their pictures lie; also those of rows that cannot be read.
    fn pictures_of(
        &self,
        ids: &[JobId],
        removed: bool,
    ) -> Result<(usize, Vec<PathBuf>), HistoryError> {
        let mut statement = self
            .database
            .prepare_cached("SELECT picture FROM jobs WHERE id = ?1 AND removed = ?2")
            .map_err(self.reading())?;
        let (mut count, mut pictures) = (0, Vec::new());
        for id in ids {
            let row = statement.query_row(params![id.to_string(), removed], |row| {
                Ok(row.get::<_, Option<String>>(0).unwrap_or_default())
            });
            if let Some(picture) = row.optional().map_err(self.reading())? {
                count += 1;
                let picture = picture.and_then(|text| from_json::<SavedPicture>(&text).ok());
                pictures.extend(picture.map(|picture| picture.path));
            }
        }
        Ok((count, pictures))
    }

    /// Jobs that are not over, and the newest `limit` that are; oldest first.
    pub fn recent(&self, limit: usize) -> Result<Found<Job>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE removed = 0 AND (state IN ('queued', 'running')
             OR id IN (SELECT id FROM jobs WHERE removed = 0 ORDER BY id DESC LIMIT ?1)) ORDER BY id"
        );
        self.find(&sql, [as_sql(limit)], usize::MAX, job_from)
    }

    /// At most `limit` jobs older than one, newest first; the newest of all where none is named. Rows among them that
    /// cannot be read do not count.
    pub fn before(&self, before: Option<JobId>, limit: usize) -> Result<Found<Job>, HistoryError> {
        let sql =
            format!("SELECT {COLUMNS} FROM jobs WHERE removed = 0 AND id < ?1 ORDER BY id DESC");
        // Ids are hexadecimal, so that all of them sort before a g.
        let before = before.map_or_else(|| "g".to_owned(), |id| id.to_string());
        self.find(&sql, [before], limit, job_from)
    }

    /// The captions of one brief that are done, oldest first.
    pub fn captions_of(&self, batch: JobId) -> Result<Found<Job>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs
             WHERE batch = ?1 AND removed = 0 AND caption IS NOT NULL ORDER BY id"
        );
        self.find(&sql, [batch.to_string()], usize::MAX, job_from)
    }

    /// The last `limit` captions of every persona and of no persona, oldest first: whose, which job, which caption.
    pub fn last_captions(
        &self,
        limit: usize,
    ) -> Result<Found<(Option<PersonaId>, JobId, Caption)>, HistoryError> {
        let sql = "SELECT persona, id, caption FROM (
                 SELECT persona, id, caption, row_number() OVER (PARTITION BY persona ORDER BY id DESC) AS age
                 FROM jobs WHERE caption IS NOT NULL
             ) WHERE age <= ?1 ORDER BY id";
        self.find(sql, [as_sql(limit)], usize::MAX, caption_from)
    }

    /// The rows of a query, until `limit` of them could be read.
    fn find<T>(
        &self,
        sql: &str,
        values: impl Params,
        limit: usize,
        read: fn(&Row<'_>) -> Result<T, String>,
    ) -> Result<Found<T>, HistoryError> {
        let find = || {
            let mut found = Found::default();
            let mut statement = self.database.prepare_cached(sql)?;
            let mut rows = statement.query(values)?;
            while found.items.len() < limit
                && let Some(row) = rows.next()?
            {
                found.push(row, read);
            }
            Ok(found)
        };
        find().map_err(self.reading())
    }

    fn reading(&self) -> impl Fn(rusqlite::Error) -> HistoryError {
        |error| HistoryError::reading(&self.path, &error)
    }
}

/// A number of rows as SQL counts them.
fn as_sql(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[cfg(test)]
impl History {
    /// Runs SQL on the file, as another program would.
    pub(crate) fn run_sql(path: &Path, sql: &str) {
        Self::open(path).unwrap().database.execute_batch(sql).unwrap();
    }
}

#[cfg(test)]
mod tests;
