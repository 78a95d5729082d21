//! The Library: every picture ever made, as a grid that scrolls smoothly however many there are.
//! It asks history for the stretch in sight, by way of the disk thread, and keeps what came.

use super::action::Action;
use super::textures::{Shown, Textures};
use super::theme::{Look, strong};
use super::{Place, canvas, icons, parts};
use crate::files::{DiskRequest, Entry, Page, Query};
use crate::job::JobId;
use crate::studio::Studio;
use egui::{Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, vec2};
use std::collections::HashMap;

/// Smallest side of a picture in the grid, points.
const CELL: f32 = 168.0;
const GAP: f32 = 12.0;
/// Entries asked for at once.
const STRETCH: usize = 120;

/// What the Library shows.
#[derive(Default)]
pub struct Library {
    query: Query,
    /// What the stretches are answers to; the query is ahead of it while an answer is on its way.
    listed: Query,
    /// The first stretch is to be asked for anew; until it comes, what was there stays.
    stale: bool,
    total: Option<usize>,
    /// Stretches by their number; `None` while one is on its way.
    stretches: HashMap<usize, Option<Vec<Entry>>>,
    selected: Vec<JobId>,
    trouble: Option<String>,
}

impl Library {
    /// Something changed in history: what is shown is asked for again.
    pub fn refresh(&mut self) {
        self.stale = true;
    }

    pub fn page_came(&mut self, page: Result<Page, String>) {
        match page {
            Ok(page) if page.query == self.query => {
                self.trouble = None;
                self.total = Some(page.total);
                if page.offset == 0 {
                    self.stretches.clear();
                    self.listed = page.query;
                }
                self.stretches.insert(page.offset / STRETCH, Some(page.entries));
            }
            // An answer to what was asked before the search changed.
            Ok(_) => {}
            Err(sentence) => self.trouble = Some(sentence),
        }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        actions: &mut Vec<Action>,
    ) {
        let before = self.query.clone();
        self.search_ui(ui, look, studio, actions);
        if self.query != before || self.total.is_none() || std::mem::take(&mut self.stale) {
            self.total.get_or_insert(0);
            self.ask(studio, 0);
        }
        if let Some(sentence) = &self.trouble {
            ui.colored_label(look.bad, sentence);
        }
        match self.total {
            Some(0) if self.stretches.is_empty() => {}
            None => {}
            Some(0) => {
                ui.add_space(ui.available_height() / 3.0);
                if self.query == Query::default() {
                    let advice = "Everything you make is kept here.";
                    parts::empty(ui, look, icons::IMAGES, "No pictures yet", advice);
                    ui.vertical_centered(|ui| {
                        if ui.button("Make the first one").clicked() {
                            actions.push(Action::Go(Place::Create));
                        }
                    });
                } else {
                    let advice = "Try fewer words, or all brands.";
                    parts::empty(ui, look, icons::SEARCH, "No picture fits", advice);
                }
            }
            Some(total) => self.grid_ui(ui, look, studio, textures, total, actions),
        }
    }

