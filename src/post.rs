//! From a cut-out to the finished post: enlarging, backdrop, file formats, and the recipe in a file.
//! Pure: pictures and bytes in, pictures and bytes out; no disk, no model, no window.

mod backdrop;
mod compose;
mod deliver;
mod document;
mod edges;
mod embedded_recipe;
mod embedded_text;
mod encode;
mod finished;
mod foreign_recipe;
mod painting;
mod pair;
mod photo;
mod photo_encode;
mod recipe;
mod scale;
mod source_type;
mod upscale;

pub use backdrop::Gradient;
pub use compose::compose;
pub use deliver::delivered;
pub use document::{
    BrushStroke, CutSelection, PictureSource, Placement, PostDocument, PostVersion, SCALES,
};
pub use embedded_recipe::{FoundRecipe, recipe_in};
pub use encode::{EncodeError, FileFormat, encode, encode_from};
pub use finished::{BrandFiles, PostFileError, encode_post, encode_post_as, theme_of};
pub use painting::{FIRST_LAYOUT, PaintedPost, PostPicture, paint_post, post_layouts, safe_zone};
pub use pair::side_by_side;
pub use photo::{
    MOST_PIXELS, OPENED_ENDINGS, PHONE_ENDINGS, PhotoError, is_picture_ending, read_photo,
};
pub use photo_encode::{encode_photo, is_machine_made};
pub use recipe::Recipe;
pub use scale::{on_white, scaled};
pub use source_type::SourceType;

pub use brandish_inference::{Cutout, Picture};
pub use brandish_posts::{Fonts as PostFonts, Layout as PostLayout, Theme as PostTheme};
