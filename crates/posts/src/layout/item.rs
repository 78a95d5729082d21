//! The items of a stack or row: words, logo, rule, portrait, space.
//! Knows their fields; what each looks like when a layout does not say stands in `words.rs`.

use super::Changes;
use crate::geometry::Ratio;
use crate::theme::Role;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    Headline,
    Line,
    Fact,
    Call,
    Handle,
    Logo,
    /// Every line of the content, with a tick each.
    Checklist,
    /// A word on a picture.
    Label,
    /// A short thick rule.
    Rule,
    /// A picture, round and small.
    Portrait,
    /// An arrow that points down.
    Arrow,
    /// A gap that takes what room is left.
    Space,
    /// Items side by side.
    Row,
}

/// How a text is dressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dress {
    #[default]
    Plain,
    /// On a rounded fill.
    Pill,
    /// Followed by an arrow.
    Arrow,
    /// The figures of a fact large, the words around them small.
    Stacked,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Font {
    Heading,
    #[default]
    Body,
    Strong,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Item {
    pub kind: ItemKind,
    /// The smallest and the largest size of its letters, in units.
    pub size: Option<[f32; 2]>,
    pub lines: Option<usize>,
    pub font: Option<Font>,
    #[serde(default)]
    pub upper: bool,
    /// Extra space between letters, in hundredths of their size.
    pub tracking: Option<f32>,
    /// From baseline to baseline, in letter sizes.
    pub leading: Option<f32>,
    pub ink: Option<Role>,
    pub fill: Option<Role>,
    #[serde(default)]
    pub dress: Dress,
    /// The gap above, where it is not the stack's.
    pub above: Option<f32>,
    /// Its words where the content has none.
    pub text: Option<String>,
    /// Which picture or label, from 0.
    #[serde(default)]
    pub number: usize,
    /// The widest it may be, in shares of its box.
    pub width: Option<f32>,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
    /// What differs by ratio.
    #[serde(default = "Changes::none")]
    pub on: Changes<ItemChange>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ItemChange {
    pub size: Option<[f32; 2]>,
    pub lines: Option<usize>,
    pub above: Option<f32>,
    pub width: Option<f32>,
    pub hidden: Option<bool>,
}

impl Item {
    pub(super) fn at_ratio(&self, ratio: Ratio) -> Self {
        let mut item = self.clone();
        for change in self.on.of(ratio) {
            item.size = change.size.or(item.size);
            item.lines = change.lines.or(item.lines);
            item.above = change.above.or(item.above);
            item.width = change.width.or(item.width);
            item.hidden = change.hidden.unwrap_or(item.hidden);
        }
        item.items = item.items.iter().map(|item| item.at_ratio(ratio)).collect();
        item.items.retain(|item| !item.hidden);
        item
    }
}
