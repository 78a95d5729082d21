//! What each order carries beside its task, as it is when the order is sent.
//! What a device is, and what is done where it is missing, the engine knows.

use crate::brief::DeviceChoice;
use crate::engine::Catalog;
use crate::files::Home;
use std::path::PathBuf;
use std::sync::Arc;

/// The models to choose from, what they run on, and the folders.
pub(super) struct OrderContext {
    pub catalog: Arc<Catalog>,
    pub device: DeviceChoice,
    pub pictures: PathBuf,
    pub thumbnails: PathBuf,
}

impl OrderContext {
    pub fn new(
        catalog: &Arc<Catalog>,
        device: DeviceChoice,
        home: &Home,
        pictures: PathBuf,
    ) -> Self {
        Self { catalog: Arc::clone(catalog), device, pictures, thumbnails: home.thumbnails() }
    }
}
