//! Nothing that a frame of the window calls waits for a disk, a network or a thread: jobs are added, removed and
//! restored and addresses change while each write takes 300 ms and the team queue never answers.
//! How long a frame takes exactly is measured by `cargo bench --bench frames`.

use crate::support::slow::{SilentQueue, SlowDisk, WRITE};
use crate::support::{Scripted, scripted};
use brandish::brief::{Brief, Size};
use brandish::files::{Home, RenderOn};
use brandish::job::{JobId, State};
use brandish::studio::Studio;
use std::path::Path;
use std::time::{Duration, Instant};

/// Far above what a busy machine takes for a call, and half of one write.
const LIMIT: Duration = WRITE.checked_div(2).unwrap();

fn open(home: &Path) -> Studio {
    let load = |_: &Path, _: &brandish_inference::nn::Placement| {
        let model: Box<dyn brandish::engine::Model> = Box::new(Scripted { pause: Duration::ZERO });
        Ok(model)
    };
    Studio::open(Home::in_folder(home), scripted(load), || {}).unwrap()
}

fn brief() -> Brief {
    let (prompt, size) = ("mug".to_owned(), Size::new(64, 64));
    Brief { prompt, size, steps: Some(2), ..Brief::default() }
}

fn finished(studio: &Studio) -> Vec<JobId> {
    studio.jobs().filter(|job| *job.state() == State::Done).map(|job| job.id).collect()
}

/// Calls something of a frame, which must not wait.
#[track_caller]
fn timed<T>(what: &str, call: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let value = call();
    let took = begun.elapsed();
    assert!(took < LIMIT, "{what} waited {} ms", took.as_millis());
    value
}

#[test]
fn no_call_of_a_frame_waits_for_a_slow_disk_or_a_silent_queue() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let slow_disk = SlowDisk::start(&studio.home().history());
    let queues = [SilentQueue::start(), SilentQueue::start()];
    let (mut ids, mut made, mut removed) = (Vec::new(), 0, 0);
    let (begun, mut frame) = (Instant::now(), 0_usize);
    while begun.elapsed() < Duration::from_secs(10) {
        made += timed("poll", || studio.poll()).len();
        if frame.is_multiple_of(20) {
            ids.extend(timed("submit", || studio.submit(&brief(), false)).unwrap());
        }
        if frame % 60 == 30 {
            let finished = finished(&studio);
            removed += finished.len();
            timed("remove", || studio.scheduler_mut().remove(&finished)).unwrap();
            timed("load", || finished.iter().for_each(|id| studio.scheduler_mut().load(*id)));
        }
        if frame % 60 == 50 {
            timed("undo", || studio.scheduler_mut().undo_remove());
        }
        if frame.is_multiple_of(100) {
            let team = (frame / 100) % 2 == 1;
            let url = queues[(frame / 200) % 2].url.clone();
            timed("another address", || {
                studio.change_settings(|settings| {
                    settings.render_on = if team { RenderOn::Team } else { RenderOn::Laptop };
                    settings.queue = Some(url);
                });
            });
        }
        frame += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(made > 0 && removed > 0, "{made} made, {removed} removed");
    assert!(queues.iter().all(|queue| queue.connections() > 0), "both addresses were connected to");
    drop(slow_disk);

    // Nothing that was accepted is lost.
    studio.change_settings(|settings| settings.render_on = RenderOn::Laptop);
    while !studio.scheduler_mut().undo_remove().is_empty() {}
    drop(studio);
    let studio = open(folder.path());
    let missing = ids.iter().filter(|id| studio.job(**id).is_none()).count();
    assert_eq!(missing, 0, "of {} jobs", ids.len());
}

#[test]
fn a_job_is_shown_as_queued_and_starts_only_when_its_row_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let path = studio.home().history();
    let lock = rusqlite::Connection::open(&path).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id = studio.submit(&brief(), false).unwrap()[0];
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(500) {
        studio.poll();
        assert_eq!(*studio.job(id).unwrap().state(), State::Queued);
        assert!(!studio.job_queue().is_handed_over(id), "no renderer may have it yet");
        std::thread::sleep(Duration::from_millis(5));
    }
    let why = studio.scheduler().why_waits(studio.job(id).unwrap());
    assert_eq!(why.as_deref(), Some("Saving…"));
    lock.execute_batch("COMMIT").unwrap();
    let job = studio.wait(id, |_| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!(*job.state(), State::Done);
}
