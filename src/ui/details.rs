//! "Model and details": model, size, what to leave out, and under "Advanced" steps, guidance, seed and LoRAs.
//! The ranges are the model's own, so that no value out of range can be entered.

use super::context::PanelContext;
use super::draft::Draft;
use super::theme::Look;
use super::{icons, start_picture, text_field, widgets};
use crate::brief::ModelTraits;
use crate::studio::fresh_seed;
use egui::{Grid, RichText, Slider, Ui, vec2};

pub fn details_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    if !widgets::unfold(ui, cx.look, &mut draft.details_open, text!("create-model-and-details")) {
        return;
    }
    let Some(row) = cx.studio.catalog().row(&draft.brief.model) else { return };
    let traits = &row.traits;
    Grid::new("details").num_columns(2).spacing(vec2(12.0, 8.0)).show(ui, |ui| {
        let label = name(ui, cx.look, text!("create-model"));
        egui::ComboBox::from_id_salt("model")
            .selected_text(&traits.name)
            .width(170.0)
            .show_ui(ui, |ui| {
                for row in &cx.studio.catalog().rows {
                    let id = row.traits.id.clone();
                    ui.selectable_value(&mut draft.brief.model, id, &row.traits.name);
                }
            })
            .response
            .labelled_by(label.id);
        ui.end_row();

        let label = name(ui, cx.look, text!("create-size"));
        let own = draft.brief.format.is_none();
        ui.add_enabled_ui(own, |ui| {
            let mut text = match draft.brief.format.as_deref().and_then(crate::brief::format) {
                Some(format) => format!("{}x{}", format.width, format.height),
                None => draft.size_text.clone(),
            };
            let field = text_field::singleline(ui, &mut text, |field| field.desired_width(110.0));
            let tip = text!(
                "create-pixels-a-side",
                low = traits.sides.start(),
                high = traits.sides.end(),
            );
            let response = field.labelled_by(label.id).on_hover_text(tip);
            response.on_disabled_hover_text(text!("create-network-sets-size-choose-size"));
            if own {
                draft.size_text = text;
            }
        });
        ui.end_row();
    });
    let label = widgets::caption(ui, cx.look, text!("create-leave-out"));
    let field = text_field::singleline(ui, &mut draft.brief.negative, |field| {
        field.hint_text(text!("create-should-not-show")).desired_width(f32::INFINITY)
    });
    field.labelled_by(label.id);
    ui.add_space(4.0);
    if widgets::unfold(ui, cx.look, &mut draft.advanced_open, text!("create-advanced")) {
        advanced_ui(ui, cx, draft, traits);
    }
}

/// The values by the names that other programs give them.
fn advanced_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft, traits: &ModelTraits) {
    // Beside a slider stand its name and its number.
    let room = ui.available_width();
    ui.spacing_mut().slider_width = (room - 170.0).clamp(60.0, 150.0);
    Grid::new("advanced").num_columns(2).spacing(vec2(12.0, 8.0)).show(ui, |ui| {
        let label = name(ui, cx.look, text!("create-steps"));
        let tip = text!("create-how-often-model-goes-over");
        let mut steps = draft.brief.steps.unwrap_or(traits.default_steps);
        let slider = Slider::new(&mut steps, traits.steps.clone());
        if ui.add(slider).labelled_by(label.id).on_hover_text(tip).changed() {
            draft.brief.steps = (steps != traits.default_steps).then_some(steps);
        }
        ui.end_row();

        let label = name(ui, cx.look, text!("create-guidance"));
        let mut guidance = draft.brief.guidance.unwrap_or(traits.default_guidance);
        let slider =
            Slider::new(&mut guidance, traits.guidance.clone()).step_by(0.5).fixed_decimals(1);
        let tip = text!("create-how-strictly-picture-follows-prompt");
        let changed = ui.add(slider).labelled_by(label.id).on_hover_text(tip).changed();
        // The field beside the slider takes the words nan and inf.
        if changed && guidance.is_finite() {
            draft.brief.guidance = (guidance != traits.default_guidance).then_some(guidance);
        }
        ui.end_row();

        let label = name(ui, cx.look, text!("create-seed"));
        seed_ui(ui, draft, label.id, (room - 168.0).clamp(56.0, 110.0));
        ui.end_row();
    });
    if traits.family.facts().takes_pictures || !draft.brief.advanced.loras.is_empty() {
        start_picture::loras_ui(ui, cx, draft);
    }
}

fn seed_ui(ui: &mut Ui, draft: &mut Draft, label: egui::Id, width: f32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let hint =
            if draft.seed_locked { text!("create-a-number") } else { text!("create-random") };
        let field = text_field::singleline(ui, &mut draft.seed_text, |field| {
            field.desired_width(width).hint_text(hint)
        });
        let tip = text!("create-same-number-with-same-brief");
        if field.labelled_by(label).on_hover_text(tip).changed() {
            draft.seed_text.retain(|c| c.is_ascii_digit());
            draft.seed_locked = !draft.seed_text.is_empty();
        }
        if widgets::icon_button(
            ui,
            icons::DICE,
            text!("create-another-seed"),
            text!("create-choose-random-number"),
        )
        .clicked()
        {
            draft.seed_text = fresh_seed().to_string();
            draft.seed_locked = true;
        }
        let (mark, tip) = match draft.seed_locked {
            true => (icons::LOCKED, text!("create-locked-same-brief-makes-same")),
            false => (icons::UNLOCKED, text!("create-free-each-picture-gets-new")),
        };
        if widgets::icon_button(ui, mark, text!("create-lock-the-seed"), tip).clicked() {
            draft.seed_locked = !draft.seed_locked && !draft.seed_text.is_empty();
            if !draft.seed_locked {
                draft.seed_text.clear();
            }
        }
    });
}

fn name(ui: &mut Ui, look: &Look, text: &str) -> egui::Response {
    ui.label(RichText::new(text).color(look.quiet))
}
