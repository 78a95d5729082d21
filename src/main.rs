//! Opens the window, with the files of the command line in it, or runs a command; nothing else.

// Otherwise Windows opens a console beside the window. docs/packaging.md says how commands get theirs.
#![cfg_attr(windows, windows_subsystem = "windows")]

use brandish::cli::WindowArguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(trouble) = brandish::engine::CpuLimit::of_process() {
        eprintln!("{trouble}");
        return ExitCode::from(2);
    }
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let window = match WindowArguments::of(&arguments) {
        None => return brandish::cli::run(),
        Some(Ok(window)) => window,
        Some(Err(sentence)) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    match brandish::ui::run(window.apply()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            reason.show();
            ExitCode::FAILURE
        }
    }
}
