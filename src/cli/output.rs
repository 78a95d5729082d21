//! What a command prints: results to stdout, notes to stderr. A reader that closes its end early, as `head` does,
//! ends the command without a message; what is printed is the commands' business.

use super::CliError;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};

/// Prints a result and a line break.
///
/// # Errors
/// If stdout is closed or cannot be written.
pub(super) fn print(result: impl Display) -> Result<(), CliError> {
    writeln!(io::stdout(), "{result}").map_err(CliError::from_output)
}

/// Prints a value as JSON on one line.
///
/// # Errors
/// See [`print()`].
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    let text = serde_json::to_string(value).expect("results hold plain text and numbers");
    print(text)
}

/// Prints a note for the user. One that cannot be printed is lost: the result does not depend on it.
pub(super) fn note(text: impl Display) {
    writeln!(io::stderr(), "{text}").ok();
}

impl CliError {
    pub(super) fn from_output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Failed(format!("The result cannot be printed: {error}.")),
        }
    }
}
