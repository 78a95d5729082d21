//! Ctrl+C as a flag for a command that finishes in order; what it finishes is the command's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set by the first Ctrl+C; the second ends the program.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    stop_flag_with(|| {})
}

/// Set by the first Ctrl+C, which also calls `wake`; the second ends the program.
pub(super) fn stop_flag_with(wake: impl Fn() + Send + 'static) -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let set = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        wake();
    });
    if let Err(error) = set {
        tracing::warn!("Ctrl+C cannot be caught: {error}");
    }
    flag
}
