//! What each order carries beside its task, as it is when the order is sent.
//! What a device and quiet mode are, and what is done where a device is missing, the engine knows.

use crate::brief::DeviceChoice;
use crate::engine::Catalog;
use crate::files::{Home, Settings};
use std::path::PathBuf;
use std::sync::Arc;

/// The models to choose from, what they run on and how, and the folders.
pub(super) struct OrderContext {
    pub catalog: Arc<Catalog>,
    pub device: DeviceChoice,
    pub quiet: bool,
    pub pictures: PathBuf,
    pub thumbnails: PathBuf,
}

impl OrderContext {
    pub fn new(
        catalog: &Arc<Catalog>,
        settings: &Settings,
        home: &Home,
        pictures: PathBuf,
    ) -> Self {
        Self {
            catalog: Arc::clone(catalog),
            device: settings.device,
            quiet: settings.quiet_mode,
            pictures,
            thumbnails: home.thumbnails(),
        }
    }
}
