//! What breaks on real machines, and the sentence the user gets: full disk, read-only folder, damaged and missing
//! weights, a home that cannot be written, two programs on one home, a closed pipe.

use crate::support::{answers, brandish, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn generate(home: &Path, assets: Option<&Path>) -> Output {
    let mut command = brandish(home);
    if let Some(assets) = assets {
        command.env("BRANDISH_ASSETS", assets);
    }
    command
        .args(["generate", "mug", "--json", "--steps", "1", "--size", "512x512"])
        .output()
        .unwrap()
}

/// A copy of the assets that a test may damage.
fn assets_copy() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let spark = folder.path().join("models/spark");
    std::fs::create_dir_all(&spark).unwrap();
    for entry in std::fs::read_dir(crate::support::assets().join("models/spark")).unwrap().flatten()
    {
        std::fs::copy(entry.path(), spark.join(entry.file_name())).unwrap();
    }
    (folder, spark)
}

fn assert_failed(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(1), "{}", stderr(output));
    let answer = &answers(output)[0];
    assert_eq!(answer["status"], "failed");
    let error = answer["error"].as_str().unwrap();
    assert!(error.contains(words), "{error}");
    assert!(!answer["advice"].as_str().unwrap().is_empty());
}

#[test]
fn damaged_weights_are_named() {
    let home = tempfile::tempdir().unwrap();
    let (folder, spark) = assets_copy();
    let weights = spark.join("spark_denoiser.safetensors");
    let whole = std::fs::read(&weights).unwrap();
    let mut huge_header = whole.clone();
    huge_header[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    for bytes in [&whole[..whole.len() / 2], &whole[..4], &[], &huge_header[..]] {
        std::fs::write(&weights, bytes).unwrap();
        assert_failed(&generate(home.path(), Some(folder.path())), "spark_denoiser.safetensors");
    }
    std::fs::write(&weights, &whole).unwrap();
    std::fs::write(spark.join("config.json"), "{\"denoiser\": 3}").unwrap();
    assert_failed(&generate(home.path(), Some(folder.path())), "config.json");
}

#[test]
fn missing_weights_are_named() {
    let home = tempfile::tempdir().unwrap();
    let (folder, spark) = assets_copy();
    std::fs::remove_file(spark.join("spark_decoder.safetensors")).unwrap();
    assert_failed(&generate(home.path(), Some(folder.path())), "spark_decoder.safetensors");
    let nothing = tempfile::tempdir().unwrap();
    let output = generate(home.path(), Some(nothing.path()));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("BRANDISH_ASSETS"), "{}", stderr(&output));
}

#[test]
fn a_home_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("occupied");
    std::fs::write(&file, "").unwrap();
    let output = brandish(folder.path())
        .env("BRANDISH_HOME", file.join("home"))
        .args(["generate", "mug"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("cannot write in"), "{}", stderr(&output));
}

/// A reader that closes its end, as `head` does, ends a command as SIGPIPE would, without a message.
#[test]
fn a_closed_pipe_ends_every_printing_command_quietly() {
    let home = tempfile::tempdir().unwrap();
    assert!(generate(home.path(), None).status.success());
    let picture = std::fs::read_dir(home.path().join("generated_images")).unwrap().next();
    let picture = picture.unwrap().unwrap().path();
    let job = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    let job = crate::support::listed(&job)[0]["job_id"].as_str().unwrap().to_owned();
    let commands: &[&[&str]] = &[
        &["caption", "mug"],
        &["enhance", "mug"],
        &["generate", "mug", "--steps", "1", "--size", "256x256"],
        &["jobs"],
        &["models"],
        &["models", "list", "--recommended"],
        &["models", "show", "spark"],
        &["personas"],
        &["personas", "show", "stride"],
        &["recipe", picture.to_str().unwrap()],
        &["result", &job],
        &["serve", "--listen", "127.0.0.1:0"],
        &["styles"],
    ];
    for arguments in commands {
        for json in [&[][..], &["--json"]] {
            if arguments[0] == "serve" && !json.is_empty() {
                continue;
            }
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = brandish(home.path());
            let output = command.args(*arguments).args(json).stdout(writer).output().unwrap();
            let text = stderr(&output);
            assert_eq!(output.status.code(), Some(141), "{arguments:?} {json:?}: {text}");
            assert!(!text.contains("panicked"), "{arguments:?} {json:?}: {text}");
        }
    }
    // Both streams may go to the same closed pipe.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = brandish(home.path());
    command.args(["generate", ""]).stderr(writer.try_clone().unwrap()).stdout(writer);
    assert_eq!(command.status().unwrap().code(), Some(2));
}

