//! What a frame of the window takes: 200 jobs listed, one of them rendering, on each screen. Through
//! egui_kittest, tessellation included, the graphics card's own work left out. First, frames over a slow disk, and of the
//! post editor while a headline is typed.
//!
//!     cargo bench --bench frames

#[path = "frames/editor.rs"]
mod editor;
#[path = "frames/slow.rs"]
mod slow;
#[path = "../tests/support/mod.rs"]
mod support;

use brandish::brief::Brief;
use brandish::engine::{Catalog, Model};
use brandish::files::{Home, WindowLanguage};
use brandish::job::{Failure, State};
use brandish::studio::Studio;
use brandish::ui::{App, NativeDesktop};
use brandish_inference::nn::Placement;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Scripted, scripted};

const JOBS: u32 = 200;
const FRAMES: usize = 600;

fn quick(_: &Path, _: &Placement) -> Result<Box<dyn Model>, Failure> {
    Ok(Box::new(Scripted { pause: Duration::ZERO }))
}

/// A screen, and whether the pointer scrolls its list while frames are drawn.
struct Case {
    screen: &'static str,
    scroll: bool,
}

const CASES: [Case; 4] = [
    Case { screen: "Create", scroll: true },
    Case { screen: "Library", scroll: true },
    Case { screen: "Brands", scroll: false },
    Case { screen: "Settings", scroll: false },
];

type Window = Harness<'static, App>;

fn main() {
    slow::studio();
    slow::window();
    editor::editor();
    let home = tempfile::tempdir().expect("a temporary folder");
    let places = Home::in_folder(home.path());
    println!("making {JOBS} pictures by script");
    make_pictures(places.clone());
    // The real model renders while frames are drawn, so that it has its share of the cores.
    let mut window = open(places);
    for case in CASES {
        start_rendering(&mut window);
        window.get_by_label(case.screen).click();
        window.run_steps(3);
        measure(&mut window, &case);
    }
}

fn make_pictures(home: Home) {
    let mut studio = Studio::open(home, scripted(quick), || {}).expect("the studio opens");
    for batch in 0..JOBS / 10 {
        let brief = Brief {
            prompt: format!("picture {batch}"),
            count: 10,
            steps: Some(2),
            ..Brief::default()
        };
        for id in studio.submit(&brief, false).expect("it is a good brief") {
            studio.wait(id, |_| std::ops::ControlFlow::Continue(())).expect("it is listed");
        }
    }
}

/// The window of a studio, a few frames after it opened.
fn window_of(mut studio: Studio) -> Window {
    // Its controls are found by their English names.
    studio.change_settings(|settings| settings.language = Some(WindowLanguage::English));
    let app = App::new(studio, Box::new(NativeDesktop::new(egui::Context::default())));
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(brandish::ui::install_fonts)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    window.run_steps(3);
    window
}

fn open(home: Home) -> Window {
    let catalog = Catalog::built_in(&support::assets());
    let studio = Studio::open(home, catalog, || {}).expect("the studio opens");
    let mut window = window_of(studio);
    for _ in 0..15 {
        window.get_by_label("More pictures").click();
        window.run_steps(2);
    }
    window
}

fn is_rendering(window: &Window) -> bool {
    window.state().studio().jobs().any(|job| matches!(job.state(), State::Rendering { .. }))
}

/// Generates pictures on the Create screen unless one is rendering, and waits until one is.
fn start_rendering(window: &mut Window) {
    window.get_by_label("Create").click();
    window.run_steps(3);
    if !is_rendering(window) {
        for _ in 0..3 {
            window.get_by_label("Generate").click();
            window.run_steps(2);
        }
    }
    let begun = Instant::now();
    while !is_rendering(window) && begun.elapsed() < Duration::from_secs(20) {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn measure(window: &mut Window, case: &Case) {
    let mut times = Vec::with_capacity(FRAMES);
    let mut busy = 0;
    for frame in 0..FRAMES {
        if case.scroll {
            let down = if frame / 100 % 2 == 0 { -40.0 } else { 40.0 };
            window.hover_at(egui::pos2(1100.0, 400.0));
            window.event(egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: egui::vec2(0.0, down),
                modifiers: egui::Modifiers::NONE,
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
            });
        }
        let begun = Instant::now();
        window.step();
        let output = window.output();
        let shapes = output.shapes.clone();
        std::hint::black_box(window.ctx.tessellate(shapes, output.pixels_per_point));
        times.push(begun.elapsed());
        busy += usize::from(is_rendering(window));
        std::thread::sleep(Duration::from_millis(4));
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{:>9}: {FRAMES} frames, {busy} while rendering: median {:.2} ms, p99 {:.2} ms, longest {:.2} ms",
        case.screen,
        at(0.5),
        at(0.99),
        at(1.0),
    );
}
