//! The colours of an object and of what lies behind it where the two mix, so that none of the old background is left
//! in an edge: blur fusion (Forte 2021, arXiv:2006.14970, "Approximate Fast Foreground Colour Estimation").

use super::guided::box_mean;

/// How far colours are looked for, as shares of the picture's longer side, first and second.
const REACHES: [f32; 2] = [1.0 / 24.0, 1.0 / 340.0];

/// The colours around every place.
pub(super) struct Colours {
    pub(super) object: Vec<[f32; 3]>,
    pub(super) background: Vec<[f32; 3]>,
}

/// Estimates both colours from interleaved red, green and blue and the opacity, all 0..=1.
pub(super) fn colours(rgb: &[f32], opacity: &[f32], width: usize) -> Colours {
    let longer = width.max(opacity.len() / width);
    let absence: Vec<f32> = opacity.iter().map(|opacity| 1.0 - opacity).collect();
    let mut planes: Vec<[Vec<f32>; 2]> = (0..3)
        .map(|channel| {
            let plane: Vec<f32> = rgb.iter().skip(channel).step_by(3).copied().collect();
            [plane.clone(), plane]
        })
        .collect();
    for (round, reach) in REACHES.iter().enumerate() {
        let radius = ((longer as f32 * reach).round() as usize).max(2);
        let (present, absent) =
            (box_mean(opacity, width, radius), box_mean(&absence, width, radius));
        for (channel, [object, background]) in planes.iter_mut().enumerate() {
            *background = weighted(background, &absence, &absent, width, radius);
            let around = weighted(object, opacity, &present, width, radius);
            // Only the last estimate is corrected by the full-size pixel itself.
            *object = match round + 1 == REACHES.len() {
                true => around,
                false => (0..opacity.len())
                    .map(|at| own(rgb[at * 3 + channel], opacity[at], around[at], background[at]))
                    .collect(),
            };
        }
    }
    let joined = |which: usize| {
        (0..opacity.len()).map(|at| [0, 1, 2].map(|channel| planes[channel][which][at])).collect()
    };
    Colours { object: joined(0), background: joined(1) }
}

/// The object's own share of a pixel's colour, given its opacity and the colours around (equation 4 of the paper).
pub(super) fn own(colour: f32, opacity: f32, object: f32, background: f32) -> f32 {
    let rest = colour - opacity * object - (1.0 - opacity) * background;
    (object + opacity * rest).clamp(0.0, 1.0)
}

/// The mean of a plane around every place, where values count as much as their weight.
fn weighted(
    plane: &[f32],
    weights: &[f32],
    around: &[f32],
    width: usize,
    radius: usize,
) -> Vec<f32> {
    let product: Vec<f32> =
        plane.iter().zip(weights).map(|(value, weight)| value * weight).collect();
    let mut mean = box_mean(&product, width, radius);
    for ((mean, around), value) in mean.iter_mut().zip(around).zip(plane) {
        // Where nothing of it is near, the colour does not matter; that of the place itself is finite.
        *mean = if *around > 1e-4 { *mean / around } else { *value };
    }
    mean
}
