//! Measures the ranking on the prompts of `crates/elements/tests/fixtures`:
//! `measure_element_ranking ELEMENTS_FOLDER SPARK_FOLDER [--held-out]`.
//! Prints the share with a right element among the first six, and the misses of the half that may be tuned on.

use brandish_elements::Library;
use brandish_inference::spark::SentenceEncoder;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

#[path = "../tests/support/element_prompts.rs"]
mod element_prompts;

use element_prompts::prompts;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, spark) = (Path::new(&arguments[0]), Path::new(&arguments[1]));
    let show_held_out = arguments.iter().any(|word| word == "--held-out");
    let library = Library::read(
        std::fs::read(folder.join("drawings.zip"))?,
        &std::fs::read(folder.join("vectors.bin"))?,
    )?;
    let encoder = SentenceEncoder::load(spark)?;
    // Right among the first 1, 3 and 6, by half, with the vector and without.
    let mut right = [[[0; 3]; 2]; 2];
    let mut times = Vec::new();
    for prompt in prompts() {
        let vector = encoder.vector(&prompt.text)?;
        for (kind, vector) in [Some(vector.as_slice()), None].into_iter().enumerate() {
            let start = Instant::now();
            let found = library.search(&prompt.text, vector, 6);
            if kind == 0 {
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
            let place = prompt.place(&found);
            let half = usize::from(prompt.is_held_out);
            for (slot, first) in right[half][kind].iter_mut().zip([1, 3, 6]) {
                *slot += usize::from(place.is_some_and(|place| place < first));
            }
            if kind == 0 && place.is_none() && (!prompt.is_held_out || show_held_out) {
                let names: Vec<&str> = found.iter().map(|f| f.element.name.as_str()).collect();
                println!("{}: {} (wanted {})", prompt.text, names.join(", "), prompt.wanted());
            }
        }
    }
    times.sort_by(f64::total_cmp);
    println!(
        "of 150 each, among the first 1, 3 and 6: tuned on {:?}, held out {:?}",
        right[0][0], right[1][0]
    );
    println!("by words alone: {:?}, {:?}", right[0][1], right[1][1]);
    println!("search takes {:.2} ms in the middle, {:.2} ms at most", times[150], times[299]);
    Ok(())
}
