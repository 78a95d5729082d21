//! The middle column: the buttons of a brand, its sections as tabs, and the fields of one section.
//! The table of fields decides their order; each field's control is drawn in `fields`.

use super::{BrandAction, BrandDialog, Brands, colours};
use crate::brand::{FIELDS, Field, Kind, Persona, Section};
use crate::studio::Origin;
use crate::ui::action::BriefAction;
use crate::ui::context::PanelContext;
use crate::ui::theme::strong;
use crate::ui::{icons, keys, widgets};
use egui::{Label, RichText, ScrollArea, Ui};

impl Brands {
    pub(super) fn editor_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        in_use: bool,
    ) {
        title_ui(ui, cx, persona);
        buttons_ui(ui, cx, persona, in_use);
        ui.add_space(4.0);
        let section = self.tabs_ui(ui, cx, persona);
        ui.add_space(4.0);
        if self.products_open {
            let scroll = ScrollArea::vertical().id_salt((&persona.id.0, "products"));
            let changed =
                scroll.auto_shrink(false).show(ui, |ui| self.products_ui(ui, cx, persona));
            if let Some(changed) = changed.inner {
                cx.push(BrandAction::Change(Box::new(changed), "the product"));
            }
            return;
        }
        let working = self.working.take().filter(|working| working == persona);
        let mut changed = working.unwrap_or_else(|| persona.clone());
        let mut what = None;
        let scroll = ScrollArea::vertical().id_salt((&persona.id.0, section as usize));
        scroll.auto_shrink(false).show(ui, |ui| {
            cx.look.card().show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                let fields = || FIELDS.iter().filter(|field| field.section == section);
                let is_colour = |field: &&Field| matches!(field.kind, Kind::Colour(_));
                let mut colours_done = false;
                for field in fields() {
                    if !is_colour(&field) {
                        if self.field_ui(ui, cx, &mut changed, field) {
                            what = Some(field.label);
                        }
                    } else if !std::mem::replace(&mut colours_done, true) {
                        widgets::caption(ui, cx.look, "Colours");
                        colours::sources_ui(ui, cx, &changed);
                        for field in fields().filter(is_colour) {
                            if self.colour_ui(ui, cx, &mut changed, field) {
                                what = Some(field.label);
                            }
                        }
                        if colours::warnings_ui(ui, cx, &mut changed) {
                            what = Some("readable colours");
                        }
                    }
                    ui.add_space(if is_colour(&field) { 0.0 } else { 10.0 });
                }
            });
        });
        match what.filter(|_| changed != *persona) {
            Some(what) => cx.push(BrandAction::Change(Box::new(changed), what)),
            None => self.working = Some(changed),
        }
    }

    /// The sections; a mark shows which one needs attention.
    fn tabs_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>, persona: &Persona) -> Section {
        let shown = *self.section.get_or_insert(Section::Identity);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for section in Section::ALL {
                let is_shown = section == shown && !self.products_open;
                if widgets::chip(ui, cx.look, is_shown, section.label()).clicked() {
                    (self.section, self.products_open) = (Some(section), false);
                }
                let mut fields = FIELDS.iter().filter(|field| field.section == section);
                let rejected = fields.any(|field| self.texts.is_rejected(&persona.id, field));
                let weak = section == Section::Look && !persona.look.palette.warnings().is_empty();
                if rejected || weak {
                    let ink = if rejected { cx.look.bad } else { cx.look.warn };
                    let tip = match rejected {
                        true => "A field here is not valid and not saved",
                        false => "Some text would be hard to read",
                    };
                    ui.label(widgets::icon_filled(icons::WARNING, 14.0).color(ink))
                        .on_hover_text(tip);
                }
            }
            let text = match persona.products.len() {
                0 => "Products".to_owned(),
                count => format!("Products ({count})"),
            };
            let chip = widgets::chip(ui, cx.look, self.products_open, &text);
            if chip.accessible_name("Products").clicked() {
                self.products_open = true;
            }
        });
        shown
    }
}

fn title_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona) {
    let (undo, redo) = cx.studio.brands().steps();
    ui.horizontal(|ui| {
        ui.set_height(34.0);
        let name = Label::new(strong(&persona.name, 24.0).color(cx.look.ink)).truncate();
        let size = egui::vec2(ui.available_width() - 84.0, 34.0);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(size.x);
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
            // The full name differs from that of a message's undo button.
            let label = format!("{name} the last change");
            let button = ui.add_enabled_ui(step.is_some(), |ui| {
                widgets::icon_button(ui, icon, &label, &tip).on_disabled_hover_text(&tip)
            });
            if button.inner.clicked() {
                cx.push(action);
            }
        }
    });
}

/// The buttons for the whole brand: use, duplicate, export, remove.
fn buttons_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona, in_use: bool) {
    let id = &persona.id;
    let origin = cx.studio.brands().origin(persona);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().button_padding.x = 9.0;
        if in_use {
            ui.horizontal(|ui| {
                ui.set_height(32.0);
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(widgets::icon_filled(icons::MEGAPHONE, 16.0).color(cx.look.accent));
                ui.label(strong("In use", 14.0).color(cx.look.accent));
            })
            .response
            .on_hover_text("New pictures and captions use this brand");
            ui.add_space(4.0);
        } else {
            let text = strong("Use this brand", 14.0).color(cx.look.on_accent);
            let icon = widgets::icon(icons::MEGAPHONE, 16.0).color(cx.look.on_accent);
            let button = egui::Button::new((icon, text)).fill(cx.look.accent);
            let tip = "Make new pictures and captions with this brand";
            let button = ui.add(button).accessible_name("Use this brand").on_hover_text(tip);
            if button.clicked() {
                cx.push(BriefAction::SelectBrand(Some(id.clone())));
            }
        }
        let mut button = |icon: &str, text: &str, tip: &str, action: BrandAction| {
            if widgets::button(ui, icon, text).on_hover_text(tip).clicked() {
                cx.push(action);
            }
        };
        let tip = "Create a copy of this brand";
        button(icons::COPY, "Duplicate", tip, BrandAction::Duplicate(id.clone()));
        let name = format!("{id}.brandish-persona");
        let export = BrandDialog::Export { id: id.clone(), name };
        let tip =
            "Save it with its logos, fonts and products as one file, for a colleague or a backup";
        button(icons::EXPORT, "Export…", tip, BrandAction::OpenDialog(export));
        if origin == Origin::Own {
            let tip = "Remove this brand; this can be undone";
            button(icons::TRASH, "Remove", tip, BrandAction::Remove(id.clone()));
        }
    });
    origin_ui(ui, cx, persona, origin);
}

/// The kind of brand, in one line of fixed height: nothing moves when the first letter is typed.
fn origin_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona, origin: Origin) {
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.spacing_mut().interact_size.y = 22.0;
        ui.spacing_mut().button_padding = egui::vec2(2.0, 0.0);
        let text = match origin {
            Origin::Starter => "A starter: change it to make it yours; you can always restore it",
            Origin::Changed => "Your version of a starter, saved as you type",
            Origin::Own => "Your own brand, saved as you type",
        };
        ui.add(Label::new(RichText::new(text).size(13.0).color(cx.look.quiet)).truncate());
        if origin == Origin::Changed {
            let text = RichText::new("Restore the starter").size(13.0).color(cx.look.accent);
            let link = egui::Button::new(text.underline()).frame(false);
            let tip = "Discard your changes; this can be undone";
            let link = ui.add(link).accessible_name("Restore the starter").on_hover_text(tip);
            if link.clicked() {
                cx.push(BrandAction::Remove(persona.id.clone()));
            }
        }
    });
}
