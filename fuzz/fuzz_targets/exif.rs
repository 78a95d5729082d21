//! Reads the input as the EXIF block of a JPEG: the recipe in it, and the orientation of the photo.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

#[path = "../../tests/flows/strangers/containers.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod containers;

use brandish::post::{read_photo, recipe_in};
use libfuzzer_sys::fuzz_target;

/// The longest block that fits into a segment of a JPEG, in bytes.
const LONGEST: usize = 60_000;

fuzz_target!(|bytes: &[u8]| {
    let jpeg = containers::jpeg_with_exif(&bytes[..bytes.len().min(LONGEST)]);
    recipe_in(&jpeg).ok();
    read_photo(&jpeg).ok();
});
