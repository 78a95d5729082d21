//! Memory for results. Large ones get huge pages where Linux has them: the activations of an image are
//! a hundred megabytes, and to fault them in by 4 KiB takes longer than to fill them.

/// Bytes from which huge pages are requested.
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

/// An empty vector with a capacity of `len` values.
pub(super) fn allocate(len: usize) -> Vec<f32> {
    let values: Vec<f32> = Vec::with_capacity(len);
    #[cfg(target_os = "linux")]
    advise_huge_pages(values.as_ptr().cast(), len * size_of::<f32>());
    values
}

/// `len` zeros for bf16 values, whose pages the system makes when they are first touched.
pub(super) fn allocate_zeros(len: usize) -> Vec<u16> {
    let values = vec![0; len];
    #[cfg(target_os = "linux")]
    advise_huge_pages(values.as_ptr().cast(), len * size_of::<u16>());
    values
}

/// Does nothing where the system has none, or memory is too much in pieces.
#[cfg(target_os = "linux")]
fn advise_huge_pages(start: *const u8, bytes: usize) {
    const PAGE: usize = 4096;
    if bytes < LARGE {
        return;
    }
    let first = start.addr().next_multiple_of(PAGE);
    let end = (start.addr() + bytes) / PAGE * PAGE;
    // SAFETY: the pages lie within memory that was allocated; the advice changes none of it.
    unsafe {
        libc::madvise(
            start.cast_mut().with_addr(first).cast(),
            end.saturating_sub(first),
            libc::MADV_HUGEPAGE,
        );
    }
}
