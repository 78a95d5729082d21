//! Parallel loops: ranges of an output shared out among the threads of rayon's pool, each written by one task.
//! What a task computes is its caller's; which instruction set it runs with is decided in `dispatch`.

use std::ops::Range;

use rayon::prelude::*;

use super::allocation::allocate;
use super::stop::{StopFlag, current, until};

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

/// A vector of `len` values that `fill` writes through the pointer it is given. All are zero where the computation was
/// stopped.
///
/// # Safety
/// `fill` must write every one of the `len` values, unless the flag of this thread's computation is raised.
pub(super) unsafe fn filled(len: usize, fill: impl FnOnce(SharedOut)) -> Vec<f32> {
    let mut values = allocate(len);
    fill(SharedOut(values.as_mut_ptr()));
    if current().is_raised() {
        // Tasks that saw the flag wrote nothing.
        // SAFETY: the capacity is `len`, and all tasks have ended.
        unsafe { values.as_mut_ptr().write_bytes(0, len) };
    }
    // SAFETY: the capacity is `len`, and all of it was written: by the caller's promise, or above.
    unsafe { values.set_len(len) };
    values
}

/// Runs `body` on a thread of the pool, so that the kernels it calls start without waking other threads first. It stops
/// where this thread's computation does.
pub fn in_pool<Output: Send>(body: impl FnOnce() -> Output + Send) -> Output {
    let stop = current();
    rayon::scope(|_| until(&stop, body))
}

/// Calls `body` with consecutive ranges that cover `0..count`, each `step` long except the last, in parallel
/// when there is more than one. Once the computation is stopped, the remaining ranges are left out.
pub(super) fn in_chunks(count: usize, step: usize, body: impl Fn(Range<usize>) + Sync) {
    let step = step.max(1);
    let range = |chunk: usize| chunk * step..((chunk + 1) * step).min(count);
    match count.div_ceil(step) {
        0 => {}
        1 => body(0..count),
        chunks => each_unless_stopped(chunks, |chunk| body(range(chunk))),
    }
}

/// Calls `task` with each of `0..count` in parallel; once this thread's computation is stopped, with none any more.
pub(super) fn each_unless_stopped(count: usize, task: impl Fn(usize) + Sync) {
    let stop: StopFlag = current();
    (0..count).into_par_iter().filter(|_| !stop.is_raised()).for_each(&task);
}
