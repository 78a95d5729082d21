//! Right-to-left words: egui lays every line out from left to right, so that a Hebrew or Arabic sentence stands in the wrong
//! order. This moves what egui laid out to where it is read; the text itself, and a text without such words, stay as they are.

use egui::epaint::text::{Glyph, PlacedRow, Row};
use egui::text::{LayoutJob, TextWrapping};
use egui::{FontSelection, Galley, Label, Response, RichText, TextWrapMode, Ui, Vec2, WidgetText};
use std::ops::Range;
use std::sync::Arc;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// Brackets and their mirror images, which stand for each other from right to left.
const MIRRORED: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];

/// A label in the order in which its text is read.
pub fn label(ui: &mut Ui, text: RichText, mode: TextWrapMode) -> Response {
    if !has_right_to_left(text.text()) {
        return ui.add(Label::new(text).wrap_mode(mode));
    }
    let job = WidgetText::from(text).into_layout_job(
        ui.style(),
        FontSelection::Default,
        ui.text_valign(),
    );
    let mut job = Arc::unwrap_or_clone(job);
    let galley = match mode {
        TextWrapMode::Truncate => shortened(ui, job, ui.available_width()),
        TextWrapMode::Wrap | TextWrapMode::Extend => {
            job.wrap = TextWrapping::from_wrap_mode_and_width(mode, ui.available_width());
            laid_out(ui, job, None)
        }
    };
    ui.add(Label::new(galley))
}

/// A text of one line in the order in which it is read, shortened where it is wider than `width`.
pub fn line(ui: &Ui, text: RichText, width: f32) -> Arc<Galley> {
    let is_right_to_left = has_right_to_left(text.text());
    let text = WidgetText::from(text);
    if !is_right_to_left {
        return text.into_galley(ui, Some(TextWrapMode::Truncate), width, FontSelection::Default);
    }
    let job = text.into_layout_job(ui.style(), FontSelection::Default, ui.text_valign());
    shortened(ui, Arc::unwrap_or_clone(job), width)
}

/// A line without the words at its end that have no room. egui itself would cut the last word at the letters it begins with.
fn shortened(ui: &Ui, job: LayoutJob, width: f32) -> Arc<Galley> {
    let whole = LayoutJob { wrap: TextWrapping::no_max_width(), ..job };
    let galley = laid_out(ui, whole.clone(), None);
    if galley.size().x <= width {
        return galley;
    }
    let format = whole.sections.first().map(|section| section.format.clone()).unwrap_or_default();
    let mut ends: Vec<usize> = whole.text.match_indices(' ').map(|(at, _)| at).collect();
    ends.insert(0, 0);
    for end in ends.into_iter().rev() {
        let text = format!("{}…", whole.text[..end].trim_end());
        let mut job = LayoutJob::single_section(text, format.clone());
        job.wrap = TextWrapping::no_max_width();
        let mut galley = laid_out(ui, job, None);
        if galley.size().x <= width || end == 0 {
            let own = Arc::make_mut(&mut galley);
            // What a tooltip shows is all of it.
            (own.elided, own.job) = (true, Arc::new(whole));
            return galley;
        }
    }
    galley
}

/// Whether a text has a letter that is written from right to left.
pub fn has_right_to_left(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_right_to_left)
}

fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// Lays out a text. Paragraphs from right to left end at the width `right`, where there is one.
pub(super) fn laid_out(ui: &Ui, mut job: LayoutJob, right: Option<f32>) -> Arc<Galley> {
    let own = job.clone();
    job.text = with_mirrored_brackets(&job.text);
    let text = job.text.clone();
    let mut galley = Arc::unwrap_or_clone(ui.fonts_mut(|fonts| fonts.layout_job(job)));
    galley.job = Arc::new(own);
    in_visual_order(&mut galley, &text, right);
    Arc::new(galley)
}

/// The text with the brackets of its right-to-left parts mirrored; its length stays.
fn with_mirrored_brackets(text: &str) -> String {
    let levels = BidiInfo::new(text, None).levels;
    let mirror = |(at, c): (usize, char)| {
        let pair = MIRRORED.iter().find(|(open, close)| *open == c || *close == c);
        match pair.filter(|_| levels[at].is_rtl()) {
            Some((open, close)) if *open == c => *close,
            Some((open, _)) => *open,
            None => c,
        }
    };
    text.char_indices().map(mirror).collect()
}

