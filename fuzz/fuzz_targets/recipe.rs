//! Looks for a recipe in the input as in a picture of another program.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    brandish::post::recipe_in(bytes).ok();
});
