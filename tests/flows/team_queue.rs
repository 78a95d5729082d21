//! The team queue as a whole: a studio, workers that are processes, and a Redis server of the test's own.
//! Workers are killed, the server is killed, entries are doubled; every job ends once, with one picture.

use crate::support::team::{Server, WorkerProcess};
use brandish::brief::{Brief, ModelId, Size};
use brandish::engine::Catalog;
use brandish::files::{self, Home};
use brandish::job::{Failure, JobId, State};
use brandish::studio::Studio;
use std::path::Path;
use std::time::{Duration, Instant};

fn open(home: &Path, server: &Server, store: Option<&str>) -> Studio {
    let catalog = Catalog::built_in(&crate::support::assets());
    let mut studio = Studio::open(Home::in_folder(home), catalog, || {}).unwrap();
    studio.render_on_team(&server.url(), store).unwrap();
    studio
}

fn small(prompt: &str, count: u32) -> Brief {
    let size = Size::new(256, 256);
    Brief { prompt: prompt.into(), size, count, steps: Some(2), ..Brief::default() }
}

fn submit(studio: &mut Studio, brief: &Brief) -> JobId {
    studio.submit(brief, false).unwrap()[0]
}

/// Polls until something is true.
#[track_caller]
fn until(studio: &mut Studio, what: &str, mut is_true: impl FnMut(&mut Studio) -> bool) {
    let begun = Instant::now();
    loop {
        studio.poll();
        assert_eq!(studio.take_errors(), Vec::<String>::new());
        if is_true(studio) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "timed out waiting for: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn state(studio: &Studio, id: JobId) -> State {
    studio.job(id).unwrap().state().clone()
}

fn done(studio: &Studio) -> usize {
    studio.jobs().filter(|job| *job.state() == State::Done).count()
}

/// Every job is done, with a whole picture of its own, and the folder holds nothing else.
#[track_caller]
fn each_has_one_picture(studio: &Studio, jobs: usize) {
    assert_eq!(done(studio), jobs);
    for job in studio.jobs() {
        let picture = job.picture().unwrap();
        let size = files::read_pixels(&picture.path).unwrap().dimensions();
        assert_eq!(size, (picture.width, picture.height));
    }
    assert_eq!(std::fs::read_dir(studio.pictures_folder()).unwrap().count(), jobs);
}

#[test]
fn every_job_ends_once_though_workers_and_the_queue_are_killed() {
    const JOBS: usize = 32;
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let shared = tempfile::tempdir().unwrap();
    let store = shared.path().to_str().unwrap();
    let mut server = Server::started();
    let start = |server: &Server, name: &str| {
        WorkerProcess::start(elsewhere.path(), server, name, &["--store", store])
    };
    let mut workers: Vec<_> = ["ann", "ben", "cat"].map(|name| start(&server, name)).into();
    let mut studio = open(home.path(), &server, Some(store));
    for _ in 0..JOBS / 16 {
        studio.submit(&small("mug", 16), false).unwrap();
    }
    until(&mut studio, "three pictures", |studio| done(studio) >= 3);
    // In the middle of whatever it does.
    workers[0].kill();
    until(&mut studio, "ten pictures", |studio| done(studio) >= 10);
    server.kill();
    until(&mut studio, "a queue that does not answer", |studio| {
        studio.jobs().any(|job| studio.scheduler().why_waits(job).is_some())
    });
    server.start();
    workers.push(start(&server, "dan"));
    until(&mut studio, "twenty pictures", |studio| done(studio) >= 20);
    workers[1].kill();
    until(&mut studio, "all pictures", |studio| done(studio) == JOBS);
    each_has_one_picture(&studio, JOBS);
    // Ids are in the recipes' order: each seed was drawn once.
    let mut seeds: Vec<_> =
        studio.jobs().map(|job| (job.batch, job.task.picture().unwrap().seed())).collect();
    seeds.sort_unstable();
    seeds.dedup();
    assert_eq!(seeds.len(), JOBS);
    // What was fetched is deleted everywhere else.
    until(&mut studio, "an empty queue", |_| server.keys("*:job:*").is_empty());
    let left = || std::fs::read_dir(shared.path().join("brandish-pictures")).unwrap().count();
    until(&mut studio, "an empty store", |_| left() == 0);
}

#[test]
fn a_picture_drawn_by_the_team_keeps_its_notes() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let _worker = WorkerProcess::start(elsewhere.path(), &server, "ann", &[]);
    let mut studio = open(home.path(), &server, None);
    // Spark knows no sale, and its notes name what it drew instead.
    let id = submit(&mut studio, &small("The great summer sale", 1));
    until(&mut studio, "the picture", |studio| state(studio, id) == State::Done);
    let notes = &studio.job(id).unwrap().picture().unwrap().notes;
    assert!(notes.iter().any(|note| note.contains("“price tag”")), "{notes:?}");
}

