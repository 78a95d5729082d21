//! Everything that lies on disk: where things are, settings, history, pictures.
//! It knows no model and no window; whoever calls from a frame uses the [`Gallery`].

mod assets;
mod atomic;
mod gallery;
mod history;
mod home;
mod pictures;
mod settings;

pub use assets::find_assets;
pub use atomic::{sweep, write_new, write_over};
pub(crate) use gallery::Places;
pub use gallery::{Ask, Gallery, Pixels, Reply};
pub use history::{Entry, History, HistoryError, Page, Query};
pub use home::{Home, HomeError, HomeLock};
pub use pictures::{
    Export, ExportError, find_picture, read_pixels, read_recipe, save_picture, thumbnail_path,
};
pub use pictures::{bring_back, export, save_thumbnail, set_aside, shrunk};
pub use settings::{Settings, Theme};
