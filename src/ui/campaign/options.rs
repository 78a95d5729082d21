//! The left column of a campaign: its table and folder, what rows get that name nothing, the options, and Start.
//! Each control changes the plan; whether the table is read again is decided by the app.

use super::run::result_text;
use super::{CampaignAction, CampaignPanel};
use crate::brief::{FORMATS, format};
use crate::campaign::CampaignPlan;
use crate::post::post_layouts;
use crate::ui::action::JobAction;
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::theme::strong;
use crate::ui::{icons, widgets};
use egui::{ComboBox, Key, Label, Modifiers, Popup, RichText, ScrollArea, Ui};

/// The most failed rows in a row that can be chosen.
const MOST_FAILED: u32 = 50;

impl CampaignPanel {
    pub(super) fn options_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        header_ui(ui, cx);
        let bottom = egui::Panel::bottom("campaign start").show_separator_line(true);
        let frame = egui::Frame::new().inner_margin(egui::Margin { top: 10, ..Default::default() });
        bottom.resizable(false).frame(frame).show(ui, |ui| self.start_ui(ui, cx));
        let Some(plan) = self.plan.clone() else { return };
        let mut chosen = plan.clone();
        ScrollArea::vertical().id_salt("campaign options").auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 8.0);
            ui.spacing_mut().item_spacing.y = 6.0;
            let may_change = !self.is_running() && !self.is_opening;
            ui.add_enabled_ui(may_change, |ui| {
                files_ui(ui, cx, &plan);
                ui.add_space(8.0);
                defaults_ui(ui, cx, &mut chosen);
                ui.add_space(8.0);
                extras_ui(ui, cx, &mut chosen);
            });
        });
        if chosen != plan {
            cx.push(CampaignAction::Change(Box::new(chosen)));
        }
    }

    /// What it costs and Start; while it runs, how far it is and Stop.
    fn start_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        ui.spacing_mut().item_spacing.y = 8.0;
        let quiet = |text: String| Label::new(RichText::new(text).color(cx.look.quiet)).wrap();
        if let Some(run) = &self.run {
            let (over, all) = run.progress();
            let bar = egui::ProgressBar::new(over as f32 / all.max(1) as f32);
            let bar = bar.desired_height(8.0).fill(cx.look.accent);
            ui.add(bar).accessible_name(text!("campaign-progress-campaign"));
            ui.add(quiet(self.progress_text(cx.studio)));
            if cx.studio.job_queue().is_paused()
                && ui.button(text!("campaign-resume-the-queue")).clicked()
            {
                cx.push(JobAction::ResumeQueue);
            }
            let on = !run.is_stopping();
            let tip = text!("campaign-made-stays-campaign-go-later");
            let stop = ui.add_enabled(on, egui::Button::new(text!("campaign-stop-the-campaign")));
            if stop.on_hover_text(tip).clicked() {
                cx.push(CampaignAction::Stop);
            }
            return;
        }
        if let Some(sentence) = &self.refusal {
            ui.add(Label::new(RichText::new(sentence).color(cx.look.bad)).wrap());
        }
        if let Some(result) = &self.result {
            let ink = if result.is_ok() { cx.look.good } else { cx.look.bad };
            ui.add(Label::new(RichText::new(result_text(result)).color(ink)).wrap());
            if widgets::button(ui, icons::FOLDER, text!("campaign-show-the-posts")).clicked() {
                cx.push(CampaignAction::ShowFolder);
            }
        }
        let startable = self.startable();
        if let (Some(checked), None) = (startable, &self.result) {
            ui.add(quiet(self.cost_text(checked)));
        }
        let left_out = startable.map_or(0, |checked| checked.bad_rows());
        let text = match (&self.result, self.plan.as_ref().is_some_and(|plan| plan.started)) {
            (None, false) if left_out > 0 => text!("campaign-start-without-rows-red"),
            (None, false) => text!("campaign-start"),
            _ => text!("campaign-go-on"),
        };
        if self.is_reading || self.is_opening {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(16.0));
                ui.label(RichText::new(text!("campaign-checking-the-table")).color(cx.look.quiet));
            });
        }
        let is_all_made = self.result.as_ref().is_some_and(|result| {
            result.as_ref().is_ok_and(|result| result.left + result.failed == 0)
        });
        if !is_all_made {
            let button =
                widgets::primary_button(ui, cx.look, icons::PLAY, text, startable.is_some());
            if button.clicked() {
                cx.push(CampaignAction::Start);
            }
        }
        if left_out > 0 && !is_all_made {
            ui.add(quiet(text!("campaign-rows-left-out", count = left_out)));
        }
    }
}

/// The way back to the picture, and Esc.
fn header_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let back = widgets::icon_button(
            ui,
            icons::LEFT,
            text!("campaign-back-to-create"),
            text!("campaign-back-esc"),
        );
        let is_free = !Popup::is_any_open(ui.ctx()) && !ui.ctx().text_edit_focused();
        let escaped =
            is_free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if back.clicked() || escaped {
            cx.push(CampaignAction::Close);
        }
        ui.label(strong(text!("campaign-campaign"), 17.0).color(cx.look.ink));
    });
    ui.add_space(4.0);
}

