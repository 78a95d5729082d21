//! From a cut-out to the finished post: enlarging, backdrop, file formats, and the recipe in a file.
//! Pure: pictures and bytes in, pictures and bytes out; no disk, no model, no window.

mod approval_sheet;
mod backdrop;
mod brand_check;
mod compose;
mod deliver;
mod document;
mod edges;
mod embedded_recipe;
mod embedded_text;
mod encode;
mod enlarged;
mod finished;
mod foreign_recipe;
mod painting;
mod pair;
mod photo;
mod photo_encode;
mod placed_photo;
mod posts_table;
mod recipe;
mod scale;
mod source_type;
mod unused_settings;
mod upscale;
mod version;

pub use approval_sheet::{ApprovalEntry, approval_html, approval_pdf};
pub use backdrop::Gradient;
pub use brand_check::{
    BrandFinding, CheckedText, Finding, PostWords, Repair, TextFinding, check_brand, check_text,
    findings_of,
};
pub use compose::compose;
pub use deliver::delivered;
pub use document::{
    AddedPicture, BrushStroke, CutSelection, MOST_PICTURES, PictureSource, PostDocument,
    PostProduct,
};
pub use embedded_recipe::{FoundRecipe, recipe_in};
pub use encode::{EncodeError, FileFormat, encode, encode_from};
pub use enlarged::SmallSubject;
pub use finished::{BrandFiles, PostFileError, encode_post, encode_post_as, theme_of};
pub use painting::{
    FIRST_LAYOUT, PaintedPost, PlacedPicture, PostPicture, every_layout, paint_post, post_layouts,
    safe_zone,
};
pub use pair::side_by_side;
pub use photo::{
    MOST_PIXELS, OPENED_ENDINGS, PHONE_ENDINGS, PhotoError, is_picture_ending, photo_ending,
    read_photo,
};
pub use photo_encode::{encode_photo, is_machine_made};
pub use placed_photo::{around, compose_photo};
pub use posts_table::{PostsRow, posts_csv};
pub use recipe::Recipe;
pub use scale::{on_colour, on_white, scaled};
pub use source_type::SourceType;
pub use version::{Placement, PostVersion, SCALES};

pub use brandish_inference::{Cutout, Picture};
pub use brandish_posts::{
    Fault as PostFault, Fonts as PostFonts, InstalledFont, Jpeg, Layout as PostLayout, PostError,
    Size as PostSize, Theme as PostTheme, carousel_pdf, font_sample, installed_fonts,
};
