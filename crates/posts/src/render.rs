//! The one function that makes a post: ground, then grounds of words, then words.
//! Knows the order of things; how each is done is told by the other modules.

mod ink;
mod veil;

use crate::canvas::{Canvas, rounded};
use crate::fit::{self, Group, Part, Room, TextPart, fit};
use crate::geometry::Ratio;
use crate::ground::{self, Frame};
use crate::layout::{Dress, Form, Layer, LayerKind, Words};
use crate::text::Shaper;
use crate::words::Reader;
use crate::{Content, Fonts, Layout, PostError, Rect, Rgb, SafeZone, Size, Theme};

/// A finished post.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub size: Size,
    /// The network's free area, in which all words lie.
    pub free: Rect,
    /// sRGB, 8 bits, opaque: `width * height * 4` bytes.
    pub rgba: Vec<u8>,
    /// The same without words and logos.
    pub ground: Vec<u8>,
    pub placed: Vec<Placed>,
    /// Where each cut-out of the first picture stands, by its number, from the one behind to the one in front.
    pub cutouts: Vec<(usize, Rect)>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Words(&'static str),
    Logo,
    Portrait,
    /// A rule or an arrow.
    Ornament,
}

/// One text or logo of a post.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub what: What,
    /// Words of one layer belong together.
    pub group: usize,
    /// Its lines' boxes, or the logo's.
    pub lines: Vec<Rect>,
    /// With its pill, tick or arrow.
    pub rect: Rect,
    /// Where the layout lets it stand.
    pub room: Rect,
    pub text: String,
    /// The letters' size in pixels.
    pub size: f32,
    pub ink: Rgb,
    /// The contrast that was measured and that which is needed.
    pub contrast: f32,
    pub needed: f32,
}

/// Makes a post. The same arguments give the same pixels.
pub fn render(
    layout: &Layout,
    content: &Content,
    theme: &Theme,
    fonts: &Fonts,
    size: Size,
    safe_zone: SafeZone,
) -> Result<Rendered, PostError> {
    let frame = frame(layout, size, safe_zone)?;
    lacking(layout, content)?;
    let layers = shown(layout, content, frame.ratio);
    let shaper = Shaper::new(fonts, &theme.language);
    let mut reader = Reader::new(shaper, layout, content, theme);
    let groups = groups(&layers, &frame, &mut reader)?;
    let mut canvas = Canvas::new(size);
    canvas.fill(&rounded(Rect::of(size), 0.0), theme.palette.light, 1.0);
    // What has no ground of its own stands on the picture's.
    let on_picture = groups.iter().filter(|group| group.layer.scrim.is_some());
    let words: Vec<Rect> = on_picture.map(|group| group.group.rect.grown(frame.unit)).collect();
    let mut cutouts = Vec::new();
    for layer in &layers {
        cutouts.extend(ground::paint(&mut canvas, layer, &frame, (content, &words), theme));
    }
    let behind_cutout = behind_cutout(&layers, content, theme);
    let mut post =
        Post { canvas, frame: &frame, theme, content, behind_cutout, placed: Vec::new() };
    for group in &groups {
        post.fill(group);
    }
    let veils = post.veils(&groups);
    for (group, veil) in groups.iter().zip(veils) {
        post.veil(group, veil);
    }
    for group in &groups {
        post.pills(group);
    }
    let beneath = post.canvas.flush().clone();
    for (number, group) in groups.iter().enumerate() {
        post.words(group, number, &beneath);
    }
    let placed = post.placed;
    let rgba = post.canvas.into_pixels().data_as_u8_slice().to_vec();
    let ground = beneath.data_as_u8_slice().to_vec();
    Ok(Rendered { size, free: frame.free, rgba, ground, placed, cutouts })
}

