//! The innermost loop of every product: a block of 6 x 16 results, held in registers while their terms are summed.
//! Which rows and columns make up a block, and what becomes of it, is decided in `gemm`.

use pulp::Simd;

/// Columns per block, and per panel of a packed matrix.
pub(super) const COLUMNS: usize = 16;
/// Rows per block. 6 x 16 fills twelve of AVX2's sixteen registers.
pub(super) const ROWS: usize = 6;

/// The sums of one block.
pub(super) type Block = [[f32; COLUMNS]; ROWS];

/// Adds to `block` the products of the first `count` rows, which start at `starts[tap * ROWS + row] + offset`.
///
/// # Safety
/// All starts are valid for `offset + length` values, and `panel` for `starts.len() / ROWS * length * COLUMNS`.
#[inline(always)]
pub(super) unsafe fn accumulate<S: Simd>(
    simd: S,
    starts: &[*const f32],
    offset: usize,
    length: usize,
    panel: *const f32,
    block: &mut Block,
    count: usize,
) {
    // SAFETY: by the caller.
    unsafe {
        match count {
            1 => rows::<S, 1>(simd, starts, offset, length, panel, block),
            2 => rows::<S, 2>(simd, starts, offset, length, panel, block),
            3 | 4 => rows::<S, 4>(simd, starts, offset, length, panel, block),
            _ => rows::<S, ROWS>(simd, starts, offset, length, panel, block),
        }
    }
}

/// # Safety
/// As for `accumulate`.
#[inline(always)]
unsafe fn rows<S: Simd, const R: usize>(
    simd: S,
    starts: &[*const f32],
    offset: usize,
    length: usize,
    mut panel: *const f32,
    block: &mut Block,
) {
    // One row of the block is `vectors` registers; the arrays are as long as they would be without any.
    let vectors = COLUMNS / S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); COLUMNS]; R];
    for row in 0..R {
        for vector in 0..vectors {
            let from = block[row][vector * S::F32_LANES..].as_ptr().cast::<S::f32s>();
            // SAFETY: `vectors` registers are exactly one row of the block.
            sums[row][vector] = unsafe { from.read_unaligned() };
        }
    }
    for tap in starts.chunks_exact(ROWS) {
        let mut left = [std::ptr::null::<f32>(); R];
        for row in 0..R {
            left[row] = tap[row].wrapping_add(offset);
        }
        for step in 0..length {
            let mut right = [simd.splat_f32s(0.0); COLUMNS];
            for (vector, values) in right[..vectors].iter_mut().enumerate() {
                // SAFETY: the panel holds `COLUMNS` values per step.
                *values =
                    unsafe { panel.add(vector * S::F32_LANES).cast::<S::f32s>().read_unaligned() };
            }
            for row in 0..R {
                // SAFETY: each start is valid for `offset + length` values.
                let value = simd.splat_f32s(unsafe { *left[row].add(step) });
                for vector in 0..vectors {
                    sums[row][vector] =
                        simd.mul_add_e_f32s(value, right[vector], sums[row][vector]);
                }
            }
            // SAFETY: one step further in the panel, at most one past its end.
            panel = unsafe { panel.add(COLUMNS) };
        }
    }
    for row in 0..R {
        for vector in 0..vectors {
            let to = block[row][vector * S::F32_LANES..].as_mut_ptr().cast::<S::f32s>();
            // SAFETY: as for reading.
            unsafe { to.write_unaligned(sums[row][vector]) };
        }
    }
}
