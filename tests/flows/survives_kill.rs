//! kill -9 at random points: no row is lost, no picture is half, every job is accounted for.
//! The test starts itself again as the program that is killed. `BRANDISH_KILL_ROUNDS` and
//! `BRANDISH_KILL_MODEL=spark` make it longer and use the real model.

use crate::support::kills;
use brandish::brief::{Brief, Size};
use brandish::engine::Catalog;
use brandish::files::{self, Home};
use brandish::job::State;
use brandish::studio::Studio;
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const JOBS: usize = 100;
/// Names the home where this process is the program that is killed.
const HOME: &str = "BRANDISH_KILL_HOME";
const THIS_TEST: &str = "survives_kill::nothing_is_lost_or_half_made_when_the_program_is_killed";

fn open(home: &Path) -> Studio {
    let catalog = if std::env::var("BRANDISH_KILL_MODEL").is_ok_and(|model| model == "spark") {
        Catalog::built_in(&crate::support::assets())
    } else {
        crate::support::scripted(|_, _| {
            Ok(Box::new(crate::support::Scripted { pause: Duration::from_millis(1) }))
        })
    };
    Studio::open(Home::in_folder(home), catalog, || {}).unwrap()
}

/// The program that is killed: it fills the queue to its hundred jobs, retries the interrupted ones and renders.
fn fill_and_render(home: &Path) {
    let mut studio = open(home);
    while studio.jobs().count() < JOBS {
        let count = (JOBS - studio.jobs().count()).min(5) as u32;
        let prompt = "mug".to_owned();
        let size = Size::new(256, 256);
        let brief = Brief { prompt, size, count, steps: Some(2), ..Brief::default() };
        studio.submit(&brief, false).unwrap();
        studio.poll();
    }
    let interrupted: Vec<_> =
        studio.jobs().filter(|job| *job.state() == State::Interrupted).map(|job| job.id).collect();
    for id in interrupted {
        studio.scheduler_mut().retry(id).unwrap();
    }
    studio.set_paused(false);
    while studio.jobs().any(|job| !job.state().is_over()) {
        studio.poll();
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn nothing_is_lost_or_half_made_when_the_program_is_killed() {
    if let Some(home) = std::env::var_os(HOME) {
        return fill_and_render(Path::new(&home));
    }
    let rounds = std::env::var("BRANDISH_KILL_ROUNDS").map_or(20, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", THIS_TEST])
            .env(HOME, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut rows: HashSet<_> = HashSet::new();
    let mut interrupted = 0;
    for round in 0..rounds {
        let mut program = start();
        // Spread over the whole run, the start included, and different in each round.
        let wait = 5 + (round * 7_919 + u64::from(std::process::id())) % 400;
        std::thread::sleep(Duration::from_millis(wait));
        program.kill().unwrap();
        program.wait().unwrap();
        let studio = open(folder.path());
        let now: HashSet<_> = studio.jobs().map(|job| job.id).collect();
        assert!(rows.is_subset(&now), "round {round} lost a row");
        rows = now;
        check_pictures(&studio);
        assert!(!studio.jobs().any(|job| job.state().is_running()));
        interrupted += studio.jobs().filter(|job| *job.state() == State::Interrupted).count();
    }
    assert!(start().wait().unwrap().success());
    let studio = open(folder.path());
    assert_eq!(studio.jobs().count(), JOBS);
    assert!(studio.jobs().all(|job| *job.state() == State::Done));
    let files = std::fs::read_dir(&studio.home().pictures).unwrap().count();
    assert_eq!(files, JOBS, "one picture for each job, and nothing else");
    println!("{rounds} kills, {interrupted} jobs held as interrupted, {JOBS} pictures whole");
}

/// The program itself, with its own model, killed while clients fill its queue; `cargo bench --bench kills` does it a
/// thousand times, and to the window too.
#[test]
fn nothing_that_the_program_accepted_is_lost_when_it_is_killed() {
    let rounds = std::env::var("BRANDISH_KILL_ROUNDS").map_or(12, |text| text.parse().unwrap());
    let totals = kills::run(rounds, 3_000, None);
    assert!(totals.accepted >= kills::JOBS && totals.pictures > 0);
}

/// Every picture that history knows is whole, and every file that lies there is one.
fn check_pictures(studio: &Studio) {
    for job in studio.jobs().filter(|job| *job.state() == State::Done) {
        let picture = job.picture().expect("a job that is done has a picture");
        let size = files::read_pixels(&picture.path).unwrap().dimensions();
        assert_eq!(size, (picture.width, picture.height));
    }
    for entry in std::fs::read_dir(&studio.home().pictures).into_iter().flatten().flatten() {
        files::read_pixels(&entry.path()).unwrap();
    }
}
