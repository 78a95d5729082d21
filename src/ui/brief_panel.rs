//! The left column of Create: the brand, what the picture should show, for which network, how many.
//! It edits the draft and shows why it cannot be submitted; the prompt that is sent is made in `brief`.

use super::action::BriefAction;
use super::campaign::table_button_ui;
use super::context::PanelContext;
use super::draft::Draft;
use super::post::PostAction;
use super::prompt_cache::PromptCache;
use super::theme::{Look, strong};
use super::{
    bidi, caption_options, details, element_strip, grounds, icons, prompt_preview, scene, scroll,
    start_picture, styles, text, text_field, token_count, widgets,
};
use crate::brand::Persona;
use crate::brief::{BriefError, FORMATS, MAX_COUNT, MAX_PROMPT_CHARS, format};
use crate::studio::{Cost, Origin, Studio};
use egui::{Id, Popup, RichText, ScrollArea, Ui, UiBuilder, vec2};

/// The formats that are chips; the others are in the menu behind them.
const CHIPS: [&str; 4] = ["instagram-4x5", "instagram-story", "x-wide", "linkedin-link"];

/// The highest prompt field, points.
const PROMPT_HEIGHT: f32 = 176.0;

/// The prompt field, so that a key can put the cursor there.
pub fn prompt_id() -> Id {
    Id::unique("prompt")
}

pub fn brief_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    draft: &mut Draft,
    prompt: &mut PromptCache,
) {
    // Parsed first: a value out of range would otherwise never be replaced by the next one.
    let parse_error = parse(draft);
    let prepared = prompt.prepare(cx.studio, &draft.brief);
    let error = prepared.refusal.as_ref().or(parse_error.as_ref());
    // "Generate" stays at the lower edge, and comes after the fields in the order of Tab: its height is that of the last frame.
    let id = Id::unique("height of generate");
    let height = ui.data(|data| data.get_temp(id)).unwrap_or(76.0_f32);
    let (above, below) = {
        let whole = ui.available_rect_before_wrap();
        whole.split_top_bottom_at_y((whole.bottom() - height).max(whole.top()))
    };
    ui.scope_builder(UiBuilder::new().max_rect(above), |ui| fields_ui(ui, cx, draft, prompt));
    let shown = ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
        ui.set_max_width(ui.available_width() - 4.0);
        ui.add_space(12.0);
        generate_ui(ui, cx, draft, error);
    });
    let needed = shown.response.rect.height();
    if (needed - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, needed));
        ui.ctx().request_discard("the line below Generate has another height");
    }
}

/// Everything above "Generate".
fn fields_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft, prompt: &mut PromptCache) {
    ScrollArea::vertical().id_salt("brief").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.set_max_width(ui.available_width() - 4.0);
        widgets::caption(ui, cx.look, text!("create-brand"));
        brand_ui(ui, cx, draft);
        ui.add_space(8.0);
        prompt_ui(ui, cx, draft);
        scene::scene_ui(ui, cx, draft);
        element_strip::guess_ui(ui, cx, draft);
        element_strip::element_strip_ui(ui, cx, draft);
        let is_drawn = draft.brief.elements.is_empty();
        let prepared = prompt.prepare(cx.studio, &draft.brief);
        token_count::request_count(cx, &prepared.texts);
        if is_drawn {
            prompt_preview::prompt_preview_ui(ui, cx, draft, &prepared.enhanced);
        }
        ui.add_space(8.0);
        widgets::caption_with(ui, cx.look, text!("create-for"), |ui| more_formats_ui(ui, draft));
        formats_ui(ui, cx.look, draft);
        ui.add_space(8.0);
        if is_drawn {
            styles::styles_ui(ui, cx, draft);
            start_picture::start_picture_ui(ui, cx, draft);
        }
        ui.add_space(8.0);
        caption_options::caption_options_ui(ui, cx, draft);
        ui.add_space(8.0);
        widgets::caption(ui, cx.look, text!("create-background"));
        grounds::grounds_ui(ui, cx, draft);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            widgets::caption(ui, cx.look, text!("create-pictures-caption"));
            let names = [
                text!("create-fewer-pictures"),
                text!("create-number-of-pictures"),
                text!("create-more-pictures"),
            ];
            widgets::stepper(ui, names, &mut draft.brief.count, 1..=MAX_COUNT);
        });
        details::details_ui(ui, cx, draft);
    });
}

