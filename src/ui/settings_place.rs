//! Settings: where pictures go, light or dark, notifications, JPEG quality, other programs.
//! A change is kept at once, by the disk thread.

use super::action::Action;
use super::models::ModelAction;
use super::serving::Serving;
use super::team_settings::team_ui;
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
        group_ui(ui, look, "Render on", |ui| team_ui(ui, look, studio, actions));
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
        group_ui(ui, look, "Downloads", |ui| line_ui(ui, look, studio, actions));
        group_ui(ui, look, "Other programs", |ui| serving_ui(ui, look, studio, serving, actions));
        group_ui(ui, look, "About", |ui| {
            ui.label(concat!("Brandish ", env!("CARGO_PKG_VERSION")));
            let words = match studio.renders_on_team() {
                false => "Nothing leaves this laptop: no account, no telemetry.",
                true => "Nothing leaves this laptop but what your own team draws: no account, no telemetry.",
            };
            ui.label(RichText::new(words).color(look.quiet));
            let places = format!("Settings and history: {}", studio.home().data.display());
            let text = RichText::new(places).small().color(look.quiet);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    });
}

/// The mirror and the proxy; they count when the field is left.
fn line_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let settings = studio.settings();
    let mut line = [settings.hub.clone(), settings.proxy.clone()];
    let mut is_new = false;
    for (at, name, hint) in [
        (0, "Mirror", "https://… in the place of the Hugging Face hub"),
        (1, "Proxy", "http://host:port; empty: as the system says"),
    ] {
        ui.horizontal(|ui| {
            let label = ui.scope(|ui| {
                ui.set_min_width(48.0);
                ui.label(RichText::new(name).color(look.quiet))
            });
            let label = label.inner;
            let id = egui::Id::unique(("line", name));
            let kept = line[at].clone().unwrap_or_default();
            let mut text = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| kept.clone());
            let field = egui::TextEdit::singleline(&mut text).hint_text(hint).margin(8);
            let response = ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
            if response.lost_focus() {
                line[at] = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                is_new |= line[at].clone().unwrap_or_default() != kept;
                ui.data_mut(|data| data.remove::<String>(id));
            } else if response.changed() {
                ui.data_mut(|data| data.insert_temp(id, text));
            }
        });
    }
    if is_new {
        let [mirror, proxy] = line;
        actions.push(Action::Model(ModelAction::SetEndpoint { mirror, proxy }));
    }
    let words = "Downloads use the network only when you start one.";
    ui.label(RichText::new(words).small().color(look.quiet));
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
