//! What the actions, dialogs and keys of the Brands screen do to the app and its studio.
//! An error about a field is shown beside it, any other in a message.

use super::App;
use crate::brand::{Language, Palette, PersonaId, Product};
use crate::engine::PhotoTask;
use crate::files::{DiskRequest, PersonaRequest, PersonaResponse, persona_file};
use crate::studio::{DescribeRequest, DescribedSubject, NewProduct, PostRequest};
use crate::ui::action::Action;
use crate::ui::brands::{BrandAction, BrandDialog};
use crate::ui::desktop::FileDialog;
use crate::ui::{Screen, keys, text};
use egui::Context;
use std::path::{Path, PathBuf};

/// How a brand's package ends.
const PACKAGE: &str = "brandish-persona";

impl App {
    pub(super) fn dispatch_brand(&mut self, action: BrandAction) {
        match action {
            BrandAction::Change(persona, what) => {
                if let Err(error) = self.studio.brands_mut().change(*persona, what) {
                    self.toasts.error(error.to_string());
                }
            }
            BrandAction::New(name) => {
                // Whoever works in a language posts in it, most times.
                let language = Language(text::language().tag().to_owned());
                match self.studio.brands_mut().create(&name, language) {
                    Ok(id) => self.brands.select(id),
                    Err(error) => self.toasts.error(error.to_string()),
                }
            }
            BrandAction::Duplicate(id) => {
                if let Some(copy) = self.studio.brands_mut().duplicate(&id) {
                    self.brands.select(copy);
                }
            }
            BrandAction::Remove(id) => self.remove_brand(&id),
            BrandAction::Undo => self.undo_brand(),
            BrandAction::Redo => {
                let redone = self.studio.brands_mut().redo();
                self.show_brand(redone);
            }
            BrandAction::OpenDialog(dialog) => {
                self.desktop.open_dialog(FileDialog::Brand(dialog), None);
            }
            BrandAction::UseFile { id, field, path } => {
                self.request(PersonaRequest::Adopt { id, field, path });
            }
            BrandAction::PaletteOfLogo(id, name) => {
                let picture = persona_file(&self.studio.home().personas(), &id, &name);
                self.request(PersonaRequest::Palette { id, picture });
            }
            BrandAction::RemoveProduct(id, product) => self.remove_product(&id, &product),
            BrandAction::DescribeProduct(id, product) => self.describe_product(id, product),
        }
    }

    fn describe_product(&mut self, brand: PersonaId, id: String) {
        let persona = self.studio.brands().get(&brand);
        let product = persona.and_then(|persona| persona.products.iter().find(|p| p.id == id));
        let Some(product) = product.filter(|product| !product.photo.is_empty()) else { return };
        let photo = persona_file(&self.studio.home().personas(), &brand, &product.photo);
        self.describe(photo, DescribedSubject::Product { brand, product: id });
    }

    /// Has a photo described by the installed model.
    pub(super) fn describe(&mut self, photo: PathBuf, subject: DescribedSubject) {
        let Some(model) = self.studio.catalog().photo_model(PhotoTask::Describe) else { return };
        let model = model.folder.clone();
        self.studio.posts().describe(DescribeRequest { model, photo, subject });
    }

    /// A draft has come, or why there is none.
    pub(super) fn described(&mut self, subject: DescribedSubject, text: Result<String, String>) {
        let text = match text {
            Ok(text) => text,
            Err(sentence) => return self.toasts.error(sentence),
        };
        match subject {
            DescribedSubject::Product { brand, product } => {
                let Some(mut persona) = self.studio.brands().get(&brand).cloned() else { return };
                let known = persona.products.iter_mut().find(|known| known.id == product);
                let Some(known) = known else { return };
                known.alt_text = text;
                match self
                    .studio
                    .brands_mut()
                    .change(persona, text!("message-draft-alternative-text"))
                {
                    Ok(()) => {
                        self.toasts.offer_undo(text!("message-alt-text-drafted"), BrandAction::Undo)
                    }
                    Err(error) => self.toasts.error(error.to_string()),
                }
            }
            DescribedSubject::Post => {
                self.post.set_alt_text(text);
                self.toasts.info(text!("message-alt-text-drafted"));
            }
        }
    }

    fn remove_product(&mut self, id: &PersonaId, product: &str) {
        let Some(mut persona) = self.studio.brands().get(id).cloned() else { return };
        let Some(at) = persona.products.iter().position(|other| other.id == product) else {
            return;
        };
        let name = persona.products.remove(at).name;
        match self.studio.brands_mut().change(persona, text!("message-removing-a-product")) {
            Ok(()) => {
                self.toasts.offer_undo(text!("message-removed", name = name), BrandAction::Undo)
            }
            Err(error) => self.toasts.error(error.to_string()),
        }
    }

