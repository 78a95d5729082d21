//! Adding a model that is on this laptop already: how it is to be kept, and where models were looked for.
//! The choice is asked once, where the file or folder was named.

use super::super::action::Action;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, card_ui, heading, small_words, words};
use crate::files::models::{Keep, Kind};
use crate::studio::Studio;
use crate::units;
use egui::{Align, Button, Layout, ProgressBar, RichText, Ui};

/// The card that asks how to keep what was named.
pub fn adding_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let Some(adding) = studio.models().adding() else { return };
    card_ui(ui, look, look.accent, |ui| {
        let what = match adding.kind {
            Some(Kind::Writer) => "a model that writes captions",
            Some(Kind::Pictures) => "a model that draws",
            None => "several models",
        };
        ui.label(strong(format!("Add {}", adding.name()), 17.0).color(look.ink));
        let size = units::bytes(adding.bytes);
        if let Some(copied) = adding.copied {
            let fraction = copied as f32 / adding.bytes.max(1) as f32;
            let bar = ProgressBar::new(fraction).desired_height(6.0).fill(look.accent);
            ui.add(bar).accessible_name("Progress of adding");
            words(ui, format!("Taking it in: {} of {size}", units::bytes(copied)), look.quiet);
            return;
        }
        words(ui, format!("It is {what}, {size}. How should it be kept?"), look.ink);
        ui.horizontal_wrapped(|ui| {
            for (text, keep, tip) in [
                (
                    "Use it where it is",
                    Keep::InPlace,
                    "Takes no space. It is gone when the file is moved or deleted.",
                ),
                (
                    "Copy it",
                    Keep::Copy,
                    "Takes its space once more, and stays whatever happens to the file.",
                ),
                ("Link to it", Keep::Link, "A link lies in Brandish's folder; the file stays."),
            ] {
                let button = match keep {
                    Keep::InPlace => {
                        Button::new(RichText::new(text).color(look.on_accent)).fill(look.accent)
                    }
                    _ => Button::new(text),
                };
                if ui.add(button).on_hover_text(tip).clicked() {
                    actions.push(Action::Model(ModelAction::Add(keep)));
                }
            }
            if ui.button("Do not add it").clicked() {
                actions.push(Action::Model(ModelAction::ForgetAdding));
            }
        });
        let advice = "Used where it is, it takes no space but must stay there. A copy stays whatever happens to it.";
        small_words(ui, advice, look.quiet);
    });
    ui.add_space(8.0);
}

/// Where models were looked for.
pub fn looked_in_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        heading(ui, look, "Looked in");
        let tip = "Look again, after files were put there or taken away";
        if widgets::icon_button(ui, icons::RETRY, "Look again", tip).clicked() {
            actions.push(Action::Model(ModelAction::LookAgain));
        }
    });
    card_ui(ui, look, look.line, |ui| {
        for place in studio.models().looked_in() {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let path = place.path.display();
                    if place.is_named {
                        let name = format!("Forget {path}");
                        let tip = "Look there no longer; the files stay";
                        if widgets::icon_button(ui, icons::CLOSE, &name, tip).clicked() {
                            let action = ModelAction::ForgetPlace(place.path.clone());
                            actions.push(Action::Model(action));
                        }
                    }
                    let name = format!("Open {path}");
                    if widgets::icon_button(ui, icons::FOLDER, &name, "Show the folder").clicked() {
                        actions.push(Action::Model(ModelAction::Reveal(place.path.clone())));
                    }
                    let count = match (place.is_there, place.models) {
                        (false, _) => "not there".to_owned(),
                        (true, 0) => "no models".to_owned(),
                        (true, 1) => "1 model".to_owned(),
                        (true, count) => format!("{count} models"),
                    };
                    let ink = if place.is_there { look.quiet } else { look.warn };
                    ui.label(RichText::new(count).color(ink));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.label(RichText::new(place.what).color(look.ink));
                        let path = RichText::new(path.to_string()).small().color(look.quiet);
                        ui.add(egui::Label::new(path).truncate());
                    });
                });
            });
        }
        let advice = "The folders of ComfyUI, AUTOMATIC1111 and InvokeAI, and a Hugging Face cache, can be added as \
            they are: their models are used where they lie.";
        small_words(ui, advice, look.quiet);
    });
}
