//! The recommended models: a card for each with its size, its terms and the progress of its download.
//! Nothing is downloaded before the user starts it.

use super::super::action::Action;
use super::super::context::PanelContext;
use super::super::theme::{Look, strong};
use super::super::{icons, widgets};
use super::{ModelAction, beside_sample_ui, card_ui, heading, small_words, speed_words, words};
use crate::brief::{Brief, ModelId};
use crate::model_library::{
    Download, DownloadState, ModelKind, RecommendedModel, recommended_model, recommended_models,
};
use crate::studio::unmeasured_time;
use crate::units;
use egui::{Align, Label, Layout, ProgressBar, RichText, Ui};

pub fn recommended_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &Brief) {
    let (look, studio) = (cx.look, cx.studio);
    heading(ui, look, "Recommended");
    let words_above = "From the Hugging Face hub, without an account. A model then runs on this laptop; nothing leaves it.";
    words(ui, words_above, look.quiet);
    // Unfinished downloads of models that are no longer recommended.
    let is_other = |download: &&Download| recommended_model(&download.id).is_none();
    for download in studio.models().downloads().iter().filter(is_other) {
        card_ui(ui, look, look.line, |ui| {
            ui.label(strong(&download.name, 15.0).color(look.ink));
            download_ui(ui, look, download, cx.actions);
        });
    }
    let mut has_all = true;
    let mut last = None;
    for row in recommended_models() {
        if studio.models().installed().has_manifest(&row.id) {
            continue;
        }
        has_all = false;
        let title = match row.kind {
            ModelKind::Pictures => "For pictures",
            ModelKind::Writer => "For captions",
            ModelKind::Describer | ModelKind::Segmenter => "For photos",
        };
        if last.replace(title) != Some(title) {
            widgets::caption(ui, look, title);
        }
        row_ui(ui, cx, brief, row, studio.models().download(&row.id));
    }
    if has_all {
        words(ui, "You have all of them. Others can be added by file or folder.", look.quiet);
    }
}

fn row_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    brief: &Brief,
    row: &RecommendedModel,
    download: Option<&Download>,
) {
    let look = cx.look;
    let icon = match row.kind {
        ModelKind::Pictures => icons::IMAGES,
        ModelKind::Writer | ModelKind::Describer => icons::TEXT,
        ModelKind::Segmenter => icons::WAND,
    };
    let line = if download.is_some() { look.accent } else { look.line };
    card_ui(ui, look, line, |ui| {
        beside_sample_ui(ui, cx, &ModelId(row.id.clone()), icon, |ui, cx| {
            head_ui(ui, cx, row, download.is_none());
            words(ui, &row.good_at, look.ink);
            if let (Some(family), Some(steps)) = (row.family(), row.steps) {
                let time = unmeasured_time(family, steps, brief);
                small_words(ui, speed_words(time, false), look.quiet);
            }
        });
        let terms = format!("{}: {} {}", row.licence, row.terms, row.repository);
        small_words(ui, terms, look.quiet);
        if let Some(download) = download {
            download_ui(ui, look, download, cx.actions);
        }
    });
}

/// The name and the size, with the button that starts the download.
fn head_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, row: &RecommendedModel, can_start: bool) {
    let look = cx.look;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if can_start {
                let button = widgets::button(ui, icons::IMPORT, "Download");
                let name = format!("Download {}", row.name);
                if button.accessible_name(name).clicked() {
                    cx.push(ModelAction::Download(row.id.clone()));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(strong(&row.name, 15.0).color(look.ink));
                let size = format!("about {}", units::bytes(row.bytes()));
                ui.add(Label::new(RichText::new(size).color(look.quiet)).truncate());
            });
        });
    });
}

fn download_ui(ui: &mut Ui, look: &Look, download: &Download, actions: &mut Vec<Action>) {
    let fraction = match download.total {
        0 => 0.0,
        total => download.done as f32 / total as f32,
    };
    let bar = ProgressBar::new(fraction).desired_height(6.0).fill(look.accent);
    let name = &download.name;
    ui.add(bar).accessible_name(format!("Progress of {name}"));
    if let DownloadState::Failed(failure) = &download.state {
        let text = format!("{} {}", failure.sentence(), failure.advice());
        words(ui, text, look.bad);
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let id = &download.id;
            let mut push = |clicked: bool, action: fn(String) -> ModelAction| {
                if clicked {
                    actions.push(Action::Model(action(id.clone())));
                }
            };
            let cancel = widgets::button(ui, icons::CLOSE, "Cancel");
            let cancel = cancel.on_hover_text("Stop, and delete what was downloaded");
            push(cancel.accessible_name(format!("Cancel {name}")).clicked(), ModelAction::Cancel);
            match &download.state {
                DownloadState::Failed(failure) => {
                    let text = if failure.can_resume() { "Resume" } else { "Try again" };
                    let resume = widgets::button(ui, icons::RETRY, text);
                    let label = format!("{text} {name}");
                    push(resume.accessible_name(label).clicked(), ModelAction::Resume);
                }
                DownloadState::Paused => {
                    let resume = widgets::button(ui, icons::PLAY, "Resume");
                    let label = format!("Resume {name}");
                    push(resume.accessible_name(label).clicked(), ModelAction::Resume);
                }
                _ => {
                    let pause = widgets::button(ui, icons::PAUSE, "Pause");
                    let label = format!("Pause {name}");
                    push(pause.accessible_name(label).clicked(), ModelAction::Pause);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(state_words(download)).color(look.quiet);
                ui.add(Label::new(text).truncate());
            });
        });
    });
}

/// The progress in words: `Downloading · 420 MB of 1.1 GB · 8.2 MB/s · 1 min 22 s left`.
fn state_words(download: &Download) -> String {
    let amounts = format!("{} of {}", amount(download.done), amount(download.total));
    let mut words = match &download.state {
        DownloadState::Waiting => "Waiting for another download".to_owned(),
        DownloadState::Running { speed, left } => {
            let speed = speed.map(|speed| format!(" · {}/s", amount(speed)));
            let left = left.map(|left| format!(" · {} left", units::duration(left)));
            format!("{amounts}{}{}", speed.unwrap_or_default(), left.unwrap_or_default())
        }
        DownloadState::Reconnecting => format!("The connection was lost, trying again · {amounts}"),
        DownloadState::Checking => "Downloaded, being checked".to_owned(),
        DownloadState::Paused => format!("Paused · {amounts}"),
        DownloadState::Failed(_) if download.done == 0 => "Stopped".to_owned(),
        DownloadState::Failed(_) => format!("Stopped · {amounts}"),
        DownloadState::Done => "Done".to_owned(),
        DownloadState::Cancelled => "Cancelled".to_owned(),
    };
    if download.restarted {
        words += " · from the start, as it could not be resumed";
    }
    words
}

/// A growing size: with a decimal while whole megabytes change too rarely.
fn amount(bytes: u64) -> String {
    match bytes {
        0..100_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => units::bytes(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn progress_shows_size_speed_and_time_left() {
        let state =
            DownloadState::Running { speed: Some(8_200_000), left: Some(Duration::from_secs(82)) };
        let mut download = Download {
            id: "a".into(),
            name: "A".into(),
            state,
            done: 420_000_000,
            total: 1_060_000_000,
            restarted: false,
        };
        assert_eq!(state_words(&download), "420 MB of 1.1 GB · 8.2 MB/s · 1 min 22 s left");
        download.state = DownloadState::Paused;
        assert_eq!(state_words(&download), "Paused · 420 MB of 1.1 GB");
    }
}
