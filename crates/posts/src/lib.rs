//! Picture, words and brand become a finished post: layouts as data, type that fits, painting, checking.
//! Knows no job, disk or window; all it reads are the bytes and values it is given.
//!
//! [`render()`] is one pure function. Preview, export, thumbnail and reference picture call it with
//! another size, and nothing else differs.

mod canvas;
mod check;
mod content;
mod contrast;
mod error;
mod fit;
mod fonts;
mod geometry;
mod ground;
mod installed;
mod layout;
mod logo;
mod pattern;
mod pdf;
mod render;
mod text;
mod theme;
mod words;

pub use check::{Fault, check};
pub use content::{Content, Picture, PictureError};
pub use error::PostError;
pub use fonts::{Face, FontError, Fonts, PAIRS, Pair};
pub use geometry::{Rect, SafeZone, Size};
pub use installed::{FontSample, InstalledFont, font_sample, installed_fonts};
pub use layout::{Layout, LayoutError, Trouble, layout, layouts};
pub use logo::{Logo, LogoError};
pub use pdf::{Jpeg, PdfError, SheetEntry, carousel_pdf, sheet_pdf};
pub use render::{Placed, Rendered, What, render};
pub use theme::{Palette, Rgb, Theme};
