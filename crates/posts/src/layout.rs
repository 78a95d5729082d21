//! A layout as data: layers from back to front, boxes in shares of the free area, colours by role.
//! Knows nothing of painting; `layout/read.rs` reads and checks the files.

mod item;
mod read;

pub(crate) use item::{Dress, Font, Item, ItemKind};
pub use read::{LayoutError, Trouble, layout, layouts};

use crate::geometry::Ratio;
use crate::theme::Role;
use serde::Deserialize;

/// One layout, which serves every ratio.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    /// As written in files and on the command line; the file's name.
    #[serde(skip)]
    pub id: String,
    pub name: String,
    /// What it is good for, in a sentence.
    pub about: String,
    /// The fewest pictures it takes.
    #[serde(default)]
    pub pictures: usize,
    /// The most pictures it shows; the fewest where it is left out.
    #[serde(default)]
    pub pictures_most: usize,
    /// Words without which it makes no sense.
    #[serde(default)]
    pub needs: Vec<Words>,
    /// The distance of words from the free area's edge, in units.
    #[serde(default = "margin")]
    pub margin: f32,
    #[serde(rename = "layer")]
    pub(crate) layers: Vec<toml::Spanned<Layer>>,
}

fn margin() -> f32 {
    6.5
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    Headline,
    Line,
    Fact,
    Call,
    Handle,
    /// The brand's name where it has no logo.
    Name,
    /// An entry of a checklist.
    Entry,
    /// A word on a picture.
    Label,
}

impl Words {
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Line => "line",
            Self::Fact => "fact",
            Self::Call => "call to action",
            Self::Handle => "handle",
            Self::Name => "brand's name",
            Self::Entry => "checklist",
            Self::Label => "label",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerKind {
    /// A photograph, cut to its box; a cut-out is shown whole on the `fill`.
    Picture,
    /// A cut-out, shown whole; a photograph becomes a card.
    Cutout,
    /// A coloured area.
    Panel,
    /// An ornament.
    Shape,
    /// The picture, small and many times.
    Pattern,
    /// Words, one below the other.
    Stack,
    /// Words side by side.
    Row,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    #[default]
    Rect,
    Circle,
    /// A rectangle whose top is half a circle.
    Arch,
    /// A rectangle with a slanted left side.
    Slant,
    /// A seal with a scalloped edge.
    Seal,
    Ring,
    /// A thin frame.
    Frame,
    /// A quotation mark.
    Quote,
    /// Beams from the centre.
    Rays,
    Dots,
    /// An arrow that points down.
    Arrow,
    Confetti,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    #[default]
    Start,
    Center,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shadow {
    /// Where a thing stands on its ground.
    Contact,
    /// Where a thing floats before it.
    Soft,
}

/// From where the ground is darkened until the words can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scrim {
    Bottom,
    Top,
    Left,
    Right,
    /// The whole picture.
    All,
}

/// The sides' distances in units: top, right, bottom, left. In files one number or four.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pad(pub [f32; 4]);

/// One layer. Lengths are in units: hundredths of the geometric mean of the free area's sides.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Layer {
    pub kind: LayerKind,
    /// Left, top, width and height in shares of the free area. A picture or panel without padding
    /// that reaches an edge of the free area goes on to the edge of the post.
    #[serde(rename = "box")]
    pub area: [f32; 4],
    pub pad: Option<Pad>,
    /// Which picture, from 0.
    #[serde(default)]
    pub picture: usize,
    /// Only where this many pictures are given.
    pub when_pictures: Option<usize>,
    #[serde(default)]
    pub form: Form,
    pub fill: Option<Role>,
    /// The colour at the foot of a gradient that begins with `fill`.
    pub fill_to: Option<Role>,
    #[serde(default)]
    pub opacity: Option<f32>,
    #[serde(default)]
    pub radius: f32,
    pub shadow: Option<Shadow>,
    /// Degrees, clockwise.
    #[serde(default)]
    pub tilt: f32,
    /// How thick a frame or ring is, how far dots are apart.
    #[serde(default)]
    pub weight: Option<f32>,
    // What stacks and rows have.
    #[serde(default)]
    pub align: Align,
    /// Where in its box: top, middle or bottom.
    #[serde(default)]
    pub at: Align,
    #[serde(default = "gap")]
    pub gap: f32,
    pub scrim: Option<Scrim>,
    /// The scrim's colour.
    #[serde(default = "dark")]
    pub scrim_fill: Role,
    /// The ink to be used where it can be read.
    pub ink: Option<Role>,
    /// The fill is as small as the words; otherwise it is the whole box.
    #[serde(default)]
    pub hug: bool,
    /// A fill that hugs its words is as broad as its box all the same.
    #[serde(default)]
    pub stretch: bool,
    /// The distance of the fill's edge from the words.
    pub inset: Option<Pad>,
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
    /// What differs by ratio.
    #[serde(default = "Changes::none")]
    pub on: Changes<LayerChange>,
}

