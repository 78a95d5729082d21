//! Stable Diffusion 1.x, 2.x, Turbo and XL: a prompt in, a whole picture out.
//! Ties texts, denoiser, samplers and autoencoder together; queues, files of pictures and brands are not its matter.

mod autoencoder;
mod canvas;
mod checkpoint;
mod clip;
mod conditioning;
mod config;
mod lora;
mod method;
mod parts;
mod pipeline;
mod preview;
mod prompt;
mod request;
mod resnet;
mod rules;
mod sampler;
mod schedule;
mod solver;
mod spread;
mod steps;
mod tiles;
mod tiny;
mod tokens;
mod transformer;
mod unet;
mod vae;

pub use lora::LoraUse;
pub use method::{Method, SamplerName, Spread};
pub use pipeline::{Memory, StableDiffusion, Stages};
pub use prompt::ClipTokenCounter;
pub use request::{DrawError, Outcome, Progress, Request, Source, Stage};
pub use schedule::{Prediction, SchedulerConfig, Spacing};
