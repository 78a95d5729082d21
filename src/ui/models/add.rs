//! Adding a model that is already on this laptop, and the locations that were searched for models.
//! The library copies and links; this card asks how.

use super::super::action::Action;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, card_ui, heading, small_words, words};
use crate::model_library::{AddMode, ModelKind, ScannedLocation};
use crate::studio::Studio;
use crate::units;
use egui::{Align, Button, Layout, ProgressBar, RichText, Ui};

/// The card that asks how to add the candidate.
pub fn adding_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let Some(candidate) = studio.models().candidate() else { return };
    card_ui(ui, look, look.accent, |ui| {
        let what = match candidate.kind {
            Some(ModelKind::Writer) => "a model that writes captions",
            Some(ModelKind::Pictures) => "a model that draws",
            Some(ModelKind::Describer) => "a model that describes photos",
            Some(ModelKind::Segmenter) => "a model that finds objects in photos",
            None => "several models",
        };
        ui.label(strong(format!("Add {}", candidate.name()), 17.0).color(look.ink));
        let size = units::bytes(candidate.bytes);
        if let Some(copied) = candidate.copied {
            let fraction = copied as f32 / candidate.bytes.max(1) as f32;
            let bar = ProgressBar::new(fraction).desired_height(6.0).fill(look.accent);
            ui.add(bar).accessible_name("Progress of adding");
            words(ui, format!("Copying: {} of {size}", units::bytes(copied)), look.quiet);
            return;
        }
        words(ui, format!("It is {what}, {size}. How should it be kept?"), look.ink);
        add_buttons_ui(ui, look, actions);
        let advice = "Used where it is, it takes no space but must stay there. A copy stays whatever happens to the original.";
        small_words(ui, advice, look.quiet);
    });
    ui.add_space(8.0);
}

/// One button for each way to add the candidate, and one to cancel.
fn add_buttons_ui(ui: &mut Ui, look: &Look, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (text, mode, tip) in [
            (
                "Use it where it is",
                AddMode::InPlace,
                "Takes no space. The model is lost when the file is moved or deleted.",
            ),
            (
                "Copy it",
                AddMode::Copy,
                "Takes the same space again, and stays whatever happens to the file.",
            ),
            (
                "Link to it",
                AddMode::Link,
                "Puts a link into Brandish's folder; the file stays where it is.",
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
        if ui.button("Do not add it").clicked() {
            actions.push(Action::Model(ModelAction::CancelAdding));
        }
    });
}

/// The searched locations.
pub fn locations_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        heading(ui, look, "Searched locations");
        let tip = "Search again, after files were added or removed";
        if widgets::icon_button(ui, icons::RETRY, "Search again", tip).clicked() {
            actions.push(Action::Model(ModelAction::Rescan));
        }
    });
    card_ui(ui, look, look.line, |ui| {
        for location in &studio.models().installed().locations {
            location_ui(ui, look, location, actions);
        }
        let advice = "The folders of ComfyUI, AUTOMATIC1111 and InvokeAI, and a Hugging Face cache, can be added as \
            they are: their models are used where they are.";
        small_words(ui, advice, look.quiet);
    });
}

fn location_ui(ui: &mut Ui, look: &Look, location: &ScannedLocation, actions: &mut Vec<Action>) {
    let path = location.path.display();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if location.is_added {
                let name = format!("Stop searching {path}");
                let tip = "Stop using its models; the files stay";
                if widgets::icon_button(ui, icons::CLOSE, &name, tip).clicked() {
                    let action = ModelAction::RemoveLocation(location.path.clone());
                    actions.push(Action::Model(action));
                }
            }
            let name = format!("Open {path}");
            if widgets::icon_button(ui, icons::FOLDER, &name, "Show the folder").clicked() {
                actions.push(Action::Model(ModelAction::Reveal(location.path.clone())));
            }
            let count = match (location.exists, location.models) {
                (false, _) => "not there".to_owned(),
                (true, 0) => "no models".to_owned(),
                (true, 1) => "1 model".to_owned(),
                (true, count) => format!("{count} models"),
            };
            let ink = if location.exists { look.quiet } else { look.warn };
            ui.label(RichText::new(count).color(ink));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(RichText::new(location.kind).color(look.ink));
                let path = RichText::new(path.to_string()).small().color(look.quiet);
                ui.add(egui::Label::new(path).truncate());
            });
        });
    });
}
