//! One control for each kind of field, with its name, its hint, and why it was refused.
//! A control changes the copy it is given; whether anything is kept is decided elsewhere.

use super::{BrandAction, BrandQuestion, Brands, View};
use crate::brand::{Field, Kind, Persona, Rgb, Tone};
use crate::ui::action::Action;
use crate::ui::textures::Shown;
use crate::ui::theme::{CONTROL_HEIGHT, Look, colour, strong};
use crate::ui::{icons, parts};
use egui::style::HandleShape;
use egui::{Label, RichText, Sense, Slider, Stroke, TextEdit, Ui, vec2};

/// The place a logo is shown in, points.
const LOGO: egui::Vec2 = vec2(112.0, 56.0);

impl Brands {
    /// A field's control; true where it changed the brand.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &mut Persona,
        field: &'static Field,
        actions: &mut Vec<Action>,
    ) -> bool {
        match &field.kind {
            Kind::Line(_) | Kind::List(_) | Kind::Lines(_) | Kind::Tags(_) => {
                self.text_ui(ui, view, persona, field)
            }
            Kind::Tone { low, high, place } => {
                tone_ui(ui, view.look, field, [*low, *high], persona, *place)
            }
            Kind::Choice { words, get, set } => {
                parts::caption(ui, view.look, field.label);
                let mut changed = false;
                ui.horizontal_wrapped(|ui| {
                    for word in *words {
                        let selected = get(persona) == *word;
                        let chip = parts::chip(ui, view.look, selected, word);
                        if chip.accessible_name(format!("{}: {word}", field.label)).clicked() {
                            set(persona, word);
                            changed = true;
                        }
                    }
                });
                changed
            }
            Kind::Colour(_) => self.colour_ui(ui, view, persona, field),
            Kind::File { place, .. } => self.file_ui(ui, view, persona, field, *place, actions),
        }
    }

    fn text_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &mut Persona,
        field: &'static Field,
    ) -> bool {
        let label = parts::caption(ui, view.look, field.label);
        let typed = self.typed.text(persona, field);
        let many = matches!(field.kind, Kind::Lines(_));
        let rows = if many { 3 } else { 1 };
        let hint = RichText::new(field.hint).color(view.look.edge());
        // Several rows, so that a long sentence is seen whole; Enter starts a new entry where there
        // can be several.
        let mut edit = TextEdit::multiline(&mut typed.text)
            .id_salt((&persona.id.0, field.key))
            .hint_text(hint)
            .margin(egui::Margin::symmetric(10, 7))
            .desired_rows(rows)
            .desired_width(f32::INFINITY);
        if !many {
            edit = edit.return_key(None);
        }
        let edit = ui.add(edit).labelled_by(label.id);
        let edited = edit.changed() && self.typed.read(persona, field);
        if !field.hint.is_empty() {
            edit.on_hover_text(field.hint);
        }
        self.trouble_ui(ui, view.look, persona, field);
        edited
    }

    /// A colour: the picker, its code, and what it is for.
    pub(super) fn colour_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &mut Persona,
        field: &'static Field,
    ) -> bool {
        let Kind::Colour(place) = &field.kind else { return false };
        let mut changed = false;
        ui.horizontal(|ui| {
            let before = *place(persona);
            let mut channels = [before.r, before.g, before.b];
            ui.spacing_mut().interact_size.x = 48.0;
            let name = format!("Pick {}", field.label);
            let picker = ui.color_edit_button_srgb(&mut channels).accessible_name(&name);
            let [r, g, b] = channels;
            if picker.changed() && Rgb::new(r, g, b) != before {
                *place(persona) = Rgb::new(r, g, b);
                changed = true;
            }
            picker.on_hover_text(name);
            let typed = self.typed.text(persona, field);
            let code = TextEdit::singleline(&mut typed.text)
                .id_salt((&persona.id.0, field.key))
                .align(egui::Align2::LEFT_CENTER)
                .min_size(vec2(0.0, CONTROL_HEIGHT))
                .desired_width(96.0);
            let code = ui.add(code).on_hover_text("A colour code, such as #E4002B");
            changed |= code.changed() && self.typed.read(persona, field);
            let label = ui.label(strong(field.label, 14.0).color(view.look.ink));
            code.labelled_by(label.id);
            let hint = RichText::new(field.hint).size(13.0).color(view.look.quiet);
            ui.add(Label::new(hint).truncate());
        });
        self.trouble_ui(ui, view.look, persona, field);
        changed
    }

    /// A logo or font: what is there, and the ways to another or to none.
    fn file_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &mut Persona,
        field: &'static Field,
        place: fn(&mut Persona) -> &mut String,
        actions: &mut Vec<Action>,
    ) -> bool {
        parts::caption(ui, view.look, field.label);
        let name = self.typed.text(persona, field).text.clone();
        let mut changed = false;
        ui.horizontal(|ui| {
            if field.is_picture() {
                let ground = match field.key.ends_with("dark") {
                    true => persona.look.palette.dark,
                    false => persona.look.palette.light,
                };
                self.logo_ui(ui, view, persona, &name, ground);
            }
            ui.vertical(|ui| {
                let text = if name.is_empty() { field.hint } else { &name };
                let ink = if name.is_empty() { view.look.quiet } else { view.look.ink };
                ui.add(Label::new(RichText::new(text).size(13.0).color(ink)).truncate());
                ui.horizontal(|ui| {
                    let choose = parts::button(ui, icons::FOLDER, "Choose…");
                    if choose.accessible_name(format!("Choose: {}", field.label)).clicked() {
                        let question =
                            BrandQuestion::File { id: persona.id.clone(), field: field.key };
                        actions.push(Action::Brand(BrandAction::Choose(question)));
                    }
                    if !name.is_empty() {
                        let clear = ui.button("Clear");
                        if clear.accessible_name(format!("Clear: {}", field.label)).clicked() {
                            place(persona).clear();
                            changed = true;
                        }
                    }
                });
            });
        });
        self.trouble_ui(ui, view.look, persona, field);
        changed
    }

    fn logo_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        persona: &Persona,
        name: &str,
        ground: Rgb,
    ) {
        let (rect, response) = ui.allocate_exact_size(LOGO, Sense::hover());
        let line = egui::Stroke::new(1.0, view.look.line);
        ui.painter().rect(rect, 8.0, colour(ground), line, egui::StrokeKind::Inside);
        if name.is_empty() {
            let ink = colour(ground.mix(ground.ink(), 0.35));
            let font =
                egui::FontId::new(22.0, egui::FontFamily::Name(crate::ui::theme::ICONS.into()));
            let centre = egui::Align2::CENTER_CENTER;
            ui.painter().text(rect.center(), centre, icons::IMAGE, font, ink);
            return;
        }
        match self.logos.logo(view.studio.disk(), &persona.id, name) {
            Shown::Ready(texture) => {
                let within = rect.shrink(8.0);
                let size = texture.size_vec2();
                let scale = (within.width() / size.x).min(within.height() / size.y).min(1.0);
                let place = egui::Rect::from_center_size(within.center(), size * scale);
                egui::Image::from_texture(texture).paint_at(ui, place);
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Logo {name}"))
                });
            }
            Shown::Coming => {}
            Shown::Missing(sentence) => {
                let mark = parts::icon(icons::WARNING, 20.0).color(view.look.bad);
                ui.put(rect, Label::new(mark)).on_hover_text(sentence);
            }
        }
    }

    fn trouble_ui(&mut self, ui: &mut Ui, look: &Look, persona: &Persona, field: &'static Field) {
        if let Some(sentence) = &self.typed.text(persona, field).trouble {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(parts::icon_filled(icons::WARNING, 14.0).color(look.bad));
                ui.add(Label::new(RichText::new(sentence).size(13.0).color(look.bad)).wrap());
            });
        }
    }
}