#[test]
fn two_programs_do_not_share_a_home() {
    let home = tempfile::tempdir().unwrap();
    let lock = brandish::files::Home::in_folder(home.path()).lock().unwrap();
    let output = generate(home.path(), None);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("Use that window"), "{}", stderr(&output));
    drop(lock);
    assert!(generate(home.path(), None).status.success());
}

#[test]
fn the_program_that_holds_a_home_is_named() {
    let home = tempfile::tempdir().unwrap();
    let server = crate::support::http::serve(home.path(), &[]);
    for command in [&["generate", "mug"][..], &["caption", "mug"], &["serve"]] {
        let output = brandish(home.path()).args(command).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let sentence = stderr(&output);
        assert!(sentence.contains("`brandish serve` has this folder open"), "{sentence}");
        assert!(!sentence.contains("window"), "{sentence}");
    }
    drop(server);
    // Whoever held it last is not named when nobody does.
    assert!(generate(home.path(), None).status.success());
}

/// A small file system mounted for one test, which needs the right to mount.
#[cfg(target_os = "linux")]
struct Mounted(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Mounted {
    fn new(options: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .output()
            .expect("the program mount");
        assert!(
            mount.status.success(),
            "This test mounts a small file system, which needs root: run it as root. {}",
            stderr(&mount)
        );
        Self(folder)
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        Command::new("umount").arg(self.0.path()).status().ok();
    }
}

#[cfg(target_os = "linux")]
fn with_pictures_in(folder: &Path) -> (tempfile::TempDir, Output) {
    let home = tempfile::tempdir().unwrap();
    let settings = format!("pictures_folder = {:?}", folder.display().to_string());
    std::fs::write(home.path().join("settings.toml"), settings).unwrap();
    let output = generate(home.path(), None);
    (home, output)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn a_full_disk_is_reported_and_no_half_picture_is_left() {
    let disk = Mounted::new("size=64k");
    let (_home, output) = with_pictures_in(disk.0.path());
    assert_failed(&output, "The disk is full");
    assert_eq!(std::fs::read_dir(disk.0.path()).unwrap().count(), 0, "no half picture");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn a_read_only_folder_is_named() {
    let disk = Mounted::new("ro");
    let (_home, output) = with_pictures_in(disk.0.path());
    assert_failed(&output, "cannot be saved in");
}

/// A home with jobs on a file system of its own, as a closed program leaves it, or a killed one: with a log.
#[cfg(target_os = "linux")]
fn home_on_a_disk(options: &str, killed: bool) -> (Mounted, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    for prompt in ["mug", "shoes"] {
        let mut command = brandish(home.path());
        command.args(["generate", prompt, "--steps", "1", "--size", "256x256"]);
        assert!(command.output().unwrap().status.success());
    }
    let ids =
        crate::support::listed(&brandish(home.path()).args(["jobs", "--json"]).output().unwrap());
    let ids = ids.iter().map(|job| job["job_id"].as_str().unwrap().to_owned()).collect();
    let disk = Mounted::new(options);
    if killed {
        // What a connection holds in its log while it is open.
        let history = home.path().join("history.sqlite");
        let database = rusqlite::Connection::open(&history).unwrap();
        let favourite = "UPDATE jobs SET favourite = 1";
        assert_eq!(database.execute(favourite, []).unwrap(), 2);
        crate::support::copy(home.path(), disk.0.path());
        assert!(disk.0.path().join("history.sqlite-wal").metadata().unwrap().len() > 0);
    } else {
        crate::support::copy(home.path(), disk.0.path());
    }
    std::fs::remove_file(disk.0.path().join("history.sqlite-shm")).ok();
    (disk, ids)
}

/// Everything that only reads, on a home that cannot be written.
#[cfg(target_os = "linux")]
fn assert_reads(home: &Path, ids: &[String]) {
    let run = |arguments: &[&str]| {
        let output = brandish(home).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        output
    };
    let listed = crate::support::listed(&run(&["jobs", "--json"]));
    assert_eq!(listed.len(), ids.len());
    let shown = &answers(&run(&["result", &ids[0], "--json"]))[0];
    assert_eq!(shown["status"], "completed");
    let picture = std::fs::read_dir(home.join("generated_images")).unwrap().next();
    run(&["recipe", picture.unwrap().unwrap().path().to_str().unwrap()]);
    // The window browses by the same studio.
    let home = brandish::files::Home::in_folder(home);
    let catalog = brandish::engine::Catalog::built_in(&crate::support::assets());
    let mut studio = brandish::studio::Studio::open(home, catalog, || {}).unwrap();
    assert_eq!(studio.jobs().count(), ids.len());
    let (query, offset, limit) = (Default::default(), 0, 10);
    studio.disk().send(brandish::files::DiskRequest::Page { query, offset, limit });
    let begun = std::time::Instant::now();
    let page = loop {
        if let Some(brandish::files::DiskResponse::Page(page)) = studio.disk().response() {
            break page.unwrap();
        }
        assert!(begun.elapsed().as_secs() < 20);
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    assert_eq!((page.total, page.entries.len()), (2, 2));
    let errors = studio.take_errors();
    assert_eq!(errors.len(), 1, "it is said once: {errors:?}");
    let brief = brandish::brief::Brief { prompt: "mug".into(), ..Default::default() };
    let refused = studio.submit(&brief, false).unwrap_err().to_string();
    assert_eq!(refused, errors[0]);
    let id = studio.jobs().next().unwrap().id;
    assert_eq!(studio.scheduler_mut().remove(&[id]).unwrap_err().to_string(), refused);
    studio.change_settings(|settings| settings.notify = false);
    studio.poll();
    assert_eq!(studio.take_errors(), Vec::<String>::new());
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn a_read_only_home_is_read_and_says_what_cannot_be_done() {
    for killed in [false, true] {
        let (disk, ids) = home_on_a_disk("size=64m", killed);
        let path = disk.0.path();
        let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(path).status().unwrap();
        assert!(remount.success());
        assert_reads(path, &ids);
        let jobs = brandish::files::History::open_to_read(&path.join("history.sqlite")).unwrap();
        let jobs = jobs.recent(10).unwrap().items;
        assert!(jobs.iter().all(|job| job.favourite == killed), "the log's rows count");
        for command in [&["generate", "mug"][..], &["caption", "mug"]] {
            let output = brandish(path).args(command).output().unwrap();
            assert_eq!(output.status.code(), Some(1));
            let sentence = stderr(&output);
            assert!(sentence.contains("can only read in"), "{sentence}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn a_home_on_a_full_disk_is_read_and_the_full_disk_is_named() {
    for killed in [false, true] {
        let (disk, ids) = home_on_a_disk("size=16m", killed);
        let path = disk.0.path();
        let filler = path.join("filler");
        let full = std::fs::write(&filler, vec![1; 16 << 20]).unwrap_err();
        assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
        assert_reads(path, &ids);
        let output = generate(path, None);
        assert_eq!(output.status.code(), Some(1));
        let sentence = stderr(&output);
        assert!(sentence.contains("The disk of") && sentence.contains("is full"), "{sentence}");
        assert!(!sentence.contains("I/O"), "{sentence}");
        std::fs::remove_file(&filler).unwrap();
        let output = generate(path, None);
        assert!(output.status.success(), "{}", stderr(&output));
    }
}
