//! The coloured parts of a drawing, and the drawing in other colours with its light and shade kept.
//! Knows nothing of brands; it is given the colours.

use crate::colour::{GREY, Lch, hue_distance};
use crate::markup::Node;
use crate::{Drawing, ElementError, Rgb};
use std::collections::{HashMap, HashSet};

/// Hues nearer than this, in radians, are one part.
const SAME_HUE: f32 = 0.45;
/// The side of the pixels that parts are measured on.
const MEASURED: u32 = 64;
/// A part with less of the visible pixels is no part of its own.
const SMALLEST: f32 = 0.03;

/// A colour of a drawing with its shades.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The colour in the middle of the shades.
    pub colour: Rgb,
    /// The share of the visible pixels, 0..=1.
    pub share: f32,
    middle: Middle,
}

/// Where the shades of a part lie.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Middle {
    l: f32,
    c: f32,
    h: f32,
}

/// What becomes of the colours.
#[derive(Clone, Debug, PartialEq)]
pub enum Recolour {
    /// The largest part gets the first colour, the next the second, and so on from the start again.
    All(Vec<Rgb>),
    /// Each part of [`Drawing::parts`] gets its colour, where it has one here.
    Each(Vec<Option<Rgb>>),
    /// No hue at all.
    Grey,
}

impl Drawing {
    /// The mean of the visible pixels' colours; white where nothing is visible.
    pub(crate) fn middle_colour(&self) -> Result<Rgb, ElementError> {
        let pixels = self.pixels(MEASURED / 2, MEASURED / 2)?;
        let visible: Vec<&[u8]> =
            pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 128).collect();
        let mean = |channel: usize| {
            let sum: usize = visible.iter().map(|pixel| usize::from(pixel[channel])).sum();
            (sum / visible.len().max(1)) as u8
        };
        Ok(if visible.is_empty() { Rgb::WHITE } else { Rgb([mean(0), mean(1), mean(2)]) })
    }

    /// The coloured parts, the largest first. Greys, black and white are no parts, nor is what `kept` names.
    ///
    /// # Errors
    /// As [`Drawing::pixels`].
    pub fn parts(&self, kept: &HashSet<Rgb>) -> Result<Vec<Part>, ElementError> {
        let pixels = self.pixels(MEASURED, MEASURED)?;
        let skin: Vec<Lch> =
            kept.iter().map(|colour| colour.lch()).filter(|c| c.c > GREY).collect();
        let mut colours: Vec<Lch> = Vec::new();
        let mut visible = 0usize;
        for pixel in pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 128) {
            visible += 1;
            let colour = Rgb([pixel[0], pixel[1], pixel[2]]).lch();
            let near = |skin: &Lch| {
                hue_distance(skin.h, colour.h) < 0.12
                    && (skin.l - colour.l).abs() < 0.06
                    && (skin.c - colour.c).abs() < 0.04
            };
            if colour.c > GREY && !skin.iter().any(near) {
                colours.push(colour);
            }
        }
        let mut parts = clusters(&colours, visible);
        if parts.is_empty() {
            parts.extend(whole(&colours, visible));
        }
        Ok(parts)
    }

    /// The same drawing in other colours. Colours in `kept`, such as those of skin, stay what they are.
    ///
    /// # Errors
    /// As [`Drawing::pixels`].
    pub fn recoloured(
        &self,
        recolour: &Recolour,
        kept: &HashSet<Rgb>,
    ) -> Result<Drawing, ElementError> {
        if *recolour == Recolour::Grey {
            return Ok(self.mapped(&mut |colour| Lch { c: 0.0, ..colour.lch() }.rgb()));
        }
        let parts = self.parts(kept)?;
        let mut known = HashMap::new();
        Ok(self.mapped(&mut |colour| {
            if kept.contains(&colour) {
                return colour;
            }
            *known.entry(colour).or_insert_with(|| changed(colour, &parts, recolour))
        }))
    }

    /// The colours that this drawing has and `other` has not: between two skin tones, those of skin.
    pub fn colours_unlike(&self, other: &Drawing) -> HashSet<Rgb> {
        let colours = |drawing: &Drawing| {
            let mut found = HashSet::new();
            drawing.mapped(&mut |colour| {
                found.insert(colour);
                colour
            });
            found
        };
        colours(self).difference(&colours(other)).copied().collect()
    }

    fn mapped(&self, change: &mut dyn FnMut(Rgb) -> Rgb) -> Drawing {
        let mut root = self.root.clone();
        root.each(&mut |node| recolour_node(node, change));
        Drawing { root }
    }
}

