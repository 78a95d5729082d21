//! A post as the user edits it: its picture, its words, its layout, and what differs on single networks.
//! A value only; it is painted by `painting`, and read and written elsewhere.

use super::version::PostVersion;
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
    /// The product that the picture shows, as it was when it was chosen; none where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<PostProduct>,
    /// What a photo shows where no product says it, for people who cannot see it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alt_text: String,
    /// Further pictures, beside the first or in places of their own, as the layout has it; [`MOST_PICTURES`] in all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<AddedPicture>,
    /// What every network shows that has no version of its own.
    pub version: PostVersion,
    /// The versions of single formats, by the format's id.
    pub own_versions: BTreeMap<String, PostVersion>,
    /// The ids of the formats that the post is made for, in the user's order.
    pub formats: Vec<String>,
}

/// The most pictures of one post.
pub const MOST_PICTURES: usize = 4;

/// A further picture of a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddedPicture {
    pub source: PictureSource,
    pub cut: CutSelection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<PostProduct>,
}

/// What a post says of a product that it shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostProduct {
    pub name: String,
    /// What captions may state.
    pub facts: Vec<String>,
    /// What the picture shows, for people who cannot see it.
    pub alt_text: String,
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

/// The formats of a new post.
const FORMATS: [&str; 4] = ["instagram-4x5", "instagram-story", "linkedin-link", "x-wide"];

impl Default for PostDocument {
    fn default() -> Self {
        Self {
            source: PictureSource::default(),
            brand: None,
            cut: CutSelection::default(),
            product: None,
            alt_text: String::new(),
            added: Vec::new(),
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

    /// How many pictures it shows.
    pub fn picture_count(&self) -> usize {
        1 + self.added.len().min(MOST_PICTURES - 1)
    }

    /// Every picture with its selection, by its number.
    pub fn pictures(&self) -> impl Iterator<Item = (&PictureSource, &CutSelection)> {
        let added = self.added.iter().map(|added| (&added.source, &added.cut));
        std::iter::once((&self.source, &self.cut)).chain(added).take(MOST_PICTURES)
    }

    /// Which part of a picture is used, by its number; that of the first where there is none of that number.
    pub fn cut_of(&self, picture: usize) -> &CutSelection {
        let added = picture.checked_sub(1).and_then(|at| self.added.get(at));
        added.map_or(&self.cut, |added| &added.cut)
    }

    /// The same, to be changed.
    pub fn cut_mut(&mut self, picture: usize) -> &mut CutSelection {
        match picture.checked_sub(1) {
            Some(at) if at < self.added.len() => &mut self.added[at].cut,
            _ => &mut self.cut,
        }
    }

    /// The product of a picture, by the picture's number.
    pub fn product_of(&self, picture: usize) -> Option<&PostProduct> {
        match picture.checked_sub(1) {
            None => self.product.as_ref(),
            Some(at) => self.added.get(at)?.product.as_ref(),
        }
    }

    /// The products that it shows.
    pub fn products(&self) -> impl Iterator<Item = &PostProduct> {
        (0..self.picture_count()).filter_map(|picture| self.product_of(picture))
    }

    /// Adds a picture in front of the others; `None` where there is no room.
    pub fn add_picture(&mut self, added: AddedPicture) -> Option<usize> {
        if self.picture_count() == MOST_PICTURES {
            return None;
        }
        self.added.push(added);
        Some(self.added.len())
    }

    /// Removes one of several pictures.
    pub fn remove_picture(&mut self, picture: usize) {
        let count = self.picture_count();
        if count == 1 || picture >= count {
            return;
        }
        match picture {
            0 => {
                let AddedPicture { source, cut, product } = self.added.remove(0);
                (self.source, self.cut, self.product) = (source, cut, product);
            }
            at => _ = self.added.remove(at - 1),
        }
        let own = self.own_versions.values_mut();
        std::iter::once(&mut self.version).chain(own).for_each(|own| own.without(picture, count));
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
    fn a_post_of_an_older_version_has_one_picture_in_the_layouts_place() {
        let older = r#"{
            "source": {"photo": "/home/me/photos/mug.jpg"}, "brand": "stride",
            "cut": {"enabled": true, "object": null, "strokes": []},
            "version": {"layout": "split", "headline": "Hi", "line": "", "fact": "", "call": "", "handle": "",
                "focus": null, "placement": {"scale": 1.5, "offset": [0.1, 0.0]}},
            "own_versions": {}, "formats": ["x-wide"]
        }"#;
        let post: PostDocument = serde_json::from_str(older).unwrap();
        assert_eq!((post.picture_count(), post.products().count()), (1, 0));
        assert_eq!(post.version.placement_of(0).scale, 1.5);
        let text = serde_json::to_string(&post).unwrap();
        assert!(!text.contains("added") && !text.contains("order"), "{text}");
    }

    #[test]
    fn pictures_are_added_brought_forward_and_removed() {
        let picture = |name: &str| AddedPicture {
            source: PictureSource::Photo(name.into()),
            ..AddedPicture::default()
        };
        let mut post = PostDocument::default();
        let first = post.source.clone();
        assert_eq!(post.add_picture(picture("cup")), Some(1));
        assert_eq!(post.add_picture(picture("hat")), Some(2));
        assert_eq!(post.add_picture(picture("pen")), Some(3));
        assert_eq!(post.add_picture(picture("bag")), None, "four are the most");
        post.remove_picture(3);
        *post.version.focus_mut(2) = Some([0.1, 0.9]);
        post.change_for("x-wide", |version| version.placement_mut(2).scale = 0.5);
        post.version.placement_mut(1).scale = 0.8;
        assert_eq!(post.version.painting_order(3), [0, 1, 2]);
        post.version.bring_forward(0, 3);
        assert_eq!(post.version.painting_order(3), [1, 0, 2]);
        post.version.bring_forward(2, 3);
        assert_eq!(post.version.painting_order(3), [2, 1, 0], "the front one goes behind");
        let text = serde_json::to_string(&post).unwrap();
        assert_eq!(serde_json::from_str::<PostDocument>(&text).unwrap(), post);

        post.remove_picture(0);
        assert_eq!(post.source, PictureSource::Photo("cup".into()));
        assert_ne!(post.source, first);
        assert_eq!(post.version.placement.scale, 0.8);
        assert_eq!(post.version.painting_order(2), [1, 0]);
        assert_eq!(post.version_for("x-wide").placement_of(1).scale, 0.5);
        assert_eq!(post.version.focus_of(1), Some([0.1, 0.9]), "it moves up with its picture");
        post.remove_picture(1);
        assert_eq!((post.picture_count(), post.added.len()), (1, 0));
        post.remove_picture(0);
        assert_eq!(post.picture_count(), 1, "one stays");
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
