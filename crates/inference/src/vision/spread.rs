//! Gives transparent pixels the colours beside them, so that a filter that mixes neighbours mixes in no stray colour.
//! What is opaque stays as it is.

/// From this opacity on, a pixel's colour is its own.
const KNOWN: u8 = 16;
/// How far colours are spread, pixels.
const RINGS: usize = 24;

/// Spreads the colours of what can be seen over what cannot, ring by ring; pixels are straight RGBA, in rows of `width`.
/// Pixels further out become the mean of all that is seen.
pub(super) fn spread_colours(pixels: &mut [[u8; 4]], width: usize) {
    let mut known: Vec<bool> = pixels.iter().map(|pixel| pixel[3] >= KNOWN).collect();
    let count = known.iter().filter(|known| **known).count();
    if count == 0 || count == pixels.len() {
        return;
    }
    let mean = [0, 1, 2].map(|channel| {
        let seen = pixels.iter().zip(&known).filter(|(_, known)| **known);
        let sum: u64 = seen.map(|(pixel, _)| u64::from(pixel[channel])).sum();
        (sum / count as u64) as u8
    });
    let height = pixels.len() / width;
    let around = |at: usize| {
        let (x, y) = (at % width, at / width);
        let rows = y.saturating_sub(1)..(y + 2).min(height);
        rows.flat_map(move |y| {
            (x.saturating_sub(1)..(x + 2).min(width)).map(move |x| y * width + x)
        })
    };
    let mut ring: Vec<usize> =
        (0..pixels.len()).filter(|&at| !known[at] && around(at).any(|near| known[near])).collect();
    for _ in 0..RINGS {
        let colours: Vec<[u8; 3]> = ring
            .iter()
            .map(|&at| {
                let near: Vec<usize> = around(at).filter(|&near| known[near]).collect();
                [0, 1, 2].map(|channel| {
                    let sum: usize =
                        near.iter().map(|&near| usize::from(pixels[near][channel])).sum();
                    (sum / near.len().max(1)) as u8
                })
            })
            .collect();
        for (&at, colour) in ring.iter().zip(colours) {
            pixels[at][..3].copy_from_slice(&colour);
            known[at] = true;
        }
        let mut next: Vec<usize> =
            ring.iter().flat_map(|&at| around(at)).filter(|&at| !known[at]).collect();
        next.sort_unstable();
        next.dedup();
        ring = next;
    }
    for (pixel, _) in pixels.iter_mut().zip(&known).filter(|(_, known)| !**known) {
        pixel[..3].copy_from_slice(&mean);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_spread_and_what_is_seen_stays() {
        let mut pixels = vec![[0, 0, 0, 0]; 60 * 3];
        pixels[60] = [200, 10, 30, 255];
        pixels[61] = [9, 9, 9, 2];
        let before = pixels[60];
        spread_colours(&mut pixels, 60);
        assert_eq!(pixels[60], before);
        assert!(pixels.iter().all(|pixel| pixel[..3] == [200, 10, 30]));
        assert_eq!(pixels[61][3], 2, "opacity is not changed");
        let mut empty = vec![[1, 2, 3, 0]; 4];
        spread_colours(&mut empty, 2);
        assert_eq!(empty, vec![[1, 2, 3, 0]; 4]);
    }
}
