//! A job's id, and what can be told from it. What the job is, its state and its files are not known here.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// A job's id: a UUID v7, so that ids sort by the time they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(Uuid);

impl JobId {
    /// A new id, greater than every id made before it in this process.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// An id in the place of one that is lost: made so long after 1970, with these last eight characters. `None`
    /// where they are not hexadecimal.
    pub fn remade(since_1970: Duration, short: &str) -> Option<Self> {
        let end = u32::from_str_radix(short, 16).ok().filter(|_| short.len() == 8)?;
        let mut random = [0; 10];
        random[..6].copy_from_slice(&Uuid::now_v7().as_bytes()[10..]);
        random[6..].copy_from_slice(&end.to_be_bytes());
        let ms = u64::try_from(since_1970.as_millis()).ok()?;
        Some(Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()))
    }

    /// When the id was made, in milliseconds since 1970.
    pub fn created_ms(self) -> i64 {
        let (seconds, nanos) = self.0.get_timestamp().map_or((0, 0), |time| time.to_unix());
        seconds as i64 * 1000 + i64::from(nanos / 1_000_000)
    }

    /// The last eight characters, which are random and so differ between neighbours.
    pub fn short(self) -> String {
        let text = self.0.simple().to_string();
        text[text.len() - 8..].to_owned()
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for JobId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}