/// Parses the fields that hold text, where they are used.
fn parse(draft: &mut Draft) -> Option<BriefError> {
    if !draft.parse_seed() {
        return Some(BriefError::SeedTooLarge);
    }
    let needed = draft.brief.format.is_none();
    (needed && !draft.parse_size()).then(|| BriefError::SizeUnreadable(draft.size_text.clone()))
}

fn brand_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    let chosen = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let name = chosen.map_or(text!("create-no-brand"), |persona| persona.name.as_str());
    let caret = widgets::icon(icons::DOWN, 14.0).color(cx.look.quiet);
    // Beside the name stand the colours and the caret.
    let words = bidi::line(ui, strong(name, 15.0), ui.available_width() - 134.0);
    let is_elided = words.elided;
    let button = egui::Button::new((egui::WidgetText::Galley(words), egui::Atom::grow(), caret))
        .min_size(vec2(ui.available_width(), 40.0));
    let mut response = ui.add(button).accessible_name(text!("create-brand-named", name = name));
    if is_elided {
        response = response.on_hover_text(name);
    }
    if let Some(persona) = chosen {
        let swatches = egui::Rect::from_center_size(
            response.rect.right_center() - vec2(80.0, 0.0),
            vec2(76.0, 18.0),
        );
        widgets::swatches(
            &mut ui.new_child(egui::UiBuilder::new().max_rect(swatches)),
            cx.look,
            &persona.look.palette,
            16.0,
        );
    }
    let response = response.on_hover_text(text!("create-brand-decides-colours-words"));
    let width = response.rect.width();
    Popup::menu(&response).width(width).accessible_name(text!("create-brands")).show(|ui| {
        ui.set_min_width(width - 16.0);
        widgets::pad_entries(ui);
        ScrollArea::vertical().max_height(widgets::menu_height(ui.ctx(), 480.0)).show(ui, |ui| {
            for persona in own_first(cx.studio) {
                if persona_row(ui, cx.look, persona, chosen == Some(persona)) {
                    cx.push(BriefAction::SelectBrand(Some(persona.id.clone())));
                    ui.close();
                }
            }
            let none = ui.add(
                egui::Button::selectable(chosen.is_none(), text!("create-no-brand"))
                    .min_size(vec2(width - 16.0, 36.0)),
            );
            if none.clicked() {
                cx.push(BriefAction::SelectBrand(None));
                ui.close();
            }
        });
    });
}

/// The brands, the user's own first, then changed starters.
fn own_first(studio: &Studio) -> Vec<&Persona> {
    let mut personas: Vec<_> = studio.brands().all().iter().collect();
    personas.sort_by_key(|persona| match studio.brands().origin(persona) {
        Origin::Own => 0,
        Origin::Changed => 1,
        Origin::Starter => 2,
    });
    personas
}

fn persona_row(ui: &mut Ui, look: &Look, persona: &Persona, selected: bool) -> bool {
    let width = ui.available_width();
    let words = bidi::line(ui, strong(&persona.name, 14.0), width - 112.0);
    let tip = match words.elided {
        true => format!("{}\n{}", persona.name, persona.promise),
        false => persona.promise.clone(),
    };
    let atoms = (egui::WidgetText::Galley(words), egui::Atom::grow());
    let button = egui::Button::selectable(selected, atoms).min_size(vec2(width, 36.0));
    let response = ui.add(button).accessible_name(&persona.name).on_hover_text(tip);
    let swatches = egui::Rect::from_center_size(
        response.rect.right_center() - vec2(44.0, 0.0),
        vec2(76.0, 18.0),
    );
    widgets::swatches(
        &mut ui.new_child(egui::UiBuilder::new().max_rect(swatches)),
        look,
        &persona.look.palette,
        16.0,
    );
    response.clicked()
}

