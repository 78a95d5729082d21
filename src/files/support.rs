//! The support file: what someone who helps needs to know of this program and laptop, as a .zip that the user sends
//! or does not. Prompts, captions, brands and addresses with passwords are left out.

use super::atomic;
use super::bounded_read::read_bounded;
use super::settings::Settings;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// The most that is read of one day's log, bytes.
const MAX_LOG: u64 = 8 << 20;
/// Endings of files whose names are made of prompts.
const NAMED_BY_PROMPT: [&str; 4] = [".png", ".jpg", ".jpeg", ".webp"];

/// The name that is proposed for the file.
pub fn support_file_name() -> String {
    let now = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system());
    format!("brandish-support-{}.zip", now.date())
}

/// Writes the file. It replaces an older one, which the file dialog has confirmed.
///
/// # Errors
/// A sentence for the user.
pub(super) fn write(logs: &Path, settings: &Path, to: PathBuf) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("The support file could not be saved: {error}");
    let mut files = vec![("system.txt".to_owned(), facts(&Settings::read(settings)))];
    for log in log_files(logs) {
        let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = match read_bounded(&log, MAX_LOG) {
            Ok(bytes) => without_personal(&String::from_utf8_lossy(&bytes)),
            Err(error) => format!("This log cannot be read: {error}\n"),
        };
        files.push((format!("logs/{name}"), text));
    }
    let archive = zipped(&files).map_err(|error| failed(error.into()))?;
    atomic::write_over(&to, &archive).map_err(failed)?;
    Ok(vec![to])
}

fn zipped(files: &[(String, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The logs, the oldest first, as their names hold the day.
fn log_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut logs: Vec<_> = entries.map(|entry| entry.path()).collect();
    logs.retain(|path| path.extension().is_some_and(|ending| ending == "log"));
    logs.sort();
    logs
}

/// Facts of the program, the system and the settings, one a line.
fn facts(settings: &Settings) -> String {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| "not set".into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let facts = [
        ("Brandish", env!("CARGO_PKG_VERSION").to_owned()),
        ("System", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("Release", system_release()),
        ("Processor cores", cores.to_string()),
        ("Desktop", variable("XDG_CURRENT_DESKTOP")),
        ("Session", variable("XDG_SESSION_TYPE")),
        ("Language", variable("LANG")),
        ("Drawn in software", variable("LIBGL_ALWAYS_SOFTWARE")),
        ("Theme", format!("{:?}", settings.theme)),
        ("Render on", format!("{:?}", settings.render_on)),
        ("Quiet mode", yes_or_no(settings.quiet_mode)),
        ("Draws on", settings.device.to_string()),
        ("Own folder of pictures", yes_or_no(settings.pictures_folder.is_some())),
        ("Folders with models", settings.model_locations.len().to_string()),
        ("Mirror", yes_or_no(settings.hub.is_some())),
        ("Proxy", yes_or_no(settings.proxy.is_some())),
        ("Other programs may ask", yes_or_no(settings.serve)),
    ];
    facts.iter().fold(String::new(), |mut text, (name, value)| {
        // Writing into a string cannot fail.
        writeln!(text, "{name}: {}", without_personal(value)).ok();
        text
    })
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// The system's own name of its release, where it has a file for that (os-release(5)).
fn system_release() -> String {
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| "unknown".to_owned(), |name| name.trim_matches('"').to_owned())
}

/// Text without the name of the user's folder and the names of pictures, which are made of prompts.
fn without_personal(text: &str) -> String {
    let folder = directories::UserDirs::new()
        .map(|users| users.home_dir().to_string_lossy().into_owned())
        .filter(|folder| folder.len() > 1);
    let text = folder.map_or_else(|| text.to_owned(), |folder| text.replace(&folder, "~"));
    let is_between = |letter: char| letter.is_whitespace() || "\"'“”(),;/\\".contains(letter);
    text.split_inclusive(is_between)
        .map(|piece| {
            let word = piece.trim_end_matches(is_between);
            let lower = word.trim_end_matches([':', '.']).to_lowercase();
            match NAMED_BY_PROMPT.iter().find(|ending| lower.ends_with(*ending)) {
                Some(ending) => format!("PICTURE{ending}{}", &piece[word.len()..]),
                None => piece.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::Brief;
    use std::io::Read;

    #[test]
    fn it_holds_the_log_and_no_word_of_the_user() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("logs");
        std::fs::create_dir(&logs).unwrap();
        let users = directories::UserDirs::new().unwrap();
        let pictures = users.home_dir().join("Pictures/secret-launch-3f.png");
        let line = format!("WARN cannot save {}: disk full\n", pictures.display());
        std::fs::write(logs.join("brandish.2026-11-27.log"), line).unwrap();
        std::fs::write(logs.join("notes.txt"), "not a log").unwrap();
        let settings = Settings {
            queue: Some("redis://:se-cret@queue.example/0".into()),
            draft: Some(Brief { prompt: "secret launch".into(), ..Brief::default() }),
            ..Settings::default()
        };
        let path = folder.path().join("settings.toml");
        settings.write(&path).unwrap();
        let to = folder.path().join("support.zip");
        assert_eq!(write(&logs, &path, to.clone()), Ok(vec![to.clone()]));

        let mut archive = zip::ZipArchive::new(std::fs::File::open(&to).unwrap()).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["system.txt", "logs/brandish.2026-11-27.log"]);
        let mut texts = names.iter().map(|name| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        let (system, log) = (texts.next().unwrap(), texts.next().unwrap());
        assert!(system.contains(concat!("Brandish: ", env!("CARGO_PKG_VERSION"))), "{system}");
        assert_eq!(log, "WARN cannot save ~/Pictures/PICTURE.png disk full\n");
        for text in [system, log] {
            assert!(!text.contains("secret") && !text.contains("se-cret"), "{text}");
        }
    }

    #[test]
    fn a_place_that_takes_no_file_gets_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("no-folder"), "").unwrap();
        let to = folder.path().join("no-folder/support.zip");
        let sentence = write(folder.path(), &folder.path().join("settings.toml"), to).unwrap_err();
        assert!(sentence.starts_with("The support file could not be saved: "), "{sentence}");
    }
}