fn gap() -> f32 {
    2.6
}

fn dark() -> Role {
    Role::Dark
}

/// What differs by ratio: first the group, then the ratio itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Changes<T> {
    /// 16:9 and 1.91:1
    pub landscape: Option<T>,
    /// 2:3 and 9:16
    pub tall: Option<T>,
    pub square: Option<T>,
    pub portrait: Option<T>,
    pub pin: Option<T>,
    pub story: Option<T>,
    pub wide: Option<T>,
    pub link: Option<T>,
}

impl<T> Changes<T> {
    fn none() -> Self {
        Self {
            landscape: None,
            tall: None,
            square: None,
            portrait: None,
            pin: None,
            story: None,
            wide: None,
            link: None,
        }
    }

    pub fn all(&self) -> impl Iterator<Item = &T> {
        let all = [
            &self.landscape,
            &self.tall,
            &self.square,
            &self.portrait,
            &self.pin,
            &self.story,
            &self.wide,
            &self.link,
        ];
        all.into_iter().flatten()
    }

    fn of(&self, ratio: Ratio) -> impl Iterator<Item = &T> {
        let landscape = self.landscape.as_ref().filter(|_| ratio.is_landscape());
        let tall = self.tall.as_ref().filter(|_| ratio.is_tall());
        let own = match ratio {
            Ratio::Square => &self.square,
            Ratio::Portrait => &self.portrait,
            Ratio::Pin => &self.pin,
            Ratio::Story => &self.story,
            Ratio::Wide => &self.wide,
            Ratio::Link => &self.link,
        };
        [landscape, tall, own.as_ref()].into_iter().flatten()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LayerChange {
    #[serde(rename = "box")]
    pub area: Option<[f32; 4]>,
    pub pad: Option<Pad>,
    pub form: Option<Form>,
    pub align: Option<Align>,
    pub at: Option<Align>,
    pub gap: Option<f32>,
    pub scrim: Option<Scrim>,
    pub radius: Option<f32>,
    pub hidden: Option<bool>,
}

impl Layer {
    /// As it is at this ratio; none where it is not shown.
    pub fn at_ratio(&self, ratio: Ratio) -> Option<Self> {
        let mut layer = self.clone();
        for change in self.on.of(ratio) {
            if change.hidden == Some(true) {
                return None;
            }
            layer.area = change.area.unwrap_or(layer.area);
            layer.pad = change.pad.or(layer.pad);
            layer.form = change.form.unwrap_or(layer.form);
            layer.align = change.align.unwrap_or(layer.align);
            layer.at = change.at.unwrap_or(layer.at);
            layer.gap = change.gap.unwrap_or(layer.gap);
            layer.scrim = change.scrim.or(layer.scrim);
            layer.radius = change.radius.unwrap_or(layer.radius);
        }
        layer.items = layer.items.iter().map(|item| item.at_ratio(ratio)).collect();
        layer.items.retain(|item| !item.hidden);
        Some(layer)
    }
}
