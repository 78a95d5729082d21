//! Lays pixels on pixels (Porter and Duff 1984); colours are multiplied by alpha throughout.
//! Knows the bytes and nothing of what they show.

use resvg::tiny_skia::{Pixmap, Transform};

/// Red, green, blue and alpha.
pub(super) type Pixel = [u8; 4];

/// `value * share / 255`, rounded to the nearest.
pub(super) fn scaled(value: u8, share: u8) -> u8 {
    let product = u16::from(value) * u16::from(share) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

/// Each channel as [`scaled`].
pub(super) fn faded(pixel: Pixel, share: u8) -> Pixel {
    together(scaled_lanes(lanes(pixel), share))
}

/// One pixel over another.
pub(super) fn over(below: Pixel, above: Pixel) -> Pixel {
    match above[3] {
        0 if above == [0; 4] => below,
        255 => above,
        alpha => {
            let sum = lanes(above) + scaled_lanes(lanes(below), 255 - alpha);
            let is_beyond = sum >> 8 & (CHANNELS / 255);
            together((sum | (is_beyond * 255)) & CHANNELS)
        }
    }
}

/// The bits of each channel where it has 16.
const CHANNELS: u64 = 0x00ff_00ff_00ff_00ff;
/// Half of 256 in each channel.
const HALF: u64 = 0x0080_0080_0080_0080;

/// A pixel with 16 bits for each channel: red, blue, green and alpha, so that all are computed at once.
fn lanes(pixel: Pixel) -> u64 {
    let all = u64::from(u32::from_le_bytes(pixel));
    (all | all << 24) & CHANNELS
}

/// The pixel of lanes that are below 256.
fn together(lanes: u64) -> Pixel {
    ((lanes | lanes >> 24) as u32).to_le_bytes()
}

/// Each channel as [`scaled`]: no product is beyond its 16 bits.
fn scaled_lanes(lanes: u64, share: u8) -> u64 {
    let product = lanes * u64::from(share) + HALF;
    (product + (product >> 8 & CHANNELS)) >> 8 & CHANNELS
}

/// A painted layer, ready to be laid on a canvas at any angle.
pub(super) struct Stamp {
    pixels: Vec<Pixel>,
    width: i64,
    height: i64,
    /// From the stamp's pixels to those of the canvas.
    place: Transform,
}

/// Positions within a stamp in parts of a pixel.
const UNIT: f64 = 65536.0;

impl Stamp {
    /// The visible part of a layer; `None` where there is none.
    pub(super) fn new(layer: Pixmap, place: Transform, opacity: f32) -> Option<Self> {
        let (width, height) = (layer.width() as usize, layer.height() as usize);
        let all = layer.data().as_chunks::<4>().0;
        let rows = || all.chunks_exact(width).map(|row| row.iter().any(|pixel| *pixel != [0; 4]));
        let top = rows().position(|seen| seen)?;
        let bottom = height - rows().rev().position(|seen| seen)?;
        let (mut left, mut right) = (width, 0);
        for row in all.chunks_exact(width).take(bottom).skip(top) {
            let seen = |pixel: &Pixel| *pixel != [0; 4];
            left = row[..left].iter().position(seen).unwrap_or(left);
            right = row.iter().skip(right).rposition(seen).map_or(right, |at| right + at + 1);
        }
        let visible = all.chunks_exact(width).take(bottom).skip(top);
        let mut pixels: Vec<Pixel> = Vec::with_capacity((right - left) * (bottom - top));
        visible.for_each(|row| pixels.extend_from_slice(&row[left..right]));
        if opacity < 1.0 {
            let share = (opacity * 255.0).round() as u8;
            pixels.iter_mut().for_each(|pixel| *pixel = faded(*pixel, share));
        }
        let (width, height) = ((right - left) as i64, (bottom - top) as i64);
        Some(Self { pixels, width, height, place: place.pre_translate(left as f32, top as f32) })
    }

    /// Lays it on some rows of a canvas, the first of which is row `top`.
    pub(super) fn lay_on(&self, bytes: &mut [u8], width: usize, top: usize) {
        let rows = bytes.as_chunks_mut::<4>().0.chunks_exact_mut(width);
        let Transform { sx, kx, ky, sy, tx, ty } = self.place;
        if (sx, kx, ky, sy) == (1.0, 0.0, 0.0, 1.0) && tx.fract() == 0.0 && ty.fract() == 0.0 {
            let (left, above) = (tx as i64, ty as i64);
            for (y, row) in (top as i64 - above..).zip(rows) {
                self.lay_row(row, left, y);
            }
            return;
        }
        let Some(back) = self.place.invert() else { return };
        let [sx, kx, ky, sy, tx, ty] =
            [back.sx, back.kx, back.ky, back.sy, back.tx, back.ty].map(f64::from);
        for (y, row) in (top..).zip(rows) {
            // The middle of a pixel, and the pixel of the stamp whose middle is left of and above it.
            let (x, y) = (0.5, y as f64 + 0.5);
            let from = (x * sx + y * kx + tx - 0.5, x * ky + y * sy + ty - 0.5);
            self.lay_turned_row(row, from, (sx, ky));
        }
    }

    fn lay_row(&self, row: &mut [Pixel], left: i64, y: i64) {
        if !(0..self.height).contains(&y) {
            return;
        }
        let from = (-left).clamp(0, self.width) as usize;
        let to = left.clamp(0, row.len() as i64) as usize;
        let own = &self.pixels[(y * self.width) as usize..][..self.width as usize];
        for (below, above) in row[to..].iter_mut().zip(&own[from..]) {
            *below = over(*below, *above);
        }
    }

    /// A row of the canvas that begins at `from` in the stamp and goes on by `step` for each pixel.
    fn lay_turned_row(&self, row: &mut [Pixel], from: (f64, f64), step: (f64, f64)) {
        let mut span = (0.0_f64, row.len() as f64);
        for (from, step, length) in [(from.0, step.0, self.width), (from.1, step.1, self.height)] {
            let (first, last) = ((-1.0 - from) / step, (length as f64 - from) / step);
            if step.abs() < 1e-9 {
                if !(-1.0..length as f64).contains(&from) {
                    return;
                }
                continue;
            }
            span = (span.0.max(first.min(last)), span.1.min(first.max(last)));
        }
        let (first, last) = (span.0.ceil().max(0.0), span.1.floor().min(row.len() as f64));
        if first >= last {
            return;
        }
        let fixed = |value: f64| (value * UNIT).floor() as i64;
        let (mut u, mut v) = (fixed(from.0 + first * step.0), fixed(from.1 + first * step.1));
        let (du, dv) = (fixed(step.0), fixed(step.1));
        for below in &mut row[first as usize..last as usize] {
            let above = self.between(u, v);
            *below = over(*below, above);
            (u, v) = (u + du, v + dv);
        }
    }

    /// The colour between four pixels; nothing lies beyond the edges.
    fn between(&self, u: i64, v: i64) -> Pixel {
        let (x, y) = (u >> 16, v >> 16);
        let four = if x >= 0 && y >= 0 && x + 1 < self.width && y + 1 < self.height {
            let at = (y * self.width + x) as usize;
            let below = at + self.width as usize;
            [self.pixels[at], self.pixels[at + 1], self.pixels[below], self.pixels[below + 1]]
        } else {
            [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| self.at(x, y))
        };
        // Most pixels lie within one colour.
        if four == [four[0]; 4] {
            return four[0];
        }
        let (right, down) = ((u >> 8 & 255) as u64, (v >> 8 & 255) as u64);
        let [a, b, c, d] = four.map(lanes);
        together(mixed(mixed(a, b, right), mixed(c, d, right), down))
    }

    fn at(&self, x: i64, y: i64) -> Pixel {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        if inside { self.pixels[(y * self.width + x) as usize] } else { [0; 4] }
    }
}

/// Each channel `share` / 256 of the way to the other.
fn mixed(from: u64, to: u64, share: u64) -> u64 {
    (from * (256 - share) + to * share + HALF) >> 8 & CHANNELS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_byte_is_the_nearest_byte() {
        for value in 0..=255u8 {
            for share in 0..=255u8 {
                let exact = f64::from(value) * f64::from(share) / 255.0;
                assert_eq!(f64::from(scaled(value, share)), exact.round(), "{value} {share}");
            }
        }
        assert_eq!(over([200, 0, 0, 255], [0, 50, 0, 128]), [100, 50, 0, 255]);
    }

    #[test]
    fn four_channels_at_once_are_as_each_by_itself() {
        let values = [0, 1, 2, 63, 127, 128, 129, 200, 254, 255];
        for below in values {
            for above in values {
                for alpha in values {
                    let (one, two): ([u8; 4], [u8; 4]) =
                        ([below, above, 255, 7], [above, 3, below, alpha]);
                    let each = std::array::from_fn(|at| {
                        two[at].saturating_add(scaled(one[at], 255 - alpha))
                    });
                    assert_eq!(over(one, two), each, "{one:?} {two:?}");
                    assert_eq!(faded(one, alpha), one.map(|value| scaled(value, alpha)));
                }
            }
        }
    }

    #[test]
    fn a_stamp_is_laid_on_upright_and_turned_and_beyond_the_edges() {
        let mut layer = Pixmap::new(9, 7).unwrap();
        layer.data_mut().as_chunks_mut::<4>().0[2 * 9 + 3..][..4].fill([9, 0, 0, 255]);
        let laid = |place: Transform| {
            let mut bytes = vec![0; 4 * 12 * 12];
            Stamp::new(layer.clone(), place, 1.0).unwrap().lay_on(&mut bytes, 12, 0);
            let pixels = bytes.as_chunks::<4>().0.iter().enumerate();
            let seen = pixels.filter(|(_, pixel)| pixel[3] > 200);
            seen.map(|(at, _)| (at % 12, at / 12)).collect::<Vec<_>>()
        };
        assert_eq!(laid(Transform::from_translate(1.0, 4.0)), [(4, 6), (5, 6), (6, 6), (7, 6)]);
        assert_eq!(laid(Transform::from_translate(-5.0, 0.0)), [(0, 2), (1, 2)]);
        assert_eq!(laid(Transform::from_translate(0.0, -3.0)), []);
        // A quarter turn: to the right becomes downwards.
        let turned = Transform::from_row(0.0, 1.0, -1.0, 0.0, 11.0, 0.0);
        assert_eq!(laid(turned), [(8, 3), (8, 4), (8, 5), (8, 6)]);
        assert!(Stamp::new(Pixmap::new(4, 4).unwrap(), turned, 1.0).is_none());
    }
}
