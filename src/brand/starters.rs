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
    use std::collections::HashSet;

    #[test]
    fn there_are_at_least_six_starters_and_each_has_its_own_id() {
        let starters = starters();
        let ids: HashSet<_> = starters.iter().map(|persona| &persona.id).collect();
        assert!(starters.len() >= 6);
        assert_eq!(ids.len(), starters.len());
    }

    #[test]
    fn every_starter_fills_every_field() {
        for persona in starters() {
            for (field, text) in [
                ("promise", &persona.promise),
                ("audience", &persona.audience),
                ("voice", &persona.voice),
                ("sample prompt", &persona.sample_prompt),
            ] {
                assert!(!text.trim().is_empty(), "{}: {field} is empty", persona.id);
            }
            for (field, words) in [
                ("visual style", &persona.visual_style),
                ("words to use", &persona.words_to_use),
                ("words to avoid", &persona.words_to_avoid),
            ] {
                assert!(words.len() >= 3, "{}: too few {field}", persona.id);
            }
            assert!(persona.hashtags.iter().all(|tag| tag.starts_with('#')));
            let contrast = persona.palette.dark.contrast(persona.palette.light);
            assert!(contrast >= 7.0, "{}: dark on light is {contrast:.1}", persona.id);
        }
    }
}
