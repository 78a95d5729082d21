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
}
