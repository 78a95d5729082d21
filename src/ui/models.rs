//! Models: what draws and what writes here, what else can be had and how far it is, and where was looked.
//! It draws what the studio's shelf knows and pushes wishes; nothing is fetched or moved here.

mod add;
mod installed;
mod recommended;

use super::action::Action;
use super::theme::{Look, strong};
use super::{icons, widgets};
use crate::brief::{Brief, ModelId};
use crate::files::models::{Found, Keep};
use crate::studio::Studio;
use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use std::path::PathBuf;

/// Cards are no wider than a line reads well.
const WIDEST: f32 = 720.0;
/// Where there is so much room, what is here and what can be had stand side by side.
const TWO_COLUMNS: f32 = 1040.0;

/// A revision about models.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelAction {
    /// Fetch the recommended model of an id.
    Download(String),
    Pause(String),
    Resume(String),
    /// Stop a download and delete what it brought.
    Cancel(String),
    /// Ask for a file or a folder to add.
    Choose {
        folder: bool,
    },
    /// Take in what was chosen.
    Add(Keep),
    ForgetAdding,
    /// Take a model away.
    Remove(ModelId),
    /// Take away one that cannot be used.
    RemoveUnusable(Box<Found>),
    UndoRemove,
    /// Look no longer into a folder of the user's.
    ForgetPlace(PathBuf),
    Reveal(PathBuf),
    LookAgain,
    /// The mirror and the proxy.
    SetLine(Option<String>, Option<String>),
}

pub fn models_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    brief: &mut Brief,
    actions: &mut Vec<Action>,
) {
    // At the far right, where no message covers them.
    ui.horizontal(|ui| {
        ui.label(strong("Models", 24.0).color(look.ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (words, folder) in [("Add a folder…", true), ("Add a file…", false)] {
                let icon = if folder { icons::FOLDER } else { icons::PLUS };
                if widgets::button(ui, icon, words).clicked() {
                    actions.push(Action::Model(ModelAction::Choose { folder }));
                }
            }
        });
    });
    let words =
        "What draws and what writes, on this laptop. Drop a model's file or folder here to add it.";
    ui.label(RichText::new(words).color(look.quiet));
    ui.add_space(8.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The bar is not to lie over the cards.
        ui.set_max_width(ui.available_width() - 12.0);
        if ui.available_width() < TWO_COLUMNS {
            add::adding_ui(ui, look, studio, actions);
            installed::installed_ui(ui, look, studio, brief, actions);
            ui.add_space(12.0);
            recommended::recommended_ui(ui, look, studio, actions);
            ui.add_space(12.0);
            add::looked_in_ui(ui, look, studio, actions);
        } else {
            ui.spacing_mut().item_spacing.x = 16.0;
            ui.columns_const(|[here, there]| {
                in_column(here, |ui| {
                    add::adding_ui(ui, look, studio, actions);
                    installed::installed_ui(ui, look, studio, brief, actions);
                    ui.add_space(12.0);
                    add::looked_in_ui(ui, look, studio, actions);
                });
                in_column(there, |ui| recommended::recommended_ui(ui, look, studio, actions));
            });
        }
        ui.add_space(16.0);
    });
}

/// Columns would stretch the lines of text to their width.
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
        ui.set_width(ui.available_width().min(WIDEST));
        add(ui);
    });
}

fn words(ui: &mut Ui, text: impl Into<String>, ink: egui::Color32) {
    ui.add(Label::new(RichText::new(text).color(ink)).wrap());
}

fn small_words(ui: &mut Ui, text: impl Into<String>, ink: egui::Color32) {
    ui.add(Label::new(RichText::new(text).small().color(ink)).wrap());
}
