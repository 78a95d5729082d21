//! One panel of sixteen matrix rows times a few rows of activations: what it reads, and the plain version of it.
//! The versions for one instruction set each are in `x86`; this file picks among them at run time.

use super::quant_rows::{BLOCK, QuantRows, STEP};

/// Matrix rows that lie side by side, one per lane.
pub(super) const PANEL: usize = 16;

/// How the codes and scales of a panel are laid out. Codes stand in fours: those of one matrix row for four
/// neighbouring columns, the sixteen rows one after the other (64 bytes), then the next four columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PanelLayout {
    /// Unsigned four-bit codes, columns 0 to 15 of a block in the low halves of its bytes, 16 to 31 in the high;
    /// otherwise signed bytes.
    pub nibbles: bool,
    /// Whether every sixteen columns have a scale, rather than every 32.
    pub halves: bool,
    /// Whether an offset stands after each scale.
    pub offsets: bool,
    /// Whether scales and offsets are `f32`, rather than `f16`.
    pub wide: bool,
    /// What is subtracted from every nibble.
    pub zero: i32,
}

impl PanelLayout {
    /// Bytes of one block of 32 columns' codes.
    pub const fn code_bytes(self) -> usize {
        PANEL * BLOCK / if self.nibbles { 2 } else { 1 }
    }

    /// Scales and offsets of one block of 32 columns.
    pub const fn scale_count(self) -> usize {
        PANEL * if self.halves { 2 } else { 1 } * if self.offsets { 2 } else { 1 }
    }

    /// Bytes of these.
    pub const fn scale_bytes(self) -> usize {
        self.scale_count() * if self.wide { 4 } else { 2 }
    }
}

/// The instruction sets there are kernels for, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstructionSet {
    Plain,
    Avx2,
    /// AVX2 with the eight-bit dot product of AVX-VNNI.
    AvxVnni,
    /// AVX-512 with its eight-bit dot product.
    Avx512Vnni,
}

impl InstructionSet {
    /// The best this machine has.
    pub fn best() -> InstructionSet {
        static BEST: std::sync::OnceLock<InstructionSet> = std::sync::OnceLock::new();
        *BEST.get_or_init(|| *InstructionSet::available().last().unwrap_or(&InstructionSet::Plain))
    }

    /// All that this machine has, the best last.
    pub fn available() -> Vec<InstructionSet> {
        let mut available = vec![InstructionSet::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            use crate::nn::dispatch::{has_avx_vnni, has_avx2, has_avx512_vnni};
            let sets = [
                (has_avx2(), InstructionSet::Avx2),
                (has_avx_vnni(), InstructionSet::AvxVnni),
                (has_avx512_vnni(), InstructionSet::Avx512Vnni),
            ];
            available
                .extend(sets.into_iter().filter(|(is_there, _)| *is_there).map(|(_, set)| set));
        }
        available
    }
}

/// One panel and the activations it meets.
pub(super) struct Tile<'a> {
    pub layout: PanelLayout,
    /// The panel's codes and scales, block by block.
    pub codes: &'a [u8],
    pub scales: &'a [u8],
    pub rows: &'a QuantRows,
    /// The first row of activations, and how many.
    pub first: usize,
    pub count: usize,
}

/// The sixteen results for each row of activations.
pub(super) type Results = [[f32; PANEL]; TILE];

/// Rows of activations that a tile holds at most.
pub(super) const TILE: usize = 4;

/// Computes a tile.
///
/// # Panics
/// When the slices are not of the length that the layout and the columns need.
pub(super) fn compute(instruction_set: InstructionSet, tile: &Tile, results: &mut Results) {
    let blocks = tile.rows.columns() / BLOCK;
    assert_eq!(tile.codes.len(), blocks * tile.layout.code_bytes());
    assert_eq!(tile.scales.len(), blocks * tile.layout.scale_bytes());
    assert!(tile.count <= TILE && tile.first + tile.count <= tile.rows.count());
    match instruction_set {
        InstructionSet::Plain => plain(tile, results),
        // SAFETY: `InstructionSet::available` looked for the features; the lengths were checked above.
        #[cfg(target_arch = "x86_64")]
        instruction_set => unsafe { super::x86::compute(instruction_set, tile, results) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => plain(tile, results),
    }
}

fn plain(tile: &Tile, results: &mut Results) {
    let Tile { layout, rows, .. } = tile;
    let blocks = rows.columns() / BLOCK;
    let groups = if layout.halves { 2 } else { 1 };
    let width = BLOCK / groups;
    for (index, results) in results[..tile.count].iter_mut().enumerate() {
        let row = tile.first + index;
        *results = [0.0; PANEL];
        for block in 0..blocks {
            let codes = &tile.codes[block * layout.code_bytes()..][..layout.code_bytes()];
            let scales = &tile.scales[block * layout.scale_bytes()..][..layout.scale_bytes()];
            let at = row * blocks + block;
            let (first, second) = rows.codes[at * 2 * BLOCK..][..2 * BLOCK].split_at(BLOCK);
            for group in 0..groups {
                let sum = if layout.halves { rows.halves[2 * at + group] } else { rows.sums[at] };
                let mut products = [-layout.zero * sum; PANEL];
                for column in group * width..(group + 1) * width {
                    let (four, byte) = (column / 4, column % 4);
                    for (lane, product) in products.iter_mut().enumerate() {
                        let code = if layout.nibbles {
                            let pair = codes[four % 4 * 64 + lane * 4 + byte];
                            i32::from((pair >> (four / 4 * 4)) & 15)
                        } else {
                            i32::from(codes[four * 64 + lane * 4 + byte] as i8)
                        };
                        let activation =
                            i32::from(first[column]) * STEP + i32::from(second[column]);
                        *product += code * activation;
                    }
                }
                let first = group * PANEL * if layout.offsets { 2 } else { 1 };
                for (lane, result) in results.iter_mut().enumerate() {
                    let scale = rows.scales[at] * number(scales, layout.wide, first + lane);
                    *result += products[lane] as f32 * scale;
                    if layout.offsets {
                        let offset = number(scales, layout.wide, first + PANEL + lane);
                        *result += offset * (rows.scales[at] * sum as f32);
                    }
                }
            }
        }
    }
}

/// The scale or offset of this index.
pub(super) fn number(bytes: &[u8], wide: bool, index: usize) -> f32 {
    if wide {
        f32::from_le_bytes(bytes.as_chunks().0[index])
    } else {
        half::f16::from_le_bytes(bytes.as_chunks().0[index]).to_f32()
    }
}
