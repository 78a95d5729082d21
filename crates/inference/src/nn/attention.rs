//! Multi-head attention, a tile of queries against a tile of keys at a time, so that the full table of scores never
//! exists (online softmax: Milakov and Gimelshein 2018, arXiv:1805.02867; FlashAttention: arXiv:2205.14135).
//! The projections before and after it are linear layers of the caller's.

mod block;

use candle_core::{Result, Tensor, bail};
use rayon::prelude::*;

use super::activation::exp2_below_zero;
use super::bf16;
use super::dispatch::vectorised;
use super::microkernel;
use super::op::{Backend, Computed, Placement, apply1, apply2};
use super::parallel::{SharedOut, each_unless_stopped, filled};
use block::Blocks;

/// Queries per tile, whole blocks.
const QUERIES: usize = 8 * block::MOST_ROWS;
/// Keys per tile.
const KEYS: usize = 256;

/// Attention of a sequence to itself: `[batch, n, 3 width]`, holding queries, keys and values side by side, to
/// `[batch, n, width]`.
pub fn self_attention(joined: &Tensor, heads: usize, placement: &Placement) -> Result<Tensor> {
    let (batch, count, width) = joined.dims3()?;
    let width = width / 3;
    check(heads, width, count)?;
    match placement.backend {
        Backend::Kernels => apply1("self_attention", joined, |values, _| {
            let part =
                |offset| Part { values: &values[offset * width..], stride: 3 * width, count };
            let lengths = vec![count; batch];
            attend([part(0), part(1), part(2)], &lengths, heads, width, placement)
        }),
        Backend::Candle => {
            let part = |index: usize| joined.narrow(2, index * width, width);
            on_candle(&part(0)?, &part(1)?, &part(2)?, &vec![count; batch], heads)
        }
    }
}

/// Attention to another sequence: queries `[batch, n, width]`, and `[batch, m, 2 width]` holding keys and values side
/// by side, to `[batch, n, width]`. Of each item's keys, the first `lengths[item]` (at least one) count.
pub fn cross_attention(
    queries: &Tensor,
    joined: &Tensor,
    lengths: &[usize],
    heads: usize,
    placement: &Placement,
) -> Result<Tensor> {
    let (batch, count, width) = queries.dims3()?;
    let (items, keys, both) = joined.dims3()?;
    check(heads, width, count)?;
    if items != batch || both != 2 * width || lengths.len() != batch {
        bail!("keys of shape {:?} do not fit queries of shape {:?}", joined.dims(), queries.dims());
    }
    if lengths.iter().any(|&length| length == 0 || length > keys) {
        bail!("attention needs 1 to {keys} keys, not {lengths:?}");
    }
    match placement.backend {
        Backend::Kernels => {
            apply2("cross_attention", queries, Some(joined), |values, _, joined| {
                let joined = joined.unwrap_or_default();
                let queries = Part { values, stride: width, count };
                let part = |offset| Part {
                    values: &joined[offset * width..],
                    stride: 2 * width,
                    count: keys,
                };
                attend([queries, part(0), part(1)], lengths, heads, width, placement)
            })
        }
        Backend::Candle => {
            let part = |index: usize| joined.narrow(2, index * width, width);
            on_candle(queries, &part(0)?, &part(1)?, lengths, heads)
        }
    }
}

fn check(heads: usize, width: usize, count: usize) -> Result<()> {
    if count == 0 {
        bail!("attention needs at least one row");
    }
    if heads == 0 || width == 0 || !width.is_multiple_of(heads) {
        bail!("{width} values do not divide among {heads} heads");
    }
    Ok(())
}

fn on_candle(
    queries: &Tensor,
    keys: &Tensor,
    values: &Tensor,
    lengths: &[usize],
    heads: usize,
) -> Result<Tensor> {
    let (batch, count, width) = queries.dims3()?;
    let split = |x: &Tensor| -> Result<Tensor> {
        x.reshape((batch, x.dim(1)?, heads, width / heads))?.transpose(1, 2)?.contiguous()
    };
    let (queries, keys, values) = (split(queries)?, split(keys)?, split(values)?);
    let total = keys.dim(2)?;
    let mut scores = (queries.matmul(&keys.t()?)? * ((width / heads) as f64).powf(-0.5))?;
    if lengths.iter().any(|&length| length < total) {
        let mask = lengths.iter().flat_map(|&length| {
            (0..total).map(move |key| if key < length { 0.0 } else { -1e4f32 })
        });
        let shape = (batch, 1, 1, total);
        let mask = Tensor::from_vec(mask.collect::<Vec<_>>(), shape, queries.device())?;
        scores = scores.broadcast_add(&mask)?;
    }
    let weights = candle_nn::ops::softmax_last_dim(&scores)?;
    weights.matmul(&values)?.transpose(1, 2)?.reshape((batch, count, width))
}

/// One of queries, keys and values: `count` rows per item, `stride` apart, the heads side by side within a row.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub values: &'a [f32],
    pub stride: usize,
    pub count: usize,
}

