//! Attention of one layer: its matrices, norms and rotation, and the keys and values of earlier positions.
//! Where its result goes is known to the layer.

use super::super::families::Sizes;
use super::super::gguf::Gguf;
use super::{optional_vector, refs};
use crate::nn::quant::{QuantMatrix, multiply};
use crate::nn::{KvCache, Rotary, rms_norm};
use crate::weights::LoadError;

pub(super) struct Attention {
    /// Queries, keys and values: one matrix or three.
    joined: Vec<QuantMatrix>,
    /// For all of them, or none.
    biases: Vec<f32>,
    query_norm: Option<Vec<f32>>,
    key_norm: Option<Vec<f32>>,
    out: QuantMatrix,
    is_windowed: bool,
    is_rotated: bool,
    cache: KvCache,
}

impl Attention {
    pub(super) fn load(file: &Gguf, sizes: &Sizes, index: usize) -> Result<Attention, LoadError> {
        let name = |part: &str| format!("blk.{index}.{part}.weight");
        let matrix = |part: &str, rows, columns| file.matrix(&name(part), rows, columns);
        let Sizes { width, heads, .. } = *sizes;
        let (query_width, kv_width) = (heads.queries * heads.size, heads.kv_heads * heads.size);
        let joined = match file.has(&name("attn_qkv")) {
            true => vec![matrix("attn_qkv", query_width + 2 * kv_width, width)?],
            false => vec![
                matrix("attn_q", query_width, width)?,
                matrix("attn_k", kv_width, width)?,
                matrix("attn_v", kv_width, width)?,
            ],
        };
        let mut biases = Vec::new();
        for (part, length) in [("attn_q", query_width), ("attn_k", kv_width), ("attn_v", kv_width)]
        {
            let bias = format!("blk.{index}.{part}.bias");
            if file.has(&bias) {
                biases.extend(file.vector(&bias, length)?);
            }
        }
        if !biases.is_empty() && biases.len() != query_width + 2 * kv_width {
            return Err(file.damaged(format!("layer {index} has some of its biases, not all")));
        }
        Ok(Attention {
            joined,
            biases,
            query_norm: optional_vector(file, &name("attn_q_norm"), heads.size)?,
            key_norm: optional_vector(file, &name("attn_k_norm"), heads.size)?,
            out: matrix("attn_output", width, query_width)?,
            is_windowed: sizes.is_windowed(index),
            is_rotated: sizes.is_rotated(index),
            cache: KvCache::new(sizes.heads_of(index)),
        })
    }

    /// Positions kept.
    pub(super) fn len(&self) -> usize {
        self.cache.len()
    }

    /// Forgets all positions from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.cache.truncate(len);
    }

    /// `[positions, width]` to the same; the positions follow those that are kept.
    pub(super) fn forward(
        &mut self,
        x: &[f32],
        sizes: &Sizes,
        rotary: &[Rotary; 2],
        angles: &[Vec<Vec<(f32, f32)>>; 2],
    ) -> Vec<f32> {
        let kind = usize::from(self.is_windowed);
        let (heads, epsilon) = (&sizes.heads, sizes.epsilon);
        let mut joined = multiply(&refs(&self.joined), x);
        let (query_width, kv_width) = (heads.queries * heads.size, heads.kv_heads * heads.size);
        let stride = query_width + 2 * kv_width;
        for (row, angles) in joined.chunks_mut(stride).zip(&angles[kind]) {
            row.iter_mut().zip(&self.biases).for_each(|(value, bias)| *value += bias);
            let (queries, rest) = row.split_at_mut(query_width);
            let keys = &mut rest[..kv_width];
            for (part, norm) in [(&mut *queries, &self.query_norm), (&mut *keys, &self.key_norm)] {
                if let Some(norm) = norm {
                    rms_norm(part, norm, epsilon);
                }
                if self.is_rotated {
                    rotary[kind].rotate(part, heads.size, angles);
                }
            }
        }
        let part = |from: usize, width: usize| &joined[from..joined.len() - stride + from + width];
        self.cache.append(
            part(query_width, kv_width),
            part(query_width + kv_width, kv_width),
            stride,
        );
        multiply(&[&self.out], &self.cache.attend(part(0, query_width), stride))
    }
}
