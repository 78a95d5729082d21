//! The middle column: the buttons of a brand, its sections as tabs, and the fields of one section.
//! The table of fields decides their order; each field's control is drawn in `fields`.

use super::{BrandAction, BrandDialog, Brands, colours};
use crate::brand::{FIELDS, Field, Kind, Persona, Section};
use crate::studio::Origin;
use crate::ui::action::BriefAction;
use crate::ui::context::PanelContext;
use crate::ui::theme::strong;
use crate::ui::{bidi, icons, keys, text, widgets};
use egui::{Label, RichText, ScrollArea, Ui};

impl Brands {
    pub(super) fn editor_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        // Whether the brief uses the brand, and whether the fields scroll by themselves.
        (in_use, scrolls): (bool, bool),
    ) {
        title_ui(ui, cx, persona);
        buttons_ui(ui, cx, persona, in_use);
        ui.add_space(4.0);
        let section = self.tabs_ui(ui, cx, persona);
        ui.add_space(4.0);
        if self.products_open {
            let changed = scrolled(ui, scrolls, (&persona.id.0, "products"), |ui| {
                self.products_ui(ui, cx, persona)
            });
            if let Some(changed) = changed {
                cx.push(BrandAction::Change(Box::new(changed), text!("brands-the-product")));
            }
            return;
        }
        let working = self.working.take().filter(|working| working == persona);
        let mut changed = working.unwrap_or_else(|| persona.clone());
        let mut what = None;
        scrolled(ui, scrolls, (&persona.id.0, section as usize), |ui| {
            cx.look.card().show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                let fields = || FIELDS.iter().filter(|field| field.section == section);
                let is_colour = |field: &&Field| matches!(field.kind, Kind::Colour(_));
                let mut colours_done = false;
                for field in fields() {
                    if !is_colour(&field) {
                        if self.field_ui(ui, cx, &mut changed, field) {
                            what = Some(text::field_label(field));
                        }
                    } else if !std::mem::replace(&mut colours_done, true) {
                        widgets::caption(ui, cx.look, text!("brands-colours"));
                        colours::sources_ui(ui, cx, &changed);
                        for field in fields().filter(is_colour) {
                            if self.colour_ui(ui, cx, &mut changed, field) {
                                what = Some(text::field_label(field));
                            }
                        }
                        if colours::warnings_ui(ui, cx, &mut changed) {
                            what = Some(text!("brands-readable-colours"));
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
                if widgets::chip(ui, cx.look, is_shown, text::section_label(section)).clicked() {
                    (self.section, self.products_open) = (Some(section), false);
                }
                let mut fields = FIELDS.iter().filter(|field| field.section == section);
                let rejected = fields.any(|field| self.texts.is_rejected(&persona.id, field));
                let weak = section == Section::Look && !persona.look.palette.warnings().is_empty();
                if rejected || weak {
                    let ink = if rejected { cx.look.bad } else { cx.look.warn };
                    let tip = match rejected {
                        true => text!("brands-field-not-valid-not-saved"),
                        false => text!("brands-some-text-would-hard-read"),
                    };
                    ui.label(widgets::icon_filled(icons::WARNING, 14.0).color(ink))
                        .on_hover_text(tip);
                }
            }
            let text = match persona.products.len() {
                0 => text!("brands-products").to_owned(),
                count => text!("brands-products-count", count = count),
            };
            let chip = widgets::chip(ui, cx.look, self.products_open, &text);
            if chip.accessible_name(text!("brands-products")).clicked() {
                self.products_open = true;
            }
        });
        shown
    }
}

/// Adds a section's content, which scrolls by itself where the whole editor does not.
pub(super) fn scrolled<R>(
    ui: &mut Ui,
    scrolls: bool,
    id: impl egui::AsIdSalt,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    match scrolls {
        true => ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, add).inner,
        false => ui.scope(add).inner,
    }
}

