//! Opens the window, or runs the command line; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(trouble) = brandish::engine::CpuLimit::of_process() {
        eprintln!("{trouble}");
        return ExitCode::FAILURE;
    }
    if std::env::args_os().len() > 1 {
        return brandish::cli::run();
    }
    match brandish::ui::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("The window cannot open: {trouble}");
            eprintln!(
                "Without a display, use the command line: brandish generate \"Red running shoes\""
            );
            eprintln!("See brandish --help.");
            ExitCode::FAILURE
        }
    }
}
