//! Stable Diffusion 1.x, 2.x, Turbo and XL: a prompt in, a whole picture out.
//! Ties texts, denoiser, samplers and autoencoder together; queues, files of pictures and brands are not its matter.

mod checkpoint;
mod clip;
mod conditioning;
mod config;
mod lora;
mod model;
mod parts;
mod pipeline;
mod prompt;
mod resnet;
mod sampler;
mod schedule;
mod solver;
mod tiles;
mod tokens;
mod transformer;
mod unet;
mod vae;

pub use pipeline::{DrawError, Outcome, Progress, Request, Source, StableDiffusion, Stages};
pub use sampler::{Method, SamplerName};
pub use schedule::{Prediction, SchedulerConfig, Spacing};