/// Pixels of one hue together, the largest part first.
fn clusters(colours: &[Lch], visible: usize) -> Vec<Part> {
    const BINS: usize = 72;
    let bin_of = |hue: f32| {
        let turn = hue.rem_euclid(std::f32::consts::TAU) / std::f32::consts::TAU;
        ((turn * BINS as f32) as usize).min(BINS - 1)
    };
    let mut weights = [0.0f32; BINS];
    colours.iter().for_each(|colour| weights[bin_of(colour.h)] += 1.0);
    let mut free: Vec<&Lch> = colours.iter().collect();
    let mut parts = Vec::new();
    while let Some((peak, _)) = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight > 0.0)
        .max_by(|a, b| a.1.total_cmp(b.1))
    {
        let hue = (peak as f32 + 0.5) / BINS as f32 * std::f32::consts::TAU;
        let (near, far): (Vec<&Lch>, Vec<&Lch>) =
            free.into_iter().partition(|colour| hue_distance(colour.h, hue) < SAME_HUE);
        free = far;
        weights = [0.0; BINS];
        free.iter().for_each(|colour| weights[bin_of(colour.h)] += 1.0);
        if near.len() as f32 >= SMALLEST * visible as f32 {
            parts.push(part(&near, visible));
        }
    }
    parts.sort_by(|a, b| b.share.total_cmp(&a.share));
    parts
}

fn whole(colours: &[Lch], visible: usize) -> Option<Part> {
    let colours: Vec<&Lch> = colours.iter().collect();
    (!colours.is_empty()).then(|| part(&colours, visible))
}

fn part(colours: &[&Lch], visible: usize) -> Part {
    let count = colours.len() as f32;
    let mean = |value: fn(&Lch) -> f32| colours.iter().map(|c| value(c)).sum::<f32>() / count;
    let (a, b) = (mean(|c| c.c * c.h.cos()), mean(|c| c.c * c.h.sin()));
    let middle = Middle { l: mean(|c| c.l), c: mean(|c| c.c), h: b.atan2(a) };
    let colour = Lch { l: middle.l, c: middle.c, h: middle.h }.rgb();
    Part { colour, share: count / visible.max(1) as f32, middle }
}

/// Lightness is bent so that the part's middle becomes the new colour, while black stays black and white white; hue is
/// turned, and chroma scaled.
fn changed(colour: Rgb, parts: &[Part], recolour: &Recolour) -> Rgb {
    let old = colour.lch();
    let nearest = parts.iter().enumerate().min_by(|(_, a), (_, b)| {
        hue_distance(a.middle.h, old.h).total_cmp(&hue_distance(b.middle.h, old.h))
    });
    let Some((at, part)) = nearest.filter(|_| old.c > GREY) else {
        return colour;
    };
    let wanted = match recolour {
        Recolour::All(colours) if !colours.is_empty() => colours[at % colours.len()],
        Recolour::Each(colours) => match colours.get(at) {
            Some(Some(wanted)) => *wanted,
            _ => return colour,
        },
        Recolour::All(_) | Recolour::Grey => return colour,
    };
    let (middle, new) = (part.middle, wanted.lch());
    let l = match old.l <= middle.l {
        true => old.l * new.l / middle.l.max(1e-3),
        false => 1.0 - (1.0 - old.l) * (1.0 - new.l) / (1.0 - middle.l).max(1e-3),
    };
    // Half of what made the shade warmer or cooler than the middle stays.
    let turn = (old.h - middle.h + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU)
        - std::f32::consts::PI;
    let c = old.c * (new.c / middle.c.max(1e-3)).min(3.0);
    Lch { l, c, h: new.h + turn.clamp(-0.6, 0.6) * 0.5 }.rgb()
}

const PAINTS: &[&str] = &["fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"];

fn recolour_node(node: &mut Node, change: &mut dyn FnMut(Rgb) -> Rgb) {
    for (name, value) in &mut node.attributes {
        if PAINTS.contains(&name.as_str()) {
            let named = match value.as_str() {
                "white" => Some(Rgb::WHITE),
                "black" => Some(Rgb([0; 3])),
                text => Rgb::from_hex(text),
            };
            if let Some(colour) = named {
                *value = with_alpha(value, change(colour));
            }
        } else if name == "style" {
            *value = recolour_text(value, change);
        }
    }
    if node.tag == "style" {
        node.text = recolour_text(&node.text, change);
    }
    if node.tag == "feColorMatrix" {
        recolour_matrix(node, change);
    }
}

/// The new colour with the old one's alpha, where it had any.
fn with_alpha(old: &str, new: Rgb) -> String {
    let alpha = if old.starts_with('#') && old.len() == 9 { &old[7..] } else { "" };
    format!("{}{alpha}", new.hex())
}

