//! The right column of Create: every job, newest first, with its picture, state and buttons.
//! Only the cards in sight are drawn, so that hundreds of jobs cost no more than a screenful.

use super::action::Action;
use super::caption_card::network_of;
use super::textures::Textures;
use super::theme::{Look, strong};
use super::{canvas, icons, parts};
use crate::job::{Failure, Job, JobId, Remedy, State, Task};
use crate::studio::Studio;
use egui::{Id, Label, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, vec2};
use std::collections::{HashMap, HashSet};

const CARD: f32 = 76.0;
const CAPTION_CARD: f32 = 60.0;
const FAILED_CARD: f32 = 148.0;
const GAP: f32 = 8.0;
const THUMBNAIL: f32 = 56.0;
/// How long a card that was finished just now stands out, seconds.
const FLASH: f64 = 1.2;

/// What the panel remembers between frames.
#[derive(Default)]
pub struct JobsPanel {
    /// When jobs ended, in the window's own time.
    ended: HashMap<JobId, f64>,
}

impl JobsPanel {
    pub fn job_ended(&mut self, job: JobId, now: f64) {
        self.ended.retain(|_, at| now - *at < FLASH);
        self.ended.insert(job, now);
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        shown: Option<JobId>,
        actions: &mut Vec<Action>,
    ) {
        header_ui(ui, look, studio, actions);
        let jobs = listed(studio);
        if jobs.is_empty() {
            ui.add_space(48.0);
            let advice = "What you generate is listed here while it is made.";
            parts::empty(ui, look, icons::LIST, "No jobs yet", advice);
            return;
        }
        let mut tops = Vec::with_capacity(jobs.len() + 1);
        let mut top = 0.0;
        for job in &jobs {
            tops.push(top);
            top += height(job) + GAP;
        }
        tops.push(top);
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, view| {
            ui.set_height(top);
            let origin = ui.max_rect().min;
            let width = ui.available_width() - 4.0;
            let first = tops.partition_point(|top| *top < view.min.y).saturating_sub(1);
            for (job, top) in jobs.iter().zip(&tops).skip(first) {
                if *top > view.max.y {
                    break;
                }
                let size = vec2(width, height(job));
                let rect = Rect::from_min_size(origin + vec2(0.0, *top), size);
                let flash = self.ended.get(&job.id).map_or(0.0, |at| {
                    (1.0 - (ui.input(|input| input.time) - at) / FLASH).clamp(0.0, 1.0)
                });
                if flash > 0.0 {
                    ui.ctx().request_repaint();
                }
                let builder = UiBuilder::new().max_rect(rect).id_salt(job.id.to_string());
                ui.scope_builder(builder, |ui| {
                    let chosen = shown == Some(job.id);
                    card_ui(ui, look, studio, textures, job, (chosen, flash as f32), actions);
                });
            }
        });
    }
}

fn header_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(strong("Jobs", 17.0).color(look.ink));
        let waiting = studio.job_queue().len();
        if waiting > 0 {
            ui.label(RichText::new(format!("{waiting} waiting")).small().color(look.quiet));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (mark, name, tip) = match studio.job_queue().is_paused() {
                true => (icons::PLAY, "Resume the queue", "Let the waiting jobs run"),
                false => (icons::PAUSE, "Pause the queue", "Finish what runs, start nothing new"),
            };
            if parts::icon_button(ui, mark, name, tip).clicked() {
                actions.push(Action::PauseQueue(!studio.job_queue().is_paused()));
            }
            let tip = "Remove what failed or was stopped";
            let any = studio.jobs().any(|job| job.state().is_over() && *job.state() != State::Done);
            if any && parts::icon_button(ui, icons::BROOM, "Tidy up", tip).clicked() {
                actions.push(Action::ClearUnfinished);
            }
        });
    });
    if studio.job_queue().is_paused() && studio.queue().next().is_some() {
        let frame = egui::Frame::new().fill(look.tint).corner_radius(8).inner_margin(8);
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.label("The queue is paused.");
                if ui.button("Resume").clicked() {
                    actions.push(Action::PauseQueue(false));
                }
            });
        });
    }
    ui.add_space(4.0);
}

/// The jobs, newest first, without captions of which there is a newer version.
fn listed(studio: &Studio) -> Vec<&Job> {
    let mut newest = HashSet::new();
    let is_newest = |job: &&Job| {
        let Some(spec) = job.task.caption() else { return true };
        newest.insert((job.batch, spec.network().id)) || !job.state().is_over()
    };
    studio.jobs().filter(is_newest).collect()
}

