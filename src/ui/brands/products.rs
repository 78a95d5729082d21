//! The products of a brand: each with its photo, name, facts and alternative text; added, changed and removed here.
//! A photo is cut out and kept by the studio; what is typed and not valid stays here with its reason.

use super::{BrandAction, BrandDialog, Brands};
use crate::brand::{MAX_PRODUCTS, Persona, PersonaId, Product, ProductError};
use crate::studio::DescribedSubject;
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::textures::Shown;
use crate::ui::{canvas, describe, icons, text_field, widgets};
use egui::{Label, RichText, Sense, Ui, vec2};

/// The side of a product's picture, points.
const PICTURE: f32 = 112.0;

/// A product as it was typed, which is not valid, and why.
pub(super) struct RejectedProduct {
    brand: PersonaId,
    product: Product,
    error: ProductError,
}

impl Brands {
    /// The list of products; the changed brand where one was changed.
    pub(super) fn products_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
    ) -> Option<Persona> {
        let mut changed = None;
        ui.horizontal_wrapped(|ui| {
            let has_room = persona.products.len() + self.products_coming < MAX_PRODUCTS;
            let add = ui.add_enabled_ui(has_room, |ui| {
                let tip = text!("brands-choose-photo-product-drop-photos");
                widgets::button(ui, icons::PLUS, text!("brands-add-a-product")).on_hover_text(tip)
            });
            if add.inner.clicked() {
                cx.push(BrandAction::OpenDialog(BrandDialog::Product(persona.id.clone())));
            }
            if self.products_coming > 0 {
                ui.add(egui::Spinner::new().size(16.0));
                ui.label(RichText::new(text!("brands-cutting-out-product")).color(cx.look.quiet));
            }
        });
        if persona.products.is_empty() && self.products_coming == 0 {
            let text = text!("brands-keep-photo-sell-once-posts");
            ui.add_space(6.0);
            ui.add(Label::new(RichText::new(text).color(cx.look.quiet)).wrap());
        }
        for product in &persona.products {
            ui.add_space(8.0);
            cx.look.card().show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal_top(|ui| {
                    self.product_picture_ui(ui, cx, persona, product);
                    ui.add_space(6.0);
                    ui.vertical(|ui| {
                        let new = self.product_ui(ui, cx, persona, product);
                        changed = changed.take().or(new);
                    });
                });
            });
        }
        changed
    }

    fn product_picture_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        product: &Product,
    ) {
        ui.vertical(|ui| {
            ui.set_width(PICTURE);
            let (rect, response) = ui.allocate_exact_size(vec2(PICTURE, PICTURE), Sense::hover());
            let label = text!("brands-picture-of", name = product.name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
            let file = if product.cutout.is_empty() { &product.photo } else { &product.cutout };
            ui.painter().rect_filled(rect, 8.0, cx.look.ground);
            match self.logos.logo(cx.studio.disk(), &persona.id, file) {
                _ if file.is_empty() => widgets::placeholder(ui, cx.look, rect, icons::TAG),
                Shown::Ready(texture) => {
                    canvas::paint_thumbnail(ui, cx.look, texture, cx.look.ground, rect);
                }
                Shown::Loading => {}
                Shown::Missing(sentence) => {
                    widgets::placeholder(ui, cx.look, rect, icons::WARNING);
                    response.on_hover_text(text::said(sentence));
                }
            }
            let remove = widgets::button(ui, icons::TRASH, text!("brands-remove"));
            let remove = remove.on_hover_text(text!("brands-remove-product-undone"));
            if remove.accessible_name(text!("brands-remove-product", name = product.name)).clicked()
            {
                let action = BrandAction::RemoveProduct(persona.id.clone(), product.id.clone());
                cx.push(action);
            }
        });
    }

    /// The texts of a product; the brand with them where they were changed and are valid.
    fn product_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        product: &Product,
    ) -> Option<Persona> {
        let is_own = |rejected: &&RejectedProduct| {
            rejected.brand == persona.id && rejected.product.id == product.id
        };
        let rejected = self.rejected_product.as_ref().filter(is_own);
        let mut typed = rejected.map_or(product, |rejected| &rejected.product).clone();
        let error = rejected.map(|rejected| text::said(&rejected.error.to_string()).into_owned());
        let mut edited = false;
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = &product.name;
        for (what, hint, text) in [
            (text!("brands-name"), "", &mut typed.name),
            (
                text!("brands-benefit"),
                text!("brands-keeps-coffee-hot-for-hour"),
                &mut typed.benefit,
            ),
            (text!("brands-detail"), text!("brands-stoneware-350-ml"), &mut typed.detail),
            (text!("brands-price"), "£18", &mut typed.price),
            (
                text!("brands-alternative-text"),
                text!("brands-photo-shows-for-people-who"),
                &mut typed.alt_text,
            ),
        ] {
            let label = widgets::caption(ui, cx.look, what);
            let (tip, hint) = (hint, RichText::new(hint).color(cx.look.edge()));
            let field = text_field::singleline(ui, text, |field| {
                field
                    .id_salt((&persona.id.0, &product.id, what))
                    .hint_text(hint)
                    .margin(egui::Margin::symmetric(10, 6))
                    .desired_width(f32::INFINITY)
            });
            let mut field = field.labelled_by(label.id);
            if text.is_empty() && !tip.is_empty() {
                field = field.on_hover_text(tip);
            }
            edited |= field.changed();
            field.accessible_name(text!("brands-field-of", field = what, name = name));
        }
        describe_ui(ui, cx, persona, product);
        if let Some(error) = error {
            ui.add(Label::new(RichText::new(error).small().color(cx.look.bad)).wrap());
        }
        if !edited {
            return None;
        }
        match typed.check() {
            Ok(()) => {
                self.rejected_product = None;
                let mut changed = persona.clone();
                let place = changed.products.iter_mut().find(|other| other.id == typed.id)?;
                *place = typed;
                Some(changed)
            }
            Err(error) => {
                let brand = persona.id.clone();
                self.rejected_product = Some(RejectedProduct { brand, product: typed, error });
                None
            }
        }
    }
}

/// The button that drafts a product's alternative text, where a model for it is installed.
fn describe_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, persona: &Persona, product: &Product) {
    let (brand, id) = (persona.id.clone(), product.id.clone());
    let subject = DescribedSubject::Product { brand: brand.clone(), product: id.clone() };
    let name = text!("brands-draft-alt-text-of", name = product.name);
    if describe::button(ui, cx, &subject, &name, !product.photo.is_empty()) {
        cx.push(BrandAction::DescribeProduct(brand, id));
    }
}
