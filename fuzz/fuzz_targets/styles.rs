//! Imports the input as a list of styles in CSV.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use brandish::brief::{StylePreset, import_styles, shipped_styles};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SHIPPED: LazyLock<Vec<StylePreset>> = LazyLock::new(shipped_styles);

fuzz_target!(|bytes: &[u8]| {
    import_styles(bytes, &SHIPPED, &[]).ok();
});
