//! The one function that makes a post: ground, then grounds of words, then words.
//! Knows the order of things; how each is done is told by the other modules.

use crate::canvas::{Canvas, kurbo, rounded, turned};
use crate::contrast::{Beneath, SPARE, ink_on, needed};
use crate::fit::{self, Group, Leaf, Part, Room, TextPart, fit};
use crate::geometry::Ratio;
use crate::ground::{self, Frame, covering, outline, scaled};
use crate::layout::{Dress, Form, Layer, LayerKind, Scrim, Words};
use crate::text::Shaper;
use crate::theme::Role;
use crate::words::Reader;
use crate::{Content, Fonts, Layout, Logo, PostError, Rect, Rgb, SafeZone, Size, Theme};
use std::sync::Arc;
use vello_cpu::Pixmap;
use vello_cpu::kurbo::{BezPath, Circle, Point, Shape as _};

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
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Words(&'static str),
    Logo,
    Portrait,
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
    for layer in &layers {
        ground::paint(&mut canvas, layer, &frame, content, theme);
    }
    let mut post = Post { canvas, frame: &frame, theme, content, placed: Vec::new() };
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
    Ok(Rendered { size, free: frame.free, rgba, ground, placed })
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
        let (bounds, rect) = room(layer, frame);
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
    first.is_some_and(|c| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC))
}

/// What is laid beneath a group so that it can be read.
#[derive(Clone, Copy)]
enum Veil {
    None,
    /// The layer's scrim at that strength.
    Scrim(f32),
    /// A rounded panel of that colour.
    Panel(Rgb, f32),
}

/// The least a scrim darkens, so that it looks intended.
const LEAST_SCRIM: f32 = 0.38;
/// The most anything may cover a picture.
const MOST: f32 = 0.94;
/// Fills stand out from their ground by at least this ratio.
const STANDS_OUT: f32 = 1.6;

struct Post<'a> {
    canvas: Canvas,
    frame: &'a Frame,
    theme: &'a Theme,
    content: &'a Content,
    placed: Vec<Placed>,
}

