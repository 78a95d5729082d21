//! A campaign: a table in which every row orders the posts of one product, checked as a whole before anything is made.
//! Reading, checking and the journal's values; who makes the posts and writes the files is not known here.

mod columns;
mod date;
mod fit;
mod journal;
mod order;
mod plan;

pub use columns::{ColumnChoice, Field, Mapping, MappingError};
pub use date::PostDate;
pub use fit::check_fit;
pub use journal::{JOURNAL_FILE, Journal, JournalRow, RowState, WrittenPost};
pub use order::{CampaignRow, Known, RowError, RowOrder, check_rows};
pub use plan::CampaignPlan;

/// A table whose rows were checked: orders, and errors by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckedCampaign {
    pub rows: Vec<CampaignRow>,
}

impl CheckedCampaign {
    /// The rows that can be made.
    pub fn orders(&self) -> impl Iterator<Item = &RowOrder> + Clone {
        self.rows.iter().filter_map(|row| row.order.as_ref().ok())
    }

    /// Everything that is wrong, by row.
    pub fn errors(&self) -> impl Iterator<Item = (usize, &RowError)> {
        self.rows.iter().flat_map(|row| {
            let errors = row.order.as_ref().err().into_iter().flatten();
            errors.map(move |error| (row.number, error))
        })
    }

    /// How many rows have an error.
    pub fn bad_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.order.is_err()).count()
    }

    /// How many posts are ordered: one for each row and format.
    pub fn posts(&self) -> usize {
        self.orders().map(|order| order.formats.len()).sum()
    }

    /// How many captions are ordered: one for each row and network.
    pub fn captions(&self) -> usize {
        self.orders().map(|order| order.networks().len()).sum()
    }
}