fn height(job: &Job) -> f32 {
    match (job.state(), &job.task) {
        (State::Failed(_), _) => FAILED_CARD,
        (state, _) if state.is_running() => CARD,
        (_, Task::Picture(_)) => CARD,
        (_, Task::Caption(_)) => CAPTION_CARD,
    }
}

/// What stands on a job's card: a picture's prompt, a caption's first words.
fn title(job: &Job) -> String {
    match job.caption() {
        Some(caption) if caption.edited.is_some() => caption.text(network_of(job)),
        Some(caption) => caption.hook.clone(),
        None => job.task.prompt().to_owned(),
    }
}

fn card_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    textures: &mut Textures,
    job: &Job,
    (chosen, flash): (bool, f32),
    actions: &mut Vec<Action>,
) {
    let rect = ui.max_rect();
    let words = &title(job);
    let waits = *job.state() == State::Queued && !studio.job_queue().is_handed_over(job.id);
    let sense = if waits { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(rect, Id::unique(("job", job.id.to_string())), sense);
    response.widget_info(|| {
        let what = match job.task.caption() {
            Some(spec) => format!("{} caption, {words}", spec.network().name),
            None => words.to_owned(),
        };
        let name = format!("{what}: {}", job.state().words());
        egui::WidgetInfo::selected(egui::Role::Button, true, chosen, name)
    });
    let fill = if chosen { look.tint } else { look.panel };
    let fill = fill.lerp_to_gamma(look.accent, flash * 0.35);
    let line = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => look.accent,
        (false, true) => look.edge(),
        (false, false) => look.line,
    };
    ui.painter().rect(rect, 12.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.clicked() {
        actions.push(Action::Show(job.id));
    }
    if waits {
        drag_ui(ui, look, &response, job, rect, actions);
    }
    let side = THUMBNAIL.min(rect.height() - 20.0);
    let place = Rect::from_min_size(rect.min + vec2(10.0, 10.0), vec2(side, side));
    match job.task {
        Task::Picture(_) => canvas::thumbnail(ui, look, studio, textures, job, place),
        Task::Caption(_) => parts::placeholder(ui, look, place, icons::TEXT),
    }
    let inside =
        Rect::from_min_max(place.right_top() + vec2(10.0, -4.0), rect.max - vec2(6.0, 6.0));
    ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                buttons_ui(ui, look, studio, job, actions);
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(Label::new(strong(words, 14.0).color(look.ink)).truncate());
                });
            });
        });
        state_ui(ui, look, studio, job);
        if let State::Failed(failure) = job.state() {
            failure_ui(ui, look, job, failure, actions);
        }
    });
}

/// A waiting job can be dragged to another place in the queue. The list shows the newest on top and
/// the queue runs from below, so a job that is dropped on another goes behind it.
fn drag_ui(
    ui: &Ui,
    look: &Look,
    response: &egui::Response,
    job: &Job,
    rect: Rect,
    actions: &mut Vec<Action>,
) {
    response.dnd_set_drag_payload(job.id);
    if let Some(other) = response.dnd_hover_payload::<JobId>().filter(|other| **other != job.id) {
        let edge = rect.x_range();
        ui.painter().hline(edge, rect.bottom() + GAP / 2.0, Stroke::new(2.0, look.accent));
        if response.dnd_release_payload::<JobId>().is_some() {
            actions.push(Action::MoveBefore(*other, Some(job.id)));
        }
    }
}

