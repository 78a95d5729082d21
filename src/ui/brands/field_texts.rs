//! The text in each field of the editor, also while it is no valid value.
//! A brand holds only valid values; any other text stays here with the reason beside it.

use crate::brand::{Field, Persona, PersonaId};
use crate::ui::text;
use std::collections::HashMap;

/// One field's text.
#[derive(Default)]
pub struct FieldText {
    pub text: String,
    /// The brand's value when the text was last equal to it.
    value: String,
    /// Why the text is no valid value.
    pub error: Option<String>,
}

/// The texts of every field that was shown.
#[derive(Default)]
pub struct FieldTexts {
    texts: HashMap<(PersonaId, &'static str), FieldText>,
}

impl FieldTexts {
    /// A field's text. It follows the brand where the brand was changed in another way, as by undo.
    pub fn text(&mut self, persona: &Persona, field: &'static Field) -> &mut FieldText {
        let value = field.words(persona);
        let entry = self.texts.entry((persona.id.clone(), field.key)).or_insert_with(|| {
            FieldText { text: value.clone(), value: value.clone(), error: None }
        });
        if entry.value != value {
            *entry = FieldText { text: value.clone(), value, error: None };
        }
        entry
    }

    /// Parses a field's text into the brand; true where it is valid.
    pub fn parse(&mut self, persona: &mut Persona, field: &'static Field) -> bool {
        let Some(entry) = self.texts.get_mut(&(persona.id.clone(), field.key)) else {
            return false;
        };
        match field.read(persona, &entry.text) {
            Ok(()) => {
                entry.value = field.words(persona);
                entry.error = None;
                true
            }
            Err(sentence) => {
                entry.error = Some(text::said(&sentence).into_owned());
                false
            }
        }
    }

    /// Whether a field's text is rejected.
    pub fn is_rejected(&self, id: &PersonaId, field: &'static Field) -> bool {
        let entry = self.texts.get(&(id.clone(), field.key));
        entry.is_some_and(|entry| entry.error.is_some())
    }

    /// Discards the rejected texts of a brand; false where there are none.
    pub fn discard_rejected(&mut self, id: &PersonaId) -> bool {
        let before = self.texts.len();
        self.texts.retain(|(other, _), text| other != id || text.error.is_none());
        self.texts.len() < before
    }
}
