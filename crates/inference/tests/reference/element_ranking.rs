//! Illustrations by meaning: 300 prompts of thirty trades, written before the ranking was tuned, each with what it should find.
//! It was tuned on every other one; `examples/measure_element_ranking.rs` prints more.

use std::fs;

use crate::support::element_prompts::prompts;
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
    // Of those that it was tuned on, and of those that were held out.
    let (mut right, mut asked) = ([0; 2], [0; 2]);
    for prompt in prompts() {
        let vector = encoder.vector(&prompt.text).unwrap();
        let found = library.search(&prompt.text, Some(&vector), SHOWN);
        let half = usize::from(prompt.is_held_out);
        right[half] += usize::from(prompt.place(&found).is_some());
        asked[half] += 1;
    }
    assert_eq!(asked, [150, 150]);
    assert!(right.iter().all(|right| *right >= 135), "{right:?} of {asked:?}");
}
