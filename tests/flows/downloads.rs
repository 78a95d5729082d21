//! Downloads from a faulty hub on this machine: each completes or reports what to do, and a final name never
//! belongs to an incomplete file.

#[cfg(target_os = "linux")]
mod full_disk;

use crate::support::hub::{Hub, Script, noise, sha256};
use brandish::model_library::download::{
    DownloadPlan, DownloadRequest, Downloads, HubEndpoint, PlannedFile,
};
use brandish::model_library::{Download, DownloadFailure, DownloadState, MANIFEST_FILE};
use std::path::Path;
use std::time::{Duration, Instant};

const FILE: &str = "model.gguf";

fn plan(files: &[&str]) -> DownloadPlan {
    let file = |path: &&str| PlannedFile {
        path: (*path).into(),
        repository: None,
        bytes: 100_000,
        sha256: None,
    };
    DownloadPlan {
        id: "small".into(),
        name: "Small".into(),
        repository: "someone/small".into(),
        revision: "main".into(),
        files: files.iter().map(file).collect(),
        manifest: "name = \"Small\"".into(),
    }
}

fn start(models: &Path, hub: &Hub) -> Downloads {
    let endpoint = HubEndpoint { hub: hub.address.clone(), proxy: None };
    Downloads::start(models.to_owned(), endpoint, || {})
}

/// Receives reports until one matches.
#[track_caller]
fn until(downloads: &Downloads, matches: impl Fn(&Download) -> bool) -> Download {
    let started = Instant::now();
    let mut last = None;
    while started.elapsed() < Duration::from_secs(40) {
        if let Ok(report) = downloads.reports().recv_timeout(Duration::from_millis(100)) {
            if matches(&report) {
                return report;
            }
            last = Some(report);
        }
    }
    panic!("no report matched; the last one was {last:?}");
}

fn is_at_rest(report: &Download) -> bool {
    matches!(report.state, DownloadState::Done | DownloadState::Failed(_) | DownloadState::Paused)
}

/// Downloads until it is done or failed.
#[track_caller]
fn finish(models: &Path, hub: &Hub) -> Download {
    let downloads = start(models, hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    until(&downloads, |report| {
        matches!(&report.state, DownloadState::Done | DownloadState::Failed(_))
    })
}

#[track_caller]
fn assert_whole(models: &Path, bytes: &[u8]) {
    let folder = models.join("small");
    assert!(std::fs::read(folder.join(FILE)).unwrap() == bytes, "the bytes differ");
    let mut left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().flatten().map(|e| e.file_name()).collect();
    left.sort();
    assert_eq!(left, [FILE, MANIFEST_FILE], "no other file is left");
}

#[track_caller]
fn assert_nothing_final(models: &Path) {
    let folder = models.join("small");
    assert!(!folder.join(FILE).exists() && !folder.join(MANIFEST_FILE).exists());
}

#[track_caller]
fn failure(report: Download) -> DownloadFailure {
    let DownloadState::Failed(failure) = report.state else { panic!("{report:?}") };
    assert!(!failure.sentence().is_empty() && !failure.advice().is_empty());
    failure
}

#[test]
fn a_model_of_several_files_is_complete_after_the_last_file() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(300_000);
    let script =
        Script { redirects: true, sha256: Some(sha256(&bytes)), ..Script::of(bytes.clone()) };
    let hub = Hub::new(script);
    let downloads = start(models.path(), &hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE, "unet/a.safetensors"])));
    let report = until(&downloads, is_at_rest);
    assert_eq!(report.state, DownloadState::Done);
    assert_eq!((report.done, report.total), (600_000, 600_000));
    let folder = models.path().join("small");
    for file in [FILE, "unet/a.safetensors"] {
        assert!(std::fs::read(folder.join(file)).unwrap() == bytes);
    }
    assert_eq!(std::fs::read_to_string(folder.join(MANIFEST_FILE)).unwrap(), "name = \"Small\"");
    assert!(!folder.join("download.toml").exists());
    let request = hub.seen()[0].0.clone();
    assert_eq!(request, "GET /someone/small/resolve/main/model.gguf HTTP/1.1");
}

#[test]
fn a_connection_that_is_lost_repeatedly_completes_by_ranges() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(400_000);
    let cut = Script { cut_after: Some(90_000), ..Script::of(bytes.clone()) };
    let hub = Hub::new(cut);
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
    let ranges: Vec<_> = hub.seen().into_iter().filter_map(|(_, range)| range).collect();
    assert!(ranges.len() >= 4 && ranges[0] != "bytes=0-", "{ranges:?}");
}

