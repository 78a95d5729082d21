//! The status bar: the model, where it renders, the queue, and the free memory.
//! A thread of its own reads the free memory every few seconds.

use super::context::PanelContext;
use crate::brief::Brief;
use crate::studio::Studio;
use crate::team::TeamStatus;
use crate::units;
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
            let running = cx.studio.jobs().find(|job| job.state().is_running());
            let model = cx.studio.catalog().row(&brief.model);
            let model = model.map_or(brief.model.0.as_str(), |row| row.traits.name.as_str());
            let cores =
                if self.cores == 1 { "1 core".into() } else { format!("{} cores", self.cores) };
            let activity = match (running, cx.studio.is_paused()) {
                (Some(job), _) => job.state().words().to_lowercase(),
                (None, true) => "paused".into(),
                (None, false)
                    if cx.studio.renders_on_team()
                        && matches!(cx.studio.standing(), TeamStatus::Unreachable(_)) =>
                {
                    "jobs waiting".into()
                }
                (None, false) => "ready".into(),
            };
            let device = match (cx.studio.renders_on_team(), cx.studio.standing()) {
                (false, _) => format!("this laptop, {cores}"),
                (true, TeamStatus::Reachable { workers }) if workers.len() == 1 => {
                    "team queue, 1 worker".into()
                }
                (true, TeamStatus::Reachable { workers }) => {
                    format!("team queue, {} workers", workers.len())
                }
                (true, TeamStatus::Unreachable(_)) => "team queue, not reachable".into(),
                (true, TeamStatus::Unknown) => "team queue".into(),
            };
            ui.label(quiet(format!("{model} · {device} · {activity}")));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if let Some(free) = self.free {
                    ui.label(quiet(format!("{} free memory", units::bytes(free))));
                }
                ui.add_space(16.0);
                if let Some(text) = queue_text(cx.studio, brief) {
                    ui.label(quiet(text));
                }
            });
        });
    }
}

/// `3 jobs, done about 14:32`.
fn queue_text(studio: &Studio, brief: &Brief) -> Option<String> {
    let open = studio.jobs().filter(|job| !job.state().is_over()).count();
    if open == 0 {
        return None;
    }
    let jobs = if open == 1 { "1 job".to_owned() } else { format!("{open} jobs") };
    let cost = studio.cost(brief).filter(|cost| cost.measured && !studio.is_paused());
    match cost {
        Some(cost) => {
            // Without the brief itself, which is not queued yet.
            let end = jiff::Timestamp::now() + cost.with_queue.saturating_sub(cost.time);
            let end = end.to_zoned_datetime(jiff::tz::TimeZone::system());
            Some(format!("{jobs}, done about {}", end.strftime("%H:%M")))
        }
        None => Some(jobs),
    }
}
