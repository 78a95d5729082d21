//! The installed models: a card for each model and writer, to use, reveal or remove it; and the found models that
//! cannot be used, with the reason. The library removes; these cards push actions.

use super::super::action::Action;
use super::super::context::PanelContext;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, beside_sample_ui, card_ui, heading, small_words, speed_words, words};
use crate::brief::{Brief, ModelId};
use crate::engine::{PhotoModel, PhotoTask, Row, WriterRow};
use crate::model_library::{FoundModel, ModelOwner, UnusableModel};
use crate::ui::text;
use egui::{Align, Layout, RichText, Ui, vec2};

pub fn installed_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &mut Brief) {
    let (look, studio) = (cx.look, cx.studio);
    heading(ui, look, text!("models-for-pictures"));
    for row in &studio.catalog().rows {
        picture_model_ui(ui, cx, brief, row);
    }
    ui.add_space(12.0);
    heading(ui, look, text!("models-for-captions"));
    for row in &studio.catalog().writers {
        writer_ui(ui, cx, brief, row);
    }
    if !studio.catalog().photo_models.is_empty() {
        ui.add_space(12.0);
        heading(ui, look, text!("models-for-photos"));
        for model in &studio.catalog().photo_models {
            photo_model_ui(ui, cx, model);
        }
    }
    let unusable = &studio.models().installed().unusable;
    if !unusable.is_empty() {
        ui.add_space(12.0);
        heading(ui, look, text!("models-found-but-not-usable"));
        for model in unusable {
            unusable_ui(ui, look, model, cx.actions);
        }
    }
}

fn picture_model_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &mut Brief, row: &Row) {
    let traits = &row.traits;
    let chosen = brief.model == traits.id;
    let found = cx.studio.models().installed().found(&traits.id);
    let head = Head { id: &traits.id, name: &traits.name, about: &row.about, chosen, found };
    // For the size of the brief, as the user will draw it.
    let (format, size) = (brief.format.clone(), brief.size);
    let one = Brief { model: traits.id.clone(), count: 1, format, size, ..Brief::default() };
    let speed = cx.studio.cost(&one);
    let speed = speed.map(|cost| speed_words(cost.time, cost.measured));
    let facts = [
        (text!("models-speed"), speed.unwrap_or_else(|| text!("models-drawn-by-team").to_owned())),
        (text!("models-memory"), text::bytes(row.memory_bytes)),
        (text!("models-sizes"), text::pixels_a_side(traits)),
        (text!("models-licence"), text::licence(&row.licence).into_owned()),
    ];
    if model_ui(ui, cx, icons::IMAGES, head, &facts) {
        brief.model = traits.id.clone();
    }
}

fn writer_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &mut Brief, row: &WriterRow) {
    let chosen = brief.captions.writer == row.id;
    let found = cx.studio.models().installed().found(&row.id);
    let name = text::said(&row.name);
    let head = Head { id: &row.id, name: &name, about: &row.about, chosen, found };
    let mut facts = Vec::new();
    if row.memory_bytes > 0 {
        let took = cx.studio.scheduler().measured_caption(&row.id);
        let took = took.map(|took| text!("models-caption-speed", time = text::duration(took)));
        facts.extend(took.map(|took| (text!("models-speed"), took)));
        facts.push((text!("models-memory"), text::bytes(row.memory_bytes)));
        facts.extend(found.map(|found| (text!("models-on-disk"), on_disk(found))));
        facts.push((text!("models-licence"), text::licence(&row.licence).into_owned()));
    }
    if model_ui(ui, cx, icons::TEXT, head, &facts) {
        brief.captions.writer = row.id.clone();
    }
}

fn photo_model_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, model: &PhotoModel) {
    let found = cx.studio.models().installed().found(&model.id);
    let (id, name) = (&model.id, model.name.as_str());
    // There is one for each task, so it is always in use.
    let head = Head { id, name, about: &model.about, chosen: true, found };
    let mut facts: Vec<_> =
        found.map(|found| (text!("models-on-disk"), on_disk(found))).into_iter().collect();
    facts.push((text!("models-licence"), text::licence(&model.licence).into_owned()));
    let icon = match model.task {
        PhotoTask::Describe => icons::TEXT,
        PhotoTask::Segment => icons::WAND,
    };
    model_ui(ui, cx, icon, head, &facts);
}

