//! The button that drafts an alternative text from a photo, the same for products and posts.
//! The model runs on a thread of the studio; the app puts the draft where it belongs.

use super::context::PanelContext;
use super::{icons, widgets};
use crate::engine::PhotoTask;
use crate::studio::DescribedSubject;
use egui::{Label, RichText, Ui};

/// The button that has a photo described, or where the model for it is to be had; whether it was pressed.
pub fn button(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    subject: &DescribedSubject,
    name: &str,
    has_photo: bool,
) -> bool {
    if cx.studio.posts().is_described(subject) {
        ui.horizontal(|ui| {
            ui.add(egui::Spinner::new().size(16.0));
            ui.label(RichText::new(text!("photo-looking-photo")).small().color(cx.look.quiet));
        });
        return false;
    }
    if cx.studio.catalog().photo_model(PhotoTask::Describe).is_none() {
        let text = text!("photo-model-drafts-had-models-under");
        ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
        return false;
    }
    let button = ui.add_enabled_ui(has_photo, |ui| {
        widgets::button(ui, icons::SPARKLE, text!("photo-draft-from-photo"))
    });
    let tip = text!("photo-sentence-photo-shows-by-model");
    button.inner.on_hover_text(tip).accessible_name(name).clicked()
}
