//! The status bar: the model, where it renders, the queue, and the free memory.
//! A thread of its own reads the free memory every few seconds.

use super::context::PanelContext;
use super::text;
use crate::brief::Brief;
use crate::studio::Studio;
use crate::team::TeamStatus;
use brandish_inference::free_memory;
use crossbeam_channel::{Receiver, bounded};
use egui::{RichText, Ui};
use std::time::Duration;

/// The interval of reading the free memory.
const INTERVAL: Duration = Duration::from_secs(5);

/// The status bar's own state.
pub struct Status {
    cores: usize,
    free: Option<u64>,
    readings: Receiver<u64>,
}

impl Status {
    /// Starts the thread that reads the free memory; it ends when this value is dropped.
    pub fn new() -> Self {
        let (sender, readings) = bounded(1);
        let started = std::thread::Builder::new().name("memory".into()).spawn(move || {
            while sender.send(free_memory()).is_ok() {
                std::thread::sleep(INTERVAL);
            }
        });
        if let Err(error) = started {
            tracing::warn!("no thread for free memory: {error}");
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cores, free: None, readings }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &Brief) {
        if let Ok(free) = self.readings.try_recv() {
            self.free = Some(free);
        }
        let quiet = |text: String| RichText::new(text).small().color(cx.look.quiet);
        ui.horizontal_centered(|ui| {
            let model = cx.studio.catalog().traits(&brief.renders_with());
            let model = model.map_or(brief.model.0.as_str(), |traits| traits.name.as_str());
            let (device, activity) = (self.device(cx.studio), activity(cx.studio));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if let Some(free) = self.free {
                    ui.label(quiet(text!("status-free-memory", size = text::bytes(free))));
                }
                ui.add_space(16.0);
                if let Some(text) = queue_text(cx.studio, brief) {
                    ui.label(quiet(text));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let text = quiet(format!("{model} · {device} · {activity}"));
                    ui.add(egui::Label::new(text).truncate());
                });
            });
        });
    }
    /// Where pictures are drawn: `this laptop, 8 cores` or `team queue, 3 workers`.
    fn device(&self, studio: &Studio) -> String {
        if !studio.dispatcher().renders_on_team() {
            return text!("status-this-laptop", count = self.cores);
        }
        match studio.dispatcher().team_status() {
            TeamStatus::Reachable { workers } => {
                text!("status-team-workers", count = workers.len())
            }
            TeamStatus::Unreachable(_) => text!("status-team-queue-not-reachable").into(),
            TeamStatus::Unknown => text!("status-team-queue").into(),
        }
    }
}

/// The state of the running job, else of the queue.
fn activity(studio: &Studio) -> String {
    let is_down = || {
        studio.dispatcher().renders_on_team()
            && matches!(studio.dispatcher().team_status(), TeamStatus::Unreachable(_))
    };
    match studio.jobs().find(|job| job.state().is_running()) {
        Some(job) => within_a_line(&text::state(job.state())),
        None if studio.job_queue().is_paused() => text!("status-paused").into(),
        None if is_down() => text!("status-jobs-waiting").into(),
        None => text!("status-ready").into(),
    }
}

/// A state as it stands within a line: with a small letter, and the names in it as they are.
fn within_a_line(state: &str) -> String {
    let mut letters = state.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// `3 jobs, ready about 14:32`.
fn queue_text(studio: &Studio, brief: &Brief) -> Option<String> {
    let open = studio.jobs().filter(|job| !job.state().is_over()).count();
    if open == 0 {
        return None;
    }
    let jobs = text!("status-jobs", count = open);
    let cost = studio.cost(brief).filter(|cost| cost.measured && !studio.job_queue().is_paused());
    match cost {
        Some(cost) => {
            // Without the brief itself, which is not queued yet.
            let end = jiff::Timestamp::now() + cost.with_queue.saturating_sub(cost.time);
            let end = end.to_zoned_datetime(jiff::tz::TimeZone::system());
            let time = end.strftime("%H:%M").to_string();
            Some(text!("status-ready-about", jobs = jobs, time = time))
        }
        None => Some(jobs),
    }
}
