//! A weight matrix as the kernels read it: packed once from a file's blocks into panels of sixteen rows.
//! Plain numbers become a matrix for the `f32` product instead, and where there is no kernel for the processor's
//! instruction set, candle multiplies the file's blocks; who multiplies need not know which it is.

use std::sync::Arc;

use candle_core::quantized::QTensor;
use half::f16;
use rayon::prelude::*;

use super::candle_product;
use super::ggml_type::{GgmlType, Group, decode, widen};
use super::kernel::{InstructionSet, PANEL, PanelLayout, Results, TILE, Tile, compute, number};
use super::quant_rows::{BLOCK, QuantRows};
use crate::nn::gemm::{DenseRows, Epilogue, multiply as multiply_dense};
use crate::nn::parallel::{SharedOut, in_chunks};
use crate::nn::weight_matrix::PackedMatrix;

/// A matrix of `rows` outputs and `columns` inputs.
pub struct QuantMatrix {
    rows: usize,
    columns: usize,
    body: Body,
}

enum Body {
    Panels {
        layout: PanelLayout,
        codes: Vec<u8>,
        scales: Vec<u8>,
    },
    Plain(PackedMatrix),
    /// The file's own blocks, for candle's product.
    Blocks(GgmlType, Arc<QTensor>),
}

impl QuantMatrix {
    /// Packs a matrix from the bytes of a file, row by row. `None` when the bytes do not fit the shape, or the
    /// columns do not divide into blocks of 32.
    pub fn new(
        ggml_type: GgmlType,
        rows: usize,
        columns: usize,
        bytes: &[u8],
    ) -> Option<QuantMatrix> {
        let row_bytes = columns / ggml_type.block_values() * ggml_type.block_bytes();
        let fits = columns > 0
            && columns.is_multiple_of(ggml_type.block_values())
            && columns.is_multiple_of(BLOCK)
            && rows.checked_mul(row_bytes)? == bytes.len();
        if !fits || rows == 0 {
            return None;
        }
        if InstructionSet::best() == InstructionSet::Plain && !ggml_type.is_plain() {
            let blocks = candle_product::blocks(ggml_type, rows, columns, bytes)?;
            return Some(QuantMatrix { rows, columns, body: Body::Blocks(ggml_type, blocks) });
        }
        QuantMatrix::packed(ggml_type, rows, columns, bytes)
    }

