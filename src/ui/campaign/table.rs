//! The table of a campaign: its errors by row and column, what each column holds, and what became of each row.
//! Only the visible rows are drawn; what a row orders was checked elsewhere.

use super::rows::RowState;
use super::run::rows_text;
use super::{CampaignAction, CampaignPanel};
use crate::campaign::{CampaignRow, ColumnChoice, Field};
use crate::table::{Table, TableRow};
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::theme::strong;
use crate::ui::{bidi, icons, widgets};
use egui::{
    Align, ComboBox, Label, Layout, RichText, ScrollArea, TextWrapMode, Ui, UiBuilder, vec2,
};

/// The widths of a row's number, of its state, and of each column; the height of a row, points.
const NUMBER: f32 = 40.0;
const STATE: f32 = 132.0;
const COLUMN: f32 = 152.0;
const ROW: f32 = 30.0;
/// The list of errors is no higher, points.
const ERRORS: f32 = 128.0;
/// Below this height, the rows need the room of the errors, points.
const LOW: f32 = 420.0;
/// The most errors that are listed.
const MOST_ERRORS: usize = 200;

impl CampaignPanel {
    pub(super) fn table_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let (Some(plan), Some(read)) = (&self.plan, &self.read) else {
            ui.add_space(ui.available_height() / 3.0);
            if self.is_reading {
                ui.vertical_centered(|ui| ui.add(egui::Spinner::new().size(28.0)));
                return;
            }
            let advice = text!("campaign-drop-csv-xlsx-table-onto");
            widgets::empty(
                ui,
                cx.look,
                icons::LIST,
                text!("campaign-campaign-begins-with-table"),
                advice,
            );
            ui.vertical_centered(|ui| {
                if ui.button(text!("campaign-choose-a-table")).clicked() {
                    cx.push(CampaignAction::ChooseTable);
                }
            });
            return;
        };
        let bad = read.checked.bad_rows();
        ui.horizontal_wrapped(|ui| {
            ui.label(strong(plan.file_name(), 17.0).color(cx.look.ink));
            let text = match (&read.mapping, bad) {
                (Err(_), _) => rows_text(read.table.rows.len()),
                (Ok(_), bad) => {
                    let rows = rows_text(read.table.rows.len());
                    text!("campaign-rows-with-errors", rows = rows, count = bad)
                }
            };
            ui.label(RichText::new(text).color(cx.look.quiet));
        });
        self.errors_ui(ui, cx);
        ui.add_space(4.0);
        let width = NUMBER + STATE + COLUMN * read.table.columns.len() as f32;
        let frame = cx.look.card().inner_margin(10);
        let choice = frame.show(ui, |ui| {
            let area = ScrollArea::horizontal().id_salt("campaign table").auto_shrink(false);
            let width = width.max(ui.available_width());
            area.show(ui, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                let choice = self.header_ui(ui, cx);
                ui.add_space(6.0);
                let count = read.table.rows.len();
                let rows = ScrollArea::vertical().id_salt("campaign rows").auto_shrink(false);
                rows.show_rows(ui, ROW, count, |ui, shown| {
                    shown.for_each(|at| self.row_ui(ui, cx, at));
                });
                choice
            })
        });
        if let Some(choice) = choice.inner.inner {
            let mut plan = plan.clone();
            // The field goes over to this column.
            plan.columns.retain(|other| choice.field.is_none() || other.field != choice.field);
            plan.choose(choice);
            cx.push(CampaignAction::Change(Box::new(plan)));
        }
    }

    /// Everything that is wrong, by row and column.
    fn errors_ui(&self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let Some(read) = &self.read else { return };
        let bad = |text: String| {
            let text = RichText::new(text::said(&text)).small();
            Label::new(text.color(cx.look.bad)).wrap()
        };
        if let Err(error) = &read.mapping {
            ui.add(bad(error.to_string()));
            return;
        }
        let height = if ui.available_height() < LOW { ERRORS / 2.5 } else { ERRORS };
        let area = ScrollArea::vertical().id_salt("campaign errors").max_height(height);
        area.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            for (row, error) in read.checked.errors().take(MOST_ERRORS) {
                ui.add(bad(error.line(row)));
            }
            if let Some(note) = &self.states.note {
                ui.add(bad(note.clone()));
            }
        });
    }

    /// The columns by name, each with what it holds. Returns what was chosen.
    fn header_ui(&self, ui: &mut Ui, cx: &PanelContext<'_>) -> Option<ColumnChoice> {
        let read = self.read.as_ref()?;
        let mut chosen = None;
        ui.horizontal(|ui| {
            let before = vec2(NUMBER + STATE, 56.0);
            ui.allocate_ui_with_layout(before, Layout::bottom_up(Align::Min), |ui| {
                ui.set_min_size(before);
                let text = RichText::new(text!("campaign-read-as")).small().color(cx.look.quiet);
                ui.add_space(9.0);
                ui.label(text);
            });
            let may_change = !self.is_running() && !self.is_opening;
            for (at, column) in read.table.columns.iter().enumerate() {
                let size = vec2(COLUMN, 56.0);
                ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                    ui.set_min_size(size);
                    ui.set_max_width(COLUMN);
                    ui.add_enabled_ui(may_change, |ui| {
                        let field = match &read.mapping {
                            Ok(mapping) => mapping.fields().get(at).copied().flatten(),
                            Err(_) => self.field_of(column),
                        };
                        chosen = column_ui(ui, cx, column, field).or(chosen.take());
                    });
                });
            }
        });
        chosen
    }

    /// What a column holds where the columns together cannot be used.
    fn field_of(&self, column: &str) -> Option<Field> {
        let mut choices = self.plan.iter().flat_map(|plan| &plan.columns);
        let choice = choices.find(|choice| choice.column == column);
        choice.map_or_else(|| Field::of_name(column), |choice| choice.field)
    }

    fn row_ui(&self, ui: &mut Ui, cx: &PanelContext<'_>, at: usize) {
        let Some(read) = &self.read else { return };
        let row = &read.table.rows[at];
        let checked = read.checked.rows.get(at);
        let width = NUMBER + STATE + COLUMN * row.cells.len() as f32;
        let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), egui::Sense::hover());
        if at.is_multiple_of(2) {
            ui.painter().rect_filled(rect, 4.0, cx.look.ground);
        }
        let builder = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
        // A row keeps its id wherever it is scrolled to.
        let builder = builder.id_salt(("campaign row", row.number));
        ui.scope_builder(builder, |ui| {
            cell(ui, NUMBER, RichText::new(row.number.to_string()).small().color(cx.look.quiet));
            self.state_ui(ui, cx, row, checked);
            cells_ui(ui, cx, &read.table, row, checked);
        });
    }

    /// What became of a row, or what keeps it from being made.
    fn state_ui(
        &self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        row: &TableRow,
        checked: Option<&CampaignRow>,
    ) {
        let is_under_way =
            |run: &crate::studio::CampaignRun| run.under_way().contains(&Some(row.number));
        let (text, ink, tip) = match (self.states.get(row.number), checked.map(|row| &row.order)) {
            _ if self.run.as_ref().is_some_and(is_under_way) => {
                (text!("campaign-being-made").to_owned(), cx.look.accent, None)
            }
            (Some(RowState::Made(Some(posts))), _) => {
                (text!("campaign-posts", count = posts), cx.look.good, None)
            }
            (Some(RowState::Made(None)), _) => {
                (text!("campaign-made-before").to_owned(), cx.look.good, None)
            }
            (Some(RowState::Failed(sentence)), _) => {
                let why = text::said(sentence).into_owned();
                (text!("campaign-failed-why", why = why), cx.look.bad, Some(why))
            }
            (None, Some(Err(errors))) => {
                let line = |line: String| text::said(&line).into_owned();
                let lines = errors.iter().map(|error| line(error.line(row.number)));
                let lines: Vec<_> = lines.collect();
                (text!("campaign-error").to_owned(), cx.look.bad, Some(lines.join("\n")))
            }
            (None, _) if self.run.is_some() => {
                (text!("campaign-waiting").to_owned(), cx.look.quiet, None)
            }
            (None, Some(Ok(order))) => {
                (text!("campaign-posts", count = order.formats.len()), cx.look.quiet, None)
            }
            (None, None) => (String::new(), cx.look.quiet, None),
        };
        let response = cell(ui, STATE, RichText::new(text).small().color(ink));
        if let Some(tip) = tip {
            response.on_hover_text(tip);
        }
    }
}

