//! The right column of Create: one card for each brief in the order of drawing, then those that are over, newest first.
//! Only the visible cards are drawn, so that hundreds of jobs cost no more than a screenful.

mod brief_card;
mod card_state;

use super::action::{Action, JobAction};
use super::campaign::{CampaignSummary, campaign_card_ui};
use super::caption_card::network_of;
use super::context::PanelContext;
use super::theme::strong;
use super::widgets::Emphasis;
use super::{bidi, canvas, icons, widgets};
use crate::job::{Job, JobId, State, Task};
use crate::ui::text;
use brief_card::{BriefCard, cards};
use card_state::{failure_ui, state_ui};
use egui::{Id, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, vec2};
use std::collections::HashMap;

const CARD: f32 = 76.0;
const CAPTION_CARD: f32 = 60.0;
const FAILED_CARD: f32 = 148.0;
const GAP: f32 = 8.0;
const THUMBNAIL: f32 = 56.0;
/// How long a card is highlighted after its job has ended, seconds.
const FLASH: f64 = 1.2;

/// What the panel remembers between frames.
#[derive(Default)]
pub struct JobsPanel {
    /// When jobs ended, in the window's own time.
    ended: HashMap<JobId, f64>,
    /// In a narrow window: shown in place of the canvas.
    pub in_front: bool,
    /// The campaign that is set up or runs.
    pub campaign: Option<CampaignSummary>,
}

impl JobsPanel {
    pub fn job_ended(&mut self, job: JobId, now: f64) {
        self.ended.retain(|_, at| now - *at < FLASH);
        self.ended.insert(job, now);
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, shown: Option<JobId>) {
        header_ui(ui, cx);
        if let Some(campaign) = &self.campaign {
            campaign_card_ui(ui, cx, campaign);
        }
        let cards = cards(cx.studio);
        if cards.is_empty() {
            ui.add_space(48.0);
            let advice = text!("jobs-generate-picture-follow-progress");
            widgets::empty(ui, cx.look, icons::LIST, text!("jobs-no-jobs-yet"), advice);
            return;
        }
        let mut tops = Vec::with_capacity(cards.len() + 1);
        let mut top = 0.0;
        let width = ui.available_width() - 4.0;
        for card in &cards {
            tops.push(top);
            top += height(card, width) + GAP;
        }
        tops.push(top);
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, view| {
            ui.set_height(top);
            let origin = ui.max_rect().min;
            let first = tops.partition_point(|top| *top < view.min.y).saturating_sub(1);
            for (card, top) in cards.iter().zip(&tops).skip(first) {
                if *top > view.max.y {
                    break;
                }
                let job = card.job;
                let size = vec2(width, height(card, width));
                let rect = Rect::from_min_size(origin + vec2(0.0, *top), size);
                let flash = self.ended.get(&job.id).map_or(0.0, |at| {
                    (1.0 - (ui.input(|input| input.time) - at) / FLASH).clamp(0.0, 1.0)
                });
                if flash > 0.0 {
                    ui.ctx().request_repaint();
                }
                let builder = UiBuilder::new().max_rect(rect).id_salt(job.id.to_string());
                ui.scope_builder(builder, |ui| {
                    let highlight =
                        Highlight { is_shown: shown == Some(job.id), flash: flash as f32 };
                    card_ui(ui, cx, card, highlight);
                });
            }
        });
    }
}

