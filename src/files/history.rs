//! Every job that was ever submitted, in SQLite: rows are written and found. What a state means, and which may
//! follow it, is known in `job`; which thread waits for the disk, in `history::thread`.
//!
//! WAL with `synchronous=NORMAL`: a killed program loses nothing; a power cut may lose the last
//! moments but never damages the file.

mod thread;

pub use thread::{HistoryReply, HistoryThread};

use crate::brand::PersonaId;
use crate::brief::Caption;
use crate::job::{Failure, Job, JobId, SavedPicture, State, Task, WrittenCaption};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Steps from one version of the tables to the next; `user_version` counts those that were taken.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE jobs (
        id        TEXT PRIMARY KEY,
        batch     TEXT NOT NULL,
        rank      INTEGER NOT NULL,
        state     TEXT NOT NULL,
        failure   TEXT,
        task      TEXT NOT NULL,
        prompt    TEXT NOT NULL,
        persona   TEXT,
        model     TEXT NOT NULL,
        picture   TEXT,
        favourite INTEGER NOT NULL DEFAULT 0,
        removed   INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX jobs_by_state ON jobs (removed, state, id);
    CREATE INDEX jobs_by_batch ON jobs (batch);
",
    "
    ALTER TABLE jobs ADD COLUMN caption TEXT;
    CREATE INDEX captions_by_persona ON jobs (persona, id) WHERE caption IS NOT NULL;
",
    "
    ALTER TABLE jobs ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
",
];

const COLUMNS: &str = "id, batch, rank, state, failure, task, picture, favourite, caption, sent";

/// The database of jobs.
pub struct History {
    database: Connection,
}

/// Why history cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error("The history file {} cannot be used: {detail}", .path.display())]
    Open { path: PathBuf, detail: String },
    #[error(
        "The history file {} was written by a newer Brandish. Use that version, or move the file away.",
        .0.display()
    )]
    Newer(PathBuf),
    #[error("History cannot be written; is the disk full? ({0})")]
    Database(#[from] rusqlite::Error),
    #[error("A job in history cannot be read: {0}")]
    Damaged(String),
    #[error("The picture could not be moved: {0}")]
    Picture(#[from] std::io::Error),
    #[error("The job {0} is not in history.")]
    Missing(JobId),
}

/// Which finished pictures to find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Each word must occur in the prompt; empty for all.
    pub words: String,
    pub favourites: bool,
    pub persona: Option<String>,
}

/// A picture in the Library.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub job: JobId,
    pub prompt: String,
    pub persona: Option<String>,
    pub picture: SavedPicture,
    pub favourite: bool,
}

/// A page of a query's pictures, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub query: Query,
    pub offset: usize,
    /// How many pictures the query finds in all.
    pub total: usize,
    pub entries: Vec<Entry>,
}

impl History {
    /// Opens the file for reading and writing, making or migrating it as needed.
    pub fn open(path: &Path) -> Result<Self, HistoryError> {
        let refuse = |error: rusqlite::Error| HistoryError::Open {
            path: path.to_owned(),
            detail: error.to_string(),
        };
        let mut database = Connection::open(path).map_err(refuse)?;
        database.busy_timeout(Duration::from_secs(5)).map_err(refuse)?;
        database.pragma_update(None, "journal_mode", "WAL").map_err(refuse)?;
        database.pragma_update(None, "synchronous", "NORMAL").map_err(refuse)?;
        migrate(&mut database, path)?;
        Ok(Self { database })
    }

