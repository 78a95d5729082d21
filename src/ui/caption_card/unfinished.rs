//! The card of a caption that is not there yet: its draft as it grows, how far it is, and what to do about it.
//! What it is written of belongs to the card.

use super::text_height;
use crate::job::{Job, State};
use crate::ui::action::JobAction;
use crate::ui::context::PanelContext;
use crate::ui::text;
use egui::{RichText, ScrollArea, Ui, vec2};

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
