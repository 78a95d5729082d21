//! The activations between layers: SiLU and the GELUs, with an exponential that the compiler can vectorise.
//! Knows nothing of layers; the products and norms apply these while their results are still in cache.

use candle_core::{Result, Tensor};

use super::dispatch::vectorised;
use super::op::{Backend, apply1};
use super::parallel::{filled, in_chunks};

/// The function applied to every value that a layer puts out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `x`.
    None,
    /// `x * sigmoid(x)`.
    Silu,
    /// GELU by the tanh approximation (Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2).
    GeluTanh,
    /// GELU by the error function, which BERT uses.
    GeluErf,
    /// `x * sigmoid(1.702 x)`, which CLIP uses (Hendrycks and Gimpel 2016, section 2).
    QuickGelu,
}

impl Activation {
    /// The result for one value.
    #[inline(always)]
    pub(super) fn at(self, x: f32) -> f32 {
        match self {
            Activation::None => x,
            Activation::Silu => silu(x),
            Activation::GeluTanh => gelu_tanh(x),
            Activation::GeluErf => gelu_erf(x),
            Activation::QuickGelu => quick_gelu(x),
        }
    }

    /// Applies it in place, with the choice outside the loop.
    #[inline(always)]
    pub(super) fn apply(self, values: &mut [f32]) {
        match self {
            Activation::None => {}
            Activation::Silu => values.iter_mut().for_each(|x| *x = silu(*x)),
            Activation::GeluTanh => values.iter_mut().for_each(|x| *x = gelu_tanh(*x)),
            Activation::GeluErf => values.iter_mut().for_each(|x| *x = gelu_erf(*x)),
            Activation::QuickGelu => values.iter_mut().for_each(|x| *x = quick_gelu(*x)),
        }
    }

    /// The results for every value of a tensor of any shape.
    pub fn forward(self, x: &Tensor, backend: Backend) -> Result<Tensor> {
        match backend {
            Backend::Kernels => apply1("activation", x, |values, shape| {
                let activation = |out: super::parallel::SharedOut| {
                    in_chunks(values.len(), CHUNK, |range| {
                        vectorised(
                            #[inline(always)]
                            || {
                                for index in range {
                                    // SAFETY: the chunks are disjoint and lie within the output.
                                    unsafe { *out.get().add(index) = self.at(values[index]) };
                                }
                            },
                        )
                    })
                };
                // SAFETY: the chunks cover every value.
                Ok((unsafe { filled(values.len(), activation) }, shape.to_vec()))
            }),
            Backend::Candle => match self {
                Activation::None => Ok(x.clone()),
                Activation::Silu => x.silu(),
                Activation::GeluTanh => x.gelu(),
                Activation::GeluErf => x.gelu_erf(),
                Activation::QuickGelu => x * candle_nn::ops::sigmoid(&(x * 1.702)?)?,
            },
        }
    }
}

const CHUNK: usize = 16 * 1024;

/// The gated unit of a feed-forward layer (Shazeer 2020, arXiv:2002.05202): of every row of `2 width` values,
/// `activation(first half) * second half`, so `[rows, 2 width]` to `[rows, width]`.
pub fn gate(values: &[f32], width: usize, activation: Activation) -> Vec<f32> {
    let mut gated = vec![0.0; values.len() / 2];
    for (gated, row) in gated.chunks_mut(width.max(1)).zip(values.chunks(2 * width.max(1))) {
        let (opening, content) = row.split_at(width);
        vectorised(
            #[inline(always)]
            || {
                gated.copy_from_slice(opening);
                activation.apply(gated);
                gated.iter_mut().zip(content).for_each(|(gated, content)| *gated *= content);
            },
        );
    }
    gated
}

/// `e^x` with a relative error below 3e-7, for loops that are to be vectorised. Saturates at the ends of the
/// range of `f32`; NaN stays NaN.
///
/// Cody-Waite reduction to `[-ln 2 / 2, ln 2 / 2]` and the polynomial of Cephes `expf`.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
    let clamped = if x < -87.0 { -87.0 } else { x };
    let clamped = if clamped > 88.0 { 88.0 } else { clamped };
    let shifted = clamped * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = clamped - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut poly = 1.987_569_1e-4;
    poly = poly * rest + 1.398_2e-3;
    poly = poly * rest + 8.333_452e-3;
    poly = poly * rest + 4.166_579_6e-2;
    poly = poly * rest + 1.666_666_5e-1;
    poly = poly * rest + 5e-1;
    let mantissa = poly * rest * rest + rest + 1.0;
    let scaled = f32::from_bits(mantissa.to_bits().wrapping_add(shifted.to_bits() << 23));
    if x.is_nan() { x } else { scaled }
}

