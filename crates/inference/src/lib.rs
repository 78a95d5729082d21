//! Inference on an ordinary laptop: the illustration model Spark, Stable Diffusion 1.x, 2.x, Turbo and XL, and language
//! models in GGUF files, on CPU kernels and layers of their own over candle's tensors.
//!
//! The crate knows nothing of jobs, brands or folders: it is given the path of a model and values, and returns values.
//! Modules in reading order; each uses only those above it.

mod cutout;
mod memory;
mod picture;
pub mod random;
mod token_count;

pub mod nn;
pub mod weights;

pub mod sampling;

pub mod language;
pub mod spark;
pub mod stable_diffusion;
pub mod vision;

pub use cutout::Cutout;
pub use memory::free_memory;
pub use picture::Picture;
pub use token_count::{TokenCount, TokenCounter, TokenizeError};
