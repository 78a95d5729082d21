//! `--device` and `--precision`, which commands that draw have in common, beside those of `threads`. What this machine has
//! of both is known in the engine.

use super::threads::ThreadArguments;
use crate::brief::DeviceChoice;
use crate::engine::{
    ComputeDevice, PrecisionChoice, PrecisionError, UnknownDevice, compute_in, draw_on,
};

#[derive(clap::Args)]
pub(super) struct DeviceArguments {
    /// What draws: auto, cpu, metal or cuda [default: as in the settings; auto for a worker]
    #[arg(long, value_parser = device)]
    device: Option<DeviceChoice>,
    /// In what Stable Diffusion computes on the processor: auto (bf16 where it is native), f32 or bf16
    #[arg(long, value_parser = precision, default_value = "auto", hide_default_value = true)]
    precision: PrecisionChoice,
    #[command(flatten)]
    threads: ThreadArguments,
}

impl DeviceArguments {
    /// Draws every picture of this process on the device, where one is named, in the precision, and on the threads. It comes
    /// before any order is sent.
    pub(super) fn apply(&self) {
        if let Some(device) = self.device {
            draw_on(device);
        }
        compute_in(self.precision);
        self.threads.apply();
    }
}

/// A device that is there.
fn device(text: &str) -> Result<DeviceChoice, String> {
    let choice: DeviceChoice = text.parse().map_err(|error: UnknownDevice| error.to_string())?;
    ComputeDevice::of_choice(choice).map_err(|missing| missing.to_string())?;
    Ok(choice)
}

/// A precision that this processor has.
fn precision(text: &str) -> Result<PrecisionChoice, String> {
    let choice = text.parse().map_err(|error: PrecisionError| error.to_string())?;
    PrecisionChoice::precision(choice).map_err(|error| error.to_string())?;
    Ok(choice)
}
