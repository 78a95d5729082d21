//! Paints words in inks that can be read on the pixels beneath, with ticks, arrows, logos, portraits.
//! Knows nothing of where they stand; that is settled.

use super::veil::STANDS_OUT;
use super::{Placed, Placing, Post, What, lines_of, plain_texts};
use crate::canvas::{kurbo, rounded, turned};
use crate::contrast::{Beneath, SPARE, ink_on, needed};
use crate::fit::{Leaf, Part, TextPart};
use crate::ground::{self, covering, outline, scaled};
use crate::layout::{Dress, Form};
use crate::theme::Role;
use crate::{Logo, Rect, Rgb};
use brandish_colour::contrast;
use std::sync::Arc;
use vello_cpu::Pixmap;
use vello_cpu::kurbo::{BezPath, Circle, Point, Shape as _, Stroke, StrokeOpts, stroke};

/// The ratio that a sign needs; WCAG 2.2, "non-text contrast".
const FOR_SIGNS: f32 = 3.0;

impl Post<'_> {
    pub(super) fn words(&mut self, group: &Placing<'_>, number: usize, beneath: &Pixmap) {
        let base = self.base_ink(group, beneath);
        for leaf in &group.group.leaves {
            let placed = match &leaf.part {
                Part::Text(text) => self.text(leaf, text, base, beneath),
                Part::Logo => self.logo(leaf.rect, beneath),
                Part::Rule(role) => {
                    let wanted = self.theme.palette.role(role.unwrap_or(Role::Accent));
                    let ground = Beneath::of(beneath, leaf.rect).luminance();
                    let stands = contrast(wanted.luminance(), ground) >= STANDS_OUT;
                    let colour = if stands { wanted } else { base };
                    self.canvas.fill(&rounded(leaf.rect, leaf.rect.h / 2.0), colour, 1.0);
                    Some(thing(What::Ornament, leaf.rect))
                }
                Part::Arrow => {
                    let path = crate::pattern::arrow(leaf.rect, leaf.rect.h * 0.1);
                    self.canvas.fill(&path, base, 1.0);
                    Some(thing(What::Ornament, leaf.rect))
                }
                Part::Portrait(at) => self.portrait(leaf.rect, *at),
            };
            let Some(placed) = placed else { continue };
            self.placed.push(Placed { group: number, room: group.room, ..placed });
        }
    }

    /// One ink for all of a group's texts and arrows that stand on its ground.
    fn base_ink(&self, group: &Placing<'_>, beneath: &Pixmap) -> Rgb {
        let palette = &self.theme.palette;
        let arrows = group.group.leaves.iter().filter(|leaf| matches!(leaf.part, Part::Arrow));
        let arrows = arrows.map(|leaf| (FOR_SIGNS + SPARE, leaf.rect));
        let texts: Vec<_> = plain_texts(group)
            .flat_map(|(text, lines)| {
                let needed = needed(text.size, self.frame.size.width) + SPARE;
                lines.into_iter().map(move |line| (needed, line))
            })
            .chain(arrows)
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

    fn text(
        &mut self,
        leaf: &Leaf,
        text: &TextPart,
        base: Rgb,
        beneath: &Pixmap,
    ) -> Option<Placed> {
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
        let fill =
            if palette.accent.contrast(ink) > 1.3 { palette.accent } else { palette.primary };
        self.canvas.fill(&circle.to_path(0.05), fill, 1.0);
        let at = |x: f32, y: f32| Point::new(f64::from(cx + x * side), f64::from(cy + y * side));
        let mut path = BezPath::new();
        path.move_to(at(-0.22, 0.02));
        path.line_to(at(-0.06, 0.18));
        path.line_to(at(0.24, -0.16));
        let pen = Stroke::new(f64::from(side) * 0.1);
        let path = stroke(path, &pen, &StrokeOpts::default(), 0.05);
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
        let place = Rect::new(
            rect.x.round(),
            rect.y.round(),
            rect.w.round().max(1.0),
            rect.h.round().max(1.0),
        );
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
            self.canvas.picture(
                pixels,
                ((spot.x, spot.y), 1.0),
                &kurbo(spot).to_path(0.1),
                (0.0, (0.0, 0.0)),
            );
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
