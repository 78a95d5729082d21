//! Changes to tensors as they are read, such as those of LoRAs.
//! Numbers only; the files they are read from are known to the models.

use std::collections::HashMap;

use rayon::prelude::*;

/// The changes to tensors as they are read, in order, by their full names.
pub type Deltas = HashMap<String, Vec<Delta>>;

/// A change to a matrix; tensors of more dimensions count as rows of all that is in the first.
#[derive(Clone, Debug)]
pub struct Delta {
    pub added: DeltaKind,
    /// What `added` is multiplied by.
    pub scale: f32,
    /// Where there are some, the rows or columns of the sum are scaled to these norms.
    pub magnitudes: Option<Magnitudes>,
}

/// What is added to a matrix.
#[derive(Clone, Debug)]
pub enum DeltaKind {
    /// Hu et al. 2021, arXiv:2106.09685.
    LowRank(LowRank),
    /// Entry by entry the product of both, so that the rank can be (Hyeon-Woo et al. 2021, arXiv:2108.06098, as LoHa files
    /// do).
    Hadamard(LowRank, LowRank),
    /// Every entry of the first as a block of it times the second (Yeh et al. 2023, arXiv:2309.14859, as LoKr files do).
    Kronecker(DenseMatrix, DenseMatrix),
}

/// Row-major.
#[derive(Clone, Debug)]
pub struct DenseMatrix {
    pub values: Vec<f32>,
    /// At least 1.
    pub columns: usize,
}

/// `up * down`
#[derive(Clone, Debug)]
pub struct LowRank {
    /// `[rows, rank]`
    pub up: DenseMatrix,
    /// `[rank, columns]`
    pub down: DenseMatrix,
}

/// The norm of each row or each input's column (Liu et al. 2024, arXiv:2402.09353, as DoRA files do).
#[derive(Clone, Debug)]
pub struct Magnitudes {
    pub values: Vec<f32>,
    /// Of rows, rather than of what belongs to one input.
    pub of_rows: bool,
    /// How far to go from the matrix as it was (0) to the changed one (1).
    pub strength: f32,
}

impl Delta {
    /// Rows and columns of the matrices it fits.
    pub fn size(&self) -> (usize, usize) {
        match &self.added {
            DeltaKind::LowRank(delta) | DeltaKind::Hadamard(delta, _) => delta.size(),
            DeltaKind::Kronecker(left, right) => {
                (left.rows() * right.rows(), left.columns * right.columns)
            }
        }
    }

    /// Changes a matrix, row-major; whether it fits.
    pub(super) fn apply(&self, values: &mut [f32]) -> bool {
        let (rows, columns) = self.size();
        if values.is_empty() || rows.checked_mul(columns) != Some(values.len()) {
            return false;
        }
        let before = self.magnitudes.as_ref().map(|_| values.to_vec());
        match &self.added {
            DeltaKind::LowRank(delta) => delta.add_to(values, self.scale),
            DeltaKind::Hadamard(one, other) if one.size() == other.size() => {
                let (mut delta, mut factor) = (vec![0.0; values.len()], vec![0.0; values.len()]);
                one.add_to(&mut delta, self.scale);
                other.add_to(&mut factor, 1.0);
                let products = delta.iter().zip(&factor).map(|(delta, factor)| delta * factor);
                values.iter_mut().zip(products).for_each(|(value, product)| *value += product);
            }
            DeltaKind::Hadamard(..) => return false,
            DeltaKind::Kronecker(left, right) => add_blocks(values, left, right, self.scale),
        }
        let Some((magnitudes, before)) = self.magnitudes.as_ref().zip(before) else { return true };
        if !magnitudes.apply(values, rows) {
            return false;
        }
        let pairs = values.iter_mut().zip(&before);
        pairs.for_each(|(value, before)| *value = before + magnitudes.strength * (*value - before));
        true
    }
}

impl DenseMatrix {
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }
}

impl LowRank {
    /// Rows and columns of its product.
    pub fn size(&self) -> (usize, usize) {
        (self.up.rows(), self.down.columns)
    }

    /// The whole matrix.
    pub fn product(&self) -> DenseMatrix {
        let (rows, columns) = self.size();
        let mut values = vec![0.0; rows * columns];
        self.add_to(&mut values, 1.0);
        DenseMatrix { values, columns }
    }

