//! The Library: every picture ever made, as a grid that scrolls smoothly for any number of them.
//! It requests the visible pages of history from the disk thread and keeps those it received.

use super::action::{Action, BriefAction, JobAction};
use super::context::PanelContext;
use super::post::PostAction;
use super::text;
use super::textures::Shown;
use super::theme::strong;
use super::widgets::Emphasis;
use super::{Screen, bidi, canvas, icons, text_field, widgets};
use crate::files::{DiskRequest, Entry, Page, Query};
use crate::job::JobId;
use crate::post::MOST_PICTURES;
use crate::studio::Studio;
use egui::{Rect, RichText, ScrollArea, Sense, StrokeKind, Ui, vec2};
use std::collections::HashMap;

/// Smallest side of a picture in the grid, points.
const CELL: f32 = 168.0;
const GAP: f32 = 12.0;
/// Entries of a page.
const PAGE_LENGTH: usize = 120;

/// What the Library shows.
#[derive(Default)]
pub struct Library {
    query: Query,
    /// The query of the last request for the first page.
    requested: Query,
    /// The query of the pages; `query` differs from it until its own first page has arrived.
    listed: Query,
    /// Whether to request the first page again; the old pages stay until it has arrived.
    stale: bool,
    total: Option<usize>,
    /// Pages by their number; `None` while one is requested.
    pages: HashMap<usize, Option<Vec<Entry>>>,
    selected: Vec<JobId>,
    error: Option<String>,
}

impl Library {
    /// Requests the shown pages again, after history has changed.
    pub fn refresh(&mut self) {
        self.stale = true;
    }

    /// The selected pictures; those that a search hides are not among them.
    pub fn selected(&self) -> &[JobId] {
        &self.selected
    }

    /// Takes removed pictures out of the selection.
    pub fn deselect(&mut self, removed: &[JobId]) {
        self.selected.retain(|job| !removed.contains(job));
    }

