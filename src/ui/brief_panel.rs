//! The left column of Create: who speaks, what the picture should show, for which network, how many.
//! It edits the draft and says what stands in the way; what is sent is made in `brief`.

use super::action::Action;
use super::draft::Draft;
use super::textures::Textures;
use super::theme::{Look, colour, strong};
use super::{details, icons, parts, sent, start, styles, token_count, words};
use crate::brand::{Persona, Rgb};
use crate::brief::{Backdrop, BriefError, FORMATS, MAX_COUNT, MAX_PROMPT_CHARS, format};
use crate::studio::{Cost, Studio};
use egui::{Id, Popup, RichText, ScrollArea, TextEdit, Ui, vec2};

/// The formats that are chips; the others are in the menu behind them.
const CHIPS: [&str; 4] = ["instagram-4x5", "instagram-story", "x-wide", "linkedin-link"];

/// The prompt field, so that a key can put the cursor there.
pub fn prompt_id() -> Id {
    Id::unique("prompt")
}

pub fn brief_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    draft: &mut Draft,
    textures: &mut Textures,
    actions: &mut Vec<Action>,
) {
    // Read first: a value that cannot be made would else never be replaced by the next.
    let unreadable = unreadable(draft);
    let trouble = studio.check(&draft.brief).err().or(unreadable);
    egui::Panel::bottom("generate")
        .frame(egui::Frame::new().inner_margin(egui::Margin {
            top: 12,
            right: 4,
            ..Default::default()
        }))
        .show_separator_line(false)
        .resizable(false)
        .show(ui, |ui| generate_ui(ui, look, studio, draft, trouble.as_ref(), actions));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.set_max_width(ui.available_width() - 4.0);
        parts::caption(ui, look, "Brand");
        brand_ui(ui, look, studio, draft, actions);
        ui.add_space(8.0);
        prompt_ui(ui, look, studio, draft);
        let enhanced = studio.enhance(&draft.brief);
        token_count::keep_counting(studio, draft, &enhanced, actions);
        sent::sent_ui(ui, look, studio, draft, &enhanced);
        ui.add_space(8.0);
        parts::caption(ui, look, "For");
        formats_ui(ui, look, draft);
        ui.add_space(8.0);
        styles::styles_ui(ui, look, studio, draft);
        start::start_ui(ui, look, studio, draft, textures, actions);
        ui.add_space(8.0);
        words::words_ui(ui, look, studio, draft);
        ui.add_space(8.0);
        parts::caption(ui, look, "Behind it");
        backdrop_ui(ui, look, draft);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            parts::caption(ui, look, "Pictures");
            parts::stepper(ui, "pictures", &mut draft.brief.count, 1..=MAX_COUNT);
        });
        details::details_ui(ui, look, studio, draft, actions);
    });
}

fn unreadable(draft: &mut Draft) -> Option<BriefError> {
    if !draft.read_seed() {
        return Some(BriefError::SeedTooLarge);
    }
    let needed = draft.brief.format.is_none();
    (needed && !draft.read_size()).then(|| BriefError::SizeUnreadable(draft.size_text.clone()))
}

fn brand_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    draft: &mut Draft,
    actions: &mut Vec<Action>,
) {
    let chosen = draft.brief.persona.as_ref().and_then(|id| studio.persona(id));
    let name = chosen.map_or("No brand", |persona| persona.name.as_str());
    let caret = parts::icon(icons::DOWN, 14.0).color(look.quiet);
    let button = egui::Button::new((strong(name, 15.0), egui::Atom::grow(), caret))
        .min_size(vec2(ui.available_width(), 40.0));
    let response = ui.add(button).accessible_name(format!("Brand: {name}"));
    if let Some(persona) = chosen {
        let place = egui::Rect::from_center_size(
            response.rect.right_center() - vec2(80.0, 0.0),
            vec2(76.0, 18.0),
        );
        parts::swatches(
            &mut ui.new_child(egui::UiBuilder::new().max_rect(place)),
            look,
            &persona.look.palette,
            16.0,
        );
    }
    let response = response.on_hover_text("Who is speaking. Colours and words follow.");
    let width = response.rect.width();
    Popup::menu(&response).width(width).accessible_name("Brands").show(|ui| {
        ui.set_min_width(width - 16.0);
        for persona in studio.personas() {
            if persona_row(ui, look, persona, chosen == Some(persona)) {
                actions.push(Action::SpeakAs(Some(persona.id.clone())));
            }
        }
        let none = ui.add(
            egui::Button::selectable(chosen.is_none(), "No brand")
                .min_size(vec2(width - 16.0, 36.0)),
        );
        if none.clicked() {
            actions.push(Action::SpeakAs(None));
        }
    });
}

