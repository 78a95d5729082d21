//! The styles to choose from: the shipped ones, and the user's own from the home.
//! Read once when the studio opens; what a style is, `brief` knows.

use super::Studio;
use crate::brief::{Brief, StyleId, StylePreset, shipped_styles};
use crate::files::read_own;
use std::path::Path;

impl Studio {
    /// Every style, the shipped ones first.
    pub fn styles(&self) -> &[StylePreset] {
        &self.styles
    }

    pub fn style(&self, id: &StyleId) -> Option<&StylePreset> {
        self.styles.iter().find(|style| style.id == *id)
    }

    /// The style that a brief names, if there is one of that name.
    pub(super) fn style_of(&self, brief: &Brief) -> Option<&StylePreset> {
        brief.style.as_ref().and_then(|id| self.style(id))
    }
}

/// The shipped styles, then the user's own; an own style takes the place of a shipped one of the same id.
/// The sentences tell of files that cannot be read.
pub fn read_styles(own: &Path) -> (Vec<StylePreset>, Vec<String>) {
    read_own(own, shipped_styles(), StylePreset::from_toml, |style| &style.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_styles_stand_beside_the_shipped_ones_or_in_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let shipped = shipped_styles();
        let mut own = shipped[0].clone();
        own.name = "Our studio".into();
        let more = StylePreset { id: StyleId("ours".into()), ..own.clone() };
        for (name, text) in [
            ("a.toml", own.to_toml()),
            ("b.toml", more.to_toml()),
            ("bad.toml", "version = 1".to_owned()),
            ("notes.txt", "not a style".to_owned()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let (styles, troubles) = read_styles(folder.path());
        assert_eq!(styles.len(), shipped.len() + 1);
        assert_eq!((&styles[0], styles.last()), (&own, Some(&more)));
        assert!(troubles.len() == 1 && troubles[0].contains("bad.toml"), "{troubles:?}");
        assert_eq!(read_styles(&folder.path().join("none")).0, shipped);
    }
}
