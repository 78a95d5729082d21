//! A post as the user edits it: its picture, its words, its layout, and what differs on single networks.
//! A value only; it is painted by `painting`, and read and written elsewhere.

use crate::brand::PersonaId;
use crate::brief::{Format, format};
use crate::job::JobId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the picture of a post comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureSource {
    /// The finished picture of a job.
    Job(JobId),
    /// The user's own photo, as it was copied into the home.
    Photo(PathBuf),
    /// The picture of a starter brand that came with the program.
    Sample(PersonaId),
}

impl Default for PictureSource {
    fn default() -> Self {
        Self::Sample(PersonaId::default())
    }
}

impl PictureSource {
    /// The name of the post's file, without its ending.
    pub fn file_stem(&self) -> String {
        match self {
            Self::Job(id) => id.to_string(),
            Self::Photo(path) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                format!("photo-{stem}")
            }
            Self::Sample(id) => format!("sample-{id}"),
        }
    }
}

/// One finished post for all of its networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostDocument {
    pub source: PictureSource,
    /// The brand whose look it has.
    pub brand: Option<PersonaId>,
    pub cut: CutSelection,
    /// What every network shows that has no version of its own.
    pub version: PostVersion,
    /// The versions of single formats, by the format's id.
    pub own_versions: BTreeMap<String, PostVersion>,
    /// The ids of the formats that the post is made for, in the user's order.
    pub formats: Vec<String>,
}

/// Which part of the picture is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CutSelection {
    /// Whether the subject is cut out; otherwise the whole picture is shown.
    pub enabled: bool,
    /// A place on the object, in shares of the picture's width and height; the largest object where there is none.
    pub object: Option<[f32; 2]>,
    /// Strokes of the brush, applied in order after the object was chosen.
    pub strokes: Vec<BrushStroke>,
}

impl Default for CutSelection {
    fn default() -> Self {
        Self { enabled: true, object: None, strokes: Vec::new() }
    }
}

/// One stroke of the brush.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrushStroke {
    /// `[x, y]` in shares of the picture's width and height.
    pub points: Vec<[f32; 2]>,
    /// In shares of the picture's longer side.
    pub radius: f32,
    /// Whether it adds to the cut-out or removes from it.
    pub adds: bool,
}

/// How a cut-out differs from the size and the place that the layout gives it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Placement {
    /// 1 is the layout's own size.
    pub scale: f32,
    /// How far it is moved, in shares of the post's width and height.
    pub offset: [f32; 2],
}

/// The scales that a cut-out may have.
pub const SCALES: std::ops::RangeInclusive<f32> = 0.3..=2.0;

impl Default for Placement {
    fn default() -> Self {
        Self { scale: 1.0, offset: [0.0; 2] }
    }
}

macro_rules! versions {
    ($($(#[$about:meta])* $field:ident: $type:ty),* $(,)?) => {
        /// What can differ between networks.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct PostVersion { $($(#[$about])* pub $field: $type),* }

        impl PostVersion {
            /// Takes over what has changed from `before` to `after`, where this version did not differ from `before`.
            fn follow(&mut self, before: &Self, after: &Self) {
                $(if self.$field == before.$field {
                    self.$field.clone_from(&after.$field);
                })*
            }
        }
    };
}

versions! {
    /// The layout's id.
    layout: String,
    headline: String,
    line: String,
    /// A price, a date or a share.
    fact: String,
    /// What the reader is asked to do.
    call: String,
    handle: String,
    /// The place of a whole picture that must stay in sight, in shares of its sides.
    focus: Option<[f32; 2]>,
    placement: Placement,
}

/// The formats of a new post.
const FORMATS: [&str; 4] = ["instagram-4x5", "instagram-story", "linkedin-link", "x-wide"];

impl Default for PostDocument {
    fn default() -> Self {
        Self {
            source: PictureSource::default(),
            brand: None,
            cut: CutSelection::default(),
            version: PostVersion::default(),
            own_versions: BTreeMap::new(),
            formats: FORMATS.map(str::to_owned).to_vec(),
        }
    }
}

impl PostDocument {
    /// What a format shows.
    pub fn version_for(&self, format: &str) -> &PostVersion {
        self.own_versions.get(format).unwrap_or(&self.version)
    }

    /// The formats that are known here.
    pub fn known_formats(&self) -> Vec<&'static Format> {
        self.formats.iter().filter_map(|id| format(id)).collect()
    }

    /// Changes what all networks show. A format's own version follows in what it had in common with the others.
    pub fn change(&mut self, change: impl FnOnce(&mut PostVersion)) {
        let before = self.version.clone();
        change(&mut self.version);
        for own in self.own_versions.values_mut() {
            own.follow(&before, &self.version);
        }
    }

    /// Changes what one format shows, and nothing else.
    pub fn change_for(&mut self, format: &str, change: impl FnOnce(&mut PostVersion)) {
        let own = self.own_versions.entry(format.to_owned());
        let own = own.or_insert_with(|| self.version.clone());
        change(own);
        if *own == self.version {
            self.own_versions.remove(format);
        }
    }

    /// Adds a format, or takes it away with its own version.
    pub fn toggle_format(&mut self, format: &str) {
        match self.formats.iter().position(|id| id == format) {
            Some(at) => {
                self.formats.remove(at);
                self.own_versions.remove(format);
            }
            None => self.formats.push(format.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_networks_own_version_leaves_the_others_alone_and_follows_in_the_rest() {
        let mut post = PostDocument::default();
        post.change(|version| version.headline = "Run lighter".into());
        post.change_for("x-wide", |version| version.layout = "split".into());
        assert_eq!(post.version_for("instagram-4x5").layout, "");
        assert_eq!(post.version_for("x-wide").headline, "Run lighter");
        post.change(|version| {
            version.headline = "Run far".into();
            version.layout = "card".into();
        });
        let own = post.version_for("x-wide");
        assert_eq!((own.headline.as_str(), own.layout.as_str()), ("Run far", "split"));
        post.change_for("x-wide", |version| version.layout = "card".into());
        assert!(post.own_versions.is_empty(), "it differs in nothing");
    }

    #[test]
    fn a_post_is_read_back_and_a_newer_one_is_read_as_far_as_it_is_known() {
        let mut post =
            PostDocument { source: PictureSource::Job(JobId::fresh()), ..PostDocument::default() };
        post.change_for("x-wide", |version| version.focus = Some([0.2, 0.8]));
        let stroke = BrushStroke { points: vec![[0.1, 0.2]], radius: 0.05, adds: true };
        post.cut.strokes.push(stroke);
        let text = serde_json::to_string(&post).unwrap();
        assert_eq!(serde_json::from_str::<PostDocument>(&text).unwrap(), post);
        let newer = r#"{"version":{"headline":"Hi","unknown":3},"formats":["x-wide","myspace"]}"#;
        let newer: PostDocument = serde_json::from_str(newer).unwrap();
        assert_eq!(newer.version.headline, "Hi");
        assert_eq!(newer.known_formats().len(), 1);
    }

    #[test]
    fn a_format_goes_with_its_own_version() {
        let mut post = PostDocument::default();
        post.change_for("x-wide", |version| version.headline = "Hi".into());
        post.toggle_format("x-wide");
        assert!(!post.formats.contains(&"x-wide".to_owned()) && post.own_versions.is_empty());
        post.toggle_format("x-wide");
        assert_eq!(post.version_for("x-wide"), &post.version);
    }
}