    /// Opens the file for reading only, as other processes and threads do.
    pub fn open_to_read(path: &Path) -> Result<Self, HistoryError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let database = Connection::open_with_flags(path, flags)?;
            database.busy_timeout(Duration::from_secs(5))?;
            Ok(database)
        };
        open().map(|database| Self { database }).map_err(|error: rusqlite::Error| {
            HistoryError::Open { path: path.to_owned(), detail: error.to_string() }
        })
    }

    /// Writes jobs, new ones or such as have changed, all or none. A removed job stays removed.
    pub fn save<'a>(
        &mut self,
        jobs: impl IntoIterator<Item = &'a Job>,
    ) -> Result<(), HistoryError> {
        let transaction = self.database.transaction()?;
        for job in jobs {
            let (state, failure) = columns_of(job.state());
            transaction.prepare_cached(
                "INSERT INTO jobs (id, batch, rank, state, failure, task, prompt, persona, model, picture, favourite, caption, sent)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (id) DO UPDATE SET rank = ?3, state = ?4, failure = ?5, picture = ?10,
                 favourite = ?11, caption = ?12, sent = ?13",
            )?
            .execute(params![
                job.id.to_string(),
                job.batch.to_string(),
                job.rank,
                state,
                failure,
                json(&job.task),
                job.task.prompt(),
                job.task.persona().map(ToString::to_string),
                job.task.model().to_string(),
                job.picture().map(json),
                job.favourite,
                job.written().map(json),
                job.sent,
            ])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Hides jobs, or shows them again, all or none.
    pub fn set_removed(&mut self, ids: &[JobId], removed: bool) -> Result<(), HistoryError> {
        let transaction = self.database.transaction()?;
        for id in ids {
            transaction.execute(
                "UPDATE jobs SET removed = ?2 WHERE id = ?1",
                params![id.to_string(), removed],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// A job, unless it is removed.
    pub fn job(&self, id: JobId) -> Result<Option<Job>, HistoryError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1 AND removed = 0");
        let row = self.database.query_row(&sql, [id.to_string()], |row| Ok(job_from(row)));
        row.optional()?.transpose()
    }

    /// Removed jobs, as far as they are in history.
    fn removed(&self, ids: &[JobId]) -> Result<Vec<Job>, HistoryError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1 AND removed = 1");
        let mut statement = self.database.prepare_cached(&sql)?;
        let find = |id: &JobId| {
            let row = statement.query_row([id.to_string()], |row| Ok(job_from(row)));
            row.optional()?.transpose()
        };
        ids.iter().map(find).filter_map(Result::transpose).collect()
    }

    /// Jobs that are not over, and the newest `limit` that are; oldest first.
    pub fn recent(&self, limit: usize) -> Result<Vec<Job>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE removed = 0 AND (state IN ('queued', 'running')
             OR id IN (SELECT id FROM jobs WHERE removed = 0 ORDER BY id DESC LIMIT ?1)) ORDER BY id"
        );
        let mut statement = self.database.prepare(&sql)?;
        let rows = statement.query_map([limit as i64], |row| Ok(job_from(row)))?;
        rows.map(|row| row?).collect()
    }

    /// At most `limit` jobs older than one, newest first; the newest of all where none is named.
    pub fn before(&self, before: Option<JobId>, limit: usize) -> Result<Vec<Job>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE removed = 0 AND id < ?1 ORDER BY id DESC LIMIT ?2"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        // Ids are hexadecimal, so that all of them sort before a g.
        let before = before.map_or_else(|| "g".to_owned(), |id| id.to_string());
        let values = params![before, limit as i64];
        let rows = statement.query_map(values, |row| Ok(job_from(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The captions of one brief that are done, oldest first.
    pub fn captions_of(&self, batch: JobId) -> Result<Vec<Job>, HistoryError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs
             WHERE batch = ?1 AND removed = 0 AND caption IS NOT NULL ORDER BY id"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let rows = statement.query_map([batch.to_string()], |row| Ok(job_from(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The last `limit` captions of every persona and of no persona, oldest first: whose, which job, which caption.
    pub fn last_captions(
        &self,
        limit: usize,
    ) -> Result<Vec<(Option<PersonaId>, JobId, Caption)>, HistoryError> {
        let mut statement = self.database.prepare(
            "SELECT persona, id, caption FROM (
                 SELECT persona, id, caption, row_number() OVER (PARTITION BY persona ORDER BY id DESC) AS age
                 FROM jobs WHERE caption IS NOT NULL
             ) WHERE age <= ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([limit as i64], |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
            ))
        })?;
        let caption = |row: rusqlite::Result<(Option<String>, String, String)>| {
            let (persona, id, caption) = row?;
            let written: WrittenCaption = from_json(&caption)?;
            Ok((persona.map(PersonaId), id_from(&id)?, written.caption))
        };
        rows.map(caption).collect()
    }

    /// The Library: finished pictures that a query finds, newest first.
    pub fn page(&self, query: &Query, offset: usize, limit: usize) -> Result<Page, HistoryError> {
        let mut conditions =
            ["removed = 0", "state = 'done'", "picture IS NOT NULL"].map(str::to_owned).to_vec();
        let mut values: Vec<String> = Vec::new();
        for word in query.words.split_whitespace() {
            let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
            values.push(format!("%{escaped}%"));
            conditions.push(format!(r"prompt LIKE ?{} ESCAPE '\'", values.len()));
        }
        if query.favourites {
            conditions.push("favourite = 1".to_owned());
        }
        if let Some(persona) = &query.persona {
            values.push(persona.clone());
            conditions.push(format!("persona = ?{}", values.len()));
        }
        let conditions = conditions.join(" AND ");
        let values = || rusqlite::params_from_iter(&values);
        let total = self.database.query_row(
            &format!("SELECT count(*) FROM jobs WHERE {conditions}"),
            values(),
            |row| row.get::<_, i64>(0),
        )?;
        let mut statement = self.database.prepare(&format!(
            "SELECT id, prompt, persona, picture, favourite FROM jobs WHERE {conditions}
             ORDER BY id DESC LIMIT {limit} OFFSET {offset}"
        ))?;
        let rows = statement.query_map(values(), |row| {
            let (id, picture): (String, String) = (row.get(0)?, row.get(3)?);
            let (prompt, persona, favourite) = (row.get(1)?, row.get(2)?, row.get(4)?);
            Ok((id, prompt, persona, picture, favourite))
        })?;
        let entry = |row: rusqlite::Result<(String, String, Option<String>, String, bool)>| {
            let (id, prompt, persona, picture, favourite) = row?;
            let picture = from_json(&picture)?;
            Ok(Entry { job: id_from(&id)?, prompt, persona, picture, favourite })
        };
        let entries = rows.map(entry).collect::<Result<_, HistoryError>>()?;
        Ok(Page { query: query.clone(), offset, total: total as usize, entries })
    }
}

