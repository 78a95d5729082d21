//! Paints one version of a post for one format, at any size: preview, thumbnail and file are the same function.
//! Which posts are painted, and where their pixels go, is not known here.

use super::version::PostVersion;
use crate::brief::Format;
use brandish_posts::{
    Content, Fonts, Layout, Picture, PostError, Rendered, SafeZone, Size, Theme, check, layout,
    layouts, render,
};
use image::RgbaImage;

/// The layout of a new post.
pub const FIRST_LAYOUT: &str = "split";
/// The longer side, in pixels, up to which the small copy of a picture is sharp enough.
const SMALL: u32 = 480;

/// A picture ready to be painted into posts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PostPicture {
    whole: Picture,
    /// For thumbnails: shrinking the whole one takes longer than all else.
    small: Picture,
    /// Those beside it; none where one could not be had.
    added: Vec<Option<PostPicture>>,
}

impl PostPicture {
    /// A picture from straight sRGB pixels.
    ///
    /// # Errors
    /// A sentence where it has too many pixels or is wholly transparent.
    pub fn new(picture: &RgbaImage) -> Result<Self, String> {
        let read = |picture: &RgbaImage| {
            let (width, height) = picture.dimensions();
            Picture::new(width as usize, height as usize, picture.as_raw())
                .map_err(|error| error.to_string())
        };
        let whole = read(picture)?;
        let (width, height) = picture.dimensions();
        let scale = SMALL as f32 / width.max(height) as f32;
        if scale >= 1.0 {
            return Ok(Self { small: whole.clone(), whole, added: Vec::new() });
        }
        let side = |side: u32| ((side as f32 * scale) as u32).max(1);
        let filter = image::imageops::FilterType::Triangle;
        let small = image::imageops::resize(picture, side(width), side(height), filter);
        // What is left of a thin cut-out may be transparent when it is small.
        let small = read(&small).unwrap_or_else(|_| whole.clone());
        Ok(Self { small, whole, added: Vec::new() })
    }

    /// With further pictures beside it, in the order of the document's.
    pub fn with_added(mut self, added: Vec<Option<Self>>) -> Self {
        self.added = added;
        self
    }

    /// Whether it is a subject without a ground.
    pub fn is_cutout(&self) -> bool {
        self.whole.is_cutout()
    }

    fn placed(&self, version: &PostVersion, side: u32) -> Picture {
        let picture = self.one(0, version, side);
        if self.added.is_empty() {
            return picture;
        }
        let added = self.added.iter().zip(1..);
        let one = |(added, number): (&Option<Self>, usize)| {
            added.as_ref().map(|added| added.one(number, version, side))
        };
        let order = version.painting_order(1 + self.added.len());
        picture.with_others(added.map(one).collect(), order)
    }

    /// Every picture that there is, for a layout with a place for each.
    fn each(&self, version: &PostVersion, side: u32) -> Vec<Picture> {
        let added = self.added.iter().zip(1..);
        let added = added.filter_map(|(added, number)| Some((added.as_ref()?, number)));
        let all = std::iter::once((self, 0)).chain(added);
        all.map(|(picture, number)| picture.one(number, version, side)).collect()
    }

    /// This picture alone, placed as the one of that number.
    fn one(&self, number: usize, version: &PostVersion, side: u32) -> Picture {
        let pixels = if side <= SMALL { &self.small } else { &self.whole };
        let placement = version.placement_of(number);
        let picture = pixels.clone().with_placement(placement.scale, placement.offset);
        match version.focus_of(number) {
            Some([x, y]) => picture.with_focus(x, y),
            None => picture,
        }
    }
}

/// A post's pixels, and what is wrong with it, in sentences.
pub struct PaintedPost {
    /// Opaque.
    pub image: RgbaImage,
    pub faults: Vec<String>,
    /// Where each cut-out stands, from the one behind to the one in front.
    pub pictures: Vec<PlacedPicture>,
}

/// Where a cut-out stands on a post.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedPicture {
    /// 0 for the post's first picture.
    pub number: usize,
    /// Left, top, width and height in shares of the post's sides.
    pub area: [f32; 4],
}

/// The layouts that show one picture, or none.
pub fn post_layouts() -> impl Iterator<Item = &'static Layout> + Clone {
    layouts().iter().filter(|layout| layout.pictures <= 1)
}

/// Every layout, those included that show several pictures each in a place of its own.
pub fn every_layout() -> &'static [Layout] {
    layouts()
}

