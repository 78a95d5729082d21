//! Stable Diffusion 1.x, 2.x, Turbo and XL: a prompt in, a whole picture out.
//! Ties text encoders, denoiser, samplers and autoencoder together; queues, picture files and brands are unknown to it.

mod autoencoder;
mod checkpoint;
mod clip;
mod clip_tokenizer;
mod components;
mod conditioning;
mod config;
mod draw;
mod latents;
mod lora;
mod multistep_solvers;
mod pipeline;
mod preview;
mod prompt_chunks;
mod request;
mod resnet;
mod sampler;
mod sampler_steps;
mod scheduler_config;
mod scheduler_table;
mod sigma_schedule;
mod supported_values;
mod taesd;
mod tiles;
mod transformer;
mod unet;
mod vae;

pub use lora::LoraUsage;
pub use pipeline::{Memory, StableDiffusion, StageTimes};
pub use prompt_chunks::ClipTokenCounter;
pub use request::{DiffusionError, DiffusionRequest, InitImage, Stage};
pub use scheduler_table::{SamplerMethod, SamplerName, SigmaSchedule};
