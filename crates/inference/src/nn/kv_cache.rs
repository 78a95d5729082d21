//! Attention of new positions to themselves and all before them, whose keys and values are kept.
//! One cache belongs to one layer; the projections before and after are the caller's.

use candle_core::{D, Result, Tensor, bail};

use super::activation::exp;
use super::dispatch::vectorised;
use super::op::{Backend, apply1};
use super::parallel::{SharedOut, in_chunks};

/// How the heads of a layer share keys, and what they see (grouped queries: Ainslie et al. 2023, arXiv:2305.13245).
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    /// Query heads, a multiple of `kv_heads`.
    pub queries: usize,
    /// Heads of keys and values.
    pub kv_heads: usize,
    /// Values per head.
    pub size: usize,
    /// What scores are multiplied by.
    pub scale: f32,
    /// Where scores `s` become `cap * tanh(s / cap)`.
    pub cap: Option<f32>,
    /// How many positions are seen, the own one included, where not all.
    pub window: Option<usize>,
}

/// The keys and values of the positions so far, by head, then by position.
pub struct KvCache {
    heads: Heads,
    len: usize,
    capacity: usize,
    keys: Vec<f32>,
    values: Vec<f32>,
}

/// The capacity grows by as many positions at a time.
const STEP: usize = 256;

impl KvCache {
    pub fn new(heads: Heads) -> KvCache {
        KvCache { heads, len: 0, capacity: 0, keys: Vec::new(), values: Vec::new() }
    }

    /// Positions kept.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Forgets all positions from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Bytes that a cache takes with a capacity of `positions`.
    pub fn bytes(heads: &Heads, positions: usize) -> u64 {
        let values = positions.next_multiple_of(STEP).saturating_mul(heads.kv_heads * heads.size);
        (values as u64).saturating_mul(8)
    }

    /// Appends the keys and values of the next positions, each row `stride` values from the next and holding all
    /// shared heads side by side.
    pub fn append(&mut self, keys: &[f32], values: &[f32], stride: usize) {
        let Heads { kv_heads, size, .. } = self.heads;
        let width = kv_heads * size;
        let count = if keys.is_empty() { 0 } else { (keys.len() - width) / stride + 1 };
        self.reserve(self.len + count);
        for row in 0..count {
            for head in 0..kv_heads {
                let from = row * stride + head * size;
                let to = (head * self.capacity + self.len + row) * size;
                self.keys[to..to + size].copy_from_slice(&keys[from..from + size]);
                self.values[to..to + size].copy_from_slice(&values[from..from + size]);
            }
        }
        self.len += count;
    }

    /// What the queries of the last positions see: rows of `queries` heads side by side, `stride` apart, to rows of
    /// the same without gaps.
    ///
    /// # Panics
    /// When there are more rows than positions kept.
    pub fn attend(&self, queries: &[f32], stride: usize) -> Vec<f32> {
        let Heads { queries: heads, size, .. } = self.heads;
        let width = heads * size;
        let count = if queries.is_empty() { 0 } else { (queries.len() - width) / stride + 1 };
        assert!(count <= self.len, "more queries than positions");
        let mut out = vec![0.0; count * width];
        let kv_heads = SharedOut::of(&mut out);
        let work = count * heads * self.len * size;
        let tasks = (work / 16_000).clamp(1, rayon::current_num_threads() * 4);
        in_chunks(count * heads, (count * heads).div_ceil(tasks), |range| {
            let mut scores = vec![0.0; self.len];
            for index in range {
                let (row, head) = (index / heads, index % heads);
                let query = &queries[row * stride + head * size..][..size];
                let seen = self.len - count + row + 1;
                // SAFETY: every row and head has its own part of the output.
                let out = unsafe {
                    std::slice::from_raw_parts_mut(kv_heads.get().add(index * size), size)
                };
                vectorised(
                    #[inline(always)]
                    || self.head(head, query, seen, &mut scores, out),
                );
            }
        });
        out
    }