    /// Has a photo made into a product of a brand.
    fn add_product(&mut self, brand: PersonaId, photo: PathBuf) {
        let Some(persona) = self.studio.brands().get(&brand) else { return };
        let others = persona.products.clone();
        self.brands.show_products(brand.clone(), 1);
        self.studio.posts().send(PostRequest::AddProduct { brand, others, photo });
    }

    /// A photo has become a product, or could not.
    pub(super) fn product_added(
        &mut self,
        brand: &PersonaId,
        product: Result<Box<NewProduct>, String>,
    ) {
        self.brands.product_arrived();
        let Some(mut persona) = self.studio.brands().get(brand).cloned() else { return };
        let added = product.and_then(|new| {
            let NewProduct { mut product, note } = *new;
            // Others may have come since it was requested.
            product.id = Product::named(&product.name, &persona.products).id;
            let text = note.unwrap_or_else(|| {
                text!("message-product-added", product = product.name, brand = persona.name)
            });
            persona.products.push(product);
            let changed =
                self.studio.brands_mut().change(persona, text!("message-the-new-product"));
            changed.map(|()| text).map_err(|error| error.to_string())
        });
        match added {
            Ok(text) => self.toasts.offer_undo(text, BrandAction::Undo),
            Err(sentence) => self.toasts.error(sentence),
        }
    }

    fn request(&self, request: PersonaRequest) {
        self.studio.disk().send(DiskRequest::Persona(request));
    }

    fn remove_brand(&mut self, id: &PersonaId) {
        let Some(name) = self.studio.brands().get(id).map(|persona| persona.name.clone()) else {
            return;
        };
        self.studio.brands_mut().remove(id);
        let text = match self.studio.brands().get(id) {
            Some(starter) => text!("message-starter-again", name = starter.name),
            None => text!("message-removed", name = name),
        };
        self.replace_removed_brand();
        self.toasts.offer_undo(text, BrandAction::Undo);
    }

    /// Undoes a field's rejected text first, then the last change.
    fn undo_brand(&mut self) {
        self.toasts.withdraw_undo(BrandAction::Undo);
        let shown = self.brands.shown_id(&self.studio, self.draft.brief.persona.as_ref());
        if shown.is_some_and(|id| self.brands.discard_rejected(&id)) {
            return;
        }
        match self.studio.brands_mut().undo() {
            Some(id) => self.show_brand(Some(id)),
            None => self.toasts.info(text!("message-nothing-undo")),
        }
    }

    /// Selects the brand that an undo or a redo has changed, and uses it again if it was in use when it was removed.
    fn show_brand(&mut self, id: Option<PersonaId>) {
        let Some(id) = id else { return };
        if self.studio.brands().get(&id).is_some() {
            if self.brands.removed_in_use.take_if(|removed| *removed == id).is_some() {
                self.draft.brief.persona = Some(id.clone());
            }
            self.brands.select(id);
        }
        self.replace_removed_brand();
    }

    /// Uses a brand for the brief. A prompt that is only the first picture of the last brand becomes that of the new one.
    pub(super) fn use_brand(&mut self, persona: Option<PersonaId>) {
        let brands = self.studio.brands();
        let first_picture = |id: &Option<PersonaId>| {
            let persona = id.as_ref().and_then(|id| brands.get(id));
            persona.map_or("", |persona| persona.sample_prompt.trim()).to_owned()
        };
        let (last, next) = (first_picture(&self.draft.brief.persona), first_picture(&persona));
        if !next.is_empty() && self.draft.brief.prompt.trim() == last {
            self.draft.brief.prompt = next;
        }
        self.draft.brief.persona.clone_from(&persona);
        self.studio.change_settings(|settings| settings.persona = persona);
    }

    /// Where the brand in use was removed, the first of the list replaces it.
    fn replace_removed_brand(&mut self) {
        let known = |id: &PersonaId| self.studio.brands().get(id).is_some();
        let removed = self.draft.brief.persona.take_if(|id| !known(id));
        if removed.is_some() {
            self.draft.brief.persona =
                self.studio.brands().all().first().map(|first| first.id.clone());
            self.brands.removed_in_use = removed;
        }
    }

