//! The right-hand side of a product: a matrix in panels, packed once, or left as a weight file holds it.
//! Weights in a file are widened and packed into a panel when a task needs them, a piece that stays in cache, so that
//! they take no memory but the mapped file's own.

use std::cell::RefCell;

use rayon::prelude::*;

use super::microkernel;
use super::pack::StoredRows;
use crate::weights::MappedTensor;

/// A matrix of `depth` rows and `columns` columns.
#[derive(Clone)]
pub enum WeightMatrix {
    Packed(PackedMatrix),
    Mapped(MappedMatrix),
}

impl WeightMatrix {
    /// Checks that the weights behind the last product are those of the file.
    ///
    /// # Errors
    /// A [`LoadError::Changed`](crate::weights::LoadError::Changed) where pages of a mapped file are gone.
    pub(super) fn check(&self) -> candle_core::Result<()> {
        match self {
            WeightMatrix::Packed(_) => Ok(()),
            WeightMatrix::Mapped(mapped) => {
                let checked = mapped.parts.iter().try_for_each(MappedTensor::check_pages);
                checked.map_err(candle_core::Error::wrap)
            }
        }
    }

    pub(super) fn view(&self) -> RightMatrix<'_> {
        match self {
            WeightMatrix::Packed(packed) => packed.view(),
            WeightMatrix::Mapped(mapped) => RightMatrix::Mapped(mapped),
        }
    }
}

/// The right-hand side of one product.
#[derive(Clone, Copy)]
pub(super) enum RightMatrix<'a> {
    Panels(Panels<'a>),
    Mapped(&'a MappedMatrix),
}

impl RightMatrix<'_> {
    pub(super) fn depth(&self) -> usize {
        match self {
            RightMatrix::Panels(panels) => panels.depth,
            RightMatrix::Mapped(mapped) => mapped.inputs * mapped.taps,
        }
    }

    pub(super) fn columns(&self) -> usize {
        match self {
            RightMatrix::Panels(panels) => panels.columns,
            RightMatrix::Mapped(mapped) => mapped.columns,
        }
    }

    /// Columns per panel.
    pub(super) fn width(&self) -> usize {
        match self {
            RightMatrix::Panels(panels) => panels.width,
            RightMatrix::Mapped(_) => microkernel::columns(),
        }
    }
}

/// A matrix packed in panels of [`microkernel::columns`] columns each, and within a panel row by row.
#[derive(Clone, Debug)]
pub struct PackedMatrix {
    depth: usize,
    columns: usize,
    width: usize,
    panels: Vec<f32>,
}

impl PackedMatrix {
    /// Packs the matrix whose value at (row, column) is `at(row, column)`.
    pub fn new(
        depth: usize,
        columns: usize,
        at: impl Fn(usize, usize) -> f32 + Sync,
    ) -> PackedMatrix {
        PackedMatrix::of_width(microkernel::columns(), depth, columns, at)
    }

    pub(super) fn of_width(
        width: usize,
        depth: usize,
        columns: usize,
        at: impl Fn(usize, usize) -> f32 + Sync,
    ) -> PackedMatrix {
        let mut panels = vec![0.0; depth * columns.next_multiple_of(width)];
        if depth > 0 {
            panels.par_chunks_mut(depth * width).enumerate().for_each(|(panel, values)| {
                let first = panel * width;
                for column in first..columns.min(first + width) {
                    for row in 0..depth {
                        values[row * width + column - first] = at(row, column);
                    }
                }
            });
        }
        PackedMatrix { depth, columns, width, panels }
    }

    /// Writes the values of one column to `values`, of which there are as many as rows.
    pub(super) fn read_column(&self, column: usize, values: &mut [f32]) {
        let width = self.width;
        let panel = &self.panels[column / width * width * self.depth + column % width..];
        values.iter_mut().zip(panel.iter().step_by(width)).for_each(|(to, from)| *to = *from);
    }

    pub(super) fn view(&self) -> RightMatrix<'_> {
        let PackedMatrix { depth, columns, width, .. } = *self;
        RightMatrix::Panels(Panels { depth, columns, width, values: &self.panels })
    }
}

/// A packed matrix that lives elsewhere: `columns.div_ceil(width)` panels of `depth x width` values.
#[derive(Clone, Copy)]
pub(super) struct Panels<'a> {
    pub depth: usize,
    pub columns: usize,
    pub width: usize,
    pub values: &'a [f32],
}

/// Weights as a file holds them, `[columns, inputs, taps]` row-major, in one or several parts of as many columns.
/// Row `tap * inputs + input` of the matrix is what belongs to that tap of that input.
#[derive(Clone)]
pub struct MappedMatrix {
    inputs: usize,
    taps: usize,
    columns: usize,
    parts: Vec<MappedTensor>,
}

