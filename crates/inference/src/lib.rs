#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

// In reading order: each module uses only those above it.
mod cutout;
mod drawing;
pub mod english;
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

mod device;
mod file_kind;
mod precision;

pub use cutout::Cutout;
pub use device::{
    ComputeDevice, DeviceChoice, DeviceKind, MissingCause, MissingDevice, UnknownDevice,
};
pub use drawing::{DrawOutcome, DrawProgress};
pub use file_kind::{FileKind, Usage};
pub use memory::free_memory;
pub use picture::Picture;
pub use precision::{Precision, PrecisionChoice, PrecisionError};
pub use token_count::{PromptFit, TokenCount, TokenCounter, TokenizeError};