impl<'a> Part<'a> {
    /// From the given row of an item, and from column `first` of it.
    pub(super) fn from(&self, item: usize, row: usize, first: usize) -> &'a [f32] {
        &self.values[(item * self.count + row) * self.stride + first..]
    }
}

/// Below so many multiplications by a head's keys, rounding them takes longer than it saves.
const LEAST_BF16: usize = 16 * 16;

fn attend(
    parts: [Part; 3],
    lengths: &[usize],
    heads: usize,
    width: usize,
    placement: &Placement,
) -> Computed {
    let (size, [queries, keys, values]) = (width / heads, parts);
    if placement.uses_bf16() && queries.count * keys.count >= LEAST_BF16 {
        let results = bf16::attend(parts, lengths, heads, size);
        return Ok((results, vec![lengths.len(), queries.count, width]));
    }
    let work =
        Work { queries, keys, values, lengths, heads, size, columns: microkernel::columns() };
    let tiles = queries.count.div_ceil(QUERIES);
    let pairs = lengths.len() * heads;
    let packed_len = work.packed_len();
    let mut packed = vec![0.0; pairs * packed_len];
    packed
        .par_chunks_mut(packed_len)
        .enumerate()
        .for_each(|(pair, packed)| work.pack(pair, packed));
    let fill = |out: SharedOut| {
        each_unless_stopped(pairs * tiles, |task| {
            let pair = task / tiles;
            work.tile(pair, task % tiles, &packed[pair * packed_len..(pair + 1) * packed_len], out);
        });
    };
    let shape = vec![lengths.len(), queries.count, width];
    // SAFETY: every row of every head is written by its tile, unless the tiles are stopped.
    Ok((unsafe { filled(lengths.len() * queries.count * width, fill) }, shape))
}

/// What products of a query and a key of `size` values are multiplied by to be exponents of 2.
pub(super) fn score_scale(size: usize) -> f32 {
    std::f32::consts::LOG2_E * (size as f32).powf(-0.5)
}

struct Work<'a> {
    queries: Part<'a>,
    keys: Part<'a>,
    values: Part<'a>,
    lengths: &'a [usize],
    heads: usize,
    size: usize,
    /// Per panel.
    columns: usize,
}

impl Work<'_> {
    /// Values that the packed keys and values of one head of one item take: per tile of keys, the transposed keys
    /// as panels of `size` rows, then the values as panels of as many rows as there are keys.
    fn packed_len(&self) -> usize {
        let longest = self.lengths.iter().copied().max().unwrap_or(0);
        longest.next_multiple_of(self.columns)
            * (self.size + self.size.next_multiple_of(self.columns))
    }

    fn tile_len(&self, keys: usize) -> (usize, usize) {
        let padded = |count: usize| count.next_multiple_of(self.columns);
        (self.size * padded(keys), padded(self.size) * keys)
    }

    fn pack(&self, pair: usize, mut packed: &mut [f32]) {
        let (item, head) = (pair / self.heads, pair % self.heads);
        let (size, columns) = (self.size, self.columns);
        for first in (0..self.lengths[item]).step_by(KEYS) {
            let count = KEYS.min(self.lengths[item] - first);
            let (key_len, value_len) = self.tile_len(count);
            let (keys, rest) = packed.split_at_mut(key_len);
            let (values, rest) = rest.split_at_mut(value_len);
            packed = rest;
            for index in 0..count {
                let key = &self.keys.from(item, first + index, head * size)[..size];
                let panel = &mut keys[index / columns * columns * size + index % columns..];
                key.iter().enumerate().for_each(|(row, key)| panel[row * columns] = *key);
                let value = &self.values.from(item, first + index, head * size)[..size];
                for (panel, value) in value.chunks(columns).enumerate() {
                    values[(panel * count + index) * columns..][..value.len()]
                        .copy_from_slice(value);
                }
            }
        }
    }

    fn tile(&self, pair: usize, tile: usize, mut packed: &[f32], out: SharedOut) {
        let (item, head) = (pair / self.heads, pair % self.heads);
        let (size, width) = (self.size, self.size * self.heads);
        let first_query = tile * QUERIES;
        let rows = QUERIES.min(self.queries.count - first_query);
        let queries = self.queries.from(item, first_query, head * size);
        let panels_wide = size.next_multiple_of(self.columns);
        let mut scores = vec![0.0; QUERIES * KEYS];
        let mut sums = vec![0.0; QUERIES * panels_wide];
        let (mut highest, mut total) = ([f32::NEG_INFINITY; QUERIES], [0.0f32; QUERIES]);
        for first in (0..self.lengths[item]).step_by(KEYS) {
            let count = KEYS.min(self.lengths[item] - first);
            let (key_len, value_len) = self.tile_len(count);
            let (keys, rest) = packed.split_at(key_len);
            let (values, rest) = rest.split_at(value_len);
            packed = rest;
            let blocks = Blocks {
                left: queries,
                left_stride: self.queries.stride,
                rows,
                depth: size,
                panels: keys,
                width: self.columns,
                columns: count,
                scale: score_scale(size),
                rescale: None,
                out: &mut scores,
                out_stride: KEYS,
            };
            blocks.compute();
            let mut rescale = [0.0; QUERIES];
            for row in 0..rows {
                let scores = &mut scores[row * KEYS..][..count];
                rescale[row] = vectorised(
                    #[inline(always)]
                    || softmax_row(scores, &mut highest[row], &mut total[row]),
                );
            }
            let blocks = Blocks {
                left: &scores,
                left_stride: KEYS,
                rows,
                depth: count,
                panels: values,
                width: self.columns,
                columns: size,
                scale: 1.0,
                rescale: Some(&rescale),
                out: &mut sums,
                out_stride: panels_wide,
            };
            blocks.compute();
        }
        for row in 0..rows {
            let inverse = 1.0 / total[row];
            let start = (item * self.queries.count + first_query + row) * width + head * size;
            for column in 0..size {
                // SAFETY: this tile alone writes these rows of this head.
                unsafe {
                    *out.get().add(start + column) = sums[row * panels_wide + column] * inverse
                };
            }
        }
    }
}

