//! Turns a layer's items and the content into the texts, logos and rules that are to be placed.
//! Knows what each kind of item looks like when a layout does not say; nothing of places.

use crate::layout::{Dress, Font, Item, ItemKind, Layer, LayerKind, Words};
use crate::text::{Shaped, Shaper, Style};
use crate::theme::Role;
use crate::{Content, Face, Layout, Theme};
use std::collections::HashMap;
use std::ops::Range;

/// Something that takes room in a stack or row.
pub struct Node {
    /// The gap above it in a stack, before it in a row, in units; the group's where none.
    pub above: Option<f32>,
    pub kind: NodeKind,
}

pub enum NodeKind {
    Text(Box<TextNode>),
    /// Height in units: smallest and largest.
    Logo([f32; 2]),
    Rule(Option<Role>),
    /// Which picture, and its diameter in units.
    Portrait(usize, f32),
    /// Its height in units.
    Arrow(f32),
    Space,
    Group {
        row: bool,
        gap: f32,
        children: Vec<Node>,
    },
}

pub struct TextNode {
    pub what: Words,
    pub shaped: Shaped,
    pub face: Face,
    pub leading: f32,
    pub tracking: f32,
    /// In units.
    pub size: [f32; 2],
    pub lines: usize,
    pub width: Option<f32>,
    pub dress: Dress,
    /// A tick stands before it.
    pub tick: bool,
    pub ink: Option<Role>,
    pub fill: Option<Role>,
    pub centred: bool,
}

impl TextNode {
    pub fn style(&self) -> Style<'_> {
        Style { face: &self.face, leading: self.leading, tracking: self.tracking }
    }
}

/// What makes nodes.
pub struct Reader<'a> {
    pub shaper: Shaper<'a>,
    pub theme: &'a Theme,
    pub content: &'a Content,
    pub layout: &'a Layout,
    scales: HashMap<Font, f32>,
    pub missing: String,
}

/// What a kind of item is when the layout does not say.
struct Usual {
    words: Words,
    font: Font,
    size: [f32; 2],
    lines: usize,
    leading: f32,
    tracking: f32,
}

fn usual(kind: ItemKind) -> Usual {
    let usual = |words, font, size, lines, leading, tracking| Usual {
        words,
        font,
        size,
        lines,
        leading,
        tracking,
    };
    match kind {
        ItemKind::Headline => usual(Words::Headline, Font::Heading, [4.6, 9.0], 4, 1.06, -1.4),
        ItemKind::Fact => usual(Words::Fact, Font::Strong, [2.5, 3.0], 2, 1.2, 0.0),
        ItemKind::Call => usual(Words::Call, Font::Strong, [2.6, 3.0], 2, 1.25, 0.0),
        ItemKind::Handle => usual(Words::Handle, Font::Strong, [2.2, 2.5], 1, 1.2, 0.0),
        ItemKind::Label => usual(Words::Label, Font::Strong, [2.2, 2.6], 1, 1.2, 0.0),
        ItemKind::Checklist => usual(Words::Entry, Font::Body, [2.7, 3.7], 2, 1.3, 0.0),
        ItemKind::Logo => usual(Words::Name, Font::Heading, [3.2, 3.8], 1, 1.1, -0.6),
        _ => usual(Words::Line, Font::Body, [2.7, 3.5], 4, 1.38, 0.0),
    }
}

impl<'a> Reader<'a> {
    pub fn new(
        shaper: Shaper<'a>,
        layout: &'a Layout,
        content: &'a Content,
        theme: &'a Theme,
    ) -> Self {
        Self { shaper, theme, content, layout, scales: HashMap::new(), missing: String::new() }
    }

    /// The layer's contents; none where the content has nothing for it.
    pub fn nodes(&mut self, layer: &Layer) -> Option<Node> {
        let children = self.children(&layer.items);
        let anything = children.iter().any(|node| {
            !matches!(node.kind, NodeKind::Space | NodeKind::Rule(_) | NodeKind::Arrow(_))
        });
        let row = layer.kind == LayerKind::Row;
        let kind = NodeKind::Group { row, gap: layer.gap, children };
        anything.then_some(Node { above: None, kind })
    }

    fn children(&mut self, items: &[Item]) -> Vec<Node> {
        items.iter().filter_map(|item| self.node(item)).collect()
    }

    fn node(&mut self, item: &Item) -> Option<Node> {
        let words = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
        let content = self.content;
        let kind = match item.kind {
            ItemKind::Headline => self.text(item, words(&content.headline)),
            ItemKind::Line => self.text(item, content.lines.get(item.number).and_then(words)),
            ItemKind::Fact if item.dress == Dress::Stacked => self.stacked(item),
            ItemKind::Fact => self.text(item, words(&content.fact)),
            ItemKind::Call => self.text(item, words(&content.call)),
            ItemKind::Handle => self.text(item, words(&content.handle)),
            ItemKind::Label => self.text(item, content.labels.get(item.number).and_then(words)),
            ItemKind::Checklist => self.checklist(item),
            ItemKind::Logo => self.logo(item),
            ItemKind::Rule => Some(NodeKind::Rule(item.ink)),
            ItemKind::Arrow => Some(NodeKind::Arrow(item.size.map_or(6.0, |size| size[1]))),
            ItemKind::Space => Some(NodeKind::Space),
            ItemKind::Portrait => {
                let shown = content.pictures.len() > item.number;
                shown.then(|| {
                    NodeKind::Portrait(item.number, item.size.map_or(11.0, |size| size[1]))
                })
            }
            ItemKind::Row => {
                let children = self.children(&item.items);
                let gap = item.width.unwrap_or(2.6);
                let shown = children.iter().any(|node| !matches!(node.kind, NodeKind::Space));
                shown.then_some(NodeKind::Group { row: true, gap, children })
            }
        };
        kind.map(|kind| Node { above: item.above, kind })
    }

