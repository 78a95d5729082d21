//! Whether the words of an order fit their layout in every format, tried on a stand-in before anything is drawn.
//! The posts themselves are made elsewhere.

use super::order::column_name;
use super::{CheckedCampaign, Field, Mapping, RowError, RowOrder};
use crate::post::{PostFonts, PostPicture, PostTheme, PostVersion, paint_post};
use crate::table::Table;
use brandish_posts::PostError;
use image::{Rgba, RgbaImage};

/// The longer side of the trial, pixels: layouts measure in shares of the post, so a small one is enough.
const SIDE: u32 = 320;

impl RowOrder {
    /// What its posts say and how they look.
    pub fn version(&self, handle: &str) -> PostVersion {
        PostVersion {
            layout: self.layout.clone(),
            headline: self.headline.clone(),
            line: self.line.clone(),
            fact: self.fact.clone(),
            call: self.call.clone(),
            handle: handle.to_owned(),
            ..PostVersion::default()
        }
    }
}

/// Turns orders whose words do not fit into rows with an error. `theme` is the look of an order's brand with its
/// handle.
pub fn check_fit<'a>(
    campaign: &mut CheckedCampaign,
    (table, mapping): (&Table, &Mapping),
    fonts: &PostFonts,
    mut theme: impl FnMut(&RowOrder) -> (&'a PostTheme, &'a str),
) {
    let stand_in = RgbaImage::from_pixel(64, 64, Rgba([128, 128, 128, 255]));
    let picture = PostPicture::new(&stand_in).expect("a grey square is a picture");
    for row in &mut campaign.rows {
        let Ok(order) = &row.order else { continue };
        let (theme, handle) = theme(order);
        let version = order.version(handle);
        let tried = order.formats.iter().map(|format| {
            let post = paint_post(&version, Some(&picture), (theme, fonts), format, SIDE);
            post.map_err(|error| (*format, error))
        });
        let Some((format, error)) = tried.filter_map(Result::err).next() else { continue };
        let column = column_name(table, mapping, field_of(&error));
        row.order = Err(vec![RowError { column, message: format!("{}: {error}", format.id) }]);
    }
}

/// The field that an error is about.
fn field_of(error: &PostError) -> Field {
    let what = match error {
        PostError::TooLong { what, .. }
        | PostError::TooWide { what, .. }
        | PostError::Missing { what, .. } => *what,
        PostError::NoGlyphs(_) => "headline",
        PostError::Pictures { .. } | PostError::Size(_) | PostError::NoRoom(_) => "layout",
    };
    match what {
        "line" | "checklist" => Field::Line,
        "fact" => Field::Fact,
        "call to action" => Field::Call,
        "layout" => Field::Layout,
        _ => Field::Headline,
    }
}
