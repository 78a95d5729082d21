//! The styles to choose from: the shipped ones, and the user's own from the home.
//! Read once when the studio opens; what a style is, `brief` knows.

use crate::brief::{BriefError, ModelId, StyleId, StylePreset, shipped_styles};
use crate::engine::Catalog;
use crate::files::read_own;
use std::path::Path;

/// The shipped styles, then the user's own; an own style replaces a shipped one of the same id.
/// Also a sentence for each file that cannot be read.
pub fn read_styles(own: &Path) -> (Vec<StylePreset>, Vec<String>) {
    read_own(own, shipped_styles(), StylePreset::from_toml, |style| &style.id)
}

/// Whether a style that a client named for a model exists and has an effect. The window keeps a style while a model
/// without styles is chosen; whoever names both at once is told.
///
/// # Errors
/// If there is no such style, or the model knows none.
pub fn check_style(
    style: &StyleId,
    model: &ModelId,
    styles: &[StylePreset],
    catalog: &Catalog,
) -> Result<(), BriefError> {
    if !styles.iter().any(|preset| preset.id == *style) {
        return Err(BriefError::StyleUnknown(style.to_string()));
    }
    match catalog.row(model) {
        Some(row) if !row.traits.family.facts().knows_styles => {
            Err(BriefError::StyleUnused(row.traits.name.clone()))
        }
        // An unknown model is reported as such with the brief.
        _ => Ok(()),
    }
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
        let (styles, errors) = read_styles(folder.path());
        assert_eq!(styles.len(), shipped.len() + 1);
        assert_eq!((&styles[0], styles.last()), (&own, Some(&more)));
        assert!(errors.len() == 1 && errors[0].contains("bad.toml"), "{errors:?}");
        assert_eq!(read_styles(&folder.path().join("none")).0, shipped);
    }
}
