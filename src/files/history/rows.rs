//! A job as a row of history, and back. A row that cannot be read is kept apart with the reason, so that it hides no
//! other; which rows are wanted is known in `history`.

use crate::brief::Caption;
use crate::job::{Failure, Job, JobId, SavedPicture, State, Task, WrittenCaption};
use crate::units::without_controls;
use rusqlite::{Row, params};

/// The columns that [`job_from`] reads, in its order.
pub(super) const COLUMNS: &str =
    "id, batch, rank, state, failure, task, picture, favourite, caption, sent";

/// The longest id or reason that is shown, in characters.
const SHOWN: usize = 120;

/// A row that cannot be read as what it should be. It stays in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
    /// What stands in its column of ids.
    pub id: String,
    pub reason: String,
}

/// What was found, and the rows among it that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    pub items: Vec<T>,
    pub unreadable: Vec<UnreadableRow>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { items: Vec::new(), unreadable: Vec::new() }
    }
}

impl<T> Found<T> {
    /// Adds a row, as what it holds or as unreadable.
    pub(super) fn push(&mut self, row: &Row<'_>, read: fn(&Row<'_>) -> Result<T, String>) {
        match read(row) {
            Ok(item) => self.items.push(item),
            Err(reason) => self.unreadable.push(UnreadableRow::of(row, &reason)),
        }
    }
}

impl UnreadableRow {
    /// `row` has its id in a column `id`. Control characters are shown as such, long texts cut.
    pub(super) fn of(row: &Row<'_>, reason: &str) -> Self {
        let id = match row.get_ref("id") {
            Ok(rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes)) => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            Ok(value) => format!("{value:?}"),
            Err(error) => error.to_string(),
        };
        let shown = |text: &str| without_controls(text).take(SHOWN).collect();
        Self { id: shown(&id), reason: shown(reason) }
    }
}

/// The job of a row with [`COLUMNS`], or why there is none in it.
pub(super) fn job_from(row: &Row<'_>) -> Result<Job, String> {
    let ids = (id_from(&text(row, 0)?)?, id_from(&text(row, 1)?)?);
    let task: Task = from_json(&text(row, 5)?)?;
    let picture: Option<SavedPicture> = optional(row, 6)?;
    let caption: Option<WrittenCaption> = optional(row, 8)?;
    let state = state_from(&text(row, 3)?, optional(row, 4)?)?;
    let value = |error: rusqlite::Error| error.to_string();
    let attributes =
        (row.get(2).map_err(value)?, row.get(7).map_err(value)?, row.get(9).map_err(value)?);
    Ok(Job::restored(ids, task, attributes, state, (picture, caption)))
}

/// The persona, id and caption of a row of `persona, id, caption`.
pub(super) fn caption_from(
    row: &Row<'_>,
) -> Result<(Option<crate::brand::PersonaId>, JobId, Caption), String> {
    let persona: Option<String> = row.get(0).map_err(|error| error.to_string())?;
    let written: WrittenCaption = from_json(&text(row, 2)?)?;
    Ok((persona.map(crate::brand::PersonaId), id_from(&text(row, 1)?)?, written.caption))
}

/// Writes a job's row, a new one or one that has changed. A removed job stays removed.
pub(super) fn write(transaction: &rusqlite::Transaction<'_>, job: &Job) -> rusqlite::Result<()> {
    let (state, failure) = columns_of(job.state());
    transaction
        .prepare_cached(
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

fn state_from(word: &str, failure: Option<Failure>) -> Result<State, String> {
    Ok(match word {
        "queued" => State::Queued,
        "running" => State::Loading(String::new()),
        "done" => State::Done,
        "failed" => State::Failed(
            failure.unwrap_or(Failure::Engine { detail: "no details were kept".into() }),
        ),
        "cancelled" => State::Cancelled,
        "interrupted" => State::Interrupted,
        other => return Err(format!("“{other}” is not a state")),
    })
}

fn text(row: &Row<'_>, column: usize) -> Result<String, String> {
    row.get(column).map_err(|error| error.to_string())
}

fn optional<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<Option<T>, String> {
    let text: Option<String> = row.get(column).map_err(|error| error.to_string())?;
    text.as_deref().map(from_json).transpose()
}

pub(super) fn id_from(text: &str) -> Result<JobId, String> {
    text.parse().map_err(|_| format!("“{text}” is not a job id"))
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("every part of a job has a form in JSON")
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
