//! Attention in bf16: scores and weighted sums by the bf16 kernels, the softmax between them in `f32`.
//! Knows one tile of queries against one tile of keys at a time, as `nn::attention` does in `f32`.

use super::super::attention::{Part, score_scale};
use super::super::parallel::{SharedOut, each_unless_stopped, filled};
use super::InstructionSet;
use super::kernels::{BlockKernel, BlockTask, COLUMNS, ROWS, STEP, Target, Terms};
use super::product::SharedValues;
use super::rounding::{round, rounded};

/// Queries per tile.
const QUERIES: usize = 2 * ROWS;
/// Keys per tile, whole panels and whole steps.
const KEYS: usize = 256;

/// Attention of `heads` heads of `size` values by queries, keys and values: `[lengths.len(), queries.count, heads * size]`. Of
/// each item's keys the first `lengths[item]` count.
pub(in super::super) fn attend(
    parts: [Part; 3],
    lengths: &[usize],
    heads: usize,
    size: usize,
) -> Vec<f32> {
    attend_with(InstructionSet::best(), parts, lengths, heads, size)
}

pub(super) fn attend_with(
    set: InstructionSet,
    [queries, keys, values]: [Part; 3],
    lengths: &[usize],
    heads: usize,
    size: usize,
) -> Vec<f32> {
    let longest = lengths.iter().copied().max().unwrap_or(0).next_multiple_of(COLUMNS);
    let work = Work { queries, keys, values, lengths, heads, size, longest };
    let (pairs, tiles) = (lengths.len() * heads, queries.count.div_ceil(QUERIES));
    let packed_len = work.packed_len();
    let mut packed = vec![0; pairs * packed_len];
    let shared = SharedValues(packed.as_mut_ptr());
    each_unless_stopped(pairs, |pair| {
        // SAFETY: every task has its own part of the buffer, which outlives all of them.
        let to =
            unsafe { std::slice::from_raw_parts_mut(shared.at(pair * packed_len), packed_len) };
        work.pack(pair, to);
    });
    let fill = |out: SharedOut| {
        each_unless_stopped(pairs * tiles, |task| {
            let (pair, tile) = (task / tiles, task % tiles);
            let packed = &packed[pair * packed_len..(pair + 1) * packed_len];
            set.run(Tile { work: &work, pair, tile, packed, out });
        });
    };
    // SAFETY: every row of every head is written by its tile, unless the tiles are stopped.
    unsafe { filled(lengths.len() * queries.count * heads * size, fill) }
}

/// Some queries of one head of one item.
struct Tile<'a> {
    work: &'a Work<'a>,
    pair: usize,
    tile: usize,
    packed: &'a [u16],
    out: SharedOut,
}

impl BlockTask for Tile<'_> {
    #[inline(always)]
    fn run<K: BlockKernel>(self, kernel: K) {
        self.work.tile(kernel, self.pair, self.tile, self.packed, self.out);
    }
}

struct Work<'a> {
    queries: Part<'a>,
    keys: Part<'a>,
    values: Part<'a>,
    lengths: &'a [usize],
    heads: usize,
    size: usize,
    /// The most keys that an item has, filled up to whole panels.
    longest: usize,
}

