//! What Create shows of campaigns: the button that begins one, and the card above the jobs with how far it is.
//! What they do is decided by the app.

use super::{CampaignAction, CampaignSummary};
use crate::ui::context::PanelContext;
use crate::ui::theme::strong;
use crate::ui::{bidi, icons, widgets};
use egui::{Align, Button, Label, Layout, Rect, RichText, TextWrapMode, Ui, UiBuilder, vec2};

/// Draws the card.
pub fn campaign_card_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, campaign: &CampaignSummary) {
    let frame = cx.look.card().inner_margin(10);
    frame.show(ui, |ui| {
        // As wide as the cards of the jobs.
        ui.set_width(ui.available_width() - 4.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if campaign.fraction.is_none() {
                    let tip = text!("campaign-forget-campaign-files-stay");
                    if widgets::icon_button(
                        ui,
                        icons::CLOSE,
                        text!("campaign-forget-the-campaign"),
                        tip,
                    )
                    .clicked()
                    {
                        cx.push(CampaignAction::Discard);
                    }
                }
                if ui
                    .button(text!("campaign-open"))
                    .accessible_name(text!("campaign-open-the-campaign"))
                    .clicked()
                {
                    cx.push(CampaignAction::Open);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = strong(text!("campaign-named", name = campaign.name), 14.0);
                    bidi::label(ui, name.color(cx.look.ink), TextWrapMode::Truncate);
                });
            });
        });
        if let Some(fraction) = campaign.fraction {
            let bar = egui::ProgressBar::new(fraction).desired_height(6.0).fill(cx.look.accent);
            ui.add(bar).accessible_name(text!("campaign-progress-campaign"));
        }
        let text = RichText::new(&campaign.text).small().color(cx.look.quiet);
        ui.add(Label::new(text).truncate());
    });
    ui.add_space(6.0);
}

/// In the left corner of the prompt's `field`: a whole table in the place of one prompt.
pub fn table_button_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, field: Rect) {
    let size = vec2(104.0, 26.0);
    let at = field.left_bottom() + vec2(6.0, -5.0 - size.y);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(Rect::from_min_size(at, size)));
    ui.spacing_mut().button_padding = vec2(6.0, 2.0);
    ui.spacing_mut().interact_size.y = size.y;
    let text = RichText::new(text!("campaign-use-a-table")).small().color(cx.look.quiet);
    let button = Button::new((widgets::icon(icons::LIST, 14.0).color(cx.look.quiet), text));
    let button = button.frame_when_inactive(false).min_size(size);
    let tip = text!("campaign-make-posts-whole-table-csv");
    let table = ui.add(button).accessible_name(text!("campaign-make-posts-from-table"));
    if table.on_hover_text(tip).clicked() {
        cx.push(CampaignAction::ChooseTable);
    }
}
