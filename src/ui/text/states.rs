//! The states of a job in the language of the window; in English as `State::words`.
//! Which state a job is in is known in `job`.

use crate::job::State;

/// A job's state in the user's words.
pub fn state(state: &State) -> String {
    let text = match state {
        State::Loading(model) => return text!("state-loading", model = model),
        State::Rendering { done, total } => {
            return text!("state-rendering", done = done, total = total);
        }
        State::Writing { words: 0 } => text!("state-writing"),
        State::Writing { words } => return text!("state-writing-words", count = words),
        State::Queued => text!("state-queued"),
        State::Finishing => text!("state-finishing"),
        State::Done => text!("state-done"),
        State::Failed(_) => text!("state-failed"),
        State::Cancelled => text!("state-cancelled"),
        State::Interrupted => text!("state-interrupted"),
    };
    text.to_owned()
}
