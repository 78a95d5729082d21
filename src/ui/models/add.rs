//! Adding a model that is already on this laptop, and the locations that were searched for models.
//! The library copies and links; this card asks how.

use super::super::action::Action;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, card_ui, heading, small_words, words};
use crate::model_library::{AddMode, ModelKind, ScannedLocation};
use crate::studio::Studio;
use crate::ui::text;
use egui::{Align, Button, Layout, ProgressBar, RichText, Ui};

/// The card that asks how to add the candidate.
pub fn adding_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let Some(candidate) = studio.models().candidate() else { return };
    card_ui(ui, look, look.accent, |ui| {
        let what = match candidate.kind {
            Some(ModelKind::Writer) => text!("models-model-writes-captions"),
            Some(ModelKind::Pictures) => text!("models-model-draws"),
            Some(ModelKind::Describer) => text!("models-model-describes-photos"),
            Some(ModelKind::Segmenter) => text!("models-model-finds-objects-photos"),
            None => text!("models-several-models"),
        };
        ui.label(strong(text!("models-add", name = candidate.name()), 17.0).color(look.ink));
        let size = text::bytes(candidate.bytes);
        if let Some(copied) = candidate.copied {
            let fraction = copied as f32 / candidate.bytes.max(1) as f32;
            let bar = ProgressBar::new(fraction).desired_height(6.0).fill(look.accent);
            ui.add(bar).accessible_name(text!("models-progress-of-adding"));
            let text = text!("models-copying", done = text::bytes(copied), total = size);
            words(ui, text, look.quiet);
            return;
        }
        words(ui, text!("models-how-to-keep", what = what, size = size), look.ink);
        add_buttons_ui(ui, look, actions);
        let advice = text!("models-used-takes-no-space-but");
        small_words(ui, advice, look.quiet);
    });
    ui.add_space(8.0);
}

/// One button for each way to add the candidate, and one to cancel.
fn add_buttons_ui(ui: &mut Ui, look: &Look, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (text, mode, tip) in [
            (
                text!("models-use-it-where-it-is"),
                AddMode::InPlace,
                text!("models-takes-no-space-model-lost"),
            ),
            (
                text!("models-copy-it"),
                AddMode::Copy,
                text!("models-takes-same-space-stays-whatever"),
            ),
            (
                text!("models-link-to-it"),
                AddMode::Link,
                text!("models-puts-link-into-brandishs-folder"),
            ),
        ] {
            let button = match mode {
                AddMode::InPlace => {
                    Button::new(RichText::new(text).color(look.on_accent)).fill(look.accent)
                }
                AddMode::Copy | AddMode::Link => Button::new(text),
            };
            if ui.add(button).on_hover_text(tip).clicked() {
                actions.push(Action::Model(ModelAction::Add(mode)));
            }
        }
        if ui.button(text!("models-do-not-add")).clicked() {
            actions.push(Action::Model(ModelAction::CancelAdding));
        }
    });
}

/// The searched locations.
pub fn locations_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        heading(ui, look, text!("models-searched-locations"));
        let tip = text!("models-search-after-files-added-removed");
        if widgets::icon_button(ui, icons::RETRY, text!("models-search-again"), tip).clicked() {
            actions.push(Action::Model(ModelAction::Rescan));
        }
    });
    card_ui(ui, look, look.line, |ui| {
        for location in &studio.models().installed().locations {
            location_ui(ui, look, location, actions);
        }
        let advice = text!("models-folders-comfyui-automatic1111-invokeai-hugging");
        small_words(ui, advice, look.quiet);
    });
}

fn location_ui(ui: &mut Ui, look: &Look, location: &ScannedLocation, actions: &mut Vec<Action>) {
    let path = location.path.display();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if location.is_added {
                let name = text!("models-stop-searching", path = path);
                let tip = text!("models-stop-using-models-files-stay");
                if widgets::icon_button(ui, icons::CLOSE, &name, tip).clicked() {
                    let action = ModelAction::RemoveLocation(location.path.clone());
                    actions.push(Action::Model(action));
                }
            }
            let name = text!("models-open-folder", path = path);
            if widgets::icon_button(ui, icons::FOLDER, &name, text!("models-show-the-folder"))
                .clicked()
            {
                actions.push(Action::Model(ModelAction::Reveal(location.path.clone())));
            }
            let count = match (location.exists, location.models) {
                (false, _) => text!("models-not-there").to_owned(),
                (true, count) => text!("models-count", count = count),
            };
            let ink = if location.exists { look.quiet } else { look.warn };
            ui.label(RichText::new(count).color(ink));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(
                    RichText::new(text::value("location", location.kind, location.kind))
                        .color(look.ink),
                );
                let path = RichText::new(path.to_string()).small().color(look.quiet);
                ui.add(egui::Label::new(path).truncate());
            });
        });
    });
}
