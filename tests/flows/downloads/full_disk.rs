//! Downloads onto a disk that is full or fills up. Each test mounts a small file system of its own.

use super::*;
use std::process::Command;

/// A small file system, mounted for one test.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    #[track_caller]
    fn mount(options: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path());
        let output = mount.output().expect("the program mount can be started");
        assert!(
            output.status.success(),
            "This test mounts a small file system, which only root may. Run it as root, or without --ignored. \
             mount reported: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(self.0.path()).status().ok();
    }
}

#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn too_little_space_is_reported_before_a_byte_is_written() {
    let disk = SmallDisk::mount("size=34m");
    let hub = Hub::new(Script::of(noise(4_000_000)));
    let found = failure(finish(disk.0.path(), &hub));
    assert!(matches!(found, DownloadFailure::DiskFull { needed: 4_000_000, .. }), "{found:?}");
    assert!(!disk.0.path().join("small/model.gguf.part").exists());
}

#[test]
#[ignore = "mounts a small file system, which needs root: cargo test -- --include-ignored"]
fn a_disk_that_fills_up_meanwhile_keeps_the_part_and_the_download_resumes_once_there_is_space() {
    let disk = SmallDisk::mount("size=48m");
    let bytes = noise(4_000_000);
    let slow = Script { rest: Duration::from_millis(10), ..Script::of(bytes.clone()) };
    let hub = Hub::new(slow);
    let downloads = start(disk.0.path(), &hub);
    downloads.send(DownloadRequest::Start(plan(&[FILE])));
    until(&downloads, |report| report.done > 200_000);
    let filler = disk.0.path().join("filler");
    // As another program would: until the disk is full.
    std::fs::write(&filler, noise(50_000_000)).unwrap_err();
    let found = failure(until(&downloads, is_at_rest));
    assert!(matches!(found, DownloadFailure::DiskFull { .. }), "{found:?}");
    assert_nothing_final(disk.0.path());
    let part = disk.0.path().join("small/model.gguf.part");
    assert!(std::fs::metadata(part).unwrap().len() > 200_000);
    std::fs::remove_file(filler).unwrap();
    hub.change(|script| script.rest = Duration::ZERO);
    downloads.send(DownloadRequest::Resume("small".into()));
    assert_eq!(until(&downloads, is_at_rest).state, DownloadState::Done);
    assert_whole(disk.0.path(), &bytes);
}
