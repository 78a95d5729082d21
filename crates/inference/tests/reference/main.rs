//! The models against their reference implementations, and against damaged files.

#[path = "../support/mod.rs"]
mod support;

mod changed_files;
mod cpu_limits;
mod element_ranking;
mod language;
mod language_damage;
mod language_families;
mod language_objects;
mod photo_models;
#[cfg(target_os = "linux")]
mod resident_pages;
mod spark;
mod spark_damage;
mod stable_diffusion;
mod stable_diffusion_loras;
mod stable_diffusion_variants;
mod vision;
