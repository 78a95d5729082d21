//! Finds the first Nvidia card by candle, and says why there is none.
//! Layers that run on it are in `nn`.

use std::any::Any;
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::thread;

use candle_core::Device;

use super::{ComputeDevice, DeviceKind, MissingCause};
use crate::nn::Placement;

/// The first card of the driver's list.
///
/// # Errors
/// Why no card can be used.
pub(super) fn find() -> Result<ComputeDevice, MissingCause> {
    // One stream for all threads: candle's default is a stream for each thread, and what one thread computes would not be
    // finished when another reads it.
    let device = without_message(|| Device::new_cuda_with_stream(0)).map_err(of_panic)?;
    let device = device.map_err(|error| MissingCause::Refused(error.to_string()))?;
    let Device::Cuda(cuda) = &device else { return Err(MissingCause::NotBuiltIn) };
    let context = cuda.cuda_stream().context().clone();
    let name = context.name().unwrap_or_default();
    let memory = context.total_mem().ok().map(|bytes| bytes as u64);
    Ok(ComputeDevice { kind: DeviceKind::Cuda, name, memory, placement: Placement::on(&device) })
}

/// Catches a panic of `body` without its message on stderr: where CUDA's libraries are loaded at run time, cudarc panics on
/// every computer without them.
fn without_message<T>(body: impl FnOnce() -> T + panic::UnwindSafe) -> thread::Result<T> {
    let hook = Arc::new(panic::take_hook());
    let (usual, here) = (hook.clone(), thread::current().id());
    panic::set_hook(Box::new(move |info: &PanicHookInfo| {
        if thread::current().id() != here {
            usual(info);
        }
    }));
    let result = panic::catch_unwind(body);
    panic::set_hook(Box::new(move |info| hook(info)));
    result
}

/// What the panic of a missing library says: `Unable to dynamically load the "cublas" shared library - searched …`.
fn of_panic(panic: Box<dyn Any + Send>) -> MissingCause {
    let text = panic.downcast_ref::<String>().map_or("the driver failed", String::as_str);
    let text = text.split(" - searched").next().unwrap_or(text);
    if text.contains("\"cuda\" shared library") {
        return MissingCause::NoDriver;
    }
    MissingCause::Refused(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_library_is_named_and_a_missing_driver_recognised() {
        let cause_of = |library: &str| {
            let text = format!(
                "Unable to dynamically load the \"{library}\" shared library - searched for library names: []"
            );
            of_panic(without_message(|| panic!("{text}")).unwrap_err())
        };
        assert_eq!(cause_of("cuda"), MissingCause::NoDriver);
        let MissingCause::Refused(detail) = cause_of("cublas") else { panic!("not refused") };
        assert_eq!(detail, "Unable to dynamically load the \"cublas\" shared library");
    }
}
