//! What is added to tensors as they are read, such as LoRAs.
//! Numbers only; where they come from is the models' matter.

use std::collections::HashMap;

use rayon::prelude::*;

/// What is added to tensors as they are read, by their full names.
pub type Changes = HashMap<String, Vec<LowRank>>;

/// A change of low rank to a matrix of `rows` rows: `scale * up * down` (Hu et al. 2021, arXiv:2106.09685).
#[derive(Clone, Debug)]
pub struct LowRank {
    /// `[rows, rank]`
    pub up: Vec<f32>,
    /// `[rank, columns]`
    pub down: Vec<f32>,
    pub rank: usize,
    pub scale: f32,
    /// Where there is one, every entry is multiplied by that of this other change (Hyeon-Woo et al. 2021,
    /// arXiv:2108.06098, as LoHa files do), so that the rank can be the product of both.
    pub times: Option<Box<LowRank>>,
}

impl LowRank {
    /// Adds the change to a matrix, row-major; whether it fits.
    pub(super) fn add_to(&self, values: &mut [f32]) -> bool {
        let (rank, columns) = (self.rank.max(1), self.down.len() / self.rank.max(1));
        if columns == 0 || self.up.len() / rank * columns != values.len() {
            return false;
        }
        if let Some(times) = &self.times {
            let (mut change, mut factor) = (vec![0.0; values.len()], vec![0.0; values.len()]);
            let plain = LowRank { times: None, ..self.clone() };
            if !plain.add_to(&mut change) || !times.add_to(&mut factor) {
                return false;
            }
            let products = change.iter().zip(&factor).map(|(change, factor)| change * factor);
            values.iter_mut().zip(products).for_each(|(value, product)| *value += product);
            return true;
        }
        values.par_chunks_mut(columns).zip(self.up.par_chunks(rank)).for_each(|(row, up)| {
            for (up, down) in up.iter().zip(self.down.chunks_exact(columns)) {
                row.iter_mut().zip(down).for_each(|(value, down)| *value += self.scale * up * down);
            }
        });
        true
    }
}
