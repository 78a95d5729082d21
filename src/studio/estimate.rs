//! What a picture takes on this laptop: learned from the pictures that were made here.
//! Pure arithmetic over finished jobs; nothing is measured in this file.

use super::JobProgress;
use crate::brief::{Brief, ModelId};
use crate::engine::Row;
use crate::job::{Job, State, Task};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Seconds per step before the first picture was made here; a modest laptop's.
const UNKNOWN_STEP: f64 = 0.1;
/// Seconds for a caption by a language model before one was written here.
const UNKNOWN_CAPTION: f64 = 20.0;
/// Words of an ordinary caption, to guess how far one is.
const CAPTION_WORDS: f32 = 70.0;
/// The share of a picture's time that comes after its last step.
const AFTER_STEPS: f32 = 0.2;

/// How fast each model is here.
#[derive(Debug, Default)]
pub struct Pace {
    /// Seconds per step, everything around the steps included.
    per_step: HashMap<ModelId, f64>,
    /// Seconds per caption, by the language model that writes it.
    per_caption: HashMap<ModelId, f64>,
}

/// What a brief will cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub pictures: u32,
    /// For these pictures alone.
    pub time: Duration,
    /// Until the last of them is there, with what waits before.
    pub with_queue: Duration,
    pub memory_bytes: u64,
    /// Whether a picture was made with this model here, so that the time is known and not guessed.
    pub measured: bool,
}

impl Pace {
    /// Learns from a job that is done.
    pub(super) fn learn(&mut self, job: &Job) {
        let (table, seconds) = match (&job.task, job.picture(), job.written()) {
            (Task::Picture(spec), Some(picture), _) => {
                (&mut self.per_step, picture.took.as_secs_f64() / f64::from(spec.steps()))
            }
            (Task::Caption(_), _, Some(written)) => {
                (&mut self.per_caption, written.took.as_secs_f64())
            }
            _ => return,
        };
        if *job.state() != State::Done || seconds <= 0.0 {
            return;
        }
        // The newest counts a third, so that a laptop on battery is believed soon.
        let pace = table.entry(job.task.model().clone()).or_insert(seconds);
        *pace += (seconds - *pace) / 3.0;
    }

    fn of(&self, task: &Task) -> Duration {
        match task {
            Task::Picture(spec) => self.picture(spec.model(), spec.steps()),
            Task::Caption(spec) => {
                let pace = self.per_caption.get(spec.writer()).copied();
                Duration::from_secs_f64(pace.unwrap_or(UNKNOWN_CAPTION))
            }
        }
    }

    fn picture(&self, model: &ModelId, steps: u32) -> Duration {
        let pace = self.per_step.get(model).copied().unwrap_or(UNKNOWN_STEP);
        Duration::from_secs_f64(pace * f64::from(steps))
    }

    pub(super) fn cost<'a>(
        &self,
        brief: &Brief,
        row: &Row,
        waiting: impl Iterator<Item = &'a Task>,
    ) -> Cost {
        let steps = brief.steps.unwrap_or(row.traits.default_steps).clamp(1, 1000);
        let time = self.picture(&brief.model, steps) * brief.count.min(1000);
        let before: Duration = waiting.map(|task| self.of(task)).sum();
        Cost {
            pictures: brief.count,
            time,
            with_queue: before + time,
            memory_bytes: row.memory_bytes,
            measured: self.per_step.contains_key(&brief.model),
        }
    }
}

/// How far a running job is: by its own steps once there are some, else by what was learned.
pub(super) fn progress(
    job: &Job,
    since: Instant,
    first_step: Option<(u32, Instant)>,
    pace: &Pace,
) -> JobProgress {
    let whole = pace.of(&job.task);
    let fraction = match job.state() {
        State::Rendering { done, total } => {
            (1.0 - AFTER_STEPS) * *done as f32 / (*total).max(1) as f32
        }
        State::Writing { words } => (*words as f32 / CAPTION_WORDS).min(0.95),
        State::Finishing => 1.0 - AFTER_STEPS / 2.0,
        State::Done => 1.0,
        _ => 0.0,
    };
    let left = match (job.state(), first_step) {
        (State::Rendering { done, total }, Some((first, at))) if *done > first => {
            let step = at.elapsed() / (*done - first);
            let steps = step * (*total - *done);
            Some(steps + step.mul_f32(*total as f32 * AFTER_STEPS / (1.0 - AFTER_STEPS)))
        }
        _ => whole.checked_sub(since.elapsed()),
    };
    JobProgress { fraction, left }
}