fn prompt_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &mut Draft) {
    let label = ui.scope(|ui| {
        // No higher than the line of text.
        ui.spacing_mut().interact_size.y = 0.0;
        let row = ui.horizontal(|ui| {
            let label = widgets::caption(ui, cx.look, text!("create-should-show"));
            token_count::typed_ui(ui, cx, draft);
            label
        });
        row.inner
    });
    let label = label.inner;
    let sample = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let hint = sample.map_or("Red running shoes", |persona| persona.sample_prompt.as_str());
    // A long text scrolls inside its field, so that the rest of the brief stays in sight.
    let area = ScrollArea::vertical().id_salt("prompt").max_height(PROMPT_HEIGHT);
    let field = scroll::show_inner(ui, area, |ui| {
        text_field::multiline(ui, &mut draft.brief.prompt, |field| {
            field
                .id(prompt_id())
                .hint_text(text!("create-for-example", example = hint))
                .desired_rows(2)
                // Its buttons stand below the text.
                .margin(egui::Margin { bottom: 34, ..egui::Margin::same(10) })
                .desired_width(f32::INFINITY)
                .return_key(egui::KeyboardShortcut::new(egui::Modifiers::NONE, egui::Key::Enter))
        })
    });
    let response = field.inner.labelled_by(label.id);
    let corner = field.inner_rect.intersect(response.rect);
    photo_ui(ui, cx, corner);
    table_button_ui(ui, cx, corner);
    if std::mem::take(&mut draft.focus_prompt) {
        response.request_focus();
    }
    let length = draft.brief.prompt.chars().count();
    if length + 200 > MAX_PROMPT_CHARS {
        let ink = if length > MAX_PROMPT_CHARS { cx.look.bad } else { cx.look.quiet };
        ui.label(RichText::new(format!("{length} / {MAX_PROMPT_CHARS}")).small().color(ink));
    }
}

/// In the corner of the prompt: a photo of the user's own in the place of a picture that is drawn.
fn photo_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, field: egui::Rect) {
    let size = vec2(104.0, 26.0);
    let corner = egui::Rect::from_min_size(field.right_bottom() - size - vec2(6.0, 5.0), size);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(corner));
    ui.spacing_mut().button_padding = vec2(6.0, 2.0);
    ui.spacing_mut().interact_size.y = size.y;
    let text = RichText::new(text!("create-use-my-photo")).small().color(cx.look.quiet);
    let button = egui::Button::new((widgets::icon(icons::IMAGE, 14.0).color(cx.look.quiet), text));
    let button = button.frame_when_inactive(false).min_size(size);
    let tip = text!("create-make-post-own-product-dropping");
    let photo =
        ui.add(button).accessible_name(text!("create-use-my-photo-instead")).on_hover_text(tip);
    if photo.clicked() {
        cx.push(PostAction::ChoosePhoto { beside: false });
    }
}

fn formats_ui(ui: &mut Ui, look: &Look, draft: &mut Draft) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let chosen = draft.brief.format.clone();
        let elsewhere = chosen.as_deref().filter(|id| !CHIPS.contains(id));
        for id in CHIPS.into_iter().chain(elsewhere) {
            let Some(row) = format(id) else { continue };
            let (network, width, height) = (row.network, row.width, row.height);
            let tip =
                text!("create-format-pixels", network = network, width = width, height = height,);
            let label = text::value("format", row.id, row.label);
            let chip = widgets::chip(ui, look, chosen.as_deref() == Some(id), label);
            if chip.on_hover_text(tip).clicked() {
                draft.set_format(Some(id));
            }
        }
        if chosen.is_none() {
            let text = format!("{}", draft.brief.size);
            widgets::chip(ui, look, true, &text)
                .on_hover_text(text!("create-own-size-change-under-model"));
        }
    });
}