    fn add_to(&self, values: &mut [f32], scale: f32) {
        let (rank, columns) = (self.up.columns.max(1), self.down.columns.max(1));
        let rows = values.par_chunks_mut(columns).zip(self.up.values.par_chunks(rank));
        rows.for_each(|(row, up)| {
            for (up, down) in up.iter().zip(self.down.values.chunks_exact(columns)) {
                row.iter_mut().zip(down).for_each(|(value, down)| *value += scale * up * down);
            }
        });
    }
}

/// Adds Kronecker's product of two matrices.
fn add_blocks(values: &mut [f32], left: &DenseMatrix, right: &DenseMatrix, scale: f32) {
    let rows = values.par_chunks_mut(left.columns * right.columns).enumerate();
    rows.for_each(|(index, row)| {
        let (above, below) = (index / right.rows(), index % right.rows());
        let factors = &left.values[above * left.columns..][..left.columns];
        let block = &right.values[below * right.columns..][..right.columns];
        for (part, factor) in row.chunks_exact_mut(right.columns).zip(factors) {
            part.iter_mut().zip(block).for_each(|(value, other)| *value += scale * factor * other);
        }
    });
}

impl Magnitudes {
    /// Scales a matrix to these norms; whether there are as many as it has rows or inputs.
    fn apply(&self, values: &mut [f32], rows: usize) -> bool {
        let (count, columns) = (self.values.len(), values.len() / rows);
        let fits = if self.of_rows { count == rows } else { count > 0 && columns % count == 0 };
        if !fits {
            return false;
        }
        // Entries that lie together and share a norm, such as a row or the window of one input.
        let run_length = if self.of_rows { columns } else { columns / count };
        let mut squares = vec![0f64; count];
        for (index, part) in values.chunks_exact(run_length).enumerate() {
            let sum = part.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>();
            squares[index % count] += sum;
        }
        let factor = |(wanted, square): (&f32, f64)| match square > 0.0 {
            true => wanted / square.sqrt() as f32,
            false => 0.0,
        };
        let factors: Vec<f32> = self.values.iter().zip(squares).map(factor).collect();
        for (index, part) in values.chunks_exact_mut(run_length).enumerate() {
            part.iter_mut().for_each(|value| *value *= factors[index % count]);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta(added: DeltaKind) -> Delta {
        Delta { added, scale: 2.0, magnitudes: None }
    }

    fn matrix(values: &[f32], columns: usize) -> DenseMatrix {
        DenseMatrix { values: values.to_vec(), columns }
    }

    #[test]
    fn kroneckers_product_puts_the_second_matrix_into_each_place_of_the_first() {
        let (left, right) = (matrix(&[1.0, 2.0], 2), matrix(&[1.0, 0.0, 3.0, 4.0], 2));
        let delta = delta(DeltaKind::Kronecker(left, right));
        let mut values = vec![1.0; 8];
        assert!(delta.apply(&mut values));
        assert_eq!(values, [3.0, 1.0, 5.0, 1.0, 7.0, 9.0, 13.0, 17.0]);
        assert!(!delta.apply(&mut [0.0; 6]), "of another size");
    }

    #[test]
    fn lengths_are_those_of_rows_or_of_inputs_and_can_be_gone_to_in_part() {
        let nothing = LowRank { up: matrix(&[0.0, 0.0], 1), down: matrix(&[0.0; 4], 4) };
        let magnitudes = |values: &[f32], of_rows, strength| Delta {
            magnitudes: Some(Magnitudes { values: values.to_vec(), of_rows, strength }),
            ..delta(DeltaKind::LowRank(nothing.clone()))
        };
        let mut values = vec![3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 6.0, 8.0];
        assert!(magnitudes(&[10.0, 5.0], true, 1.0).apply(&mut values));
        assert_eq!(values, [6.0, 8.0, 0.0, 0.0, 0.0, 0.0, 3.0, 4.0]);
        // Two inputs with a window of two.
        assert!(magnitudes(&[5.0, 10.0], false, 1.0).apply(&mut values));
        assert_eq!(values, [3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 6.0, 8.0]);
        assert!(magnitudes(&[10.0, 10.0], true, 0.5).apply(&mut values));
        assert_eq!(values, [4.5, 6.0, 0.0, 0.0, 0.0, 0.0, 6.0, 8.0]);
        assert!(!magnitudes(&[1.0; 3], true, 1.0).apply(&mut values));
        assert!(!magnitudes(&[1.0; 3], false, 1.0).apply(&mut values));
    }
}
