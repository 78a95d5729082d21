//! The block formats of GGUF files: how many bytes a block takes, and the codes, scales and offsets in it.
//! Every format becomes groups of sixteen codes; how those are laid out for a kernel is decided in `quant_matrix`.
//!
//! The formats are those of ggml's `ggml-quants.c`, described by `struct block_*` there.

use candle_core::quantized::GgmlDType;
use half::{bf16, f16};

/// How the values of a tensor are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GgmlType {
    F32,
    F16,
    BF16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
    Q2K,
    Q3K,
    Q4K,
    Q5K,
    Q6K,
}

/// Every kind: its code in a GGUF file, its name, values and bytes per block, and the code that stands for zero.
const GGML_TYPES: [(u32, GgmlType, &str, usize, usize, u8); 13] = [
    (0, GgmlType::F32, "F32", 1, 4, 0),
    (1, GgmlType::F16, "F16", 1, 2, 0),
    (30, GgmlType::BF16, "BF16", 1, 2, 0),
    (2, GgmlType::Q4_0, "Q4_0", 32, 18, 8),
    (3, GgmlType::Q4_1, "Q4_1", 32, 20, 0),
    (6, GgmlType::Q5_0, "Q5_0", 32, 22, 16),
    (7, GgmlType::Q5_1, "Q5_1", 32, 24, 0),
    (8, GgmlType::Q8_0, "Q8_0", 32, 34, 128),
    (10, GgmlType::Q2K, "Q2_K", 256, 84, 0),
    (11, GgmlType::Q3K, "Q3_K", 256, 110, 4),
    (12, GgmlType::Q4K, "Q4_K", 256, 144, 0),
    (13, GgmlType::Q5K, "Q5_K", 256, 176, 0),
    (14, GgmlType::Q6K, "Q6_K", 256, 210, 32),
];

impl GgmlType {
    /// The kind with this code in a GGUF file, where it is one we read.
    pub fn from_code(code: u32) -> Option<GgmlType> {
        GGML_TYPES.iter().find(|row| row.0 == code).map(|row| row.1)
    }

    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// Values in one block.
    pub fn block_values(self) -> usize {
        self.row().3
    }

    /// Bytes of one block.
    pub fn block_bytes(self) -> usize {
        self.row().4
    }

    /// Whether the values are plain floating-point numbers.
    pub fn is_plain(self) -> bool {
        matches!(self, GgmlType::F32 | GgmlType::F16 | GgmlType::BF16)
    }

    /// The code that stands for zero, before the group's offset.
    pub(super) fn zero(self) -> u8 {
        self.row().5
    }

    fn row(self) -> &'static (u32, GgmlType, &'static str, usize, usize, u8) {
        GGML_TYPES.iter().find(|row| row.1 == self).expect("every kind has its row")
    }
}

/// Sixteen values: each is `scale * (code - zero) + offset`, `zero` being the kind's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    pub scale: f32,
    pub offset: f32,
    pub codes: [u8; 16],
}

