//! The same equality with the references on the paths of older processors, which this machine would not take by itself.
//! Each limit runs these tests once more, in a process of its own, because the limit holds for a whole process.

use std::process::Command;

fn passes_under(limit: &str, skipped: &[&str]) {
    let tests = ["spark::the_tiny_model", "stable_diffusion::", "language::", "vision::"];
    let output = Command::new(std::env::current_exe().unwrap())
        .args(tests)
        .args(skipped.iter().flat_map(|test| ["--skip", test]))
        .env("BRANDISH_CPU", limit)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    let ran = printed.lines().filter(|line| line.ends_with("... ok")).count();
    assert!(ran >= tests.len(), "only {ran} tests ran:\n{printed}");
}

#[test]
fn the_references_are_met_with_avx2_alone() {
    passes_under("avx2", &[]);
}

#[test]
fn the_references_are_met_without_avx() {
    // There candle multiplies quantised weights with activations of eight bits, as llama.cpp does, and as there a close word
    // may be another one. Its product is compared with ours in the units.
    let exact = [
        "language::greedy_words_equal_the_reference",
        "language::writing_stops_where_the_options_say",
    ];
    passes_under("plain", &exact);
}