fn more_formats_ui(ui: &mut Ui, draft: &mut Draft) {
    let more = widgets::icon_button(
        ui,
        icons::PLUS,
        text!("create-more-formats"),
        text!("create-more-networks-sizes"),
    );
    Popup::menu(&more).accessible_name(text!("create-formats")).show(|ui| {
        ui.set_width(280.0);
        let height = widgets::menu_height(ui.ctx(), 360.0);
        let area = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
        area.show(ui, |ui| {
            // Room for the scroll bar, which would cover the sizes.
            ui.set_max_width(ui.available_width() - 12.0);
            widgets::pad_entries(ui);
            more_formats(ui, draft);
        });
    });
}

fn more_formats(ui: &mut Ui, draft: &mut Draft) {
    for row in FORMATS {
        let selected = draft.brief.format.as_deref() == Some(row.id);
        let size = RichText::new(format!("{} x {}", row.width, row.height)).small().weak();
        let label = text::value("format", row.id, row.label);
        let button = egui::Button::selectable(selected, (label, egui::Atom::grow(), size));
        let button = button.min_size(vec2(ui.available_width(), 0.0));
        if ui.add(button).accessible_name(label).clicked() {
            draft.set_format(Some(row.id));
            ui.close();
        }
    }
    let own = egui::Button::selectable(draft.brief.format.is_none(), text!("create-size-my-own"));
    if ui.add(own.min_size(vec2(ui.available_width(), 0.0))).clicked() {
        draft.set_format(None);
        draft.details_open = true;
        ui.close();
    }
}

fn generate_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, draft: &Draft, error: Option<&BriefError>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let button = widgets::primary_button(
        ui,
        cx.look,
        icons::SPARKLE,
        text!("create-generate"),
        error.is_none(),
    );
    let shortcut = text::shortcut(ui.ctx(), &super::keys::GENERATE);
    let first = text::shortcut(ui.ctx(), &super::keys::GENERATE_FIRST);
    let tip = text!("create-generate-keys", key = shortcut, first = first);
    if button.on_hover_text(tip).clicked() {
        cx.push(BriefAction::Generate { first: false });
    }
    ui.vertical_centered(|ui| match (error, cx.studio.cost(&draft.brief)) {
        (Some(error), _) => {
            let text = RichText::new(text::refusal(error)).small().color(cx.look.bad);
            ui.add(egui::Label::new(text).wrap());
        }
        (None, Some(cost)) => {
            let captions = draft.brief.captions.networks.len();
            ui.label(RichText::new(cost_text(&cost, captions)).small().color(cx.look.quiet));
        }
        (None, None) => {
            let count = draft.brief.count;
            let text = match cx.studio.dispatcher().renders_on_team() {
                true => text!("create-pictures-by-team", count = count),
                false => text!("create-pictures", count = count),
            };
            ui.label(RichText::new(text).small().color(cx.look.quiet));
        }
    });
}

/// `4 pictures, 2 captions, about 40 s, 1.1 GB`, and the time with the queue where that is longer.
fn cost_text(cost: &Cost, captions: usize) -> String {
    let mut parts = vec![text!("create-pictures", count = cost.pictures)];
    if captions > 0 {
        parts.push(text!("create-captions", count = captions));
    }
    if cost.measured {
        parts.push(text!("create-about-time", time = text::duration(cost.time)));
    }
    // Illustrations need no model in memory.
    if cost.memory_bytes > 0 {
        parts.push(text::bytes(cost.memory_bytes));
    }
    let cost_words = parts.join(", ");
    if cost.measured && cost.with_queue > cost.time.mul_f32(1.5) {
        let time = text::duration(cost.with_queue);
        return text!("create-cost-with-queue", cost = cost_words, time = time);
    }
    cost_words
}
