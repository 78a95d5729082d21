//! AMX: products of tiles of sixteen rows, by `tdpbf16ps` (Intel's Software Developer's Manual, volume 2; the
//! Instruction Set Extensions Reference, chapter 3). The intrinsics are not stable, so the instructions are written out.
//!
//! Linux gives a process the tiles' state only on request. Where it refuses, or on another system, AMX counts as missing.

use std::arch::asm;
use std::sync::LazyLock;

use super::kernels::{BlockKernel, STEP, Sums, Target, Terms, avx512_bf16};

/// Bytes from one row of a panel, or of the sums, to the next.
const ROW_BYTES: usize = 128;

/// Whether the processor has AMX with bf16, this process may use it, and `BRANDISH_CPU` allows it.
pub(super) fn is_available() -> bool {
    static AVAILABLE: LazyLock<bool> = LazyLock::new(|| {
        super::super::dispatch::allows_amx()
            && super::super::dispatch::has_avx512_bf16()
            && has_instructions()
            && is_permitted()
    });
    *AVAILABLE
}

/// AMX-BF16 and AMX-TILE in leaf 7 of CPUID, bits 22 and 24 of EDX.
fn has_instructions() -> bool {
    const BITS: u32 = 1 << 22 | 1 << 24;
    let (highest, _) = std::arch::x86_64::__get_cpuid_max(0);
    highest >= 7 && std::arch::x86_64::__cpuid_count(7, 0).edx & BITS == BITS
}

#[cfg(target_os = "linux")]
fn is_permitted() -> bool {
    /// `ARCH_REQ_XCOMP_PERM`, and the number of the tiles' data among the states (Linux, `arch/x86/include/uapi/asm/prctl.h`).
    const REQUEST: libc::c_int = 0x1023;
    const TILE_DATA: libc::c_ulong = 18;
    // SAFETY: the call changes nothing but what this process may use.
    unsafe { libc::syscall(libc::SYS_arch_prctl, REQUEST, TILE_DATA) == 0 }
}

#[cfg(not(target_os = "linux"))]
fn is_permitted() -> bool {
    false
}

/// AMX, on a thread whose tiles are set up.
#[derive(Clone, Copy)]
pub(super) struct AmxKernel(());

/// Calls `body` with all tiles set to sixteen rows of 64 bytes.
///
/// # Safety
/// [`is_available`] is true.
pub(super) unsafe fn with_tiles(body: impl FnOnce(AmxKernel)) {
    #[repr(C, align(64))]
    struct TileConfig {
        palette: u8,
        start_row: u8,
        reserved: [u8; 14],
        bytes_per_row: [u16; 16],
        rows: [u8; 16],
    }
    let config = TileConfig {
        palette: 1,
        start_row: 0,
        reserved: [0; 14],
        bytes_per_row: std::array::from_fn(|tile| if tile < 8 { 64 } else { 0 }),
        rows: std::array::from_fn(|tile| if tile < 8 { 16 } else { 0 }),
    };
    // SAFETY: by the caller; the configuration is valid for palette 1.
    unsafe { asm!("ldtilecfg [{}]", in(reg) &raw const config, options(nostack, readonly)) };
    body(AmxKernel(()));
    // SAFETY: as above.
    unsafe { asm!("tilerelease", options(nostack, nomem)) };
}

impl BlockKernel for AmxKernel {
    const STEP: usize = STEP;

    #[inline(always)]
    unsafe fn compute(self, terms: &Terms, rows: usize, target: Target) {
        let mut sums = Sums::ZERO;
        debug_assert_eq!(terms.run, terms.panel_run);
        // SAFETY: by the caller.
        unsafe {
            if terms.run > 0 && !terms.taps.is_empty() {
                block(terms, &mut sums);
            }
            target.store(&sums.0[..rows]);
        }
    }

    #[inline(always)]
    fn softmax_row(
        self,
        scores: &mut [f32],
        weights: &mut [u16],
        highest: &mut f32,
        total: &mut f32,
    ) -> f32 {
        // SAFETY: AMX is used only where AVX-512 has bf16 too.
        unsafe { avx512_bf16::softmax_row(scores, weights, highest, total) }
    }
}

/// Tiles 0 to 3 sum the four quarters of the block; 4 and 5 hold rows, 6 and 7 columns.
///
/// # Safety
/// As for `compute`, on a thread with tiles, with at least one tap and one step.
#[inline(always)]
unsafe fn block(terms: &Terms, sums: &mut Sums) {
    let stride = terms.stride * size_of::<u16>();
    // SAFETY: by the caller: sixteen rows from `upper` and `lower` are valid for all steps of all taps, a step of the
    // panel is sixteen rows, and the sums are 32 rows. The tiles are the compiler's neither before nor after.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "mov {upper}, qword ptr [{tap}]",
            "lea {upper}, [{left} + 2*{upper}]",
            "lea {lower}, [{upper} + {half}]",
            "mov {step:e}, {steps:e}",
            "3:",
            "tileloadd tmm4, [{upper} + {stride}]",
            "tileloadd tmm6, [{panel} + {row}]",
            "tdpbf16ps tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{panel} + {row} + 64]",
            "tdpbf16ps tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{lower} + {stride}]",
            "tdpbf16ps tmm2, tmm5, tmm6",
            "tdpbf16ps tmm3, tmm5, tmm7",
            "add {upper}, 64",
            "add {lower}, 64",
            "add {panel}, 2048",
            "dec {step:e}",
            "jnz 3b",
            "add {tap}, 8",
            "cmp {tap}, {end}",
            "jne 2b",
            "tilestored [{sums} + {row}], tmm0",
            "tilestored [{sums} + {row} + 64], tmm1",
            "tilestored [{sums} + {row} + 2048], tmm2",
            "tilestored [{sums} + {row} + 2112], tmm3",
            tap = inout(reg) terms.taps.as_ptr() => _,
            end = in(reg) terms.taps.as_ptr_range().end,
            left = in(reg) terms.left,
            upper = out(reg) _,
            lower = out(reg) _,
            half = in(reg) 16 * stride,
            stride = in(reg) stride,
            panel = inout(reg) terms.panel => _,
            row = in(reg) ROW_BYTES,
            step = out(reg) _,
            steps = in(reg) terms.run / STEP,
            sums = in(reg) sums.0.as_mut_ptr(),
            options(nostack),
        );
    }
}