    pub fn add_page(&mut self, page: Result<Page, String>) {
        match page {
            Ok(page) if page.query == self.query => {
                self.error = None;
                self.total = Some(page.total);
                if page.offset == 0 {
                    self.pages.clear();
                    self.listed = page.query;
                }
                self.pages.insert(page.offset / PAGE_LENGTH, Some(page.entries));
            }
            // The page of an older query.
            Ok(_) => {}
            Err(sentence) => self.error = Some(sentence),
        }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        self.search_ui(ui, cx);
        let is_new = self.query != self.requested || self.total.is_none();
        if is_new || self.stale {
            self.stale = false;
            self.total.get_or_insert(0);
            if self.query != self.requested {
                // A picture that the search hides must not be saved or removed with the others.
                self.selected.clear();
            }
            self.requested = self.query.clone();
            self.request(cx.studio, 0);
        }
        if let Some(sentence) = &self.error {
            ui.colored_label(cx.look.bad, text::said(sentence));
        }
        match self.total {
            Some(0) if self.pages.is_empty() => {}
            None => {}
            Some(0) => {
                ui.add_space(ui.available_height() / 3.0);
                if self.query == Query::default() {
                    let advice = text!("library-all-pictures-appear");
                    widgets::empty(
                        ui,
                        cx.look,
                        icons::IMAGES,
                        text!("library-no-pictures-yet"),
                        advice,
                    );
                    ui.vertical_centered(|ui| {
                        if ui.button(text!("library-make-first-one")).clicked() {
                            cx.push(Action::OpenScreen(Screen::Create));
                        }
                    });
                } else {
                    let advice = text!("library-try-fewer-words-all-brands");
                    widgets::empty(
                        ui,
                        cx.look,
                        icons::SEARCH,
                        text!("library-no-picture-found"),
                        advice,
                    );
                }
            }
            Some(total) => self.grid_ui(ui, cx, total),
        }
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.label(strong(text!("library-library"), 24.0).color(cx.look.ink));
            if let Some(total) = self.total {
                let text = text!("library-pictures", count = total);
                ui.label(RichText::new(text).color(cx.look.quiet));
            }
        });
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let field = text_field::singleline(ui, &mut self.query.words, |field| {
                field
                    .hint_text(text!("library-search-prompts"))
                    .prefix(widgets::icon(icons::SEARCH, 16.0).color(cx.look.quiet))
                    .desired_width(260.0)
            });
            field.accessible_name(text!("library-search"));
            let heart =
                widgets::chip(ui, cx.look, self.query.favourites, text!("library-favourites"));
            if heart.clicked() {
                self.query.favourites = !self.query.favourites;
            }
            let name = match &self.query.persona {
                None => text!("library-all-brands"),
                Some(id) => {
                    let known = cx.studio.brands().all().iter().find(|persona| persona.id.0 == *id);
                    known.map_or(id.as_str(), |persona| persona.name.as_str())
                }
            };
            egui::ComboBox::from_id_salt("brand filter")
                .selected_text(name)
                .width(160.0)
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut self.query.persona, None, text!("library-all-brands"));
                    for persona in cx.studio.brands().all() {
                        let id = Some(persona.id.0.clone());
                        ui.selectable_value(&mut self.query.persona, id, &persona.name);
                    }
                })
                .response
                .accessible_name(text!("library-filter-by-brand"));
            if !self.selected.is_empty() {
                let text = text!("library-save-selected", count = self.selected.len());
                if widgets::button(ui, icons::SAVE, &text).clicked() {
                    cx.push(JobAction::SaveAs(self.selected.clone()));
                }
                if (2..=MOST_PICTURES).contains(&self.selected.len()) {
                    let tip = text!("library-before-after-collage");
                    let one = ui.button(text!("library-one-post"));
                    if one.on_hover_text(tip).clicked() {
                        cx.push(PostAction::AddJobs(self.selected.clone()));
                    }
                }
                let text = text!("library-remove-selected", count = self.selected.len());
                if widgets::button(ui, icons::TRASH, &text).clicked() {
                    cx.push(JobAction::Remove(self.selected.clone()));
                }
                if ui.button(text!("library-clear-selection")).clicked() {
                    self.selected.clear();
                }
            }
        });
        ui.add_space(8.0);
    }

    fn request(&self, studio: &Studio, page: usize) {
        let (query, offset) = (self.query.clone(), page * PAGE_LENGTH);
        studio.disk().send(DiskRequest::Page { query, offset, limit: PAGE_LENGTH });
    }

    /// Requests a page unless it is there or requested.
    fn need(&mut self, studio: &Studio, page: usize) {
        if self.listed == self.query && !self.pages.contains_key(&page) {
            self.pages.insert(page, None);
            self.request(studio, page);
        }
    }

    fn grid_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, total: usize) {
        let width = ui.available_width() - 12.0;
        let columns = ((width + GAP) / (CELL + GAP)).floor().max(1.0) as usize;
        let side = (width + GAP) / columns as f32 - GAP;
        let row_height = side + 40.0;
        ui.spacing_mut().item_spacing.y = GAP;
        let area = ScrollArea::vertical().id_salt("library").auto_shrink(false);
        area.show_rows(ui, row_height, total.div_ceil(columns), |ui, rows| {
            for row in rows {
                let indices = (row * columns..(row + 1) * columns).take_while(|i| *i < total);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    for index in indices {
                        self.cell_ui(ui, cx, index, vec2(side, row_height));
                    }
                });
            }
        });
    }

    /// One picture of the grid, with its menu; empty until its page has arrived.
    fn cell_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, index: usize, size: egui::Vec2) {
        self.need(cx.studio, index / PAGE_LENGTH);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let page = self.pages.get(&(index / PAGE_LENGTH)).and_then(Option::as_ref);
        let Some(entry) = page.and_then(|entries| entries.get(index % PAGE_LENGTH)) else {
            return;
        };
        let is_selected = self.selected.contains(&entry.job);
        entry_ui(ui, cx, entry, rect, Emphasis::of(is_selected, &response));
        response.widget_info(|| {
            let name = text!("library-picture-of", prompt = entry.prompt);
            egui::WidgetInfo::selected(egui::Role::Button, true, is_selected, name)
        });
        if response.clicked() {
            if ui.input(|input| input.modifiers.command || input.modifiers.shift) {
                toggle(&mut self.selected, entry.job);
            } else {
                cx.push(JobAction::Show(entry.job));
                cx.push(Action::OpenScreen(Screen::Create));
            }
        }
        // As in a file manager: a menu acts on the selection if it was opened on it, else on its own picture.
        if response.secondary_clicked() && !is_selected {
            self.selected.clear();
        }
        response.context_menu(|ui| menu_ui(ui, cx, entry, &mut self.selected));
    }
}

