//! What a campaign has made so far, as it is kept beside its files, so that a run that ended goes on where it was.
//! Values only; they are read and written elsewhere.

use super::RowOrder;
use crate::job::JobId;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The journal's file in the folder of a campaign.
pub const JOURNAL_FILE: &str = "campaign.json";
/// The version of the journal that this program writes.
const VERSION: u32 = 1;

/// Everything that a campaign has made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    version: u32,
    /// Drawn once; the seeds of its pictures come from it.
    pub id: u64,
    pub rows: Vec<JournalRow>,
}

/// One row that was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalRow {
    /// [`RowOrder::key`].
    pub key: String,
    /// What its files are called, without their endings; no other row of the campaign has it.
    pub stem: String,
    pub state: RowState,
    /// The job of its picture, or of its first caption where it has a photo.
    pub batch: Option<JobId>,
    #[serde(default)]
    pub posts: Vec<WrittenPost>,
}

/// How far a row is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    Waiting,
    Made,
    /// Why, as a sentence. It is tried again by the next run.
    Failed(String),
}

/// One post as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WrittenPost {
    /// The format's id.
    pub format: String,
    /// Below the campaign's folder, with `/` between.
    pub file: String,
    pub title: Option<String>,
    pub caption: String,
    pub alt_text: String,
    pub hashtags: Vec<String>,
    /// What the brand check found, in sentences.
    #[serde(default)]
    pub findings: Vec<String>,
}

impl Journal {
    pub fn new(id: u64) -> Self {
        Self { version: VERSION, id, rows: Vec::new() }
    }

    /// Reads a journal.
    ///
    /// # Errors
    /// A sentence where it is none, or of a newer program.
    pub fn read(text: &str) -> Result<Self, String> {
        let journal: Self = serde_json::from_str(text).map_err(|error| {
            format!("{JOURNAL_FILE} is damaged: {error}. Choose another folder for the campaign.")
        })?;
        if journal.version > VERSION {
            return Err(format!(
                "{JOURNAL_FILE} was written by a newer Brandish. Update Brandish, or choose another folder."
            ));
        }
        let plain = |name: &str| {
            let forbidden = |c: char| matches!(c, '\\' | ':') || c.is_control();
            !name.contains(forbidden)
                && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
        };
        let posts = journal.rows.iter().flat_map(|row| &row.posts);
        if !posts
            .map(|post| &post.file)
            .chain(journal.rows.iter().map(|row| &row.stem))
            .all(|name| plain(name))
        {
            return Err(format!(
                "{JOURNAL_FILE} names a file outside of its folder. Choose another folder for the campaign."
            ));
        }
        Ok(journal)
    }

    /// Adds the orders that it does not hold yet. `slug` makes a part of a file's name of a text.
    pub fn take_up<'a>(
        &mut self,
        orders: impl Iterator<Item = &'a RowOrder>,
        slug: impl Fn(&str) -> String,
    ) {
        let known: HashSet<String> = self.rows.iter().map(|row| row.key.clone()).collect();
        let mut stems: HashSet<String> = self.rows.iter().map(|row| row.stem.clone()).collect();
        for order in orders.filter(|order| !known.contains(&order.key)) {
            let stem = format!("{:03}-{}", order.number, slug(&order.title));
            let numbered = (1..).map(|attempt| match attempt {
                1 => stem.clone(),
                attempt => format!("{stem}-{attempt}"),
            });
            let stem = numbered.into_iter().find(|stem| !stems.contains(stem));
            let stem = stem.expect("some number is free");
            stems.insert(stem.clone());
            self.rows.push(JournalRow {
                key: order.key.clone(),
                stem,
                state: RowState::Waiting,
                batch: None,
                posts: Vec::new(),
            });
        }
    }

    /// The row of an order that was taken up.
    pub fn row(&self, key: &str) -> Option<&JournalRow> {
        self.rows.iter().find(|row| row.key == key)
    }

    pub fn row_mut(&mut self, key: &str) -> Option<&mut JournalRow> {
        self.rows.iter_mut().find(|row| row.key == key)
    }

    /// The seed of a row's picture and captions: the same in every run of this campaign, and of no other. By it, a job
    /// is found again that was accepted in the moment before the program ended.
    pub fn seed(&self, key: &str) -> u64 {
        // Seeds are kept as signed 64-bit numbers.
        fnv1a(self.id.to_le_bytes().into_iter().chain(key.bytes())) >> 1
    }
}

/// The 64-bit hash of Fowler, Noll and Vo, which is the same on every machine and in every version.
pub(super) fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(number: usize, title: &str) -> RowOrder {
        RowOrder {
            number,
            key: format!("{number}-{title}"),
            title: title.into(),
            prompt: title.into(),
            persona: None,
            layout: "split".into(),
            headline: title.into(),
            line: String::new(),
            fact: String::new(),
            call: String::new(),
            date: None,
            formats: Vec::new(),
            photo: None,
        }
    }

    #[test]
    fn a_row_keeps_its_name_when_the_table_changes() {
        let mut journal = Journal::new(7);
        let (mug, cup) = (order(2, "mug"), order(3, "cup"));
        journal.take_up([&mug, &cup].into_iter(), str::to_owned);
        let before = journal.clone();
        // A row is put above the others, and one of the same name beside them.
        let new = [order(2, "pot"), RowOrder { number: 3, ..mug.clone() }, order(3, "cup "), cup];
        journal.take_up(new.iter(), |title| title.trim().to_owned());
        assert_eq!(journal.rows[..2], before.rows[..]);
        let stems: Vec<_> = journal.rows.iter().map(|row| row.stem.as_str()).collect();
        assert_eq!(stems, ["002-mug", "003-cup", "002-pot", "003-cup-2"]);
        assert_ne!(journal.seed(&mug.key), Journal::new(8).seed(&mug.key));
        assert!(i64::try_from(journal.seed(&mug.key)).is_ok());
    }

    #[test]
    fn a_journal_is_read_back_and_a_hostile_one_is_refused() {
        let mut journal = Journal::new(7);
        journal.take_up([order(2, "mug")].iter(), str::to_owned);
        let text = serde_json::to_string(&journal).unwrap();
        assert_eq!(Journal::read(&text), Ok(journal));
        for (bad, words) in [
            (text.replace("\"version\":1", "\"version\":2"), "newer"),
            (text.replace("002-mug", "../mug"), "outside"),
            (text.replace("002-mug", "/etc/mug"), "outside"),
            (text[..20].to_owned(), "damaged"),
        ] {
            let error = Journal::read(&bad).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }
}
