//! One control for each kind of field, with its name, its hint, and the reason where its text is rejected.
//! A control changes the copy it is given; the app decides what is saved.

use super::{BrandAction, BrandDialog, Brands};
use crate::brand::{Field, Kind, Persona, Rgb, Tone};
use crate::ui::colour_picker::colour_button;
use crate::ui::context::PanelContext;
use crate::ui::textures::Shown;
use crate::ui::theme::{CONTROL_HEIGHT, Look, colour, strong};
use crate::ui::{icons, text, text_field, widgets};
use egui::style::HandleShape;
use egui::{Label, RichText, Sense, Slider, Stroke, Ui, vec2};

/// The size of a logo's frame, points.
const LOGO_SIZE: egui::Vec2 = vec2(112.0, 56.0);

impl Brands {
    /// A field's control; true where it changed the brand.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &mut Persona,
        field: &'static Field,
    ) -> bool {
        match &field.kind {
            Kind::Line(_) | Kind::List(_) | Kind::Lines(_) | Kind::Tags(_) => {
                self.text_ui(ui, cx, persona, field)
            }
            Kind::Tone { low, high, place } => {
                let ends = [text::value("tone", low, low), text::value("tone", high, high)];
                tone_ui(ui, cx.look, field, ends, persona, *place)
            }
            Kind::Choice { words, get, set } => {
                let label = text::field_label(field);
                widgets::caption(ui, cx.look, label);
                let mut changed = false;
                ui.horizontal_wrapped(|ui| {
                    for word in *words {
                        let selected = get(persona) == *word;
                        let shown = text::value("choice", word, word);
                        let chip = widgets::chip(ui, cx.look, selected, shown);
                        if chip.accessible_name(format!("{label}: {shown}")).clicked() {
                            set(persona, word);
                            changed = true;
                        }
                    }
                });
                changed
            }
            Kind::Colour(_) => self.colour_ui(ui, cx, persona, field),
            Kind::File { place, .. } => self.file_ui(ui, cx, persona, field, *place),
        }
    }

    fn text_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &mut Persona,
        field: &'static Field,
    ) -> bool {
        let label = widgets::caption(ui, cx.look, text::field_label(field));
        let entry = self.texts.text(persona, field);
        let many = matches!(field.kind, Kind::Lines(_));
        let rows = if many { 3 } else { 1 };
        let hint = RichText::new(text::field_hint(field)).color(cx.look.edge());
        // Several rows show a long sentence whole; Enter starts a new entry where a field has several.
        let edit = text_field::multiline(ui, &mut entry.text, |edit| {
            let edit = edit
                .id_salt((&persona.id.0, field.key))
                .hint_text(hint)
                .margin(egui::Margin::symmetric(10, 7))
                .desired_rows(rows)
                .desired_width(f32::INFINITY);
            if many { edit } else { edit.return_key(None) }
        });
        let edit = edit.labelled_by(label.id);
        let edited = edit.changed() && self.texts.parse(persona, field);
        if !field.hint.is_empty() {
            edit.on_hover_text(text::field_hint(field));
        }
        self.error_ui(ui, cx.look, persona, field);
        edited
    }

    /// A colour: the picker, its code, and its use.
    pub(super) fn colour_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        persona: &mut Persona,
        field: &'static Field,
    ) -> bool {
        let Kind::Colour(place) = &field.kind else { return false };
        let mut changed = false;
        ui.horizontal(|ui| {
            let before = *place(persona);
            let mut picked = before;
            let name = text!("brands-pick-colour", name = text::field_label(field));
            let size = vec2(48.0, CONTROL_HEIGHT);
            let picker = colour_button(ui, cx.look, &name, size, &mut picked);
            if picker.changed() {
                *place(persona) = picked;
                changed = true;
            }
            picker.on_hover_text(name);
            let entry = self.texts.text(persona, field);
            let code = text_field::singleline(ui, &mut entry.text, |code| {
                code.id_salt((&persona.id.0, field.key))
                    .align(egui::Align2::LEFT_CENTER)
                    .min_size(vec2(0.0, CONTROL_HEIGHT))
                    .desired_width(96.0)
            });
            let code = code.on_hover_text(text!("brands-colour-code-such-e4002b"));
            changed |= code.changed() && self.texts.parse(persona, field);
            let label = ui.label(strong(text::field_label(field), 14.0).color(cx.look.ink));
            code.labelled_by(label.id);
            let hint = RichText::new(text::field_hint(field)).size(13.0).color(cx.look.quiet);
            ui.add(Label::new(hint).truncate());
        });
        self.error_ui(ui, cx.look, persona, field);
        changed
    }

    /// A logo or font: its name, and the buttons to choose another or none.
    fn file_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &mut Persona,
        field: &'static Field,
        place: fn(&mut Persona) -> &mut String,
    ) -> bool {
        widgets::caption(ui, cx.look, text::field_label(field));
        let name = self.texts.text(persona, field).text.clone();
        let mut changed = false;
        ui.horizontal(|ui| {
            if field.is_picture() {
                let ground = match field.key.ends_with("dark") {
                    true => persona.look.palette.dark,
                    false => persona.look.palette.light,
                };
                self.logo_ui(ui, cx, persona, &name, ground);
            }
            ui.vertical(|ui| {
                let text = if name.is_empty() { text::field_hint(field) } else { &name };
                let ink = if name.is_empty() { cx.look.quiet } else { cx.look.ink };
                ui.add(Label::new(RichText::new(text).size(13.0).color(ink)).truncate());
                ui.horizontal_wrapped(|ui| {
                    let choose = widgets::button(ui, icons::FOLDER, text!("brands-choose"));
                    if choose
                        .accessible_name(text!(
                            "brands-choose-file",
                            name = text::field_label(field)
                        ))
                        .clicked()
                    {
                        let dialog = BrandDialog::File { id: persona.id.clone(), field: field.key };
                        cx.push(BrandAction::OpenDialog(dialog));
                    }
                    if field.is_font() {
                        let installed = ui.button(text!("brands-installed-fonts"));
                        let name =
                            text!("brands-installed-fonts-for", name = text::field_label(field));
                        if installed.accessible_name(name).clicked() {
                            self.installed_fonts.open(ui.ctx(), persona, field);
                        }
                    }
                    if !name.is_empty() {
                        let clear = ui.button(text!("brands-clear"));
                        if clear
                            .accessible_name(text!(
                                "brands-clear-file",
                                name = text::field_label(field)
                            ))
                            .clicked()
                        {
                            place(persona).clear();
                            changed = true;
                        }
                    }
                });
            });
        });
        self.error_ui(ui, cx.look, persona, field);
        changed
    }

    fn logo_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        persona: &Persona,
        name: &str,
        ground: Rgb,
    ) {
        let (rect, response) = ui.allocate_exact_size(LOGO_SIZE, Sense::hover());
        let line = egui::Stroke::new(1.0, cx.look.line);
        ui.painter().rect(rect, 8.0, colour(ground), line, egui::StrokeKind::Inside);
        if name.is_empty() {
            let ink = colour(ground.mix(ground.ink(), 0.35));
            let font =
                egui::FontId::new(22.0, egui::FontFamily::Name(crate::ui::theme::ICONS.into()));
            let centre = egui::Align2::CENTER_CENTER;
            ui.painter().text(rect.center(), centre, icons::IMAGE, font, ink);
            return;
        }
        match self.logos.logo(cx.studio.disk(), &persona.id, name) {
            Shown::Ready(texture) => {
                let within = rect.shrink(8.0);
                let size = texture.size_vec2();
                let scale = (within.width() / size.x).min(within.height() / size.y).min(1.0);
                let inner = egui::Rect::from_center_size(within.center(), size * scale);
                egui::Image::from_texture(texture).paint_at(ui, inner);
                response.widget_info(|| {
                    let label = text!("brands-logo", name = name);
                    egui::WidgetInfo::labeled(egui::Role::Image, true, label)
                });
            }
            Shown::Loading => {}
            Shown::Missing(sentence) => {
                let mark = widgets::icon(icons::WARNING, 20.0).color(cx.look.bad);
                ui.put(rect, Label::new(mark)).on_hover_text(text::said(sentence));
            }
        }
    }

    fn error_ui(&mut self, ui: &mut Ui, look: &Look, persona: &Persona, field: &'static Field) {
        if let Some(sentence) = &self.texts.text(persona, field).error {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(widgets::icon_filled(icons::WARNING, 14.0).color(look.bad));
                ui.add(Label::new(RichText::new(sentence).size(13.0).color(look.bad)).wrap());
            });
        }
    }
}

