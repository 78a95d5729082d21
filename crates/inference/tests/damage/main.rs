//! Damaged model files. A program of its own, as it counts what every thread allocates.

#[path = "../support/mod.rs"]
mod support;

mod stable_diffusion;
