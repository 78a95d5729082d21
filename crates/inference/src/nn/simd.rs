//! Chooses the instruction set at run time: AVX-512 or AVX2 with FMA on x86-64, NEON on ARM, plain code elsewhere.
//! What is computed lives in the kernels; this file only runs it, and shares out the rows among threads.

use std::ops::Range;

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::room::with_room;

/// Whether this machine has the parts of AVX-512 that the kernels use (those of x86-64-v4).
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512cd")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("f16c")
}

/// Runs `body`, compiled for AVX-512 as far as it is inlined.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,fma,f16c,bmi1,bmi2,lzcnt")]
pub(super) fn with_avx512<Output>(body: impl FnOnce() -> Output) -> Output {
    body()
}

/// Runs `operation` with AVX2 where there is AVX2, else with the widest instruction set this machine has.
#[inline]
pub(super) fn dispatch<Operation: WithSimd>(operation: Operation) -> Operation::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = pulp::x86::V3::try_new() {
        return Simd::vectorize(avx2, operation);
    }
    pulp::Arch::new().dispatch(operation)
}

/// Runs a plain loop, compiled once per instruction set so that the compiler vectorises it for each.
/// The closure must be marked `#[inline(always)]`, or it is compiled for the oldest one only.
#[inline]
pub(super) fn vectorised<Output>(body: impl FnOnce() -> Output) -> Output {
    struct Loop<Body>(Body);
    impl<Output, Body: FnOnce() -> Output> WithSimd for Loop<Body> {
        type Output = Output;
        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> Output {
            (self.0)()
        }
    }
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: this machine has the features.
        return unsafe { with_avx512(body) };
    }
    dispatch(Loop(body))
}
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
    let mut values = with_room(len);
    fill(SharedOut(values.as_mut_ptr()));
    // SAFETY: the capacity is `len`, and the caller promises that all of it was written.
    unsafe { values.set_len(len) };
    values
}

/// Runs `body` on a thread of the pool, so that the kernels it calls start without waking anyone first.
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