fn toggle(selected: &mut Vec<JobId>, job: JobId) {
    match selected.iter().position(|other| *other == job) {
        Some(at) => _ = selected.remove(at),
        None => selected.push(job),
    }
}

fn menu_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, entry: &Entry, selected: &mut Vec<JobId>) {
    let job = entry.job;
    let jobs = if selected.contains(&job) { selected.clone() } else { vec![job] };
    let favourite = if entry.favourite {
        text!("library-remove-from-favourites")
    } else {
        text!("library-favourite")
    };
    let select =
        if selected.contains(&job) { text!("library-deselect") } else { text!("library-select") };
    let actions: [(&str, Option<Action>); 9] = [
        (text!("library-make-a-post"), Some(PostAction::Open(job).into())),
        (text!("library-add-post"), Some(PostAction::AddJobs(jobs.clone()).into())),
        (text!("library-save-as"), Some(JobAction::SaveAs(jobs.clone()).into())),
        (text!("library-copy"), Some(JobAction::CopyPicture(job).into())),
        (text!("library-use-recipe"), Some(BriefAction::UseRecipe(job).into())),
        (text!("library-show-in-folder"), Some(JobAction::ShowInFolder(job).into())),
        (favourite, Some(JobAction::SetFavourite(job, !entry.favourite).into())),
        (select, None),
        (text!("library-remove"), Some(JobAction::Remove(jobs).into())),
    ];
    widgets::pad_entries(ui);
    for (label, action) in actions {
        if ui.button(label).clicked() {
            match action {
                Some(action) => cx.push(action),
                None => toggle(selected, job),
            }
            ui.close();
        }
    }
}

fn entry_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, entry: &Entry, rect: Rect, emphasis: Emphasis) {
    let square = Rect::from_min_size(rect.min, vec2(rect.width(), rect.width()));
    match cx.textures.thumbnail(cx.studio.disk(), entry.job, &entry.picture.path) {
        Shown::Ready(texture) => {
            canvas::paint_thumbnail(ui, cx.look, texture, cx.look.panel, square);
        }
        Shown::Loading => widgets::placeholder(ui, cx.look, square, icons::IMAGE),
        Shown::Missing(_) => widgets::placeholder(ui, cx.look, square, icons::WARNING),
    }
    ui.painter().rect_stroke(square, 8.0, emphasis.stroke(cx.look, 3.0), StrokeKind::Inside);
    if entry.favourite {
        let corner = square.right_top() + vec2(-30.0, 8.0);
        let corner = Rect::from_min_size(corner, vec2(22.0, 22.0));
        ui.new_child(egui::UiBuilder::new().max_rect(corner))
            .label(widgets::icon_filled(icons::HEART, 18.0).color(cx.look.bad));
    }
    let below = Rect::from_min_max(square.left_bottom() + vec2(2.0, 6.0), rect.max);
    let text = RichText::new(&entry.prompt).size(13.0).color(cx.look.ink);
    let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(below));
    bidi::label(ui, text, egui::TextWrapMode::Truncate);
}
