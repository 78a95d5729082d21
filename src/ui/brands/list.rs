//! The left column: every brand with its colours and what it is, and the ways to get another one.
//! A click shows a brand; who speaks is changed in the editor.

use super::{BrandAction, BrandQuestion, Brands, View};
use crate::brand::Persona;
use crate::studio::Origin;
use crate::ui::action::Action;
use crate::ui::theme::{self, colour, strong};
use crate::ui::{icons, parts};
use egui::{
    Align2, FontFamily, FontId, Key, RichText, ScrollArea, Sense, Stroke, TextEdit, TextWrapMode,
    Ui, WidgetText, vec2,
};

const ROW_HEIGHT: f32 = 54.0;

impl Brands {
    pub(super) fn list_ui(&mut self, ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.set_height(34.0);
            ui.label(strong("Brands", 24.0).color(view.look.ink));
        });
        ui.horizontal(|ui| {
            let new = parts::button(ui, icons::PLUS, "New").on_hover_text("Start a brand");
            if new.clicked() {
                self.new_name = Some(String::new());
            }
            let tip = "Take in a .brandish-persona file; dropping it here does the same";
            if parts::button(ui, icons::IMPORT, "Import…").on_hover_text(tip).clicked() {
                actions.push(Action::Brand(BrandAction::Choose(BrandQuestion::Import)));
            }
        });
        self.new_ui(ui, view, actions);
        ui.add_space(4.0);
        let shown = self.shown_id(view.studio, view.speaking);
        let mut chosen = None;
        ScrollArea::vertical().id_salt("brands").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let is_own = |persona: &&Persona| view.studio.brands().origin(persona) == Origin::Own;
            let all = view.studio.personas();
            let groups: [(&str, Vec<&Persona>); 2] = [
                ("Yours", all.iter().filter(is_own).collect()),
                ("Starters", all.iter().filter(|persona| !is_own(persona)).collect()),
            ];
            for (title, personas) in groups {
                if personas.is_empty() {
                    continue;
                }
                parts::caption(ui, view.look, title);
                for persona in personas {
                    let selected = shown.as_ref() == Some(&persona.id);
                    let row = row_ui(ui, view, persona, selected);
                    if row.clicked() {
                        chosen = Some(persona.id.clone());
                    }
                }
                ui.add_space(8.0);
            }
        });
        if let Some(id) = chosen {
            self.select(id);
        }
    }

    /// The name of a brand to be; its id is made of it once and for all.
    fn new_ui(&mut self, ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
        let Some(name) = &mut self.new_name else { return };
        let mut closed = ui.input(|input| input.key_pressed(Key::Escape));
        let field = TextEdit::singleline(name)
            .hint_text("What is it called?")
            .desired_width(ui.available_width() - 12.0);
        let field = ui.add(field).accessible_name("Name of the new brand");
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if !field.has_focus()
            && !field.lost_focus()
            && ui.memory(|memory| memory.focused().is_none())
        {
            field.request_focus();
        }
        ui.horizontal(|ui| {
            let ready = !name.trim().is_empty();
            let create = ui
                .add_enabled(ready, egui::Button::new("Start"))
                .accessible_name("Start the brand");
            if ready && (create.clicked() || entered) {
                actions.push(Action::Brand(BrandAction::New(name.trim().to_owned())));
                closed = true;
            }
            closed |= ui.button("Cancel").clicked();
        });
        ui.painter().hline(
            ui.max_rect().x_range(),
            ui.cursor().top(),
            Stroke::new(1.0, view.look.line),
        );
        ui.add_space(4.0);
        if closed {
            self.new_name = None;
        }
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, persona: &Persona, selected: bool) -> egui::Response {
    let look = view.look;
    let size = vec2(ui.available_width() - 10.0, ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let speaks = view.speaking == Some(&persona.id);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, selected, &persona.name)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if selected || response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 8.0, if selected { look.tint } else { look.hovered() });
    }
    if selected {
        let mark = egui::Rect::from_min_size(rect.min + vec2(0.0, 10.0), vec2(3.0, 34.0));
        painter.rect_filled(mark, 2.0, look.accent);
    }
    let left = rect.left() + 12.0;
    let room = rect.right() - left - if speaks { 34.0 } else { 10.0 };
    let name = WidgetText::from(strong(&persona.name, 14.0).color(look.ink));
    let name = name.into_galley(ui, Some(TextWrapMode::Truncate), room, egui::TextStyle::Body);
    painter.galley(egui::pos2(left, rect.top() + 7.0), name, look.ink);
    for (index, (_, rgb)) in persona.look.palette.swatches().into_iter().enumerate() {
        let centre = egui::pos2(left + 7.0 + 11.0 * index as f32, rect.bottom() - 14.0);
        painter.circle(centre, 7.0, colour(rgb), Stroke::new(1.0, look.panel));
        painter.circle_stroke(centre, 7.0, Stroke::new(0.5, look.edge()));
    }
    let tag = match view.studio.brands().origin(persona) {
        Origin::Starter => "starter",
        Origin::Changed => "your version",
        Origin::Own => "",
    };
    let small = FontId::proportional(11.0);
    let at = egui::pos2(left + 68.0, rect.bottom() - 14.0);
    painter.text(at, Align2::LEFT_CENTER, tag, small, look.quiet);
    if speaks {
        let font = FontId::new(17.0, FontFamily::Name(theme::ICONS_FILLED.into()));
        let at = rect.right_top() + vec2(-18.0, 16.0);
        painter.text(at, Align2::CENTER_CENTER, icons::SPEAKING, font, look.accent);
    }
    let words = if speaks { "It is speaking. " } else { "" };
    response.on_hover_ui(|ui| {
        ui.set_max_width(260.0);
        ui.label(RichText::new(format!("{words}{}", persona.promise)));
    })
}
