//! From the coarse map of an object to its opacity in every pixel of the photo, and the photo cut out with it.
//! Edges are found on a small copy and carried to full size as functions of colour, so memory does not grow with them.

use rayon::prelude::*;

use super::foreground;
use super::guided::{Guided, box_mean};
use super::objects::{Selection, one_object, touched};
use super::photo::Photo;
use super::u2net::{MAP_SIDE, Map};

/// The longer side of the copy on which edges are found, pixels.
const WORKING_SIDE: usize = 1024;
/// Of the working side: how far the filter sees, and how far from the map's outline its edge may lie.
const RADIUS: f32 = 6.0 / 1024.0;
const BAND: f32 = 10.0 / 1024.0;
/// The variance of colours that is no edge yet.
const EPSILON: f32 = 1e-4;
/// How often the filter is applied, each time with what is known put back.
const ROUNDS: usize = 4;
/// The map's values that are certain where their neighbours agree.
const CERTAIN: (f32, f32) = (0.1, 0.9);
/// The part of the filter's range that becomes 0..=1: what is nearly transparent or nearly opaque becomes wholly so.
const RANGE: (f32, f32) = (0.08, 0.92);
/// The inner part of a brush stroke, which holds whatever the photo shows there.
const CORE: f32 = 0.6;

/// An object's opacity, for a photo of any size.
pub struct Matte {
    width: usize,
    height: usize,
    places: Vec<Place>,
}

/// What is known at one place of the small copy.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Opacity as a function of colour: weights of red, green and blue, and what is added.
    coefficients: [f32; 4],
    /// How certain it is that the object is here, and that it is not, 0..=1.
    inside: f32,
    outside: f32,
    /// The object's colour around here, and the background's.
    object: [f32; 3],
    background: [f32; 3],
}

impl Matte {
    /// Finds the edges of one object of a photo's map; `None` where the map shows no object.
    pub fn of(photo: &Photo, map: &Map, selection: &Selection) -> Option<Matte> {
        let size = [photo.width as f32, photo.height as f32];
        let seed = selection.seed.map(|[x, y]| [x / size[0], y / size[1]]);
        let adds = selection.strokes.iter().any(|stroke| stroke.adds);
        let object = match one_object(map, seed) {
            Some(object) => object,
            // The brush alone can make a cut-out.
            None if adds => Map { values: vec![0.0; MAP_SIDE * MAP_SIDE] },
            None => return None,
        };
        let longer = photo.width.max(photo.height);
        let side = |side: usize| {
            let small = side as f32 * (WORKING_SIDE.min(longer) as f32 / longer as f32);
            (small.round() as usize).max(1)
        };
        let (width, height) = (side(photo.width), side(photo.height));
        let rgb = photo.resampled(width, height);
        let scale = [width as f32 / size[0], height as f32 / size[1]];
        let known = Known::new(&object, selection, scale, (width, height));
        let reach = ((width.max(height) as f32 * RADIUS).round() as usize).max(2);
        let guided = Guided::new(&rgb, width, reach, EPSILON);
        let mut coefficients = guided.coefficients(&known.likely);
        let mut opacity = Vec::new();
        for round in 0..ROUNDS {
            opacity = guided.applied(&coefficients);
            known.put_back(&mut opacity);
            if round + 1 < ROUNDS {
                coefficients = guided.coefficients(&opacity);
            }
        }
        opacity.iter_mut().for_each(|value| *value = stretched(*value));
        let colours = foreground::colours(&rgb, &opacity, width);
        let place = |at: usize| Place {
            coefficients: coefficients.each_ref().map(|plane| plane[at]),
            inside: f32::from(known.inside[at]),
            outside: f32::from(known.outside[at]),
            object: colours.object[at],
            background: colours.background[at],
        };
        let places = (0..width * height).map(place).collect();
        Some(Matte { width, height, places })
    }

    /// The photo with everything but the object transparent, and with no colour of the old background in its edges.
    pub fn cut(&self, photo: Photo) -> Photo {
        let (width, height) = (photo.width, photo.height);
        let mut rgba = photo.rgba;
        rgba.par_chunks_exact_mut(width * 4).enumerate().for_each(|(y, line)| {
            let places = self.line(y, height);
            let step = self.width as f32 / width as f32;
            for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
                let at = ((x as f32 + 0.5) * step - 0.5).max(0.0);
                let first = (at as usize).min(self.width - 1);
                let second = (first + 1).min(self.width - 1);
                cut_pixel(pixel, &places[first], &places[second], at - first as f32);
            }
        });
        Photo { width, height, rgba }
    }

    /// The places between which line `y` of a photo of `height` lies, mixed.
    fn line(&self, y: usize, height: usize) -> Vec<Place> {
        let at = ((y as f32 + 0.5) * self.height as f32 / height as f32 - 0.5).max(0.0);
        let first = (at as usize).min(self.height - 1);
        let second = (first + 1).min(self.height - 1);
        let line = |y: usize| &self.places[y * self.width..(y + 1) * self.width];
        let share = at - first as f32;
        line(first).iter().zip(line(second)).map(|(one, other)| one.mixed(other, share)).collect()
    }
}

