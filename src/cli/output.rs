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
    writeln!(io::stdout(), "{}", visible(&result.to_string())).map_err(CliError::from_output)
}

/// Prints a value as JSON on one line.
///
/// # Errors
/// See [`print()`].
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    let text = serde_json::to_string(value).expect("results hold plain text and numbers");
    // JSON lets these stand in strings as they are; a terminal obeys some of them.
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            escaped += &format!("\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    writeln!(io::stdout(), "{escaped}").map_err(CliError::from_output)
}

/// Prints a note for the user. One that cannot be printed is lost: the result does not depend on it.
pub(super) fn note(text: impl Display) {
    writeln!(io::stderr(), "{}", visible(&text.to_string())).ok();
}

/// The text with control characters, and those that turn the order of letters round, written as `\u{1b}`. A file of
/// somebody else's could steer the terminal by them. Line breaks and tabs stay.
pub(super) fn visible(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

impl CliError {
    pub(super) fn from_output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Self::Failed(format!("The result cannot be printed: {error}.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_and_all_else_stays() {
        for (text, shown) in [
            ("caf\u{e9} \u{65e5}\n\ttab", "caf\u{e9} \u{65e5}\n\ttab"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("a\rb\u{7f}", "a\\u{d}b\\u{7f}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("exe.\u{202e}gnp", "exe.\\u{202e}gnp"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
