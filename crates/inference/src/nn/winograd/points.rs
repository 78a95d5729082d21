//! The transforms of F(4x4, 3x3) along one side: three weights, six pixels, or six sums at a time, in registers.
//! Knows the three matrices alone; `kernels` applies them down and across.

use std::f32::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::super::registers::Registers;
use super::{IN, OUT};

/// The transforms, with their factors in registers.
#[derive(Clone, Copy)]
pub(super) struct Points<R: Registers> {
    registers: R,
    a: R::Values,
    b: R::Values,
    half: R::Values,
    two: R::Values,
    minus_five_halves: R::Values,
}

impl<R: Registers> Points<R> {
    #[inline(always)]
    pub(super) fn new(registers: R) -> Points<R> {
        let value = |value| registers.splat(value);
        let (a, b) = (value(FRAC_1_SQRT_2), value(SQRT_2));
        let (half, two, minus_five_halves) = (value(0.5), value(2.0), value(-2.5));
        Points { registers, a, b, half, two, minus_five_halves }
    }

    /// The polynomial of three weights at the points, each divided as the interpolation needs: the matrix G.
    #[inline(always)]
    pub(super) fn of_weights(&self, [w0, w1, w2]: [R::Values; 3]) -> [R::Values; IN] {
        let r = self.registers;
        let zero = r.splat(0.0);
        let times = |factor: f32, value| r.multiply_add(r.splat(factor), value, zero);
        let even = times(-2.0 / 3.0, r.multiply_add(self.half, w2, w0));
        let odd = times(-2.0 / 3.0 * FRAC_1_SQRT_2, w1);
        let far_even = times(1.0 / 6.0, r.multiply_add(self.two, w2, w0));
        let far_odd = times(SQRT_2 / 6.0, w1);
        [
            w0,
            r.add(even, odd),
            r.subtract(even, odd),
            r.add(far_even, far_odd),
            r.subtract(far_even, far_odd),
            w2,
        ]
    }

    /// Six pixels of a row or column brought to the points: the matrix Bᵀ.
    #[inline(always)]
    pub(super) fn of_pixels(&self, [p0, p1, p2, p3, p4, p5]: [R::Values; IN]) -> [R::Values; IN] {
        let r = self.registers;
        let zero = r.splat(0.0);
        let minus = |value| r.subtract(zero, value);
        let even = r.subtract(p4, r.add(p2, p2));
        let odd = r.multiply_add(self.a, p3, minus(r.multiply_add(self.b, p1, zero)));
        let far_even = r.multiply_add(self.half, minus(p2), p4);
        let far_odd = r.multiply_add(self.b, p3, minus(r.multiply_add(self.a, p1, zero)));
        [
            r.multiply_add(self.minus_five_halves, p2, r.add(p0, p4)),
            r.add(even, odd),
            r.subtract(even, odd),
            r.add(far_even, far_odd),
            r.subtract(far_even, far_odd),
            r.multiply_add(self.minus_five_halves, p3, r.add(p1, p5)),
        ]
    }

    /// Four results of six sums: the matrix Aᵀ.
    #[inline(always)]
    pub(super) fn results_of(&self, [s0, s1, s2, s3, s4, s5]: [R::Values; IN]) -> [R::Values; OUT] {
        let r = self.registers;
        let zero = r.splat(0.0);
        let (even, odd) = (r.add(s1, s2), r.subtract(s1, s2));
        let (far_even, far_odd) = (r.add(s3, s4), r.subtract(s3, s4));
        // √½ of the near and √2 of the far points: with both taken out, their cubes are one half and twice them.
        let (odd, far_odd) =
            (r.multiply_add(self.a, odd, zero), r.multiply_add(self.b, far_odd, zero));
        [
            r.add(s0, r.add(even, far_even)),
            r.add(odd, far_odd),
            r.multiply_add(self.half, even, r.add(far_even, far_even)),
            r.add(r.multiply_add(self.half, odd, r.add(far_odd, far_odd)), s5),
        ]
    }
}
