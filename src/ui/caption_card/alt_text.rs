//! The alternative text beside a caption, with the button that copies it.
//! It is written with the caption; the card decides whether there is room for it.

use crate::brief::Caption;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::{bidi, icons, text, widgets};
use egui::{Align, Layout, RichText, ScrollArea, TextWrapMode, Ui};
use std::borrow::Cow;

pub(super) fn alt_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, caption: &Caption, size: egui::Vec2) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            widgets::caption(ui, cx.look, text!("captions-alt-text"))
                .on_hover_text(text!("captions-picture-shows-for-people-who"));
            if widgets::icon_button(
                ui,
                icons::COPY,
                text!("captions-copy-alt-text"),
                text!("captions-copy-alt-text-tip"),
            )
            .clicked()
            {
                cx.push(Action::CopyText(caption.alt_text.clone()));
            }
        });
        ScrollArea::vertical().id_salt("alt text").max_height(size.y - 34.0).show(ui, |ui| {
            let note = caption.mended.iter().find(|note| note.contains("alt text"));
            let (text, ink) = match (&caption.alt_text, note) {
                (none, Some(why)) if none.is_empty() => (text::said(why), cx.look.warn),
                (text, _) => (Cow::from(text), cx.look.ink),
            };
            bidi::label(ui, RichText::new(text).color(ink), TextWrapMode::Wrap);
        });
    });
}