/// `2^x` for `x` up to 0, with a relative error below 4e-7; 2^-126 for what is less. NaN stays NaN.
///
/// Of the nearest whole number the exponent is made, of the rest the polynomial of degree 5 whose largest relative error
/// between -1/2 and 1/2 is least (9e-8), found by iterated least squares.
#[inline(always)]
pub(super) fn exp2_below_zero(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // as in `exp`
    let clamped = if x < -126.0 { -126.0 } else { x };
    let shifted = clamped + ROUND;
    let rest = clamped - (shifted - ROUND);
    let mut poly = 1.326_473_6e-3;
    poly = poly * rest + 9.671_513e-3;
    poly = poly * rest + 5.550_733_6e-2;
    poly = poly * rest + 2.402_224_2e-1;
    poly = poly * rest + std::f32::consts::LN_2;
    let mantissa = poly * rest + 1.0;
    let scaled = f32::from_bits(mantissa.to_bits().wrapping_add(shifted.to_bits() << 23));
    if x.is_nan() { x } else { scaled }
}

#[inline(always)]
fn silu(x: f32) -> f32 {
    x / (1.0 + exp(-x))
}

#[inline(always)]
fn quick_gelu(x: f32) -> f32 {
    x / (1.0 + exp(-1.702 * x))
}

#[inline(always)]
fn gelu_tanh(x: f32) -> f32 {
    // (1 + tanh u) / 2 = 1 / (1 + exp(-2 u))
    let u = 0.797_884_6 * (x + 0.044_715 * x * x * x);
    x / (1.0 + exp(-2.0 * u))
}

/// The error function by Abramowitz and Stegun 7.1.26, within 2e-7.
#[inline(always)]
fn gelu_erf(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let mut poly = 1.061_405_4;
    poly = poly * t - 1.453_152;
    poly = poly * t + 1.421_413_7;
    poly = poly * t - 0.284_496_74;
    poly = poly * t + 0.254_829_6;
    let erf = 1.0 - poly * t * exp(-z * z);
    let signed = if x < 0.0 { -erf } else { erf };
    0.5 * x * (1.0 + signed)
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn powers_of_two_are_close_below_zero() {
        for step in 0..200_000 {
            let x = -126.0 * step as f32 / 200_000.0;
            let error = (f64::from(exp2_below_zero(x)) / f64::from(x).exp2() - 1.0).abs();
            assert!(error < 4e-7, "2^{x} is off by {error:e}");
        }
        assert_eq!(exp2_below_zero(0.0), 1.0);
        assert!(exp2_below_zero(f32::NEG_INFINITY) < 1e-37);
        assert!(exp2_below_zero(f32::NAN).is_nan());
    }

    #[test]
    fn the_exponential_is_close_over_its_whole_range() {
        for step in -8_600..8_800 {
            let x = step as f32 * 0.01;
            let exact = f64::from(x).exp();
            let error = (f64::from(exp(x)) / exact - 1.0).abs();
            assert!(error < 3e-7, "exp({x}) is off by {error:e}");
        }
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(exp(-1e4).max(1e-37), 1e-37);
        assert!(exp(1e4).is_finite() && exp(1e4) > 1e38);
    }

    #[test]
    fn curves_match_candle() {
        let values: Vec<f32> = (0..40_001).map(|step| (step - 20_000) as f32 * 1e-3).collect();
        let x = Tensor::new(values, &Device::Cpu).unwrap();
        for activation in [
            Activation::None,
            Activation::Silu,
            Activation::GeluTanh,
            Activation::GeluErf,
            Activation::QuickGelu,
        ] {
            let ours = activation.forward(&x, Backend::Kernels).unwrap();
            let candle = activation.forward(&x, Backend::Candle).unwrap();
            let worst = (ours - candle).unwrap().abs().unwrap().max_all().unwrap();
            let worst = worst.to_scalar::<f32>().unwrap();
            assert!(worst < 2e-6, "{activation:?} differs by {worst:e}");
        }
    }

    #[test]
    fn not_a_number_stays_visible() {
        for activation in
            [Activation::Silu, Activation::GeluTanh, Activation::GeluErf, Activation::QuickGelu]
        {
            assert!(activation.at(f32::NAN).is_nan(), "{activation:?}");
        }
    }
}
