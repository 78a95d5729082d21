//! On which device the next picture is drawn, and what the user is told where it is another than was wanted.
//! The devices themselves are known to `brandish_inference`; loading and drawing are the worker's part.

use crate::job::Failure;
use crate::units;
use brandish_inference::{ComputeDevice, DeviceChoice, DeviceKind};
use std::sync::OnceLock;

/// The device of this process, whatever its orders say.
static OF_PROCESS: OnceLock<DeviceChoice> = OnceLock::new();

/// Draws every picture of this process on a device, whatever the settings say; the first call counts.
pub fn draw_on(device: DeviceChoice) {
    OF_PROCESS.get_or_init(|| device);
}

/// A device, and a note for the user where it is not the one that was wanted.
pub(super) struct ChosenDevice {
    pub device: &'static ComputeDevice,
    pub note: Option<String>,
}

impl ChosenDevice {
    /// The device of a choice; the processor where it is missing.
    pub(super) fn find(choice: DeviceChoice) -> Self {
        match ComputeDevice::of_choice(OF_PROCESS.get().copied().unwrap_or(choice)) {
            Ok(device) => Self { device, note: None },
            Err(missing) => Self::processor(format!("{missing} The processor drew this picture.")),
        }
    }

    fn processor(note: String) -> Self {
        let all = ComputeDevice::found();
        let device = all.last().expect("the processor is always found, as the last");
        Self { device, note: Some(note) }
    }

    /// The same, or the processor where a model that takes `needed` bytes does not fit into the device's memory.
    pub(super) fn with_room_for(self, model: &str, needed: u64) -> Self {
        let free = self.device.free_memory();
        if self.device.kind == DeviceKind::Cpu || needed <= free {
            return self;
        }
        Self::processor(format!(
            "{model} takes about {}, and the graphics card has {} free, so the processor drew this picture.",
            units::bytes(needed),
            units::bytes(free)
        ))
    }

    /// The processor instead, where the failure may be that of a graphics card: a kernel or memory that it lacks.
    pub(super) fn after(&self, failure: &Failure) -> Option<Self> {
        let is_card = self.device.kind != DeviceKind::Cpu;
        let detail = match failure {
            Failure::Engine { detail } | Failure::Panicked { detail } if is_card => detail,
            _ => return None,
        };
        tracing::warn!("{} could not draw: {detail}", self.device.kind.word());
        Some(Self::processor(
            "The graphics card could not draw this picture, so the processor did; the log says why."
                .into(),
        ))
    }
}
