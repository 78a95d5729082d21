//! One text: shaped once, broken into lines at any size, and its glyphs placed.
//! Knows nothing of where a text stands or of its colour.

use crate::{Face, Fonts, Rect};
use parley::layout::PositionedLayoutItem;
use parley::style::{FontFamily, FontFamilyName, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, FontData, LayoutContext};
use skrifa::instance::{LocationRef, NormalizedCoord, Size as FontSize};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId};
use std::borrow::Cow;
use std::ops::Range;

/// What shapes texts: the faces, and memory that is used again.
pub struct Shaper<'a> {
    fonts: &'a Fonts,
    context: LayoutContext<u8>,
    language: &'a str,
}

/// How a text is set.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    pub face: &'a Face,
    /// From baseline to baseline, in letter sizes.
    pub leading: f32,
    /// In letter sizes.
    pub tracking: f32,
}

/// The size at which texts are shaped; at others their widths are in proportion.
const REFERENCE: f32 = 100.0;

/// How far a script's letters reach above and below the baseline, in letter sizes, and the least
/// leading that keeps its lines apart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reach {
    above: f32,
    below: f32,
    leading: f32,
}

/// A shaped text.
pub struct Shaped {
    layout: parley::Layout<u8>,
    text: String,
    reach: Reach,
    leading: f32,
    /// Characters that no font has.
    pub missing: String,
}

/// Glyphs of one font on one line.
#[derive(Clone, Debug)]
pub struct Run {
    pub font: FontData,
    pub size: f32,
    pub coords: Vec<i16>,
    pub glyphs: Vec<Placed>,
    /// Set in the second ink.
    pub marked: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Placed {
    pub id: u32,
    pub x: f32,
    pub y: f32,
}

/// Lines of glyphs. The origin is the upper left corner; the height goes from the top of the first
/// line's capitals to the last baseline.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub runs: Vec<Run>,
    /// The box of each line, from the top of its capitals to the foot of its descenders.
    pub lines: Vec<Rect>,
    pub width: f32,
    pub height: f32,
}

impl<'a> Shaper<'a> {
    pub fn new(fonts: &'a Fonts, language: &'a str) -> Self {
        Self { fonts, context: LayoutContext::new(), language }
    }

    /// `marked` are the bytes to be set in the second ink.
    pub fn shape(&mut self, text: &str, style: &Style<'_>, marked: &[Range<usize>]) -> Shaped {
        let mut fonts = self.fonts.lock();
        let mut builder = self.context.ranged_builder(&mut fonts, text, 1.0, false);
        let family = FontFamily::Single(FontFamilyName::Named(Cow::Borrowed(&style.face.0)));
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::FontSize(REFERENCE));
        builder.push_default(StyleProperty::LetterSpacing(style.tracking * REFERENCE));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.0)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Normal));
        builder.push_default(StyleProperty::Locale(self.language.parse().ok()));
        for range in marked {
            builder.push(StyleProperty::Brush(1), range.clone());
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(None);
        let missing = missing(&layout);
        let cap = cap_height(&layout);
        let reach = reach(text, cap);
        let leading = style.leading.max(reach.leading);
        Shaped { layout, text: text.to_owned(), reach, leading, missing }
    }

    /// How much larger or smaller a face is set than another of that nominal size, so that all look
    /// alike: by the height of its small letters and by its breadth.
    pub fn scale(&mut self, face: &Face) -> f32 {
        let style = Style { face, leading: 1.0, tracking: 0.0 };
        let sample = "nothing plain fits";
        let shaped = self.shape(sample, &style, &[]);
        let advance = shaped.layout.full_width() / REFERENCE / sample.len() as f32;
        let runs = shaped.layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>());
        let height = runs.filter_map(|run| run.metrics().x_height).fold(0.0, f32::max) / REFERENCE;
        let height = if height > 0.0 { height } else { 0.52 };
        ((0.52 / height).sqrt() * (0.51 / advance).sqrt()).clamp(0.92, 1.3)
    }
}

impl Shaped {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_rtl(&self) -> bool {
        self.layout.is_rtl()
    }

    /// The breadth of its broadest unbreakable part at that size.
    pub fn least_width(&self, size: f32) -> f32 {
        self.layout.calculate_content_widths().min / REFERENCE * size
    }

    /// Lines, breadth and height when broken to a width.
    pub fn measure(&mut self, size: f32, width: f32) -> (usize, f32, f32) {
        // A hair of room, as a text of exactly the width is to fit.
        self.layout.break_all_lines(Some((width * 1.0005 + 0.01) / size * REFERENCE));
        let lines = self.layout.len().max(1);
        let broadest = self.layout.lines().map(|line| {
            let metrics = line.metrics();
            metrics.advance - metrics.trailing_whitespace
        });
        let broadest = broadest.fold(0.0, f32::max) / REFERENCE * size;
        (lines, broadest, self.height(lines, size))
    }

