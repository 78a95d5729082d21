//! Paints a tree of SVG: the filters of illustrations, layer by layer on all cores, then everything in bands of rows.
//! Paths, gradients, clips and masks are painted by resvg, and so is a whole tree with a filter that `filter` lacks.

mod blend;
mod blur;
mod filter;
mod gradient;
mod image;

pub(crate) use image::divided;

use blend::Stamp;
use gradient::Shaded;
use rayon::prelude::*;
use resvg::tiny_skia::{IntRect, Pixmap, PixmapMut, Transform};
use resvg::usvg::{self, BlendMode, Group, Node};

/// How many rows are painted as one piece of work. It is the same on every machine, and so are the pixels.
const BAND: usize = 256;
/// The pixels of layers that are held at once.
const HELD: u64 = 16 << 20;

/// Paints a tree over what is on the canvas.
pub(crate) fn paint(tree: &usvg::Tree, place: Transform, canvas: &mut Pixmap) {
    let is_known = tree.patterns().is_empty() && is_known(tree.root());
    match is_known.then(|| pieces(tree.root(), place, limit(canvas))).flatten() {
        Some(pieces) => paint_pieces(&pieces, canvas),
        None => resvg::render(tree, place, &mut canvas.as_mut()),
    }
}

/// What is painted at once.
enum Piece<'a> {
    /// What resvg paints, and where its parent lies.
    Plain(&'a Node, Transform),
    Shaded(Shaded<'a>),
    /// What resvg clips or masks. Where it ends depends on the canvas, which is therefore a whole one.
    Cut(&'a Node, Transform),
    Layer(Layer<'a>),
}

/// A group that is painted by itself before it is laid on what is below it.
struct Layer<'a> {
    group: &'a Group,
    content: Vec<Piece<'a>>,
    area: Area,
}

/// Where a layer is painted, and how it is laid on what is below it.
struct Area {
    /// The layer's pixels before they are turned.
    rect: IntRect,
    /// From the group's units to the layer's pixels.
    place: Transform,
    /// Filters work upright; this turns their result.
    turn: Transform,
    /// How far the layers within it may reach.
    limit: IntRect,
}

/// Whether everything below a group can be painted here.
fn is_known(group: &Group) -> bool {
    group.children().iter().all(|node| match node {
        Node::Group(group) if !group.should_isolate() => is_known(group),
        Node::Group(group) if is_bare(group) => {
            group.filters().iter().all(|filter| filter::is_known(filter)) && is_known(group)
        }
        Node::Group(group) => !has_filters(group) && group.blend_mode() == BlendMode::Normal,
        _ => true,
    })
}

/// Whether a group is a layer for its filters and its opacity alone.
fn is_bare(group: &Group) -> bool {
    let is_whole = group.clip_path().is_none() && group.mask().is_none();
    is_whole && group.blend_mode() == BlendMode::Normal
}

fn has_filters(group: &Group) -> bool {
    let below = |node: &Node| matches!(node, Node::Group(group) if has_filters(group));
    !group.filters().is_empty()
        || group.children().iter().any(below)
        || group.mask().is_some_and(|mask| has_filters(mask.root()))
}

/// What a group consists of; `None` where a part of it cannot be painted by itself.
fn pieces(group: &Group, place: Transform, limit: IntRect) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    collect(group, place, limit, &mut pieces)?;
    Some(pieces)
}

fn collect<'a>(
    group: &'a Group,
    place: Transform,
    limit: IntRect,
    pieces: &mut Vec<Piece<'a>>,
) -> Option<()> {
    for node in group.children() {
        match node {
            Node::Group(group) => {
                let within = place.pre_concat(group.transform());
                if !group.should_isolate() {
                    collect(group, within, limit, pieces)?;
                } else if !is_bare(group) {
                    pieces.push(Piece::Cut(node, place));
                } else if let Some(area) = Area::of(group, within, limit) {
                    let content = self::pieces(group, area.place, area.limit)?;
                    pieces.push(Piece::Layer(Layer { group, content, area }));
                }
            }
            Node::Path(path) => match Shaded::of(path, place) {
                Some(shaded) => pieces.push(Piece::Shaded(shaded)),
                // resvg paints no upright line by itself.
                None if node.abs_layer_bounding_box().is_none() => {
                    path.stroke().is_none().then_some(())?;
                }
                None => pieces.push(Piece::Plain(node, place)),
            },
            Node::Image(_) | Node::Text(_) => pieces.push(Piece::Plain(node, place)),
        }
    }
    Some(())
}

/// How far layers reach: twice the canvas beyond each of its edges, as in resvg.
fn limit(canvas: &Pixmap) -> IntRect {
    let (width, height) = (canvas.width(), canvas.height());
    IntRect::from_xywh(-2 * width as i32, -2 * height as i32, 5 * width, 5 * height)
        .expect("a canvas has at most 8192 pixels a side")
}