thread_local! {
    static BUFFER: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

impl MappedMatrix {
    /// `None` where the parts are not of one kind, or do not hold `columns * inputs * taps` values each.
    pub fn new(
        parts: Vec<MappedTensor>,
        columns: usize,
        inputs: usize,
        taps: usize,
    ) -> Option<MappedMatrix> {
        let float_type = parts.first()?.float_type();
        let count = columns.checked_mul(inputs)?.checked_mul(taps)?;
        let fits = |part: &MappedTensor| part.float_type() == float_type && part.values() == count;
        let whole = columns * parts.len();
        (count > 0 && parts.iter().all(fits)).then_some(MappedMatrix {
            inputs,
            taps,
            columns: whole,
            parts,
        })
    }

    /// The rows of one panel for inputs `first..first + count`: those of the first tap, then those of the next, each as
    /// wide as a panel.
    pub(super) fn pack_panel(&self, panel: usize, first: usize, count: usize) -> PackedPanel {
        let width = microkernel::columns();
        let mut packed = PackedPanel(BUFFER.take());
        let needed = self.taps * count * width;
        if packed.0.len() < needed + CACHE_LINE {
            packed.0.resize(needed + CACHE_LINE, 0.0);
        }
        self.with_stored_rows(panel, first, count, |stored| {
            stored.pack_transposed(packed.values());
        });
        packed
    }

    /// Calls `body` with the stored rows of one panel, of which inputs `first..first + count` are wanted.
    pub(super) fn with_stored_rows(
        &self,
        panel: usize,
        first: usize,
        count: usize,
        body: impl FnOnce(&StoredRows),
    ) {
        let width = microkernel::columns();
        let row_bytes = self.inputs * self.taps * self.parts[0].float_type().bytes();
        let per_part = self.columns / self.parts.len();
        let row = |column: usize| {
            let bytes = self.parts[column / per_part].bytes();
            &bytes[column % per_part * row_bytes..][..row_bytes]
        };
        let columns = panel * width..self.columns.min((panel + 1) * width);
        let rows: Vec<&[u8]> = columns.map(row).collect();
        let (rows, float_type, taps) = (&rows[..], self.parts[0].float_type(), self.taps);
        body(&StoredRows { rows, float_type, first, count, taps, width });
    }
}

/// Values of a cache line. A register that straddles two takes twice as long to load.
const CACHE_LINE: usize = 16;

/// A packed panel in a buffer that this thread uses again.
pub(super) struct PackedPanel(Vec<f32>);

impl PackedPanel {
    pub(super) fn start(&self) -> *const f32 {
        self.0[self.alignment_offset()..].as_ptr()
    }

    /// The first `len` values of the panel.
    pub(super) fn rows(&self, len: usize) -> &[f32] {
        &self.0[self.alignment_offset()..][..len]
    }

    fn values(&mut self) -> &mut [f32] {
        let alignment_offset = self.alignment_offset();
        &mut self.0[alignment_offset..]
    }

    /// Values before the first cache line that begins in the buffer.
    fn alignment_offset(&self) -> usize {
        let past = self.0.as_ptr().addr() / size_of::<f32>() % CACHE_LINE;
        (CACHE_LINE - past) % CACHE_LINE
    }
}

impl Drop for PackedPanel {
    fn drop(&mut self) {
        BUFFER.set(std::mem::take(&mut self.0));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use candle_core::{Device, Tensor};
    use half::{bf16, f16};
    use safetensors::Dtype;
    use safetensors::tensor::TensorView;

    use super::super::{Conv2d, Linear, Placement, Precision, Resize};
    use crate::sampling::Noise;
    use crate::weights::Weights;

    /// A file of two linear layers `one` and `two` and a 3x3 convolution, stored as `kind`.
    fn file(kind: Dtype, (inputs, outputs): (usize, usize)) -> tempfile::TempPath {
        let mut noise = Noise::new(71);
        let mut tensor = |count: usize| -> Vec<u8> {
            let bytes = |value: f32| match kind {
                Dtype::F16 => f16::from_f32(value).to_le_bytes().to_vec(),
                Dtype::BF16 => bf16::from_f32(value).to_le_bytes().to_vec(),
                _ => value.to_le_bytes().to_vec(),
            };
            noise.normal(count).into_iter().flat_map(bytes).collect()
        };
        let mut tensors = Vec::new();
        for layer in ["one", "two", "conv"] {
            let area = if layer == "conv" { 9 } else { 1 };
            let shape = [vec![outputs, inputs], vec![3; area / 4]].concat();
            tensors.push((format!("{layer}.weight"), shape, tensor(outputs * inputs * area)));
            tensors.push((format!("{layer}.bias"), vec![outputs], tensor(outputs)));
        }
        let views = tensors.iter().map(|(name, shape, bytes)| {
            (name, TensorView::new(kind, shape.clone(), bytes).unwrap())
        });
        let bytes = safetensors::serialize(views, None).unwrap();
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn weights_in_their_file_give_what_a_packed_copy_gives_bit_for_bit() {
        for kind in [Dtype::F16, Dtype::BF16, Dtype::F32] {
            for sizes in [(5, 7), (40, 33), (48, 33), (64, 50), (700, 50)] {
                let path = file(kind, sizes);
                for precision in [Precision::F32, Precision::Bf16] {
                    let run = |placement: Placement| {
                        run(&path, sizes, &placement.with_precision(precision))
                    };
                    let packed = run(Placement::kernels());
                    assert!(packed.iter().any(|value| value.abs() > 1.0));
                    let mapped = run(Placement::kernels().mapped());
                    assert!(mapped == packed, "{kind:?} {sizes:?} {precision:?}");
                }
            }
        }
    }

    /// What two linear layers joined and a convolution of a large and a small image give.
    fn run(path: &Path, (inputs, outputs): (usize, usize), placement: &Placement) -> Vec<f32> {
        let weights = Weights::open(path, placement).unwrap();
        let parts = [weights.at("one"), weights.at("two")];
        let joined = Linear::load_joined(&parts, inputs, outputs).unwrap();
        let conv = Conv2d::load(&weights.at("conv"), inputs, outputs, 3, Resize::Same).unwrap();
        weights.release_pages();
        let flat = |x: Tensor| x.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let results = [(36, 33), (5, 6)].map(|(height, width)| {
            let x = Noise::new(72).normal(height * width * inputs);
            let x = Tensor::from_vec(x, (1, height, width, inputs), &Device::Cpu).unwrap();
            [flat(joined.forward(&x).unwrap()), flat(conv.forward(&x, None).unwrap())].concat()
        });
        results.concat()
    }
}
