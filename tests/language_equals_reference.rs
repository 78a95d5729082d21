//! A real language model in Rust against transformers and llama.cpp (`tests/reference`): the same tokens for the same
//! text, and the same words when the likeliest is always taken.

use std::ops::ControlFlow;
use std::path::Path;

use brandish::engine::language::{Chat, LanguageModel, Sampling, StoppedBy};
use serde::Deserialize;

#[path = "support/language.rs"]
mod language;

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
    texts: Vec<Text>,
}

#[derive(Deserialize)]
struct Case {
    system: Option<String>,
    user: String,
    prompt_ids: Vec<u32>,
    ids: Vec<u32>,
    text: String,
    gaps: Vec<f32>,
    llama_cpp_ids: Vec<u32>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    ids: Vec<u32>,
}

fn fixture() -> Fixture {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/smollm2.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn load() -> LanguageModel {
    LanguageModel::load(&language::model()).unwrap()
}

fn chat(case: &Case) -> Chat {
    let chat = case.system.iter().fold(Chat::new(), |chat, text| chat.system(text));
    chat.user(&case.user)
}

fn greedy(max_tokens: usize) -> Sampling {
    Sampling { temperature: 0.0, repeat_penalty: 1.0, max_tokens, ..Sampling::default() }
}

fn agree(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

#[test]
fn greedy_words_equal_the_reference() {
    let mut model = load();
    let cases = fixture().cases;
    for case in &cases {
        let generated =
            model.generate(&chat(case), &greedy(40), &mut |_| ControlFlow::Continue(())).unwrap();
        let ended = generated.stopped_by == StoppedBy::End;
        let length = case.ids.len() - usize::from(ended);
        let same = agree(&generated.tokens, &case.ids);
        println!(
            "{same} of {length} as the reference, {} as llama.cpp (which agrees with it on {}); gap there {:?}: {:?}",
            agree(&generated.tokens, &case.llama_cpp_ids),
            agree(&case.ids, &case.llama_cpp_ids),
            case.gaps.get(same),
            generated.text,
        );
    }
}

#[test]
fn prompts_and_texts_become_the_same_tokens() {
    let model = load();
    let fixture = fixture();
    for case in &fixture.cases {
        assert_eq!(model.prompt(&chat(case)).unwrap(), case.prompt_ids, "{}", case.user);
    }
    for text in &fixture.texts {
        let guarded = model.tokenizer().guard(&text.text);
        assert_eq!(model.tokenizer().encode(&guarded).unwrap(), text.ids, "{:?}", text.text);
    }
}
