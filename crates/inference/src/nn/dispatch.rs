//! Chooses the instruction set at run time: AVX-512 or AVX2 with FMA on x86-64, NEON on ARM, plain code elsewhere.
//! What is computed lives in the kernels; this file only runs it, and shares out the rows among threads.

use pulp::{Simd, WithSimd};
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