    /// The user chose a file for a brand.
    pub(super) fn brand_file_chosen(&mut self, dialog: BrandDialog, path: &Path) {
        match dialog {
            BrandDialog::Import => self.import_brand(path.to_owned()),
            BrandDialog::Export { id, .. } => {
                let Some(persona) = self.studio.brands().get(&id).cloned() else { return };
                let mut to = path.to_owned();
                if to.extension().is_none_or(|ending| ending != PACKAGE) {
                    to.as_mut_os_string().push(format!(".{PACKAGE}"));
                }
                self.request(PersonaRequest::Export { persona: Box::new(persona), to });
            }
            BrandDialog::File { id, field } => {
                self.request(PersonaRequest::Adopt { id, field, path: path.to_owned() });
            }
            BrandDialog::Palette(id) => {
                self.request(PersonaRequest::Palette { id, picture: path.to_owned() });
            }
            BrandDialog::Product(id) => self.add_product(id, path.to_owned()),
        }
    }

    fn import_brand(&mut self, path: PathBuf) {
        self.screen = Screen::Brands;
        let taken = self.studio.brands().ids();
        self.request(PersonaRequest::Import { path, taken });
    }

    /// Imports a dropped package on any screen, and on the Brands screen a product's photo or a logo, whichever is shown.
    /// Returns the path of any other file.
    pub(super) fn brand_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if ending == PACKAGE || (ending == "toml" && self.screen == Screen::Brands) {
            self.import_brand(path);
            return None;
        }
        if self.screen == Screen::Brands
            && let Some(id) = self.brands.shown_id(&self.studio, self.draft.brief.persona.as_ref())
        {
            if self.brands.takes_products() {
                self.add_product(id, path);
                return None;
            }
            self.request(PersonaRequest::Adopt { id, field: "look.logo_light", path });
            return None;
        }
        Some(path)
    }

    /// Applies a reply of the disk thread about a brand.
    pub(super) fn apply_brand_reply(&mut self, ctx: &Context, reply: PersonaResponse) {
        match reply {
            PersonaResponse::Failed(sentence)
            | PersonaResponse::Imported(Err(sentence))
            | PersonaResponse::Exported(Err(sentence))
            | PersonaResponse::Palette { palette: Err(sentence), .. } => {
                self.toasts.error(sentence)
            }
            PersonaResponse::Imported(Ok(persona)) => {
                let text = text!("message-imported", name = persona.name);
                let id = self.studio.brands_mut().add_imported(*persona);
                self.brands.select(id);
                self.toasts.offer_undo(text, BrandAction::Undo);
            }
            PersonaResponse::Exported(Ok(path)) => {
                self.toasts.info(text!("message-saved-as", path = path.display()));
            }
            PersonaResponse::Adopted { id, field, name } => self.file_copied(&id, field, name),
            PersonaResponse::Logo { id, name, pixels } => {
                let pixels = pixels.as_deref().map_err(Clone::clone);
                let (id_of_post, name_of_post) = (id.clone(), name.clone());
                self.post.add_product_picture(ctx, id_of_post, name_of_post, pixels.clone());
                self.brands.add_logo(ctx, id, name, pixels);
            }
            PersonaResponse::Palette { id, palette: Ok(palette) } => {
                self.palette_found(&id, palette)
            }
        }
    }

    fn file_copied(&mut self, id: &PersonaId, key: &'static str, name: Result<String, String>) {
        let Some(mut persona) = self.studio.brands().get(id).cloned() else { return };
        let Some(field) = crate::brand::FIELDS.iter().find(|field| field.key == key) else {
            return;
        };
        let result = name.and_then(|name| {
            field.read(&mut persona, &name)?;
            let changed =
                self.studio.brands_mut().change(persona.clone(), text::field_label(field));
            changed.map_err(|error| error.to_string())
        });
        match result {
            Ok(()) => self.brands.accept(&persona, field),
            Err(sentence) => {
                self.brands.reject(&persona, field, text::said(&sentence).into_owned());
            }
        }
    }

    fn palette_found(&mut self, id: &PersonaId, palette: Palette) {
        self.studio.brands_mut().set_palette(id, palette, text!("message-colours-from-picture"));
        let text = text!("message-brand-has-pictures-colours");
        self.toasts.offer_undo(text, BrandAction::Undo);
    }

    /// Undo and redo on the Brands screen, also while a field has the cursor: a field's own undo would
    /// restore its letters only.
    pub(super) fn brand_keys(&self, ctx: &Context, actions: &mut Vec<Action>) {
        if self.screen != Screen::Brands {
            return;
        }
        let pressed = |key| ctx.input_mut(|input| input.consume_shortcut(key));
        if pressed(&keys::REDO) || pressed(&keys::REDO_ALTERNATIVE) {
            actions.push(BrandAction::Redo.into());
        } else if pressed(&keys::UNDO) {
            actions.push(BrandAction::Undo.into());
        }
    }

    /// Saves the brands whose editing has paused.
    pub(super) fn save_brands(&mut self, ctx: &Context) {
        if let Some(wait) = self.studio.brands_mut().save_paused() {
            ctx.request_repaint_after(wait);
        }
    }
}