fn persona_row(ui: &mut Ui, look: &Look, persona: &Persona, selected: bool) -> bool {
    let width = ui.available_width();
    let button =
        egui::Button::selectable(selected, (strong(&persona.name, 14.0), egui::Atom::grow()))
            .min_size(vec2(width, 36.0));
    let response = ui.add(button).accessible_name(&persona.name).on_hover_text(&persona.promise);
    let place = egui::Rect::from_center_size(
        response.rect.right_center() - vec2(44.0, 0.0),
        vec2(76.0, 18.0),
    );
    parts::swatches(
        &mut ui.new_child(egui::UiBuilder::new().max_rect(place)),
        look,
        &persona.look.palette,
        16.0,
    );
    response.clicked()
}

fn prompt_ui(ui: &mut Ui, look: &Look, studio: &Studio, draft: &mut Draft) {
    let label = ui.scope(|ui| {
        // No higher than the line of text.
        ui.spacing_mut().interact_size.y = 0.0;
        let row = ui.horizontal(|ui| {
            let label = parts::caption(ui, look, "What should it show?");
            token_count::typed_ui(ui, look, studio, draft);
            label
        });
        row.inner
    });
    let label = label.inner;
    let sample = draft.brief.persona.as_ref().and_then(|id| studio.persona(id));
    let hint = sample.map_or("Red running shoes", |persona| persona.sample_prompt.as_str());
    let field = TextEdit::multiline(&mut draft.brief.prompt)
        .id(prompt_id())
        .hint_text(format!("For example: {hint}"))
        .desired_rows(3)
        .margin(10)
        .desired_width(f32::INFINITY)
        .return_key(egui::KeyboardShortcut::new(egui::Modifiers::NONE, egui::Key::Enter));
    let response = ui.add(field).labelled_by(label.id);
    if std::mem::take(&mut draft.focus_prompt) {
        response.request_focus();
    }
    let length = draft.brief.prompt.chars().count();
    if length + 200 > MAX_PROMPT_CHARS {
        let ink = if length > MAX_PROMPT_CHARS { look.bad } else { look.quiet };
        ui.label(RichText::new(format!("{length} / {MAX_PROMPT_CHARS}")).small().color(ink));
    }
}

fn formats_ui(ui: &mut Ui, look: &Look, draft: &mut Draft) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let chosen = draft.brief.format.clone();
        let elsewhere = chosen.as_deref().filter(|id| !CHIPS.contains(id));
        for id in CHIPS.into_iter().chain(elsewhere) {
            let Some(row) = format(id) else { continue };
            let tip = format!("{}, {} x {} pixels", row.network, row.width, row.height);
            let chip = parts::chip(ui, look, chosen.as_deref() == Some(id), row.label);
            if chip.on_hover_text(tip).clicked() {
                draft.set_format(Some(id));
            }
        }
        if chosen.is_none() {
            let text = format!("{}", draft.brief.size);
            parts::chip(ui, look, true, &text)
                .on_hover_text("Your own size; change it in Model and details");
        }
        let more = parts::icon_button(ui, icons::PLUS, "More formats", "More networks and sizes");
        Popup::menu(&more).accessible_name("Formats").show(|ui| {
            ui.set_width(280.0);
            let area = ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]);
            area.show(ui, |ui| {
                // The bar is not to lie over the sizes.
                ui.set_max_width(ui.available_width() - 12.0);
                more_formats(ui, draft);
            });
        });
    });
}

