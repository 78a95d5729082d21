//! What a brief must respect of a model: its sizes, steps, guidance and family.
//! How a model works, and where its files are, is the engine's part.

use super::Family;
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

    /// The illustrations that come with the program.
    pub fn elements() -> Self {
        Self("elements".into())
    }

    /// What stands in the place of a model where a photo is placed.
    pub fn photo() -> Self {
        Self("photo".into())
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

/// The ranges and the defaults of a model.
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
    /// Whether it draws a cut-out that is composed onto a backdrop.
    pub draws_cutouts: bool,
    pub family: Family,
}

impl ModelTraits {
    /// A model with the ranges and defaults of its family.
    pub fn of_family(id: ModelId, name: String, family: Family) -> Self {
        let facts = family.facts();
        Self {
            id,
            name,
            sides: facts.sides.clone(),
            steps: facts.steps.clone(),
            default_steps: facts.default_steps,
            guidance: facts.guidance.clone(),
            default_guidance: facts.default_guidance,
            draws_cutouts: facts.draws_cutouts,
            family,
        }
    }

    /// The traits that tests use.
    #[cfg(test)]
    pub fn like_spark() -> Self {
        Self::of_family(ModelId::spark(), "Spark".into(), Family::Spark)
    }
}
