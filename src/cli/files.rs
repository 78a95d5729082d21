//! What the window is opened with: files on the command line, as “Open with” of a file manager gives them, and on how many
//! threads it renders. Whatever else stands there belongs to a command.

use super::threads::ThreadArguments;
use clap::Parser;
use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments of the window.
#[derive(Parser)]
#[command(name = "brandish", no_binary_name = true, disable_help_flag = true)]
#[command(override_usage = "brandish [--threads N] [--quiet-mode] [FILE]...")]
pub struct WindowArguments {
    #[command(flatten)]
    threads: ThreadArguments,
    files: Vec<PathBuf>,
}

impl WindowArguments {
    /// The arguments, with absolute paths; `None` where they are a command's.
    ///
    /// # Errors
    /// A text that names a file that does not exist, or what is wrong with the threads.
    pub fn of(arguments: &[OsString]) -> Option<Result<Self, String>> {
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.to_str().unwrap_or_default() {
                "--threads" => drop(rest.next()),
                "--quiet-mode" => {}
                option if option.starts_with("--threads=") => {}
                _ if names_file(argument) => {}
                _ => return None,
            }
        }
        let read = Self::try_parse_from(arguments).map_err(|error| error.render().to_string());
        Some(read.and_then(Self::with_absolute_files))
    }

    fn with_absolute_files(self) -> Result<Self, String> {
        let files = self.files.iter().map(|path| {
            let exists = path.try_exists().unwrap_or(false);
            let absolute = std::path::absolute(path).ok().filter(|_| exists);
            absolute.ok_or_else(|| format!("There is no file {}.", path.display()))
        });
        let files = files.collect::<Result<_, _>>()?;
        Ok(Self { files, ..self })
    }

    /// Renders everything of this process on the threads; the files to open.
    pub fn apply(self) -> Vec<PathBuf> {
        self.threads.apply();
        self.files
    }
}

/// Whether an argument can only be a file. No command's name holds a dot or a separator of folders.
fn names_file(argument: &OsString) -> bool {
    let bytes = argument.as_encoded_bytes();
    !bytes.starts_with(b"-") && bytes.iter().any(|byte| matches!(byte, b'.' | b'/' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn of(arguments: &[&str]) -> Option<Result<Vec<PathBuf>, String>> {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        WindowArguments::of(&arguments).map(|read| read.map(|window| window.files))
    }

    #[test]
    fn files_open_in_the_window_and_the_rest_is_a_command() {
        assert_eq!(of(&[]), Some(Ok(vec![])));
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let here = manifest.to_str().unwrap();
        assert_eq!(of(&[here, here]), Some(Ok(vec![manifest.clone(), manifest.clone()])));
        for command in [
            &["generate", "shoes"][..],
            &["--help"],
            &["recipe", here],
            &["genrate"],
            &["--threads", "1", "generate", "shoes"],
        ] {
            assert_eq!(of(command), None, "{command:?}");
        }
        let sentence = of(&[here, "holiday.png"]).unwrap().unwrap_err();
        assert_eq!(sentence, "There is no file holiday.png.");
    }

    #[test]
    fn the_threads_of_the_window_stand_beside_its_files() {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let here = manifest.to_str().unwrap();
        for arguments in
            [&["--threads", "1", here][..], &[here, "--threads=1"], &["--quiet-mode", here]]
        {
            assert_eq!(of(arguments), Some(Ok(vec![manifest.clone()])), "{arguments:?}");
        }
        for wrong in [&["--threads", "0"][..], &["--threads=9999", here], &["--threads"]] {
            let text = of(wrong).unwrap().unwrap_err();
            assert!(text.contains("--threads"), "{text}");
        }
    }

    #[test]
    fn no_command_looks_like_a_file() {
        use clap::CommandFactory;
        for command in crate::cli::Arguments::command().get_subcommands() {
            assert!(!names_file(&command.get_name().into()), "{}", command.get_name());
        }
    }
}
