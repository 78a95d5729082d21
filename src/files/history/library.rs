//! The Library's pages: finished pictures that a query finds. How they are shown is not known here.

use super::rows::{from_json, id_from};
use super::{Found, History, HistoryError};
use crate::job::{JobId, SavedPicture};
use rusqlite::Row;

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
    /// The Library: finished pictures that a query finds, newest first. Rows that cannot be read are left out and
    /// logged.
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
        let count = format!("SELECT count(*) FROM jobs WHERE {conditions}");
        let values = || rusqlite::params_from_iter(&values);
        let total = self.database.query_row(&count, values(), |row| row.get::<_, i64>(0));
        let total = total.map_err(self.reading())?;
        let sql = format!(
            "SELECT id, prompt, persona, picture, favourite FROM jobs WHERE {conditions}
             ORDER BY id DESC LIMIT {limit} OFFSET {offset}"
        );
        let found: Found<Entry> = self.find(&sql, values(), usize::MAX, entry_from)?;
        for row in &found.unreadable {
            tracing::warn!("the picture {} in history cannot be read: {}", row.id, row.reason);
        }
        Ok(Page { query: query.clone(), offset, total: total as usize, entries: found.items })
    }
}

fn entry_from(row: &Row<'_>) -> Result<Entry, String> {
    let value = |error: rusqlite::Error| error.to_string();
    let (id, picture): (String, String) = (row.get(0).map_err(value)?, row.get(3).map_err(value)?);
    Ok(Entry {
        job: id_from(&id)?,
        prompt: row.get(1).map_err(value)?,
        persona: row.get(2).map_err(value)?,
        picture: from_json(&picture)?,
        favourite: row.get(4).map_err(value)?,
    })
}
