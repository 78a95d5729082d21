//! A photo as the picture of a job: its cut-out brought to the size at which it is laid on its backdrop, or the whole of
//! it cut to other sides. Pixels in, pixels out; where the subject is, the caller knows.

use super::Cutout;
use super::compose::{SHARE, compose};
use super::scale::scaled;
use crate::brief::{PictureSpec, Size};
use image::imageops::{FilterType, crop_imm};
use image::{Rgba, RgbaImage};

/// How much larger than its place a cut-out is handed on; the last step to its size keeps it sharp.
const SPARE: f32 = 1.3;
/// The least opacity that counts as the subject's.
const SEEN: u8 = 24;

/// The finished picture of a spec from a photo's cut-out (straight sRGB with opacity), at the size that is delivered.
pub fn compose_photo(cut: &RgbaImage, spec: &PictureSpec) -> RgbaImage {
    let size = spec.deliver();
    let (left, top, width, height) = bounds(cut);
    let subject = crop_imm(cut, left, top, width, height).to_image();
    let share = |side: u32, of: u32| side as f32 * SHARE * SPARE / of as f32;
    let scale = share(size.width, width).min(share(size.height, height)).min(1.0);
    let side = |side: u32| ((side as f32 * scale).round() as u32).max(1);
    // As large as it is where that is small enough: enlarging is the business of `compose`.
    let subject = scaled(&subject, side(width), side(height), FilterType::Triangle);
    let premultiplied = |Rgba([r, g, b, alpha]): &Rgba<u8>| {
        let opacity = f32::from(*alpha) / 255.0;
        let colour = |value: &u8| f32::from(*value) / 255.0 * opacity;
        [colour(r), colour(g), colour(b), opacity]
    };
    let rgba = subject.pixels().flat_map(premultiplied).collect();
    let (width, height) = (subject.width() as usize, subject.height() as usize);
    let cutout = Cutout::new(width, height, rgba).expect("each pixel has four values");
    compose(&cutout, spec)
}

/// A photo cut to the ratio of a size around a place in it, in shares of its sides, and brought to that size.
pub fn around(photo: &RgbaImage, [x, y]: [f32; 2], size: Size) -> RgbaImage {
    let (full_width, full_height) = (photo.width() as f32, photo.height() as f32);
    let ratio = size.width as f32 / size.height as f32;
    let width = full_width.min(full_height * ratio).max(1.0);
    let height = (width / ratio).clamp(1.0, full_height);
    let left = (x * full_width - width / 2.0).clamp(0.0, full_width - width);
    let top = (y * full_height - height / 2.0).clamp(0.0, full_height - height);
    let (width, height) = (width.round() as u32, height.round() as u32);
    let part = crop_imm(photo, left as u32, top as u32, width.max(1), height.max(1)).to_image();
    scaled(&part, size.width, size.height, FilterType::CatmullRom)
}

/// Left, top, width and height of what can be seen.
fn bounds(cut: &RgbaImage) -> (u32, u32, u32, u32) {
    let seen = cut.enumerate_pixels().filter(|(_, _, pixel)| pixel[3] > SEEN);
    let none = (u32::MAX, u32::MAX, 0, 0);
    let (left, top, right, bottom) = seen.fold(none, |(left, top, right, bottom), (x, y, _)| {
        (left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1))
    });
    match left {
        u32::MAX => (0, 0, cut.width(), cut.height()),
        _ => (left, top, right - left, bottom - top),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::{Backdrop, Brief, PHOTO_TRAITS, PlacedPhoto};

    fn spec(size: Size, backdrop: Backdrop) -> PictureSpec {
        let photo = Some(PlacedPhoto { path: "mug.jpg".into(), whole: false });
        let brief = Brief { prompt: "mug".into(), size, backdrop, photo, ..Brief::default() };
        let persona = &starters()[0];
        PictureSpec::from_brief(&brief, Some(persona), &PHOTO_TRAITS, 1).unwrap().remove(0)
    }

    fn disc(side: u32) -> RgbaImage {
        let middle = side as f32 / 2.0;
        RgbaImage::from_fn(side, side, |x, y| {
            let inside = (x as f32 - middle).hypot(y as f32 - middle) < middle / 2.0;
            Rgba([20, 90, 40, if inside { 255 } else { 0 }])
        })
    }

    #[test]
    fn a_cut_out_of_any_size_fills_its_share_of_the_picture_in_its_own_colours() {
        for side in [3000, 400, 90] {
            let size = Size::new(512, 640);
            let picture = compose_photo(&disc(side), &spec(size, Backdrop::Transparent));
            assert_eq!(picture.dimensions(), (512, 640));
            let (_, _, width, height) = bounds(&picture);
            assert!((width as f32 / 512.0 - SHARE).abs() < 0.03, "{side}: {width}x{height}");
            assert_eq!(picture.get_pixel(256, 300).0, [20, 90, 40, 255]);
        }
        let picture = compose_photo(&disc(800), &spec(Size::new(512, 512), Backdrop::Brand));
        assert!(picture.pixels().all(|pixel| pixel[3] == 255), "on the brand's backdrop");
    }

    #[test]
    fn a_whole_photo_is_cut_around_its_subject() {
        let photo = RgbaImage::from_fn(900, 600, |x, _| {
            Rgba(if x > 700 { [200, 0, 0, 255] } else { [0, 0, 200, 255] })
        });
        let picture = around(&photo, [0.9, 0.5], Size::new(200, 400));
        assert_eq!(picture.dimensions(), (200, 400));
        assert_eq!(picture.get_pixel(100, 200).0, [200, 0, 0, 255]);
        let picture = around(&photo, [0.1, 0.5], Size::new(400, 400));
        assert_eq!(picture.get_pixel(200, 200).0, [0, 0, 200, 255]);
        assert_eq!(around(&photo, [0.0, 1.0], Size::new(900, 600)).dimensions(), (900, 600));
    }
}
