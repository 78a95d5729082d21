//! A weight matrix as the kernels read it: packed once from a file's blocks into panels of sixteen rows.
//! Plain numbers become a matrix for the `f32` product instead; who multiplies need not know which it is.

use half::f16;
use rayon::prelude::*;

use super::blocks::{Group, Kind, decode, widen};
use super::kernel::{Form, Level, PANEL, Results, TILE, Tile, compute, number};
use super::rows::{BLOCK, Rows};
use crate::nn::gemm::{Dense, Epilogue, multiply as multiply_dense};
use crate::nn::matrix::Packed;
use crate::nn::simd::{SharedOut, in_chunks};

/// A matrix of `rows` outputs and `columns` inputs.
pub struct Matrix {
    rows: usize,
    columns: usize,
    body: Body,
}

enum Body {
    Panels { form: Form, codes: Vec<u8>, scales: Vec<u8> },
    Plain(Packed),
}

impl Matrix {
    /// Packs a matrix from the bytes of a file, row by row. `None` when the bytes do not fit the shape, or the
    /// columns do not divide into blocks of 32.
    pub fn new(kind: Kind, rows: usize, columns: usize, bytes: &[u8]) -> Option<Matrix> {
        let row_bytes = columns / kind.block_values() * kind.block_bytes();
        let fits = columns > 0
            && columns.is_multiple_of(kind.block_values())
            && columns.is_multiple_of(BLOCK)
            && rows.checked_mul(row_bytes)? == bytes.len();
        if !fits || rows == 0 {
            return None;
        }
        if kind.is_plain() {
            let values = widen(kind, bytes)?;
            let packed =
                Packed::new(columns, rows, |input, output| values[output * columns + input]);
            return Some(Matrix { rows, columns, body: Body::Plain(packed) });
        }
        let form = form_of(kind);
        let (panels, blocks) = (rows.div_ceil(PANEL), columns / BLOCK);
        let (code_bytes, scale_bytes) = (blocks * form.code_bytes(), blocks * form.scale_bytes());
        let mut codes = vec![0; panels * code_bytes];
        let mut scales = vec![0; panels * scale_bytes];
        let work = codes.par_chunks_mut(code_bytes).zip(scales.par_chunks_mut(scale_bytes));
        work.enumerate().for_each(|(panel, (codes, scales))| {
            let mut groups = vec![Group::default(); kind.block_values() / 16];
            for lane in 0..PANEL.min(rows - panel * PANEL) {
                let row = &bytes[(panel * PANEL + lane) * row_bytes..][..row_bytes];
                for (index, block) in row.chunks(kind.block_bytes()).enumerate() {
                    decode(kind, block, &mut groups);
                    let first = index * groups.len();
                    for (group, values) in groups.iter().enumerate() {
                        place(form, kind.zero(), lane, first + group, values, codes, scales);
                    }
                }
            }
        });
        Some(Matrix { rows, columns, body: Body::Panels { form, codes, scales } })
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
    pub fn bytes(kind: Kind, rows: usize, columns: usize) -> u64 {
        let values = (rows as u64).next_multiple_of(PANEL as u64).saturating_mul(columns as u64);
        if kind.is_plain() {
            return values.saturating_mul(4);
        }
        let form = form_of(kind);
        let block = (form.code_bytes() + form.scale_bytes()) as u64;
        (values / (PANEL * BLOCK) as u64).saturating_mul(block)
    }

    /// Writes the values of one row, such as the vector of a word, to `values`. `None` when there is no such row.
    pub fn read_row(&self, row: usize, values: &mut [f32]) -> Option<()> {
        if row >= self.rows || values.len() != self.columns {
            return None;
        }
        match &self.body {
            Body::Plain(packed) => packed.read_column(row, values),
            Body::Panels { form, codes, scales } => {
                let (panel, lane, blocks) = (row / PANEL, row % PANEL, self.columns / BLOCK);
                for (index, value) in values.iter_mut().enumerate() {
                    let (block, column) = (panel * blocks + index / BLOCK, index % BLOCK);
                    let codes = &codes[block * form.code_bytes()..];
                    let scales = &scales[block * form.scale_bytes()..][..form.scale_bytes()];
                    let (four, byte) = (column / 4, column % 4);
                    let code = if form.nibbles {
                        let pair = codes[four % 4 * 64 + lane * 4 + byte];
                        i32::from((pair >> (four / 4 * 4)) & 15) - form.zero
                    } else {
                        i32::from(codes[four * 64 + lane * 4 + byte] as i8)
                    };
                    let group = if form.halves { column / 16 } else { 0 };
                    let first = group * PANEL * if form.offsets { 2 } else { 1 } + lane;
                    *value = code as f32 * number(scales, form.wide, first);
                    if form.offsets {
                        *value += number(scales, form.wide, first + PANEL);
                    }
                }
            }
        }
        Some(())
    }
}

fn form_of(kind: Kind) -> Form {
    let nibbles = matches!(kind, Kind::Q4_0 | Kind::Q4_1 | Kind::Q4K);
    Form {
        nibbles,
        halves: matches!(kind, Kind::Q2K | Kind::Q3K | Kind::Q6K),
        offsets: matches!(kind, Kind::Q4_1 | Kind::Q5_1 | Kind::Q2K | Kind::Q4K | Kind::Q5K),
        // A product of two of the file's numbers needs more digits than f16 has.
        wide: matches!(kind, Kind::Q2K | Kind::Q3K | Kind::Q4K | Kind::Q5K | Kind::Q6K),
        zero: if nibbles { i32::from(kind.zero()) } else { 0 },
    }
}

/// Puts sixteen values of one row into a panel.
fn place(
    form: Form,
    zero: u8,
    lane: usize,
    group: usize,
    values: &Group,
    codes: &mut [u8],
    scales: &mut [u8],
) {
    let (block, half) = (group / 2, group % 2);
    let codes = &mut codes[block * form.code_bytes()..];
    for (index, code) in values.codes.iter().enumerate() {
        let (four, byte) = (index / 4, index % 4);
        if form.nibbles {
            codes[four * 64 + lane * 4 + byte] |= code << (4 * half);
        } else {
            codes[(half * 4 + four) * 64 + lane * 4 + byte] = code.wrapping_sub(zero);
        }
    }
    if half == 1 && !form.halves {
        return;
    }
    let scales = &mut scales[block * form.scale_bytes()..][..form.scale_bytes()];
    let mut write = |index: usize, value: f32| {
        if form.wide {
            scales.as_chunks_mut().0[index] = value.to_le_bytes();
        } else {
            scales.as_chunks_mut().0[index] = f16::from_f32(value).to_le_bytes();
        }
    };
    let first = half * PANEL * if form.offsets { 2 } else { 1 } + lane;
    write(first, values.scale);
    if form.offsets {
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
pub fn multiply(matrices: &[&Matrix], values: &[f32]) -> Vec<f32> {
    multiply_at(Level::best(), matrices, values)
}

fn multiply_at(level: Level, matrices: &[&Matrix], values: &[f32]) -> Vec<f32> {
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
                let source = Dense::new(values, count, columns, columns);
                let product = multiply_dense(count, &source, packed.view(), Epilogue::PLAIN);
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
    let rows = Rows::new(values, columns);
    let shared = SharedOut::of(&mut out);
    let share = panels.len().div_ceil(shares(panels.len() * count * columns));
    in_chunks(panels.len(), share, |range| {
        for (matrix, panel, first) in &panels[range] {
            let tile = PanelRun { level, matrix, panel: *panel, rows: &rows };
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
    level: Level,
    matrix: &'a Matrix,
    panel: usize,
    rows: &'a Rows,
}

impl PanelRun<'_> {
    fn run(&self, first: usize, stride: usize, out: SharedOut) {
        let Body::Panels { form, codes, scales } = &self.matrix.body else { return };
        let blocks = self.matrix.columns / BLOCK;
        let (code_bytes, scale_bytes) = (blocks * form.code_bytes(), blocks * form.scale_bytes());
        let lanes = PANEL.min(self.matrix.rows - self.panel * PANEL);
        let mut results: Results = [[0.0; PANEL]; TILE];
        for row in (0..self.rows.count()).step_by(TILE) {
            let tile = Tile {
                form: *form,
                codes: &codes[self.panel * code_bytes..][..code_bytes],
                scales: &scales[self.panel * scale_bytes..][..scale_bytes],
                rows: self.rows,
                first: row,
                count: TILE.min(self.rows.count() - row),
            };
            compute(self.level, &tile, &mut results);
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
mod tests {
    use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
    use candle_core::{Device, Module, Tensor};

    use super::*;
    use crate::sampling::Noise;

    const KINDS: [(Kind, GgmlDType); 12] = [
        (Kind::Q4_0, GgmlDType::Q4_0),
        (Kind::Q4_1, GgmlDType::Q4_1),
        (Kind::Q5_0, GgmlDType::Q5_0),
        (Kind::Q5_1, GgmlDType::Q5_1),
        (Kind::Q8_0, GgmlDType::Q8_0),
        (Kind::Q2K, GgmlDType::Q2K),
        (Kind::Q3K, GgmlDType::Q3K),
        (Kind::Q4K, GgmlDType::Q4K),
        (Kind::Q5K, GgmlDType::Q5K),
        (Kind::Q6K, GgmlDType::Q6K),
        (Kind::F16, GgmlDType::F16),
        (Kind::F32, GgmlDType::F32),
    ];

    fn stored(noise: &mut Noise, kind: GgmlDType, rows: usize, columns: usize) -> QTensor {
        let values = noise.normal(rows * columns);
        let values = Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap();
        QTensor::quantize(&values, kind).unwrap()
    }

    #[test]
    fn products_are_ten_times_closer_to_exact_ones_than_candles_own() {
        let mut noise = Noise::new(11);
        for (kind, theirs) in KINDS {
            for (count, rows) in [(1, 40), (7, 16), (9, 33)] {
                let columns = 512;
                let stored = stored(&mut noise, theirs, rows, columns);
                let x = noise.normal(count * columns);
                let tensor = Tensor::from_slice(&x, (count, columns), &Device::Cpu).unwrap();
                let weights = stored.dequantize(&Device::Cpu).unwrap();
                let exact = tensor.matmul(&weights.t().unwrap()).unwrap();
                let exact = exact.flatten_all().unwrap().to_vec1::<f32>().unwrap();
                let matrix = Matrix::new(kind, rows, columns, &stored.data().unwrap()).unwrap();
                let candle = QMatMul::from_qtensor(stored).unwrap().forward(&tensor).unwrap();
                let candle = candle.flatten_all().unwrap().to_vec1::<f32>().unwrap();
                let off = |values: &[f32]| {
                    let squares = values.iter().zip(&exact).map(|(a, b)| (a - b).powi(2));
                    (squares.sum::<f32>() / values.len() as f32).sqrt()
                };
                let candle = off(&candle);
                for level in Level::available() {
                    let ours = off(&multiply_at(level, &[&matrix], &x));
                    assert!(
                        ours < candle * 0.1 + 1e-4,
                        "{} at {level:?}, {count} rows: off by {ours}, candle by {candle}",
                        kind.name()
                    );
                }
            }
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_results() {
        let mut noise = Noise::new(12);
        for (kind, theirs) in KINDS {
            let stored = stored(&mut noise, theirs, 50, 256);
            let matrix = Matrix::new(kind, 50, 256, &stored.data().unwrap()).unwrap();
            let x = noise.normal(6 * 256);
            let plain = multiply_at(Level::Plain, &[&matrix, &matrix], &x);
            assert_eq!(plain.len(), 6 * 100);
            for level in Level::available() {
                let fast = multiply_at(level, &[&matrix, &matrix], &x);
                for (fast, plain) in fast.iter().zip(&plain) {
                    let close = (fast - plain).abs() < 1e-4 * plain.abs().max(1.0);
                    assert!(close, "{} at {level:?}: {fast} {plain}", kind.name());
                }
            }
        }
    }

    #[test]
    fn rows_computed_alone_or_together_are_the_same() {
        let mut noise = Noise::new(13);
        let stored = stored(&mut noise, GgmlDType::Q4_1, 64, 128);
        let matrix = Matrix::new(Kind::Q4_1, 64, 128, &stored.data().unwrap()).unwrap();
        let x = noise.normal(6 * 128);
        let together = multiply(&[&matrix], &x);
        for (row, x) in x.chunks(128).enumerate() {
            assert_eq!(multiply(&[&matrix], x), together[row * 64..(row + 1) * 64]);
        }
    }

    #[test]
    fn a_row_reads_as_candle_dequantises_it() {
        let mut noise = Noise::new(14);
        for (kind, theirs) in KINDS {
            let stored = stored(&mut noise, theirs, 19, 256);
            let matrix = Matrix::new(kind, 19, 256, &stored.data().unwrap()).unwrap();
            let expected = stored.dequantize(&Device::Cpu).unwrap().to_vec2::<f32>().unwrap();
            let mut row = vec![0.0; 256];
            for index in [0, 7, 18] {
                matrix.read_row(index, &mut row).unwrap();
                for (value, expected) in row.iter().zip(&expected[index]) {
                    assert!((value - expected).abs() < 1e-5, "{}", kind.name());
                }
            }
            assert!(matrix.read_row(19, &mut row).is_none());
        }
    }

    #[test]
    fn bytes_that_do_not_fit_the_shape_are_refused() {
        assert!(Matrix::new(Kind::Q4_0, 2, 64, &[0; 71]).is_none());
        assert!(Matrix::new(Kind::Q4_0, 2, 48, &[0; 54]).is_none());
        assert!(Matrix::new(Kind::Q4K, 1, 128, &[0; 72]).is_none());
        assert!(Matrix::new(Kind::Q4_0, usize::MAX, 64, &[0; 72]).is_none());
        assert!(Matrix::new(Kind::Q4_0, 2, 64, &[0; 72]).is_some());
    }
}
