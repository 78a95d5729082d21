//! "Background" in the brief: the brand's colours, nothing, or one colour of the user's choice.
//! How a ground is painted is known elsewhere.

use super::colour_picker::colour_button;
use super::context::PanelContext;
use super::draft::Draft;
use super::theme::Look;
use super::widgets;
use crate::brand::{Palette, Rgb};
use crate::brief::Backdrop;
use egui::{Ui, vec2};

pub fn grounds_ui(ui: &mut Ui, cx: &PanelContext<'_>, draft: &mut Draft) {
    let look = cx.look;
    let persona = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
    let palette = persona.map(|persona| persona.look.palette);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let backdrop = &mut draft.brief.backdrop;
        let brand = match backdrop {
            Backdrop::Brand | Backdrop::Primary | Backdrop::Secondary | Backdrop::Light => true,
            Backdrop::Transparent | Backdrop::Colour(_) => false,
        };
        let tip = text!("create-ground-brands-colours");
        if widgets::chip(ui, look, brand, text!("create-brand-colours"))
            .on_hover_text(tip)
            .clicked()
            && !brand
        {
            *backdrop = Backdrop::Brand;
        }
        let clear = *backdrop == Backdrop::Transparent;
        let tip = text!("create-subject-alone-put-any-background");
        if widgets::chip(ui, look, clear, text!("create-transparent")).on_hover_text(tip).clicked()
        {
            *backdrop = Backdrop::Transparent;
        }
        let flat = matches!(backdrop, Backdrop::Colour(_));
        if widgets::chip(ui, look, flat, text!("create-one-colour")).clicked() && !flat {
            *backdrop = Backdrop::Colour(Rgb::new(255, 255, 255));
        }
        if let Backdrop::Colour(rgb) = backdrop {
            let name = text!("create-colour-behind-subject");
            let picker = colour_button(ui, look, name, vec2(48.0, 28.0), rgb);
            picker.on_hover_text(rgb.to_string());
        }
        if let Some(palette) = palette.filter(|_| brand) {
            ui.end_row();
            brand_ground_ui(ui, look, &palette, backdrop);
        }
    });
}

/// Which colour of the brand the ground has.
fn brand_ground_ui(ui: &mut Ui, look: &Look, palette: &Palette, backdrop: &mut Backdrop) {
    let grounds = [
        (Backdrop::Brand, text!("create-auto"), text!("create-brands-colour-suits-subject")),
        (Backdrop::Primary, text!("create-primary"), text!("create-brands-primary-colour")),
        (Backdrop::Secondary, text!("create-secondary"), text!("create-brands-secondary-colour")),
        (Backdrop::Light, text!("create-light"), text!("create-brands-light-colour")),
    ];
    for (ground, label, tip) in grounds {
        let selected = *backdrop == ground;
        let swatch = ground.colour_of(Some(palette));
        let chip = widgets::swatch_chip(ui, look, selected, swatch, label);
        if chip.accessible_name(text!("create-ground", name = label)).on_hover_text(tip).clicked() {
            *backdrop = ground;
        }
    }
}
