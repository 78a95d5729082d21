//! Finds the largest size at which a group of words fits its box, and where each of its parts stands.
//! Knows nothing of colour or painting.

use crate::layout::{Align, Dress, Words};
use crate::text::{Block, Shaper};
use crate::theme::Role;
use crate::words::{Node, NodeKind, TextNode};
use crate::{PostError, Rect, Size};

/// One part of a group at its place.
pub struct Leaf {
    /// The room it takes: for a pill with its fill, for a checklist's entry with its tick.
    pub rect: Rect,
    pub part: Part,
}

pub enum Part {
    Text(TextPart),
    Logo,
    Rule(Option<Role>),
    Portrait(usize),
    Arrow,
}

pub struct TextPart {
    pub what: Words,
    pub text: String,
    pub block: Block,
    /// Where the block's origin lies.
    pub at: (f32, f32),
    /// In pixels.
    pub size: f32,
    pub ink: Option<Role>,
    pub fill: Option<Role>,
    pub dress: Dress,
    pub tick: bool,
    pub rtl: bool,
}

/// A group that was placed.
pub struct Group {
    pub rect: Rect,
    pub leaves: Vec<Leaf>,
}

/// What did not fit.
#[derive(Debug)]
enum Over {
    Wide { what: Words, word: String, percent: u32 },
    Long { what: Words, over: usize },
}

/// The room a group may take and how it stands in it.
pub struct Room<'a> {
    pub rect: Rect,
    pub unit: f32,
    pub align: f32,
    pub at: Align,
    pub logo_ratio: f32,
    pub size: Size,
    pub layout: &'a str,
}

struct Laid {
    w: f32,
    h: f32,
    leaves: Vec<Leaf>,
}

/// Sizes are searched to within a thousandth of their range.
const STEPS: usize = 10;
/// Below this share of the range a long word is hyphenated rather than set smaller.
const HYPHENATE: f32 = 0.2;

/// Largest size first: smallest and largest sizes of all texts grow together.
pub fn fit(node: &mut Node, room: &Room<'_>, shaper: &mut Shaper<'_>) -> Result<Group, PostError> {
    hyphenate(node, room, shaper);
    let fits = |node: &mut Node, share: f32| -> Result<(), Over> {
        let laid = lay(node, share, room.rect.w, room, false)?;
        if laid.h <= room.rect.h + 0.5 {
            return Ok(());
        }
        let (what, length) = longest(node);
        let over = (length as f32 * (1.0 - room.rect.h / laid.h)).ceil() as usize;
        Err(Over::Long { what, over: over.max(1) })
    };
    let share = match fits(node, 1.0) {
        Ok(()) => 1.0,
        Err(_) => {
            fits(node, 0.0).map_err(|over| refusal(over, room))?;
            let (mut small, mut large) = (0.0, 1.0);
            for _ in 0..STEPS {
                let middle = (small + large) / 2.0;
                if fits(node, middle).is_ok() { small = middle } else { large = middle }
            }
            small
        }
    };
    let mut laid = lay(node, share, room.rect.w, room, true).map_err(|over| refusal(over, room))?;
    spread(node, &mut laid, room);
    let (dx, dy) = (
        room.rect.x + (room.rect.w - laid.w) * room.align,
        room.rect.y + (room.rect.h - laid.h).max(0.0) * share_of(room.at),
    );
    for leaf in &mut laid.leaves {
        move_by(leaf, dx, dy);
    }
    Ok(Group { rect: Rect::new(dx, dy, laid.w, laid.h), leaves: laid.leaves })
}

pub fn share_of(align: Align) -> f32 {
    match align {
        Align::Start => 0.0,
        Align::Center => 0.5,
        Align::End => 1.0,
    }
}

fn refusal(over: Over, room: &Room<'_>) -> PostError {
    let (layout, size) = (room.layout.to_owned(), room.size);
    match over {
        Over::Wide { what, word, percent } => {
            PostError::TooWide { layout, what: what.name(), word, percent, size }
        }
        Over::Long { what, over } => PostError::TooLong { layout, what: what.name(), over, size },
    }
}

fn move_by(leaf: &mut Leaf, x: f32, y: f32) {
    leaf.rect.x += x;
    leaf.rect.y += y;
    if let Part::Text(text) = &mut leaf.part {
        text.at.0 += x;
        text.at.1 += y;
    }
}

fn each_text(node: &mut Node, act: &mut dyn FnMut(&mut TextNode)) {
    match &mut node.kind {
        NodeKind::Text(text) => act(text),
        NodeKind::Group { children, .. } => {
            children.iter_mut().for_each(|child| each_text(child, act))
        }
        _ => {}
    }
}

