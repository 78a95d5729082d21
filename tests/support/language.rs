//! The language model that tests and benches use, fetched where it is not there yet.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The model file: that of BRANDISH_TEST_GGUF, or the one in `target/test-models`.
pub fn model() -> PathBuf {
    static MODEL: OnceLock<PathBuf> = OnceLock::new();
    MODEL.get_or_init(find).clone()
}

fn find() -> PathBuf {
    if let Some(path) = std::env::var_os("BRANDISH_TEST_GGUF") {
        return path.into();
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("Cargo.lock").exists()).unwrap_or(here);
    let folder = root.join("target/test-models");
    let path = folder.join("SmolLM2-135M-Instruct.Q4_1.gguf");
    if !path.exists() {
        let fetched = Command::new("python3")
            .arg(root.join("tests/reference/fetch_smollm2.py"))
            .arg(&folder)
            .status();
        let done = fetched.as_ref().is_ok_and(|status| status.success());
        assert!(
            done,
            "tests/reference/fetch_smollm2.py could not fetch the test model: {fetched:?}"
        );
    }
    path
}
