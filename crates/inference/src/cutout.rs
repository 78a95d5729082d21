//! A picture with transparency, as the built-in model draws it.
//! Only the pixels; where it is laid and how large it becomes is `compose`'s business.

/// A picture with transparency: premultiplied RGBA, row-major, 4 `f32` a pixel, 0..=1.
#[derive(Clone, Debug, PartialEq)]
pub struct Cutout {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// `[height, width, 4]`: red, green and blue times alpha, then alpha.
    pub rgba: Vec<f32>,
}

impl Cutout {
    /// A picture from its numbers; `None` unless there are exactly 4 per pixel.
    pub fn new(width: usize, height: usize, rgba: Vec<f32>) -> Option<Self> {
        let expected = width.checked_mul(height)?.checked_mul(4)?;
        (rgba.len() == expected).then_some(Self { width, height, rgba })
    }

    /// The premultiplied red, green, blue and alpha of one pixel. Panics outside the picture.
    pub fn pixel(&self, x: usize, y: usize) -> [f32; 4] {
        assert!(x < self.width && y < self.height, "pixel outside the picture");
        let start = (y * self.width + x) * 4;
        self.rgba[start..start + 4].try_into().expect("four values")
    }

    /// The strongest alpha of any pixel: 0 for a picture that shows nothing.
    pub fn strongest_alpha(&self) -> f32 {
        self.rgba.chunks_exact(4).map(|pixel| pixel[3]).fold(0.0, f32::max)
    }

    /// The smallest rectangle (x, y, width, height) that holds every pixel of some opacity.
    pub fn bounds(&self) -> Option<(usize, usize, usize, usize)> {
        let is_seen = |pixel: &[f32; 4]| pixel[3] >= 0.1;
        let mut bounds: Option<(usize, usize, usize, usize)> = None;
        for (y, row) in self.rgba.as_chunks::<4>().0.chunks_exact(self.width.max(1)).enumerate() {
            let Some(first) = row.iter().position(is_seen) else { continue };
            let last = row.iter().rposition(is_seen).unwrap_or(first);
            bounds = Some(match bounds {
                None => (first, y, last, y),
                Some((left, top, right, _)) => (left.min(first), top, right.max(last), y),
            });
        }
        bounds.map(|(left, top, right, bottom)| (left, top, right - left + 1, bottom - top + 1))
    }

    /// The same picture as straight (not premultiplied) RGBA, 8 bits a channel.
    pub fn to_straight(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.rgba.len());
        for pixel in self.rgba.chunks_exact(4) {
            let alpha = pixel[3].clamp(0.0, 1.0);
            let lift = if alpha > 1e-4 { 1.0 / alpha } else { 0.0 };
            bytes.extend(
                pixel[..3].iter().map(|c| (c * lift * 255.0 + 0.5).clamp(0.0, 255.0) as u8),
            );
            bytes.push((alpha * 255.0 + 0.5) as u8);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cutout_needs_four_numbers_per_pixel() {
        assert!(Cutout::new(2, 1, vec![0.0; 8]).is_some());
        assert!(Cutout::new(2, 1, vec![0.0; 7]).is_none());
        assert!(Cutout::new(usize::MAX, 2, vec![]).is_none());
    }

    #[test]
    fn its_bounds_hold_what_can_be_seen() {
        let mut rgba = vec![0.0; 6 * 5 * 4];
        for (x, y) in [(1, 2), (4, 3)] {
            rgba[(y * 6 + x) * 4 + 3] = 1.0;
        }
        let cutout = Cutout::new(6, 5, rgba).unwrap();
        assert_eq!(cutout.bounds(), Some((1, 2, 4, 2)));
        assert_eq!(cutout.strongest_alpha(), 1.0);
        assert_eq!(Cutout::new(1, 1, vec![0.0; 4]).unwrap().bounds(), None);
    }

    #[test]
    fn straight_colours_are_free_of_their_opacity() {
        let cutout = Cutout::new(2, 1, vec![0.25, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0]).unwrap();
        assert_eq!(cutout.to_straight(), [128, 255, 0, 128, 0, 0, 0, 0]);
        assert_eq!(cutout.pixel(0, 0), [0.25, 0.5, 0.0, 0.5]);
    }
}
