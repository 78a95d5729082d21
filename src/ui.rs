//! The window: one file for each panel. Panels draw and push actions; the app runs them.
//! Panels read the studio and the disk thread's replies, never candle and never the history file.

#[macro_use]
mod text;

mod action;
mod app;
mod bidi;
mod brands;
mod brief_panel;
mod campaign;
mod canvas;
mod caption_card;
mod caption_choice;
mod caption_options;
mod closing;
mod colour_picker;
mod context;
mod create_screen;
mod describe;
mod desktop;
mod details;
mod draft;
mod drop_overlay;
mod element_parts;
mod element_strip;
mod focus;
mod grounds;
mod icons;
mod jobs_panel;
mod keys;
mod library;
mod models;
mod no_window;
mod open;
mod painting;
mod path_field;
mod post;
mod prompt_cache;
mod prompt_preview;
mod scene;
mod scroll;
mod serving;
mod settings_screen;
mod start_picture;
mod status;
mod styles;
mod team_settings;
mod text_field;
mod textures;
mod theme;
mod toasts;
mod token_count;
mod widgets;

pub use app::App;
pub use brands::BrandDialog;
pub use campaign::CampaignDialog;
pub use desktop::{Desktop, FileDialog, NativeDesktop, Notification, PictureInput, PostDialog};
pub use models::ModelAction;
pub use no_window::NoWindow;
pub use open::run;
pub use path_field::refused_path;
pub use theme::install_fonts;

/// The screens of the window, in the order of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Create,
    Library,
    Brands,
    Models,
    Settings,
}

impl Screen {
    pub const ALL: [Self; 5] =
        [Self::Create, Self::Library, Self::Brands, Self::Models, Self::Settings];

    pub fn label(self) -> &'static str {
        match self {
            Self::Create => text!("screen-create"),
            Self::Library => text!("screen-library"),
            Self::Brands => text!("screen-brands"),
            Self::Models => text!("screen-models"),
            Self::Settings => text!("screen-settings"),
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Create => icons::SPARKLE,
            Self::Library => icons::IMAGES,
            Self::Brands => icons::BRANDS,
            Self::Models => icons::MODELS,
            Self::Settings => icons::SETTINGS,
        }
    }
}
