//! Enlarges a photo or a cut-out two or four times, tile by tile, so that memory stays bounded and a caller can stop it.
//! What a tile becomes, the network knows; here is how a picture is cut, and what happens to transparency.

use std::ops::{ControlFlow, Range};
use std::path::Path;

use candle_core::{Device, Result, Tensor};

use super::photo::Photo;
use super::real_esrgan::{FACTOR, Network};
use super::spread::spread_colours;
use crate::nn::in_pool;
use crate::weights::LoadError;

/// A network that enlarges, with its weights.
pub struct Enlarger {
    network: Network,
    /// Pixels that a tile keeps, along one side, and those around it that are computed and thrown away.
    tile: usize,
    margin: usize,
}

/// How many times wider and higher a picture becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Four times, then every four pixels become their mean.
    Two,
    /// Four times, as the network does.
    Four,
}

impl Scale {
    /// 2 or 4.
    pub fn factor(self) -> usize {
        match self {
            Scale::Two => 2,
            Scale::Four => 4,
        }
    }
}

/// A tile's side where the photo allows it, pixels.
const TILE: usize = 256;
/// The most pixels around a tile. The compact network sees no further; what the dense one sees beyond changes no value
/// by a level of 255.
const MARGIN: usize = 32;

impl Enlarger {
    /// Loads a network of Real-ESRGAN from a file of numbered convolutions.
    ///
    /// # Errors
    /// As for [`crate::weights::Weights::open`], and `Damaged` where the file holds neither of the two networks.
    pub fn load(path: &Path) -> std::result::Result<Enlarger, LoadError> {
        let network = Network::load(path)?;
        let margin = network.reach().min(MARGIN);
        Ok(Enlarger { network, tile: TILE, margin })
    }

    /// The same with tiles of another side, in pixels.
    pub fn with_tile(self, tile: usize) -> Enlarger {
        Enlarger { tile: tile.max(1), ..self }
    }