/// The colours of the first picture's ground, where that picture is a cut-out.
fn behind_cutout(layers: &[Layer], content: &Content, theme: &Theme) -> Option<[Rgb; 2]> {
    let layer = layers.iter().find(|layer| layer.kind == LayerKind::Picture)?;
    let is_cutout = content.pictures.get(layer.picture)?.is_cutout();
    is_cutout.then(|| ground::behind_cutout(layer, theme))
}

fn frame(layout: &Layout, size: Size, safe_zone: SafeZone) -> Result<Frame, PostError> {
    let sides = 64..=8192;
    if !sides.contains(&size.width) || !sides.contains(&size.height) {
        return Err(PostError::Size(size));
    }
    let free = safe_zone.free(size);
    if free.w < size.width as f32 * 0.2 || free.h < size.height as f32 * 0.2 {
        return Err(PostError::NoRoom(size));
    }
    let unit = (free.w * free.h).sqrt() / 100.0;
    Ok(Frame { size, free, unit, ratio: Ratio::of(size), margin: layout.margin })
}

/// What the layout cannot do without.
fn lacking(layout: &Layout, content: &Content) -> Result<(), PostError> {
    let name = layout.name.clone();
    let given = content.pictures.len();
    if given < layout.pictures {
        let needs = match layout.pictures {
            1 => "a picture".to_owned(),
            several => format!("{several} pictures"),
        };
        return Err(PostError::Pictures { layout: name, needs, given });
    }
    for words in &layout.needs {
        let text = match words {
            Words::Headline => content.headline.as_str(),
            Words::Fact => content.fact.as_str(),
            Words::Call => content.call.as_str(),
            Words::Line | Words::Entry => content.lines.first().map_or("", String::as_str),
            Words::Handle => content.handle.as_str(),
            Words::Name | Words::Label => continue,
        };
        if text.trim().is_empty() {
            return Err(PostError::Missing { layout: name, what: words.name() });
        }
    }
    Ok(())
}

fn shown(layout: &Layout, content: &Content, ratio: Ratio) -> Vec<Layer> {
    let pictures = content.pictures.len().min(layout.pictures_most);
    let layers = layout.layers.iter().filter_map(|layer| layer.get_ref().at_ratio(ratio));
    layers.filter(|layer| layer.when_pictures.is_none_or(|count| count == pictures)).collect()
}

/// A layer's words at their place.
struct Placing<'a> {
    layer: &'a Layer,
    group: Group,
    /// Where the layer's fill lies.
    fill: Rect,
    room: Rect,
}

fn groups<'a>(
    layers: &'a [Layer],
    frame: &Frame,
    reader: &mut Reader<'_>,
) -> Result<Vec<Placing<'a>>, PostError> {
    let mut found = Vec::new();
    for layer in layers {
        if matches!(layer.kind, LayerKind::Stack | LayerKind::Row)
            && let Some(node) = reader.nodes(layer)
        {
            found.push((layer, node));
        }
    }
    if !reader.missing.is_empty() {
        return Err(PostError::NoGlyphs(reader.missing.clone()));
    }
    let theme = reader.theme;
    let mirrored = reads_leftwards(&reader.content.headline);
    let logo = theme.logo_light.as_ref().or(theme.logo_dark.as_ref());
    let mut placed = Vec::new();
    for (layer, mut node) in found {
        let aside = mirrored && layer.hug && !frame.ratio.is_landscape();
        let (bounds, rect) = if aside { room(&mirror(layer), frame) } else { room(layer, frame) };
        let align = fit::share_of(layer.align);
        let room = Room {
            rect,
            unit: frame.unit,
            align: if mirrored { 1.0 - align } else { align },
            at: layer.at,
            logo_ratio: logo.map_or(1.0, |logo| logo.ratio),
            size: frame.size,
            layout: &reader.layout.name,
        };
        let mut group = fit(&mut node, &room, &mut reader.shaper)?;
        let fill = fill_of(layer, frame, &mut group, bounds);
        placed.push(Placing { layer, group, fill, room: rect });
    }
    Ok(placed)
}

