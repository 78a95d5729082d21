//! "Or use one of these" under the prompt: the illustrations that suit it as pictures to click, up to three, and how they
//! are painted. The studio finds and paints them; a click changes the draft.

use super::action::BriefAction;
use super::context::PanelContext;
use super::draft::Draft;
use super::element_parts::element_parts_ui;
use super::theme::Look;
use super::widgets::Emphasis;
use super::{icons, text, token_count, widgets};
use crate::brief::{ElementChoice, ElementStyle, MAX_ELEMENTS, SkinTone};
use crate::studio::{ElementQuery, FoundElement};
use egui::{Align, ComboBox, Layout, RichText, Sense, StrokeKind, Ui, vec2};

/// The space between two pictures, points.
const GAP: f32 = 6.0;

/// The strip, where something suits the prompt or is chosen; requests a search where the prompt has changed.
pub fn element_strip_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    request_search(cx, draft);
    // What was found for the letters before stays until the next is found.
    let found: Vec<FoundElement> = match draft.brief.prompt.trim().is_empty() {
        true => Vec::new(),
        false => cx.studio.elements().latest().found.clone(),
    };
    let choice = &mut draft.brief.elements;
    if found.is_empty() && choice.is_empty() {
        return;
    }
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        let text = if choice.is_empty() {
            text!("create-use-one-these")
        } else {
            text!("create-illustrations")
        };
        widgets::caption(ui, cx.look, text);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if draft.brief.persona.is_some() {
                let tip = text!("create-brands-own-drawings-svg-png");
                let text = RichText::new(text!("create-my-drawings")).small().color(cx.look.quiet);
                let icon = widgets::icon(icons::FOLDER, 13.0).color(cx.look.quiet);
                let button = egui::Button::new((icon, text)).frame_when_inactive(false);
                let button =
                    ui.add(button).accessible_name(text!("create-open-folder-my-drawings"));
                if button.on_hover_text(tip).clicked() {
                    cx.push(BriefAction::OpenElementFolder);
                }
            }
        });
    });
    let columns = found.len().clamp(1, crate::studio::SHOWN_ELEMENTS) as f32;
    let widest = (ui.available_width() - GAP * 5.0) / crate::studio::SHOWN_ELEMENTS as f32;
    let side = ((ui.available_width() - GAP * (columns - 1.0)) / columns).min(widest.max(40.0));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        for element in &found {
            element_ui(ui, cx, choice, element, side);
        }
    });
    if !choice.is_empty() {
        let has_skin = found.iter().any(|one| one.tones && choice.names.contains(&one.name));
        chosen_ui(ui, cx.look, choice, has_skin);
        let persona = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
        if let Some(palette) = persona.map(|persona| persona.look.palette) {
            element_parts_ui(ui, cx.look, choice, &found, &palette);
        }
    }
}

fn request_search(cx: &mut PanelContext<'_>, draft: &Draft) {
    let brief = &draft.brief;
    let brand = brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let in_colours = brief.elements.recolour
        || brief.elements.style == ElementStyle::Outline
        || !brief.elements.parts.is_empty();
    let palette = brand.map(|brand| brand.look.palette).filter(|_| in_colours);
    let is_same = |query: &ElementQuery| {
        query.text == brief.prompt
            && query.choice == brief.elements
            && query.brand == brief.persona
            && query.palette == palette
    };
    if !cx.studio.elements().requested().is_some_and(is_same) {
        cx.push(BriefAction::FindElements(Box::new(ElementQuery {
            text: brief.prompt.clone(),
            choice: brief.elements.clone(),
            brand: brief.persona.clone(),
            palette,
        })));
    }
}

/// One picture; a click chooses it, or takes it out.
fn element_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    choice: &mut ElementChoice,
    element: &FoundElement,
    side: f32,
) {
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    let place = choice.names.iter().position(|name| *name == element.name);
    let label = text!("create-illustration", name = element.label);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, true, place.is_some(), &label)
    });
    let fill = if place.is_some() { cx.look.tint } else { cx.look.ground };
    ui.painter().rect_filled(rect, 8.0, fill);
    let texture = cx.textures.element(ui.ctx(), &element.pixels);
    let inner = rect.shrink(4.0);
    let whole = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
    ui.painter().image(texture.id(), inner, whole, egui::Color32::WHITE);
    let line = Emphasis::of(place.is_some(), &response).stroke(cx.look, 2.0);
    ui.painter().rect_stroke(rect, 8.0, line, StrokeKind::Inside);
    let tip = match (place, choice.names.len()) {
        (Some(_), _) => text!("create-illustration-take-out", name = element.label),
        (None, 0) => text!("create-illustration-use", name = element.label),
        (None, count) if count < MAX_ELEMENTS => {
            text!("create-illustration-add", name = element.label)
        }
        (None, _) => text!("create-illustration-replace", name = element.label),
    };
    if response.on_hover_text(tip).clicked() {
        choice.toggle(&element.name);
    }
}

/// What is chosen, and how it is painted.
fn chosen_ui(ui: &mut Ui, look: &Look, choice: &mut ElementChoice, has_skin: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let tip = text!("create-colours-drawn");
        if widgets::chip(ui, look, !choice.recolour, text!("create-own-colours"))
            .on_hover_text(tip)
            .clicked()
        {
            choice.recolour = false;
        }
        let tip = text!("create-painted-brands-colours-with-light");
        if widgets::chip(ui, look, choice.recolour, text!("create-in-brand-colours"))
            .on_hover_text(tip)
            .clicked()
        {
            choice.recolour = true;
        }
        let labels = ElementStyle::ALL
            .map(|style| (style, text::value("element-style", style.word(), style.label())));
        choice_ui(ui, text!("create-style-of-illustrations"), &mut choice.style, &labels);
        if has_skin {
            let labels = SkinTone::ALL
                .map(|tone| (tone, text::value("skin-tone", tone.word(), tone.label())));
            choice_ui(ui, text!("create-skin-tone"), &mut choice.tone, &labels);
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let text = text!("create-illustrations-shown", what = choice.words());
        ui.label(RichText::new(text).small().color(look.quiet));
        let clear = egui::Button::new(RichText::new(text!("create-clear")).small()).small();
        let clear = ui.add(clear).accessible_name(text!("create-use-no-illustrations"));
        if clear.on_hover_text(text!("create-have-model-draw-prompt")).clicked() {
            choice.clear();
        }
    });
}

fn choice_ui<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, labels: &[(T, &str)]) {
    let shown = labels.iter().find(|(known, _)| known == value).map_or("", |(_, label)| label);
    let shown = ComboBox::from_id_salt(name).selected_text(shown).width(100.0).show_ui(ui, |ui| {
        for (known, label) in labels {
            ui.selectable_value(value, *known, *label);
        }
    });
    shown.response.accessible_name(name);
}

/// Before the strip: the model draws nothing by the name that the prompt says, and what helps.
pub fn guess_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &Draft) {
    let offers = !cx.studio.elements().latest().found.is_empty();
    let advice = token_count::guess_advice(cx.studio, draft, offers);
    if let Some(advice) = advice.filter(|_| draft.brief.elements.is_empty()) {
        super::prompt_preview::advice_ui(ui, cx.look, &advice, true);
    }
}