fn on_disk(found: &FoundModel) -> String {
    let size = text::bytes(found.bytes);
    match &found.owner {
        ModelOwner::Brandish { .. } => size,
        ModelOwner::Location(_) => text!("models-used-in-place", size = size),
        ModelOwner::OtherProgram => text!("models-of-another-program", size = size),
    }
}

struct Head<'a> {
    id: &'a ModelId,
    name: &'a str,
    about: &'a str,
    chosen: bool,
    /// `None` for a built-in model.
    found: Option<&'a FoundModel>,
}

/// A model's card; true where the user chose it.
fn model_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    icon: &str,
    head: Head<'_>,
    facts: &[(&str, String)],
) -> bool {
    let mut used = false;
    let look = cx.look;
    card_ui(ui, look, if head.chosen { look.accent } else { look.line }, |ui| {
        beside_sample_ui(ui, cx, head.id, icon, |ui, cx| {
            used = head_ui(ui, cx, &head);
            words(ui, text::said(head.about), look.ink);
        });
        facts_ui(ui, look, &head.id.0, facts);
    });
    used
}

/// The name with its buttons; true where the user chose the model.
fn head_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, head: &Head<'_>) -> bool {
    let (mut used, name, look) = (false, head.name, cx.look);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if head.chosen {
                ui.label(RichText::new(text!("models-in-use")).color(look.good));
            } else {
                used = ui
                    .button(text!("models-use"))
                    .accessible_name(text!("models-use-named", name = name))
                    .clicked();
            }
            if let Some(found) = head.found {
                if found.is_removable() {
                    let tip = match found.owner {
                        ModelOwner::Brandish { .. } => text!("models-remove-undone"),
                        ModelOwner::Location(_) | ModelOwner::OtherProgram => {
                            text!("models-stop-using-file-stays")
                        }
                    };
                    let label = text!("models-remove", name = name);
                    if widgets::icon_button(ui, icons::TRASH, &label, tip).clicked() {
                        cx.push(ModelAction::Remove(head.id.clone()));
                    }
                }
                show_ui(ui, found, name, cx.actions);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(strong(name, 17.0).color(look.ink)).truncate());
            });
        });
    });
    used
}

fn show_ui(ui: &mut Ui, found: &FoundModel, name: &str, actions: &mut Vec<Action>) {
    let label = text!("models-show-in-its-folder", name = name);
    if widgets::icon_button(ui, icons::FOLDER, &label, text!("models-show-in-folder")).clicked() {
        actions.push(Action::Model(ModelAction::Reveal(found.path.clone())));
    }
}

fn unusable_ui(ui: &mut Ui, look: &Look, model: &UnusableModel, actions: &mut Vec<Action>) {
    let found = &model.found;
    card_ui(ui, look, look.line, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if found.is_removable() {
                    let label = text!("models-remove", name = found.name);
                    let tip = text!("models-take-off-list");
                    if widgets::icon_button(ui, icons::TRASH, &label, tip).clicked() {
                        let found = Box::new(found.clone());
                        actions.push(Action::Model(ModelAction::RemoveUnusable(found)));
                    }
                }
                show_ui(ui, found, &found.name, actions);
                ui.label(RichText::new(text::bytes(found.bytes)).color(look.quiet));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(strong(&found.name, 15.0).color(look.ink)).truncate());
                });
            });
        });
        words(ui, text::said(&model.reason), look.warn);
        small_words(ui, found.path.display().to_string(), look.quiet);
    });
}

/// Points that the names of facts take beside their values.
const NAME_WIDTH: f32 = 92.0;

fn facts_ui(ui: &mut Ui, look: &Look, id: &str, facts: &[(&str, String)]) {
    if facts.is_empty() {
        return;
    }
    // Values are wrapped before they widen the card.
    let widest = (ui.available_width() - NAME_WIDTH).max(120.0);
    let grid = egui::Grid::new(id).num_columns(2).min_row_height(20.0).max_col_width(widest);
    grid.spacing(vec2(12.0, 4.0)).show(ui, |ui| {
        for (name, value) in facts {
            ui.label(RichText::new(*name).color(look.quiet));
            ui.label(value);
            ui.end_row();
        }
    });
}
