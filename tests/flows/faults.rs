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
    assert!(stderr(&output).contains("open already"), "{}", stderr(&output));
    drop(lock);
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
