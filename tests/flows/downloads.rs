//! Downloads against a hub on this machine that misbehaves: each ends right or says what to do, and nothing
//! half-written ever stands under a final name.

use crate::support::hub::{Hub, Script, noise, sha256};
use brandish::files::download::{
    Download, DownloadAsk, DownloadFailure, DownloadState, Downloads, Line, MANIFEST, Wanted,
    WantedFile,
};
use std::path::Path;
use std::time::{Duration, Instant};

const FILE: &str = "model.gguf";

fn wanted(files: &[&str]) -> Wanted {
    let file = |path: &&str| WantedFile { path: (*path).into(), bytes: 100_000, sha256: None };
    Wanted {
        id: "small".into(),
        name: "Small".into(),
        repository: "someone/small".into(),
        revision: "main".into(),
        files: files.iter().map(file).collect(),
        manifest: "name = \"Small\"".into(),
    }
}

fn start(models: &Path, hub: &Hub) -> Downloads {
    let line = Line { hub: hub.address.clone(), proxy: None };
    Downloads::start(models.to_owned(), line, || {})
}

/// Takes reports until one fits.
#[track_caller]
fn until(downloads: &Downloads, fits: impl Fn(&Download) -> bool) -> Download {
    let begun = Instant::now();
    let mut last = None;
    while begun.elapsed() < Duration::from_secs(40) {
        if let Ok(report) = downloads.reports().recv_timeout(Duration::from_millis(100)) {
            if fits(&report) {
                return report;
            }
            last = Some(report);
        }
    }
    panic!("waited in vain; the last report was {last:?}");
}

fn rests(report: &Download) -> bool {
    matches!(report.state, DownloadState::Done | DownloadState::Failed(_) | DownloadState::Paused)
}

/// Downloads to the end, whatever it is.
#[track_caller]
fn ends(models: &Path, hub: &Hub) -> Download {
    let downloads = start(models, hub);
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    until(&downloads, |report| {
        matches!(&report.state, DownloadState::Done | DownloadState::Failed(_))
    })
}

#[track_caller]
fn assert_whole(models: &Path, bytes: &[u8]) {
    let folder = models.join("small");
    assert!(std::fs::read(folder.join(FILE)).unwrap() == bytes, "the bytes are others");
    let mut left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().flatten().map(|e| e.file_name()).collect();
    left.sort();
    assert_eq!(left, [FILE, MANIFEST], "nothing else is left");
}

#[track_caller]
fn assert_nothing_final(models: &Path) {
    let folder = models.join("small");
    assert!(!folder.join(FILE).exists() && !folder.join(MANIFEST).exists());
}

#[track_caller]
fn failure(report: Download) -> DownloadFailure {
    let DownloadState::Failed(failure) = report.state else { panic!("{report:?}") };
    assert!(!failure.sentence().is_empty() && !failure.advice().is_empty());
    failure
}

#[test]
fn a_model_of_several_files_appears_when_all_are_there() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(300_000);
    let script =
        Script { redirects: true, sha256: Some(sha256(&bytes)), ..Script::of(bytes.clone()) };
    let hub = Hub::new(script);
    let downloads = start(models.path(), &hub);
    downloads.ask(DownloadAsk::Start(wanted(&[FILE, "unet/a.safetensors"])));
    let report = until(&downloads, rests);
    assert_eq!(report.state, DownloadState::Done);
    assert_eq!((report.done, report.total), (600_000, 600_000));
    let folder = models.path().join("small");
    for file in [FILE, "unet/a.safetensors"] {
        assert!(std::fs::read(folder.join(file)).unwrap() == bytes);
    }
    assert_eq!(std::fs::read_to_string(folder.join(MANIFEST)).unwrap(), "name = \"Small\"");
    assert!(!folder.join("download.toml").exists());
    let asked = hub.seen()[0].0.clone();
    assert_eq!(asked, "GET /someone/small/resolve/main/model.gguf HTTP/1.1");
}

#[test]
fn a_connection_that_is_cut_again_and_again_gets_there_by_ranges() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(400_000);
    let cut = Script { cut_after: Some(90_000), ..Script::of(bytes.clone()) };
    let hub = Hub::new(cut);
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
    let ranges: Vec<_> = hub.seen().into_iter().filter_map(|(_, range)| range).collect();
    assert!(ranges.len() >= 4 && ranges[0] != "bytes=0-", "{ranges:?}");
}

