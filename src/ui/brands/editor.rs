//! The middle column: what can be done with a brand, its sections as tabs, and the fields of one.
//! The table of fields says what stands where; a field's own control is drawn in `fields`.

use super::{BrandAction, BrandQuestion, Brands, View, colours};
use crate::brand::{FIELDS, Field, Kind, Persona, Section};
use crate::studio::Origin;
use crate::ui::action::Action;
use crate::ui::theme::strong;
use crate::ui::{icons, keys, parts};
use egui::{Label, RichText, ScrollArea, Ui};

impl Brands {
    pub(super) fn editor_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &Persona,
        actions: &mut Vec<Action>,
    ) {
        title_ui(ui, view, persona, actions);
        deeds_ui(ui, view, persona, actions);
        ui.add_space(4.0);
        let section = self.tabs_ui(ui, view, persona);
        ui.add_space(4.0);
        let mut changed = persona.clone();
        let mut what = None;
        let scroll = ScrollArea::vertical().id_salt((&persona.id.0, section as usize));
        scroll.auto_shrink(false).show(ui, |ui| {
            view.look.card().show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                let fields = || FIELDS.iter().filter(|field| field.section == section);
                let is_colour = |field: &&Field| matches!(field.kind, Kind::Colour(_));
                let mut colours_done = false;
                for field in fields() {
                    if !is_colour(&field) {
                        if self.field_ui(ui, view, &mut changed, field, actions) {
                            what = Some(field.label);
                        }
                    } else if !std::mem::replace(&mut colours_done, true) {
                        parts::caption(ui, view.look, "Colours");
                        colours::sources_ui(ui, &changed, actions);
                        for field in fields().filter(is_colour) {
                            if self.colour_ui(ui, view, &mut changed, field) {
                                what = Some(field.label);
                            }
                        }
                        if colours::warnings_ui(ui, view, &mut changed) {
                            what = Some("readable colours");
                        }
                    }
                    ui.add_space(if is_colour(&field) { 0.0 } else { 10.0 });
                }
            });
        });
        if let Some(what) = what.filter(|_| changed != *persona) {
            actions.push(Action::Brand(BrandAction::Change(Box::new(changed), what)));
        }
    }

    /// The sections; a mark says where something is wrong.
    fn tabs_ui(&mut self, ui: &mut Ui, view: &View<'_>, persona: &Persona) -> Section {
        let shown = *self.section.get_or_insert(Section::Identity);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for section in Section::ALL {
                if parts::chip(ui, view.look, section == shown, section.label()).clicked() {
                    self.section = Some(section);
                }
                let mut fields = FIELDS.iter().filter(|field| field.section == section);
                let refused = fields.any(|field| self.typed.is_refused(&persona.id, field));
                let weak = section == Section::Look && !persona.look.palette.warnings().is_empty();
                if refused || weak {
                    let ink = if refused { view.look.bad } else { view.look.warn };
                    let tip =
                        if refused { "Something here is not kept yet" } else { "Hard to read" };
                    ui.label(parts::icon_filled(icons::WARNING, 14.0).color(ink))
                        .on_hover_text(tip);
                }
            }
        });
        shown
    }
}

fn title_ui(ui: &mut Ui, view: &View<'_>, persona: &Persona, actions: &mut Vec<Action>) {
    let (undo, redo) = view.studio.brands().steps();
    ui.horizontal(|ui| {
        ui.set_height(34.0);
        let name = Label::new(strong(&persona.name, 24.0).color(view.look.ink)).truncate();
        let room = egui::vec2(ui.available_width() - 84.0, 34.0);
        ui.allocate_ui_with_layout(room, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(room.x);
            ui.add(name);
        });
        for (step, icon, name, key, action) in [
            (undo, icons::UNDO, "Undo", keys::UNDO, BrandAction::Undo),
            (redo, icons::REDO, "Redo", keys::REDO, BrandAction::Redo),
        ] {
            let key = ui.ctx().format_shortcut(&key);
            let tip = match step {
                Some(what) => format!("{name}: {what} ({key})"),
                None => format!("Nothing to {} ({key})", name.to_lowercase()),
            };
            // Its name says what it undoes, so that it is not taken for a message's own button.
            let words = format!("{name} the last change");
            let button = ui.add_enabled_ui(step.is_some(), |ui| {
                parts::icon_button(ui, icon, &words, &tip).on_disabled_hover_text(&tip)
            });
            if button.inner.clicked() {
                actions.push(Action::Brand(action));
            }
        }
    });
}

