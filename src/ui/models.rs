//! The Models place: the installed models, the recommended ones with their downloads, and the searched locations.
//! It draws the model library and pushes actions; nothing is downloaded or moved here.

mod add;
mod installed;
mod recommended;

use super::canvas;
use super::context::PanelContext;
use super::textures::Shown;
use super::theme::{Look, strong};
use super::{icons, text, widgets};
use crate::brief::{Brief, ModelId};
use crate::model_library::{AddMode, FoundModel};
use egui::{Align, Label, Layout, Rect, Response, RichText, ScrollArea, Sense, Ui, vec2};
use std::path::PathBuf;

/// Widest card, so that its lines stay readable.
const MAX_WIDTH: f32 = 720.0;
/// From this width on, installed and recommended models are side by side.
const TWO_COLUMNS: f32 = 1040.0;
/// Side of the picture by a model, points.
const SAMPLE: f32 = 64.0;

/// An action of the Models screen.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelAction {
    /// Download the recommended model with an id.
    Download(String),
    Pause(String),
    Resume(String),
    /// Stop a download and delete its files.
    Cancel(String),
    /// Open a dialog for a file or a folder to add.
    Choose {
        folder: bool,
    },
    /// Add what was chosen.
    Add(AddMode),
    CancelAdding,
    Remove(ModelId),
    RemoveUnusable(Box<FoundModel>),
    UndoRemove,
    /// Stop searching a location that the user added.
    RemoveLocation(PathBuf),
    Reveal(PathBuf),
    Rescan,
    /// Use this mirror and this proxy for downloads.
    SetEndpoint {
        mirror: Option<String>,
        proxy: Option<String>,
    },
}

/// Draws the screen, from its top where it was `just_opened`.
pub fn models_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &mut Brief, just_opened: bool) {
    let (look, studio) = (cx.look, cx.studio);
    // At the far right, where no toast covers them.
    ui.horizontal(|ui| {
        ui.label(strong(text!("models-models"), 24.0).color(look.ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (words, folder) in
                [(text!("models-add-a-folder"), true), (text!("models-add-a-file"), false)]
            {
                let icon = if folder { icons::FOLDER } else { icons::PLUS };
                if widgets::button(ui, icon, words).clicked() {
                    cx.push(ModelAction::Choose { folder });
                }
            }
        });
    });
    let words = text!("models-models-for-pictures-captions-laptop");
    ui.label(RichText::new(words).color(look.quiet));
    ui.add_space(8.0);
    let mut area = ScrollArea::vertical().id_salt("models").auto_shrink(false);
    if just_opened {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        // Leaves room for the scroll bar.
        ui.set_max_width(ui.available_width() - 12.0);
        if ui.available_width() < TWO_COLUMNS {
            add::adding_ui(ui, look, studio, cx.actions);
            installed::installed_ui(ui, cx, brief);
            ui.add_space(12.0);
            recommended::recommended_ui(ui, cx, brief);
            ui.add_space(12.0);
            add::locations_ui(ui, look, studio, cx.actions);
        } else {
            ui.spacing_mut().item_spacing.x = 16.0;
            ui.columns_const(|[left, right]| {
                in_column(left, |ui| {
                    add::adding_ui(ui, look, studio, cx.actions);
                    installed::installed_ui(ui, cx, brief);
                    ui.add_space(12.0);
                    add::locations_ui(ui, look, studio, cx.actions);
                });
                in_column(right, |ui| recommended::recommended_ui(ui, cx, brief));
            });
        }
        ui.add_space(16.0);
    });
}

/// Lays out a column; on its own, it would stretch the lines of text to its width.
fn in_column(column: &mut Ui, add: impl FnOnce(&mut Ui)) {
    column.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        add(ui);
    });
}

fn heading(ui: &mut Ui, look: &Look, text: &str) {
    ui.label(strong(text, 17.0).color(look.ink));
}

fn card_ui(ui: &mut Ui, look: &Look, line: egui::Color32, add: impl FnOnce(&mut Ui)) {
    look.card().stroke(egui::Stroke::new(1.0, line)).show(ui, |ui| {
        ui.set_width(ui.available_width().min(MAX_WIDTH));
        add(ui);
    });
}

/// The newest picture that a model drew here, else one that it drew and that came with the program, else an icon of what
/// it does; then what is beside it.
fn beside_sample_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    model: &ModelId,
    icon: &str,
    add: impl FnOnce(&mut Ui, &mut PanelContext<'_>),
) {
    ui.horizontal_top(|ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(SAMPLE, SAMPLE), Sense::hover());
        let newest =
            cx.studio.jobs().find(|job| job.picture().is_some() && job.task.model() == model);
        match newest {
            Some(job) => {
                let name = text!("models-drawn-by-this", prompt = job.task.prompt());
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
                canvas::thumbnail(ui, cx, job, rect);
                response.on_hover_text(name);
            }
            None => shipped_sample(ui, cx, model, (rect, icon), response),
        }
        ui.vertical(|ui| {
            ui.set_max_width(ui.available_width());
            add(ui, cx);
        });
    });
}

/// A picture of a model that came with the program, or an icon.
fn shipped_sample(
    ui: &Ui,
    cx: &mut PanelContext<'_>,
    model: &ModelId,
    (rect, icon): (Rect, &str),
    response: Response,
) {
    let row = cx.studio.catalog().row(model);
    let sample = row.and_then(|row| Some((row.sample.as_ref()?, &row.traits.name)));
    let Some((path, name)) = sample else {
        return widgets::placeholder(ui, cx.look, rect, icon);
    };
    match cx.textures.outside(cx.studio.disk(), path) {
        Shown::Ready(texture) => {
            canvas::paint_thumbnail(ui, cx.look, texture, cx.look.ground, rect);
            let name = text!("models-picture-drawn-by", name = name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
            response.on_hover_text(name);
        }
        Shown::Loading | Shown::Missing(_) => widgets::placeholder(ui, cx.look, rect, icon),
    }
}

/// `about 40 s for a picture in the chosen size`, and how that is known.
fn speed_words(time: std::time::Duration, measured: bool) -> String {
    let time = text::duration(time);
    match measured {
        true => text!("models-speed-measured", time = time),
        false => text!("models-speed-estimated", time = time),
    }
}

fn words(ui: &mut Ui, text: impl Into<String>, ink: egui::Color32) {
    ui.add(Label::new(RichText::new(text).color(ink)).wrap());
}

fn small_words(ui: &mut Ui, text: impl Into<String>, ink: egui::Color32) {
    ui.add(Label::new(RichText::new(text).small().color(ink)).wrap());
}