/// Paints a version. `side` is the longer side in pixels; the format's own size is exact.
///
/// # Errors
/// Where a text does not fit, or the layout needs what is not there.
pub fn paint_post(
    version: &PostVersion,
    picture: Option<&PostPicture>,
    (theme, fonts): (&Theme, &Fonts),
    format: &Format,
    side: u32,
) -> Result<PaintedPost, PostError> {
    let post = rendered(version, picture, (theme, fonts), format, side)?;
    let faults = check(&post).iter().map(ToString::to_string).collect();
    let (across, down) = (post.size.width as f32, post.size.height as f32);
    let placed = |(number, rect): &(usize, brandish_posts::Rect)| PlacedPicture {
        number: *number,
        area: [rect.x / across, rect.y / down, rect.w / across, rect.h / down],
    };
    let pictures = post.cutouts.iter().map(placed).collect();
    Ok(PaintedPost { image: pixels_of(post), faults, pictures })
}

/// The pixels of a post.
pub(super) fn pixels_of(post: Rendered) -> RgbaImage {
    let Size { width, height } = post.size;
    RgbaImage::from_raw(width, height, post.rgba).expect("a post has four bytes for each pixel")
}

/// A version with the places of its words. See [`paint_post`].
pub(super) fn rendered(
    version: &PostVersion,
    picture: Option<&PostPicture>,
    (theme, fonts): (&Theme, &Fonts),
    format: &Format,
    side: u32,
) -> Result<Rendered, PostError> {
    let layout = layout(&version.layout).or_else(|| layout(FIRST_LAYOUT)).unwrap_or(&layouts()[0]);
    let lines = version.line.lines().map(str::trim).filter(|line| !line.is_empty());
    let content = Content {
        headline: version.headline.trim().to_owned(),
        lines: lines.map(str::to_owned).collect(),
        fact: version.fact.trim().to_owned(),
        call: version.call.trim().to_owned(),
        handle: version.handle.trim().to_owned(),
        pictures: match picture {
            None => Vec::new(),
            Some(picture) if layout.pictures > 1 => picture.each(version, side),
            Some(picture) => vec![picture.placed(version, side)],
        },
        labels: Vec::new(),
    };
    render(layout, &content, theme, fonts, size_of(format, side), safe_zone(format))
}

/// What of a format its network's own controls cover.
pub fn safe_zone(format: &Format) -> SafeZone {
    let zone = &format.safe_zone;
    SafeZone { top: zone.top, bottom: zone.bottom, sides: zone.sides }
}

