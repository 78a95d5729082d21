//! Lays a cut-out on its backdrop: enlarged, placed, with a soft shadow where it stands.
//! It decides nothing of colours (`backdrop`) and writes no file (`encode`).

use super::Cutout;
use super::backdrop::Gradient;
use super::upscale::{upscale, visible_region};
use crate::brief::{Backdrop, PictureSpec, Size};
use brandish_colour::TransferTables;
use image::RgbaImage;
use rayon::prelude::*;

/// The subject's share of the picture's width and height, at most.
pub(super) const SHARE: f32 = 0.74;
/// The shadow's strength under the subject, 0..=1.
const SHADOW: f32 = 0.42;

/// The finished picture of a spec, at the size that is delivered.
pub fn compose(cutout: &Cutout, spec: &PictureSpec) -> RgbaImage {
    let size = spec.deliver();
    let gradient = match spec.backdrop() {
        Backdrop::Transparent => None,
        Backdrop::Colour(colour) => Some(Gradient::flat(colour)),
        Backdrop::Brand | Backdrop::Primary | Backdrop::Secondary | Backdrop::Light => {
            let palette = spec.persona().map(|persona| &persona.palette);
            Some(match palette.zip(spec.backdrop().colour_of(palette)) {
                Some((palette, colour)) => Gradient::over(colour, palette),
                None => Gradient::of_brand(palette, cutout),
            })
        }
    };
    let Some(placed) = Placed::new(cutout, size) else {
        // Nothing was drawn; the engine reports that as a failure before it comes here.
        return RgbaImage::new(size.width, size.height);
    };
    match gradient {
        None => placed.alone(size),
        Some(gradient) => placed.on(&gradient, size),
    }
}

/// The enlarged subject and where its top left corner goes.
struct Placed {
    subject: Cutout,
    left: usize,
    top: usize,
}

impl Placed {
    fn new(cutout: &Cutout, size: Size) -> Option<Self> {
        let region = visible_region(cutout)?;
        let (full_width, full_height) = (size.width as f32, size.height as f32);
        let scale = (full_width * SHARE / region.width as f32)
            .min(full_height * SHARE / region.height as f32);
        let side = |length: usize| ((length as f32 * scale).round() as usize).max(1);
        let subject = upscale(cutout, &region, side(region.width), side(region.height));
        let left = (size.width as usize - subject.width) / 2;
        // A little above the middle, where the eye expects a thing that stands.
        let top = (size.height as usize - subject.height) * 47 / 100;
        Some(Self { subject, left, top })
    }

    /// On nothing: straight RGBA.
    fn alone(&self, size: Size) -> RgbaImage {
        let mut picture = RgbaImage::new(size.width, size.height);
        let straight = self.subject.to_straight();
        let stride = self.subject.width * 4;
        for (y, row) in straight.chunks_exact(stride).enumerate() {
            let start = ((self.top + y) * size.width as usize + self.left) * 4;
            picture.as_mut()[start..start + stride].copy_from_slice(row);
        }
        picture
    }

    /// On a backdrop. Blending is done in linear light, as light mixes.
    fn on(&self, gradient: &Gradient, size: Size) -> RgbaImage {
        let (width, height) = (size.width as usize, size.height as usize);
        let (shadow, backdrop) = (self.shadow(width), gradient.painter(width, height));
        let transfer = TransferTables::get();
        let mut picture = RgbaImage::new(size.width, size.height);
        let rows = picture.par_chunks_exact_mut(width * 4).enumerate();
        rows.for_each_init(
            || vec![[0.0; 3]; width],
            |lights, (y, row)| {
                backdrop.paint_row(y, lights);
                shadow.darken(y, lights);
                if let Some(subject) = self.row(y) {
                    for (light, over) in lights[self.left..].iter_mut().zip(subject) {
                        let alpha = over[3];
                        if alpha <= 0.0 {
                            continue;
                        }
                        for (light, channel) in light.iter_mut().zip(over) {
                            let colour = transfer.to_linear(channel / alpha);
                            *light = *light * (1.0 - alpha) + colour * alpha;
                        }
                    }
                }
                let pixels = row.as_chunks_mut::<4>().0.iter_mut().zip(lights.iter());
                for (x, (pixel, light)) in pixels.enumerate() {
                    let grain = grain(y * width + x);
                    let byte = |light: f32| {
                        (transfer.to_srgb(light) * 255.0 + grain).clamp(0.0, 255.0) as u8
                    };
                    *pixel = [byte(light[0]), byte(light[1]), byte(light[2]), 255];
                }
            },
        );
        picture
    }

    /// The subject's pixels in a row of the picture; `None` above and below it.
    fn row(&self, y: usize) -> Option<&[[f32; 4]]> {
        let y = y.checked_sub(self.top).filter(|y| *y < self.subject.height)?;
        let width = self.subject.width;
        Some(&self.subject.rgba.as_chunks::<4>().0[y * width..(y + 1) * width])
    }

    /// How much light the subject takes from the ground: its footprint, flattened to a thin ellipse under its lowest edge
    /// and blurred.
    fn shadow(&self, width: usize) -> Shadow {
        let subject = &self.subject;
        let foot = (subject.height / 7).max(1);
        let alpha = |x: usize, y: usize| subject.rgba[(y * subject.width + x) * 4 + 3];
        let ground = (0..subject.height)
            .rev()
            .find(|y| (0..subject.width).any(|x| alpha(x, *y) > 0.5))
            .unwrap_or(subject.height - 1);
        let mut print = vec![0.0f32; subject.width];
        for y in ground.saturating_sub(foot)..=ground {
            for (x, print) in print.iter_mut().enumerate() {
                *print = print.max(alpha(x, y));
            }
        }
        let blur = subject.width as f32 * 0.035 + 1.0;
        let print = blurred(&print, (self.left, width), blur);
        let (line, thick) = ((self.top + ground) as f32, subject.height as f32 * 0.035 + 1.0);
        Shadow { print, line, thick }
    }
}

