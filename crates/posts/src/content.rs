//! What a post says and shows: its words and its pictures.
//! Knows nothing of where they are placed.

use crate::Rect;
use std::sync::Arc;
use vello_cpu::Pixmap;
use vello_cpu::peniko::color::PremulRgba8;

/// The words and pictures of one post. A layout leaves out what is empty.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// What the post says first. Words between asterisks are set in the brand's colour.
    pub headline: String,
    /// Supporting lines; a checklist shows each, other layouts the first.
    pub lines: Vec<String>,
    /// A price, a date, a share: `20% off`, `Fri 14 Nov`, `£49`.
    pub fact: String,
    /// What the reader is asked to do.
    pub call: String,
    /// The account's name with its `@`, or an address.
    pub handle: String,
    /// In the places' order; a before-and-after shows the first two.
    pub pictures: Vec<Picture>,
    /// Words on the pictures, such as `Before`; a layout has its own where this is empty.
    pub labels: Vec<String>,
}

/// Why pixels are no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("A picture of {width}x{height} pixels needs {} bytes of RGBA, not {given}.", width * height * 4)]
    Bytes { width: usize, height: usize, given: usize },
    #[error("A picture may have 1 to 16,384 pixels a side, not {0}x{1}.")]
    Size(usize, usize),
    #[error("The picture is wholly transparent.")]
    Empty,
}

/// Pixels, with the place that must stay in sight. Cheap to clone.
#[derive(Clone)]
pub struct Picture {
    pub(crate) pixels: Arc<Pixmap>,
    /// The place of interest, in shares of the sides.
    pub(crate) focus: (f32, f32),
    /// Where the subject of a cut-out lies, in pixels; none for a picture without transparency.
    pub(crate) subject: Option<Rect>,
    /// The scale of a cut-out in its place, and how far it is moved from there, in shares of the post's sides.
    pub(crate) placement: (f32, [f32; 2]),
    /// Cut-outs that stand in the same place; none where one could not be had.
    pub(crate) others: Vec<Option<Picture>>,
    /// The numbers of this one (0) and of the others from the one behind to the one in front.
    pub(crate) order: Vec<usize>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}x{})", self.pixels.width(), self.pixels.height())
    }
}

impl Picture {
    /// `rgba` is sRGB with straight opacity, row by row, `width * height * 4` bytes.
    /// A picture of which at least a fiftieth is clear is a cut-out.
    pub fn new(width: usize, height: usize, rgba: &[u8]) -> Result<Self, PictureError> {
        if !(1..=16_384).contains(&width) || !(1..=16_384).contains(&height) {
            return Err(PictureError::Size(width, height));
        }
        if rgba.len() != width * height * 4 {
            return Err(PictureError::Bytes { width, height, given: rgba.len() });
        }
        let subject = subject(width, rgba);
        if subject.is_some_and(|subject| subject.w < 1.0) {
            return Err(PictureError::Empty);
        }
        let premultiplied = |pixel: &[u8]| {
            let alpha = u16::from(pixel[3]);
            let times = |value: u8| ((u16::from(value) * alpha + 127) / 255) as u8;
            PremulRgba8 { r: times(pixel[0]), g: times(pixel[1]), b: times(pixel[2]), a: pixel[3] }
        };
        let pixels = rgba.chunks_exact(4).map(premultiplied).collect();
        let pixels = Pixmap::from_parts(pixels, width as u16, height as u16);
        Ok(Self {
            pixels: Arc::new(pixels),
            focus: (0.5, 0.45),
            subject,
            placement: (1.0, [0.0; 2]),
            others: Vec::new(),
            order: Vec::new(),
        })
    }

    /// With another place of interest, in shares of the sides, 0..=1.
    pub fn with_focus(mut self, x: f32, y: f32) -> Self {
        self.focus = (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0));
        self
    }

    /// With a cut-out of another size and at another place than the layout's own: a factor, 0.1..=4, and how far it
    /// is moved, in shares of the post's width and height, -1..=1. Changes nothing of a picture that is no cut-out.
    pub fn with_placement(mut self, scale: f32, offset: [f32; 2]) -> Self {
        self.placement = (scale.clamp(0.1, 4.0), offset.map(|share| share.clamp(-1.0, 1.0)));
        self
    }

    /// With further cut-outs beside this one, numbered from 1, each with its own placement. `order` has the numbers from
    /// the one behind to the one in front; 0 is this picture.
    pub fn with_others(mut self, others: Vec<Option<Self>>, order: Vec<usize>) -> Self {
        (self.others, self.order) = (others, order);
        self
    }

    /// Whether it is a subject without a ground.
    pub fn is_cutout(&self) -> bool {
        self.subject.is_some()
    }
}

/// The box around what is not clear, where a fiftieth or more is.
fn subject(width: usize, rgba: &[u8]) -> Option<Rect> {
    let opaque = |pixel: &[u8]| pixel[3] > 24;
    let clear = rgba.chunks_exact(4).filter(|pixel| !opaque(pixel)).count();
    if clear * 50 < rgba.len() / 4 {
        return None;
    }
    let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
    for (at, _) in rgba.chunks_exact(4).enumerate().filter(|(_, pixel)| opaque(pixel)) {
        let (x, y) = (at % width, at / width);
        (left, right) = (left.min(x), right.max(x + 1));
        (top, bottom) = (top.min(y), bottom.max(y + 1));
    }
    if left == usize::MAX {
        return Some(Rect::default());
    }
    let corner = |value: usize| value as f32;
    Some(Rect::new(corner(left), corner(top), corner(right - left), corner(bottom - top)))
}