fn hyphenate(node: &mut Node, room: &Room<'_>, shaper: &mut Shaper<'_>) {
    each_text(node, &mut |text| {
        let size = (text.size[0] + HYPHENATE * (text.size[1] - text.size[0])) * room.unit;
        let width = room.rect.w * text.width.unwrap_or(1.0) - indent(text, size);
        if text.shaped.least_width(size) <= width {
            return;
        }
        let style = text.style();
        if let Some(broken) = text.shaped.hyphenated(shaper, &style, size, width) {
            text.shaped = shaper.shape(&broken, &style, &[]);
        }
    });
}

fn longest(node: &mut Node) -> (Words, usize) {
    let mut longest = (Words::Headline, 0);
    each_text(node, &mut |text| {
        let length = text.shaped.text().chars().count();
        let large = text.size[0] / 3.0;
        if length as f32 * large > longest.1 as f32 {
            longest = (text.what, length);
        }
    });
    longest
}

/// What a text's dress takes of its width.
fn indent(text: &TextNode, size: f32) -> f32 {
    match text.dress {
        _ if text.tick => 1.75 * size,
        Dress::Pill => 2.5 * size,
        Dress::Arrow => 1.9 * size,
        _ => 0.0,
    }
}

fn lay(node: &mut Node, share: f32, width: f32, room: &Room<'_>, last: bool) -> Result<Laid, Over> {
    let unit = room.unit;
    let only = |w: f32, h: f32, part: Part| Laid {
        w,
        h,
        leaves: vec![Leaf { rect: Rect::new(0.0, 0.0, w, h), part }],
    };
    match &mut node.kind {
        NodeKind::Text(text) => lay_text(text, share, width, room, last),
        NodeKind::Logo([least, most]) => {
            // A wide logo is lower, so that logos of every shape weigh about the same.
            let even = (3.2 / room.logo_ratio).sqrt().clamp(0.62, 1.5);
            let height = (*least + (*most - *least) * share) * unit * even;
            let height = height.min(width / room.logo_ratio);
            Ok(only(height * room.logo_ratio, height, Part::Logo))
        }
        NodeKind::Rule(ink) => Ok(only(7.0 * unit, 0.7 * unit, Part::Rule(*ink))),
        NodeKind::Portrait(number, side) => {
            let side = *side * unit;
            Ok(only(side, side, Part::Portrait(*number)))
        }
        NodeKind::Arrow(height) => Ok(only(*height * 0.8 * unit, *height * unit, Part::Arrow)),
        NodeKind::Space => Ok(Laid { w: 0.0, h: 0.0, leaves: Vec::new() }),
        NodeKind::Group { row: true, gap, children } => {
            match lay_row(children, *gap * unit, share, width, room, last)? {
                Some(laid) => Ok(laid),
                None => lay_column(children, *gap * unit * 0.8, share, width, room, last),
            }
        }
        NodeKind::Group { row: false, gap, children } => {
            lay_column(children, *gap * unit, share, width, room, last)
        }
    }
}

fn lay_text(
    text: &mut TextNode,
    share: f32,
    width: f32,
    room: &Room<'_>,
    last: bool,
) -> Result<Laid, Over> {
    let size = (text.size[0] + (text.size[1] - text.size[0]) * share) * room.unit;
    let width = width * text.width.unwrap_or(1.0);
    let indent = indent(text, size);
    let free = (width - indent).max(1.0);
    let least = text.shaped.least_width(size);
    if least > free * 1.001 {
        let words = text.shaped.text().split_whitespace();
        let word = words.max_by_key(|word| word.chars().count()).unwrap_or_default().to_owned();
        let percent = ((least / free - 1.0) * 100.0).ceil() as u32;
        return Err(Over::Wide { what: text.what, word, percent });
    }
    let (lines, broadest, height) = text.shaped.measure(size, free);
    if lines > text.lines {
        let length = text.shaped.text().chars().count();
        let over = (length as f32 * (1.0 - text.lines as f32 / lines as f32)).ceil() as usize;
        return Err(Over::Long { what: text.what, over: over.max(1) });
    }
    let rtl = text.shaped.is_rtl();
    let inner = if text.centred || text.dress == Dress::Pill { 0.5 } else { room.align };
    let block = if last {
        text.shaped.block(size, free, inner)
    } else {
        Block { width: broadest, height, ..Block::default() }
    };
    let (left, above) = match text.dress {
        _ if text.tick => (if rtl { 0.0 } else { indent }, 0.0),
        Dress::Pill => (indent / 2.0, 0.88 * size),
        Dress::Arrow => (if rtl { indent } else { 0.0 }, 0.0),
        Dress::Plain | Dress::Stacked => (0.0, 0.0),
    };
    let rect = Rect::new(0.0, 0.0, block.width + indent, block.height + 2.0 * above);
    let part = TextPart {
        what: text.what,
        text: if last { text.shaped.text().to_owned() } else { String::new() },
        block,
        at: (left, above),
        size,
        ink: text.ink,
        fill: text.fill,
        dress: text.dress,
        tick: text.tick,
        rtl,
    };
    Ok(Laid { w: rect.w, h: rect.h, leaves: vec![Leaf { rect, part: Part::Text(part) }] })
}

