//! The paths of settings, history and pictures, and the lock that lets only one process write them.
//! It finds and prepares the folders; what is written there is known elsewhere.
//!
//! Beside the lock, a file names the program that holds it: on Windows a locked file itself cannot be read.

use super::hub_cache::hub_cache;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the pictures folder.
pub const PICTURES: &str = "generated_images";

/// The files and folders of one user's Brandish.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// `settings.toml`
    pub settings: PathBuf,
    /// Folder of history, thumbnails, logs and the user's own personas and styles.
    pub data: PathBuf,
    /// The folder of new pictures, unless the settings name another.
    pub pictures: PathBuf,
    /// The Hugging Face cache on this machine, whose models are used in place.
    pub hub_cache: Option<PathBuf>,
    /// Which program of Brandish this process is.
    pub program: Program,
}

/// A program of Brandish that writes in a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Program {
    #[default]
    Window,
    Serve,
    /// A command that ends by itself, such as `generate`.
    Command(String),
    /// One that did not say.
    Unknown,
}

/// Why a home cannot be used, or only be read.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    #[error("{}", .holder.refusal(.folder))]
    AlreadyOpen { folder: PathBuf, holder: Program },
    #[error("Brandish cannot write in {}: {detail}. Make the folder writable, or set BRANDISH_HOME to one that is.", .folder.display())]
    Unwritable { folder: PathBuf, detail: String },
    #[error("Brandish can only read in {}: the folder is read-only. What was made can be looked at and saved elsewhere; nothing can be made, changed or removed. Make the folder writable, or set BRANDISH_HOME to one that is, then start Brandish again.", .0.display())]
    ReadOnly(PathBuf),
    #[error("The disk of {} is full. What was made can be looked at; nothing can be made or changed. Free some space, then start Brandish again.", .0.display())]
    Full(PathBuf),
    #[error("This system names no home folder. Set BRANDISH_HOME to a folder of your own.")]
    NoHome,
}

/// Held while this process is the one that writes; the system releases it when the process dies.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl Home {
    /// `BRANDISH_HOME` if it is set, else the platform's folders; pictures go to the checkout's
    /// own folder if the program runs from a checkout.
    pub fn find() -> Result<Self, HomeError> {
        match std::env::var_os("BRANDISH_HOME").filter(|value| !value.is_empty()) {
            Some(folder) => {
                let folder = std::path::absolute(&folder).unwrap_or_else(|_| folder.into());
                Ok(Self { hub_cache: hub_cache(), ..Self::in_folder(&folder) })
            }
            None => Self::of_platform().ok_or(HomeError::NoHome),
        }
    }

    /// Everything in one folder, without the models of other programs.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            settings: folder.join("settings.toml"),
            data: folder.to_owned(),
            pictures: folder.join(PICTURES),
            hub_cache: None,
            program: Program::Window,
        }
    }

    fn of_platform() -> Option<Self> {
        let dirs = directories::ProjectDirs::from("", "", "Brandish")?;
        let users = directories::UserDirs::new()?;
        let pictures = super::assets::checkout()
            .unwrap_or_else(|| users.picture_dir().unwrap_or_else(|| users.home_dir()).to_owned());
        Some(Self {
            settings: dirs.config_dir().join("settings.toml"),
            data: dirs.data_dir().to_owned(),
            pictures: pictures.join(PICTURES),
            hub_cache: hub_cache(),
            program: Program::Window,
        })
    }

    /// The same home for another program than the window.
    pub fn of_program(self, program: Program) -> Self {
        Self { program, ..self }
    }

    pub fn history(&self) -> PathBuf {
        self.data.join("history.sqlite")
    }

    pub fn thumbnails(&self) -> PathBuf {
        self.data.join("thumbnails")
    }

    /// Parts of pictures that the user painted, to be drawn anew.
    pub fn masks(&self) -> PathBuf {
        self.data.join("masks")
    }

    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// Models: each download in a folder, and those that the user added.
    pub fn models(&self) -> PathBuf {
        self.data.join("models")
    }

    /// The user's own personas, one TOML file each.
    pub fn personas(&self) -> PathBuf {
        self.data.join("personas")
    }

    /// The user's own drawings: a folder for each brand.
    pub fn elements(&self) -> PathBuf {
        self.data.join("elements")
    }

    /// The user's own styles, one TOML file each.
    pub fn styles(&self) -> PathBuf {
        self.data.join("styles")
    }

    /// Held by the process whose window is open, also before its studio is.
    pub(super) fn window_lock(&self) -> PathBuf {
        self.data.join("window.lock")
    }

    fn holder_file(&self) -> PathBuf {
        self.data.join("brandish.holder")
    }

    /// Creates the folders and takes the lock; only its holder may write here.
    ///
    /// # Errors
    /// See [`HomeError::allows_reading`] for those that leave a home to be read.
    pub fn lock(&self) -> Result<HomeLock, HomeError> {
        let config = self.settings.parent().unwrap_or(&self.data);
        for folder in [&self.data, &self.thumbnails(), &self.models(), config] {
            std::fs::create_dir_all(folder).map_err(|error| self.unwritable(folder, &error))?;
        }
        let mut options = File::options();
        let options = options.create(true).truncate(false).write(true);
        let file = options.open(self.data.join("brandish.lock"));
        let file = file.map_err(|error| self.unwritable(&self.data, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(self.holder_file()).unwrap_or_default();
                let (folder, holder) = (self.data.clone(), Program::of_word(holder.trim()));
                return Err(HomeError::AlreadyOpen { folder, holder });
            }
            Err(TryLockError::Error(error)) => return Err(self.unwritable(&self.data, &error)),
        }
        if let Err(error) = std::fs::write(self.holder_file(), self.program.word()) {
            tracing::warn!("the lock does not name its holder: {error}");
        }
        Ok(HomeLock { _file: file })
    }

    fn unwritable(&self, folder: &Path, error: &io::Error) -> HomeError {
        use io::ErrorKind as Kind;
        match error.kind() {
            // What is there already can be read.
            Kind::StorageFull | Kind::QuotaExceeded => HomeError::Full(folder.to_owned()),
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied if self.data.is_dir() => {
                HomeError::ReadOnly(self.data.clone())
            }
            _ => HomeError::Unwritable { folder: folder.to_owned(), detail: error.to_string() },
        }
    }
}

