//! The user's settings: a readable TOML file, every value with a default. It may hold the team queue's password, so only
//! this user can read it. A damaged file is set aside, never lost; unknown keys of newer versions are ignored.

use super::atomic;
use super::window_language::{WindowLanguage, known_language};
use crate::brand::PersonaId;
use crate::brief::{Brief, DeviceChoice};
use crate::campaign::CampaignPlan;
use serde::{Deserialize, Serialize};
use std::fmt;
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
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// The language of the window; `None` follows the system.
    #[serde(deserialize_with = "known_language")]
    pub language: Option<WindowLanguage>,
    /// The folder of the pictures; `None` is the default one.
    pub pictures_folder: Option<PathBuf>,
    /// The brand chosen last.
    pub persona: Option<PersonaId>,
    /// The folder of the last "Save as".
    pub last_saved_in: Option<PathBuf>,
    /// JPEG quality of the last "Save as", 1 to 100.
    pub jpeg_quality: u8,
    /// Whether a finished picture is notified while the window is not in front.
    pub notify: bool,
    /// Whether the notification has a sound.
    pub sound: bool,
    /// Whether the laptop is kept from falling asleep while pictures are made.
    pub keep_awake: bool,
    /// Whether the computer stays usable while models run: they get half of the cores, and other programs come first.
    /// Earlier versions wrote `processor`, which was `full` or `half`.
    #[serde(alias = "processor", deserialize_with = "quiet_mode")]
    pub quiet_mode: bool,
    /// What models run on: `auto`, `cpu`, `metal` or `cuda`.
    #[serde(serialize_with = "as_word", deserialize_with = "known_device")]
    pub device: DeviceChoice,
    /// Files and folders whose models are used where they are.
    #[serde(rename = "model_places")]
    pub model_locations: Vec<PathBuf>,
    /// A mirror of the Hugging Face hub; `None` is the hub itself.
    pub hub: Option<String>,
    /// The proxy for downloads; `None` is the system's.
    pub proxy: Option<String>,
    /// Whether other programs on this laptop may request pictures of the open window.
    pub serve: bool,
    pub render_on: RenderOn,
    /// The team queue, as `redis://host/0`, possibly with a password; kept while this laptop draws itself.
    pub queue: Option<String>,
    /// The store of the team's pictures; `None` is the queue itself.
    pub store: Option<String>,
    /// The campaign that is set up or was not finished.
    #[serde(deserialize_with = "readable_campaign")]
    pub campaign: Option<CampaignPlan>,
    /// The text typed last, restored at the next start. `None` until something was typed.
    #[serde(deserialize_with = "readable_draft")]
    pub draft: Option<Brief>,
}

fn as_word<S: serde::Serializer>(device: &DeviceChoice, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(device)
}

/// A device that a newer version knows is read as `auto`.
fn known_device<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<DeviceChoice, D::Error> {
    let word = toml::Value::deserialize(deserializer)?;
    let read = word.as_str().unwrap_or_default().parse();
    Ok(read.inspect_err(|error| tracing::warn!("settings: {error}")).unwrap_or_default())
}

/// Whether quiet mode is on, also by the word of an earlier version. Anything else is off and costs no other setting.
fn quiet_mode<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    Ok(value.as_bool().unwrap_or(value.as_str() == Some("half")))
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: None,
            pictures_folder: None,
            persona: None,
            last_saved_in: None,
            jpeg_quality: 90,
            notify: true,
            sound: false,
            keep_awake: true,
            quiet_mode: false,
            device: DeviceChoice::Auto,
            model_locations: Vec::new(),
            hub: None,
            proxy: None,
            serve: false,
            render_on: RenderOn::Laptop,
            queue: None,
            store: None,
            campaign: None,
            draft: None,
        }
    }
}

/// Without the addresses, as they may hold a password.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut settings = f.debug_struct("Settings");
        settings.field("theme", &self.theme).field("persona", &self.persona);
        settings.field("serve", &self.serve).field("render_on", &self.render_on);
        settings.field("draft", &self.draft).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the file, or takes the defaults if there is none. A damaged file is kept beside it, as
    /// `settings.toml.damaged`. A file of an earlier version that others can read is made private.
    pub fn read(path: &Path) -> Self {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!("settings are unreadable, defaults are used: {error}");
                return Self::default();
            }
        };
        if let Err(error) = atomic::make_private(path) {
            tracing::warn!("settings can be read by other users: {error}");
        }
        toml::from_str(&text).unwrap_or_else(|error| {
            tracing::warn!("settings are damaged and set aside: {}", damage(&text, &error));
            if let Err(error) = std::fs::rename(path, path.with_extension("toml.damaged")) {
                tracing::warn!("the damaged settings could not be set aside: {error}");
            }
            Self::default()
        })
    }

    /// Writes the file whole, readable by this user alone.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        atomic::write_over_private(path, text.as_bytes())
    }
}

