//! The devices that models can run on, which of them a user's choice means, and what each has of memory.
//! What a layer does on a device stands in `nn`; the processor is always there, and graphics cards only in builds with the
//! feature `cuda` or `metal`.

#[cfg(feature = "cuda")]
mod cuda;

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
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct MissingDevice {
    /// The kind that was chosen.
    pub kind: DeviceKind,
    /// Why it is missing.
    pub cause: MissingCause,
}

/// Why a kind of device cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingCause {
    /// This build of the program cannot use the kind.
    NotBuiltIn,
    /// No driver of its maker is installed.
    NoDriver,
    /// The driver, or a library beside it, reports this.
    Refused(String),
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

/// What a search of this machine finds.
struct Search {
    /// Graphics cards first, the processor last.
    found: Vec<ComputeDevice>,
    missing: Vec<MissingDevice>,
}

static SEARCH: OnceLock<Search> = OnceLock::new();

impl DeviceKind {
    /// The word for it on the command line and in settings.
    pub fn word(self) -> &'static str {
        match self {
            DeviceKind::Cpu => "cpu",
            DeviceKind::Cuda => "cuda",
            DeviceKind::Metal => "metal",
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
    fn sentence(&self) -> String {
        match (self.kind, &self.cause) {
            (DeviceKind::Cuda, MissingCause::NotBuiltIn) => {
                "This build of Brandish cannot use Nvidia graphics cards. Build it with --features cuda, or choose auto or cpu.".into()
            }
            (DeviceKind::Cuda, MissingCause::NoDriver) => {
                "No Nvidia graphics card can be used: no driver of Nvidia is installed. Install it, or choose auto or cpu.".into()
            }
            (DeviceKind::Cuda, MissingCause::Refused(detail)) => {
                format!("No Nvidia graphics card can be used: {detail}. Choose auto or cpu.")
            }
            (DeviceKind::Metal, MissingCause::NotBuiltIn) => {
                "This build of Brandish cannot use Apple's graphics processors. Build it on a Mac with --features metal, or choose auto or cpu.".into()
            }
            (DeviceKind::Metal, _) => {
                "No Apple graphics processor was found. Choose auto or cpu.".into()
            }
            (DeviceKind::Cpu, _) => "The processor is missing.".into(),
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
        &SEARCH.get_or_init(Search::of_machine).found
    }

    /// The same where they were looked for already, without waiting for a driver.
    pub fn found_so_far() -> Option<&'static [ComputeDevice]> {
        SEARCH.get().map(|search| search.found.as_slice())
    }

    /// The device of a choice among those found.
    ///
    /// # Errors
    /// Where a kind is chosen that is not there.
    pub fn of_choice(choice: DeviceChoice) -> Result<&'static ComputeDevice, MissingDevice> {
        SEARCH.get_or_init(Search::of_machine).choose(choice)
    }

    /// Bytes that a model may take on it now.
    pub fn free_memory(&self) -> u64 {
        free_memory_on(&self.placement.device).min(self.memory.unwrap_or(u64::MAX))
    }
}

/// Bytes that a computation on a device may take now: of the card's own memory, or of the system's.
pub(crate) fn free_memory_on(device: &Device) -> u64 {
    free_on_card(device).unwrap_or_else(free_memory)
}

impl Search {
    fn of_machine() -> Search {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for (kind, device) in [(DeviceKind::Cuda, cuda()), (DeviceKind::Metal, metal())] {
            match device {
                Ok(device) => found.push(device),
                Err(cause) => missing.push(MissingDevice { kind, cause }),
            }
        }
        found.push(ComputeDevice::processor());
        for device in &found {
            let (kind, name) = (device.kind.word(), &device.name);
            let memory = device.memory.map_or(0, |bytes| bytes >> 20);
            tracing::info!("device found: {kind} {name}, {memory} MiB of its own memory");
        }
        for missing in missing.iter().filter(|missing| missing.cause != MissingCause::NotBuiltIn) {
            tracing::info!("{missing}");
        }
        Search { found, missing }
    }

    fn choose(&self, choice: DeviceChoice) -> Result<&ComputeDevice, MissingDevice> {
        let kind = match choice {
            DeviceChoice::Auto => self.found.first().map_or(DeviceKind::Cpu, |device| device.kind),
            DeviceChoice::Only(kind) => kind,
        };
        self.found.iter().find(|device| device.kind == kind).ok_or_else(|| {
            let missing = self.missing.iter().find(|missing| missing.kind == kind).cloned();
            missing.unwrap_or(MissingDevice { kind, cause: MissingCause::NotBuiltIn })
        })
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
fn cuda() -> Result<ComputeDevice, MissingCause> {
    cuda::find()
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<ComputeDevice, MissingCause> {
    Err(MissingCause::NotBuiltIn)
}

#[cfg(feature = "metal")]
fn metal() -> Result<ComputeDevice, MissingCause> {
    let device = Device::new_metal(0).map_err(|error| MissingCause::Refused(error.to_string()))?;
    let Device::Metal(metal) = &device else { return Err(MissingCause::NotBuiltIn) };
    let metal = metal.metal_device();
    let (name, memory) = (metal.architecture_name(), metal.recommended_max_working_set_size());
    let (memory, placement) = (Some(memory as u64), Placement::on(&device));
    Ok(ComputeDevice { kind: DeviceKind::Metal, name, memory, placement })
}

#[cfg(not(feature = "metal"))]
fn metal() -> Result<ComputeDevice, MissingCause> {
    Err(MissingCause::NotBuiltIn)
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

    fn card() -> ComputeDevice {
        ComputeDevice {
            kind: DeviceKind::Cuda,
            name: "Card".into(),
            memory: Some(8 << 30),
            placement: Placement::candle(&Device::Cpu),
        }
    }

    #[test]
    fn a_card_comes_before_the_processor() {
        let found = vec![card(), ComputeDevice::processor()];
        let search = Search { found, missing: Vec::new() };
        let kind = |choice| search.choose(choice).map(|device| device.kind);
        assert_eq!(kind(DeviceChoice::Auto), Ok(DeviceKind::Cuda));
        assert_eq!(kind(DeviceChoice::Only(DeviceKind::Cpu)), Ok(DeviceKind::Cpu));
        assert!(kind(DeviceChoice::Only(DeviceKind::Metal)).is_err());
    }

    #[test]
    fn a_missing_card_is_an_error_with_its_cause_and_the_way_out() {
        let refused = MissingCause::Refused("the driver is too old".into());
        for (cause, words) in [
            (MissingCause::NotBuiltIn, "--features cuda"),
            (MissingCause::NoDriver, "no driver of Nvidia is installed"),
            (refused, "the driver is too old"),
        ] {
            let missing = vec![MissingDevice { kind: DeviceKind::Cuda, cause }];
            let search = Search { found: vec![ComputeDevice::processor()], missing };
            let error = search.choose(DeviceChoice::Only(DeviceKind::Cuda)).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(words) && error.contains("hoose auto or cpu"), "{error}");
            assert_eq!(search.choose(DeviceChoice::Auto).unwrap().kind, DeviceKind::Cpu);
        }
    }

    #[test]
    fn the_processor_is_always_found_and_has_memory() {
        let device = ComputeDevice::of_choice(DeviceChoice::Only(DeviceKind::Cpu)).unwrap();
        assert!(device.free_memory() > 0 && device.memory.is_none());
    }
}
