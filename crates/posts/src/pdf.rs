//! PDF files of finished posts: a carousel with one picture a page, and a sheet that puts pictures beside their texts.
//! Knows nothing of networks or approval; it is given pictures as JPEG and texts.

use crate::{Fonts, PAIRS, Rgb, Size};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size as Extent, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::LayoutContext;
use parley::layout::PositionedLayoutItem;
use parley::style::{FontFamily, FontFamilyName, LineHeight, OverflowWrap, StyleProperty};
use std::borrow::Cow;
use std::collections::HashMap;

/// A picture as the bytes of a JPEG file, with its pixels.
#[derive(Clone, Debug)]
pub struct Jpeg {
    pub bytes: Vec<u8>,
    pub size: Size,
}

/// One post of a sheet.
#[derive(Clone, Debug)]
pub struct SheetEntry {
    pub picture: Jpeg,
    /// Such as the network and the date.
    pub heading: String,
    /// Small texts with their titles: caption, alternative text, findings.
    pub texts: Vec<(String, String)>,
}

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("A PDF needs at least one post.")]
    Empty,
    #[error("The PDF cannot be made: {0}.")]
    Failed(String),
}

/// A4, in points of 1/72 inch.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 42.0;
/// The width of a sheet's pictures, and the gap to their texts and between entries.
const PICTURE: f32 = 170.0;
const GAP: f32 = 18.0;
/// The letters of headings, texts and their titles.
const HEADING: f32 = 12.0;
const TEXT: f32 = 9.0;
const TITLE: f32 = 7.5;
/// The longer side of a carousel's page, in points.
const CAROUSEL: f32 = 810.0;
const INK: Rgb = Rgb(24, 24, 28);
const QUIET: Rgb = Rgb(96, 96, 104);
const HAIRLINE: Rgb = Rgb(220, 220, 224);

/// One page for each picture, as large as the picture; LinkedIn shows it as a carousel.
///
/// # Errors
/// Where there is no picture, or one is no JPEG.
pub fn carousel_pdf(title: &str, pictures: Vec<Jpeg>) -> Result<Vec<u8>, PdfError> {
    if pictures.is_empty() {
        return Err(PdfError::Empty);
    }
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()));
    for picture in pictures {
        let (width, height) = (picture.size.width as f32, picture.size.height as f32);
        let scale = CAROUSEL / width.max(height).max(1.0);
        let (width, height) = (width * scale, height * scale);
        let mut page = document.start_page_with(settings(width, height)?);
        let mut surface = page.surface();
        picture_at(&mut surface, picture, (0.0, 0.0), (width, height))?;
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfError::Failed(format!("{error:?}")))
}

/// A4 pages on which each post stands beside its texts, under a title.
///
/// # Errors
/// Where there is no post, or a picture is no JPEG.
pub fn sheet_pdf(
    title: &str,
    entries: Vec<SheetEntry>,
    fonts: &Fonts,
) -> Result<Vec<u8>, PdfError> {
    if entries.is_empty() {
        return Err(PdfError::Empty);
    }
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()));
    let mut setter = Setter { fonts, context: LayoutContext::new(), known: HashMap::new() };
    let mut entries = entries.into_iter().map(|entry| setter.measured(entry)).collect::<Vec<_>>();
    entries.reverse();
    let mut is_first = true;
    while !entries.is_empty() {
        let mut page = document.start_page_with(settings(PAGE.0, PAGE.1)?);
        let mut surface = page.surface();
        let mut y = MARGIN;
        if is_first {
            let heading = setter.set(title, 18.0, PAGE.0 - 2.0 * MARGIN, true);
            setter.draw(&mut surface, &heading, (MARGIN, y), INK);
            y += heading.height + GAP;
            is_first = false;
        }
        let begun = y;
        while let Some(entry) = entries.pop_if(|entry| {
            // One that is higher than a page begins on a page of its own and is cut at its foot.
            y + entry.height() <= PAGE.1 - MARGIN || y == begun
        }) {
            let height = entry.height();
            entry.draw(&mut setter, &mut surface, y)?;
            y += height + GAP;
            line(&mut surface, y - GAP / 2.0);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfError::Failed(format!("{error:?}")))
}

