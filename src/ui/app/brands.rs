//! What the wishes, answers and keys of the Brands place do to the app and its studio.
//! What cannot be kept is said beside its field, the rest in a message.

use super::App;
use crate::brand::{Palette, PersonaId};
use crate::files::{DiskRequest, PersonaRequest, PersonaResponse, persona_file};
use crate::ui::action::Action;
use crate::ui::brands::{BrandAction, BrandQuestion};
use crate::ui::desktop::Question;
use crate::ui::{Place, keys};
use egui::Context;
use std::path::{Path, PathBuf};

/// How a brand's package ends.
const PACKAGE: &str = "brandish-persona";

impl App {
    pub(super) fn brand_act(&mut self, action: BrandAction) {
        match action {
            BrandAction::Change(persona, what) => {
                if let Err(error) = self.studio.brands_mut().change(*persona, what) {
                    self.toasts.trouble(error.to_string());
                }
            }
            BrandAction::New(name) => match self.studio.brands_mut().create(&name) {
                Ok(id) => self.brands.select(id),
                Err(error) => self.toasts.trouble(error.to_string()),
            },
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
            BrandAction::Choose(question) => self.desktop.ask(Question::Brand(question), None),
            BrandAction::ColoursOfLogo(id, name) => {
                let picture = persona_file(&self.studio.home().personas(), &id, &name);
                self.ask_desk(PersonaRequest::Palette { id, picture });
            }
        }
    }

    fn ask_desk(&self, ask: PersonaRequest) {
        self.studio.disk().send(DiskRequest::Persona(ask));
    }

    fn remove_brand(&mut self, id: &PersonaId) {
        let Some(name) = self.studio.persona(id).map(|persona| persona.name.clone()) else {
            return;
        };
        self.studio.brands_mut().remove(id);
        let words = match self.studio.persona(id) {
            Some(starter) => format!("{} is the starter again", starter.name),
            None => format!("{name} was removed"),
        };
        self.silence_who_is_gone();
        self.toasts.offer(words, "Undo", Action::Brand(BrandAction::Undo));
    }

    /// What was typed and could not be kept goes first, then the last step.
    fn undo_brand(&mut self) {
        self.toasts.withdraw(&Action::Brand(BrandAction::Undo));
        let shown = self.brands.shown_id(&self.studio, self.draft.brief.persona.as_ref());
        if shown.is_some_and(|id| self.brands.discard_refused(&id)) {
            return;
        }
        match self.studio.brands_mut().undo() {
            Some(id) => self.show_brand(Some(id)),
            None => self.toasts.say("There is nothing to undo"),
        }
    }

    /// Shows what an undo or a redo has changed, and lets it speak again where it did before.
    fn show_brand(&mut self, id: Option<PersonaId>) {
        let Some(id) = id else { return };
        if self.studio.persona(&id).is_some() {
            if self.brands.silenced.take_if(|silenced| *silenced == id).is_some() {
                self.draft.brief.persona = Some(id.clone());
            }
            self.brands.select(id);
        }
        self.silence_who_is_gone();
    }

    /// A brand that is gone speaks no longer; the first of the list does.
    fn silence_who_is_gone(&mut self) {
        let known = |id: &PersonaId| self.studio.persona(id).is_some();
        let gone = self.draft.brief.persona.take_if(|id| !known(id));
        if gone.is_some() {
            self.draft.brief.persona = self.studio.personas().first().map(|first| first.id.clone());
            self.brands.silenced = gone;
        }
    }

    /// A file was chosen for a brand.
    pub(super) fn brand_answered(&mut self, question: BrandQuestion, path: &Path) {
        match question {
            BrandQuestion::Import => self.import_brand(path.to_owned()),
            BrandQuestion::Export { id, .. } => {
                let Some(persona) = self.studio.persona(&id).cloned() else { return };
                let mut to = path.to_owned();
                if to.extension().is_none_or(|ending| ending != PACKAGE) {
                    to.as_mut_os_string().push(format!(".{PACKAGE}"));
                }
                self.ask_desk(PersonaRequest::Export { persona: Box::new(persona), to });
            }
            BrandQuestion::File { id, field } => {
                self.ask_desk(PersonaRequest::Adopt { id, field, path: path.to_owned() });
            }
            BrandQuestion::Colours(id) => {
                self.ask_desk(PersonaRequest::Palette { id, picture: path.to_owned() });
            }
        }
    }

