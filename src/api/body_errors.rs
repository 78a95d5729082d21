//! Why a body cannot be read, in sentences: what is missing, unknown, given twice or of the wrong kind.
//! It is told by the schema that the document publishes, so that no request needs a second list of its fields.

use super::error::ApiError;
use crate::units::without_controls;
use axum::http::StatusCode;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fmt;

/// The error of a body that is no request of type `T`.
pub(super) fn body_error<T: JsonSchema>(bytes: &[u8]) -> ApiError {
    if let Some(sentence) = encoding(bytes) {
        return ApiError::new(StatusCode::BAD_REQUEST, "bad_encoding", sentence);
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(sent)) => {
            let twice = serde_json::from_slice(bytes).ok().and_then(|GivenTwice(name)| name);
            field_error(&sent, &schema_of::<T>(), twice.as_deref())
        }
        Ok(other) => ApiError::bad_value(format!(
            "The body is {}; send a JSON object, such as {{\"prompt\": \"Red running shoes\"}}.",
            kind_of(&other)
        )),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let sentence = match error.classify() {
                Category::Eof if bytes.is_empty() => "The body is empty; send JSON.".to_owned(),
                Category::Eof => {
                    format!("The JSON ends too early, in line {line}, column {column}.")
                }
                _ => format!("The body is not JSON: see line {line}, column {column}."),
            };
            ApiError::new(StatusCode::BAD_REQUEST, "bad_json", sentence)
        }
    }
}

/// The error of a field that a call does not use.
pub(super) fn unknown_field(name: &str, known: &[&str]) -> ApiError {
    let takes = match known {
        [] => "It takes none.".to_owned(),
        known => format!("It takes {}.", known.join(", ")),
    };
    ApiError::not_used(format!("“{}” is not used by this call. {takes}", shown(name)))
}

/// A byte order mark, which JSON may not begin with.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => {
            Some("The body begins with a byte order mark (EF BB BF). Send UTF-8 without one.")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("The body is UTF-16. Send UTF-8."),
        _ if std::str::from_utf8(bytes).is_err() => Some("The body is not UTF-8."),
        _ => None,
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// What is wrong with the fields of an object; `twice` is a name that it gives twice, of which `sent` has the last value.
fn field_error(sent: &Map<String, Value>, schema: &Value, twice: Option<&str>) -> ApiError {
    let none = Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&none);
    if let Some(name) = sent.keys().find(|name| !fields.contains_key(*name)) {
        let known: Vec<_> = fields.keys().map(String::as_str).collect();
        return unknown_field(name, &known);
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(name) = required.into_iter().find(|name| !sent.contains_key(*name)) {
        return ApiError::bad_value(format!("“{name}” is missing."));
    }
    let wrong = fields.iter().find_map(|(name, field)| {
        let value = sent.get(name)?;
        (!fits(value, field, schema)).then(|| {
            let expected = expected(name, field, schema);
            format!("“{name}” is {expected}; the body has {}.", excerpt(value))
        })
    });
    // What the schema allows was refused for another reason: the only one is a field that is given twice.
    let twice = || twice.map(|name| format!("“{}” is given twice.", shown(name)));
    let sentence = wrong.or_else(twice);
    ApiError::bad_value(sentence.unwrap_or_else(|| {
        "The body does not have the form that /openapi.json describes.".to_owned()
    }))
}

/// Whether a value is of the kind that a schema asks for; limits of texts are checked with the brief.
fn fits(value: &Value, schema: &Value, root: &Value) -> bool {
    if let Some(reference) = schema["$ref"].as_str() {
        return fits(value, resolved(reference, root), root);
    }
    if let Some(kinds) = schema["anyOf"].as_array() {
        return kinds.iter().any(|kind| fits(value, kind, root));
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.contains(value);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind.as_str()],
        _ => return true,
    };
    kinds.into_iter().any(|kind| match (kind, value) {
        ("null", Value::Null) | ("boolean", Value::Bool(_)) | ("string", Value::String(_)) => true,
        ("integer", Value::Number(number)) => {
            // What a field's type holds, not what its brief allows.
            let most = if schema["format"] == "uint32" { u64::from(u32::MAX) } else { u64::MAX };
            number.as_u64().is_some_and(|number| number <= most)
        }
        ("array", Value::Array(items)) => {
            items.iter().all(|item| fits(item, &schema["items"], root))
        }
        ("object", Value::Object(sent)) => {
            let field = |name: &String| schema["properties"].get(name);
            let required = schema["required"].as_array().into_iter().flatten();
            required.filter_map(Value::as_str).all(|name| sent.contains_key(name))
                && sent
                    .iter()
                    .all(|(name, value)| field(name).is_some_and(|field| fits(value, field, root)))
        }
        _ => false,
    })
}

/// What a field holds, in words.
fn expected(name: &str, schema: &Value, root: &Value) -> String {
    if name == "size" {
        let words =
            "width and height in pixels, as \"1024x1024\" or {\"width\": 1024, \"height\": 1024}";
        return words.to_owned();
    }
    let schemas = std::iter::once(schema).chain(schema["anyOf"].as_array().into_iter().flatten());
    let schemas = schemas.map(|schema| match schema["$ref"].as_str() {
        Some(reference) => resolved(reference, root),
        None => schema,
    });
    for schema in schemas {
        if let Some(words) = schema["enum"].as_array() {
            let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
            return words.join(" or ");
        }
        let is = |kind: &str| match &schema["type"] {
            Value::Array(kinds) => kinds.iter().any(|known| known == kind),
            known => known == kind,
        };
        if is("integer") {
            return match (&schema["minimum"], &schema["maximum"]) {
                (Value::Number(least), Value::Number(most)) => {
                    format!("a whole number from {least} to {most}")
                }
                (Value::Number(least), _) => format!("a whole number of at least {least}"),
                _ => "a whole number".to_owned(),
            };
        }
        for (kind, words) in
            [("string", "a text"), ("boolean", "true or false"), ("array", "a list of texts")]
        {
            if is(kind) {
                return words.to_owned();
            }
        }
    }
    "of another form, see /openapi.json".to_owned()
}

fn resolved<'a>(reference: &str, root: &'a Value) -> &'a Value {
    root.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as it was sent, if it is short.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => kind_of(value).to_owned(),
        _ => shown(&value.to_string()),
    }
}

/// The beginning of a client's own words, without control characters.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut letters = without_controls(text);
    let begin: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() { format!("{begin}…") } else { begin }
}

/// The first name that an object within a JSON value gives twice, if any. A map would keep the last value alone.
struct GivenTwice(Option<String>);

impl<'de> Deserialize<'de> for GivenTwice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor).map(Self)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Option<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(GivenTwice(name)) = items.next_element()? {
            found = found.or(name);
        }
        Ok(found)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut names, mut found) = (HashSet::new(), None);
        while let Some((name, GivenTwice(within))) = fields.next_entry::<String, _>()? {
            found = found.or(within).or_else(|| names.contains(&name).then(|| name.clone()));
            names.insert(name);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_given_twice_is_found_whatever_its_values_are() {
        for (body, name) in [
            (r#"{"count":"1","count":2}"#, Some("count")),
            (r#"{"size":{"width":"a","width":8,"height":8}}"#, Some("width")),
            (r#"{"facts":[1,{"a":null,"a":true}]}"#, Some("a")),
            (r#"{"a":{"b":1},"b":{"a":-1.5}}"#, None),
        ] {
            let GivenTwice(found) = serde_json::from_str(body).unwrap();
            assert_eq!(found.as_deref(), name, "{body}");
        }
    }
}