#[cfg(test)]
impl History {
    /// Runs SQL on the file, as another program would.
    pub(crate) fn run_sql(path: &Path, sql: &str) {
        Self::open(path).unwrap().database.execute_batch(sql).unwrap();
    }
}

fn migrate(database: &mut Connection, path: &Path) -> Result<(), HistoryError> {
    let refuse = |error: rusqlite::Error| HistoryError::Open {
        path: path.to_owned(),
        detail: error.to_string(),
    };
    let version: i64 =
        database.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(refuse)?;
    if version > MIGRATIONS.len() as i64 {
        return Err(HistoryError::Newer(path.to_owned()));
    }
    for (index, step) in MIGRATIONS.iter().enumerate().skip(version as usize) {
        let transaction = database.transaction().map_err(refuse)?;
        transaction.execute_batch(step).map_err(refuse)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1).map_err(refuse)?;
        transaction.commit().map_err(refuse)?;
    }
    Ok(())
}

/// A state as its word and, for a failure, its details. The progress of a running job is not stored.
fn columns_of(state: &State) -> (&'static str, Option<String>) {
    match state {
        State::Queued => ("queued", None),
        State::Loading(_) | State::Rendering { .. } | State::Writing { .. } | State::Finishing => {
            ("running", None)
        }
        State::Done => ("done", None),
        State::Failed(failure) => ("failed", Some(json(failure))),
        State::Cancelled => ("cancelled", None),
        State::Interrupted => ("interrupted", None),
    }
}

fn state_from(word: &str, failure: Option<String>) -> Result<State, HistoryError> {
    Ok(match word {
        "queued" => State::Queued,
        "running" => State::Loading(String::new()),
        "done" => State::Done,
        "failed" => State::Failed(match failure {
            Some(text) => from_json(&text)?,
            None => Failure::Engine { detail: "no details were kept".into() },
        }),
        "cancelled" => State::Cancelled,
        "interrupted" => State::Interrupted,
        other => return Err(HistoryError::Damaged(format!("unknown state {other}"))),
    })
}

fn job_from(row: &Row<'_>) -> Result<Job, HistoryError> {
    let (id, batch): (String, String) = (row.get(0)?, row.get(1)?);
    let (word, failure): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let (task, picture): (String, Option<String>) = (row.get(5)?, row.get(6)?);
    let task: Task = from_json(&task)?;
    let picture: Option<SavedPicture> = picture.as_deref().map(from_json).transpose()?;
    let caption: Option<String> = row.get(8)?;
    let caption: Option<WrittenCaption> = caption.as_deref().map(from_json).transpose()?;
    let state = state_from(&word, failure)?;
    let ids = (id_from(&id)?, id_from(&batch)?);
    let attributes = (row.get(2)?, row.get(7)?, row.get(9)?);
    Ok(Job::restored(ids, task, attributes, state, (picture, caption)))
}

fn id_from(text: &str) -> Result<JobId, HistoryError> {
    text.parse().map_err(|_| HistoryError::Damaged(format!("“{text}” is not a job id")))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("every part of a job has a form in JSON")
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, HistoryError> {
    serde_json::from_str(text).map_err(|error| HistoryError::Damaged(error.to_string()))
}

#[cfg(test)]
mod tests;