fn header_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    ui.horizontal(|ui| {
        ui.label(strong(text!("jobs-jobs"), 17.0).color(cx.look.ink));
        let waiting = cx.studio.job_queue().len();
        if waiting > 0 {
            ui.label(
                RichText::new(text!("jobs-waiting", count = waiting)).small().color(cx.look.quiet),
            );
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (mark, name, tip, action) = match cx.studio.job_queue().is_paused() {
                true => {
                    let tip = text!("jobs-run-waiting-jobs");
                    (icons::PLAY, text!("jobs-resume-the-queue"), tip, JobAction::ResumeQueue)
                }
                false => {
                    let tip = text!("jobs-finish-running-job-start-no");
                    (icons::PAUSE, text!("jobs-pause-the-queue"), tip, JobAction::PauseQueue)
                }
            };
            if widgets::icon_button(ui, mark, name, tip).clicked() {
                cx.push(action);
            }
            let tip = text!("jobs-remove-failed-stopped-jobs");
            let any =
                cx.studio.jobs().any(|job| job.state().is_over() && *job.state() != State::Done);
            if any && widgets::icon_button(ui, icons::BROOM, text!("jobs-tidy-up"), tip).clicked() {
                cx.push(JobAction::RemoveUnfinished);
            }
        });
    });
    if cx.studio.job_queue().is_paused() && cx.studio.queue().next().is_some() {
        let frame = egui::Frame::new().fill(cx.look.tint).corner_radius(8).inner_margin(8);
        frame.show(ui, |ui| {
            // As wide as the cards.
            ui.set_min_width(ui.available_width() - 4.0);
            ui.horizontal(|ui| {
                ui.label(text!("jobs-queue-paused"));
                if ui.button(text!("jobs-resume")).clicked() {
                    cx.push(JobAction::ResumeQueue);
                }
            });
        });
    }
    ui.add_space(4.0);
}

fn height(card: &BriefCard<'_>, width: f32) -> f32 {
    let own = match (card.lead().state(), &card.job.task) {
        (State::Failed(_), _) => FAILED_CARD,
        (state, _) if state.is_running() => CARD,
        (_, Task::Picture(_)) => CARD,
        (_, Task::Caption(_)) => CAPTION_CARD,
    };
    own + card.row_height(width)
}

/// The title of a job's card: a picture's prompt, a caption's first words.
fn title(job: &Job) -> String {
    match job.caption() {
        Some(caption) if caption.edited.is_some() => caption.text(network_of(job)),
        Some(caption) => caption.hook.clone(),
        None => job.task.prompt().to_owned(),
    }
}

#[derive(Clone, Copy)]
struct Highlight {
    /// Whether the canvas shows the job.
    is_shown: bool,
    /// 1 when the job has just ended, then falling to 0.
    flash: f32,
}

fn card_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, card: &BriefCard<'_>, highlight: Highlight) {
    let rect = ui.max_rect();
    let (job, lead) = (card.job, card.lead());
    let title = &title(job);
    let waits = *job.state() == State::Queued && !cx.studio.job_queue().is_handed_over(job.id);
    let sense = if waits { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(rect, Id::unique(("job", job.id.to_string())), sense);
    response.widget_info(|| {
        let what = match job.task.caption() {
            Some(spec) => text!("jobs-caption-of", network = spec.network().name, title = title),
            None => title.to_owned(),
        };
        let name = format!("{what}: {}", text::state(lead.state()));
        egui::WidgetInfo::selected(egui::Role::Button, true, highlight.is_shown, name)
    });
    let fill = if highlight.is_shown { cx.look.tint } else { cx.look.panel };
    let fill = fill.lerp_to_gamma(cx.look.accent, highlight.flash * 0.35);
    let line = Emphasis::of(highlight.is_shown, &response).colour(cx.look);
    ui.painter().rect(rect, 12.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.clicked() {
        cx.push(JobAction::Show(job.id));
    }
    if waits {
        drag_ui(ui, cx, &response, job, rect);
    }
    let whole = rect;
    let rect = rect.with_max_y(rect.bottom() - card.row_height(rect.width()));
    let side = THUMBNAIL.min(rect.height() - 20.0);
    let thumbnail = Rect::from_min_size(rect.min + vec2(10.0, 10.0), vec2(side, side));
    match job.task {
        Task::Picture(_) => canvas::thumbnail(ui, cx, job, thumbnail),
        Task::Caption(_) => widgets::placeholder(ui, cx.look, thumbnail, icons::TEXT),
    }
    let inside =
        Rect::from_min_max(thumbnail.right_top() + vec2(10.0, -4.0), rect.max - vec2(6.0, 6.0));
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                buttons_ui(ui, cx, card);
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let title = strong(title, 14.0).color(cx.look.ink);
                    bidi::label(ui, title, egui::TextWrapMode::Truncate);
                });
            });
        });
        state_ui(ui, cx, lead);
        if let State::Failed(failure) = lead.state() {
            failure_ui(ui, cx, lead, failure);
        }
    });
    card.row_ui(ui, cx, whole);
}