impl Work<'_> {
    /// A head's values, filled up with zeros to whole steps and whole panels.
    fn padded_size(&self) -> usize {
        self.size.next_multiple_of(STEP)
    }

    /// The keys of one head of one item, as panels of 32 keys each, then its values: for each tile of keys a panel for
    /// every 32 columns.
    fn packed_len(&self) -> usize {
        2 * self.longest * self.padded_size()
    }

    fn pack(&self, pair: usize, packed: &mut [u16]) {
        let (item, head) = (pair / self.heads, pair % self.heads);
        let (size, padded) = (self.size, self.padded_size());
        let (keys, values) = packed.split_at_mut(self.longest * padded);
        for index in 0..self.lengths[item] {
            let key = &self.keys.from(item, index, head * size)[..size];
            let panel = &mut keys[index / COLUMNS * COLUMNS * padded..][..COLUMNS * padded];
            for (row, key) in key.iter().enumerate() {
                panel[(row / 2 * COLUMNS + index % COLUMNS) * 2 + row % 2] = rounded(*key);
            }
            let (tile, within) = (index / KEYS, index % KEYS);
            let tile_keys = KEYS.min(self.longest - tile * KEYS);
            let value = &self.values.from(item, index, head * size)[..size];
            for (panel, value) in value.chunks(COLUMNS).enumerate() {
                let start = tile * KEYS * padded + panel * tile_keys * COLUMNS;
                let pairs = &mut values[start + within / 2 * COLUMNS * 2..][..COLUMNS * 2];
                for (column, value) in value.iter().enumerate() {
                    pairs[column * 2 + within % 2] = rounded(*value);
                }
            }
        }
    }

    #[inline(always)]
    fn tile<K: BlockKernel>(
        &self,
        kernel: K,
        pair: usize,
        tile: usize,
        packed: &[u16],
        out: SharedOut,
    ) {
        let (item, head) = (pair / self.heads, pair % self.heads);
        let (size, padded) = (self.size, self.padded_size());
        let first_query = tile * QUERIES;
        let rows = QUERIES.min(self.queries.count - first_query);
        let mut queries = vec![0u16; QUERIES * padded];
        for (row, to) in queries.chunks_exact_mut(padded).take(rows).enumerate() {
            round(&self.queries.from(item, first_query + row, head * size)[..size], to);
        }
        let (keys, values) = packed.split_at(self.longest * padded);
        let mut scores = vec![0.0f32; QUERIES * KEYS];
        let mut weights = vec![0u16; QUERIES * KEYS];
        let mut totals = vec![0.0f32; QUERIES * padded];
        let mut running = Running { highest: [f32::NEG_INFINITY; QUERIES], total: [0.0; QUERIES] };
        for first in (0..self.lengths[item]).step_by(KEYS) {
            let count = KEYS.min(self.lengths[item] - first);
            let tile_keys = KEYS.min(self.longest - first);
            for (group, panel) in blocks(rows, count) {
                let terms = Terms {
                    left: queries[group * ROWS * padded..].as_ptr(),
                    stride: padded,
                    taps: &[0],
                    run: size.next_multiple_of(K::STEP),
                    panel_run: padded,
                    columns: COLUMNS,
                    panel: keys[(first + panel * COLUMNS) * padded..][..COLUMNS * padded].as_ptr(),
                };
                let to = &mut scores[group * ROWS * KEYS + panel * COLUMNS..];
                let to = to[..(ROWS - 1) * KEYS + COLUMNS].as_mut_ptr();
                let target = Target { to, stride: KEYS, scale: score_scale(size), rescale: None };
                // SAFETY: the queries are whole blocks, the panel was packed with `padded` rows, and the scores are rows of
                // whole panels.
                unsafe { kernel.compute(&terms, ROWS.min(rows - group * ROWS), target) };
            }
            let rescale = running.softmax(kernel, &mut scores, &mut weights, rows, count);
            let values = &values[first * padded..][..tile_keys * padded];
            for (group, panel) in blocks(rows, size) {
                let terms = Terms {
                    left: weights[group * ROWS * KEYS..].as_ptr(),
                    stride: KEYS,
                    taps: &[0],
                    run: tile_keys,
                    panel_run: tile_keys,
                    columns: COLUMNS.min(size - panel * COLUMNS),
                    panel: values[panel * COLUMNS * tile_keys..][..COLUMNS * tile_keys].as_ptr(),
                };
                let to = &mut totals[group * ROWS * padded + panel * COLUMNS..];
                let to = to[..(ROWS - 1) * padded + COLUMNS].as_mut_ptr();
                let rescale = rescale[group * ROWS..][..ROWS].as_ptr();
                let target = Target { to, stride: padded, scale: 1.0, rescale: Some(rescale) };
                // SAFETY: the weights are whole blocks of `KEYS` values, the panel was packed with `tile_keys` rows, and the
                // totals are rows of whole panels.
                unsafe { kernel.compute(&terms, ROWS.min(rows - group * ROWS), target) };
            }
        }
        for row in 0..rows {
            let inverse = 1.0 / running.total[row];
            let start =
                ((item * self.queries.count + first_query + row) * self.heads + head) * size;
            for column in 0..size {
                // SAFETY: this tile alone writes these rows of this head.
                unsafe { *out.get().add(start + column) = totals[row * padded + column] * inverse };
            }
        }
    }
}

/// What the softmax of each query has seen of its keys.
struct Running {
    highest: [f32; QUERIES],
    total: [f32; QUERIES],
}

impl Running {
    /// Turns the scores of a tile of keys into rounded weights, zeros after the last key, and gives by what each query's
    /// earlier sums must shrink.
    #[inline(always)]
    fn softmax<K: BlockKernel>(
        &mut self,
        kernel: K,
        scores: &mut [f32],
        weights: &mut [u16],
        rows: usize,
        count: usize,
    ) -> [f32; QUERIES] {
        let mut rescale = [0.0; QUERIES];
        for row in 0..rows {
            let scores = &mut scores[row * KEYS..][..count];
            let (used, unused) = weights[row * KEYS..][..KEYS].split_at_mut(count);
            let (highest, total) = (&mut self.highest[row], &mut self.total[row]);
            rescale[row] = kernel.softmax_row(scores, used, highest, total);
            unused.fill(0);
        }
        rescale
    }
}

/// The blocks of so many rows and columns, the rows of a panel one after the other.
fn blocks(rows: usize, columns: usize) -> impl Iterator<Item = (usize, usize)> {
    let groups = rows.div_ceil(ROWS);
    (0..columns.div_ceil(COLUMNS))
        .flat_map(move |panel| (0..groups).map(move |group| (group, panel)))
}