/// Scores that are looked at side by side, in two to four registers.
const LANES: usize = 32;

/// Turns scores, as exponents of 2, into unnormalised weights and adds them to `total`; gives the factor by which what was
/// summed under an earlier, lower `highest` must shrink.
#[inline(always)]
pub(super) fn softmax_row(scores: &mut [f32], highest: &mut f32, total: &mut f32) -> f32 {
    let larger = |one: f32, other: f32| if other > one { other } else { one };
    let (blocks, rest) = scores.as_chunks_mut::<LANES>();
    let mut lanes = [*highest; LANES];
    for block in &*blocks {
        lanes.iter_mut().zip(block).for_each(|(lane, score)| *lane = larger(*lane, *score));
    }
    let peak = lanes.iter().chain(&*rest).fold(*highest, |peak, score| larger(peak, *score));
    let rescale =
        if *highest == f32::NEG_INFINITY { 0.0 } else { exp2_below_zero(*highest - peak) };
    let mut lanes = [0.0f32; LANES];
    for block in blocks {
        for (lane, score) in lanes.iter_mut().zip(block) {
            *score = exp2_below_zero(*score - peak);
            *lane += *score;
        }
    }
    for (lane, score) in lanes.iter_mut().zip(rest) {
        *score = exp2_below_zero(*score - peak);
        *lane += *score;
    }
    // Half of the lanes to the other, until one is left, so that the sum is one of registers.
    let mut half = LANES / 2;
    while half > 0 {
        let (low, high) = lanes.split_at_mut(half);
        low.iter_mut().zip(high).for_each(|(low, high)| *low += *high);
        half /= 2;
    }
    *total = *total * rescale + lanes[0];
    *highest = peak;
    rescale
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    fn random(noise: &mut Noise, shape: (usize, usize, usize)) -> Tensor {
        Tensor::from_vec(noise.normal(shape.0 * shape.1 * shape.2), shape, &Device::Cpu).unwrap()
    }

    fn worst(a: &Tensor, b: &Tensor) -> f32 {
        assert_eq!(a.dims(), b.dims());
        (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
    }

    #[test]
    fn self_attention_matches_candle() {
        let mut noise = Noise::new(8);
        for (batch, count, heads, size) in
            [(1, 1, 1, 1), (2, 64, 3, 64), (1, 300, 2, 40), (2, 1000, 1, 8), (1, 17, 12, 32)]
        {
            let joined = (random(&mut noise, (batch, count, 3 * heads * size)) * 2.0).unwrap();
            let ours = self_attention(&joined, heads, &Placement::kernels()).unwrap();
            let candle = self_attention(&joined, heads, &Placement::candle(&Device::Cpu)).unwrap();
            let worst = worst(&ours, &candle);
            assert!(worst < 2e-5, "{batch} {count} {heads} {size} differs by {worst:e}");
        }
    }

    #[test]
    fn cross_attention_matches_candle_for_keys_of_different_lengths() {
        let mut noise = Noise::new(9);
        for (count, keys, heads, size, lengths) in
            [(64, 17, 3, 64, [10, 1]), (16, 600, 4, 20, [600, 257]), (100, 32, 2, 8, [16, 32])]
        {
            let queries = random(&mut noise, (2, count, heads * size));
            let joined = random(&mut noise, (2, keys, 2 * heads * size));
            let ours =
                cross_attention(&queries, &joined, &lengths, heads, &Placement::kernels()).unwrap();
            let candle = cross_attention(
                &queries,
                &joined,
                &lengths,
                heads,
                &Placement::candle(&Device::Cpu),
            )
            .unwrap();
            assert!(worst(&ours, &candle) < 2e-5);
        }
    }

    #[test]
    fn impossible_shapes_are_errors() {
        let mut noise = Noise::new(10);
        let (queries, joined) = (random(&mut noise, (1, 4, 6)), random(&mut noise, (1, 5, 12)));
        for (lengths, heads) in [(vec![6], 2), (vec![0], 2), (vec![5], 4), (vec![5, 5], 2)] {
            assert!(
                cross_attention(&queries, &joined, &lengths, heads, &Placement::kernels()).is_err()
            );
        }
    }
}
