//! Everything that lies on disk: where things are, settings, history, pictures.
//! It knows no model and no window; whoever calls from a frame uses the [`Gallery`].

mod assets;
mod atomic;
mod gallery;
mod history;
mod home;
mod hub_cache;
mod own;
mod persona_desk;
mod personas;
mod pictures;
mod settings;

pub use assets::find_assets;
pub(crate) use atomic::sync_folder;
pub use atomic::{sweep, write_new, write_over};
pub(crate) use gallery::Places;
pub use gallery::{Ask, Gallery, Mask, Pixels, Reply};
pub use history::{Entry, History, HistoryError, Page, Query};
pub use home::{Home, HomeError, HomeLock};
pub use own::read_own;
pub use persona_desk::{PersonaAsk, PersonaReply};
pub use personas::{
    PersonaFileError, adopt_persona_file, bring_persona_back, copy_persona_files, export_persona,
    import_persona, is_own_persona, persona_file, read_personas, save_persona, set_persona_aside,
};
pub use pictures::{
    Export, ExportError, find_picture, read_pixels, read_recipe, save_picture, thumbnail_path,
};
pub use pictures::{bring_back, export, save_thumbnail, set_aside, shrunk};
pub use settings::{RenderOn, Settings, Theme};
