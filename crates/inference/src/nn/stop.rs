//! Stopping a computation from another thread: a flag that the kernels test between their tiles.
//! Knows nothing of what is computed; who raises the flag, and what a stopped picture means, is the caller's part.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks a computation to stop. Clones share the one flag, which stays raised.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Asks for the stop.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

thread_local! {
    /// The flag of what this thread computes.
    static CURRENT: RefCell<StopFlag> = RefCell::default();
}

/// Runs `body`, which computes until the flag is raised: layers then return an error within a tile of their work.
/// What it computed by then is no result.
pub fn until<Output>(stop: &StopFlag, body: impl FnOnce() -> Output) -> Output {
    let _restored = Restored(CURRENT.replace(stop.clone()));
    body()
}

/// The flag of what this thread computes; one that nobody raises outside [`until`].
pub(crate) fn current() -> StopFlag {
    CURRENT.with_borrow(Clone::clone)
}

/// Puts the flag back that was there before, also after a panic.
struct Restored(StopFlag);

impl Drop for Restored {
    fn drop(&mut self) {
        CURRENT.set(std::mem::take(&mut self.0));
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor};

    use super::*;
    use crate::nn::{Placement, in_pool, self_attention};
    use crate::sampling::Noise;

    fn attention() -> candle_core::Result<Tensor> {
        let values = Noise::new(1).normal(3000 * 3 * 8);
        let joined = Tensor::from_vec(values, (1, 3000, 24), &Device::Cpu)?;
        in_pool(|| self_attention(&joined, 1, &Placement::kernels()))
    }

    #[test]
    fn a_raised_flag_is_an_error_and_what_is_computed_outside_goes_on() {
        let stop = StopFlag::default();
        assert!(until(&stop, attention).is_ok());
        stop.raise();
        let error = until(&stop, attention).unwrap_err().to_string();
        assert!(error.contains("stopped"), "{error}");
        assert!(attention().is_ok());
        // A computation within another has a flag of its own.
        assert!(until(&stop, || until(&StopFlag::default(), attention)).is_ok());
    }

    #[test]
    fn a_flag_that_is_raised_while_a_layer_computes_ends_the_layer() {
        let stop = StopFlag::default();
        let raiser = stop.clone();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(5));
            raiser.raise();
        });
        let ended = until(&stop, || (0..100_000).find_map(|_| attention().err()));
        thread.join().unwrap();
        assert!(ended.is_some());
    }
}
