//! What a command says while its job waits for the team queue, and when it gives up.
//! Waiting for one's turn has no limit; waiting for a queue or a worker that is not there has.

use super::CliError;
use super::output::note;
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use crate::team::{TeamError, TeamStatus, can_run_remotely};
use std::time::{Duration, Instant};

/// How long to wait by default, in seconds.
pub(super) const DEFAULT_LIMIT: u64 = 600;
/// A reason that passes sooner is not worth a line.
const SHORT: Duration = Duration::from_secs(1);
/// How often a reason that lasts is said again.
const AGAIN: Duration = Duration::from_secs(60);

/// A limit in seconds as it was typed; 0 is none.
pub(super) fn limit(seconds: u64) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// Follows why one job waits.
pub(super) struct TeamWait {
    limit: Option<Duration>,
    /// Since when the queue or a worker is missing.
    missing_since: Option<Instant>,
    /// The present reason, since when it holds, and when it was said.
    reason: Option<(String, Instant, Option<Instant>)>,
}

/// Why a job waits.
struct Reason {
    sentence: String,
    /// Whether something is missing, rather than busy.
    missing: bool,
    /// Whether waiting is in vain.
    in_vain: bool,
}

impl TeamWait {
    pub(super) fn new(limit: Option<Duration>) -> Self {
        Self { limit, missing_since: None, reason: None }
    }

    /// Says why the job waits, once for each reason and then every minute. Returns a sentence where the command
    /// should give up.
    pub(super) fn follow(&mut self, studio: &Studio, id: JobId) -> Option<String> {
        let reason = studio.job(id).and_then(|job| reason(studio, job));
        let now = Instant::now();
        let Some(reason) = reason else {
            (self.missing_since, self.reason) = (None, None);
            return None;
        };
        if reason.in_vain {
            return Some(reason.sentence);
        }
        self.missing_since = reason.missing.then(|| self.missing_since.unwrap_or(now));
        if self.reason.as_ref().is_none_or(|(sentence, ..)| *sentence != reason.sentence) {
            self.reason = Some((reason.sentence.clone(), now, None));
        }
        if let Some((sentence, since, said)) = &mut self.reason {
            let due = said.map_or(*since + SHORT, |said| said + AGAIN);
            if now >= due {
                *said = Some(now);
                note(format_args!("{sentence} Waiting; Ctrl+C stops."));
            }
        }
        let (since, limit) = (self.missing_since?, self.limit?);
        (now.duration_since(since) >= limit).then(|| {
            let seconds = limit.as_secs();
            format!("{} Gave up after {seconds} s (--wait-limit).", reason.sentence)
        })
    }
}

fn reason(studio: &Studio, job: &Job) -> Option<Reason> {
    let dispatcher = studio.dispatcher();
    if !dispatcher.renders_on_team() || !can_run_remotely(&job.task) || job.state().is_over() {
        return None;
    }
    let missing = |sentence: String| Reason { sentence, missing: true, in_vain: false };
    let model = job.task.model();
    let status = dispatcher.team_status();
    match (status, status.workers_for(&model.0)) {
        (TeamStatus::Unreachable(error), _) => {
            Some(Reason { in_vain: error.needs_other_settings(), ..missing(error.to_string()) })
        }
        (TeamStatus::Unknown, _) => Some(missing("The team queue has not answered yet.".into())),
        (_, Some(0)) if *job.state() != State::Queued => {
            Some(missing("The worker that draws the job has left the team.".into()))
        }
        _ if *job.state() != State::Queued => None,
        (_, Some(0) | None) => Some(missing(format!("No worker of the team has {model}."))),
        (_, Some(workers)) => {
            let sentence = match workers {
                1 => format!("The one worker with {model} is busy."),
                _ => format!("The {workers} workers with {model} are busy."),
            };
            Some(Reason { missing: false, ..missing(sentence) })
        }
    }
}

impl From<TeamError> for CliError {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Address(_) => Self::BadInput(format!(
                "{error} It has the form redis://HOST/0, or rediss://HOST/0 with TLS."
            )),
            TeamError::StoreAddress { .. } => Self::BadInput(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}
