//! The grammar of an answer that is one JSON object of named texts: which bytes may come next, and the texts so far.
//! Knows bytes alone; which tokens of a vocabulary fit is decided in `token_mask`.
//!
//! The keys and marks of the object are known, so a model never chooses them: [`ObjectWriter::forced`] gives them, and the
//! caller appends them as they are. A general grammar engine (`llguidance`) reads any JSON schema; its parser and tables
//! are many times this file, and all of its schemas that captions need are the one below.

/// A text of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextField {
    /// Its key; letters, digits and underscores.
    pub name: &'static str,
    /// The fewest characters it has.
    pub min_chars: usize,
    /// The most characters it has.
    pub max_chars: usize,
}

/// An object of texts: the JSON schema `{"type": "object", "properties": {NAME: {"type": "string", "minLength": …,
/// "maxLength": …}, …}, "additionalProperties": false}` with every property required, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectSchema {
    /// In the order in which they are written.
    pub fields: Vec<TextField>,
}

/// An object as far as it is written.
pub(super) struct ObjectWriter<'a> {
    fields: &'a [TextField],
    /// What stands before each text, and behind the last one.
    literals: Vec<String>,
    place: Place,
    json: Vec<u8>,
    /// The texts, without escapes.
    texts: Vec<Vec<u8>>,
}

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// In the literal before the text of that number, behind so many of its bytes.
    Literal { text: usize, at: usize },
    /// In a text that has so many whole characters.
    Text { text: usize, chars: usize, within: Within },
}

/// Where in a character the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Within {
    Boundary,
    Escape,
    /// So many bytes of the character are left; the next one lies between these.
    Character {
        left: u8,
        low: u8,
        high: u8,
    },
}

impl<'a> ObjectWriter<'a> {
    pub(super) fn new(schema: &'a ObjectSchema) -> ObjectWriter<'a> {
        let fields = schema.fields.as_slice();
        let before = |(at, field): (usize, &TextField)| {
            let behind_another = if at == 0 { "{" } else { "\", " };
            format!("{behind_another}\"{}\": \"", field.name)
        };
        let mut literals: Vec<String> = fields.iter().enumerate().map(before).collect();
        literals.push(if fields.is_empty() { "{}" } else { "\"}" }.to_owned());
        ObjectWriter {
            fields,
            literals,
            place: Place::Literal { text: 0, at: 0 },
            json: Vec::new(),
            texts: vec![Vec::new(); fields.len()],
        }
    }

    /// What must come next, whatever the model says; empty where it has a choice.
    pub(super) fn forced(&self) -> &str {
        match self.place {
            Place::Literal { text, at } => &self.literals[text][at..],
            Place::Text { text, chars, within: Within::Boundary }
                if chars == self.fields[text].max_chars =>
            {
                &self.literals[text + 1]
            }
            Place::Text { .. } => "",
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.place, Place::Literal { text, at } if text == self.fields.len() && at == self.literals[text].len())
    }

    /// How many more characters the text takes that is being written, between two of them; 0 elsewhere.
    pub(super) fn room(&self) -> usize {
        match self.place {
            Place::Text { text, chars, within: Within::Boundary } => {
                self.fields[text].max_chars - chars
            }
            _ => 0,
        }
    }

    /// Whether these bytes may come next.
    pub(super) fn accepts(&self, bytes: &[u8]) -> bool {
        let mut place = Some(self.place);
        for byte in bytes {
            place = place.and_then(|place| self.next(place, *byte));
        }
        place.is_some()
    }

    /// Appends bytes, up to the first that the grammar does not allow.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let Some(next) = self.next(self.place, *byte) else { return };
            if let Place::Text { text, within, .. } = self.place {
                let unescaped = match (within, byte) {
                    (Within::Escape, b'n') => Some(b'\n'),
                    (Within::Boundary, b'"' | b'\\') => None,
                    (_, byte) => Some(*byte),
                };
                self.texts[text].extend(unescaped);
            }
            self.json.push(*byte);
            self.place = next.entered(&self.literals);
        }
    }

    /// Ends the object where it stands: half a character is left out, and the texts that were not begun are empty.
    pub(super) fn finish(&mut self) {
        if let Place::Text { text, within, .. } = self.place {
            if within == Within::Escape {
                self.json.pop();
            }
            while std::str::from_utf8(&self.texts[text]).is_err() {
                self.texts[text].pop();
                self.json.pop();
            }
            self.place = Place::Literal { text: text + 1, at: 0 };
        }
        while let Place::Literal { text, at } = self.place {
            self.json.extend(&self.literals[text].as_bytes()[at..]);
            if text == self.fields.len() {
                self.place = Place::Literal { text, at: self.literals[text].len() };
                return;
            }
            self.place = Place::Literal { text: text + 1, at: 0 };
        }
    }

    /// The texts, as far as they are written.
    pub(super) fn texts(&self) -> Vec<String> {
        let whole = |text: &Vec<u8>| match std::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(error) => String::from_utf8_lossy(&text[..error.valid_up_to()]).into_owned(),
        };
        self.texts.iter().map(whole).collect()
    }

    /// The object, as far as it is written.
    pub(super) fn json(&self) -> String {
        String::from_utf8_lossy(&self.json).into_owned()
    }

    /// Where the byte after `byte` stands; `None` where `byte` may not stand here.
    fn next(&self, place: Place, byte: u8) -> Option<Place> {
        let (text, chars, within) = match place.entered(&self.literals) {
            Place::Literal { text, at } => {
                let expected = self.literals[text].as_bytes().get(at);
                return (expected == Some(&byte)).then_some(Place::Literal { text, at: at + 1 });
            }
            Place::Text { text, chars, within } => (text, chars, within),
        };
        let has_room = chars < self.fields[text].max_chars;
        let at = |chars, within| Some(Place::Text { text, chars, within });
        let begun = |left, low, high| at(chars, Within::Character { left, low, high });
        match (within, byte) {
            (Within::Boundary, b'"') if chars >= self.fields[text].min_chars => {
                Some(Place::Literal { text: text + 1, at: 1 })
            }
            (Within::Boundary, b'"') => None,
            (Within::Boundary, _) if !has_room => None,
            (Within::Boundary, b'\\') => at(chars, Within::Escape),
            (Within::Boundary, b' '..=b'~') => at(chars + 1, Within::Boundary),
            // The second bytes of UTF-8: Unicode 16, table 3-7.
            (Within::Boundary, 0xC2..=0xDF) => begun(1, 0x80, 0xBF),
            (Within::Boundary, 0xE0) => begun(2, 0xA0, 0xBF),
            (Within::Boundary, 0xED) => begun(2, 0x80, 0x9F),
            (Within::Boundary, 0xE1..=0xEF) => begun(2, 0x80, 0xBF),
            (Within::Boundary, 0xF0) => begun(3, 0x90, 0xBF),
            (Within::Boundary, 0xF1..=0xF3) => begun(3, 0x80, 0xBF),
            (Within::Boundary, 0xF4) => begun(3, 0x80, 0x8F),
            (Within::Boundary, _) => None,
            (Within::Escape, b'"' | b'n') => at(chars + 1, Within::Boundary),
            (Within::Escape, _) => None,
            (Within::Character { left, low, high }, _) => match left {
                _ if !(low..=high).contains(&byte) => None,
                1 => at(chars + 1, Within::Boundary),
                _ => begun(left - 1, 0x80, 0xBF),
            },
        }
    }
}

