//! The line under the prompt for a model that draws scenes: a language model adds one to the user's words, and it can be
//! taken out again. Where it is written is the app's.

use super::action::BriefAction;
use super::context::PanelContext;
use super::draft::{Draft, SceneState};
use super::{icons, widgets};
use crate::brief::{Enhance, ModelId};
use crate::engine::{Catalog, WriterRow};
use egui::{RichText, Spinner, Ui};

/// The language model for a scene: the writer of captions where that is one, else the first that is installed.
pub fn scene_writer<'a>(catalog: &'a Catalog, chosen: &ModelId) -> Option<&'a WriterRow> {
    let is_model = |row: &&WriterRow| row.id != ModelId::builtin_writer();
    let own = catalog.writer(chosen).filter(is_model);
    own.or_else(|| catalog.writers.iter().find(is_model))
}

pub fn scene_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &Draft) {
    let brief = &draft.brief;
    let catalog = cx.studio.catalog();
    let draws_scenes =
        catalog.row(&brief.model).is_some_and(|row| !row.traits.family.facts().draws_only_things);
    // An edited prompt is sent in the place of the typed one.
    let is_typed = brief.elements.is_empty() && !matches!(brief.enhance, Enhance::Edited(_));
    let has_writer = scene_writer(catalog, &brief.captions.writer).is_some();
    if !draws_scenes || !is_typed || !has_writer {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
        let name = match &draft.scene {
            SceneState::Writing => {
                ui.add(Spinner::new().size(16.0));
                ui.label(RichText::new(text!("create-scene-writing")).small().color(cx.look.quiet));
                return;
            }
            SceneState::Added { after, .. } if *after == brief.prompt => {
                text!("create-scene-another")
            }
            SceneState::None | SceneState::Added { .. } => text!("create-scene-add"),
        };
        let is_given = !brief.prompt.trim().is_empty();
        let button = ui.add_enabled_ui(is_given, |ui| widgets::button(ui, icons::SPARKLE, name));
        let button = button.inner.on_hover_text(text!("create-scene-tip"));
        if button.on_disabled_hover_text(text!("refusal-prompt-empty")).clicked() {
            cx.push(BriefAction::AddScene);
        }
        let is_added =
            matches!(&draft.scene, SceneState::Added { after, .. } if *after == brief.prompt);
        if is_added && ui.button(text!("create-scene-undo")).clicked() {
            cx.push(BriefAction::UndoScene);
        }
    });
}