/// The same within CSS text.
fn recolour_text(text: &str, change: &mut dyn FnMut(Rgb) -> Rgb) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('#') {
        out.push_str(&rest[..at]);
        let digits = rest[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        let (code, after) = rest[at..].split_at(digits + 1);
        let name_goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '-');
        match Rgb::from_hex(code).filter(|_| !name_goes_on && !out.ends_with('(')) {
            Some(colour) => out.push_str(&with_alpha(code, change(colour))),
            None => out.push_str(code),
        }
        rest = after;
    }
    out + rest
}

/// A matrix that paints a shadow in one colour: all rows but the last are constants.
fn recolour_matrix(node: &mut Node, change: &mut dyn FnMut(Rgb) -> Rgb) {
    let Some(text) = node.get("values") else { return };
    let split = |c: char| c.is_whitespace() || c == ',';
    let values: Vec<f32> =
        text.split(split).filter(|v| !v.is_empty()).filter_map(|v| v.parse().ok()).collect();
    let constant = |row: usize| values[row * 5..row * 5 + 4].iter().all(|v| *v == 0.0);
    if values.len() != 20 || !(0..3).all(constant) {
        return;
    }
    let old = Rgb([4, 9, 14].map(|at| (values[at].clamp(0.0, 1.0) * 255.0).round() as u8));
    let [r, g, b] = change(old).0.map(|v| f32::from(v) / 255.0);
    let alpha: Vec<String> = values[15..].iter().map(f32::to_string).collect();
    node.set("values", format!("0 0 0 0 {r} 0 0 0 0 {g} 0 0 0 0 {b} {}", alpha.join(" ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="6" fill="#2060d0"/><rect width="10" height="1" fill="#80b0ff"/><rect y="6" width="10" height="3" fill="#d03020"/><rect y="9" width="10" height="1" fill="white"/></svg>"##;

    fn two() -> Drawing {
        Drawing::from_svg(TWO.as_bytes()).unwrap()
    }

    #[test]
    fn parts_are_hues_with_their_shades_and_the_largest_comes_first() {
        let parts = two().parts(&HashSet::new()).unwrap();
        assert_eq!(parts.len(), 2);
        assert!((parts[0].share - 0.6).abs() < 0.05 && (parts[1].share - 0.3).abs() < 0.05);
        assert!(parts[0].colour.0[2] > parts[0].colour.0[0]);
    }

    #[test]
    fn all_parts_get_the_colours_in_their_order_and_shades_stay_in_theirs() {
        let green = Rgb([20, 140, 60]);
        let pink = Rgb([230, 60, 140]);
        let text =
            two().recoloured(&Recolour::All(vec![green, pink]), &HashSet::new()).unwrap().svg();
        let fills: Vec<Rgb> = text
            .split("fill=\"")
            .skip(1)
            .filter_map(|t| Rgb::from_hex(t.split('"').next()?))
            .collect();
        let hue = |colour: Rgb| colour.lch().h;
        assert!(hue_distance(hue(fills[0]), hue(green)) < 0.3, "{text}");
        assert!(hue_distance(hue(fills[2]), hue(pink)) < 0.3, "{text}");
        assert!(fills[1].lch().l > fills[0].lch().l + 0.1, "the lighter shade stays lighter");
        assert_eq!(fills[3], Rgb::WHITE);
    }

    #[test]
    fn one_part_changes_alone_and_what_is_kept_stays() {
        let green = Rgb([20, 140, 60]);
        let text = two()
            .recoloured(&Recolour::Each(vec![None, Some(green)]), &HashSet::new())
            .unwrap()
            .svg();
        assert!(text.contains("#2060d0") && text.contains("#80b0ff") && !text.contains("#d03020"));
        let kept = HashSet::from([Rgb([0xd0, 0x30, 0x20])]);
        let text = two().recoloured(&Recolour::All(vec![green]), &kept).unwrap().svg();
        assert!(text.contains("#d03020") && !text.contains("#2060d0"));
    }

    #[test]
    fn grey_has_no_hue_left() {
        let grey = two().recoloured(&Recolour::Grey, &HashSet::new()).unwrap();
        let pixels = grey.pixels(16, 16).unwrap();
        for pixel in pixels.rgba.chunks_exact(4) {
            assert!(pixel[0].abs_diff(pixel[1]) < 3 && pixel[1].abs_diff(pixel[2]) < 3);
        }
    }

    #[test]
    fn colours_in_style_sheets_are_changed_and_names_are_not() {
        let mut red = |_| Rgb([255, 0, 0]);
        assert_eq!(
            recolour_text(".a{fill:#00f;stroke:url(#abc)}", &mut red),
            ".a{fill:#ff0000;stroke:url(#abc)}"
        );
    }
}