impl HomeError {
    /// Whether what is in the home can be read all the same.
    pub fn allows_reading(&self) -> bool {
        matches!(self, Self::ReadOnly(_) | Self::Full(_))
    }
}

impl Program {
    /// How the file beside the lock names it.
    fn word(&self) -> &str {
        match self {
            Self::Window => "window",
            Self::Serve => "serve",
            Self::Command(name) => name,
            Self::Unknown => "",
        }
    }

    fn of_word(word: &str) -> Self {
        match word {
            "window" => Self::Window,
            "serve" => Self::Serve,
            _ if (1..=20).contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_lowercase()) =>
            {
                Self::Command(word.to_owned())
            }
            _ => Self::Unknown,
        }
    }

    /// What is said to a second program while this one holds the home.
    fn refusal(&self, folder: &Path) -> String {
        let folder = folder.display();
        match self {
            Self::Window => format!(
                "Brandish is open already with this folder ({folder}). Use that window, or close it first."
            ),
            Self::Serve => format!(
                "`brandish serve` has this folder open already ({folder}). Send it the request by HTTP, or stop it \
                 first."
            ),
            Self::Command(name) => format!(
                "`brandish {name}` has this folder open already ({folder}). Wait until it is finished, or stop it \
                 first."
            ),
            Self::Unknown => {
                format!("Another Brandish has this folder open already ({folder}). Close it first.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_opens_once_and_its_holder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(folder.path());
        for (program, words) in [
            (Program::Window, "Use that window"),
            (Program::Serve, "`brandish serve` has this folder open already"),
            (Program::Command("generate".into()), "Wait until it is finished"),
            (Program::Unknown, "Another Brandish"),
        ] {
            let lock = home.clone().of_program(program.clone()).lock().unwrap();
            let sentence = home.lock().unwrap_err().to_string();
            assert!(sentence.contains(words), "{program:?}: {sentence}");
            assert!(sentence.contains("open already"), "{program:?}: {sentence}");
            drop(lock);
        }
        home.lock().unwrap();
        // What stands there was written by anyone.
        let lock = home.lock().unwrap();
        for odd in ["\u{1b}[2Jevil", "", "../..", "a b", &"x".repeat(100)] {
            std::fs::write(home.holder_file(), odd).unwrap();
            let sentence = home.lock().unwrap_err().to_string();
            assert!(sentence.contains("Another Brandish"), "{odd:?}: {sentence}");
        }
        drop(lock);
    }

    #[test]
    fn a_home_that_is_a_file_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not-a-folder");
        std::fs::write(&path, b"").unwrap();
        let sentence = Home::in_folder(&path).lock().unwrap_err().to_string();
        assert!(sentence.contains("not-a-folder"), "{sentence}");
    }
}
