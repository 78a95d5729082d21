//! `--threads` and `--quiet-mode`, which the window and the commands that draw have in common.
//! What cores there are, and what quiet mode is, the engine knows.

use crate::engine::{ThreadsError, render_with, thread_count};

#[derive(clap::Args)]
pub(super) struct ThreadArguments {
    /// How many threads draw and write [default: one for each physical performance core]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Leave the computer usable: half of the cores, at the lowest priority [default: as in the settings]
    #[arg(long)]
    quiet_mode: bool,
}

impl ThreadArguments {
    /// Renders everything of this process so.
    pub(super) fn apply(&self) {
        render_with(self.threads, self.quiet_mode);
    }
}

/// As many as there is use for here.
fn count(text: &str) -> Result<usize, String> {
    thread_count(text).map_err(|error: ThreadsError| error.to_string())
}