    fn import_brand(&mut self, path: PathBuf) {
        self.place = Place::Brands;
        let taken = self.studio.brands().ids();
        self.ask_desk(PersonaRequest::Import { path, taken });
    }

    /// A dropped file that is meant for a brand: a package anywhere, a logo in the Brands place.
    /// Gives back what is meant for others.
    pub(super) fn brand_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if ending == PACKAGE || (ending == "toml" && self.place == Place::Brands) {
            self.import_brand(path);
            return None;
        }
        if self.place == Place::Brands
            && let Some(id) = self.brands.shown_id(&self.studio, self.draft.brief.persona.as_ref())
        {
            self.ask_desk(PersonaRequest::Adopt { id, field: "look.logo_light", path });
            return None;
        }
        Some(path)
    }

    /// The disk thread did something for a brand.
    pub(super) fn brand_reply(&mut self, ctx: &Context, reply: PersonaResponse) {
        match reply {
            PersonaResponse::Failed(sentence)
            | PersonaResponse::Imported(Err(sentence))
            | PersonaResponse::Exported(Err(sentence))
            | PersonaResponse::Palette { palette: Err(sentence), .. } => {
                self.toasts.trouble(sentence)
            }
            PersonaResponse::Imported(Ok(persona)) => {
                let words = format!("{} was taken in", persona.name);
                let id = self.studio.brands_mut().add_imported(*persona);
                self.brands.select(id);
                self.toasts.offer(words, "Undo", Action::Brand(BrandAction::Undo));
            }
            PersonaResponse::Exported(Ok(path)) => {
                self.toasts.say(format!("Saved as {}", path.display()));
            }
            PersonaResponse::Adopted { id, field, name } => self.adopted(&id, field, name),
            PersonaResponse::Logo { id, name, pixels } => {
                let pixels = pixels.as_deref().map_err(Clone::clone);
                self.brands.logo_came(ctx, id, name, pixels);
            }
            PersonaResponse::Palette { id, palette: Ok(palette) } => self.found(&id, palette),
        }
    }

    fn adopted(&mut self, id: &PersonaId, key: &'static str, name: Result<String, String>) {
        let Some(mut persona) = self.studio.persona(id).cloned() else { return };
        let Some(field) = crate::brand::FIELDS.iter().find(|field| field.key == key) else {
            return;
        };
        let kept = name.and_then(|name| {
            field.read(&mut persona, &name)?;
            let kept = self.studio.brands_mut().change(persona.clone(), field.label);
            kept.map_err(|error| error.to_string())
        });
        match kept {
            Ok(()) => self.brands.accepted(&persona, field),
            Err(sentence) => self.brands.refused(&persona, field, sentence),
        }
    }

    fn found(&mut self, id: &PersonaId, palette: Palette) {
        self.studio.brands_mut().set_palette(id, palette, "colours from a picture");
        let words = "The picture's colours are the brand's now";
        self.toasts.offer(words, "Undo", Action::Brand(BrandAction::Undo));
    }

    /// Undo and redo in the Brands place, also while a field has the cursor: a field's own undo would
    /// know its letters only.
    pub(super) fn brand_keys(&self, ctx: &Context, actions: &mut Vec<Action>) {
        if self.place != Place::Brands {
            return;
        }
        let pressed = |key| ctx.input_mut(|input| input.consume_shortcut(key));
        if pressed(&keys::REDO) || pressed(&keys::REDO_TOO) {
            actions.push(Action::Brand(BrandAction::Redo));
        } else if pressed(&keys::UNDO) {
            actions.push(Action::Brand(BrandAction::Undo));
        }
    }

    /// Has brands kept that rest.
    pub(super) fn keep_brands(&mut self, ctx: &Context) {
        if let Some(wait) = self.studio.brands_mut().save_paused() {
            ctx.request_repaint_after(wait);
        }
    }
}
