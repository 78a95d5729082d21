//! An older program on the home of a newer one: everything of the user is there afterwards.

use crate::support::{brandish, stderr};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The settings of the first version, and a key of a version to come.
const OLD_SETTINGS: &str = "theme = \"dark\"\njpeg_quality = 77\nfrom_the_future = 1\n";

fn change_history(home: &Path, sql: &str, version: i64) {
    let database = rusqlite::Connection::open(home.join("history.sqlite")).unwrap();
    database.execute_batch(sql).unwrap();
    database.pragma_update(None, "user_version", version).unwrap();
}

/// A home with one finished picture, an own brand and settings.
fn used_home() -> tempfile::TempDir {
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
    home
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
fn an_older_program_on_a_newer_home_says_so_and_touches_nothing() {
    let home = used_home();
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