/// The table and the folder.
fn files_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, plan: &CampaignPlan) {
    widgets::caption_with(ui, cx.look, text!("campaign-table"), |ui| {
        if low_button(ui, text!("campaign-another-table")) {
            cx.push(CampaignAction::ChooseTable);
        }
    });
    let path = |text: String| Label::new(RichText::new(text).color(cx.look.ink)).wrap();
    ui.add(path(plan.file_name())).on_hover_text(plan.table.display().to_string());
    ui.add_space(4.0);
    widgets::caption_with(ui, cx.look, text!("campaign-posts-go"), |ui| {
        if low_button(ui, text!("campaign-another-folder")) {
            cx.push(CampaignAction::ChooseFolder);
        }
    });
    if let Some(folder) = &plan.folder {
        ui.add(path(folder.display().to_string()));
    }
}

/// A button that fits into the line of a caption; true where it was clicked.
fn low_button(ui: &mut Ui, text: &str) -> bool {
    ui.spacing_mut().button_padding.y = 3.0;
    ui.spacing_mut().interact_size.y = 26.0;
    ui.button(RichText::new(text).size(13.0)).accessible_name(text).clicked()
}

/// What rows get that name no brand, layout or network.
fn defaults_ui(ui: &mut Ui, cx: &PanelContext<'_>, plan: &mut CampaignPlan) {
    widgets::caption(ui, cx.look, text!("campaign-for-rows-do-not-say"));
    let width = ui.available_width();
    let brand = plan.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let brand = brand.map_or(text!("campaign-no-brand"), |persona| persona.name.as_str());
    let menu = ComboBox::from_id_salt("campaign brand").selected_text(brand).width(width);
    let shown = menu.show_ui(ui, |ui| {
        for persona in cx.studio.brands().all() {
            ui.selectable_value(&mut plan.persona, Some(persona.id.clone()), &persona.name);
        }
        ui.selectable_value(&mut plan.persona, None, text!("campaign-no-brand"));
    });
    shown.response.accessible_name(text!("campaign-brand-campaign"));
    let layout = post_layouts().find(|layout| layout.id == plan.layout);
    let layout = layout
        .map_or(plan.layout.as_str(), |layout| text::value("layout", &layout.id, &layout.name));
    let menu = ComboBox::from_id_salt("campaign layout").selected_text(layout).width(width);
    let shown = menu.show_ui(ui, |ui| {
        for layout in post_layouts() {
            let name = text::value("layout", &layout.id, &layout.name);
            ui.selectable_value(&mut plan.layout, layout.id.clone(), name);
        }
    });
    shown.response.accessible_name(text!("campaign-layout-campaign"));
    formats_ui(ui, plan, width);
    let models = &cx.studio.catalog().rows;
    if models.len() > 1 {
        let model = cx.studio.catalog().traits(&plan.model);
        let model = model.map_or(plan.model.0.as_str(), |traits| traits.name.as_str());
        let menu = ComboBox::from_id_salt("campaign model").selected_text(model).width(width);
        let shown = menu.show_ui(ui, |ui| {
            for row in models {
                let id = row.traits.id.clone();
                ui.selectable_value(&mut plan.model, id, &row.traits.name);
            }
        });
        shown.response.accessible_name(text!("campaign-model-campaign"));
    }
}

/// The formats of rows that name none; one at least.
fn formats_ui(ui: &mut Ui, plan: &mut CampaignPlan, width: f32) {
    let labels: Vec<_> =
        plan.formats.iter().filter_map(|id| format(id).map(text::format_label)).collect();
    let text = labels.join(", ");
    let menu = ComboBox::from_id_salt("campaign networks").selected_text(text).width(width);
    let menu = menu.truncate().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let shown = menu.show_ui(ui, |ui| {
        for row in FORMATS {
            let mut is_on = plan.formats.iter().any(|id| id == row.id);
            if !ui.checkbox(&mut is_on, text::format_label(row)).changed() {
                continue;
            }
            if is_on {
                plan.formats.push(row.id.to_owned());
            } else if plan.formats.len() > 1 {
                plan.formats.retain(|id| id != row.id);
            }
        }
    });
    shown.response.accessible_name(text!("campaign-networks-campaign"));
}

/// What is made beside the posts, and how strict the run is.
fn extras_ui(ui: &mut Ui, cx: &PanelContext<'_>, plan: &mut CampaignPlan) {
    widgets::caption(ui, cx.look, text!("campaign-also"));
    ui.spacing_mut().interact_size.y = 24.0;
    for (value, text, tip) in [
        (
            &mut plan.approval_sheet,
            text!("campaign-approval-sheet"),
            text!("campaign-page-for-client-approve-posts"),
        ),
        (
            &mut plan.carousel,
            text!("campaign-linkedin-carousel"),
            text!("campaign-one-pdf-linkedin-posts-linkedin"),
        ),
        (&mut plan.zip, text!("campaign-as-zip"), text!("campaign-everything-once-more-one-file")),
        (
            &mut plan.strict,
            text!("campaign-posts-pass-brand-check"),
            text!("campaign-row-fails-check-finds-something"),
        ),
        (
            &mut plan.whole_photos,
            text!("campaign-photos-whole"),
            text!("campaign-nothing-cut-out-photos"),
        ),
        (
            &mut plan.clean,
            text!("campaign-files-without-prompt"),
            text!("campaign-model-drew-picture-stays-marked"),
        ),
    ] {
        ui.checkbox(value, text).on_hover_text(tip);
    }
    ui.add_space(8.0);
    widgets::caption(ui, cx.look, text!("campaign-stop-after-many-failed-rows"));
    let names = [
        text!("campaign-fewer-failed-rows"),
        text!("campaign-number-of-failed-rows"),
        text!("campaign-more-failed-rows"),
    ];
    widgets::stepper(ui, names, &mut plan.stop_after, 1..=MOST_FAILED);
}