/// The shadow of a subject on the ground.
struct Shadow {
    /// Its strength along a row, 0..=1.
    print: Vec<f32>,
    /// The row in which it is strongest, and how thick it is, pixels.
    line: f32,
    thick: f32,
}

impl Shadow {
    /// Takes its share from the light of one row.
    fn darken(&self, y: usize, lights: &mut [[f32; 3]]) {
        let away = (y as f32 - self.line) / self.thick;
        if away.abs() > 3.0 {
            return;
        }
        let strength = SHADOW * (-0.5 * away * away).exp();
        for (light, print) in lights.iter_mut().zip(&self.print) {
            light.iter_mut().for_each(|light| *light *= 1.0 - print * strength);
        }
    }
}

/// A row of values laid at `left` in a row of `width`, blurred by a Gaussian of `sigma` pixels.
fn blurred(values: &[f32], (left, width): (usize, usize), sigma: f32) -> Vec<f32> {
    let reach = (3.0 * sigma) as isize;
    let weights: Vec<f32> =
        (-reach..=reach).map(|d| (-0.5 * (d as f32 / sigma).powi(2)).exp()).collect();
    let total: f32 = weights.iter().sum();
    (0..width as isize)
        .map(|x| {
            let value = |d: isize| {
                let at = x + d - left as isize;
                usize::try_from(at).ok().and_then(|at| values.get(at)).copied().unwrap_or(0.0)
            };
            let sum: f32 =
                (-reach..=reach).zip(&weights).map(|(d, weight)| value(d) * weight).sum();
            sum / total
        })
        .collect()
}

/// A grain of half a level, the same for the same place, which keeps a slow gradient free of bands.
fn grain(at: usize) -> f32 {
    let mixed = (at as u32).wrapping_mul(0x9E37_79B1);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA77);
    (mixed >> 8) as f32 / (1u32 << 24) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Rgb, starters};
    use crate::brief::{Brief, ModelTraits};

    fn spec(backdrop: Backdrop, size: Size) -> PictureSpec {
        let model = ModelTraits { sides: 64..=2048, ..ModelTraits::like_spark() };
        let brief = Brief { prompt: "box".into(), backdrop, size, ..Brief::default() };
        PictureSpec::from_brief(&brief, Some(&starters()[0]), &model, 1).unwrap().remove(0)
    }

    /// A white box in the upper left of a 32x32 cut-out.
    fn cutout() -> Cutout {
        let mut rgba = vec![0.0; 32 * 32 * 4];
        for y in 4..20 {
            for x in 2..22 {
                rgba[(y * 32 + x) * 4..(y * 32 + x) * 4 + 4].fill(1.0);
            }
        }
        Cutout { width: 32, height: 32, rgba }
    }

    #[test]
    fn the_subject_is_centred_and_as_large_as_its_share() {
        for size in [Size::new(256, 256), Size::new(400, 256), Size::new(256, 512)] {
            let picture = compose(&cutout(), &spec(Backdrop::Transparent, size));
            assert_eq!(picture.dimensions(), (size.width, size.height));
            let opaque: Vec<_> = picture.enumerate_pixels().filter(|(.., p)| p[3] > 128).collect();
            let left = opaque.iter().map(|(x, ..)| *x).min().unwrap();
            let right = opaque.iter().map(|(x, ..)| *x).max().unwrap();
            assert!((left as i32 - (size.width - 1 - right) as i32).abs() <= 2, "{left} {right}");
            assert!((right - left) as f32 <= size.width as f32 * SHARE + 1.0);
        }
    }

    #[test]
    fn a_colour_fills_the_picture_to_its_corners() {
        let colour = Rgb::new(10, 120, 200);
        let picture = compose(&cutout(), &spec(Backdrop::Colour(colour), Size::new(256, 256)));
        for (x, y) in [(0, 0), (255, 0), (0, 255), (255, 255)] {
            let pixel = picture.get_pixel(x, y);
            assert!(
                (i32::from(pixel[0]) - 10).abs() <= 1 && (i32::from(pixel[2]) - 200).abs() <= 1
            );
            assert_eq!(pixel[3], 255);
        }
        assert!(picture.get_pixel(128, 120).0[..3].iter().all(|channel| *channel > 250));
    }

    #[test]
    fn a_shadow_darkens_the_ground_below_the_subject_only() {
        let grey = Backdrop::Colour(Rgb::new(200, 200, 200));
        let picture = compose(&cutout(), &spec(grey, Size::new(256, 256)));
        let lowest = (0..256).rev().find(|y| picture.get_pixel(128, *y)[0] > 245).unwrap();
        assert!(picture.get_pixel(128, lowest + 4)[0] < 185);
        assert!(picture.get_pixel(128, 4)[0] >= 199);
    }

    #[test]
    fn the_same_spec_gives_the_same_pixels() {
        let spec = spec(Backdrop::Brand, Size::new(256, 264));
        assert_eq!(compose(&cutout(), &spec), compose(&cutout(), &spec));
    }
}