/// A waiting job can be dragged to another position in the queue: dropped on another, it is placed above that one.
fn drag_ui(ui: &Ui, cx: &mut PanelContext<'_>, response: &egui::Response, job: &Job, rect: Rect) {
    response.dnd_set_drag_payload(job.id);
    if let Some(other) = response.dnd_hover_payload::<JobId>().filter(|other| **other != job.id) {
        let edge = rect.x_range();
        ui.painter().hline(edge, rect.top() - GAP / 2.0, Stroke::new(2.0, cx.look.accent));
        if response.dnd_release_payload::<JobId>().is_some() {
            cx.push(JobAction::MoveBefore(*other, Some(job.id)));
        }
    }
}

fn buttons_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, card: &BriefCard<'_>) {
    let (job, lead) = (card.job, card.lead());
    let id = job.id;
    match lead.state() {
        State::Done => {
            let tip = text!("jobs-remove-undone");
            if widgets::icon_button(ui, icons::TRASH, text!("jobs-remove-job"), tip).clicked() {
                cx.push(JobAction::Remove(card.removed(cx.studio)));
            }
            if let Some(caption) = job.caption() {
                let tip = text!("jobs-copy-the-caption");
                if widgets::icon_button(ui, icons::COPY, text!("jobs-copy-jobs-caption"), tip)
                    .clicked()
                {
                    cx.push(Action::CopyText(caption.text(network_of(job))));
                }
            } else if widgets::icon_button(
                ui,
                icons::SAVE,
                text!("jobs-save-job-as"),
                text!("jobs-save-as"),
            )
            .clicked()
            {
                cx.push(JobAction::SaveAs(vec![id]));
            }
        }
        State::Queued => {
            no_bin_ui(ui);
            if widgets::icon_button(
                ui,
                icons::CLOSE,
                text!("jobs-cancel-job"),
                text!("jobs-cancel"),
            )
            .clicked()
            {
                cancel(cx, card);
            }
            let next = cx.studio.job_queue().is_handed_over(lead.id)
                || cx.studio.queue().next().is_some_and(|job| job.id == lead.id);
            let tip = text!("jobs-run-next-drag-card");
            if !next
                && widgets::icon_button(ui, icons::RUN_NEXT, text!("jobs-run-job-next"), tip)
                    .clicked()
            {
                cx.push(JobAction::RunNext(lead.id));
            }
        }
        state if state.is_running() => {
            no_bin_ui(ui);
            let stops = cx.studio.job_queue().is_stopping(lead.id);
            if !stops
                && widgets::icon_button(
                    ui,
                    icons::CLOSE,
                    text!("jobs-cancel-job"),
                    text!("jobs-stop-after-step"),
                )
                .clicked()
            {
                cancel(cx, card);
            }
        }
        _ => {
            if widgets::icon_button(
                ui,
                icons::TRASH,
                text!("jobs-remove-job"),
                text!("jobs-remove"),
            )
            .clicked()
            {
                cx.push(JobAction::Remove(card.removed(cx.studio)));
            }
            let retry = widgets::icon(icons::RETRY, 18.0).color(cx.look.accent);
            if widgets::icon_button_of(ui, retry, text!("jobs-retry-job"), text!("jobs-try-again"))
                .clicked()
            {
                let again = card.ids(|state| state.is_over() && *state != State::Done);
                again.into_iter().for_each(|id| cx.push(JobAction::Retry(id)));
            }
        }
    }
}

/// Stops what is open of a brief.
fn cancel(cx: &mut PanelContext<'_>, card: &BriefCard<'_>) {
    let open = card.ids(|state| !state.is_over());
    open.into_iter().for_each(|id| cx.push(JobAction::Cancel(id)));
}

/// The bin's place while a job is not over. It stays empty, so that a click that was meant for "Cancel" and comes
/// as the job ends never removes the finished picture.
fn no_bin_ui(ui: &mut Ui) {
    ui.allocate_exact_size(vec2(30.0, 30.0), Sense::hover());
}
