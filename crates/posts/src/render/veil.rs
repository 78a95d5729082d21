//! Lays grounds beneath words: fills, scrims as strong as the words need, and the pills of calls.
//! Knows nothing of inks beyond whether one can be read.

use super::{Placing, Post, plain_texts};
use crate::canvas::{kurbo, rounded, turned};
use crate::contrast::{Beneath, SPARE, ink_on, needed};
use crate::fit::Part;
use crate::ground::outline;
use crate::layout::{Dress, Form, Scrim};
use crate::theme::Role;
use crate::{Rect, Rgb};
use brandish_colour::contrast;
use vello_cpu::kurbo::Shape as _;

/// What is laid beneath a group so that it can be read.
#[derive(Clone, Copy)]
pub(super) enum Veil {
    None,
    /// The layer's scrim in a colour, at that strength.
    Scrim(Rgb, f32),
    /// A rounded panel of that colour.
    Panel(Rgb, f32),
}

/// The least a scrim darkens, so that it looks intended.
const LEAST_SCRIM: f32 = 0.38;
/// The most anything may cover a picture.
const MOST: f32 = 0.94;
/// Fills stand out from their ground by at least this ratio.
pub(super) const STANDS_OUT: f32 = 1.6;

impl Post<'_> {
    pub(super) fn fill(&mut self, group: &Placing<'_>) {
        let Some(role) = group.layer.fill else { return };
        let (layer, unit) = (group.layer, self.frame.unit);
        let radius = layer.radius * unit * self.theme.roundness;
        let colour = self.theme.palette.ground(role);
        if layer.shadow.is_some() {
            let below = Rect { y: group.fill.y + 1.3 * unit, ..group.fill };
            let round = if layer.form == Form::Circle || layer.form == Form::Seal {
                below.w / 2.0
            } else {
                radius
            };
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
    pub(super) fn veils(&mut self, groups: &[Placing<'_>]) -> Vec<Veil> {
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
                        let worst = if opacity == 0.0 {
                            part.worst(ink)
                        } else {
                            part.under(veil, opacity).worst(ink)
                        };
                        worst >= *needed
                    })
                })
            };
            let inks = [palette.light, palette.dark, Rgb(255, 255, 255), Rgb(0, 0, 0)];
            let reads_so = texts.is_empty() || inks.iter().any(|ink| reads(*ink, *ink, 0.0));
            if let Some(scrim) = group.layer.scrim {
                if self.behind_cutout.is_some() && reads_so {
                    return Veil::None;
                }
                // On the flat ground of a cut-out, any other colour would look like dirt.
                let fill = match (self.behind_cutout, scrim) {
                    (None, _) => palette.role(group.layer.scrim_fill),
                    (Some([above, _]), Scrim::Top) => above,
                    (Some([_, foot]), _) => foot,
                };
                let ink = ink_on(&palette, fill);
                let steps =
                    (0..=14).map(|step| LEAST_SCRIM + (MOST - LEAST_SCRIM) * step as f32 / 14.0);
                let strength = steps.into_iter().find(|strength| reads(ink, fill, *strength));
                return Veil::Scrim(fill, strength.unwrap_or(MOST));
            }
            if reads_so {
                return Veil::None;
            }
            let (light, dark) =
                (mean_contrast(&texts, palette.light), mean_contrast(&texts, palette.dark));
            let fill = if light >= dark { palette.dark } else { palette.light };
            let ink = ink_on(&palette, fill);
            let steps = (0..=8).map(|step| 0.62 + (MOST - 0.62) * step as f32 / 8.0);
            let opacity = steps.into_iter().find(|opacity| reads(ink, fill, *opacity));
            Veil::Panel(fill, opacity.unwrap_or(1.0))
        };
        groups.iter().map(veil).collect()
    }

    pub(super) fn veil(&mut self, group: &Placing<'_>, veil: Veil) {
        let unit = self.frame.unit;
        match veil {
            Veil::None => {}
            Veil::Panel(fill, opacity) => {
                let rect = group.group.rect.grown(2.6 * unit);
                let path = rounded(rect, 2.2 * unit * self.theme.roundness);
                self.canvas.fill(&path, fill, opacity);
            }
            Veil::Scrim(fill, strength) => {
                let page = Rect::of(self.frame.size);
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
    pub(super) fn pills(&mut self, group: &Placing<'_>) {
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
            let stands_out =
                |role: &Role| contrast(palette.ground(*role).luminance(), ground) >= STANDS_OUT;
            let role = roles.into_iter().find(stands_out).unwrap_or(Role::Light);
            fills.push((leaf.rect, text.size, palette.ground(role)));
        }
        for (rect, size, colour) in fills {
            let roundness = self.theme.roundness.clamp(0.15, 1.0);
            let radius = (rect.h / 2.0 * roundness).min(size * 1.25);
            self.canvas.fill(&rounded(rect, radius), colour, 1.0);
        }
    }
}

fn mean_contrast(texts: &[(f32, Vec<Beneath>)], ink: Rgb) -> f32 {
    let parts: Vec<_> = texts.iter().flat_map(|(_, parts)| parts).collect();
    let sum: f32 = parts.iter().map(|part| contrast(part.luminance(), ink.luminance())).sum();
    sum / parts.len().max(1) as f32
}
