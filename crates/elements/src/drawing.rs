//! A drawing: SVG that was read and checked, and its pixels at any size with a transparent ground.
//! Knows nothing of the library that it comes from.

use crate::markup::Node;
use crate::raster::{divided, paint};
use crate::{ElementError, cost, markup};
use resvg::{tiny_skia, usvg};

/// The longest side of what is drawn, in pixels.
const MAX_SIDE: u32 = 8192;

/// A checked drawing. It names nothing outside of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub(crate) root: Node,
}

/// Pixels with a transparent ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue and alpha of each pixel, row by row; colours are not multiplied by alpha.
    pub rgba: Vec<u8>,
}

impl Drawing {
    /// Reads SVG text of anybody.
    ///
    /// # Errors
    /// Where it is no SVG, has a link, text, a program, or too many parts in it, or takes too long to draw.
    pub fn from_svg(bytes: &[u8]) -> Result<Self, ElementError> {
        let drawing = Self { root: markup::read(bytes)? };
        cost::check(&drawing.tree()?)?;
        Ok(drawing)
    }

    /// Whether anything of it can be seen.
    ///
    /// # Errors
    /// As [`Drawing::pixels`].
    pub(crate) fn shows_something(&self) -> Result<bool, ElementError> {
        let pixels = self.pixels(64, 64)?;
        Ok(pixels.rgba.iter().skip(3).step_by(4).any(|alpha| *alpha > 0))
    }

    /// The text of the drawing.
    pub fn svg(&self) -> String {
        self.root.write()
    }

    /// Width and height in the drawing's own units.
    ///
    /// # Errors
    /// As [`Drawing::pixels`].
    pub fn size(&self) -> Result<(f32, f32), ElementError> {
        let size = self.tree()?.size();
        Ok((size.width(), size.height()))
    }

    /// The drawing as large as fits into `width` x `height` pixels, in their middle.
    ///
    /// # Errors
    /// `Size`, or `Unreadable` where a change made the drawing invalid.
    pub fn pixels(&self, width: u32, height: u32) -> Result<Pixels, ElementError> {
        let bad_size = || ElementError::Size(width, height);
        if width > MAX_SIDE || height > MAX_SIDE {
            return Err(bad_size());
        }
        let mut canvas = tiny_skia::Pixmap::new(width, height).ok_or_else(bad_size)?;
        let tree = self.tree()?;
        let size = tree.size();
        let scale = (width as f32 / size.width()).min(height as f32 / size.height());
        let left = (width as f32 - size.width() * scale) / 2.0;
        let top = (height as f32 - size.height() * scale) / 2.0;
        let place = tiny_skia::Transform::from_row(scale, 0.0, 0.0, scale, left, top);
        paint(&tree, place, &mut canvas);
        let mut rgba = canvas.take();
        let seen_through = |pixel: &&mut [u8; 4]| pixel[3] < 255;
        let pixels = rgba.as_chunks_mut::<4>().0.iter_mut().filter(seen_through);
        pixels.for_each(|pixel| *pixel = divided(*pixel));
        Ok(Pixels { width, height, rgba })
    }

    fn tree(&self) -> Result<usvg::Tree, ElementError> {
        let mut options = usvg::Options { resources_dir: None, ..usvg::Options::default() };
        // Links were refused when the text was read; this holds even if one were missed.
        options.image_href_resolver.resolve_string = Box::new(|_, _| None);
        usvg::Tree::from_str(&self.svg(), &options)
            .map_err(|error| ElementError::Unreadable(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_lies_in_the_middle_of_its_pixels() {
        let text = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#f00"/></svg>"##;
        let drawing = Drawing::from_svg(text).unwrap();
        assert_eq!(drawing.size().unwrap(), (20.0, 10.0));
        let pixels = drawing.pixels(40, 40).unwrap();
        let at = |x: usize, y: usize| &pixels.rgba[(y * 40 + x) * 4..][..4];
        assert_eq!(at(20, 20), [255, 0, 0, 255]);
        assert_eq!(at(20, 5), [0; 4]);
        assert_eq!(drawing.pixels(0, 10), Err(ElementError::Size(0, 10)));
        assert_eq!(drawing.pixels(9000, 10), Err(ElementError::Size(9000, 10)));
    }
}