#[test]
fn a_server_that_hangs_up_at_first_is_tried_again() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(100_000);
    let hub = Hub::new(Script { hang_up: 2, ..Script::of(bytes.clone()) });
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn nobody_there_is_said_and_kept_for_later() {
    let models = tempfile::tempdir().unwrap();
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let line = Line { hub: nobody, proxy: None };
    let downloads = Downloads::start(models.path().to_owned(), line, || {});
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    let found = failure(until(&downloads, rests));
    assert!(matches!(found, DownloadFailure::Offline { .. }), "{found:?}");
    // The connection is back, by another way.
    let bytes = noise(50_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    downloads.ask(DownloadAsk::Via(Line { hub: hub.address.clone(), proxy: None }));
    downloads.ask(DownloadAsk::Resume("small".into()));
    assert_eq!(until(&downloads, rests).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn wrong_bytes_are_thrown_away_and_told() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(100_000);
    let hub = Hub::new(Script { sha256: Some(sha256(b"others")), ..Script::of(bytes.clone()) });
    let found = failure(ends(models.path(), &hub));
    assert_eq!(found, DownloadFailure::WrongBytes { file: FILE.into() });
    assert_nothing_final(models.path());
    assert!(!models.path().join("small/model.gguf.part").exists());
    hub.change(|script| script.sha256 = Some(sha256(&bytes)));
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_checksum_that_was_known_beforehand_counts_more_than_the_servers() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(10_000);
    let hub = Hub::new(Script { sha256: Some(sha256(&bytes)), ..Script::of(bytes) });
    let downloads = start(models.path(), &hub);
    let mut wanted = wanted(&[FILE]);
    wanted.files[0].sha256 = Some(sha256(b"as it was published"));
    downloads.ask(DownloadAsk::Start(wanted));
    assert!(matches!(failure(until(&downloads, rests)), DownloadFailure::WrongBytes { .. }));
}

#[test]
fn each_refusal_has_its_own_words() {
    for (status, words) in [
        (404, "not published there any more"),
        (410, "not published there any more"),
        (401, "account"),
        (403, "account"),
        (451, "answer 451"),
        (503, "answer 503"),
    ] {
        let models = tempfile::tempdir().unwrap();
        let hub = Hub::new(Script { status: Some(status), ..Script::of(Vec::new()) });
        let found = failure(ends(models.path(), &hub));
        assert!(found.sentence().contains(words), "{status}: {}", found.sentence());
        assert_nothing_final(models.path());
    }
}

/// Fetches a part of a slow file, then pauses; returns the bytes that are there.
#[track_caller]
fn fetch_a_part(models: &Path, hub: &Hub) -> u64 {
    hub.change(|script| script.rest = Duration::from_millis(20));
    let downloads = start(models, hub);
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    until(&downloads, |report| report.done > 100_000);
    downloads.ask(DownloadAsk::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    drop(downloads);
    hub.change(|script| script.rest = Duration::ZERO);
    assert_nothing_final(models);
    std::fs::metadata(models.join("small/model.gguf.part")).unwrap().len()
}

#[test]
fn a_paused_download_is_found_paused_by_the_next_run_and_goes_on_where_it_was() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(1_000_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    let have = fetch_a_part(models.path(), &hub);
    let downloads = start(models.path(), &hub);
    let found = until(&downloads, |report| report.id == "small");
    assert_eq!((found.state, found.done, &*found.name), (DownloadState::Paused, have, "Small"));
    downloads.ask(DownloadAsk::Resume("small".into()));
    let report = until(&downloads, |report| report.state == DownloadState::Done);
    assert!(!report.from_zero);
    assert_whole(models.path(), &bytes);
    assert_eq!(hub.seen().last().unwrap().1, Some(format!("bytes={have}-")));
}

#[test]
fn a_content_that_changed_meanwhile_is_fetched_from_zero_and_that_is_told() {
    for sha in [false, true] {
        let models = tempfile::tempdir().unwrap();
        let old = noise(1_000_000);
        let hub = Hub::new(Script { sha256: sha.then(|| sha256(&old)), ..Script::of(old) });
        fetch_a_part(models.path(), &hub);
        let new = noise(1_100_000)[50_000..].to_vec();
        hub.change(|script| {
            script.etag = Some("\"two\"".into());
            script.sha256 = sha.then(|| sha256(&new));
            script.bytes = new.clone();
        });
        let report = ends(models.path(), &hub);
        assert_eq!(report.state, DownloadState::Done);
        assert!(report.from_zero);
        assert_whole(models.path(), &new);
    }
}

#[test]
fn a_server_that_ignores_if_range_is_caught_by_its_etag() {
    let models = tempfile::tempdir().unwrap();
    let hub =
        Hub::new(Script { etag: Some("W/\"weak one\"".into()), ..Script::of(noise(900_000)) });
    fetch_a_part(models.path(), &hub);
    let new = noise(1_000_000)[100_000..].to_vec();
    hub.change(|script| {
        script.etag = Some("W/\"weak two\"".into());
        script.bytes = new.clone();
    });
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &new);
}

#[test]
fn without_ranges_or_marks_a_download_begins_again() {
    for (ranges, etag) in [(false, Some("\"one\"".to_owned())), (true, None)] {
        let models = tempfile::tempdir().unwrap();
        let bytes = noise(1_000_000);
        let hub = Hub::new(Script { ranges, etag, ..Script::of(bytes.clone()) });
        fetch_a_part(models.path(), &hub);
        assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
        assert_whole(models.path(), &bytes);
    }
}

#[test]
fn a_server_that_tells_no_length_is_taken_in_all_the_same() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(200_000);
    let sha256 = Some(sha256(&bytes));
    let hub = Hub::new(Script { tells_length: false, sha256, ..Script::of(bytes.clone()) });
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_part_that_is_longer_than_its_file_is_not_taken_for_it() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(1_000_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    fetch_a_part(models.path(), &hub);
    std::fs::write(models.path().join("small/model.gguf.part"), noise(1_200_000)).unwrap();
    hub.change(|script| script.status = Some(416));
    let found = failure(ends(models.path(), &hub));
    assert!(matches!(found, DownloadFailure::Offline { .. }), "{found:?}");
    hub.change(|script| script.status = None);
    assert_eq!(ends(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_slow_download_tells_its_speed_and_is_cancelled_without_a_trace() {
    let models = tempfile::tempdir().unwrap();
    let hub = Hub::new(Script { rest: Duration::from_millis(20), ..Script::of(noise(4_000_000)) });
    let downloads = start(models.path(), &hub);
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    let timed = |report: &Download| {
        matches!(report.state, DownloadState::Running { speed: Some(_), left: Some(_) })
    };
    let report = until(&downloads, timed);
    assert_eq!(report.total, 4_000_000);
    downloads.ask(DownloadAsk::Cancel("small".into()));
    until(&downloads, |report| report.state == DownloadState::Cancelled);
    drop(downloads);
    assert_eq!(std::fs::read_dir(models.path()).unwrap().count(), 0);
}

/// What the client's patience with a silent server is; pause and cancel must not wait for it.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_server_that_falls_silent_keeps_nobody_from_pausing_and_cancelling() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(400_000);
    let silent = Script { silent_after: Some(160_000), ..Script::of(bytes.clone()) };
    let hub = Hub::new(silent);
    let downloads = start(models.path(), &hub);
    let begun = Instant::now();
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    until(&downloads, |report| report.done > 100_000);
    downloads.ask(DownloadAsk::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    // The next one is fetched at once: the desk itself is free, not only the report sent.
    hub.change(|script| script.silent_after = None);
    downloads.ask(DownloadAsk::Start(Wanted { id: "second".into(), ..wanted(&[FILE]) }));
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Done);
    hub.change(|script| script.silent_after = Some(16_000));
    downloads.ask(DownloadAsk::Resume("small".into()));
    until(&downloads, |report| report.id == "small" && report.state.is_at_work());
    downloads.ask(DownloadAsk::Cancel("small".into()));
    until(&downloads, |report| report.state == DownloadState::Cancelled);
    drop(downloads);
    assert!(!models.path().join("small").exists(), "what came is deleted");
    assert!(begun.elapsed() < PATIENCE, "the silence was waited for");
}

#[test]
fn a_server_that_never_answers_keeps_nobody_from_pausing() {
    let models = tempfile::tempdir().unwrap();
    // Whoever knocks here is let in by the system, and nobody speaks.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let line = Line { hub: format!("http://{}", mute.local_addr().unwrap()), proxy: None };
    let downloads = Downloads::start(models.path().to_owned(), line, || {});
    let begun = Instant::now();
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    until(&downloads, |report| report.state.is_at_work());
    downloads.ask(DownloadAsk::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    downloads.ask(DownloadAsk::Start(Wanted { id: "second".into(), ..wanted(&[FILE]) }));
    until(&downloads, |report| report.id == "second" && report.state.is_at_work());
    downloads.ask(DownloadAsk::Cancel("second".into()));
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Cancelled);
    drop(downloads);
    assert!(begun.elapsed() < PATIENCE, "the silence was waited for");
}

#[test]
fn one_at_a_time_and_the_next_goes_on_when_the_first_is_paused() {
    let models = tempfile::tempdir().unwrap();
    let hub = Hub::new(Script { rest: Duration::from_millis(20), ..Script::of(noise(600_000)) });
    let downloads = start(models.path(), &hub);
    downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
    downloads.ask(DownloadAsk::Start(Wanted { id: "second".into(), ..wanted(&[FILE]) }));
    let waits = |report: &Download| report.id == "second" && report.state == DownloadState::Waiting;
    until(&downloads, waits);
    downloads.ask(DownloadAsk::Pause("small".into()));
    until(&downloads, |report| report.id == "second" && report.state.is_at_work());
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Done);
    downloads.ask(DownloadAsk::Resume("small".into()));
    until(&downloads, |report| report.id == "small" && report.state == DownloadState::Done);
}

#[cfg(target_os = "linux")]
mod full_disk {
    use super::*;
    use std::process::Command;

    /// A small file system mounted for one test; `None` where this user may not mount.
    struct Mounted(tempfile::TempDir);

    impl Mounted {
        fn new(options: &str) -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mut mount = Command::new("mount");
            let mount = mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path());
            mount.output().ok()?.status.success().then_some(Self(folder))
        }
    }

    impl Drop for Mounted {
        fn drop(&mut self) {
            Command::new("umount").arg(self.0.path()).status().ok();
        }
    }

    #[test]
    fn too_little_space_is_said_before_a_byte_is_written() {
        let Some(disk) = Mounted::new("size=34m") else {
            eprintln!("not run: this user may not mount a small file system");
            return;
        };
        let hub = Hub::new(Script::of(noise(4_000_000)));
        let found = failure(ends(disk.0.path(), &hub));
        assert!(matches!(found, DownloadFailure::DiskFull { needed: 4_000_000, .. }), "{found:?}");
        assert!(!disk.0.path().join("small/model.gguf.part").exists());
    }

    #[test]
    fn a_disk_that_fills_up_meanwhile_keeps_what_came_and_goes_on_when_there_is_room() {
        let Some(disk) = Mounted::new("size=48m") else {
            eprintln!("not run: this user may not mount a small file system");
            return;
        };
        let bytes = noise(4_000_000);
        let slow = Script { rest: Duration::from_millis(10), ..Script::of(bytes.clone()) };
        let hub = Hub::new(slow);
        let downloads = start(disk.0.path(), &hub);
        downloads.ask(DownloadAsk::Start(wanted(&[FILE])));
        until(&downloads, |report| report.done > 200_000);
        let filler = disk.0.path().join("filler");
        // As another program would: until nothing fits any more.
        std::fs::write(&filler, noise(50_000_000)).unwrap_err();
        let found = failure(until(&downloads, rests));
        assert!(matches!(found, DownloadFailure::DiskFull { .. }), "{found:?}");
        assert_nothing_final(disk.0.path());
        let part = disk.0.path().join("small/model.gguf.part");
        assert!(std::fs::metadata(part).unwrap().len() > 200_000);
        std::fs::remove_file(filler).unwrap();
        hub.change(|script| script.rest = Duration::ZERO);
        downloads.ask(DownloadAsk::Resume("small".into()));
        assert_eq!(until(&downloads, rests).state, DownloadState::Done);
        assert_whole(disk.0.path(), &bytes);
    }
}
