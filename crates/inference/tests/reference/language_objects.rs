//! Objects that a real language model writes: whole JSON whatever it is asked and wherever it is stopped, with its texts as
//! long as the schema says, and the same for the same seed.

use crate::support::language::model;
use std::ops::ControlFlow;

use brandish_inference::language::{
    Chat, GeneratedObject, LanguageModel, ObjectSchema, Sampling, StoppedBy, TextField,
};

fn schema() -> ObjectSchema {
    let field = |name, min_chars, max_chars| TextField { name, min_chars, max_chars };
    ObjectSchema {
        fields: vec![field("hook", 8, 60), field("body", 20, 200), field("call", 0, 50)],
    }
}

const THINGS: [&str; 10] = [
    "red running shoes",
    "a country loaf",
    "hand cream",
    "eine Tasse Kaffee",
    "a house in Leeds \"by the park\"",
    "puppy food {new}",
    "📚 books",
    "un ramo de flores",
    "a dentist's chair\nand a lamp",
    "日本のお茶",
];

fn sampling(seed: u64) -> Sampling {
    Sampling { temperature: 0.9, seed, max_tokens: 400, ..Sampling::default() }
}

fn chat(thing: &str) -> Chat {
    let asked =
        "Write a social media post as JSON: a hook, a body and a call to action. It is about";
    Chat::new().system("You write posts.").user(format!("{asked} {thing}."))
}

fn check(object: &GeneratedObject) {
    let schema = schema();
    let read: serde_json::Value = serde_json::from_str(&object.json).unwrap();
    let read = read.as_object().unwrap();
    assert_eq!(read.len(), schema.fields.len(), "{}", object.json);
    for (field, text) in schema.fields.iter().zip(&object.texts) {
        assert_eq!(read[field.name], text.as_str());
        let chars = text.chars().count();
        assert!(chars <= field.max_chars, "{chars}: {text}");
        assert!(chars >= field.min_chars || object.stopped_by != StoppedBy::End, "{text}");
    }
}

fn go_on(_: &[String]) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn an_object_is_whole_whatever_it_is_about_and_the_same_for_a_seed() {
    let mut model = LanguageModel::load(&model()).unwrap();
    for (seed, thing) in THINGS.iter().enumerate().take(6) {
        let object =
            model.generate_object(&chat(thing), &schema(), &sampling(seed as u64), &mut go_on);
        check(&object.unwrap());
    }
    let mut write =
        || model.generate_object(&chat(THINGS[0]), &schema(), &sampling(3), &mut go_on).unwrap();
    assert_eq!(write(), write());
}

#[test]
fn an_object_is_whole_where_it_is_stopped() {
    let mut model = LanguageModel::load(&model()).unwrap();
    for (max_tokens, stopped_by) in [(0, StoppedBy::MaxTokens), (9, StoppedBy::MaxTokens)] {
        let sampling = Sampling { max_tokens, ..sampling(1) };
        let object = model.generate_object(&chat(THINGS[0]), &schema(), &sampling, &mut go_on);
        let object = object.unwrap();
        assert_eq!((object.chosen_tokens, object.stopped_by), (max_tokens, stopped_by));
        check(&object);
    }
    let mut last = Vec::new();
    let object = model.generate_object(&chat(THINGS[0]), &schema(), &sampling(1), &mut |texts| {
        last = texts.to_vec();
        if texts.iter().any(|text| !text.is_empty()) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let object = object.unwrap();
    assert_eq!((object.stopped_by, &object.texts), (StoppedBy::Caller, &last));
    check(&object);
}
