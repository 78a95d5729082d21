//! Scroll areas that lie within others: what is to be scrolled to comes into view in all of them. egui gives such a request to
//! the innermost area alone. Which control is scrolled to is decided in `focus`, or by the control itself.

use egui::scroll_area::ScrollAreaOutput;
use egui::style::ScrollAnimation;
use egui::{ScrollArea, Ui};

/// Shows a scroll area. Where something within it is to be scrolled to, the areas around it scroll to the area.
pub fn show_inner<Output>(
    ui: &mut Ui,
    area: ScrollArea,
    add: impl FnOnce(&mut Ui) -> Output,
) -> ScrollAreaOutput<Output> {
    let mut is_wanted = false;
    let shown = area.show(ui, |ui| {
        let output = add(ui);
        let targets = ui.ctx().viewport(|viewport| viewport.this_pass.scroll_target.clone());
        is_wanted = targets.iter().any(Option::is_some);
        output
    });
    if is_wanted {
        ui.scroll_to_rect_animation(shown.inner_rect, None, ScrollAnimation::none());
    }
    shown
}
