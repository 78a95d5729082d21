//! Tiny models of random weights, one of each family, against transformers loading the same file
//! (`tests/reference/make_family_fixtures.py`): the scores after a prompt, and the likeliest words from there.

use crate::support::root;
use std::ops::ControlFlow;

use brandish_inference::language::{LanguageModel, Sampling};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    prompt_ids: Vec<u32>,
    scores: Vec<f32>,
    ids: Vec<u32>,
    gaps: Vec<f32>,
}

fn compare(family: &str) {
    let folder = root().join("tests/fixtures/language");
    let case = std::fs::read_to_string(folder.join(format!("{family}.json"))).unwrap();
    let case: Case = serde_json::from_str(&case).unwrap();
    let mut model = LanguageModel::load(&folder.join(format!("{family}.gguf"))).unwrap();

    let scores = model.scores(&case.prompt_ids).unwrap();
    let off = scores.iter().zip(&case.scores).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let most = case.scores.iter().fold(0.0f32, |most, score| most.max(score.abs()));
    println!("{family}: scores up to {most}, off by {off} at most");
    assert!(off < 2e-3 * most, "{family}: scores up to {most} are off by {off}");

    let sampling = Sampling {
        temperature: 0.0,
        repeat_penalty: 1.0,
        max_tokens: case.ids.len(),
        ..Sampling::default()
    };
    let go_on = &mut |_: &str| ControlFlow::Continue(());
    let written = model.continue_from(&case.prompt_ids, &sampling, go_on).unwrap();
    let same = written.tokens.iter().zip(&case.ids).take_while(|(a, b)| a == b).count();
    let gap = case.gaps.get(same);
    // The model's own end ends the writing; transformers was set to go on.
    let ended = model.tokenizer().is_end(case.ids.get(same).copied().unwrap_or(0));
    assert!(same == case.ids.len() || ended, "{family}: {same} words agree; gap there {gap:?}");
}

#[test]
fn llama_equals_transformers() {
    compare("llama");
}

#[test]
fn qwen_2_equals_transformers() {
    compare("qwen2");
}

#[test]
fn qwen_3_equals_transformers() {
    compare("qwen3");
}

#[test]
fn gemma_2_equals_transformers() {
    compare("gemma2");
}

#[test]
fn gemma_3_equals_transformers() {
    compare("gemma3");
}

#[test]
fn phi_3_equals_transformers() {
    compare("phi3");
}

#[test]
fn phi_4_mini_equals_transformers() {
    compare("phi4-mini");
}

#[test]
fn smollm_3_equals_transformers() {
    compare("smollm3");
}

#[test]
fn ministral_3_equals_transformers() {
    compare("mistral3");
}

#[test]
fn lfm_2_equals_transformers() {
    compare("lfm2");
}