/// The draft, or none where it cannot be read: that costs no other setting.
fn readable_draft<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Brief>, D::Error> {
    let value = Option::<toml::Value>::deserialize(deserializer)?;
    let read = |value: toml::Value| {
        let draft = value.try_into::<Brief>();
        draft
            .inspect_err(|error| tracing::warn!("the draft cannot be read: {}", error.message()))
            .ok()
    };
    Ok(value.and_then(read))
}

/// The campaign, or none where it cannot be read: its folder holds what is made all the same.
fn readable_campaign<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<CampaignPlan>, D::Error> {
    let value = Option::<toml::Value>::deserialize(deserializer)?;
    let read = |value: toml::Value| {
        let plan = value.try_into::<CampaignPlan>();
        plan.inspect_err(|error| tracing::warn!("the campaign cannot be read: {}", error.message()))
            .ok()
    };
    Ok(value.and_then(read))
}

/// Where a file is damaged. The parser's own message repeats the line, which may hold a password.
fn damage(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => format!("line {} cannot be read", before.matches('\n').count() + 1),
        None => "it cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn with_password() -> Settings {
        let queue = Some("redis://:se-cret@queue.example/0".to_owned());
        Settings { queue, ..Settings::default() }
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        with_password().write(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        // An earlier version's file becomes private when it is read and when it is written.
        for tighten in
            [(&|path: &Path| drop(Settings::read(path))) as &dyn Fn(&Path), &|path: &Path| {
                with_password().write(path).unwrap()
            }]
        {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            tighten(&path);
            assert_eq!(mode(&path), 0o600);
        }
        std::fs::write(&path, "queue = [").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        Settings::read(&path);
        assert_eq!(mode(&folder.path().join("settings.toml.damaged")), 0o600);
    }

    #[test]
    fn no_message_shows_the_password() {
        assert!(!format!("{:?}", with_password()).contains("se-cret"));
        let text = "theme = \"dark\"\nqueue = \"redis://:se-cret@queue.example/0\n";
        let error = toml::from_str::<Settings>(text).unwrap_err();
        assert!(error.to_string().contains("se-cret"), "the parser repeats the line");
        assert_eq!(damage(text, &error), "line 2 cannot be read");
    }

    #[test]
    fn settings_survive_the_round_trip() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let settings = Settings {
            theme: Theme::Dark,
            language: Some(WindowLanguage::Dutch),
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
    fn a_draft_that_cannot_be_read_costs_no_other_setting() {
        for odd in ["guidance = nan", "count = -1", "prompt = 3", "[draft.exact]\nstrength = inf"] {
            let text = format!("theme = \"dark\"\n[draft]\n{odd}\n");
            let settings: Settings = toml::from_str(&text).unwrap_or_else(|e| panic!("{odd}: {e}"));
            assert_eq!((settings.theme, settings.draft), (Theme::Dark, None), "{odd}");
        }
    }

    #[test]
    fn a_draft_with_any_seed_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        for seed in [0, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX] {
            let draft = Some(Brief { seed: Some(seed), ..Brief::default() });
            let settings = Settings { draft, ..Settings::default() };
            settings.write(&path).unwrap();
            assert_eq!(Settings::read(&path), settings);
        }
    }

    #[test]
    fn a_language_that_is_not_known_follows_the_system_and_costs_no_other_setting() {
        for (text, language) in [
            ("language = \"german\"", Some(WindowLanguage::German)),
            ("language = \"klingon\"", None),
            ("language = 3", None),
            ("", None),
        ] {
            let settings: Settings = toml::from_str(&format!("theme = \"dark\"\n{text}")).unwrap();
            assert_eq!((settings.theme, settings.language), (Theme::Dark, language), "{text}");
        }
    }

    #[test]
    fn half_of_the_processor_was_the_quiet_mode_of_an_earlier_version() {
        for (text, quiet_mode) in [
            ("processor = \"half\"", true),
            ("processor = \"full\"", false),
            ("processor = \"quarter\"", false),
            ("quiet_mode = true", true),
            ("quiet_mode = false", false),
            ("quiet_mode = 3", false),
            ("", false),
        ] {
            let settings: Settings = toml::from_str(&format!("theme = \"dark\"\n{text}")).unwrap();
            assert_eq!((settings.theme, settings.quiet_mode), (Theme::Dark, quiet_mode), "{text}");
        }
        let written = toml::to_string(&Settings { quiet_mode: true, ..Settings::default() });
        assert!(written.unwrap().contains("quiet_mode = true"));
    }

    #[test]
    fn unknown_and_missing_keys_are_fine() {
        let settings: Settings = toml::from_str("theme = \"dark\"\nfrom_the_future = 1").unwrap();
        assert_eq!(settings.theme, Theme::Dark);
    }
}