impl Post<'_> {
    fn fill(&mut self, group: &Placing<'_>) {
        let Some(role) = group.layer.fill else { return };
        let (layer, unit) = (group.layer, self.frame.unit);
        let radius = layer.radius * unit * self.theme.roundness;
        let colour = self.theme.palette.role(role);
        if layer.shadow.is_some() {
            let below = Rect { y: group.fill.y + 1.3 * unit, ..group.fill };
            let round = if layer.form == Form::Circle || layer.form == Form::Seal { below.w / 2.0 } else { radius };
            self.canvas.soft(below, round, 2.4 * unit, self.theme.palette.dark, 0.24);
        }
        let path = outline(layer.form, group.fill, radius);
        if layer.tilt == 0.0 {
            self.canvas.fill(&path, colour, layer.opacity.unwrap_or(1.0));
        } else {
            let path = turned(layer.tilt, group.fill.centre()) * path;
            self.canvas.fill(&path, colour, layer.opacity.unwrap_or(1.0));
        }
    }

    /// How strongly the ground beneath each group must be covered.
    fn veils(&mut self, groups: &[Placing<'_>]) -> Vec<Veil> {
        let (palette, width) = (self.theme.palette, self.frame.size.width);
        let pixels = self.canvas.flush();
        let veil = |group: &Placing<'_>| {
            let texts: Vec<_> = plain_texts(group)
                .map(|(text, lines)| {
                    let beneath: Vec<_> =
                        lines.iter().map(|line| Beneath::of(pixels, line.grown(2.0))).collect();
                    (needed(text.size, width) + SPARE, beneath)
                })
                .collect();
            let reads = |ink: Rgb, veil: Rgb, opacity: f32| {
                texts.iter().all(|(needed, beneath)| {
                    beneath.iter().all(|part| {
                        let worst =
                            if opacity == 0.0 { part.worst(ink) } else { part.under(veil, opacity).worst(ink) };
                        worst >= *needed
                    })
                })
            };
            if group.layer.scrim.is_some() {
                let fill = palette.role(group.layer.scrim_fill);
                let ink = ink_on(&palette, fill);
                let steps = (0..=14).map(|step| LEAST_SCRIM + (MOST - LEAST_SCRIM) * step as f32 / 14.0);
                let strength = steps.into_iter().find(|strength| reads(ink, fill, *strength));
                return Veil::Scrim(strength.unwrap_or(MOST));
            }
            let inks = [palette.light, palette.dark];
            if texts.is_empty() || inks.iter().any(|ink| reads(*ink, *ink, 0.0)) {
                return Veil::None;
            }
            let (light, dark) = (inks.map(|ink| mean_contrast(&texts, ink))[0], mean_contrast(&texts, palette.dark));
            let fill = if light >= dark { palette.dark } else { palette.light };
            let ink = ink_on(&palette, fill);
            let steps = (0..=8).map(|step| 0.62 + (MOST - 0.62) * step as f32 / 8.0);
            let opacity = steps.into_iter().find(|opacity| reads(ink, fill, *opacity));
            Veil::Panel(fill, opacity.unwrap_or(1.0))
        };
        groups.iter().map(veil).collect()
    }

    fn veil(&mut self, group: &Placing<'_>, veil: Veil) {
        let unit = self.frame.unit;
        match veil {
            Veil::None => {}
            Veil::Panel(fill, opacity) => {
                let rect = group.group.rect.grown(2.6 * unit);
                let path = rounded(rect, 2.2 * unit * self.theme.roundness);
                self.canvas.fill(&path, fill, opacity);
            }
            Veil::Scrim(strength) => {
                let page = Rect::of(self.frame.size);
                let fill = self.theme.palette.role(group.layer.scrim_fill);
                let words = group.group.rect.grown(2.0 * unit);
                let scrim = group.layer.scrim.unwrap_or(Scrim::All);
                self.scrim(scrim, page, words, (fill, strength));
            }
        }
    }

    /// Clear at a distance from the words, of its full strength beneath them and up to the edge.
    fn scrim(&mut self, scrim: Scrim, page: Rect, words: Rect, (fill, strength): (Rgb, f32)) {
        let fade = 0.30 * if matches!(scrim, Scrim::Left | Scrim::Right) { page.w } else { page.h };
        let (ramp, full, from, to) = match scrim {
            Scrim::All => {
                self.canvas.fill(&kurbo(page).to_path(0.1), fill, strength);
                return;
            }
            Scrim::Bottom => {
                let (start, edge) = ((words.y - fade).round(), words.y.round());
                let ramp = Rect::new(0.0, start, page.w, edge - start);
                (ramp, Rect::new(0.0, edge, page.w, page.h - edge), (0.0, start), (0.0, edge))
            }
            Scrim::Top => {
                let (start, edge) = ((words.bottom() + fade).round(), words.bottom().round());
                let ramp = Rect::new(0.0, edge, page.w, start - edge);
                (ramp, Rect::new(0.0, 0.0, page.w, edge), (0.0, start), (0.0, edge))
            }
            Scrim::Left => {
                let (start, edge) = ((words.right() + fade).round(), words.right().round());
                let ramp = Rect::new(edge, 0.0, start - edge, page.h);
                (ramp, Rect::new(0.0, 0.0, edge, page.h), (start, 0.0), (edge, 0.0))
            }
            Scrim::Right => {
                let (start, edge) = ((words.x - fade).round(), words.x.round());
                let ramp = Rect::new(start, 0.0, edge - start, page.h);
                (ramp, Rect::new(edge, 0.0, page.w - edge, page.h), (start, 0.0), (edge, 0.0))
            }
        };
        let path = kurbo(ramp.common(page)).to_path(0.1);
        self.canvas.gradient(&path, (from, fill, 0.0), (to, fill, strength));
        self.canvas.fill(&kurbo(full).to_path(0.1), fill, strength);
    }

    /// The fills of calls and facts, each in a colour that stands out.
    fn pills(&mut self, group: &Placing<'_>) {
        let palette = self.theme.palette;
        let pixels = self.canvas.flush();
        let mut fills = Vec::new();
        for leaf in &group.group.leaves {
            let Part::Text(text) = &leaf.part else { continue };
            if text.dress != Dress::Pill {
                continue;
            }
            let ground = Beneath::of(pixels, leaf.rect.grown(3.0)).luminance();
            let wanted = text.fill.unwrap_or(Role::Accent);
            let roles = [wanted, Role::Accent, Role::Light, Role::Dark, Role::Primary];
            let stands_out = |role: &Role| {
                crate::theme::contrast(palette.role(*role).luminance(), ground) >= STANDS_OUT
            };
            let role = roles.into_iter().find(stands_out).unwrap_or(Role::Light);
            fills.push((leaf.rect, text.size, palette.role(role)));
        }
        for (rect, size, colour) in fills {
            let roundness = self.theme.roundness.clamp(0.15, 1.0);
            let radius = (rect.h / 2.0 * roundness).min(size * 1.25);
            self.canvas.fill(&rounded(rect, radius), colour, 1.0);
        }
    }

    fn words(&mut self, group: &Placing<'_>, number: usize, beneath: &Pixmap) {
        let base = self.base_ink(group, beneath);
        for leaf in &group.group.leaves {
            let placed = match &leaf.part {
                Part::Text(text) => self.text(leaf, text, base, beneath),
                Part::Logo => self.logo(leaf.rect, beneath),
                Part::Rule(role) => {
                    let wanted = self.theme.palette.role(role.unwrap_or(Role::Accent));
                    let ground = Beneath::of(beneath, leaf.rect).luminance();
                    let stands = crate::theme::contrast(wanted.luminance(), ground) >= STANDS_OUT;
                    let colour = if stands { wanted } else { base };
                    self.canvas.fill(&rounded(leaf.rect, leaf.rect.h / 2.0), colour, 1.0);
                    continue;
                }
                Part::Arrow => {
                    let path = crate::pattern::arrow(leaf.rect, leaf.rect.h * 0.1);
                    self.canvas.fill(&path, base, 1.0);
                    continue;
                }
                Part::Portrait(at) => self.portrait(leaf.rect, *at),
            };
            let Some(placed) = placed else { continue };
            self.placed.push(Placed { group: number, room: group.room, ..placed });
        }
    }

    /// One ink for all of a group's texts that stand on its ground.
    fn base_ink(&self, group: &Placing<'_>, beneath: &Pixmap) -> Rgb {
        let palette = &self.theme.palette;
        let texts: Vec<_> = plain_texts(group)
            .flat_map(|(text, lines)| {
                let needed = needed(text.size, self.frame.size.width) + SPARE;
                lines.into_iter().map(move |line| (needed, line))
            })
            .map(|(needed, line)| (needed, Beneath::of(beneath, line)))
            .collect();
        let spare = |ink: Rgb| {
            let spares = texts.iter().map(|(needed, part)| part.worst(ink) / needed);
            spares.fold(f32::INFINITY, f32::min)
        };
        if let Some(wanted) = group.layer.ink.map(|role| palette.role(role))
            && spare(wanted) >= 1.0
        {
            return wanted;
        }
        let inks = [palette.light, palette.dark, Rgb(255, 255, 255), Rgb(0, 0, 0)];
        let best = inks.into_iter().max_by(|a, b| {
            // The palette's own inks where they do.
            spare(*a).min(1.0).total_cmp(&spare(*b).min(1.0))
        });
        let (light, dark) = (spare(palette.light), spare(palette.dark));
        match best {
            _ if light >= 1.0 && light >= dark => palette.light,
            _ if dark >= 1.0 => palette.dark,
            Some(best) => best,
            None => palette.dark,
        }
    }

    fn text(&mut self, leaf: &Leaf, text: &TextPart, base: Rgb, beneath: &Pixmap) -> Option<Placed> {
        let palette = &self.theme.palette;
        let lines: Vec<Rect> = lines_of(text);
        let grounds: Vec<_> = lines.iter().map(|line| Beneath::of(beneath, *line)).collect();
        let worst = |ink: Rgb| grounds.iter().map(|part| part.worst(ink)).fold(21.0, f32::min);
        let needed = needed(text.size, self.frame.size.width);
        let base = if text.dress == Dress::Pill {
            let (x, y) = (leaf.rect.x + leaf.rect.w / 2.0, leaf.rect.y + text.size * 0.4);
            let pixel = beneath.sample(x as u16, y as u16);
            ink_on(palette, Rgb(pixel.r, pixel.g, pixel.b))
        } else {
            base
        };
        let wanted = text.ink.map(|role| palette.role(role));
        let ink = wanted.filter(|ink| worst(*ink) >= needed + SPARE).unwrap_or(base);
        let marks = [Role::Accent, Role::Secondary, Role::Primary].map(|role| palette.role(role));
        let differs = |mark: &Rgb| worst(*mark) >= needed + SPARE && mark.contrast(ink) > 1.25;
        let mark = marks.into_iter().find(differs).unwrap_or(ink);
        let mut lowest = ink;
        for run in &text.block.runs {
            let colour = if run.marked { mark } else { ink };
            if run.marked && worst(mark) < worst(lowest) {
                lowest = mark;
            }
            self.canvas.glyphs(run, text.at, colour);
        }
        if text.tick {
            self.tick(leaf.rect, text, ink);
        }
        if text.dress == Dress::Arrow {
            self.arrow(leaf.rect, text, ink);
        }
        Some(Placed {
            what: What::Words(text.what.name()),
            group: 0,
            lines,
            rect: leaf.rect,
            room: Rect::default(),
            text: text.text.clone(),
            size: text.size,
            ink,
            contrast: worst(lowest),
            needed,
        })
    }

    /// A round mark with a tick, on the first line's height.
    fn tick(&mut self, rect: Rect, text: &TextPart, ink: Rgb) {
        let palette = &self.theme.palette;
        let side = text.size * 1.12;
        let middle = text.at.1 + text.size * 0.36;
        let x = if text.rtl { rect.right() - side } else { rect.x };
        let disc = Rect::new(x, middle - side / 2.0, side, side);
        let (cx, cy) = disc.centre();
        let circle = Circle::new(Point::new(f64::from(cx), f64::from(cy)), f64::from(side) / 2.0);
        let fill = if palette.accent.contrast(ink) > 1.3 { palette.accent } else { palette.primary };
        self.canvas.fill(&circle.to_path(0.05), fill, 1.0);
        let at = |x: f32, y: f32| Point::new(f64::from(cx + x * side), f64::from(cy + y * side));
        let mut path = BezPath::new();
        path.move_to(at(-0.22, 0.02));
        path.line_to(at(-0.06, 0.18));
        path.line_to(at(0.24, -0.16));
        let stroke = vello_cpu::kurbo::Stroke::new(f64::from(side) * 0.1);
        let path = vello_cpu::kurbo::stroke(path, &stroke, &vello_cpu::kurbo::StrokeOpts::default(), 0.05);
        self.canvas.fill(&path, ink_on(palette, fill), 1.0);
    }

    /// An arrow in reading direction after the last line.
    fn arrow(&mut self, rect: Rect, text: &TextPart, ink: Rgb) {
        let last = text.block.lines.last().copied().unwrap_or_default();
        let length = text.size * 1.25;
        let middle = text.at.1 + text.block.height - text.size * 0.35;
        let start = if text.rtl {
            rect.x + text.size * 1.7 - length
        } else {
            text.at.0 + last.right() + text.size * 0.55
        };
        let weight = text.size * 0.115;
        let area = Rect::new(start, middle - length / 2.0, length, length);
        let turn = if text.rtl { 90.0 } else { -90.0 };
        let path = turned(turn, area.centre()) * crate::pattern::arrow(area, weight);
        self.canvas.fill(&path, ink, 1.0);
    }

    fn logo(&mut self, rect: Rect, beneath: &Pixmap) -> Option<Placed> {
        let theme = self.theme;
        let dark = Beneath::of(beneath, rect).luminance() < 0.22;
        let (first, second) = if dark {
            (&theme.logo_dark, &theme.logo_light)
        } else {
            (&theme.logo_light, &theme.logo_dark)
        };
        let logo: &Logo = first.as_ref().or(second.as_ref())?;
        let place = Rect::new(rect.x.round(), rect.y.round(), rect.w.round().max(1.0), rect.h.round().max(1.0));
        let pixels = Arc::new(logo.painted(place.w as u16, place.h as u16));
        let path = kurbo(place).to_path(0.1);
        self.canvas.picture(pixels, ((place.x, place.y), 1.0), &path, (0.0, (0.0, 0.0)));
        Some(thing(What::Logo, place))
    }

    fn portrait(&mut self, rect: Rect, at: usize) -> Option<Placed> {
        let picture = self.content.pictures.get(at)?;
        let place = Rect::new(rect.x.round(), rect.y.round(), rect.w.round(), rect.w.round());
        let path = outline(Form::Circle, place, 0.0);
        if picture.is_cutout() {
            self.canvas.fill(&path, self.theme.palette.secondary, 1.0);
            let inner = place.grown(-place.w * 0.16);
            let whole = ground::whole(picture);
            let scale = (inner.w / whole.w).min(inner.h / whole.h);
            let (w, h) = ((whole.w * scale).floor().max(1.0), (whole.h * scale).floor().max(1.0));
            let (x, y) = inner.centre();
            let spot = Rect::new((x - w / 2.0).round(), (y - h / 2.0).round(), w, h);
            let pixels = Arc::new(scaled(&picture.pixels, whole, w as u16, h as u16));
            self.canvas.picture(pixels, ((spot.x, spot.y), 1.0), &kurbo(spot).to_path(0.1), (0.0, (0.0, 0.0)));
        } else {
            let crop = covering(picture, 1.0);
            let pixels = Arc::new(scaled(&picture.pixels, crop, place.w as u16, place.w as u16));
            self.canvas.picture(pixels, ((place.x, place.y), 1.0), &path, (0.0, (0.0, 0.0)));
        }
        Some(thing(What::Portrait, place))
    }
}

fn thing(what: What, rect: Rect) -> Placed {
    Placed {
        what,
        group: 0,
        lines: vec![rect],
        rect,
        room: Rect::default(),
        text: String::new(),
        size: rect.h,
        ink: Rgb::default(),
        contrast: 21.0,
        needed: 0.0,
    }
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

fn mean_contrast(texts: &[(f32, Vec<Beneath>)], ink: Rgb) -> f32 {
    let parts: Vec<_> = texts.iter().flat_map(|(_, parts)| parts).collect();
    let sum: f32 = parts.iter().map(|part| crate::theme::contrast(part.luminance(), ink.luminance())).sum();
    sum / parts.len().max(1) as f32
}