/// One column's name, and the menu of what it holds. Returns what was chosen.
fn column_ui(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    column: &str,
    field: Option<Field>,
) -> Option<ColumnChoice> {
    let name = strong(if column.is_empty() { text!("campaign-no-name") } else { column }, 13.0);
    ui.scope(|ui| {
        ui.set_max_width(COLUMN - 12.0);
        bidi::label(ui, name.color(cx.look.ink), TextWrapMode::Truncate);
    });
    ui.add_space(4.0);
    if column.is_empty() {
        ui.label(RichText::new(text!("campaign-not-used")).small().color(cx.look.quiet));
        return None;
    }
    let mut chosen = field;
    let text = RichText::new(field.map_or(text!("campaign-not-used"), field_word)).small();
    let menu = ComboBox::from_id_salt(("column", column)).selected_text(text);
    let shown = menu.width(COLUMN - 12.0).show_ui(ui, |ui| {
        ui.selectable_value(&mut chosen, None, text!("campaign-not-used"));
        for field in Field::ALL {
            let about = text::value("column-about", field.word(), field.about());
            let text = format!("{}: {about}", field_word(*field));
            ui.selectable_value(&mut chosen, Some(*field), text);
        }
    });
    shown.response.accessible_name(text!("campaign-what-column-holds", column = column));
    (chosen != field).then(|| ColumnChoice { column: column.to_owned(), field: chosen })
}

/// What a column holds, in a word.
fn field_word(field: Field) -> &'static str {
    text::value("column", field.word(), field.word())
}

/// The cells of a row, those with an error in red.
fn cells_ui(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    table: &Table,
    row: &TableRow,
    checked: Option<&CampaignRow>,
) {
    let errors = checked.and_then(|row| row.order.as_ref().err());
    for (column, text) in table.columns.iter().zip(&row.cells) {
        let error = errors.into_iter().flatten().find(|error| error.column == *column);
        let ink = if error.is_some() { cx.look.bad } else { cx.look.ink };
        let shown = text.replace('\n', " ");
        // An empty cell with an error must be seen, too.
        let shown = if shown.is_empty() && error.is_some() {
            text!("campaign-empty").to_owned()
        } else {
            shown
        };
        let response = cell(ui, COLUMN, RichText::new(shown).size(13.0).color(ink));
        match error {
            Some(error) => _ = response.on_hover_text(text::said(&error.message)),
            None if !text.is_empty() => _ = response.on_hover_text(text),
            None => {}
        }
    }
}

/// A text in one line of a fixed width.
fn cell(ui: &mut Ui, width: f32, text: RichText) -> egui::Response {
    let size = vec2(width, ROW);
    let inner = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.add_space(4.0);
        ui.set_max_width(width - 8.0);
        bidi::label(ui, text, TextWrapMode::Truncate);
    });
    inner.response
}
