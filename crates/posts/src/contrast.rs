//! Measures pixels beneath words and chooses inks that can be read on them.
//! The formula is WCAG 2.2's contrast ratio; AA asks for 4.5, and for 3 where letters are large.

use crate::{Palette, Rect, Rgb};
use brandish_colour::contrast;
use std::sync::LazyLock;
use vello_cpu::Pixmap;

/// How wide a post is seen on a telephone, in CSS pixels.
const SEEN: f32 = 390.0;
/// CSS pixels from which letters count as large.
const LARGE: f32 = 24.0;
/// The share of pixels beneath a text that may fall short: a speck does not hide a letter.
const SPECKS: f32 = 0.02;
/// What is added to the ratio that is asked for, as letters' edges are softer than their cores.
pub const SPARE: f32 = 0.06;

/// The ratio that letters of that size need on a post of that width, both in pixels.
pub fn needed(size: f32, width: u32) -> f32 {
    if size * SEEN / width as f32 >= LARGE { 3.0 } else { 4.5 }
}

/// The pixels beneath a box.
pub struct Beneath(Vec<Rgb>);

impl Beneath {
    /// About a thousand pixels in a grid.
    pub fn of(pixels: &Pixmap, rect: Rect) -> Self {
        let (width, height) = (f32::from(pixels.width()), f32::from(pixels.height()));
        let rect = rect.common(Rect::new(0.0, 0.0, width, height));
        let step = (rect.w * rect.h / 1000.0).sqrt().floor().max(1.0) as usize;
        let rows =
            (rect.y as usize..(rect.bottom().ceil() as usize).min(height as usize)).step_by(step);
        let mut found = Vec::with_capacity(1200);
        for y in rows {
            let columns = rect.x as usize..(rect.right().ceil() as usize).min(width as usize);
            for x in columns.step_by(step) {
                let pixel = pixels.sample(x as u16, y as u16);
                found.push(Rgb(pixel.r, pixel.g, pixel.b));
            }
        }
        Self(found)
    }

    /// The same under a veil of that colour.
    pub fn under(&self, veil: Rgb, opacity: f32) -> Self {
        Self(self.0.iter().map(|pixel| pixel.mix(veil, opacity)).collect())
    }

    /// The ratio that all but a few specks reach.
    pub fn worst(&self, ink: Rgb) -> f32 {
        let ink = luminance(ink);
        let mut ratios: Vec<f32> =
            self.0.iter().map(|pixel| contrast(luminance(*pixel), ink)).collect();
        if ratios.is_empty() {
            return 21.0;
        }
        let at = ((ratios.len() as f32 * SPECKS) as usize).min(ratios.len() - 1);
        *ratios.select_nth_unstable_by(at, f32::total_cmp).1
    }

    /// The mean luminance, 0..=1.
    pub fn luminance(&self) -> f32 {
        let sum: f32 = self.0.iter().map(|pixel| luminance(*pixel)).sum();
        sum / self.0.len().max(1) as f32
    }
}

/// [`Rgb::luminance`] by table.
fn luminance(colour: Rgb) -> f32 {
    static LINEAR: LazyLock<[f32; 256]> =
        LazyLock::new(|| std::array::from_fn(|value| Rgb(value as u8, 0, 0).luminance() / 0.2126));
    let [r, g, b] = [colour.0, colour.1, colour.2].map(|channel| LINEAR[usize::from(channel)]);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// What reads best on one colour: the palette's light or dark, black or white where neither does.
pub fn ink_on(palette: &Palette, ground: Rgb) -> Rgb {
    let (light, dark) = (palette.light.contrast(ground), palette.dark.contrast(ground));
    let best = if light >= dark { palette.light } else { palette.dark };
    if light.max(dark) >= 4.5 + SPARE {
        return best;
    }
    let (white, black) = (Rgb(255, 255, 255), Rgb(0, 0, 0));
    if white.contrast(ground) >= black.contrast(ground) { white } else { black }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specks_are_overlooked_and_stripes_are_not() {
        let mut pixels = vec![Rgb(255, 255, 255); 1000];
        pixels[..10].fill(Rgb(0, 0, 0));
        assert!(Beneath(pixels.clone()).worst(Rgb(0, 0, 0)) > 20.0);
        pixels[..50].fill(Rgb(0, 0, 0));
        assert!(Beneath(pixels).worst(Rgb(0, 0, 0)) < 1.1);
    }

    #[test]
    fn an_ink_is_found_for_every_ground() {
        let middle = Rgb(120, 120, 120);
        let palette = Palette {
            primary: middle,
            secondary: middle,
            accent: middle,
            light: middle,
            dark: middle,
        };
        for value in 0..=255 {
            let ground = Rgb(value, value, value);
            assert!(ink_on(&palette, ground).contrast(ground) >= 4.5, "{value}");
        }
    }
}