/// What can be done with the whole of a brand.
fn deeds_ui(ui: &mut Ui, view: &View<'_>, persona: &Persona, actions: &mut Vec<Action>) {
    let (look, id) = (view.look, &persona.id);
    let origin = view.studio.brands().origin(persona);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding.x = 9.0;
        if view.speaking == Some(id) {
            ui.horizontal(|ui| {
                ui.set_height(32.0);
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(parts::icon_filled(icons::SPEAKING, 16.0).color(look.accent));
                ui.label(strong("Is speaking", 14.0).color(look.accent));
            })
            .response
            .on_hover_text("New pictures and captions are made in its name");
            ui.add_space(4.0);
        } else {
            let words = strong("Let it speak", 14.0).color(look.on_accent);
            let icon = parts::icon(icons::SPEAKING, 16.0).color(look.on_accent);
            let button = egui::Button::new((icon, words)).fill(look.accent);
            let tip = "Make new pictures and captions in its name";
            let button = ui.add(button).accessible_name("Let it speak").on_hover_text(tip);
            if button.clicked() {
                actions.push(Action::SpeakAs(Some(id.clone())));
            }
        }
        let mut deed = |icon: &str, words: &str, tip: &str, action: BrandAction| {
            if parts::button(ui, icon, words).on_hover_text(tip).clicked() {
                actions.push(Action::Brand(action));
            }
        };
        let tip = "Start another brand as a copy of this one";
        deed(icons::COPY, "Duplicate", tip, BrandAction::Duplicate(id.clone()));
        let name = format!("{id}.brandish-persona");
        let export = BrandQuestion::Export { id: id.clone(), name };
        let tip = "Write it with its logos and fonts into one file, for a colleague or a backup";
        deed(icons::EXPORT, "Export…", tip, BrandAction::Choose(export));
        if origin == Origin::Own {
            let tip = "Take this brand away; this can be undone";
            deed(icons::TRASH, "Remove", tip, BrandAction::Remove(id.clone()));
        }
    });
    origin_ui(ui, view, persona, origin, actions);
}

/// What kind of brand it is, in one line of a fixed height: nothing moves with the first letter typed.
fn origin_ui(
    ui: &mut Ui,
    view: &View<'_>,
    persona: &Persona,
    origin: Origin,
    actions: &mut Vec<Action>,
) {
    let look = view.look;
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.spacing_mut().interact_size.y = 22.0;
        ui.spacing_mut().button_padding = egui::vec2(2.0, 0.0);
        let words = match origin {
            Origin::Starter => "A starter: change it and it is yours. You can always go back.",
            Origin::Changed => "Your version of a starter, kept as you type.",
            Origin::Own => "Your own brand, kept as you type.",
        };
        ui.add(Label::new(RichText::new(words).size(13.0).color(look.quiet)).truncate());
        if origin == Origin::Changed {
            let words = RichText::new("Back to the starter").size(13.0).color(look.accent);
            let link = egui::Button::new(words.underline()).frame(false);
            let tip = "Drop your changes; this can be undone";
            let link = ui.add(link).accessible_name("Back to the starter").on_hover_text(tip);
            if link.clicked() {
                actions.push(Action::Brand(BrandAction::Remove(persona.id.clone())));
            }
        }
    });
}
