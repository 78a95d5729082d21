//! Frames while each write of history takes 300 ms and the team queue never answers: of the window, and of the
//! studio alone with addresses that change. What makes them slow is in `tests/support/slow.rs`.

use super::support::scripted;
use super::support::slow::{SilentQueue, SlowDisk};
use super::{quick, window_of};
use brandish::brief::{Brief, Size};
use brandish::files::{Home, RenderOn};
use brandish::job::State;
use brandish::studio::Studio;
use egui_kittest::kittest::Queryable;
use std::path::Path;
use std::time::{Duration, Instant};

/// What a screen of 60 Hz leaves for a frame.
const FRAME: Duration = Duration::from_millis(16);
/// How long each part runs.
const SPAN: Duration = Duration::from_secs(60);

fn open(home: &Path) -> Studio {
    Studio::open(Home::in_folder(home), scripted(quick), || {}).expect("the studio opens")
}

/// Draws frames while pictures are generated, removed and restored.
pub fn window() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let queue = SilentQueue::start();
    let mut studio = open(home.path());
    studio.change_settings(|settings| settings.queue = Some(queue.url.clone()));
    let _slow_disk = SlowDisk::start(&studio.home().history());
    let mut window = window_of(studio);
    let (begun, mut times, mut clicks) = (Instant::now(), Vec::new(), 0);
    while begun.elapsed() < SPAN {
        let button = match times.len() % 120 {
            0 | 20 | 40 | 60 => "Generate",
            80 => "Remove picture",
            100 => "Undo",
            _ => "",
        };
        if let Some(button) = window.query_all_by_label(button).next() {
            button.click();
            clicks += 1;
        }
        let begun = Instant::now();
        window.step();
        times.push(begun.elapsed());
        std::thread::sleep(Duration::from_millis(8));
    }
    report(&format!("window, {clicks} clicks"), times);
}

/// Polls while jobs are added, removed and restored and the address of the queue changes.
pub fn studio() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let queues = [SilentQueue::start(), SilentQueue::start()];
    let mut studio = open(home.path());
    let _slow_disk = SlowDisk::start(&studio.home().history());
    let (prompt, size) = ("mug".to_owned(), Size::new(64, 64));
    let brief = Brief { prompt, size, steps: Some(2), ..Brief::default() };
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < SPAN {
        let frame = times.len();
        let begun = Instant::now();
        studio.poll();
        if frame.is_multiple_of(20) {
            studio.submit(&brief, false).expect("it is a good brief");
        }
        if frame % 60 == 30 {
            let done = studio.jobs().filter(|job| *job.state() == State::Done);
            let done: Vec<_> = done.map(|job| job.id).collect();
            studio.scheduler_mut().remove(&done).expect("they are over");
        }
        if frame % 60 == 50 {
            studio.scheduler_mut().undo_remove();
        }
        if frame.is_multiple_of(100) {
            let team = (frame / 100) % 2 == 1;
            let url = queues[(frame / 200) % 2].url.clone();
            studio.change_settings(|settings| {
                settings.render_on = if team { RenderOn::Team } else { RenderOn::Laptop };
                settings.queue = Some(url);
            });
        }
        times.push(begun.elapsed());
        std::thread::sleep(Duration::from_millis(8));
    }
    report("studio", times);
}

fn report(what: &str, mut times: Vec<Duration>) {
    let over = times.iter().filter(|time| **time > FRAME).count();
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "slow disk, silent queue, {what}: {} frames, median {:.2} ms, p99 {:.2} ms, longest {:.2} ms, {over} over 16 ms",
        times.len(),
        ms(times[times.len() / 2]),
        ms(times[times.len() * 99 / 100]),
        ms(times[times.len() - 1]),
    );
}
