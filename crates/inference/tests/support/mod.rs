//! What tests of the models share.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod element_prompts;
#[path = "../../../../tests/support/fetch.rs"]
pub mod fetch;
#[path = "../../../../tests/support/language.rs"]
pub mod language;
pub mod stable_diffusion;
pub mod variants;

use std::path::{Path, PathBuf};

/// The folder of the whole project, where models and fixtures lie.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