fn settings(width: f32, height: f32) -> Result<PageSettings, PdfError> {
    let settings = PageSettings::from_wh(width, height);
    settings.ok_or_else(|| PdfError::Failed(format!("a page of {width} x {height} points")))
}

fn picture_at(
    surface: &mut Surface<'_>,
    picture: Jpeg,
    (x, y): (f32, f32),
    (width, height): (f32, f32),
) -> Result<(), PdfError> {
    let image = Image::from_jpeg(picture.bytes.into(), true).map_err(PdfError::Failed)?;
    let size = Extent::from_wh(width, height);
    let size = size.ok_or_else(|| PdfError::Failed("a picture without pixels".into()))?;
    surface.push_transform(&Transform::from_translate(x, y));
    surface.draw_image(image, size);
    surface.pop();
    Ok(())
}

fn fill(colour: Rgb) -> Fill {
    let colour = rgb::Color::new(colour.0, colour.1, colour.2);
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

/// A hairline over the page's width.
fn line(surface: &mut Surface<'_>, y: f32) {
    let mut path = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(MARGIN, y, PAGE.0 - 2.0 * MARGIN, 0.5) {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill(HAIRLINE)));
        surface.draw_path(&path);
    }
}

/// A text that is broken into lines.
struct SetText {
    text: String,
    layout: parley::Layout<u8>,
    height: f32,
}

/// An entry whose texts are broken into lines.
struct Measured {
    picture: Jpeg,
    picture_height: f32,
    heading: SetText,
    texts: Vec<(SetText, SetText)>,
}

impl Measured {
    fn height(&self) -> f32 {
        let texts = self.texts.iter().map(|(title, text)| title.height + text.height + 8.0);
        (self.heading.height + 6.0 + texts.sum::<f32>()).max(self.picture_height)
    }

    fn draw(
        self,
        setter: &mut Setter<'_>,
        surface: &mut Surface<'_>,
        y: f32,
    ) -> Result<(), PdfError> {
        let x = MARGIN + PICTURE + GAP;
        setter.draw(surface, &self.heading, (x, y), INK);
        let mut at = y + self.heading.height + 6.0;
        for (title, text) in &self.texts {
            setter.draw(surface, title, (x, at), QUIET);
            setter.draw(surface, text, (x, at + title.height), INK);
            at += title.height + text.height + 8.0;
        }
        let shown = (self.picture.size.width as f32, self.picture.size.height as f32);
        let width = self.picture_height * shown.0 / shown.1.max(1.0);
        picture_at(surface, self.picture, (MARGIN, y), (width, self.picture_height))
    }
}

/// Breaks texts into lines and draws them.
struct Setter<'a> {
    fonts: &'a Fonts,
    context: LayoutContext<u8>,
    /// By the font's data and its number in it; none for one that no PDF can hold.
    known: HashMap<(u64, u32), Option<Font>>,
}

