//! What a brief must respect of a model: its sizes, steps and guidance.
//! How a model works, and where its files lie, is the engine's business.

use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The name a model is called by, such as `spark`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelId(pub String);

impl ModelId {
    /// The built-in illustration model.
    pub fn spark() -> Self {
        Self("spark".into())
    }

    /// The writer that needs no model.
    pub fn builtin_writer() -> Self {
        Self("builtin".into())
    }
}

impl std::fmt::Display for ModelId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How a model was taught to read, which decides how it is best asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Reads sixteen word pieces and knows things, not styles.
    Spark,
    /// Reads 75 word pieces, best as phrases between commas, and is told what to leave out.
    StableDiffusion,
    /// Stable Diffusion in a step or a few: best with a short prompt. Its guidance is off, and with it
    /// what to leave out.
    Turbo,
}

impl Family {
    pub const ALL: [Self; 3] = [Self::Spark, Self::StableDiffusion, Self::Turbo];

    /// As written on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Spark => "spark",
            Self::StableDiffusion => "stable-diffusion",
            Self::Turbo => "turbo",
        }
    }

    /// Whether words for a style change its pictures.
    pub fn knows_styles(self) -> bool {
        self != Self::Spark
    }

    /// Whether it can start from a picture, draw a part anew, and take LoRAs in.
    pub fn takes_pictures(self) -> bool {
        self != Self::Spark
    }

    /// Whether it takes in what should be left out.
    pub fn reads_negative(self) -> bool {
        self != Self::Turbo
    }
}

/// The ranges a model works in, and its own choices.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTraits {
    pub id: ModelId,
    /// The name people see.
    pub name: String,
    /// Sides of the finished picture, pixels.
    pub sides: RangeInclusive<u32>,
    pub steps: RangeInclusive<u32>,
    pub default_steps: u32,
    pub guidance: RangeInclusive<f32>,
    pub default_guidance: f32,
    /// Whether it draws a cut-out that is laid on a backdrop.
    pub draws_cutouts: bool,
    pub family: Family,
}

#[cfg(test)]
impl ModelTraits {
    /// What tests of everything around a model stand on.
    pub fn like_spark() -> Self {
        Self {
            id: ModelId::spark(),
            name: "Spark".into(),
            sides: 256..=2048,
            steps: 1..=50,
            default_steps: 20,
            guidance: 1.0..=12.0,
            default_guidance: 4.0,
            draws_cutouts: true,
            family: Family::Spark,
        }
    }
}
