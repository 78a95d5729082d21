//! Brands: who can speak. A list, an editor that the table of fields draws, and a sample that changes as
//! one types. It holds what is half-typed; the studio owns the brands.

mod colours;
mod editor;
mod fields;
mod list;
mod logos;
mod sample;
mod typed;

use super::action::Action;
use super::textures::Textures;
use super::theme::Look;
use crate::brand::{Field, Persona, PersonaId, Section};
use crate::files::Pixels;
use crate::studio::Studio;
use egui::{Context, Frame, Margin, Panel, Ui};

/// A wish about brands.
#[derive(Clone, Debug, PartialEq)]
pub enum BrandAction {
    /// Put another version in a brand's place; what was changed, in words.
    Change(Box<Persona>, &'static str),
    /// Start a brand of a name.
    New(String),
    Duplicate(PersonaId),
    /// Take an own brand away, or go back to the starter it stood in for.
    Remove(PersonaId),
    Undo,
    Redo,
    /// Choose a file, then do with it what the question says.
    Choose(BrandQuestion),
    /// Take the colours of the brand's own logo, by the name of its file.
    ColoursOfLogo(PersonaId, String),
}

/// A file that only the user can name.
#[derive(Clone, Debug, PartialEq)]
pub enum BrandQuestion {
    /// The package to take in.
    Import,
    /// The package to write; its name is proposed.
    Export { id: PersonaId, name: String },
    /// A logo or font, for the field of that key.
    File { id: PersonaId, field: &'static str },
    /// A picture to take colours from.
    Colours(PersonaId),
}

/// The Brands place.
#[derive(Default)]
pub struct Brands {
    /// Whose fields are shown; where it is none, or gone, the one that speaks.
    selected: Option<PersonaId>,
    section: Option<Section>,
    typed: typed::Typed,
    /// The name of a brand to be.
    new_name: Option<String>,
    logos: logos::Logos,
    sample: sample::Sample,
    /// Who spoke when it was removed, and speaks again when it comes back.
    pub silenced: Option<PersonaId>,
}

/// What the parts of the place draw from.
struct View<'a> {
    look: &'a Look,
    studio: &'a Studio,
    speaking: Option<&'a PersonaId>,
}

impl Brands {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        speaking: Option<&PersonaId>,
        actions: &mut Vec<Action>,
    ) {
        let view = View { look, studio, speaking };
        let wide = ui.available_width() >= 1_080.0;
        // Below that, an enlarged window: the sample goes below the fields.
        let beside = ui.available_width() >= 840.0;
        let column = |panel: Panel, width: f32| {
            panel.exact_size(width).frame(Frame::new()).show_separator_line(false).resizable(false)
        };
        let list = column(Panel::left("brand list"), if wide { 228.0 } else { 184.0 });
        list.show(ui, |ui| self.list_ui(ui, &view, actions));
        let Some(persona) = self.shown(&view).cloned() else { return };
        if beside {
            let sample = column(Panel::right("brand sample"), if wide { 316.0 } else { 256.0 });
            sample.show(ui, |ui| self.sample_ui(ui, &view, textures, &persona));
        }
        let frame = Frame::new().inner_margin(Margin::symmetric(16, 0));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            self.editor_ui(ui, &view, &persona, actions);
            if !beside {
                self.sample_ui(ui, &view, textures, &persona);
            }
        });
    }

    /// Shows a brand's fields.
    pub fn select(&mut self, id: PersonaId) {
        self.selected = Some(id);
    }

    /// Whose fields are shown.
    pub fn shown_id(&self, studio: &Studio, speaking: Option<&PersonaId>) -> Option<PersonaId> {
        let chosen = [self.selected.as_ref(), speaking];
        let known = chosen.into_iter().flatten().find_map(|id| studio.persona(id));
        known.or(studio.personas().first()).map(|persona| persona.id.clone())
    }

    fn shown<'a>(&self, view: &View<'a>) -> Option<&'a Persona> {
        self.shown_id(view.studio, view.speaking).and_then(|id| view.studio.persona(&id))
    }

    /// A file that was chosen for a field could not be taken; said beside it.
    pub fn refused(&mut self, persona: &Persona, field: &'static Field, sentence: String) {
        self.section = Some(field.section);
        self.typed.text(persona, field).trouble = Some(sentence);
    }

    /// A file that was chosen for a field was taken.
    pub fn accepted(&mut self, persona: &Persona, field: &'static Field) {
        self.section = Some(field.section);
        self.typed.text(persona, field).trouble = None;
    }

    /// Lets go of what could not be kept in the fields of a brand; false where there is nothing such.
    pub fn discard_refused(&mut self, id: &PersonaId) -> bool {
        self.typed.discard_refused(id)
    }

    pub fn logo_came(
        &mut self,
        ctx: &Context,
        id: PersonaId,
        name: String,
        pixels: Result<&Pixels, String>,
    ) {
        self.logos.came(ctx, id, name, pixels);
    }
}
