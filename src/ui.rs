//! The window: one file per panel. Panels draw and push actions; the app carries them out.
//! It sees the studio and the disk thread's answers, never candle and never the history file.

mod app;
mod parts;

mod action;
mod brands;
mod brief_panel;
mod canvas;
mod caption_card;
mod desktop;
mod details;
mod draft;
mod dropping;
mod icons;
mod jobs_panel;
mod keys;
mod library;
mod models;
mod open;
mod painting;
mod sent;
mod serving;
mod settings_place;
mod start;
mod status;
mod styles;
mod team_settings;
mod textures;
mod theme;
mod toasts;
mod token_count;
mod words;

pub use app::App;
pub use brands::BrandQuestion;
pub use desktop::{Desktop, Ingredient, NativeDesktop, Question};
pub use models::ModelAction;
pub use open::run;
pub use theme::install_fonts;

/// The places of the window, in the order of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Create,
    Library,
    Brands,
    Models,
    Settings,
}

impl Place {
    pub const ALL: [Self; 5] =
        [Self::Create, Self::Library, Self::Brands, Self::Models, Self::Settings];

    pub fn label(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Library => "Library",
            Self::Brands => "Brands",
            Self::Models => "Models",
            Self::Settings => "Settings",
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
