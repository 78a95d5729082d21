//! "Start from": the picture the next ones grow from, how much of it may change, the part that is drawn
//! anew, and the LoRAs. For models that can; what a model cannot take is said by `brief`.

use super::action::Action;
use super::draft::Draft;
use super::textures::{Shown, Textures};
use super::theme::Look;
use super::{icons, parts};
use crate::studio::Studio;
use egui::{Label, Rect, RichText, Sense, Slider, Ui, vec2};
use std::path::Path;

/// The side of the start picture's small view.
const VIEW: f32 = 56.0;
/// How much of it goes where nobody said, as the engine has it.
const STRENGTH: f32 = 0.75;
/// What a LoRA may weigh; below zero it is turned round.
const WEIGHTS: std::ops::RangeInclusive<f32> = -1.0..=2.0;

/// The start picture with what belongs to it.
pub fn start_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    draft: &mut Draft,
    textures: &mut Textures,
    actions: &mut Vec<Action>,
) {
    let takes = studio.catalog().row(&draft.brief.model);
    let takes = takes.is_some_and(|row| row.traits.family.takes_pictures());
    if !takes && draft.brief.advanced.is_plain() {
        return;
    }
    ui.add_space(8.0);
    parts::caption(ui, look, "Start from");
    let Some(path) = draft.brief.advanced.init_image.clone() else {
        let tip = "The new picture keeps its layout and colours, as far as you like";
        let button = parts::button(ui, icons::IMAGE, "A picture…").on_hover_text(tip);
        if button.clicked() {
            actions.push(Action::ChooseStart);
        }
        return;
    };
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(VIEW, VIEW), Sense::hover());
        let shown = view_ui(ui, look, studio, textures, &path, rect);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(Label::new(RichText::new(name_of(&path)).color(look.ink)).truncate());
            if let Err(sentence) = shown {
                ui.add(Label::new(RichText::new(sentence).small().color(look.bad)).wrap());
            }
            if ui.small_button("Take out").on_hover_text("Draw from words alone").clicked() {
                actions.push(Action::StartFrom(None));
            }
        });
    });
    let advanced = &mut draft.brief.advanced;
    ui.vertical(|ui| {
        // A line of its own: beside its name it would be wider than the panel.
        ui.spacing_mut().slider_width = 200.0;
        let label = ui.label(RichText::new("How much may change").color(look.quiet));
        let mut share = advanced.strength.unwrap_or(STRENGTH) * 100.0;
        let slider = Slider::new(&mut share, 0.0..=100.0).integer().suffix(" %");
        let tip = "A little keeps the picture and polishes it; all of it forgets it";
        if ui.add(slider).labelled_by(label.id).on_hover_text(tip).changed() {
            advanced.strength = Some(share / 100.0);
        }
    });
    part_ui(ui, look, advanced.mask.as_deref(), actions);
}

/// Whether the whole picture changes, or only a part of it.
fn part_ui(ui: &mut Ui, look: &Look, mask: Option<&Path>, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let words = if mask.is_some() { "Only a part is drawn anew" } else { "All of it" };
        ui.label(RichText::new(words).color(look.quiet));
        let (text, tip) = match mask {
            Some(_) => ("Paint on", "Change the part"),
            None => ("Only a part…", "Paint over what is to be drawn anew; the rest stays"),
        };
        if ui.button(text).on_hover_text(tip).clicked() {
            actions.push(Action::PaintPart);
        }
        let tip = "Take the part from a picture: white is drawn anew, black stays";
        let name = "Part from a file";
        if parts::icon_button(ui, icons::FOLDER, name, tip).clicked() {
            actions.push(Action::ChoosePart);
        }
    });
}

/// Paints the start picture into a square; the error is a sentence for the user.
fn view_ui(
    ui: &Ui,
    look: &Look,
    studio: &Studio,
    textures: &mut Textures,
    path: &Path,
    rect: Rect,
) -> Result<(), String> {
    match textures.outside(studio.disk(), path) {
        Shown::Ready(texture) => {
            super::canvas::paint_thumbnail(ui, look, texture, look.ground, rect);
        }
        Shown::Coming => parts::placeholder(ui, look, rect, icons::IMAGE),
        Shown::Missing(sentence) => {
            parts::placeholder(ui, look, rect, icons::WARNING);
            return Err(sentence.to_owned());
        }
    }
    Ok(())
}

/// The LoRAs with their weights, in "Model and details".
pub fn loras_ui(ui: &mut Ui, look: &Look, draft: &mut Draft, actions: &mut Vec<Action>) {
    parts::caption(ui, look, "LoRAs");
    let mut gone = None;
    for (index, (path, weight)) in draft.brief.advanced.loras.iter_mut().enumerate() {
        let name = name_of(path);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let tip = format!("Take out {name}");
            if parts::icon_button(ui, icons::CLOSE, &tip, "Take out").clicked() {
                gone = Some(index);
            }
            let slider = Slider::new(weight, WEIGHTS).step_by(0.05).fixed_decimals(2);
            ui.add(slider).accessible_name(format!("Weight of {name}"));
            ui.add(Label::new(RichText::new(&name).small()).truncate())
                .on_hover_text(path.display().to_string());
        });
    }
    if let Some(index) = gone {
        draft.brief.advanced.loras.remove(index);
    }
    let tip = "A small file that teaches the model a style, a product or a character";
    if parts::button(ui, icons::PLUS, "A LoRA…").on_hover_text(tip).clicked() {
        actions.push(Action::ChooseLora);
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
