//! In what precision this process computes Stable Diffusion's pictures on the processor.

use std::sync::OnceLock;

use brandish_inference::{Precision, PrecisionChoice};

static OF_PROCESS: OnceLock<PrecisionChoice> = OnceLock::new();

/// Computes every picture of this process in a precision; the first call counts.
pub fn compute_in(choice: PrecisionChoice) {
    OF_PROCESS.get_or_init(|| choice);
}

/// The precision of this process: what the processor computes fastest, unless one was chosen.
pub(super) fn of_process() -> Precision {
    let choice = OF_PROCESS.get().copied().unwrap_or_default();
    choice.precision().unwrap_or_default()
}