fn more_formats(ui: &mut Ui, draft: &mut Draft) {
    for row in FORMATS {
        let selected = draft.brief.format.as_deref() == Some(row.id);
        let size = RichText::new(format!("{} x {}", row.width, row.height)).small().weak();
        let button = egui::Button::selectable(selected, (row.label, egui::Atom::grow(), size));
        let button = button.min_size(vec2(ui.available_width(), 0.0));
        if ui.add(button).accessible_name(row.label).clicked() {
            draft.set_format(Some(row.id));
        }
    }
    let own = egui::Button::selectable(draft.brief.format.is_none(), "A size of my own");
    if ui.add(own.min_size(vec2(ui.available_width(), 0.0))).clicked() {
        draft.set_format(None);
        draft.details_open = true;
    }
}

fn backdrop_ui(ui: &mut Ui, look: &Look, draft: &mut Draft) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let backdrop = &mut draft.brief.backdrop;
        let brand = *backdrop == Backdrop::Brand;
        let tip = "A soft gradient of the brand's colours";
        if parts::chip(ui, look, brand, "Brand colours").on_hover_text(tip).clicked() {
            *backdrop = Backdrop::Brand;
        }
        let clear = *backdrop == Backdrop::Transparent;
        let tip = "Nothing: the subject alone, to be laid on anything";
        if parts::chip(ui, look, clear, "Transparent").on_hover_text(tip).clicked() {
            *backdrop = Backdrop::Transparent;
        }
        let flat = matches!(backdrop, Backdrop::Colour(_));
        if parts::chip(ui, look, flat, "One colour").clicked() && !flat {
            *backdrop = Backdrop::Colour(Rgb::new(255, 255, 255));
        }
        if let Backdrop::Colour(rgb) = backdrop {
            let mut ink = colour(*rgb);
            let options = egui::color_picker::Alpha::Opaque;
            let picker = egui::color_picker::color_edit_button_srgba(ui, &mut ink, options);
            picker.accessible_name("Colour behind the subject").on_hover_text(rgb.to_string());
            *rgb = Rgb::new(ink.r(), ink.g(), ink.b());
        }
    });
}

fn generate_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    draft: &Draft,
    trouble: Option<&BriefError>,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let button = parts::primary_button(ui, look, icons::SPARKLE, "Generate", trouble.is_none());
    let shortcut = ui.ctx().format_shortcut(&super::keys::GENERATE);
    let first = ui.ctx().format_shortcut(&super::keys::GENERATE_FIRST);
    let tip = format!("{shortcut}. With {first} it goes before everything that waits.");
    if button.on_hover_text(tip).clicked() {
        actions.push(Action::Generate { first: false });
    }
    ui.vertical_centered(|ui| match (trouble, studio.cost(&draft.brief)) {
        (Some(trouble), _) => {
            let text = RichText::new(trouble.to_string()).small().color(look.bad);
            ui.add(egui::Label::new(text).wrap());
        }
        (None, Some(cost)) => {
            let captions = draft.brief.captions.networks.len();
            ui.label(RichText::new(cost_words(&cost, captions)).small().color(look.quiet));
        }
        (None, None) => {
            let one = draft.brief.count == 1;
            let words =
                if one { "1 picture".into() } else { format!("{} pictures", draft.brief.count) };
            let place = if studio.renders_on_team() { ", drawn by the team" } else { "" };
            ui.label(RichText::new(words + place).small().color(look.quiet));
        }
    });
}

/// `4 pictures, 2 captions, about 40 s, 1.1 GB`, and when the queue will get there.
fn cost_words(cost: &Cost, captions: usize) -> String {
    let pictures = if cost.pictures == 1 { "picture" } else { "pictures" };
    let mut words = format!("{} {pictures}", cost.pictures);
    if captions > 0 {
        words += &format!(", {captions} {}", if captions == 1 { "caption" } else { "captions" });
    }
    if cost.measured {
        words += &format!(", about {}", parts::duration(cost.time));
    }
    words += &format!(", {}", parts::bytes(cost.memory_bytes));
    if cost.measured && cost.with_queue > cost.time.mul_f32(1.5) {
        words += &format!(" (with the queue {})", parts::duration(cost.with_queue));
    }
    words
}