/// Side by side; none where they are too broad for that.
fn lay_row(
    children: &mut [Node],
    gap: f32,
    share: f32,
    width: f32,
    room: &Room<'_>,
    last: bool,
) -> Result<Option<Laid>, Over> {
    let mut parts = Vec::new();
    for child in children.iter_mut() {
        let space = matches!(child.kind, NodeKind::Space);
        let laid = lay(child, share, width, room, last)?;
        parts.push((space, child.above.map(|above| above * room.unit), laid));
    }
    let shown = parts.iter().filter(|(space, ..)| !space).count();
    let spaces = parts.len() - shown;
    let gaps = gap * shown.saturating_sub(1) as f32;
    let total: f32 = parts.iter().map(|(.., laid)| laid.w).sum::<f32>() + gaps;
    if total > width && shown > 1 {
        return Ok(None);
    }
    let spare = if spaces > 0 { (width - total).max(0.0) / spaces as f32 } else { 0.0 };
    let height = parts.iter().map(|(.., laid)| laid.h).fold(0.0, f32::max);
    if room.align == 1.0 {
        parts.reverse();
    }
    let (mut x, mut leaves, mut first) = (0.0, Vec::new(), true);
    for (space, _, laid) in parts {
        if space {
            x += spare;
            continue;
        }
        if !first {
            x += gap;
        }
        first = false;
        let y = (height - laid.h) / 2.0;
        for mut leaf in laid.leaves {
            move_by(&mut leaf, x, y);
            leaves.push(leaf);
        }
        x += laid.w;
    }
    let w = if spaces > 0 { width } else { x };
    Ok(Some(Laid { w, h: height, leaves }))
}

fn lay_column(
    children: &mut [Node],
    gap: f32,
    share: f32,
    width: f32,
    room: &Room<'_>,
    last: bool,
) -> Result<Laid, Over> {
    let mut placed = Vec::new();
    let (mut y, mut foot, mut broadest) = (0.0, 0.0, 0.0f32);
    let mut first = true;
    for child in children.iter_mut() {
        if matches!(child.kind, NodeKind::Space) {
            continue;
        }
        let laid = lay(child, share, width, room, last)?;
        if !first {
            y += child.above.map_or(gap, |above| above * room.unit);
        }
        first = false;
        let centred = matches!(&child.kind, NodeKind::Text(text) if text.centred);
        let h = laid.h;
        // The gap begins below the letters' descenders.
        let descends = match laid.leaves.last().map(|leaf| &leaf.part) {
            Some(Part::Text(text)) if text.dress != Dress::Pill => 0.2 * text.size,
            _ => 0.0,
        };
        broadest = broadest.max(laid.w);
        placed.push((y, if centred { 0.5 } else { room.align }, laid));
        y += h + descends;
        foot = y - descends;
    }
    let mut leaves = Vec::new();
    for (top, align, laid) in placed {
        let x = (broadest - laid.w) * align;
        for mut leaf in laid.leaves {
            move_by(&mut leaf, x, top);
            leaves.push(leaf);
        }
    }
    Ok(Laid { w: broadest, h: foot, leaves })
}

/// Moves what stands below a stack's space down by the room that is left.
fn spread(node: &Node, laid: &mut Laid, room: &Room<'_>) {
    let NodeKind::Group { row: false, children, .. } = &node.kind else { return };
    let spaces = children.iter().filter(|child| matches!(child.kind, NodeKind::Space)).count();
    let spare = room.rect.h - laid.h;
    if spaces == 0 || spare <= 0.0 {
        return;
    }
    let (mut leaf, mut passed) = (0, 0);
    for child in children {
        if matches!(child.kind, NodeKind::Space) {
            passed += 1;
            continue;
        }
        for _ in 0..leaves_of(child) {
            if let Some(leaf) = laid.leaves.get_mut(leaf) {
                move_by(leaf, 0.0, spare * passed as f32 / spaces as f32);
            }
            leaf += 1;
        }
    }
    laid.h = room.rect.h;
}

fn leaves_of(node: &Node) -> usize {
    match &node.kind {
        NodeKind::Group { children, .. } => children.iter().map(leaves_of).sum(),
        NodeKind::Space => 0,
        _ => 1,
    }
}