/// The room of a group's fill and that of its words.
fn room(layer: &Layer, frame: &Frame) -> (Rect, Rect) {
    let inset = layer.inset.map_or([0.0; 4], |pad| pad.0);
    let margin = [frame.margin; 4];
    if layer.fill.is_none() {
        let rect = frame.place(layer, layer.pad.map_or(margin, |pad| pad.0), false);
        return (rect, rect);
    }
    let pad = layer.pad.map_or(if layer.hug { margin } else { [0.0; 4] }, |pad| pad.0);
    let bounds = frame.place(layer, pad, !layer.hug);
    let inside = bounds.common(frame.free);
    let [top, right, bottom, left] = inset.map(|units| units * frame.unit);
    let rect = Rect::new(
        inside.x + left,
        inside.y + top,
        (inside.w - left - right).max(1.0),
        (inside.h - top - bottom).max(1.0),
    );
    (bounds, rect)
}

/// A layer on the other side of the post.
fn mirror(layer: &Layer) -> Layer {
    let mut layer = layer.clone();
    layer.area[0] = (1.0 - layer.area[0] - layer.area[2]).max(0.0);
    if let Some(pad) = &mut layer.pad {
        pad.0.swap(1, 3);
    }
    layer
}

/// Where a group's fill lies; a fill that hugs its words is kept within its bounds.
fn fill_of(layer: &Layer, frame: &Frame, group: &mut Group, bounds: Rect) -> Rect {
    if layer.fill.is_none() || !layer.hug {
        return bounds;
    }
    let [top, right, bottom, left] =
        layer.inset.map_or([0.0; 4], |pad| pad.0).map(|units| units * frame.unit);
    let words = group.rect;
    let mut fill = if matches!(layer.form, Form::Circle | Form::Seal) {
        let side = words.w.hypot(words.h) * 0.94 + left + right;
        let (x, y) = words.centre();
        Rect::new(x - side / 2.0, y - side / 2.0, side, side)
    } else {
        Rect::new(words.x - left, words.y - top, words.w + left + right, words.h + top + bottom)
    };
    if layer.stretch {
        (fill.x, fill.w) = (bounds.x, bounds.w);
    }
    let within = bounds.common(frame.free);
    let dx = (within.x - fill.x).max(0.0) - (fill.right() - within.right()).max(0.0);
    let dy = (within.y - fill.y).max(0.0) - (fill.bottom() - within.bottom()).max(0.0);
    fill.x += dx;
    fill.y += dy;
    group.rect.x += dx;
    group.rect.y += dy;
    for leaf in &mut group.leaves {
        leaf.rect.x += dx;
        leaf.rect.y += dy;
        if let Part::Text(text) = &mut leaf.part {
            text.at.0 += dx;
            text.at.1 += dy;
        }
    }
    fill
}

/// Whether the first letter belongs to a script that is written from the right.
fn reads_leftwards(text: &str) -> bool {
    let first = text.chars().find(|character| character.is_alphabetic());
    first.is_some_and(
        |c| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC),
    )
}

/// A post that is being made.
struct Post<'a> {
    canvas: Canvas,
    frame: &'a Frame,
    theme: &'a Theme,
    content: &'a Content,
    /// The colours above and at the foot of a post that a cut-out fills.
    behind_cutout: Option<[Rgb; 2]>,
    placed: Vec<Placed>,
}

fn lines_of(text: &TextPart) -> Vec<Rect> {
    let moved = |line: &Rect| Rect { x: line.x + text.at.0, y: line.y + text.at.1, ..*line };
    text.block.lines.iter().map(moved).collect()
}

/// The texts that stand on the group's own ground.
fn plain_texts<'a>(group: &'a Placing<'_>) -> impl Iterator<Item = (&'a TextPart, Vec<Rect>)> {
    group.group.leaves.iter().filter_map(|leaf| match &leaf.part {
        Part::Text(text) if text.dress != Dress::Pill => Some((text, lines_of(text))),
        _ => None,
    })
}