    #[inline(always)]
    fn head(&self, head: usize, query: &[f32], seen: usize, scores: &mut [f32], out: &mut [f32]) {
        let Heads { queries, kv_heads, size, scale, cap, window } = self.heads;
        let base = head / (queries / kv_heads) * self.capacity;
        let first = window.map_or(0, |window| seen.saturating_sub(window));
        let keys = &self.keys[(base + first) * size..(base + seen) * size];
        let values = &self.values[(base + first) * size..(base + seen) * size];
        let scores = &mut scores[..seen - first];
        let mut highest = f32::NEG_INFINITY;
        for (score, key) in scores.iter_mut().zip(keys.chunks_exact(size)) {
            *score = dot(query, key) * scale;
            if let Some(cap) = cap {
                *score = cap * (*score / cap).tanh();
            }
            highest = if *score > highest { *score } else { highest };
        }
        scores.iter_mut().for_each(|score| *score = exp(*score - highest));
        let total = scores.iter().sum::<f32>();
        out.fill(0.0);
        for (score, value) in scores.iter().zip(values.chunks_exact(size)) {
            out.iter_mut().zip(value).for_each(|(out, value)| *out += score * value);
        }
        out.iter_mut().for_each(|out| *out /= total);
    }

    fn reserve(&mut self, positions: usize) {
        if positions <= self.capacity {
            return;
        }
        let (capacity, size) = (positions.next_multiple_of(STEP), self.heads.size);
        for kept in [&mut self.keys, &mut self.values] {
            let mut wider = vec![0.0; self.heads.kv_heads * capacity * size];
            if self.capacity > 0 {
                let pairs =
                    wider.chunks_mut(capacity * size).zip(kept.chunks(self.capacity * size));
                pairs.for_each(|(to, from)| to[..from.len()].copy_from_slice(from));
            }
            *kept = wider;
        }
        self.capacity = capacity;
    }
}

