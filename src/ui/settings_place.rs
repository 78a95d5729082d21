//! Settings: where pictures go, light or dark, notifications, JPEG quality, other programs.
//! A change is kept at once, by the disk thread.

use super::action::Action;
use super::serving::Serving;
use super::theme::{Look, strong};
use super::{icons, parts};
use crate::files::Theme;
use crate::studio::Studio;
use egui::{Label, RichText, ScrollArea, Slider, Ui};

pub fn settings_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    serving: &Serving,
    actions: &mut Vec<Action>,
) {
    ui.label(strong("Settings", 24.0).color(look.ink));
    ui.add_space(8.0);
    let settings = studio.settings();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(640.0);
        group_ui(ui, look, "Pictures", |ui| {
            let folder = studio.pictures_folder();
            let text = RichText::new(folder.display().to_string()).color(look.ink);
            ui.add(Label::new(text).wrap().selectable(true));
            ui.horizontal(|ui| {
                if parts::button(ui, icons::FOLDER, "Choose a folder…").clicked() {
                    actions.push(Action::ChooseFolder(None));
                }
                if ui.button("Open folder").clicked() {
                    actions.push(Action::ShowFolder);
                }
                if settings.pictures_folder.is_some() && ui.button("Use the usual place").clicked()
                {
                    actions.push(Action::UsualFolder);
                }
            });
            let words = "New pictures go there. Those already made stay where they are.";
            ui.add(Label::new(RichText::new(words).small().color(look.quiet)).wrap());
        });
        group_ui(ui, look, "Appearance", |ui| {
            ui.horizontal(|ui| {
                for (theme, words) in [
                    (Theme::System, "Like the system"),
                    (Theme::Light, "Light"),
                    (Theme::Dark, "Dark"),
                ] {
                    if parts::chip(ui, look, settings.theme == theme, words).clicked() {
                        actions.push(Action::SetTheme(theme));
                    }
                }
            });
        });
        group_ui(ui, look, "When a picture is finished", |ui| {
            let mut notify = settings.notify;
            if ui.checkbox(&mut notify, "Tell me while the window is not in front").changed() {
                actions.push(Action::SetNotify(notify));
            }
        });
        group_ui(ui, look, "Save as JPEG", |ui| {
            let mut quality = settings.jpeg_quality;
            ui.horizontal(|ui| {
                let label = ui.label(RichText::new("Quality").color(look.quiet));
                if ui.add(Slider::new(&mut quality, 40..=100)).labelled_by(label.id).changed() {
                    actions.push(Action::SetJpegQuality(quality));
                }
            });
        });
        group_ui(ui, look, "Other programs", |ui| serving_ui(ui, look, studio, serving, actions));
        group_ui(ui, look, "About", |ui| {
            ui.label(concat!("Brandish ", env!("CARGO_PKG_VERSION")));
            let words = "Nothing leaves this laptop: no account, no telemetry.";
            ui.label(RichText::new(words).color(look.quiet));
            let places = format!("Settings and history: {}", studio.home().data.display());
            let text = RichText::new(places).small().color(look.quiet);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    });
}

fn serving_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    serving: &Serving,
    actions: &mut Vec<Action>,
) {
    let mut serve = studio.settings().serve;
    let words = format!("Let other programs on this laptop use Brandish ({})", serving.address());
    if ui.checkbox(&mut serve, words).changed() {
        actions.push(Action::Serve(serve));
    }
    if serving.is_open() {
        ui.horizontal(|ui| {
            let address = format!("http://{}", serving.address());
            ui.add(Label::new(RichText::new(&address).color(look.ink)).selectable(true));
            if parts::button(ui, icons::COPY, "Copy address").clicked() {
                actions.push(Action::CopyText(address));
            }
        });
    }
    if let Some(trouble) = serving.trouble() {
        ui.add(Label::new(RichText::new(trouble).color(look.warn)).wrap());
    }
    let words = "While this is on and the window is open, programs may ask for pictures and captions by HTTP. \
                 Other machines cannot.";
    ui.add(Label::new(RichText::new(words).small().color(look.quiet)).wrap());
}

fn group_ui(ui: &mut Ui, look: &Look, title: &str, add: impl FnOnce(&mut Ui)) {
    look.card().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(strong(title, 14.0).color(look.ink));
        add(ui);
    });
    ui.add_space(8.0);
}
