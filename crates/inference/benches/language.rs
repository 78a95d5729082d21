//! How fast a language model reads and writes here: tokens per second of a prompt, and of the answer.
//! Run with `cargo bench --bench language`; set BRANDISH_TEST_GGUF to a file other than the tests' model. With
//! `--lines` it waits for a line on stdin before each run and prints one of JSON, for `benches/peers/language.mjs`.

use std::io::BufRead;
use std::ops::ControlFlow;
use std::time::Instant;

use brandish_inference::language::{LanguageModel, Sampling};

#[path = "../../../tests/support/fetch.rs"]
mod fetch;
#[path = "../../../tests/support/language.rs"]
mod language;

const PROMPT: usize = 256;
const ANSWER: usize = 128;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = language::model();
    let begun = Instant::now();
    let mut model = LanguageModel::load(&path)?;
    let load = begun.elapsed();
    if std::env::args().any(|argument| argument == "--lines") {
        for line in std::io::stdin().lock().lines() {
            line?;
            let (read, write) = run(&mut model)?;
            println!("{{\"read\": {read:.1}, \"write\": {write:.1}}}");
        }
        return Ok(());
    }
    let info = model.info();
    println!("{}, {}, {} parameters", info.name, info.quantisation, info.parameters);
    println!("{} threads, loaded in {load:.0?}\n", rayon::current_num_threads());
    let runs = (0..5).map(|_| run(&mut model)).collect::<Result<Vec<_>, _>>()?;
    let best = |of: fn(&(f64, f64)) -> f64| runs.iter().map(of).fold(0.0, f64::max);
    println!("reading a prompt of {PROMPT} tokens {:>9.1} tokens/s", best(|run| run.0));
    println!("writing {ANSWER} tokens after it   {:>9.1} tokens/s", best(|run| run.1));
    Ok(())
}

/// Tokens per second of reading a prompt and of writing after it.
fn run(model: &mut LanguageModel) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    // Another first token each time, so that nothing is remembered.
    static RUN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let first = 1000 + RUN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let prompt: Vec<u32> = (0..PROMPT as u32).map(|at| first + at * 37 % 9000).collect();
    let sampling = Sampling {
        temperature: 0.0,
        repeat_penalty: 1.0,
        max_tokens: ANSWER,
        ..Sampling::default()
    };
    let begun = Instant::now();
    let mut received = Vec::new();
    let written = model.continue_from(&prompt, &sampling, &mut |_| {
        received.push(begun.elapsed().as_secs_f64());
        ControlFlow::Continue(())
    })?;
    let answer = &received[received.len() - written.tokens.len()..];
    let (read, all) = (answer[0], answer[answer.len() - 1]);
    Ok((PROMPT as f64 / read, (answer.len() - 1) as f64 / (all - read)))
}