#[test]
fn alternative_text_of_a_picture_drawn_by_the_team_says_what_was_drawn() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let _worker = WorkerProcess::start(elsewhere.path(), &server, "ann", &[]);
    let mut studio = open(home.path(), &server, None);
    let mut brief = small("red umbrella", 1);
    brief.captions.networks = vec!["instagram".into()];
    let id = submit(&mut studio, &brief);
    until(&mut studio, "the picture", |studio| state(studio, id) == State::Done);
    let caption = studio.job_store().captions(id).next().unwrap().caption().unwrap();
    assert_eq!(caption.alt_text, "A red umbrella, in the middle: a 3D illustration.");
}

#[test]
fn a_running_job_is_seen_and_cancelled_within_a_step() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let _worker = WorkerProcess::start(elsewhere.path(), &server, "ann", &[]);
    let mut studio = open(home.path(), &server, None);
    let long = Brief { steps: Some(50), ..small("mug", 1) };
    let id = submit(&mut studio, &long);
    let mut reached = 0;
    until(&mut studio, "some steps and a preview", |studio| {
        let job = studio.job(id).unwrap();
        if let State::Rendering { done, .. } = job.state() {
            reached = *done;
        }
        reached >= 5 && job.preview().is_some()
    });
    studio.scheduler_mut().cancel(id).unwrap();
    let mut last = reached;
    until(&mut studio, "the end of the job", |studio| {
        if let State::Rendering { done, .. } = state(studio, id) {
            last = done;
        }
        state(studio, id).is_over()
    });
    assert_eq!(state(&studio, id), State::Cancelled);
    // The step that ran, and the one whose event was on its way.
    assert!(last <= reached + 4, "cancelled at {reached}, and it went on to {last} of 50");

    // A job that waits ends at once, and one that is retried is drawn after all.
    let ids = studio.submit(&small("mug", 3), false).unwrap();
    studio.scheduler_mut().cancel(ids[2]).unwrap();
    until(&mut studio, "the others", |studio| ids.iter().all(|id| state(studio, *id).is_over()));
    assert_eq!(state(&studio, ids[2]), State::Cancelled);
    studio.scheduler_mut().retry(ids[2]).unwrap();
    until(&mut studio, "the retried job", |studio| state(studio, ids[2]) == State::Done);
    assert_eq!(std::fs::read_dir(studio.pictures_folder()).unwrap().count(), 3);
}

#[test]
fn jobs_wait_while_the_queue_is_down_and_go_on_when_the_window_is_closed() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Server::prepared();
    let mut studio = open(home.path(), &server, None);
    let ids = studio.submit(&small("mug", 6), false).unwrap();
    until(&mut studio, "a note about the queue", |studio| {
        let why = studio.scheduler().why_waits(studio.job(ids[0]).unwrap());
        why.is_some_and(|words| words.contains("until the team queue answers"))
    });
    assert!(ids.iter().all(|id| state(&studio, *id) == State::Queued));
    studio.scheduler_mut().cancel(ids[5]).unwrap();
    until(&mut studio, "the cancelled job", |studio| state(studio, ids[5]) == State::Cancelled);
    // The program is closed and opened while nothing answers.
    drop(studio);
    let mut studio = open(home.path(), &server, None);
    assert!(!studio.job_queue().is_paused());
    assert_eq!(studio.job_queue().len(), 5);
    server.start();
    until(&mut studio, "the queue to have them", |_| server.keys("*:job:*").len() == 5);
    // The program is closed again; workers draw meanwhile.
    drop(studio);
    let mut worker =
        WorkerProcess::start(elsewhere.path(), &server, "ann", &["--concurrency", "2"]);
    let begun = Instant::now();
    while server.keys("*:picture:*").len() < 4 {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing was drawn meanwhile");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut studio = open(home.path(), &server, None);
    until(&mut studio, "all that was drawn", |studio| done(studio) == 5);
    assert_eq!(std::fs::read_dir(studio.pictures_folder()).unwrap().count(), 5);
    // A worker that is stopped ends in order, and no job of its is lost.
    let ids = studio.submit(&Brief { steps: Some(20), ..small("mug", 3) }, false).unwrap();
    until(&mut studio, "a begun job", |studio| {
        ids.iter().any(|id| state(studio, *id).is_running())
    });
    #[cfg(unix)]
    assert!(worker.terminate().success());
    #[cfg(not(unix))]
    worker.kill();
    let _other = WorkerProcess::start(elsewhere.path(), &server, "ben", &[]);
    until(&mut studio, "the rest", |studio| ids.iter().all(|id| state(studio, *id) == State::Done));
}

