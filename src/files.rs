//! Everything that lies on disk: where things are, settings, history, pictures.
//! It knows no model and no window; whoever calls from a frame uses the [`DiskThread`].

mod assets;
mod atomic;
mod bounded_read;
mod disk_thread;
mod history;
mod home;
mod hub_cache;
mod own;
mod persona_requests;
mod personas;
mod pictures;
mod relisted;
mod settings;
mod support;
mod window_language;
mod window_socket;
mod zip_folder;

pub use assets::find_assets;
pub(crate) use atomic::sync_folder;
pub use atomic::{sweep, why_unwritable, write_new, write_over};
pub use bounded_read::read_bounded;
pub(crate) use disk_thread::DiskPaths;
pub use disk_thread::{DiskRequest, DiskResponse, DiskThread, Mask, Pixels};
pub use history::{
    Entry, Found, History, HistoryError, HistoryReply, HistoryThread, Page, Query, Salvage,
    UnreadableRow,
};
pub use home::{Home, HomeError, HomeLock, Program};
pub use own::read_own;
#[cfg(test)]
pub(crate) use persona_requests::handle as handle_persona_request;
pub use persona_requests::{PersonaRequest, PersonaResponse};
pub use personas::{
    PersonaFileError, add_persona_file, adopt_persona_file, bring_persona_back, copy_persona_files,
    export_persona, import_persona, is_own_persona, persona_file, read_personas, save_persona,
    set_persona_aside,
};
pub use pictures::{
    Export, ExportError, find_picture, read_picture_file, read_pixels, read_recipe, save_picture,
    thumbnail_path,
};
pub use pictures::{export, keep_newest, save_thumbnail, shrunk, slug};
pub use relisted::jobs_of_pictures;
pub use settings::{RenderOn, Settings, Theme};
pub use support::support_file_name;
pub use window_language::WindowLanguage;
pub use window_socket::{LaterStarts, WindowClaim, WindowStart};
pub use zip_folder::zip_folder;
