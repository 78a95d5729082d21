//! A short convolution over the last few positions, between two gates, as LFM2 has in most layers instead of attention
//! (Liquid AI 2025, arXiv:2511.23404, section 2). It keeps what earlier positions brought, as far back as answers are long.

use super::super::families::Sizes;
use super::super::gguf::Gguf;
use crate::nn::quant::{QuantMatrix, multiply};
use crate::weights::LoadError;

/// Positions that are kept at least: an answer can be forgotten and its prompt go on.
const KEPT: usize = 512;

pub(in super::super) struct ShortConv {
    width: usize,
    /// Positions seen, the own one included.
    length: usize,
    /// To both gates and the values: `[3 * width, width]`.
    joined: QuantMatrix,
    /// `[width, length]`, the oldest position first.
    weights: Vec<f32>,
    out: QuantMatrix,
    /// The gated values of the positions from `first` on, a row each.
    rows: Vec<f32>,
    first: usize,
}

impl ShortConv {
    pub(super) fn load(file: &Gguf, sizes: &Sizes, index: usize) -> Result<ShortConv, LoadError> {
        let name = |part: &str| format!("blk.{index}.shortconv.{part}.weight");
        let (width, length) = (sizes.width, sizes.convolution_length);
        Ok(ShortConv {
            width,
            length,
            joined: file.matrix(&name("in_proj"), 3 * width, width)?,
            weights: file.values(&name("conv"), &[width, length])?,
            out: file.matrix(&name("out_proj"), width, width)?,
            rows: Vec::new(),
            first: 0,
        })
    }

    /// Bytes of what is kept at most.
    pub(in super::super) fn bytes(width: usize) -> u64 {
        (2 * KEPT as u64).saturating_mul(width as u64 * 4)
    }

    /// Positions read.
    pub(super) fn len(&self) -> usize {
        self.first + self.rows.len() / self.width
    }

    /// Whether enough is kept to forget all positions from `len` on.
    pub(super) fn can_truncate(&self, len: usize) -> bool {
        self.first == 0 || len >= self.len() || len >= self.first + self.length - 1
    }

    /// Forgets all positions from `len` on; all of them where [`ShortConv::can_truncate`] says no.
    pub(super) fn truncate(&mut self, len: usize) {
        if !self.can_truncate(len) || len == 0 {
            self.first = 0;
            self.rows.clear();
        }
        self.rows.truncate(len.saturating_sub(self.first) * self.width);
    }

    /// `[positions, width]` to the same; the positions follow those that were read.
    pub(super) fn forward(&mut self, x: &[f32]) -> Vec<f32> {
        let Self { width, length, .. } = *self;
        let joined = multiply(&[&self.joined], x);
        let before = self.rows.len() / width;
        for row in joined.chunks_exact(3 * width) {
            let (gates, values) = (&row[..width], &row[2 * width..]);
            self.rows.extend(gates.iter().zip(values).map(|(gate, value)| gate * value));
        }
        let mut mixed = vec![0.0; x.len()];
        for (at, (out, row)) in
            mixed.chunks_exact_mut(width).zip(joined.chunks_exact(3 * width)).enumerate()
        {
            let own = before + at;
            // Before the first position there is nothing.
            for back in 0..length.min(own + 1) {
                let seen = &self.rows[(own - back) * width..][..width];
                let weights = self.weights.iter().skip(length - 1 - back).step_by(length);
                for ((out, value), weight) in out.iter_mut().zip(seen).zip(weights) {
                    *out += value * weight;
                }
            }
            let gates = &row[width..2 * width];
            out.iter_mut().zip(gates).for_each(|(out, gate)| *out *= gate);
        }
        let count = self.rows.len() / width;
        if count > 2 * KEPT {
            self.rows.drain(..(count - KEPT) * width);
            self.first += count - KEPT;
        }
        multiply(&[&self.out], &mixed)
    }
}