/// Plain numbers as `f32`; `None` for a kind that is made of blocks.
pub fn widen(ggml_type: GgmlType, bytes: &[u8]) -> Option<Vec<f32>> {
    let halves = |of: fn([u8; 2]) -> f32| {
        bytes.as_chunks::<2>().0.iter().map(|pair| of(*pair)).collect::<Vec<f32>>()
    };
    match ggml_type {
        GgmlType::F32 => {
            Some(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
        }
        GgmlType::F16 => Some(halves(|pair| f16::from_le_bytes(pair).to_f32())),
        GgmlType::BF16 => Some(halves(|pair| bf16::from_le_bytes(pair).to_f32())),
        _ => None,
    }
}

/// Reads one block of `ggml_type.block_bytes()` bytes into `ggml_type.block_values() / 16` groups.
pub(super) fn decode(ggml_type: GgmlType, block: &[u8], groups: &mut [Group]) {
    match ggml_type {
        GgmlType::F32 | GgmlType::F16 | GgmlType::BF16 => {
            unreachable!("plain numbers have no blocks")
        }
        GgmlType::Q4_0 => nibbles(groups, half_at(block, 0), 0.0, &block[2..]),
        GgmlType::Q4_1 => nibbles(groups, half_at(block, 0), half_at(block, 2), &block[4..]),
        GgmlType::Q5_0 => {
            nibbles(groups, half_at(block, 0), 0.0, &block[6..]);
            fifth_bits(groups, &block[2..6]);
        }
        GgmlType::Q5_1 => {
            nibbles(groups, half_at(block, 0), half_at(block, 2), &block[8..]);
            fifth_bits(groups, &block[4..8]);
        }
        GgmlType::Q8_0 => {
            for (half, group) in groups.iter_mut().enumerate() {
                group.scale = half_at(block, 0);
                group.offset = 0.0;
                for (code, byte) in group.codes.iter_mut().zip(&block[2 + half * 16..]) {
                    *code = byte ^ 0x80;
                }
            }
        }
        GgmlType::Q2K => q2k(block, groups),
        GgmlType::Q3K => q3k(block, groups),
        GgmlType::Q4K => q4k(block, &block[16..], groups),
        GgmlType::Q5K => {
            q4k(block, &block[48..], groups);
            for (index, group) in groups.iter_mut().enumerate() {
                let (bit, first) = (index / 2, index % 2 * 16);
                for (code, high) in group.codes.iter_mut().zip(&block[16 + first..]) {
                    *code |= ((high >> bit) & 1) << 4;
                }
            }
        }
        GgmlType::Q6K => q6k(block, groups),
    }
}

fn half_at(bytes: &[u8], at: usize) -> f32 {
    f16::from_le_bytes([bytes[at], bytes[at + 1]]).to_f32()
}

/// Two groups whose codes share bytes: the first in the low four bits, the second in the high.
fn nibbles(groups: &mut [Group], scale: f32, offset: f32, bytes: &[u8]) {
    for (half, group) in groups.iter_mut().enumerate() {
        (group.scale, group.offset) = (scale, offset);
        for (code, byte) in group.codes.iter_mut().zip(bytes) {
            *code = (byte >> (4 * half)) & 15;
        }
    }
}

fn fifth_bits(groups: &mut [Group], bits: &[u8]) {
    let bits = u32::from_le_bytes([bits[0], bits[1], bits[2], bits[3]]);
    let codes = groups.iter_mut().flat_map(|group| &mut group.codes);
    for (index, code) in codes.enumerate() {
        *code |= (((bits >> index) & 1) as u8) << 4;
    }
}

/// Eight sub-blocks of 32, their scales and offsets six bits each (`get_scale_min_k4`).
fn q4k(block: &[u8], codes: &[u8], groups: &mut [Group]) {
    let (scale, offset) = (half_at(block, 0), half_at(block, 2));
    let packed = &block[4..16];
    for (index, group) in groups.iter_mut().enumerate() {
        let sub = index / 2;
        let (factor, low) = if sub < 4 {
            (packed[sub] & 63, packed[sub + 4] & 63)
        } else {
            (
                (packed[sub + 4] & 15) | (packed[sub - 4] >> 6 << 4),
                (packed[sub + 4] >> 4) | (packed[sub] >> 6 << 4),
            )
        };
        group.scale = scale * f32::from(factor);
        group.offset = -offset * f32::from(low);
        let bytes = &codes[sub / 2 * 32 + index % 2 * 16..];
        for (code, byte) in group.codes.iter_mut().zip(bytes) {
            *code = (byte >> (sub % 2 * 4)) & 15;
        }
    }
}

/// The sixteen-value groups of `Q2_K`, `Q3_K` and `Q6_K` are numbered alike: two halves of 128 values, in each four
/// planes of bits, in each plane two groups. Gives (half, plane, first byte within the plane).
fn group_position(index: usize) -> (usize, usize, usize) {
    (index / 8, index % 8 / 2, index % 2 * 16)
}

fn q2k(block: &[u8], groups: &mut [Group]) {
    let (scale, offset) = (half_at(block, 80), half_at(block, 82));
    for (index, group) in groups.iter_mut().enumerate() {
        let (half, plane, first) = group_position(index);
        group.scale = scale * f32::from(block[index] & 15);
        group.offset = -offset * f32::from(block[index] >> 4);
        let bytes = &block[16 + half * 32 + first..];
        for (code, byte) in group.codes.iter_mut().zip(bytes) {
            *code = (byte >> (2 * plane)) & 3;
        }
    }
}

fn q3k(block: &[u8], groups: &mut [Group]) {
    let (high_bits, scale, packed) = (&block[..32], half_at(block, 108), &block[96..108]);
    for (index, group) in groups.iter_mut().enumerate() {
        let (half, plane, first) = group_position(index);
        let low = if index < 8 { packed[index] & 15 } else { packed[index - 8] >> 4 };
        let high = (packed[8 + index % 4] >> (index / 4 * 2)) & 3;
        group.scale = scale * (f32::from(low | (high << 4)) - 32.0);
        group.offset = 0.0;
        let bytes = &block[32 + half * 32 + first..];
        for ((code, byte), high) in group.codes.iter_mut().zip(bytes).zip(&high_bits[first..]) {
            *code = ((byte >> (2 * plane)) & 3) | (((high >> (4 * half + plane)) & 1) << 2);
        }
    }
}

fn q6k(block: &[u8], groups: &mut [Group]) {
    let scale = half_at(block, 208);
    for (index, group) in groups.iter_mut().enumerate() {
        let (half, plane, first) = group_position(index);
        group.scale = scale * f32::from(block[192 + index] as i8);
        group.offset = 0.0;
        let low = &block[half * 64 + plane % 2 * 32 + first..];
        let high = &block[128 + half * 32 + first..];
        for ((code, low), high) in group.codes.iter_mut().zip(low).zip(high) {
            *code = ((low >> (plane / 2 * 4)) & 15) | (((high >> (2 * plane)) & 3) << 4);
        }
    }
}

/// The kinds that candle has too, with its names for them.
pub(super) const CANDLE_TYPES: [(GgmlType, GgmlDType); 12] = [
    (GgmlType::Q4_0, GgmlDType::Q4_0),
    (GgmlType::Q4_1, GgmlDType::Q4_1),
    (GgmlType::Q5_0, GgmlDType::Q5_0),
    (GgmlType::Q5_1, GgmlDType::Q5_1),
    (GgmlType::Q8_0, GgmlDType::Q8_0),
    (GgmlType::Q2K, GgmlDType::Q2K),
    (GgmlType::Q3K, GgmlDType::Q3K),
    (GgmlType::Q4K, GgmlDType::Q4K),
    (GgmlType::Q5K, GgmlDType::Q5K),
    (GgmlType::Q6K, GgmlDType::Q6K),
    (GgmlType::F16, GgmlDType::F16),
    (GgmlType::F32, GgmlDType::F32),
];

#[cfg(test)]
mod tests {
    use candle_core::quantized::QTensor;
    use candle_core::{Device, Tensor};

    use super::*;
    use crate::sampling::Noise;

    #[test]
    fn every_block_format_decodes_as_in_candle() {
        let is_block = |(kind, _): &(GgmlType, GgmlDType)| kind.block_values() > 1;
        for (ggml_type, theirs) in CANDLE_TYPES.into_iter().filter(is_block) {
            let values = Tensor::from_vec(Noise::new(3).normal(1024), 1024, &Device::Cpu).unwrap();
            let stored = QTensor::quantize(&values, theirs).unwrap();
            let expected = stored.dequantize(&Device::Cpu).unwrap().to_vec1::<f32>().unwrap();
            let bytes = stored.data().unwrap();
            assert_eq!(bytes.len(), 1024 / ggml_type.block_values() * ggml_type.block_bytes());
            let mut groups = vec![Group::default(); ggml_type.block_values() / 16];
            let mut decoded = Vec::new();
            for block in bytes.chunks(ggml_type.block_bytes()) {
                decode(ggml_type, block, &mut groups);
                for group in &groups {
                    decoded.extend(group.codes.iter().map(|code| {
                        let code = f32::from(*code) - f32::from(ggml_type.zero());
                        group.scale * code + group.offset
                    }));
                }
            }
            for (value, expected) in decoded.iter().zip(&expected) {
                assert!(
                    (value - expected).abs() < 1e-5,
                    "{}: {value} {expected}",
                    ggml_type.name()
                );
            }
        }
    }
}