/// A scale between two words.
fn tone_ui(
    ui: &mut Ui,
    look: &Look,
    field: &Field,
    [low, high]: [&str; 2],
    persona: &mut Persona,
    place: fn(&mut Persona) -> &mut Tone,
) -> bool {
    let words = field.words(persona);
    ui.horizontal(|ui| {
        parts::caption(ui, look, field.label);
        let words = if words.is_empty() { "neither" } else { &words };
        ui.label(RichText::new(words).size(13.0).color(look.ink));
    });
    let mut value = place(persona).value();
    let mut changed = false;
    ui.horizontal(|ui| {
        let end = |ui: &mut Ui, word: &str, align: egui::Align| {
            let layout = egui::Layout::left_to_right(egui::Align::Center).with_main_align(align);
            ui.allocate_ui_with_layout(vec2(52.0, CONTROL_HEIGHT), layout, |ui| {
                ui.set_min_width(52.0);
                ui.label(RichText::new(word).color(look.quiet));
            });
        };
        end(ui, low, egui::Align::Min);
        ui.spacing_mut().slider_width = (ui.available_width() - 68.0).clamp(120.0, 320.0);
        let visuals = ui.visuals_mut();
        for state in [
            &mut visuals.widgets.inactive,
            &mut visuals.widgets.hovered,
            &mut visuals.widgets.active,
        ] {
            state.fg_stroke = Stroke::new(2.0, look.accent);
        }
        let slider = Slider::new(&mut value, -2..=2)
            .show_value(false)
            .step_by(1.0)
            .trailing_fill(false)
            .handle_shape(HandleShape::Circle);
        let name = format!("{}: {low} to {high}", field.label);
        changed = ui.add(slider).accessible_name(name).changed();
        end(ui, high, egui::Align::Min);
    });
    if changed {
        *place(persona) = Tone::new(value);
    }
    changed
}