/// Attention of every position to itself and those before it: `[batch, n, 3 width]`, holding queries, keys and values
/// side by side, to `[batch, n, width]`.
pub fn causal_attention(joined: &Tensor, heads: usize, backend: Backend) -> Result<Tensor> {
    let (batch, count, triple) = joined.dims3()?;
    let width = triple / 3;
    if heads == 0 || count == 0 || width == 0 || !width.is_multiple_of(heads) {
        bail!("{width} values do not divide among {heads} heads");
    }
    let size = width / heads;
    let scale = (size as f32).powf(-0.5);
    match backend {
        Backend::Kernels => apply1("causal_attention", joined, |values, _| {
            let mut out = Vec::with_capacity(batch * count * width);
            for item in values.chunks_exact(count * triple) {
                let shape =
                    Heads { queries: heads, kv_heads: heads, size, scale, cap: None, window: None };
                let mut cache = KvCache::new(shape);
                // The last row ends with its part.
                let part = |index: usize| &item[index * width..][..(count - 1) * triple + width];
                cache.append(part(1), part(2), triple);
                out.append(&mut cache.attend(part(0), triple));
            }
            Ok((out, vec![batch, count, width]))
        }),
        Backend::Candle => {
            let part = |index: usize| -> Result<Tensor> {
                let part = joined.narrow(2, index * width, width)?;
                part.reshape((batch, count, heads, size))?.transpose(1, 2)?.contiguous()
            };
            let scores = (part(0)?.matmul(&part(1)?.t()?)? * f64::from(scale))?;
            let mask = (0..count).flat_map(|row| {
                (0..count).map(move |column| if column <= row { 0.0 } else { f32::NEG_INFINITY })
            });
            let mask = Tensor::from_vec(mask.collect(), (1, 1, count, count), joined.device())?;
            let weights = candle_nn::ops::softmax(&scores.broadcast_add(&mask)?, D::Minus1)?;
            weights.matmul(&part(2)?)?.transpose(1, 2)?.reshape((batch, count, width))
        }
    }
}

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
    let mut lanes = [0.0f32; 16];
    for (a, b) in a.iter().zip(b) {
        lanes.iter_mut().zip(a).zip(b).for_each(|((lane, a), b)| *lane += a * b);
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;
    use crate::sampling::Noise;

    /// The same by candle's products over the full table of scores; everything `[heads, positions, size]`.
    fn on_candle(heads: &Heads, q: &Tensor, k: &Tensor, v: &Tensor) -> Tensor {
        let groups = heads.queries / heads.kv_heads;
        let repeated = |x: &Tensor| {
            let rows = (0..heads.queries).map(|head| x.narrow(0, head / groups, 1).unwrap());
            Tensor::cat(&rows.collect::<Vec<_>>(), 0).unwrap()
        };
        let scores = q.matmul(&repeated(k).t().unwrap().contiguous().unwrap()).unwrap();
        let mut scores = (scores * f64::from(heads.scale)).unwrap();
        if let Some(cap) = heads.cap {
            let cap = f64::from(cap);
            scores = ((scores / cap).unwrap().tanh().unwrap() * cap).unwrap();
        }
        let (rows, columns) = (q.dim(1).unwrap(), k.dim(1).unwrap());
        let mask = (0..rows).flat_map(|row| {
            let seen = columns - rows + row + 1;
            let first = heads.window.map_or(0, |window| seen.saturating_sub(window));
            (0..columns).map(move |at| if (first..seen).contains(&at) { 0.0 } else { -1e9f32 })
        });
        let mask = Tensor::from_vec(mask.collect(), (1, rows, columns), &Device::Cpu).unwrap();
        let scores = scores.broadcast_add(&mask).unwrap();
        candle_nn::ops::softmax(&scores, D::Minus1).unwrap().matmul(&repeated(v)).unwrap()
    }

    #[test]
    fn attention_to_what_came_before_matches_candle() {
        let mut noise = Noise::new(32);
        for (batch, count, heads, size) in [(1, 1, 1, 4), (2, 77, 4, 8), (1, 30, 2, 64)] {
            let joined = noise.normal(batch * count * 3 * heads * size);
            let shape = (batch, count, 3 * heads * size);
            let joined = Tensor::from_vec(joined, shape, &Device::Cpu).unwrap();
            let ours = causal_attention(&joined, heads, Backend::Kernels).unwrap();
            let candle = causal_attention(&joined, heads, Backend::Candle).unwrap();
            assert_eq!(ours.dims(), candle.dims());
            let worst = (ours - candle).unwrap().abs().unwrap().max_all().unwrap();
            assert!(worst.to_scalar::<f32>().unwrap() < 1e-5, "{batch} {count} {heads} {size}");
        }
    }

    #[test]
    fn positions_in_pieces_match_candle_all_at_once() {
        let mut noise = Noise::new(31);
        let plain =
            Heads { queries: 6, kv_heads: 2, size: 8, scale: 0.35, cap: None, window: None };
        for heads in [
            plain,
            Heads { window: Some(5), ..plain },
            Heads { cap: Some(2.0), queries: 2, ..plain },
        ] {
            let total = 300;
            let (width, kept) = (heads.queries * heads.size, heads.kv_heads * heads.size);
            let mut random = |width: usize| noise.normal(total * width);
            let (q, k, v) = (random(width), random(kept), random(kept));
            let tensor = |values: &[f32], heads: usize| {
                let x = Tensor::from_slice(values, (total, heads, 8), &Device::Cpu).unwrap();
                x.transpose(0, 1).unwrap().contiguous().unwrap()
            };
            let expected = on_candle(
                &heads,
                &tensor(&q, heads.queries),
                &tensor(&k, heads.kv_heads),
                &tensor(&v, heads.kv_heads),
            );
            let expected = expected.transpose(0, 1).unwrap().flatten_all().unwrap();
            let expected = expected.to_vec1::<f32>().unwrap();

            let mut cache = KvCache::new(heads);
            let mut ours = Vec::new();
            for (first, last) in [(0, 250), (250, 251), (251, 300)] {
                cache.append(&k[first * kept..last * kept], &v[first * kept..last * kept], kept);
                ours.extend(cache.attend(&q[first * width..last * width], width));
            }
            let off = ours.iter().zip(&expected).map(|(a, b)| (a - b).abs());
            assert!(off.fold(0.0, f32::max) < 1e-5, "{heads:?}");

            cache.truncate(299);
            cache.append(&k[299 * kept..], &v[299 * kept..], kept);
            assert_eq!(cache.attend(&q[299 * width..], width), ours[299 * width..]);
        }
    }
}
