//! The text fields of the window, each of which shows its text in the order in which it is read.
//! What is typed belongs to the callers; how right-to-left words are laid out is known in `bidi`.

use super::bidi::{has_right_to_left, laid_out, letter_at};
use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::{FontId, Response, TextBuffer, TextEdit, TextStyle, Ui};

/// A text field of one line that shows its text in the order in which it is read, from the right edge where it begins
/// so. The arrow keys still move by letters of the text, as egui moves them.
pub fn singleline(
    ui: &mut Ui,
    text: &mut String,
    build: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    let font = TextStyle::Body.resolve(ui.style());
    field(ui, text, one_line, font, build)
}

/// As `singleline`, of several lines.
pub fn multiline(
    ui: &mut Ui,
    text: &mut String,
    build: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    let font = TextStyle::Body.resolve(ui.style());
    field(ui, text, several_lines, font, build)
}

/// As `multiline`, in a font of its own.
pub fn multiline_in(
    ui: &mut Ui,
    font: FontId,
    text: &mut String,
    build: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    let own = font.clone();
    field(ui, text, several_lines, font, |edit| build(edit.font(own)))
}

/// As `singleline`; a secret text is shown as a dot for each letter.
pub fn address(
    ui: &mut Ui,
    text: &mut String,
    is_secret: bool,
    build: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    match is_secret {
        true => ui.add(build(TextEdit::singleline(text).password(true))),
        false => singleline(ui, text, build),
    }
}

/// How a field begins: for one line or several.
type NewField = fn(&mut String) -> TextEdit<'_>;

fn one_line(text: &mut String) -> TextEdit<'_> {
    TextEdit::singleline(text)
}

fn several_lines(text: &mut String) -> TextEdit<'_> {
    TextEdit::multiline(text)
}

fn field(
    ui: &mut Ui,
    text: &mut String,
    new_field: NewField,
    font: FontId,
    build: impl FnOnce(TextEdit<'_>) -> TextEdit<'_>,
) -> Response {
    if !has_right_to_left(text) {
        return ui.add(build(new_field(text)));
    }
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        let font = font.clone();
        let height = ui.fonts_mut(|fonts| fonts.row_height(&font));
        let format = TextFormat {
            line_height: Some(height),
            ..TextFormat::simple(font, ui.visuals().widgets.inactive.text_color())
        };
        let mut job = LayoutJob::single_section(text.as_str().to_owned(), format);
        job.wrap.max_width = width;
        job.keep_trailing_whitespace = true;
        laid_out(ui, job, Some(width))
    };
    let mut output = build(new_field(text).layouter(&mut layouter)).show(ui);
    let response = output.response.response;
    // egui looks for the letter under the pointer from left to right.
    let pressed = response.is_pointer_button_down_on() || response.clicked();
    if let Some(at) = response.interact_pointer_pos().filter(|_| pressed) {
        let cursor = CCursor::new(letter_at(&output.galley, at - output.galley_pos));
        let before = output.state.cursor.char_range().filter(|_| response.dragged());
        let range = match before {
            Some(range) => CCursorRange { primary: cursor, ..range },
            None => CCursorRange::one(cursor),
        };
        output.state.cursor.set_char_range(Some(range));
        output.state.store(ui.ctx(), response.id);
    }
    response
}
