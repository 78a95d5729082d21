//! Brandish: a desktop studio that makes on-brand pictures on your own laptop.
//!
//! Modules in reading order; imports run one way, from the bottom of this list to its top
//! (`tests/flows/layers.rs` fails otherwise). ARCHITECTURE.md describes the whole.

// Plain: values and pure functions. No disk, no threads, no egui, no candle.
pub mod brand;
pub mod brief;
pub mod campaign;
pub mod job;
pub mod post;
pub mod table;
pub mod units;

// Threads: one that works beside the window, and a bounded wait for its end.
pub mod background;

// Files: everything on disk.
pub mod files;

// Engine: the rendering thread, over the models of `brandish-inference`.
pub mod engine;

// Team: the queue to other machines, seen from the laptop and from a worker; the feature `team` brings the queue.
pub mod team;

// Model library: which models are installed, adding and removing them, downloads.
pub mod model_library;

// Studio: joins them; the front ends use only this and the model library.
pub mod studio;

// Front ends; the feature `serve` brings the HTTP API.
#[cfg(feature = "serve")]
pub mod api;
#[cfg(not(feature = "serve"))]
#[path = "api/absent.rs"]
pub mod api;
pub mod cli;
pub mod job_response;
mod log;
pub mod ui;
