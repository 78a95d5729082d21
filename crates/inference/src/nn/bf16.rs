//! Products of bf16 values, summed in `f32`, for processors that compute them natively: by AMX tiles or by AVX-512's dot
//! product of pairs. Knows which of both this machine has; the layers decide what they multiply in it.
//!
//! A layer keeps its activations in `f32`. Its input is rounded to bf16 when the product needs it, and its weights are
//! rounded while they are packed, so a result differs from the `f32` one by about 2^-8 of the values that are summed.

#[cfg(target_arch = "x86_64")]
mod amx;
mod attention;
#[cfg(all(test, target_arch = "x86_64", target_os = "linux"))]
mod emulated_amx;
mod image;
mod kernels;
mod panels;
mod product;
mod rounding;
#[cfg(target_arch = "x86_64")]
mod stored;
#[cfg(test)]
mod tests;

pub(super) use attention::attend;
pub(super) use image::{Prepared, convolve, is_supported as is_convolution_supported};
pub(super) use product::{feed_forward, is_feed_forward_supported, multiply_rows};

/// In what the large products of a model are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floating point.
    #[default]
    F32,
    /// bfloat16 factors, summed in 32 bits. Small layers stay in `f32`.
    Bf16,
}

impl Precision {
    /// bf16 where this processor computes it natively and `BRANDISH_CPU` allows it, else `f32`.
    pub fn native() -> Precision {
        match InstructionSet::native() {
            Some(_) => Precision::Bf16,
            None => Precision::F32,
        }
    }
}

/// What computes a block of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InstructionSet {
    /// Tiles of 16x32 values (`tdpbf16ps`).
    #[cfg(target_arch = "x86_64")]
    Amx,
    /// Pairs of values in a register (`vdpbf16ps`).
    #[cfg(target_arch = "x86_64")]
    Avx512Bf16,
    /// A loop on any machine: for tests, and where someone asks for bf16 without the instructions.
    Plain,
}

impl InstructionSet {
    /// All that this machine has, the fastest first.
    fn available() -> Vec<InstructionSet> {
        #[cfg(target_arch = "x86_64")]
        let native = [
            amx::is_available().then_some(InstructionSet::Amx),
            super::dispatch::has_avx512_bf16().then_some(InstructionSet::Avx512Bf16),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let native: [Option<InstructionSet>; 0] = [];
        native.into_iter().flatten().chain([InstructionSet::Plain]).collect()
    }

    fn native() -> Option<InstructionSet> {
        Some(InstructionSet::best()).filter(|set| *set != InstructionSet::Plain)
    }

    fn best() -> InstructionSet {
        static BEST: std::sync::LazyLock<InstructionSet> =
            std::sync::LazyLock::new(|| InstructionSet::available()[0]);
        #[cfg(test)]
        if let Some(set) = tests::CHOSEN.get() {
            return set;
        }
        *BEST
    }
}

/// Whether 3x3 convolutions that Winograd's tiles speed up in `f32` are faster in bf16. By AMX they are; pairs in registers
/// double the speed, and so do the tiles, but for a doubled image, which takes less than half of the multiplications.
pub(super) fn is_faster_than_winograd(doubled: bool) -> bool {
    #[cfg(target_arch = "x86_64")]
    return doubled || InstructionSet::best() != InstructionSet::Avx512Bf16;
    #[cfg(not(target_arch = "x86_64"))]
    true
}
