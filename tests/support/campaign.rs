//! A campaign's table and the files that came of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Writes a table into a folder.
pub fn table(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("autumn.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Every file below a folder, by its name from there.
pub fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(one) = folders.pop() {
        for entry in std::fs::read_dir(one).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    found.insert(name.replace('\\', "/"));
                }
            }
        }
    }
    found
}
