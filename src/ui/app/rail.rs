//! The bar at the left of the window, with a button for each screen and one for the keys.

use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::theme::{self, Look};
use crate::ui::{Screen, icons, keys, text, widgets};
use egui::{Frame, Margin, Panel, Ui, vec2};

/// The size of a screen's name, points.
const NAME: f32 = 11.0;

/// The frame of the bars at the window's edges.
pub(super) fn panel_frame(look: &Look) -> Frame {
    Frame::new().fill(look.panel)
}

/// The bar at the left with a button for each screen.
pub(super) fn rail_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, shown: Screen) {
    let rail = Panel::left("screens").exact_size(width(ui)).resizable(false);
    rail.frame(panel_frame(cx.look).inner_margin(Margin::symmetric(6, 12))).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for screen in Screen::ALL {
            if screen_button(ui, cx.look, screen, screen == shown).clicked() {
                cx.push(Action::OpenScreen(screen));
            }
        }
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
            if widgets::icon_button(ui, icons::HELP, text!("keys-keys"), text!("keys-with-key"))
                .clicked()
            {
                cx.push(Action::ToggleHelp);
            }
        });
    });
}

/// As wide as the longest name needs, points.
fn width(ui: &Ui) -> f32 {
    let widths = Screen::ALL.map(|screen| {
        let text = egui::WidgetText::from(egui::RichText::new(screen.label()).size(NAME));
        let wrap = Some(egui::TextWrapMode::Extend);
        text.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Small).size().x
    });
    widths.into_iter().fold(60.0, f32::max) + 12.0
}

fn screen_button(ui: &mut Ui, look: &Look, screen: Screen, chosen: bool) -> egui::Response {
    let shortcut = text::shortcut(ui.ctx(), &keys::screen(screen));
    let size = vec2(ui.available_width(), 52.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, chosen, screen.label())
    });
    let ink = if chosen { look.accent } else { look.quiet };
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen { look.tint } else { look.hovered() };
        ui.painter().rect_filled(rect, 10.0, fill);
    }
    let family = if chosen { theme::ICONS_FILLED } else { theme::ICONS };
    let font = egui::FontId::new(22.0, egui::FontFamily::Name(family.into()));
    let centre = egui::Align2::CENTER_CENTER;
    ui.painter().text(rect.center() - vec2(0.0, 9.0), centre, screen.icon(), font, ink);
    let font = egui::FontId::proportional(NAME);
    ui.painter().text(rect.center() + vec2(0.0, 14.0), centre, screen.label(), font, ink);
    response.on_hover_text(format!("{} ({shortcut})", screen.label()))
}
