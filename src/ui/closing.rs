//! The question before the window closes while jobs are open: what becomes of each of them.
//! It only asks; the studio has every job on disk already.

use super::theme::{Look, strong};
use crate::studio::Studio;
use egui::{Context, Label, RichText};

/// What the user answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Close,
    Stay,
}

/// What becomes of the open jobs and of a campaign when the window closes, in sentences; `None` where none is open.
pub fn consequences(studio: &Studio, is_campaign_running: bool) -> Option<String> {
    let (mut running, mut waiting, mut with_team) = (0, 0, 0);
    for job in studio.jobs().filter(|job| !job.state().is_over()) {
        match job.sent {
            true => with_team += 1,
            false if job.state().is_running() => running += 1,
            false => waiting += 1,
        }
    }
    let mut sentences = Vec::new();
    if running > 0 {
        sentences.push(text!("closing-being-made-now-stopped-retry").to_owned());
    }
    if waiting > 0 {
        sentences.push(text!("closing-waiting", count = waiting));
    }
    if with_team > 0 {
        sentences.push(text!("closing-with-team", count = with_team));
    }
    if is_campaign_running {
        let text = text!("closing-campaign-stops-brandish-offers-go");
        sentences.push(text.to_owned());
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The question over the window; `None` while it is open.
pub fn closing_ui(ctx: &Context, look: &Look, consequences: &str) -> Option<Answer> {
    let modal = egui::Modal::new(egui::Id::unique("closing")).show(ctx, |ui| {
        ui.set_width(400.0_f32.min(ctx.content_rect().width() - 64.0));
        ui.add_space(4.0);
        ui.label(strong(text!("closing-close-brandish"), 17.0).color(look.ink));
        ui.add(Label::new(RichText::new(consequences).color(look.ink)).wrap());
        ui.add_space(8.0);
        let answers = ui.horizontal(|ui| {
            let close = ui.button(text!("closing-close")).clicked();
            let stay = ui.button(text!("closing-keep-it-open")).clicked();
            (close, stay)
        });
        answers.inner
    });
    match modal.inner {
        (true, _) => Some(Answer::Close),
        (_, true) => Some(Answer::Stay),
        _ => modal.should_close().then_some(Answer::Stay),
    }
}
