//! Settings: folder of the pictures, theme, notifications, processor, JPEG quality, downloads, privacy.
//! The disk thread saves each change at once.

use super::action::{Action, SettingsAction};
use super::context::PanelContext;
use super::models::ModelAction;
use super::serving::Serving;
use super::team_settings::team_ui;
use super::theme::{Look, strong};
use super::{icons, text_field, widgets};
use crate::brief::DeviceChoice;
use crate::engine::{ComputeDevice, DeviceKind};
use crate::files::{Theme, WindowLanguage};
use crate::{api, team, units};
use egui::{Label, RichText, ScrollArea, Slider, Ui};

/// Draws the screen, from its top where it was `just_opened`.
pub fn settings_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, serving: &Serving, just_opened: bool) {
    ui.label(strong(text!("settings-settings"), 24.0).color(cx.look.ink));
    ui.add_space(8.0);
    let settings = cx.studio.settings();
    let mut area = ScrollArea::vertical().id_salt("settings").auto_shrink(false);
    if just_opened {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        ui.set_max_width((ui.available_width() - 12.0).min(640.0));
        group_ui(ui, cx.look, text!("settings-pictures"), |ui| pictures_ui(ui, cx));
        if team::IS_INCLUDED {
            group_ui(ui, cx.look, text!("settings-render-on"), |ui| {
                team_ui(ui, cx.look, cx.studio, cx.actions)
            });
        }
        group_ui(ui, cx.look, text!("settings-appearance"), |ui| {
            ui.horizontal_wrapped(|ui| {
                for (theme, name) in [
                    (Theme::System, text!("settings-same-system")),
                    (Theme::Light, text!("settings-light")),
                    (Theme::Dark, text!("settings-dark")),
                ] {
                    if widgets::chip(ui, cx.look, settings.theme == theme, name).clicked() {
                        cx.push(SettingsAction::SetTheme(theme));
                    }
                }
            });
        });
        group_ui(ui, cx.look, text!("settings-language"), |ui| language_ui(ui, cx));
        group_ui(ui, cx.look, text!("settings-when-picture-finished"), |ui| {
            let (mut notify, mut sound) = (settings.notify, settings.sound);
            if ui
                .checkbox(&mut notify, text!("settings-notify-me-while-window-background"))
                .changed()
            {
                cx.push(SettingsAction::SetNotify(notify));
            }
            let sound_box = egui::Checkbox::new(&mut sound, text!("settings-with-a-sound"));
            if ui.add_enabled(settings.notify, sound_box).changed() {
                cx.push(SettingsAction::SetSound(sound));
            }
        });
        group_ui(ui, cx.look, text!("settings-while-pictures-made"), |ui| running_ui(ui, cx));
        group_ui(ui, cx.look, text!("settings-what-draws"), |ui| device_ui(ui, cx));
        group_ui(ui, cx.look, text!("settings-save-as-jpeg"), |ui| {
            let mut quality = settings.jpeg_quality;
            ui.horizontal(|ui| {
                let label = ui.label(RichText::new(text!("settings-quality")).color(cx.look.quiet));
                if ui.add(Slider::new(&mut quality, 40..=100)).labelled_by(label.id).changed() {
                    cx.push(SettingsAction::SetJpegQuality(quality));
                }
            });
        });
        group_ui(ui, cx.look, text!("settings-downloads"), |ui| downloads_ui(ui, cx));
        if api::IS_INCLUDED {
            group_ui(ui, cx.look, text!("settings-other-programs"), |ui| {
                serving_ui(ui, cx, serving)
            });
        }
        group_ui(ui, cx.look, text!("settings-privacy"), |ui| privacy_ui(ui, cx, serving));
        group_ui(ui, cx.look, text!("settings-about"), |ui| {
            ui.label(concat!("Brandish ", env!("CARGO_PKG_VERSION")));
            let folder = text!("settings-data-folder", path = cx.studio.home().data.display());
            let text = RichText::new(folder).small().color(cx.look.quiet);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    });
}

/// The folder of new pictures.
fn pictures_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    let folder = cx.studio.pictures_folder();
    let text = RichText::new(folder.display().to_string()).color(cx.look.ink);
    ui.add(Label::new(text).wrap().selectable(true));
    ui.horizontal_wrapped(|ui| {
        if widgets::button(ui, icons::FOLDER, text!("settings-choose-a-folder")).clicked() {
            cx.push(SettingsAction::ChoosePicturesFolder(None));
        }
        if ui.button(text!("settings-open-the-folder")).clicked() {
            cx.push(SettingsAction::OpenPicturesFolder);
        }
        if cx.studio.settings().pictures_folder.is_some()
            && ui.button(text!("settings-use-default-folder")).clicked()
        {
            cx.push(SettingsAction::UseDefaultFolder);
        }
    });
    let text = text!("settings-new-pictures-saved-older-ones");
    ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
}

/// The language of the window. Each is named as its speakers call it, so that anyone finds the way back.
fn language_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    let chosen = cx.studio.settings().language;
    ui.horizontal_wrapped(|ui| {
        let system = text!("settings-like-the-system");
        if widgets::chip(ui, cx.look, chosen.is_none(), system).clicked() {
            cx.push(SettingsAction::SetLanguage(None));
        }
        for language in WindowLanguage::ALL {
            let is_chosen = chosen == Some(language);
            if widgets::chip(ui, cx.look, is_chosen, language.name()).clicked() {
                cx.push(SettingsAction::SetLanguage(Some(language)));
            }
        }
    });
}

