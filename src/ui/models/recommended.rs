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
use crate::ui::text;
use egui::{Align, Label, Layout, ProgressBar, RichText, Ui};

pub fn recommended_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, brief: &Brief) {
    let (look, studio) = (cx.look, cx.studio);
    heading(ui, look, text!("models-recommended"));
    let words_above = text!("models-from-hugging-face-hub-without");
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
            ModelKind::Pictures => text!("models-for-pictures"),
            ModelKind::Writer => text!("models-for-captions"),
            ModelKind::Describer | ModelKind::Segmenter => text!("models-for-photos"),
        };
        if last.replace(title) != Some(title) {
            widgets::caption(ui, look, title);
        }
        row_ui(ui, cx, brief, row, studio.models().download(&row.id));
    }
    if has_all {
        words(ui, text!("models-have-all-others-added-by"), look.quiet);
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
            words(ui, text::said(&row.good_at), look.ink);
            if let (Some(family), Some(steps)) = (row.family(), row.steps) {
                let time = unmeasured_time(family, steps, brief);
                small_words(ui, speed_words(time, false), look.quiet);
            }
        });
        let (licence, terms) = (text::said(&row.licence), text::said(&row.terms));
        let terms = text!("models-licence-and-terms", licence = licence, terms = terms);
        small_words(ui, format!("{terms} {}", row.repository), look.quiet);
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
                let button = widgets::button(ui, icons::IMPORT, text!("models-download"));
                let name = text!("models-download-named", name = row.name);
                if button.accessible_name(name).clicked() {
                    cx.push(ModelAction::Download(row.id.clone()));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(strong(&row.name, 15.0).color(look.ink));
                let size = text!("models-about-size", size = text::bytes(row.bytes()));
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
    ui.add(bar).accessible_name(text!("models-progress-of", name = name));
    if let DownloadState::Failed(failure) = &download.state {
        let (sentence, advice) = (failure.sentence(), failure.advice());
        let text = format!("{} {}", text::said(&sentence), text::said(advice));
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
            let cancel = widgets::button(ui, icons::CLOSE, text!("models-cancel"));
            let cancel = cancel.on_hover_text(text!("models-stop-delete-downloaded"));
            push(
                cancel.accessible_name(text!("models-cancel-named", name = name)).clicked(),
                ModelAction::Cancel,
            );
            match &download.state {
                DownloadState::Failed(failure) => {
                    let (text, label) = match failure.can_resume() {
                        true => (text!("models-resume"), text!("models-resume-named", name = name)),
                        false => (
                            text!("models-try-again"),
                            text!("models-try-again-named", name = name),
                        ),
                    };
                    let resume = widgets::button(ui, icons::RETRY, text);
                    push(resume.accessible_name(label).clicked(), ModelAction::Resume);
                }
                DownloadState::Paused => {
                    let resume = widgets::button(ui, icons::PLAY, text!("models-resume"));
                    let label = text!("models-resume-named", name = name);
                    push(resume.accessible_name(label).clicked(), ModelAction::Resume);
                }
                _ => {
                    let pause = widgets::button(ui, icons::PAUSE, text!("models-pause"));
                    let label = text!("models-pause-named", name = name);
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
    let amounts =
        text!("models-amounts", done = amount(download.done), total = amount(download.total));
    let mut words = match &download.state {
        DownloadState::Waiting => text!("models-waiting-for-another-download").to_owned(),
        DownloadState::Running { speed, left } => {
            let speed = speed.map(|speed| format!("{}/s", amount(speed)));
            let left = left.map(|left| text!("models-time-left", time = text::duration(left)));
            let parts: Vec<_> = [Some(amounts), speed, left].into_iter().flatten().collect();
            parts.join(" · ")
        }
        DownloadState::Reconnecting => text!("models-reconnecting", amounts = amounts),
        DownloadState::Checking => text!("models-downloaded-being-checked").to_owned(),
        DownloadState::Paused => text!("models-paused", amounts = amounts),
        DownloadState::Failed(_) if download.done == 0 => text!("models-stopped").to_owned(),
        DownloadState::Failed(_) => text!("models-stopped-at", amounts = amounts),
        DownloadState::Done => text!("models-done").to_owned(),
        DownloadState::Cancelled => text!("models-cancelled").to_owned(),
    };
    if download.restarted {
        words = text!("models-from-the-start", state = words);
    }
    words
}

/// A growing size: with a decimal while whole megabytes change too rarely.
fn amount(bytes: u64) -> String {
    match bytes {
        0..100_000_000 => text!("models-megabytes", number = text::decimal(bytes as f64 / 1e6, 1)),
        _ => text::bytes(bytes),
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
