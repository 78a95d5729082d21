//! What became of each row of a campaign, and how fast the rows are made.
//! The run reports it; how it is drawn is known in `table`.

use crate::studio::{CampaignEvent, CampaignResult, CampaignRun};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// The outcome of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowState {
    /// Its posts are in the folder: how many, where this run made them.
    Made(Option<usize>),
    /// Why, as a sentence.
    Failed(String),
}

/// The rows of a run by their numbers.
#[derive(Default)]
pub struct RowStates {
    states: HashMap<usize, RowState>,
    /// When the run began, and how many rows were made before.
    begun: Option<(Instant, usize)>,
    /// What happened last, for who looks up now and then.
    pub note: Option<String>,
}

impl RowStates {
    /// The rows of a run that begins.
    pub fn of(run: &CampaignRun) -> Self {
        let states: HashMap<_, _> =
            run.made_rows().map(|row| (row, RowState::Made(None))).collect();
        let begun = Some((Instant::now(), states.len()));
        Self { states, begun, note: None }
    }

    pub fn get(&self, row: usize) -> Option<&RowState> {
        self.states.get(&row)
    }

    /// How many rows failed.
    pub fn failed(&self) -> usize {
        self.states.values().filter(|state| matches!(state, RowState::Failed(_))).count()
    }

    /// Takes what a run reported. Returns what it has made, once it is over.
    pub fn take(&mut self, events: Vec<CampaignEvent>) -> Option<Result<CampaignResult, String>> {
        let mut over = None;
        for event in events {
            match event {
                CampaignEvent::Made { row, posts, .. } => {
                    self.states.insert(row, RowState::Made(Some(posts)));
                }
                CampaignEvent::Failed { row, message, .. } => {
                    self.states.insert(row, RowState::Failed(message));
                }
                CampaignEvent::Note(sentence) => self.note = Some(sentence),
                CampaignEvent::Finished(result) => over = Some(result),
            }
        }
        over
    }

    /// How long `open` more rows will take, at the pace of those that this run has ended.
    pub fn left(&self, open: usize) -> Option<Duration> {
        let (begun, before) = self.begun?;
        let ended = self.states.len().saturating_sub(before);
        (ended > 0).then(|| begun.elapsed() / ended as u32 * open as u32)
    }
}
