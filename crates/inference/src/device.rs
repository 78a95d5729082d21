//! The devices that models can run on, which of them a user's choice means, and what each has of memory.
//! What a layer does on a device stands in `nn`; the processor is always there, and graphics cards only in builds with the
//! feature `cuda` or `metal`.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use candle_core::Device;
use thiserror::Error;

use crate::memory::free_memory;
use crate::nn::Placement;

/// A kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// The processor.
    Cpu,
    /// An Nvidia graphics card.
    Cuda,
    /// An Apple graphics processor.
    Metal,
}

/// Which device a user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A graphics card where one was found, else the processor.
    #[default]
    Auto,
    /// This kind and no other.
    Only(DeviceKind),
}

/// The text is none of the choices.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no device. It can be auto, cpu, metal or cuda.")]
pub struct UnknownDevice(String);

/// The chosen kind is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct MissingDevice {
    /// The kind that was chosen.
    pub kind: DeviceKind,
    /// Whether this build of the program can use the kind at all.
    pub is_built_in: bool,
}

/// A device that was found.
#[derive(Clone, Debug)]
pub struct ComputeDevice {
    /// Its kind.
    pub kind: DeviceKind,
    /// What its maker calls it; empty for the processor.
    pub name: String,
    /// Bytes of memory in all, where the device has its own.
    pub memory: Option<u64>,
    /// Where its layers live.
    pub placement: Placement,
}

static FOUND: OnceLock<Vec<ComputeDevice>> = OnceLock::new();

impl DeviceKind {
    /// The word for it on the command line and in settings.
    pub fn word(self) -> &'static str {
        match self {
            DeviceKind::Cpu => "cpu",
            DeviceKind::Cuda => "cuda",
            DeviceKind::Metal => "metal",
        }
    }

    fn is_built_in(self) -> bool {
        match self {
            DeviceKind::Cpu => true,
            DeviceKind::Cuda => cfg!(feature = "cuda"),
            DeviceKind::Metal => cfg!(feature = "metal"),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DeviceChoice::Auto => "auto",
            DeviceChoice::Only(kind) => kind.word(),
        })
    }
}

impl FromStr for DeviceChoice {
    type Err = UnknownDevice;

    fn from_str(text: &str) -> Result<DeviceChoice, UnknownDevice> {
        match text.trim().to_ascii_lowercase().as_str() {
            "auto" => Ok(DeviceChoice::Auto),
            "cpu" => Ok(DeviceChoice::Only(DeviceKind::Cpu)),
            "cuda" => Ok(DeviceChoice::Only(DeviceKind::Cuda)),
            "metal" => Ok(DeviceChoice::Only(DeviceKind::Metal)),
            _ => Err(UnknownDevice(text.to_owned())),
        }
    }
}

impl MissingDevice {
    fn sentence(self) -> &'static str {
        match (self.kind, self.is_built_in) {
            (DeviceKind::Cpu, _) => "The processor is missing.",
            (DeviceKind::Cuda, true) => {
                "No Nvidia graphics card can be used. Install its driver, or choose auto or cpu."
            }
            (DeviceKind::Cuda, false) => {
                "This build of Brandish cannot use Nvidia graphics cards. Build it with --features cuda, or choose auto or cpu."
            }
            (DeviceKind::Metal, true) => {
                "No Apple graphics processor was found. Choose auto or cpu."
            }
            (DeviceKind::Metal, false) => {
                "This build of Brandish cannot use Apple's graphics processors. Build it on a Mac with --features metal, or choose auto or cpu."
            }
        }
    }
}

impl ComputeDevice {
    /// The processor with our kernels.
    pub fn processor() -> ComputeDevice {
        let placement = Placement::kernels();
        ComputeDevice { kind: DeviceKind::Cpu, name: String::new(), memory: None, placement }
    }

    /// All that were found on this machine, graphics cards first, the processor last. They are looked for once in a process.
    pub fn found() -> &'static [ComputeDevice] {
        FOUND.get_or_init(|| {
            let mut found: Vec<ComputeDevice> = [cuda(), metal()].into_iter().flatten().collect();
            found.push(ComputeDevice::processor());
            for device in &found {
                let (kind, name) = (device.kind.word(), &device.name);
                let memory = device.memory.map_or(0, |bytes| bytes >> 20);
                tracing::info!("device found: {kind} {name}, {memory} MiB of its own memory");
            }
            found
        })
    }

    /// The same where they were looked for already, without waiting for a driver.
    pub fn found_so_far() -> Option<&'static [ComputeDevice]> {
        FOUND.get().map(Vec::as_slice)
    }

    /// The device of a choice among those found.
    ///
    /// # Errors
    /// Where a kind is chosen that is not there.
    pub fn of_choice(choice: DeviceChoice) -> Result<&'static ComputeDevice, MissingDevice> {
        ComputeDevice::among(ComputeDevice::found(), choice)
    }

    fn among(
        found: &[ComputeDevice],
        choice: DeviceChoice,
    ) -> Result<&ComputeDevice, MissingDevice> {
        let wanted = |device: &&ComputeDevice| match choice {
            DeviceChoice::Auto => true,
            DeviceChoice::Only(kind) => device.kind == kind,
        };
        let kind = match choice {
            DeviceChoice::Auto => DeviceKind::Cpu,
            DeviceChoice::Only(kind) => kind,
        };
        let missing = MissingDevice { kind, is_built_in: kind.is_built_in() };
        found.iter().find(wanted).ok_or(missing)
    }

    /// Bytes that a model may take on it now.
    pub fn free_memory(&self) -> u64 {
        let shared = || free_memory().min(self.memory.unwrap_or(u64::MAX));
        free_on_card(&self.placement.device).unwrap_or_else(shared)
    }
}