impl Place {
    fn mixed(&self, other: &Place, share: f32) -> Place {
        let mix = |one: f32, other: f32| one + (other - one) * share;
        let three = |one: [f32; 3], other: [f32; 3]| [0, 1, 2].map(|at| mix(one[at], other[at]));
        Place {
            coefficients: [0, 1, 2, 3].map(|at| mix(self.coefficients[at], other.coefficients[at])),
            inside: mix(self.inside, other.inside),
            outside: mix(self.outside, other.outside),
            object: three(self.object, other.object),
            background: three(self.background, other.background),
        }
    }
}

fn cut_pixel(pixel: &mut [u8], one: &Place, other: &Place, share: f32) {
    if one.inside.min(other.inside) >= 1.0 {
        pixel[3] = 255;
        return;
    }
    if one.outside.min(other.outside) >= 1.0 {
        pixel.fill(0);
        return;
    }
    let place = one.mixed(other, share);
    let colour = [0, 1, 2].map(|channel| f32::from(pixel[channel]) / 255.0);
    let [r, g, b, add] = place.coefficients;
    let found = r * colour[0] + g * colour[1] + b * colour[2] + add;
    let unknown = 1.0 - place.inside - place.outside;
    let opacity = stretched(found.clamp(0.0, 1.0) * unknown + place.inside);
    pixel[3] = (opacity * 255.0 + 0.5) as u8;
    if pixel[3] == 0 {
        pixel.fill(0);
    } else if pixel[3] < 255 {
        for channel in 0..3 {
            let own = foreground::own(
                colour[channel],
                opacity,
                place.object[channel],
                place.background[channel],
            );
            pixel[channel] = (own * 255.0 + 0.5) as u8;
        }
    }
}

fn stretched(opacity: f32) -> f32 {
    ((opacity - RANGE.0) / (RANGE.1 - RANGE.0)).clamp(0.0, 1.0)
}

/// What the map and the brush say at every place of the small copy.
struct Known {
    /// How likely the object is here, 0..=1.
    likely: Vec<f32>,
    inside: Vec<bool>,
    outside: Vec<bool>,
}

impl Known {
    fn new(
        object: &Map,
        selection: &Selection,
        scale: [f32; 2],
        (width, height): (usize, usize),
    ) -> Known {
        let mut likely = enlarged(object, width, height);
        let mut core: Vec<Option<bool>> = vec![None; width * height];
        for stroke in &selection.strokes {
            touched(stroke, scale, (width, height), |at, away| {
                likely[at] = f32::from(stroke.adds);
                core[at] = (away <= CORE).then_some(stroke.adds).or(core[at]);
            });
        }
        let band = ((width.max(height) as f32 * BAND).round() as usize).max(2);
        let around = box_mean(&likely, width, band);
        let (low, high) = CERTAIN;
        let known = |at: usize| match core[at] {
            Some(adds) => (adds, !adds),
            None => (likely[at] > high && around[at] > 0.97, likely[at] < low && around[at] < 0.03),
        };
        let (inside, outside) = (0..width * height).map(known).unzip();
        Known { likely, inside, outside }
    }

    fn put_back(&self, opacity: &mut [f32]) {
        for (at, value) in opacity.iter_mut().enumerate() {
            *value = match (self.inside[at], self.outside[at]) {
                (true, _) => 1.0,
                (_, true) => 0.0,
                _ => value.clamp(0.0, 1.0),
            };
        }
    }
}

/// The map at another size, bilinear.
fn enlarged(map: &Map, width: usize, height: usize) -> Vec<f32> {
    let place = |at: usize, size: usize| {
        let at = ((at as f32 + 0.5) * MAP_SIDE as f32 / size as f32 - 0.5).max(0.0);
        let first = (at as usize).min(MAP_SIDE - 1);
        (first, (first + 1).min(MAP_SIDE - 1), at - first as f32)
    };
    let columns: Vec<_> = (0..width).map(|x| place(x, width)).collect();
    let line = |y: usize| {
        let (above, below, down) = place(y, height);
        let value = move |x: usize| {
            let upper = map.values[above * MAP_SIDE + x];
            upper + (map.values[below * MAP_SIDE + x] - upper) * down
        };
        let mixed = move |&(left, right, share): &(usize, usize, f32)| {
            value(left) + (value(right) - value(left)) * share
        };
        columns.iter().map(mixed).collect::<Vec<f32>>()
    };
    (0..height).flat_map(line).collect()
}
