//! Reads the input as a photo: its pixels, orientation and colour profile.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    brandish::post::read_photo(bytes).ok();
});