/// Bytes that are free on a graphics card, as its driver reports them.
#[cfg_attr(
    not(any(feature = "cuda", feature = "metal")),
    expect(unused_variables, reason = "without a back end, no device is a card")
)]
fn free_on_card(device: &Device) -> Option<u64> {
    #[cfg(feature = "cuda")]
    if let Device::Cuda(cuda) = device {
        let context = cuda.cuda_stream().context().clone();
        return context.mem_get_info().ok().map(|(free, _)| free as u64);
    }
    #[cfg(feature = "metal")]
    if let Device::Metal(metal) = device {
        let metal = metal.metal_device();
        let all = metal.recommended_max_working_set_size() as u64;
        // The memory is the system's, too.
        let unused = all.saturating_sub(metal.current_allocated_size() as u64);
        return Some(unused.min(free_memory()));
    }
    None
}

#[cfg(feature = "cuda")]
fn cuda() -> Option<ComputeDevice> {
    // candle panics where the driver's library is missing.
    let device = std::panic::catch_unwind(|| Device::new_cuda(0)).ok()?;
    let device = device.inspect_err(|error| tracing::info!("no CUDA device: {error}")).ok()?;
    let Device::Cuda(cuda) = &device else { return None };
    let context = cuda.cuda_stream().context().clone();
    let name = context.name().unwrap_or_default();
    let memory = context.total_mem().ok().map(|bytes| bytes as u64);
    Some(ComputeDevice { kind: DeviceKind::Cuda, name, memory, placement: Placement::on(&device) })
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Option<ComputeDevice> {
    None
}

#[cfg(feature = "metal")]
fn metal() -> Option<ComputeDevice> {
    let device = Device::new_metal(0);
    let device = device.inspect_err(|error| tracing::info!("no Metal device: {error}")).ok()?;
    let Device::Metal(metal) = &device else { return None };
    let metal = metal.metal_device();
    let (name, memory) = (metal.architecture_name(), metal.recommended_max_working_set_size());
    let (memory, placement) = (Some(memory as u64), Placement::on(&device));
    Some(ComputeDevice { kind: DeviceKind::Metal, name, memory, placement })
}

#[cfg(not(feature = "metal"))]
fn metal() -> Option<ComputeDevice> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_read_as_it_is_written_and_another_word_is_named() {
        let kinds = [DeviceKind::Cpu, DeviceKind::Cuda, DeviceKind::Metal];
        let choices = kinds.map(DeviceChoice::Only).into_iter().chain([DeviceChoice::Auto]);
        for choice in choices {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        let error = "gpu".parse::<DeviceChoice>().unwrap_err().to_string();
        assert!(error.contains("“gpu”") && error.contains("auto, cpu, metal or cuda"), "{error}");
    }

    #[test]
    fn a_card_comes_before_the_processor_and_a_missing_one_is_an_error_with_the_way_out() {
        let card = ComputeDevice {
            kind: DeviceKind::Cuda,
            name: "Card".into(),
            memory: Some(8 << 30),
            placement: Placement::candle(&Device::Cpu),
        };
        let found = [card, ComputeDevice::processor()];
        let kind = |choice| ComputeDevice::among(&found, choice).map(|device| device.kind);
        assert_eq!(kind(DeviceChoice::Auto), Ok(DeviceKind::Cuda));
        assert_eq!(kind(DeviceChoice::Only(DeviceKind::Cpu)), Ok(DeviceKind::Cpu));
        let error = kind(DeviceChoice::Only(DeviceKind::Metal)).unwrap_err().to_string();
        assert!(error.contains("choose auto or cpu") || error.contains("Choose auto"), "{error}");
        let found = &found[1..];
        let device = ComputeDevice::among(found, DeviceChoice::Auto).unwrap();
        assert_eq!(device.kind, DeviceKind::Cpu);
    }

    #[test]
    fn the_processor_is_always_found_and_has_memory() {
        let device = ComputeDevice::of_choice(DeviceChoice::Only(DeviceKind::Cpu)).unwrap();
        assert!(device.free_memory() > 0 && device.memory.is_none());
    }
}
