//! What illustrations take: reading the library, finding some for a prompt, and composing a picture of 1024 x 1024.
//!
//!     cargo bench --bench elements

use brandish::brand::starters;
use brandish::brief::{Brief, Enhance, PictureSpec, Size};
use brandish::engine::{ElementLibrary, element_picture};
use std::path::Path;
use std::time::{Duration, Instant};

const PICTURES: u64 = 16;

fn main() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let library = ElementLibrary::in_assets(&assets);
    let took = time(|| library.library().map(|_| ()).expect("the library is there"));
    println!("library read: {:.1} ms", ms(took));
    for words in ["a red apple", "hairdresser cutting a woman's hair"] {
        let took = time(|| drop(library.search(words, 6).expect("the library is there")));
        println!("six found for “{words}”: {:.1} ms", ms(took));
    }
    for names in [&["pizza"][..], &["cupcake", "hot-beverage"], &["handshake"]] {
        let mut times: Vec<Duration> = (0..PICTURES)
            .map(|seed| {
                let spec = spec(&library, names, seed);
                time(|| drop(element_picture(&library, &spec).expect("it can be drawn")))
            })
            .collect();
        times.sort_unstable();
        println!("{}: median {:.0} ms", names.join(", "), ms(times[times.len() / 2]));
    }
}

fn spec(library: &ElementLibrary, names: &[&str], seed: u64) -> PictureSpec {
    let mut brief = Brief {
        prompt: names.join(" and "),
        seed: Some(seed),
        size: Size::new(1024, 1024),
        enhance: Enhance::Off,
        ..Brief::default()
    };
    brief.elements.names = names.iter().map(|name| (*name).to_owned()).collect();
    let brief = brief.for_elements();
    let specs = PictureSpec::from_brief(&brief, Some(&starters()[0]), library.traits(), 1);
    specs.expect("the brief is valid").remove(0)
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
