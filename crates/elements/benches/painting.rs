//! What painting a drawing takes here and by resvg alone, in turns: the same tree, the same 1024 x 1024 pixels.
//!
//!     cargo bench -p brandish-elements --bench painting

use brandish_elements::{Drawing, Library, SceneRequest, Tone, scene};
use resvg::{tiny_skia, usvg};
use std::path::Path;
use std::time::{Duration, Instant};

const SIDE: u32 = 1024;
const ROUNDS: usize = 9;

fn main() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/elements");
    let read = |name: &str| std::fs::read(assets.join(name)).expect("the drawings are there");
    let library =
        Library::read(read("drawings.zip"), &read("vectors.bin")).expect("they are whole");
    let drawing = |name: &str| library.drawing(name, Tone::Yellow).expect("it is there");
    println!("medians of {ROUNDS} rounds in turns, {SIDE} x {SIDE}, read anew each time");
    println!("| | resvg ms | here ms | ratio |\n|---|---|---|---|");
    for name in ["pizza", "hamburger", "cupcake", "handshake"] {
        compare(name, &drawing(name));
    }
    let both = [drawing("cupcake"), drawing("hot-beverage")];
    for seed in 0..4 {
        let request = SceneRequest {
            drawings: &both,
            count: 1,
            colours: &[],
            base: None,
            aspect: 1.0,
            ground: None,
            seed,
        };
        let made = scene(&request).expect("there are two");
        compare(&format!("both on {:?}", made.ground), &made.drawing);
    }
}

fn compare(what: &str, drawing: &Drawing) {
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // Nothing that one round has read is left for the next.
        let drawing = Drawing::from_svg(drawing.svg().as_bytes()).expect("it was read before");
        theirs.push(time(|| drop(by_resvg(&drawing))));
        ours.push(time(|| drop(drawing.pixels(SIDE, SIDE).expect("it was read before"))));
    }
    let (theirs, ours) = (median(theirs), median(ours));
    println!("| {what} | {theirs:.0} | {ours:.0} | {:.2} |", ours / theirs);
}

fn by_resvg(drawing: &Drawing) -> tiny_skia::Pixmap {
    let tree = usvg::Tree::from_str(&drawing.svg(), &usvg::Options::default());
    let tree = tree.expect("it was read before");
    let scale = SIDE as f32 / tree.size().width().max(tree.size().height());
    let mut canvas = tiny_skia::Pixmap::new(SIDE, SIDE).expect("it has a size");
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut canvas.as_mut());
    canvas
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