/// Orders the rows of a galley, whose glyphs are those of `text`.
fn in_visual_order(galley: &mut Galley, text: &str, right: Option<f32>) {
    let pixels = galley.pixels_per_point;
    let mut paragraphs = text.split('\n');
    for rows in galley.rows.split_inclusive_mut(|row| row.ends_with_newline) {
        order_paragraph(rows, paragraphs.next().unwrap_or_default(), pixels, right);
    }
    if let Some(right) = right {
        galley.rect.max.x = galley.rect.max.x.max(right);
        galley.mesh_bounds.max.x = galley.mesh_bounds.max.x.max(right);
    }
}

/// Glyphs that stay together: a right-to-left word, which egui shaped in its visual order, or one other glyph.
struct Unit {
    glyphs: Range<usize>,
    /// The letters of the paragraph that they show.
    text: Range<usize>,
    is_right_to_left: bool,
}

impl Unit {
    fn width(&self, glyphs: &[Glyph]) -> f32 {
        glyphs[self.glyphs.clone()].iter().map(|glyph| glyph.advance_width).sum()
    }
}

fn joins_word(c: char) -> bool {
    is_right_to_left(c) || bidi_class(c) == BidiClass::NSM
}

/// egui counts the letters of a right-to-left word twice: a second time as glyphs that show nothing.
fn is_surplus(glyph: &Glyph) -> bool {
    glyph.advance_width == 0.0 && glyph.uv_rect.is_nothing()
}

/// The units of a row that shows the paragraph from the letter `from` on.
fn units_of(glyphs: &[Glyph], letters: &[char], mut from: usize, is_last_row: bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let is_word = is_right_to_left(glyphs[at].chr);
        let length = match is_word {
            true => glyphs[at..].iter().take_while(|glyph| joins_word(glyph.chr)).count(),
            false => 1,
        };
        let shown = glyphs[at..at + length].iter().filter(|glyph| !is_surplus(glyph)).count();
        let letters = &letters[from.min(letters.len())..];
        let mut count = match is_word {
            true => letters.iter().take_while(|c| joins_word(**c)).count(),
            // The sign of a shortened text stands for no letter.
            false => usize::from(letters.first() == Some(&glyphs[at].chr)),
        };
        if !is_last_row && at + length == glyphs.len() {
            // A word that is broken over two rows.
            count = count.min(shown.max(1));
        }
        units.push(Unit {
            glyphs: at..at + length,
            text: from..from + count,
            is_right_to_left: is_word,
        });
        at += length;
        from += count;
    }
    units
}

fn order_paragraph(rows: &mut [PlacedRow], text: &str, pixels: f32, right: Option<f32>) {
    let letters: Vec<char> = text.chars().collect();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let info = BidiInfo::new(text, None);
    let Some(base) = info.paragraphs.first().map(|paragraph| paragraph.level) else { return };
    let (mut from, last) = (0, rows.len() - 1);
    for (index, row) in rows.iter_mut().enumerate() {
        let glyphs = &row.row.glyphs;
        let units = units_of(glyphs, &letters, from, index == last);
        from = units.last().map_or(from, |unit| unit.text.end);
        let level = |unit: &Unit| starts.get(unit.text.start).map_or(base, |at| info.levels[*at]);
        let mut levels: Vec<Level> = units.iter().map(level).collect();
        let is_space = |unit: &Unit| glyphs[unit.glyphs.start].chr.is_whitespace();
        let end = units.iter().rposition(|unit| !is_space(unit)).map_or(0, |at| at + 1);
        levels[end..].fill(base);
        let width: f32 = units.iter().map(|unit| unit.width(glyphs)).sum();
        order_row(Arc::make_mut(&mut row.row), &units, &levels, &letters, pixels);
        if let (true, Some(right)) = (base.is_rtl(), right) {
            row.pos.x += ((right - width).max(0.0) * pixels).floor() / pixels;
        }
    }
}

