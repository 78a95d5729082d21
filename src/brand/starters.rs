//! The starter personas, one TOML file each in `assets/personas/`, carried inside the program.
//! To add one, add a file; nothing here names them.

use super::Persona;
use include_dir::{Dir, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/personas");

/// Every starter persona, sorted by file name. The first is the sample brand of a first launch.
///
/// # Panics
/// If a file in `assets/personas/` is not a valid persona; a test reads them all.
pub fn starters() -> Vec<Persona> {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    files
        .into_iter()
        .map(|file| {
            let text = file.contents_utf8().expect("persona files are UTF-8");
            Persona::from_toml(text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.path().display()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{FIELDS, Kind};
    use std::collections::HashSet;

    #[test]
    fn there_are_twelve_starters_and_each_has_its_own_id() {
        let starters = starters();
        let ids: HashSet<_> = starters.iter().map(|persona| &persona.id).collect();
        assert_eq!(starters.len(), 12);
        assert_eq!(ids.len(), starters.len());
    }

    #[test]
    fn every_starter_fills_every_field_but_logos_and_fonts() {
        for persona in starters() {
            for field in FIELDS {
                let optional = matches!(field.kind, Kind::File { .. } | Kind::Tone { .. });
                let words = field.words(&persona);
                assert!(optional || !words.trim().is_empty(), "{}: {}", persona.id, field.key);
            }
            let voice = &persona.voice;
            assert!(voice.words_to_avoid.len() >= 3, "{}", persona.id);
            assert!(voice.hashtags.iter().all(|tag| tag.starts_with('#')));
            let palette = persona.look.palette;
            let contrast = palette.dark.contrast(palette.light);
            assert!(contrast >= 7.0, "{}: dark on light is {contrast:.1}", persona.id);
        }
    }

    #[test]
    fn a_file_is_written_as_the_program_would_write_it() {
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap();
            let persona = Persona::from_toml(text).unwrap();
            let values = |text: &str| toml::from_str::<toml::Table>(text).unwrap();
            assert_eq!(values(text), values(&persona.to_toml()), "{}", file.path().display());
        }
    }
}