fn title_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona) {
    let (undo, redo) = cx.studio.brands().steps();
    ui.horizontal(|ui| {
        ui.set_height(34.0);
        let name = strong(&persona.name, 24.0).color(cx.look.ink);
        let size = egui::vec2(ui.available_width() - 84.0, 34.0);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(size.x);
            bidi::label(ui, name, egui::TextWrapMode::Truncate);
        });
        let shortcut = |key| text::shortcut(ui.ctx(), key);
        let (undo_key, redo_key) = (shortcut(&keys::UNDO), shortcut(&keys::REDO));
        let undo_tip = match undo {
            Some(what) => text!("brands-undo-step", step = what, key = undo_key),
            None => text!("brands-nothing-to-undo", key = undo_key),
        };
        let redo_tip = match redo {
            Some(what) => text!("brands-redo-step", step = what, key = redo_key),
            None => text!("brands-nothing-to-redo", key = redo_key),
        };
        // The full name differs from that of a message's undo button.
        let (undo_name, redo_name) = (text!("brands-undo"), text!("brands-redo"));
        for (step, icon, label, tip, action) in [
            (undo, icons::UNDO, undo_name, undo_tip, BrandAction::Undo),
            (redo, icons::REDO, redo_name, redo_tip, BrandAction::Redo),
        ] {
            let button = ui.add_enabled_ui(step.is_some(), |ui| {
                widgets::icon_button(ui, icon, label, &tip).on_disabled_hover_text(&tip)
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
                ui.label(strong(text!("brands-in-use"), 14.0).color(cx.look.accent));
            })
            .response
            .on_hover_text(text!("brands-new-pictures-captions-use-brand"));
            ui.add_space(4.0);
        } else {
            let text = strong(text!("brands-use-this-brand"), 14.0).color(cx.look.on_accent);
            let icon = widgets::icon(icons::MEGAPHONE, 16.0).color(cx.look.on_accent);
            let button = egui::Button::new((icon, text)).fill(cx.look.accent);
            let tip = text!("brands-make-new-pictures-captions-with");
            let button =
                ui.add(button).accessible_name(text!("brands-use-this-brand")).on_hover_text(tip);
            if button.clicked() {
                cx.push(BriefAction::SelectBrand(Some(id.clone())));
            }
        }
        let mut button = |icon: &str, text: &str, tip: &str, action: BrandAction| {
            if widgets::button(ui, icon, text).on_hover_text(tip).clicked() {
                cx.push(action);
            }
        };
        let tip = text!("brands-create-copy-brand");
        button(icons::COPY, text!("brands-duplicate"), tip, BrandAction::Duplicate(id.clone()));
        let name = format!("{id}.brandish-persona");
        let export = BrandDialog::Export { id: id.clone(), name };
        let tip = text!("brands-save-with-logos-fonts-products");
        button(icons::EXPORT, text!("brands-export"), tip, BrandAction::OpenDialog(export));
        if origin == Origin::Own {
            let tip = text!("brands-remove-brand-undone");
            button(icons::TRASH, text!("brands-remove"), tip, BrandAction::Remove(id.clone()));
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
            Origin::Starter => text!("brands-starter-change-make-yours-always"),
            Origin::Changed => text!("brands-version-starter-saved-type"),
            Origin::Own => text!("brands-own-brand-saved-type"),
        };
        ui.add(Label::new(RichText::new(text).size(13.0).color(cx.look.quiet)).truncate());
        if origin == Origin::Changed {
            let text =
                RichText::new(text!("brands-restore-the-starter")).size(13.0).color(cx.look.accent);
            let link = egui::Button::new(text.underline()).frame(false);
            let tip = text!("brands-discard-changes-undone");
            let link = ui
                .add(link)
                .accessible_name(text!("brands-restore-the-starter"))
                .on_hover_text(tip);
            if link.clicked() {
                cx.push(BrandAction::Remove(persona.id.clone()));
            }
        }
    });
}
