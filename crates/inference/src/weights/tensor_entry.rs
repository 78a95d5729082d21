//! Where a tensor lies in a file, and parts of one under names of their own. Knows offsets; reads no bytes.

use safetensors::Dtype;

/// Where a tensor lies in a file.
#[derive(Clone, Debug)]
pub struct TensorEntry {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    /// Which of the files it lies in.
    pub(super) file: usize,
    /// Where the values start and end in the file.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the file holds the matrix with rows and columns exchanged.
    pub(super) transposed: bool,
}

impl TensorEntry {
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// One of `parts` equal parts along the first dimension; `None` where that cannot be.
    pub fn part(&self, index: usize, parts: usize) -> Option<TensorEntry> {
        let (first, length) = (*self.shape.first()?, self.end - self.start);
        if parts == 0 || index >= parts || !first.is_multiple_of(parts) || self.transposed {
            return None;
        }
        let mut part = self.clone();
        part.shape[0] = first / parts;
        part.start = self.start + index * (length / parts);
        part.end = part.start + length / parts;
        Some(part)
    }

    /// The matrix with rows and columns exchanged; `None` where it is no matrix.
    pub fn transposed(&self) -> Option<TensorEntry> {
        let [rows, columns] = self.shape[..] else { return None };
        Some(TensorEntry {
            shape: vec![columns, rows],
            transposed: !self.transposed,
            ..self.clone()
        })
    }
}