/// A format's size, brought to a longer side in pixels.
fn size_of(format: &Format, side: u32) -> Size {
    let longer = format.width.max(format.height);
    let scaled = |length: u32| {
        let length = f64::from(length) * f64::from(side) / f64::from(longer);
        (length.round() as u32).max(64)
    };
    Size::new(scaled(format.width), scaled(format.height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::format;
    use crate::post::{BrandFiles, Placement, theme_of};
    use image::Rgba;

    fn disc() -> PostPicture {
        let pixel = |x: u32, y: u32| {
            let inside = (x as f32 - 400.0).hypot(y as f32 - 400.0) < 300.0;
            Rgba([200, 30, 30, if inside { 255 } else { 0 }])
        };
        PostPicture::new(&RgbaImage::from_fn(800, 800, pixel)).unwrap()
    }

    fn paint(version: &PostVersion, side: u32) -> Result<PaintedPost, PostError> {
        let fonts = Fonts::bundled();
        let theme = theme_of(&starters()[0], BrandFiles::default(), &fonts).unwrap();
        let format = format("instagram-4x5").unwrap();
        paint_post(version, Some(&disc()), (&theme, &fonts), format, side)
    }

    fn version() -> PostVersion {
        PostVersion {
            layout: "product".into(),
            headline: "Run lighter".into(),
            ..PostVersion::default()
        }
    }

    /// The centre of what is red, in shares of the sides, and its share of all pixels.
    fn red(post: &PaintedPost) -> (f32, f32, f32) {
        let (width, height) = post.image.dimensions();
        let places: Vec<_> = post
            .image
            .enumerate_pixels()
            .filter(|(_, _, pixel)| pixel[0] > 180 && pixel[1] < 50 && pixel[2] < 40)
            .map(|(x, y, _)| (x as f32 / width as f32, y as f32 / height as f32))
            .collect();
        let count = places.len().max(1) as f32;
        let sum = places.iter().fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
        (sum.0 / count, sum.1 / count, count / (width * height) as f32)
    }

    #[test]
    fn the_file_has_the_formats_own_pixels_and_the_thumbnail_the_same_shape() {
        assert_eq!(paint(&version(), 1350).unwrap().image.dimensions(), (1080, 1350));
        assert_eq!(paint(&version(), 270).unwrap().image.dimensions(), (216, 270));
    }

    #[test]
    fn a_cut_out_is_moved_and_made_smaller() {
        let (x, _, area) = red(&paint(&version(), 540).unwrap());
        let placement = Placement { scale: 0.5, offset: [0.2, 0.0] };
        let moved = PostVersion { placement, ..version() };
        let (moved_x, _, moved_area) = red(&paint(&moved, 540).unwrap());
        assert!(moved_x > x + 0.05, "{x} {moved_x}");
        assert!((moved_area / area - 0.25).abs() < 0.03, "{area} {moved_area}");
    }

    #[test]
    fn several_pictures_stand_beside_each_other_and_each_is_moved_alone() {
        let fonts = Fonts::bundled();
        let theme = theme_of(&starters()[0], BrandFiles::default(), &fonts).unwrap();
        let format = format("instagram-4x5").unwrap();
        for count in 2..=3 {
            let picture = disc().with_added(vec![Some(disc()); count - 1]);
            let paint = |version: &PostVersion| {
                paint_post(version, Some(&picture), (&theme, &fonts), format, 540).unwrap().pictures
            };
            let before = paint(&version());
            assert_eq!(before.len(), count);
            let feet: Vec<_> =
                before.iter().map(|one| (one.area[1] + one.area[3]) * 100.0).collect();
            if count == 2 {
                assert!((feet[0] - feet[1]).abs() < 1.0, "one ground: {feet:?}");
                assert!(before[0].area[0] < before[1].area[0]);
            }
            let mut moved = version();
            moved.placement_mut(1).offset = [0.1, 0.0];
            moved.bring_forward(0, count);
            let after = paint(&moved);
            let place = |all: &[PlacedPicture], number: usize| {
                all.iter().find(|one| one.number == number).unwrap().area
            };
            assert!((place(&after, 1)[0] - place(&before, 1)[0] - 0.1).abs() < 0.01);
            assert_eq!(place(&after, 0), place(&before, 0));
            assert_eq!(after[0].number, 1, "the first was brought forward");
        }
    }

    #[test]
    fn a_layout_of_several_pictures_gives_each_its_own_place() {
        let fonts = Fonts::bundled();
        let theme = theme_of(&starters()[0], BrandFiles::default(), &fonts).unwrap();
        let format = format("instagram-4x5").unwrap();
        let plain = |ink: [u8; 3]| {
            let pixel = Rgba([ink[0], ink[1], ink[2], 255]);
            PostPicture::new(&RgbaImage::from_pixel(300, 300, pixel)).unwrap()
        };
        let inks = [[250, 10, 10], [10, 250, 10], [10, 10, 250], [250, 10, 250]];
        for (layout, count) in [("before-after", 2), ("collage", 2), ("collage", 3), ("collage", 4)]
        {
            let added = inks[1..count].iter().map(|ink| Some(plain(*ink))).collect();
            let picture = plain(inks[0]).with_added(added);
            let version = PostVersion { layout: layout.into(), ..version() };
            let look = (&theme, &fonts);
            let post = paint_post(&version, Some(&picture), look, format, 540).unwrap();
            for ink in &inks[..count] {
                let near = |pixel: &&Rgba<u8>| (0..3).all(|at| pixel[at].abs_diff(ink[at]) < 12);
                let found = post.image.pixels().filter(near).count();
                assert!(found > 12_000, "{layout}, {count} pictures, {ink:?}: {found}");
            }
        }
        let alone = PostVersion { layout: "collage".into(), ..version() };
        let alone = paint_post(&alone, Some(&plain(inks[0])), (&theme, &fonts), format, 270);
        assert!(alone.is_err_and(|error| error.to_string().contains("needs 2 pictures")));
    }

    #[test]
    fn a_picture_that_could_not_be_had_leaves_the_others() {
        let fonts = Fonts::bundled();
        let theme = theme_of(&starters()[0], BrandFiles::default(), &fonts).unwrap();
        let format = format("x-wide").unwrap();
        let picture = disc().with_added(vec![None, Some(disc())]);
        let post = paint_post(&version(), Some(&picture), (&theme, &fonts), format, 400).unwrap();
        let numbers: Vec<_> = post.pictures.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [0, 2]);
    }

    #[test]
    fn what_a_layout_lacks_is_named() {
        let offer = PostVersion { layout: "offer".into(), ..version() };
        let Err(error) = paint(&offer, 270) else { panic!("an offer without a fact") };
        assert!(error.to_string().contains("needs a fact"), "{error}");
    }
}