    fn search_ui(&mut self, ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
        ui.horizontal_wrapped(|ui| {
            ui.label(strong("Library", 24.0).color(look.ink));
            if let Some(total) = self.total {
                let words = if total == 1 { "picture" } else { "pictures" };
                ui.label(RichText::new(format!("{total} {words}")).color(look.quiet));
            }
        });
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let field = TextEdit::singleline(&mut self.query.words)
                .hint_text("Search in the prompts")
                .prefix(parts::icon(icons::SEARCH, 16.0).color(look.quiet))
                .desired_width(260.0);
            ui.add(field).accessible_name("Search");
            let heart = parts::chip(ui, look, self.query.favourites, "Favourites");
            if heart.clicked() {
                self.query.favourites = !self.query.favourites;
            }
            let chosen = self.query.persona.clone();
            let name = chosen.as_ref().map_or("All brands", |id| {
                let known = studio.personas().iter().find(|persona| persona.id.0 == *id);
                known.map_or(id.as_str(), |persona| persona.name.as_str())
            });
            egui::ComboBox::from_id_salt("brand filter")
                .selected_text(name)
                .width(160.0)
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut self.query.persona, None, "All brands");
                    for persona in studio.personas() {
                        let id = Some(persona.id.0.clone());
                        ui.selectable_value(&mut self.query.persona, id, &persona.name);
                    }
                })
                .response
                .accessible_name("Filter by brand");
            if !self.selected.is_empty() {
                let words = format!("Save {} as…", self.selected.len());
                if parts::button(ui, icons::SAVE, &words).clicked() {
                    actions.push(Action::SaveAs(self.selected.clone()));
                }
                if ui.button("Clear selection").clicked() {
                    self.selected.clear();
                }
            }
        });
        ui.add_space(8.0);
    }

    fn ask(&self, studio: &Studio, stretch: usize) {
        let (query, offset) = (self.query.clone(), stretch * STRETCH);
        studio.disk().send(DiskRequest::Page { query, offset, limit: STRETCH });
    }

    /// Asks for a stretch that came into sight and is not there.
    fn need(&mut self, studio: &Studio, stretch: usize) {
        if self.listed == self.query && !self.stretches.contains_key(&stretch) {
            self.stretches.insert(stretch, None);
            self.ask(studio, stretch);
        }
    }

    fn grid_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        total: usize,
        actions: &mut Vec<Action>,
    ) {
        let width = ui.available_width() - 12.0;
        let columns = ((width + GAP) / (CELL + GAP)).floor().max(1.0) as usize;
        let side = (width + GAP) / columns as f32 - GAP;
        let row_height = side + 40.0;
        ui.spacing_mut().item_spacing.y = GAP;
        let area = ScrollArea::vertical().auto_shrink(false);
        area.show_rows(ui, row_height, total.div_ceil(columns), |ui, rows| {
            for row in rows {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    for index in (row * columns..(row + 1) * columns).take_while(|i| *i < total) {
                        self.need(studio, index / STRETCH);
                        let size = vec2(side, row_height);
                        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                        let stretch = self.stretches.get(&(index / STRETCH));
                        let entry = stretch.and_then(Option::as_ref);
                        let Some(entry) = entry.and_then(|list| list.get(index % STRETCH)) else {
                            continue;
                        };
                        let selected = self.selected.contains(&entry.job);
                        entry_ui(ui, look, studio, textures, entry, (rect, &response, selected));
                        if response.clicked() {
                            if ui.input(|input| input.modifiers.command || input.modifiers.shift) {
                                toggle(&mut self.selected, entry.job);
                            } else {
                                actions.push(Action::Show(entry.job));
                                actions.push(Action::Go(Place::Create));
                            }
                        }
                        let entry = entry.clone();
                        response.context_menu(|ui| {
                            menu_ui(ui, &entry, selected, &mut self.selected, actions);
                        });
                    }
                });
            }
        });
    }
}

fn toggle(selected: &mut Vec<JobId>, job: JobId) {
    match selected.iter().position(|other| *other == job) {
        Some(at) => _ = selected.remove(at),
        None => selected.push(job),
    }
}

fn menu_ui(
    ui: &mut Ui,
    entry: &Entry,
    is_selected: bool,
    selected: &mut Vec<JobId>,
    actions: &mut Vec<Action>,
) {
    let job = entry.job;
    let favourite = if entry.favourite { "No longer a favourite" } else { "Favourite" };
    let select = if is_selected { "Deselect" } else { "Select" };
    for (words, action) in [
        ("Save as…", Some(Action::SaveAs(vec![job]))),
        ("Copy", Some(Action::CopyPicture(job))),
        ("Use recipe", Some(Action::UseRecipe(job))),
        ("Show in folder", Some(Action::Reveal(job))),
        (favourite, Some(Action::Favourite(job, !entry.favourite))),
        (select, None),
        ("Remove", Some(Action::Remove(job))),
    ] {
        if ui.button(words).clicked() {
            match action {
                Some(action) => actions.push(action),
                None => toggle(selected, job),
            }
            ui.close();
        }
    }
}

fn entry_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    textures: &mut Textures,
    entry: &Entry,
    (rect, response, selected): (Rect, &egui::Response, bool),
) {
    response.widget_info(|| {
        let name = format!("Picture: {}", entry.prompt);
        egui::WidgetInfo::selected(egui::Role::Button, true, selected, name)
    });
    let square = Rect::from_min_size(rect.min, vec2(rect.width(), rect.width()));
    match textures.thumbnail(studio.disk(), entry.job, &entry.picture.path) {
        Shown::Ready(texture) => {
            let texture = texture.clone();
            canvas::paint_thumbnail(ui, look, &texture, look.panel, square);
        }
        Shown::Coming => parts::placeholder(ui, look, square, icons::IMAGE),
        Shown::Missing(_) => parts::placeholder(ui, look, square, icons::WARNING),
    }
    let line = match (selected, response.hovered() || response.has_focus()) {
        (true, _) => Stroke::new(3.0, look.accent),
        (false, true) => Stroke::new(2.0, look.edge()),
        (false, false) => Stroke::new(1.0, look.line),
    };
    ui.painter().rect_stroke(square, 8.0, line, StrokeKind::Inside);
    if entry.favourite {
        let mut place = ui.new_child(egui::UiBuilder::new().max_rect(Rect::from_min_size(
            square.right_top() + vec2(-30.0, 8.0),
            vec2(22.0, 22.0),
        )));
        place.label(parts::icon_filled(icons::HEART, 18.0).color(look.bad));
    }
    let below = Rect::from_min_max(square.left_bottom() + vec2(2.0, 6.0), rect.max);
    let mut words = ui.new_child(egui::UiBuilder::new().max_rect(below));
    let text = RichText::new(&entry.prompt).size(13.0).color(look.ink);
    words.add(egui::Label::new(text).truncate());
}
