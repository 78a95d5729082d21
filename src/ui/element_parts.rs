//! Below the strip of illustrations: the coloured parts of those that are chosen, each a dot whose menu gives it a colour of
//! the brand. The studio paints; a click changes the choice.

use super::theme::{Look, colour};
use crate::brand::{Palette, Rgb};
use crate::brief::{BrandColour, ElementChoice, ElementStyle};
use crate::studio::FoundElement;
use crate::ui::text;
use egui::{Button, Popup, Response, RichText, Sense, Stroke, Ui, vec2};

/// A dot's diameter, points.
const DOT: f32 = 18.0;

pub fn element_parts_ui(
    ui: &mut Ui,
    look: &Look,
    choice: &mut ElementChoice,
    found: &[FoundElement],
    palette: &Palette,
) {
    // Lines and greys have no parts to colour.
    if matches!(choice.style, ElementStyle::Outline | ElementStyle::Grey) {
        return;
    }
    for element in found {
        if element.parts.is_empty() || !choice.names.contains(&element.name) {
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            ui.label(RichText::new(&element.label).small().color(look.quiet));
            for (part, shown) in element.parts.iter().enumerate() {
                let name = text!("create-colour-of-part", number = part + 1, name = element.label);
                let dot = dot_ui(ui, look, *shown, &name);
                part_menu(&dot, choice, (&element.name, part), palette);
            }
        });
    }
}

fn dot_ui(ui: &mut Ui, look: &Look, shown: Rgb, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(DOT, DOT), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let line = match response.hovered() || response.has_focus() {
        true => Stroke::new(2.0, look.accent),
        false => Stroke::new(1.0, look.line),
    };
    ui.painter().circle(rect.center(), DOT / 2.0 - 1.0, colour(shown), line);
    response.on_hover_text(text!("create-give-part-colour-brand"))
}

fn part_menu(
    dot: &Response,
    choice: &mut ElementChoice,
    (element, part): (&str, usize),
    palette: &Palette,
) {
    let chosen = choice.part_colour(element, part);
    let mut wanted = None;
    Popup::menu(dot).accessible_name(text!("create-colours-part")).show(|ui| {
        ui.set_width(150.0);
        for brand_colour in BrandColour::ALL {
            let ink = colour(brand_colour.of(palette));
            let atoms = (
                RichText::new("●").color(ink),
                text::value("brand-colour", brand_colour.label(), brand_colour.label()),
            );
            let row = Button::selectable(chosen == Some(brand_colour), atoms);
            let row = row.min_size(vec2(ui.available_width(), 0.0));
            if ui
                .add(row)
                .accessible_name(text::value(
                    "brand-colour",
                    brand_colour.label(),
                    brand_colour.label(),
                ))
                .clicked()
            {
                wanted = Some(Some(brand_colour));
                ui.close();
            }
        }
        let row = Button::selectable(chosen.is_none(), text!("create-as-before"));
        let row = row.min_size(vec2(ui.available_width(), 0.0));
        if ui.add(row).clicked() {
            wanted = Some(None);
            ui.close();
        }
    });
    if let Some(colour) = wanted {
        choice.paint_part(element, part, colour);
    }
}
