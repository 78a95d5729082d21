//! The line at the bottom: the model, this laptop, the queue, and the memory that is free.
//! Free memory is read every few seconds on a thread of its own.

use super::parts;
use super::theme::Look;
use crate::brief::Brief;
use crate::studio::Studio;
use crate::team::Standing;
use brandish_inference::free_memory;
use crossbeam_channel::{Receiver, bounded};
use egui::{RichText, Ui};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(5);

/// What the status line knows by itself.
pub struct Status {
    cores: usize,
    free: Option<u64>,
    readings: Receiver<u64>,
}

impl Status {
    /// Starts the reading; it ends when this value is dropped.
    pub fn new() -> Self {
        let (sender, readings) = bounded(1);
        let started = std::thread::Builder::new().name("memory".into()).spawn(move || {
            while sender.send(free_memory()).is_ok() {
                std::thread::sleep(EVERY);
            }
        });
        if let Err(error) = started {
            tracing::warn!("free memory is not watched: {error}");
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cores, free: None, readings }
    }

    pub fn ui(&mut self, ui: &mut Ui, look: &Look, studio: &Studio, brief: &Brief) {
        if let Ok(free) = self.readings.try_recv() {
            self.free = Some(free);
        }
        let quiet = |text: String| RichText::new(text).small().color(look.quiet);
        ui.horizontal_centered(|ui| {
            let running = studio.jobs().find(|job| job.state().is_running());
            let model = studio.catalog().row(&brief.model);
            let model = model.map_or(brief.model.0.as_str(), |row| row.traits.name.as_str());
            let cores =
                if self.cores == 1 { "1 core".into() } else { format!("{} cores", self.cores) };
            let doing = match (running, studio.job_queue().is_paused()) {
                (Some(job), _) => job.state().words().to_lowercase(),
                (None, true) => "paused".into(),
                (None, false)
                    if studio.renders_on_team()
                        && matches!(studio.standing(), Standing::Down(_)) =>
                {
                    "jobs wait".into()
                }
                (None, false) => "ready".into(),
            };
            let place = match (studio.renders_on_team(), studio.standing()) {
                (false, _) => format!("this laptop, {cores}"),
                (true, Standing::Reached { workers }) if workers.len() == 1 => {
                    "team queue, 1 worker".into()
                }
                (true, Standing::Reached { workers }) => {
                    format!("team queue, {} workers", workers.len())
                }
                (true, Standing::Down(_)) => "team queue, which does not answer".into(),
                (true, Standing::Unknown) => "team queue".into(),
            };
            ui.label(quiet(format!("{model} · {place} · {doing}")));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if let Some(free) = self.free {
                    ui.label(quiet(format!("{} free memory", parts::bytes(free))));
                }
                ui.add_space(16.0);
                if let Some(words) = queue_words(studio, brief) {
                    ui.label(quiet(words));
                }
            });
        });
    }
}

/// `3 jobs, done about 14:32`.
fn queue_words(studio: &Studio, brief: &Brief) -> Option<String> {
    let open = studio.jobs().filter(|job| !job.state().is_over()).count();
    if open == 0 {
        return None;
    }
    let jobs = if open == 1 { "1 job".to_owned() } else { format!("{open} jobs") };
    let cost = studio.cost(&Brief { count: 0, ..brief.clone() });
    match cost.filter(|cost| cost.measured && !studio.job_queue().is_paused()) {
        Some(cost) => {
            let end = jiff::Timestamp::now() + cost.with_queue;
            let end = end.to_zoned_datetime(jiff::tz::TimeZone::system());
            Some(format!("{jobs}, done about {}", end.strftime("%H:%M")))
        }
        None => Some(jobs),
    }
}
