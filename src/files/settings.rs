//! What the user chose once: a readable TOML file, every value with a default.
//! A damaged file is set aside, never lost; unknown keys of newer versions are ignored.

use super::atomic;
use crate::brand::PersonaId;
use crate::brief::Brief;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Where pictures are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RenderOn {
    #[default]
    Laptop,
    Team,
}

/// The settings file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// Where pictures go; `None` is the usual place.
    pub pictures_folder: Option<PathBuf>,
    /// The brand that is speaking.
    pub persona: Option<PersonaId>,
    /// The folder of the last "Save as".
    pub last_saved_in: Option<PathBuf>,
    /// JPEG quality of the last "Save as", 1 to 100.
    pub jpeg_quality: u8,
    /// Whether a finished picture is announced while the window is not in front.
    pub notify: bool,
    /// Files and folders whose models are used where they are.
    #[serde(rename = "model_places")]
    pub model_locations: Vec<PathBuf>,
    /// A mirror of the Hugging Face hub; `None` is the hub itself.
    pub hub: Option<String>,
    /// The proxy for downloads; `None` is what the system says.
    pub proxy: Option<String>,
    /// Whether other programs on this laptop may ask the open window for pictures.
    pub serve: bool,
    pub render_on: RenderOn,
    /// The team queue, as `redis://host/0`; kept while this laptop draws itself.
    pub queue: Option<String>,
    /// Where the team's pictures are handed over; `None` is the queue itself.
    pub store: Option<String>,
    /// What was typed last, so that a restart finds it again. `None` until something was.
    pub draft: Option<Brief>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            pictures_folder: None,
            persona: None,
            last_saved_in: None,
            jpeg_quality: 90,
            notify: true,
            model_locations: Vec::new(),
            hub: None,
            proxy: None,
            serve: false,
            render_on: RenderOn::Laptop,
            queue: None,
            store: None,
            draft: None,
        }
    }
}

impl Settings {
    /// Reads the file; defaults where there is none. A file that cannot be understood is kept
    /// beside, as `settings.toml.damaged`.
    pub fn read(path: &Path) -> Self {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!("settings are unreadable, defaults are used: {error}");
                return Self::default();
            }
        };
        toml::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!("settings are damaged and set aside: {error}");
            if let Err(error) = std::fs::rename(path, path.with_extension("toml.damaged")) {
                tracing::warn!("they could not be set aside: {error}");
            }
            Self::default()
        })
    }

    /// Writes the file whole.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        atomic::write_over(path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_the_round_trip() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let settings = Settings {
            theme: Theme::Dark,
            draft: Some(Brief {
                prompt: "a “mug”\nin two lines".into(),
                seed: Some(7),
                ..Brief::default()
            }),
            persona: Some(PersonaId("stride".into())),
            ..Settings::default()
        };
        settings.write(&path).unwrap();
        assert_eq!(Settings::read(&path), settings);
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_defaults_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(&path, "theme = [").unwrap();
        assert_eq!(Settings::read(&path), Settings::default());
        assert!(folder.path().join("settings.toml.damaged").exists());
    }

    #[test]
    fn unknown_and_missing_keys_are_fine() {
        let settings: Settings = toml::from_str("theme = \"dark\"\nfrom_the_future = 1").unwrap();
        assert_eq!(settings.theme, Theme::Dark);
    }
}
