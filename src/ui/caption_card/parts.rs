//! The parts of the card of captions that need nothing remembered: its buttons, the alternative text, and a caption that is
//! not finished. Which caption is shown is decided by the card.

use super::{Finished, text_height};
use crate::brief::{Caption, Revision};
use crate::job::{Job, State};
use crate::ui::action::{Action, CaptionAction, JobAction};
use crate::ui::context::PanelContext;
use crate::ui::{bidi, icons, text, widgets};
use egui::{Align, Layout, RichText, ScrollArea, TextWrapMode, Ui, vec2};

pub(super) fn buttons_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    Finished { job, caption, spec }: Finished<'_>,
) {
    if widgets::button(ui, icons::COPY, text!("captions-copy-caption")).clicked() {
        cx.push(Action::CopyText(caption.text(spec.network())));
    }
    let rewrite = widgets::button(ui, icons::RETRY, text!("captions-rewrite"));
    if rewrite.on_hover_text(text!("captions-write-another-version-keep-one")).clicked() {
        cx.push(CaptionAction::Rewrite(job.id, None));
    }
    if ui
        .button(text!("captions-shorter"))
        .on_hover_text(text!("captions-write-shorter-version"))
        .clicked()
    {
        cx.push(CaptionAction::Rewrite(job.id, Some(Revision::Shorter)));
    }
    if ui
        .button(text!("captions-warmer"))
        .on_hover_text(text!("captions-write-warmer-version"))
        .clicked()
    {
        cx.push(CaptionAction::Rewrite(job.id, Some(Revision::Warmer)));
    }
    if caption.edited.is_some() {
        let tip = text!("captions-restore-written-text");
        if ui.button(text!("captions-undo-my-edit")).on_hover_text(tip).clicked() {
            cx.push(CaptionAction::Edit(job.id, None));
        }
    }
}

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
                (none, Some(why)) if none.is_empty() => (why, cx.look.warn),
                (text, _) => (text, cx.look.ink),
            };
            bidi::label(ui, RichText::new(text).color(ink), TextWrapMode::Wrap);
        });
    });
}

/// A caption that is queued, being written, or failed.
pub(super) fn unfinished_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job) {
    // As high as the finished text, so that nothing moves when the job ends.
    let height = text_height(ui);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        ScrollArea::vertical().max_height(height).stick_to_bottom(true).show(ui, |ui| {
            ui.add(egui::Label::new(RichText::new(job.draft()).color(cx.look.ink)).wrap());
        });
    });
    ui.horizontal_wrapped(|ui| {
        let text = match job.state() {
            State::Failed(failure) => {
                format!("{} {}", text::sentence(failure), text::advice(failure))
            }
            State::Queued => text!("captions-waiting-for-turn").into(),
            state => text::state(state),
        };
        let left = cx.studio.progress(job.id).and_then(|progress| progress.left);
        let text = match left.filter(|_| job.state().is_running()) {
            Some(left) => text!("captions-state-left", state = text, time = text::duration(left)),
            None => text,
        };
        let ink = if matches!(job.state(), State::Failed(_)) { cx.look.bad } else { cx.look.quiet };
        ui.label(RichText::new(text).color(ink));
        if job.state().is_over() {
            if ui.button(text!("captions-try-again")).clicked() {
                cx.push(JobAction::Retry(job.id));
            }
        } else if ui.button(text!("captions-stop")).clicked() {
            cx.push(JobAction::Cancel(job.id));
        }
    });
}
