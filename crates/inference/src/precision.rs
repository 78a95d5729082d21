//! In what precision a user wants pictures computed, and what this processor can do of it.
//! The products themselves are in `nn`.

use std::str::FromStr;

use thiserror::Error;

pub use crate::nn::Precision;

/// Which precision a user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrecisionChoice {
    /// bf16 where the processor computes it natively, else 32 bits.
    #[default]
    Auto,
    /// This and no other.
    Only(Precision),
}

/// A choice that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PrecisionError {
    /// The text is none of the choices.
    #[error("“{0}” is no precision. It can be auto, f32 or bf16.")]
    Unknown(String),
    /// The processor computes no bf16.
    #[error(
        "This processor has no instructions for bf16 (AVX512-BF16 or AMX). Choose auto or f32."
    )]
    NotNative,
}

impl PrecisionChoice {
    /// What is computed in on this machine.
    ///
    /// # Errors
    /// Where bf16 is chosen and the processor has no instructions for it.
    pub fn precision(self) -> Result<Precision, PrecisionError> {
        match self {
            PrecisionChoice::Auto => Ok(Precision::native()),
            PrecisionChoice::Only(Precision::Bf16) if Precision::native() == Precision::F32 => {
                Err(PrecisionError::NotNative)
            }
            PrecisionChoice::Only(precision) => Ok(precision),
        }
    }
}

impl FromStr for PrecisionChoice {
    type Err = PrecisionError;

    fn from_str(text: &str) -> Result<PrecisionChoice, PrecisionError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "auto" => Ok(PrecisionChoice::Auto),
            "f32" => Ok(PrecisionChoice::Only(Precision::F32)),
            "bf16" => Ok(PrecisionChoice::Only(Precision::Bf16)),
            _ => Err(PrecisionError::Unknown(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_one_of_three_words_and_is_kept_to() {
        let parse = |text: &str| text.parse::<PrecisionChoice>();
        assert_eq!(parse("auto").unwrap().precision(), Ok(Precision::native()));
        assert_eq!(parse(" F32 ").unwrap().precision(), Ok(Precision::F32));
        let bf16 = parse("bf16").unwrap().precision();
        match Precision::native() {
            Precision::Bf16 => assert_eq!(bf16, Ok(Precision::Bf16)),
            Precision::F32 => assert_eq!(bf16, Err(PrecisionError::NotNative)),
        }
        assert!(parse("f64").unwrap_err().to_string().contains("auto, f32 or bf16"));
    }
}
