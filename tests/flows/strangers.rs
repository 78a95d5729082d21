//! What strangers bring: files and values of other programs, each with what must come of it. Tables, one module a kind.

mod containers;
mod corpus;
mod drawing;
mod history;
mod http_bodies;
mod loras;
mod models;
mod pictures;
mod queue_waits;
mod recipes;

#[path = "../../benches/mutations/targets.rs"]
#[expect(dead_code, reason = "only the driver that changes files uses the words")]
mod targets;

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support::{answers, brandish, stderr};

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// All that a command printed.
pub fn text(output: &Output) -> String {
    format!("{}{}", stderr(output), String::from_utf8_lossy(&output.stdout))
}

/// Draws a small picture with a model of the fixtures.
pub fn draw(home: &Path, model: &Path, prompt: &str, more: &[&str]) -> Output {
    brandish(home)
        .args(["generate", prompt, "--persona", "none", "--no-enhance", "--size", "64x64"])
        .args(["--steps", "2", "--seed", "3", "--json", "--model"])
        .arg(model)
        .args(more)
        .output()
        .unwrap()
}

/// The pixels of a picture that was drawn.
pub fn pixels(output: &Output, home: &Path) -> Vec<u8> {
    assert!(output.status.success(), "{}", text(output));
    let path = answers(output)[0]["image_path"].as_str().unwrap().to_owned();
    image::open(home.join(path)).unwrap().to_rgb8().into_raw()
}
