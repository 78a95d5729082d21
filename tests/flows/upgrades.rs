//! A newer program on the home of an older one, and the reverse: everything of the user is there afterwards.

use crate::support::{answers, brandish, listed, stderr};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What turns the tables of this version into those of an earlier one.
const BACK: [(i64, &str); 2] = [
    (2, "ALTER TABLE jobs DROP COLUMN sent;"),
    (
        1,
        "DROP INDEX captions_by_persona; ALTER TABLE jobs DROP COLUMN caption; ALTER TABLE jobs DROP COLUMN sent;",
    ),
];

/// The settings of the first version, and a key of a version to come.
const OLD_SETTINGS: &str = "theme = \"dark\"\njpeg_quality = 77\nfrom_the_future = 1\n";

fn change_history(home: &Path, sql: &str, version: i64) {
    let database = rusqlite::Connection::open(home.join("history.sqlite")).unwrap();
    database.execute_batch(sql).unwrap();
    database.pragma_update(None, "user_version", version).unwrap();
}

/// A home with one finished picture, an own brand and settings.
fn used_home() -> (tempfile::TempDir, Value) {
    let home = tempfile::tempdir().unwrap();
    let made = brandish(home.path())
        .args(["generate", "a red mug", "--json", "--seed", "1", "--size", "256x256"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
    let brand = home.path().join("own.toml");
    let starter = brandish::brand::starters()[0].to_toml().replace("Stride", "Stride of Old");
    std::fs::write(&brand, starter).unwrap();
    let imported = brandish(home.path()).args(["personas", "import"]).arg(&brand).output().unwrap();
    assert!(imported.status.success(), "{}", stderr(&imported));
    std::fs::write(home.path().join("settings.toml"), OLD_SETTINGS).unwrap();
    (home, answers(&made).remove(0))
}

/// Every file of the user, apart from the lock.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !["brandish.lock", "brandish.holder"].contains(&name.as_str()) {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn the_home_of_each_earlier_version_is_taken_over_whole() {
    let (home, picture) = used_home();
    for (version, back) in BACK {
        change_history(home.path(), back, version);
        let before = files(home.path());
        let list = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
        let jobs = listed(&list);
        assert_eq!(jobs.len(), 1, "version {version}: {}", stderr(&list));
        assert_eq!(jobs[0]["job_id"], picture["job_id"], "version {version}");
        // Whatever writes migrates the tables.
        let written = brandish(home.path())
            .args(["caption", "a red mug", "--network", "instagram", "--json"])
            .output()
            .unwrap();
        assert!(written.status.success(), "version {version}: {}", stderr(&written));
        let after = files(home.path());
        for (path, bytes) in &before {
            let is_history = path.to_string_lossy().contains("history.sqlite");
            assert!(is_history || after.get(path) == Some(bytes), "{}", path.display());
        }
        let list = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
        assert_eq!(listed(&list).len(), 2, "version {version}");
        // The caption goes again, as its column is about to.
        change_history(home.path(), "DELETE FROM jobs WHERE picture IS NULL;", 3);
    }
    let settings = brandish::files::Settings::read(&home.path().join("settings.toml"));
    assert_eq!((settings.theme, settings.jpeg_quality), (brandish::files::Theme::Dark, 77));
    let brands = brandish(home.path()).args(["personas", "list", "--json"]).output().unwrap();
    let names: Vec<_> = listed(&brands).iter().map(|brand| brand["name"].to_string()).collect();
    assert!(names.iter().any(|name| name.contains("Stride of Old")), "{names:?}");
}

#[test]
fn an_older_program_on_a_newer_home_says_so_and_touches_nothing() {
    let (home, _picture) = used_home();
    change_history(home.path(), "CREATE TABLE of_the_future (id TEXT);", 99);
    let before = files(home.path());
    for command in [&["generate", "a blue mug"][..], &["jobs"], &["caption", "a mug"]] {
        let refused = brandish(home.path()).args(command).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        let sentence = stderr(&refused);
        assert!(
            sentence.contains("newer Brandish, and was not changed"),
            "{command:?}: {sentence}"
        );
        let unchanged = files(home.path()) == before;
        assert!(unchanged, "{command:?} changed a file");
    }
}
