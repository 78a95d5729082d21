//! Values as a weight file stores them, and what they are in `f32`.
//! Knows bytes; which tensor they are, and whether they may be used as they are, is known above.

use std::sync::Arc;

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::error::LoadError;
use super::mapped_file::MappedFile;

/// How a file stores values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatType {
    F16,
    Bf16,
    F32,
}

impl FloatType {
    /// Bytes per value.
    pub const fn bytes(self) -> usize {
        match self {
            FloatType::F16 | FloatType::Bf16 => 2,
            FloatType::F32 => 4,
        }
    }

    /// Widens the bytes of values to as many `f32`.
    pub fn widen(self, bytes: &[u8], values: &mut [f32]) {
        match self {
            FloatType::F16 => widen_f16(bytes, values),
            FloatType::Bf16 => widen_bf16(bytes, values),
            FloatType::F32 => copy_f32(bytes, values),
        }
    }
}

/// A tensor's bytes in a mapped file, which stays mapped while they are held. Cheap to clone.
#[derive(Clone)]
pub struct MappedTensor {
    pub(super) file: Arc<MappedFile>,
    pub(super) float_type: FloatType,
    /// Where the values start and end in the file.
    pub(super) start: usize,
    pub(super) end: usize,
}

impl MappedTensor {
    pub fn float_type(&self) -> FloatType {
        self.float_type
    }

    /// How many values there are.
    pub fn values(&self) -> usize {
        (self.end - self.start) / self.float_type.bytes()
    }

    /// Checks that no page of the file that was read is gone; see [`MappedFile::check_pages`].
    ///
    /// # Errors
    /// `Changed`.
    pub fn check_pages(&self) -> Result<(), LoadError> {
        self.file.check_pages()
    }

    /// The values, little-endian and row-major, at no particular alignment.
    pub fn bytes(&self) -> &[u8] {
        &self.file.bytes()[self.start..self.end]
    }
}

pub(super) fn widen_f16(bytes: &[u8], values: &mut [f32]) {
    let mut block = [f16::ZERO; 1024];
    for (bytes, values) in bytes.chunks(2048).zip(values.chunks_mut(1024)) {
        let block = &mut block[..values.len()];
        let pairs = bytes.chunks_exact(2);
        block
            .iter_mut()
            .zip(pairs)
            .for_each(|(value, pair)| *value = f16::from_le_bytes([pair[0], pair[1]]));
        block.convert_to_f32_slice(values);
    }
}

pub(super) fn widen_bf16(bytes: &[u8], values: &mut [f32]) {
    let pairs = bytes.chunks_exact(2);
    values
        .iter_mut()
        .zip(pairs)
        .for_each(|(value, pair)| *value = bf16::from_le_bytes([pair[0], pair[1]]).to_f32());
}

pub(super) fn copy_f32(bytes: &[u8], values: &mut [f32]) {
    let fours = bytes.as_chunks::<4>().0;
    values.iter_mut().zip(fours).for_each(|(value, four)| *value = f32::from_le_bytes(*four));
}
