//! What stands in the fields of the editor, letter by letter, also where it is no value yet.
//! A brand has only what could be read; the rest waits here with the reason beside it.

use crate::brand::{Field, Persona, PersonaId};
use std::collections::HashMap;

/// One field's text.
#[derive(Default)]
pub struct Text {
    pub text: String,
    /// The brand's value when it was in accord with the text, or the one before it was not.
    value: String,
    /// Why the text is not the brand's.
    pub trouble: Option<String>,
}

/// The texts of every field that was shown.
#[derive(Default)]
pub struct Typed {
    texts: HashMap<(PersonaId, &'static str), Text>,
}

impl Typed {
    /// A field's text. Where the brand was changed in another way, by an undo for one, it follows.
    pub fn text(&mut self, persona: &Persona, field: &'static Field) -> &mut Text {
        let value = field.words(persona);
        let entry = self.texts.entry((persona.id.clone(), field.key)).or_insert_with(|| Text {
            text: value.clone(),
            value: value.clone(),
            trouble: None,
        });
        if entry.value != value {
            *entry = Text { text: value.clone(), value, trouble: None };
        }
        entry
    }

    /// Takes a field's text into the brand; says why where it cannot.
    pub fn read(&mut self, persona: &mut Persona, field: &'static Field) -> bool {
        let Some(entry) = self.texts.get_mut(&(persona.id.clone(), field.key)) else {
            return false;
        };
        match field.read(persona, &entry.text) {
            Ok(()) => {
                entry.value = field.words(persona);
                entry.trouble = None;
                true
            }
            Err(sentence) => {
                entry.trouble = Some(sentence);
                false
            }
        }
    }

    /// Whether a field's text could not be taken.
    pub fn is_refused(&self, id: &PersonaId, field: &'static Field) -> bool {
        let entry = self.texts.get(&(id.clone(), field.key));
        entry.is_some_and(|entry| entry.trouble.is_some())
    }

    pub fn discard_refused(&mut self, id: &PersonaId) -> bool {
        let before = self.texts.len();
        self.texts.retain(|(other, _), text| other != id || text.trouble.is_none());
        self.texts.len() < before
    }
}
