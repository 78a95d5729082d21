//! Files on the command line, as “Open with” of a file manager gives them: they go to the window.
//! Whatever else stands there belongs to a command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The files that the window is to open, as absolute paths; `None` where the arguments are a command's.
///
/// # Errors
/// A sentence that names a file that does not exist.
pub fn files_to_open(arguments: &[OsString]) -> Option<Result<Vec<PathBuf>, String>> {
    if !arguments.iter().all(names_file) {
        return None;
    }
    let files = arguments.iter().map(|argument| {
        let path = Path::new(argument);
        let exists = path.try_exists().unwrap_or(false);
        let absolute = std::path::absolute(path).ok().filter(|_| exists);
        absolute.ok_or_else(|| format!("There is no file {}.", path.display()))
    });
    Some(files.collect())
}

/// Whether an argument can only be a file. No command's name holds a dot or a separator of folders.
fn names_file(argument: &OsString) -> bool {
    let bytes = argument.as_encoded_bytes();
    !bytes.starts_with(b"-") && bytes.iter().any(|byte| matches!(byte, b'.' | b'/' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> Option<Result<Vec<PathBuf>, String>> {
        files_to_open(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn files_open_in_the_window_and_the_rest_is_a_command() {
        assert_eq!(of(&[]), Some(Ok(vec![])));
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let here = manifest.to_str().unwrap();
        assert_eq!(of(&[here, here]), Some(Ok(vec![manifest.clone(), manifest.clone()])));
        for command in [&["generate", "shoes"][..], &["--help"], &["recipe", here], &["genrate"]] {
            assert_eq!(of(command), None, "{command:?}");
        }
        let sentence = of(&[here, "holiday.png"]).unwrap().unwrap_err();
        assert_eq!(sentence, "There is no file holiday.png.");
    }

    #[test]
    fn no_command_looks_like_a_file() {
        use clap::CommandFactory;
        for command in crate::cli::Arguments::command().get_subcommands() {
            assert!(!names_file(&command.get_name().into()), "{}", command.get_name());
        }
    }
}
