//! Parallel loops: ranges of an output shared out among the threads of rayon's pool, each written by one task.
//! What a task computes is its caller's; which instruction set it runs with is decided in `dispatch`.

use std::ops::Range;

use rayon::prelude::*;

use super::allocation::allocate;

/// A pointer to memory that several threads write, each to its own part.
#[derive(Clone, Copy)]
pub(super) struct SharedOut(*mut f32);

// SAFETY: the kernels split the rows or columns of one output among tasks so that no element has two
// writers, and nobody reads it before all tasks have ended.
unsafe impl Send for SharedOut {}
// SAFETY: as above.
unsafe impl Sync for SharedOut {}

impl SharedOut {
    pub(super) fn of(values: &mut [f32]) -> SharedOut {
        SharedOut(values.as_mut_ptr())
    }

    pub(super) fn get(self) -> *mut f32 {
        self.0
    }
}

/// A vector of `len` values that `fill` writes through the pointer it is given.
///
/// # Safety
/// `fill` must write every one of the `len` values.
pub(super) unsafe fn filled(len: usize, fill: impl FnOnce(SharedOut)) -> Vec<f32> {
    let mut values = allocate(len);
    fill(SharedOut(values.as_mut_ptr()));
    // SAFETY: the capacity is `len`, and the caller promises that all of it was written.
    unsafe { values.set_len(len) };
    values
}

/// Runs `body` on a thread of the pool, so that the kernels it calls start without waking other threads first.
pub fn in_pool<Output: Send>(body: impl FnOnce() -> Output + Send) -> Output {
    rayon::scope(|_| body())
}

/// Calls `body` with consecutive ranges that cover `0..count`, each `step` long except the last, in parallel
/// when there is more than one.
pub(super) fn in_chunks(count: usize, step: usize, body: impl Fn(Range<usize>) + Sync) {
    let step = step.max(1);
    let range = |chunk: usize| chunk * step..((chunk + 1) * step).min(count);
    match count.div_ceil(step) {
        0 => {}
        1 => body(0..count),
        chunks => (0..chunks).into_par_iter().for_each(|chunk| body(range(chunk))),
    }
}
