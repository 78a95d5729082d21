//! Every model family, one row each: what it is, what it needs, how it is loaded.
//! Adding a family means its folder and its row; nothing else names it.

use super::weights::LoadError;
use super::{Drawn, Model, Progress, spark};
use crate::brief::{Family, ModelId, ModelTraits, PictureSpec};
use crate::job::Failure;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// One model that can be used.
pub struct Row {
    pub traits: ModelTraits,
    /// What it is good for, in the user's words.
    pub about: &'static str,
    pub licence: &'static str,
    /// Where its files lie.
    pub folder: PathBuf,
    /// Bytes of memory that loading and one picture take at their peak, for the window; the files
    /// themselves are asked again before a load.
    pub memory_bytes: u64,
    pub memory: fn(&Path) -> Result<u64, Failure>,
    pub load: fn(&Path) -> Result<Box<dyn Model>, Failure>,
}

/// The models, the default first.
pub struct Catalog {
    pub rows: Vec<Row>,
}

impl Catalog {
    /// The models that came with the program.
    pub fn built_in(assets: &Path) -> Self {
        Self { rows: vec![spark_row(assets.join("models/spark"))] }
    }

    pub fn row(&self, id: &ModelId) -> Option<&Row> {
        self.rows.iter().find(|row| row.traits.id == *id)
    }
}

const SPARK: &str = "Spark";

fn spark_row(folder: PathBuf) -> Row {
    // A damaged config is reported when the model is loaded; until then these stand in.
    let config = spark::Config::read(&folder.join("config.json")).ok();
    let (steps, guidance) =
        config.map_or((20, 4.0), |config| (config.sampler.steps, config.sampler.cfg));
    Row {
        traits: ModelTraits {
            id: ModelId::spark(),
            name: SPARK.into(),
            sides: 256..=2048,
            steps: 1..=50,
            default_steps: steps as u32,
            guidance: 1.0..=12.0,
            default_guidance: guidance,
            draws_cutouts: true,
            family: Family::Spark,
        },
        about: "Built in. 3D-style illustrations of single things, in seconds on any laptop.",
        licence: "MIT and Apache-2.0 (see assets/NOTICE.md)",
        memory_bytes: spark::Spark::bytes_to_load(&folder).unwrap_or(0),
        folder,
        memory: |folder| spark::Spark::bytes_to_load(folder).map_err(|error| failure(&error)),
        load: |folder| {
            let device = candle_core::Device::Cpu;
            let spark = spark::Spark::load(folder, &device).map_err(|error| failure(&error))?;
            Ok(Box::new(spark))
        },
    }
}

impl Model for spark::Spark {
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        let request = spark::Request {
            prompt: spec.sent_prompt(),
            negative: spec.negative(),
            seed: spec.seed(),
            steps: spec.steps() as usize,
            guidance: spec.guidance(),
        };
        let outcome = spark::Spark::draw(self, &request, &mut |progress| {
            watch(match progress {
                spark::Progress::Step { done, total, preview } => {
                    Progress::Step { done: done as u32, total: total as u32, preview }
                }
                spark::Progress::Decoding => Progress::Decoding,
            })
        });
        match outcome {
            Ok(spark::Outcome::Drawn(cutout)) => Ok(Drawn::Cutout(cutout)),
            Ok(spark::Outcome::Stopped) => Ok(Drawn::Stopped),
            Err(spark::DrawError::NotFinite) => Err(Failure::NotFinite),
            Err(spark::DrawError::Blank) => Err(Failure::Blank),
            Err(error) => Err(Failure::Engine { detail: error.to_string() }),
        }
    }
}

/// A load error in the terms of a job.
fn failure(error: &LoadError) -> Failure {
    let model = SPARK.to_owned();
    let (path, detail) = (error.path().to_owned(), error.to_string());
    match error {
        LoadError::Missing { .. } => Failure::WeightsMissing { model, path },
        LoadError::Candle { .. } => Failure::Engine { detail },
        _ => Failure::WeightsDamaged { model, path, detail },
    }
}
