//! The Brands screen: a list, an editor drawn from the table of fields, and a preview that follows what is typed.
//! It holds half-typed text; the studio owns the brands.

mod brand_preview;
mod colours;
mod editor;
mod field_texts;
mod fields;
mod installed_fonts;
mod list;
mod logos;
mod products;

pub use logos::Logos;

use super::context::PanelContext;
use crate::brand::{Field, Persona, PersonaId, Section};
use crate::files::Pixels;
use crate::studio::Studio;
use egui::{Context, Frame, Margin, Panel, ScrollArea, Ui};
use std::path::PathBuf;

/// An action on brands.
#[derive(Clone, Debug, PartialEq)]
pub enum BrandAction {
    /// Replace a brand by a changed version; the text names the change for undo.
    Change(Box<Persona>, &'static str),
    /// Create a brand of that name.
    New(String),
    Duplicate(PersonaId),
    /// Remove an own brand, or restore the starter that it replaced.
    Remove(PersonaId),
    Undo,
    Redo,
    OpenDialog(BrandDialog),
    /// Copy a logo or font to a brand, for the field of that key.
    UseFile {
        id: PersonaId,
        field: &'static str,
        path: PathBuf,
    },
    /// Use the colours of the brand's own logo, by the name of its file.
    PaletteOfLogo(PersonaId, String),
    /// Remove a product of a brand, by its id.
    RemoveProduct(PersonaId, String),
    /// Draft a product's alternative text from its photo, by the product's id.
    DescribeProduct(PersonaId, String),
}

/// A native dialog for a file of a brand.
#[derive(Clone, Debug, PartialEq)]
pub enum BrandDialog {
    /// The package to import.
    Import,
    /// The package to write; its name is proposed.
    Export { id: PersonaId, name: String },
    /// A logo or font, for the field of that key.
    File { id: PersonaId, field: &'static str },
    /// A picture whose colours become the brand's.
    Palette(PersonaId),
    /// The photo of a new product.
    Product(PersonaId),
}

/// The Brands screen.
#[derive(Default)]
pub struct Brands {
    /// The brand whose fields are shown; where it is none, or was removed, the one in use.
    selected: Option<PersonaId>,
    section: Option<Section>,
    /// Whether the products are shown in the place of a section.
    products_open: bool,
    /// How many photos are on their way to become products.
    products_coming: usize,
    rejected_product: Option<products::RejectedProduct>,
    /// The editor's copy of the brand; copied again when the brand has changed.
    working: Option<Persona>,
    texts: field_texts::FieldTexts,
    /// The name of a new brand while it is typed.
    new_name: Option<String>,
    logos: logos::Logos,
    installed_fonts: installed_fonts::InstalledFonts,
    preview: brand_preview::BrandPreview,
    /// The brand that was in use when it was removed; undo uses it again.
    pub removed_in_use: Option<PersonaId>,
}

impl Brands {
    /// Draws the screen; `in_use` is the brand of the brief.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, in_use: Option<&PersonaId>) {
        let is_wide = ui.available_width() >= 1_080.0;
        // Below that width, as in an enlarged window, the preview goes below the fields.
        let is_beside = ui.available_width() >= 840.0;
        let column = |panel: Panel, width: f32| {
            panel.exact_size(width).frame(Frame::new()).show_separator_line(false).resizable(false)
        };
        let list = column(Panel::left("brand list"), if is_wide { 228.0 } else { 184.0 });
        list.show(ui, |ui| self.list_ui(ui, cx, in_use));
        let shown = self.shown_id(cx.studio, in_use);
        let Some(persona) = shown.and_then(|id| cx.studio.brands().get(&id)) else { return };
        if is_beside {
            let width = if is_wide { 316.0 } else { 256.0 };
            let preview = column(Panel::right("brand preview"), width);
            preview.show(ui, |ui| self.preview_ui(ui, cx, persona, true));
        }
        let frame = Frame::new().inner_margin(Margin::symmetric(16, 0));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let in_use = in_use == Some(&persona.id);
            if is_beside {
                return self.editor_ui(ui, cx, persona, (in_use, true));
            }
            let area = ScrollArea::vertical().id_salt("brand and sample").auto_shrink(false);
            area.show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 12.0);
                self.editor_ui(ui, cx, persona, (in_use, false));
                self.preview_ui(ui, cx, persona, false);
            });
        });
        self.installed_fonts_ui(ui.ctx(), cx);
    }

    /// Shows a brand's fields.
    pub fn select(&mut self, id: PersonaId) {
        self.selected = Some(id);
    }

    /// The brand whose fields are shown.
    pub fn shown_id(&self, studio: &Studio, in_use: Option<&PersonaId>) -> Option<PersonaId> {
        let chosen = [self.selected.as_ref(), in_use];
        let known = chosen.into_iter().flatten().find_map(|id| studio.brands().get(id));
        known.or(studio.brands().all().first()).map(|persona| persona.id.clone())
    }

    /// Shows the products of a brand; `coming` more are on their way.
    pub fn show_products(&mut self, id: PersonaId, coming: usize) {
        self.selected = Some(id);
        self.products_open = true;
        self.products_coming += coming;
    }

    /// Counts a photo that has become a product, or could not.
    pub fn product_arrived(&mut self) {
        self.products_coming = self.products_coming.saturating_sub(1);
    }

    /// Whether a dropped photo becomes a product.
    pub fn takes_products(&self) -> bool {
        self.products_open
    }

    /// Shows beside a field why the file that was chosen for it was rejected.
    pub fn reject(&mut self, persona: &Persona, field: &'static Field, sentence: String) {
        self.section = Some(field.section);
        self.products_open = false;
        self.texts.text(persona, field).error = Some(sentence);
    }

    /// Clears the error beside a field whose file was accepted.
    pub fn accept(&mut self, persona: &Persona, field: &'static Field) {
        self.section = Some(field.section);
        self.products_open = false;
        self.texts.text(persona, field).error = None;
    }

    /// Discards the rejected texts of a brand's fields; false where there are none.
    pub fn discard_rejected(&mut self, id: &PersonaId) -> bool {
        if self.rejected_product.take().is_some() {
            return true;
        }
        self.texts.discard_rejected(id)
    }

    pub fn add_logo(
        &mut self,
        ctx: &Context,
        id: PersonaId,
        name: String,
        pixels: Result<&Pixels, String>,
    ) {
        self.logos.add(ctx, id, name, pixels);
    }
}
