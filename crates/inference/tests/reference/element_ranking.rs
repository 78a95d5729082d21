//! Illustrations by meaning: 300 prompts of thirty trades, written before the ranking was tuned, each with what it should find.
//! It was tuned on every other one; `examples/measure_element_ranking.rs` prints more.

use std::collections::BTreeMap;
use std::fs;

use crate::support::root;
use brandish_elements::Library;
use brandish_inference::spark::SentenceEncoder;

/// What the strip shows.
const SHOWN: usize = 6;

#[test]
fn a_right_illustration_is_among_the_first_six_for_nine_of_ten_prompts() {
    let folder = root().join("assets/elements");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let library = Library::read(read("drawings.zip"), &read("vectors.bin")).unwrap();
    let encoder = SentenceEncoder::load(&root().join("assets/models/spark")).unwrap();
    let prompts = root().join("crates/elements/tests/fixtures/prompts.toml");
    let trades: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(&fs::read_to_string(prompts).unwrap()).unwrap();
    assert_eq!(trades.len(), 30);
    // Of those that it was tuned on, and of those that were held out.
    let (mut right, mut asked) = ([0; 2], [0; 2]);
    for table in trades.values() {
        for (at, (prompt, wanted)) in table.iter().enumerate() {
            let vector = encoder.vector(prompt).unwrap();
            let found = library.search(prompt, Some(&vector), SHOWN);
            let is_wanted = |name: &str| wanted.iter().any(|wanted| wanted == name);
            let is_right = found
                .iter()
                .any(|one| is_wanted(&one.element.name) || is_wanted(one.element.family()));
            right[at % 2] += usize::from(is_right);
            asked[at % 2] += 1;
        }
    }
    assert_eq!(asked, [150, 150]);
    assert!(right.iter().all(|right| *right >= 135), "{right:?} of {asked:?}");
}
