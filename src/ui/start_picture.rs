//! "Start from": the start picture of the next pictures, how much of it may change, the part to redraw,
//! and the LoRAs. Shown for models that use them; `brief` refuses what a model cannot use.

use super::action::BriefAction;
use super::context::PanelContext;
use super::desktop::PictureInput;
use super::draft::Draft;
use super::text;
use super::textures::Shown;
use super::{icons, widgets};
use egui::{Label, Rect, RichText, Sense, Slider, Ui, vec2};
use std::path::Path;

/// The side of the start picture's thumbnail, points.
const THUMBNAIL: f32 = 56.0;
/// How much of it changes by default, as in the engine.
const STRENGTH: f32 = 0.75;
/// The weights of a LoRA; a negative one inverts its effect.
const WEIGHTS: std::ops::RangeInclusive<f32> = -1.0..=2.0;

/// The start picture with its options.
pub fn start_picture_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    let takes = cx.studio.catalog().row(&draft.brief.model);
    let takes = takes.is_some_and(|row| row.traits.family.facts().takes_pictures);
    if !takes && draft.brief.advanced.is_plain() {
        return;
    }
    ui.add_space(8.0);
    widgets::caption(ui, cx.look, text!("create-start-from"));
    let Some(path) = draft.brief.advanced.init_image.clone() else {
        let tip = text!("create-keep-layout-colours-picture-far");
        let button =
            widgets::button(ui, icons::IMAGE, text!("create-a-picture")).on_hover_text(tip);
        if button.clicked() {
            cx.push(BriefAction::ChooseInput(PictureInput::StartPicture));
        }
        return;
    };
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(THUMBNAIL, THUMBNAIL), Sense::hover());
        let shown = thumbnail_ui(ui, cx, &path, rect);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(Label::new(RichText::new(name_of(&path)).color(cx.look.ink)).truncate());
            if let Err(sentence) = shown {
                let sentence = RichText::new(text::said(&sentence)).small();
                ui.add(Label::new(sentence.color(cx.look.bad)).wrap());
            }
            if ui
                .small_button(text!("create-remove"))
                .on_hover_text(text!("create-draw-from-prompt-alone"))
                .clicked()
            {
                cx.push(BriefAction::SetStartPicture(None));
            }
        });
    });
    let advanced = &mut draft.brief.advanced;
    ui.vertical(|ui| {
        // In its own line: beside its name it would be wider than the panel.
        ui.spacing_mut().slider_width = 200.0;
        let label = ui.label(RichText::new(text!("create-how-much-change")).color(cx.look.quiet));
        let mut share = advanced.strength.unwrap_or(STRENGTH) * 100.0;
        let slider = Slider::new(&mut share, 0.0..=100.0).integer().suffix(" %");
        let tip = text!("create-low-values-refine-picture-high");
        let changed = ui.add(slider).labelled_by(label.id).on_hover_text(tip).changed();
        // The field beside the slider takes the words nan and inf.
        if changed && share.is_finite() {
            advanced.strength = Some(share / 100.0);
        }
    });
    mask_ui(ui, cx, advanced.mask.as_deref());
}

/// Whether the whole picture is redrawn, or only a part of it.
fn mask_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, mask: Option<&Path>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let text =
            if mask.is_some() { text!("create-part-redrawn") } else { text!("create-all-of-it") };
        ui.label(RichText::new(text).color(cx.look.quiet));
        let (text, tip) = match mask {
            Some(_) => (text!("create-edit-the-part"), text!("create-paint-over-more-less")),
            None => (text!("create-only-a-part"), text!("create-paint-over-part-redraw-rest")),
        };
        if ui.button(text).on_hover_text(tip).clicked() {
            cx.push(BriefAction::PaintMask);
        }
        let tip = text!("create-use-picture-mask-white-redrawn");
        let name = text!("create-part-from-file");
        if widgets::icon_button(ui, icons::FOLDER, name, tip).clicked() {
            cx.push(BriefAction::ChooseInput(PictureInput::Mask));
        }
    });
}

/// Paints the start picture into a square; the error is a sentence for the user.
fn thumbnail_ui(ui: &Ui, cx: &mut PanelContext<'_>, path: &Path, rect: Rect) -> Result<(), String> {
    match cx.textures.outside(cx.studio.disk(), path) {
        Shown::Ready(texture) => {
            super::canvas::paint_thumbnail(ui, cx.look, texture, cx.look.ground, rect);
        }
        Shown::Loading => widgets::placeholder(ui, cx.look, rect, icons::IMAGE),
        Shown::Missing(sentence) => {
            widgets::placeholder(ui, cx.look, rect, icons::WARNING);
            return Err(sentence.to_owned());
        }
    }
    Ok(())
}

/// The LoRAs with their weights, in "Model and details".
pub fn loras_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    widgets::caption(ui, cx.look, text!("create-loras"));
    let mut removed = None;
    for (index, (path, weight)) in draft.brief.advanced.loras.iter_mut().enumerate() {
        let name = name_of(path);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let label = text!("create-remove-lora", name = name);
            if widgets::icon_button(ui, icons::CLOSE, &label, text!("create-remove")).clicked() {
                removed = Some(index);
            }
            let mut chosen = *weight;
            let slider = Slider::new(&mut chosen, WEIGHTS).step_by(0.05).fixed_decimals(2);
            ui.add(slider).accessible_name(text!("create-weight-of", name = name));
            if chosen.is_finite() {
                *weight = chosen;
            }
            ui.add(Label::new(RichText::new(&name).small()).truncate())
                .on_hover_text(path.display().to_string());
        });
    }
    if let Some(index) = removed {
        draft.brief.advanced.loras.remove(index);
    }
    let tip = text!("create-small-file-adds-style-product");
    if widgets::button(ui, icons::PLUS, text!("create-a-lora")).on_hover_text(tip).clicked() {
        cx.push(BriefAction::ChooseInput(PictureInput::Lora));
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
