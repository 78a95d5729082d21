//! What several whole-flow tests share: the program itself, and a model that draws by script.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod campaign;
pub mod fetch;
pub mod http;
pub mod hub;
pub mod kills;
pub mod language;
pub mod model_captions;
pub mod slow;
pub mod team;
pub mod window;

use brandish::brief::{Family, ModelId, ModelTraits, PictureSpec};
use brandish::engine::{Catalog, Drawn, LoadModel, Model, Progress, Row, WriterRow};
use brandish::job::Failure;
use brandish_inference::{Cutout, PromptFit, TokenCount, TokenCounter, TokenizeError};
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// The program, on a home of its own.
pub fn brandish(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_brandish"));
    command.env("BRANDISH_HOME", home).env_remove("BRANDISH_LOG").current_dir(home);
    command.env("BRANDISH_ASSETS", assets());
    // What the machine's own user has of other programs is nothing to a test.
    command.env("HF_HUB_CACHE", home.join("no-cache"));
    command
}

pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

/// The JSON objects on stdout, one a line.
pub fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The one JSON array that a listing command prints.
pub fn listed(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).expect(&text)
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Draws a disc of the seed's colour; each step takes as long as `pause`.
pub struct Scripted {
    pub pause: Duration,
}

impl Model for Scripted {
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        for done in 1..=spec.steps() {
            std::thread::sleep(self.pause);
            let step =
                Progress::Step { done, total: spec.steps(), preview: Some(disc(spec.seed())) };
            if watch(step).is_break() {
                return Ok(Drawn::Stopped);
            }
        }
        if spec.prompt().contains("blank") {
            return Err(Failure::Blank);
        }
        match watch(Progress::Decoding) {
            ControlFlow::Break(()) => Ok(Drawn::Stopped),
            ControlFlow::Continue(()) => Ok(Drawn::Cutout(disc(spec.seed()))),
        }
    }
}

/// Reads fourteen words, and counts what stands between spaces.
struct Spaced;

impl TokenCounter for Spaced {
    fn count(&self, prompt: &str, _truncate: bool) -> Result<TokenCount, TokenizeError> {
        let tokens = prompt.split_whitespace().count();
        Ok(TokenCount { tokens, limit: 14, chunks: 1, interpretation: None, fit: PromptFit::Good })
    }
}

fn disc(seed: u64) -> Cutout {
    const SIDE: usize = 48;
    let colour = [seed, seed / 7, seed / 49].map(|value| 0.2 + (value % 7) as f32 / 10.0);
    let pixel = |at: usize| {
        let (x, y) = ((at % SIDE) as f32 - 23.5, (at / SIDE) as f32 - 23.5);
        let alpha = (20.0 - x.hypot(y)).clamp(0.0, 1.0);
        [colour[0] * alpha, colour[1] * alpha, colour[2] * alpha, alpha]
    };
    Cutout { width: SIDE, height: SIDE, rgba: (0..SIDE * SIDE).flat_map(pixel).collect() }
}

/// A catalog with the scripted model in Spark's place.
pub fn scripted(load: LoadModel) -> Catalog {
    let traits = ModelTraits {
        id: ModelId::spark(),
        name: "Scripted".into(),
        sides: 64..=2048,
        steps: 1..=500,
        default_steps: 8,
        guidance: 1.0..=12.0,
        default_guidance: 4.0,
        draws_cutouts: true,
        family: Family::Spark,
    };
    let row = Row {
        traits,
        about: "Draws discs by script.".into(),
        licence: "for tests alone".into(),
        sample: None,
        folder: PathBuf::new(),
        memory_bytes: 1,
        memory: |_| Ok(1),
        load,
        token_counter: |_| Ok(Box::new(Spaced)),
    };
    Catalog { rows: vec![row], writers: vec![WriterRow::built_in()], ..Catalog::default() }
}

/// Copies a file or a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        std::fs::copy(from, to).unwrap();
        return;
    }
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// Puts a tiny model that describes photos among a home's models, as a finished download leaves it.
pub fn install_describer(home: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/photo-models/blip");
    let folder = home.join("models/blip-image-captioning-large");
    std::fs::create_dir_all(&folder).unwrap();
    copy(&from, &folder);
    install_manifest(&folder, "blip-image-captioning-large", "describer", "BLIP");
}

/// Writes the manifest of a finished download.
pub fn install_manifest(folder: &Path, id: &str, kind: &str, name: &str) {
    let text = format!(
        "id = '{id}'\nkind = '{kind}'\nname = '{name}'\ngood_at = 'Photos.'\nsource = 'a/b'\nlicence = 'MIT'\n\
         terms = 'Free for any use.'\n"
    );
    std::fs::write(folder.join("model.toml"), text).unwrap();
}
