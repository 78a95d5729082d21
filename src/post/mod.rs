//! From a cut-out to the finished post: enlarging, backdrop, file formats, and what a file says of itself.
//! Pure: pictures and bytes in, pictures and bytes out; no disk, no model, no window.

mod backdrop;
mod compose;
mod cutout;
mod edges;
mod encode;
mod pair;
mod picture;
mod recipe;
mod upscale;

pub use backdrop::Gradient;
pub use compose::compose;
pub use cutout::Cutout;
pub use encode::{EncodeError, FileFormat, decode, encode, recipe_text};
pub use pair::side_by_side;
pub use picture::Picture;
pub use recipe::Recipe;