/// How wide a word is, points.
fn width(ui: &Ui, word: &str) -> f32 {
    let wrap = Some(egui::TextWrapMode::Extend);
    let text = egui::WidgetText::from(word);
    text.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Body).size().x
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
    let mut value = place(persona).value();
    let words = match value {
        -2 => text!("brands-very", tone = low),
        -1 => low.to_owned(),
        1 => high.to_owned(),
        2 => text!("brands-very", tone = high),
        _ => text!("brands-neither").to_owned(),
    };
    ui.horizontal(|ui| {
        widgets::caption(ui, look, text::field_label(field));
        ui.label(RichText::new(words).size(13.0).color(look.ink));
    });
    let mut changed = false;
    ui.horizontal(|ui| {
        let width = [low, high].into_iter().map(|word| width(ui, word)).fold(52.0, f32::max);
        let end = |ui: &mut Ui, word: &str, align: egui::Align| {
            let layout = egui::Layout::left_to_right(egui::Align::Center).with_main_align(align);
            ui.allocate_ui_with_layout(vec2(width, CONTROL_HEIGHT), layout, |ui| {
                ui.set_min_width(width);
                ui.label(RichText::new(word).color(look.quiet));
            });
        };
        end(ui, low, egui::Align::Min);
        ui.spacing_mut().slider_width = (ui.available_width() - width - 16.0).clamp(120.0, 320.0);
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
        let name = text!("brands-scale", name = text::field_label(field), low = low, high = high);
        changed = ui.add(slider).accessible_name(name).changed();
        end(ui, high, egui::Align::Min);
    });
    if changed {
        *place(persona) = Tone::new(value);
    }
    changed
}
