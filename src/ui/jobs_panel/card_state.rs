//! The lower part of a job's card: its state and progress, or why it failed with the button that helps.
//! Which card is drawn where is decided by the panel.

use crate::job::{Failure, Job, Remedy, State};
use crate::ui::action::{Action, JobAction, SettingsAction};
use crate::ui::context::PanelContext;
use crate::ui::{icons, text, widgets};
use egui::{Label, RichText, ScrollArea, Ui, vec2};

pub(super) fn state_ui(ui: &mut Ui, cx: &PanelContext<'_>, job: &Job) {
    let why_waits = cx.studio.scheduler().why_waits(job);
    let notes = job.picture().map_or(&[][..], |picture| &picture.notes);
    let ink = match job.state() {
        State::Done if !notes.is_empty() => cx.look.warn,
        State::Done => cx.look.good,
        State::Failed(_) => cx.look.bad,
        State::Interrupted => cx.look.warn,
        State::Queued if why_waits.is_some() => cx.look.warn,
        _ => cx.look.quiet,
    };
    let progress = cx.studio.progress(job.id);
    let stops = cx.studio.job_queue().is_stopping(job.id);
    let continues = job.state().is_running() && !stops;
    let left = progress.and_then(|progress| progress.left).filter(|_| continues);
    let mut text = match job.state() {
        _ if stops => text!("jobs-stopping").to_owned(),
        State::Interrupted => text!("jobs-interrupted-press-retry-draw").to_owned(),
        State::Queued if let Some(reason) = &why_waits => text::said(reason).into_owned(),
        State::Queued
            if cx.studio.job_queue().is_handed_over(job.id)
                && cx.studio.dispatcher().renders_on_team() =>
        {
            text!("jobs-team-queue").to_owned()
        }
        state => text::state(state),
    };
    if let Some(left) = left {
        text = text!("jobs-state-left", state = text, time = text::duration(left));
    }
    if let (State::Done, Some(spec)) = (job.state(), job.task.picture()) {
        text += &format!(" · {}", spec.deliver());
        if !notes.is_empty() {
            text = text!("jobs-state-noted", state = text);
        }
    }
    if let Some(spec) = job.task.caption() {
        text = format!("{} · {text}", spec.network().name);
    }
    let state = ui.add(Label::new(RichText::new(text).small().color(ink)).truncate());
    if !notes.is_empty() {
        let notes: Vec<_> = notes.iter().map(|note| text::said(note)).collect();
        state.on_hover_text(notes.join("\n"));
    }
    if job.state().is_running() {
        ui.add_space(5.0);
        let fraction = progress.map_or(0.0, |progress| progress.fraction);
        let bar = egui::ProgressBar::new(fraction).desired_height(6.0).fill(cx.look.accent);
        ui.add(bar.desired_width(ui.available_width() - 8.0))
            .accessible_name(text!("jobs-progress"));
    }
}

pub(super) fn failure_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job, failure: &Failure) {
    ui.add_space(2.0);
    let text = format!("{} {}", text::sentence(failure), text::advice(failure));
    let tip = text.clone();
    let height = ui.available_height() - 32.0;
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ScrollArea::vertical().id_salt(("failure", job.id.to_string())).show(ui, |ui| {
            ui.add(Label::new(RichText::new(text).small().color(cx.look.ink)).wrap())
                .on_hover_text(tip);
        });
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding = vec2(8.0, 2.0);
        ui.spacing_mut().interact_size.y = 26.0;
        let (label, action) = match failure.remedy() {
            Remedy::Retry => (text!("jobs-try-again"), Action::from(JobAction::Retry(job.id))),
            Remedy::ChooseFolder => (
                text!("jobs-choose-a-folder"),
                SettingsAction::ChoosePicturesFolder(Some(job.id)).into(),
            ),
            Remedy::NewSeed => (text!("jobs-draw-another"), JobAction::NewSeed(job.id).into()),
        };
        if ui.button(label).clicked() {
            cx.push(action);
        }
        let copy = text!("jobs-copy-details");
        if widgets::icon_button(ui, icons::COPY, copy, copy).clicked() {
            cx.push(Action::CopyText(failure.detail()));
        }
    });
}