    /// The same for the kernels, from bytes that fit the shape.
    fn packed(
        ggml_type: GgmlType,
        rows: usize,
        columns: usize,
        bytes: &[u8],
    ) -> Option<QuantMatrix> {
        let row_bytes = columns / ggml_type.block_values() * ggml_type.block_bytes();
        if ggml_type.is_plain() {
            let values = widen(ggml_type, bytes)?;
            let packed =
                PackedMatrix::new(columns, rows, |input, output| values[output * columns + input]);
            return Some(QuantMatrix { rows, columns, body: Body::Plain(packed) });
        }
        let layout = layout_of(ggml_type);
        let (panels, blocks) = (rows.div_ceil(PANEL), columns / BLOCK);
        let (code_bytes, scale_bytes) =
            (blocks * layout.code_bytes(), blocks * layout.scale_bytes());
        let mut codes = vec![0; panels * code_bytes];
        let mut scales = vec![0; panels * scale_bytes];
        let work = codes.par_chunks_mut(code_bytes).zip(scales.par_chunks_mut(scale_bytes));
        work.enumerate().for_each(|(panel, (codes, scales))| {
            let mut groups = vec![Group::default(); ggml_type.block_values() / 16];
            for lane in 0..PANEL.min(rows - panel * PANEL) {
                let row = &bytes[(panel * PANEL + lane) * row_bytes..][..row_bytes];
                for (index, block) in row.chunks(ggml_type.block_bytes()).enumerate() {
                    decode(ggml_type, block, &mut groups);
                    let first = index * groups.len();
                    for (group, values) in groups.iter().enumerate() {
                        store_group(
                            layout,
                            ggml_type.zero(),
                            lane,
                            first + group,
                            values,
                            codes,
                            scales,
                        );
                    }
                }
            }
        });
        Some(QuantMatrix { rows, columns, body: Body::Panels { layout, codes, scales } })
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Inputs.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Bytes that a matrix of this kind and shape takes once packed.
    pub fn bytes(ggml_type: GgmlType, rows: usize, columns: usize) -> u64 {
        // Blocks that candle multiplies take less than panels.
        let values = (rows as u64).next_multiple_of(PANEL as u64).saturating_mul(columns as u64);
        if ggml_type.is_plain() {
            return values.saturating_mul(4);
        }
        let layout = layout_of(ggml_type);
        let block = (layout.code_bytes() + layout.scale_bytes()) as u64;
        (values / (PANEL * BLOCK) as u64).saturating_mul(block)
    }

    /// Writes the values of one row, such as the vector of a word, to `values`. `None` when there is no such row.
    pub fn read_row(&self, row: usize, values: &mut [f32]) -> Option<()> {
        if row >= self.rows || values.len() != self.columns {
            return None;
        }
        match &self.body {
            Body::Plain(packed) => packed.read_column(row, values),
            Body::Blocks(ggml_type, blocks) => {
                candle_product::read_row(*ggml_type, blocks, row, values)?;
            }
            Body::Panels { layout, codes, scales } => {
                let (panel, lane, blocks) = (row / PANEL, row % PANEL, self.columns / BLOCK);
                for (index, value) in values.iter_mut().enumerate() {
                    let (block, column) = (panel * blocks + index / BLOCK, index % BLOCK);
                    let codes = &codes[block * layout.code_bytes()..];
                    let scales = &scales[block * layout.scale_bytes()..][..layout.scale_bytes()];
                    let (four, byte) = (column / 4, column % 4);
                    let code = if layout.nibbles {
                        let pair = codes[four % 4 * 64 + lane * 4 + byte];
                        i32::from((pair >> (four / 4 * 4)) & 15) - layout.zero
                    } else {
                        i32::from(codes[four * 64 + lane * 4 + byte] as i8)
                    };
                    let group = if layout.halves { column / 16 } else { 0 };
                    let first = group * PANEL * if layout.offsets { 2 } else { 1 } + lane;
                    *value = code as f32 * number(scales, layout.wide, first);
                    if layout.offsets {
                        *value += number(scales, layout.wide, first + PANEL);
                    }
                }
            }
        }
        Some(())
    }
}

fn layout_of(ggml_type: GgmlType) -> PanelLayout {
    let nibbles = matches!(ggml_type, GgmlType::Q4_0 | GgmlType::Q4_1 | GgmlType::Q4K);
    PanelLayout {
        nibbles,
        halves: matches!(ggml_type, GgmlType::Q2K | GgmlType::Q3K | GgmlType::Q6K),
        offsets: matches!(
            ggml_type,
            GgmlType::Q4_1 | GgmlType::Q5_1 | GgmlType::Q2K | GgmlType::Q4K | GgmlType::Q5K
        ),
        // A product of two of the file's numbers needs more digits than f16 has.
        wide: matches!(
            ggml_type,
            GgmlType::Q2K | GgmlType::Q3K | GgmlType::Q4K | GgmlType::Q5K | GgmlType::Q6K
        ),
        zero: if nibbles { i32::from(ggml_type.zero()) } else { 0 },
    }
}

/// Puts sixteen values of one row into a panel.
fn store_group(
    layout: PanelLayout,
    zero: u8,
    lane: usize,
    group: usize,
    values: &Group,
    codes: &mut [u8],
    scales: &mut [u8],
) {
    let (block, half) = (group / 2, group % 2);
    let codes = &mut codes[block * layout.code_bytes()..];
    for (index, code) in values.codes.iter().enumerate() {
        let (four, byte) = (index / 4, index % 4);
        if layout.nibbles {
            codes[four * 64 + lane * 4 + byte] |= code << (4 * half);
        } else {
            codes[(half * 4 + four) * 64 + lane * 4 + byte] = code.wrapping_sub(zero);
        }
    }
    if half == 1 && !layout.halves {
        return;
    }
    let scales = &mut scales[block * layout.scale_bytes()..][..layout.scale_bytes()];
    let mut write = |index: usize, value: f32| {
        if layout.wide {
            scales.as_chunks_mut().0[index] = value.to_le_bytes();
        } else {
            scales.as_chunks_mut().0[index] = f16::from_f32(value).to_le_bytes();
        }
    };
    let first = half * PANEL * if layout.offsets { 2 } else { 1 } + lane;
    write(first, values.scale);
    if layout.offsets {
        write(first + PANEL, values.offset);
    }
}

/// The activations of some rows times several matrices of the same inputs, their outputs one after the other:
/// `values` is `[rows, columns]`, the result `[rows, sum of outputs]`.
///
/// Every result is summed in the same order whatever the number of rows and threads.
///
/// # Panics
/// When the matrices differ in columns, or `values` does not divide into rows.
pub fn multiply(matrices: &[&QuantMatrix], values: &[f32]) -> Vec<f32> {
    multiply_at(InstructionSet::best(), matrices, values)
}

fn multiply_at(
    instruction_set: InstructionSet,
    matrices: &[&QuantMatrix],
    values: &[f32],
) -> Vec<f32> {
    let Some(columns) = matrices.first().map(|matrix| matrix.columns) else { return Vec::new() };
    assert!(matrices.iter().all(|matrix| matrix.columns == columns), "columns differ");
    assert!(values.len().is_multiple_of(columns), "not whole rows");
    let stride = matrices.iter().map(|matrix| matrix.rows).sum::<usize>();
    let count = values.len() / columns;
    let mut out = vec![0.0; count * stride];

    let mut panels = Vec::new();
    let mut first = 0;
    for matrix in matrices {
        match &matrix.body {
            Body::Panels { .. } => {
                let all = 0..matrix.rows.div_ceil(PANEL);
                panels.extend(all.map(|panel| (*matrix, panel, first + panel * PANEL)));
            }
            Body::Plain(packed) => {
                let source = DenseRows::new(values, count, columns, columns);
                let product = multiply_dense(count, &source, packed.view(), Epilogue::PLAIN);
                for (out, product) in out.chunks_mut(stride).zip(product.chunks(matrix.rows)) {
                    out[first..first + matrix.rows].copy_from_slice(product);
                }
            }
            Body::Blocks(_, blocks) => {
                let product = candle_product::multiply(blocks, values, columns);
                for (out, product) in out.chunks_mut(stride).zip(product.chunks(matrix.rows)) {
                    out[first..first + matrix.rows].copy_from_slice(product);
                }
            }
        }
        first += matrix.rows;
    }
    if panels.is_empty() {
        return out;
    }
    let rows = QuantRows::new(values, columns);
    let shared = SharedOut::of(&mut out);
    let share = panels.len().div_ceil(shares(panels.len() * count * columns));
    in_chunks(panels.len(), share, |range| {
        for (matrix, panel, first) in &panels[range] {
            let tile = PanelRun { instruction_set, matrix, panel: *panel, rows: &rows };
            tile.run(*first, stride, shared);
        }
    });
    out
}

/// Tasks to cut so many sixteenths of a multiplication into.
fn shares(work: usize) -> usize {
    const ENOUGH: usize = 4_000;
    (work / ENOUGH).clamp(1, rayon::current_num_threads())
}

struct PanelRun<'a> {
    instruction_set: InstructionSet,
    matrix: &'a QuantMatrix,
    panel: usize,
    rows: &'a QuantRows,
}

