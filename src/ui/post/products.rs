//! The row of the brand's products: a click puts one into the post, a second button beside what is there.
//! Photos and cut-outs are kept with the brand; the studio copies them, and here is what the post then says.

use super::suggestions::another_headline;
use super::{PostAction, PostEditor};
use crate::brand::{Persona, Product};
use crate::post::{
    AddedPicture, CutSelection, MOST_PICTURES, PictureSource, Placement, PostDocument, PostProduct,
};
use crate::ui::context::PanelContext;
use crate::ui::textures::Shown;
use crate::ui::widgets::Emphasis;
use crate::ui::{canvas, icons, widgets};
use egui::{Context, Modifiers, Sense, StrokeKind, Ui, vec2};

/// The side of a product's thumbnail, points.
const SIDE: f32 = 52.0;

impl PostEditor {
    /// The products of the post's brand, where it has any.
    pub(super) fn products_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let Some(persona) = self.persona.clone().filter(|persona| !persona.products.is_empty())
        else {
            return;
        };
        widgets::caption(ui, cx.look, text!("post-products"));
        let has_room = self.document.picture_count() < MOST_PICTURES;
        let mut chosen = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for product in &persona.products {
                let response = self.product_ui(ui, cx, &persona, product);
                let beside = ui.input(|input| input.modifiers.matches_logically(Modifiers::SHIFT));
                if response.clicked() {
                    chosen = Some((product.id.clone(), beside && has_room));
                }
                response.context_menu(|ui| {
                    let add = egui::Button::new(text!("post-add-beside-picture"));
                    if ui.add_enabled(has_room, add).clicked() {
                        chosen = Some((product.id.clone(), true));
                        ui.close();
                    }
                });
            }
        });
        if let Some((id, beside)) = chosen {
            cx.push(PostAction::UseProduct { id, beside });
        }
    }

    fn product_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        persona: &Persona,
        product: &Product,
    ) -> egui::Response {
        let (rect, response) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::click());
        let mut shown = self.document.products();
        let is_shown = shown.any(|shown| shown.name == product.name);
        let label = text!("post-product-named", name = product.name);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_shown, &label)
        });
        let file = if product.cutout.is_empty() { &product.photo } else { &product.cutout };
        ui.painter().rect_filled(rect, 8.0, cx.look.ground);
        match file.is_empty() {
            true => widgets::placeholder(ui, cx.look, rect, icons::TAG),
            false => match self.product_pictures.logo(cx.studio.disk(), &persona.id, file) {
                Shown::Ready(texture) => {
                    canvas::paint_thumbnail(ui, cx.look, texture, cx.look.panel, rect);
                }
                Shown::Loading => {}
                Shown::Missing(_) => widgets::placeholder(ui, cx.look, rect, icons::WARNING),
            },
        }
        let line = Emphasis::of(is_shown, &response).stroke(cx.look, 2.0);
        ui.painter().rect_stroke(rect, 8.0, line, StrokeKind::Inside);
        let facts = product.facts().join(" · ");
        let tip = format!("{}\n{facts}", product.name);
        response.on_hover_text(format!("{}\n{}", tip.trim_end(), text!("post-shift-click-adds")))
    }

    /// Takes the pixels of a product's picture.
    pub fn add_product_picture(
        &mut self,
        ctx: &Context,
        id: crate::brand::PersonaId,
        name: String,
        pixels: Result<&crate::files::Pixels, String>,
    ) {
        self.product_pictures.add(ctx, id, name, pixels);
    }

    /// Puts another picture beside those that are there, and selects it; false where there is no room.
    pub fn add_beside(&mut self, source: PictureSource, product: Option<&Product>) -> bool {
        // In a place of its own, a photo is shown whole.
        let is_photo = matches!(source, PictureSource::Photo(_)) && product.is_none();
        let enabled = !(self.shows_each() && is_photo);
        let cut = CutSelection { enabled, ..CutSelection::default() };
        let added = AddedPicture { source, cut, product: product.map(spoken) };
        self.history.end_of_go();
        let mut number = None;
        self.edit_document("added picture", |document| number = document.add_picture(added));
        self.selected = number.unwrap_or(self.selected);
        number.is_some()
    }

    /// Puts a product into the open post: its picture, its words, and what captions say of it. One undo takes all back.
    pub(super) fn show_product(&mut self, source: PictureSource, product: Option<&Product>) {
        let persona = self.persona.clone();
        let edited = |document: &mut PostDocument| {
            document.source = source;
            document.cut = CutSelection::default();
            document.product = product.map(spoken);
            document.change(|version| {
                (version.placement, version.focus) = (Placement::default(), None);
                let Some(product) = product else { return };
                let headline = persona.as_deref().and_then(|persona| headline(product, persona));
                version.headline = headline.unwrap_or_else(|| product.name.clone());
                version.fact = product.fact();
                if !product.benefit.trim().is_empty() {
                    product.benefit.trim().clone_into(&mut version.line);
                }
            });
        };
        self.edit_document("photo", edited);
    }
}

/// What a post says of a product.
pub(super) fn spoken(product: &Product) -> PostProduct {
    PostProduct {
        name: product.name.clone(),
        facts: product.facts(),
        alt_text: product.alt_text.clone(),
    }
}

/// The first headline of a product.
pub(super) fn headline(product: &Product, persona: &Persona) -> Option<String> {
    another_headline(("", &product.name), persona, 0)
}