fn buttons_ui(ui: &mut Ui, look: &Look, studio: &Studio, job: &Job, actions: &mut Vec<Action>) {
    let id = job.id;
    match job.state() {
        State::Done => {
            let tip = "Remove; it can be undone";
            if parts::icon_button(ui, icons::TRASH, "Remove job", tip).clicked() {
                actions.push(Action::Remove(id));
            }
            if let Some(caption) = job.caption() {
                let tip = "Copy the caption";
                if parts::icon_button(ui, icons::COPY, "Copy job's caption", tip).clicked() {
                    actions.push(Action::CopyText(caption.text(network_of(job))));
                }
            } else if parts::icon_button(ui, icons::SAVE, "Save job as", "Save as…").clicked() {
                actions.push(Action::SaveAs(vec![id]));
            }
        }
        State::Queued => {
            if parts::icon_button(ui, icons::CLOSE, "Cancel job", "Cancel").clicked() {
                actions.push(Action::Cancel(id));
            }
            let next = studio.job_queue().is_handed_over(id)
                || studio.queue().next().is_some_and(|job| job.id == id);
            let tip = "Run next; or drag the card";
            if !next && parts::icon_button(ui, icons::RUN_NEXT, "Run job next", tip).clicked() {
                actions.push(Action::RunNext(id));
            }
        }
        state if state.is_running() => {
            let stops = studio.job_queue().is_stopping(id);
            if !stops
                && parts::icon_button(ui, icons::CLOSE, "Cancel job", "Stop after this step")
                    .clicked()
            {
                actions.push(Action::Cancel(id));
            }
        }
        _ => {
            if parts::icon_button(ui, icons::TRASH, "Remove job", "Remove").clicked() {
                actions.push(Action::Remove(id));
            }
            let retry = parts::icon(icons::RETRY, 18.0).color(look.accent);
            if parts::icon_button_of(ui, retry, "Retry job", "Try again").clicked() {
                actions.push(Action::Retry(id));
            }
        }
    }
}

fn state_ui(ui: &mut Ui, look: &Look, studio: &Studio, job: &Job) {
    let why_waits = studio.why_waits(job);
    let notes = job.picture().map_or(&[][..], |picture| &picture.notes);
    let ink = match job.state() {
        State::Done if !notes.is_empty() => look.warn,
        State::Done => look.good,
        State::Failed(_) => look.bad,
        State::Interrupted => look.warn,
        State::Queued if why_waits.is_some() => look.warn,
        _ => look.quiet,
    };
    let progress = studio.progress(job.id);
    let stops = studio.job_queue().is_stopping(job.id);
    let goes_on = job.state().is_running() && !stops;
    let left = progress.and_then(|progress| progress.left).filter(|_| goes_on);
    let mut words = match job.state() {
        _ if stops => "Stopping".to_owned(),
        State::Interrupted => "Interrupted; press retry to draw it".to_owned(),
        State::Queued if let Some(words) = &why_waits => words.clone(),
        State::Queued if studio.job_queue().is_handed_over(job.id) && studio.renders_on_team() => {
            "On the team queue".to_owned()
        }
        state => state.words(),
    };
    if let Some(left) = left {
        words += &format!(", {} left", parts::duration(left));
    }
    if let (State::Done, Some(spec)) = (job.state(), job.task.picture()) {
        words += &format!(" · {}", spec.deliver());
        if !notes.is_empty() {
            words += " · with a note";
        }
    }
    if let Some(spec) = job.task.caption() {
        words = format!("{} · {words}", spec.network().name);
    }
    let state = ui.add(Label::new(RichText::new(words).small().color(ink)).truncate());
    if !notes.is_empty() {
        state.on_hover_text(notes.join("\n"));
    }
    if job.state().is_running() {
        ui.add_space(5.0);
        let fraction = progress.map_or(0.0, |progress| progress.fraction);
        let bar = egui::ProgressBar::new(fraction).desired_height(6.0).fill(look.accent);
        ui.add(bar.desired_width(ui.available_width() - 8.0)).accessible_name("Progress");
    }
}

fn failure_ui(ui: &mut Ui, look: &Look, job: &Job, failure: &Failure, actions: &mut Vec<Action>) {
    ui.add_space(2.0);
    let text = format!("{} {}", failure.sentence(), failure.advice());
    let tip = text.clone();
    let height = ui.available_height() - 32.0;
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ScrollArea::vertical().id_salt(("failure", job.id.to_string())).show(ui, |ui| {
            ui.add(Label::new(RichText::new(text).small().color(look.ink)).wrap())
                .on_hover_text(tip);
        });
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding = vec2(8.0, 2.0);
        ui.spacing_mut().interact_size.y = 26.0;
        let (words, action) = match failure.remedy() {
            Remedy::Retry => ("Try again", Action::Retry(job.id)),
            Remedy::ChooseFolder => ("Choose a folder", Action::ChooseFolder(Some(job.id))),
            Remedy::NewSeed => ("Another seed", Action::NewSeed(job.id)),
        };
        if ui.button(words).clicked() {
            actions.push(action);
        }
        if ui.button("Copy details").clicked() {
            actions.push(Action::CopyText(failure.detail()));
        }
    });
}