impl PanelRun<'_> {
    fn run(&self, first: usize, stride: usize, out: SharedOut) {
        let Body::Panels { layout, codes, scales } = &self.matrix.body else { return };
        let blocks = self.matrix.columns / BLOCK;
        let (code_bytes, scale_bytes) =
            (blocks * layout.code_bytes(), blocks * layout.scale_bytes());
        let lanes = PANEL.min(self.matrix.rows - self.panel * PANEL);
        let mut results: Results = [[0.0; PANEL]; TILE];
        for row in (0..self.rows.count()).step_by(TILE) {
            let tile = Tile {
                layout: *layout,
                codes: &codes[self.panel * code_bytes..][..code_bytes],
                scales: &scales[self.panel * scale_bytes..][..scale_bytes],
                rows: self.rows,
                first: row,
                count: TILE.min(self.rows.count() - row),
            };
            compute(self.instruction_set, &tile, &mut results);
            for (index, results) in results[..tile.count].iter().enumerate() {
                let start = (row + index) * stride + first;
                // SAFETY: the output has `count * stride` values, and this panel's lanes are its alone.
                unsafe {
                    std::ptr::copy_nonoverlapping(results.as_ptr(), out.get().add(start), lanes)
                };
            }
        }
    }
}

#[cfg(test)]
mod tests;