impl Area {
    /// Where a group at `place` is painted; `None` where nothing of it can be seen.
    fn of(group: &Group, place: Transform, limit: IntRect) -> Option<Self> {
        let turn = if group.filters().is_empty() {
            Transform::identity()
        } else {
            let (x, y) = (place.sx.hypot(place.ky), place.kx.hypot(place.sy));
            Transform::from_row(place.sx / x, place.ky / x, place.kx / y, place.sy / y, 0.0, 0.0)
        };
        let upright = turn.invert()?;
        let limit = limit.to_rect().transform(upright)?.round_out()?;
        let place = upright.pre_concat(place);
        let edges = group.layer_bounding_box().transform(place)?;
        // Smoothed edges reach beyond; a filter's region cuts them.
        let room = if group.filters().is_empty() { 2 } else { 0 };
        let area = IntRect::from_xywh(
            (edges.x().floor() as i32).checked_sub(room)?,
            (edges.y().floor() as i32).checked_sub(room)?,
            (edges.width().ceil() as u32).max(1).checked_add(2 * room as u32)?,
            (edges.height().ceil() as u32).max(1).checked_add(2 * room as u32)?,
        )?;
        let rect = within(area, limit)?;
        let place = place.post_translate(-rect.x() as f32, -rect.y() as f32);
        Some(Self { rect, place, turn, limit })
    }
}

impl Layer<'_> {
    fn stamp(&self) -> Option<Stamp> {
        let mut canvas = Pixmap::new(self.area.rect.width(), self.area.rect.height())?;
        paint_pieces(&self.content, &mut canvas);
        for filter in self.group.filters() {
            filter::apply(filter, self.area.place, &mut canvas);
        }
        let Area { rect, turn, .. } = self.area;
        let place = turn.pre_translate(rect.x() as f32, rect.y() as f32);
        Stamp::new(canvas, place, self.group.opacity().get())
    }

    fn pixels(&self) -> u64 {
        u64::from(self.area.rect.width()) * u64::from(self.area.rect.height())
    }
}

/// The part of a rectangle within another.
fn within(inner: IntRect, outer: IntRect) -> Option<IntRect> {
    IntRect::from_ltrb(
        inner.left().max(outer.left()),
        inner.top().max(outer.top()),
        inner.right().min(outer.right()),
        inner.bottom().min(outer.bottom()),
    )
}

fn paint_pieces(mut pieces: &[Piece<'_>], canvas: &mut Pixmap) {
    while !pieces.is_empty() {
        let mut held = 0;
        let fits = |piece: &&Piece<'_>| {
            held += match piece {
                Piece::Plain(..) | Piece::Shaded(_) => 0,
                Piece::Cut(..) => u64::from(canvas.width()) * u64::from(canvas.height()),
                Piece::Layer(layer) => layer.pixels(),
            };
            held <= HELD
        };
        let count = pieces.iter().take_while(fits).count().max(1);
        let (now, later) = pieces.split_at(count);
        paint_at_once(now, canvas);
        pieces = later;
    }
}

fn paint_at_once(pieces: &[Piece<'_>], canvas: &mut Pixmap) {
    let (width, height) = (canvas.width(), canvas.height());
    let stamp = |piece: &Piece<'_>| match piece {
        Piece::Plain(..) | Piece::Shaded(_) => None,
        Piece::Cut(node, place) => {
            let mut whole = Pixmap::new(width, height)?;
            paint_plain(node, *place, &mut whole.as_mut());
            Stamp::new(whole, Transform::identity(), 1.0)
        }
        Piece::Layer(layer) => layer.stamp(),
    };
    let stamps: Vec<Option<Stamp>> = pieces.par_iter().map(stamp).collect();
    let row = 4 * width as usize;
    canvas.data_mut().par_chunks_mut(row * BAND).enumerate().for_each(|(band, bytes)| {
        let top = band * BAND;
        for (piece, stamp) in pieces.iter().zip(&stamps) {
            match piece {
                Piece::Plain(node, place) => {
                    let rows = (bytes.len() / row) as u32;
                    let mut part = PixmapMut::from_bytes(bytes, width, rows)
                        .expect("a band is whole rows of the canvas");
                    let place = place.post_translate(0.0, -(top as f32));
                    paint_plain(node, place, &mut part);
                }
                Piece::Shaded(shaded) => shaded.paint(bytes, width as usize, top),
                Piece::Cut(..) | Piece::Layer(_) => {
                    if let Some(stamp) = stamp {
                        stamp.lay_on(bytes, width as usize, top);
                    }
                }
            }
        }
    });
}

/// resvg moves a node to the corner of the canvas; this moves it back.
fn paint_plain(node: &Node, place: Transform, canvas: &mut PixmapMut<'_>) {
    if let Some(edges) = node.abs_layer_bounding_box() {
        resvg::render_node(node, place.pre_translate(edges.x(), edges.y()), canvas);
    }
}