impl Setter<'_> {
    fn measured(&mut self, entry: SheetEntry) -> Measured {
        let width = PAGE.0 - 2.0 * MARGIN - PICTURE - GAP;
        let size = entry.picture.size;
        // As wide as its column, unless it is very high.
        let ratio = size.height as f32 / size.width.max(1) as f32;
        let texts = entry.texts.iter().filter(|(_, text)| !text.trim().is_empty());
        let texts = texts.map(|(title, text)| {
            (self.set(title, TITLE, width, true), self.set(text.trim(), TEXT, width, false))
        });
        let texts = texts.collect();
        Measured {
            picture_height: (PICTURE * ratio).min(260.0),
            heading: self.set(&entry.heading, HEADING, width, true),
            texts,
            picture: entry.picture,
        }
    }

    fn set(&mut self, text: &str, size: f32, width: f32, is_strong: bool) -> SetText {
        let face = if is_strong { PAIRS[0].strong() } else { PAIRS[0].body() };
        let mut fonts = self.fonts.lock();
        let mut builder = self.context.ranged_builder(&mut fonts, text, 1.0, false);
        let family = FontFamily::Single(FontFamilyName::Named(Cow::Borrowed(&face.0)));
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.36)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        let height = layout.height();
        SetText { text: text.to_owned(), layout, height }
    }

    fn draw(&mut self, surface: &mut Surface<'_>, set: &SetText, (x, y): (f32, f32), ink: Rgb) {
        surface.set_fill(Some(fill(ink)));
        for line in set.layout.lines() {
            let items = line.items().filter_map(|item| match item {
                PositionedLayoutItem::GlyphRun(run) => Some((run.offset(), run.baseline(), run)),
                PositionedLayoutItem::InlineBox(_) => None,
            });
            for (offset, baseline, run) in items {
                let font = run.run().font();
                let known = self.known.entry((font.data.id(), font.index));
                let font = known
                    .or_insert_with(|| Font::new(font.data.as_ref().to_vec().into(), font.index));
                let Some(font) = font else { continue };
                let size = run.run().font_size();
                let glyphs = glyphs(run.run(), size);
                let at = Point::from_xy(x + offset, y + baseline);
                surface.draw_glyphs(at, &glyphs, font.clone(), &set.text, size, false);
            }
        }
    }
}

/// The glyphs of a run in letter sizes, with the text that each stands for, so that it can be searched and copied.
fn glyphs(run: &parley::layout::Run<'_, u8>, size: f32) -> Vec<KrillaGlyph> {
    let mut glyphs: Vec<KrillaGlyph> = Vec::new();
    for cluster in run.visual_clusters() {
        if cluster.is_ligature_continuation() {
            if let Some(glyph) = glyphs.last_mut() {
                glyph.text_range.end = cluster.text_range().end;
            }
            continue;
        }
        for glyph in cluster.glyphs() {
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / size,
                glyph.x / size,
                glyph.y / size,
                0.0,
                cluster.text_range(),
                None,
            ));
        }
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbImage;
    use image::codecs::jpeg::JpegEncoder;

    fn jpeg(width: u32, height: u32) -> Jpeg {
        let picture = RgbImage::from_pixel(width, height, image::Rgb([200, 30, 40]));
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).encode_image(&picture).unwrap();
        Jpeg { bytes, size: Size::new(width, height) }
    }

    fn count(pdf: &[u8], word: &str) -> usize {
        pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
    }

    #[test]
    fn a_carousel_has_a_page_for_each_picture() {
        let pdf =
            carousel_pdf("Shoes", vec![jpeg(108, 135), jpeg(108, 108), jpeg(160, 90)]).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(count(&pdf, "/Type/Page/") + count(&pdf, "/Type /Page\n"), 3);
        assert_eq!(carousel_pdf("None", Vec::new()), Err(PdfError::Empty));
        let no_jpeg = Jpeg { bytes: b"no".to_vec(), size: Size::new(1, 1) };
        assert!(matches!(carousel_pdf("Bad", vec![no_jpeg]), Err(PdfError::Failed(_))));
    }

    #[test]
    fn a_sheet_breaks_into_pages_and_takes_any_script() {
        let entry = |text: &str| SheetEntry {
            picture: jpeg(90, 160),
            heading: "Instagram, 2026-12-01".into(),
            texts: vec![("Caption".into(), text.into()), ("Findings".into(), String::new())],
        };
        let texts =
            ["Run lighter", "走得更轻 👟", "اركض أخف", "Donaudampfschifffahrt".repeat(60).leak()];
        let entries = (0..9).map(|at| entry(texts[at % 4])).collect();
        let pdf = sheet_pdf("Autumn", entries, &Fonts::bundled()).unwrap();
        let pages = count(&pdf, "/Type/Page/") + count(&pdf, "/Type /Page\n");
        assert!((3..=9).contains(&pages), "{pages} pages");
    }
}
