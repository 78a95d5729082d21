//! Settings, "Render on": this laptop or the team queue, its addresses, and whether they answer.
//! An address takes effect when its field loses the focus; until then the typed text is only here.

use super::action::{Action, SettingsAction};
use super::text;
use super::theme::Look;
use super::{text_field, widgets};
use crate::files::RenderOn;
use crate::studio::Studio;
use crate::team::{TeamError, TeamStatus, WorkerInfo};
use egui::{Label, RichText, Ui};

/// Workers that are named; there may be many.
const SHOWN_WORKERS: usize = 4;

pub(super) fn team_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let settings = studio.settings();
    ui.horizontal(|ui| {
        for (place, words) in [
            (RenderOn::Laptop, text!("settings-this-laptop")),
            (RenderOn::Team, text!("settings-team-queue")),
        ] {
            if widgets::chip(ui, look, settings.render_on == place, words).clicked() {
                actions.push(SettingsAction::SetRenderOn(place).into());
            }
        }
    });
    if settings.render_on == RenderOn::Team {
        address_ui(ui, look, studio, actions);
        ui.horizontal(|ui| {
            let (testing, _) = studio.dispatcher().probed();
            let can_test = settings.queue.is_some() && !testing;
            if ui.add_enabled(can_test, egui::Button::new(text!("settings-test"))).clicked() {
                actions.push(SettingsAction::TestTeam.into());
            }
            status_ui(ui, look, studio);
        });
    }
    let words = match settings.render_on {
        RenderOn::Laptop => text!("settings-pictures-drawn-nothing-leaves-laptop"),
        RenderOn::Team => {
            text!("settings-prompts-go-teams-queue-workers")
        }
    };
    ui.add(Label::new(RichText::new(words).small().color(look.quiet)).wrap());
}

fn address_ui(ui: &mut Ui, look: &Look, studio: &Studio, actions: &mut Vec<Action>) {
    let settings = studio.settings();
    let mut address = [settings.queue.clone(), settings.store.clone()];
    let mut changed = false;
    for (at, name, hint) in [
        (0, text!("settings-queue"), text!("settings-redis-address-administrator-gave")),
        (1, text!("settings-store"), text!("settings-shared-folder-s3-bucket-empty")),
    ] {
        ui.horizontal(|ui| {
            let label = ui.scope(|ui| {
                ui.set_min_width(48.0);
                ui.label(RichText::new(name).color(look.quiet))
            });
            let id = egui::Id::unique(("team", name));
            let saved = address[at].clone().unwrap_or_default();
            let mut text = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| saved.clone());
            // A password is hidden from others who see the screen.
            let secret =
                text.contains('@') && !ui.memory(|memory| memory.has_focus(id.with("field")));
            let response = text_field::address(ui, &mut text, secret, |field| {
                field.id(id.with("field")).hint_text(hint).margin(8).desired_width(f32::INFINITY)
            });
            let response = response.labelled_by(label.inner.id).on_hover_text(hint);
            if response.lost_focus() {
                address[at] = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                changed |= address[at].clone().unwrap_or_default() != saved;
                ui.data_mut(|data| data.remove::<String>(id));
            } else if response.changed() {
                ui.data_mut(|data| data.insert_temp(id, text));
            }
        });
    }
    if changed {
        let [queue, store] = address;
        actions.push(SettingsAction::SetTeam { queue, store }.into());
    }
}

/// The result of the test, or the team's status.
fn status_ui(ui: &mut Ui, look: &Look, studio: &Studio) {
    let (testing, probed) = studio.dispatcher().probed();
    let said = |error: &TeamError| text::said(&error.to_string()).into_owned();
    let (words, ink) = match (testing, probed, studio.dispatcher().team_status()) {
        _ if studio.settings().queue.is_none() => {
            (text!("settings-type-address-teams-queue").to_owned(), look.warn)
        }
        (true, ..) => (text!("settings-testing-queue-store").to_owned(), look.quiet),
        (_, Some(Ok(workers)), _) => {
            (text!("settings-queue-and-store-answer", workers = worker_names(workers)), look.good)
        }
        (_, Some(Err(error)), _) => (said(error), look.bad),
        (_, None, TeamStatus::Reachable { workers }) => {
            (text!("settings-queue-answers", workers = worker_names(workers)), look.good)
        }
        (_, None, TeamStatus::Unreachable(error)) => (said(error), look.warn),
        (_, None, TeamStatus::Unknown) => (String::new(), look.quiet),
    };
    ui.add(Label::new(RichText::new(words).small().color(ink)).wrap());
}

/// `2 workers: anna-7, ben-3.`
fn worker_names(workers: &[WorkerInfo]) -> String {
    let names: Vec<_> =
        workers.iter().take(SHOWN_WORKERS).map(|worker| worker.name.as_str()).collect();
    let (count, names) = (workers.len(), names.join(", "));
    match count > SHOWN_WORKERS {
        true => text!("settings-workers-and-more", count = count, names = names),
        false => text!("settings-workers", count = count, names = names),
    }
}
