//! What lies behind a cut-out: a gradient of the brand's palette from which the subject stands out.
//! Colours only; shadow and subject are laid on top by `compose`.

use super::Cutout;
use crate::brand::{Oklab, Palette, Rgb};

/// The neutral ground without a brand.
const PLAIN: Rgb = Rgb::new(0xE9, 0xE7, 0xE2);
/// Below this distance in OKLab a subject is hard to see on its backdrop.
const DROWNS: f32 = 0.24;

/// The two colours a backdrop runs between, from the centre to the corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient {
    pub centre: Rgb,
    pub edge: Rgb,
}

impl Gradient {
    /// A flat colour.
    pub fn flat(colour: Rgb) -> Self {
        Self { centre: colour, edge: colour }
    }

    /// The gradient of a brand behind a subject: its primary colour, or where the subject would
    /// be hard to see on that, the next colour of the palette on which it is not.
    pub fn of_brand(palette: Option<&Palette>, subject: &Cutout) -> Self {
        let Some(palette) = palette else {
            return Self { centre: PLAIN.mix(Rgb::new(255, 255, 255), 0.6), edge: PLAIN };
        };
        let colours = subject_colours(subject);
        let choices = [palette.primary, palette.secondary, palette.accent, palette.light];
        // The share of the subject that stands clear of a ground.
        let clear = |ground: Rgb| {
            let ground = Oklab::from(ground);
            let far = colours.iter().filter(|colour| colour.distance(ground) > DROWNS).count();
            far as f32 / colours.len().max(1) as f32
        };
        let ground = choices.into_iter().find(|choice| clear(*choice) > 0.8).unwrap_or_else(|| {
            let most = |a: &Rgb, b: &Rgb| clear(*a).total_cmp(&clear(*b));
            choices.into_iter().max_by(most).unwrap_or(PLAIN)
        });
        Self::over(ground, palette)
    }

    /// The gradient of one colour of a brand.
    pub fn over(ground: Rgb, palette: &Palette) -> Self {
        Self { centre: ground.mix(palette.light, 0.42), edge: ground.mix(palette.dark, 0.06) }
    }

    /// For a picture of `width` x `height` pixels: lightest a little above the centre, as under a studio lamp.
    pub(super) fn painter(&self, width: usize, height: usize) -> GradientPainter {
        let (cx, cy) = (width as f32 / 2.0, height as f32 * 0.44);
        let reach = cx.hypot(height as f32 - cy);
        GradientPainter {
            centre: [cx, cy],
            reach,
            from: self.centre.linear(),
            to: self.edge.linear(),
        }
    }
}

/// Paints a gradient row by row.
pub(super) struct GradientPainter {
    /// Where it is lightest, and how far from there it ends, pixels.
    centre: [f32; 2],
    reach: f32,
    /// Linear RGB in the centre and at the end.
    from: [f32; 3],
    to: [f32; 3],
}

impl GradientPainter {
    /// The linear RGB of one row.
    pub fn paint_row(&self, y: usize, row: &mut [[f32; 3]]) {
        let [cx, cy] = self.centre;
        let down = (y as f32 + 0.5 - cy).powi(2);
        for (x, pixel) in row.iter_mut().enumerate() {
            let away = ((x as f32 + 0.5 - cx).powi(2) + down).sqrt() / self.reach;
            let share = away * away * (3.0 - 2.0 * away);
            *pixel =
                std::array::from_fn(|at| self.from[at] + (self.to[at] - self.from[at]) * share);
        }
    }
}

/// The colours of a subject's opaque pixels in OKLab, thinned out to some hundreds.
fn subject_colours(subject: &Cutout) -> Vec<Oklab> {
    let opaque: Vec<_> = subject.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 0.8).collect();
    let stride = (opaque.len() / 400).max(1);
    let channel = |value: f32| (value * 255.0).clamp(0.0, 255.0) as u8;
    opaque
        .iter()
        .step_by(stride)
        .map(|p| Rgb::new(channel(p[0] / p[3]), channel(p[1] / p[3]), channel(p[2] / p[3])))
        .map(Oklab::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    fn subject(colour: Rgb) -> Cutout {
        let [r, g, b] = [colour.r, colour.g, colour.b].map(|c| f32::from(c) / 255.0);
        Cutout { width: 8, height: 8, rgba: [r, g, b, 1.0].repeat(64) }
    }

    #[test]
    fn a_subject_never_drowns_in_its_own_brand() {
        for persona in starters() {
            let palette = persona.look.palette;
            for (role, colour) in palette.swatches() {
                let gradient = Gradient::of_brand(Some(&palette), &subject(colour));
                let away = Oklab::from(gradient.edge).distance(colour.into());
                assert!(away > 0.15, "{}: {role} on {:?} is {away}", persona.id, gradient);
            }
        }
    }

    #[test]
    fn the_primary_colour_is_taken_where_it_can_be() {
        let palette = starters()[0].look.palette;
        let gradient = Gradient::of_brand(Some(&palette), &subject(Rgb::new(255, 255, 255)));
        assert_eq!(gradient.edge, palette.primary.mix(palette.dark, 0.06));
    }
}
