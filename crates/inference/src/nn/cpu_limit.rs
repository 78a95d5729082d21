//! The widest instruction set that the kernels may use, so that a machine can run the paths of an older one in tests
//! and comparisons. What the machine has is asked in `dispatch`; the limit never enables what is missing.

use std::sync::LazyLock;

use thiserror::Error;

/// The environment variable that sets the limit.
const VARIABLE: &str = "BRANDISH_CPU";

/// Instruction sets by age: each allows all before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CpuLimit {
    /// What every machine of the architecture has: SSE2 on x86-64. The name is `plain`.
    Plain,
    /// AVX2 with FMA, without the dot products of AVX-VNNI. The name is `avx2`.
    Avx2,
    /// AVX-512 with its dot products, and AVX-VNNI. The name is `avx512`.
    Avx512,
    /// AVX-512 with its dot products of bf16 pairs. The name is `bf16`.
    Bf16,
    /// The tiles of AMX. The name is `amx`.
    Amx,
}

/// `BRANDISH_CPU` holds something else than a limit.
#[derive(Debug, PartialEq, Eq, Error)]
#[error(
    "BRANDISH_CPU is {0:?}. It can be plain, avx2, avx512, bf16 or amx; without it, the best of this machine is used."
)]
pub struct UnknownCpuLimit(String);

impl CpuLimit {
    /// The limit of this process, read once from `BRANDISH_CPU`; none where the variable is unset or empty.
    ///
    /// # Errors
    /// When the variable holds another word. The kernels then run without a limit.
    pub fn of_process() -> Result<Option<CpuLimit>, UnknownCpuLimit> {
        CpuLimit::parse(&std::env::var(VARIABLE).unwrap_or_default())
    }

    fn parse(text: &str) -> Result<Option<CpuLimit>, UnknownCpuLimit> {
        match text.trim().to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "plain" => Ok(Some(CpuLimit::Plain)),
            "avx2" => Ok(Some(CpuLimit::Avx2)),
            "avx512" => Ok(Some(CpuLimit::Avx512)),
            "bf16" => Ok(Some(CpuLimit::Bf16)),
            "amx" => Ok(Some(CpuLimit::Amx)),
            _ => Err(UnknownCpuLimit(text.to_owned())),
        }
    }
}

/// Whether the kernels may use `instruction_set`.
pub(super) fn allows(instruction_set: CpuLimit) -> bool {
    static LIMIT: LazyLock<Option<CpuLimit>> =
        LazyLock::new(|| CpuLimit::of_process().ok().flatten());
    LIMIT.is_none_or(|limit| instruction_set <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_one_of_five_words_and_anything_else_is_named() {
        assert_eq!(CpuLimit::parse(""), Ok(None));
        assert_eq!(CpuLimit::parse(" AVX2 "), Ok(Some(CpuLimit::Avx2)));
        assert_eq!(CpuLimit::parse("avx512"), Ok(Some(CpuLimit::Avx512)));
        assert_eq!(CpuLimit::parse("plain"), Ok(Some(CpuLimit::Plain)));
        assert_eq!(CpuLimit::parse("bf16"), Ok(Some(CpuLimit::Bf16)));
        assert_eq!(CpuLimit::parse("amx"), Ok(Some(CpuLimit::Amx)));
        let message = CpuLimit::parse("sse9").unwrap_err().to_string();
        assert!(message.contains("sse9") && message.contains("avx2"), "{message}");
    }
}