    fn height(&self, lines: usize, size: f32) -> f32 {
        let below = if self.reach.below > 0.25 { self.reach.below * 0.6 } else { 0.0 };
        (self.reach.above + below + (lines - 1) as f32 * self.leading) * size
    }

    /// The smallest width that takes no more lines: lines of nearly the same length.
    fn balanced(&mut self, size: f32, width: f32) -> f32 {
        let (lines, broadest, _) = self.measure(size, width);
        if !(2..=5).contains(&lines) {
            return width;
        }
        let (mut narrow, mut wide) = (broadest * 0.45, broadest);
        for _ in 0..9 {
            let middle = (narrow + wide) / 2.0;
            let (more, reach, _) = self.measure(size, middle);
            let fits = more <= lines && reach <= middle * 1.001;
            if fits { wide = middle } else { narrow = middle }
        }
        wide
    }

    /// Its glyphs at that size within a width; `align` 0 is left, 1 right. The block is as broad as
    /// its broadest line.
    pub fn block(&mut self, size: f32, width: f32, align: f32) -> Block {
        let width = self.balanced(size, width);
        let (lines, broadest, height) = self.measure(size, width);
        self.layout.align(Alignment::Left, AlignmentOptions::default());
        let mut block = Block { width: broadest, height, ..Block::default() };
        let scale = size / REFERENCE;
        for (at, line) in self.layout.lines().enumerate().take(lines) {
            let metrics = line.metrics();
            let breadth = (metrics.advance - metrics.trailing_whitespace) * scale;
            let base = (self.reach.above + at as f32 * self.leading) * size;
            let shift = (broadest - breadth) * align;
            let first = block.runs.len();
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let glyphs = run.positioned_glyphs().map(|glyph| Placed {
                    id: glyph.id,
                    x: glyph.x * scale + shift,
                    y: base + (glyph.y - run.baseline()) * scale,
                });
                block.runs.push(Run {
                    font: run.run().font().clone(),
                    size,
                    coords: run.run().normalized_coords().to_vec(),
                    glyphs: glyphs.collect(),
                    marked: run.style().brush == 1,
                });
            }
            if align == 0.0 && !self.layout.is_rtl() {
                hang(&mut block.runs[first..]);
            }
            let above = self.reach.above * size;
            let height = above + self.reach.below * size;
            block.lines.push(Rect::new(shift, base - above, breadth, height));
        }
        block
    }

    /// The text with hyphens in words that are broader than `width` at `size`; none where no word is
    /// or where the language's rules are unknown.
    pub fn hyphenated(
        &self,
        shaper: &mut Shaper<'_>,
        style: &Style<'_>,
        size: f32,
        width: f32,
    ) -> Option<String> {
        let code = shaper.language.as_bytes().get(..2)?;
        let language = hypher::Lang::from_iso([code[0], code[1]])?;
        let mut broken = String::new();
        let mut changed = false;
        for word in self.text.split_inclusive(char::is_whitespace) {
            let mut rest = String::new();
            let mut line = String::new();
            let broad = |shaper: &mut Shaper<'_>, text: &str| {
                shaper.shape(text, style, &[]).layout.full_width() / REFERENCE * size > width
            };
            if word.chars().count() < 9 || !broad(shaper, word.trim_end()) {
                broken.push_str(word);
                continue;
            }
            for syllable in hypher::hyphenate(word.trim_end(), language) {
                let tried = format!("{line}{syllable}-");
                if !line.is_empty() && broad(shaper, &tried) {
                    rest.push_str(&line);
                    rest.push('-');
                    line.clear();
                    changed = true;
                }
                line.push_str(syllable);
            }
            broken.push_str(&rest);
            broken.push_str(&line);
            broken.push_str(&word[word.trim_end().len()..]);
        }
        changed.then_some(broken)
    }
}

/// Moves a line to the left by the clear space that its first letter brings, so that the lines'
/// stems stand below each other.
fn hang(runs: &mut [Run]) {
    let Some(run) = runs.first() else { return };
    let Some(first) = run.glyphs.first() else { return };
    let Ok(font) = FontRef::from_index(run.font.data.as_ref(), run.font.index) else { return };
    let coords: Vec<_> = run.coords.iter().map(|at| NormalizedCoord::from_bits(*at)).collect();
    let metrics = GlyphMetrics::new(&font, FontSize::new(run.size), LocationRef::new(&coords));
    let Some(bounds) = metrics.bounds(GlyphId::new(first.id)) else { return };
    let clear = bounds.x_min.clamp(0.0, run.size * 0.12);
    for run in runs {
        run.glyphs.iter_mut().for_each(|glyph| glyph.x -= clear);
    }
}