    fn text(&mut self, item: &Item, words: Option<String>) -> Option<NodeKind> {
        let words = words.or_else(|| item.text.clone())?;
        Some(NodeKind::Text(Box::new(self.text_node(item, &words, usual(item.kind)))))
    }

    fn text_node(&mut self, item: &Item, words: &str, usual: Usual) -> TextNode {
        let font = item.font.unwrap_or(usual.font);
        let face = match font {
            Font::Heading => self.theme.heading.clone(),
            Font::Body => self.theme.body.clone(),
            Font::Strong => self.theme.strong.clone(),
        };
        let scale = match self.scales.get(&font) {
            Some(scale) => *scale,
            None => {
                let scale = if font == Font::Heading { self.shaper.scale(&face) } else { 1.0 };
                self.scales.insert(font, scale);
                scale
            }
        };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let (words, marked) = unmarked(&words);
        let words = if item.upper { words.to_uppercase() } else { words };
        // Upper case may change the bytes' count.
        let marked = if item.upper { Vec::new() } else { marked };
        let spread = if item.upper { 6.0 } else { usual.tracking };
        let tracking = item.tracking.unwrap_or(spread) / 100.0;
        let leading = item.leading.unwrap_or(usual.leading);
        let shaped = self.shaper.shape(&words, &Style { face: &face, leading, tracking }, &marked);
        for character in
            shaped.missing.chars().filter(|c| !self.missing.contains(*c)).collect::<Vec<_>>()
        {
            self.missing.push(character);
        }
        TextNode {
            what: usual.words,
            shaped,
            face,
            leading,
            tracking,
            size: item.size.unwrap_or(usual.size).map(|size| size * scale),
            lines: item.lines.unwrap_or(usual.lines),
            width: item.width,
            dress: item.dress,
            tick: item.kind == ItemKind::Checklist,
            ink: item.ink,
            fill: item.fill,
            centred: false,
        }
    }

    /// A fact's figures large, what stands before and after them small, above and below.
    fn stacked(&mut self, item: &Item) -> Option<NodeKind> {
        let fact = self.content.fact.trim();
        if fact.is_empty() {
            return None;
        }
        let words: Vec<&str> = fact.split_whitespace().collect();
        let figure = words.iter().position(|word| word.contains(|c: char| c.is_numeric()));
        let parts = match figure {
            Some(at) => [words[..at].join(" "), words[at].to_owned(), words[at + 1..].join(" ")],
            None => [String::new(), fact.to_owned(), String::new()],
        };
        let mut children = Vec::new();
        for (part, large) in parts.iter().zip([false, true, false]) {
            if part.is_empty() {
                continue;
            }
            let mut usual = usual(ItemKind::Fact);
            usual.font = if large { Font::Heading } else { Font::Strong };
            usual.lines = 1;
            let mut node = self.text_node(item, part, usual);
            if large && figure.is_none() {
                // A word is broader than a figure.
                node.size = node.size.map(|size| size * 0.6);
            }
            if !large {
                node.size = item.size.unwrap_or([2.4, 2.8]).map(|size| (size * 0.34).max(2.2));
            }
            node.dress = Dress::Plain;
            node.centred = true;
            let above = (!children.is_empty()).then_some(if large { 1.5 } else { 1.7 });
            children.push(Node { above, kind: NodeKind::Text(Box::new(node)) });
        }
        Some(NodeKind::Group { row: false, gap: 1.2, children })
    }

    fn checklist(&mut self, item: &Item) -> Option<NodeKind> {
        let entries: Vec<String> =
            self.content.lines.iter().filter(|line| !line.trim().is_empty()).cloned().collect();
        if entries.is_empty() {
            return None;
        }
        let children = entries.iter().map(|entry| {
            let node = self.text_node(item, entry, usual(ItemKind::Checklist));
            Node { above: None, kind: NodeKind::Text(Box::new(node)) }
        });
        let children = children.collect();
        Some(NodeKind::Group { row: false, gap: item.width.unwrap_or(2.9), children })
    }

    fn logo(&mut self, item: &Item) -> Option<NodeKind> {
        let theme = self.theme;
        if theme.logo_light.is_some() || theme.logo_dark.is_some() {
            return Some(NodeKind::Logo(item.size.unwrap_or([4.2, 5.2])));
        }
        if theme.name.trim().is_empty() {
            return None;
        }
        let mut item = item.clone();
        item.size = item.size.map(|size| size.map(|size| size * 0.72));
        let node = self.text_node(&item, &theme.name.clone(), usual(ItemKind::Logo));
        Some(NodeKind::Text(Box::new(node)))
    }
}

/// A text without its asterisks, and the bytes that stood between them.
fn unmarked(text: &str) -> (String, Vec<Range<usize>>) {
    if !text.matches('*').count().is_multiple_of(2) {
        return (text.to_owned(), Vec::new());
    }
    let (mut plain, mut marked) = (String::new(), Vec::new());
    for (at, part) in text.split('*').enumerate() {
        let start = plain.len();
        plain.push_str(part);
        if at % 2 == 1 && !part.is_empty() {
            marked.push(start..plain.len());
        }
    }
    (plain, marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_mark_and_are_not_shown() {
        let (plain, marked) = unmarked("Lace up for *morning* miles");
        assert_eq!(plain, "Lace up for morning miles");
        assert_eq!((marked.len(), &plain[marked[0].clone()]), (1, "morning"));
        assert_eq!(unmarked("5 * 3"), ("5 * 3".into(), vec![]));
    }
}
