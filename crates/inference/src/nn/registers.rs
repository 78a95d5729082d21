//! The vector registers of each instruction set behind one trait, for kernels that the compiler does not vectorise by itself.
//! Knows single operations; AVX-512 by its intrinsics, AVX2, NEON and plain code by pulp.

use pulp::{Simd, WithSimd};

/// Values of `f32` in a register. Every implementation is used only where its instruction set is there.
pub(super) trait Registers: Copy {
    /// One register.
    type Values: Copy;
    /// Values in it.
    const LANES: usize;

    fn splat(self, value: f32) -> Self::Values;
    fn add(self, one: Self::Values, other: Self::Values) -> Self::Values;
    fn subtract(self, one: Self::Values, other: Self::Values) -> Self::Values;
    fn larger(self, one: Self::Values, other: Self::Values) -> Self::Values;
    fn smaller(self, one: Self::Values, other: Self::Values) -> Self::Values;
    /// `factor * value + other`, rounded once or twice as the instruction set has it.
    fn multiply_add(
        self,
        factor: Self::Values,
        value: Self::Values,
        other: Self::Values,
    ) -> Self::Values;

    /// # Safety
    /// `from` is valid for reading `LANES` values.
    unsafe fn load(self, from: *const f32) -> Self::Values {
        // SAFETY: by the caller; a register has no invalid bits.
        unsafe { from.cast::<Self::Values>().read_unaligned() }
    }

    /// # Safety
    /// `to` is valid for writing `LANES` values.
    unsafe fn store(self, to: *mut f32, values: Self::Values) {
        // SAFETY: by the caller.
        unsafe { to.cast::<Self::Values>().write_unaligned(values) }
    }
}

/// A kernel written for any registers.
pub(super) trait RegisterKernel {
    fn run<R: Registers>(self, registers: R);
}

/// Runs a kernel with the widest registers that this machine has and this process may use.
pub(super) fn with_registers(kernel: impl RegisterKernel) {
    struct Pulp<Kernel>(Kernel);
    impl<Kernel: RegisterKernel> WithSimd for Pulp<Kernel> {
        type Output = ();
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            self.0.run(PulpRegisters(simd));
        }
    }
    #[cfg(target_arch = "x86_64")]
    if super::dispatch::has_avx512() {
        // SAFETY: this machine has the features.
        unsafe {
            super::dispatch::with_avx512(
                #[inline(always)]
                || kernel.run(avx512::Avx512Registers),
            )
        };
        return;
    }
    super::dispatch::dispatch(Pulp(kernel));
}

#[derive(Clone, Copy)]
struct PulpRegisters<S>(S);

impl<S: Simd> Registers for PulpRegisters<S> {
    type Values = S::f32s;
    const LANES: usize = S::F32_LANES;

    #[inline(always)]
    fn splat(self, value: f32) -> S::f32s {
        self.0.splat_f32s(value)
    }
    #[inline(always)]
    fn add(self, one: S::f32s, other: S::f32s) -> S::f32s {
        self.0.add_f32s(one, other)
    }
    #[inline(always)]
    fn subtract(self, one: S::f32s, other: S::f32s) -> S::f32s {
        self.0.sub_f32s(one, other)
    }
    #[inline(always)]
    fn larger(self, one: S::f32s, other: S::f32s) -> S::f32s {
        self.0.max_f32s(one, other)
    }
    #[inline(always)]
    fn smaller(self, one: S::f32s, other: S::f32s) -> S::f32s {
        self.0.min_f32s(one, other)
    }
    #[inline(always)]
    fn multiply_add(self, factor: S::f32s, value: S::f32s, other: S::f32s) -> S::f32s {
        self.0.mul_add_e_f32s(factor, value, other)
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::*;

    use super::Registers;

    #[derive(Clone, Copy)]
    pub(super) struct Avx512Registers;

    // SAFETY of every call: this type is used only where AVX-512 was found.
    impl Registers for Avx512Registers {
        type Values = __m512;
        const LANES: usize = 16;

        #[inline(always)]
        fn splat(self, value: f32) -> __m512 {
            unsafe { _mm512_set1_ps(value) }
        }
        #[inline(always)]
        fn add(self, one: __m512, other: __m512) -> __m512 {
            unsafe { _mm512_add_ps(one, other) }
        }
        #[inline(always)]
        fn subtract(self, one: __m512, other: __m512) -> __m512 {
            unsafe { _mm512_sub_ps(one, other) }
        }
        #[inline(always)]
        fn larger(self, one: __m512, other: __m512) -> __m512 {
            unsafe { _mm512_max_ps(one, other) }
        }
        #[inline(always)]
        fn smaller(self, one: __m512, other: __m512) -> __m512 {
            unsafe { _mm512_min_ps(one, other) }
        }
        #[inline(always)]
        fn multiply_add(self, factor: __m512, value: __m512, other: __m512) -> __m512 {
            unsafe { _mm512_fmadd_ps(factor, value, other) }
        }
    }
}
