//! `--device`, which commands that draw have in common. Which devices there are is known in the engine.

use crate::brief::DeviceChoice;
use crate::engine::{ComputeDevice, UnknownDevice, draw_on};

#[derive(clap::Args)]
pub(super) struct DeviceArguments {
    /// What draws: auto, cpu, metal or cuda [default: as in the settings; auto for a worker]
    #[arg(long, value_parser = device)]
    device: Option<DeviceChoice>,
}

impl DeviceArguments {
    /// Draws every picture of this process on the device, where one is named.
    pub(super) fn apply(&self) {
        if let Some(device) = self.device {
            draw_on(device);
        }
    }
}

/// A device that is there.
fn device(text: &str) -> Result<DeviceChoice, String> {
    let choice: DeviceChoice = text.parse().map_err(|error: UnknownDevice| error.to_string())?;
    ComputeDevice::of_choice(choice).map_err(|missing| missing.to_string())?;
    Ok(choice)
}
