//! Decoding in tiles, for pictures whose decode would not fit into memory at once.
//! Tiles overlap and fade into each other; what decodes one is passed in.

use std::ops::Range;

/// Latents along a tile's side, and how many of them it shares with the next.
const SIDE: usize = 64;
const SHARED: usize = 16;

/// `[height, width, channels]` latents to a picture `factor` times as wide and high, of 3 values a pixel. `decode` is
/// given the latents of one tile with their height and width; where it gives `None`, so does this.
///
/// # Errors
/// Those of `decode`, at once.
pub(super) fn decoded<Error>(
    latents: &[f32],
    (height, width): (usize, usize),
    factor: usize,
    mut decode: impl FnMut(&[f32], usize, usize) -> Result<Option<Vec<f32>>, Error>,
) -> Result<Option<Vec<f32>>, Error> {
    let channels = latents.len() / (height * width).max(1);
    let mut sums = vec![0.0f32; height * width * factor * factor * 3];
    let mut shares = vec![0.0f32; height * width * factor * factor];
    for rows in ranges(height) {
        for columns in ranges(width) {
            let tile: Vec<f32> = rows
                .clone()
                .flat_map(|y| {
                    &latents[(y * width + columns.start) * channels
                        ..(y * width + columns.end) * channels]
                })
                .copied()
                .collect();
            let Some(pixels) = decode(&tile, rows.len(), columns.len())? else { return Ok(None) };
            let wide = columns.len() * factor;
            for (at, pixel) in pixels.chunks_exact(3).enumerate() {
                let (y, x) = (at / wide, at % wide);
                let share = fade(y, &rows, height, factor) * fade(x, &columns, width, factor);
                let to = (y + rows.start * factor) * width * factor + x + columns.start * factor;
                shares[to] += share;
                sums[to * 3..to * 3 + 3]
                    .iter_mut()
                    .zip(pixel)
                    .for_each(|(sum, value)| *sum += share * value);
            }
        }
    }
    for (pixel, share) in sums.chunks_exact_mut(3).zip(&shares) {
        pixel.iter_mut().for_each(|value| *value /= share);
    }
    Ok(Some(sums))
}

/// The tiles along one side; the last one ends where the picture ends.
fn ranges(size: usize) -> Vec<Range<usize>> {
    if size <= SIDE {
        return std::iter::once(0..size).collect();
    }
    let count = (size - SHARED).div_ceil(SIDE - SHARED);
    (0..count)
        .map(|index| (index * (SIDE - SHARED)).min(size - SIDE))
        .map(|start| start..start + SIDE)
        .collect()
}

/// How much a pixel of a tile counts, by its distance from the edges that other tiles share.
fn fade(pixel: usize, tile: &Range<usize>, size: usize, factor: usize) -> f32 {
    let ramp = (SHARED * factor) as f32;
    let before = if tile.start == 0 { ramp } else { pixel as f32 + 0.5 };
    let after = if tile.end == size { ramp } else { (tile.len() * factor - pixel) as f32 - 0.5 };
    (before.min(after) / ramp).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn tiles_make_the_picture_that_one_piece_makes_where_places_do_not_see_each_other() {
        let (height, width, factor) = (70, 150, 2);
        let latents: Vec<f32> = (0..height * width).map(|at| at as f32).collect();
        let double = |tile: &[f32], height: usize, width: usize| -> Vec<f32> {
            let pixels = (0..height * width * factor * factor).map(|at| {
                let (y, x) = (at / (width * factor), at % (width * factor));
                tile[y / factor * width + x / factor]
            });
            pixels.flat_map(|value| [value, value + 1.0, -value]).collect()
        };
        let mut tiles = 0;
        let found = decoded(&latents, (height, width), factor, |tile, height, width| {
            tiles += 1;
            Ok::<_, Infallible>(Some(double(tile, height, width)))
        });
        let found = found.unwrap().unwrap();
        assert_eq!(tiles, 2 * 3);
        let whole = double(&latents, height, width);
        assert!(found.iter().zip(&whole).all(|(found, whole)| (found - whole).abs() < 0.01));
    }

    #[test]
    fn a_decode_can_stop_between_tiles() {
        let mut tiles = 0;
        let found = decoded(&[0.0; 100 * 100], (100, 100), 1, |_, height, width| {
            tiles += 1;
            Ok::<_, Infallible>((tiles < 2).then(|| vec![0.0; height * width * 3]))
        });
        assert!(found.unwrap().is_none() && tiles == 2);
    }
}