/// Whether the computer stays usable, and whether it may fall asleep.
fn running_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    let settings = cx.studio.settings();
    let (mut quiet_mode, mut keep_awake) = (settings.quiet_mode, settings.keep_awake);
    if ui.checkbox(&mut quiet_mode, text!("settings-keep-computer-usable")).changed() {
        cx.push(SettingsAction::SetQuietMode(quiet_mode));
    }
    let text = text!("settings-half-cores-others-first");
    ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
    if ui.checkbox(&mut keep_awake, text!("settings-keep-laptop-awake")).changed() {
        cx.push(SettingsAction::SetKeepAwake(keep_awake));
    }
}

/// The devices that were found, with their memory. The rendering thread looks for them; until then only the choice shows.
fn device_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    let chosen = cx.studio.settings().device;
    let found = ComputeDevice::found_so_far().unwrap_or_default();
    let cards = found.iter().filter(|device| device.kind != DeviceKind::Cpu);
    let mut choices = vec![(DeviceChoice::Auto, text!("settings-device-auto").to_owned())];
    choices.extend(cards.clone().map(|device| {
        let memory = units::bytes(device.memory.unwrap_or_default());
        let name = text!("settings-device-card", name = device.name, memory = memory);
        (DeviceChoice::Only(device.kind), name)
    }));
    choices.push((DeviceChoice::Only(DeviceKind::Cpu), text!("settings-processor").to_owned()));
    ui.horizontal_wrapped(|ui| {
        for (choice, name) in choices {
            if widgets::chip(ui, cx.look, chosen == choice, &name).clicked() {
                cx.push(SettingsAction::SetDevice(choice));
            }
        }
    });
    let text = match cards.count() {
        0 => text!("settings-no-card-found"),
        _ => text!("settings-card-draws-pictures"),
    };
    ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
}

/// What leaves the laptop, by the settings as they are, and the file for someone who helps.
fn privacy_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, serving: &Serving) {
    let team = match cx.studio.dispatcher().renders_on_team() {
        false => text!("settings-nothing-leaves-laptop-no-account"),
        true => text!("settings-teams-workers-receive-prompts-no"),
    };
    let programs = match serving.is_running() {
        false => text!("settings-no-other-program-ask-brandish"),
        true => text!("settings-programs-laptop-request-pictures-captions"),
    };
    let lines = [
        team,
        text!("settings-network-used-for-downloads-start"),
        programs,
        text!("settings-pictures-carry-prompt-settings-brandish"),
    ];
    for line in lines {
        ui.add(Label::new(RichText::new(line).color(cx.look.quiet)).wrap());
    }
    if widgets::button(ui, icons::EXPORT, text!("settings-save-support-file")).clicked() {
        cx.push(SettingsAction::SaveSupportFile);
    }
    let text = text!("settings-log-facts-system-for-someone");
    ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
}

/// The mirror and the proxy; a change applies when its field loses the focus.
fn downloads_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    let settings = cx.studio.settings();
    let mut addresses = [settings.hub.clone(), settings.proxy.clone()];
    let mut is_new = false;
    for (at, name, hint) in [
        (0, text!("settings-mirror"), text!("settings-https-instead-hugging-face-hub")),
        (1, text!("settings-proxy"), text!("settings-http-host-port-empty-systems")),
    ] {
        ui.horizontal(|ui| {
            let label = ui.scope(|ui| {
                ui.set_min_width(48.0);
                ui.label(RichText::new(name).color(cx.look.quiet))
            });
            let label = label.inner;
            let id = egui::Id::unique(("line", name));
            let saved = addresses[at].clone().unwrap_or_default();
            let mut text = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| saved.clone());
            let field = text_field::singleline(ui, &mut text, |field| {
                field.hint_text(hint).margin(8).desired_width(f32::INFINITY)
            });
            let response = field.labelled_by(label.id).on_hover_text(hint);
            if response.lost_focus() {
                addresses[at] = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                is_new |= addresses[at].clone().unwrap_or_default() != saved;
                ui.data_mut(|data| data.remove::<String>(id));
            } else if response.changed() {
                ui.data_mut(|data| data.insert_temp(id, text));
            }
        });
    }
    if is_new {
        let [mirror, proxy] = addresses;
        cx.push(ModelAction::SetEndpoint { mirror, proxy });
    }
}

fn serving_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, serving: &Serving) {
    let mut serve = cx.studio.settings().serve;
    let text = text!("settings-serve", address = serving.address().to_string());
    if ui.checkbox(&mut serve, text).changed() {
        cx.push(SettingsAction::SetHttpServer(serve));
    }
    if serving.is_running() {
        ui.horizontal(|ui| {
            let address = format!("http://{}", serving.address());
            ui.add(Label::new(RichText::new(&address).color(cx.look.ink)).selectable(true));
            if widgets::button(ui, icons::COPY, text!("settings-copy-address")).clicked() {
                cx.push(Action::CopyText(address));
            }
        });
    }
    if let Some(error) = serving.error() {
        ui.add(Label::new(RichText::new(error).color(cx.look.warn)).wrap());
    }
    let text = text!("settings-while-window-open-programs-laptop");
    ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
}

fn group_ui(ui: &mut Ui, look: &Look, title: &str, add: impl FnOnce(&mut Ui)) {
    look.card().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(strong(title, 14.0).color(look.ink));
        add(ui);
    });
    ui.add_space(8.0);
}
