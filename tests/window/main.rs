//! The window through its accessible names, drawn without a display.

#[path = "../support/mod.rs"]
mod support;

mod brands;
mod brief_cards;
mod campaigns;
mod caption_choice;
mod caption_details;
mod closing;
mod create;
mod cut;
mod elements;
mod fonts;
mod frame;
mod history;
mod http;
mod keyboard;
mod languages;
mod layout;
mod models;
mod places;
mod posts;
mod products;
mod raster;
mod scene;
mod settings;
mod several_pictures;
mod sheets;
mod snapshots;
mod start;
mod started_files;
mod team;
mod text_fields;
mod token_count;
mod untranslated;