    /// Red, green and blue `[1, height, width, 3]`, 0..=1, to four times the size, in one piece and not yet clamped.
    ///
    /// # Errors
    /// Those of candle, for other shapes.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        in_pool(|| self.network.forward(x))
    }

    /// The colours of a small picture, `[height, width, 3]` of 0..=1, at four times its size and of about the same range.
    ///
    /// # Errors
    /// Those of candle, where there are not as many values as that.
    pub fn colours(&self, rgb: Vec<f32>, width: usize, height: usize) -> Result<Vec<f32>> {
        let x = Tensor::from_vec(rgb, (1, height, width, 3), &Device::Cpu)?;
        self.forward(&x)?.flatten_all()?.to_vec1()
    }

    /// The photo enlarged. `watch` is called before each tile with how many are ready and how many there are; where it
    /// breaks, the result is `None`. Transparency is enlarged by the network too, and the colours beside it are not
    /// mixed with those of transparent pixels.
    ///
    /// # Errors
    /// Those of candle, which a valid photo does not cause.
    pub fn enlarge(
        &self,
        photo: &Photo,
        scale: Scale,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Option<Photo>> {
        let factor = scale.factor();
        let (width, height) = (photo.width * factor, photo.height * factor);
        let mut rgba = vec![0; width * height * 4];
        let (rows, columns) = (cuts(photo.height, self.tile), cuts(photo.width, self.tile));
        let total = rows.len() * columns.len();
        for (row, ys) in rows.iter().enumerate() {
            for (column, xs) in columns.iter().enumerate() {
                if watch(row * columns.len() + column, total).is_break() {
                    return Ok(None);
                }
                let tile = self.tile(photo, xs, ys, scale)?;
                let line = xs.len() * factor * 4;
                for (y, tile) in tile.chunks_exact(line).enumerate() {
                    let to = ((ys.start * factor + y) * width + xs.start * factor) * 4;
                    rgba[to..to + line].copy_from_slice(tile);
                }
            }
        }
        Ok(Some(Photo { width, height, rgba }))
    }

    /// The enlarged bytes of one tile of the photo.
    fn tile(
        &self,
        photo: &Photo,
        xs: &Range<usize>,
        ys: &Range<usize>,
        scale: Scale,
    ) -> Result<Vec<u8>> {
        let around = |range: &Range<usize>, end: usize| {
            range.start.saturating_sub(self.margin)..(range.end + self.margin).min(end)
        };
        let (wide, high) = (around(xs, photo.width), around(ys, photo.height));
        let mut pixels: Vec<[u8; 4]> = high
            .clone()
            .flat_map(|y| {
                photo.rgba[(y * photo.width + wide.start) * 4..].chunks_exact(4).take(wide.len())
            })
            .map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
            .collect();
        let first = pixels[0][3];
        let flat = pixels.iter().all(|pixel| pixel[3] == first);
        let window = Window {
            width: wide.len(),
            height: high.len(),
            xs: xs.start - wide.start..xs.end - wide.start,
            ys: ys.start - high.start..ys.end - high.start,
            scale,
        };
        let count = window.xs.len() * window.ys.len() * scale.factor().pow(2);
        if flat && first == 0 {
            return Ok(vec![0; count * 4]);
        }
        let alpha = match flat {
            true => vec![[first; 3]; count],
            false => self.values(&window, pixels.iter().map(|pixel| [pixel[3]; 3]))?,
        };
        if !flat {
            spread_colours(&mut pixels, window.width);
        }
        let colours = self.values(&window, pixels.iter().map(|&[r, g, b, _]| [r, g, b]))?;
        let joined = colours.iter().zip(&alpha).flat_map(|(&[r, g, b], alpha)| match alpha[1] {
            0 => [0; 4],
            alpha => [r, g, b, alpha],
        });
        Ok(joined.collect())
    }

    /// The network's answer to the pixels of a window, of which the tile in it is kept.
    fn values(
        &self,
        window: &Window,
        pixels: impl Iterator<Item = [u8; 3]>,
    ) -> Result<Vec<[u8; 3]>> {
        let rgb: Vec<f32> = pixels.flatten().map(|value| f32::from(value) / 255.0).collect();
        let x = Tensor::from_vec(rgb, (1, window.height, window.width, 3), &Device::Cpu)?;
        let y = self.forward(&x)?.flatten_all()?.to_vec1::<f32>()?;
        let stride = window.width * FACTOR;
        let at = |y_: usize, x_: usize, channel: usize| {
            (y[(y_ * stride + x_) * 3 + channel] * 255.0).clamp(0.0, 255.0)
        };
        let step = FACTOR / window.scale.factor();
        let area = (step * step) as f32;
        let mut out = Vec::with_capacity(window.xs.len() * window.ys.len() * 16);
        for y in (window.ys.start * FACTOR..window.ys.end * FACTOR).step_by(step) {
            for x in (window.xs.start * FACTOR..window.xs.end * FACTOR).step_by(step) {
                out.push([0, 1, 2].map(|channel| {
                    let places = (0..step * step).map(|at| (y + at / step, x + at % step));
                    let sum: f32 = places.map(|(y, x)| at(y, x, channel)).sum();
                    (sum / area + 0.5) as u8
                }));
            }
        }
        Ok(out)
    }
}

/// A tile with what lies around it, and where in it the tile is.
struct Window {
    width: usize,
    height: usize,
    xs: Range<usize>,
    ys: Range<usize>,
    scale: Scale,
}

/// The fewest ranges of nearly one length, at most `tile`, that cover `0..size`.
fn cuts(size: usize, tile: usize) -> Vec<Range<usize>> {
    let count = size.div_ceil(tile).max(1);
    (0..count).map(|index| index * size / count..(index + 1) * size / count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_cover_a_side_with_no_gap() {
        for (size, tile) in [(1, 192), (192, 192), (193, 192), (1000, 192), (7, 1)] {
            let cuts = cuts(size, tile);
            assert_eq!(cuts.first().unwrap().start, 0);
            assert_eq!(cuts.last().unwrap().end, size);
            assert!(cuts.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(cuts.iter().all(|cut| (1..=tile).contains(&cut.len())));
        }
    }
}
