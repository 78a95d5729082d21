//! The left column: every brand with its colours and kind, and the buttons that create or import one.
//! A click shows a brand; the editor's button uses it.

use super::{BrandAction, BrandDialog, Brands};
use crate::brand::{Persona, PersonaId};
use crate::studio::Origin;
use crate::ui::context::PanelContext;
use crate::ui::theme::{self, colour, strong};
use crate::ui::{bidi, icons, keys, text_field, widgets};
use egui::{
    Align2, FontFamily, FontId, Key, RichText, ScrollArea, Sense, Stroke, TextWrapMode, Ui, vec2,
};

const ROW_HEIGHT: f32 = 54.0;

impl Brands {
    pub(super) fn list_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        in_use: Option<&PersonaId>,
    ) {
        ui.horizontal(|ui| {
            ui.set_height(34.0);
            ui.label(strong(text!("brands-brands"), 24.0).color(cx.look.ink));
        });
        ui.horizontal_wrapped(|ui| {
            let new = widgets::button(ui, icons::PLUS, text!("brands-new"))
                .on_hover_text(text!("brands-create-a-brand"));
            if new.clicked() {
                self.new_name = Some(String::new());
            }
            let tip = text!("brands-import-brandish-persona-file-drop");
            if widgets::button(ui, icons::IMPORT, text!("brands-import"))
                .on_hover_text(tip)
                .clicked()
            {
                cx.push(BrandAction::OpenDialog(BrandDialog::Import));
            }
        });
        self.new_ui(ui, cx);
        ui.add_space(4.0);
        let shown = self.shown_id(cx.studio, in_use);
        let mut chosen = None;
        ScrollArea::vertical().id_salt("brands").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let is_own = |persona: &&Persona| cx.studio.brands().origin(persona) == Origin::Own;
            let all = cx.studio.brands().all();
            let groups: [(&str, Vec<&Persona>); 2] = [
                (text!("brands-yours"), all.iter().filter(is_own).collect()),
                (text!("brands-starters"), all.iter().filter(|persona| !is_own(persona)).collect()),
            ];
            for (title, personas) in groups {
                if personas.is_empty() {
                    continue;
                }
                widgets::caption(ui, cx.look, title);
                for persona in personas {
                    let selected = shown.as_ref() == Some(&persona.id);
                    let is_used = in_use == Some(&persona.id);
                    let row = row_ui(ui, cx, persona, RowState { selected, is_used });
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

    /// The name of a new brand; its id is made from it and never changes.
    fn new_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let Some(name) = &mut self.new_name else { return };
        let mut closed = ui.input(|input| input.key_pressed(Key::Escape));
        let width = ui.available_width() - 12.0;
        let field = text_field::singleline(ui, name, |field| {
            field.hint_text(text!("brands-name")).desired_width(width)
        });
        let field = field.accessible_name(text!("brands-name-new-brand"));
        let entered = field.lost_focus() && keys::is_entered(ui.ctx());
        if !field.has_focus()
            && !field.lost_focus()
            && ui.memory(|memory| memory.focused().is_none())
        {
            field.request_focus();
        }
        ui.horizontal(|ui| {
            let ready = !name.trim().is_empty();
            let create = ui
                .add_enabled(ready, egui::Button::new(text!("brands-create")))
                .accessible_name(text!("brands-create-the-brand"));
            if ready && (create.clicked() || entered) {
                cx.push(BrandAction::New(name.trim().to_owned()));
                closed = true;
            }
            closed |= ui.button(text!("brands-cancel")).clicked();
        });
        ui.painter().hline(
            ui.max_rect().x_range(),
            ui.cursor().top(),
            Stroke::new(1.0, cx.look.line),
        );
        ui.add_space(4.0);
        if closed {
            self.new_name = None;
        }
    }
}

#[derive(Clone, Copy)]
struct RowState {
    selected: bool,
    is_used: bool,
}

fn row_ui(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    persona: &Persona,
    RowState { selected, is_used }: RowState,
) -> egui::Response {
    let size = vec2(ui.available_width() - 10.0, ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, selected, &persona.name)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if selected || response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 8.0, if selected { cx.look.tint } else { cx.look.hovered() });
    }
    if selected {
        let mark = egui::Rect::from_min_size(rect.min + vec2(0.0, 10.0), vec2(3.0, 34.0));
        painter.rect_filled(mark, 2.0, cx.look.accent);
    }
    let left = rect.left() + 12.0;
    let width = rect.right() - left - if is_used { 34.0 } else { 10.0 };
    let name = bidi::line(ui, strong(&persona.name, 14.0).color(cx.look.ink), width);
    let is_elided = name.elided;
    painter.galley(egui::pos2(left, rect.top() + 7.0), name, cx.look.ink);
    for (index, (_, rgb)) in persona.look.palette.swatches().into_iter().enumerate() {
        let centre = egui::pos2(left + 7.0 + 11.0 * index as f32, rect.bottom() - 14.0);
        painter.circle(centre, 7.0, colour(rgb), Stroke::new(1.0, cx.look.panel));
        painter.circle_stroke(centre, 7.0, Stroke::new(0.5, cx.look.edge()));
    }
    let tag = match cx.studio.brands().origin(persona) {
        Origin::Starter => text!("brands-starter"),
        Origin::Changed => text!("brands-your-version"),
        Origin::Own => "",
    };
    let small = FontId::proportional(11.0);
    let at = egui::pos2(left + 68.0, rect.bottom() - 14.0);
    painter.text(at, Align2::LEFT_CENTER, tag, small, cx.look.quiet);
    if is_used {
        let font = FontId::new(17.0, FontFamily::Name(theme::ICONS_FILLED.into()));
        let at = rect.right_top() + vec2(-18.0, 16.0);
        painter.text(at, Align2::CENTER_CENTER, icons::MEGAPHONE, font, cx.look.accent);
    }
    response.on_hover_ui(|ui| {
        ui.set_max_width(260.0);
        if is_elided {
            bidi::label(ui, strong(&persona.name, 14.0), TextWrapMode::Wrap);
        }
        let text = match is_used {
            true => text!("brands-in-use-with-promise", promise = persona.promise),
            false => persona.promise.clone(),
        };
        ui.label(RichText::new(text));
    })
}
