//! Whole flows through the program without its window: command line, HTTP, downloads, captions, team queue, kills.

#[path = "../support/mod.rs"]
mod support;

mod campaigns;
mod caption_page;
mod captions;
mod command_line;
mod downloads;
mod elements;
mod enhance;
mod faults;
mod http;
mod http_elements;
mod http_photos;
mod http_security;
mod layers;
mod model_captions;
mod models;
mod no_frame_waits;
mod persona_test;
mod photo_models;
mod photos;
mod posts;
mod products;
mod sentences;
mod stable_diffusion;
mod strangers;
mod survives_kill;
mod team_queue;
mod texts;
mod typography;
mod upgrades;
mod words;
