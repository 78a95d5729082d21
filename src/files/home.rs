//! The paths of settings, history and pictures, and the lock that lets only one process write them.
//! It finds and prepares the folders; what is written there is known elsewhere.

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
}

/// Why a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    #[error("Brandish is open already with this folder ({}). Use that window, or close it first.", .0.display())]
    AlreadyOpen(PathBuf),
    #[error("Brandish cannot write in {}: {detail}. Make the folder writable, or set BRANDISH_HOME to one that is.", .folder.display())]
    Unwritable { folder: PathBuf, detail: String },
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
        })
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

    /// The user's own styles, one TOML file each.
    pub fn styles(&self) -> PathBuf {
        self.data.join("styles")
    }

    /// Creates the folders and takes the lock; only its holder may write here.
    pub fn lock(&self) -> Result<HomeLock, HomeError> {
        let unwritable = |folder: &Path| {
            let folder = folder.to_owned();
            move |error: io::Error| HomeError::Unwritable { folder, detail: error.to_string() }
        };
        let config = self.settings.parent().unwrap_or(&self.data);
        for folder in [&self.data, &self.thumbnails(), &self.models(), config] {
            std::fs::create_dir_all(folder).map_err(unwritable(folder))?;
        }
        let path = self.data.join("brandish.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(unwritable(&self.data))?;
        match file.try_lock() {
            Ok(()) => Ok(HomeLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(HomeError::AlreadyOpen(self.data.clone())),
            Err(TryLockError::Error(error)) => Err(unwritable(&self.data)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_opens_once() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(folder.path());
        let lock = home.lock().unwrap();
        let sentence = home.lock().unwrap_err().to_string();
        assert!(sentence.contains("open already"), "{sentence}");
        drop(lock);
        home.lock().unwrap();
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