#[test]
fn a_worker_draws_no_job_that_it_cannot_read_or_has_no_model_for() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let mut catalog = Catalog::built_in(&crate::support::assets());
    let mut other = catalog.rows[0].clone();
    other.traits.id = ModelId("elsewhere".into());
    catalog.rows.push(other);
    let mut studio = Studio::open(Home::in_folder(home.path()), catalog, || {}).unwrap();
    studio.render_on_team(&server.url(), None).unwrap();
    let ids = studio.submit(&small("mug", 3), false).unwrap();
    until(&mut studio, "the queue to have them", |_| server.keys("*:job:*").len() == 3);
    let key = |id: JobId| server.keys(&format!("*:job:{id}")).remove(0);
    let set = |id: JobId, payload: &str| {
        let mut command = redis::cmd("HSET");
        command
            .arg(key(id))
            .arg("payload")
            .arg(payload)
            .query::<()>(&mut server.connection())
            .unwrap();
    };
    let payload: String =
        redis::cmd("HGET").arg(key(ids[1])).arg("payload").query(&mut server.connection()).unwrap();
    set(ids[0], r#"{"version": 99, "task": {"poem": {}}}"#);
    // Another program wrote a size into it that no model has.
    set(ids[1], &payload.replace(r#""size":{"width":256"#, r#""size":{"width":99999"#));
    // The third is delivered twice.
    let (stream, entry): (String, String) = redis::cmd("HMGET")
        .arg(key(ids[2]))
        .arg("stream")
        .arg("entry")
        .query(&mut server.connection())
        .unwrap();
    let mut again = redis::cmd("XADD");
    again.arg(&stream).arg("*").arg("job").arg(ids[2].to_string());
    again.query::<String>(&mut server.connection()).unwrap();
    assert!(entry.contains('-'));
    let unknown =
        submit(&mut studio, &Brief { model: ModelId("elsewhere".into()), ..small("mug", 1) });
    let _worker = WorkerProcess::start(elsewhere.path(), &server, "ann", &[]);
    until(&mut studio, "three endings", |studio| ids.iter().all(|id| state(studio, *id).is_over()));
    let State::Failed(Failure::OtherVersion { detail }) = state(&studio, ids[0]) else {
        panic!("{:?}", state(&studio, ids[0]))
    };
    assert!(detail.contains("version 99"), "{detail}");
    let State::Failed(Failure::Worker { sentence, .. }) = state(&studio, ids[1]) else {
        panic!("{:?}", state(&studio, ids[1]))
    };
    assert!(sentence.contains("99999"), "{sentence}");
    assert_eq!(state(&studio, ids[2]), State::Done);
    assert_eq!(std::fs::read_dir(studio.pictures_folder()).unwrap().count(), 1);
    until(&mut studio, "a note about the model", |studio| {
        let why = studio.scheduler().why_waits(studio.job(unknown).unwrap());
        why.is_some_and(|words| words.contains("a worker with elsewhere"))
    });
    assert_eq!(state(&studio, unknown), State::Queued);
}

#[test]
fn the_command_line_draws_on_the_team_and_shows_no_password() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    redis::cmd("CONFIG")
        .arg(&["SET", "requirepass", "se-cret"])
        .query::<()>(&mut server.connection())
        .unwrap();
    let url = format!("redis://:se-cret@127.0.0.1:{}/0", server.port);
    let mut worker = crate::support::brandish(elsewhere.path())
        .args(["worker", "--name", "ann"])
        .env("BRANDISH_QUEUE", &url)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let generate = |url: &str| {
        crate::support::brandish(home.path())
            .args(["generate", "Mug", "--size", "256x256", "--steps", "2", "--json"])
            .args(["--queue", url])
            .output()
            .unwrap()
    };
    let output = generate(&url);
    assert!(output.status.success(), "{}", crate::support::stderr(&output));
    assert_eq!(crate::support::answers(&output)[0]["status"], "completed");
    let refused = generate("queue.example:6379");
    assert_eq!(refused.status.code(), Some(2));
    worker.kill().unwrap();
    let ended = worker.wait_with_output().unwrap();
    for text in [
        crate::support::stderr(&output),
        crate::support::stderr(&ended),
        crate::support::stderr(&refused),
    ] {
        assert!(!text.contains("se-cret"), "{text}");
    }
    assert!(crate::support::stderr(&ended).contains("ann is ready at redis://127.0.0.1"));
}