#[test]
fn a_server_that_closes_the_first_connections_is_retried() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(100_000);
    let hub = Hub::new(Script { hang_up: 2, ..Script::of(bytes.clone()) });
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn an_unreachable_host_is_reported_and_the_download_can_be_resumed() {
    let models = tempfile::tempdir().unwrap();
    let unreachable = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let endpoint = HubEndpoint { hub: unreachable, proxy: None };
    let downloads = Downloads::start(models.path().to_owned(), endpoint, || {});
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    let found = failure(until(&downloads, is_at_rest));
    assert!(matches!(found, DownloadFailure::Offline { .. }), "{found:?}");
    // Another endpoint answers.
    let bytes = noise(50_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    downloads
        .send(DownloadRequest::SetEndpoint(HubEndpoint { hub: hub.address.clone(), proxy: None }));
    downloads.send(DownloadRequest::Resume("small".into()));
    assert_eq!(until(&downloads, is_at_rest).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn wrong_bytes_are_deleted_and_reported() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(100_000);
    let hub = Hub::new(Script { sha256: Some(sha256(b"others")), ..Script::of(bytes.clone()) });
    let found = failure(finish(models.path(), &hub));
    assert_eq!(found, DownloadFailure::WrongBytes { file: FILE.into() });
    assert_nothing_final(models.path());
    assert!(!models.path().join("small/model.gguf.part").exists());
    hub.change(|script| script.sha256 = Some(sha256(&bytes)));
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_checksum_in_the_plan_has_precedence_over_the_servers() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(10_000);
    let hub = Hub::new(Script { sha256: Some(sha256(&bytes)), ..Script::of(bytes) });
    let downloads = start(models.path(), &hub);
    let mut plan = plan(&[FILE]);
    plan.files[0].sha256 = Some(sha256(b"as published"));
    downloads.send(DownloadRequest::Start(plan));
    assert!(matches!(failure(until(&downloads, is_at_rest)), DownloadFailure::WrongBytes { .. }));
}

#[test]
fn each_refusal_has_its_own_sentence() {
    for (status, words) in [
        (404, "not published there any more"),
        (410, "not published there any more"),
        (401, "account"),
        (403, "account"),
        (451, "status 451"),
        (503, "status 503"),
    ] {
        let models = tempfile::tempdir().unwrap();
        let hub = Hub::new(Script { status: Some(status), ..Script::of(Vec::new()) });
        let found = failure(finish(models.path(), &hub));
        assert!(found.sentence().contains(words), "{status}: {}", found.sentence());
        assert_nothing_final(models.path());
    }
}

/// Downloads a part of a slow file, then pauses; returns the bytes on disk.
#[track_caller]
fn fetch_a_part(models: &Path, hub: &Hub) -> u64 {
    hub.change(|script| script.rest = Duration::from_millis(20));
    let downloads = start(models, hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    until(&downloads, |report| report.done > 100_000);
    downloads.send(DownloadRequest::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    drop(downloads);
    hub.change(|script| script.rest = Duration::ZERO);
    assert_nothing_final(models);
    std::fs::metadata(models.join("small/model.gguf.part")).unwrap().len()
}

#[test]
fn a_paused_download_is_resumed_by_the_next_run() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(1_000_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    let bytes_on_disk = fetch_a_part(models.path(), &hub);
    let downloads = start(models.path(), &hub);
    let found = until(&downloads, |report| report.id == "small");
    assert_eq!(
        (found.state, found.done, &*found.name),
        (DownloadState::Paused, bytes_on_disk, "Small")
    );
    downloads.send(DownloadRequest::Resume("small".into()));
    let report = until(&downloads, |report| report.state == DownloadState::Done);
    assert!(!report.restarted);
    assert_whole(models.path(), &bytes);
    assert_eq!(hub.seen().last().unwrap().1, Some(format!("bytes={bytes_on_disk}-")));
}

#[test]
fn a_file_that_changed_meanwhile_is_restarted_and_that_is_reported() {
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
        let report = finish(models.path(), &hub);
        assert_eq!(report.state, DownloadState::Done);
        assert!(report.restarted);
        assert_whole(models.path(), &new);
    }
}

#[test]
fn a_server_that_ignores_if_range_is_detected_by_its_etag() {
    let models = tempfile::tempdir().unwrap();
    let hub =
        Hub::new(Script { etag: Some("W/\"weak one\"".into()), ..Script::of(noise(900_000)) });
    fetch_a_part(models.path(), &hub);
    let new = noise(1_000_000)[100_000..].to_vec();
    hub.change(|script| {
        script.etag = Some("W/\"weak two\"".into());
        script.bytes = new.clone();
    });
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &new);
}

#[test]
fn without_ranges_or_etag_a_download_restarts() {
    for (ranges, etag) in [(false, Some("\"one\"".to_owned())), (true, None)] {
        let models = tempfile::tempdir().unwrap();
        let bytes = noise(1_000_000);
        let hub = Hub::new(Script { ranges, etag, ..Script::of(bytes.clone()) });
        fetch_a_part(models.path(), &hub);
        assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
        assert_whole(models.path(), &bytes);
    }
}

#[test]
fn a_response_without_a_length_is_accepted() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(200_000);
    let sha256 = Some(sha256(&bytes));
    let hub = Hub::new(Script { sends_length: false, sha256, ..Script::of(bytes.clone()) });
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_part_that_is_longer_than_its_file_is_not_accepted() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(1_000_000);
    let hub = Hub::new(Script::of(bytes.clone()));
    fetch_a_part(models.path(), &hub);
    std::fs::write(models.path().join("small/model.gguf.part"), noise(1_200_000)).unwrap();
    hub.change(|script| script.status = Some(416));
    let found = failure(finish(models.path(), &hub));
    assert!(matches!(found, DownloadFailure::Offline { .. }), "{found:?}");
    hub.change(|script| script.status = None);
    assert_eq!(finish(models.path(), &hub).state, DownloadState::Done);
    assert_whole(models.path(), &bytes);
}

#[test]
fn a_slow_download_reports_its_speed_and_leaves_no_file_when_cancelled() {
    let models = tempfile::tempdir().unwrap();
    let hub = Hub::new(Script { rest: Duration::from_millis(20), ..Script::of(noise(4_000_000)) });
    let downloads = start(models.path(), &hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    let timed = |report: &Download| {
        matches!(report.state, DownloadState::Running { speed: Some(_), left: Some(_) })
    };
    let report = until(&downloads, timed);
    assert_eq!(report.total, 4_000_000);
    downloads.send(DownloadRequest::Cancel("small".into()));
    until(&downloads, |report| report.state == DownloadState::Cancelled);
    drop(downloads);
    assert_eq!(std::fs::read_dir(models.path()).unwrap().count(), 0);
}

/// When the client closes a silent connection; pause and cancel must not wait for it.
const SILENCE: Duration = Duration::from_secs(20);

#[test]
fn pause_and_cancel_do_not_wait_for_a_server_that_falls_silent() {
    let models = tempfile::tempdir().unwrap();
    let bytes = noise(400_000);
    let silent = Script { silent_after: Some(160_000), ..Script::of(bytes.clone()) };
    let hub = Hub::new(silent);
    let downloads = start(models.path(), &hub);
    let started = Instant::now();
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    until(&downloads, |report| report.done > 100_000);
    downloads.send(DownloadRequest::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    // The next download starts at once: the worker itself is free, not only the report sent.
    hub.change(|script| script.silent_after = None);
    downloads.send(DownloadRequest::Start(DownloadPlan { id: "second".into(), ..plan(&[FILE]) }));
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Done);
    hub.change(|script| script.silent_after = Some(16_000));
    downloads.send(DownloadRequest::Resume("small".into()));
    until(&downloads, |report| report.id == "small" && report.state.is_active());
    downloads.send(DownloadRequest::Cancel("small".into()));
    until(&downloads, |report| report.state == DownloadState::Cancelled);
    drop(downloads);
    assert!(!models.path().join("small").exists(), "the part is deleted");
    assert!(started.elapsed() < SILENCE, "it waited for the silent server");
}

#[test]
fn pause_does_not_wait_for_a_server_that_never_answers() {
    let models = tempfile::tempdir().unwrap();
    // The system accepts connections, and nothing answers.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint =
        HubEndpoint { hub: format!("http://{}", mute.local_addr().unwrap()), proxy: None };
    let downloads = Downloads::start(models.path().to_owned(), endpoint, || {});
    let started = Instant::now();
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    until(&downloads, |report| report.state.is_active());
    downloads.send(DownloadRequest::Pause("small".into()));
    until(&downloads, |report| report.state == DownloadState::Paused);
    downloads.send(DownloadRequest::Start(DownloadPlan { id: "second".into(), ..plan(&[FILE]) }));
    until(&downloads, |report| report.id == "second" && report.state.is_active());
    downloads.send(DownloadRequest::Cancel("second".into()));
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Cancelled);
    drop(downloads);
    assert!(started.elapsed() < SILENCE, "it waited for the silent server");
}

#[test]
fn one_download_runs_at_a_time_and_the_next_starts_when_the_first_is_paused() {
    let models = tempfile::tempdir().unwrap();
    let hub = Hub::new(Script { rest: Duration::from_millis(20), ..Script::of(noise(600_000)) });
    let downloads = start(models.path(), &hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    downloads.send(DownloadRequest::Start(DownloadPlan { id: "second".into(), ..plan(&[FILE]) }));
    let waits = |report: &Download| report.id == "second" && report.state == DownloadState::Waiting;
    until(&downloads, waits);
    downloads.send(DownloadRequest::Pause("small".into()));
    until(&downloads, |report| report.id == "second" && report.state.is_active());
    until(&downloads, |report| report.id == "second" && report.state == DownloadState::Done);
    downloads.send(DownloadRequest::Resume("small".into()));
    until(&downloads, |report| report.id == "small" && report.state == DownloadState::Done);
}
