//! What each order carries beside its task: the models, the device they run on, and the folders.
//! What a device is and what is done where it is missing, the engine knows.

use super::Studio;
use super::scheduler::OrderContext;
use crate::engine::DeviceChoice;
use std::sync::Arc;

impl Studio {
    /// Draws pictures on this device for as long as the studio is open, whatever the settings say.
    pub fn draw_on(&mut self, device: DeviceChoice) {
        self.device = Some(device);
    }

    pub(super) fn order_context(&self) -> OrderContext {
        OrderContext {
            catalog: Arc::clone(&self.catalog),
            device: self.device.unwrap_or(self.settings.device),
            pictures: self.pictures_folder(),
            thumbnails: self.home.thumbnails(),
        }
    }
}