impl Place {
    /// The beginning of the text, where the literal before it is whole.
    fn entered(self, literals: &[String]) -> Place {
        match self {
            Place::Literal { text, at }
                if at == literals[text].len() && text + 1 < literals.len() =>
            {
                Place::Text { text, chars: 0, within: Within::Boundary }
            }
            place => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> ObjectSchema {
        ObjectSchema {
            fields: vec![
                TextField { name: "hook", min_chars: 2, max_chars: 12 },
                TextField { name: "body", min_chars: 0, max_chars: 8 },
            ],
        }
    }

    fn written(schema: &ObjectSchema, bytes: &[u8]) -> (Vec<String>, String) {
        let mut writer = ObjectWriter::new(schema);
        writer.push(bytes);
        writer.finish();
        assert!(writer.is_done());
        (writer.texts(), writer.json())
    }

    #[test]
    fn an_object_of_the_schema_is_accepted_and_read() {
        let schema = schema();
        let json = r#"{"hook": "Hä \"é\" 😋", "body": "a\nb"}"#;
        assert!(ObjectWriter::new(&schema).accepts(json.as_bytes()));
        let (texts, whole) = written(&schema, json.as_bytes());
        assert_eq!(
            (whole.as_str(), &texts[..]),
            (json, &["Hä \"é\" 😋".to_owned(), "a\nb".into()][..])
        );
    }

    #[test]
    fn what_is_not_of_the_schema_is_refused() {
        let schema = schema();
        for json in [
            r#"{"body": "#,
            r#"{"hook": "a", "#,
            r#"{"hook": "thirteen char"#,
            "{\"hook\": \"a\nb",
            r#"{"hook": "a\u"#,
            r#"{"hook": "ab", "hook"#,
            r#"{"hook": "ab"}"#,
            r#"{"hook": "ab", "body": ""} "#,
        ] {
            assert!(!ObjectWriter::new(&schema).accepts(json.as_bytes()), "{json}");
        }
        for bytes in
            [&[0xC0, 0x80][..], &[0xED, 0xA0], &[0xF4, 0x90], &[0xE2, 0x41], &[0x80], &[0xFF]]
        {
            let begun = [br#"{"hook": ""#, bytes].concat();
            assert!(!ObjectWriter::new(&schema).accepts(&begun), "{bytes:?}");
        }
    }

    #[test]
    fn keys_are_forced_and_so_is_the_end_of_a_full_text() {
        let schema = schema();
        let mut writer = ObjectWriter::new(&schema);
        assert_eq!(writer.forced(), r#"{"hook": ""#);
        writer.push(br#"{"hook": "Lace"#);
        assert_eq!((writer.forced(), writer.room()), ("", 8));
        writer.push(b" up now.");
        assert_eq!(writer.forced(), r#"", "body": ""#);
        writer.push(br#"", "#);
        assert_eq!(writer.forced(), r#""body": ""#);
    }

    #[test]
    fn an_object_is_whole_wherever_it_ends() {
        let schema = schema();
        let json = r#"{"hook": "Hä \"é\" 😋", "body": "a\nb"}"#.as_bytes();
        for end in 0..=json.len() {
            let (texts, whole) = written(&schema, &json[..end]);
            let read: serde_json::Value = serde_json::from_str(&whole).unwrap();
            assert_eq!(read["hook"], texts[0].as_str(), "{whole}");
            assert_eq!(read["body"], texts[1].as_str(), "{whole}");
            assert_eq!(read.as_object().unwrap().len(), 2);
        }
    }

    #[test]
    fn an_object_without_texts_is_empty() {
        assert_eq!(written(&ObjectSchema::default(), b"").1, "{}");
    }
}