/// Moves the glyphs of a row, and puts them in the order of the text, which is that of the cursor.
fn order_row(row: &mut Row, units: &[Unit], levels: &[Level], letters: &[char], pixels: f32) {
    let Some(first) = row.glyphs.first() else { return };
    let mut next = first.pos.x;
    let mut before = next;
    let mut shifts = Vec::with_capacity(units.len());
    for unit in units {
        shifts.push(-before);
        before += unit.width(&row.glyphs);
    }
    for at in BidiInfo::reorder_visual(levels) {
        shifts[at] = ((shifts[at] + next) * pixels).round() / pixels;
        next += units[at].width(&row.glyphs);
    }
    let mut glyphs = std::mem::take(&mut row.glyphs);
    for (unit, shift) in units.iter().zip(shifts) {
        for glyph in &mut glyphs[unit.glyphs.clone()] {
            glyph.pos.x += shift;
            let corners = glyph.first_vertex as usize..glyph.first_vertex as usize + 4;
            if !glyph.uv_rect.is_nothing()
                && let Some(corners) = row.visuals.mesh.vertices.get_mut(corners)
            {
                corners.iter_mut().for_each(|corner| corner.pos.x += shift);
            }
        }
        let glyphs = &glyphs[unit.glyphs.clone()];
        match unit.is_right_to_left {
            true => row.glyphs.extend(word_in_text_order(glyphs, &letters[unit.text.clone()])),
            false => row.glyphs.extend_from_slice(glyphs),
        }
    }
    if let Some(last) = row.glyphs.last().filter(|last| last.advance_width < 0.0) {
        // Where the cursor stands behind the last letter.
        row.size.x = last.pos.x + last.advance_width;
    }
    row.visuals.mesh_bounds = row.visuals.mesh.calc_bounds();
}

/// One glyph for each letter of a right-to-left word. Its position is its right edge, where the cursor before it stands.
fn word_in_text_order(glyphs: &[Glyph], letters: &[char]) -> Vec<Glyph> {
    let mut shown = glyphs.iter().rev().filter(|glyph| !is_surplus(glyph)).peekable();
    let mut edge = glyphs.iter().map(Glyph::max_x).fold(f32::MIN, f32::max);
    let mut left = glyphs.iter().filter(|glyph| !is_surplus(glyph)).count();
    let in_order = letters.iter().enumerate().map(|(at, c)| {
        let own = shown.next_if(|glyph| glyph.chr == *c || left >= letters.len() - at);
        left -= usize::from(own.is_some());
        // A letter without a glyph of its own is part of the one before, as in a ligature.
        let mut glyph = *own.unwrap_or(&glyphs[0]);
        let width = own.map_or(0.0, |own| own.advance_width);
        glyph.chr = *c;
        glyph.pos.x = edge;
        glyph.advance_width = -width;
        edge -= width;
        glyph
    });
    in_order.collect()
}

