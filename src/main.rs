//! Opens the window, with the files of the command line in it, or runs a command; nothing else.

// Otherwise Windows opens a console beside the window. docs/packaging.md says how commands get theirs.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(trouble) = brandish::engine::CpuLimit::of_process() {
        eprintln!("{trouble}");
        return ExitCode::from(2);
    }
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let files = match brandish::cli::files_to_open(&arguments) {
        None => return brandish::cli::run(),
        Some(Ok(files)) => files,
        Some(Err(sentence)) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    match brandish::ui::run(files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            reason.show();
            ExitCode::FAILURE
        }
    }
}
