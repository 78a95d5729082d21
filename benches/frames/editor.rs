//! Frames of the post editor while a headline is typed and the thumbnails of all layouts are painted anew for each letter.
//! What a frame of the other screens takes is measured in `frames`.

use crate::{Window, support, window_of};
use brandish::engine::Catalog;
use brandish::files::Home;
use brandish::studio::Studio;
use egui_kittest::kittest::Queryable;
use std::time::{Duration, Instant};

/// The time that one frame may take at 60 frames a second.
const FRAME: Duration = Duration::from_micros(16_667);
const HEADLINE: &str = "Run lighter, run further, and be home before the coffee is cold";
/// Frames between two letters: about eight letters a second.
const FRAMES_PER_LETTER: usize = 8;
const ROUNDS: usize = 3;

pub fn editor() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let catalog = Catalog::built_in(&support::assets());
    let studio = Studio::open(Home::in_folder(home.path()), catalog, || {});
    let mut window = window_of(studio.expect("the studio opens"));
    let begun = Instant::now();
    while window.query_by_label("Edit this post").is_none() {
        window.step();
        assert!(begun.elapsed() < Duration::from_secs(30), "the sample post is shown");
    }
    window.get_by_label("Edit this post").click();
    let begun = Instant::now();
    while window.query_by_label("Post for IG 4:5").is_none() {
        window.step();
        std::thread::sleep(Duration::from_millis(4));
        assert!(begun.elapsed() < Duration::from_secs(60), "the post is painted");
    }
    settle(&mut window);
    let field = egui::accesskit::Role::MultilineTextInput;
    window.get_by_role_and_label(field, "Headline").focus();
    window.run_steps(2);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for letter in HEADLINE.chars() {
            window.event(egui::Event::Text(letter.to_string()));
            for _ in 0..FRAMES_PER_LETTER {
                times.push(frame(&mut window));
                std::thread::sleep(Duration::from_millis(4));
            }
        }
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        window.step();
    }
    report(times);
}

/// Draws frames until the thumbnails have arrived.
fn settle(window: &mut Window) {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(8) {
        window.step();
        std::thread::sleep(Duration::from_millis(8));
    }
}

/// One frame with its tessellation.
fn frame(window: &mut Window) -> Duration {
    let begun = Instant::now();
    window.step();
    let output = window.output();
    let shapes = output.shapes.clone();
    std::hint::black_box(window.ctx.tessellate(shapes, output.pixels_per_point));
    begun.elapsed()
}

fn report(mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    let over = times.iter().filter(|time| **time > FRAME).count();
    println!(
        "{:>9}: {} frames while typing: median {:.2} ms, p99 {:.2} ms, longest {:.2} ms, {over} over 16.7 ms",
        "Post",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0),
    );
}