/// The place in the text of the letter nearest to a point of the galley.
pub(super) fn letter_at(galley: &Galley, at: Vec2) -> usize {
    let mut before = 0;
    for (index, row) in galley.rows.iter().enumerate() {
        let is_last = index + 1 == galley.rows.len();
        if at.y < row.max_y() || is_last {
            let x = at.x - row.pos.x;
            let far = |glyph: &Glyph| (glyph.pos.x + glyph.advance_width / 2.0 - x).abs();
            let nearest = row.row.glyphs.iter().enumerate();
            let nearest = nearest.min_by(|(_, one), (_, other)| far(one).total_cmp(&far(other)));
            let Some((column, glyph)) = nearest else { return before };
            // Behind the letter's middle, in its own direction.
            let behind =
                (x - glyph.pos.x) * glyph.advance_width.signum() > glyph.advance_width.abs() / 2.0;
            return before + column + usize::from(behind);
        }
        before += row.row.glyphs.len() + usize::from(row.ends_with_newline);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
    use egui::text::CCursor;
    use egui::{Context, FontData, FontFamily, FontId, RawInput};

    /// A text laid out with the window's fonts and one with Hebrew letters.
    fn galley(text: &str, width: f32, right: Option<f32>) -> Galley {
        let ctx = Context::default();
        crate::ui::install_fonts(&ctx);
        let hebrew = include_bytes!("../../tests/fixtures/fonts/NotoSansHebrew-Regular.ttf");
        let family =
            InsertFontFamily { family: FontFamily::Proportional, priority: FontPriority::Lowest };
        ctx.add_font(FontInsert::new("Hebrew", FontData::from_static(hebrew), vec![family]));
        let mut galley = None;
        let _ = ctx.run_ui(RawInput::default(), |ui| {
            let mut job = LayoutJob::simple(
                text.to_owned(),
                FontId::proportional(14.0),
                egui::Color32::BLACK,
                width,
            );
            job.keep_trailing_whitespace = true;
            galley = Some(laid_out(ui, job, right));
        });
        Arc::unwrap_or_clone(galley.unwrap())
    }

    /// The letters of a row from left to right, as they are painted.
    fn seen(row: &PlacedRow) -> String {
        let mut glyphs: Vec<_> = row.row.glyphs.iter().collect();
        let left = |glyph: &Glyph| glyph.pos.x.min(glyph.pos.x + glyph.advance_width);
        glyphs.sort_by(|one, other| left(one).total_cmp(&left(other)));
        glyphs.into_iter().map(|glyph| glyph.chr).collect()
    }

    #[test]
    fn words_stand_in_the_order_in_which_they_are_read() {
        for (text, from_left) in [
            ("red shoes", "red shoes"),
            ("נעלי ריצה", "הציר ילענ"),
            ("נעלי Stride, ב-20%", "20%-ב ,Stride ילענ"),
            ("shoes נעלי ריצה here", "shoes הציר ילענ here"),
            ("א (ב) ג", "ג (ב) א"),
        ] {
            let galley = galley(text, f32::INFINITY, None);
            assert_eq!(seen(&galley.rows[0]), from_left, "{text}");
            assert_eq!(galley.text(), text);
            let logical: String = galley.rows[0].row.glyphs.iter().map(|glyph| glyph.chr).collect();
            assert_eq!(logical.chars().count(), text.chars().count());
        }
    }

    #[test]
    fn each_letter_and_mark_has_one_place_for_the_cursor() {
        for text in ["שָׁלוֹם", "שָׁלוֹם וּבְרָכָה, and on", "אבגדהוזחטיכלמנסעפצקרשת".repeat(3).as_str()]
        {
            for width in [f32::INFINITY, 60.0] {
                let galley = galley(text, width, None);
                let letters: String = galley
                    .rows
                    .iter()
                    .flat_map(|row| &row.row.glyphs)
                    .map(|glyph| glyph.chr)
                    .collect();
                assert_eq!(letters, text, "at a width of {width}");
            }
        }
    }

    #[test]
    fn a_wrapped_text_begins_in_its_first_line_at_the_right_edge() {
        let galley = galley("נעלי ריצה אדומות של הבית", 90.0, Some(90.0));
        assert!(galley.rows.len() > 1);
        assert!(seen(&galley.rows[0]).ends_with("ילענ"), "{}", seen(&galley.rows[0]));
        let first = galley.rows[0].row.glyphs[0];
        let edge = galley.rows[0].pos.x + first.pos.x;
        assert!((edge - 90.0).abs() < 1.5, "{edge}");
    }

    #[test]
    fn the_cursor_follows_the_text_and_a_click_finds_its_letter() {
        let galley = galley("ab אבג", f32::INFINITY, None);
        let x = |at: usize| galley.pos_from_cursor(CCursor::new(at)).left();
        assert!(x(0) < x(1) && x(1) < x(2) && x(2) < x(3));
        assert!(
            x(3) > x(4) && x(4) > x(5) && x(5) > x(6),
            "it moves to the left in the Hebrew word"
        );
        for at in 0..6 {
            let glyph = galley.rows[0].row.glyphs[at];
            let before = glyph.pos.x + glyph.advance_width * 0.25;
            assert_eq!(letter_at(&galley, Vec2::new(before, 5.0)), at);
        }
    }
}
