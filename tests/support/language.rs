//! The language model that tests and benches use, fetched where it is not there yet.
//! The user of this file has the module `fetch` beside it.

use super::fetch::fetched;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The model file: that of BRANDISH_TEST_GGUF, or the one in `target/test-models`.
pub fn model() -> PathBuf {
    static MODEL: OnceLock<PathBuf> = OnceLock::new();
    let find = || {
        let named = std::env::var_os("BRANDISH_TEST_GGUF").map(PathBuf::from);
        named.unwrap_or_else(|| {
            fetched("fetch_smollm2.py", "test-models", "SmolLM2-135M-Instruct.Q4_1.gguf")
        })
    };
    MODEL.get_or_init(find).clone()
}