fn cap_height(layout: &parley::Layout<u8>) -> f32 {
    let first = layout.lines().next().and_then(|line| line.runs().next());
    let height = first.and_then(|run| run.metrics().cap_height).map(|height| height / REFERENCE);
    height.filter(|height| (0.5..0.9).contains(height)).unwrap_or(0.7)
}

fn reach(text: &str, cap: f32) -> Reach {
    let mut reach = Reach { above: cap, below: 0.22, leading: 0.0 };
    for character in text.chars() {
        let (above, below, leading) = match u32::from(character) {
            // Hebrew
            0x0590..=0x05FF => (0.78, 0.24, 1.15),
            // Arabic
            0x0600..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => (0.92, 0.36, 1.4),
            // Indic scripts, Thai, Lao and neighbours
            0x0900..=0x109F => (1.06, 0.34, 1.5),
            // Han, Kana, Hangul and their marks
            0x1100..=0x11FF | 0x2E80..=0xD7FF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF => {
                (0.86, 0.14, 1.22)
            }
            // Emoji
            0x1F000..=0x1FAFF | 0x2600..=0x27BF => (0.92, 0.22, 1.12),
            // Letters with marks on both sides
            0x1EA0..=0x1EF9 => (0.98, 0.26, 1.2),
            _ => continue,
        };
        reach.above = reach.above.max(above);
        reach.below = reach.below.max(below);
        reach.leading = reach.leading.max(leading);
    }
    reach
}

/// Characters for which the only glyph is the empty box.
fn missing(layout: &parley::Layout<u8>) -> String {
    let mut missing = String::new();
    for line in layout.lines() {
        for run in line.runs() {
            for cluster in run.clusters() {
                let character = cluster.source_char();
                let shown =
                    !character.is_whitespace() && !character.is_control() && !ignorable(character);
                if shown
                    && cluster.glyphs().any(|glyph| glyph.id == 0)
                    && !missing.contains(character)
                {
                    missing.push(character);
                }
            }
        }
    }
    missing
}

/// Joiners, selectors and marks of direction, which need no glyph.
fn ignorable(character: char) -> bool {
    matches!(u32::from(character), 0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE01EF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PAIRS;

    fn shaped(text: &str) -> Shaped {
        let fonts = Fonts::bundled();
        let face = PAIRS[0].heading();
        let style = Style { face: &face, leading: 1.1, tracking: 0.0 };
        Shaper::new(&fonts, "en").shape(text, &style, &[])
    }

    #[test]
    fn a_text_is_in_proportion_to_its_size() {
        let mut text = shaped("First mile for the legs, second one for the head");
        let (lines, width, height) = text.measure(20.0, 200.0);
        let (same, double, higher) = text.measure(40.0, 400.0);
        assert_eq!(lines, same);
        assert!((double - 2.0 * width).abs() < 0.1 && (higher - 2.0 * height).abs() < 0.1);
    }

    #[test]
    fn lines_are_balanced_and_no_word_stands_alone() {
        let mut text = shaped("Nothing beats a slow morning mile at sea");
        let block = text.block(20.0, 330.0, 0.0);
        assert_eq!(block.lines.len(), 2);
        let (long, short) = (block.lines[0].w, block.lines[1].w);
        assert!(short.min(long) / short.max(long) > 0.7, "{long} {short}");
    }

    #[test]
    fn a_character_that_no_font_has_is_named() {
        assert_eq!(shaped("Hello").missing, "");
        assert_eq!(shaped("Hello 漢").missing, "漢");
    }

    #[test]
    fn a_compound_is_broken_by_its_languages_rules() {
        let fonts = Fonts::bundled();
        let face = PAIRS[0].heading();
        let style = Style { face: &face, leading: 1.1, tracking: 0.0 };
        let mut shaper = Shaper::new(&fonts, "de-DE");
        let text = shaper.shape("Donaudampfschifffahrtsgesellschaft", &style, &[]);
        let broken = text.hyphenated(&mut shaper, &style, 20.0, 200.0).unwrap();
        assert_eq!(broken.replace('-', ""), "Donaudampfschifffahrtsgesellschaft");
        assert!((1..4).contains(&broken.matches('-').count()), "{broken}");
    }
}
