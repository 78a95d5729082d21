//! What illustrations take: reading the library, finding some for a prompt, and a picture of 1024 x 1024 from the submitted
//! brief to the finished job, stage by stage.
//!
//!     cargo bench --bench elements

use brandish::brand::starters;
use brandish::brief::{Brief, ElementStyle, Enhance, PictureSpec, Size};
use brandish::engine::{Catalog, ElementLibrary, element_picture};
use brandish::files::{Home, save_picture, save_thumbnail};
use brandish::job::{JobId, State};
use brandish::post::{FileFormat, Recipe, SourceType, encode_from};
use brandish::studio::Studio;
use brandish_elements::{Drawing, Ground, SceneRequest, Tone, scene};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

const PICTURES: u64 = 16;
const SIDE: u32 = 1024;

fn main() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let library = ElementLibrary::in_assets(&assets);
    let took = time(|| library.library().map(|_| ()).expect("the library is there"));
    println!("library read: {:.1} ms", ms(took));
    for words in ["a red apple", "a blue apple", "hairdresser cutting a woman's hair"] {
        let took = time(|| drop(library.search(words, 6).expect("the library is there")));
        println!("six found for “{words}”: {:.1} ms", ms(took));
    }
    let cases: [Case; 6] = [
        ("one, no shadows", &["pizza"], |_| ()),
        ("one, nine shadows", &["handshake"], |_| ()),
        ("two", &["cupcake", "hot-beverage"], |_| ()),
        ("one, recoloured", &["cupcake"], |brief| brief.elements.recolour = true),
        ("one, a sticker", &["hamburger"], |brief| brief.elements.style = ElementStyle::Sticker),
        ("hair and skin, recoloured", &["woman-getting-haircut"], |brief| {
            brief.elements.recolour = true;
        }),
    ];
    println!("medians of {PICTURES} seeds, {SIDE} x {SIDE}, ms:");
    println!("| | read | scene | paint | picture | file | disk | thumbnail | job |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for case in &cases {
        stages(&library, case);
    }
}

/// What a case is called, its illustrations, and what it changes in the brief.
type Case = (&'static str, &'static [&'static str], fn(&mut Brief));

fn stages(library: &ElementLibrary, (what, names, change): &Case) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let catalog = Catalog::built_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets")));
    let mut studio =
        Studio::open(Home::in_folder(folder.path()), catalog, || {}).expect("it opens");
    let mut times = [const { Vec::new() }; 8];
    for seed in 0..PICTURES {
        let brief = brief(names, seed, *change);
        let specs = PictureSpec::from_brief(&brief, Some(&starters()[0]), library.traits(), 1);
        let spec = specs.expect("the brief is valid").remove(0);
        let (read, drawings) = timed(|| drawings(library, names));
        let (composed, made) = timed(|| composed(&drawings, seed));
        let (paint, _) = timed(|| made.pixels(SIDE, SIDE).expect("it can be drawn"));
        let (whole, picture) = timed(|| element_picture(library, &spec).expect("it can be drawn"));
        let recipe = Recipe::of(&spec);
        let encoded = || encode_from(&picture, FileFormat::Png, Some(&recipe), SourceType::Drawing);
        let (file, bytes) = timed(|| encoded().expect("it has pixels"));
        let id = JobId::fresh();
        let (disk, _) = timed(|| save_picture(folder.path(), id, "bench", &bytes));
        let (thumbnail, _) = timed(|| save_thumbnail(folder.path(), id, &picture));
        let (job, ()) = timed(|| finish(&mut studio, &brief));
        let all = [read, composed, paint, whole, file, disk, thumbnail, job];
        times.iter_mut().zip(all).for_each(|(times, took)| times.push(took));
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        format!("{:.1}", ms(times[times.len() / 2]))
    });
    println!("| {what} | {} |", medians.join(" | "));
}

/// Reading and parsing alone.
fn drawings(library: &ElementLibrary, names: &[&str]) -> Vec<Drawing> {
    let library = library.library().expect("the library is there");
    let drawing = |name: &&str| library.drawing(name, Tone::Yellow).expect("it is there");
    names.iter().map(drawing).collect()
}

fn composed(drawings: &[Drawing], seed: u64) -> Drawing {
    let grounds = Ground::FILLED;
    let request = SceneRequest {
        drawings,
        count: 1,
        colours: &[],
        base: None,
        aspect: 1.0,
        ground: Some(grounds[seed as usize % grounds.len()]),
        seed,
    };
    scene(&request).expect("there are drawings").drawing
}

/// Submits a brief and waits until its job is over and saved.
fn finish(studio: &mut Studio, brief: &Brief) {
    let id = studio.submit(brief, false).expect("the brief is valid")[0];
    let job = studio.wait(id, |_| ControlFlow::Continue(())).expect("it is there");
    assert_eq!(*job.state(), State::Done);
}

fn brief(names: &[&str], seed: u64, change: fn(&mut Brief)) -> Brief {
    let mut brief = Brief {
        prompt: names.join(" and "),
        seed: Some(seed),
        size: Size::new(SIDE, SIDE),
        enhance: Enhance::Off,
        ..Brief::default()
    };
    brief.elements.names = names.iter().map(|name| (*name).to_owned()).collect();
    change(&mut brief);
    brief.for_elements().into_owned()
}

fn time(work: impl FnOnce()) -> Duration {
    timed(work).0
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed(), made)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
